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

/* What a record adds to the log odds of a scorecard. */
typedef struct cs_card_record {
    int32_t on;
    double adds;
    int32_t lasts_days;
    double overdue;
    int32_t overdue_days;
} cs_card_record;

/* A logistic scorecard: the log of the odds that somebody is good, as a sum, on a scale of points. */
typedef struct cs_scorecard {
    double intercept;
    cs_by attributes;   /* terms added, 0 where nothing is said */
    cs_array records;   /* of cs_card_record */
    double points, at_odds, doubles_every;
} cs_scorecard;

/* What the score is meant to foretell: whoever does `act` within for_days of day from_day. */
typedef struct cs_foretelling {
    int32_t act;        /* kind of conduct */
    int32_t from_day, for_days;
} cs_foretelling;
typedef enum cs_contacts_form { CS_CONTACTS_ONE_STEP, CS_CONTACTS_FIXED_POINT } cs_contacts_form;

/* The share that acquaintances' scores have in one's own. */
typedef struct cs_contacts {
    double weight;
    int form;           /* cs_contacts_form */
} cs_contacts;

typedef struct cs_score_config {
    int32_t base, floor, ceiling; /* base: with a scorecard, that of somebody to whom no attribute adds */
    cs_array rules;     /* of cs_rule; with a scorecard, made from its records */
    cs_scorecard *scorecard; /* NULL: none */
    cs_foretelling *foretells; /* NULL: not asked */
    cs_decay *decay;    /* NULL: none */
    cs_bounds bands;    /* highest first */
    cs_contacts *contacts; /* NULL: none */
} cs_score_config;

extern const cs_spec cs_score_spec;

/* ---- scorecard.c ---- */
/* Points of a sum of log odds; of somebody with the attribute values and nothing on file.
   Shapes: value [attributes]. */
int32_t cs_scorecard_points(const cs_scorecard *card, double log_odds);
int32_t cs_scorecard_base(const cs_scorecard *card, const uint16_t *value);
/* The rules and the base of a score that has a card. rules: room for as many as the card has records. */
void cs_scorecard_rules(cs_score_config *score, cs_rule *rules);
/* The share that the card says is bad among those with the score. */
double cs_scorecard_bad(const cs_scorecard *card, int32_t score);

#endif
