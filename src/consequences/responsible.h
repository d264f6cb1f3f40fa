/* Who answers for a firm: a person to whom part of what befalls the firm is passed on, for nothing the
   person has on file. */
#ifndef CS_CONSEQUENCES_RESPONSIBLE_H
#define CS_CONSEQUENCES_RESPONSIBLE_H

#include "core/rng.h"
#include "core/spec.h"
#include "population/population.h"

#define CS_ADULT_AGE 18

typedef struct cs_responsible {
    cs_refs lists;         /* of the firms: being on one is passed on */
    double share;          /* of firms that somebody answers for */
    int32_t points;        /* in the person's score */
    cs_refs enters;        /* lists of persons */
    int32_t lasts_days;    /* 0: while the firm is on its list; CS_FOREVER: for good */
    int32_t delay_days;
} cs_responsible;

extern const cs_spec cs_responsible_spec;

/* Who may answer, made ready. */
typedef struct cs_answerable {
    const cs_population *pop;
    int age;               /* the attribute, -1: ages are not known */
    bool adult[CS_AGE_BANDS_MOST]; /* by age band */
    cs_key key;
} cs_answerable;

/* people: the configuration that pop was drawn from. Where the scenario knows ages, only people of bands
   that begin at 18 or later answer; where no band does, everybody may. */
cs_answerable cs_answerable_of(const cs_population *pop, const cs_population_config *people,
                               cs_key key);
/* Whether anybody answers for the firm, with probability share. */
bool cs_answerable_has(const cs_answerable *a, uint32_t firm, double share);
/* Who: evenly drawn from the adults of persons [first, end). One person may answer for several firms. */
uint32_t cs_answerable_who(const cs_answerable *a, uint32_t firm, uint32_t first, uint32_t end);

#endif
