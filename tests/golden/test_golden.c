/* Golden hashes: small scenarios, run on 1, 2 and 7 threads, must give the hash written in hashes.txt.
   The same program is built by gcc and clang at -O0 and -O3 (scripts/run-tests), so the hashes are
   equal over compilers and optimisation levels too. A hash changes only with a sentence in CHANGES.md
   that says why; `GOLDEN_PRINT=1` prints what the lines of hashes.txt would be. */
#include "support/reproduce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* The hash of a run of the scenario with each of its safeguards. */
static void hash_of(const char *scenario, int threads, char hash[33])
{
    char path[256];
    const char *safeguards[8];
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_scenario *loaded = NULL;
    cs_run_options options = {.scenario = scenario, .seed = -1, .threads = threads,
                                .safeguards = safeguards};
    if (cs_scenario_load(scenario, NULL, &loaded, &complaints, &err) != CS_OK)
        fail_msg("%s: %s", scenario, err.message);
    for (int i = 0; i < cs_scenario_safeguards(loaded) && i < 8; i++)
        safeguards[options.safeguard_count++] = cs_scenario_safeguard_name(loaded, i);
    cs_results *results = run_scenario(&options, path);
    cs_scenario_free(loaded);
    cs_complaints_free(&complaints);
    if (cs_results_hash(results, hash, &err) != CS_OK) fail_msg("%s", err.message);
    drop_results(results, path);
}

static void expected_hash(const char *scenario, char hash[33])
{
    char name[200], value[40];
    FILE *file = fopen("tests/golden/hashes.txt", "r");
    assert_non_null(file);
    hash[0] = 0;
    while (fscanf(file, "%39s %199s", value, name) == 2)
        if (strcmp(name, scenario) == 0) snprintf(hash, 33, "%.32s", value);
    fclose(file);
    if (!hash[0]) fail_msg("%s has no line in tests/golden/hashes.txt", scenario);
}

static void check_hash(void **state)
{
    static const int threads[] = {1, 2, 7};
    const char *scenario = *state;
    char expected[33], hash[33];
    if (getenv("GOLDEN_PRINT")) {
        hash_of(scenario, 1, hash);
        print_message("# %s %s\n", hash, scenario);
        return;
    }
    expected_hash(scenario, expected);
    const char *only = getenv("GOLDEN_THREADS"); /* other builds need not ask for every number */
    for (int i = 0; i < 3; i++) {
        if (only && atoi(only) != threads[i]) continue;
        hash_of(scenario, threads[i], hash);
        if (strcmp(hash, expected) != 0)
            fail_msg("%s on %d threads: hash %s, expected %s", scenario, threads[i], hash, expected);
    }
}

/* The check above must be able to fail: another seed gives another hash. */
static void check_hash_moves(void **state)
{
    char path[256], first[33], second[33];
    cs_error err = {0};
    hash_of(*state, 1, first);
    cs_run_options options = {.scenario = *state, .seed = 987654321, .threads = 1};
    cs_results *results = run_scenario(&options, path);
    assert_int_equal(cs_results_hash(results, second, &err), CS_OK);
    drop_results(results, path);
    assert_string_not_equal(first, second);
}

int main(void)
{
    char **paths = NULL;
    int count = list_scenarios("tests/golden", &paths);
    struct CMUnitTest *tests = calloc((size_t)count + 1, sizeof *tests);
    for (int i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){.name = paths[i], .test_func = check_hash,
                                       .initial_state = paths[i]};
    tests[count] = (struct CMUnitTest){.name = "another seed, another hash",
                                       .test_func = check_hash_moves,
                                       .initial_state = count ? paths[0] : NULL};
    int failed = _cmocka_run_group_tests("golden", tests, (size_t)count + 1, NULL, NULL);
    for (int i = 0; i < count; i++) free(paths[i]);
    free(paths);
    free(tests);
    return failed;
}
