/* Estimates over replicates. Quantiles by bisection on the distribution functions: slow and exact
   enough, and called a few hundred times per report. */
#include "results/stats.h"

#include "core/math.h"

#include <math.h>
#include <stdlib.h>

static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= 10000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15) break;
    }
    return h;
}

double cs_beta_i(double a, double b, double x)
{
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    double log_front =
        cs_lgamma(a + b) - cs_lgamma(a) - cs_lgamma(b) + a * log(x) + b * log1p(-x);
    if (x < (a + 1) / (a + b + 2)) return exp(log_front) * beta_fraction(a, b, x) / a;
    return 1 - exp(log_front) * beta_fraction(b, a, 1 - x) / b;
}

double cs_t_quantile(double p, double freedom)
{
    if (p < 0.5) return -cs_t_quantile(1 - p, freedom);
    double tail = 2 * (1 - p), low = 0, high = 1;
    /* P(|T| > t) = I_{v/(v+t^2)}(v/2, 1/2) */
    while (cs_beta_i(freedom / 2, 0.5, freedom / (freedom + high * high)) > tail && high < 1e12)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
        double t = (low + high) / 2;
        if (cs_beta_i(freedom / 2, 0.5, freedom / (freedom + t * t)) > tail) low = t;
        else high = t;
    }
    return (low + high) / 2;
}

double cs_chi2_quantile(double p, double freedom)
{
    double low = 0, high = freedom + 1;
    while (cs_gamma_p(freedom / 2, high / 2) < p && high < 1e12) high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
        double x = (low + high) / 2;
        if (cs_gamma_p(freedom / 2, x / 2) < p) low = x;
        else high = x;
    }
    return (low + high) / 2;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double mean_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += values[i];
    return n ? sum / (double)n : 0;
}

static double sd_of(const double *values, size_t n, double mean)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
    return n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
}

/* Quantile of sorted values, between order statistics (type 7 of Hyndman and Fan 1996). */
static double quantile(const double *sorted, size_t n, double p)
{
    double at = p * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n) return sorted[n - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* What is true of every estimate before its interval is known. */
static cs_estimate start(double mean, size_t n)
{
    return (cs_estimate){.mean = mean, .low = mean, .high = mean, .mean_low = mean,
                         .mean_high = mean, .defined = n > 0,
                         .has_interval = n >= CS_INTERVAL_REPLICATES, .replicates = (int64_t)n};
}

/* The 95 % t interval of the mean of n >= 2 values. */
static void bound_mean(const double *values, size_t n, cs_estimate *estimate)
{
    double half = cs_t_quantile(0.975, (double)(n - 1)) * sd_of(values, n, estimate->mean) /
                  sqrt((double)n);
    estimate->mean_low = estimate->mean - half;
    estimate->mean_high = estimate->mean + half;
}

void cs_estimate_spread(double *values, size_t n, cs_estimate *estimate)
{
    *estimate = start(mean_of(values, n), n);
    if (!estimate->has_interval) return;
    bound_mean(values, n, estimate);
    qsort(values, n, sizeof *values, ascending);
    estimate->low = quantile(values, n, 0.025);
    estimate->high = quantile(values, n, 0.975);
}

void cs_estimate_mean(const double *values, size_t n, cs_estimate *estimate)
{
    *estimate = start(mean_of(values, n), n);
    if (!estimate->has_interval) return;
    bound_mean(values, n, estimate);
    estimate->low = estimate->mean_low;
    estimate->high = estimate->mean_high;
}

void cs_estimate_sd(const double *values, size_t n, cs_estimate *estimate)
{
    double sd = sd_of(values, n, mean_of(values, n)), freedom = (double)n - 1;
    *estimate = start(sd, n);
    estimate->defined = n > 1;
    if (!estimate->has_interval) return;
    estimate->low = sd * sqrt(freedom / cs_chi2_quantile(0.975, freedom));
    estimate->high = sd * sqrt(freedom / cs_chi2_quantile(0.025, freedom));
    estimate->mean_low = estimate->low;
    estimate->mean_high = estimate->high;
}
