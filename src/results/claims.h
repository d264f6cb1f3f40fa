/* Who works on which row: locks of the kernel on the bytes of an empty file beside the study file
   (RESULTS.workers), which end with the process that holds them, however it ends. No heartbeat, and nothing
   to clear up after a crash. Byte 0 is shared by all workers, byte 1 + row is the row's, and of the last two
   bytes there can be one is the whole list's and one the door's. */
#ifndef CS_RESULTS_CLAIMS_H
#define CS_RESULTS_CLAIMS_H

#include "core/error.h"

typedef struct cs_claims {
    char *path;
    int file;   /* -1: nobody else can be there (a study in memory), or it is read only */
} cs_claims;

/* Make `path` or open it, and be one of the workers. Errors: CS_IO, CS_NOMEM. */
cs_status cs_claims_open(cs_claims *claims, const char *path, cs_error *err);
/* To look only, which works without the file too. */
void cs_claims_look(cs_claims *claims, const char *path);
/* *mine: the row is ours now; false: another process has it. Calls of one process must keep their own
   account of rows: the kernel gives a process what it has already. Errors: CS_IO. */
cs_status cs_claims_take(cs_claims *claims, int64_t row, bool *mine, cs_error *err);
void cs_claims_give(cs_claims *claims, int64_t row);
/* The first run of rows, from `from` on, that other processes have. False: there is none. */
bool cs_claims_next(cs_claims *claims, int64_t from, int64_t *first, int64_t *count);
/* *mine: the whole list is ours, until cs_claims_close; false: another worker has it. It keeps out only those
   who ask for the whole list too. Errors: CS_IO. */
cs_status cs_claims_take_all(cs_claims *claims, bool *mine, cs_error *err);
/* Wait until nobody else is at the door, so many seconds, and keep it until cs_claims_leave or cs_claims_close:
   who begins or ends a study file does so alone. Errors: CS_DATABASE (somebody stays there), CS_IO. */
cs_status cs_claims_enter(cs_claims *claims, int seconds, cs_error *err);
void cs_claims_leave(cs_claims *claims);
/* Whether anybody works, asked without being a worker. */
bool cs_claims_any(const cs_claims *claims);
/* Whether there is no other worker; from then on none can come until cs_claims_close. */
bool cs_claims_alone(cs_claims *claims);
/* The last worker takes the file away. */
void cs_claims_close(cs_claims *claims);

#endif
