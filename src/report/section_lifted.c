/* How long until it is lifted: Kaplan-Meier curves by cause. */
#include "report/section.h"
#include "report/survival.h"

#include <math.h>

#define GRID_MOST 72

/* A curve ends where fewer penalties than this are still watched, or than a tenth of all where that is
   fewer: beyond, each lifted one would move it by a tenth or more. */
#define WATCHED_LEAST 10.0

static bool occurs(const cs_survival *survival)
{
    cs_estimate spells;
    cs_survival_at_risk(survival, 0, &spells);
    return spells.mean > 0.0;
}

static void add_mean(cs_page *page, cs_page_table *table, const cs_estimate *value)
{
    if (value->defined) cs_table_number(page, table, value->mean);
    else cs_table_undefined(page, table);
}

static void add_cause(cs_page *page, cs_page_table *table, const cs_survival *survival,
                      const char *key, const char *label)
{
    cs_estimate value;
    cs_table_text(page, table, key);
    cs_table_text(page, table, label);
    cs_survival_at_risk(survival, 0, &value);
    add_mean(page, table, &value);
    cs_survival_lifted(survival, 25, &value);
    add_mean(page, table, &value);
    cs_survival_lifted(survival, 50, &value);
    cs_table_estimate(page, table, &value);
    cs_survival_lifted(survival, 75, &value);
    add_mean(page, table, &value);
    cs_survival_standing(survival, survival->lengths - 1, &value);
    cs_table_estimate(page, table, &value);
}

static cs_page_table *begin_quantiles(cs_page *page, cs_page_section *section)
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
    return table;
}

static cs_page_table *begin_curves(cs_page *page, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "survival", "Share of wrongful penalties still standing after so many days");
    cs_table_column(table, "cause", "cause", CS_COLUMN_TEXT);
    cs_table_column(table, "day", "day", CS_COLUMN_COUNT);
    cs_table_column(table, "at_risk", "at risk", CS_COLUMN_COUNT);
    cs_table_interval(page, table, "standing", "standing", CS_COLUMN_SHARE);
    return table;
}

static void add_curve(cs_page *page, cs_page_table *table, const cs_survival *survival,
                      const char *cause)
{
    int last = survival->lengths - 1, steps = last < GRID_MOST ? last : GRID_MOST;
    cs_estimate value;
    cs_survival_at_risk(survival, 0, &value);
    double least = value.mean < 10.0 * WATCHED_LEAST ? value.mean / 10.0 : WATCHED_LEAST;
    for (int i = 0; i <= steps; i++) {
        int day = steps ? (int)((int64_t)i * last / steps) : 0;
        cs_survival_at_risk(survival, day, &value);
        if (i > 1 && value.mean < least) return;
        cs_table_text(page, table, cause);
        cs_table_number(page, table, day);
        cs_table_number(page, table, value.mean);
        cs_survival_standing(survival, day, &value);
        cs_table_estimate(page, table, &value);
    }
}

static void say(const cs_facts *facts, cs_text *text, const cs_survival *survival)
{
    cs_estimate half, left;
    int late = facts->horizon_days > 365 ? 365 : facts->horizon_days;
    cs_survival_lifted(survival, 50, &half);
    cs_survival_standing(survival, late, &left);
    if (half.defined) {
        cs_text_add(text, "Half of all wrongful penalties were gone after " CS_SAY_B);
        cs_write_number(text, half.mean, CS_COLUMN_COUNT);
        cs_text_add(text, round(half.mean) == 1.0 ? " day" CS_SAY_B_END : " days" CS_SAY_B_END);
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

/* One row of quantiles and one curve per cause that occurs. */
static cs_status add_causes(cs_page *page, const cs_facts *facts, cs_page_section *section,
                            cs_error *err)
{
    cs_page_table *quantiles = begin_quantiles(page, section);
    cs_page_table *curves = begin_curves(page, section);
    cs_survival survival;
    for (int c = 0; c < CS_CAUSES; c++) {
        if (!(facts->wrongful >> c & 1u)) continue;
        CS_TRY(cs_survival_init(&survival, facts, 1u << c, err));
        if (occurs(&survival)) {
            add_cause(page, quantiles, &survival, cs_causes[c].key, cs_section_cause(c));
            add_curve(page, curves, &survival, cs_causes[c].key);
        }
        cs_survival_free(&survival);
    }
    CS_TRY(cs_survival_init(&survival, facts, facts->wrongful, err));
    add_cause(page, quantiles, &survival, "all", "all wrongful");
    add_curve(page, curves, &survival, "all");
    say(facts, &section->answer, &survival);
    cs_survival_free(&survival);
    return CS_OK;
}

cs_status cs_section_lifted(cs_page *page, const cs_facts *facts, cs_error *err)
{
    if (cs_section_state(facts) != CS_STATE_WRONGFUL) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "time", "How long until it is lifted?");
    section->chart = "lifted";
    section->how =
        "Kaplan–Meier: penalties still standing on the last day count as “not lifted yet”, not as "
        "lifted. A penalty whose cause changes is counted as a new one from that day on. Bands: the "
        "middle 95% of replicates. A curve ends where fewer than ten penalties, or a tenth of all, are "
        "still watched. Numbers on the dashed line: days until half are lifted.";
    return add_causes(page, facts, section, err);
}
