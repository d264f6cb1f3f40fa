/* Words for the numbers that results keep. */
#include "results/names.h"

const char *const cs_lane_names[CS_LANES_MOST] = {"conduct", "protected", "recorded", "applied",
                                                  "as_written"};
const char *const cs_tag_names[CS_TAGS] = {"correct",      "false_match", "wrong_person",
                                           "false_record", "duplicate",   "stale"};
const char *const cs_tag_labels[CS_TAGS] = {"correct",      "false match", "wrong person",
                                            "false record", "duplicate",   "stale"};
const char *const cs_outcome_names[CS_OUTCOMES] = {"true_positive", "false_positive",
                                                   "false_negative", "true_negative"};
const char *const cs_moment_names[CS_MOMENTS] = {"count", "sum", "sum_of_squares"};
const char *const cs_look_names[CS_LOOKS] = {"visits", "finds", "reports", "count"};
const char *const cs_copy_names[CS_COPIES] = {"made", "corrected", "kept"};
const char *const cs_stage_names[CS_STAGES] = {
#define X(name, word, help) word,
    CS_STAGE_LIST(X)
#undef X
};
const char *const cs_queued_names[CS_QUEUEDS] = {
#define X(name, word) word,
    CS_QUEUED_LIST(X)
#undef X
};
const char *const cs_paid_names[CS_PAIDS] = {"times", "money"};
const char *const cs_input_kind_names[] = {"sourced", "assumed", "default"};
const char *const cs_figure_as_names[] = {"set", "predicted"};
const char *const cs_file_names[CS_FILES] = {"scored", "unscored", "none"};
const char *const cs_fate_names[CS_FATES] = {"repaid", "defaulted", "refused_good", "refused_bad"};
const char *const cs_any_list = "any penal list";

const char *cs_unit_name(cs_unit unit)
{
    switch (unit) {
    case CS_UNIT_SHARE: return "share";
    case CS_UNIT_PROBABILITY: return "probability";
    case CS_UNIT_TIME: return "days";
    case CS_UNIT_RATE: return "per year";
    case CS_UNIT_POINTS: return "points";
    case CS_UNIT_NONE: break;
    }
    return "number";
}

const char *cs_engine_name(cs_engine engine)
{
    return engine == CS_ENGINE_REFERENCE ? "reference" : "block";
}

const char *cs_metric_name(int metric)
{
    return metric >= 0 && metric < CS_METRICS ? cs_metric_words[metric].word : "?";
}

const char *cs_list_name(const cs_scenario *scenario, int list)
{
    if (list == scenario->lists.count || list == -1) return cs_any_list;
    if (list < 0 || list > scenario->lists.count) return "?";
    return CS_ITEMS(cs_list, scenario->lists)[list].name;
}

const char *cs_service_name(const cs_scenario *scenario, int service)
{
    if (service < 0 || service >= scenario->services.count) return "?";
    return CS_ITEMS(cs_service, scenario->services)[service].name;
}

const char *cs_sensor_name(const cs_scenario *scenario, int sensor)
{
    if (sensor < 0 || sensor >= scenario->sensors.count) return "?";
    return CS_ITEMS(cs_kinded, scenario->sensors)[sensor].name;
}

const char *cs_conduct_name(const cs_scenario *scenario, int kind)
{
    if (kind < 0 || kind >= scenario->conduct.count) return "?";
    return CS_ITEMS(cs_conduct, scenario->conduct)[kind].name;
}

const char *cs_record_name(const cs_scenario *scenario, int record)
{
    if (record < 0 || record >= scenario->record_kinds) return "?";
    return scenario->record_names[record];
}

const char *cs_rule_name(const cs_scenario *scenario, int rule)
{
    if (!scenario->score || rule < 0 || rule >= scenario->score->rules.count) return "?";
    return cs_record_name(scenario, CS_ITEMS(cs_rule, scenario->score->rules)[rule].on);
}

const char *cs_agency_name(const cs_scenario *scenario, int agency)
{
    const cs_recourse *r = scenario->recourse;
    if (!r || agency < 0 || agency >= r->agencies.count) return "-";
    return CS_ITEMS(cs_agency, r->agencies)[agency].name;
}

const char *cs_repair_name(const cs_scenario *scenario, int repair)
{
    const cs_recourse *r = scenario->recourse;
    if (repair == CS_LEDGER_REPAIRS - 1) return "bought points";
    if (!r || repair < 0 || repair >= r->repair.count) return "-";
    return CS_ITEMS(cs_repair, r->repair)[repair].name;
}
