/* Working off a plan: the same however many threads and however often it is stopped; rows that fail are
   kept with their message and the rest go on; mistakes are told before anything runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "study/session.h"
#include "study_plan.h"

#define OK(call)                                                                                   \
    do {                                                                                           \
        cs_error ok_error = {0};                                                                   \
        cs_error *err = &ok_error;                                                                 \
        if ((call) != CS_OK) fail_msg("%s", ok_error.message);                                     \
    } while (0)

/* Run the plan and give the hash of what came of it; in memory without a path. */
static void run(const hand_plan *h, const char *path, int threads, char hash[33],
                cs_work_counts *counts)
{
    cs_session_options options = {.path = path, .threads = threads};
    cs_session *session;
    OK(cs_session_open(&h->plan, &options, &session, NULL, err));
    OK(cs_session_run(session, err));
    OK(cs_worklist_hash(cs_session_list(session), hash, err));
    OK(cs_worklist_count(cs_session_list(session), counts, err));
    cs_session_close(session);
}

static void any_number_of_threads(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(4, 3);
    char one[33], more[33];
    cs_work_counts counts;
    run(h, NULL, 1, one, &counts);
    assert_int_equal(counts.done, 12);
    for (int threads = 2; threads <= 5; threads += 3) {
        run(h, NULL, threads, more, &counts);
        assert_string_equal(one, more);
    }
    h->plan.own_luck = true;
    run(h, NULL, 1, more, &counts);
    assert_string_not_equal(one, more);
    free(h);
}

/* Points under one seed share people and luck; with luck of their own two equal points differ. */
static void luck(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(2, 1);
    h->sets[1][0] = h->sets[0][0];
    for (int own = 0; own < 2; own++) {
        double value[2];
        cs_session *session;
        h->plan.own_luck = own;
        h->figure[0].metric = CS_METRIC_TRUE_RECORDS;
        OK(cs_session_open(&h->plan, &(cs_session_options){.threads = 1}, &session, NULL, err));
        OK(cs_session_run(session, err));
        OK(cs_worklist_values(cs_session_list(session), 0, value, err));
        assert_true(value[0] > 0);
        assert_true((value[0] == value[1]) == !own);
        cs_session_close(session);
    }
    free(h);
}

typedef struct stopping { int calls, most; int64_t rows; } stopping;

static bool stop_soon(void *context, const cs_work_counts *counts, double seconds)
{
    stopping *s = context;
    (void)seconds;
    s->rows = counts->rows;
    return ++s->calls <= s->most;
}

/* Each session is stopped a word later than the one before; the last one finds less and less to do. */
static void stopped(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(3, 4);
    char path[256], whole[33], parts[33];
    cs_work_counts counts = {0};
    study_path(path, "stopped");
    for (int i = 0; i < 12; i++)
        snprintf(h->text[i % 3], sizeof h->text[0], "population.persons=%d", 6000 + i % 3);
    run(h, NULL, 1, whole, &counts);
    int stops = 0;
    for (bool ended = false; !ended;) {
        stopping s = {.most = stops};
        cs_session_options options = {.path = path, .threads = 2, .progress = stop_soon,
                                      .context = &s};
        cs_session *session;
        cs_error err = {0};
        int64_t before = counts.done;
        OK(cs_session_open(&h->plan, &options, &session, NULL, err));
        cs_status status = cs_session_run(session, &err);
        assert_true(status == CS_OK || status == CS_INTERRUPTED);
        ended = status == CS_OK;
        if (!ended) assert_non_null(strstr(err.message, "rows are finished and kept"));
        assert_int_equal(cs_worklist_count(cs_session_list(session), &counts, &err), CS_OK);
        assert_int_equal(counts.taken, 0);
        if (stops > 0) assert_true(counts.done >= before);
        OK(cs_worklist_hash(cs_session_list(session), parts, err));
        cs_session_close(session);
        if (++stops > 500) fail_msg("it does not end");
    }
    assert_true(stops > 1);
    assert_int_equal(counts.done, 12);
    assert_string_equal(whole, parts);
    unlink(path);
    free(h);
}

/* A wish to stop that comes when all is done is no stop. */
static bool stop_when_done(void *context, const cs_work_counts *counts, double seconds)
{
    (void)context;
    (void)seconds;
    return counts->done < counts->rows;
}

static void stopped_too_late(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(2, 1);
    cs_session_options options = {.threads = 1, .progress = stop_when_done};
    cs_session *session;
    OK(cs_session_open(&h->plan, &options, &session, NULL, err));
    OK(cs_session_run(session, err));
    OK(cs_session_run(session, err));
    cs_session_close(session);
    free(h);
}

typedef struct reads { int calls, most; int64_t read, points; } reads;

static bool stop_reading(void *context, int64_t read, int64_t points, double seconds)
{
    reads *r = context;
    if (r->calls == 0) assert_int_equal(read, 0);
    assert_true(read >= r->read && read <= points && seconds >= 0);
    *r = (reads){r->calls + 1, r->most, read, points};
    return r->calls < r->most;
}

/* Who asks is told before the first scenario is read, and may stop there; nothing is left. */
static void stopped_while_reading(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(5, 1);
    char path[256];
    study_path(path, "reading");
    for (int most = 1; most < 10000; most += 9998) {
        reads r = {.most = most};
        cs_session_options options = {.path = path, .threads = 2, .reading = stop_reading, .context = &r};
        cs_session *session;
        cs_error err = {0};
        cs_status status = cs_session_open(&h->plan, &options, &session, NULL, &err);
        assert_int_equal(r.points, 5);
        assert_int_equal(r.read, most == 1 ? 0 : 5);
        assert_int_equal(status, most == 1 ? CS_INTERRUPTED : CS_OK);
        if (status == CS_OK) cs_session_close(session);
        else assert_non_null(strstr(err.message, "nothing more was run"));
        assert_int_equal(access(path, F_OK) == 0, most > 1);
    }
    unlink(path);
    free(h);
}

static void failed_rows(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(3, 2);
    char hash[33], path[256], *message;
    cs_work_counts counts;
    study_path(path, "bad-row");
    h->sets[1][1] = "score.rules.0.points=-30000";
    h->point[1].set_count = 2;
    run(h, path, 2, hash, &counts);
    assert_int_equal(counts.done, 4);
    assert_int_equal(counts.failed, 2);
    cs_worklist *list;
    OK(cs_worklist_read(path, &list, err));
    OK(cs_worklist_message(list, (cs_work_row){1, 0}, &message, err));
    assert_non_null(strstr(message, "points went beyond"));
    cs_text_free(message);
    cs_worklist_close(list);
    run(h, path, 2, hash, &counts); /* not tried again without being asked to */
    assert_int_equal(counts.failed, 2);
    unlink(path);
    free(h);
}

/* A mistake in any point is told with its place, and no file is left. */
static void mistakes_first(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(3, 1);
    char path[256];
    cs_session *session;
    cs_complaints complaints = {0};
    cs_error err = {0};
    study_path(path, "mistake");
    h->sets[2][1] = "score.rules.0.points=many";
    h->point[2].set_count = 2;
    cs_session_options options = {.path = path, .threads = 2};
    assert_int_equal(cs_session_open(&h->plan, &options, &session, &complaints, &err), CS_SCENARIO);
    assert_int_equal(complaints.count, 1);
    assert_non_null(strstr(complaints.items[0].message, "whole"));
    cs_complaints_free(&complaints);
    h->point[2].set_count = 1;
    h->figure[0].list = "no_such_list";
    assert_int_equal(cs_session_open(&h->plan, &options, &session, &complaints, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "no_such_list"));
    assert_int_not_equal(access(path, F_OK), 0);
    free(h);
}

static void write_scenario(const char *path, const char *horizon)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "title: Small\nabout: It changes.\nhorizon: %s\npopulation: {persons: 20}\n"
                  "conduct: {late: {rate: 3 per year}}\nsensors: {bank: {kind: registry, sees: late}}\n"
                  "lists: {low: {enter: {record: late}, leave: {after: 9 days}}}\n", horizon);
    fclose(file);
}

/* More points than scenarios are kept for: the others are read again, and must be what they were. */
static void scenario_changed(void **state)
{
    static const char *const changed[] = {"31 days", "["};
    enum { POINTS = CS_POINTS_TOGETHER + 20 };
    hand_plan *h = hand_plan_make(POINTS, 1);
    char scenario[256];
    cs_work_counts counts;
    cs_session *session;
    int number;
    cs_error err = {0};
    (void)state;
    study_path(scenario, "changed-scenario");
    h->plan.figures = 1;
    h->figure[0].metric = CS_METRIC_TRUE_RECORDS;
    for (int i = 0; i < POINTS; i++) {
        snprintf(h->text[i], sizeof h->text[0], "population.persons=%d", 20 + i % 7);
        h->point[i].scenario = scenario;
    }
    write_scenario(scenario, "30 days");
    OK(cs_session_open(&h->plan, &(cs_session_options){.threads = 2}, &session, NULL, err));
    for (int i = 0; i < 2; i++) {
        write_scenario(scenario, changed[i]);
        assert_int_equal(cs_session_run(session, &err), CS_FORMAT);
        assert_non_null(strstr(err.message, "changed while the study ran"));
        OK(cs_worklist_count(cs_session_list(session), &counts, err));
        assert_true(counts.done <= CS_POINTS_TOGETHER && counts.done > CS_POINTS_TOGETHER - 2);
        assert_int_equal(counts.failed, 0);
        assert_int_equal(counts.taken, 0);
    }
    write_scenario(scenario, "30 days");
    OK(cs_session_run(session, err));
    OK(cs_worklist_count(cs_session_list(session), &counts, err));
    assert_int_equal(counts.done, POINTS);
    cs_session_close(session);
    h->plan.grows = true; /* points that are added are read from the same text */
    h->plan.points = 1;
    OK(cs_session_open(&h->plan, &(cs_session_options){.threads = 1}, &session, NULL, err));
    write_scenario(scenario, changed[0]);
    assert_int_equal(cs_session_add(session, h->point + 1, 1, &number, NULL, &err), CS_FORMAT);
    cs_session_close(session);
    unlink(scenario);
    free(h);
}

static void grows(void **state)
{
    (void)state;
    hand_plan *h = hand_plan_make(4, 2);
    int number[3];
    double value[8];
    cs_session *session;
    h->plan.grows = true;
    h->plan.points = 1;
    OK(cs_session_open(&h->plan, &(cs_session_options){.threads = 2}, &session, NULL, err));
    OK(cs_session_run(session, err));
    OK(cs_session_add(session, h->point, 3, number, NULL, err));
    OK(cs_session_add(session, h->point + 1, 3, number, NULL, err));
    assert_int_equal(number[0], 1);
    assert_int_equal(number[2], 3);
    OK(cs_worklist_values(cs_session_list(session), 0, value, err));
    for (int i = 0; i < 8; i++) assert_false(isnan(value[i]));
    cs_session_close(session);
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads), cmocka_unit_test(luck),
        cmocka_unit_test(stopped),               cmocka_unit_test(failed_rows),
        cmocka_unit_test(stopped_too_late),
        cmocka_unit_test(stopped_while_reading),
        cmocka_unit_test(mistakes_first),        cmocka_unit_test(scenario_changed),
        cmocka_unit_test(grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
