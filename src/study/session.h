/* Working off a plan: threads take rows, run each world on one thread, and keep what came of it. */
#ifndef CS_STUDY_SESSION_H
#define CS_STUDY_SESSION_H

#include "results/worklist.h"

typedef struct cs_session_options {
    const char *path;      /* the study file; NULL: in memory */
    int slice, slices;     /* 1 of 1: all */
    int threads;           /* 0: as many as there are processors */
    bool retry;            /* failed rows are tried again */
    /* Called now and then, on the calling thread's behalf, one call at a time; false: stop, giving back
       the rows in hand (CS_INTERRUPTED). May be NULL. */
    bool (*progress)(void *context, const cs_work_counts *counts, double seconds);
    /* The same while the scenarios of points are read: so many, of how many. May be NULL. */
    bool (*reading)(void *context, int64_t read, int64_t points, double seconds);
    void *context;
} cs_session_options;

typedef struct cs_session cs_session;

/* Every point's scenario is read and checked before anything runs.
   Errors: as cs_scenario_load (complaints), cs_worklist_open; CS_INTERRUPTED. */
cs_status cs_session_open(const cs_study_plan *plan, const cs_session_options *options,
                          cs_session **out, cs_complaints *complaints, cs_error *err);
/* Work until no row is left. A row that fails is kept with its message, the rest go on.
   Errors: CS_INTERRUPTED, CS_DATABASE, CS_IO. */
cs_status cs_session_run(cs_session *session, cs_error *err);
/* Add points to a plan that grows and run them. Shapes: points, number [n]. */
cs_status cs_session_add(cs_session *session, const cs_point *points, int n, int *number,
                         cs_complaints *complaints, cs_error *err);
cs_worklist *cs_session_list(cs_session *session);
void cs_session_close(cs_session *session);

#endif
