/* Figures of mechanisms that have neither list nor score of their own: lending, and copies of listings. */
#include "results/format.h"
#include "results/names.h"
#include "results/say.h"

#define LABEL 50

static void row(cs_text *text, const char *label, const cs_estimate *estimate, double scale,
                const char *unit)
{
    char room[CS_CELL], cell[CS_LINE];
    int decimals = cs_format_decimals(scale * (estimate->mean < 0 ? -estimate->mean : estimate->mean), 1, 4);
    cs_format_estimate(room, estimate, scale, decimals);
    snprintf(cell, sizeof cell, "%.60s%.4s", room, estimate->defined ? unit : "");
    cs_format_name(text, label, LABEL);
    cs_text_format(text, "%*s\n", CS_LINE - LABEL, cell);
}

cs_status cs_say_lending(cs_text *text, cs_results *results, cs_error *err)
{
    static const struct { cs_metric metric; const char *label, *unit; double scale; } rows[] = {
        {CS_METRIC_LENT_SHARE, "of applications, granted", " %", 100},
        {CS_METRIC_LENT_GOOD_SHARE, "of applications by people who repay, granted", " %", 100},
        {CS_METRIC_REFUSED_GOOD, "of those refused, would have repaid", " %", 100},
        {CS_METRIC_REPAID_SHARE, "of loans, repaid", " %", 100},
        {CS_METRIC_LOAN_PROFIT, "what the lender gains per application", "", 1},
        {CS_METRIC_SCORE_CHANGE, "change of the credit score per application", "", 1},
    };
    if (!results->world[0].scenario->lending) return CS_OK;
    cs_text_add(text, "\nLoans, whole run\n");
    cs_format_rule(text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cs_estimate estimate;
        cs_query query = cs_query_all(rows[i].metric);
        CS_TRY(cs_results_estimate(results, 0, &query, &estimate, err));
        row(text, rows[i].label, &estimate, rows[i].scale, rows[i].unit);
    }
    return CS_OK;
}

/* Copies of an arrow, made or of those whose original ended: per 1,000 persons. arrow -1: all. */
typedef struct copied { int arrow, what; } copied;

static cs_status count_copies(const cs_ledger *ledger, const void *what, double *value, bool *defined)
{
    const copied *c = what;
    int cells = ledger->extent[CS_DIM_CELL];
    int64_t sum = 0;
    for (int a = 0; a < ledger->extent[CS_DIM_ARROW]; a++)
        if (c->arrow < 0 || c->arrow == a) sum += ledger->copies[(a * CS_COPIES + c->what) * cells];
    *defined = ledger->persons[0] > 0;
    *value = *defined ? 1000.0 * (double)sum / (double)ledger->persons[0] : 0;
    return CS_OK;
}

static cs_status copies_row(cs_text *text, cs_results *results, int arrow, const char *label, cs_error *err)
{
    cs_format_name(text, label, CS_LINE - 3 * 14);
    for (int what = 0; what < CS_COPIES; what++) {
        cs_estimate estimate;
        char room[CS_CELL];
        CS_TRY(cs_results_estimate_of(results, 0, CS_PERSONS, count_copies, &(copied){arrow, what}, &estimate,
                                      err));
        cs_format_number(room, estimate.mean, cs_format_decimals(estimate.mean, 1, 4));
        cs_text_format(text, "%14s", room);
    }
    cs_text_add(text, "\n");
    return CS_OK;
}

cs_status cs_say_copies(cs_text *text, cs_results *results, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    if (s->sharing.count == 0) return CS_OK;
    cs_text_add(text, "\nListings copied elsewhere, whole run, per 1,000 people (means); of those whose\n"
                      "original ended: ended with it, or kept\n");
    cs_text_format(text, "%*s%14s%14s%14s\n", CS_LINE - 3 * 14, "", "copied", "end followed", "kept");
    cs_format_rule(text);
    for (int a = 0; a < s->sharing.count; a++) {
        const cs_arrow *arrow = &CS_ITEMS(cs_arrow, s->sharing)[a];
        char label[200];
        snprintf(label, sizeof label, "%.90s to %.90s", cs_list_name(s, arrow->from), cs_list_name(s, arrow->to));
        CS_TRY(copies_row(text, results, a, label, err));
    }
    return s->sharing.count > 1 ? copies_row(text, results, -1, "all", err) : CS_OK;
}
