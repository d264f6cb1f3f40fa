/* The inner work of the samplers, sixteen at a time. Each function gives the same bits as its plain
   form on any processor; where there are vector instructions it comes several times sooner. */
#ifndef CS_CORE_MANY_H
#define CS_CORE_MANY_H

#include "core/rng.h"

#define CS_MANY 16

typedef struct cs_many { uint32_t w[4][CS_MANY]; } cs_many;

/* cs_philox(index[i], c1, c2, c3, key), the words side by side. */
void cs_philox_many(const uint32_t index[CS_MANY], uint32_t c1, uint32_t c2, uint32_t c3, cs_key key,
                    cs_many *out);
/* Exponential gaps of the given mean: -cs_log(cs_uniform(w[0][i], w[3][i])) * mean. */
void cs_gap_many(const cs_many *words, double mean, double gap[CS_MANY]);
/* cs_permute of each. */
void cs_permute_many(const cs_permutation *p, uint32_t x[CS_MANY]);

#endif
