/* How sure: the headline figure in every replicate. */
#include "report/section.h"

/* The figure the page leads with: wrongly penalised per 1,000, or wrong records. */
static cs_fact_of lead_figure(const cs_facts *facts, cs_fact *what, const char **label,
                              cs_column_type *type)
{
    if (cs_section_counts_records(facts)) {
        *what = (cs_fact){.sensor = -1, .causes = CS_TAGS_WRONG};
        *label = "wrong records";
        *type = CS_COLUMN_COUNT;
        return cs_fact_records;
    }
    *what = (cs_fact){.list = facts->any_list, .causes = facts->wrongful};
    *label = "wrongly penalised per 1,000";
    *type = CS_COLUMN_RATIO; /* two decimals: replicates differ by little */
    return cs_fact_stock;
}

static void say(const cs_facts *facts, cs_text *text, const cs_estimate *estimate,
                const char *label, cs_column_type type, double least, double most)
{
    if (facts->replicates == 1) {
        cs_text_format(text, "There is one replicate, so nothing here says how much chance moves the "
                             "figure of ");
        cs_write_bold(text, estimate->mean, type);
        cs_text_format(text, " %s. Run eight or more for an interval.", label);
        return;
    }
    cs_text_add(text, "Chance alone: the ");
    cs_write_small(text, facts->replicates);
    cs_text_add(text, " replicates lie between ");
    cs_write_bold(text, least, type);
    cs_text_add(text, " and ");
    cs_write_bold(text, most, type);
    cs_text_format(text, " %s. ", label);
    cs_text_add(text, facts->replicates < 8
                          ? "That is too few for an interval; eight or more are needed. "
                          : "");
    cs_text_add(text, "What nobody has measured may move it more, and is not in this range: see the "
                      "assumptions above.");
}

static void replicates_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                             cs_fact_of figure, const cs_fact *what, const char *label,
                             cs_column_type type)
{
    cs_page_table *table =
        cs_page_add_table(section, "replicates", "The figure in every replicate");
    table->undefined = "undefined";
    cs_table_column(table, "replicate", "replicate", CS_COLUMN_COUNT);
    cs_table_column(table, "value", label, type);
    for (int64_t r = 0; r < facts->replicates; r++) {
        double value = 0.0;
        cs_table_number(page, table, (double)r);
        if (figure(&facts->ledger[r], what, &value)) cs_table_number(page, table, value);
        else cs_table_undefined(page, table);
    }
}

static void range_of(const cs_facts *facts, cs_fact_of figure, const cs_fact *what, double *least,
                     double *most)
{
    *least = *most = 0.0;
    for (int64_t r = 0; r < facts->replicates; r++) {
        double value = 0.0;
        figure(&facts->ledger[r], what, &value);
        if (!r || value < *least) *least = value;
        if (!r || value > *most) *most = value;
    }
}

cs_status cs_section_sure(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    if (cs_section_state(facts) == CS_STATE_NOTHING) return CS_OK;
    cs_fact what;
    const char *label;
    cs_column_type type;
    cs_estimate estimate;
    double least, most;
    cs_fact_of figure = lead_figure(facts, &what, &label, &type);
    cs_page_section *section = cs_page_begin(page, "sure", "How sure is this?");
    section->chart = "sure";
    section->how = "One dot per replicate; shaded: the middle 95% of replicates, where there are "
                   "eight or more. The intervals on this page cover chance between replicates only. "
                   "They do not cover a wrong assumption or a mechanism left out.";
    cs_facts_estimate(facts, figure, &what, &estimate);
    range_of(facts, figure, &what, &least, &most);
    say(facts, &section->answer, &estimate, label, type, least, most);
    cs_page_table *table = cs_page_add_table(section, "interval", "The figure over replicates");
    cs_table_interval(page, table, "value", label, type);
    cs_table_estimate(page, table, &estimate);
    replicates_table(page, facts, section, figure, &what, label, type);
    return CS_OK;
}
