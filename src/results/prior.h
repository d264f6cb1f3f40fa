/* What draws from the ranges of a scenario gave, read back from the study file.

   The points of such a study (kind CS_STUDY_PRIOR): group 0 the scenario's own numbers, then a group for
   each draw; a group is the base world and then each safeguard. Settings of the plan: {"draws": 200,
   "worlds": 1 + safeguards, "fixed": figures that are not the scenario's own, and come first, "persons",
   "own_persons": as of sensitivity}. */
#ifndef CS_RESULTS_PRIOR_H
#define CS_RESULTS_PRIOR_H

#include "results/worklist.h"

/* A figure, or a safeguard's paired difference, over the draws. Quantiles over draws in which it is defined;
   NAN where it is in none. */
typedef struct cs_spread {
    double own;                    /* at the scenario's own numbers; NAN: undefined */
    double median, low50, high50, low95, high95;
    int64_t draws, undefined;      /* done; of them undefined */
    int64_t same, opposite;        /* differences: draws with the sign of `own`; with the other */
} cs_spread;

typedef struct cs_prior {
    int figures, worlds;           /* worlds: the base and each safeguard */
    int fixed;                     /* figures from the first that are not the scenario's own */
    int64_t wanted;                /* draws */
    int64_t undone;                /* rows of the work list that are not done */
    const char **world;            /* [worlds] "base", then the safeguards' names; of the plan */
    cs_spread *spread;             /* [figures][worlds]: the figure itself, then the differences */
} cs_prior;

/* Whether a safeguard's effect has the same sign wherever it was looked for. */
typedef enum cs_holding {
    CS_HOLDS,        /* in every draw */
    CS_HOLDS_NEARLY, /* in at least 95 % of them */
    CS_HOLDS_OR_NOTHING, /* in fewer, but it never has the other one: in some there is no difference */
    CS_HOLDS_NOT,
    CS_HOLDS_NOTHING /* there is no effect at the scenario's own numbers, or no draw */
} cs_holding;
cs_holding cs_spread_holds(const cs_spread *difference);

/* Errors: CS_FORMAT (no study of draws), CS_DATABASE, CS_NOMEM. Free with cs_prior_free. */
cs_status cs_prior_of(cs_worklist *list, cs_prior *out, cs_error *err);
void cs_prior_free(cs_prior *prior);
/* As text for a terminal, 80 columns. */
cs_status cs_prior_print(cs_worklist *list, char **text, cs_error *err);

#endif
