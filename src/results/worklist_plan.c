/* The plan of a study as tables of its file: written once, read back by whoever opens it, and held
   against the plan of whoever wants to go on with it. */
#include "results/worklist_store.h"

#include "core/mem.h"
#include "core/text.h"
#include "results/digest.h"
#include "results/names.h"

#include <math.h>
#include <string.h>

/* The order of the columns is relied on below. */
static const char schema[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE factor (factor INTEGER PRIMARY KEY, path TEXT NOT NULL, label TEXT NOT NULL,"
    " source TEXT NOT NULL, unit TEXT NOT NULL, value REAL, low REAL, high REAL) STRICT;"
    "CREATE TABLE figure (figure INTEGER PRIMARY KEY, name TEXT NOT NULL, metric TEXT NOT NULL,"
    " firms INTEGER NOT NULL, list TEXT NOT NULL, service TEXT NOT NULL, sensor TEXT NOT NULL,"
    " band TEXT NOT NULL, conduct TEXT NOT NULL, response TEXT NOT NULL, association TEXT NOT NULL,"
    " cell TEXT NOT NULL, day INTEGER NOT NULL, at_least INTEGER NOT NULL, at_most INTEGER NOT NULL,"
    " above REAL NOT NULL, scale REAL NOT NULL) STRICT;"
    "CREATE TABLE point (point INTEGER PRIMARY KEY, key TEXT NOT NULL, label TEXT NOT NULL,"
    " scenario TEXT NOT NULL, safeguard TEXT NOT NULL, scenario_hash TEXT NOT NULL) STRICT;"
    "CREATE INDEX point_key ON point (key);"
    "CREATE TABLE setting (point INTEGER NOT NULL, setting INTEGER NOT NULL, text TEXT NOT NULL,"
    " PRIMARY KEY (point, setting)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE level (point INTEGER NOT NULL, factor INTEGER NOT NULL, level REAL NOT NULL,"
    " PRIMARY KEY (point, factor)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE scenario (hash TEXT PRIMARY KEY, scenario TEXT NOT NULL, safeguard TEXT NOT NULL,"
    " text TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE worker (worker INTEGER PRIMARY KEY, program TEXT NOT NULL, machine TEXT NOT NULL,"
    " process INTEGER NOT NULL, began TEXT NOT NULL) STRICT;"
    "CREATE TABLE state (state INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE work (seq INTEGER PRIMARY KEY AUTOINCREMENT, point INTEGER NOT NULL,"
    " replicate INTEGER NOT NULL, state INTEGER NOT NULL, worker INTEGER NOT NULL,"
    " seconds REAL NOT NULL, hash TEXT NOT NULL, scenario_hash TEXT NOT NULL, message TEXT NOT NULL,"
    " UNIQUE (point, replicate)) STRICT;"
    "CREATE TABLE value (figure INTEGER NOT NULL, point INTEGER NOT NULL, replicate INTEGER NOT NULL,"
    " value REAL, PRIMARY KEY (figure, point, replicate)) STRICT, WITHOUT ROWID;";

static const char *const kind_words[CS_STUDY_KINDS] = {
#define X(name, word, help) [CS_STUDY_##name] = word,
    CS_STUDY_KIND_LIST(X)
#undef X
};

static const char *const state_words[CS_WORK_STATES] = {
#define X(name, word) [CS_WORK_##name] = word,
    CS_WORK_STATE_LIST(X)
#undef X
};

/* The texts of a figure, in the order of its columns. */
enum { ASKED_TEXTS = 8 };
static void texts_of(cs_asked *asked, const char **text[ASKED_TEXTS])
{
    text[0] = &asked->list;
    text[1] = &asked->service;
    text[2] = &asked->sensor;
    text[3] = &asked->band;
    text[4] = &asked->conduct;
    text[5] = &asked->response;
    text[6] = &asked->association;
    text[7] = &asked->cell;
}

/* ---- writing ---- */

static cs_status put_meta(const cs_database *db, const char *key, const char *value, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    CS_TRY(cs_database_prepare(db, "INSERT INTO meta VALUES (?, ?)", &statement, err));
    cs_database_text(statement, 1, key);
    cs_database_text(statement, 2, value);
    cs_status status = cs_database_step(db, statement, NULL, err);
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_metas(const cs_database *db, const cs_study_plan *plan, cs_error *err)
{
    char seed[32], replicates[32];
    snprintf(seed, sizeof seed, "%lld", (long long)plan->seed);
    snprintf(replicates, sizeof replicates, "%lld", (long long)plan->replicates);
    CS_TRY(put_meta(db, "note",
                    "A study of a model. Everyone it is about is synthetic: no row describes a real "
                    "person.", err));
    CS_TRY(put_meta(db, "program", "counterscore " CS_VERSION, err));
    CS_TRY(put_meta(db, "kind", kind_words[plan->kind], err));
    CS_TRY(put_meta(db, "title", plan->title, err));
    CS_TRY(put_meta(db, "about", plan->about, err));
    CS_TRY(put_meta(db, "text", plan->text, err));
    CS_TRY(put_meta(db, "settings", plan->settings, err));
    CS_TRY(put_meta(db, "seed", seed, err));
    CS_TRY(put_meta(db, "replicates", replicates, err));
    CS_TRY(put_meta(db, "own_luck", plan->own_luck ? "yes" : "no", err));
    return put_meta(db, "grows", plan->grows ? "yes" : "no", err);
}

static void bind_number(sqlite3_stmt *statement, int column, double value)
{
    if (isnan(value)) sqlite3_bind_null(statement, column);
    else sqlite3_bind_double(statement, column, value);
}

static cs_status put_factors(const cs_database *db, const cs_study_plan *plan, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status = CS_OK;
    CS_TRY(cs_database_prepare(db, "INSERT INTO factor VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &statement,
                               err));
    for (int i = 0; i < plan->factors && status == CS_OK; i++) {
        const cs_factor *f = &plan->factor[i];
        sqlite3_bind_int(statement, 1, i);
        cs_database_text(statement, 2, f->path);
        cs_database_text(statement, 3, f->label);
        cs_database_text(statement, 4, f->source);
        cs_database_text(statement, 5, cs_unit_name(f->unit));
        bind_number(statement, 6, f->value);
        bind_number(statement, 7, f->low);
        bind_number(statement, 8, f->high);
        status = cs_database_run(db, statement, err);
    }
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_figures(const cs_database *db, const cs_study_plan *plan, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status = CS_OK;
    CS_TRY(cs_database_prepare(db,
                               "INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                               "?, ?, ?)", &statement, err));
    for (int i = 0; i < plan->figures && status == CS_OK; i++) {
        cs_asked asked = plan->figure[i];
        const char **text[ASKED_TEXTS];
        texts_of(&asked, text);
        sqlite3_bind_int(statement, 1, i);
        cs_database_text(statement, 2, asked.name);
        cs_database_text(statement, 3, cs_metric_name(asked.metric));
        sqlite3_bind_int(statement, 4, asked.of == CS_FIRMS);
        for (int k = 0; k < ASKED_TEXTS; k++) cs_database_text(statement, 5 + k, *text[k]);
        sqlite3_bind_int(statement, 13, asked.day);
        sqlite3_bind_int64(statement, 14, asked.at_least);
        sqlite3_bind_int64(statement, 15, asked.at_most);
        sqlite3_bind_double(statement, 16, asked.above);
        sqlite3_bind_double(statement, 17, asked.scale);
        status = cs_database_run(db, statement, err);
    }
    sqlite3_finalize(statement);
    return status;
}

/* What makes two points the same: scenario, safeguard, settings; of draws the label too, which has their
   number: two draws may come to the same settings, and each counts. */
static cs_status key_of(const cs_study_plan *plan, const cs_point *point, char key[33], cs_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state) return cs_fail_memory(err, "a hash");
    XXH3_128bits_reset(state);
    cs_digest_text(state, point->scenario);
    cs_digest_text(state, point->safeguard ? point->safeguard : "");
    for (int i = 0; i < point->set_count; i++) cs_digest_text(state, point->sets[i]);
    if (plan->grows && plan->own_luck) cs_digest_text(state, point->label);
    cs_digest_hex(state, key);
    XXH3_freeState(state);
    return CS_OK;
}

static cs_status put_settings(const cs_database *db, int number, const cs_point *point,
                              cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status = CS_OK;
    if (point->set_count == 0) return CS_OK;
    CS_TRY(cs_database_prepare(db, "INSERT INTO setting VALUES (?, ?, ?)", &statement, err));
    for (int i = 0; i < point->set_count && status == CS_OK; i++) {
        sqlite3_bind_int(statement, 1, number);
        sqlite3_bind_int(statement, 2, i);
        cs_database_text(statement, 3, point->sets[i]);
        status = cs_database_run(db, statement, err);
    }
    sqlite3_finalize(statement);
    return status;
}

static cs_status put_levels(const cs_database *db, int number, const cs_point *point, int factors,
                            cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status = CS_OK;
    if (factors == 0 || !point->level) return CS_OK;
    CS_TRY(cs_database_prepare(db, "INSERT INTO level VALUES (?, ?, ?)", &statement, err));
    for (int i = 0; i < factors && status == CS_OK; i++) {
        if (isnan(point->level[i])) continue;
        sqlite3_bind_int(statement, 1, number);
        sqlite3_bind_int(statement, 2, i);
        sqlite3_bind_double(statement, 3, point->level[i]);
        status = cs_database_run(db, statement, err);
    }
    sqlite3_finalize(statement);
    return status;
}

cs_status cs_plan_put_point(const cs_database *db, const cs_study_plan *plan, int number,
                            const cs_point *point, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    char key[33];
    CS_TRY(key_of(plan, point, key, err));
    CS_TRY(cs_database_prepare(db, "INSERT INTO point VALUES (?, ?, ?, ?, ?, '')", &statement, err));
    sqlite3_bind_int(statement, 1, number);
    cs_database_text(statement, 2, key);
    cs_database_text(statement, 3, point->label);
    cs_database_text(statement, 4, point->scenario);
    cs_database_text(statement, 5, point->safeguard);
    cs_status status = cs_database_step(db, statement, NULL, err);
    sqlite3_finalize(statement);
    CS_TRY(status);
    CS_TRY(put_settings(db, number, point, err));
    return put_levels(db, number, point, plan->factors, err);
}

static cs_status put_states(const cs_database *db, cs_error *err)
{
    char sql[100];
    for (int i = 0; i < CS_WORK_STATES; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO state VALUES (%d, '%s')", i, state_words[i]);
        CS_TRY(cs_database_exec(db, sql, err));
    }
    return CS_OK;
}

cs_status cs_plan_create(const cs_worklist *list, const cs_study_plan *plan, cs_error *err)
{
    const cs_database *db = &list->db;
    char marks[100];
    snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             CS_STUDY_APPLICATION_ID, CS_STUDY_VERSION);
    CS_TRY(cs_database_exec(db, marks, err));
    CS_TRY(cs_database_exec(db, schema, err));
    CS_TRY(put_states(db, err));
    CS_TRY(put_metas(db, plan, err));
    CS_TRY(put_factors(db, plan, err));
    CS_TRY(put_figures(db, plan, err));
    for (int i = 0; i < plan->points; i++)
        CS_TRY(cs_plan_put_point(db, plan, i, &plan->point[i], err));
    return CS_OK;
}

cs_status cs_plan_find_point(const cs_worklist *list, const cs_point *point, int *number,
                             cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    char key[33];
    *number = -1;
    CS_TRY(key_of(&list->plan, point, key, err));
    CS_TRY(cs_database_prepare(&list->db, "SELECT point FROM point WHERE key = ? ORDER BY point",
                               &statement, err));
    cs_database_text(statement, 1, key);
    cs_status status = cs_database_step(&list->db, statement, &row, err);
    if (row) *number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

/* ---- reading ---- */

static cs_status damaged(const cs_worklist *list, cs_error *err)
{
    return cs_database_fail(&list->db, SQLITE_CORRUPT, err);
}

static cs_status text_at(cs_worklist *list, sqlite3_stmt *statement, int column, const char **out,
                         cs_error *err)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    if (!text) text = "";
    *out = cs_arena_text(list->arena, text, strlen(text));
    return *out ? CS_OK : cs_fail_memory(err, "the plan of a study");
}

static double number_at(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? NAN : sqlite3_column_double(statement, column);
}

static int word_at(sqlite3_stmt *statement, int column, int count, const char *(*word)(int))
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    for (int i = 0; text && i < count; i++)
        if (strcmp(text, word(i)) == 0) return i;
    return -1;
}

static const char *kind_word(int kind) { return kind_words[kind]; }
static const char *unit_word(int unit) { return cs_unit_name((cs_unit)unit); }

static cs_status read_meta(cs_worklist *list, cs_error *err)
{
    static const char *const keys[] = {"title", "about", "text", "settings"};
    cs_study_plan *plan = &list->plan;
    const char **members[] = {&plan->title, &plan->about, &plan->text, &plan->settings};
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    int kind = -1;
    CS_TRY(cs_database_prepare(&list->db, "SELECT key, value FROM meta", &statement, err));
    while ((status = cs_database_step(&list->db, statement, &row, err)) == CS_OK && row) {
        const char *key = (const char *)sqlite3_column_text(statement, 0);
        const char *value = (const char *)sqlite3_column_text(statement, 1);
        if (!key || !value) CS_GO(damaged(list, err));
        for (int i = 0; i < 4; i++)
            if (strcmp(key, keys[i]) == 0) CS_GO(text_at(list, statement, 1, members[i], err));
        if (strcmp(key, "kind") == 0) kind = word_at(statement, 1, CS_STUDY_KINDS, kind_word);
        if (strcmp(key, "seed") == 0) plan->seed = sqlite3_column_int64(statement, 1);
        if (strcmp(key, "replicates") == 0) plan->replicates = sqlite3_column_int64(statement, 1);
        if (strcmp(key, "own_luck") == 0) plan->own_luck = strcmp(value, "yes") == 0;
        if (strcmp(key, "grows") == 0) plan->grows = strcmp(value, "yes") == 0;
    }
    if (status == CS_OK && (kind < 0 || plan->replicates < 1 ||
                            plan->replicates > CS_WORK_ROWS_MOST || !plan->title || !plan->about ||
                            !plan->text || !plan->settings))
        status = damaged(list, err);
    plan->kind = (cs_study_kind)kind;
out:
    sqlite3_finalize(statement);
    return status;
}

/* How many rows a table has, numbered from 0 without a gap. */
static cs_status count_rows(const cs_worklist *list, const char *table, int *count, cs_error *err)
{
    char sql[100];
    int64_t rows, last;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    CS_TRY(cs_database_number(&list->db, sql, &rows, err));
    snprintf(sql, sizeof sql, "SELECT ifnull(max(%s), -1) + 1 FROM %s", table, table);
    CS_TRY(cs_database_number(&list->db, sql, &last, err));
    if (rows != last || rows > INT32_MAX) return damaged(list, err);
    *count = (int)rows;
    return CS_OK;
}

static cs_status read_factors(cs_worklist *list, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    CS_TRY(count_rows(list, "factor", &list->plan.factors, err));
    cs_factor *factor = cs_arena_alloc(list->arena, (size_t)list->plan.factors + 1, sizeof *factor);
    if (!factor) return cs_fail_memory(err, "the plan of a study");
    list->plan.factor = factor;
    CS_TRY(cs_database_prepare(&list->db, "SELECT * FROM factor ORDER BY factor", &statement, err));
    while ((status = cs_database_step(&list->db, statement, &row, err)) == CS_OK && row) {
        cs_factor *f = factor++;
        int unit = word_at(statement, 4, CS_UNIT_POINTS + 1, unit_word);
        if (unit < 0) CS_GO(damaged(list, err));
        CS_GO(text_at(list, statement, 1, &f->path, err));
        CS_GO(text_at(list, statement, 2, &f->label, err));
        CS_GO(text_at(list, statement, 3, &f->source, err));
        f->unit = (cs_unit)unit;
        f->value = number_at(statement, 5);
        f->low = number_at(statement, 6);
        f->high = number_at(statement, 7);
    }
out:
    sqlite3_finalize(statement);
    return status;
}

static cs_status read_figure(cs_worklist *list, sqlite3_stmt *statement, cs_asked *asked,
                             cs_error *err)
{
    const char **text[ASKED_TEXTS];
    texts_of(asked, text);
    asked->metric = word_at(statement, 2, CS_METRICS, cs_metric_name);
    if (asked->metric < 0) return damaged(list, err);
    asked->of = sqlite3_column_int(statement, 3) ? CS_FIRMS : CS_PERSONS;
    CS_TRY(text_at(list, statement, 1, &asked->name, err));
    for (int k = 0; k < ASKED_TEXTS; k++) CS_TRY(text_at(list, statement, 4 + k, text[k], err));
    asked->day = sqlite3_column_int(statement, 12);
    asked->at_least = sqlite3_column_int64(statement, 13);
    asked->at_most = sqlite3_column_int64(statement, 14);
    asked->above = sqlite3_column_double(statement, 15);
    asked->scale = sqlite3_column_double(statement, 16);
    return CS_OK;
}

static cs_status read_figures(cs_worklist *list, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    CS_TRY(count_rows(list, "figure", &list->plan.figures, err));
    cs_asked *figure = cs_arena_alloc(list->arena, (size_t)list->plan.figures + 1, sizeof *figure);
    if (!figure) return cs_fail_memory(err, "the plan of a study");
    list->plan.figure = figure;
    CS_TRY(cs_database_prepare(&list->db, "SELECT * FROM figure ORDER BY figure", &statement, err));
    while ((status = cs_database_step(&list->db, statement, &row, err)) == CS_OK && row)
        CS_GO(read_figure(list, statement, figure++, err));
out:
    sqlite3_finalize(statement);
    return status;
}

static cs_status read_settings(cs_worklist *list, int from, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    CS_TRY(cs_database_prepare(&list->db,
                               "SELECT point, count(*) OVER (PARTITION BY point), setting, text FROM "
                               "setting WHERE point >= ? ORDER BY point, setting", &statement, err));
    sqlite3_bind_int(statement, 1, from);
    while ((status = cs_database_step(&list->db, statement, &row, err)) == CS_OK && row) {
        int point = sqlite3_column_int(statement, 0), count = sqlite3_column_int(statement, 1);
        int at = sqlite3_column_int(statement, 2);
        if (point >= list->plan.points || at < 0 || at >= count) CS_GO(damaged(list, err));
        cs_point *p = &list->point[point];
        if (!p->sets) {
            p->sets = cs_arena_alloc(list->arena, (size_t)count, sizeof *p->sets);
            p->set_count = count;
        }
        if (!p->sets) CS_GO(cs_fail_memory(err, "the plan of a study"));
        CS_GO(text_at(list, statement, 3, (const char **)&p->sets[at], err));
    }
out:
    sqlite3_finalize(statement);
    return status;
}

static cs_status read_levels(cs_worklist *list, int from, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    CS_TRY(cs_database_prepare(&list->db, "SELECT point, factor, level FROM level WHERE point >= ?",
                               &statement, err));
    sqlite3_bind_int(statement, 1, from);
    while ((status = cs_database_step(&list->db, statement, &row, err)) == CS_OK && row) {
        int point = sqlite3_column_int(statement, 0), factor = sqlite3_column_int(statement, 1);
        if (point >= list->plan.points || factor < 0 || factor >= list->plan.factors)
            CS_GO(damaged(list, err));
        ((double *)list->point[point].level)[factor] = sqlite3_column_double(statement, 2);
    }
out:
    sqlite3_finalize(statement);
    return status;
}

static cs_status read_point(cs_worklist *list, sqlite3_stmt *statement, cs_point *point,
                            cs_error *err)
{
    int factors = list->plan.factors;
    double *level = cs_arena_alloc(list->arena, (size_t)factors + 1, sizeof *level);
    if (!level) return cs_fail_memory(err, "the plan of a study");
    for (int i = 0; i < factors; i++) level[i] = NAN;
    *point = (cs_point){.level = level};
    CS_TRY(text_at(list, statement, 2, &point->label, err));
    CS_TRY(text_at(list, statement, 3, &point->scenario, err));
    return text_at(list, statement, 4, &point->safeguard, err);
}

cs_status cs_plan_read_points(cs_worklist *list, cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_status status;
    bool row;
    int all, from = list->plan.points, at = from;
    void *points = list->point;
    CS_TRY(count_rows(list, "point", &all, err));
    if (all < from || all > CS_WORK_ROWS_MOST / list->plan.replicates) return damaged(list, err);
    CS_TRY(cs_reserve(&points, &list->point_room, (size_t)all + 1, sizeof *list->point,
                      "the points of a study", err));
    list->point = points;
    list->plan.point = list->point;
    CS_TRY(cs_database_prepare(&list->db, "SELECT * FROM point WHERE point >= ? ORDER BY point",
                               &statement, err));
    sqlite3_bind_int(statement, 1, from);
    while ((status = cs_database_step(&list->db, statement, &row, err)) == CS_OK && row && at < all)
        CS_GO(read_point(list, statement, &list->point[at++], err));
    if (status == CS_OK) {
        list->plan.points = all;
        CS_GO(read_settings(list, from, err));
        CS_GO(read_levels(list, from, err));
    }
out:
    sqlite3_finalize(statement);
    if (status != CS_OK) list->plan.points = from;
    return status;
}

cs_status cs_plan_read(cs_worklist *list, cs_error *err)
{
    CS_TRY(read_meta(list, err));
    CS_TRY(read_factors(list, err));
    CS_TRY(read_figures(list, err));
    return cs_plan_read_points(list, err);
}
