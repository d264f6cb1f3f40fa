/* The one parallel loop of the program. */
#ifndef CS_CORE_PARALLEL_H
#define CS_CORE_PARALLEL_H

#include "core/error.h"

#include <stdint.h>

/* Call work(context, thread, i, err) for i in [0, n), on `threads` threads (thread in [0, threads)).
   The calls must not touch each other's data. Returns the first failure by i; all calls are made. */
cs_status cs_parallel(int threads, uint32_t n,
                      cs_status (*work)(void *context, int thread, uint32_t i, cs_error *err),
                      void *context, cs_error *err);
/* Processors there are, at least 1. */
int cs_processors(void);

#endif
