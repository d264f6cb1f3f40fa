/* A run that is kept and gone on with is the run that never stopped. Every golden scenario, each of its
   worlds, at two days: the state is kept, read back on another number of threads, kept again later and read
   back once more; the counts are those of the run in one go, bit by bit. */
#include "support/kept.h"
#include "support/reproduce.h"

#include "results/digest.h"
#include "scenario/scenario.h"
#include "sim/sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static cs_scenario *load(const char *path, const char *safeguard)
{
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_scenario *scenario = NULL;
    cs_load_options options = {.safeguard = safeguard};
    if (cs_scenario_load(path, &options, &scenario, &complaints, &err) != CS_OK)
        fail_msg("%s: %s", path, err.message);
    cs_complaints_free(&complaints);
    return scenario;
}

/* from, keep: NULL for none. */
static void run(const cs_scenario *scenario, int threads, cs_kept *from, cs_kept *keep, int day,
                char hash[33])
{
    cs_error err = {0};
    cs_ledger ledger = {0};
    cs_archive in = {0}, out = {0};
    cs_sim_options options = {.seed = (uint64_t)scenario->seed, .threads = threads, .track = true};
    if (from) {
        in = kept_reader(from);
        options.resume = &in;
    }
    if (keep) {
        kept_free(keep);
        out = kept_writer(keep);
        options.keep = &out;
        options.checkpoint_day = day;
    }
    if (cs_sim_run(scenario, &options, &ledger, NULL, &err) != CS_OK) fail_msg("%s", err.message);
    if (from) assert_int_equal(from->at, from->size); /* nothing is left unread */
    assert_int_equal(cs_digest_ledger(&ledger, hash, &err), CS_OK);
    cs_ledger_free(&ledger);
}

static void check_world(const char *path, const char *safeguard)
{
    static const int threads[2][3] = {{1, 2, 1}, {2, 1, 2}};
    cs_scenario *scenario = load(path, safeguard);
    int horizon = scenario->horizon_days, step = scenario->settle_days;
    int early = horizon / 3, late = horizon - step - 1;
    if (early % step == 0 && step > 1) early++; /* not the day of a settlement, where there are others */
    char whole[33], kept[33], once[33], twice[33];
    cs_kept first = {0}, second = {0};
    const int *t = threads[strlen(path) % 2];
    run(scenario, 2, NULL, NULL, 0, whole);
    run(scenario, t[0], NULL, &first, early, kept);
    run(scenario, t[1], &first, &second, late, once);
    run(scenario, t[2], &second, NULL, 0, twice);
    if (strcmp(whole, kept) != 0) fail_msg("%s, %s: to keep it is to change it", path, safeguard);
    if (strcmp(whole, once) != 0)
        fail_msg("%s, %s: gone on with from day %d it is another run", path, safeguard, early);
    if (strcmp(whole, twice) != 0)
        fail_msg("%s, %s: gone on with from day %d it is another run", path, safeguard, late);
    kept_free(&first);
    kept_free(&second);
    cs_scenario_free(scenario);
}

static void check_scenario(void **state)
{
    const char *path = *state;
    cs_scenario *scenario = load(path, NULL);
    check_world(path, NULL);
    for (int i = 0; i < scenario->safeguard_count; i++)
        check_world(path, scenario->safeguards[i].name);
    cs_scenario_free(scenario);
}

/* ---- numbers that cannot be ---- */

/* A kept state in which one number is another: the first of its name. */
typedef struct liar {
    cs_archive archive, plain;
    const char *name;
    uint64_t number;
    bool lied;
} liar;

static cs_status read_with_a_lie(void *context, void *bytes, size_t size, cs_error *err)
{
    liar *l = context;
    cs_status status = l->plain.move(l->plain.context, bytes, size, err);
    if (status != CS_OK || l->lied || !l->archive.name || strcmp(l->archive.name, l->name) != 0) return status;
    memcpy(bytes, &l->number, size < 8 ? size : 8);
    l->lied = true;
    return CS_OK;
}

/* A number that the scenario cannot have is refused, whatever seal the file has. */
static void numbers_that_cannot_be(void **state)
{
    static const struct { const char *path, *name; uint64_t number; const char *words; } lies[] = {
        {"tests/golden/recourse.yaml", "reviewers", 100001, "100001 of reviewers, and at most 100000"},
        {"tests/golden/recourse.yaml", "*moment", UINT64_MAX, "a reviewer is idle from day 4294967295"},
        {"tests/golden/association.yaml", "*root", UINT32_MAX, "a cascade begins with person 4294967295"},
        {"tests/golden/response.yaml", "lived->left", INT32_MAX, "somebody left a list on day 2147483646"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        cs_scenario *scenario = load(lies[i].path, NULL);
        cs_kept kept = {0};
        char hash[33];
        cs_error err = {0};
        cs_ledger ledger = {0};
        run(scenario, 1, NULL, &kept, scenario->horizon_days / 2, hash);
        liar l = {.plain = kept_reader(&kept), .name = lies[i].name, .number = lies[i].number};
        l.archive = (cs_archive){.reading = true, .move = read_with_a_lie, .context = &l};
        cs_sim_options options = {.seed = (uint64_t)scenario->seed, .threads = 1, .track = true,
                                  .resume = &l.archive};
        cs_status status = cs_sim_run(scenario, &options, &ledger, NULL, &err);
        if (!l.lied) fail_msg("%s keeps no %s", lies[i].path, lies[i].name);
        if (status != CS_FORMAT || !strstr(err.message, lies[i].words))
            fail_msg("%s of %s: %s", lies[i].name, lies[i].path, status == CS_OK ? "taken" : err.message);
        cs_ledger_free(&ledger);
        kept_free(&kept);
        cs_scenario_free(scenario);
    }
}

static void check_without(void **state)
{
    check_world(*state, CS_NO_REGIME);
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
    tests[count] = (struct CMUnitTest){.name = "no regime", .test_func = check_without,
                                       .initial_state = paths[count - 1]};
    tests[count + 1] = (struct CMUnitTest){.name = "lies", .test_func = numbers_that_cannot_be};
    int failed = _cmocka_run_group_tests("checkpoints", tests, (size_t)count + 2, NULL, NULL);
    for (int i = 0; i < count; i++) free(paths[i]);
    free(paths);
    free(tests);
    return failed;
}
