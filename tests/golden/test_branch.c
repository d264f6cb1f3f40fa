/* Branches from a checkpoint file, from end to end: with a safeguard they are the run in which the safeguard
   has `from:` that day, and unchanged the run that was kept, replicate by replicate. */
#include "support/reproduce.h"
#include "support/scratch.h"

#include "results/digest.h"
#include "results/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static cs_scenario *load(const char *path, const char *const *sets, int count, const char *safeguard)
{
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_scenario *scenario = NULL;
    cs_load_options options = {.sets = sets, .set_count = count, .safeguard = safeguard};
    cs_status status = cs_scenario_load(path, &options, &scenario, &complaints, &err);
    cs_complaints_free(&complaints);
    return status == CS_OK ? scenario : NULL;
}

/* The hash of the results; and that of the counts alone of their last world, in hash + 33. */
static void hash_and_drop(cs_results *results, const char *path, char hash[66])
{
    cs_error err = {0};
    cs_ledger ledger = {0};
    if (cs_results_hash(results, hash, &err) != CS_OK) fail_msg("%s", err.message);
    int last = cs_results_worlds(results) - 1;
    assert_int_equal(cs_results_ledger(results, last, 0, &ledger, &err), CS_OK);
    assert_int_equal(cs_digest_ledger(&ledger, hash + 33, &err), CS_OK);
    cs_ledger_free(&ledger);
    drop_results(results, path);
}

static void make_name(char name[SCRATCH_FILE])
{
    snprintf(name, SCRATCH_FILE, "%s/counterscore-state-XXXXXX", scratch_root());
    int file = mkstemp(name);
    assert_true(file >= 0);
    close(file);
}

/* Run, with a checkpoint or without. */
static void run(cs_run_options *options, const char *keep, int day, char hash[66])
{
    char path[256];
    options->checkpoint = keep;
    options->checkpoint_day = day;
    options->force = true;
    hash_and_drop(run_scenario(options, path), path, hash);
}

/* The status, and where it is CS_OK the hash. */
static cs_status branch(cs_branch_options *options, char hash[66], cs_error *err)
{
    char path[SCRATCH_FILE];
    cs_results *results;
    cs_complaints complaints = {0};
    make_name(path);
    options->results = path;
    options->force = true;
    cs_status status = cs_branch_run(options, &complaints, err);
    if (status == CS_SCENARIO && complaints.count > 0)
        snprintf(err->message, sizeof err->message, "%s", complaints.items[0].message);
    cs_complaints_free(&complaints);
    if (status == CS_OK) {
        assert_int_equal(cs_results_open(path, &results, err), CS_OK);
        hash_and_drop(results, path, hash);
    }
    unlink(path);
    return status;
}

/* ---- with a safeguard ---- */

/* The safeguard from a day on, both ways; where it changes what there is, neither way goes. */
static void check_safeguard(const char *path, const cs_scenario *base, int i, const char *state)
{
    const char *name = base->safeguards[i].name;
    int day = base->safeguards[i].from_day;
    char from[128], whole[66], kept[66], branched[66];
    const char *set = from;
    cs_error err = {0};
    if (day == 0) day = base->horizon_days / 3 / base->settle_days * base->settle_days;
    snprintf(from, sizeof from, "safeguards.%s.from=%d days", name, day);
    cs_scenario *later = load(path, &set, 1, name);
    cs_run_options alone = {.scenario = path, .seed = -1, .replicates = 1, .threads = 2};
    cs_branch_options options = {.checkpoint = state, .safeguards = &name, .safeguard_count = 1,
                                 .threads = 1};
    run(&alone, state, day - (base->settle_days > 1), kept);
    cs_status status = branch(&options, branched, &err);
    if (!later) {
        assert_int_equal(status, CS_SCENARIO);
        assert_non_null(strstr(err.message, "cannot change"));
        return;
    }
    cs_scenario_free(later);
    if (status != CS_OK) fail_msg("%s, %s from day %d: %s", path, name, day, err.message);
    cs_run_options both = {.scenario = path, .seed = -1, .replicates = 1, .threads = 2, .sets = &set,
                           .set_count = 1, .safeguards = &name, .safeguard_count = 1};
    run(&both, NULL, 0, whole);
    if (strcmp(whole, branched) != 0)
        fail_msg("%s, %s from day %d: the branch is another run", path, name, day);
}

static void check_scenario(void **context)
{
    const char *path = *context;
    char state[SCRATCH_FILE];
    cs_scenario *base = load(path, NULL, 0, NULL);
    assert_non_null(base);
    make_name(state);
    for (int i = 0; i < base->safeguard_count; i++) check_safeguard(path, base, i, state);
    unlink(state);
    cs_scenario_free(base);
}

/* ---- unchanged ---- */

static void whole_runs_go_on(void **context)
{
    static const char *const paths[] = {"tests/golden/firms.yaml", "tests/golden/later.yaml",
                                        "tests/golden/recourse.yaml"};
    (void)context;
    for (int i = 0; i < 3; i++) {
        char state[SCRATCH_FILE], kept[66], branched[66];
        const char *names[8];
        cs_error err = {0};
        cs_scenario *base = load(paths[i], NULL, 0, NULL);
        cs_run_options options = {.scenario = paths[i], .seed = -1, .threads = 1, .replicates = 2,
                                  .safeguards = names};
        cs_branch_options again = {.checkpoint = state, .threads = 2};
        assert_non_null(base);
        for (int k = 0; k < base->safeguard_count; k++)
            names[options.safeguard_count++] = base->safeguards[k].name;
        names[options.safeguard_count++] = CS_NO_REGIME;
        make_name(state);
        run(&options, state, base->horizon_days / 2 + 1, kept);
        if (branch(&again, branched, &err) != CS_OK) fail_msg("%s: %s", paths[i], err.message);
        assert_string_equal(kept, branched);
        unlink(state);
        cs_scenario_free(base);
    }
}

/* ---- with values set ---- */

/* Values set from the day on are those of a safeguard; what they cannot change is said. */
static void values_are_set(void **context)
{
    static const char *const path = "tests/golden/later.yaml";
    static const char *const sets[] = {"score.rules.*.lasts=30 days", "score.base=1"};
    const char *sooner = "sooner";
    char state[SCRATCH_FILE], kept[66], whole[66], branched[66];
    cs_error err = {0};
    (void)context;
    make_name(state);
    cs_run_options alone = {.scenario = path, .seed = -1};
    cs_run_options both = {.scenario = path, .seed = -1, .safeguards = &sooner, .safeguard_count = 1};
    cs_branch_options options = {.checkpoint = state, .sets = sets, .set_count = 1};
    run(&alone, state, 100, kept);
    run(&both, NULL, 0, whole);
    if (branch(&options, branched, &err) != CS_OK) fail_msg("%s", err.message);
    assert_string_equal(whole + 33, branched + 33);
    assert_string_not_equal(kept + 33, branched + 33);
    options.set_count = 2;
    assert_int_equal(branch(&options, branched, &err), CS_SCENARIO);
    assert_non_null(strstr(err.message, "cannot change the base of the score"));
    unlink(state);
}

int main(int argc, char **argv)
{
    if (argc > 1) cmocka_set_test_filter(argv[1]);
    char **paths = NULL;
    int count = list_scenarios("tests/golden", &paths);
    struct CMUnitTest *tests = calloc((size_t)count + 2, sizeof *tests);
    for (int i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){.name = paths[i], .test_func = check_scenario,
                                       .initial_state = paths[i]};
    tests[count] = (struct CMUnitTest){.name = "whole runs go on", .test_func = whole_runs_go_on};
    tests[count + 1] = (struct CMUnitTest){.name = "values are set", .test_func = values_are_set};
    int failed = _cmocka_run_group_tests("branches", tests, (size_t)count + 2, NULL, NULL);
    for (int i = 0; i < count; i++) free(paths[i]);
    free(paths);
    free(tests);
    return failed;
}
