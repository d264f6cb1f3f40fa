/* Joining study files: slices of one study, worked off on several machines, become one file. */
#include "results/worklist_store.h"

#include "core/mem.h"
#include "core/text.h"
#include "results/file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct merging {
    cs_worklist *to, *from;
    sqlite3_stmt *put_work, *put_value, *put_worker;
} merging;

/* Row `n` columns of one statement into another, from column `first` on. */
static void copy_columns(sqlite3_stmt *from, sqlite3_stmt *to, int first, int n)
{
    for (int i = 0; i < n; i++)
        sqlite3_bind_value(to, first + 1 + i, sqlite3_column_value(from, first + i));
}

static cs_status copy_values(merging *m, cs_work_row row, cs_error *err)
{
    sqlite3_stmt *get = NULL;
    cs_status status = CS_OK;
    bool any = true;
    CS_TRY(cs_database_prepare(&m->from->db,
                               "SELECT figure, point, replicate, value FROM value WHERE figure = ? "
                               "AND point = ? AND replicate = ?", &get, err));
    for (int figure = 0; figure < m->to->plan.figures && status == CS_OK; figure++) {
        sqlite3_reset(get);
        sqlite3_bind_int(get, 1, figure);
        sqlite3_bind_int(get, 2, row.point);
        sqlite3_bind_int64(get, 3, row.replicate);
        status = cs_database_step(&m->from->db, get, &any, err);
        if (status != CS_OK || !any) continue;
        copy_columns(get, m->put_value, 0, 4);
        status = cs_database_run(&m->to->db, m->put_value, err);
    }
    sqlite3_finalize(get);
    return status;
}

static cs_status get_value(const cs_database *db, sqlite3_stmt *get, int figure, cs_work_row row,
                           bool *any, cs_error *err)
{
    sqlite3_reset(get);
    sqlite3_bind_int(get, 1, figure);
    sqlite3_bind_int(get, 2, row.point);
    sqlite3_bind_int64(get, 3, row.replicate);
    return cs_database_step(db, get, any, err);
}

/* To the bit; undefined is the same as undefined. */
static bool same_value(sqlite3_stmt *a, sqlite3_stmt *b)
{
    double one = sqlite3_column_double(a, 0), two = sqlite3_column_double(b, 0);
    return sqlite3_column_type(a, 0) == sqlite3_column_type(b, 0) &&
           memcmp(&one, &two, sizeof one) == 0;
}

/* The hash of a row is of its counts, and says nothing of figures that were changed in the file. */
static cs_status compare_values(const merging *m, cs_work_row row, cs_error *err)
{
    static const char sql[] = "SELECT value FROM value WHERE figure = ? AND point = ? AND "
                              "replicate = ?";
    sqlite3_stmt *from = NULL, *to = NULL;
    cs_status status;
    CS_GO(cs_database_prepare(&m->from->db, sql, &from, err));
    CS_GO(cs_database_prepare(&m->to->db, sql, &to, err));
    for (int figure = 0; figure < m->to->plan.figures; figure++) {
        bool new = false, known = false;
        CS_GO(get_value(&m->from->db, from, figure, row, &new, err));
        CS_GO(get_value(&m->to->db, to, figure, row, &known, err));
        if (new == known && (!new || same_value(from, to))) continue;
        CS_GO(cs_fail(err, CS_FORMAT,
                      "%s holds another value of figure `%.80s` in replicate %lld of point %d than "
                      "the files before it; one of them was changed, or made by another version of "
                      "the program", m->from->path, m->to->plan.figure[figure].name,
                      (long long)row.replicate, row.point + 1));
    }
out:
    sqlite3_finalize(from);
    sqlite3_finalize(to);
    return status;
}

/* A row that is there already: the same result is no news, another one is a fault. */
static cs_status compare_row(const merging *m, cs_work_row row, const char *hash,
                             const char *scenario, cs_error *err)
{
    sqlite3_stmt *get = NULL;
    bool any = false;
    CS_TRY(cs_database_prepare(&m->to->db,
                               "SELECT hash = ? AND scenario_hash = ? FROM work WHERE point = ? AND "
                               "replicate = ?", &get, err));
    cs_database_text(get, 1, hash);
    cs_database_text(get, 2, scenario);
    sqlite3_bind_int(get, 3, row.point);
    sqlite3_bind_int64(get, 4, row.replicate);
    cs_status status = cs_database_step(&m->to->db, get, &any, err);
    bool same = any && sqlite3_column_int(get, 0) != 0;
    sqlite3_finalize(get);
    if (status == CS_OK && !same)
        return cs_fail(err, CS_FORMAT,
                       "%s holds another result of replicate %lld of point %d than the files before "
                       "it; one of them was changed, or made by another version of the program",
                       m->from->path, (long long)row.replicate, row.point + 1);
    CS_TRY(status);
    return compare_values(m, row, err);
}

static cs_status forget_failed(const merging *m, cs_work_row row, cs_error *err)
{
    sqlite3_stmt *drop = NULL;
    CS_TRY(cs_database_prepare(&m->to->db, "DELETE FROM work WHERE point = ? AND replicate = ?",
                               &drop, err));
    sqlite3_bind_int(drop, 1, row.point);
    sqlite3_bind_int64(drop, 2, row.replicate);
    cs_status status = cs_database_step(&m->to->db, drop, NULL, err);
    sqlite3_finalize(drop);
    return status;
}

/* What is done takes the place of what failed elsewhere; of two messages the first stands. */
static cs_status copy_row(merging *m, sqlite3_stmt *get, int64_t workers, cs_error *err)
{
    cs_work_row row = {sqlite3_column_int(get, 1), sqlite3_column_int64(get, 2)};
    int state = sqlite3_column_int(get, 3);
    if (row.point < 0 || row.point >= m->to->plan.points || row.replicate < 0 ||
        row.replicate >= m->to->plan.replicates)
        return cs_database_fail(&m->from->db, SQLITE_CORRUPT, err);
    int there = m->to->state[cs_row_index(m->to, row)];
    if (there == CS_WORK_DONE && state == CS_WORK_DONE)
        return compare_row(m, row, (const char *)sqlite3_column_text(get, 6),
                           (const char *)sqlite3_column_text(get, 7), err);
    if (there == CS_WORK_FAILED && state == CS_WORK_DONE) CS_TRY(forget_failed(m, row, err));
    else if (there != CS_WORK_WAITING) return CS_OK;
    copy_columns(get, m->put_work, 1, 8);
    sqlite3_bind_int64(m->put_work, 5, workers + sqlite3_column_int64(get, 4));
    CS_TRY(cs_database_run(&m->to->db, m->put_work, err));
    cs_row_note(m->to, row, state);
    return state == CS_WORK_DONE ? copy_values(m, row, err) : CS_OK;
}

static cs_status copy_rows(merging *m, int64_t workers, cs_error *err)
{
    sqlite3_stmt *get = NULL;
    cs_status status;
    bool any;
    CS_TRY(cs_database_prepare(&m->from->db,
                               "SELECT seq, point, replicate, state, worker, seconds, hash, "
                               "scenario_hash, message FROM work ORDER BY point, replicate", &get,
                               err));
    while ((status = cs_database_step(&m->from->db, get, &any, err)) == CS_OK && any)
        CS_GO(copy_row(m, get, workers, err));
out:
    sqlite3_finalize(get);
    return status;
}

/* Who worked on it, numbered behind those there are. */
static cs_status copy_workers(merging *m, int64_t workers, cs_error *err)
{
    sqlite3_stmt *get = NULL;
    cs_status status;
    bool any;
    CS_TRY(cs_database_prepare(&m->from->db,
                               "SELECT worker, program, machine, process, began FROM worker", &get,
                               err));
    while ((status = cs_database_step(&m->from->db, get, &any, err)) == CS_OK && any) {
        copy_columns(get, m->put_worker, 0, 5);
        sqlite3_bind_int64(m->put_worker, 1, workers + sqlite3_column_int64(get, 0));
        CS_GO(cs_database_run(&m->to->db, m->put_worker, err));
    }
out:
    sqlite3_finalize(get);
    return status;
}

/* The texts of scenarios, as the file has them: under one hash there is one text. */
static cs_status copy_texts(const merging *m, cs_error *err)
{
    sqlite3_stmt *get = NULL, *put = NULL;
    cs_status status;
    bool any;
    CS_GO(cs_database_prepare(&m->from->db, "SELECT hash, scenario, safeguard, text FROM scenario",
                              &get, err));
    /* a row that is there is written again only where its text is the same: no change, no fault */
    CS_GO(cs_database_prepare(&m->to->db,
                              "INSERT INTO scenario VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash) DO "
                              "UPDATE SET text = text WHERE text = ?4", &put, err));
    while ((status = cs_database_step(&m->from->db, get, &any, err)) == CS_OK && any) {
        copy_columns(get, put, 0, 4);
        CS_GO(cs_database_run(&m->to->db, put, err));
        if (sqlite3_changes(m->to->db.handle) != 1)
            CS_GO(cs_fail(err, CS_FORMAT,
                          "%s holds another text of the scenario with the hash %.32s than the files "
                          "before it; one of them was changed", m->from->path,
                          (const char *)sqlite3_column_text(get, 0)));
    }
out:
    sqlite3_finalize(get);
    sqlite3_finalize(put);
    return status;
}

/* What the scenario of each point was found to be, where the file says so. */
static cs_status copy_hashes(const merging *m, cs_error *err)
{
    sqlite3_stmt *get = NULL, *put = NULL;
    cs_status status;
    bool any;
    CS_GO(cs_database_prepare(&m->from->db,
                              "SELECT point, scenario_hash FROM point WHERE scenario_hash <> ''",
                              &get, err));
    CS_GO(cs_database_prepare(&m->to->db,
                              "UPDATE point SET scenario_hash = ?2 WHERE point = ?1 AND "
                              "scenario_hash IN ('', ?2)", &put, err));
    while ((status = cs_database_step(&m->from->db, get, &any, err)) == CS_OK && any) {
        copy_columns(get, put, 0, 2);
        CS_GO(cs_database_run(&m->to->db, put, err));
        if (sqlite3_changes(m->to->db.handle) != 1)
            CS_GO(cs_fail(err, CS_FORMAT,
                          "%s was made with another version of the scenario of point %d than the "
                          "files before it; merge files of one version", m->from->path,
                          sqlite3_column_int(get, 0) + 1));
    }
out:
    sqlite3_finalize(get);
    sqlite3_finalize(put);
    return status;
}

static cs_status prepare(merging *m, cs_error *err)
{
    CS_TRY(cs_database_prepare(&m->to->db,
                               "INSERT INTO work (point, replicate, state, worker, seconds, hash, "
                               "scenario_hash, message) VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                               &m->put_work, err));
    CS_TRY(cs_database_prepare(&m->to->db, "INSERT INTO value VALUES (?, ?, ?, ?)", &m->put_value,
                               err));
    return cs_database_prepare(&m->to->db, "INSERT INTO worker VALUES (?, ?, ?, ?, ?)",
                               &m->put_worker, err);
}

/* One file into the new one. */
static cs_status join_file(cs_worklist *to, cs_worklist *from, cs_error *err)
{
    merging m = {.to = to, .from = from};
    cs_status status;
    int64_t workers;
    CS_TRY(cs_database_exec(&to->db, "BEGIN IMMEDIATE", err));
    CS_GO(copy_texts(&m, err));
    CS_GO(copy_hashes(&m, err));
    CS_GO(cs_database_number(&to->db, "SELECT ifnull(max(worker), 0) FROM worker", &workers, err));
    CS_GO(prepare(&m, err));
    CS_GO(copy_workers(&m, workers, err));
    CS_GO(copy_rows(&m, workers, err));
    CS_GO(cs_database_exec(&to->db, "COMMIT", err));
out:
    sqlite3_finalize(m.put_work);
    sqlite3_finalize(m.put_value);
    sqlite3_finalize(m.put_worker);
    if (status != CS_OK) cs_worklist_roll_back(to);
    return status;
}

static cs_status join_all(cs_worklist *to, const char *const *paths, int count, cs_error *err)
{
    for (int i = 0; i < count; i++) {
        cs_worklist *from = NULL;
        CS_TRY(cs_worklist_read(paths[i], &from, err));
        cs_status status = cs_plan_compare(from, &to->plan, paths[0], err);
        if (status == CS_OK) status = join_file(to, from, err);
        cs_worklist_close(from);
        CS_TRY(status);
    }
    return CS_OK;
}

/* What SQLite keeps beside a file; left by a study that was killed, it would be played into any file that
   gets the name. */
static void remove_logs(const char *path)
{
    static const char *const tails[] = {"-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char name[4096];
        if (snprintf(name, sizeof name, "%s%s", path, tails[i]) < (int)sizeof name) unlink(name);
    }
}

static void remove_part(const char *part)
{
    char name[4096];
    remove_logs(part);
    unlink(part);
    if (snprintf(name, sizeof name, "%s.workers", part) < (int)sizeof name) unlink(name);
}

/* A study that was killed as it began may say what it is in its log alone, so SQLite is asked. */
static bool is_study(const char *path)
{
    cs_database db = {.path = path};
    cs_error ignored = {0};
    int64_t id = -1, tables = -1;
    if (!cs_worklist_is(path)) return false;
    bool read = sqlite3_open_v2(path, &db.handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                cs_database_number(&db, "PRAGMA application_id", &id, &ignored) == CS_OK;
    if (read && id == 0)
        read = cs_database_number(&db, "SELECT count(*) FROM sqlite_master", &tables, &ignored) ==
               CS_OK;
    sqlite3_close(db.handle);
    return read && (id == CS_STUDY_APPLICATION_ID || (id == 0 && tables == 0));
}

/* --force replaces a study, not whatever has the name: a file with our mark, or an empty one. */
static cs_status check_replaced(const char *path, cs_error *err)
{
    struct stat found;
    if (stat(path, &found) != 0) return CS_OK;
    if (S_ISREG(found.st_mode) && (found.st_size == 0 || is_study(path))) return CS_OK;
    return cs_fail(err, CS_IO,
                   "%s is there and is no study file; it is left alone, --force or not; choose "
                   "another name", path);
}

/* Nobody works on what has the name now, and until cs_claims_close nobody can begin to. */
static cs_status take_name(cs_claims *claims, const char *path, cs_error *err)
{
    cs_text name = {0};
    char *workers = NULL;
    CS_TRY(check_replaced(path, err));
    cs_text_format(&name, "%s.workers", path);
    CS_TRY(cs_text_take(&name, &workers, err));
    cs_status status = cs_claims_open(claims, workers, err);
    cs_free(workers);
    if (status == CS_OK && !cs_claims_alone(claims))
        return cs_fail(err, CS_IO,
                       "%s is being worked on by another process; wait for it to end or choose "
                       "another name", path);
    return status;
}

static cs_status merge_into(const char *part, const char *const *paths, int count, cs_error *err)
{
    cs_worklist *first = NULL, *to = NULL;
    cs_status status;
    CS_TRY(cs_worklist_read(paths[0], &first, err));
    if (first->plan.grows)
        CS_GO(cs_fail(err, CS_USAGE,
                      "%s is a study that finds its points as it goes on, as a calibration does: what "
                      "came of two of them makes no third; several processes may work on one file",
                      paths[0]));
    CS_GO(cs_worklist_open(part, &first->plan, 1, 1, &to, err));
    CS_GO(join_all(to, paths, count, err));
    CS_GO(cs_worklist_fold(to, err));
out:
    cs_worklist_close(first);
    cs_worklist_close(to);
    return status;
}

/* Under whatever spelling, by whatever link. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;
    return strcmp(a, b) == 0 || (stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
                                 one.st_ino == other.st_ino);
}

cs_status cs_worklist_merge(const char *const *paths, int count, const char *out, bool force,
                            cs_error *err)
{
    cs_text name = {0};
    char *part = NULL;
    cs_claims claims = {.file = -1};
    cs_status status;
    if (count < 1) return cs_fail(err, CS_USAGE, "no study files to merge were given");
    for (int i = 0; i < count; i++)
        if (is_same_file(paths[i], out))
            return cs_fail(err, CS_USAGE, "%s is one of the files to be merged; another name is "
                                          "wanted for what comes of it", out);
    CS_TRY(cs_file_refuse(out, force, err));
    cs_text_format(&name, "%s.part-%ld", out, (long)getpid());
    CS_TRY(cs_text_take(&name, &part, err));
    CS_GO(take_name(&claims, out, err));
    status = merge_into(part, paths, count, err);
    if (status == CS_OK) {
        remove_logs(out);
        status = cs_file_move(part, out, force, err);
    }
    if (status != CS_OK) remove_part(part);
out:
    cs_claims_close(&claims);
    cs_free(part);
    return status;
}
