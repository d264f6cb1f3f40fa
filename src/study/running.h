/* A run on its way, inside: what running worlds from the first day and going on with them have in common. */
#ifndef CS_STUDY_RUNNING_H
#define CS_STUDY_RUNNING_H

#include "results/checkpoint.h"
#include "results/results.h"
#include "scenario/arena.h"
#include "sim/sim.h"

typedef struct cs_running {
    const cs_run_options *options;
    int worlds;
    cs_scenario **scenario;    /* [worlds] */
    const char **name;         /* [worlds] "base", or the safeguards that it has and the base world
                                  has not; NULL: as the scenarios say */
    const char **sets;         /* the options', and more in the arena */
    int set_count;
    cs_arena *arena;
    int64_t own_persons;       /* what the scenario says without the call's settings */
    cs_results_writer *writer; /* NULL: keep nothing */
    int threads;
    double began, told;        /* seconds of the clock; of the last progress call */
    cs_progress at;
    bool keeps;                /* a checkpoint */
    cs_checkpoint_writer keep;
    cs_checkpoint *from;       /* what is gone on with; NULL: everything from the first day */
    bool changed;              /* something changes on its day */
    bool live;                 /* what is finished may be read meanwhile: cs_results_open_live */
    /* the options' context; NULL: nobody is told. Nothing is computed any more, for that reason, and the results
       are closed as soon as nobody reads them any more */
    void (*ending)(void *context, cs_status status);
    bool anew;                 /* what changes must be known from the first day on, in each world */
} cs_running;

/* Safeguard i of the options: the base scenario, which is read, must have it. And, once world i + 1 is read:
   it must not be one that is there. Errors: CS_USAGE. */
cs_status cs_running_check_named(const cs_running *running, int i, cs_error *err);
cs_status cs_running_check_once(const cs_running *running, int world, cs_error *err);
/* Read and check every world; nothing is written. Errors: as cs_run_worlds. */
cs_status cs_running_prepare(cs_running *running, cs_complaints *complaints, cs_error *err);
/* Name of a world that is read: "base", or its safeguards. */
const char *cs_running_world(const cs_running *running, int world);
/* All worlds and replicates, into the results and the checkpoint; then what is left is closed.
   Errors: as cs_run_worlds. */
cs_status cs_running_go(cs_running *running, cs_error *err);
/* Threads, and the clock. */
void cs_running_start(cs_running *running);
void cs_running_free(cs_running *running);

#endif
