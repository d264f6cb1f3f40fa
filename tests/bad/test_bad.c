/* Every malformed scenario in this folder, and every malformed study in its folder `studies`, must be
   refused with the sentences in the .expect file beside it. usage: test_bad [FOLDER] */
#include "counterscore.h"
#include "study/file.h"

#include <dirent.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#ifndef SOURCE_DIR
#define SOURCE_DIR "."
#endif

enum { CASES_MOST = 400, CASES_LEAST = 65 };

static const char *folder = SOURCE_DIR "/tests/bad";

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    char *text = calloc(1, 65536);
    size_t length = text ? fread(text, 1, 65535, file) : 0;
    if (text) text[length] = 0;
    fclose(file);
    return text;
}

static void check_lines(const char *name, char *expected, const char *printed)
{
    int lines = 0;
    for (char *line = strtok(expected, "\n"); line; line = strtok(NULL, "\n"), lines++)
        if (!strstr(printed, line))
            fail_msg("%s: expected\n%s\nbut it says\n%s", name, line, printed);
    if (lines == 0) fail_msg("%s.expect says nothing", name);
}

static cs_status read_study(const char *path, cs_complaints *complaints, cs_error *err)
{
    cs_arena *arena = cs_arena_new();
    cs_study_plan *plan = NULL;
    assert_non_null(arena);
    cs_status status = cs_study_file_read(path, NULL, 0, arena, &plan, complaints, err);
    assert_null(plan);
    cs_arena_free(arena);
    return status;
}

static cs_status read_scenario(const char *path, cs_complaints *complaints, cs_error *err)
{
    cs_scenario *scenario = NULL;
    cs_status status = cs_scenario_load(path, NULL, &scenario, complaints, err);
    assert_null(scenario);
    return status;
}

static void test_case(void **state)
{
    const char *name = *state;
    char path[1000], expect[1000], *printed = NULL;
    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    snprintf(expect, sizeof expect, "%s/%s.expect", folder, name);
    char *expected = read_text(expect);
    if (!expected) fail_msg("%s has no .expect file", name);
    cs_complaints complaints = {0};
    cs_error err = {0};
    bool study = strncmp(name, "studies/", 8) == 0;
    cs_status status = study ? read_study(path, &complaints, &err) : read_scenario(path, &complaints, &err);
    assert_int_equal(status, CS_SCENARIO);
    assert_non_null(strstr(err.message, "mistake"));
    assert_int_equal(cs_complaints_print(&complaints, false, &printed, &err), CS_OK);
    check_lines(name, expected, printed);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
    free(expected);
}

/* Cases of the folder, or of one in it: `within` is "" or "studies/". */
static int find_cases(struct CMUnitTest *tests, int count, const char *within)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, within);
    DIR *all = opendir(path);
    for (struct dirent *e = all ? readdir(all) : NULL; e && count < CASES_MOST; e = readdir(all)) {
        size_t length = strlen(e->d_name);
        if (length < 6 || strcmp(e->d_name + length - 5, ".yaml") != 0) continue;
        char *name = calloc(1, length + strlen(within));
        if (!name) break;
        snprintf(name, length + strlen(within), "%s%.*s", within, (int)length - 5, e->d_name);
        tests[count++] =
            (struct CMUnitTest){.name = name, .test_func = test_case, .initial_state = name};
    }
    if (all) closedir(all);
    return count;
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[CASES_MOST];
    if (argc > 1) folder = argv[1];
    int count = find_cases(tests, 0, "");
    count = find_cases(tests, count, "studies/");
    if (count < CASES_LEAST) {
        fprintf(stderr, "only %d malformed scenarios in %s\n", count, folder);
        return 1;
    }
    int failed = _cmocka_run_group_tests("bad scenarios", tests, (size_t)count, NULL, NULL);
    for (int i = 0; i < count; i++) free((void *)(uintptr_t)tests[i].name);
    return failed;
}
