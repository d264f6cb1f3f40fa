/* Server-sent events of a run. */
#ifndef CS_SERVE_EVENTS_H
#define CS_SERVE_EVENTS_H

#include "serve/jobs.h"

/* A stream of the job, which is held. NULL with CS_OK: there are too many. Errors: CS_NOMEM. */
cs_status cs_stream_open(cs_jobs *jobs, cs_job *job, cs_stream **out, cs_error *err);
/* The next bytes, waited for; 0 at the end. */
size_t cs_stream_read(cs_stream *stream, char *bytes, size_t room);
void cs_stream_free(cs_stream *stream);

#endif
