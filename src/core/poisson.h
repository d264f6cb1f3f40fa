/* Poisson and binomial numbers. */
#ifndef CS_CORE_POISSON_H
#define CS_CORE_POISSON_H

#include "core/rng.h"

/* A Poisson number of the given mean (0 to 1e10), a function of (key, c0, c1, c2) alone. Exact: by
   inversion below a mean of 10, above it by transformed rejection.
   Source: Hoermann, Insurance: Mathematics and Economics 12, 1993, doi 10.1016/0167-6687(93)90997-4
   (algorithm PTRS). */
int64_t cs_poisson(double mean, cs_key key, uint32_t c0, uint32_t c1, uint32_t c2);
/* A binomial number, how many of n with probability p, from one u in (0, 1): the probabilities are
   taken off u from the most likely number outwards, a step for each number passed. */
uint32_t cs_binomial(uint32_t n, double p, double u);

#endif
