/* Recourse: what a scenario may say of notice, dispute, review, correction and repair. Record side of
   the wall: an agency knows files, queues and reviewers. How convincing a dispute is depends on what
   the listing really is, and is drawn on the truth side (sim/recourse.c). */
#ifndef CS_RECOURSE_RECOURSE_H
#define CS_RECOURSE_RECOURSE_H

#include "core/spec.h"

#define CS_REVIEWERS_MOST 100000 /* of an agency */

#define CS_AGENCIES_MOST 7
#define CS_REPAIRS_MOST 7

typedef struct cs_notice {
    double told;           /* probability that somebody put on a list is told */
    cs_by told_by;
    int32_t delay_days;
    double finds_out;      /* hazard per year of those not told */
    double on_refusal;     /* probability of finding out at each refusal */
} cs_notice;

/* A share for each thing a listing may really be. */
typedef struct cs_by_class { double wrong, right, protected_conduct, association; } cs_by_class;

typedef struct cs_dispute_config {
    cs_by_class share;     /* of those who know: how many dispute */
    cs_by by;
} cs_dispute_config;

typedef struct cs_review_config {
    cs_by_class grants;
    double gives_up;       /* of those refused */
    int64_t rounds;        /* nobody disputes more often over one listing */
} cs_review_config;

typedef struct cs_reinserted {
    double share;          /* of corrections */
    int32_t after_days, stays_days;
} cs_reinserted;

typedef enum cs_service_form { CS_SERVICE_EXPONENTIAL, CS_SERVICE_FIXED } cs_service_form;

typedef struct cs_then {
    int32_t median_days;
    double sigma;          /* of the logarithm */
} cs_then;

typedef struct cs_agency {
    const char *name;
    cs_refs lists;         /* whose disputes it hears */
    cs_refs corrects;      /* whose files it sets right besides */
    int64_t reviewers;     /* at most CS_REVIEWERS_MOST */
    double pace;           /* disputes a busy reviewer decides per year of 365 days */
    int form;              /* cs_service_form */
    cs_then then;          /* from the decision until it is carried out */
    int32_t deadline_days; /* CS_FOREVER: none */
} cs_agency;

/* A way of making good, a fact that counts in every lane. */
typedef struct cs_repair {
    const char *name;
    int32_t list;          /* its members do it */
    int32_t points;        /* 0: it ends the matter and takes them off the list */
    int32_t lasts_days;
    double rate;           /* hazard per year on the list */
    cs_by by;
    int64_t price;
} cs_repair;

typedef struct cs_bought_points {
    int32_t points, lasts_days;
    double rate;
    cs_by by;
    int64_t price;
    bool only_listed;
} cs_bought_points;

typedef struct cs_recourse {
    cs_notice notice;
    cs_dispute_config dispute;
    cs_review_config review;
    cs_reinserted *reinserted;   /* NULL: none */
    cs_array agencies;           /* of cs_agency */
    cs_array repair;             /* of cs_repair */
    cs_bought_points *bought;    /* NULL: none */
} cs_recourse;

extern const cs_spec cs_recourse_spec;

#endif
