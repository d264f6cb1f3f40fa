/* Every table of a results file as CSV, with names in place of numbers, and a data dictionary. */
#include "results/csv.h"
#include "results/schema.h"

#include <string.h>

/* Tables that are not counts: file, and the query whose columns it has. */
static const struct { const char *file, *sql, *help; } plain[] = {
    {"meta.csv", "SELECT key, value FROM meta ORDER BY key", "facts of the run"},
    {"world.csv",
     "SELECT world AS number, name AS world, about, patch, title, scenario_hash, persons, "
     "horizon_days, settle_days, every_days, as_written FROM world ORDER BY world",
     "the worlds: the base one and each safeguard"},
    {"replicate.csv",
     "SELECT w.name AS world, replicate, seed, seconds, hash FROM replicate JOIN world w USING "
     "(world) ORDER BY replicate.world, replicate", "the finished replicates"},
    {"input.csv",
     "SELECT w.name AS world, path, label, text, i.value, low, high, unit, kind, source FROM input "
     "i JOIN world w USING (world) ORDER BY i.world, i.input", "every number of the scenario"},
    {"source.csv",
     "SELECT w.name AS world, source, text FROM source s JOIN world w USING (world) ORDER BY s.world, "
     "source", "where numbers come from"},
    {"figure.csv",
     "SELECT w.name AS world, f.name AS figure, f.population, metric, list.name AS list, service.name "
     "AS service, sensor.name AS sensor, band.name AS band, kind.name AS conduct, response.name AS "
     "response, cell, association.name AS association, at_least, at_most, above, day, scale, low, high, unit, within, role, source, because "
     "FROM figure f JOIN world w "
     "USING (world) LEFT JOIN @list USING (population, list) LEFT JOIN @service USING (population, "
     "service) LEFT JOIN @sensor USING (population, sensor) LEFT JOIN @band USING (population, band) "
     "LEFT JOIN @kind ON kind.population = f.population AND kind.kind = f.conduct LEFT JOIN @response "
     "ON response.population = f.population AND response.response = f.response LEFT JOIN "
     "@association ON association.population = f.population AND association.association = "
     "f.association ORDER BY f.world, f.figure",
     "published figures the scenario was set to or must predict"},
    {"cause.csv", "SELECT * FROM cause ORDER BY cause", "the causes of the ladder, in their order"},
    {"event.csv",
     "SELECT w.name AS world, e.replicate, e.person, e.day, k.name AS kind, lane.name AS lane, CASE "
     "k.name WHEN 'record' THEN (SELECT name FROM tag t WHERE t.tag = e.tag) ELSE (SELECT key FROM "
     "cause c WHERE c.cause = e.tag) END AS tag, CASE k.name WHEN 'act' THEN (SELECT name FROM kind "
     "WHERE kind.kind = e.what) WHEN 'record' THEN (SELECT name FROM sensor s WHERE s.sensor = "
     "e.what) WHEN 'expired' THEN (SELECT name FROM rule r JOIN record_kind USING (record_kind) "
     "WHERE r.rule = e.what) WHEN 'answers' THEN @firm_list WHEN 'denied' THEN (SELECT name FROM service s WHERE s.service = "
     "e.what) WHEN 'score' THEN NULL WHEN 'loan' THEN (SELECT name FROM fate f WHERE "
     "f.fate = e.what) WHEN 'repair' THEN (SELECT name FROM repair r WHERE r.repair = e.what) "
     "WHEN 'association' THEN (SELECT name FROM association a WHERE a.association = "
     "e.what) ELSE (SELECT name FROM list l WHERE l.list = e.what) END AS "
     "what, CASE k.name WHEN 'record' THEN (SELECT name FROM record_kind r WHERE r.record_kind = "
     "e.detail) WHEN 'score' THEN e.detail WHEN 'loan' THEN (SELECT name FROM file f WHERE f.file = "
     "e.detail) WHEN 'notice' THEN e.detail WHEN 'dispute' THEN e.detail WHEN 'decision' THEN "
     "e.detail END AS detail, e.points FROM event e JOIN world w USING "
     "(world) JOIN event_kind k ON k.kind = e.kind LEFT JOIN lane ON lane.lane = e.lane ORDER BY "
     "e.world, e.replicate, e.seq", "histories of tracked people, who do not exist"},
};

/* In the queries above, @list stands for the names of the lists of both populations (and so on), and
   @firm_list for the name of a list of firms. */
static void add_names(cs_text *sql, const char *table, size_t length, bool firms)
{
    int n = (int)length;
    if (length == 9 && strncmp(table, "firm_list", length) == 0) {
        cs_text_add(sql, firms ? "(SELECT name FROM firm_list l WHERE l.list = e.what)" : "NULL");
        return;
    }
    cs_text_format(sql, "(SELECT 'persons' AS population, %.*s, name FROM %.*s", n, table, n, table);
    if (firms)
        cs_text_format(sql, " UNION ALL SELECT 'firms', %.*s, name FROM firm_%.*s", n, table, n,
                       table);
    cs_text_format(sql, ") AS %.*s", n, table);
}

static void plain_sql(cs_text *sql, const char *query, bool firms)
{
    while (*query) {
        size_t length = strcspn(query, "@");
        cs_text_add_bytes(sql, query, length);
        query += length;
        if (!*query) break;
        length = strspn(++query, "abcdefghijklmnopqrstuvwxyz_");
        add_names(sql, query, length, firms);
        query += length;
    }
}

static bool names_its_own(cs_dim dim)
{
    return dim == CS_DIM_LIST || dim == CS_DIM_CELL || dim == CS_DIM_KIND || dim == CS_DIM_SENSOR ||
           dim == CS_DIM_SERVICE || dim == CS_DIM_BAND || dim == CS_DIM_RESPONSE ||
           dim == CS_DIM_ASSOCIATION || dim == CS_DIM_INSPECTION;
}

/* The expression for a dimension's column, and the lookup it needs. */
static void column_sql(cs_dim dim, int of, cs_text *columns, cs_text *joins)
{
    const char *name = cs_dim_names[dim];
    switch (dim) {
    case CS_DIM_DAY:
    case CS_DIM_DELAY:
    case CS_DIM_SIZE:
    case CS_DIM_STEP:
    case CS_DIM_LENGTH: cs_text_format(columns, ", t.%s", name); return;
    case CS_DIM_SAMPLE: cs_text_add(columns, ", t.sample * w.every_days AS day"); return;
    case CS_DIM_CELL: cs_text_add(columns, ", cell.attribute, cell.value"); break;
    case CS_DIM_CAUSE: cs_text_add(columns, ", cause.key AS cause"); break;
    default: cs_text_format(columns, ", %s.name AS %s", name, name); break;
    }
    cs_text_format(joins, " JOIN %s%s AS %s ON %s.%s = t.%s",
                   cs_table_prefixes[names_its_own(dim) ? of : CS_PERSONS], name, name, name, name,
                   name);
}

static cs_status export_counts(cs_export *export, const cs_ledger_table *table, int of,
                               cs_error *err)
{
    char name[64], file[80];
    cs_columns c = cs_columns_of(table, NULL);
    cs_text columns = {0}, joins = {0}, order = {0}, sql = {0};
    cs_table_name(table, of, name);
    snprintf(file, sizeof file, "%s.csv", name);
    cs_text_add(&columns, "SELECT w.name AS world, t.replicate");
    cs_text_format(&joins, " FROM %s t JOIN world w ON w.world = t.world", name);
    cs_text_add(&order, " ORDER BY t.world, t.replicate");
    for (int i = 0; i < c.count; i++) {
        column_sql(c.dim[i], of, &columns, &joins);
        cs_text_format(&order, ", t.%s", cs_dim_names[c.dim[i]]);
    }
    bool failed = columns.failed || joins.failed || order.failed;
    if (!failed) cs_text_format(&sql, "%s, t.n%s%s", columns.bytes, joins.bytes, order.bytes);
    cs_status status = failed || sql.failed ? cs_fail_memory(err, "a query")
                                            : cs_csv_query(export, &export->results->db, file, sql.bytes, err);
    cs_text_drop(&columns);
    cs_text_drop(&joins);
    cs_text_drop(&order);
    cs_text_drop(&sql);
    return status;
}

/* ---- the dictionary ---- */

static const struct { const char *column, *meaning; } meanings[] = {
    {"world", "base, or the name of the safeguard that is switched on"},
    {"replicate", "number of the replicate, from 0; the same number means the same people and chance"},
    {"list", "a list of the scenario, or any penal list"},
    {"attribute", "what the people of the cell have in common: everyone, an attribute, region"},
    {"value", "the value of that attribute; empty for everyone"},
    {"cause", "why a person is listed, by the counterfactual ladder (cause.csv)"},
    {"day", "state at the end of that day; day 0 is the start"},
    {"length", "days a spell on the list lasted"},
    {"kind", "kind of conduct, or of event"},
    {"sensor", "what filed the record"},
    {"tag", "what the record really is"},
    {"service", "what listed people may be refused"},
    {"lane", "which records count: conduct, protected, recorded, applied, as_written"},
    {"band", "band of the score"},
    {"outcome", "truth and penalty; positive means penalised"},
    {"arrow", "from a list to another: what is copied between databases"},
    {"copy", "made; and of those whose original ended, corrected or kept"},
    {"look", "visits, finds and reports of a place up to the day, and the count that steers visits, "
             "in thousandths"},
    {"above", "the bound of a figure about one"},
    {"moment", "count, sum or sum of squares over people"},
    {"stage", "what became of a listing or a dispute"},
    {"agency", "office that hears disputes"},
    {"queued", "disputes and the time they waited for a reviewer"},
    {"delay", "days, whole"},
    {"repair", "way of making good, or bought points"},
    {"paid", "how often, or how much money"},
    {"response", "how people changed what they do"},
    {"file", "what a lender has on a person: a score, a file too thin for one, or nothing"},
    {"fate", "what came of an application for a loan, or would have come of one refused"},
    {"level", "credit score"},
    {"n", "the count; rows with 0 are left out"},
    {"population", "persons or firms"},
};

static cs_status dictionary_row(cs_csv *csv, const char *file, const char *column,
                                const char *meaning, cs_error *err)
{
    cs_csv_text(csv, file);
    cs_csv_text(csv, column);
    cs_csv_text(csv, meaning);
    return cs_csv_row(csv, err);
}

/* The files of one population's counts. */
static cs_status dictionary_counts(cs_csv *csv, int of, cs_error *err)
{
    const char *prefix = cs_table_prefixes[of];
    char name[64], file[80], help[300];
    snprintf(file, sizeof file, "%sgroup_metrics.csv", prefix);
    CS_TRY(dictionary_row(csv, file, "",
                          "group metrics by list and cell, mean and middle 95 % of replicates; "
                          "empty where undefined", err));
    snprintf(file, sizeof file, "%sgroup_differences.csv", prefix);
    CS_TRY(dictionary_row(csv, file, "",
                          "their differences and ratios over the values of an attribute", err));
    for (int i = 0; i < cs_ledger_table_count; i++) {
        cs_table_name(&cs_ledger_tables[i], of, name);
        snprintf(file, sizeof file, "%s.csv", name);
        snprintf(help, sizeof help, "%s%s", of == CS_FIRMS ? "of firms, who stand for persons here: " : "",
                 cs_ledger_tables[i].help);
        CS_TRY(dictionary_row(csv, file, "n", help, err));
    }
    return CS_OK;
}

static cs_status dictionary_rows(cs_csv *csv, bool firms, cs_error *err)
{
    CS_TRY(dictionary_row(csv, "file", "column", "meaning", err));
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        CS_TRY(dictionary_row(csv, plain[i].file, "", plain[i].help, err));
    CS_TRY(dictionary_counts(csv, CS_PERSONS, err));
    if (firms) CS_TRY(dictionary_counts(csv, CS_FIRMS, err));
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        CS_TRY(dictionary_row(csv, "", meanings[i].column, meanings[i].meaning, err));
    return CS_OK;
}

static bool has_firms(const cs_export *export)
{
    return cs_results_scenario(export->results, 0, CS_FIRMS) != NULL;
}

static cs_status export_dictionary(cs_export *export, cs_error *err)
{
    cs_csv csv;
    CS_TRY(cs_csv_begin(&csv, export, "dictionary.csv", err));
    return cs_csv_end(&csv, export, dictionary_rows(&csv, has_firms(export), err), err);
}

static cs_status export_readme(cs_export *export, cs_error *err)
{
    const cs_results *r = export->results;
    cs_csv csv;
    CS_TRY(cs_csv_begin(&csv, export, "README.txt", err));
    cs_text_format(&csv.line,
                   "Everyone in these files is synthetic: they come from a run of a model, and no row "
                   "describes a real person.\n\nScenario: %s (%s, hash %s)\nSeed: %lld\n"
                   "Replicates: %lld of %lld\nProgram: %s, %s\nColumns: dictionary.csv\n",
                   r->world[0].scenario->title, r->meta.scenario_name, r->scenario_hash[0],
                   (long long)r->meta.seed, (long long)r->world[r->worlds - 1].replicates,
                   (long long)r->meta.replicates, r->meta.program, r->meta.created);
    return cs_csv_end(&csv, export, CS_OK, err);
}

static cs_status export_plain(cs_export *export, size_t i, cs_error *err)
{
    cs_text sql = {0};
    plain_sql(&sql, plain[i].sql, has_firms(export));
    cs_status status = sql.failed ? cs_fail_memory(err, "a query")
                                  : cs_csv_query(export, &export->results->db, plain[i].file, sql.bytes, err);
    cs_text_drop(&sql);
    return status;
}

/* ---- the tables, by number: the dictionary, the plain ones, and those of each population ---- */

enum { PLAIN = sizeof plain / sizeof plain[0] };
static const struct { const char *name; cs_status (*put)(cs_export *export, int of, cs_error *err); } groups[] = {
    {"group_metrics", cs_export_group_metrics}, {"group_differences", cs_export_group_differences}};
enum { GROUPS = sizeof groups / sizeof groups[0] };

static int tables_of_one(void)
{
    return cs_ledger_table_count + GROUPS;
}

int cs_results_tables(const cs_results *results)
{
    return 1 + PLAIN + tables_of_one() * (cs_results_scenario(results, 0, CS_FIRMS) ? CS_WHO : 1);
}

void cs_results_table_name(int table, char name[64])
{
    int of = (table - 1 - PLAIN) / tables_of_one(), i = (table - 1 - PLAIN) % tables_of_one();
    if (table == 0)
        snprintf(name, 64, "dictionary");
    else if (table <= PLAIN)
        snprintf(name, 64, "%.*s", (int)strcspn(plain[table - 1].file, "."), plain[table - 1].file);
    else if (i < cs_ledger_table_count)
        cs_table_name(&cs_ledger_tables[i], of, name);
    else
        snprintf(name, 64, "%s%s", cs_table_prefixes[of], groups[i - cs_ledger_table_count].name);
}

static cs_status export_table(cs_export *export, int table, cs_error *err)
{
    int of = (table - 1 - PLAIN) / tables_of_one(), i = (table - 1 - PLAIN) % tables_of_one();
    if (table == 0) return export_dictionary(export, err);
    if (table <= PLAIN) return export_plain(export, (size_t)table - 1, err);
    if (i < cs_ledger_table_count) return export_counts(export, &cs_ledger_tables[i], of, err);
    return groups[i - cs_ledger_table_count].put(export, of, err);
}

static cs_status export_all(cs_export *export, cs_error *err)
{
    CS_TRY(export_readme(export, err));
    for (int i = 0; i < cs_results_tables(export->results); i++) CS_TRY(export_table(export, i, err));
    return CS_OK;
}

cs_status cs_results_export_csv(cs_results *results, const char *folder, cs_error *err)
{
    cs_export export = {.results = results, .folder = folder};
    CS_TRY(cs_export_begin(&export, err));
    return cs_export_end(&export, export_all(&export, err));
}

cs_status cs_results_export_table(cs_results *results, int table, const char *folder, cs_error *err)
{
    cs_export export = {.results = results, .folder = folder};
    CS_TRY(cs_export_begin(&export, err));
    return cs_export_end(&export, export_table(&export, table, err));
}
