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

/* P(|T| > |t|) of a Student t variable with `freedom` degrees. */
double cs_t_outside(double t, double freedom);

/* All three sort or read `values`, n of them, and fill every member of *estimate. n = 0: undefined.
   spread: mean, and the middle 95 % of the values (linear interpolation between order statistics).
   mean: mean, its 95 % t interval and bootstrap interval, and the p-value of a mean of zero; for paired
   differences.
   sd: standard deviation (n - 1), and its 95 % interval for normal values; undefined for n < 2. */
void cs_estimate_spread(double *values, size_t n, cs_estimate *estimate);
void cs_estimate_mean(const double *values, size_t n, cs_estimate *estimate);
void cs_estimate_sd(const double *values, size_t n, cs_estimate *estimate);

/* Quantile of sorted values, between order statistics (type 7 of Hyndman and Fan 1996,
   doi:10.1080/00031305.1996.10473566); n >= 1, p in [0, 1]. */
double cs_sorted_quantile(const double *sorted, size_t n, double p);
int cs_ascending(const void *a, const void *b); /* of double, for qsort */

/* Resamples of a bootstrap. */
#define CS_BOOTSTRAP 4000
/* The 95 % bootstrap interval of the mean of n >= 2 values: bias-corrected and accelerated, at levels
   widened for few values as the t interval is. The draws are Philox under a fixed key by (resample, place,
   n), and only + - * / and sqrt are used, so the same values give the same bits on every machine.
   Sources: Efron 1987, doi:10.1080/01621459.1987.10478410; levels: Hesterberg 2015,
   doi:10.1080/00031305.2015.1089789, section 4.4 ("expanded percentile"). */
void cs_bootstrap_mean(const double *values, size_t n, double *low, double *high);
/* Whether the two intervals of a difference tell different stories: one holds zero and the other does
   not, or the ends of one side are apart by more than a fifth of the t interval's width. With 16
   replicates that is said of one normal sample in forty and of every second lognormal one (sigma 1); with
   8, of one in ten and of every second (tests/unit/test_stats.c). */
bool cs_estimate_disputed(const cs_estimate *estimate);

/* Sorts values and fills every member of *quantiles. n = 0: undefined. */
void cs_quantiles_of(double *values, size_t n, cs_quantiles *quantiles);

/* A mean is carried by few replicates where one makes up more than this share of the sum (and three
   times what is fair), or the skewness is above that of an exponential variable. */
#define CS_CARRIED_SHARE 0.20
#define CS_CARRIED_SKEWNESS 2.0

#endif
