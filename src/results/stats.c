/* Estimates over replicates. Quantiles by bisection on the distribution functions: slow and exact
   enough, and called a few hundred times per report. From core/math.h, not libm: what a bootstrap
   interval is made of has the same bits everywhere. */
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
        cs_lgamma(a + b) - cs_lgamma(a) - cs_lgamma(b) + a * cs_log(x) + b * cs_log1m(x);
    if (x < (a + 1) / (a + b + 2)) return cs_exp(log_front) * beta_fraction(a, b, x) / a;
    return 1 - cs_exp(log_front) * beta_fraction(b, a, 1 - x) / b;
}

double cs_t_outside(double t, double freedom)
{
    /* I_{v/(v+t^2)}(v/2, 1/2) */
    double x = freedom / (freedom + t * t);
    return x < 1 ? cs_beta_i(freedom / 2, 0.5, x) : 1;
}

double cs_t_quantile(double p, double freedom)
{
    if (p < 0.5) return -cs_t_quantile(1 - p, freedom);
    double tail = 2 * (1 - p), low = 0, high = 1;
    while (cs_t_outside(high, freedom) > tail && high < 1e12) high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
        double t = (low + high) / 2;
        if (cs_t_outside(t, freedom) > tail) low = t;
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

int cs_ascending(const void *a, const void *b)
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

double cs_sorted_quantile(const double *sorted, size_t n, double p)
{
    double at = p * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n) return sorted[n - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* What is true of every estimate before its interval is known. */
static cs_estimate start(double mean, double sd, size_t n)
{
    return (cs_estimate){.mean = mean, .low = mean, .high = mean, .mean_low = mean,
                         .mean_high = mean, .boot_low = mean, .boot_high = mean, .sd = sd, .p = 1,
                         .defined = n > 0, .has_interval = n >= CS_INTERVAL_REPLICATES,
                         .replicates = (int64_t)n};
}

/* The 95 % t interval of the mean of n >= 2 values. */
static void bound_mean(size_t n, cs_estimate *estimate)
{
    double half = cs_t_quantile(0.975, (double)(n - 1)) * estimate->sd / sqrt((double)n);
    estimate->mean_low = estimate->mean - half;
    estimate->mean_high = estimate->mean + half;
    /* until somebody asks for one of its own */
    estimate->boot_low = estimate->mean_low;
    estimate->boot_high = estimate->mean_high;
}

void cs_estimate_spread(double *values, size_t n, cs_estimate *estimate)
{
    double mean = mean_of(values, n);
    *estimate = start(mean, sd_of(values, n, mean), n);
    if (!estimate->has_interval) return;
    bound_mean(n, estimate);
    qsort(values, n, sizeof *values, cs_ascending);
    estimate->low = cs_sorted_quantile(values, n, 0.025);
    estimate->high = cs_sorted_quantile(values, n, 0.975);
}

void cs_estimate_mean(const double *values, size_t n, cs_estimate *estimate)
{
    double mean = mean_of(values, n);
    *estimate = start(mean, sd_of(values, n, mean), n);
    if (!estimate->has_interval) return;
    bound_mean(n, estimate);
    estimate->low = estimate->mean_low;
    estimate->high = estimate->mean_high;
    cs_bootstrap_mean(values, n, &estimate->boot_low, &estimate->boot_high);
    if (estimate->sd > 0)
        estimate->p = cs_t_outside(mean * sqrt((double)n) / estimate->sd, (double)(n - 1));
    else estimate->p = mean == 0;
}

void cs_estimate_sd(const double *values, size_t n, cs_estimate *estimate)
{
    double sd = sd_of(values, n, mean_of(values, n)), freedom = (double)n - 1;
    *estimate = start(sd, 0, n);
    estimate->defined = n > 1;
    if (!estimate->has_interval) return;
    estimate->low = sd * sqrt(freedom / cs_chi2_quantile(0.975, freedom));
    estimate->high = sd * sqrt(freedom / cs_chi2_quantile(0.025, freedom));
    estimate->mean_low = estimate->boot_low = estimate->low;
    estimate->mean_high = estimate->boot_high = estimate->high;
}

bool cs_estimate_disputed(const cs_estimate *e)
{
    double apart = 0.2 * (e->mean_high - e->mean_low);
    bool t_holds = e->mean_low <= 0 && e->mean_high >= 0, boot_holds = e->boot_low <= 0 && e->boot_high >= 0;
    if (!e->defined || !e->has_interval) return false;
    return t_holds != boot_holds || fabs(e->mean_low - e->boot_low) > apart ||
           fabs(e->mean_high - e->boot_high) > apart;
}

/* Replicates by which the t interval of values with that standard deviation is so narrow. */
static bool enough(double sd, double half_width, int64_t n)
{
    return cs_t_quantile(0.975, (double)(n - 1)) * sd <= half_width * sqrt((double)n);
}

int64_t cs_replicates_needed(const cs_estimate *estimate, double half_width)
{
    int64_t low = CS_INTERVAL_REPLICATES - 1, high = CS_INTERVAL_REPLICATES;
    bool spread_only = estimate->sd == 0 && estimate->mean_low < estimate->mean_high;
    if (!estimate->defined || estimate->replicates < 2 || !(half_width > 0) || spread_only) return 0;
    while (!enough(estimate->sd, half_width, high)) {
        low = high;
        high *= 2;
        if (high > CS_REPLICATES_MOST) return CS_REPLICATES_MOST;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (enough(estimate->sd, half_width, middle)) high = middle;
        else low = middle;
    }
    return high;
}

/* Holm: the k-th smallest of m is multiplied by m - k + 1, and none falls below the one before it. */
void cs_adjust_holm(double *p, size_t count)
{
    double floor = 0;
    bool more = true;
    /* a family is a handful of safeguards: no sorting; what is done is marked by adding 2 */
    for (size_t left = count; left > 0 && more; left--) {
        size_t least = count;
        for (size_t i = 0; i < count; i++)
            if (p[i] < 2 && (least == count || p[i] < p[least])) least = i;
        more = least < count;
        if (!more) break;
        double adjusted = p[least] * (double)left;
        floor = adjusted > floor ? adjusted : floor;
        p[least] = 2 + (floor < 1 ? floor : 1);
    }
    for (size_t i = 0; i < count; i++)
        if (p[i] >= 2) p[i] -= 2;
}
