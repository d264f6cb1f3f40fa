/* Tests of src/results: what is written is what is read, nothing half-written looks whole, bad files are
   refused with a sentence. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "results_file.h"

#include "results/database.h"
#include "results/file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_refused(const char *name, cs_status wanted, const char *words)
{
    cs_error err = {0};
    cs_results *results = (cs_results *)1;
    assert_int_equal(cs_results_open(name, &results, &err), wanted);
    assert_null(results);
    if (!strstr(err.message, words)) fail_msg("`%s` lacks `%s`", err.message, words);
    assert_non_null(strstr(err.message, name));
}

/* ---- round trip and hash ---- */

static void assert_same_ledger(const cs_ledger *a, const cs_ledger *b)
{
    assert_memory_equal(a->extent, b->extent, sizeof a->extent);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const cs_ledger_table *t = &cs_ledger_tables[i];
        assert_memory_equal(cs_ledger_cells(a, t), cs_ledger_cells(b, t),
                            cs_ledger_size(a, t) * sizeof(int64_t));
    }
    assert_int_equal(a->events, b->events);
    for (size_t i = 0; i < a->events; i++) {
        const cs_event *x = &a->event[i], *y = &b->event[i];
        assert_true(x->person == y->person && x->day == y->day && x->kind == y->kind &&
                    x->lane == y->lane && x->tag == y->tag && x->what == y->what &&
                    x->detail == y->detail && x->points == y->points);
    }
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    cs_error err = {0};
    write_file(path, 3, 3, false);
    assert_int_equal(others("results.db"), 0);
    cs_results *results = open_file(path);
    assert_int_equal(cs_results_worlds(results), 2);
    assert_string_equal(cs_results_world(results, 1)->name, "no_slips");
    assert_int_equal(cs_results_world(results, 1)->replicates, 3);
    assert_string_equal(cs_results_get_meta(results)->program, "counterscore test");
    assert_int_equal(cs_results_get_meta(results)->seed, 7);
    for (int w = 0; w < 2; w++)
        for (int r = 0; r < 3; r++) {
            cs_ledger wanted, found;
            fixture_fill(&wanted, cs_results_world(results, w)->scenario, r * 5 + w,
                         r == 0 ? 40 : 0);
            assert_int_equal(cs_results_ledger(results, w, r, &found, &err), CS_OK);
            assert_same_ledger(&wanted, &found);
            cs_ledger_free(&wanted);
            cs_ledger_free(&found);
        }
    cs_ledger none;
    assert_int_equal(cs_results_ledger(results, 0, 3, &none, &err), CS_USAGE);
    cs_results_close(results);
}

static void hash_of(const char *name, char hash[33])
{
    cs_error err = {0};
    cs_results *results = open_file(name);
    assert_int_equal(cs_results_hash(results, hash, &err), CS_OK);
    cs_results_close(results);
}

static void change(const char *name, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(name, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void the_hash_is_of_the_counts_alone(void **state)
{
    (void)state;
    char first[33], second[33], other[SCRATCH_FILE];
    snprintf(other, sizeof other, "%s/other.db", folder);
    write_file(path, 3, 3, false);
    write_file(other, 3, 3, true);
    hash_of(path, first);
    hash_of(other, second);
    assert_string_equal(first, second);
    change(other, "UPDATE meta SET value = 'else' WHERE key IN ('machine', 'created', 'program');"
                  "UPDATE meta SET value = '16' WHERE key = 'threads';"
                  "UPDATE replicate SET seconds = 99;");
    hash_of(other, second);
    assert_string_equal(first, second);
    write_file(other, 3, 2, false);
    hash_of(other, second);
    assert_string_not_equal(first, second);
}

/* A count that was changed afterwards is found out. */
static void a_changed_count_is_found_out(void **state)
{
    (void)state;
    char hash[33];
    cs_error err = {0};
    write_file(path, 2, 2, false);
    change(path, "UPDATE stock SET n = n + 1 WHERE world = 1 AND replicate = 1 AND cell = 0;");
    cs_results *results = open_file(path);
    assert_int_equal(cs_results_hash(results, hash, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "was changed after it was written: replicate 1 of world "
                                        "no_slips"));
    cs_results_close(results);
    change(path, "UPDATE persons SET cell = 99 WHERE cell = 1;");
    results = open_file(path);
    assert_int_equal(cs_results_hash(results, hash, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "is damaged"));
    cs_results_close(results);
}

/* ---- names that are taken, places that cannot be written ---- */

static void a_file_that_is_there_is_left_alone(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_results_writer *writer;
    cs_results_meta meta = fixture_meta(2);
    assert_int_equal(cs_file_write(path, "precious", 8, false, &err), CS_OK);
    assert_int_equal(cs_results_create(path, false, &meta, &writer, &err), CS_IO);
    assert_non_null(strstr(err.message, "is there already"));
    assert_int_equal(cs_file_write(path, "x", 1, false, &err), CS_IO);
    assert_int_equal(cs_results_create(folder, true, &meta, &writer, &err), CS_IO);
    assert_non_null(strstr(err.message, "is a folder"));
    assert_int_equal(cs_results_create(path, true, &meta, &writer, &err), CS_IO);
    assert_non_null(strstr(err.message, "is no results file"));
    assert_int_equal(others("results.db"), 0);
    assert_int_equal(cs_file_write(path, "", 0, true, &err), CS_OK);
    write_file(path, 2, 2, false); /* with force: over an empty file, and over results */
    write_file(path, 3, 3, false);
    cs_results_close(open_file(path));
}

static void an_unfinished_run_leaves_no_name(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_results_writer *writer, *second;
    cs_results_meta meta = fixture_meta(2);
    cs_scenario *s = fixture_scenario(NULL);
    assert_int_equal(cs_results_create(path, false, &meta, &writer, &err), CS_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(cs_results_create(path, false, &meta, &second, &err), CS_IO);
    assert_non_null(strstr(err.message, "being written by another run"));
    assert_int_equal(cs_results_add_world(writer, "base", "", s, &err), CS_OK);
    assert_int_equal(cs_results_finish(writer, false, &err), CS_OK);
    assert_int_equal(others(""), 0);
    /* what a killed run left is cleared away by the next */
    assert_int_equal(cs_results_create(path, false, &meta, &writer, &err), CS_OK);
    char kept[SCRATCH_FILE + 10], command[2 * SCRATCH_FILE + 40];
    snprintf(kept, sizeof kept, "%s.part", path);
    snprintf(command, sizeof command, "cp %s %s.copy", kept, kept);
    assert_int_equal(system(command), 0);
    assert_int_equal(cs_results_finish(writer, true, &err), CS_OK);
    snprintf(command, sizeof command, "mv %s.copy %s", kept, kept);
    assert_int_equal(system(command), 0);
    assert_refused(kept, CS_FORMAT, "");
    write_file(path, 1, 1, false);
    assert_int_equal(others("results.db"), 0);
    cs_scenario_free(s);
}

static void a_stopped_run_says_so(void **state)
{
    (void)state;
    cs_error err = {0};
    char *text;
    write_file(path, 5, 2, false);
    cs_results *results = open_file(path);
    assert_int_equal(cs_results_summary(results, &text, &err), CS_OK);
    assert_non_null(strstr(text, "stopped early: 2 of 5 replicates"));
    cs_text_free(text);
    cs_results_close(results);
}

static void a_folder_that_may_not_be_written(void **state)
{
    (void)state;
    cs_error err = {0};
    cs_results_writer *writer;
    cs_results_meta meta = fixture_meta(1);
    char missing[SCRATCH_FILE];
    snprintf(missing, sizeof missing, "%s/none/results.db", folder);
    assert_int_equal(cs_results_create(missing, false, &meta, &writer, &err), CS_IO);
    assert_non_null(strstr(err.message, "no such file or folder"));
    assert_int_equal(cs_file_write(missing, "x", 1, false, &err), CS_IO);
    assert_int_equal(chmod(folder, 0555), 0);
    uid_t self = geteuid();
    if (self == 0) assert_int_equal(seteuid(65534), 0);
    cs_status status = cs_results_create(path, false, &meta, &writer, &err);
    cs_error other = {0};
    cs_status written = cs_file_write(path, "x", 1, false, &other);
    if (self == 0) assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(status, CS_IO);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, "does not allow it"));
    assert_int_equal(written, CS_IO);
    assert_int_equal(others(""), 0);
}

/* Reading leaves no trace, even where the reader could write. */
static void reading_changes_nothing(void **state)
{
    (void)state;
    struct stat before, after;
    write_file(path, 1, 1, false);
    assert_int_equal(stat(path, &before), 0);
    cs_results *results = open_file(path);
    assert_int_equal(others("results.db"), 0);
    cs_results_close(results);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    assert_int_equal(others("results.db"), 0);
}

/* A disk that is full, at any point: RLIMIT_FSIZE stands in for it. */
static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    struct rlimit old;
    cs_scenario *s = fixture_scenario(NULL);
    getrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, SIG_IGN);
    int failures = 0;
    for (rlim_t limit = 1000; limit < 1200000; limit = limit * 3 / 2) {
        cs_error err = {0}, closing = {0};
        cs_results_writer *writer = NULL;
        cs_results_meta meta = fixture_meta(1);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, old.rlim_max});
        cs_status status = cs_results_create(path, true, &meta, &writer, &err);
        if (status == CS_OK) status = cs_results_add_world(writer, "base", "", s, &err);
        if (status == CS_OK) status = add(writer, s, 0, 0, &err);
        cs_status closed = cs_results_finish(writer, status != CS_OK, &closing);
        setrlimit(RLIMIT_FSIZE, &old);
        if (status == CS_OK && closed == CS_OK) {
            cs_results_close(open_file(path));
            unlink(path);
            continue;
        }
        failures++;
        const cs_error *said = status != CS_OK ? &err : &closing;
        assert_int_equal(said->status, CS_IO);
        assert_non_null(strstr(said->message, path));
        assert_int_equal(others(""), 0);
    }
    assert_true(failures >= 3);
    cs_scenario_free(s);
}

/* ---- files that are no results ---- */

static void foreign_files_are_refused(void **state)
{
    (void)state;
    cs_error err = {0};
    assert_refused(path, CS_IO, "there is no file");
    assert_refused(folder, CS_FORMAT, "is not a file");
    assert_int_equal(cs_file_write(path, "", 0, true, &err), CS_OK);
    assert_refused(path, CS_FORMAT, "it has only 0 bytes");
    char text[400];
    memset(text, 'a', sizeof text);
    assert_int_equal(cs_file_write(path, text, sizeof text, true, &err), CS_OK);
    assert_refused(path, CS_FORMAT, "is not a results file");
    unlink(path);
    change(path, "CREATE TABLE t (x)");
    assert_refused(path, CS_FORMAT, "is a database of another program");
    unlink(path);
    write_file(path, 1, 1, false);
    change(path, "PRAGMA user_version = 3");
    assert_refused(path, CS_FORMAT, "is of results version 3");
    change(path, "PRAGMA user_version = 2; DROP TABLE world");
    assert_refused(path, CS_FORMAT, "lacks a table");
    write_file(path, 1, 1, false);
    change(path, "UPDATE world SET scenario_text = 'title: [' WHERE world = 0");
    assert_refused(path, CS_FORMAT, "holds a scenario that this program");
    write_file(path, 1, 1, false);
    change(path, "DELETE FROM world");
    assert_refused(path, CS_FORMAT, "is damaged");
    write_file(path, 2, 2, false);
    change(path, "DELETE FROM replicate WHERE replicate = 0");
    assert_refused(path, CS_FORMAT, "is damaged");
    write_file(path, 1, 1, false);
    change(path, "PRAGMA journal_mode = WAL");
    assert_refused(path, CS_FORMAT, "is not finished");
}

static void truncated_files_are_refused(void **state)
{
    (void)state;
    struct stat whole;
    write_file(path, 1, 1, false);
    assert_int_equal(stat(path, &whole), 0);
    for (off_t length = whole.st_size - 1; length > 0; length = length * 4 / 5) {
        assert_int_equal(truncate(path, length), 0);
        assert_refused(path, CS_FORMAT, length < 100 ? "bytes" : "cut short");
    }
}

/* Bytes overwritten anywhere: refused, or read without a fault of our own. Every other time they are at
   the head of a page of 4,096, which is always noticed; elsewhere many are in empty pages. */
static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    struct stat whole;
    uint64_t random = 1;
    int refused = 0;
    for (int i = 0; i < 120; i++) { /* much of a small file is room that nothing is in */
        char noise[64], hash[33], *text;
        cs_error err = {0};
        cs_results *results;
        write_file(path, 1, 1, false);
        assert_int_equal(stat(path, &whole), 0);
        int file = open(path, O_WRONLY);
        for (size_t k = 0; k < sizeof noise; k++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            noise[k] = (char)(random >> 56);
        }
        off_t where = 100 + (off_t)((random >> 20) % (uint64_t)(whole.st_size - 200));
        if (i % 2 && where > 4096) where = where / 4096 * 4096;
        assert_int_equal(pwrite(file, noise, sizeof noise, where), (ssize_t)sizeof noise);
        close(file);
        if (cs_results_open(path, &results, &err) != CS_OK) {
            refused++;
            assert_true(err.message[0]);
            continue;
        }
        if (cs_results_hash(results, hash, &err) != CS_OK) refused++;
        if (cs_results_summary(results, &text, &err) == CS_OK) cs_text_free(text);
        if (cs_results_explain(results, CS_TRACKED_FIRST, &text, &err) == CS_OK) cs_text_free(text);
        cs_results_close(results);
    }
    assert_true(refused > 10); /* a page of a table that counted nothing holds nothing to harm */
}

/* ---- faults ---- */

/* The k-th failure of a site, for every k: an error with a sentence and no file, or a whole one. */
static void sweep_writing(cs_fault_site site, unsigned long stride)
{
    for (unsigned long k = 1;; k += stride) {
        cs_error err = {0};
        cs_results_writer *writer = NULL;
        cs_results_meta meta = fixture_meta(1);
        cs_scenario *s = fixture_scenario(NULL);
        cs_ledger ledger;
        fixture_fill(&ledger, s, 1, 0);
        cs_fault_arm(site, k);
        cs_status status = cs_results_create(path, false, &meta, &writer, &err);
        if (status == CS_OK) status = cs_results_add_world(writer, "base", "", s, &err);
        if (status == CS_OK) status = cs_results_add(writer, 0, 0, 0, &ledger, &err);
        cs_status closed = cs_results_finish(writer, status != CS_OK, &err);
        int hit = cs_fault_count(site) >= k;
        cs_fault_arm(site, 0);
        cs_ledger_free(&ledger);
        cs_scenario_free(s);
        if (!hit) {
            assert_int_equal(status, CS_OK);
            assert_int_equal(closed, CS_OK);
            return;
        }
        assert_true(status != CS_OK || closed != CS_OK);
        assert_true(err.message[0]);
        assert_int_equal(others(""), 0);
    }
}

static void failing_steps_leave_no_file(void **state)
{
    (void)state;
    sweep_writing(CS_FAULT_STEP, 37);
}

static void failing_allocations_leave_no_file(void **state)
{
    (void)state;
    sweep_writing(CS_FAULT_ALLOC, 1);
}

static void failing_writes_leave_no_file(void **state)
{
    (void)state;
    sweep_writing(CS_FAULT_WRITE, 1);
}

static cs_status read_all(cs_error *err)
{
    cs_results *results = NULL;
    char *text = NULL, hash[33];
    int outside;
    cs_status status = cs_results_open(path, &results, err);
    if (status == CS_OK) status = cs_results_hash(results, hash, err);
    if (status == CS_OK) status = cs_results_summary(results, &text, err);
    cs_text_free(text);
    text = NULL;
    if (status == CS_OK) status = cs_results_compare(results, &text, err);
    cs_text_free(text);
    text = NULL;
    if (status == CS_OK) status = cs_results_verify(results, &text, &outside, err);
    cs_text_free(text);
    text = NULL;
    if (status == CS_OK) status = cs_results_explain(results, 3, &text, err);
    cs_text_free(text);
    cs_results_close(results);
    return status;
}

static void failures_while_reading_are_reported(void **state)
{
    (void)state;
    static const struct { cs_fault_site site; unsigned long stride; } sites[] = {
        {CS_FAULT_ALLOC, 29}, {CS_FAULT_STEP, 211}};
    write_file(path, 2, 2, false);
    for (int i = 0; i < 2; i++)
        for (unsigned long k = 1;; k += sites[i].stride) {
            cs_error err = {0};
            cs_fault_arm(sites[i].site, k);
            cs_status status = read_all(&err);
            int hit = cs_fault_count(sites[i].site) >= k;
            cs_fault_arm(sites[i].site, 0);
            if (!hit) {
                assert_int_equal(status, CS_OK);
                break;
            }
            assert_true(status != CS_OK && err.message[0]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(the_hash_is_of_the_counts_alone),
        TEST(a_changed_count_is_found_out),
        TEST(a_file_that_is_there_is_left_alone),
        TEST(an_unfinished_run_leaves_no_name),
        TEST(a_stopped_run_says_so),
        TEST(a_folder_that_may_not_be_written),
        TEST(reading_changes_nothing),
        TEST(a_full_disk_leaves_nothing),
        TEST(foreign_files_are_refused),
        TEST(truncated_files_are_refused),
        TEST(damaged_files_do_no_harm),
        TEST(failing_steps_leave_no_file),
        TEST(failing_allocations_leave_no_file),
        TEST(failing_writes_leave_no_file),
        TEST(failures_while_reading_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
