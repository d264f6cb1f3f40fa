/* Group metrics as CSV: by list and cell, and their differences and ratios by attribute. */
#include "core/mem.h"
#include "results/csv.h"
#include "results/fairness.h"
#include "results/names.h"

#include <string.h>

/* ---- rates by cell ---- */

typedef struct cell_rate { int list, cell; cs_rate rate; } cell_rate;

static cs_status rate_of(const cs_ledger *ledger, const void *what, double *value, bool *defined)
{
    const cell_rate *c = what;
    cs_confusion counts = cs_confusion_of(ledger, c->list, c->cell);
    cs_maybe rate = cs_rate_of(&counts, c->rate);
    *value = rate.value;
    *defined = rate.defined;
    return CS_OK;
}

static void header(cs_csv *csv, const char *const *columns)
{
    for (; *columns; columns++) cs_csv_text(csv, *columns);
}

static cs_status put_estimate(cs_csv *csv, const char *metric, const cs_estimate *e, cs_error *err)
{
    cs_csv_text(csv, metric);
    cs_csv_real(csv, e->mean, e->defined);
    cs_csv_real(csv, e->low, e->defined && e->has_interval);
    cs_csv_real(csv, e->high, e->defined && e->has_interval);
    cs_csv_integer(csv, e->replicates);
    return cs_csv_row(csv, err);
}

/* The groups of one population of one world. */
typedef struct groups {
    int world, of;
    const cs_scenario *scenario;
} groups;

static groups groups_of(const cs_results *results, int world, int of)
{
    return (groups){world, of, cs_results_scenario(results, world, of)};
}

static cs_status cell_rows(cs_export *export, cs_csv *csv, const groups *g, int list, int cell,
                           cs_error *err)
{
    const char *attribute, *value;
    cs_scenario_cell(g->scenario, cell, &attribute, &value);
    for (int rate = 0; rate < CS_RATES; rate++) {
        cell_rate what = {list, cell, (cs_rate)rate};
        cs_estimate estimate;
        CS_TRY(cs_results_estimate_of(export->results, g->world, g->of, rate_of, &what, &estimate,
                                      err));
        cs_csv_text(csv, export->results->world[g->world].name);
        cs_csv_text(csv, cs_list_name(g->scenario, list));
        cs_csv_text(csv, attribute);
        cs_csv_text(csv, value);
        CS_TRY(put_estimate(csv, cs_rates[rate].word, &estimate, err));
    }
    return CS_OK;
}

static cs_status metric_rows(cs_export *export, cs_csv *csv, int of, cs_error *err)
{
    static const char *const columns[] = {"world", "list", "attribute", "value",      "metric",
                                          "mean",  "low",  "high",      "replicates", NULL};
    const cs_results *r = export->results;
    header(csv, columns);
    CS_TRY(cs_csv_row(csv, err));
    for (int world = 0; world < r->worlds; world++) {
        groups g = groups_of(r, world, of);
        for (int list = 0; list <= g.scenario->lists.count; list++)
            for (int cell = 0; cell < cs_scenario_cells(g.scenario); cell++)
                CS_TRY(cell_rows(export, csv, &g, list, cell, err));
    }
    return CS_OK;
}

cs_status cs_export_group_metrics(cs_export *export, int of, cs_error *err)
{
    cs_csv csv;
    CS_TRY(cs_csv_begin(&csv, export, of == CS_FIRMS ? "firm_group_metrics.csv" : "group_metrics.csv",
                        err));
    return cs_csv_end(&csv, export, metric_rows(export, &csv, of, err), err);
}

/* ---- differences by attribute ---- */

static const struct {
    const char *word;
    cs_maybe (*of)(const cs_confusion *groups, int n);
} differences[] = {
    {"demographic_parity_difference", cs_demographic_parity_difference},
    {"demographic_parity_ratio", cs_demographic_parity_ratio},
    {"equalized_odds_difference", cs_equalized_odds_difference},
    {"equalized_odds_ratio", cs_equalized_odds_ratio},
};

/* The cells [first, end) of one attribute, and a metric over them: a difference, or the disparity of
   one group against the largest. */
typedef struct group_ask {
    int list, first, end;
    int difference;  /* index in `differences`, or -1 */
    cs_rate rate;    /* disparity: of this rate */
    int group;       /* disparity: of this group, counted from `first` */
    cs_confusion *room; /* [end - first] */
} group_ask;

static cs_status between_groups(const cs_ledger *ledger, const void *what, double *value,
                                bool *defined)
{
    const group_ask *a = what;
    int n = a->end - a->first;
    for (int i = 0; i < n; i++) a->room[i] = cs_confusion_of(ledger, a->list, a->first + i);
    cs_maybe result =
        a->difference >= 0
            ? differences[a->difference].of(a->room, n)
            : cs_rate_disparity(&a->room[a->group], &a->room[cs_reference_group(a->room, n)],
                                a->rate);
    *value = result.value;
    *defined = result.defined;
    return CS_OK;
}

static cs_status group_row(cs_export *export, cs_csv *csv, const groups *g, const group_ask *a,
                           cs_error *err)
{
    const char *attribute, *value;
    cs_estimate estimate;
    CS_TRY(cs_results_estimate_of(export->results, g->world, g->of, between_groups, a, &estimate, err));
    cs_scenario_cell(g->scenario, a->first + a->group, &attribute, &value);
    cs_csv_text(csv, export->results->world[g->world].name);
    cs_csv_text(csv, cs_list_name(g->scenario, a->list));
    cs_csv_text(csv, attribute);
    cs_csv_text(csv, a->difference >= 0 ? "" : value);
    return put_estimate(csv,
                        a->difference >= 0 ? differences[a->difference].word
                                           : cs_rates[a->rate].disparity,
                        &estimate, err);
}

static cs_status attribute_rows(cs_export *export, cs_csv *csv, const groups *g, group_ask *a,
                                cs_error *err)
{
    a->group = 0;
    for (int i = 0; i < (int)(sizeof differences / sizeof differences[0]); i++) {
        a->difference = i;
        CS_TRY(group_row(export, csv, g, a, err));
    }
    a->difference = -1;
    for (int rate = 0; rate < CS_RATES; rate++)
        for (a->group = 0; a->group < a->end - a->first; a->group++) {
            a->rate = (cs_rate)rate;
            CS_TRY(group_row(export, csv, g, a, err));
        }
    return CS_OK;
}

/* Every attribute is a run of cells with the same name. */
static cs_status list_rows(cs_export *export, cs_csv *csv, const groups *g, int list,
                           cs_confusion *room, cs_error *err)
{
    const cs_scenario *s = g->scenario;
    int cells = cs_scenario_cells(s);
    for (int first = 1; first < cells;) {
        const char *attribute, *other, *value;
        int end = first + 1;
        cs_scenario_cell(s, first, &attribute, &value);
        for (; end < cells; end++) {
            cs_scenario_cell(s, end, &other, &value);
            if (strcmp(attribute, other) != 0) break;
        }
        group_ask ask = {.list = list, .first = first, .end = end, .room = room};
        CS_TRY(attribute_rows(export, csv, g, &ask, err));
        first = end;
    }
    return CS_OK;
}

static cs_status difference_rows(cs_export *export, cs_csv *csv, int of, cs_error *err)
{
    static const char *const columns[] = {"world", "list", "attribute", "value",      "metric",
                                          "mean",  "low",  "high",      "replicates", NULL};
    const cs_results *r = export->results;
    cs_status status = CS_OK;
    size_t cells = (size_t)cs_scenario_cells(cs_results_scenario(r, 0, of));
    cs_confusion *room = cs_alloc(cells, sizeof *room);
    if (!room) return cs_fail_memory(err, "the groups");
    header(csv, columns);
    CS_GO(cs_csv_row(csv, err));
    for (int world = 0; world < r->worlds; world++) {
        groups g = groups_of(r, world, of);
        for (int list = 0; list <= g.scenario->lists.count; list++)
            CS_GO(list_rows(export, csv, &g, list, room, err));
    }
out:
    cs_free(room);
    return status;
}

cs_status cs_export_group_differences(cs_export *export, int of, cs_error *err)
{
    cs_csv csv;
    CS_TRY(cs_csv_begin(&csv, export,
                        of == CS_FIRMS ? "firm_group_differences.csv" : "group_differences.csv",
                        err));
    return cs_csv_end(&csv, export, difference_rows(export, &csv, of, err), err);
}
