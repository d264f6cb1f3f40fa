/* When it builds up: wrongful person-days by period and cause. */
#include "report/section.h"

#include <string.h>

typedef struct period { const char *word; int count; int numerator, denominator; } period;

/* Months for a long run, weeks or days for a short one. Period p covers the days after
   p * numerator / denominator up to (p + 1) * numerator / denominator. */
static period choose_period(int days)
{
    if (days >= 150) return (period){"month", days * 12 / 365, 365, 12};
    if (days >= 28) return (period){"week", days / 7, 7, 1};
    return (period){"day", days, 1, 1};
}

static int period_start(const period *period, int p)
{
    return p * period->numerator / period->denominator + 1;
}

static bool occurs(const cs_facts *facts, int cause)
{
    cs_estimate total;
    if (!(facts->wrongful >> cause & 1u)) return false;
    cs_section_everyone(facts, cs_fact_person_days, 1u << cause, &total);
    return total.mean > 0.0;
}

static double in_period(const cs_facts *facts, const period *period, int p, unsigned causes)
{
    cs_estimate days;
    cs_facts_estimate(facts, cs_fact_days_between,
                      CS_WHAT(.list = facts->any_list, .causes = causes,
                              .day = period_start(period, p),
                              .last_day = period_start(period, p + 1) - 1),
                      &days);
    return days.mean;
}

static void series_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                         const period *period)
{
    cs_text caption = {0};
    cs_text_format(&caption, "Wrongful person-days per 1,000 people, %s by %s, by cause "
                             "(mean over replicates)", period->word, period->word);
    cs_page_table *table =
        cs_page_add_table(section, "series", cs_page_keep_text(page, &caption));
    cs_table_column(table, "period", period->word, CS_COLUMN_COUNT);
    cs_table_column(table, "last_day", "to day", CS_COLUMN_COUNT);
    for (int c = 0; c < CS_CAUSES; c++)
        if (occurs(facts, c))
            cs_table_column(table, cs_causes[c].key, cs_section_cause(c), CS_COLUMN_RATE);
    cs_table_column(table, "all", "all", CS_COLUMN_RATE);
    for (int p = 0; p < period->count; p++) {
        cs_table_number(page, table, p + 1);
        cs_table_number(page, table, period_start(period, p + 1) - 1);
        for (int c = 0; c < CS_CAUSES; c++)
            if (occurs(facts, c))
                cs_table_number(page, table, in_period(facts, period, p, 1u << c));
        cs_table_number(page, table, in_period(facts, period, p, facts->wrongful));
    }
}

static void totals_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_text caption = {0};
    cs_text_add(&caption, "Wrongful person-days per 1,000 people, sum over ");
    cs_write_days(&caption, facts->horizon_days);
    cs_page_table *table =
        cs_page_add_table(section, "totals", cs_page_keep_text(page, &caption));
    cs_table_column(table, "cause", "cause", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "by", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "total", "total", CS_COLUMN_RATE);
    for (int c = 0; c < CS_CAUSES; c++) {
        cs_estimate total;
        if (!occurs(facts, c)) continue;
        cs_section_everyone(facts, cs_fact_person_days, 1u << c, &total);
        cs_table_text(page, table, cs_causes[c].key);
        cs_table_text(page, table, cs_section_cause(c));
        cs_table_estimate(page, table, &total);
    }
}

static void say(const cs_facts *facts, cs_text *text, const period *period)
{
    double most = 0.0, all = 0.0;
    int worst = CS_CAUSE_NONE, early = period->count > 6 ? 2 : 0;
    static const char *const ordinal[] = {"first", "second", "third"};
    for (int c = 0; c < CS_CAUSES; c++) {
        cs_estimate total;
        if (!occurs(facts, c)) continue;
        cs_section_everyone(facts, cs_fact_person_days, 1u << c, &total);
        all += total.mean;
        if (total.mean <= most) continue;
        most = total.mean;
        worst = c;
    }
    bool days = strcmp(period->word, "day") == 0;
    cs_text_format(text, "%s the %s %s the regime caused ", days ? "On" : "In", ordinal[early],
                   period->word);
    cs_write_bold(text, in_period(facts, period, early, facts->wrongful), CS_COLUMN_RATE);
    cs_text_format(text, " wrongful person-days per 1,000 people; %s the last %s ", days ? "on" : "in",
                   period->word);
    cs_write_bold(text, in_period(facts, period, period->count - 1, facts->wrongful),
                  CS_COLUMN_RATE);
    cs_text_add(text, ".");
    if (worst == CS_CAUSE_NONE) return;
    if (most == all) {
        cs_text_format(text, " All of it is " CS_SAY_B "%s" CS_SAY_B_END ".",
                       cs_section_cause(worst));
        return;
    }
    cs_text_format(text, " The largest part, " CS_SAY_B "%s" CS_SAY_B_END ", makes up ",
                   cs_section_cause(worst));
    cs_write_number(text, most / all, CS_COLUMN_SHARE);
    cs_text_add(text, " of the whole.");
}

cs_status cs_section_buildup(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    if (!facts->found.penal) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "when", "When does it build up?");
    period period = choose_period(facts->horizon_days);
    if (cs_section_state(facts) != CS_STATE_WRONGFUL) {
        cs_text_add(&section->answer, "It does not. Wrongful person-days: ");
        cs_section_say_none(facts, &section->answer);
        cs_text_add(&section->answer, ".");
        totals_table(page, facts, section);
        return CS_OK;
    }
    section->chart = "buildup";
    section->how = "A wrongful person-day is one person on a penal list for one day, on which the "
                   "conduct lane would not have listed them. Error is split by what is wrong with "
                   "the record behind it.";
    say(facts, &section->answer, &period);
    totals_table(page, facts, section);
    if (period.count > 0) series_table(page, facts, section, &period);
    return CS_OK;
}
