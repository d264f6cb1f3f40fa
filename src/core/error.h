/* Statuses and the caller-owned error every function that can fail writes to.
   Nothing in the library prints, exits or aborts: it fills in a cs_error and returns its status. */
#ifndef CS_CORE_ERROR_H
#define CS_CORE_ERROR_H

#include "counterscore.h"

#include <stdarg.h>

/* Format `message` into err (when not NULL) and return `status`, so `return cs_fail(...)` reads well. */
cs_status cs_fail(cs_error *err, cs_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Out of memory, with what the memory was for ("the persons of block 7"). */
cs_status cs_fail_memory(cs_error *err, const char *what);

/* Leave at the first failure; for functions that own nothing at that point. */
#define CS_TRY(call)                                                                               \
    do {                                                                                           \
        cs_status cs_try_status = (call);                                                          \
        if (cs_try_status != CS_OK) return cs_try_status;                                          \
    } while (0)

/* Leave through the function's one `out:` label; it must have a local `cs_status status`. */
#define CS_GO(call)                                                                                \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != CS_OK) goto out;                                                             \
    } while (0)

#endif
