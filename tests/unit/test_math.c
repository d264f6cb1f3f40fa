/* The project's own exp, log and gamma functions: how far they are from the C library's long double
   ones, and that their bits are the same for every compiler and level of optimisation. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <math.h>
#include <cmocka.h>

#include "core/math.h"
#include "core/rng.h"

#define DRAWS 300000u
#define NORMAL_BITS 0x2816485576f076b6ull
#define GOLDEN_BITS 0x78607ebbacf5a0d5ull /* change it only with a note in CHANGES.md: every result changes with it */

/* The i-th of a fixed set of points in (low, high), another set for each function. */
static double point(uint32_t i, uint32_t set, double low, double high)
{
    cs_words w = cs_philox(i, set, 0, 0, (cs_key){1, 2});
    return low + (high - low) * cs_uniform(w.w[0], w.w[1]);
}

static double relative_error(double got, long double wanted)
{
    return (double)fabsl((got - wanted) / wanted);
}

#define ASSERT_ERROR(limit, x, error)                                                              \
    do {                                                                                           \
        double e_ = (error);                                                                       \
        if (!(e_ < (limit))) fail_msg("error %g at %.17g", e_, x);                                 \
    } while (0)

static void log_is_accurate(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double x = exp2(point(i, 0, -1021.0, 1023.0));
        ASSERT_ERROR(1e-15, x, relative_error(cs_log(x), logl(x)));
        x = point(i, 1, 0.5, 2.0);
        ASSERT_ERROR(1e-15, x, relative_error(cs_log(x), logl(x)));
        x = 1.0 + point(i, 2, -1e-6, 1e-6);
        if (x != 1.0) ASSERT_ERROR(1e-15, x, relative_error(cs_log(x), logl(x)));
    }
    assert_true(cs_log(1.0) == 0.0);
    assert_true(cs_log(2.0) == 0x1.62e42fefa39efp-1);
}

static void exp_is_accurate(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double x = point(i, 3, -700.0, 700.0);
        ASSERT_ERROR(1e-15, x, relative_error(cs_exp(x), expl(x)));
        x = point(i, 4, -1.0, 1.0);
        ASSERT_ERROR(1e-15, x, relative_error(cs_exp(x), expl(x)));
    }
    assert_true(cs_exp(0.0) == 1.0);
    assert_true(cs_exp(-709.0) == 0.0);
    assert_true(cs_exp(-1e300) == 0.0);
    assert_true(isinf(cs_exp(710.0)) && isinf(cs_exp(1e300)));
    assert_true(relative_error(cs_exp(-708.0), expl(-708.0L)) < 1e-15);
    assert_true(relative_error(cs_exp(709.0), expl(709.0L)) < 1e-15);
}

static void small_arguments_keep_their_digits(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double p = point(i, 5, 0.0, 1.0), tiny = exp2(point(i, 6, -900.0, -1.0));
        ASSERT_ERROR(1e-15, p, relative_error(cs_log1m(p), log1pl(-(long double)p)));
        ASSERT_ERROR(1e-15, tiny, relative_error(cs_log1m(tiny), log1pl(-(long double)tiny)));
        double x = 40.0 * p;
        ASSERT_ERROR(1e-15, x, relative_error(cs_1mexp(x), -expm1l(-(long double)x)));
        ASSERT_ERROR(1e-15, tiny, relative_error(cs_1mexp(tiny), -expm1l(-(long double)tiny)));
    }
    assert_true(cs_log1m(0.0) == 0.0);
    assert_true(cs_1mexp(0.0) == 0.0);
    assert_true(cs_1mexp(1e300) == 1.0);
}

static void powers(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS / 10; i++) {
        double x = exp2(point(i, 7, -20.0, 20.0)), y = point(i, 8, -30.0, 30.0);
        double limit = 1e-15 * (1.0 + fabs(y * log(x)));
        ASSERT_ERROR(limit, x, relative_error(cs_pow(x, y), powl(x, y)));
    }
}

static void lgamma_is_accurate(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS / 10; i++) {
        double a = exp2(point(i, 9, -40.0, 40.0));
        long double wanted = lgammal(a);
        double size = fabsl(wanted) > 1.0L ? (double)fabsl(wanted) : 1.0;
        ASSERT_ERROR(2e-14, a, (double)fabsl(cs_lgamma(a) - wanted) / size);
    }
    double factorial = 1.0;
    for (int n = 1; n < 20; n++) {
        factorial *= n;
        assert_true(fabs(cs_lgamma(n + 1.0) - log(factorial)) < 2e-14 * (1.0 + log(factorial)));
    }
}

/* P(a, x) by its series in long double. */
static double series_p(double a, double x)
{
    long double front = expl(a * logl(x) - x - lgammal(a)), term = 1.0L / a, sum = term;
    for (long n = 1; n < 1000000 && term > sum * 1e-22L; n++) {
        term *= (long double)x / (a + (double)n);
        sum += term;
    }
    return (double)(front * sum);
}

static void gamma_p_against_its_series(void **state)
{
    (void)state;
    static const struct { double log2_a, limit; } upto[] = {
        {-6, 1e-13}, {0, 1e-13}, {3, 1e-13}, {7, 1e-13}, {10, 1e-13}, {13, 1e-13}, {18, 1e-12}};
    for (int k = 0; k < 7; k++)
        for (uint32_t i = 0; i < 2000; i++) {
            double a = exp2(upto[k].log2_a - point(i, 10, 0.0, 3.0));
            double x = a + sqrt(a) * point(i, 11, -8.0, 8.0);
            if (x <= 0.0) x = a * point(i, 12, 0.0, 1.0);
            ASSERT_ERROR(upto[k].limit, a, fabs(cs_gamma_p(a, x) - series_p(a, x)));
        }
}

/* Relations that do not go through the same series: erf, the exponential, Poisson sums. */
static void gamma_p_known_values(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        double x = point(i, 13, 0.0, 30.0);
        ASSERT_ERROR(1e-13, x, fabs(cs_gamma_p(0.5, x) - erf(sqrt(x))));
        ASSERT_ERROR(1e-13, x, fabs(cs_gamma_p(1.0, x) + expm1(-x)));
        ASSERT_ERROR(1e-13, x, fabs(cs_gamma_p(2.0, x) - (1.0 - (1.0 + x) * exp(-x))));
    }
    for (int n = 1; n < 60; n++) {
        double x = n * 0.9, term = exp(-x), below = 0.0;
        for (int j = 0; j < n; j++) {
            below += term;
            term *= x / (j + 1);
        }
        assert_true(fabs(cs_gamma_p(n, x) - (1.0 - below)) < 1e-13);
    }
    /* 5 % and 1 % points of chi-squared with 1, 10 and 100 degrees of freedom */
    assert_true(fabs(cs_gamma_p(0.5, 3.841458820694124 / 2) - 0.95) < 1e-13);
    assert_true(fabs(cs_gamma_p(5.0, 23.209251158954356 / 2) - 0.99) < 1e-13);
    assert_true(fabs(cs_gamma_p(50.0, 124.34211340400407 / 2) - 0.95) < 1e-13);
    assert_true(cs_gamma_p(3.0, 0.0) == 0.0);
    assert_true(cs_gamma_p(3.0, -1.0) == 0.0);
    assert_true(cs_gamma_p(3.0, 1e300) == 1.0);
    assert_true(cs_gamma_p(1e6, 1.0) == 0.0);
}

/* It must rise with x, across the change from series to continued fraction too. */
static void gamma_p_rises(void **state)
{
    (void)state;
    static const double shapes[] = {0.01, 0.25, 1.0, 4.0, 11.9, 12.0, 100.0, 10000.0};
    for (int k = 0; k < 8; k++) {
        double a = shapes[k], before = 0.0;
        for (int i = 1; i <= 2000; i++) {
            double p = cs_gamma_p(a, a * i / 500.0);
            assert_true(p >= before - 2e-13 && p <= 1.0 + 1e-13);
            if (p > before) before = p;
        }
    }
}

/* Against the C library's erfc in long double, from the middle to one in 1e296. */
static void normal_tail_is_accurate(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS / 10; i++) {
        double x = point(i, 30, 0.0, 36.9);
        ASSERT_ERROR(1e-13, x, relative_error(cs_normal_tail(x), erfcl(x * sqrtl(0.5L)) / 2.0L));
        x = point(i, 31, -9.0, 4.0); /* across the change from series to continued fraction */
        ASSERT_ERROR(1e-13, x, relative_error(cs_normal_tail(x), erfcl(x * sqrtl(0.5L)) / 2.0L));
    }
    assert_true(cs_normal_tail(0.0) == 0.5);
    assert_true(cs_normal_tail(1e9) == 0.0 && cs_normal_tail(-1e9) == 1.0);
    assert_true(fabs(cs_normal_tail(1.959963984540054) - 0.025) < 1e-15);
}

/* The way back: at 1e-12, at 1e-300, in the middle, and near 1. */
static void normal_above_turns_it_round(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS / 10; i++) {
        double p = exp2(point(i, 32, -990.0, -1.0)), q = point(i, 33, 1e-9, 1.0 - 1e-9);
        ASSERT_ERROR(2e-12, p, relative_error(cs_normal_tail(cs_normal_above(p)), p));
        ASSERT_ERROR(2e-12, q, relative_error(cs_normal_tail(cs_normal_above(q)), q));
        double x = point(i, 34, 0.0, 36.0);
        ASSERT_ERROR(1e-12, x, fabs(cs_normal_above(cs_normal_tail(x)) - x) / (x > 1.0 ? x : 1.0));
    }
    assert_true(fabs(cs_normal_above(1e-12) - 7.034483825301131) < 1e-12); /* printed tables */
    assert_true(fabs(cs_normal_above(0.5)) < 1e-15);
    assert_true(fabs(cs_normal_above(0.89) + 1.2265281200366098) < 1e-13);
}

static void binomial_p_is_accurate(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DRAWS / 10; i++) {
        uint32_t n = (uint32_t)exp2(point(i, 35, 0.0, 12.0));
        double p = point(i, 36, 0.001, 0.999);
        uint32_t k = (uint32_t)(point(i, 37, 0.0, 1.0) * (n + 1.0));
        long double wanted = expl(lgammal(n + 1.0L) - lgammal(k + 1.0L) - lgammal(n - k + 1.0L) +
                                  k * logl(p) + (n - k) * log1pl(-(long double)p));
        if (wanted > 1e-290L) ASSERT_ERROR(1e-11, p, relative_error(cs_binomial_p(n, k, p), wanted));
    }
    double sum = 0.0; /* two million numbers about the middle of a hundred million */
    for (uint32_t k = 29000000; k < 31000000; k++) sum += cs_binomial_p(100000000, k, 0.3);
    assert_true(fabs(sum - 1.0) < 1e-9);
}

/* ---- bits ---- */

static uint64_t add_bits(uint64_t h, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return cs_mix(h ^ bits);
}

/* One number for all the bits of all functions on a grid. A compiler that contracts a * b + c, reorders
   sums or keeps extra digits changes it. */
static void bits_are_the_same_everywhere(void **state)
{
    (void)state;
    uint64_t h = 0;
    for (uint32_t i = 0; i < 50000; i++) {
        double u = point(i, 20, 0.0, 1.0), v = point(i, 21, 0.0, 1.0);
        h = add_bits(h, cs_log(u));
        h = add_bits(h, cs_log(u * 0x1p900));
        h = add_bits(h, cs_exp((u - 0.5) * 1400.0));
        h = add_bits(h, cs_exp(u - v));
        h = add_bits(h, cs_log1m(u));
        h = add_bits(h, cs_1mexp(u * 3.0));
        h = add_bits(h, cs_pow(1.0 + u, v * 10.0));
        if (i % 10) continue;
        h = add_bits(h, cs_lgamma(u * 40.0));
        h = add_bits(h, cs_gamma_p(u * 40.0, v * 60.0));
    }
    if (h != GOLDEN_BITS) fail_msg("the bits are 0x%016llx", (unsigned long long)h);
}

static void bits_of_the_normal(void **state)
{
    (void)state;
    uint64_t h = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        double u = point(i, 40, 0.0, 1.0), v = point(i, 41, 0.0, 1.0);
        h = add_bits(h, cs_normal_tail(u * 30.0 - 2.0));
        h = add_bits(h, cs_normal_above(u));
        h = add_bits(h, cs_normal_above(u * 1e-12));
        h = add_bits(h, cs_binomial_p(1 + (uint32_t)(v * 1e5), (uint32_t)(u * v * 1e5), u));
    }
    if (h != NORMAL_BITS) fail_msg("the bits are 0x%016llx", (unsigned long long)h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_is_accurate),
        cmocka_unit_test(exp_is_accurate),
        cmocka_unit_test(small_arguments_keep_their_digits),
        cmocka_unit_test(powers),
        cmocka_unit_test(lgamma_is_accurate),
        cmocka_unit_test(gamma_p_against_its_series),
        cmocka_unit_test(gamma_p_known_values),
        cmocka_unit_test(gamma_p_rises),
        cmocka_unit_test(normal_tail_is_accurate),
        cmocka_unit_test(normal_above_turns_it_round),
        cmocka_unit_test(binomial_p_is_accurate),
        cmocka_unit_test(bits_are_the_same_everywhere),
        cmocka_unit_test(bits_of_the_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
