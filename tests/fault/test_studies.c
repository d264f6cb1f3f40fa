/* The fault sweep over studies: the k-th allocation, write and SQLite step fails while a study is begun,
   worked off, joined and read. Each time it must be said in a sentence, and the study must be fit to be gone
   on with, and then end with the hash of one that nothing happened to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../unit/study_plan.h"
#include "core/mem.h"
#include "study/session.h"

static char path[256], joined[256];
static hand_plan *plan;

/* ---- the list alone ---- */

static cs_status finish_all(cs_worklist *list, cs_error *err)
{
    cs_status status = CS_OK;
    bool any = true;
    while (status == CS_OK && any) {
        cs_work_row row;
        char hash[33];
        status = cs_worklist_take(list, &row, &any, err);
        if (status != CS_OK || !any) continue;
        double value[2] = {row.point, (double)row.replicate};
        snprintf(hash, sizeof hash, "%016x%016x", (unsigned)row.point, (unsigned)row.replicate);
        status = row.point == 1 ? cs_worklist_failed(list, row, "made up", err)
                                : cs_worklist_done(list, row, 0.1, hash, "abc", value, err);
    }
    return status;
}

static cs_status work_list(cs_error *err)
{
    cs_worklist *list;
    cs_status status = cs_worklist_open(path, &plan->plan, 1, 1, &list, err);
    if (status != CS_OK) return status;
    status = finish_all(list, err);
    cs_worklist_close(list);
    return status;
}

static cs_status read_list(char hash[33], cs_error *err)
{
    char *text = NULL;
    cs_study *study = NULL;
    cs_status status = cs_study_open(path, &study, err);
    if (status == CS_OK) status = cs_study_hash(study, hash, err);
    if (status == CS_OK) status = cs_study_summary(study, &text, err);
    cs_text_free(text);
    cs_study_close(study);
    return status;
}

static cs_status look(cs_error *err)
{
    char hash[33];
    return read_list(hash, err);
}

static cs_status join(cs_error *err)
{
    const char *both[2] = {path, path};
    return cs_worklist_merge(both, 2, joined, true, err);
}

/* ---- worlds ---- */

static cs_status work_worlds(cs_error *err)
{
    cs_work_counts counts = {0};
    cs_session *session;
    cs_complaints complaints = {0};
    cs_session_options options = {.path = path, .threads = 1, .retry = true};
    cs_status status = cs_session_open(&plan->plan, &options, &session, &complaints, err);
    cs_complaints_free(&complaints);
    if (status != CS_OK) return status;
    status = cs_session_run(session, err);
    if (status == CS_OK) status = cs_worklist_count(cs_session_list(session), &counts, err);
    /* a row that had no memory is kept as failed, and the rest goes on */
    if (status == CS_OK && counts.failed > 0) {
        char *message = NULL;
        for (int i = 0; i < plan->plan.points && !message && status == CS_OK; i++)
            status = cs_worklist_message(cs_session_list(session), (cs_work_row){i, 0}, &message, err);
        if (status == CS_OK) {
            snprintf(err->message, sizeof err->message, "%s", message ? message : "");
            status = CS_NOMEM;
        }
        cs_text_free(message);
    }
    cs_session_close(session);
    return status;
}

/* ---- the sweep ---- */

/* Every k up to `all`, and of those after it one in `step`. `whole`: the hash that the study must have once
   it was gone on with; NULL: nothing is written. Returns how often the site is passed. */
static unsigned long sweep(cs_fault_site site, cs_status (*work)(cs_error *err), unsigned long all,
                           unsigned long step, const char *whole)
{
    for (unsigned long k = 1;; k += k < all ? 1 : step) {
        cs_error err = {0};
        char hash[33];
        if (whole) unlink(path);
        cs_fault_arm(site, k);
        cs_status status = work(&err);
        unsigned long passed = cs_fault_count(site);
        cs_fault_arm(site, 0);
        if (passed < k) {
            if (status != CS_OK) fail_msg("without a fault: %s", err.message);
            return passed;
        }
        if (status == CS_OK) fail_msg("fault %lu of site %d went unnoticed", k, (int)site);
        if (!strchr(err.message, ' ')) fail_msg("fault %lu: no sentence: '%s'", k, err.message);
        if (!whole) continue;
        if (work(&err) != CS_OK) fail_msg("after fault %lu: %s", k, err.message);
        if (read_list(hash, &err) != CS_OK) fail_msg("after fault %lu: %s", k, err.message);
        if (strcmp(hash, whole) != 0) fail_msg("after fault %lu the study has another hash", k);
    }
}

static void get_whole(cs_status (*work)(cs_error *err), char whole[33])
{
    cs_error err = {0};
    unlink(path);
    if (work(&err) != CS_OK || read_list(whole, &err) != CS_OK) fail_msg("%s", err.message);
}

static void lists(void **state)
{
    static const cs_fault_site sites[] = {CS_FAULT_ALLOC, CS_FAULT_WRITE, CS_FAULT_STEP};
    char whole[33];
    (void)state;
    plan = hand_plan_make(2, 2);
    get_whole(work_list, whole);
    for (int i = 0; i < 3; i++) {
        unsigned long passed = sweep(sites[i], work_list, 1000, 1, whole);
        print_message("# list, site %d: %lu\n", i, passed);
        assert_true(passed > 1);
    }
    get_whole(work_list, whole);
    print_message("# reading: %lu allocations, %lu steps\n", sweep(CS_FAULT_ALLOC, look, 1000, 1, NULL),
                  sweep(CS_FAULT_STEP, look, 1000, 1, NULL));
    print_message("# joining: %lu allocations, %lu writes, %lu steps\n",
                  sweep(CS_FAULT_ALLOC, join, 1000, 1, NULL), sweep(CS_FAULT_WRITE, join, 1000, 1, NULL),
                  sweep(CS_FAULT_STEP, join, 1000, 1, NULL));
    unlink(path);
    unlink(joined);
    free(plan);
}

/* Most of a world's allocations are swept by test_fault.c; here it is what happens to the study. */
static void worlds(void **state)
{
    char whole[33];
    (void)state;
    plan = hand_plan_make(2, 1);
    get_whole(work_worlds, whole);
    print_message("# worlds: %lu allocations\n", sweep(CS_FAULT_ALLOC, work_worlds, 30, 71, whole));
    print_message("# worlds: %lu steps\n", sweep(CS_FAULT_STEP, work_worlds, 10, 7, whole));
    unlink(path);
    free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lists), cmocka_unit_test(worlds)};
    study_path(path, "faults");
    study_path(joined, "joined");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
