/* A study file, opened to be worked on or read, and closed. */
#include "results/worklist_store.h"

#include "core/mem.h"
#include "core/text.h"
#include "results/file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Processes wait for each other's commits, which take milliseconds, and on a bad disk seconds. */
#define WAIT_MILLISECONDS 120000
/* Who ends waits no longer for others to begin or end: the log may stay. */
#define DOOR_SECONDS 10

/* ---- the file ---- */

/* Nothing is made of a file that is something else. The header is written last of all, so a file of ours
   may have none yet. Source: "Database File Format", sqlite.org, section 1.3. */
static cs_status check_header(const char *path, bool must, cs_error *err)
{
    unsigned char header[72] = {0};
    struct stat found;
    if (stat(path, &found) != 0) {
        if (errno == ENOENT && !must) return CS_OK;
        if (must && cs_kind_of(path) != CS_IS_NONE) return cs_fail_kind(err, path, CS_IS_STUDY);
        return cs_fail_file(err, path, must ? "read" : "written", errno);
    }
    if (!S_ISREG(found.st_mode))
        return cs_fail(err, CS_FORMAT, "%s is not a file; a study file was wanted", path);
    if (found.st_size == 0) return CS_OK; /* a study that is beginning, or was killed then */
    FILE *file = fopen(path, "rb");
    if (!file) return cs_fail_file(err, path, "read", errno);
    size_t got = fread(header, 1, sizeof header, file);
    fclose(file);
    uint32_t mark = (uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 |
                    (uint32_t)header[70] << 8 | header[71];
    bool ours = mark == 0 || mark == CS_STUDY_APPLICATION_ID; /* 0: not known yet */
    if (got < sizeof header || memcmp(header, "SQLite format 3", 16) != 0 || !ours)
        return cs_fail_kind(err, path, CS_IS_STUDY);
    return CS_OK;
}

/* Made by hand, because SQLite does not tell why it could not make it. */
static cs_status make_file(cs_worklist *list, cs_error *err)
{
    if (cs_fault_hit(CS_FAULT_WRITE)) return cs_fail_file(err, list->path, "written", EIO);
    int file = open(list->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno == EEXIST) return CS_OK;
    if (file < 0) return cs_fail_file(err, list->path, "written", errno);
    close(file);
    list->made = true;
    return CS_OK;
}

/* Tables and marks come in one commit, perhaps between two of these looks: tables are looked for first. */
static cs_status check_marks(const cs_worklist *list, bool *fresh, cs_error *err)
{
    int64_t id, version, tables;
    CS_TRY(cs_database_number(&list->db, "SELECT count(*) FROM sqlite_master", &tables, err));
    CS_TRY(cs_database_number(&list->db, "PRAGMA application_id", &id, err));
    CS_TRY(cs_database_number(&list->db, "PRAGMA user_version", &version, err));
    *fresh = id == 0 && tables == 0;
    if (!*fresh && id != CS_STUDY_APPLICATION_ID)
        return cs_fail_kind(err, list->path, CS_IS_STUDY);
    if (!*fresh && version != CS_STUDY_VERSION)
        return cs_fail(err, CS_FORMAT,
                       "%s is of study version %lld, and this program (%s) reads version %d; use the "
                       "program that wrote it", list->path, (long long)version, CS_VERSION,
                       CS_STUDY_VERSION);
    return CS_OK;
}

static cs_status put_worker(cs_worklist *list, cs_error *err)
{
    char machine[300], began[32];
    struct utsname system;
    struct tm utc;
    time_t moment = time(NULL);
    sqlite3_stmt *statement = NULL;
    if (uname(&system) != 0) memset(&system, 0, sizeof system);
    snprintf(machine, sizeof machine, "%s %s %s", system.sysname, system.release, system.machine);
    gmtime_r(&moment, &utc);
    strftime(began, sizeof began, "%Y-%m-%dT%H:%M:%SZ", &utc);
    CS_TRY(cs_database_prepare(&list->db,
                               "INSERT INTO worker (program, machine, process, began) VALUES (?, ?, "
                               "?, ?)", &statement, err));
    cs_database_text(statement, 1, "counterscore " CS_VERSION);
    cs_database_text(statement, 2, machine);
    sqlite3_bind_int64(statement, 3, (int64_t)getpid());
    cs_database_text(statement, 4, began);
    cs_status status = cs_database_step(&list->db, statement, NULL, err);
    sqlite3_finalize(statement);
    if (status == CS_OK) list->worker = sqlite3_last_insert_rowid(list->db.handle);
    return status;
}

void cs_worklist_roll_back(const cs_worklist *list)
{
    sqlite3_exec(list->db.handle, "ROLLBACK", NULL, NULL, NULL);
}

/* What is there is read before anything is written, so that another study stays as it is to the byte. */
static cs_status look_first(cs_worklist *list, const cs_study_plan *plan, cs_error *err)
{
    bool fresh;
    CS_TRY(check_marks(list, &fresh, err));
    if (fresh) return CS_OK;
    CS_TRY(cs_plan_read(list, err));
    return cs_plan_compare(list, plan, "the one asked for", err);
}

/* Whoever comes first makes the tables; all others find them. */
static cs_status join(cs_worklist *list, const cs_study_plan *plan, cs_error *err)
{
    cs_status status;
    bool fresh, known = list->plan.text != NULL;
    CS_TRY(cs_database_exec(&list->db, "BEGIN IMMEDIATE", err));
    CS_GO(check_marks(list, &fresh, err));
    if (fresh) CS_GO(cs_plan_create(list, plan, err));
    if (known) CS_GO(cs_plan_read_points(list, err));
    else CS_GO(cs_plan_read(list, err));
    CS_GO(cs_plan_compare(list, plan, "the one asked for", err));
    CS_GO(put_worker(list, err));
    CS_GO(cs_database_exec(&list->db, "COMMIT", err));
    return CS_OK;
out:
    cs_worklist_roll_back(list);
    return status;
}

/* Where a plan grows, each step follows from all before it: another worker's unfinished rows would lead it
   another way. */
static cs_status be_alone(cs_worklist *list, cs_error *err)
{
    bool mine;
    CS_TRY(cs_claims_take_all(&list->claims, &mine, err));
    if (mine) return CS_OK;
    return cs_fail(err, CS_USAGE,
                   "%s is being worked on by another process; a calibration is one chain of tries, which "
                   "one process at a time goes on with", list->path);
}

/* Whoever begins is alone at it, and so is whoever ends: SQLite refuses two who change the kind of its log at
   once, without letting one of them wait. */
static cs_status start(cs_worklist *list, const cs_study_plan *plan, const char *path, cs_error *err)
{
    cs_text name = {0};
    char *workers = NULL;
    if (path) {
        CS_TRY(check_header(path, false, err));
        CS_TRY(cs_file_check_folder(path, err));
        cs_text_format(&name, "%s.workers", path);
        CS_TRY(cs_text_take(&name, &workers, err));
        cs_status status = cs_claims_open(&list->claims, workers, err);
        cs_free(workers);
        CS_TRY(status);
        CS_TRY(cs_claims_enter(&list->claims, WAIT_MILLISECONDS / 1000, err));
        if (plan->grows) CS_TRY(be_alone(list, err));
        CS_TRY(make_file(list, err));
    }
    int code = sqlite3_open_v2(path ? path : ":memory:", &list->db.handle, SQLITE_OPEN_READWRITE,
                               NULL);
    if (code != SQLITE_OK) return cs_database_fail(&list->db, code, err);
    sqlite3_extended_result_codes(list->db.handle, 1);
    sqlite3_busy_timeout(list->db.handle, WAIT_MILLISECONDS);
    /* closing must not fold the log of a file that is not ours into it */
    sqlite3_db_config(list->db.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    CS_TRY(look_first(list, plan, err));
    sqlite3_db_config(list->db.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    list->working = true;
    CS_TRY(cs_database_exec(&list->db,
                            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            "PRAGMA wal_autocheckpoint = 200;", err));
    return join(list, plan, err);
}

static cs_status list_new(const char *path, cs_worklist **out, cs_error *err)
{
    cs_worklist *list = cs_alloc(1, sizeof *list);
    *out = NULL;
    if (!list) return cs_fail_memory(err, "a study");
    list->claims.file = -1;
    list->slice = list->slices = 1;
    if (mtx_init(&list->lock, mtx_plain) != thrd_success) {
        cs_free(list);
        return cs_fail_memory(err, "a study");
    }
    list->path = cs_copy_text(path ? path : "the study in memory");
    list->arena = cs_arena_new();
    *out = list;
    if (!list->path || !list->arena) {
        cs_worklist_close(list);
        *out = NULL;
        return cs_fail_memory(err, "a study");
    }
    list->db.path = list->path;
    return CS_OK;
}

static void forget_statements(cs_worklist *list)
{
    sqlite3_finalize(list->put_work);
    sqlite3_finalize(list->put_value);
    sqlite3_finalize(list->news);
    list->put_work = list->put_value = list->news = NULL;
}

/* A study that could not be begun leaves no file. */
static void drop_made(cs_worklist *list)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    if (!list->made || !cs_claims_alone(&list->claims)) return;
    forget_statements(list);
    sqlite3_close(list->db.handle);
    list->db.handle = NULL;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char name[4096];
        if (snprintf(name, sizeof name, "%s%s", list->path, tails[i]) < (int)sizeof name) unlink(name);
    }
}

cs_status cs_worklist_open(const char *path, const cs_study_plan *plan, int slice, int slices,
                           cs_worklist **out, cs_error *err)
{
    cs_status status;
    *out = NULL;
    if (slices < 1 || slice < 1 || slice > slices)
        return cs_fail(err, CS_USAGE, "there is no slice %d of %d; one from 1 to %d is wanted", slice,
                       slices, slices);
    if (plan->grows && slices > 1)
        return cs_fail(err, CS_USAGE,
                       "this study cannot be cut into slices: what it looks at next depends on all "
                       "that was found");
    if (plan->replicates < 1)
        return cs_fail(err, CS_USAGE, "a study of %lld replicates was asked for; one is the least",
                       (long long)plan->replicates);
    if (plan->replicates > CS_WORK_ROWS_MOST || plan->points > CS_WORK_ROWS_MOST / plan->replicates)
        return cs_fail(err, CS_USAGE,
                       "%d points with %lld replicates are more than the %d rows that a study may have; "
                       "take fewer of either", plan->points, (long long)plan->replicates,
                       CS_WORK_ROWS_MOST);
    CS_TRY(list_new(path, out, err));
    cs_worklist *list = *out;
    list->db.writing = true;
    list->slice = slice;
    list->slices = slices;
    CS_GO(start(list, plan, path, err));
    cs_claims_leave(&list->claims);
    CS_GO(cs_worklist_room(list, err));
    CS_GO(cs_worklist_refresh(list, err));
    return CS_OK;
out:
    drop_made(list);
    cs_worklist_close(list);
    *out = NULL;
    return status;
}

static bool is_folder_closed(const char *path)
{
    char folder[4096] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return access(folder, W_OK) != 0;
}

/* A file of which nobody keeps a log can be read without leaving anything beside it; but one that somebody
   is at work on may get a log at any moment, and be changed under us. Where nothing can be put beside it,
   there is no other way. */
static cs_status open_to_read(cs_worklist *list, cs_error *err)
{
    cs_text uri = {0}, log = {0};
    struct stat found;
    cs_text_add(&uri, list->path[0] == '/' ? "file://" : "file:");
    for (const char *c = list->path; *c; c++) {
        if (*c == '%' || *c == '?' || *c == '#') cs_text_format(&uri, "%%%02x", (unsigned char)*c);
        else cs_text_add_bytes(&uri, c, 1);
    }
    cs_text_format(&log, "%s-wal", list->path);
    bool failed = uri.failed || log.failed;
    bool quiet = !failed && stat(log.bytes, &found) != 0 &&
                 (!cs_claims_any(&list->claims) || is_folder_closed(list->path));
    cs_text_add(&uri, quiet ? "?mode=ro&immutable=1" : "?mode=ro");
    failed |= uri.failed;
    int code = failed ? SQLITE_NOMEM
                      : sqlite3_open_v2(uri.bytes, &list->db.handle,
                                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    cs_text_drop(&uri);
    cs_text_drop(&log);
    if (code != SQLITE_OK) return cs_database_fail(&list->db, code, err);
    sqlite3_busy_timeout(list->db.handle, WAIT_MILLISECONDS);
    return CS_OK;
}

bool cs_worklist_is(const char *path)
{
    return cs_kind_of(path) == CS_IS_STUDY;
}

cs_status cs_worklist_read(const char *path, cs_worklist **out, cs_error *err)
{
    cs_status status;
    cs_text workers = {0};
    bool fresh;
    *out = NULL;
    CS_TRY(check_header(path, true, err));
    CS_TRY(list_new(path, out, err));
    cs_worklist *list = *out;
    cs_text_format(&workers, "%s.workers", path);
    if (workers.failed) CS_GO(cs_fail_memory(err, "the name of a file"));
    cs_claims_look(&list->claims, workers.bytes);
    CS_GO(open_to_read(list, err));
    CS_GO(check_marks(list, &fresh, err));
    if (fresh)
        CS_GO(cs_claims_any(&list->claims)
                  ? cs_fail(err, CS_FORMAT, "%s is empty: a study is just beginning it", path)
                  : cs_fail(err, CS_FORMAT, "%s is empty: a study was killed before it began; the same call with "
                                            "`-o %s` begins it again", path, path));
    CS_GO(cs_plan_read(list, err));
    CS_GO(cs_worklist_room(list, err));
    CS_GO(cs_worklist_refresh(list, err));
    cs_text_drop(&workers);
    return CS_OK;
out:
    cs_text_drop(&workers);
    cs_worklist_close(list);
    *out = NULL;
    return status;
}

cs_status cs_worklist_fold(cs_worklist *list, cs_error *err)
{
    forget_statements(list);
    return cs_database_exec(&list->db, "PRAGMA journal_mode = DELETE", err);
}

/* The last one out folds the log into the file. Where the disk is full or others are still at work this
   cannot be done, and need not be: the log is part of what is kept. */
void cs_worklist_close(cs_worklist *list)
{
    if (!list) return;
    forget_statements(list);
    if (list->working && list->db.handle) {
        cs_error unused = {0};
        cs_status alone = cs_claims_enter(&list->claims, DOOR_SECONDS, &unused);
        sqlite3_busy_timeout(list->db.handle, 0);
        if (alone == CS_OK) sqlite3_exec(list->db.handle, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
    sqlite3_close(list->db.handle);
    cs_claims_close(&list->claims);
    mtx_destroy(&list->lock);
    cs_free(list->path);
    cs_free(list->point);
    cs_free(list->state);
    cs_free(list->mine);
    cs_arena_free(list->arena);
    cs_free(list);
}

const cs_study_plan *cs_worklist_plan(const cs_worklist *list)
{
    return &list->plan;
}
