/* What it costs among friends: contacts lost by publication. */
#include "report/section.h"

static bool lost(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double sum = 0.0;
    for (int l = 0; l < ledger->extent[CS_DIM_LIST] - 1; l++)
        if (what->list < 0 || what->list == l)
            sum += cs_fact_row(ledger, ledger->contacts_lost, l, what);
    *value = 1000.0 * sum / (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

static bool lost_each(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double times = cs_fact_row(ledger, ledger->shunned, what->list, what);
    *value = times > 0.0 ? cs_fact_row(ledger, ledger->contacts_lost, what->list, what) / times : 0.0;
    return times > 0.0;
}

static bool shunned(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    *value = 1000.0 * cs_fact_row(ledger, ledger->shunned, what->list, what) /
             (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

static void published_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_list *lists = CS_ITEMS(cs_list, facts->scenario->lists);
    cs_page_table *table = cs_page_add_table(
        section, "published", "Contacts lost by coming onto a published list, whole run, per 1,000 "
                              "people");
    table->open = true;
    table->undefined = "undefined: nobody";
    cs_table_column(table, "list", "list", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "times", "times somebody lost contacts", CS_COLUMN_RATE);
    cs_table_interval(page, table, "lost", "contacts lost", CS_COLUMN_RATE);
    cs_table_interval(page, table, "wrongful", "of those, wrongly listed", CS_COLUMN_RATE);
    cs_table_interval(page, table, "each", "contacts each time", CS_COLUMN_RATE);
    for (int l = 0; l < facts->scenario->lists.count; l++) {
        cs_estimate value;
        if (!lists[l].published) continue;
        cs_table_text(page, table, cs_page_words(page, lists[l].name));
        cs_facts_estimate(facts, shunned, CS_WHAT(.list = l, .causes = facts->penalised), &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(facts, lost, CS_WHAT(.list = l, .causes = facts->penalised), &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(facts, lost, CS_WHAT(.list = l, .causes = facts->wrongful), &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(facts, lost_each, CS_WHAT(.list = l, .causes = facts->penalised), &value);
        cs_table_estimate(page, table, &value);
    }
}

static void say_published(const cs_facts *facts, cs_text *text)
{
    cs_estimate all, wrong;
    cs_facts_estimate(facts, lost, CS_WHAT(.list = -1, .causes = facts->penalised), &all);
    cs_facts_estimate(facts, lost, CS_WHAT(.list = -1, .causes = facts->wrongful), &wrong);
    cs_text_add(text, "By being published, people lost ");
    cs_write_bold(text, all.mean, CS_COLUMN_RATE);
    cs_text_add(text, " contacts per 1,000 people");
    cs_write_interval(text, &all, CS_COLUMN_RATE);
    cs_text_add(text, " in ");
    cs_write_days(text, facts->horizon_days);
    cs_text_add(text, "; ");
    cs_write_bold(text, wrong.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &wrong, CS_COLUMN_RATE);
    cs_text_add(text, " of them were lost by people listed wrongly.");
}

static bool publishes(const cs_facts *facts)
{
    for (int l = 0; l < facts->scenario->lists.count; l++)
        if (CS_ITEMS(cs_list, facts->scenario->lists)[l].published) return true;
    return false;
}

cs_status cs_section_friends(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    bool published = publishes(facts);
    if (!published) return CS_OK;
    cs_page_section *section =
        cs_page_begin(page, "friends", "What does it cost among friends?");
    section->how = "A contact is lost when somebody learns of the listing and keeps away while it "
                   "lasts. Contacts are counted once each time, under the cause of the listing.";
    say_published(facts, &section->answer);
    published_table(page, facts, section);
    return CS_OK;
}
