/* Study files worked on by hand, for tests of them. Included after cmocka.h. */
#ifndef CS_TESTS_UNIT_STUDY_LIST_H
#define CS_TESTS_UNIT_STUDY_LIST_H

#include "study_plan.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#define OK(call)                                                                                   \
    do {                                                                                           \
        cs_error ok_error = {0};                                                                   \
        cs_error *err = &ok_error;                                                                 \
        if ((call) != CS_OK) fail_msg("%s", ok_error.message);                                     \
    } while (0)

/* What a row is made up to have come to. */
static inline cs_status finish(cs_worklist *list, cs_work_row row, cs_error *err)
{
    double value[2] = {row.point + 0.25 * (double)row.replicate, row.point % 2 ? NAN : 3};
    char hash[33];
    snprintf(hash, sizeof hash, "%016x%016x", (unsigned)row.point, (unsigned)row.replicate);
    return cs_worklist_done(list, row, 0.5, hash, "abc", value, err);
}

/* Work until nothing is left, or `most` rows; returns how many. */
static inline int64_t work(cs_worklist *list, int64_t most)
{
    int64_t count = 0;
    bool any = true;
    while (count < most) {
        cs_work_row row;
        OK(cs_worklist_take(list, &row, &any, err));
        if (!any) break;
        OK(finish(list, row, err));
        count++;
    }
    return count;
}

static inline void get_hash(const char *path, char hash[33])
{
    cs_worklist *list;
    OK(cs_worklist_read(path, &list, err));
    OK(cs_worklist_hash(list, hash, err));
    cs_worklist_close(list);
}

static inline void execute(const char *path, const char *sql)
{
    sqlite3 *db;
    char *told = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &told) != SQLITE_OK) fail_msg("%s", told);
    sqlite3_close(db);
}

static inline cs_worklist *open_list(const char *path, const hand_plan *h)
{
    cs_worklist *list;
    OK(cs_worklist_open(path, &h->plan, 1, 1, &list, err));
    return list;
}

static inline void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in && out);
    for (int c; (c = fgetc(in)) != EOF;) fputc(c, out);
    fclose(in);
    fclose(out);
}

static inline bool same_file(const char *a, const char *b)
{
    FILE *first = fopen(a, "rb"), *second = fopen(b, "rb");
    int c = 0, d = 0;
    if (first && second)
        do {
            c = fgetc(first);
            d = fgetc(second);
        } while (c == d && c != EOF);
    bool same = first && second && c == d;
    if (first) fclose(first);
    if (second) fclose(second);
    return same;
}

/* A study that a process was killed at: its rows are in the log. */
static inline void leave_killed(const char *path, const hand_plan *h)
{
    pid_t child = fork();
    if (child == 0) {
        work(open_list(path, h), 2);
        kill(getpid(), SIGKILL);
    }
    int ended;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
}

#endif
