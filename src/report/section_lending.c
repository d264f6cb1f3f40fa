/* Who is lent to: approval, the good applicants among those refused, and what became of scores. */
#include "report/section.h"

#define VALUES_MOST 60 /* an attribute with more values stays in the results file */

static bool applications(const cs_facts *facts, int cell, int file, cs_estimate *value)
{
    cs_facts_estimate(facts, cs_fact_loans,
                      CS_WHAT(.cell = cell, .file = file, .causes = CS_FATES_ALL), value);
    return value->mean > 0.0;
}

static void measure(const cs_facts *facts, int cell, cs_metric metric, cs_estimate *value)
{
    cs_facts_estimate(facts, cs_fact_metric, CS_WHAT(.cell = cell, .metric = (int)metric, .band = -1),
                      value);
}

/* Cells of the attribute that the lender tells groups apart by: first and one past the last. */
static void lender_groups(const cs_scenario *scenario, int *first, int *end)
{
    const cs_population_config *p = &scenario->population;
    *first = *end = 1;
    if (scenario->lending->groups < 0) return;
    for (int i = 0; i < scenario->lending->groups; i++) *first += p->attributes.items[i].values;
    *end = *first + p->attributes.items[scenario->lending->groups].values;
}

/* ---- by group ---- */

static const struct { const char *key, *label; cs_metric metric; cs_column_type type; } columns[] = {
    {"selection_rate", "granted", CS_METRIC_LENT_SHARE, CS_COLUMN_SHARE},
    {"true_positive_rate", "granted, of those who repay", CS_METRIC_LENT_GOOD_SHARE, CS_COLUMN_SHARE},
    {"refused_good", "would have repaid, of those refused", CS_METRIC_REFUSED_GOOD, CS_COLUMN_SHARE},
    {"profit", "lender's gain per application", CS_METRIC_LOAN_PROFIT, CS_COLUMN_RATIO},
    {"mean_score_change", "score change per application", CS_METRIC_SCORE_CHANGE,
     CS_COLUMN_DIFFERENCE},
};
#define MEASURES (sizeof columns / sizeof columns[0])

static void add_group(cs_page *page, cs_page_table *table, const cs_facts *facts, int cell)
{
    const char *attribute, *value;
    cs_estimate estimate;
    cs_scenario_cell(facts->scenario, cell, &attribute, &value);
    cs_table_text(page, table, cs_page_words(page, attribute));
    cs_table_text(page, table, cs_page_words(page, value));
    applications(facts, cell, -1, &estimate);
    cs_table_number(page, table, estimate.mean);
    measure(facts, cell, CS_METRIC_LENDING_THRESHOLD, &estimate);
    if (estimate.defined) cs_table_number(page, table, estimate.mean);
    else cs_table_text(page, table, "");
    for (size_t i = 0; i < MEASURES; i++) {
        measure(facts, cell, columns[i].metric, &estimate);
        cs_table_estimate(page, table, &estimate);
    }
}

static void groups_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    int cells = cs_scenario_cells(facts->scenario);
    cs_page_table *table = cs_page_add_table(
        section, "lending", "Applications for a loan and what came of them, by group. The threshold "
                            "is the lowest score lent to at the end, where the group has one of its "
                            "own.");
    table->undefined = "undefined";
    cs_table_column(table, "attribute", "attribute", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "group", CS_COLUMN_TEXT);
    cs_table_column(table, "applications", "applications", CS_COLUMN_COUNT);
    cs_table_column(table, "threshold", "threshold", CS_COLUMN_RATE);
    for (size_t i = 0; i < MEASURES; i++)
        cs_table_interval(page, table, columns[i].key, columns[i].label, columns[i].type);
    for (int cell = 0; cell < cells && cell < VALUES_MOST; cell++)
        add_group(page, table, facts, cell);
}

/* ---- files ---- */

static void add_file(cs_page *page, cs_page_table *table, const cs_facts *facts, int file)
{
    static const char *const names[CS_FILES] = {
        [CS_FILE_SCORED] = "a score", [CS_FILE_UNSCORED] = "a file too thin for a score",
        [CS_FILE_NONE] = "no file"};
    static const unsigned fates[] = {CS_FATES_ALL, 1u << CS_FATE_REPAID, 1u << CS_FATE_DEFAULTED,
                                     1u << CS_FATE_REFUSED_GOOD, 1u << CS_FATE_REFUSED_BAD};
    cs_estimate value;
    cs_table_text(page, table, names[file]);
    for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++) {
        cs_facts_estimate(facts, cs_fact_loans_per_1000,
                          CS_WHAT(.file = file, .causes = fates[i]), &value);
        cs_table_estimate(page, table, &value);
    }
}

static void files_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "files", "Applications by what the lender has on file, per 1,000 people");
    cs_table_column(table, "file", "on file", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "applications", "applications", CS_COLUMN_RATE);
    cs_table_interval(page, table, "repaid", "granted, repaid", CS_COLUMN_RATE);
    cs_table_interval(page, table, "defaulted", "granted, not repaid", CS_COLUMN_RATE);
    cs_table_interval(page, table, "refused_good", "refused, would have repaid", CS_COLUMN_RATE);
    cs_table_interval(page, table, "refused_bad", "refused, would not", CS_COLUMN_RATE);
    for (int file = 0; file < CS_FILES; file++) add_file(page, table, facts, file);
}

/* ---- words ---- */

/* The groups of the lender that are granted least and most, where they differ. */
static void say_groups(cs_page *page, const cs_facts *facts, cs_text *text)
{
    cs_estimate value, least = {.mean = 2.0}, most = {.mean = -1.0};
    int first, end, lowest = 0, highest = 0;
    const char *attribute, *name;
    lender_groups(facts->scenario, &first, &end);
    for (int cell = first; cell < end; cell++) {
        measure(facts, cell, CS_METRIC_LENT_SHARE, &value);
        if (!value.defined) continue;
        if (value.mean < least.mean) { least = value; lowest = cell; }
        if (value.mean > most.mean) { most = value; highest = cell; }
    }
    if (lowest == highest) return;
    cs_scenario_cell(facts->scenario, lowest, &attribute, &name);
    cs_text_format(text, " By %s, from ", cs_page_words(page, attribute));
    cs_write_bold(text, least.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &least, CS_COLUMN_SHARE);
    cs_text_format(text, " granted to “%s” to ", cs_page_words(page, name));
    cs_scenario_cell(facts->scenario, highest, &attribute, &name);
    cs_write_bold(text, most.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &most, CS_COLUMN_SHARE);
    cs_text_format(text, " to “%s”.", cs_page_words(page, name));
}

static void say(cs_page *page, const cs_facts *facts, cs_text *text)
{
    cs_estimate all, granted, good;
    applications(facts, 0, -1, &all);
    measure(facts, 0, CS_METRIC_LENT_SHARE, &granted);
    measure(facts, 0, CS_METRIC_REFUSED_GOOD, &good);
    cs_text_add(text, "Of ");
    cs_write_number(text, all.mean, CS_COLUMN_COUNT);
    cs_text_add(text, " applications for a loan, ");
    cs_write_bold(text, granted.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &granted, CS_COLUMN_SHARE);
    cs_text_add(text, " were granted.");
    if (good.defined) {
        cs_text_add(text, " Of those refused, ");
        cs_write_bold(text, good.mean, CS_COLUMN_SHARE);
        cs_write_interval(text, &good, CS_COLUMN_SHARE);
        cs_text_add(text, " would have repaid.");
    }
    say_groups(page, facts, text);
}

/* People without a score: the benefit that is claimed for reaching them, and those not reached. */
static void say_thin(const cs_facts *facts, cs_text *text)
{
    cs_estimate value, lent = {0}, refused = {0};
    for (int file = CS_FILE_UNSCORED; file <= CS_FILE_NONE; file++) {
        cs_facts_estimate(facts, cs_fact_loans_per_1000,
                          CS_WHAT(.file = file, .causes = 1u << CS_FATE_REPAID), &value);
        lent.mean += value.mean;
        cs_facts_estimate(facts, cs_fact_loans_per_1000,
                          CS_WHAT(.file = file, .causes = 1u << CS_FATE_REFUSED_GOOD), &value);
        refused.mean += value.mean;
    }
    if (lent.mean > 0.0) {
        cs_text_add(text, " People without a score repaid ");
        cs_write_bold(text, lent.mean, CS_COLUMN_RATE);
        cs_text_add(text, " loans per 1,000 people, and were refused ");
    } else {
        cs_text_add(text, " People without a score were lent nothing: for every 1,000 people they were refused ");
    }
    cs_write_bold(text, refused.mean, CS_COLUMN_RATE);
    cs_text_add(text, " that they would have repaid.");
}

cs_status cs_section_lending(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_estimate all;
    if (!facts->scenario->lending || !applications(facts, 0, -1, &all)) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "lending", "Who is lent to?");
    section->chart = "lending";
    section->how =
        "A lender knows a score, a group and a table of how many with that score repay. Whether a loan "
        "would have been repaid is known here of those refused too. Refusing somebody who would have "
        "repaid is an error of prediction: nothing false is on file, the person is judged by others "
        "with the same score. Group labels are the scenario’s.";
    say(page, facts, &section->answer);
    groups_table(page, facts, section);
    const cs_thin *thin = &facts->scenario->lending->thin;
    if (thin->no_file + thin->unscored <= 0.0) return CS_OK;
    say_thin(facts, &section->answer);
    files_table(page, facts, section);
    return CS_OK;
}
