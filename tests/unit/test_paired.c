/* Worlds that share people and chance: how much narrower their differences are than those of worlds with
   seeds of their own, against the closed form of a thinned Poisson process. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "results/results.h"
#include "results/stats.h"
#include "support/scratch.h"

#define REPLICATES 60

/* Acts are a Poisson process of one rate, and a record is missed by a draw of the act's own. Worlds that
   miss 5 % and m share the acts and the draws, so the difference is the acts between: its variance is
   (m - 5 %) of the mean count. With seeds of their own it is (95 % + 1 - m) of it. */
static const char yaml[] =
    "title: A bank that misses records\n"
    "about: For the width of paired and independent differences.\n"
    "horizon: 60 days\n"
    "seed: 11\n"
    "replicates: 60\n"
    "population: {persons: 500}\n"
    "conduct:\n"
    "  late: {rate: 20 per year}\n"
    "sensors:\n"
    "  bank: {kind: registry, sees: late, misses: 5 %}\n"
    "score: {base: 1000, rules: [{on: late, points: -1, lasts: 10 days}], bands: {A: 0}}\n"
    "ledger: {track: 0}\n"
    "safeguards:\n"
    "  few:\n"
    "    about: one more of fifty is missed\n"
    "    set: {sensors.bank.misses: 7 %}\n"
    "  half:\n"
    "    about: half are missed\n"
    "    set: {sensors.bank.misses: 50 %}\n";

static char folder[SCRATCH_PATH], scenario[SCRATCH_FILE], path[2][SCRATCH_FILE];

static int run_twice(void **state)
{
    static const char *const safeguards[] = {"few", "half"};
    cs_error err = {0};
    (void)state;
    scratch_make(folder);
    snprintf(scenario, sizeof scenario, "%s/bank.yaml", folder);
    if (cs_file_write(scenario, yaml, strlen(yaml), false, &err) != CS_OK) return -1;
    for (int i = 0; i < 2; i++) {
        cs_complaints complaints = {0};
        snprintf(path[i], sizeof path[i], "%s/%d.db", folder, i);
        cs_run_options o = {.scenario = scenario, .safeguards = safeguards, .safeguard_count = 2,
                            .results = path[i], .seed = 11 + 100 * i, .threads = 1};
        cs_status status = cs_run_worlds(&o, &complaints, &err);
        cs_complaints_free(&complaints);
        if (status != CS_OK) {
            fprintf(stderr, "%s\n", err.message);
            return -1;
        }
    }
    return 0;
}

static int clear_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

static void values_of(cs_results *results, int world, const cs_query *query, double values[REPLICATES])
{
    cs_error err = {0};
    for (int r = 0; r < REPLICATES; r++) {
        cs_ledger ledger;
        bool defined;
        assert_int_equal(cs_results_ledger(results, world, r, &ledger, &err), CS_OK);
        cs_metric_value(&ledger, query, &values[r], &defined);
        assert_true(defined);
        cs_ledger_free(&ledger);
    }
}

static double width(const cs_estimate *e) { return e->high - e->low; }

static void pairing_narrows_as_it_should(void **state)
{
    static const double missed[] = {0.05, 0.07, 0.50};
    cs_query query = {.metric = CS_METRIC_TRUE_RECORDS, .list = -1, .service = -1, .sensor = -1, .band = -1,
                      .day = -1};
    cs_results *results[2];
    cs_error err = {0};
    double base[REPLICATES], other[REPLICATES];
    (void)state;
    for (int i = 0; i < 2; i++) assert_int_equal(cs_results_open(path[i], &results[i], &err), CS_OK);
    values_of(results[0], 0, &query, base);
    for (int world = 1; world < 3; world++) {
        cs_estimate paired, apart;
        double m = missed[world], wanted = sqrt((0.95 + 1 - m) / (m - 0.05));
        assert_int_equal(cs_results_difference(results[0], world, &query, &paired, &err), CS_OK);
        values_of(results[1], world, &query, other);
        for (int r = 0; r < REPLICATES; r++) other[r] -= base[r];
        cs_estimate_mean(other, REPLICATES, &apart);
        double ratio = width(&apart) / width(&paired);
        /* each standard deviation has a relative error of 1 / sqrt(2 (n - 1)), so the logarithm of the
           ratio has 1 / sqrt(n - 1) = 0.13; four of these: a factor of 1.68, error probability 6e-5 */
        if (fabs(log(ratio / wanted)) > 4 / sqrt(REPLICATES - 1.0))
            fail_msg("%g times narrower, not %g", ratio, wanted);
        print_message("# %.0f %% missed: %.2f paired, %.2f independent: %.1f times, in theory %.1f\n", 100 * m,
                      width(&paired), width(&apart), ratio, wanted);
        /* a small change gains most: 9.7 in theory, above 5 by the bound */
        if (world == 1) assert_true(ratio > 5);
        /* both ways are right about the effect itself */
        double effect = (0.05 - m) * 500 * 20 * 60 / 365.0;
        assert_true(fabs(paired.mean - effect) < 4 * paired.sd / sqrt(REPLICATES));
        assert_true(fabs(apart.mean - effect) < 4 * apart.sd / sqrt(REPLICATES));
    }
    for (int i = 0; i < 2; i++) cs_results_close(results[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairing_narrows_as_it_should)};
    return cmocka_run_group_tests(tests, run_twice, clear_folder);
}
