/* Designs: where to look in the unit cube of k parameters. Everything here is a function of its arguments
   (Philox draws from `key`), the same on every machine. */
#ifndef CS_STUDY_DESIGN_H
#define CS_STUDY_DESIGN_H

#include "core/error.h"
#include "core/rng.h"

/* Shapes: out [n][k], each in [0, 1); but for trajectories, which go as far as 1. */
/* Independent draws. */
void cs_design_random(cs_key key, int n, int k, double *out);
/* Latin hypercube: of each parameter, one point in each n-th of its range. Source: McKay, Beckman and
   Conover, Technometrics 21, 1979, doi 10.2307/1268522. Errors: CS_USAGE beyond 2^26 points. */
cs_status cs_design_latin(cs_key key, int n, int k, double *out, cs_error *err);
/* Points skip .. skip + n - 1 of the Sobol sequence, in the order of Gray codes, shifted digit by digit (a
   digital shift drawn from key; NULL: as it is, beginning with zero). Evenest for n a power of two and skip
   a multiple of it. Source of direction numbers: S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30, 2008.
   Errors: CS_USAGE beyond CS_SOBOL_MOST parameters, CS_NOMEM. */
#define CS_SOBOL_MOST 250
cs_status cs_design_sobol(const cs_key *key, int n, int k, int64_t skip, double *out, cs_error *err);
/* Trajectories of elementary effects: r of them, each of k + 1 points on a grid of `levels` (even), every
   parameter moved once, up or down, by levels / (2 (levels - 1)), in random order. Shapes: out
   [r (k + 1)][k]. Source: M. Morris, Technometrics 33, 1991, doi 10.2307/1269043. Errors: CS_USAGE. */
cs_status cs_design_morris(cs_key key, int r, int k, int levels, double *out, cs_error *err);
/* Samples A, B and A with one column of B, for first and total indices: for each of n, the points A, B,
   AB_1 .. AB_k. Shapes: out [n (k + 2)][k]. Source: A. Saltelli et al., Comput. Phys. Comm. 181, 2010.
   Errors: CS_USAGE beyond CS_SOBOL_MOST / 2 parameters. */
cs_status cs_design_saltelli(cs_key key, int n, int k, double *out, cs_error *err);

#endif
