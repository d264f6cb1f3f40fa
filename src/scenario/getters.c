/* What the installed header says about a scenario, and small questions about it. */
#include "scenario/scenario.h"

#include <string.h>

const char *cs_scenario_title(const cs_scenario *scenario) { return scenario->title; }
const char *cs_scenario_about(const cs_scenario *scenario) { return scenario->about; }
const char *cs_scenario_text(const cs_scenario *scenario) { return scenario->text; }
const char *cs_scenario_hash(const cs_scenario *scenario) { return scenario->hash; }
int64_t cs_scenario_persons(const cs_scenario *scenario) { return scenario->population.persons; }
int64_t cs_scenario_replicates(const cs_scenario *scenario) { return scenario->replicates; }
int cs_scenario_safeguards(const cs_scenario *scenario) { return scenario->safeguard_count; }

const char *cs_scenario_safeguard_name(const cs_scenario *scenario, int i)
{
    return i >= 0 && i < scenario->safeguard_count ? scenario->safeguards[i].name : NULL;
}

const char *cs_scenario_safeguard_about(const cs_scenario *scenario, int i)
{
    return i >= 0 && i < scenario->safeguard_count ? scenario->safeguards[i].about : NULL;
}

double cs_scenario_safeguard_cost(const cs_scenario *scenario, int i)
{
    return i >= 0 && i < scenario->safeguard_count ? scenario->safeguards[i].cost : 0;
}

int cs_scenario_figures(const cs_scenario *scenario) { return scenario->figures.count; }
int cs_scenario_responses(const cs_scenario *scenario) { return scenario->responses.count; }

bool cs_input_is_setting(const cs_input *input)
{
    static const char *const paths[] = {"seed", "replicates", "ledger.track", "ledger.every"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (strcmp(input->path, paths[i]) == 0) return true;
    return false;
}

bool cs_input_has_range(const cs_input *input)
{
    return input->low < input->high && input->high < CS_FOREVER && !cs_input_is_setting(input);
}
