/* Writing what a world is: its scenario, inputs, sources and figures, and the names of the dimensions
   (once, from the base world: a safeguard changes numbers, never lists, services or people). */
#include "core/mem.h"
#include "results/names.h"
#include "results/schema.h"
#include "results/writer.h"

#include <string.h>

/* A prepared INSERT, the column it is at, and what has gone wrong so far. */
typedef struct insert {
    const cs_database *db;
    sqlite3_stmt *statement;
    int column;
} insert;

static cs_status begin(insert *i, const cs_database *db, const char *sql, cs_error *err)
{
    *i = (insert){.db = db, .column = 1};
    return cs_database_prepare(db, sql, &i->statement, err);
}

/* Into a table that each population has for itself: @ stands for its prefix. */
static cs_status begin_own(insert *i, const cs_database *db, const cs_scenario *s, const char *sql,
                           cs_error *err)
{
    cs_text own = {0};
    cs_sql_prefix(&own, sql, s->of_firms ? CS_FIRMS : CS_PERSONS);
    cs_status status = own.failed ? cs_fail_memory(err, "a statement")
                                  : begin(i, db, own.bytes, err);
    cs_text_drop(&own);
    return status;
}

static void text(insert *i, const char *value)
{
    cs_database_text(i->statement, i->column++, value);
}

static void number(insert *i, int64_t value)
{
    sqlite3_bind_int64(i->statement, i->column++, value);
}

static void real(insert *i, double value)
{
    sqlite3_bind_double(i->statement, i->column++, value);
}

/* An index, NULL when negative. */
static void index_or_null(insert *i, int64_t value)
{
    if (value < 0) sqlite3_bind_null(i->statement, i->column++);
    else number(i, value);
}

static cs_status row(insert *i, cs_error *err)
{
    i->column = 1;
    return cs_database_run(i->db, i->statement, err);
}

static cs_status end(insert *i, cs_status status)
{
    sqlite3_finalize(i->statement);
    return status;
}

/* A table of (index, name). */
static cs_status names(const cs_database *db, const char *sql, const char *const *words, int count,
                       cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin(&i, db, sql, err));
    for (int k = 0; k < count && status == CS_OK; k++) {
        number(&i, k);
        text(&i, words[k]);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status lists(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @list VALUES (?, ?, ?)", err));
    for (int k = 0; k <= s->lists.count && status == CS_OK; k++) {
        number(&i, k);
        text(&i, cs_list_name(s, k));
        number(&i, k == s->lists.count || CS_ITEMS(cs_list, s->lists)[k].penal);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status cells(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @cell VALUES (?, ?, ?)", err));
    for (int k = 0; k < cs_scenario_cells(s) && status == CS_OK; k++) {
        const char *attribute, *value;
        cs_scenario_cell(s, k, &attribute, &value);
        number(&i, k);
        text(&i, attribute);
        text(&i, value);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status causes(const cs_database *db, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin(&i, db, "INSERT INTO cause VALUES (?, ?, ?, ?, ?, ?)", err));
    for (int k = 0; k < CS_CAUSES && status == CS_OK; k++) {
        number(&i, k);
        text(&i, cs_causes[k].key);
        text(&i, cs_causes[k].label);
        number(&i, cs_causes[k].lane);
        number(&i, cs_causes[k].wrongful);
        number(&i, cs_causes[k].spared);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status kinds(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @kind VALUES (?, ?, ?)", err));
    for (int k = 0; k < s->conduct.count && status == CS_OK; k++) {
        const cs_conduct *c = &CS_ITEMS(cs_conduct, s->conduct)[k];
        number(&i, k);
        text(&i, c->name);
        number(&i, c->protected_as != CS_PROTECTED_NONE);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status sensors(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @sensor VALUES (?, ?, ?)", err));
    for (int k = 0; k < s->sensors.count && status == CS_OK; k++) {
        number(&i, k);
        text(&i, cs_sensor_name(s, k));
        text(&i, CS_ITEMS(cs_kinded, s->sensors)[k].kind->word);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status responses(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @response VALUES (?, ?, ?)", err));
    for (int k = 0; k < s->responses.count && status == CS_OK; k++) {
        const cs_kinded *response = &CS_ITEMS(cs_kinded, s->responses)[k];
        number(&i, k);
        text(&i, response->name);
        text(&i, response->kind->word);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status services(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @service VALUES (?, ?)", err));
    for (int k = 0; k < s->services.count && status == CS_OK; k++) {
        number(&i, k);
        text(&i, cs_service_name(s, k));
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status association(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @association VALUES (?, ?)", err));
    for (int k = 0; k < s->association.count && status == CS_OK; k++) {
        number(&i, k);
        text(&i, CS_ITEMS(cs_association, s->association)[k].name);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status recourse(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    const char *agency[CS_LEDGER_AGENCIES], *repair[CS_LEDGER_REPAIRS];
    for (int k = 0; k < CS_LEDGER_AGENCIES; k++) agency[k] = cs_agency_name(s, k);
    for (int k = 0; k < CS_LEDGER_REPAIRS; k++) repair[k] = cs_repair_name(s, k);
    CS_TRY(names(db, "INSERT INTO stage VALUES (?, ?)", cs_stage_names, CS_STAGES, err));
    CS_TRY(names(db, "INSERT INTO queued VALUES (?, ?)", cs_queued_names, CS_QUEUEDS, err));
    CS_TRY(names(db, "INSERT INTO paid VALUES (?, ?)", cs_paid_names, CS_PAIDS, err));
    CS_TRY(names(db, "INSERT INTO agency VALUES (?, ?)", agency, CS_LEDGER_AGENCIES, err));
    return names(db, "INSERT INTO repair VALUES (?, ?)", repair, CS_LEDGER_REPAIRS, err);
}

static cs_status score(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    if (!s->score) return CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @band VALUES (?, ?, ?)", err));
    for (int k = 0; k < s->score->bands.count && status == CS_OK; k++) {
        number(&i, k);
        text(&i, s->score->bands.names[k]);
        number(&i, s->score->bands.at_least[k]);
        status = row(&i, err);
    }
    CS_TRY(end(&i, status));
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @rule VALUES (?, ?, ?, ?)", err));
    for (int k = 0; k < s->score->rules.count && status == CS_OK; k++) {
        const cs_rule *r = &CS_ITEMS(cs_rule, s->score->rules)[k];
        number(&i, k);
        number(&i, r->on);
        number(&i, r->points);
        index_or_null(&i, r->lasts_days == CS_FOREVER ? -1 : r->lasts_days);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status arrows(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin(&i, db, "INSERT INTO arrow VALUES (?, ?)", err));
    for (int k = 0; k < s->sharing.count && status == CS_OK; k++) {
        const cs_arrow *a = &CS_ITEMS(cs_arrow, s->sharing)[k];
        char name[80];
        snprintf(name, sizeof name, "%s to %s", cs_list_name(s, a->from), cs_list_name(s, a->to));
        number(&i, k);
        text(&i, name);
        status = row(&i, err);
    }
    return end(&i, status);
}

/* Levels of credit scores are called by their score. */
static cs_status credit(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_credit_table table;
    cs_status status = CS_OK;
    if (!s->lending) return CS_OK;
    CS_TRY(names(db, "INSERT INTO file VALUES (?, ?)", cs_file_names, CS_FILES, err));
    CS_TRY(names(db, "INSERT INTO fate VALUES (?, ?)", cs_fate_names, CS_FATES, err));
    const cs_attribute *group = NULL;
    if (s->lending->groups >= 0) group = &s->population.attributes.items[s->lending->groups];
    CS_TRY(cs_credit_table_init(&table, s->lending, group ? group->value_names : NULL,
                                group ? group->values : 0, err));
    status = begin(&i, db, "INSERT INTO level VALUES (?, ?)", err);
    if (status == CS_OK) {
        for (int k = 0; k < table.levels && status == CS_OK; k++) {
            char score[32];
            snprintf(score, sizeof score, "%.2f", table.score[k]);
            number(&i, k);
            text(&i, score);
            status = row(&i, err);
        }
        status = end(&i, status);
    }
    cs_credit_table_free(&table);
    return status;
}

static cs_status record_kinds(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin_own(&i, db, s, "INSERT INTO @record_kind VALUES (?, ?)", err));
    for (int k = 0; k < s->record_kinds && status == CS_OK; k++) {
        number(&i, k);
        text(&i, s->record_names[k]);
        status = row(&i, err);
    }
    return end(&i, status);
}

/* Names that each population has for itself. */
static cs_status own_dimensions(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    CS_TRY(lists(db, s, err));
    CS_TRY(cells(db, s, err));
    CS_TRY(kinds(db, s, err));
    CS_TRY(sensors(db, s, err));
    CS_TRY(services(db, s, err));
    CS_TRY(responses(db, s, err));
    CS_TRY(association(db, s, err));
    CS_TRY(score(db, s, err));
    return record_kinds(db, s, err);
}

/* The tables of the firms are made when there are some. */
static cs_status firms_tables(const cs_database *db, cs_error *err)
{
    cs_text sql = {0};
    cs_schema_sql_of(&sql, CS_FIRMS);
    cs_status status = sql.failed ? cs_fail_memory(err, "the tables of the firms")
                                  : cs_database_exec(db, sql.bytes, err);
    cs_text_drop(&sql);
    return status;
}

static cs_status dimensions(const cs_database *db, const cs_scenario *s, cs_error *err)
{
    int lanes = CS_LANES + (s->ledger.as_written ? 1 : 0);
    CS_TRY(own_dimensions(db, s, err));
    if (s->firms) {
        CS_TRY(firms_tables(db, err));
        CS_TRY(own_dimensions(db, s->firms, err));
    }
    CS_TRY(credit(db, s, err));
    CS_TRY(causes(db, err));
    CS_TRY(recourse(db, s, err));
    CS_TRY(names(db, "INSERT INTO tag VALUES (?, ?)", cs_tag_names, CS_TAGS, err));
    CS_TRY(names(db, "INSERT INTO lane VALUES (?, ?)", cs_lane_names, lanes, err));
    CS_TRY(names(db, "INSERT INTO outcome VALUES (?, ?)", cs_outcome_names, CS_OUTCOMES, err));
    CS_TRY(names(db, "INSERT INTO moment VALUES (?, ?)", cs_moment_names, CS_MOMENTS, err));
    CS_TRY(arrows(db, s, err));
    CS_TRY(names(db, "INSERT INTO copy VALUES (?, ?)", cs_copy_names, CS_COPIES, err));
    CS_TRY(names(db, "INSERT INTO look VALUES (?, ?)", cs_look_names, CS_LOOKS, err));
    return names(db, "INSERT INTO event_kind VALUES (?, ?)", cs_event_words, cs_event_word_count,
                 err);
}

static const char *source_name(const cs_scenario *s, int32_t source)
{
    return source >= 0 && source < s->source_count ? s->sources[source].name : NULL;
}

static void source_or_null(insert *i, const cs_scenario *s, int32_t source)
{
    const char *name = source_name(s, source);
    if (name) text(i, name);
    else sqlite3_bind_null(i->statement, i->column++);
}

static cs_status inputs(const cs_database *db, int world, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin(&i, db, "INSERT INTO input VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err));
    for (int k = 0; k < s->input_count && status == CS_OK; k++) {
        const cs_input *n = &s->inputs[k];
        number(&i, world);
        number(&i, k);
        text(&i, n->path);
        text(&i, n->label);
        text(&i, n->text);
        real(&i, n->value);
        real(&i, n->low);
        real(&i, n->high);
        text(&i, cs_unit_name(n->unit));
        text(&i, cs_input_kind_names[n->kind]);
        source_or_null(&i, s, n->source);
        status = row(&i, err);
    }
    return end(&i, status);
}

static cs_status sources(const cs_database *db, int world, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin(&i, db, "INSERT INTO source VALUES (?, ?, ?)", err));
    for (int k = 0; k < s->source_count && status == CS_OK; k++) {
        number(&i, world);
        text(&i, s->sources[k].name);
        text(&i, s->sources[k].text);
        status = row(&i, err);
    }
    return end(&i, status);
}

#define CS_CELL_NAME 80

static void cell_name(const cs_scenario *s, int cell, char name[CS_CELL_NAME])
{
    const char *attribute, *value;
    cs_scenario_cell(s, cell, &attribute, &value);
    snprintf(name, CS_CELL_NAME, "%.38s.%.38s", attribute, value);
}

static cs_status figure(insert *i, int world, int k, const cs_scenario *s, cs_error *err)
{
    const cs_figure *f = &CS_ITEMS(cs_figure, s->figures)[k];
    number(i, world);
    number(i, k);
    text(i, f->figure);
    text(i, f->of == CS_FIRMS ? "firms" : "persons");
    text(i, cs_metric_name(f->metric));
    index_or_null(i, f->list);
    index_or_null(i, f->service);
    index_or_null(i, f->sensor);
    index_or_null(i, f->band);
    index_or_null(i, f->conduct);
    index_or_null(i, f->response);
    char cell[CS_CELL_NAME] = "";
    if (f->cell > 0) cell_name(f->of == CS_FIRMS ? s->firms : s, f->cell, cell);
    text(i, cell);
    index_or_null(i, f->association);
    index_or_null(i, f->at_least > 0 ? (int)f->at_least : -1);
    index_or_null(i, f->at_most < CS_SIZE_MOST ? (int)f->at_most : -1);
    real(i, f->above);
    index_or_null(i, f->day == CS_FOREVER ? -1 : f->day);
    real(i, f->scale);
    real(i, f->expect.low);
    real(i, f->expect.high);
    text(i, cs_unit_name(f->expect.unit));
    real(i, f->within);
    text(i, cs_figure_as_names[f->as]);
    source_or_null(i, s, f->source);
    text(i, f->because);
    return row(i, err);
}

static cs_status figures(const cs_database *db, int world, const cs_scenario *s, cs_error *err)
{
    insert i;
    cs_status status = CS_OK;
    CS_TRY(begin(&i, db,
                 "INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                 "?, ?, ?, ?, ?, ?, ?)",
                 err));
    for (int k = 0; k < s->figures.count && status == CS_OK; k++)
        status = figure(&i, world, k, s, err);
    return end(&i, status);
}

static cs_status world_row(const cs_database *db, int world, const char *name, const char *about,
                           const cs_scenario *s, cs_error *err)
{
    insert i;
    CS_TRY(begin(&i, db, "INSERT INTO world VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err));
    number(&i, world);
    text(&i, name);
    text(&i, about);
    text(&i, s->patch);
    text(&i, s->title);
    text(&i, s->hash);
    text(&i, s->text);
    number(&i, s->population.persons);
    number(&i, s->horizon_days);
    number(&i, s->settle_days);
    number(&i, s->ledger.every_days);
    number(&i, s->ledger.as_written);
    return end(&i, row(&i, err));
}

/* Worlds are compared count by count, so they must have the same lists, groups, days, ... */
static cs_status check_shape(cs_results_writer *writer, int who, const char *name,
                             const cs_scenario *s, cs_error *err)
{
    cs_ledger shape = {0};
    cs_ledger_shape(&shape, s);
    if (writer->worlds == 0) writer->shape[who] = shape;
    for (int i = 0; i < CS_DIMS; i++)
        if (shape.extent[i] != writer->shape[who].extent[i])
            return cs_fail(err, CS_USAGE,
                           "the world %s has %d of %s where the base world has %d; a safeguard may "
                           "change numbers, not what there is to count", name, shape.extent[i],
                           cs_dim_names[i], writer->shape[who].extent[i]);
    return CS_OK;
}

static cs_status check_shapes(cs_results_writer *writer, const char *name, const cs_scenario *s,
                              cs_error *err)
{
    if (writer->worlds == 0) writer->firms = s->firms != NULL;
    if (writer->firms != (s->firms != NULL))
        return cs_fail(err, CS_USAGE,
                       "the world %s has %sfirms; a safeguard may change numbers, not what there is "
                       "to count", name, s->firms ? "" : "no ");
    CS_TRY(check_shape(writer, CS_PERSONS, name, s, err));
    return s->firms ? check_shape(writer, CS_FIRMS, name, s->firms, err) : CS_OK;
}

cs_status cs_results_add_world(cs_results_writer *writer, const char *name, const char *about,
                               const cs_scenario *scenario, cs_error *err)
{
    cs_status status;
    const cs_database *db = &writer->db;
    int world = writer->worlds;
    CS_TRY(check_shapes(writer, name, scenario, err));
    void *finished = writer->finished;
    CS_TRY(cs_reserve(&finished, &writer->room, (size_t)world + 1, sizeof *writer->finished,
                      "the worlds of a run", err));
    writer->finished = finished;
    CS_TRY(cs_database_exec(db, "BEGIN", err));
    if (world == 0) CS_GO(dimensions(db, scenario, err));
    CS_GO(world_row(db, world, name, about, scenario, err));
    CS_GO(inputs(db, world, scenario, err));
    CS_GO(sources(db, world, scenario, err));
    CS_GO(figures(db, world, scenario, err));
    CS_GO(cs_database_exec(db, "COMMIT", err));
    writer->finished[world] = 0;
    writer->worlds++;
    return CS_OK;
out:
    sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return status;
}
