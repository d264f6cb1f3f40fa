/* People who do not exist: generated from aggregate tables, never read from a file of persons.
   Persons stand in a line; a household is a run of persons, a region a run of households.
   Blocks of 65,536 persons cut the line for good; no household crosses a block. */
#ifndef CS_POPULATION_POPULATION_H
#define CS_POPULATION_POPULATION_H

#include "core/error.h"
#include "core/spec.h"

#include <stdint.h>

#define CS_BLOCK_PERSONS 65536u
#define CS_STRATA_MOST 32767

typedef struct cs_population_config {
    int64_t persons;
    int profile;            /* index in cs_profiles, -1 for none */
    cs_ranges ages;         /* bands of the profile's ages; empty: no age attribute */
    bool sex;               /* add the profile's sexes as an attribute */
    cs_shares households;   /* share of households by size "1".."9", "10+"; empty: the profile's */
    cs_shares regions;      /* names and shares of persons */
    cs_attributes attributes; /* age, sex (from the profile) first, then the scenario's own */
    struct cs_ties_config *ties; /* who knows whom, see population/ties.h; NULL: nobody is asked */
} cs_population_config;

extern const cs_spec cs_population_spec;

/* Bundled aggregate tables (data/profiles/NAME.csv, embedded at build time). */
#define CS_AGE_BANDS_MOST 24
#define CS_HOUSEHOLD_MOST 16
typedef struct cs_profile {
    const char *name;                       /* lives as long as the program */
    char about[200], source[800];           /* the sources, separated by "; " */
    int ages;                               /* bands of the table */
    int age_first[CS_AGE_BANDS_MOST];       /* years; the last band is open */
    double male[CS_AGE_BANDS_MOST], female[CS_AGE_BANDS_MOST]; /* shares, all together 1 */
    int sizes;
    double household[CS_HOUSEHOLD_MOST];    /* share of households of size 1, 2, ... sizes */
} cs_profile;

/* Read the bundled profile of that name into the caller's copy. Errors: CS_USAGE when there is none,
   CS_FORMAT when the bundled table is malformed (a build fault). */
cs_status cs_profile_find(const char *name, cs_profile *profile, cs_error *err);
/* Name of bundled profile i, NULL after the last. */
const char *cs_profile_name(int i);

typedef struct cs_population {
    uint32_t persons;
    uint32_t blocks;
    int strata;              /* combinations of attribute values */
    int attributes;
    int *attribute_values;   /* [attributes] how many values each has */
    int *cell_first;         /* [attributes] first cell of each attribute's values; cell 0 = everyone */
    int region_first_cell;   /* cells 1 + sum(values) .. are the regions */
    int cells;
    uint16_t *stratum_value; /* [strata][attributes] value index */
    uint16_t *stratum;       /* [persons] low 15 bits stratum, bit 15: first person of a household */
    int regions;
    uint32_t *region_start;  /* [regions + 1] first person; region_start[regions] == persons */
    int64_t *cell_persons;   /* [cells] */
    int64_t *stratum_persons;/* [strata] */
} cs_population;

#define CS_HOUSEHOLD_FIRST 0x8000u

/* Draw a population; `pop` is empty afterwards on failure. Shapes: as above.
   Errors: CS_NOMEM; CS_RANGE (more strata than CS_STRATA_MOST, age bands that do not fit the table, a
   region without persons); CS_FORMAT. The people depend on (seed, config) alone, not on threads. A
   larger population begins with the persons of a smaller one (but for a household cut at its end, and
   where regions are smaller than a household).
   Source: docs/model.md, assumptions P1 to P7. */
cs_status cs_population_init(cs_population *pop, const cs_population_config *config, uint64_t seed,
                             cs_error *err);
void cs_population_free(cs_population *pop);

static inline int cs_population_stratum(const cs_population *pop, uint32_t person)
{
    return pop->stratum[person] & 0x7fff;
}
/* Persons of block b: [b * 65536, min(persons, (b + 1) * 65536)). */
static inline uint32_t cs_block_size(const cs_population *pop, uint32_t block)
{
    uint32_t first = block * CS_BLOCK_PERSONS;
    uint32_t left = pop->persons - first;
    return left < CS_BLOCK_PERSONS ? left : CS_BLOCK_PERSONS;
}
/* Region of a person: binary search over region_start. */
int cs_population_region(const cs_population *pop, uint32_t person);
/* First person and size of the household that contains `person`. */
void cs_population_household(const cs_population *pop, uint32_t person, uint32_t *first,
                             uint32_t *size);
/* multiplier[strata]: product over terms of the person's factor (1 without terms). */
void cs_by_table(const cs_by *by, const cs_population *pop, double *multiplier);

#endif
