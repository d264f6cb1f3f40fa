/* One world on its way through the days, inside: what world.c and keep.c share. */
#ifndef CS_SIM_WORLD_H
#define CS_SIM_WORLD_H

#include "sim/engines.h"
#include "sim/mechanism.h"

typedef struct cs_run {
    cs_world_state state;
    cs_plan plan[2];       /* the scenario, and what it is from later_day on */
    const cs_population *pop;
    const cs_scenario *scenario;
    const cs_sim_options *options;
    uint64_t seed;
    cs_ledger *ledger;
    uint64_t messages;
    int plan_from;         /* first day of the plan in force */
    int window_from, window_to; /* the window that the blocks are in */
    int keep_day;          /* the settlement at which the state is kept; -1: none is */
} cs_run;

/* Write the state at the settlement of `day` down, or read it back; on reading *day is set. The plans are
   made and the blocks as they begin; the plan in force is opened. Between the settlements of a window the
   blocks have not heard from each other: what they have to say is kept with them, so that a run goes on
   from there just as if it had never stopped. */
cs_status cs_run_archive(cs_run *run, int *day, cs_archive *archive, cs_error *err);

/* crowds.c: whom the crowds of the window's days lead to. Errors: CS_NOMEM. */
cs_status cs_crowds_search(cs_run *run, cs_error *err);

#endif
