/* Points: the rules that turn records into a score. Record side of the wall. */
#ifndef CS_SCORING_SCORE_H
#define CS_SCORING_SCORE_H

#include "core/spec.h"

typedef struct cs_rule {
    int32_t on;         /* record kind */
    int32_t points;
    int32_t lasts_days; /* CS_FOREVER: for good */
    double overdue;     /* share of records that still count after they should have gone */
    int32_t overdue_days;
} cs_rule;

typedef enum cs_decay_form { CS_DECAY_LINEAR, CS_DECAY_EXPONENTIAL, CS_DECAY_YEARLY_RESET } cs_decay_form;

typedef struct cs_decay {
    int form;
    int32_t points_per_year; /* linear */
    int32_t half_life_days;  /* exponential */
} cs_decay;

typedef enum cs_contacts_form { CS_CONTACTS_ONE_STEP, CS_CONTACTS_FIXED_POINT } cs_contacts_form;

/* The share that acquaintances' scores have in one's own. */
typedef struct cs_contacts {
    double weight;
    int form;           /* cs_contacts_form */
} cs_contacts;

typedef struct cs_score_config {
    int32_t base, floor, ceiling;
    cs_array rules;     /* of cs_rule */
    cs_decay *decay;    /* NULL: none */
    cs_bounds bands;    /* highest first */
    cs_contacts *contacts; /* NULL: none */
} cs_score_config;

extern const cs_spec cs_score_spec;

#endif
