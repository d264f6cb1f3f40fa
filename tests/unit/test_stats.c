/* Statistics of results: intervals hold what they claim to, on data whose truth is known.
   Coverages are shares of independent trials; each bound is four standard errors away, so that a correct
   program fails by chance with probability below 1e-4 for each (seeds are fixed: it passes or it does not). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/math.h"
#include "core/rng.h"
#include "results/stats.h"

#define MOST 100
#define BOOT_LOW (-0x1.c5bac1e1427acp-3)
#define BOOT_HIGH 0x1.abdc28f5c28f6p+4

/* The i-th standard normal value of a trial, by the inverse distribution function. */
static double normal(uint32_t set, uint32_t trial, uint32_t i)
{
    cs_words w = cs_philox(i, trial, set, 0, (cs_key){7, 11});
    return cs_normal_above(cs_uniform(w.w[0], w.w[1]));
}

static void fill(double *values, int n, uint32_t set, uint32_t trial, bool lognormal)
{
    for (int i = 0; i < n; i++) {
        double z = normal(set, trial, (uint32_t)i);
        values[i] = lognormal ? exp(z) : z;
    }
}

typedef struct tally { double t, boot, boot_under, boot_over, t_under, t_over, disputed; } tally;

/* Shares of trials in which each interval holds the true mean, lies wholly under or over it. */
static tally trials(int n, int count, uint32_t set, bool lognormal)
{
    tally s = {0};
    double values[MOST], truth = lognormal ? exp(0.5) : 0;
    for (int trial = 0; trial < count; trial++) {
        cs_estimate e;
        fill(values, n, set, (uint32_t)trial, lognormal);
        cs_estimate_mean(values, (size_t)n, &e);
        s.t += e.low <= truth && e.high >= truth;
        s.boot += e.boot_low <= truth && e.boot_high >= truth;
        s.t_under += e.high < truth;
        s.t_over += e.low > truth;
        s.boot_under += e.boot_high < truth;
        s.boot_over += e.boot_low > truth;
        s.disputed += cs_estimate_disputed(&e);
    }
    double *each[] = {&s.t, &s.boot, &s.boot_under, &s.boot_over, &s.t_under, &s.t_over, &s.disputed};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) *each[i] /= count;
    return s;
}

#define TRIALS 2000
/* Four standard errors of a share of TRIALS. */
static double four(double share) { return 4 * sqrt(share * (1 - share) / TRIALS); }

/* Eight replicates are the fewest with an interval: there a bootstrap without widened levels holds the
   mean in 90 % of trials only. */
static void intervals_of_normal_differences_hold_the_mean(void **state)
{
    (void)state;
    tally s = trials(8, TRIALS, 1, false);
    if (fabs(s.t - 0.95) > four(0.95)) fail_msg("t: %g", s.t);
    if (fabs(s.boot - 0.94) > four(0.94)) fail_msg("bootstrap: %g", s.boot);
    if (fabs(s.boot_under - s.boot_over) > sqrt(2.0) * four(0.03)) fail_msg("one-sided");
    if (s.disputed > 0.10 + four(0.10)) fail_msg("disputed: %g", s.disputed);
}

/* Of a lognormal mean the t interval misses one in seven, nearly all on one side. The two are made from the
   same samples, so their difference has a standard error of 0.0045 at most (one sample in 25 differs). */
static void the_bootstrap_serves_lopsided_differences_better(void **state)
{
    (void)state;
    tally s = trials(16, TRIALS, 2, true);
    if (s.t > 0.90) fail_msg("t: %g, and lognormal values are meant to defeat it", s.t);
    if (s.boot < s.t + 0.036 - 4 * 0.0045) fail_msg("bootstrap: %g, t: %g", s.boot, s.t);
    if (s.boot_under / s.boot_over > s.t_under / (s.t_over + 1.0 / TRIALS) / 3) fail_msg("as one-sided as t");
    if (s.disputed < 0.5 - four(0.5)) fail_msg("disputed: %g", s.disputed);
}

static void bootstrap_intervals_have_fixed_bits(void **state)
{
    (void)state;
    const double values[] = {-3.1, -1.57, 0.25, 1.01, 2.2, 2.53, 4.7, 40.9};
    double low, high, again[2];
    cs_bootstrap_mean(values, 8, &low, &high);
    cs_bootstrap_mean(values, 8, &again[0], &again[1]);
    assert_true(low == again[0] && high == again[1]);
    if (low != BOOT_LOW || high != BOOT_HIGH) fail_msg("%a %a", low, high);
    const double same[] = {5, 5, 5, 5, 5, 5, 5, 5};
    cs_bootstrap_mean(same, 8, &low, &high);
    assert_true(low == 5 && high == 5);
}

static void p_values_are_those_of_the_tables(void **state)
{
    (void)state;
    /* two-sided 5 % and 1 % points of Student's t, as in any table */
    assert_true(fabs(cs_t_outside(2.262157163, 9) - 0.05) < 1e-9);
    assert_true(fabs(cs_t_outside(-3.249835542, 9) - 0.01) < 1e-9);
    assert_true(cs_t_outside(0, 9) == 1);
    cs_estimate e;
    const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9}; /* mean 5, sd sqrt(7.5): t = 5.4772 */
    cs_estimate_mean(values, 9, &e);
    assert_true(fabs(e.sd - sqrt(7.5)) < 1e-12);
    assert_true(fabs(e.p - cs_t_outside(5 / sqrt(7.5) * 3, 8)) < 1e-12 && e.p < 0.001 && e.p > 0.0001);
    const double same[] = {2, 2, 2, 2, 2, 2, 2, 2}, none[8] = {0};
    cs_estimate_mean(same, 8, &e);
    assert_true(e.p == 0);
    cs_estimate_mean(none, 8, &e);
    assert_true(e.p == 1);
    cs_estimate_mean(same, 7, &e);
    assert_true(e.p == 1 && e.boot_low == 2 && e.boot_high == 2);
}

static void holm_by_hand(void **state)
{
    (void)state;
    /* in order: 0.005 x 4 = 0.02; 0.01 x 3 = 0.03; 0.03 x 2 = 0.06; 0.04 x 1 = 0.04, but not below 0.06 */
    double p[] = {0.01, 0.04, 0.03, 0.005};
    const double wanted[] = {0.03, 0.06, 0.06, 0.02};
    cs_adjust_holm(p, 4);
    for (int i = 0; i < 4; i++) assert_true(fabs(p[i] - wanted[i]) < 1e-12);
    double most[] = {0.5, 1, 0, 0.5};
    cs_adjust_holm(most, 4);
    assert_true(most[0] == 1 && most[1] == 1 && most[2] == 0 && most[3] == 1);
    double one[] = {0.04};
    cs_adjust_holm(one, 1);
    assert_true(fabs(one[0] - 0.04) < 1e-15);
    cs_adjust_holm(one, 0);
}

/* One comparison of five is sure, four are of nothing: any of the four is called clear in
   1 - (1 - 0.05 / 4)^4 = 4.91 % of trials. Without the step down it would be 3.94 %, unadjusted 18.5 %. */
static void holm_keeps_its_promise(void **state)
{
    (void)state;
    const int count = 40000;
    const double truth = 1 - pow(1 - 0.05 / 4, 4);
    int wrong = 0;
    for (uint32_t trial = 0; trial < (uint32_t)count; trial++) {
        double p[5] = {0};
        for (uint32_t i = 1; i < 5; i++) {
            cs_words w = cs_philox(i, trial, 5, 0, (cs_key){7, 11});
            p[i] = cs_uniform(w.w[0], w.w[1]);
        }
        cs_adjust_holm(p, 5);
        wrong += p[1] < 0.05 || p[2] < 0.05 || p[3] < 0.05 || p[4] < 0.05;
    }
    double share = (double)wrong / count;
    if (fabs(share - truth) > 4 * sqrt(truth * (1 - truth) / count)) fail_msg("%g, not %g", share, truth);
}

static void intervals_of_quantiles_are_order_statistics(void **state)
{
    (void)state;
    cs_quantiles q;
    double values[MOST];
    for (int n = 1; n <= MOST; n++) {
        for (int i = 0; i < n; i++) values[i] = n - i; /* sorted by the call: 1 to n */
        cs_quantiles_of(values, (size_t)n, &q);
        assert_true(q.defined && q.replicates == n && q.median.value == (n + 1) / 2.0);
        assert_int_equal(q.median.has_interval, n >= 6);  /* 2 x 0.5^6 < 5 %, 2 x 0.5^5 > 5 % */
        assert_int_equal(q.low.has_interval, n >= 72);    /* 0.95^72 < 2.5 % < 0.95^71 */
        assert_int_equal(q.high.has_interval, n >= 72);
        /* P(Bin(16, 1/2) <= 3) = 0.0106, <= 4: 0.0384 */
        if (n == 16) assert_true(q.median.low == 4 && q.median.high == 13);
        if (n == 72) assert_true(q.low.low == 1 && q.high.high == 72);
    }
    cs_quantiles_of(values, 0, &q);
    assert_false(q.defined);
}

/* Whatever the distribution: P(10 <= Bin(30, 1/2) <= 20) = 1 - 2 x 0.02139 = 0.9572. */
static void the_interval_of_a_median_holds_it(void **state)
{
    (void)state;
    int held = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double values[30];
        cs_quantiles q;
        fill(values, 30, 6, (uint32_t)trial, true);
        cs_quantiles_of(values, 30, &q);
        held += q.median.low <= 1 && q.median.high >= 1;
    }
    if (fabs((double)held / TRIALS - 0.9572) > four(0.9572)) fail_msg("%d of %d", held, TRIALS);
}

static void a_mean_may_rest_on_one_replicate(void **state)
{
    (void)state;
    cs_quantiles q;
    double even[] = {10, 11, 9, 10, 10, 12, 8, 10}, one[] = {1, 2, 1, 1, 2, 1, 1, 9};
    double gains[] = {-100, 1, 2, 3, 2, 1, 2, 3};
    cs_quantiles_of(even, 8, &q);
    assert_true(!q.carried && fabs(q.largest - 12.0 / 80) < 1e-15 && fabs(q.skewness) < 1e-12);
    cs_quantiles_of(one, 8, &q);
    assert_true(q.carried && q.largest == 0.5);
    cs_quantiles_of(gains, 8, &q); /* no part of a sum with both signs; lopsided to the left */
    assert_true(!q.carried && q.largest == 0 && q.skewness < -2);
    cs_quantiles_of(one, 7, &q);
    assert_false(q.carried); /* too few to say */
}

static void replicates_needed_are_the_fewest_that_do(void **state)
{
    (void)state;
    cs_estimate e = {.mean = 3, .sd = 1, .defined = true, .replicates = 16};
    const double wanted = 0.3;
    int64_t n = cs_replicates_needed(&e, wanted);
    assert_true(cs_t_quantile(0.975, (double)n - 1) / sqrt((double)n) <= wanted);
    assert_true(cs_t_quantile(0.975, (double)n - 2) / sqrt((double)n - 1) > wanted);
    assert_int_equal(cs_replicates_needed(&e, 100), CS_INTERVAL_REPLICATES);
    assert_int_equal(cs_replicates_needed(&e, 1e-9), CS_REPLICATES_MOST);
    assert_int_equal(cs_replicates_needed(&e, 0), 0);
    e.replicates = 1;
    assert_int_equal(cs_replicates_needed(&e, wanted), 0);
    double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    cs_estimate_sd(values, 9, &e);
    assert_int_equal(cs_replicates_needed(&e, wanted), 0); /* not a mean */
    /* so many drawn anew: the mean square of the half width is t^2 / n, with a standard error of
       sqrt(2 / (n - 1) / TRIALS) of itself */
    double squares = 0, t = cs_t_quantile(0.975, (double)n - 1);
    int near = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double sample[MOST];
        fill(sample, (int)n, 8, (uint32_t)trial, false);
        cs_estimate_spread(sample, (size_t)n, &e);
        squares += (e.mean_high - e.mean) * (e.mean_high - e.mean) / TRIALS;
        near += fabs(e.mean) <= wanted;
    }
    double error = 4 * sqrt(2.0 / (double)(n - 1) / TRIALS), truth = t * t / (double)n;
    assert_true(truth <= wanted * wanted && fabs(squares - truth) <= error * truth);
    assert_true((double)near / TRIALS >= 0.95 - four(0.95));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_of_normal_differences_hold_the_mean),
        cmocka_unit_test(the_bootstrap_serves_lopsided_differences_better),
        cmocka_unit_test(bootstrap_intervals_have_fixed_bits),
        cmocka_unit_test(p_values_are_those_of_the_tables),
        cmocka_unit_test(holm_by_hand),
        cmocka_unit_test(holm_keeps_its_promise),
        cmocka_unit_test(intervals_of_quantiles_are_order_statistics),
        cmocka_unit_test(the_interval_of_a_median_holds_it),
        cmocka_unit_test(a_mean_may_rest_on_one_replicate),
        cmocka_unit_test(replicates_needed_are_the_fewest_that_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
