/* Running scenario files as a user would. */
#include "support/reproduce.h"

#include "support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

cs_results *run_scenario(const cs_run_options *options, char path[256])
{
    static int number;
    cs_run_options own = *options;
    cs_complaints complaints = {0};
    cs_error err = {0};
    snprintf(path, 256, "%s/counterscore-test-%d-%d.db", scratch_root(), (int)getpid(), number++);
    own.results = path;
    own.force = true;
    if (cs_run_worlds(&own, &complaints, &err) != CS_OK) {
        char *text = NULL;
        if (cs_complaints_print(&complaints, false, &text, &err) == CS_OK) print_error("%s\n", text);
        cs_text_free(text);
        fail_msg("%s: %s", own.scenario, err.message);
    }
    cs_complaints_free(&complaints);
    cs_results *results = NULL;
    if (cs_results_open(path, &results, &err) != CS_OK) fail_msg("%s: %s", path, err.message);
    return results;
}

void drop_results(cs_results *results, const char *path)
{
    cs_results_close(results);
    unlink(path);
}

static void verify_one(void **state)
{
    char path[256], *text = NULL;
    int outside = -1;
    cs_error err = {0};
    cs_run_options options = {.scenario = *state, .seed = -1};
    cs_results *results = run_scenario(&options, path);
    if (cs_results_verify(results, &text, &outside, &err) != CS_OK) fail_msg("%s", err.message);
    drop_results(results, path);
    if (outside) print_error("%s\n", text);
    cs_text_free(text);
    assert_int_equal(outside, 0);
}

int list_scenarios(const char *folder, char ***paths)
{
    char pattern[256];
    glob_t found = {0};
    snprintf(pattern, sizeof pattern, "%s/*.yaml", folder);
    if (glob(pattern, 0, NULL, &found) != 0) return 0;
    int count = (int)found.gl_pathc;
    *paths = calloc(found.gl_pathc, sizeof **paths);
    for (int i = 0; i < count; i++) (*paths)[i] = strdup(found.gl_pathv[i]);
    globfree(&found);
    return count;
}

int verify_folder(const char *group, const char *folder)
{
    char **paths = NULL;
    int count = list_scenarios(folder, &paths);
    if (count == 0) {
        print_error("no scenario in %s; run this from the root of the source tree\n", folder);
        return 1;
    }
    struct CMUnitTest *tests = calloc((size_t)count, sizeof *tests);
    for (int i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){.name = paths[i], .test_func = verify_one,
                                       .initial_state = paths[i]};
    int failed = _cmocka_run_group_tests(group, tests, (size_t)count, NULL, NULL);
    for (int i = 0; i < count; i++) free(paths[i]);
    free(paths);
    free(tests);
    return failed;
}
