/* The fault sweep: over a check and over a small run, the k-th allocation, the k-th write and the k-th
   SQLite step fails, for every k until nothing is left to fail. Each time the program must say so in a
   sentence, must leave no file that looks whole and is not, and (under the address sanitizer) must leak
   nothing. */
#include "support/reproduce.h"
#include "support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/mem.h"
#include "study/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCENARIO "tests/fault/tiny.yaml"

static cs_status check(cs_error *err)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_load_options options = {.safeguard = "soon+later"}; /* every safeguard, and two together */
    cs_status status = cs_scenario_load(SCENARIO, &options, &scenario, &complaints, err);
    cs_scenario_free(scenario);
    cs_complaints_free(&complaints);
    return status;
}

/* A study is read with its scenario, and its plan made. */
static cs_status read_study(cs_error *err)
{
    cs_arena *arena = cs_arena_new();
    cs_study_plan *plan = NULL;
    cs_complaints complaints = {0};
    if (!arena) {
        strcpy(err->message, "out of memory");
        return CS_NOMEM;
    }
    cs_status status = cs_study_file_read("tests/fault/study.yaml", NULL, 0, arena, &plan, &complaints, err);
    if ((status == CS_OK) != (plan != NULL)) fail_msg("a plan without success, or the other way round");
    cs_complaints_free(&complaints);
    cs_arena_free(arena);
    return status;
}

static void results_path(char path[256])
{
    snprintf(path, 256, "%s/counterscore-fault-%d.db", scratch_root(), (int)getpid());
}

static cs_status run(cs_error *err)
{
    char path[256];
    const char *safeguards[] = {"later"};
    cs_complaints complaints = {0};
    results_path(path);
    cs_run_options options = {.scenario = SCENARIO, .seed = -1, .threads = 1, .results = path,
                                .force = true, .safeguards = safeguards, .safeguard_count = 1};
    cs_status status = cs_run_worlds(&options, &complaints, err);
    cs_complaints_free(&complaints);
    return status;
}

/* Inspections, sharing and moving, with nothing written: the sweep's work grows with the square of the
   world's parts, so these have a world of their own. */
static cs_status run_regions(cs_error *err)
{
    const char *safeguards[] = {"later"};
    cs_complaints complaints = {0};
    cs_run_options options = {.scenario = "tests/fault/regions.yaml", .seed = -1, .threads = 1,
                                .safeguards = safeguards, .safeguard_count = 1};
    cs_status status = cs_run_worlds(&options, &complaints, err);
    cs_complaints_free(&complaints);
    return status;
}

static void state_path(char path[256])
{
    results_path(path);
    memcpy(path + strlen(path) - 2, "ck", 2);
}

/* With a checkpoint and without results; a run that fails leaves none. */
static cs_status run_kept(cs_error *err)
{
    char path[256];
    cs_complaints complaints = {0};
    state_path(path);
    unlink(path);
    cs_run_options options = {.scenario = SCENARIO, .seed = -1, .threads = 1, .checkpoint = path,
                                .checkpoint_day = 2};
    cs_status status = cs_run_worlds(&options, &complaints, err);
    cs_complaints_free(&complaints);
    if (status != CS_OK && access(path, F_OK) == 0) fail_msg("a checkpoint was left: %s", err->message);
    return status;
}

static cs_status branch_off(cs_error *err)
{
    char path[256];
    const char *sets[] = {"conduct.late.rate=10 per year"};
    cs_complaints complaints = {0};
    state_path(path);
    cs_branch_options options = {.checkpoint = path, .sets = sets, .set_count = 1, .threads = 1};
    cs_status status = cs_branch_run(&options, &complaints, err);
    cs_complaints_free(&complaints);
    return status;
}

static cs_status read_back(cs_error *err)
{
    char path[256], *text = NULL, hash[33];
    cs_results *results = NULL;
    results_path(path);
    cs_status status = cs_results_open(path, &results, err);
    if (status == CS_OK) status = cs_results_hash(results, hash, err);
    if (status == CS_OK) status = cs_results_summary(results, &text, err);
    cs_text_free(text);
    text = NULL;
    if (status == CS_OK) status = cs_report_print(results, &text, err);
    cs_text_free(text);
    cs_results_close(results);
    return status;
}

/* After a failed run: no file, or one that reads back as what was finished. */
static void look_at_what_is_left(void)
{
    char path[256];
    cs_error err = {0};
    results_path(path);
    if (access(path, F_OK) != 0) return;
    if (read_back(&err) != CS_OK) fail_msg("a file was left that does not read: %s", err.message);
    unlink(path);
}

/* Every call up to this one fails once, and of those after it, which are in loops over people, places and
   tables, one in seven; COUNTERSCORE_FAULTS=1 asks for every one of them. */
#define ALL_UP_TO 300

static unsigned long sweep(cs_fault_site site, cs_status (*work)(cs_error *err), bool writes)
{
    const char *asked = getenv("COUNTERSCORE_FAULTS");
    unsigned long step = asked ? strtoul(asked, NULL, 10) : 7;
    for (unsigned long k = 1;; k += k < ALL_UP_TO ? 1 : step) {
        cs_error err = {0};
        cs_fault_arm(site, k);
        cs_status status = work(&err);
        unsigned long passed = cs_fault_count(site);
        cs_fault_arm(site, 0);
        if (passed < k) {
            if (status != CS_OK) fail_msg("without a fault: %s", err.message);
            return passed;
        }
        if (status == CS_OK) fail_msg("fault %lu of site %d went unnoticed", k, (int)site);
        if (!strchr(err.message, ' ')) fail_msg("fault %lu: no sentence: '%s'", k, err.message);
        if (writes) look_at_what_is_left();
    }
}

static void sweep_check(void **state)
{
    (void)state;
    unsigned long allocations = sweep(CS_FAULT_ALLOC, check, false);
    print_message("# check: %lu allocations\n", allocations);
    assert_true(allocations > 5);
}

static void sweep_study(void **state)
{
    (void)state;
    unsigned long allocations = sweep(CS_FAULT_ALLOC, read_study, false);
    print_message("# study: %lu allocations\n", allocations);
    assert_true(allocations > 20);
}

static void sweep_run_allocations(void **state)
{
    (void)state;
    unsigned long allocations = sweep(CS_FAULT_ALLOC, run, true);
    print_message("# run: %lu allocations\n", allocations);
    assert_true(allocations > 100);
}

static void sweep_regions(void **state)
{
    (void)state;
    unsigned long allocations = sweep(CS_FAULT_ALLOC, run_regions, false);
    print_message("# regions: %lu allocations\n", allocations);
    assert_true(allocations > 100);
}

static void sweep_run_writes(void **state)
{
    (void)state;
    print_message("# run: %lu writes\n", sweep(CS_FAULT_WRITE, run, true));
}

static void sweep_run_steps(void **state)
{
    (void)state;
    unsigned long steps = sweep(CS_FAULT_STEP, run, true);
    print_message("# run: %lu database steps\n", steps);
    assert_true(steps > 100);
}

static void sweep_reading(void **state)
{
    cs_error err = {0};
    char path[256];
    (void)state;
    assert_int_equal(run(&err), CS_OK);
    print_message("# reading: %lu allocations\n", sweep(CS_FAULT_ALLOC, read_back, false));
    print_message("# reading: %lu database steps\n", sweep(CS_FAULT_STEP, read_back, false));
    results_path(path);
    unlink(path);
}

static void sweep_checkpoints(void **state)
{
    char path[256];
    (void)state;
    print_message("# checkpoint: %lu allocations\n", sweep(CS_FAULT_ALLOC, run_kept, false));
    print_message("# checkpoint: %lu writes\n", sweep(CS_FAULT_WRITE, run_kept, false));
    print_message("# branch: %lu allocations\n", sweep(CS_FAULT_ALLOC, branch_off, false));
    state_path(path);
    unlink(path);
}

/* usage: test_fault [CASE, with * for any letters] */
int main(int count, char **words)
{
    if (count > 1) cmocka_set_test_filter(words[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep_check),       cmocka_unit_test(sweep_run_allocations),
        cmocka_unit_test(sweep_study),
        cmocka_unit_test(sweep_run_writes),  cmocka_unit_test(sweep_run_steps),
        cmocka_unit_test(sweep_reading),     cmocka_unit_test(sweep_regions),
        cmocka_unit_test(sweep_checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
