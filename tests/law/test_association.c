/* Laws of association that no single figure tells. Run from the root of the source tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario.h"
#include "sim/sim.h"

static cs_ledger run_world(const char *path, const char *const *sets, int count)
{
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_scenario *scenario = NULL;
    cs_ledger ledger;
    cs_load_options load = {.sets = sets, .set_count = count};
    if (cs_scenario_load(path, &load, &scenario, &complaints, &err) != CS_OK)
        fail_msg("%s: %s", err.message, complaints.count ? complaints.items[0].message : "");
    cs_sim_options options = {.seed = 7, .threads = 1, .engine = CS_ENGINE_BLOCK, .track = true};
    if (cs_sim_run(scenario, &options, &ledger, NULL, &err) != CS_OK) fail_msg("%s", err.message);
    cs_complaints_free(&complaints);
    cs_scenario_free(scenario);
    return ledger;
}

/* Tables that differ; one that has nothing in it is like one that is not there. */
static int differences(const cs_ledger *a, const cs_ledger *b)
{
    int different = 0;
    for (int t = 0; t < cs_ledger_table_count; t++) {
        const cs_ledger_table *table = &cs_ledger_tables[t];
        size_t sizes[2] = {cs_ledger_size(a, table), cs_ledger_size(b, table)};
        const int64_t *cells[2] = {cs_ledger_cells(a, table), cs_ledger_cells(b, table)};
        size_t most = sizes[0] > sizes[1] ? sizes[0] : sizes[1];
        int64_t apart = 0;
        for (size_t i = 0; i < most; i++) {
            int64_t one = i < sizes[0] ? cells[0][i] : 0, other = i < sizes[1] ? cells[1][i] : 0;
            apart += one != other;
        }
        if (apart) print_message("# %s: %lld counts differ\n", table->name, (long long)apart);
        different += apart > 0;
    }
    return different;
}

/* Rules without points, without a chance, with a weight of nothing: not one count and not one event of
   anybody's history is another. */
/* By member: between them a struct may hold anything. */
static bool same_event(const cs_event *a, const cs_event *b)
{
    return a->person == b->person && a->day == b->day && a->kind == b->kind && a->lane == b->lane &&
           a->tag == b->tag && a->what == b->what && a->detail == b->detail && a->points == b->points;
}

static void nothing_changes_nothing(void **state)
{
    (void)state;
    cs_ledger absent = run_world("tests/golden/points.yaml", NULL, 0);
    cs_ledger zero = run_world("tests/golden/points-zero.yaml", NULL, 0);
    assert_int_equal(differences(&absent, &zero), 0);
    assert_int_equal(absent.events, zero.events);
    assert_true(absent.events > 0);
    for (size_t i = 0; i < absent.events; i++) assert_true(same_event(&absent.event[i], &zero.event[i]));
    cs_ledger_free(&absent);
    cs_ledger_free(&zero);
}

/* The check above must be able to fail. */
static void a_little_changes_something(void **state)
{
    (void)state;
    const char *sets[] = {"association.nobody.probability=1 %"};
    cs_ledger absent = run_world("tests/golden/points.yaml", NULL, 0);
    cs_ledger little = run_world("tests/golden/points-zero.yaml", sets, 1);
    assert_true(differences(&absent, &little) > 0);
    cs_ledger_free(&absent);
    cs_ledger_free(&little);
}

/* Association adds to lane applied alone: the other lanes are those of the world without it. */
static void lower_lanes_stay(void **state)
{
    (void)state;
    const char *sets[] = {"association.nobody.probability=50 %", "score.contacts.weight=20 %"};
    cs_ledger absent = run_world("tests/golden/points.yaml", NULL, 0);
    cs_ledger present = run_world("tests/golden/points-zero.yaml", sets, 2);
    size_t row = (size_t)absent.extent[CS_DIM_CELL] * CS_MOMENTS * sizeof(int64_t);
    assert_memory_equal(absent.score, present.score, CS_LANE_APPLIED * row);
    assert_memory_not_equal(absent.score, present.score, (CS_LANE_APPLIED + 1) * row);
    cs_ledger_free(&absent);
    cs_ledger_free(&present);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_changes_nothing),
                                       cmocka_unit_test(a_little_changes_something),
                                       cmocka_unit_test(lower_lanes_stay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
