/* A results file in a folder of its own, for the tests of src/results. */
#ifndef RESULTS_FILE_H
#define RESULTS_FILE_H

#include "results_fixture.h"
#include "support/scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[SCRATCH_PATH], path[SCRATCH_FILE];

static inline int in_a_folder(void **state)
{
    (void)state;
    scratch_make(folder);
    snprintf(path, sizeof path, "%s/results.db", folder);
    return 0;
}

static inline int clear_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

/* Files in the folder, the wanted one not counted. */
static inline int others(const char *wanted)
{
    DIR *d = opendir(folder);
    int count = 0;
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        if (e->d_name[0] != '.' && strcmp(e->d_name, wanted) != 0) count++;
    closedir(d);
    return count;
}

static inline cs_results_meta fixture_meta(int64_t replicates)
{
    return (cs_results_meta){.program = "counterscore test", .engine = "block",
                             .machine = "a machine", .created = "2026-01-01T00:00:00Z",
                             .scenario_name = "small-town", .seed = 7, .replicates = replicates,
                             .threads = 2};
}

static inline cs_status add(cs_results_writer *writer, const cs_scenario *s, int world, int64_t replicate,
                     cs_error *err)
{
    cs_ledger ledger;
    fixture_fill(&ledger, s, (int)replicate * 5 + world, replicate == 0 ? 40 : 0);
    cs_status status = cs_results_add(writer, world, replicate, 0.25, &ledger, err);
    cs_ledger_free(&ledger);
    return status;
}

/* A results file with two worlds; `backwards` adds replicates in the other order. */
static inline void write_file(const char *name, int64_t wanted, int64_t replicates, bool backwards)
{
    cs_error err = {0};
    cs_results_writer *writer;
    cs_results_meta meta = fixture_meta(wanted);
    cs_scenario *base = fixture_scenario(NULL), *patched = fixture_scenario("no_slips");
    assert_int_equal(cs_results_create(name, true, &meta, &writer, &err), CS_OK);
    assert_int_equal(cs_results_add_world(writer, "base", "as it stands", base, &err), CS_OK);
    assert_int_equal(
        cs_results_add_world(writer, "no_slips", "nothing is filed from nothing", patched, &err),
        CS_OK);
    for (int64_t i = 0; i < replicates; i++)
        for (int w = 0; w < 2; w++)
            assert_int_equal(add(writer, base, w, backwards ? replicates - 1 - i : i, &err), CS_OK);
    assert_int_equal(cs_results_finish(writer, false, &err), CS_OK);
    cs_scenario_free(base);
    cs_scenario_free(patched);
}

static inline cs_results *open_file(const char *name)
{
    cs_error err = {0};
    cs_results *results = NULL;
    if (cs_results_open(name, &results, &err) != CS_OK) fail_msg("%s", err.message);
    return results;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, in_a_folder, clear_folder)

#endif
