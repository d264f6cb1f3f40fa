/* One world, run: a scenario, a replicate, an engine; out comes a ledger. */
#ifndef CS_SIM_SIM_H
#define CS_SIM_SIM_H

#include "core/archive.h"
#include "core/rng.h"
#include "ledger/ledger.h"
#include "scenario/scenario.h"

/* Days that blocks run at most before they hear from each other, and the caller from the world. */
#define CS_WINDOW_DAYS 30

typedef struct cs_sim_options {
    uint64_t seed;       /* of the run */
    uint64_t replicate;
    int threads;         /* >= 1 */
    cs_engine engine;
    bool track;          /* keep the history of tracked persons */
    /* After each window of at most CS_WINDOW_DAYS days; returning false stops the run (CS_INTERRUPTED). May be NULL. */
    bool (*progress)(void *context, int day, int days);
    void *context;
    /* Write the state down at cs_checkpoint_day(scenario, checkpoint_day), and go on. NULL: do not. */
    cs_archive *keep;
    int checkpoint_day;
    /* Go on from a state that was kept under the same scenario, or, but for `later`, the same. NULL:
       from the first day. */
    cs_archive *resume;
} cs_sim_options;

/* The settlement at which a state for `day` can be kept: the first on that day or after. It must lie
   before the end of the run. */
int cs_checkpoint_day(const cs_scenario *scenario, int day);
/* Whether a state kept without scenario->later is of no use for going on with it: what changes later must
   be known from the first day on. */
bool cs_sim_from_start(const cs_scenario *scenario);

/* Whose history replicate 0 keeps: the first ledger.track persons in this order. seed: of the replicate. */
cs_permutation cs_sim_tracking(uint64_t seed, uint32_t persons);

/* What the dense and sparse state took, for bench. */
typedef struct cs_sim_memory {
    double stratum_bytes, score_bytes, list_bytes, sparse_bytes; /* per person, at the end */
    uint64_t acts, records, messages;
} cs_sim_memory;

/* Run one world to its horizon. The people depend on seed and replicate, so worlds of the same
   scenario family under one (seed, replicate) share people, acts and chance.
   Errors: CS_NOMEM, CS_RANGE (more points, or more listings, on one
   person than a file can hold), CS_INTERRUPTED; CS_USAGE (the reference engine keeps no state); what
   the archives report. */
cs_status cs_sim_run(const cs_scenario *scenario, const cs_sim_options *options, cs_ledger *ledger,
                     cs_sim_memory *memory, cs_error *err);

#endif
