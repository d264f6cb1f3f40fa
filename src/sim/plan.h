/* A scenario made ready to run on a population: rates, thresholds and keys worked out once. */
#ifndef CS_SIM_PLAN_H
#define CS_SIM_PLAN_H

#include "consequences/membership.h"
#include "ledger/book.h"
#include "observation/observe.h"
#include "population/hazard.h"
#include "scenario/scenario.h"

#define CS_MECHANISMS_MOST 11

typedef struct cs_plan_conduct {
    cs_hazard hazard;
    cs_key excused_key;
    cs_key unseen_key;
    double near;           /* share of acts drawn as they happen, see sim/unseen.h */
    uint64_t excused;      /* threshold */
    uint8_t lane;          /* of a correct record of it */
    bool ruled;            /* some rule or list is about it */
} cs_plan_conduct;

typedef struct cs_plan_sensor {
    const cs_sensor_kind *kind;
    const void *config;
    void *ready;
    uint64_t *where;       /* [regions] a bit each: whose residents it sees; NULL: all */
    size_t notes;          /* first of its numbers, where it learns; see sim/learning.h */
} cs_plan_sensor;

typedef struct cs_plan {
    const cs_scenario *scenario;
    int kinds, record_kinds, sensors, services, lists, rules, lanes;
    int quiet_from, by_record; /* for cs_membership */
    size_t bands;
    size_t notes;          /* numbers that sensors keep of what they met; 0: none learns */
    cs_plan_conduct *conduct;
    cs_plan_sensor *sensor;
    cs_hazard *service;
    uint8_t *denies;       /* [services] lists that bar it, a bit each */
    cs_list_rule *list;
    cs_list_view *view;
    uint8_t *open;         /* [regions] lists that take in their residents, a bit each; NULL: all do */
    bool left_behind;      /* who moved is on no list that does not take in residents of the place */
    uint8_t penal;         /* penal lists, a bit each */
    uint8_t *entered_by;   /* [record_kinds] lists a record puts one on, a bit each */
    const cs_score_config *score; /* NULL: none */
    int16_t *base;         /* [strata] of a scorecard; NULL: everybody's is that of the score */
    const cs_rule *rule;
    int *first_rule;       /* [record_kinds] where to begin looking for a record's rules */
    cs_key overdue_key, decay_key;
    int mechanisms;        /* that there are; see sim/mechanism.h */
    void *ready[CS_MECHANISMS_MOST];         /* NULL: not in this scenario */
    size_t mechanism_row[CS_MECHANISMS_MOST];/* first row of each in a tally */
    size_t rows;           /* of a tally, all together */
    size_t keys, key_room;
    uint64_t *key;         /* every key that draws, to see that no two are the same */
    bool in_order;         /* records of a day must count in the order of their moments */
} cs_plan;

/* The score of somebody with nothing on file. */
static inline int cs_plan_base(const cs_plan *plan, int stratum)
{
    return plan->base ? plan->base[stratum] : plan->score->base;
}

/* Errors: CS_NOMEM, CS_USAGE (two purposes share a key: rename something). */
cs_status cs_plan_init(cs_plan *plan, const cs_scenario *scenario, const cs_population *pop,
                       uint64_t seed, cs_error *err);
void cs_plan_free(cs_plan *plan);
/* Make a key's purpose known, so that no other decision draws from it. Errors: CS_NOMEM. */
cs_status cs_plan_claim(cs_plan *plan, cs_key key, cs_error *err);

#endif
