/* What was varied and on what authority; what was computed, and what failed. */
#include "report/study.h"

#include "results/names.h"

#include <string.h>

#define FAILURES_MOST 200

/* ---- what was varied ---- */

static void varied_table(cs_page *page, cs_page_section *section, const cs_study_plan *plan,
                         int *sourced)
{
    cs_page_table *table = cs_page_add_table(
        section, "varied", "Parameters that differ between points: what the scenario says, and the range "
                           "they have in this study");
    table->open = true;
    table->undefined = "–";
    cs_table_column(table, "input", "input", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "what it is", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "the scenario says", CS_COLUMN_TEXT);
    cs_table_column(table, "range", "range in this study", CS_COLUMN_TEXT);
    cs_table_column(table, "source", "source of the range", CS_COLUMN_TEXT);
    for (int f = 0; f < plan->factors; f++) {
        const cs_factor *factor = &plan->factor[f];
        bool source = factor->source && *factor->source;
        *sourced += source;
        cs_table_text(page, table, cs_page_clean(page, factor->path));
        cs_table_text(page, table, cs_page_clean(page, factor->label));
        cs_table_text(page, table, cs_studied_range(page, factor->value, factor->value, factor->unit));
        cs_table_text(page, table, cs_studied_range(page, factor->low, factor->high, factor->unit));
        cs_table_text(page, table, source ? cs_page_clean(page, factor->source) : "assumption");
    }
}

cs_status cs_studied_section_varied(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    int sourced = 0;
    const cs_study_plan *plan = facts->plan;
    if (!plan->factors) return CS_OK;
    cs_page_section *section =
        cs_page_begin(page, "varied", "What was varied, over which range, and on what authority?");
    varied_table(page, section, plan, &sourced);
    cs_text_add(&section->answer, plan->factors == 1 ? "Varied is " : "Varied are ");
    cs_write_small(&section->answer, plan->factors);
    cs_text_format(&section->answer, " parameter%s: ", plan->factors == 1 ? "" : "s");
    cs_write_few(&section->answer, sourced);
    cs_text_add(&section->answer, " over a range with a source, " CS_SAY_B);
    cs_write_few(&section->answer, plan->factors - sourced);
    cs_text_add(&section->answer, " over a range that is assumed" CS_SAY_B_END
                                  ". Everything else stands as the scenario has it.");
    section->how = "A range nobody has published is an assumption, and so is every result that rests on it. "
                   "The scenario, with all other numbers and their sources, is in the downloads.";
    return CS_OK;
}

/* ---- what was computed ---- */

static void add_count(cs_page *page, cs_page_table *table, const char *what, int64_t count)
{
    cs_table_text(page, table, what);
    cs_table_number(page, table, (double)count);
}

static void counts_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts)
{
    cs_page_table *table = cs_page_add_table(section, "work", "Rows of the work list");
    table->open = true;
    cs_table_column(table, "what", "what", CS_COLUMN_TEXT);
    cs_table_column(table, "count", "count", CS_COLUMN_COUNT);
    add_count(page, table, "points", facts->plan->points);
    add_count(page, table, "replicates of each", facts->plan->replicates);
    add_count(page, table, "rows wanted", facts->counts.rows);
    add_count(page, table, "done", facts->counts.done);
    add_count(page, table, "failed", facts->counts.failed);
    add_count(page, table, "not reached", facts->counts.waiting);
}

static cs_status failed_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts,
                              cs_error *err)
{
    int64_t told = 0;
    if (!facts->counts.failed) return CS_OK;
    cs_page_table *table = cs_page_add_table(
        section, "failed", facts->counts.failed > FAILURES_MOST
                               ? "Rows that failed, the first 200, with their messages"
                               : "Rows that failed, with their messages");
    table->open = true;
    cs_table_column(table, "point", "point", CS_COLUMN_TEXT);
    cs_table_column(table, "number", "its number", CS_COLUMN_COUNT);
    cs_table_column(table, "replicate", "replicate", CS_COLUMN_COUNT);
    cs_table_column(table, "message", "message", CS_COLUMN_TEXT);
    for (int p = 0; p < facts->plan->points && told < FAILURES_MOST; p++)
        for (int64_t r = 0; r < facts->plan->replicates && told < FAILURES_MOST; r++) {
            cs_work_row row = {p, r};
            char *message = NULL;
            if (cs_worklist_state(facts->list, row) != CS_WORK_FAILED) continue;
            CS_TRY(cs_worklist_message(facts->list, row, &message, err));
            told++;
            cs_table_text(page, table, cs_studied_point(page, facts, p));
            cs_table_number(page, table, p + 1);
            cs_table_number(page, table, (double)r);
            cs_table_text(page, table, cs_page_clean(page, message ? message : ""));
            cs_text_free(message);
        }
    return CS_OK;
}

static void figures_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts)
{
    cs_page_table *table =
        cs_page_add_table(section, "figures", "The figures kept of every row");
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_column(table, "metric", "metric", CS_COLUMN_TEXT);
    cs_table_column(table, "about", "what it is", CS_COLUMN_TEXT);
    for (int f = 0; f < facts->plan->figures; f++) {
        cs_table_text(page, table, cs_studied_figure(page, facts, f));
        cs_table_text(page, table, cs_metric_name(facts->plan->figure[f].metric));
        cs_table_text(page, table, cs_studied_figure_help(facts, f));
    }
}

static bool same_world(const cs_point *a, const cs_point *b)
{
    return !strcmp(a->scenario, b->scenario) && !strcmp(a->safeguard, b->safeguard);
}

/* Each scenario with each safeguard, once, with the hash of the first point of it. */
static cs_status worlds_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts,
                              cs_error *err)
{
    const cs_study_plan *plan = facts->plan;
    cs_page_table *table = cs_page_add_table(
        section, "worlds", "Scenarios and safeguards compared, with the hash of the first point of each");
    cs_table_column(table, "scenario", "scenario", CS_COLUMN_TEXT);
    cs_table_column(table, "safeguard", "safeguard", CS_COLUMN_TEXT);
    cs_table_column(table, "points", "points", CS_COLUMN_COUNT);
    cs_table_column(table, "hash", "scenario hash", CS_COLUMN_TEXT);
    for (int p = 0; p < plan->points; p++) {
        int points = 0, first = -1;
        char hash[33], *text = NULL;
        for (int q = 0; q < plan->points; q++) {
            if (!same_world(&plan->point[q], &plan->point[p])) continue;
            if (first < 0) first = q;
            points++;
        }
        if (first < p) continue;
        CS_TRY(cs_worklist_scenario(facts->list, p, hash, &text, err));
        cs_text_free(text);
        cs_table_text(page, table, cs_studied_scenario(page, plan->point[p].scenario));
        cs_table_text(page, table, cs_studied_world(page, plan->point[p].safeguard));
        cs_table_number(page, table, points);
        cs_table_text(page, table, cs_page_keep(page, hash));
    }
    return CS_OK;
}

static void say_work(const cs_studied_facts *facts, cs_text *text)
{
    const cs_work_counts *counts = &facts->counts;
    bool whole = counts->done == counts->rows;
    cs_text_add(text, whole ? "All " CS_SAY_B : CS_SAY_B);
    cs_write_number(text, (double)counts->done, CS_COLUMN_COUNT);
    if (!whole) {
        cs_text_add(text, " of ");
        cs_write_number(text, (double)counts->rows, CS_COLUMN_COUNT);
    }
    cs_text_add(text, " rows" CS_SAY_B_END " are done");
    if (whole) {
        cs_text_add(text, ", and none failed.");
        return;
    }
    cs_text_add(text, ": ");
    cs_write_few(text, counts->failed);
    cs_text_add(text, " failed, ");
    cs_write_few(text, counts->waiting);
    cs_text_add(text, " not reached. What is missing there is missing from every figure of this page.");
}

cs_status cs_studied_section_work(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    cs_page_section *section =
        cs_page_begin(page, "work", "What was computed, and did all of it work?");
    say_work(facts, &section->answer);
    section->how = "A row is one world: a point of the study with one replicate. Of each its figures are "
                   "kept, and the hash of everything that was counted in it.";
    counts_table(page, section, facts);
    CS_TRY(failed_table(page, section, facts, err));
    figures_table(page, section, facts);
    return worlds_table(page, section, facts, err);
}
