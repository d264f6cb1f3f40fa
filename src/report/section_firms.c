/* The firms, in brief: how many are listed and why, which ones, what they are refused, and how often
   people were made to answer for them. */
#include "report/section.h"

#include "core/mem.h"

#define VALUES_MOST 60 /* an attribute with more values stays in the results file */

/* The firms' ledgers as facts of their own; only the array is made here. */
static cs_status firms_of(const cs_facts *facts, cs_facts *firms, cs_error *err)
{
    *firms = *facts;
    firms->scenario = facts->scenario->firms;
    firms->ledger = cs_alloc((size_t)facts->replicates, sizeof *firms->ledger);
    if (!firms->ledger) return cs_fail_memory(err, "the report");
    for (int64_t r = 0; r < facts->replicates; r++) firms->ledger[r] = *facts->ledger[r].firms;
    firms->any_list = firms->ledger[0].extent[CS_DIM_LIST] - 1;
    return CS_OK;
}

static void listed(cs_page *page, cs_page_table *table, const cs_facts *firms, int list, int cell)
{
    cs_estimate value;
    for (int rung = 0; rung < CS_RUNG_ASSOCIATION; rung++) {
        cs_facts_estimate(firms, cs_fact_stock,
                          CS_WHAT(.list = list, .cell = cell, .causes = firms->rung[rung]), &value);
        cs_table_number(page, table, value.mean);
    }
    cs_facts_estimate(firms, cs_fact_stock,
                      CS_WHAT(.list = list, .cell = cell, .causes = firms->penalised), &value);
    cs_table_estimate(page, table, &value);
}

static void listed_columns(cs_page *page, cs_page_table *table)
{
    cs_table_column(table, "rule", "rule-consistent", CS_COLUMN_RATE);
    cs_table_column(table, "protected", "protected conduct", CS_COLUMN_RATE);
    cs_table_column(table, "error", "error", CS_COLUMN_RATE);
    cs_table_interval(page, table, "listed", "listed in all", CS_COLUMN_RATE);
}

static void lists_table(cs_page *page, const cs_facts *firms, cs_page_section *section)
{
    const cs_list *lists = CS_ITEMS(cs_list, firms->scenario->lists);
    cs_page_table *table = cs_page_add_table(
        section, "firms", "Firms listed on the last day, per 1,000 firms, by why");
    table->open = true;
    cs_table_column(table, "list", "list", CS_COLUMN_TEXT);
    listed_columns(page, table);
    for (int l = 0; l < firms->scenario->lists.count; l++) {
        cs_text name = {0};
        cs_text_format(&name, "%s%s", cs_page_words(page, lists[l].name),
                       lists[l].penal ? "" : " (no penalty)");
        cs_table_text(page, table, cs_page_keep_text(page, &name));
        listed(page, table, firms, l, 0);
    }
}

static void groups_table(cs_page *page, const cs_facts *firms, cs_page_section *section)
{
    int cells = cs_scenario_cells(firms->scenario);
    if (cells < 3 || cells > VALUES_MOST) return;
    cs_page_table *table = cs_page_add_table(
        section, "firm_groups", "Firms on a penal list on the last day, per 1,000 of the group");
    cs_table_column(table, "attribute", "attribute", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "value", CS_COLUMN_TEXT);
    listed_columns(page, table);
    for (int cell = 1; cell < cells; cell++) {
        const char *attribute, *value;
        cs_scenario_cell(firms->scenario, cell, &attribute, &value);
        cs_table_text(page, table, cs_page_words(page, attribute));
        cs_table_text(page, table, cs_page_words(page, value));
        listed(page, table, firms, firms->any_list, cell);
    }
}

static void refused_table(cs_page *page, const cs_facts *firms, cs_page_section *section)
{
    const cs_service *services = CS_ITEMS(cs_service, firms->scenario->services);
    cs_estimate value;
    if (firms->scenario->services.count == 0) return;
    cs_page_table *table = cs_page_add_table(
        section, "firm_refusals", "What firms were refused, whole run, per 1,000 firms");
    cs_table_column(table, "service", "service", CS_COLUMN_TEXT);
    cs_table_column(table, "attempts", "attempts", CS_COLUMN_RATE);
    cs_table_interval(page, table, "refused", "refused", CS_COLUMN_RATE);
    cs_table_interval(page, table, "wrongful", "of those, wrongly listed", CS_COLUMN_RATE);
    for (int s = 0; s < firms->scenario->services.count; s++) {
        cs_table_text(page, table, cs_page_words(page, services[s].name));
        cs_facts_estimate(firms, cs_fact_attempts, CS_WHAT(.service = s), &value);
        cs_table_number(page, table, value.mean);
        cs_facts_estimate(firms, cs_fact_denials,
                          CS_WHAT(.service = s, .causes = firms->penalised), &value);
        cs_table_estimate(page, table, &value);
        cs_facts_estimate(firms, cs_fact_denials, CS_WHAT(.service = s, .causes = firms->wrongful),
                          &value);
        cs_table_estimate(page, table, &value);
    }
}

/* Times a person was made to answer for a firm that was listed for one of the causes. */
static bool answered(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    *value = 0.0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (what->causes >> c & 1u) *value += (double)ledger->answered[c];
    return true;
}

static void say(const cs_facts *people, const cs_facts *firms, cs_text *text)
{
    cs_estimate all, wrong;
    unsigned listed = people->penalised;
    cs_section_everyone(firms, cs_fact_stock, listed, &all);
    cs_section_everyone(firms, cs_fact_stock, people->wrongful, &wrong);
    cs_text_add(text, "On the last day, ");
    cs_write_bold(text, all.mean, CS_COLUMN_RATE);
    cs_text_add(text, " of every 1,000 firms");
    cs_write_interval(text, &all, CS_COLUMN_RATE);
    cs_text_add(text, " are on a penal list, ");
    cs_write_bold(text, wrong.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &wrong, CS_COLUMN_RATE);
    cs_text_add(text, " of them wrongly.");
    if (!firms->scenario->responsible) return;
    cs_facts_estimate(people, answered, CS_WHAT(.causes = listed), &all);
    cs_facts_estimate(people, answered, CS_WHAT(.causes = people->wrongful), &wrong);
    cs_text_add(text, " People were made to answer for a listed firm ");
    cs_write_bold(text, all.mean, CS_COLUMN_COUNT);
    cs_write_interval(text, &all, CS_COLUMN_COUNT);
    cs_text_add(text, " times, and ");
    cs_write_bold(text, wrong.mean, CS_COLUMN_COUNT);
    cs_write_interval(text, &wrong, CS_COLUMN_COUNT);
    cs_text_add(text, " times the firm itself was wrongly listed.");
}

cs_status cs_section_firms(cs_page *page, const cs_facts *facts, cs_error *err)
{
    cs_facts firms;
    if (!facts->scenario->firms) return CS_OK;
    CS_TRY(firms_of(facts, &firms, err));
    cs_page_section *section = cs_page_begin(page, "firms", "What happens to firms?");
    section->how = "Firms are a second population under rules of their own. A person who answers for "
                   "a listed firm is penalised by association, for nothing on file about the person.";
    say(facts, &firms, &section->answer);
    lists_table(page, &firms, section);
    groups_table(page, &firms, section);
    refused_table(page, &firms, section);
    cs_free(firms.ledger);
    return CS_OK;
}
