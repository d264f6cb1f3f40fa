/* Opening a results file: is it one, is it whole, of this version; its facts and its worlds.
   Reading never creates or changes a file: the database is opened as immutable. */
#include "core/mem.h"
#include "core/text.h"
#include "results/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Above this size, damage is found by the reader and by `counterscore hash`, not on opening. */
#define CHECK_BYTES (64 << 20)

/* How long a live file may be held up by its writer, in milliseconds. */
#define LIVE_WAIT_MS 10000

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The database header. Source: "Database File Format", sqlite.org, section 1.3. */
static cs_status check_header(const char *path, const unsigned char header[100], off_t bytes,
                              cs_error *err)
{
    uint32_t page = (uint32_t)header[16] << 8 | header[17], pages = big_endian(header + 28);
    if (page == 1) page = 65536;
    if (memcmp(header, "SQLite format 3", 16) != 0 || big_endian(header + 68) != CS_APPLICATION_ID)
        return cs_fail_kind(err, path, CS_IS_RESULTS);
    if (header[18] == 2)
        return cs_fail(err, CS_FORMAT,
                       "%s is not finished: a run is still writing it, or was killed while it did; "
                       "wait for it, or run it again", path);
    if (big_endian(header + 60) != CS_RESULTS_VERSION)
        return cs_fail(err, CS_FORMAT,
                       "%s is of results version %lu, and this program (%s) reads version %d; use "
                       "the program that wrote it", path,
                       (unsigned long)big_endian(header + 60), CS_VERSION, CS_RESULTS_VERSION);
    if ((off_t)page * pages != bytes)
        return cs_fail(err, CS_FORMAT,
                       "%s is cut short or has grown: it says it has %lld bytes, and it has %lld; "
                       "fetch a good copy or run it again", path,
                       (long long)page * pages, (long long)bytes);
    return CS_OK;
}

static cs_status check_file(const char *path, off_t *bytes, cs_error *err)
{
    unsigned char header[100];
    struct stat found;
    if (stat(path, &found) != 0)
        return cs_kind_of(path) != CS_IS_NONE ? cs_fail_kind(err, path, CS_IS_RESULTS)
               : errno == ENOENT
                   ? cs_fail(err, CS_IO, "there is no file %s; `counterscore run SCENARIO -o %s` "
                                         "makes one", path, path)
                   : cs_fail(err, CS_IO, "%s could not be read: %s", path, strerror(errno));
    if (!S_ISREG(found.st_mode))
        return cs_fail(err, CS_FORMAT, "%s is not a file; a results file was wanted", path);
    FILE *file = fopen(path, "rb");
    if (!file) return cs_fail(err, CS_IO, "%s could not be read: %s", path, strerror(errno));
    size_t got = fread(header, 1, sizeof header, file);
    int failed = ferror(file);
    fclose(file);
    if (failed) return cs_fail(err, CS_IO, "%s could not be read: %s", path, strerror(EIO));
    if (got < sizeof header) {
        cs_kind_of_file kind = cs_kind_of(path);
        return kind == CS_IS_SCENARIO || kind == CS_IS_STUDY_TEXT || kind == CS_IS_CHECKPOINT
                   ? cs_fail_kind(err, path, CS_IS_RESULTS)
                   : cs_fail(err, CS_FORMAT,
                             "%s is not a results file: it has only %zu bytes; a file written by "
                             "`counterscore run -o` is wanted", path, got);
    }
    *bytes = found.st_size;
    return check_header(path, header, found.st_size, err);
}

/* Path as a URI that says: read only, and, but of a live file: nobody changes it, leave nothing beside it. */
static cs_status open_database(cs_results *results, bool live, cs_error *err)
{
    cs_text uri = {0};
    cs_text_add(&uri, results->path[0] == '/' ? "file://" : "file:");
    for (const char *c = results->path; *c; c++) {
        if (*c == '%' || *c == '?' || *c == '#') cs_text_format(&uri, "%%%02x", (unsigned char)*c);
        else cs_text_add_bytes(&uri, c, 1);
    }
    cs_text_add(&uri, live ? "?mode=ro" : "?mode=ro&immutable=1");
    if (uri.failed) {
        cs_text_drop(&uri);
        return cs_fail_memory(err, "the name of the results file");
    }
    int code = sqlite3_open_v2(uri.bytes, &results->db.handle,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    cs_text_drop(&uri);
    if (code != SQLITE_OK) return cs_database_fail(&results->db, code, err);
    return CS_OK;
}

/* Column of text; never NULL. */
static const char *text_at(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? (const char *)text : "";
}

static cs_status quick_check(const cs_results *results, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CS_TRY(cs_database_prepare(&results->db, "PRAGMA quick_check(1)", &statement, err));
    cs_status status = cs_database_step(&results->db, statement, &row, err);
    bool whole = row && strcmp(text_at(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    if (status == CS_OK && !whole) return cs_database_fail(&results->db, SQLITE_CORRUPT, err);
    return status;
}

static cs_status read_meta(cs_results *results, cs_error *err)
{
    static const char *const texts[] = {"program", "engine", "machine", "created", "scenario_name", "base"};
    cs_results_meta *meta = &results->meta;
    const char **members[] = {&meta->program, &meta->engine, &meta->machine, &meta->created,
                              &meta->scenario_name, &meta->base};
    enum { TEXTS = sizeof texts / sizeof *texts };
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    for (int i = 0; i < TEXTS; i++) *members[i] = "";
    CS_TRY(cs_database_prepare(&results->db, "SELECT key, value FROM meta", &statement, err));
    while ((status = cs_database_step(&results->db, statement, &row, err)) == CS_OK && row) {
        const char *key = text_at(statement, 0), *value = text_at(statement, 1);
        for (int i = 0; i < TEXTS; i++) {
            if (strcmp(key, texts[i]) != 0) continue;
            cs_free(results->meta_text[i]);
            results->meta_text[i] = cs_copy_text(value);
            if (!results->meta_text[i]) CS_GO(cs_fail_memory(err, "the facts of the run"));
            *members[i] = results->meta_text[i];
        }
        if (strcmp(key, "seed") == 0) meta->seed = sqlite3_column_int64(statement, 1);
        if (strcmp(key, "replicates") == 0) meta->replicates = sqlite3_column_int64(statement, 1);
        if (strcmp(key, "scenario_persons") == 0)
            meta->own_persons = sqlite3_column_int64(statement, 1);
        if (strcmp(key, "threads") == 0) meta->threads = sqlite3_column_int64(statement, 1);
        if (strcmp(key, "complete") == 0) results->complete = strcmp(value, "yes") == 0;
    }
out:
    sqlite3_finalize(statement);
    return status;
}

/* The scenario is read again from its resolved text, so that what the file says about itself and what
   its counts mean cannot drift apart. */
static cs_status parse_world(cs_results *results, cs_world *world, const char *text, cs_error *err)
{
    cs_complaints complaints = {0};
    cs_load_options options = {0};
    cs_error inner = {0};
    const char *name = results->meta.scenario_name;
    if (strcmp(world->name, CS_NO_REGIME) == 0) options.safeguard = CS_NO_REGIME;
    cs_status status = cs_scenario_parse(text, strlen(text), *name ? name : "scenario", &options,
                                         &world->scenario, &complaints, &inner);
    if (status == CS_NOMEM) cs_fail(err, status, "%s", inner.message);
    else if (status != CS_OK)
        status = cs_fail(err, CS_FORMAT,
                         "%s holds a scenario that this program (%s) cannot read: %s; use the "
                         "program that wrote it (%s)", results->path, CS_VERSION,
                         complaints.count > 0 ? complaints.items[0].message : inner.message,
                         results->meta.program);
    cs_complaints_free(&complaints);
    return status;
}

static cs_status read_world(cs_results *results, int index, sqlite3_stmt *statement, cs_error *err)
{
    cs_world *world = &results->world[index];
    if (sqlite3_column_int(statement, 0) != index ||
        sqlite3_column_int64(statement, 4) != sqlite3_column_int64(statement, 5))
        return cs_database_fail(&results->db, SQLITE_CORRUPT, err);
    world->replicates = sqlite3_column_int64(statement, 5);
    snprintf(results->scenario_hash[index], 33, "%s", text_at(statement, 6));
    world->name = cs_copy_text(text_at(statement, 1));
    world->about = cs_copy_text(text_at(statement, 2));
    if (!world->name || !world->about) return cs_fail_memory(err, "the worlds of a run");
    return parse_world(results, world, text_at(statement, 3), err);
}

static cs_status read_worlds(cs_results *results, cs_error *err)
{
    int64_t count = 0;
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row = false;
    CS_TRY(cs_database_number(&results->db, "SELECT count(*) FROM world", &count, err));
    if (count < 1 || count > 100000) return cs_database_fail(&results->db, SQLITE_CORRUPT, err);
    results->world = cs_alloc((size_t)count, sizeof *results->world);
    results->scenario_hash = cs_alloc((size_t)count, sizeof *results->scenario_hash);
    if (!results->world || !results->scenario_hash)
        return cs_fail_memory(err, "the worlds of a run");
    CS_TRY(cs_database_prepare(
        &results->db,
        "SELECT world, name, about, scenario_text,"
        " (SELECT ifnull(max(replicate), -1) + 1 FROM replicate r WHERE r.world = w.world),"
        " (SELECT count(*) FROM replicate r WHERE r.world = w.world), scenario_hash"
        " FROM world w ORDER BY world",
        &statement, err));
    while ((status = cs_database_step(&results->db, statement, &row, err)) == CS_OK && row) {
        if (results->worlds >= count) CS_GO(cs_database_fail(&results->db, SQLITE_CORRUPT, err));
        CS_GO(read_world(results, results->worlds++, statement, err));
    }
out:
    sqlite3_finalize(statement);
    return status;
}

static cs_status make_cache(cs_results *results, cs_error *err)
{
    for (int i = 0; i < results->worlds; i++)
        if (results->world[i].replicates > results->most_replicates)
            results->most_replicates = results->world[i].replicates;
    size_t count = (size_t)results->worlds * (size_t)results->most_replicates;
    results->slim = cs_alloc(count, sizeof *results->slim);
    return results->slim ? CS_OK : cs_fail_memory(err, "the replicates of a run");
}

/* Of a live file: from now on it is as it is now. */
static cs_status hold_still(cs_results *results, cs_error *err)
{
    int64_t unused;
    sqlite3_busy_timeout(results->db.handle, LIVE_WAIT_MS);
    CS_TRY(cs_database_exec(&results->db, "BEGIN", err));
    return cs_database_number(&results->db, "SELECT count(*) FROM meta", &unused, err);
}

static cs_status open_results(const char *path, bool live, off_t bytes, cs_results **out, cs_error *err)
{
    cs_status status;
    cs_results *results = cs_alloc(1, sizeof *results);
    if (!results) return cs_fail_memory(err, "the results file");
    results->path = cs_copy_text(path);
    if (!results->path) CS_GO(cs_fail_memory(err, "the name of the results file"));
    results->db.path = results->path;
    CS_GO(open_database(results, live, err));
    if (live) CS_GO(hold_still(results, err));
    else if (bytes <= CHECK_BYTES) CS_GO(quick_check(results, err));
    CS_GO(read_meta(results, err));
    CS_GO(read_worlds(results, err));
    CS_GO(make_cache(results, err));
    *out = results;
    return CS_OK;
out:
    cs_results_close(results);
    return status;
}

cs_status cs_results_open(const char *path, cs_results **out, cs_error *err)
{
    off_t bytes = 0;
    *out = NULL;
    CS_TRY(check_file(path, &bytes, err));
    return open_results(path, false, bytes, out, err);
}

cs_status cs_results_open_live(const char *path, cs_results **out, cs_error *err)
{
    cs_text part = {0};
    *out = NULL;
    cs_text_format(&part, "%s.part", path);
    cs_status status = part.failed ? cs_fail_memory(err, "the name of the results file")
                                   : open_results(part.bytes, true, 0, out, err);
    cs_text_drop(&part);
    return status;
}

void cs_results_close(cs_results *results)
{
    if (!results) return;
    size_t cached = results->slim ? (size_t)results->worlds * (size_t)results->most_replicates : 0;
    for (size_t i = 0; i < cached; i++) {
        if (results->slim[i]) cs_ledger_free(results->slim[i]);
        cs_free(results->slim[i]);
    }
    cs_free(results->slim);
    for (int i = 0; i < results->worlds; i++) {
        cs_free((char *)(uintptr_t)results->world[i].name);
        cs_free((char *)(uintptr_t)results->world[i].about);
        cs_scenario_free(results->world[i].scenario);
    }
    cs_free(results->world);
    cs_free(results->scenario_hash);
    for (size_t i = 0; i < sizeof results->meta_text / sizeof results->meta_text[0]; i++)
        cs_free(results->meta_text[i]);
    sqlite3_close(results->db.handle);
    cs_free(results->path);
    cs_free(results);
}

const cs_results_meta *cs_results_get_meta(const cs_results *results)
{
    return &results->meta;
}

int cs_results_worlds(const cs_results *results)
{
    return results->worlds;
}

int cs_results_guarded(const cs_results *results)
{
    int last = results->worlds - 1;
    return last > 0 && results->world[last].scenario->no_regime ? last : results->worlds;
}

const cs_world *cs_results_world(const cs_results *results, int world)
{
    return &results->world[world];
}

const cs_scenario *cs_results_scenario(const cs_results *results, int world, int of)
{
    const cs_scenario *scenario = results->world[world].scenario;
    return of == CS_FIRMS ? scenario->firms : scenario;
}
