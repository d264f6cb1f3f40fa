/* Poisson numbers: mean, variance and distribution at small, middling and large means.
   Error probability: each chi-squared is refused beyond five standard deviations of its own (below
   1e-5 for these degrees of freedom), means and variances beyond five standard errors (6e-7). The seed is
   fixed. Shifting the numbers by one, or swapping the squeeze constants, fails it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/math.h"
#include "core/poisson.h"

#include <math.h>

#define DRAWS 200000

static void check_mean(double mean)
{
    cs_key key = cs_key_of(7, "poisson");
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double d = (double)cs_poisson(mean, key, i, (uint32_t)mean, 0) - mean;
        sum += d;
        squares += d * d;
    }
    double z = sum / sqrt(mean * DRAWS);
    double spread = (squares / DRAWS - mean) / (mean * sqrt((2.0 + 1.0 / mean) / DRAWS));
    if (fabs(z) > 5 || fabs(spread) > 5)
        fail_msg("mean %g: mean is off by %.1f, variance by %.1f standard errors", mean, z, spread);
}

static void check_distribution(double mean)
{
    cs_key key = cs_key_of(8, "poisson");
    double spread = sqrt(mean), chi = 0;
    int64_t low = (int64_t)fmax(0, mean - 3 * spread), high = (int64_t)(mean + 3 * spread) + 1;
    int cells = 0;
    static double seen[4096];
    for (int i = 0; i < 4096; i++) seen[i] = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        int64_t n = cs_poisson(mean, key, i, (uint32_t)mean, 1);
        if (n >= low && n <= high) seen[n - low]++;
    }
    for (int64_t n = low; n <= high; n++, cells++) {
        double expected =
            DRAWS * exp((double)n * log(mean) - mean - lgamma((double)n + 1.0));
        chi += (seen[n - low] - expected) * (seen[n - low] - expected) / expected;
    }
    if (chi > cells + 5 * sqrt(2.0 * cells))
        fail_msg("mean %g: chi-squared %.0f on %d cells", mean, chi, cells);
}

static void test_moments(void **state)
{
    (void)state;
    static const double means[] = {0.01, 0.7, 3, 9.9, 10, 11, 30, 150, 5000, 1e6};
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) check_mean(means[i]);
}

static void test_distribution(void **state)
{
    (void)state;
    static const double means[] = {0.7, 3, 9.9, 10, 13, 30, 150, 2000};
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) check_distribution(means[i]);
}

static void test_edges(void **state)
{
    (void)state;
    cs_key key = cs_key_of(9, "poisson");
    assert_int_equal(cs_poisson(0, key, 1, 2, 3), 0);
    assert_int_equal(cs_poisson(5, key, 1, 2, 3), cs_poisson(5, key, 1, 2, 3));
}

/* Binomial numbers: the distribution for few, the moments for many. */
static void check_binomial(uint32_t n, double p)
{
    cs_key key = cs_key_of(9, "binomial");
    double sum = 0, squares = 0, mean = n * p, variance = n * p * (1 - p);
    double seen[17] = {0};
    for (uint32_t i = 0; i < DRAWS; i++) {
        cs_words w = cs_philox(i, n, 0, 0, key);
        uint32_t k = cs_binomial(n, p, cs_uniform(w.w[0], w.w[1]));
        assert_true(k <= n);
        sum += k - mean;
        squares += (k - mean) * (k - mean);
        if (n <= 16) seen[k]++;
    }
    double z = sum / sqrt(variance * DRAWS), kurtosis = 2.0 + (1.0 - 6.0 * p * (1 - p)) / variance;
    double spread = (squares / DRAWS - variance) / (variance * sqrt(kurtosis / DRAWS));
    if (fabs(z) > 5 || fabs(spread) > 5)
        fail_msg("%u, %g: mean is off by %.1f, variance by %.1f standard errors", n, p, z, spread);
    for (uint32_t k = 0; n <= 16 && k <= n; k++) {
        double expected = DRAWS * exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)) *
                          pow(p, k) * pow(1 - p, n - k);
        if (fabs(seen[k] - expected) > 5 * sqrt(expected) + 5)
            fail_msg("%u of %u at %g: %g, not %g", k, n, p, seen[k], expected);
    }
}

static void test_binomial(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 7, 16, 100, 5000};
    static const double shares[] = {0.01, 0.3, 0.5, 0.97};
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 4; j++) check_binomial(sizes[i], shares[j]);
    assert_int_equal(cs_binomial(0, 0.5, 0.3), 0);
    assert_int_equal(cs_binomial(9, 0.0, 0.999), 0);
    assert_int_equal(cs_binomial(9, 1.0, 0.001), 9);
    assert_true(cs_binomial(100000000, 0.5, 1.0 - 1e-15) <= 100000000); /* what rounding leaves */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_moments),
        cmocka_unit_test(test_binomial),
                                       cmocka_unit_test(test_distribution),
                                       cmocka_unit_test(test_edges)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
