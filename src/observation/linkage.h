/* Record linkage: an office that knows its people by name and birth date files a report under whoever
   matches. Names are abstract: a name is a number, and all that is known of it is how often it occurs.
   Who shares a name is for life, so the same people are taken for each other again and again.
   Source: Fellegi and Sunter, JASA 64, 1969, doi 10.1080/01621459.1969.10501049 (weights);
   docs/model.md, section "Observation". */
#ifndef CS_OBSERVATION_LINKAGE_H
#define CS_OBSERVATION_LINKAGE_H

#include "observation/observe.h"

extern const cs_spec cs_linkage_spec;

#define CS_NAMES_MOST 1000000

/* How many names there are. */
int64_t cs_names_count(const cs_name_shares *names);
/* Shares of the names, the most frequent first where they follow Zipf. Shapes: share [count]. */
void cs_names_fill(const cs_name_shares *names, double *share);

/* What a report and a person on file may have in common. */
typedef enum cs_agreement {
    CS_AGREES_NAME,        /* the name, whatever the birth date */
    CS_AGREES_BOTH,
    CS_AGREES_DATE         /* the birth date, but not the name */
} cs_agreement;
/* What is enough for a link, the best first; returns how many there are. same_name: chance that two
   persons share a name. */
int cs_linkage_levels(const cs_linkage *linkage, double same_name, cs_agreement level[3]);

/* Linkage made ready for a population. */
typedef struct cs_link cs_link;
/* Errors: CS_NOMEM; CS_RANGE where names times regions are too many to be counted. */
cs_status cs_link_init(cs_link **link, const cs_linkage *linkage, const cs_setup *setup,
                       cs_error *err);
void cs_link_free(cs_link *link);
/* Under whom a report about a person is filed; false: under nobody. The place is that of the act. */
bool cs_link_find(const cs_link *link, const cs_scene *scene, int conduct, uint32_t act,
                  uint32_t person, uint32_t *filed_under);

#endif
