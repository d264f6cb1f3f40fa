/* Does the score foretell what it says: what a scorecard said of each band, beside what people did. */
#include "report/section.h"

#define VALUES_MOST 60 /* an attribute with more values stays in the results file */

static bool persons(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int cells = ledger->extent[CS_DIM_CELL];
    *value = 0.0;
    for (int band = 0; band < ledger->extent[CS_DIM_BAND]; band++)
        if (what->band < 0 || what->band == band)
            *value += (double)ledger->foretold_persons[band * cells + what->cell];
    return true;
}

static void measure(const cs_facts *facts, int cell, int band, cs_metric metric, cs_estimate *value)
{
    cs_facts_estimate(facts, cs_fact_metric,
                      CS_WHAT(.cell = cell, .metric = (int)metric, .band = band), value);
}

static void add_row(cs_page *page, cs_page_table *table, const cs_facts *facts, int cell, int band)
{
    cs_estimate value;
    cs_facts_estimate(facts, persons, CS_WHAT(.cell = cell, .band = band), &value);
    cs_table_number(page, table, value.mean);
    measure(facts, cell, band, CS_METRIC_FORETOLD_SHARE, &value);
    if (!facts->scenario->score->scorecard) cs_table_text(page, table, "nothing");
    else if (value.defined) cs_table_number(page, table, value.mean);
    else cs_table_undefined(page, table);
    measure(facts, cell, band, CS_METRIC_DID_SHARE, &value);
    cs_table_estimate(page, table, &value);
}

static void add_columns(cs_page *page, cs_page_table *table)
{
    table->undefined = "undefined: nobody there";
    cs_table_column(table, "n", "people", CS_COLUMN_COUNT);
    cs_table_column(table, "said", "said", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "did", "did", CS_COLUMN_SHARE);
}

static void bands_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_bounds *bands = &facts->scenario->score->bands;
    cs_page_table *table =
        cs_page_add_table(section, "bands", "Share foretold and share who did, by band of the score");
    cs_table_column(table, "band", "band", CS_COLUMN_TEXT);
    add_columns(page, table);
    for (int b = 0; b < bands->count; b++) {
        cs_table_text(page, table, cs_page_words(page, bands->names[b]));
        add_row(page, table, facts, 0, b);
    }
}

static void groups_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    int cells = cs_scenario_cells(facts->scenario);
    cs_page_table *table =
        cs_page_add_table(section, "foretold_groups", "The same by group, over all bands");
    cs_table_column(table, "attribute", "attribute", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "group", CS_COLUMN_TEXT);
    add_columns(page, table);
    for (int cell = 0; cell < cells && cell < VALUES_MOST; cell++) {
        const char *attribute, *value;
        cs_scenario_cell(facts->scenario, cell, &attribute, &value);
        cs_table_text(page, table, cs_page_words(page, attribute));
        cs_table_text(page, table, cs_page_words(page, value));
        add_row(page, table, facts, cell, -1);
    }
}

static void say_said(const cs_facts *facts, cs_text *text, const cs_estimate *did, const char *act)
{
    const cs_foretelling *f = facts->scenario->score->foretells;
    cs_estimate said, apart;
    measure(facts, 0, -1, CS_METRIC_FORETOLD_SHARE, &said);
    measure(facts, 0, -1, CS_METRIC_FORETOLD_ERROR, &apart);
    cs_text_format(text, "On day %d the score says of ", (int)f->from_day);
    cs_write_bold(text, said.mean, CS_COLUMN_SHARE);
    cs_text_format(text, " of people that they will do “%s” within ", act);
    cs_write_days(text, f->for_days);
    cs_text_add(text, "; ");
    cs_write_bold(text, did->mean, CS_COLUMN_SHARE);
    cs_write_interval(text, did, CS_COLUMN_SHARE);
    cs_text_add(text, " do. By band, said and done lie ");
    cs_write_bold(text, 100.0 * apart.mean, CS_COLUMN_RATE);
    cs_text_add(text, " percentage points apart on average.");
}

/* Points alone say no share: what there is to tell is who did it, in the best and the worst band. */
static void say_did(cs_page *page, const cs_facts *facts, cs_text *text, const cs_estimate *did,
                    const char *act)
{
    const cs_foretelling *f = facts->scenario->score->foretells;
    const cs_bounds *bands = &facts->scenario->score->bands;
    cs_text_format(text, "Of people with a score on day %d, ", (int)f->from_day);
    cs_write_bold(text, did->mean, CS_COLUMN_SHARE);
    cs_write_interval(text, did, CS_COLUMN_SHARE);
    cs_text_format(text, " do “%s” within ", act);
    cs_write_days(text, f->for_days);
    for (int i = 0, b = 0; i < 2; i++, b = bands->count - 1) {
        cs_estimate value;
        measure(facts, 0, b, CS_METRIC_DID_SHARE, &value);
        cs_text_add(text, i == 0 ? ": " : ", and ");
        if (value.defined) cs_write_bold(text, value.mean, CS_COLUMN_SHARE);
        else cs_text_add(text, "nobody");
        cs_write_interval(text, &value, CS_COLUMN_SHARE);
        cs_text_format(text, " in band “%s”", cs_page_words(page, bands->names[b]));
    }
    cs_text_add(text, ".");
}

static void say(cs_page *page, const cs_facts *facts, cs_text *text)
{
    const cs_score_config *score = facts->scenario->score;
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, facts->scenario->conduct);
    const char *act = cs_page_words(page, conduct[score->foretells->act].name);
    cs_estimate did;
    measure(facts, 0, -1, CS_METRIC_DID_SHARE, &did);
    if (score->scorecard) say_said(facts, text, &did, act);
    else say_did(page, facts, text, &did, act);
}

cs_status cs_section_foretold(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_estimate all;
    const cs_score_config *score = facts->scenario->score;
    if (!score || !score->foretells || !score->bands.count) return CS_OK;
    cs_facts_estimate(facts, persons, CS_WHAT(.band = -1), &all);
    if (all.mean <= 0.0) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "foretold",
                                             score->scorecard
                                                 ? "Does the score foretell what it says?"
                                                 : "Does the score foretell what it is meant to?");
    section->chart = "foretold";
    section->how =
        "Everybody keeps the band of the day the score is held to. A score can be right on average in "
        "every band and still be wrong of most people in it: it says a share, and a person does it or "
        "does not. Points without a scorecard say no share.";
    say(page, facts, &section->answer);
    bands_table(page, facts, section);
    groups_table(page, facts, section);
    return CS_OK;
}
