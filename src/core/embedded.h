/* Files built into the program by scripts/embed.py: bundled scenarios and tables. */
#ifndef CS_CORE_EMBEDDED_H
#define CS_CORE_EMBEDDED_H

#include <stddef.h>

/* bytes[size] is a zero, so text may be used as a string. name: the file's, without its extension.
   Tables are sorted by file name and end with an entry whose name is NULL. */
typedef struct cs_embedded {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} cs_embedded;

extern const cs_embedded cs_embedded_scenarios[]; /* scenarios/NAME.yaml */
extern const cs_embedded cs_embedded_studies[];   /* studies/NAME.yaml */
extern const cs_embedded cs_embedded_profiles[];  /* data/profiles/NAME.csv */
extern const cs_embedded cs_embedded_lending[];   /* data/lending/NAME.csv */
extern const cs_embedded cs_embedded_sobol[];     /* data/sobol/NAME.csv */
extern const cs_embedded cs_embedded_influence[]; /* data/influence/NAME.csv */

#endif
