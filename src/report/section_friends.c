/* What it costs among friends: penalties for somebody else, and contacts lost by publication. */
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

/* ---- penalties for somebody else ---- */

/* Times a rule of association (what->metric) reached somebody; all: -1. */
static bool reached(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int cells = ledger->extent[CS_DIM_CELL];
    int64_t sum = 0;
    for (int rule = 0; rule < ledger->extent[CS_DIM_ASSOCIATION]; rule++)
        if (what->metric < 0 || what->metric == rule) sum += ledger->reached[rule * cells];
    *value = 1000.0 * (double)sum / (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

static bool cascade(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    const int64_t *powers = ledger->cascade_powers + what->list * CS_MOMENTS;
    bool any = powers[CS_MOMENT_COUNT] > 0;
    *value = any ? (double)powers[CS_MOMENT_SUM] / (double)powers[CS_MOMENT_COUNT] : 0.0;
    return any;
}

static void rules_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_association *rules = CS_ITEMS(cs_association, facts->scenario->association);
    cs_estimate value;
    if (!facts->scenario->association.count) return;
    cs_page_table *table =
        cs_page_add_table(section, "rules", "Times a rule reached somebody through somebody else, "
                                            "whole run, per 1,000 people");
    table->open = true;
    cs_table_column(table, "rule", "rule", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "reached", "times", CS_COLUMN_RATE);
    for (int r = 0; r < facts->scenario->association.count; r++) {
        cs_table_text(page, table, cs_page_words(page, rules[r].name));
        cs_facts_estimate(facts, reached, CS_WHAT(.metric = r), &value);
        cs_table_estimate(page, table, &value);
    }
}

static void lists_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_list *lists = CS_ITEMS(cs_list, facts->scenario->lists);
    unsigned association = facts->rung[CS_RUNG_ASSOCIATION];
    cs_estimate value;
    cs_page_table *table = cs_page_add_table(
        section, "by_association", "People listed by association on the last day. A cascade: "
                                   "whoever came onto the list through one person, that one "
                                   "included; counted where a rule itself lists people, not where its points "
                                   "bring them there.");
    table->open = true;
    table->undefined = "undefined: nobody, or by points only";
    cs_table_column(table, "list", "list", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "association", "per 1,000 people", CS_COLUMN_RATE);
    cs_table_interval(page, table, "share", "of those listed", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "cascade", "people in a cascade, mean", CS_COLUMN_RATIO);
    for (int l = 0; l < facts->scenario->lists.count; l++) {
        cs_fact what = {.list = l, .causes = association};
        if (!lists[l].penal) continue;
        cs_table_text(page, table, cs_page_words(page, lists[l].name));
        cs_facts_estimate(facts, cs_fact_stock, &what, &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(facts, cs_fact_stock_share, &what, &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(facts, cascade, &what, &value);
        cs_table_estimate(page, table, &value);
    }
}

static void say_association(const cs_facts *facts, cs_text *text)
{
    cs_estimate listed, share, times;
    unsigned association = facts->rung[CS_RUNG_ASSOCIATION];
    cs_section_everyone(facts, cs_fact_stock, association, &listed);
    cs_section_everyone(facts, cs_fact_stock_share, association, &share);
    cs_text_add(text, "On the last day ");
    cs_write_bold(text, listed.mean, CS_COLUMN_RATE);
    cs_text_add(text, " of every 1,000 people");
    cs_write_interval(text, &listed, CS_COLUMN_RATE);
    cs_text_add(text, " are penalised for somebody else alone");
    if (share.defined) {
        cs_text_add(text, ", ");
        cs_write_bold(text, share.mean, CS_COLUMN_SHARE);
        cs_write_interval(text, &share, CS_COLUMN_SHARE);
        cs_text_add(text, " of all who are penalised");
    }
    cs_text_add(text, ".");
    if (!facts->scenario->association.count) return;
    cs_facts_estimate(facts, reached, CS_WHAT(.metric = -1), &times);
    cs_text_add(text, " In ");
    cs_write_days(text, facts->horizon_days);
    cs_text_add(text, " the rules reached somebody through somebody else ");
    cs_write_bold(text, times.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &times, CS_COLUMN_RATE);
    cs_text_add(text, " times per 1,000 people.");
}

cs_status cs_section_friends(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    const cs_scenario *scenario = facts->scenario;
    bool published = publishes(facts);
    bool associates = scenario->association.count > 0 || (scenario->score && scenario->score->contacts);
    if (!published && !(associates && facts->found.penal)) return CS_OK;
    cs_page_section *section =
        cs_page_begin(page, "friends", "What does it cost among friends?");
    section->how = "By association: the person would not be listed but for somebody else’s records. "
                   "A contact is lost when somebody learns of the listing and keeps away while it "
                   "lasts; contacts are counted anew each time, under the cause of the listing.";
    if (associates && facts->found.penal) {
        say_association(facts, &section->answer);
        lists_table(page, facts, section);
        rules_table(page, facts, section);
    }
    if (!published) return CS_OK;
    if (section->answer.length) cs_text_add(&section->answer, " ");
    say_published(facts, &section->answer);
    published_table(page, facts, section);
    return CS_OK;
}
