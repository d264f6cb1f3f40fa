/* One world, run: a scenario, a replicate, an engine; out comes a ledger. */
#ifndef CS_SIM_SIM_H
#define CS_SIM_SIM_H

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
} cs_sim_options;

/* What the dense and sparse state took, for bench. */
typedef struct cs_sim_memory {
    double stratum_bytes, score_bytes, list_bytes, sparse_bytes; /* per person, at the end */
    uint64_t acts, records, messages;
} cs_sim_memory;

/* Run one world to its horizon. The people depend on seed and replicate, so worlds of the same
   scenario family under one (seed, replicate) share people, acts and chance.
   Errors: CS_NOMEM, CS_RANGE (more points, or more listings, on one
   person than a file can hold), CS_INTERRUPTED. */
cs_status cs_sim_run(const cs_scenario *scenario, const cs_sim_options *options, cs_ledger *ledger,
                     cs_sim_memory *memory, cs_error *err);

#endif
