/* What several sections of the report say alike. */
#include "report/section.h"

#include <math.h>

cs_state cs_section_state(const cs_facts *facts)
{
    if (facts->penal) return facts->wronged ? CS_STATE_WRONGFUL : CS_STATE_NONE_WRONGFUL;
    return facts->filed ? CS_STATE_RECORDS : CS_STATE_NOTHING;
}

bool cs_section_counts_records(const cs_facts *facts)
{
    return facts->watch || cs_section_state(facts) == CS_STATE_RECORDS;
}

void cs_section_everyone(const cs_facts *facts, cs_fact_of figure, unsigned causes,
                         cs_estimate *estimate)
{
    cs_facts_estimate(facts, figure, CS_WHAT(.list = facts->any_list, .causes = causes), estimate);
}

double cs_section_rule_of_three(const cs_facts *facts)
{
    double persons = (double)facts->scenario->population.persons;
    return 3.0 / (persons * (double)facts->replicates) * 1000.0;
}

void cs_section_say_none(const cs_facts *facts, cs_text *text)
{
    cs_text_add(text, CS_SAY_B "none" CS_SAY_B_END " in ");
    cs_write_small(text, facts->replicates);
    cs_text_format(text, " replicate%s: fewer than ", facts->replicates == 1 ? "" : "s");
    cs_write_number(text, cs_section_rule_of_three(facts), CS_COLUMN_RATE);
    cs_text_add(text, " per 1,000 " CS_SAY_CI "(95%)" CS_SAY_CI_END);
}

const char *cs_section_cause(int cause)
{
    static const char *const names[CS_CAUSES] = {
        [CS_CAUSE_RULE_CONSISTENT] = "rule-consistent",
        [CS_CAUSE_PROTECTED] = "protected conduct",
        [CS_CAUSE_FALSE_MATCH] = "false match",
        [CS_CAUSE_WRONG_PERSON] = "wrong person",
        [CS_CAUSE_FALSE_RECORD] = "false record",
        [CS_CAUSE_DUPLICATE] = "duplicate",
        [CS_CAUSE_STALE] = "stale",
        [CS_CAUSE_ASSOCIATION] = "association",
    };
    return names[cause] ? names[cause] : cs_causes[cause].label;
}

const cs_harm *cs_section_harm(const cs_facts *facts)
{
    static const cs_harm days = {
        .harm = CS_METRIC_WRONGFUL_DAYS, .cost = CS_METRIC_MISSED,
        .of = "Wrongful person-days over the run and people missed on the last day, per 1,000 people.",
        .harm_label = "wrongful person-days", .cost_label = "missed", .per = " per 1,000 people",
        .nothing = ", and misses nobody new that can be told from zero.", .changes = "; people missed change by "};
    static const cs_harm records = {
        .harm = CS_METRIC_FALSE_RECORDS, .cost = CS_METRIC_TRUE_RECORDS, .of = "Records in the whole run.",
        .harm_label = "wrong records", .cost_label = "correct records", .per = "",
        .nothing = ", and costs no correct record that can be told from zero.",
        .changes = "; correct records change by "};
    static const cs_harm loans = {
        .harm = CS_METRIC_GOOD_LOANS_REFUSED, .cost = CS_METRIC_LOANS_DEFAULTED,
        .of = "Loans refused to people who would have repaid, and loans not repaid, over the run, per 1,000 people.",
        .harm_label = "good loans refused", .cost_label = "loans not repaid", .per = " per 1,000 people",
        .nothing = ", and no more loans go unpaid that can be told from zero.",
        .changes = "; loans not repaid change by "};
    if (cs_section_counts_records(facts)) return &records;
    if (cs_section_state(facts) != CS_STATE_NOTHING) return &days;
    return facts->scenario->lending ? &loans : NULL;
}

cs_status cs_section_best(const cs_facts *facts, int *world, cs_estimate *effect, cs_error *err)
{
    const cs_harm *kind = cs_section_harm(facts);
    *world = 0;
    if (!kind) return CS_OK;
    cs_query harm = cs_query_all(kind->harm);
    for (int w = 1; w < facts->worlds; w++) {
        cs_estimate difference;
        CS_TRY(cs_results_difference(facts->results, w, &harm, &difference, err));
        if (!difference.defined || (*world && difference.mean >= effect->mean)) continue;
        *world = w;
        *effect = difference;
    }
    return CS_OK;
}
