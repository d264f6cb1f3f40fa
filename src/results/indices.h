/* Sensitivity indices from the outputs of a design, with bootstrap intervals. The draws of the
   bootstrap are Philox draws of a fixed key: the same outputs give the same intervals. */
#ifndef CS_RESULTS_INDICES_H
#define CS_RESULTS_INDICES_H

#include "core/error.h"

#include <stdbool.h>
#include <stdint.h>

#define CS_INDEX_DRAWS 1000 /* of the bootstrap */
#define CS_INDEX_SAME 1e-12 /* outputs that differ by no more than this of the largest are the same */

/* An estimate with its 95 % percentile interval (NAN where the draws give none); undefined from fewer than
   two samples, or where there is no variance. */
typedef struct cs_index { double value, low, high; bool defined; } cs_index;

/* Elementary effects of one factor, each a change of the output over the change of the factor in units
   of its range. mu_star: mean size; mu: mean; sigma: standard deviation, which is large where the
   effect depends on the other factors or is not straight. effects: how many they are made of.
   Source: M. Morris, Technometrics 33, 1991; mu*: F. Campolongo, J. Cariboni, A. Saltelli,
   Environ. Model. Softw. 22, 2007, doi 10.1016/j.envsoft.2006.10.004. */
typedef struct cs_elementary { cs_index mu_star, mu, sigma; int effects; } cs_elementary;

/* Which factor was moved between the points t and t + 1 of trajectory i, and by how much of its range:
   move[i k + t], step[i k + t]; move -1: it cannot be told and made no difference.
   y: output of the points; NAN: undefined, and then the effects at both sides are left out.
   *dropped: steps left out. Shapes: y [r (k + 1)], move, step [r k], out [k]. Errors: CS_NOMEM. */
cs_status cs_indices_morris(int r, int k, const double *y, const int *move, const double *step,
                            cs_elementary *out, int64_t *dropped, cs_error *err);

/* First and total indices: shares of the output's variance that a factor brings alone, and with all it
   acts together with. y: for each of n rows the outputs at A, B, AB_1 .. AB_k (study/design.h). A row
   with an undefined output (NAN) is left out whole; *used: rows that were not.
   Shapes: y [n (k + 2)], first, total [k]. Errors: CS_NOMEM.
   Source: first: A. Saltelli et al., Comput. Phys. Comm. 181, 2010, doi 10.1016/j.cpc.2009.09.018,
   table 2 (b), on outputs less their mean; total: M. Jansen, Comput. Phys. Comm. 117, 1999,
   doi 10.1016/S0010-4655(98)00154-4. */
cs_status cs_indices_sobol(int n, int k, const double *y, cs_index *first, cs_index *total,
                           int *used, cs_error *err);

/* Of the variance between the means of points, the share that is luck: what is left in the table of
   points and replicates beside the points' and the replicates' own means, over the replicates. NAN with
   one replicate, or one point. Points with an undefined value are left out. Shapes: y [points][replicates]. */
double cs_indices_chance(const double *y, int64_t points, int64_t replicates);

#endif
