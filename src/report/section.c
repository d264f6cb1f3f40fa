/* What several sections of the report say alike. */
#include "report/section.h"

#include <math.h>

cs_state cs_section_state(const cs_facts *facts)
{
    if (facts->found.penal) return facts->found.wronged ? CS_STATE_WRONGFUL : CS_STATE_NONE_WRONGFUL;
    return facts->found.filed ? CS_STATE_RECORDS : CS_STATE_NOTHING;
}

bool cs_section_counts_records(const cs_facts *facts)
{
    return facts->lead && facts->lead->harm == CS_METRIC_FALSE_RECORDS;
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

cs_status cs_section_best(const cs_facts *facts, int *world, cs_estimate *effect, cs_error *err)
{
    *world = 0;
    if (!facts->lead) return CS_OK;
    cs_query harm = cs_query_all(facts->lead->harm);
    for (int w = 1; w < facts->worlds; w++) {
        cs_estimate difference;
        CS_TRY(cs_results_difference(facts->results, w, &harm, &difference, err));
        if (!difference.defined || (*world && difference.mean >= effect->mean)) continue;
        *world = w;
        *effect = difference;
    }
    return CS_OK;
}
