/* Tests of src/study/run.c: worlds and replicates in a file, overrides that the file tells the truth
   about, a stop that keeps what is finished, and nothing written when something is wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "results_fixture.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[SCRATCH_PATH], path[SCRATCH_FILE], scenario[SCRATCH_FILE];
static const char *const safeguards[] = {"no_slips", "more_misses"};

static int in_a_folder(void **state)
{
    (void)state;
    scratch_make(folder);
    snprintf(path, sizeof path, "%s/results.db", folder);
    snprintf(scenario, sizeof scenario, "%s/small-town.yaml", folder);
    cs_error err = {0};
    return cs_file_write(scenario, fixture_yaml, strlen(fixture_yaml), false, &err);
}

static int clear_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

static cs_run_options run_of(void)
{
    return (cs_run_options){.scenario = scenario, .safeguards = safeguards, .safeguard_count = 2,
                              .results = path, .seed = -1, .threads = 1};
}

static cs_status run(const cs_run_options *options, cs_error *err)
{
    cs_complaints complaints = {0};
    cs_status status = cs_run_worlds(options, &complaints, err);
    cs_complaints_free(&complaints);
    return status;
}

static cs_results *open_file(void)
{
    cs_error err = {0};
    cs_results *results = NULL;
    if (cs_results_open(path, &results, &err) != CS_OK) fail_msg("%s", err.message);
    return results;
}

static void hash_of(char hash[33])
{
    cs_error err = {0};
    cs_results *results = open_file();
    if (cs_results_hash(results, hash, &err) != CS_OK) fail_msg("%s", err.message);
    cs_results_close(results);
}

static void a_run_fills_a_file(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_run_options o = run_of();
    char *text = NULL;
    if (run(&o, &err) != CS_OK) fail_msg("%s", err.message);
    cs_results *results = open_file();
    assert_int_equal(cs_results_worlds(results), 3);
    for (int w = 0; w < 3; w++) assert_int_equal(cs_results_world(results, w)->replicates, 8);
    assert_string_equal(cs_results_world(results, 2)->name, "more_misses");
    assert_string_equal(cs_results_world(results, 1)->about, "nothing is filed from nothing");
    cs_ledger first, second;
    assert_int_equal(cs_results_ledger(results, 0, 0, &first, &err), CS_OK);
    assert_int_equal(cs_results_ledger(results, 0, 1, &second, &err), CS_OK);
    assert_true(first.events > 0);
    assert_int_equal(second.events, 0);
    cs_ledger_free(&first);
    cs_ledger_free(&second);
    /* without slips nothing is filed from nothing, and the same people do the same things */
    cs_query q = {.metric = CS_METRIC_FALSE_RECORDS, .list = -1, .service = -1, .sensor = 1,
                  .band = -1, .day = -1};
    cs_estimate e;
    assert_int_equal(cs_results_estimate(results, 1, &q, &e, &err), CS_OK);
    assert_true(e.defined && e.mean == 0);
    assert_int_equal(cs_results_estimate(results, 0, &q, &e, &err), CS_OK);
    assert_true(e.mean > 0);
    assert_int_equal(cs_results_compare(results, &text, &err), CS_OK);
    assert_non_null(strstr(text, "no_slips"));
    cs_text_free(text);
    cs_results_close(results);
}

static void the_result_does_not_depend_on_threads(void **state)
{
    (void)state;
    cs_error err = {0};
    char one[33], two[33];
    cs_run_options o = run_of();
    o.replicates = 2;
    assert_int_equal(run(&o, &err), CS_OK);
    hash_of(one);
    o.threads = 0;
    o.force = true;
    assert_int_equal(run(&o, &err), CS_OK);
    hash_of(two);
    assert_string_equal(one, two);
    o.seed = 8;
    assert_int_equal(run(&o, &err), CS_OK);
    hash_of(two);
    assert_string_not_equal(one, two);
}

static void overrides_are_told_in_the_file(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_run_options o = run_of();
    o.safeguards = NULL;
    o.replicates = 2;
    o.persons = 300;
    o.seed = 99;
    if (run(&o, &err) != CS_OK) fail_msg("%s", err.message);
    cs_results *results = open_file();
    const cs_scenario *s = cs_results_world(results, 0)->scenario;
    assert_int_equal(s->population.persons, 300);
    assert_int_equal(s->seed, 99);
    assert_int_equal(s->replicates, 2);
    assert_int_equal(cs_results_get_meta(results)->seed, 99);
    assert_non_null(strstr(s->text, "300"));
    cs_results_close(results);
}

static void mistakes_are_found_before_anything_is_written(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_run_options o = run_of();
    static const char *const unknown[] = {"no_slips", "no_such"};
    static const char *const twice[] = {"no_slips", "no_slips"};
    static const char *const wrong[] = {"sensors.bank.misses=500 %"};
    o.safeguards = unknown;
    assert_int_equal(run(&o, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "has no safeguard no_such; it has no_slips, more_misses"));
    o.safeguards = twice;
    assert_int_equal(run(&o, &err), CS_USAGE);
    o = run_of();
    o.sets = wrong;
    o.set_count = 1;
    assert_int_equal(run(&o, &err), CS_SCENARIO);
    o = run_of();
    o.scenario = "/nowhere/at/all.yaml";
    assert_int_not_equal(run(&o, &err), CS_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(cs_file_write(path, "mine", 4, false, &err), CS_OK);
    o = run_of();
    assert_int_equal(run(&o, &err), CS_IO);
    assert_non_null(strstr(err.message, "is there already"));
}

/* Stops once replicate `after` has begun. */
static bool stop_at(void *context, const cs_progress *progress)
{
    const int64_t *after = context;
    assert_int_equal(progress->worlds, 3);
    assert_true(progress->replicate < progress->replicates && progress->day <= progress->days);
    return progress->replicate < *after;
}

static void a_stopped_run_keeps_what_is_finished(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_run_options o = run_of();
    int64_t after = 3;
    o.replicates = 100000;
    o.persons = 3000;
    o.progress = stop_at;
    o.context = &after;
    assert_int_equal(run(&o, &err), CS_INTERRUPTED);
    assert_non_null(strstr(err.message, "are kept in"));
    cs_results *results = open_file();
    int64_t finished = cs_results_world(results, 2)->replicates;
    assert_true(finished >= 3 && finished < 100000);
    cs_results_close(results);
    after = 0;
    o.force = true;
    o.persons = 200000;
    char old[33], now[33];
    hash_of(old);
    assert_int_equal(run(&o, &err), CS_INTERRUPTED);
    assert_non_null(strstr(err.message, "nothing was kept"));
    hash_of(now); /* the older file is still there */
    assert_string_equal(old, now);
}

static void a_run_may_keep_nothing(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_run_options o = run_of();
    o.results = NULL;
    o.replicates = 1;
    assert_int_equal(run(&o, &err), CS_OK);
    assert_int_not_equal(access(path, F_OK), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, in_a_folder, clear_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_run_fills_a_file),
        TEST(the_result_does_not_depend_on_threads),
        TEST(overrides_are_told_in_the_file),
        TEST(mistakes_are_found_before_anything_is_written),
        TEST(a_stopped_run_keeps_what_is_finished),
        TEST(a_run_may_keep_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
