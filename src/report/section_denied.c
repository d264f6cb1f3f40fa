/* What people were refused: denials by service and by the cause of the listing. */
#include "report/section.h"

static double refused(const cs_facts *facts, int service, unsigned causes, cs_estimate *value)
{
    cs_facts_estimate(facts, cs_fact_denials, CS_WHAT(.service = service, .causes = causes), value);
    return value->mean;
}

static void add_service(cs_page *page, cs_page_table *table, const cs_facts *facts, int service,
                        const char *name)
{
    cs_estimate value;
    cs_table_text(page, table, name);
    cs_facts_estimate(facts, cs_fact_attempts, CS_WHAT(.service = service), &value);
    cs_table_number(page, table, value.mean);
    for (int rung = 0; rung < CS_RUNG_MISSED; rung++)
        cs_table_number(page, table, refused(facts, service, facts->rung[rung], &value));
    refused(facts, service, facts->penalised, &value);
    cs_table_estimate(page, table, &value);
    refused(facts, service, facts->wrongful, &value);
    cs_table_estimate(page, table, &value);
}

static void denied_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    const cs_service *services = CS_ITEMS(cs_service, facts->scenario->services);
    cs_text caption = {0};
    cs_text_add(&caption, "Attempts and refusals per 1,000 people over ");
    cs_write_days(&caption, facts->horizon_days);
    cs_text_add(&caption, ", by why the person was listed");
    cs_page_table *table =
        cs_page_add_table(section, "denied", cs_page_keep_text(page, &caption));
    cs_table_column(table, "service", "service", CS_COLUMN_TEXT);
    cs_table_column(table, "attempts", "attempts", CS_COLUMN_RATE);
    cs_table_column(table, "rule", "rule-consistent", CS_COLUMN_RATE);
    cs_table_column(table, "protected", "protected conduct", CS_COLUMN_RATE);
    cs_table_column(table, "error", "error", CS_COLUMN_RATE);
    cs_table_column(table, "association", "association", CS_COLUMN_RATE);
    cs_table_interval(page, table, "refused", "refused in all", CS_COLUMN_RATE);
    cs_table_interval(page, table, "wrongful", "of those, wrongly listed", CS_COLUMN_RATE);
    for (int s = 0; s < facts->scenario->services.count; s++)
        add_service(page, table, facts, s, cs_page_words(page, services[s].name));
    if (facts->scenario->services.count > 1) add_service(page, table, facts, -1, "all services");
}

static void say(cs_page *page, const cs_facts *facts, cs_text *text)
{
    const cs_service *services = CS_ITEMS(cs_service, facts->scenario->services);
    cs_estimate all, wrong, value;
    double most = 0.0;
    int which = 0;
    refused(facts, -1, facts->penalised, &all);
    refused(facts, -1, facts->wrongful, &wrong);
    for (int s = 0; s < facts->scenario->services.count; s++)
        if (refused(facts, s, facts->wrongful, &value) > most) {
            most = value.mean;
            which = s;
        }
    cs_text_add(text, "In ");
    cs_write_days(text, facts->horizon_days);
    cs_text_add(text, ", listed people were refused ");
    cs_write_bold(text, all.mean, CS_COLUMN_RATE);
    cs_text_add(text, " times per 1,000 people");
    cs_write_interval(text, &all, CS_COLUMN_RATE);
    cs_text_add(text, "; ");
    cs_write_bold(text, wrong.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &wrong, CS_COLUMN_RATE);
    cs_text_add(text, " of these refusals hit people listed wrongly");
    if (most > 0.0 && facts->scenario->services.count > 1)
        cs_text_format(text, ", most often at " CS_SAY_B "%s" CS_SAY_B_END,
                       cs_page_words(page, services[which].name));
    cs_text_add(text, ".");
}

cs_status cs_section_denied(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_estimate any;
    if (!facts->scenario->services.count || refused(facts, -1, facts->penalised, &any) <= 0.0)
        return CS_OK;
    cs_page_section *section = cs_page_begin(page, "refused", "What were people refused?");
    section->chart = "denied";
    section->how = "A refusal is one attempt to use a service by a person who is on a list that "
                   "denies it. Events per 1,000 people of the whole population.";
    say(page, facts, &section->answer);
    denied_table(page, facts, section);
    return CS_OK;
}
