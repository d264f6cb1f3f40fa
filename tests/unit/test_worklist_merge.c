/* Joining study files: slices become the whole, files that differ are refused, and what had the name before
   is replaced entirely, or left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "study_list.h"

static void slices_make_the_whole(void **state)
{
    (void)state;
    char path[256], part[3][256], whole[33], joined[33], out[256];
    const char *paths[3];
    hand_plan *h = hand_plan_make(7, 3);
    cs_error err = {0};
    int64_t rows = 0;
    study_path(path, "whole");
    study_path(out, "joined");
    cs_worklist *list = open_list(path, h);
    work(list, 100);
    cs_worklist_close(list);
    get_hash(path, whole);
    for (int i = 0; i < 3; i++) {
        char name[20];
        snprintf(name, sizeof name, "slice%d", i);
        study_path(part[i], name);
        paths[i] = part[i];
        assert_int_equal(cs_worklist_open(part[i], &h->plan, i + 1, 3, &list, &err), CS_OK);
        int64_t done = work(list, 100);
        assert_int_equal(done, 7);
        rows += done;
        cs_worklist_close(list);
    }
    assert_int_equal(rows, 21);
    if (cs_worklist_merge(paths, 3, out, false, &err) != CS_OK) fail_msg("%s", err.message);
    get_hash(out, joined);
    assert_string_equal(whole, joined);
    assert_int_equal(cs_worklist_merge(paths, 3, out, false, &err), CS_IO); /* it is there */
    /* the whole and a part of it agree; a part that was changed does not */
    const char *overlap[2] = {path, part[1]};
    assert_int_equal(cs_worklist_merge(overlap, 2, out, true, &err), CS_OK);
    unlink(part[1]);
    assert_int_equal(cs_worklist_open(part[1], &h->plan, 2, 3, &list, &err), CS_OK);
    cs_work_row row;
    bool any;
    OK(cs_worklist_take(list, &row, &any, err));
    const char other[33] = "another hash";
    const double value[2] = {1, 2};
    OK(cs_worklist_done(list, row, 1, other, "abc", value, err));
    cs_worklist_close(list);
    assert_int_equal(cs_worklist_merge(overlap, 2, out, true, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "another result"));
    /* the same counts, and a figure that is not */
    unlink(part[1]);
    assert_int_equal(cs_worklist_open(part[1], &h->plan, 2, 3, &list, &err), CS_OK);
    assert_int_equal(work(list, 100), 7);
    cs_worklist_close(list);
    assert_int_equal(cs_worklist_merge(overlap, 2, out, true, &err), CS_OK);
    execute(part[1], "UPDATE value SET value = value + 1e-15 WHERE (figure, point, replicate) = "
                     "(SELECT 0, point, replicate FROM work WHERE point < 2 LIMIT 1)");
    assert_int_equal(cs_worklist_merge(overlap, 2, out, true, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "another value of figure `listed`"));
    execute(part[1], "UPDATE value SET value = NULL WHERE (figure, point, replicate) = "
                     "(SELECT 0, point, replicate FROM work WHERE point < 2 LIMIT 1)");
    assert_int_equal(cs_worklist_merge(overlap, 2, out, true, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "another value"));
    /* a study with another seed is no part of it */
    unlink(part[1]);
    h->plan.seed = 9;
    assert_int_equal(cs_worklist_open(part[1], &h->plan, 2, 3, &list, &err), CS_OK);
    cs_worklist_close(list);
    assert_int_equal(cs_worklist_merge(overlap, 2, out, true, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "seed"));
    get_hash(out, joined);
    assert_string_equal(whole, joined);
    unlink(path);
    unlink(out);
    for (int i = 0; i < 3; i++) unlink(part[i]);
    free(h);
}

/* Scenarios as a session tells them: all points, in every slice, and the text of the first of each kind. */
static void tell_scenarios(cs_worklist *list)
{
    static const char hash[4][33] = {"0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef",
                                     "2123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef"};
    static const char *const text[4] = {"title: one\n", NULL, "title: two\n", NULL};
    OK(cs_worklist_scenarios(list, 0, 4, hash, text, err));
}

/* Tables of two files, one taken from the other, either way. */
static void same_rows(const char *a, const char *b, const char *table, const char *columns)
{
    char sql[1000];
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS b; CREATE TEMP TABLE differs (n INTEGER CHECK (n = 0));"
             "INSERT INTO differs SELECT count(*) FROM (SELECT %s FROM main.%s EXCEPT SELECT %s FROM b.%s);"
             "INSERT INTO differs SELECT count(*) FROM (SELECT %s FROM b.%s EXCEPT SELECT %s FROM main.%s);",
             b, columns, table, columns, table, columns, table, columns, table);
    execute(a, sql);
}

/* A study joined from slices has the tables of one that was never cut. */
static void merged_tables(void **state)
{
    (void)state;
    char path[256], part[2][256], out[256];
    const char *paths[2] = {part[0], part[1]};
    hand_plan *h = hand_plan_make(4, 3);
    cs_error err = {0};
    cs_worklist *list;
    h->point[2].safeguard = "expiry";
    study_path(path, "uncut");
    study_path(out, "rejoined");
    list = open_list(path, h);
    tell_scenarios(list);
    work(list, 100);
    cs_worklist_close(list);
    for (int i = 0; i < 2; i++) {
        study_path(part[i], i ? "half-2" : "half-1");
        assert_int_equal(cs_worklist_open(part[i], &h->plan, i + 1, 2, &list, &err), CS_OK);
        tell_scenarios(list);
        work(list, 100);
        cs_worklist_close(list);
    }
    if (cs_worklist_merge(paths, 2, out, false, &err) != CS_OK) fail_msg("%s", err.message);
    static const char *const tables[] = {"meta", "factor", "figure", "point", "setting", "level",
                                         "scenario", "state", "value"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) same_rows(path, out, tables[i], "*");
    same_rows(path, out, "work", "point, replicate, state, seconds, hash, scenario_hash, message");
    execute(part[1], "UPDATE scenario SET text = 'changed' WHERE text LIKE '%two%'");
    assert_int_equal(cs_worklist_merge(paths, 2, out, true, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "another text of the scenario"));
    execute(part[1], "DELETE FROM scenario; UPDATE point SET scenario_hash = 'f' WHERE point = 3");
    assert_int_equal(cs_worklist_merge(paths, 2, out, true, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "another version of the scenario of point 4"));
    unlink(path);
    unlink(out);
    for (int i = 0; i < 2; i++) unlink(part[i]);
    free(h);
}

/* What a killed study left beside its file is not played into the one that takes its place. */
static void merged_over_a_killed_one(void **state)
{
    (void)state;
    char path[256], out[256], log[300], whole[33], joined[33];
    const char *paths[1] = {path};
    cs_error err = {0};
    hand_plan *h = hand_plan_make(3, 2), *other = hand_plan_make(9, 4);
    study_path(path, "new");
    study_path(out, "killed-before");
    snprintf(log, sizeof log, "%s-wal", out);
    cs_worklist *list = open_list(path, h);
    work(list, 100);
    cs_worklist_close(list);
    get_hash(path, whole);
    leave_killed(out, other);
    assert_int_equal(access(log, F_OK), 0);
    if (cs_worklist_merge(paths, 1, out, true, &err) != CS_OK) fail_msg("%s", err.message);
    assert_int_not_equal(access(log, F_OK), 0);
    get_hash(out, joined);
    assert_string_equal(whole, joined);
    snprintf(log, sizeof log, "%s.workers", out);
    assert_int_not_equal(access(log, F_OK), 0);
    /* somebody is at work on it */
    list = open_list(out, h);
    assert_int_equal(cs_worklist_merge(paths, 1, out, true, &err), CS_IO);
    assert_non_null(strstr(err.message, "another process"));
    cs_worklist_close(list);
    /* no study */
    copy_file("meson.build", out);
    assert_int_equal(cs_worklist_merge(paths, 1, out, true, &err), CS_IO);
    assert_non_null(strstr(err.message, "is no study file"));
    assert_true(same_file("meson.build", out));
    unlink(path);
    unlink(out);
    free(h);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_make_the_whole),
        cmocka_unit_test(merged_tables),
        cmocka_unit_test(merged_over_a_killed_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
