/* What handlers of runs share. */
#ifndef CS_SERVE_RUNS_H
#define CS_SERVE_RUNS_H

#include "serve/server.h"

/* The run that a word of the path names, held; NULL with a refusal, or *status. */
cs_job *cs_run_find(const cs_call *call, int word, cs_reply *reply, cs_status *status, cs_error *err);
/* A call that failed while reading results: nothing is there yet, or it went wrong. */
cs_status cs_refuse_results(cs_reply *reply, cs_status status, const cs_error *why, cs_error *err);

#endif
