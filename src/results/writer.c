/* Writing a results file. It is made beside its name (NAME.part, SQLite in WAL mode), one transaction
   per replicate, and given its name when the run ends: whoever sees NAME sees whole replicates. */
#include "results/writer.h"

#include "core/mem.h"
#include "core/text.h"
#include "results/digest.h"
#include "results/file.h"
#include "results/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A reader of a live file is waited for so many times 5 ms: five minutes. */
#define READER_PAUSES 60000

static void remove_part(const char *part)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char name[4096];
        if (snprintf(name, sizeof name, "%s%s", part, tails[i]) < (int)sizeof name) unlink(name);
    }
}

/* --force replaces results, not whatever has the name: a file with our mark, or an empty one. */
static cs_status check_replaced(const char *path, cs_error *err)
{
    unsigned char mark[72] = {0};
    struct stat found;
    if (stat(path, &found) != 0) return CS_OK;
    bool ours = S_ISREG(found.st_mode) && found.st_size == 0;
    FILE *file = S_ISREG(found.st_mode) && !ours ? fopen(path, "rb") : NULL;
    if (file) {
        ours = fread(mark, 1, sizeof mark, file) == sizeof mark &&
               memcmp(mark, "SQLite format 3", 16) == 0 &&
               ((uint32_t)mark[68] << 24 | (uint32_t)mark[69] << 16 | (uint32_t)mark[70] << 8 |
                mark[71]) == CS_APPLICATION_ID;
        fclose(file);
    }
    if (ours) return CS_OK;
    return cs_fail(err, CS_IO,
                   "%s is there and is no results file; it is left alone, --force or not; choose "
                   "another name", path);
}

/* NAME.part from an earlier run: in use, or left by one that was killed and then of no use. */
static cs_status clear_part(const char *part, cs_error *err)
{
    struct stat found;
    if (lstat(part, &found) != 0) return CS_OK;
    sqlite3 *old = NULL;
    int code = sqlite3_open_v2(part, &old, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK) code = sqlite3_exec(old, "BEGIN EXCLUSIVE; ROLLBACK;", NULL, NULL, NULL);
    sqlite3_close(old);
    if (code == SQLITE_BUSY)
        return cs_fail(err, CS_IO,
                       "%s is being written by another run; wait for it to end or choose another "
                       "name", part);
    if (code != SQLITE_OK)
        return cs_fail(err, CS_IO,
                       "%s is in the way: results are written under that name first, and it was not "
                       "made by this program; move it away", part);
    remove_part(part);
    return CS_OK;
}

/* Made by hand, because SQLite does not tell why it could not make it. */
static cs_status make_part(const cs_results_writer *writer, cs_error *err)
{
    int fault = 0, file = -1;
    if (cs_fault_hit(CS_FAULT_WRITE)) fault = EIO;
    else if ((file = open(writer->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0)
        fault = errno;
    if (file >= 0) close(file);
    return fault ? cs_fail_file(err, writer->path, "written", fault) : CS_OK;
}

static cs_status put_meta(const cs_database *db, const char *key, const char *value, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    CS_TRY(cs_database_prepare(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", &statement, err));
    cs_database_text(statement, 1, key);
    cs_database_text(statement, 2, value);
    cs_status status = cs_database_step(db, statement, NULL, err);
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_number(const cs_database *db, const char *key, int64_t value, cs_error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    return put_meta(db, key, text, err);
}

static cs_status put_metas(const cs_database *db, const cs_results_meta *meta, cs_error *err)
{
    CS_TRY(put_meta(db, "note",
                    "A run of a model. Everyone in this file is synthetic: no row describes a real "
                    "person.", err));
    CS_TRY(put_meta(db, "complete", "no", err));
    CS_TRY(put_meta(db, "program", meta->program, err));
    CS_TRY(put_meta(db, "engine", meta->engine, err));
    CS_TRY(put_meta(db, "machine", meta->machine, err));
    CS_TRY(put_meta(db, "created", meta->created, err));
    CS_TRY(put_meta(db, "scenario_name", meta->scenario_name, err));
    CS_TRY(put_number(db, "seed", meta->seed, err));
    CS_TRY(put_number(db, "replicates", meta->replicates, err));
    if (meta->base && meta->base[0]) CS_TRY(put_meta(db, "base", meta->base, err));
    if (meta->own_persons > 0)
        CS_TRY(put_number(db, "scenario_persons", meta->own_persons, err));
    return put_number(db, "threads", meta->threads, err);
}

/* Exclusive locking spares the shared-memory file and keeps a second run off, and a reader, too; NORMAL
   writes through to the disk at each checkpoint, the last of which is at the end. */
static cs_status start(cs_results_writer *writer, const cs_results_meta *meta, cs_error *err)
{
    const cs_database *db = &writer->db;
    cs_text sql = {0};
    cs_status status;
    if (!meta->live) CS_GO(cs_database_exec(db, "PRAGMA locking_mode = EXCLUSIVE", err));
    CS_GO(cs_database_exec(db,
                           "PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; BEGIN;", err));
    cs_schema_sql(&sql);
    if (sql.failed) CS_GO(cs_fail_memory(err, "the schema of the results"));
    CS_GO(cs_database_exec(db, sql.bytes, err));
    CS_GO(put_metas(db, meta, err));
    CS_GO(cs_database_exec(db, "COMMIT", err));
out:
    cs_text_drop(&sql);
    return status;
}

static void forget_inserts(cs_results_writer *writer)
{
    for (int who = 0; who < CS_WHO; who++)
        for (int i = 0; i < CS_TABLES; i++) {
            sqlite3_finalize(writer->insert[who][i]);
            writer->insert[who][i] = NULL;
        }
}

static void writer_free(cs_results_writer *writer)
{
    forget_inserts(writer);
    sqlite3_close(writer->db.handle);
    cs_free(writer->path);
    cs_free(writer->part);
    cs_free(writer->finished);
    cs_free(writer);
}

cs_status cs_results_create(const char *path, bool force, const cs_results_meta *meta,
                            cs_results_writer **out, cs_error *err)
{
    cs_status status;
    cs_text part = {0};
    int code;
    *out = NULL;
    CS_TRY(cs_file_refuse(path, force, err));
    CS_TRY(check_replaced(path, err));
    cs_results_writer *writer = cs_alloc(1, sizeof *writer);
    if (!writer) return cs_fail_memory(err, "the results file");
    bool made = false;
    writer->force = force;
    writer->wanted = meta->replicates;
    writer->seed = meta->seed;
    writer->live = meta->live;
    cs_text_format(&part, "%s.part", path);
    CS_GO(cs_text_take(&part, &writer->part, err));
    writer->path = cs_copy_text(path);
    if (!writer->path) CS_GO(cs_fail_memory(err, "the name of the results file"));
    writer->db = (cs_database){.path = writer->path, .writing = true};
    CS_GO(clear_part(writer->part, err));
    CS_GO(make_part(writer, err));
    made = true;
    code = sqlite3_open_v2(writer->part, &writer->db.handle,
                           SQLITE_OPEN_READWRITE, NULL);
    if (code != SQLITE_OK) CS_GO(cs_database_fail(&writer->db, code, err));
    sqlite3_extended_result_codes(writer->db.handle, 1);
    CS_GO(start(writer, meta, err));
    *out = writer;
    return CS_OK;
out:
    if (writer->db.handle) sqlite3_close(writer->db.handle);
    writer->db.handle = NULL;
    if (made) remove_part(writer->part);
    writer_free(writer);
    return status;
}

/* INSERT statement of a table, made once. */
static cs_status insert_of(cs_results_writer *writer, int who, int table, sqlite3_stmt **out,
                           cs_error *err)
{
    if (!writer->insert[who][table]) {
        const cs_ledger_table *t = &cs_ledger_tables[table];
        cs_columns columns = cs_columns_of(t, NULL);
        char name[64], sql[200];
        cs_table_name(t, who, name);
        snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?, ?, ?%.*s)", name, 3 * columns.count,
                 ", ?, ?, ?, ?");
        CS_TRY(cs_database_prepare(&writer->db, sql, &writer->insert[who][table], err));
    }
    *out = writer->insert[who][table];
    return CS_OK;
}

static cs_status add_counts(cs_results_writer *writer, int who, int table, int world,
                            int64_t replicate, const cs_ledger *ledger, cs_error *err)
{
    const cs_ledger_table *t = &cs_ledger_tables[table];
    cs_columns columns = cs_columns_of(t, ledger);
    const int64_t *cells = cs_ledger_cells(ledger, t);
    size_t size = cs_ledger_size(ledger, t), index[CS_COLUMNS_MOST];
    sqlite3_stmt *insert;
    CS_TRY(insert_of(writer, who, table, &insert, err));
    sqlite3_bind_int(insert, 1, world);
    sqlite3_bind_int64(insert, 2, replicate);
    for (size_t flat = 0; flat < size; flat++) {
        if (cells[flat] == 0) continue;
        cs_columns_split(&columns, flat, index);
        for (int i = 0; i < columns.count; i++)
            sqlite3_bind_int64(insert, 3 + i, (int64_t)index[i]);
        sqlite3_bind_int64(insert, 3 + columns.count, cells[flat]);
        CS_TRY(cs_database_run(&writer->db, insert, err));
    }
    return CS_OK;
}

static void bind_optional(sqlite3_stmt *statement, int column, int value)
{
    if (value < 0) sqlite3_bind_null(statement, column);
    else sqlite3_bind_int(statement, column, value);
}

static cs_status add_events(cs_results_writer *writer, int world, int64_t replicate,
                            const cs_ledger *ledger, cs_error *err)
{
    sqlite3_stmt *insert = NULL;
    cs_status status = CS_OK;
    if (ledger->events == 0) return CS_OK;
    CS_TRY(cs_database_prepare(&writer->db,
                               "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &insert,
                               err));
    sqlite3_bind_int(insert, 1, world);
    sqlite3_bind_int64(insert, 2, replicate);
    for (size_t i = 0; i < ledger->events && status == CS_OK; i++) {
        const cs_event *e = &ledger->event[i];
        sqlite3_bind_int64(insert, 3, (int64_t)i);
        sqlite3_bind_int64(insert, 4, e->person);
        sqlite3_bind_int(insert, 5, e->day);
        sqlite3_bind_int(insert, 6, e->kind);
        bind_optional(insert, 7, e->lane);
        bind_optional(insert, 8, e->tag);
        sqlite3_bind_int(insert, 9, e->what);
        sqlite3_bind_int(insert, 10, e->detail);
        sqlite3_bind_int(insert, 11, e->points);
        status = cs_database_run(&writer->db, insert, err);
    }
    sqlite3_finalize(insert);
    return status;
}

static cs_status add_replicate(cs_results_writer *writer, int world, int64_t replicate,
                               double seconds, const cs_ledger *ledger, cs_error *err)
{
    sqlite3_stmt *insert = NULL;
    char hash[33];
    CS_TRY(cs_digest_ledger(ledger, hash, err));
    CS_TRY(cs_database_prepare(&writer->db,
                               "INSERT INTO replicate VALUES (?, ?, ?, ?, ?)", &insert, err));
    sqlite3_bind_int(insert, 1, world);
    sqlite3_bind_int64(insert, 2, replicate);
    sqlite3_bind_int64(insert, 3, writer->seed);
    sqlite3_bind_double(insert, 4, seconds);
    cs_database_text(insert, 5, hash);
    cs_status status = cs_database_step(&writer->db, insert, NULL, err);
    sqlite3_finalize(insert);
    return status;
}

cs_status cs_results_add(cs_results_writer *writer, int world, int64_t replicate, double seconds,
                         const cs_ledger *ledger, cs_error *err)
{
    cs_status status;
    if (world < 0 || world >= writer->worlds)
        return cs_fail(err, CS_USAGE, "world %d was not added to the results", world);
    if (writer->firms && !ledger->firms)
        return cs_fail(err, CS_USAGE, "a ledger of firms was wanted, as world %d has them", world);
    CS_TRY(cs_database_exec(&writer->db, "BEGIN", err));
    for (int i = 0; i < cs_ledger_table_count; i++)
        CS_GO(add_counts(writer, CS_PERSONS, i, world, replicate, ledger, err));
    for (int i = 0; writer->firms && i < cs_ledger_table_count; i++)
        CS_GO(add_counts(writer, CS_FIRMS, i, world, replicate, ledger->firms, err));
    CS_GO(add_events(writer, world, replicate, ledger, err));
    CS_GO(add_replicate(writer, world, replicate, seconds, ledger, err));
    CS_GO(cs_database_exec(&writer->db, "COMMIT", err));
    writer->finished[world]++;
    return CS_OK;
out:
    sqlite3_exec(writer->db.handle, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

int64_t cs_results_finished(const cs_results_writer *writer)
{
    int64_t least = writer->worlds > 0 ? writer->finished[0] : 0;
    for (int i = 1; i < writer->worlds; i++)
        if (writer->finished[i] < least) least = writer->finished[i];
    return least;
}

/* The log is given up when nobody reads, and readers of a live file come and go. */
static cs_status leave_log(const cs_results_writer *writer, cs_error *err)
{
    const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
    cs_status status = CS_OK;
    for (int tries = 0; tries < READER_PAUSES; tries++) {
        status = cs_database_exec(&writer->db, "PRAGMA journal_mode = DELETE", err);
        if (status == CS_OK || !writer->live) break;
        if ((sqlite3_errcode(writer->db.handle) & 0xff) != SQLITE_BUSY) break;
        nanosleep(&pause, NULL);
    }
    return status;
}

/* Fold the write-ahead log into the one file, and let go of it. */
static cs_status close_database(cs_results_writer *writer, cs_error *err)
{
    int64_t unused;
    const cs_database *db = &writer->db;
    if (cs_results_finished(writer) == writer->wanted)
        CS_TRY(put_meta(db, "complete", "yes", err));
    forget_inserts(writer);
    CS_TRY(cs_database_number(db, "PRAGMA wal_checkpoint(TRUNCATE)", &unused, err));
    CS_TRY(leave_log(writer, err));
    int code = sqlite3_close(writer->db.handle);
    if (code != SQLITE_OK) return cs_database_fail(db, code, err);
    writer->db.handle = NULL;
    return CS_OK;
}

cs_status cs_results_finish(cs_results_writer *writer, bool discard, cs_error *err)
{
    cs_status status = CS_OK;
    if (!writer) return CS_OK;
    bool keep = !discard && cs_results_finished(writer) > 0;
    if (keep) {
        status = close_database(writer, err);
        if (status == CS_OK) status = cs_file_move(writer->part, writer->path, writer->force, err);
    }
    if (!keep || status != CS_OK) {
        forget_inserts(writer);
        sqlite3_close(writer->db.handle);
        writer->db.handle = NULL;
        remove_part(writer->part);
    }
    writer_free(writer);
    return status;
}
