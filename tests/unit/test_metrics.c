/* Tests of src/ledger/metrics.c, src/results/fairness.c and src/results/stats.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger/metrics.h"
#include "results/fairness.h"
#include "results/stats.h"

#include <math.h>
#include <string.h>

#define near(value, wanted, within) assert_true(fabs((value) - (wanted)) <= (within))

/* Two lists and any, everyone and two groups, 10 days, a series every 5. */
static cs_ledger make(void)
{
    cs_ledger l = {.horizon_days = 10, .every_days = 5};
    cs_error err = {0};
    const int extent[CS_DIMS] = {
        [CS_DIM_NONE] = 1,    [CS_DIM_LIST] = 3,        [CS_DIM_CELL] = 3,
        [CS_DIM_CAUSE] = CS_CAUSES, [CS_DIM_DAY] = 11,  [CS_DIM_SAMPLE] = 3,
        [CS_DIM_LENGTH] = 11, [CS_DIM_KIND] = 1,        [CS_DIM_SENSOR] = 2,
        [CS_DIM_TAG] = CS_TAGS, [CS_DIM_LISTCELL] = 9,  [CS_DIM_SERVICE] = 2,
        [CS_DIM_LANE] = CS_LANES, [CS_DIM_BAND] = 2,    [CS_DIM_OUTCOME] = CS_OUTCOMES,
        [CS_DIM_MOMENT] = CS_MOMENTS};
    memcpy(l.extent, extent, sizeof extent);
    assert_int_equal(cs_ledger_init(&l, &err), CS_OK);
    l.persons[0] = 1000;
    l.persons[1] = 400;
    l.persons[2] = 600;
    return l;
}

/* Cell of a table whose dimensions are list, cell, cause. */
static int64_t *at(int64_t *table, int list, int cell, int cause)
{
    return &table[(list * 3 + cell) * CS_CAUSES + cause];
}

static cs_query ask(cs_metric metric)
{
    return (cs_query){.metric = (int32_t)metric, .list = -1, .service = -1, .sensor = -1,
                      .band = -1, .day = -1};
}

static void expect(const cs_ledger *l, cs_query query, double wanted)
{
    double value;
    bool defined;
    cs_metric_value(l, &query, &value, &defined);
    assert_true(defined);
    near(value, wanted, 1e-12 * (1 + fabs(wanted)));
}

static void expect_undefined(const cs_ledger *l, cs_query query)
{
    double value = 1;
    bool defined = true;
    cs_metric_value(l, &query, &value, &defined);
    assert_false(defined);
    assert_true(value == 0);
}

static void spared_causes_are_no_penalty(void **state)
{
    (void)state;
    cs_ledger l = make();
    *at(l.stock, 2, 0, CS_CAUSE_RULE_CONSISTENT) = 30;
    *at(l.stock, 2, 0, CS_CAUSE_STALE) = 10;
    *at(l.stock, 2, 0, CS_CAUSE_SPARED_ERROR) = 500;
    *at(l.stock, 0, 1, CS_CAUSE_ASSOCIATION) = 4;
    expect(&l, ask(CS_METRIC_LISTED), 40);
    expect(&l, ask(CS_METRIC_LISTED_SHARE), 0.04);
    expect(&l, ask(CS_METRIC_WRONGFUL_SHARE), 0.25);
    cs_query q = ask(CS_METRIC_WRONGFUL_SHARE);
    q.list = 0;
    expect_undefined(&l, q);
    q.cell = 1;
    expect(&l, q, 1);
    q = ask(CS_METRIC_LISTED);
    q.scale = 1e6;
    expect(&l, q, 40000);
    *at(l.stock, 2, 0, CS_CAUSE_PROTECTED) = 3;
    *at(l.stock, 2, 0, CS_CAUSE_ASSOCIATION) = 2;
    expect(&l, ask(CS_METRIC_LISTED_WRONGLY), 0.015);
    expect(&l, ask(CS_METRIC_LISTED_BY_ERROR), 0.01);
    expect(&l, ask(CS_METRIC_LISTED_FOR_PROTECTED), 0.003);
    expect(&l, ask(CS_METRIC_LISTED_BY_ASSOCIATION), 0.002);
    cs_ledger_free(&l);
}

static void an_earlier_day_comes_from_the_daily_counts(void **state)
{
    (void)state;
    cs_ledger l = make();
    l.daily[(5 * 3 + 2) * CS_CAUSES + CS_CAUSE_PROTECTED] = 7;
    l.daily[(5 * 3 + 2) * CS_CAUSES + CS_CAUSE_SPARED_CONDUCT] = 70;
    l.series[(1 * 9 + 2 * 3 + 1) * CS_CAUSES + CS_CAUSE_PROTECTED] = 3;
    cs_query q = ask(CS_METRIC_LISTED);
    q.day = 5;
    expect(&l, q, 7);
    q.cell = 1;
    expect(&l, q, 3);
    q.day = 6; /* not sampled for groups */
    expect_undefined(&l, q);
    q = ask(CS_METRIC_LISTED);
    q.day = 11; /* beyond the horizon */
    expect_undefined(&l, q);
    q.day = CS_FOREVER;
    expect(&l, q, 0);
    q.cell = 3;
    expect_undefined(&l, q);
    q.cell = 0;
    q.list = 3;
    expect_undefined(&l, q);
    cs_ledger_free(&l);
}

static void flows_are_per_year(void **state)
{
    (void)state;
    cs_ledger l = make();
    *at(l.entries, 2, 0, CS_CAUSE_FALSE_MATCH) = 20;
    *at(l.exits, 2, 0, CS_CAUSE_FALSE_MATCH) = 5;
    *at(l.person_days, 2, 0, CS_CAUSE_FALSE_MATCH) = 73;
    *at(l.person_days, 2, 0, CS_CAUSE_RULE_CONSISTENT) = 73;
    *at(l.ever, 2, 0, CS_CAUSE_FALSE_MATCH) = 16;
    *at(l.denials, 0, 0, CS_CAUSE_FALSE_MATCH) = 8; /* [service][cell][cause] */
    *at(l.denials, 1, 0, CS_CAUSE_RULE_CONSISTENT) = 4;
    expect(&l, ask(CS_METRIC_ENTRIES_PER_YEAR), 20 * 36.5);
    expect(&l, ask(CS_METRIC_ENTRY_RATE), 0.73);
    expect(&l, ask(CS_METRIC_EXITS_PER_YEAR), 5 * 36.5);
    expect(&l, ask(CS_METRIC_EXIT_RATE), 12.5);
    expect(&l, ask(CS_METRIC_EVER_LISTED), 16);
    expect(&l, ask(CS_METRIC_WRONGFUL_DAYS), 73);
    expect(&l, ask(CS_METRIC_DENIALS), 12);
    expect(&l, ask(CS_METRIC_DENIALS_PER_LISTED_YEAR), 30);
    expect(&l, ask(CS_METRIC_DENIALS_PER_EVER_LISTED), 0.75);
    expect(&l, ask(CS_METRIC_WRONGFUL_DENIALS), 8);
    cs_query q = ask(CS_METRIC_DENIALS);
    q.service = 1;
    expect(&l, q, 4);
    q = ask(CS_METRIC_EXIT_RATE);
    q.list = 0;
    expect_undefined(&l, q);
    cs_ledger_free(&l);
}

static void records_scores_and_bands(void **state)
{
    (void)state;
    cs_ledger l = make();
    expect_undefined(&l, ask(CS_METRIC_PRECISION));
    expect_undefined(&l, ask(CS_METRIC_SCORE_MEAN));
    l.records[(0 * CS_TAGS + CS_TAG_CORRECT) * 3] = 6;
    l.records[(0 * CS_TAGS + CS_TAG_DUPLICATE) * 3] = 1;
    l.records[(1 * CS_TAGS + CS_TAG_FALSE_MATCH) * 3] = 1;
    expect(&l, ask(CS_METRIC_TRUE_RECORDS), 6);
    expect(&l, ask(CS_METRIC_FALSE_RECORDS), 2);
    expect(&l, ask(CS_METRIC_PRECISION), 0.75);
    cs_query q = ask(CS_METRIC_PRECISION);
    q.sensor = 1;
    expect(&l, q, 0);
    /* scores 999,999,998 and 1,000,000,002: naive sums of squares in double would lose the spread */
    int64_t *m = &l.score[CS_LANE_APPLIED * 3 * CS_MOMENTS];
    m[CS_MOMENT_COUNT] = 2;
    m[CS_MOMENT_SUM] = 2000000000;
    m[CS_MOMENT_SQUARES] = 999999998ll * 999999998ll + 1000000002ll * 1000000002ll;
    expect(&l, ask(CS_METRIC_SCORE_MEAN), 1e9);
    expect(&l, ask(CS_METRIC_SCORE_SD), 2);
    l.band[(CS_LANE_APPLIED * 2 + 1) * 3] = 250;
    q = ask(CS_METRIC_BAND_SHARE);
    q.band = 1;
    expect(&l, q, 0.25);
    l.confusion[(2 * 3 + 0) * CS_OUTCOMES + CS_FALSE_NEGATIVE] = 9;
    expect(&l, ask(CS_METRIC_MISSED), 9);
    cs_ledger_free(&l);
}

static void every_metric_has_a_word_and_answers(void **state)
{
    (void)state;
    cs_ledger l = make();
    for (int i = 0; i < CS_METRICS; i++) {
        double value;
        bool defined;
        cs_query q = ask((cs_metric)i);
        assert_int_equal(cs_metric_words[i].value, i);
        assert_non_null(cs_metric_words[i].help);
        cs_metric_value(&l, &q, &value, &defined);
        assert_true(defined || value == 0);
    }
    assert_null(cs_metric_words[CS_METRICS].word);
    assert_int_equal(cs_metric_unit(CS_METRIC_ENTRY_RATE), CS_UNIT_SHARE);
    assert_true(cs_metric_over(CS_METRIC_LISTED_SD));
    cs_ledger_free(&l);
}

/* Case 11 of the published cases, and the identity between the rates. */
static void group_metrics_of_the_worked_example(void **state)
{
    (void)state;
    const cs_confusion g[2] = {{40, 10, 10, 40}, {20, 20, 20, 140}};
    const struct { cs_rate rate; double a, b; } wanted[] = {
        {CS_RATE_SELECTION, 0.5, 0.2},       {CS_RATE_TRUE_POSITIVE, 0.8, 0.5},
        {CS_RATE_FALSE_POSITIVE, 0.2, 0.125}, {CS_RATE_PRECISION, 0.8, 0.5},
        {CS_RATE_FALSE_OMISSION, 0.2, 0.125}, {CS_RATE_PREVALENCE, 0.5, 0.2},
        {CS_RATE_FALSE_NEGATIVE, 0.2, 0.5},  {CS_RATE_FALSE_DISCOVERY, 0.2, 0.5}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_true(cs_rate_of(&g[0], wanted[i].rate).value == wanted[i].a);
        assert_true(cs_rate_of(&g[1], wanted[i].rate).value == wanted[i].b);
    }
    near(cs_demographic_parity_difference(g, 2).value, 0.3, 1e-15);
    near(cs_demographic_parity_ratio(g, 2).value, 0.4, 1e-15);
    near(cs_equalized_odds_difference(g, 2).value, 0.3, 1e-15);
    near(cs_equalized_odds_ratio(g, 2).value, 0.625, 1e-15);
    assert_int_equal(cs_reference_group(g, 2), 1);
    near(cs_rate_disparity(&g[0], &g[1], CS_RATE_FALSE_POSITIVE).value, 1.6, 1e-15);
    for (int i = 0; i < 2; i++) {
        double p = cs_rate_of(&g[i], CS_RATE_PREVALENCE).value;
        double ppv = cs_rate_of(&g[i], CS_RATE_PRECISION).value;
        double fnr = cs_rate_of(&g[i], CS_RATE_FALSE_NEGATIVE).value;
        near(cs_rate_of(&g[i], CS_RATE_FALSE_POSITIVE).value,
             p / (1 - p) * (1 - ppv) / ppv * (1 - fnr), 1e-15);
    }
}

static void an_empty_denominator_is_undefined(void **state)
{
    (void)state;
    const cs_confusion g[2] = {{0, 0, 0, 10}, {1, 1, 1, 1}};
    assert_false(cs_rate_of(&g[0], CS_RATE_TRUE_POSITIVE).defined);
    assert_false(cs_rate_of(&g[0], CS_RATE_PRECISION).defined);
    assert_true(cs_rate_of(&g[0], CS_RATE_FALSE_POSITIVE).defined);
    assert_false(cs_equalized_odds_difference(g, 2).defined);
    assert_false(cs_rate_disparity(&g[1], &g[0], CS_RATE_FALSE_POSITIVE).defined);
    assert_true(cs_rate_disparity(&g[0], &g[1], CS_RATE_FALSE_POSITIVE).defined);
    const cs_confusion nobody[2] = {{0, 0, 5, 5}, {0, 0, 5, 5}};
    assert_false(cs_demographic_parity_ratio(nobody, 2).defined);
    assert_true(cs_demographic_parity_difference(nobody, 2).defined);
}

/* Tables: Student t 0.975 and chi-squared quantiles to the digits usually printed. */
static void quantiles_of_the_tables(void **state)
{
    (void)state;
    near(cs_t_quantile(0.975, 1), 12.7062047, 1e-6);
    near(cs_t_quantile(0.975, 7), 2.36462425, 1e-7);
    near(cs_t_quantile(0.975, 30), 2.04227246, 1e-7);
    near(cs_t_quantile(0.975, 1e6), 1.95996636, 1e-6);
    near(cs_t_quantile(0.025, 7), -2.36462425, 1e-7);
    near(cs_t_quantile(0.5, 7), 0, 1e-9);
    near(cs_chi2_quantile(0.975, 7), 16.0127643, 1e-6);
    near(cs_chi2_quantile(0.025, 7), 1.68986918, 1e-6);
    near(cs_beta_i(2, 3, 0.4), 0.5248, 1e-12);
}

static void estimates_over_replicates(void **state)
{
    (void)state;
    double eight[] = {8, 1, 7, 2, 6, 3, 5, 4}, three[] = {1, 2, 6};
    cs_estimate e;
    cs_estimate_mean(eight, 8, &e);
    near(e.mean, 4.5, 1e-12);
    near(e.high - e.mean, 2.36462425 * sqrt(6.0) / sqrt(8.0), 1e-7);
    cs_estimate_sd(eight, 8, &e);
    near(e.mean, sqrt(6.0), 1e-12);
    near(e.low, sqrt(42 / 16.0127643), 1e-6);
    near(e.high, sqrt(42 / 1.68986918), 1e-6);
    cs_estimate_spread(eight, 8, &e);
    near(e.low, 1.175, 1e-12);
    near(e.high, 7.825, 1e-12);
    assert_true(e.has_interval);
    cs_estimate_spread(three, 3, &e);
    near(e.mean, 3, 1e-12);
    assert_true(e.defined && !e.has_interval && e.low == 3 && e.high == 3);
    cs_estimate_spread(three, 0, &e);
    assert_false(e.defined);
    cs_estimate_sd(three, 1, &e);
    assert_false(e.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spared_causes_are_no_penalty),
        cmocka_unit_test(an_earlier_day_comes_from_the_daily_counts),
        cmocka_unit_test(flows_are_per_year),
        cmocka_unit_test(records_scores_and_bands),
        cmocka_unit_test(every_metric_has_a_word_and_answers),
        cmocka_unit_test(group_metrics_of_the_worked_example),
        cmocka_unit_test(an_empty_denominator_is_undefined),
        cmocka_unit_test(quantiles_of_the_tables),
        cmocka_unit_test(estimates_over_replicates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
