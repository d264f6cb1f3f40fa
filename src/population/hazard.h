/* A Poisson process over the persons of a block: the sampler under conduct, false records,
   sightings and attempts to use a service. Exact: candidates come at the largest rate anyone has,
   by exponential gaps along the line of persons, and each is kept with the share that the person's
   own rate is of it. */
#ifndef CS_POPULATION_HAZARD_H
#define CS_POPULATION_HAZARD_H

#include "core/rng.h"
#include "population/population.h"

#define CS_FRAILTY_CLASSES 1024

/* One class of frailty in a block: its first rank, the hazard below that, and the hazard of each rank. */
typedef struct cs_frail { double below, each; uint32_t first; } cs_frail;

/* For blocks of n persons. The last entry of `class` is where they end. */
typedef struct cs_reach {
    uint32_t n;
    double scale;          /* brings the mean factor of the block's persons to 1 */
    double steps;          /* steps of guide for each unit of hazard */
    uint16_t guide[CS_FRAILTY_CLASSES]; /* a class no later than that of any hazard within the step */
    cs_frail class[CS_FRAILTY_CLASSES + 1];
} cs_reach;

typedef struct cs_hazard {
    cs_key key;
    cs_key who;            /* of who has which frailty: key, unless it is set to that of another process */
    double gap;            /* mean gap between candidates, in persons (or hazard) per day; 0: never */
    uint64_t *keep;        /* [strata] a candidate is kept when its word is below; NULL: always */
    double *frailty;       /* [CS_FRAILTY_CLASSES] factor of each class, ascending; NULL: none */
    cs_reach *reach;       /* [2] with frailty: for full blocks and for the last one */
    double daily;          /* rate per day before multipliers, for the reference engine */
    double *factor;        /* [strata] multiplier, likewise; NULL: 1 */
} cs_hazard;

typedef struct cs_act {
    uint32_t index;        /* of the candidate in its block and day: the act's own place for chance */
    uint32_t luck;         /* random word of the act, for what becomes of its records later */
    uint16_t person;       /* place in its block */
    uint8_t excused;
    uint8_t spare;
} cs_act;

typedef struct cs_acts {
    size_t count, room;
    cs_act *act;
} cs_acts;

/* rate_per_year, multipliers and the coefficient of variation of the gamma factor (0: none).
   Errors: CS_NOMEM. */
cs_status cs_hazard_init(cs_hazard *hazard, const cs_population *pop, cs_key key,
                         double rate_per_year, const cs_by *by, double frailty, cs_error *err);
/* Draw only this share of the acts, in (0, 1]; cs_hazard_rate stays that of all of them. */
void cs_hazard_narrow(cs_hazard *hazard, double share);
void cs_hazard_free(cs_hazard *hazard);
/* The acts of block `block` on `day`, replacing what acts held. Errors: CS_NOMEM. */
cs_status cs_hazard_draw(const cs_hazard *hazard, const cs_population *pop, uint32_t block, int day,
                         cs_acts *acts, cs_error *err);
/* Rate per day of one person, frailty included. */
double cs_hazard_rate(const cs_hazard *hazard, const cs_population *pop, uint32_t person);

/* Gamma with mean 1 and the given coefficient of variation, cut into equally likely classes, each
   at its conditional mean. Shapes: factor [CS_FRAILTY_CLASSES]. */
void cs_frailty_classes(double variation, double *factor);

#endif
