/* Tables of credit scores: what is bundled, and that a lender to whom nobody comes changes nothing. */
#include "lending/lending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ledger/ledger.h"
#include "scenario/scenario.h"
#include "sim/sim.h"

static const cs_word *table_words(void)
{
    const cs_field *f = cs_lending_spec.fields;
    while (strcmp(f->key, "table") != 0) f++;
    return f->words;
}

/* The words of `table:` are the bundled tables, in their order. */
static void words_are_tables(void **state)
{
    int count = 0;
    (void)state;
    for (const cs_word *w = table_words(); w->word; w++) {
        if (w->value < 0) continue;
        assert_int_equal(w->value, count);
        assert_string_equal(w->word, cs_credit_bundled_name(count++));
    }
    assert_null(cs_credit_bundled_name(count));
    assert_null(cs_credit_bundled_name(-1));
}

/* 198 levels from 300 to 850; shares add up; the lowest scores hardly repay and the highest do. */
static void federal_reserve(void **state)
{
    static const char *const names[] = {"white", "black", "asian", "hispanic"};
    cs_lending lending = {.table = 0};
    cs_credit_table t;
    cs_error err = {0};
    (void)state;
    assert_int_equal(cs_credit_bundled_levels(0), 198);
    assert_int_equal(cs_credit_table_init(&t, &lending, names, 4, &err), CS_OK);
    assert_int_equal(t.levels, 198);
    assert_int_equal(t.points[0], 300000);
    assert_int_equal(t.points[197], 850000);
    for (int g = 0; g < 4; g++) {
        double sum = 0.0;
        for (int l = 0; l < t.levels; l++) sum += t.start[g * t.levels + l];
        assert_true(fabs(sum - 1.0) < 1e-12);
        assert_true(t.repays[g * t.levels] < 0.06 && t.repays[g * t.levels + 197] > 0.99);
    }
    /* figure 6.A, first row: 0.01 % of white and 0.07 % of black persons; 7.A: 98.54 and 99.67 % late */
    assert_true(fabs(t.start[0] - 0.0001) < 1e-12 && fabs(t.start[t.levels] - 0.0007) < 1e-12);
    assert_true(fabs(t.repays[0] - 0.0146) < 1e-12);
    cs_credit_table_free(&t);
    static const char *const unknown[] = {"green"};
    assert_int_equal(cs_credit_table_init(&t, &lending, unknown, 1, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "no group `green`"));
}

static const char text[] = "title: t\nabout: t\nhorizon: 40 days\npopulation: {persons: 3000}\n"
                           "conduct: {late: {rate: 9 per year}}\n"
                           "sensors: {bank: {kind: registry, sees: late}}\n"
                           "score: {base: 100, rules: [{on: late, points: -5, lasts: 20 days}]}\n";
static const char lender[] = "lending: {levels: [{score: 0, repays: 10 %, start: 50 %}, {score: 1, "
                             "repays: 90 %, start: 50 %}], policy: everyone, again: 5 days, "
                             "rate: 0 per year}\n";

static void run(const char *yaml, cs_engine engine, cs_ledger *ledger)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_sim_options options = {.seed = 3, .threads = 1, .engine = engine};
    if (cs_scenario_parse(yaml, strlen(yaml), "text", NULL, &scenario, &complaints, &err) != CS_OK)
        fail_msg("%s", complaints.count ? complaints.items[0].message : err.message);
    assert_int_equal(cs_sim_run(scenario, &options, ledger, NULL, &err), CS_OK);
    cs_scenario_free(scenario);
    cs_complaints_free(&complaints);
}

/* Present, but nobody applies: every count is what it is without, and nothing is counted of loans. */
static void idle_lender(void **state)
{
    (void)state;
    for (int engine = 0; engine < 2; engine++) {
        char both[1000];
        cs_ledger without, with;
        snprintf(both, sizeof both, "%s%s", text, lender);
        run(text, engine ? CS_ENGINE_REFERENCE : CS_ENGINE_BLOCK, &without);
        run(both, engine ? CS_ENGINE_REFERENCE : CS_ENGINE_BLOCK, &with);
        for (int t = 0; t < cs_ledger_table_count; t++) {
            const cs_ledger_table *table = &cs_ledger_tables[t];
            size_t size = cs_ledger_size(&without, table), more = cs_ledger_size(&with, table);
            const int64_t *a = cs_ledger_cells(&without, table), *b = cs_ledger_cells(&with, table);
            assert_true(size == 0 || size == more);
            for (size_t i = 0; i < more; i++) assert_int_equal(b[i], i < size ? a[i] : 0);
        }
        cs_ledger_free(&without);
        cs_ledger_free(&with);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_tables),
                                       cmocka_unit_test(federal_reserve),
                                       cmocka_unit_test(idle_lender)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
