/* Who is penalised, and why: the ladder, as 1,000 marks and four rungs. */
#include "report/section.h"

#include <math.h>

typedef struct class_row { const char *key, *label; } class_row;
static const class_row rung_rows[CS_RUNGS] = {
    {"rule", "rule-consistent"},        {"protected", "for protected conduct"},
    {"error", "by error"},              {"association", "by association"},
    {"missed", "missed"},
};

/* Whole marks of 1,000 by largest remainders, so that the parts add up. share sums to 1,000. */
static void share_out(const double *share, int *marks, int count)
{
    int left = 1000;
    for (int i = 0; i < count; i++) left -= marks[i] = (int)floor(share[i]);
    while (left-- > 0) {
        int most = 0;
        for (int i = 1; i < count; i++)
            if (share[i] - marks[i] > share[most] - marks[most]) most = i;
        marks[most]++;
    }
}

static void say_rungs(cs_text *text, const double *share, const int *marks, bool whole)
{
    static const char *const words[CS_RUNGS] = {
        "for what they truly did", "for something the law protects", "because a record is wrong",
        "because of someone else: at home, known to them, or a firm they answer for", NULL};
    int present[CS_RUNGS], count = 0;
    for (int i = 0; i < CS_RUNG_MISSED; i++)
        if (share[i] > 0.0 || i == CS_RUNG_RULE) present[count++] = i;
    for (int i = 0; i < count; i++) {
        int rung = present[i];
        cs_write_joint(text, i, count, "and");
        cs_write_bold(text, whole ? marks[rung] : share[rung],
                      whole ? CS_COLUMN_COUNT : CS_COLUMN_RATE);
        cs_text_format(text, "%s %s", i ? "" : " are listed", words[rung]);
    }
    cs_text_add(text, ".");
}

static void say(cs_page_section *section, const double *share, const int *marks)
{
    double listed = share[0] + share[1] + share[2] + share[3];
    bool whole = listed >= 9.95;
    cs_text *text = &section->answer;
    cs_text_add(text, whole ? "One mark is one person in 1,000. " : "Of every 1,000 people, ");
    say_rungs(text, share, marks, whole);
    if (share[CS_RUNG_MISSED] > 0.0) {
        cs_text_add(text, " ");
        cs_write_bold(text, whole ? marks[CS_RUNG_MISSED] : share[CS_RUNG_MISSED],
                      whole ? CS_COLUMN_COUNT : CS_COLUMN_RATE);
        cs_text_add(text, " more would be listed on true records alone, yet are not.");
    }
    if (!whole) cs_text_add(text, " One mark below is one person in 1,000");
    if (!whole)
        cs_text_add(text, listed > 0.0 && marks[CS_RUNGS] == 1000 ? "; these are too few for one." : ".");
}

static void add_row(cs_page *page, cs_page_table *table, const cs_facts *facts, const char *key,
                    const char *label, unsigned causes, int marks)
{
    cs_estimate per_1000, count;
    cs_section_everyone(facts, cs_fact_stock, causes, &per_1000);
    cs_section_everyone(facts, cs_fact_count, causes, &count);
    cs_table_text(page, table, key);
    cs_table_text(page, table, label);
    cs_table_estimate(page, table, &per_1000);
    cs_table_number(page, table, count.mean);
    cs_table_number(page, table, marks);
}

static void ladder_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    double share[CS_RUNGS + 1];
    int marks[CS_RUNGS + 1];
    share[CS_RUNGS] = 1000.0;
    for (int i = 0; i < CS_RUNGS; i++) {
        cs_estimate estimate;
        cs_section_everyone(facts, cs_fact_stock, facts->rung[i], &estimate);
        share[i] = estimate.mean;
        share[CS_RUNGS] -= estimate.mean;
    }
    share_out(share, marks, CS_RUNGS + 1);
    say(section, share, marks);
    cs_page_table *table = cs_page_add_table(
        section, "ladder", "People on a penal list on the last day, by the first lane in which the "
                           "penalty appears. Positive = penalised.");
    cs_table_column(table, "class", "class", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "listed", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "per_1000", "per 1,000", CS_COLUMN_RATE);
    cs_table_column(table, "people", "people", CS_COLUMN_COUNT);
    cs_table_column(table, "marks", "marks of 1,000", CS_COLUMN_COUNT);
    for (int i = 0; i < CS_RUNG_MISSED; i++)
        add_row(page, table, facts, rung_rows[i].key, rung_rows[i].label, facts->rung[i], marks[i]);
    add_row(page, table, facts, "penalised", "penalised in all", facts->penalised,
            marks[0] + marks[1] + marks[2] + marks[3]);
    add_row(page, table, facts, "missed", rung_rows[CS_RUNG_MISSED].label,
            facts->rung[CS_RUNG_MISSED], marks[CS_RUNG_MISSED]);
}

static void causes_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "causes", "The same people by cause. First: the first lane in which the penalty "
                           "appears. Contributing: the cause is one of those behind it.");
    cs_table_column(table, "cause", "cause", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "first", "first, per 1,000", CS_COLUMN_RATE);
    cs_table_interval(page, table, "contributing", "contributing, per 1,000", CS_COLUMN_RATE);
    for (int c = 0; c < CS_CAUSES; c++) {
        cs_estimate first, contributing;
        if (cs_causes[c].spared) continue;
        cs_section_everyone(facts, cs_fact_stock, 1u << c, &first);
        cs_section_everyone(facts, cs_fact_contributing, 1u << c, &contributing);
        cs_table_text(page, table, cs_section_cause(c));
        cs_table_estimate(page, table, &first);
        cs_table_estimate(page, table, &contributing);
    }
}

static void lists_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_list *lists = CS_ITEMS(cs_list, facts->scenario->lists);
    cs_page_table *table =
        cs_page_add_table(section, "lists", "List by list, on the last day. A person on two lists "
                                            "is counted on both, once above.");
    table->undefined = "undefined: nobody listed";
    cs_table_column(table, "list", "list", CS_COLUMN_TEXT);
    cs_table_column(table, "kind", "kind", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "per_1000", "listed, per 1,000", CS_COLUMN_RATE);
    cs_table_interval(page, table, "wrongful", "of those, wrongly", CS_COLUMN_SHARE);
    cs_table_column(table, "entries", "entries a year, per 1,000", CS_COLUMN_RATE);
    for (int l = 0; l < facts->scenario->lists.count; l++) {
        cs_estimate value;
        cs_fact what = {.list = l, .causes = facts->penalised};
        cs_table_text(page, table, cs_page_words(page, lists[l].name));
        cs_table_text(page, table, lists[l].penal ? "penalty" : "no penalty");
        cs_facts_estimate(facts, cs_fact_stock, &what, &value);
        cs_table_estimate(page, table, &value);
        what.causes = facts->wrongful;
        cs_facts_estimate(facts, cs_fact_stock_share, &what, &value);
        cs_table_estimate(page, table, &value);
        what.causes = facts->penalised;
        cs_facts_estimate(facts, cs_fact_entries_per_year, &what, &value);
        cs_table_number(page, table, value.mean);
    }
}

cs_status cs_section_ladder(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    if (!facts->found.penal) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "who", "Who is penalised, and why?");
    section->chart = "ladder";
    section->how =
        "How to read the ladder: the same rules judge every person four times, each time on more of "
        "what the regime has on file. The first rung on which a person is listed is the reason given "
        "here; the order of the rungs is part of the definition. Only the last lane happens to "
        "people; the others are what would have followed from the same acts. Point at a rung to find "
        "its people.";
    ladder_table(page, facts, section);
    causes_table(page, facts, section);
    if (facts->scenario->lists.count > 0) lists_table(page, facts, section);
    return CS_OK;
}
