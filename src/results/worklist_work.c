/* A study file, worked on: taking rows, and keeping what came of them. A row is taken by a lock
   (results/claims.h) and nothing is written until it is finished; then the row and its figures are one
   transaction, on the disk before the next row is taken. So whatever ends a process, the file holds all
   rows that were finished, and no others. */
#include "results/worklist_store.h"

#include "core/mem.h"

#include <math.h>
#include <string.h>

/* ---- rows ---- */

bool cs_row_in_slice(const cs_worklist *list, cs_work_row row)
{
    int64_t number = row.replicate * list->plan.points + row.point;
    return number % list->slices == list->slice - 1;
}

/* The row at a place of the order in which they are taken. */
static cs_work_row row_at(const cs_worklist *list, int64_t place)
{
    int64_t replicates = list->plan.replicates, group = place / (CS_POINTS_TOGETHER * replicates);
    int64_t first = group * CS_POINTS_TOGETHER, points = list->plan.points - first;
    if (points > CS_POINTS_TOGETHER) points = CS_POINTS_TOGETHER;
    place -= first * replicates;
    return (cs_work_row){(int)(first + place % points), place / points};
}

static int64_t all_rows(const cs_worklist *list)
{
    return (int64_t)list->plan.points * list->plan.replicates;
}

cs_status cs_worklist_room(cs_worklist *list, cs_error *err)
{
    size_t rows = (size_t)all_rows(list) + 1, before = list->state_room, had = list->mine_room;
    void *state = list->state, *mine = list->mine;
    CS_TRY(cs_reserve(&state, &list->state_room, rows, 1, "the rows of a study", err));
    list->state = state;
    memset(list->state + before, CS_WORK_WAITING, list->state_room - before);
    CS_TRY(cs_reserve(&mine, &list->mine_room, rows, 1, "the rows of a study", err));
    list->mine = mine;
    memset(list->mine + had, 0, list->mine_room - had);
    list->cursor = 0;
    list->counts.rows = 0;
    for (int point = 0; point < list->plan.points; point++)
        for (int64_t r = 0; r < list->plan.replicates; r++)
            list->counts.rows += cs_row_in_slice(list, (cs_work_row){point, r});
    return CS_OK;
}

void cs_row_note(cs_worklist *list, cs_work_row row, int state)
{
    unsigned char *known = &list->state[cs_row_index(list, row)];
    if (cs_row_in_slice(list, row)) {
        list->counts.done += (state == CS_WORK_DONE) - (*known == CS_WORK_DONE);
        list->counts.failed += (state == CS_WORK_FAILED) - (*known == CS_WORK_FAILED);
    }
    *known = (unsigned char)state;
}

cs_status cs_worklist_refresh(cs_worklist *list, cs_error *err)
{
    cs_status status;
    bool any, all = true;
    if (!list->news)
        CS_TRY(cs_database_prepare(&list->db,
                                   "SELECT seq, point, replicate, state FROM work WHERE seq > ? "
                                   "ORDER BY seq", &list->news, err));
    sqlite3_bind_int64(list->news, 1, list->seen);
    while ((status = cs_database_step(&list->db, list->news, &any, err)) == CS_OK && any) {
        cs_work_row row = {sqlite3_column_int(list->news, 1), sqlite3_column_int64(list->news, 2)};
        int state = sqlite3_column_int(list->news, 3);
        if (row.point < 0 || row.replicate < 0 || row.replicate >= list->plan.replicates ||
            (state != CS_WORK_DONE && state != CS_WORK_FAILED))
            CS_GO(cs_database_fail(&list->db, SQLITE_CORRUPT, err));
        /* a row of a point that somebody added since is looked at again when the points are read; until
           then those behind it are, too, and noting a row twice does nothing */
        all &= row.point < list->plan.points;
        if (all) list->seen = sqlite3_column_int64(list->news, 0);
        if (row.point < list->plan.points) cs_row_note(list, row, state);
    }
out:
    sqlite3_reset(list->news);
    return status;
}

static void move_cursor(cs_worklist *list)
{
    int64_t rows = all_rows(list);
    for (; list->cursor < rows; list->cursor++) {
        cs_work_row row = row_at(list, list->cursor);
        if (cs_row_in_slice(list, row) && list->state[cs_row_index(list, row)] == CS_WORK_WAITING)
            return;
    }
}

static bool is_free(const cs_worklist *list, cs_work_row row)
{
    size_t index = cs_row_index(list, row);
    return cs_row_in_slice(list, row) && list->state[index] == CS_WORK_WAITING && !list->mine[index];
}

/* Try to take the row: another process may have it, or may have finished it since we last looked. */
static cs_status take_row(cs_worklist *list, cs_work_row row, bool *any, cs_error *err)
{
    size_t index = cs_row_index(list, row);
    CS_TRY(cs_claims_take(&list->claims, (int64_t)index, any, err));
    if (!*any) return CS_OK;
    cs_status status = cs_worklist_refresh(list, err);
    *any = status == CS_OK && list->state[index] == CS_WORK_WAITING;
    list->mine[index] = *any;
    list->in_hand += *any;
    if (!*any) cs_claims_give(&list->claims, (int64_t)index);
    return status;
}

static cs_status take(cs_worklist *list, cs_work_row *row, bool *any, cs_error *err)
{
    int64_t rows = all_rows(list);
    CS_TRY(cs_worklist_refresh(list, err));
    move_cursor(list);
    for (int64_t place = list->cursor; place < rows && !*any; place++) {
        *row = row_at(list, place);
        if (is_free(list, *row)) CS_TRY(take_row(list, *row, any, err));
    }
    return CS_OK;
}

cs_status cs_worklist_take(cs_worklist *list, cs_work_row *row, bool *any, cs_error *err)
{
    *any = false;
    mtx_lock(&list->lock);
    cs_status status = take(list, row, any, err);
    mtx_unlock(&list->lock);
    return status;
}

static void give(cs_worklist *list, cs_work_row row)
{
    size_t index = cs_row_index(list, row);
    list->mine[index] = 0;
    list->in_hand--;
    cs_claims_give(&list->claims, (int64_t)index);
}

/* What is known of a row that ended. */
typedef struct ended {
    cs_work_state state;
    double seconds;
    const char *hash, *scenario_hash, *message;
    const double *value; /* [figures], NULL: none */
} ended;

static cs_status put_values(cs_worklist *list, cs_work_row row, const double *value, cs_error *err)
{
    if (!list->put_value)
        CS_TRY(cs_database_prepare(&list->db, "INSERT INTO value VALUES (?, ?, ?, ?)",
                                   &list->put_value, err));
    for (int figure = 0; value && figure < list->plan.figures; figure++) {
        sqlite3_bind_int(list->put_value, 1, figure);
        sqlite3_bind_int(list->put_value, 2, row.point);
        sqlite3_bind_int64(list->put_value, 3, row.replicate);
        if (isnan(value[figure])) sqlite3_bind_null(list->put_value, 4);
        else sqlite3_bind_double(list->put_value, 4, value[figure]);
        CS_TRY(cs_database_run(&list->db, list->put_value, err));
    }
    return CS_OK;
}

static cs_status put_work(cs_worklist *list, cs_work_row row, const ended *what, cs_error *err)
{
    if (!list->put_work)
        CS_TRY(cs_database_prepare(&list->db,
                                   "INSERT INTO work (point, replicate, state, worker, seconds, "
                                   "hash, scenario_hash, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                   &list->put_work, err));
    sqlite3_bind_int(list->put_work, 1, row.point);
    sqlite3_bind_int64(list->put_work, 2, row.replicate);
    sqlite3_bind_int(list->put_work, 3, what->state);
    sqlite3_bind_int64(list->put_work, 4, list->worker);
    sqlite3_bind_double(list->put_work, 5, what->seconds);
    cs_database_text(list->put_work, 6, what->hash);
    cs_database_text(list->put_work, 7, what->scenario_hash);
    cs_database_text(list->put_work, 8, what->message);
    return cs_database_run(&list->db, list->put_work, err);
}

static cs_status finish_row(cs_worklist *list, cs_work_row row, const ended *what, cs_error *err)
{
    cs_status status;
    CS_TRY(cs_database_exec(&list->db, "BEGIN IMMEDIATE", err));
    CS_GO(put_work(list, row, what, err));
    CS_GO(put_values(list, row, what->value, err));
    CS_GO(cs_database_exec(&list->db, "COMMIT", err));
    cs_row_note(list, row, (int)what->state);
    return CS_OK;
out:
    cs_worklist_roll_back(list);
    return status;
}

/* Whether it could be kept or not, the row is nobody's from here on. */
static cs_status finish(cs_worklist *list, cs_work_row row, const ended *what, cs_error *err)
{
    mtx_lock(&list->lock);
    cs_status status = finish_row(list, row, what, err);
    give(list, row);
    mtx_unlock(&list->lock);
    return status;
}

cs_status cs_worklist_done(cs_worklist *list, cs_work_row row, double seconds, const char hash[33],
                           const char *scenario_hash, const double *value, cs_error *err)
{
    return finish(list, row, &(ended){.state = CS_WORK_DONE, .seconds = seconds, .hash = hash,
                                      .scenario_hash = scenario_hash, .value = value}, err);
}

cs_status cs_worklist_failed(cs_worklist *list, cs_work_row row, const char *message, cs_error *err)
{
    return finish(list, row, &(ended){.state = CS_WORK_FAILED, .message = message}, err);
}

cs_status cs_worklist_return(cs_worklist *list, cs_work_row row, cs_error *err)
{
    (void)err;
    mtx_lock(&list->lock);
    give(list, row);
    mtx_unlock(&list->lock);
    return CS_OK;
}
