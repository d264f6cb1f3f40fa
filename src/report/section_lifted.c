/* How long until it is lifted: Kaplan-Meier curves by cause. */
#include "report/section.h"

#define GRID_MOST 72

static bool occurs(const cs_facts *facts, int cause)
{
    cs_estimate spells;
    if (!(facts->wrongful >> cause & 1u)) return false;
    cs_section_everyone(facts, cs_fact_at_risk, 1u << cause, &spells);
    return spells.mean > 0.0;
}

static void after(const cs_facts *facts, unsigned causes, int percent, cs_estimate *value)
{
    cs_facts_estimate(facts, cs_fact_lifted_after,
                      CS_WHAT(.list = facts->any_list, .causes = causes, .day = percent), value);
}

static void standing(const cs_facts *facts, unsigned causes, int day, cs_estimate *value)
{
    cs_facts_estimate(facts, cs_fact_standing,
                      CS_WHAT(.list = facts->any_list, .causes = causes, .day = day), value);
}

static void add_cause(cs_page *page, cs_page_table *table, const cs_facts *facts, const char *key,
                      const char *label, unsigned causes)
{
    cs_estimate value;
    cs_table_text(page, table, key);
    cs_table_text(page, table, label);
    cs_section_everyone(facts, cs_fact_at_risk, causes, &value);
    cs_table_number(page, table, value.mean);
    after(facts, causes, 25, &value);
    if (value.defined) cs_table_number(page, table, value.mean);
    else cs_table_undefined(page, table);
    after(facts, causes, 50, &value);
    cs_table_estimate(page, table, &value);
    after(facts, causes, 75, &value);
    if (value.defined) cs_table_number(page, table, value.mean);
    else cs_table_undefined(page, table);
    standing(facts, causes, facts->horizon_days, &value);
    cs_table_estimate(page, table, &value);
}

static void quantile_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "lifted", "Days until a wrongful penalty is lifted. “Not reached”: fewer than that "
                           "share were lifted within the run.");
    table->undefined = "not reached";
    cs_table_column(table, "cause", "cause", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "by", CS_COLUMN_TEXT);
    cs_table_column(table, "spells", "penalties", CS_COLUMN_COUNT);
    cs_table_column(table, "quarter", "first quarter", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "half", "half", CS_COLUMN_COUNT);
    cs_table_column(table, "three_quarters", "three quarters", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "standing", "never within the run", CS_COLUMN_SHARE);
    for (int c = 0; c < CS_CAUSES; c++)
        if (occurs(facts, c))
            add_cause(page, table, facts, cs_causes[c].key, cs_section_cause(c), 1u << c);
    add_cause(page, table, facts, "all", "all wrongful", facts->wrongful);
}

static void curve_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    int steps = facts->horizon_days < GRID_MOST ? facts->horizon_days : GRID_MOST;
    cs_page_table *table = cs_page_add_table(
        section, "survival", "Share of wrongful penalties still standing after so many days");
    cs_table_column(table, "cause", "cause", CS_COLUMN_TEXT);
    cs_table_column(table, "day", "day", CS_COLUMN_COUNT);
    cs_table_column(table, "at_risk", "at risk", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "standing", "standing", CS_COLUMN_SHARE);
    for (int c = 0; c < CS_CAUSES; c++) {
        if (!occurs(facts, c)) continue;
        for (int i = 0; i <= steps; i++) {
            int day = (int)((int64_t)i * facts->horizon_days / steps);
            cs_estimate value;
            cs_table_text(page, table, cs_causes[c].key);
            cs_table_number(page, table, day);
            cs_facts_estimate(facts, cs_fact_at_risk,
                              CS_WHAT(.list = facts->any_list, .causes = 1u << c, .day = day),
                              &value);
            cs_table_number(page, table, value.mean);
            standing(facts, 1u << c, day, &value);
            cs_table_estimate(page, table, &value);
        }
    }
}

static void say(const cs_facts *facts, cs_text *text)
{
    cs_estimate half, left;
    int late = facts->horizon_days > 365 ? 365 : facts->horizon_days;
    after(facts, facts->wrongful, 50, &half);
    standing(facts, facts->wrongful, late, &left);
    if (half.defined) {
        cs_text_add(text, "Half of all wrongful penalties were gone after " CS_SAY_B);
        cs_write_number(text, half.mean, CS_COLUMN_COUNT);
        cs_text_add(text, " days" CS_SAY_B_END);
        cs_write_interval(text, &half, CS_COLUMN_COUNT);
        cs_text_add(text, ". ");
    } else {
        cs_text_add(text, "Within the run, fewer than half of all wrongful penalties were lifted. ");
    }
    cs_text_add(text, "After ");
    cs_write_days(text, late);
    cs_text_add(text, ", ");
    cs_write_bold(text, left.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &left, CS_COLUMN_SHARE);
    cs_text_add(text, " were still standing.");
}

cs_status cs_section_lifted(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_estimate spells;
    cs_section_everyone(facts, cs_fact_at_risk, facts->wrongful, &spells);
    if (!facts->penal || spells.mean <= 0.0) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "time", "How long until it is lifted?");
    section->chart = "lifted";
    section->how =
        "Kaplan–Meier: penalties still standing on the last day count as “not lifted yet”, not as "
        "lifted. A penalty whose cause changes is counted as a new one from that day on. Bands: the "
        "middle 95% of replicates. Numbers on the dashed line: days until half are lifted.";
    say(facts, &section->answer);
    quantile_table(page, facts, section);
    curve_table(page, facts, section);
    return CS_OK;
}
