/* Laws of response that no single figure tells: the same people do the same acts in every world, so what
   the regime changes can be taken apart act by act. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario.h"
#include "sim/sim.h"

/* The ledger of one world of a scenario in tests/golden. */
static cs_ledger run_world(const char *path, const char *const *sets, int count,
                           const char *safeguard, cs_engine engine)
{
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_scenario *scenario = NULL;
    cs_ledger ledger;
    cs_load_options load = {.sets = sets, .set_count = count, .safeguard = safeguard};
    if (cs_scenario_load(path, &load, &scenario, &complaints, &err) != CS_OK)
        fail_msg("%s: %s", err.message, complaints.count ? complaints.items[0].message : "");
    cs_sim_options options = {.seed = 7, .threads = 1, .engine = engine};
    if (cs_sim_run(scenario, &options, &ledger, NULL, &err) != CS_OK) fail_msg("%s", err.message);
    cs_complaints_free(&complaints);
    cs_scenario_free(scenario);
    return ledger;
}

static int64_t total(const cs_ledger *ledger, const int64_t *table)
{
    int64_t sum = 0;
    for (int t = 0; t < cs_ledger_table_count; t++)
        if (cs_ledger_cells(ledger, &cs_ledger_tables[t]) == table)
            for (size_t i = 0; i < cs_ledger_size(ledger, &cs_ledger_tables[t]); i++)
                sum += table[i];
    return sum;
}

/* Acts of a kind in a cell without what responses added, and with what they took away. */
static int64_t undisturbed(const cs_ledger *l, int kind, int cell)
{
    int cells = l->extent[CS_DIM_CELL], kinds = l->extent[CS_DIM_KIND];
    int64_t acts = l->acts[kind * cells + cell];
    for (int r = 0; r < l->extent[CS_DIM_RESPONSE]; r++)
        acts += l->withheld[(r * kinds + kind) * cells + cell] -
                l->added[(r * kinds + kind) * cells + cell];
    return acts;
}

/* Without the regime everybody does, act for act, what they would have done: in every cell the acts are
   those of the regime's world, with those left undone and without those added (exactly, though not one
   act was compared: both worlds draw the same ones). Acts that were added and then left undone are in
   both tables. */
static void no_regime_leaves_the_acts(void **state)
{
    const char *path = *state;
    cs_ledger with = run_world(path, NULL, 0, NULL, CS_ENGINE_BLOCK);
    cs_ledger none = run_world(path, NULL, 0, CS_NO_REGIME, CS_ENGINE_BLOCK);
    int cells = with.extent[CS_DIM_CELL];
    for (int k = 0; k < with.extent[CS_DIM_KIND]; k++)
        for (int cell = 0; cell < cells; cell++)
            assert_int_equal(none.acts[k * cells + cell], undisturbed(&with, k, cell));
    assert_true(total(&with, with.withheld) > 0);
    assert_true(total(&with, with.added) > 0);
    cs_ledger_free(&with);
    cs_ledger_free(&none);
}

/* There, nothing is filed, nobody is listed or refused anything, and everyone has the base score. */
static void no_regime_files_nothing(void **state)
{
    for (int e = 0; e < 2; e++) {
        cs_ledger l = run_world(*state, (const char *[]){"population.persons=3000",
                                                         "crowds.match.visitors=2000",
                                                         "score.bands.C=0", "score.bands.B=105"},
                                4, CS_NO_REGIME, e ? CS_ENGINE_REFERENCE : CS_ENGINE_BLOCK);
        assert_true(total(&l, l.acts) > 0);
        assert_true(total(&l, l.attempts) > 0);
        const int64_t *empty[] = {l.records, l.entries, l.stock, l.person_days, l.denials,
                                  l.withheld, l.added, l.hidden, l.setbacks, l.contacts_lost};
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
            assert_int_equal(total(&l, empty[i]), 0);
        cs_ledger_free(&l);
    }
}

/* Nor is anybody listed whose score fades towards a base that lies in the list's band. */
static void no_regime_lists_nobody_by_band(void **state)
{
    static const char path[] = "tests/law/response/low-base.yaml";
    (void)state;
    for (int e = 0; e < 2; e++) {
        cs_engine engine = e ? CS_ENGINE_REFERENCE : CS_ENGINE_BLOCK;
        cs_ledger with = run_world(path, NULL, 0, NULL, engine);
        cs_ledger none = run_world(path, NULL, 0, CS_NO_REGIME, engine);
        assert_true(total(&with, with.stock) > 0);
        assert_int_equal(total(&none, none.stock) + total(&none, none.person_days), 0);
        cs_ledger_free(&with);
        cs_ledger_free(&none);
    }
}

/* Two worlds count the same, and no response counts anything in the first. */
static void same_counts(const char *path, const char *const *one, int ones,
                        const char *const *other, int others)
{
    cs_ledger a = run_world(path, one, ones, NULL, CS_ENGINE_BLOCK);
    cs_ledger b = run_world(path, other, others, NULL, CS_ENGINE_BLOCK);
    for (int t = 0; t < CS_LEDGER_FIRST_OF_MECHANISMS; t++) {
        const cs_ledger_table *table = &cs_ledger_tables[t];
        assert_int_equal(cs_ledger_size(&a, table), cs_ledger_size(&b, table));
        assert_memory_equal(cs_ledger_cells(&a, table), cs_ledger_cells(&b, table),
                            cs_ledger_size(&a, table) * sizeof(int64_t));
    }
    assert_int_equal(total(&a, a.withheld) + total(&a, a.added) + total(&a, a.hidden) +
                         total(&a, a.setbacks) + total(&a, a.contacts_lost), 0);
    cs_ledger_free(&a);
    cs_ledger_free(&b);
}

/* Responses that are there but do nothing leave every count as it is without them. */
static void zero_is_absent(void **state)
{
    static const char *const zero[] = {"response.*.aware=0 %", "lists.debtors.published.reach=0 %",
                                       "response.spiral.factor=1", "response.fall.lasts=0 days"};
    static const char *const absent[] = {"response={}", "lists.debtors.published=none"};
    same_counts(*state, zero, 4, absent, 2);
    /* nor do they have acts drawn in full that are else drawn one in eight */
    same_counts("tests/law/response/seldom-seen.yaml",
                (const char *[]){"safeguards={}", "response.hush.aware=0 %"}, 2,
                (const char *[]){"safeguards={}", "response={}"}, 2);
}

/* Acts that one sensor seldom sees are else drawn one in eight; where a world of the scenario responds to
   them, all its worlds draw all of them, and so the same ones. */
static void worlds_share_acts(void **state)
{
    static const char *const path = "tests/law/response/seldom-seen.yaml";
    cs_ledger with = run_world(path, NULL, 0, NULL, CS_ENGINE_BLOCK);
    cs_ledger silent = run_world(path, NULL, 0, "silent", CS_ENGINE_BLOCK);
    cs_ledger none = run_world(path, NULL, 0, CS_NO_REGIME, CS_ENGINE_BLOCK);
    (void)state;
    /* 20,000 x 5 x 100 / 365 acts, a share of 0.25 - 0.08 x 49.5 / 365 of them: 6,551, sd 81 */
    assert_in_range(with.withheld[0], 6227, 6875);
    assert_int_equal(total(&silent, silent.withheld), 0);
    assert_int_equal(silent.acts[0], undisturbed(&with, 0, 0));
    assert_int_equal(none.acts[0], silent.acts[0]);
    /* and the other way round: it is a safeguard that people respond to */
    static const char *const quiet[] = {"response.hush.aware=0 %",
                                        "safeguards.silent.set={response.hush.aware: 100 %}"};
    cs_ledger base = run_world(path, quiet, 2, NULL, CS_ENGINE_BLOCK);
    cs_ledger loud = run_world(path, quiet, 2, "silent", CS_ENGINE_BLOCK);
    assert_int_equal(loud.withheld[0], with.withheld[0]);
    assert_int_equal(base.acts[0], undisturbed(&loud, 0, 0));
    cs_ledger_free(&base);
    cs_ledger_free(&loud);
    cs_ledger_free(&with);
    cs_ledger_free(&silent);
    cs_ledger_free(&none);
}

int main(void)
{
    static char path[] = "tests/golden/response.yaml";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(no_regime_leaves_the_acts, path),
        cmocka_unit_test_prestate(no_regime_files_nothing, path),
        cmocka_unit_test(no_regime_lists_nobody_by_band),
        cmocka_unit_test_prestate(zero_is_absent, path),
        cmocka_unit_test(worlds_share_acts),
    };
    return cmocka_run_group_tests_name("response", tests, NULL, NULL);
}
