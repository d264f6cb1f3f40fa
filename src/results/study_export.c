/* Every table of a study file as CSV. */
#include "results/csv.h"
#include "results/study_store.h"
#include "results/worklist_store.h"

/* File, query whose columns it has, what it is. */
static const struct { const char *file, *sql, *help; } tables[] = {
    {"meta.csv", "SELECT key, value FROM meta ORDER BY key", "facts of the study"},
    {"factor.csv", "SELECT factor AS number, path, label, unit, value, low, high, source FROM factor "
                   "ORDER BY factor", "parameters that differ between points"},
    {"figure.csv",
     "SELECT figure AS number, name AS figure, metric, CASE firms WHEN 1 THEN 'firms' ELSE 'persons' "
     "END AS population, list, service, sensor, band, conduct, response, association, cell, CASE WHEN "
     "day < 0 THEN NULL ELSE day END AS day, at_least, CASE WHEN at_most < 1000000000 THEN at_most END "
     "AS at_most, above, NULLIF(scale, 0) AS scale FROM figure ORDER BY "
     "figure.figure", "what was asked of every row"},
    {"point.csv", "SELECT point, label, scenario, CASE safeguard WHEN '' THEN 'base' ELSE safeguard END AS "
                  "safeguard, scenario_hash FROM point ORDER BY point",
     "the points: a scenario with a safeguard and settings"},
    {"setting.csv", "SELECT point, text AS setting FROM setting ORDER BY point, setting",
     "what --set would be, of every point"},
    {"level.csv", "SELECT point, path, level FROM level JOIN factor USING (factor) ORDER BY point, "
                  "level.factor", "parameters at every point, in their canonical units"},
    {"row.csv",
     "SELECT point, replicate, s.name AS state, seconds, hash, message FROM work JOIN state s USING "
     "(state) ORDER BY point, replicate", "rows that are finished, and those that failed, with why"},
    {"value.csv",
     "SELECT point, replicate, name AS figure, value FROM value JOIN figure USING (figure) ORDER BY "
     "point, replicate, value.figure", "figures of every finished row; empty where undefined"},
};

static cs_status export_readme(cs_export *export, const cs_study *study, cs_error *err)
{
    const cs_study_plan *plan = study->plan;
    cs_csv csv;
    int64_t rows, done, failed;
    CS_TRY(cs_study_count((cs_study *)study, &rows, &done, &failed, err));
    CS_TRY(cs_csv_begin(&csv, export, "README.txt", err));
    cs_text_format(&csv.line,
                   "Everyone in these files is synthetic: they come from runs of a model, and no row "
                   "describes a real person.\n\nStudy: %s\nSeed: %lld\nRows: %lld of %lld done, %lld "
                   "failed\n\n", plan->title, (long long)plan->seed, (long long)done,
                   (long long)rows, (long long)failed);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        cs_text_format(&csv.line, "%-12s %s\n", tables[i].file, tables[i].help);
    return cs_csv_end(&csv, export, CS_OK, err);
}

static cs_status export_all(cs_export *export, const cs_study *study, cs_error *err)
{
    CS_TRY(export_readme(export, study, err));
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        CS_TRY(cs_csv_query(export, &study->list->db, tables[i].file, tables[i].sql, err));
    return CS_OK;
}

cs_status cs_study_export_csv(cs_study *study, const char *folder, cs_error *err)
{
    cs_export export = {.folder = folder};
    CS_TRY(cs_export_begin(&export, err));
    return cs_export_end(&export, export_all(&export, study, err));
}
