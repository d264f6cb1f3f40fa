/* The bootstrap interval of a mean: resamples from a fixed key, and the levels at which to read them. */
#include "results/stats.h"

#include "core/math.h"
#include "core/rng.h"

#include <math.h>
#include <stdlib.h>

/* Sum of n draws with replacement. One word a draw: the bias is below n / 2^32. */
static double resample(const double *values, size_t n, uint32_t number, cs_key key)
{
    cs_words words = {{0}};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (i % 4 == 0) words = cs_philox(number, (uint32_t)(i / 4), (uint32_t)n, 0, key);
        sum += values[(uint64_t)words.w[i % 4] * n >> 32];
    }
    return sum;
}

/* Share of the standard normal distribution below x. */
static double below(double x)
{
    return x < 0 ? cs_normal_tail(-x) : 1 - cs_normal_tail(x);
}

/* How lopsided the values pull the mean: a sixth of the skewness of the mean's jackknife. */
static double acceleration(const double *values, size_t n, double mean)
{
    double squares = 0, cubes = 0;
    for (size_t i = 0; i < n; i++) {
        double d = values[i] - mean;
        squares += d * d;
        cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * squares * sqrt(squares)) : 0;
}

/* Where to read the resamples for an end at z standard deviations. */
static double level(double z, double bias, double pull)
{
    double room = 1 - pull * (bias + z);
    if (room <= 0) return z > 0 ? 1 : 0;
    return below(bias + (bias + z) / room);
}

void cs_bootstrap_mean(const double *values, size_t n, double *low, double *high)
{
    double means[CS_BOOTSTRAP], sum = 0, under = 0;
    cs_key key = cs_key_of(0, "results.bootstrap");
    for (size_t i = 0; i < n; i++) sum += values[i];
    for (uint32_t b = 0; b < CS_BOOTSTRAP; b++) {
        double drawn = resample(values, n, b, key);
        under += drawn < sum ? 1 : drawn == sum ? 0.5 : 0;
        means[b] = drawn / (double)n;
    }
    qsort(means, CS_BOOTSTRAP, sizeof *means, cs_ascending);
    under = under < 0.5 ? 0.5 : under > CS_BOOTSTRAP - 0.5 ? CS_BOOTSTRAP - 0.5 : under;
    double bias = -cs_normal_above(under / CS_BOOTSTRAP);
    double pull = acceleration(values, n, sum / (double)n);
    /* as far out as the t interval of so few values goes, which a bootstrap alone would not know */
    double z = cs_t_quantile(0.975, (double)n - 1) * sqrt((double)n / ((double)n - 1));
    *low = cs_sorted_quantile(means, CS_BOOTSTRAP, level(-z, bias, pull));
    *high = cs_sorted_quantile(means, CS_BOOTSTRAP, level(z, bias, pull));
}
