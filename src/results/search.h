/* A search over sets of safeguards, read back from its study file: which keep a harm under a bound at what
   cost, and which are beaten by no other. */
#ifndef CS_RESULTS_SEARCH_H
#define CS_RESULTS_SEARCH_H

#include "core/text.h"
#include "results/worklist.h"
#include "scenario/arena.h"

/* One set. harm: mean over replicates with its 95 % t interval (from 8 replicates on). change: from no
   safeguard at all, replicate by replicate. keeps: the interval's upper end is at the bound or below.
   cheapest: keeps, and none that keeps costs less. front: no other set costs no more and harms no more,
   and does better in one of them. */
typedef struct cs_search_set {
    int point;
    const char *name;       /* "expiry+heard"; "" for base: no safeguard at all */
    int size;
    double cost;
    cs_estimate harm, change;
    bool keeps, cheapest, front;
} cs_search_set;

typedef struct cs_search {
    const char *title;      /* of the scenario */
    const char *figure;     /* as it was asked for: "wrongful_days list=discredited" */
    const char *harm;       /* what less of it is less of: "days of wrong penalty" */
    cs_unit unit;
    const char *per;        /* "per 1,000 persons", or "" */
    bool bounded;
    double bound;
    int safeguards;         /* that were chosen from */
    const char *const *name;
    const double *cost;     /* [safeguards] */
    int most;               /* safeguards in a set, at most */
    int apart;              /* pairs that cannot be combined, and why: "a+b: ..." */
    const char *const *why_apart;
    int64_t replicates;     /* wanted of each set */
    int64_t persons, own_persons; /* of each run; as the scenario says itself */
    int sets;               /* by cost, then harm, then number of the point */
    cs_search_set *set;
    int keeping, cheapest, front, unfinished; /* how many sets */
    cs_arena *arena;        /* owns all of it */
} cs_search;

/* Errors: CS_FORMAT (the study is of another kind). */
cs_status cs_search_read(cs_worklist *list, cs_search *out, cs_error *err);
void cs_search_free(cs_search *search);
/* For a terminal. */
cs_status cs_search_print(const cs_search *search, char **text, cs_error *err);

#endif
