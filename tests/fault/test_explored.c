/* The fault sweep over the studies that make a plan of their own: a search, a calibration, a sensitivity
   analysis, draws from the ranges. One allocation in so many fails. It must be said, by the call or by the
   study it leaves; and the same call again, with rows that failed tried once more, must end as if nothing had
   happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/study_plan.h"
#include "core/mem.h"
#include "counterscore.h"

static char path[256];
static bool retry; /* rows that failed: not while a fault is armed, or a later batch of the call would mend them */

static cs_points_options points(int64_t replicates)
{
    return (cs_points_options){.scenario = "tests/fault/explored.yaml", .study = path, .seed = -1,
                               .replicates = replicates, .threads = 1, .retry = retry};
}

typedef cs_status exploration(char **text, cs_complaints *complaints, cs_error *err);

static cs_status search(char **text, cs_complaints *complaints, cs_error *err)
{
    cs_search_options o = {.of = points(8), .bound = "0"};
    return cs_search_run(&o, text, complaints, err);
}

static cs_status draw_to_fit(char **text, cs_complaints *complaints, cs_error *err)
{
    static const char *const parameters[] = {"conduct.late.rate"};
    cs_calibrate_options o = {.of = points(1), .parameters = parameters, .parameter_count = 1,
                              .method = "abc", .tries = 6, .tolerance = 1};
    return cs_calibrate_run(&o, text, NULL, complaints, err);
}

static cs_status fit(char **text, cs_complaints *complaints, cs_error *err)
{
    static const char *const parameters[] = {"conduct.late.rate"};
    cs_calibrate_options o = {.of = points(1), .parameters = parameters, .parameter_count = 1,
                              .method = "fit", .tries = 4};
    return cs_calibrate_run(&o, text, NULL, complaints, err);
}

static cs_status screen(char **text, cs_complaints *complaints, cs_error *err)
{
    cs_sensitivity_options o = {.explore = {.of = points(2)}, .samples = 2, .safeguard = "shorter"};
    return cs_sensitivity_run(&o, text, complaints, err);
}

static cs_status share_out(char **text, cs_complaints *complaints, cs_error *err)
{
    cs_sensitivity_options o = {.explore = {.of = points(1)}, .samples = 2, .method = CS_SENSITIVITY_SOBOL};
    return cs_sensitivity_run(&o, text, complaints, err);
}

static cs_status prior(char **text, cs_complaints *complaints, cs_error *err)
{
    static const char *const safeguards[] = {"shorter"};
    cs_prior_options o = {.explore = {.of = points(1)}, .draws = 4, .safeguards = safeguards,
                          .safeguard_count = 1};
    return cs_prior_run(&o, text, complaints, err);
}

/* ---- the sweep ---- */

/* With COUNTERSCORE_FAULTS=1 every allocation fails once. */
#define ALL_UP_TO 40
#define POINTS 60

static cs_status call(exploration *run, char **text, cs_error *err)
{
    cs_complaints complaints = {0};
    *text = NULL;
    cs_status status = run(text, &complaints, err);
    cs_complaints_free(&complaints);
    return status;
}

static void say_again(exploration *run, const char *whole, unsigned long k)
{
    cs_error err = {0};
    char *text;
    retry = true;
    if (call(run, &text, &err) != CS_OK) fail_msg("gone on with after fault %lu: %s", k, err.message);
    if (strcmp(text, whole) != 0) fail_msg("after fault %lu it ends otherwise:\n%s\n%s", k, text, whole);
    cs_text_free(text);
    retry = false;
}

static unsigned long sweep(exploration *run, cs_fault_site site)
{
    const char *asked = getenv("COUNTERSCORE_FAULTS");
    cs_error err = {0};
    char *whole = NULL, *text;
    study_path(path, "explored");
    cs_fault_arm(site, 0);
    if (call(run, &whole, &err) != CS_OK) fail_msg("%s", err.message);
    study_path(path, "explored");
    cs_fault_arm(site, UINT32_MAX);
    if (call(run, &text, &err) != CS_OK) fail_msg("%s", err.message);
    unsigned long passed = cs_fault_count(site), step = asked ? strtoul(asked, NULL, 10) : passed / POINTS + 1;
    cs_fault_arm(site, 0);
    if (strcmp(text, whole) != 0) fail_msg("twice the same, and other words:\n%s\n%s", whole, text);
    cs_text_free(text);
    for (unsigned long k = 1; k <= passed; k += k < ALL_UP_TO ? 1 : step) {
        study_path(path, "explored");
        cs_fault_arm(site, k);
        cs_status status = call(run, &text, &err);
        cs_fault_arm(site, 0);
        if (status == CS_OK && strcmp(text, whole) == 0) fail_msg("fault %lu of %lu went unnoticed", k, passed);
        if (status != CS_OK && !strchr(err.message, ' ')) fail_msg("fault %lu: no sentence: '%s'", k, err.message);
        cs_text_free(text);
        say_again(run, whole, k);
    }
    cs_text_free(whole);
    study_path(path, "explored");
    return passed;
}

static void explorations(void **state)
{
    exploration *const *run = *state;
    print_message("# %lu allocations\n", sweep(*run, CS_FAULT_ALLOC));
}

/* usage: test_explored [CASE, with * for any letters] */
int main(int count, char **words)
{
    if (count > 1) cmocka_set_test_filter(words[1]);
    exploration *runs[] = {search, draw_to_fit, fit, screen, share_out, prior};
#define SWEEP(i, called) {.name = called, .test_func = explorations, .initial_state = &runs[i]}
    const struct CMUnitTest tests[] = {SWEEP(0, "search"), SWEEP(1, "draw_to_fit"), SWEEP(2, "fit"),
                                       SWEEP(3, "screen"), SWEEP(4, "share_out"), SWEEP(5, "prior")};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
