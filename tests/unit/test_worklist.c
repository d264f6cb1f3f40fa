/* The study file: rows are taken once, kept once, taken again when their taker is gone; another study is
   refused. No world is run here: what comes of a row is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "results/claims.h"
#include "study_list.h"

/* All of replicate 0 first; each once; the values are those that were given; then nothing is left. */
static void each_row_once(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(5, 3);
    cs_worklist *list = open_list(NULL, h);
    cs_work_counts counts;
    double value[15];
    bool any;
    cs_work_row row;
    for (int i = 0; i < 15; i++) {
        OK(cs_worklist_take(list, &row, &any, err));
        assert_true(any);
        assert_int_equal(row.point, i % 5);
        assert_int_equal(row.replicate, i / 5);
        OK(finish(list, row, err));
    }
    OK(cs_worklist_take(list, &row, &any, err));
    assert_false(any);
    OK(cs_worklist_count(list, &counts, err));
    assert_int_equal(counts.rows, 15);
    assert_int_equal(counts.done, 15);
    assert_int_equal(counts.waiting, 0);
    OK(cs_worklist_values(list, 0, value, err));
    for (int i = 0; i < 15; i++) assert_true(value[i] == i / 3 + 0.25 * (i % 3));
    OK(cs_worklist_values(list, 1, value, err));
    for (int i = 0; i < 15; i++) assert_true(i / 3 % 2 ? isnan(value[i]) : value[i] == 3);
    cs_worklist_close(list);
    free(h);
}

/* More points than are taken together: every row still comes once. */
static void many_points(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(1100, 2);
    cs_worklist *list = open_list(NULL, h);
    unsigned char *seen = calloc(2200, 1);
    for (int i = 0; i < 2200; i++) {
        cs_work_row row;
        bool any;
        OK(cs_worklist_take(list, &row, &any, err));
        assert_true(any);
        assert_in_range(row.point, 0, 1099);
        seen[row.point * 2 + row.replicate]++;
        if (i < 512) assert_int_equal(row.replicate, 0);
        if (i >= 512 && i < 1024) assert_int_equal(row.replicate, 1);
    }
    for (int i = 0; i < 2200; i++) assert_int_equal(seen[i], 1);
    cs_worklist_close(list);
    free(seen);
    free(h);
}

static void plan_comes_back(void **state)
{
    (void)state;
    char path[256];
    hand_plan *h = hand_plan_make(4, 2);
    study_path(path, "plan");
    h->figure[0].list = "watch";
    h->figure[0].day = 12;
    h->level[2][0] = NAN;
    h->point[1].safeguard = "expiry";
    h->plan.own_luck = true;
    cs_worklist_close(open_list(path, h));
    cs_worklist *list;
    OK(cs_worklist_read(path, &list, err));
    const cs_study_plan *plan = cs_worklist_plan(list);
    assert_string_equal(plan->title, "By hand");
    assert_int_equal(plan->seed, 7);
    assert_int_equal(plan->replicates, 2);
    assert_true(plan->own_luck);
    assert_int_equal(plan->points, 4);
    assert_string_equal(plan->factor[0].path, "population.persons");
    assert_true(plan->factor[0].high == 304);
    assert_string_equal(plan->figure[0].list, "watch");
    assert_int_equal(plan->figure[0].day, 12);
    assert_int_equal(plan->figure[1].metric, CS_METRIC_DENIALS);
    assert_string_equal(plan->point[1].safeguard, "expiry");
    assert_string_equal(plan->point[3].sets[0], "population.persons=303");
    assert_true(isnan(plan->point[2].level[0]) && plan->point[3].level[0] == 303);
    cs_worklist_close(list);
    unlink(path);
    free(h);
}

static void stopped_and_taken_up(void **state)
{
    (void)state;
    char path[256], whole[33], parts[33], name[300];
    hand_plan *h = hand_plan_make(6, 4);
    study_path(path, "parts");
    cs_worklist *list = open_list(path, h);
    assert_int_equal(work(list, 100), 24);
    cs_worklist_close(list);
    get_hash(path, whole);
    unlink(path);
    for (int i = 0, left = 24; left > 0; i++) {
        list = open_list(path, h);
        int64_t most = 1 + i % 5, done = work(list, most);
        assert_int_equal(done, left < most ? left : most);
        left -= (int)done;
        cs_worklist_close(list);
    }
    get_hash(path, parts);
    assert_string_equal(whole, parts);
    snprintf(name, sizeof name, "%s.workers", path);
    assert_int_not_equal(access(name, F_OK), 0);
    snprintf(name, sizeof name, "%s-wal", path);
    assert_int_not_equal(access(name, F_OK), 0);
    unlink(path);
    free(h);
}

/* A row that was given back, and one that failed and is tried again, are taken again. */
static void returned_and_failed(void **state)
{
    (void)state;
    char path[256], *message;
    hand_plan *h = hand_plan_make(2, 1);
    study_path(path, "failed");
    cs_worklist *list = open_list(path, h);
    cs_work_row row, again;
    cs_work_counts counts;
    bool any;
    OK(cs_worklist_take(list, &row, &any, err));
    OK(cs_worklist_count(list, &counts, err));
    assert_int_equal(counts.taken, 1);
    OK(cs_worklist_return(list, row, err));
    OK(cs_worklist_take(list, &again, &any, err));
    assert_int_equal(row.point, again.point);
    OK(cs_worklist_failed(list, again, "too many points", err));
    assert_int_equal(work(list, 9), 1);
    cs_worklist_close(list);
    list = open_list(path, h);
    OK(cs_worklist_take(list, &row, &any, err));
    assert_false(any);
    OK(cs_worklist_message(list, again, &message, err));
    assert_string_equal(message, "too many points");
    cs_text_free(message);
    OK(cs_worklist_retry(list, err));
    assert_int_equal(work(list, 9), 1);
    OK(cs_worklist_count(list, &counts, err));
    assert_int_equal(counts.done, 2);
    assert_int_equal(counts.failed, 0);
    cs_worklist_close(list);
    unlink(path);
    free(h);
}

/* Two lists on one file: what one has the other does not get, and what one finished the other knows. */
static void two_at_once(void **state)
{
    (void)state;
    char path[256];
    hand_plan *h = hand_plan_make(10, 1);
    study_path(path, "two");
    cs_worklist *a = open_list(path, h), *b = open_list(path, h);
    cs_work_row row, first, second;
    cs_work_counts counts;
    bool any;
    OK(cs_worklist_take(a, &first, &any, err));
    OK(cs_worklist_take(b, &second, &any, err));
    assert_int_equal(first.point, 0);
    assert_int_equal(second.point, 1);
    OK(cs_worklist_count(a, &counts, err));
    assert_int_equal(counts.taken, 2);
    OK(finish(a, first, err));
    OK(cs_worklist_take(b, &row, &any, err));
    assert_int_equal(row.point, 2);
    cs_worklist_close(b); /* with two rows in hand, which are free again */
    assert_int_equal(work(a, 100), 9);
    cs_worklist_close(a);
    unlink(path);
    free(h);
}

/* Processes that are killed at any moment lose no row and leave none behind. */
static void killed(void **state)
{
    (void)state;
    char path[256];
    hand_plan *h = hand_plan_make(40, 2);
    study_path(path, "killed");
    for (int k = 0; k < 6; k++) {
        pid_t child = fork();
        if (child == 0) {
            cs_error err = {0};
            cs_worklist *own;
            bool any = cs_worklist_open(path, &h->plan, 1, 1, &own, &err) == CS_OK;
            for (int i = 0; any && i < 5 + k; i++) {
                cs_work_row row;
                if (cs_worklist_take(own, &row, &any, &err) != CS_OK || !any) _exit(1);
                if (i < 4 + k && finish(own, row, &err) != CS_OK) _exit(1);
            }
            kill(getpid(), SIGKILL);
        }
        int ended;
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
    }
    cs_worklist *list = open_list(path, h);
    int64_t finished = 4 + 5 + 6 + 7 + 8 + 9;
    assert_int_equal(work(list, 1000), 80 - finished);
    cs_worklist_close(list);
    unlink(path);
    free(h);
}

/* Several processes at rows that take no time, so that one finishes a row just as another reaches for it:
   a row that was done twice would be refused, and its process would not end well. */
static void hammered(void **state)
{
    (void)state;
    char path[256];
    pid_t child[3];
    hand_plan *h = hand_plan_make(500, 4);
    study_path(path, "hammered");
    for (int k = 0; k < 3; k++) {
        child[k] = fork();
        if (child[k] != 0) continue;
        cs_error err = {0};
        cs_worklist *own;
        bool any = true;
        if (cs_worklist_open(path, &h->plan, 1, 1, &own, &err) != CS_OK) _exit(1);
        while (any) {
            cs_work_row row;
            if (cs_worklist_take(own, &row, &any, &err) != CS_OK) _exit(1);
            if (any && finish(own, row, &err) != CS_OK) _exit(1);
        }
        cs_worklist_close(own);
        _exit(0);
    }
    for (int k = 0; k < 3; k++) {
        int ended;
        assert_int_equal(waitpid(child[k], &ended, 0), child[k]);
        assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    }
    cs_worklist *list = open_list(path, h);
    assert_int_equal(work(list, 1000), 0);
    cs_worklist_close(list);
    unlink(path);
    free(h);
}

static cs_status open_to_work(const char *path, const hand_plan *h, cs_error *err)
{
    cs_worklist *own;
    CS_TRY(cs_worklist_open(path, &h->plan, 1, 1, &own, err));
    cs_worklist_close(own);
    return CS_OK;
}

/* Over and over, until there is something to read. */
static cs_status open_to_read(const char *path, cs_error *err)
{
    cs_worklist *own;
    while (access(path, F_OK) != 0) continue;
    for (;;) {
        cs_status status = cs_worklist_read(path, &own, err);
        if (status == CS_OK) cs_worklist_close(own);
        if (status == CS_OK || !strstr(err->message, "is empty")) return status;
    }
}

/* A process that opens the study as soon as the parent lets it, and closes it. */
static pid_t open_when_told(const char *path, const hand_plan *h, bool reads, const int wire[2])
{
    pid_t child = fork();
    if (child != 0) return child;
    char unused;
    cs_error err = {0};
    close(wire[1]);
    if (read(wire[0], &unused, 1) != 0) _exit(2);
    cs_status status = reads ? open_to_read(path, &err) : open_to_work(path, h, &err);
    if (status != CS_OK) fprintf(stderr, "%s\n", err.message);
    _exit(status != CS_OK);
}

/* Workers that begin at the same moment wait for each other, and who reads meanwhile finds nothing or all.
   Without the door some of the 60 rounds failed in each of 10 calls. */
static void begun_together(void **state)
{
    (void)state;
    char path[256];
    int failed = 0;
    hand_plan *h = hand_plan_make(2, 1);
    study_path(path, "together");
    for (int round = 0; round < 60; round++) {
        pid_t child[5];
        int wire[2], ended;
        assert_int_equal(pipe(wire), 0);
        for (int k = 0; k < 5; k++) child[k] = open_when_told(path, h, k == 4, wire);
        close(wire[0]);
        close(wire[1]);
        for (int k = 0; k < 5; k++) {
            assert_int_equal(waitpid(child[k], &ended, 0), child[k]);
            failed += !(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
            if (k == 3 && failed > 0) kill(child[4], SIGKILL); /* it may wait for what nobody made */
        }
        if (round % 2 == 0) unlink(path); /* one that is made, and one that is there, by turns */
    }
    assert_int_equal(failed, 0);
    unlink(path);
    free(h);
}

static void refuse(const char *path, const hand_plan *h, const char *words)
{
    cs_worklist *list;
    cs_error err = {0};
    assert_int_equal(cs_worklist_open(path, &h->plan, 1, 1, &list, &err), CS_FORMAT);
    assert_null(list);
    if (!strstr(err.message, words)) fail_msg("'%s' was wanted in: %s", words, err.message);
}

static void others_are_refused(void **state)
{
    (void)state;
    char path[256];
    hand_plan *h = hand_plan_make(3, 2);
    study_path(path, "other");
    cs_worklist_close(open_list(path, h));
    h->plan.seed = 8;
    refuse(path, h, "seed");
    h->plan.seed = 7;
    h->plan.replicates = 3;
    refuse(path, h, "2 replicates (--replicates), and the call asks for 3");
    h->plan.replicates = 2;
    h->figure[1].list = "watch";
    refuse(path, h, "figure 2");
    h->figure[1].list = NULL;
    h->point[2].safeguard = "expiry";
    refuse(path, h, "point 3");
    h->point[2].safeguard = "";
    h->plan.points = 2;
    refuse(path, h, "3 points, and the call asks for 2");
    h->plan.points = 3;
    h->plan.text = "something else";
    refuse(path, h, "asked for");
    h->plan.text = "by hand";
    cs_worklist_close(open_list(path, h));
    FILE *file = fopen(path, "w");
    fputs("a text that somebody needs, and that is long enough to be looked at as if it were a header",
          file);
    fclose(file);
    refuse(path, h, "not a study file");
    unlink(path);
    free(h);
}

static void scenarios_must_stay(void **state)
{
    (void)state;
    char path[256], hash[33], *text;
    const char two[2][33] = {"0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef"};
    const char changed[1][33] = {"2123456789abcdef0123456789abcdef"};
    const char *const texts[2] = {"title: one\n", NULL};
    cs_error err = {0};
    hand_plan *h = hand_plan_make(2, 1);
    study_path(path, "scenarios");
    cs_worklist *list = open_list(path, h);
    assert_int_equal(cs_worklist_scenarios(list, 0, 2, two, texts, &err), CS_OK);
    assert_int_equal(cs_worklist_scenarios(list, 0, 2, two, texts, &err), CS_OK);
    assert_int_equal(cs_worklist_scenarios(list, 1, 1, changed, texts, &err), CS_FORMAT);
    assert_non_null(strstr(err.message, "another version of the scenario"));
    assert_int_equal(cs_worklist_scenario(list, 1, hash, &text, &err), CS_OK);
    assert_string_equal(hash, two[1]);
    assert_string_equal(text, "title: one\n");
    cs_text_free(text);
    cs_worklist_close(list);
    unlink(path);
    free(h);
}

static void plans_grow(void **state)
{
    (void)state;
    char path[256];
    int number[3];
    hand_plan *h = hand_plan_make(5, 2);
    study_path(path, "grows");
    h->plan.grows = true;
    h->plan.points = 2;
    cs_worklist *a = open_list(path, h), *b = NULL;
    cs_error alone = {0};
    assert_int_equal(cs_worklist_open(path, &h->plan, 1, 1, &b, &alone), CS_USAGE);
    assert_non_null(strstr(alone.message, "is being worked on by another process"));
    assert_int_equal(work(a, 100), 4);
    cs_worklist *look;
    cs_work_counts counts;
    OK(cs_worklist_read(path, &look, err)); /* who only looks is let in, and sees no row taken */
    OK(cs_worklist_count(look, &counts, err));
    assert_int_equal(counts.taken, 0);
    cs_worklist_close(look);
    OK(cs_worklist_add(a, h->point + 2, 2, number, err));
    assert_int_equal(number[0], 2);
    assert_int_equal(number[1], 3);
    cs_worklist_close(a);
    b = open_list(path, h);
    const cs_point again[3] = {h->point[3], h->point[0], h->point[4]};
    OK(cs_worklist_add(b, again, 3, number, err));
    assert_int_equal(number[0], 3);
    assert_int_equal(number[1], 0);
    assert_int_equal(number[2], 4);
    assert_int_equal(work(b, 100), 6);
    cs_worklist_close(b);
    cs_worklist *list = open_list(path, h);
    assert_int_equal(cs_worklist_plan(list)->points, 5);
    assert_int_equal(work(list, 100), 0);
    cs_worklist_close(list);
    char out[256];
    const char *twice[2] = {path, path};
    cs_error err = {0};
    study_path(out, "grown");
    assert_int_equal(cs_worklist_merge(twice, 2, out, false, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "finds its points as it goes on"));
    assert_int_not_equal(access(out, F_OK), 0);
    unlink(path);
    free(h);
}

/* A reader that comes while somebody is at work sees what is finished from then on, log or none. */
static void read_while_worked_on(void **state)
{
    (void)state;
    char path[256], log[300];
    hand_plan *h = hand_plan_make(4, 1);
    cs_work_counts counts;
    cs_worklist *list, *reader;
    cs_claims worker;
    study_path(path, "read");
    cs_worklist_close(open_list(path, h));
    snprintf(log, sizeof log, "%s-wal", path);
    assert_int_not_equal(access(log, F_OK), 0);
    snprintf(log, sizeof log, "%s.workers", path);
    OK(cs_claims_open(&worker, log, err)); /* a worker that has written nothing yet */
    OK(cs_worklist_read(path, &reader, err));
    list = open_list(path, h);
    assert_int_equal(work(list, 3), 3);
    OK(cs_worklist_count(reader, &counts, err));
    assert_int_equal(counts.done, 3);
    cs_worklist_close(reader);
    cs_worklist_close(list);
    cs_claims_close(&worker);
    unlink(path);
    free(h);
}

/* More rows than any study has are not made room for. */
static void too_many_rows(void **state)
{
    static const char *const replicates[] = {"10000001", "4000000", "9223372036854775807", "0", "-1"};
    (void)state;
    char path[256], sql[200];
    cs_error err = {0};
    cs_worklist *list;
    hand_plan *h = hand_plan_make(3, 2);
    study_path(path, "many");
    cs_worklist_close(open_list(path, h));
    for (size_t i = 0; i < sizeof replicates / sizeof replicates[0]; i++) {
        snprintf(sql, sizeof sql, "UPDATE meta SET value = '%s' WHERE key = 'replicates'", replicates[i]);
        execute(path, sql);
        assert_int_equal(cs_worklist_read(path, &list, &err), CS_FORMAT);
        assert_non_null(strstr(err.message, "damaged"));
        refuse(path, h, "damaged");
    }
    unlink(path);
    h->plan.replicates = 3333334;
    assert_int_equal(cs_worklist_open(path, &h->plan, 1, 1, &list, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "3 points with 3333334 replicates"));
    h->plan.grows = true;
    h->plan.points = 0;
    h->plan.replicates = 5000000;
    int number[3];
    assert_int_equal(cs_worklist_open(NULL, &h->plan, 1, 1, &list, &err), CS_OK);
    assert_int_equal(cs_worklist_add(list, h->point, 3, number, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "rows that a study may have"));
    cs_worklist_close(list);
    free(h);
}

/* Left as it is to the byte, log and all. */
static void refused_untouched(const char *path, const hand_plan *h, const char *words)
{
    static const char *const tails[] = {"", "-wal"};
    char kept[256], file[2][300], copy[2][300];
    study_path(kept, "kept");
    for (int i = 0; i < 2; i++) {
        snprintf(file[i], sizeof file[i], "%s%s", path, tails[i]);
        snprintf(copy[i], sizeof copy[i], "%s%s", kept, tails[i]);
        copy_file(file[i], copy[i]);
    }
    refuse(path, h, words);
    for (int i = 0; i < 2; i++) {
        assert_true(same_file(file[i], copy[i]));
        unlink(copy[i]);
    }
}

static void others_are_untouched(void **state)
{
    (void)state;
    char path[256];
    hand_plan *h = hand_plan_make(3, 2);
    study_path(path, "letters");
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db;
        sqlite3_open(path, &db);
        sqlite3_exec(db, "PRAGMA journal_mode = WAL; CREATE TABLE letter (text); INSERT INTO letter "
                         "VALUES ('to somebody')", NULL, NULL, NULL);
        kill(getpid(), SIGKILL);
    }
    int ended;
    assert_int_equal(waitpid(child, &ended, 0), child);
    refused_untouched(path, h, "another program");
    study_path(path, "letters");
    leave_killed(path, h);
    h->plan.seed = 8;
    refused_untouched(path, h, "seed");
    study_path(path, "letters");
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_once),
        cmocka_unit_test(many_points),
        cmocka_unit_test(plan_comes_back),
        cmocka_unit_test(stopped_and_taken_up),
        cmocka_unit_test(returned_and_failed),
        cmocka_unit_test(two_at_once),
        cmocka_unit_test(hammered),
        cmocka_unit_test(begun_together),
        cmocka_unit_test(killed),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(scenarios_must_stay),
        cmocka_unit_test(plans_grow),
        cmocka_unit_test(others_are_untouched),
        cmocka_unit_test(too_many_rows),
        cmocka_unit_test(read_while_worked_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
