/* Recourse: the queue of an agency, and that recourse which does nothing is no recourse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recourse/queue.h"
#include "results/digest.h"
#include "scenario/scenario.h"
#include "sim/sim.h"

static const uint64_t day = CS_INSTANTS_PER_DAY;

static cs_dispute dispute(double moment, uint32_t person)
{
    return (cs_dispute){.moment = (uint64_t)(moment * (double)day), .person = person, .round = 1};
}

static cs_desk desk(int reviewers, double days)
{
    return (cs_desk){.key = {1, 2}, .reviewers = reviewers, .days = days, .fixed = true,
                     .deadline = UINT64_MAX};
}

static void expect(cs_queue *queue, const cs_desk *at, double until, uint32_t person, double start,
                   double decided)
{
    cs_decided d;
    assert_true(cs_queue_next(queue, at, (uint64_t)(until * (double)day), &d));
    assert_int_equal(d.dispute.person, person);
    assert_true(d.begun);
    assert_true(d.start == (uint64_t)(start * (double)day));
    assert_true(d.at == (uint64_t)(decided * (double)day));
}

/* Two reviewers, two days each: the third waits for the first to be idle, and those not yet taken up
   wait for the next call. */
static void test_first_in_first_out(void **state)
{
    (void)state;
    cs_queue queue = {0};
    cs_error err = {0};
    cs_decided d;
    cs_desk at = desk(2, 2.0);
    const double moments[] = {0.25, 0.5, 0.5, 1.0, 8.0};
    assert_int_equal(cs_queue_staff(&queue, &at, 0, &err), CS_OK);
    for (uint32_t i = 0; i < 5; i++) {
        cs_dispute one = dispute(moments[i], i);
        assert_int_equal(cs_queue_add(&queue, &one, &err), CS_OK);
    }
    expect(&queue, &at, 1, 0, 0.25, 2.25);
    expect(&queue, &at, 1, 1, 0.5, 2.5);
    assert_false(cs_queue_next(&queue, &at, day, &d));
    expect(&queue, &at, 10, 2, 2.25, 4.25);
    expect(&queue, &at, 10, 3, 2.5, 4.5);
    expect(&queue, &at, 10, 4, 8.0, 10.0);
    assert_false(cs_queue_next(&queue, &at, 100 * day, &d));
    cs_queue_free(&queue);
}

/* A deadline of three days: who would be taken up later leaves undecided, and the reviewer is not kept
   by somebody whose time is over. */
static void test_deadline(void **state)
{
    (void)state;
    cs_queue queue = {0};
    cs_error err = {0};
    cs_decided d;
    cs_desk at = desk(1, 4.0);
    at.deadline = 3 * day;
    assert_int_equal(cs_queue_staff(&queue, &at, 0, &err), CS_OK);
    for (uint32_t i = 0; i < 2; i++) {
        cs_dispute one = dispute(0.5 * i, i);
        assert_int_equal(cs_queue_add(&queue, &one, &err), CS_OK);
    }
    assert_true(cs_queue_next(&queue, &at, 9 * day, &d)); /* begun, and overdue at day 3 */
    assert_true(d.begun && d.overdue && d.at == 3 * day);
    assert_true(cs_queue_next(&queue, &at, 9 * day, &d)); /* taken up at 3, overdue at 3.5 */
    assert_true(d.begun && d.overdue && d.start == 3 * day && d.at == 3 * day + day / 2);
    cs_dispute late[] = {dispute(4, 2), dispute(4, 3)};
    for (int i = 0; i < 2; i++) assert_int_equal(cs_queue_add(&queue, &late[i], &err), CS_OK);
    assert_true(cs_queue_next(&queue, &at, 9 * day, &d)); /* 4 to 7: the other's time is over too */
    assert_false(cs_queue_next(&queue, &at, 7 * day, &d));
    assert_true(cs_queue_next(&queue, &at, 9 * day, &d));
    assert_true(!d.begun && d.overdue && d.at == 7 * day);
    cs_queue_free(&queue);
}

/* Nobody there: disputes wait; whoever is hired later takes them up in their order. */
static void test_staff(void **state)
{
    (void)state;
    cs_queue queue = {0};
    cs_error err = {0};
    cs_decided d;
    cs_desk nobody = desk(0, 1.0), at = desk(3, 1.0), one = desk(1, 1.0);
    assert_int_equal(cs_queue_staff(&queue, &nobody, 0, &err), CS_OK);
    for (uint32_t i = 0; i < 300; i++) {
        cs_dispute next = dispute(1.0, i);
        assert_int_equal(cs_queue_add(&queue, &next, &err), CS_OK);
    }
    assert_false(cs_queue_next(&queue, &nobody, 1000 * day, &d));
    assert_int_equal(cs_queue_staff(&queue, &at, 5 * day, &err), CS_OK);
    for (uint32_t i = 0; i < 297; i++) expect(&queue, &at, 1000, i, 5 + i / 3, 6 + i / 3);
    assert_int_equal(cs_queue_staff(&queue, &one, 104 * day, &err), CS_OK);
    expect(&queue, &one, 1000, 297, 104, 105);
    expect(&queue, &one, 1000, 298, 105, 106);
    cs_queue_free(&queue);
}

static void hash_of(const char *safeguard, char hash[33])
{
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_scenario *scenario = NULL;
    cs_ledger ledger;
    cs_load_options load = {.safeguard = safeguard};
    cs_sim_options options = {.seed = 5, .threads = 1, .track = true, .engine = CS_ENGINE_BLOCK};
    if (cs_scenario_load("tests/golden/recourse.yaml", &load, &scenario, &complaints, &err) != CS_OK)
        fail_msg("%s; run this from the root of the source tree", err.message);
    assert_int_equal(cs_sim_run(scenario, &options, &ledger, NULL, &err), CS_OK);
    assert_int_equal(cs_digest_ledger(&ledger, hash, &err), CS_OK);
    cs_ledger_free(&ledger);
    cs_scenario_free(scenario);
    cs_complaints_free(&complaints);
}

static void test_zero_is_absent(void **state)
{
    (void)state;
    char absent[33], zero[33], base[33];
    hash_of("absent", absent);
    hash_of("zero", zero);
    hash_of(NULL, base);
    assert_string_equal(absent, zero);
    assert_string_not_equal(absent, base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_in_first_out), cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_staff), cmocka_unit_test(test_zero_is_absent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
