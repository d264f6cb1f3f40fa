/* A study file, read: how far it is, figures, the hash; and what is told of its scenarios and points. */
#include "results/worklist_store.h"

#include "core/mem.h"
#include "results/digest.h"

#include <math.h>
#include <string.h>

/* ---- points and their scenarios ---- */

/* Points that are new, behind those in the file, which others may have added to since. */
static cs_status add_points(cs_worklist *list, const cs_point *points, int n, int *number,
                            cs_error *err)
{
    cs_status status;
    int at;
    CS_TRY(cs_database_exec(&list->db, "BEGIN IMMEDIATE", err));
    CS_GO(cs_plan_read_points(list, err));
    at = list->plan.points;
    for (int i = 0; i < n; i++) {
        CS_GO(cs_plan_find_point(list, &points[i], &number[i], err));
        if (number[i] >= 0) continue;
        if (at >= CS_WORK_ROWS_MOST / list->plan.replicates)
            CS_GO(cs_fail(err, CS_USAGE, "%s has %d points, and with more it would have more than the "
                                         "%d rows that a study may have", list->path, at,
                          CS_WORK_ROWS_MOST));
        CS_GO(cs_plan_put_point(&list->db, &list->plan, at, &points[i], err));
        number[i] = at++;
    }
    CS_GO(cs_database_exec(&list->db, "COMMIT", err));
    CS_TRY(cs_plan_read_points(list, err));
    return CS_OK;
out:
    cs_worklist_roll_back(list);
    return status;
}

cs_status cs_worklist_add(cs_worklist *list, const cs_point *points, int n, int *number,
                          cs_error *err)
{
    if (!list->working || !list->plan.grows)
        return cs_fail(err, CS_USAGE, "%s is a study of points that are given; none can be added",
                       list->path);
    mtx_lock(&list->lock);
    cs_status status = add_points(list, points, n, number, err);
    if (status == CS_OK) status = cs_worklist_room(list, err);
    if (status == CS_OK) status = cs_worklist_refresh(list, err);
    mtx_unlock(&list->lock);
    return status;
}

static cs_status hash_of(const cs_worklist *list, int point, char hash[33], cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CS_TRY(cs_database_prepare(&list->db, "SELECT scenario_hash FROM point WHERE point = ?",
                               &statement, err));
    sqlite3_bind_int(statement, 1, point);
    cs_status status = cs_database_step(&list->db, statement, &row, err);
    const char *text = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    snprintf(hash, 33, "%s", text ? text : "");
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_hash(const cs_worklist *list, int point, const char hash[33], cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    CS_TRY(cs_database_prepare(&list->db, "UPDATE point SET scenario_hash = ? WHERE point = ?",
                               &statement, err));
    cs_database_text(statement, 1, hash);
    sqlite3_bind_int(statement, 2, point);
    cs_status status = cs_database_step(&list->db, statement, NULL, err);
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_text(const cs_worklist *list, int point, const char hash[33], const char *text,
                          cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    const cs_point *p = &list->plan.point[point];
    CS_TRY(cs_database_prepare(&list->db, "INSERT OR IGNORE INTO scenario VALUES (?, ?, ?, ?)",
                               &statement, err));
    cs_database_text(statement, 1, hash);
    cs_database_text(statement, 2, p->scenario);
    cs_database_text(statement, 3, p->safeguard);
    cs_database_text(statement, 4, text);
    cs_status status = cs_database_step(&list->db, statement, NULL, err);
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_scenario(const cs_worklist *list, int point, const char hash[33],
                              const char *text, cs_error *err)
{
    char known[33];
    const cs_point *p = &list->plan.point[point];
    CS_TRY(hash_of(list, point, known, err));
    if (known[0] && strcmp(known, hash) != 0)
        return cs_fail(err, CS_FORMAT,
                       "%s was begun with another version of the scenario %s: point %d hashed to %s "
                       "then, and does to %s now; go on with the scenario as it was, or choose "
                       "another name for the results", list->path, p->scenario, point + 1, known,
                       hash);
    if (known[0]) return CS_OK;
    CS_TRY(put_hash(list, point, hash, err));
    return text ? put_text(list, point, hash, text, err) : CS_OK;
}

cs_status cs_worklist_scenarios(cs_worklist *list, int first, int n, const char (*hash)[33],
                                const char *const *text, cs_error *err)
{
    mtx_lock(&list->lock);
    cs_status status = cs_database_exec(&list->db, "BEGIN IMMEDIATE", err);
    for (int i = 0; i < n && status == CS_OK; i++)
        status = put_scenario(list, first + i, hash[i], text ? text[i] : NULL, err);
    if (status == CS_OK) status = cs_database_exec(&list->db, "COMMIT", err);
    if (status != CS_OK) cs_worklist_roll_back(list);
    mtx_unlock(&list->lock);
    return status;
}

static cs_status text_of(const cs_worklist *list, int point, char **text, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    const cs_point *p = &list->plan.point[point];
    CS_TRY(cs_database_prepare(&list->db,
                               "SELECT s.text FROM scenario s JOIN point p ON p.scenario_hash = "
                               "s.hash WHERE p.scenario = ? AND p.safeguard = ? ORDER BY p.point",
                               &statement, err));
    cs_database_text(statement, 1, p->scenario);
    cs_database_text(statement, 2, p->safeguard);
    cs_status status = cs_database_step(&list->db, statement, &row, err);
    if (status == CS_OK && row) {
        const char *found = (const char *)sqlite3_column_text(statement, 0);
        *text = cs_copy_text(found ? found : "");
        if (!*text) status = cs_fail_memory(err, "the text of a scenario");
    }
    sqlite3_finalize(statement);
    return status;
}

cs_status cs_worklist_scenario(cs_worklist *list, int point, char hash[33], char **text,
                               cs_error *err)
{
    *text = NULL;
    if (point < 0 || point >= list->plan.points)
        return cs_fail(err, CS_USAGE, "%s has %d points; number %d was asked for", list->path,
                       list->plan.points, point);
    mtx_lock(&list->lock);
    cs_status status = hash_of(list, point, hash, err);
    if (status == CS_OK) status = text_of(list, point, text, err);
    mtx_unlock(&list->lock);
    return status;
}

/* ---- rows ---- */

static cs_status forget(const cs_worklist *list, cs_work_row row, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    CS_TRY(cs_database_prepare(&list->db,
                               "DELETE FROM work WHERE point = ? AND replicate = ? AND state = ?",
                               &statement, err));
    sqlite3_bind_int(statement, 1, row.point);
    sqlite3_bind_int64(statement, 2, row.replicate);
    sqlite3_bind_int(statement, 3, CS_WORK_FAILED);
    cs_status status = cs_database_step(&list->db, statement, NULL, err);
    sqlite3_finalize(statement);
    return status;
}

/* Every failed row of the slice, forgotten in the file, or (the file being safe) in what we know of it. */
static cs_status forget_failed(cs_worklist *list, bool in_file, cs_error *err)
{
    for (int point = 0; point < list->plan.points; point++)
        for (int64_t r = 0; r < list->plan.replicates; r++) {
            cs_work_row row = {point, r};
            if (list->state[cs_row_index(list, row)] != CS_WORK_FAILED) continue;
            if (!cs_row_in_slice(list, row)) continue;
            if (in_file) CS_TRY(forget(list, row, err));
            else cs_row_note(list, row, CS_WORK_WAITING);
        }
    return CS_OK;
}

cs_status cs_worklist_retry(cs_worklist *list, cs_error *err)
{
    mtx_lock(&list->lock);
    cs_status status = cs_worklist_refresh(list, err);
    if (status == CS_OK) status = cs_database_exec(&list->db, "BEGIN IMMEDIATE", err);
    if (status == CS_OK) {
        status = forget_failed(list, true, err);
        if (status == CS_OK) status = cs_database_exec(&list->db, "COMMIT", err);
        if (status == CS_OK) forget_failed(list, false, err);
        else cs_worklist_roll_back(list);
    }
    list->cursor = 0;
    mtx_unlock(&list->lock);
    return status;
}

static int64_t taken_by_others(cs_worklist *list)
{
    int64_t taken = 0, first, count, end = (int64_t)list->plan.points * list->plan.replicates;
    for (int64_t from = 0; cs_claims_next(&list->claims, from, &first, &count); from = first + count)
        for (int64_t i = first; i < first + count && i < end; i++) {
            cs_work_row row = {(int)(i / list->plan.replicates), i % list->plan.replicates};
            taken += cs_row_in_slice(list, row) && list->state[i] == CS_WORK_WAITING;
        }
    return taken;
}

cs_status cs_worklist_count(cs_worklist *list, cs_work_counts *counts, cs_error *err)
{
    mtx_lock(&list->lock);
    cs_status status = cs_worklist_refresh(list, err);
    *counts = list->counts;
    counts->taken = list->in_hand + taken_by_others(list);
    counts->waiting = counts->rows - counts->done - counts->failed;
    mtx_unlock(&list->lock);
    return status;
}

cs_work_state cs_worklist_state(cs_worklist *list, cs_work_row row)
{
    mtx_lock(&list->lock);
    cs_work_state state = (cs_work_state)list->state[cs_row_index(list, row)];
    mtx_unlock(&list->lock);
    return state;
}

static cs_status message_of(cs_worklist *list, cs_work_row row, char **message, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool any = false;
    CS_TRY(cs_database_prepare(&list->db,
                               "SELECT message FROM work WHERE point = ? AND replicate = ? AND "
                               "state = ?", &statement, err));
    sqlite3_bind_int(statement, 1, row.point);
    sqlite3_bind_int64(statement, 2, row.replicate);
    sqlite3_bind_int(statement, 3, CS_WORK_FAILED);
    cs_status status = cs_database_step(&list->db, statement, &any, err);
    if (status == CS_OK && any) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        *message = cs_copy_text(text ? text : "");
        if (!*message) status = cs_fail_memory(err, "a message");
    }
    sqlite3_finalize(statement);
    return status;
}

cs_status cs_worklist_message(cs_worklist *list, cs_work_row row, char **message, cs_error *err)
{
    *message = NULL;
    mtx_lock(&list->lock);
    cs_status status = message_of(list, row, message, err);
    mtx_unlock(&list->lock);
    return status;
}

/* ---- figures ---- */

static cs_status read_values(cs_worklist *list, int figure, double *value, cs_error *err)
{
    size_t rows = (size_t)list->plan.points * (size_t)list->plan.replicates;
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool any;
    for (size_t i = 0; i < rows; i++) value[i] = NAN;
    CS_TRY(cs_database_prepare(&list->db,
                               "SELECT point, replicate, value FROM value WHERE figure = ? AND "
                               "value IS NOT NULL", &statement, err));
    sqlite3_bind_int(statement, 1, figure);
    while ((status = cs_database_step(&list->db, statement, &any, err)) == CS_OK && any) {
        cs_work_row row = {sqlite3_column_int(statement, 0), sqlite3_column_int64(statement, 1)};
        if (row.point >= 0 && row.point < list->plan.points && row.replicate >= 0 &&
            row.replicate < list->plan.replicates)
            value[cs_row_index(list, row)] = sqlite3_column_double(statement, 2);
    }
    sqlite3_finalize(statement);
    return status;
}

cs_status cs_worklist_values(cs_worklist *list, int figure, double *value, cs_error *err)
{
    if (figure < 0 || figure >= list->plan.figures)
        return cs_fail(err, CS_USAGE, "%s has %d figures; number %d was asked for", list->path,
                       list->plan.figures, figure);
    mtx_lock(&list->lock);
    cs_status status = read_values(list, figure, value, err);
    mtx_unlock(&list->lock);
    return status;
}

/* ---- the hash ---- */

static cs_status hash_rows(cs_worklist *list, XXH3_state_t *state, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool any;
    CS_TRY(cs_database_prepare(&list->db,
                               "SELECT point, replicate, hash, scenario_hash FROM work WHERE state = "
                               "? ORDER BY point, replicate", &statement, err));
    sqlite3_bind_int(statement, 1, CS_WORK_DONE);
    while ((status = cs_database_step(&list->db, statement, &any, err)) == CS_OK && any) {
        const char *hash = (const char *)sqlite3_column_text(statement, 2);
        const char *scenario = (const char *)sqlite3_column_text(statement, 3);
        cs_digest_number(state, sqlite3_column_int64(statement, 0));
        cs_digest_number(state, sqlite3_column_int64(statement, 1));
        cs_digest_text(state, hash ? hash : "");
        cs_digest_text(state, scenario ? scenario : "");
    }
    sqlite3_finalize(statement);
    return status;
}

static cs_status hash_values(cs_worklist *list, XXH3_state_t *state, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool any;
    CS_TRY(cs_database_prepare(&list->db,
                               "SELECT figure, point, replicate, value FROM value WHERE value IS NOT "
                               "NULL ORDER BY figure, point, replicate", &statement, err));
    while ((status = cs_database_step(&list->db, statement, &any, err)) == CS_OK && any) {
        double value = sqlite3_column_double(statement, 3);
        int64_t bits;
        memcpy(&bits, &value, sizeof bits);
        for (int column = 0; column < 3; column++)
            cs_digest_number(state, sqlite3_column_int64(statement, column));
        cs_digest_number(state, value == 0 ? 0 : bits);
    }
    sqlite3_finalize(statement);
    return status;
}

cs_status cs_worklist_hash(cs_worklist *list, char hash[33], cs_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state) return cs_fail_memory(err, "a hash");
    XXH3_128bits_reset(state);
    for (int i = 0; i < list->plan.figures; i++) cs_digest_text(state, list->plan.figure[i].name);
    mtx_lock(&list->lock);
    cs_status status = hash_rows(list, state, err);
    if (status == CS_OK) status = hash_values(list, state, err);
    mtx_unlock(&list->lock);
    cs_digest_hex(state, hash);
    XXH3_freeState(state);
    return status;
}
