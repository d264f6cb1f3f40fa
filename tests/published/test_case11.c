/* Case 11: group metrics of a run whose confusion counts are known in advance, under the names of
   Fairlearn and Aequitas, in the library and in the exported tables; and Chouldechova's identity, which
   holds exactly wherever its terms are defined.
   Positive means penalised. Sources: Fairlearn and Aequitas, as named in results/fairness.h;
   A. Chouldechova, Fair prediction with disparate impact, 2017, doi:10.1089/big.2016.0047. */
#include "support/reproduce.h"

#include "results/fairness.h"
#include "results/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS 2
#define REPLICATES 4

/* A rate of the scenario's two groups by design, and what a count of people would say of it. */
static const struct { cs_rate rate; double expect[GROUPS]; } designed[] = {
    {CS_RATE_SELECTION, {0.5, 0.2}},       {CS_RATE_TRUE_POSITIVE, {0.8, 0.5}},
    {CS_RATE_FALSE_POSITIVE, {0.2, 0.125}}, {CS_RATE_FALSE_NEGATIVE, {0.2, 0.5}},
    {CS_RATE_PRECISION, {0.8, 0.5}},       {CS_RATE_FALSE_DISCOVERY, {0.2, 0.5}},
    {CS_RATE_FALSE_OMISSION, {0.2, 0.125}}, {CS_RATE_PREVALENCE, {0.5, 0.2}},
};
#define DESIGNED ((int)(sizeof designed / sizeof *designed))

/* Differences and ratios between the groups, with how far five standard errors reach: 480,000 people
   of group a and 720,000 of b over four replicates, by the delta method, rounded up. */
static const struct {
    const char *word;
    cs_maybe (*of)(const cs_confusion *groups, int n);
    double expect, within;
} between[] = {
    {"demographic_parity_difference", cs_demographic_parity_difference, 0.3, 0.0045},
    {"demographic_parity_ratio", cs_demographic_parity_ratio, 0.4, 0.0060},
    {"equalized_odds_difference", cs_equalized_odds_difference, 0.3, 0.0080},
    {"equalized_odds_ratio", cs_equalized_odds_ratio, 0.625, 0.0170},
};
#define BETWEEN ((int)(sizeof between / sizeof *between))

typedef struct fixture {
    char path[256], folder[256];
    cs_results *results;
    cs_confusion group[REPLICATES][GROUPS], all[GROUPS];
} fixture;

/* Not-a-number is near nothing. */
static void assert_near(double value, double expect, double within)
{
    if (!(fabs(value - expect) <= within)) fail_msg("%.15g, not %.15g", value, expect);
}

/* ---- set up: one run for all the tests of case 11 ---- */

static int set_up(void **state)
{
    static fixture f;
    cs_run_options options = {.scenario = "tests/published/groups/case11.yaml", .seed = -1};
    cs_error err = {0};
    f.results = run_scenario(&options, f.path);
    for (int r = 0; r < REPLICATES; r++) {
        cs_ledger ledger;
        if (cs_results_ledger(f.results, 0, r, &ledger, &err) != CS_OK) fail_msg("%s", err.message);
        for (int g = 0; g < GROUPS; g++) {
            cs_confusion *one = &f.group[r][g], *sum = &f.all[g];
            *one = cs_confusion_of(&ledger, 0, 1 + g);
            sum->tp += one->tp;
            sum->fp += one->fp;
            sum->fn += one->fn;
            sum->tn += one->tn;
        }
        cs_ledger_free(&ledger);
    }
    snprintf(f.folder, sizeof f.folder, "%.240s-tables", f.path);
    if (cs_results_export_csv(f.results, f.folder, &err) != CS_OK) fail_msg("%s", err.message);
    *state = &f;
    return 0;
}

static int take_down(void **state)
{
    fixture *f = *state;
    char command[300];
    drop_results(f->results, f->path);
    snprintf(command, sizeof command, "rm -r '%s'", f->folder);
    return system(command);
}

/* Numerator and denominator, written out here a second time and from the textbook. */
static double by_hand(const cs_confusion *c, cs_rate rate, double *under)
{
    double tp = (double)c->tp, fp = (double)c->fp, fn = (double)c->fn, tn = (double)c->tn;
    switch (rate) {
    case CS_RATE_SELECTION: return *under = tp + fp + fn + tn, tp + fp;
    case CS_RATE_TRUE_POSITIVE: return *under = tp + fn, tp;
    case CS_RATE_FALSE_POSITIVE: return *under = fp + tn, fp;
    case CS_RATE_FALSE_NEGATIVE: return *under = tp + fn, fn;
    case CS_RATE_PRECISION: return *under = tp + fp, tp;
    case CS_RATE_FALSE_DISCOVERY: return *under = tp + fp, fp;
    case CS_RATE_FALSE_OMISSION: return *under = fn + tn, fn;
    default: return *under = tp + fp + fn + tn, tp + fn;
    }
}

/* ---- the rates are those of the design ---- */

/* Every rate of each group over four replicates, within five standard errors of a binomial share. A right
   program fails one of the 16 with probability 16 x 5.7e-7 = 9e-6; the seed is fixed. */
static void test_rates(void **state)
{
    const fixture *f = *state;
    for (int i = 0; i < DESIGNED; i++)
        for (int g = 0; g < GROUPS; g++) {
            double under, expect = designed[i].expect[g];
            double over = by_hand(&f->all[g], designed[i].rate, &under);
            cs_maybe rate = cs_rate_of(&f->all[g], designed[i].rate);
            double error = sqrt(expect * (1.0 - expect) / under);
            assert_true(rate.defined);
            assert_near(rate.value, over / under, 1e-15);
            if (fabs(rate.value - expect) > 5.0 * error)
                fail_msg("%s of group %c: %.5f, by design %.5f, standard error %.5f",
                         cs_rates[designed[i].rate].word, 'a' + g, rate.value, expect, error);
        }
}

/* As above: fails by chance with less than 4 x 5.7e-7. */
static void test_between(void **state)
{
    const fixture *f = *state;
    for (int i = 0; i < BETWEEN; i++) {
        cs_maybe value = between[i].of(f->all, GROUPS);
        assert_true(value.defined);
        if (fabs(value.value - between[i].expect) > between[i].within)
            fail_msg("%s: %.5f, by design %.5f give or take %.4f", between[i].word, value.value,
                     between[i].expect, between[i].within);
    }
}

/* The counts of the case themselves, without chance. */
static void test_exact(void **state)
{
    (void)state;
    const cs_confusion groups[GROUPS] = {{40, 10, 10, 40}, {20, 20, 20, 140}};
    for (int i = 0; i < DESIGNED; i++)
        for (int g = 0; g < GROUPS; g++)
            assert_near(cs_rate_of(&groups[g], designed[i].rate).value,
                            designed[i].expect[g], 1e-15);
    for (int i = 0; i < BETWEEN; i++)
        assert_near(between[i].of(groups, GROUPS).value, between[i].expect, 1e-15);
    assert_int_equal(cs_reference_group(groups, GROUPS), 1);
}

/* ---- the exported tables say the same ---- */

/* The mean in the row of FILE that begins with START; NAN when there is none, or more than one. */
static double exported(const fixture *f, const char *file, const char *start)
{
    char path[512], line[512];
    double mean = NAN;
    int rows = 0;
    snprintf(path, sizeof path, "%s/%s", f->folder, file);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in))
        if (strncmp(line, start, strlen(start)) == 0) {
            mean = strtod(line + strlen(start), NULL);
            rows++;
        }
    fclose(in);
    return rows == 1 ? mean : NAN;
}

static void test_exported_rates(void **state)
{
    const fixture *f = *state;
    for (int i = 0; i < DESIGNED; i++)
        for (int g = 0; g < GROUPS; g++) {
            char start[128];
            double mean = 0.0;
            for (int r = 0; r < REPLICATES; r++) {
                double under, over = by_hand(&f->group[r][g], designed[i].rate, &under);
                mean += over / under / REPLICATES;
            }
            snprintf(start, sizeof start, "base,listed,group,%c,%s,", 'a' + g,
                     cs_rates[designed[i].rate].word);
            assert_near(exported(f, "group_metrics.csv", start), mean, 1e-9);
        }
}

static void test_exported_between(void **state)
{
    const fixture *f = *state;
    for (int i = 0; i < BETWEEN; i++) {
        char start[128];
        double mean = 0.0;
        for (int r = 0; r < REPLICATES; r++)
            mean += between[i].of(f->group[r], GROUPS).value / REPLICATES;
        snprintf(start, sizeof start, "base,listed,group,,%s,", between[i].word);
        assert_near(exported(f, "group_differences.csv", start), mean, 1e-9);
    }
}

/* ---- FPR = p/(1-p) (1-PPV)/PPV (1-FNR) ---- */

/* Whether the identity could be asked; it then holds to rounding. */
static bool identity_holds(const cs_ledger *ledger, int list, int cell)
{
    cs_confusion c = cs_confusion_of(ledger, list, cell);
    cs_maybe fpr = cs_rate_of(&c, CS_RATE_FALSE_POSITIVE), p = cs_rate_of(&c, CS_RATE_PREVALENCE);
    cs_maybe ppv = cs_rate_of(&c, CS_RATE_PRECISION), fnr = cs_rate_of(&c, CS_RATE_FALSE_NEGATIVE);
    if (!fpr.defined || !fnr.defined || !ppv.defined || !(ppv.value > 0.0)) return false;
    double expect = p.value / (1.0 - p.value) * (1.0 - ppv.value) / ppv.value * (1.0 - fnr.value);
    if (fabs(fpr.value - expect) > 1e-12)
        fail_msg("list %d, cell %d: false positive rate %.15g, from the others %.15g", list, cell,
                 fpr.value, expect);
    return true;
}

/* Every group of every list of the demonstration, of each replicate; and every person is in one of the
   four counts. */
static void test_identity(void **state)
{
    (void)state;
    char path[256];
    int asked = 0, cells = 0;
    cs_error err = {0};
    cs_run_options options = {
        .scenario = "city-points", .seed = -1, .persons = 20000, .replicates = 2};
    cs_results *results = run_scenario(&options, path);
    for (int r = 0; r < 2; r++) {
        cs_ledger ledger;
        if (cs_results_ledger(results, 0, r, &ledger, &err) != CS_OK) fail_msg("%s", err.message);
        for (int list = 0; list < ledger.extent[CS_DIM_LIST]; list++)
            for (int cell = 0; cell < ledger.extent[CS_DIM_CELL]; cell++, cells++) {
                cs_confusion c = cs_confusion_of(&ledger, list, cell);
                assert_int_equal(c.tp + c.fp + c.fn + c.tn, ledger.persons[cell]);
                asked += identity_holds(&ledger, list, cell);
            }
        cs_ledger_free(&ledger);
    }
    drop_results(results, path);
    assert_true(asked > cells / 2); /* children are on no list: nothing to ask there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates),          cmocka_unit_test(test_between),
        cmocka_unit_test(test_exact),          cmocka_unit_test(test_exported_rates),
        cmocka_unit_test(test_exported_between), cmocka_unit_test(test_identity),
    };
    return cmocka_run_group_tests_name("case 11", tests, set_up, take_down);
}
