/* Who still has it: listings that one office copied from another, and kept when the other ended its own. */
#include "report/section.h"
#include "results/names.h"

/* Copies of what->tag (cs_copied): of one arrow (what->metric) or onto one list (what->list); all: -1. */
static int64_t count_of(const cs_ledger *ledger, const cs_fact *what, int tag)
{
    const cs_arrow *arrow = CS_ITEMS(cs_arrow, what->scenario->sharing);
    int cells = ledger->extent[CS_DIM_CELL];
    int64_t sum = 0;
    for (int a = 0; a < what->scenario->sharing.count; a++)
        if ((what->metric < 0 || what->metric == a) && (what->list < 0 || what->list == arrow[a].to))
            sum += ledger->copies[(a * CS_COPIES + tag) * cells];
    return sum;
}

static bool copied(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double persons = (double)ledger->persons[0];
    *value = persons > 0.0 ? 1000.0 * (double)count_of(ledger, what, what->tag) / persons : 0.0;
    return persons > 0.0;
}

/* Of copies whose original ended, the share that stayed. */
static bool stayed(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double kept = (double)count_of(ledger, what, CS_COPY_KEPT);
    double ended = kept + (double)count_of(ledger, what, CS_COPY_CORRECTED);
    *value = ended > 0.0 ? kept / ended : 0.0;
    return ended > 0.0;
}

static void columns(cs_page *page, cs_page_table *table)
{
    table->undefined = "undefined: no original ended";
    cs_table_interval(page, table, "made", "copied", CS_COLUMN_RATE);
    cs_table_interval(page, table, "corrected", "ended with the original", CS_COLUMN_RATE);
    cs_table_interval(page, table, "kept", "kept after it", CS_COLUMN_RATE);
    cs_table_interval(page, table, "share", "of copies whose original ended, kept", CS_COLUMN_SHARE);
}

static void cells(cs_page *page, cs_page_table *table, const cs_facts *facts, int arrow, int list)
{
    cs_estimate value;
    cs_fact what = {.metric = arrow, .list = list, .scenario = facts->scenario};
    for (what.tag = 0; what.tag < CS_COPIES; what.tag++) {
        cs_facts_estimate(facts, copied, &what, &value);
        cs_table_estimate(page, table, &value);
    }
    cs_facts_estimate(facts, stayed, &what, &value);
    cs_table_estimate(page, table, &value);
}

static bool receives(const cs_scenario *scenario, int list)
{
    for (int a = 0; a < scenario->sharing.count; a++)
        if (CS_ITEMS(cs_arrow, scenario->sharing)[a].to == list) return true;
    return false;
}

static void keepers_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_list *lists = CS_ITEMS(cs_list, facts->scenario->lists);
    cs_page_table *table = cs_page_add_table(
        section, "keepers", "Copies by the list they were put on, whole run, per 1,000 people");
    cs_table_column(table, "list", "copied onto", CS_COLUMN_TEXT);
    columns(page, table);
    for (int l = 0; l < facts->scenario->lists.count; l++) {
        if (!receives(facts->scenario, l)) continue;
        cs_table_text(page, table, cs_page_words(page, lists[l].name));
        cells(page, table, facts, -1, l);
    }
    cs_table_text(page, table, "all lists");
    cells(page, table, facts, -1, -1);
}

static void arrows_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_scenario *scenario = facts->scenario;
    const cs_arrow *arrow = CS_ITEMS(cs_arrow, scenario->sharing);
    cs_page_table *table = cs_page_add_table(
        section, "copies", "The same by the way they went, whole run, per 1,000 people");
    cs_table_column(table, "from", "from", CS_COLUMN_TEXT);
    cs_table_column(table, "to", "onto", CS_COLUMN_TEXT);
    columns(page, table);
    for (int a = 0; a < scenario->sharing.count; a++) {
        cs_table_text(page, table, cs_page_words(page, cs_list_name(scenario, arrow[a].from)));
        cs_table_text(page, table, cs_page_words(page, cs_list_name(scenario, arrow[a].to)));
        cells(page, table, facts, a, -1);
    }
}

static void say_copies(const cs_facts *facts, cs_text *text)
{
    cs_fact what = {.metric = -1, .list = -1, .scenario = facts->scenario};
    cs_estimate made, kept, share;
    what.tag = CS_COPY_MADE;
    cs_facts_estimate(facts, copied, &what, &made);
    if (made.mean <= 0.0) {
        cs_text_add(text, "Nothing was copied from one list onto another in this run.");
        return;
    }
    what.tag = CS_COPY_KEPT;
    cs_facts_estimate(facts, copied, &what, &kept);
    cs_facts_estimate(facts, stayed, &what, &share);
    cs_text_add(text, "In ");
    cs_write_days(text, facts->horizon_days);
    cs_text_add(text, " ");
    cs_write_bold(text, made.mean, CS_COLUMN_RATE);
    cs_text_add(text, " listings for every 1,000 people");
    cs_write_interval(text, &made, CS_COLUMN_RATE);
    cs_text_add(text, " were copied onto another list");
    if (!share.defined) {
        cs_text_add(text, "; no listing that was copied has ended yet.");
        return;
    }
    cs_text_add(text, ". Of copies whose original ended, ");
    cs_write_bold(text, share.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &share, CS_COLUMN_SHARE);
    cs_text_add(text, " stayed where they were: whoever has the copy was not told.");
}

cs_status cs_section_copies(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->scenario->sharing.count == 0) return CS_OK;
    cs_page_section *section =
        cs_page_begin(page, "copies", "Who still has it when the office it came from has ended it?");
    section->chart = "copies";
    section->how = "A copy counts once for each list it is put on. An original ends when its term is over, or when "
                   "it is corrected; a copy that is kept stands to the end of its own term. Copies "
                   "whose original still stands on the last day are in the first figure alone.";
    keepers_table(page, facts, section);
    arrows_table(page, facts, section);
    say_copies(facts, &section->answer);
    return CS_OK;
}
