/* Poisson and binomial numbers. */
#include "core/poisson.h"

#include "core/math.h"

#include <stdbool.h>

static int64_t by_inversion(double mean, double u)
{
    double term = cs_exp(-mean), sum = term;
    int64_t n = 0;
    while (u >= sum && n < 1000) {
        n++;
        term *= mean / (double)n;
        sum += term;
    }
    return n;
}

static double square_root(double x)
{
    double r = cs_exp(0.5 * cs_log(x));
    return 0.5 * (r + x / r); /* one Newton step takes off what exp and log left */
}

static int64_t by_rejection(double mean, cs_key key, uint32_t c0, uint32_t c1, uint32_t c2)
{
    double b = 0.931 + 2.53 * square_root(mean), a = -0.059 + 0.02483 * b;
    double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2.0);
    double log_mean = cs_log(mean);
    for (uint32_t draw = 0;; draw++) {
        cs_words w = cs_philox(c0, c1, c2, draw, key);
        double u = cs_uniform(w.w[0], w.w[1]) - 0.5, v = cs_uniform(w.w[2], w.w[3]);
        double us = 0.5 - (u < 0 ? -u : u);
        double x = (2.0 * a / us + b) * u + mean + 0.43;
        if (x < 0.0 || (us < 0.013 && v > us)) continue;
        int64_t k = (int64_t)x;
        if (us >= 0.07 && v <= v_r) return k;
        double left = cs_log(v * inverse_alpha / (a / (us * us) + b));
        if (left <= (double)k * log_mean - mean - cs_lgamma((double)k + 1.0)) return k;
    }
}

int64_t cs_poisson(double mean, cs_key key, uint32_t c0, uint32_t c1, uint32_t c2)
{
    if (!(mean > 0.0)) return 0;
    if (mean >= 10.0) return by_rejection(mean, key, c0, c1, c2);
    cs_words w = cs_philox(c0, c1, c2, 0, key);
    return by_inversion(mean, cs_uniform(w.w[0], w.w[1]));
}

uint32_t cs_binomial(uint32_t n, double p, double u)
{
    if (n == 0 || p <= 0.0) return 0;
    if (p >= 1.0) return n;
    double mode = ((double)n + 1.0) * p, odds = p / (1.0 - p);
    uint32_t low = mode < (double)n ? (uint32_t)mode : n, high = low;
    double below = cs_binomial_p(n, low, p), above = below;
    u -= below;
    while (u >= 0.0) {
        bool more = high < n, less = low > 0;
        if (!more && !less) return high;
        double up = more ? above * odds * (double)(n - high) / ((double)high + 1.0) : 0.0;
        double down = less ? below / odds * (double)low / ((double)(n - low) + 1.0) : 0.0;
        if (up + down <= 0.0) return mode < (double)n ? (uint32_t)mode : n; /* what rounding left */
        if (more) {
            high++;
            above = up;
            if ((u -= up) < 0.0) return high;
        }
        if (less) {
            low--;
            below = down;
            if ((u -= down) < 0.0) return low;
        }
    }
    return low;
}
