/* Reading a replicate's counts back, and the hash of them all. */
#include "core/mem.h"
#include "core/text.h"
#include "results/digest.h"
#include "results/schema.h"
#include "results/store.h"

#include <string.h>

static cs_status damaged(const cs_results *results, cs_error *err)
{
    return cs_database_fail(&results->db, SQLITE_CORRUPT, err);
}

/* SELECT of a table's rows of one replicate; `only` names a column that is restricted to ?3. */
static cs_status select_counts(const cs_results *results, int who, const cs_ledger_table *table,
                               const char *only, sqlite3_stmt **statement, cs_error *err)
{
    cs_columns columns = cs_columns_of(table, NULL);
    char name[64];
    cs_text sql = {0};
    cs_table_name(table, who, name);
    cs_text_add(&sql, "SELECT n");
    for (int i = 0; i < columns.count; i++)
        cs_text_format(&sql, ", %s", cs_dim_names[columns.dim[i]]);
    cs_text_format(&sql, " FROM %s WHERE world = ?1 AND replicate = ?2", name);
    if (only) cs_text_format(&sql, " AND %s = ?3", only);
    cs_status status = sql.failed ? cs_fail_memory(err, "a query")
                                  : cs_database_prepare(&results->db, sql.bytes, statement, err);
    cs_text_drop(&sql);
    return status;
}

/* One replicate of one population. */
typedef struct which {
    int who, world;
    int64_t replicate;
} which;

/* Flat index of a row; false when an index is out of its extent. */
static bool place_of(const cs_columns *columns, sqlite3_stmt *statement, size_t *flat)
{
    *flat = 0;
    for (int i = 0; i < columns->count; i++) {
        int64_t index = sqlite3_column_int64(statement, 1 + i);
        if (index < 0 || (uint64_t)index >= columns->extent[i]) return false;
        *flat = *flat * columns->extent[i] + (size_t)index;
    }
    return true;
}

static cs_status read_counts(const cs_results *results, const cs_ledger_table *table, which of,
                             int only, const cs_ledger *ledger, cs_error *err)
{
    cs_columns columns = cs_columns_of(table, ledger);
    int64_t *cells = cs_ledger_cells(ledger, table);
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    CS_TRY(select_counts(results, of.who, table, only >= 0 ? cs_dim_names[columns.dim[0]] : NULL,
                         &statement, err));
    sqlite3_bind_int(statement, 1, of.world);
    sqlite3_bind_int64(statement, 2, of.replicate);
    if (only >= 0) sqlite3_bind_int(statement, 3, only);
    while ((status = cs_database_step(&results->db, statement, &row, err)) == CS_OK && row) {
        size_t flat;
        if (!place_of(&columns, statement, &flat)) CS_GO(damaged(results, err));
        cells[flat] = sqlite3_column_int64(statement, 0);
    }
out:
    sqlite3_finalize(statement);
    return status;
}

/* An index that may be NULL, which stands for -1. */
static int small(sqlite3_stmt *statement, int column)
{
    if (sqlite3_column_type(statement, column) == SQLITE_NULL) return -1;
    return sqlite3_column_int(statement, column);
}

static cs_event event_at(sqlite3_stmt *s)
{
    return (cs_event){.person = (uint32_t)sqlite3_column_int64(s, 0),
                      .day = sqlite3_column_int(s, 1),
                      .kind = (uint8_t)sqlite3_column_int(s, 2),
                      .lane = (int8_t)small(s, 3),
                      .tag = (int8_t)small(s, 4),
                      .what = (int16_t)sqlite3_column_int(s, 5),
                      .detail = (int16_t)sqlite3_column_int(s, 6),
                      .points = sqlite3_column_int(s, 7)};
}

static cs_status read_events(const cs_results *results, int world, int64_t replicate,
                             cs_ledger *ledger, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    size_t room = 0;
    void *events = NULL;
    cs_status status;
    bool row;
    CS_TRY(cs_database_prepare(&results->db,
                               "SELECT person, day, kind, lane, tag, what, detail, points FROM "
                               "event WHERE world = ? AND replicate = ? ORDER BY seq", &statement,
                               err));
    sqlite3_bind_int(statement, 1, world);
    sqlite3_bind_int64(statement, 2, replicate);
    while ((status = cs_database_step(&results->db, statement, &row, err)) == CS_OK && row) {
        CS_GO(cs_reserve(&events, &room, ledger->events + 1, sizeof *ledger->event,
                         "the events of tracked persons", err));
        ledger->event = events;
        ledger->event[ledger->events++] = event_at(statement);
    }
out:
    sqlite3_finalize(statement);
    return status;
}

/* Only `daily` and `series` are read for a day; the rest of a slim ledger has no days. */
static cs_status read_day(const cs_results *results, which of, int day, const cs_ledger *ledger,
                          cs_error *err)
{
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const cs_ledger_table *table = &cs_ledger_tables[i];
        int only = -1;
        if (table->dim[0] == CS_DIM_DAY) only = day;
        if (table->dim[0] == CS_DIM_SAMPLE && day % ledger->every_days == 0)
            only = day / ledger->every_days;
        if (table->dim[0] == CS_DIM_CELL && table->dim[1] == CS_DIM_NONE)
            CS_TRY(read_counts(results, table, of, -1, ledger, err));
        if (only >= 0) CS_TRY(read_counts(results, table, of, only, ledger, err));
    }
    return CS_OK;
}

static void shape(const cs_scenario *scenario, const cs_slice *slice, cs_ledger *ledger)
{
    *ledger = (cs_ledger){0};
    cs_ledger_shape(ledger, scenario);
    if (slice->slim) ledger->extent[CS_DIM_LENGTH] = 0;
    if (slice->slim && slice->day < 0) {
        ledger->extent[CS_DIM_DAY] = 0;
        ledger->extent[CS_DIM_SAMPLE] = 0;
    }
}

/* The counts of one population, into a ledger that is made here. */
static cs_status read_population(const cs_results *results, which of, const cs_scenario *scenario,
                                 const cs_slice *slice, cs_ledger *ledger, cs_error *err)
{
    shape(scenario, slice, ledger);
    CS_TRY(cs_ledger_init(ledger, err));
    if (slice->slim && slice->day >= 0) return read_day(results, of, slice->day, ledger, err);
    for (int i = 0; i < cs_ledger_table_count; i++)
        if (cs_ledger_size(ledger, &cs_ledger_tables[i]) > 0)
            CS_TRY(read_counts(results, &cs_ledger_tables[i], of, -1, ledger, err));
    return CS_OK;
}

cs_status cs_results_read(cs_results *results, int world, int64_t replicate, const cs_slice *slice,
                          cs_ledger *ledger, cs_error *err)
{
    cs_status status;
    which of = {CS_PERSONS, world, replicate};
    *ledger = (cs_ledger){0};
    if (world < 0 || world >= results->worlds || replicate < 0 ||
        replicate >= results->world[world].replicates)
        return cs_fail(err, CS_USAGE, "%s has no replicate %lld of world %d", results->path,
                       (long long)replicate, world);
    const cs_scenario *scenario = results->world[world].scenario;
    CS_GO(read_population(results, of, scenario, slice, ledger, err));
    if (scenario->firms) {
        of.who = CS_FIRMS;
        CS_GO(cs_ledger_add_firms(ledger, err));
        CS_GO(read_population(results, of, scenario->firms, slice, ledger->firms, err));
    }
    if (slice->events) CS_GO(read_events(results, world, replicate, ledger, err));
    return CS_OK;
out:
    cs_ledger_free(ledger);
    return status;
}

cs_status cs_results_ledger(cs_results *results, int world, int64_t replicate, cs_ledger *ledger,
                            cs_error *err)
{
    return cs_results_read(results, world, replicate,
                           &(cs_slice){.slim = false, .day = -1, .events = true}, ledger, err);
}

cs_status cs_results_stored_hash(cs_results *results, int world, int64_t replicate, char hash[33],
                                 cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CS_TRY(cs_database_prepare(&results->db,
                               "SELECT hash FROM replicate WHERE world = ? AND replicate = ?",
                               &statement, err));
    sqlite3_bind_int(statement, 1, world);
    sqlite3_bind_int64(statement, 2, replicate);
    cs_status status = cs_database_step(&results->db, statement, &row, err);
    const char *text = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (status == CS_OK && (!text || strlen(text) != 32)) status = damaged(results, err);
    if (status == CS_OK) memcpy(hash, text, 33);
    sqlite3_finalize(statement);
    return status;
}

static cs_status counted_hash(cs_results *results, int world, int64_t replicate, char hash[33],
                              cs_error *err)
{
    cs_ledger ledger;
    char stored[33];
    CS_TRY(cs_results_ledger(results, world, replicate, &ledger, err));
    cs_status status = cs_digest_ledger(&ledger, hash, err);
    cs_ledger_free(&ledger);
    if (status != CS_OK) return status;
    CS_TRY(cs_results_stored_hash(results, world, replicate, stored, err));
    if (strcmp(hash, stored) != 0)
        return cs_fail(err, CS_FORMAT,
                       "%s was changed after it was written: replicate %lld of world %s hashes to "
                       "%s, and %s was written; run it again or fetch a good copy",
                       results->path, (long long)replicate, results->world[world].name, hash,
                       stored);
    return CS_OK;
}

/* Worlds in order, each its name, the hash of its scenario and the hashes of its replicates. */
static cs_status hash_all(cs_results *results,
                          cs_status (*of)(cs_results *, int, int64_t, char *, cs_error *),
                          char hash[33], cs_error *err)
{
    cs_status status = CS_OK;
    XXH3_state_t *state = XXH3_createState();
    if (!state) return cs_fail_memory(err, "a hash");
    XXH3_128bits_reset(state);
    for (int world = 0; world < results->worlds; world++) {
        const cs_world *w = &results->world[world];
        cs_digest_text(state, w->name);
        cs_digest_text(state, results->scenario_hash[world]);
        for (int64_t replicate = 0; replicate < w->replicates; replicate++) {
            char one[33];
            CS_GO(of(results, world, replicate, one, err));
            cs_digest_number(state, replicate);
            cs_digest_text(state, one);
        }
    }
    cs_digest_hex(state, hash);
out:
    XXH3_freeState(state);
    return status;
}

cs_status cs_results_hash(cs_results *results, char hash[33], cs_error *err)
{
    return hash_all(results, counted_hash, hash, err);
}

cs_status cs_results_quick_hash(cs_results *results, char hash[33], cs_error *err)
{
    return hash_all(results, cs_results_stored_hash, hash, err);
}
