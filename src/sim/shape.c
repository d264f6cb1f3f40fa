/* The shape of a ledger, and the names of its cells, from the scenario it counts. */
#include "sim/shape.h"

#include "observation/observe.h"

int cs_scenario_cells(const cs_scenario *scenario)
{
    const cs_population_config *p = &scenario->population;
    int cells = 1 + p->regions.count;
    for (int i = 0; i < p->attributes.count; i++) cells += p->attributes.items[i].values;
    return cells;
}

void cs_scenario_cell(const cs_scenario *scenario, int cell, const char **attribute,
                      const char **value)
{
    const cs_population_config *p = &scenario->population;
    *attribute = "everyone";
    *value = "";
    if (cell <= 0) return;
    int left = cell - 1;
    for (int i = 0; i < p->attributes.count; i++) {
        const cs_attribute *a = &p->attributes.items[i];
        if (left < a->values) {
            *attribute = a->name;
            *value = a->value_names[left];
            return;
        }
        left -= a->values;
    }
    if (left >= p->regions.count) return;
    *attribute = "region";
    *value = p->regions.names[left];
}

/* Whether some sensor may go where it learns to go; a safeguard may have it do so or not. */
static bool may_learn(const cs_scenario *scenario)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (int s = 0; s < scenario->sensors.count; s++)
        if (cs_sensor_kind_of(sensors[s].kind)->learn) return true;
    return false;
}

void cs_ledger_shape(cs_ledger *ledger, const cs_scenario *scenario)
{
    int every = scenario->ledger.every_days > 0 ? scenario->ledger.every_days : 1;
    int lists = scenario->lists.count + 1, cells = cs_scenario_cells(scenario);
    int inspections = may_learn(scenario) ? scenario->sensors.count : 0;
    ledger->horizon_days = scenario->horizon_days;
    ledger->every_days = every;
    ledger->as_written = scenario->ledger.as_written;
    const int extent[CS_DIMS] = {
        [CS_DIM_NONE] = 1,
        [CS_DIM_LIST] = lists,
        [CS_DIM_CELL] = cells,
        [CS_DIM_CAUSE] = CS_CAUSES,
        [CS_DIM_DAY] = scenario->horizon_days + 1,
        [CS_DIM_SAMPLE] = scenario->horizon_days / every + 1,
        [CS_DIM_LENGTH] = scenario->horizon_days + 1,
        [CS_DIM_KIND] = scenario->conduct.count,
        [CS_DIM_SENSOR] = scenario->sensors.count,
        [CS_DIM_TAG] = CS_TAGS,
        [CS_DIM_LISTCELL] = lists * cells,
        [CS_DIM_SERVICE] = scenario->services.count,
        [CS_DIM_LANE] = CS_LANES + (scenario->ledger.as_written ? 1 : 0),
        [CS_DIM_BAND] = scenario->score ? scenario->score->bands.count : 0,
        [CS_DIM_OUTCOME] = CS_OUTCOMES,
        [CS_DIM_MOMENT] = CS_MOMENTS,
        [CS_DIM_STAGE] = CS_STAGES,
        [CS_DIM_AGENCY] = CS_LEDGER_AGENCIES,
        [CS_DIM_QUEUED] = CS_QUEUEDS,
        [CS_DIM_DELAY] = scenario->horizon_days + 1,
        [CS_DIM_REPAIR] = CS_LEDGER_REPAIRS,
        [CS_DIM_PAID] = CS_PAIDS,
        [CS_DIM_RESPONSE] = scenario->responses.count,
        [CS_DIM_FILE] = scenario->lending ? CS_FILES : 0,
        [CS_DIM_FATE] = scenario->lending ? CS_FATES : 0,
        [CS_DIM_LEVEL] = scenario->lending ? cs_credit_levels(scenario->lending) : 0,
        [CS_DIM_ASSOCIATION] = scenario->association.count,
        [CS_DIM_SIZE] = CS_CASCADE_MOST + 1,
        [CS_DIM_STEP] = CS_STEPS_MOST + 1,
        [CS_DIM_INSPECTION] = inspections,
        [CS_DIM_INSPECTIONCELL] = inspections * cells,
        [CS_DIM_LOOK] = CS_LOOKS,
        [CS_DIM_ARROW] = scenario->sharing.count,
        [CS_DIM_COPY] = CS_COPIES,
    };
    for (int i = 0; i < CS_DIMS; i++) ledger->extent[i] = extent[i];
}
