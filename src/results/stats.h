/* Estimates over replicates: means, quantiles, and the t and chi-squared quantiles they need. */
#ifndef CS_RESULTS_STATS_H
#define CS_RESULTS_STATS_H

#include "core/error.h"

#include <stddef.h>

/* Fewer replicates than this give a mean and no interval. */
#define CS_INTERVAL_REPLICATES 8

/* Regularised incomplete beta function I_x(a, b), a, b > 0, absolute error below 1e-12.
   Source: continued fraction of Abramowitz and Stegun 26.5.8, by Lentz's method. */
double cs_beta_i(double a, double b, double x);
/* The value a Student t variable with `freedom` degrees stays below with probability p in (0, 1). */
double cs_t_quantile(double p, double freedom);
/* The same for chi-squared. */
double cs_chi2_quantile(double p, double freedom);

/* All three sort or read `values`, n of them, and fill every member of *estimate. n = 0: undefined.
   spread: mean, and the middle 95 % of the values (linear interpolation between order statistics).
   mean: mean, and its 95 % t interval; for paired differences.
   sd: standard deviation (n - 1), and its 95 % interval for normal values; undefined for n < 2. */
void cs_estimate_spread(double *values, size_t n, cs_estimate *estimate);
void cs_estimate_mean(const double *values, size_t n, cs_estimate *estimate);
void cs_estimate_sd(const double *values, size_t n, cs_estimate *estimate);

#endif
