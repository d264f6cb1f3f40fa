/* What a run is about, by what was counted in it. */
#include "results/lead.h"

#include "observation/observe.h"

const cs_lead cs_lead_days = {
    .key = "days", .of = CS_PERSONS, .harm = CS_METRIC_WRONGFUL_DAYS, .cost = CS_METRIC_MISSED,
    .both = "Wrongful person-days over the run and people missed on the last day, per 1,000 people.",
    .harm_label = "wrongful person-days", .cost_label = "people missed", .per = " per 1,000 people",
    .nothing = ", and misses nobody new that can be told from zero.", .changes = "; people missed change by "};

static const cs_lead records = {
    .key = "records", .of = CS_PERSONS, .harm = CS_METRIC_FALSE_RECORDS, .cost = CS_METRIC_TRUE_RECORDS,
    .both = "Records in the whole run.",
    .harm_label = "wrong records", .cost_label = "correct records", .per = "",
    .nothing = ", and costs no correct record that can be told from zero.", .changes = "; correct records change by "};

static const cs_lead loans = {
    .key = "loans", .of = CS_PERSONS, .harm = CS_METRIC_GOOD_LOANS_REFUSED, .cost = CS_METRIC_LOANS_DEFAULTED,
    .both = "Loans refused to people who would have repaid, and loans not repaid, over the run, per 1,000 people.",
    .harm_label = "good loans refused", .cost_label = "loans not repaid", .per = " per 1,000 people",
    .nothing = ", and no more loans go unpaid that can be told from zero.", .changes = "; loans not repaid change by "};

const cs_lead cs_lead_firms = {
    .key = "firms", .of = CS_FIRMS, .harm = CS_METRIC_WRONGFUL_DAYS, .cost = CS_METRIC_MISSED,
    .both = "Wrongful days of firms over the run and firms missed on the last day, per 1,000 firms.",
    .harm_label = "wrongful days of firms", .cost_label = "firms missed", .per = " per 1,000 firms",
    .nothing = ", and misses no firm more that can be told from zero.", .changes = "; firms missed change by "};

static bool all_watch(const cs_scenario *scenario)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (int i = 0; i < scenario->sensors.count; i++)
        if (sensors[i].kind != &cs_face_recognition_kind.kind ||
            ((const cs_face_recognition *)sensors[i].config)->mode != CS_FACE_WATCH_LIST)
            return false;
    return scenario->sensors.count > 0;
}

/* Those of row `row` in a table that ends in cell and cause: everybody, penalised, wrongly or for anything. */
static bool any(const cs_ledger *ledger, const int64_t *table, int row, bool wrongly)
{
    const int64_t *count = table + (size_t)row * (size_t)ledger->extent[CS_DIM_CELL] * CS_CAUSES;
    for (int c = 0; c < CS_CAUSES; c++)
        if (!cs_causes[c].spared && (cs_causes[c].wrongful || !wrongly) && count[c] > 0) return true;
    return false;
}

/* Person-days alone would not do: who is listed in the last hours has none yet, and a spell may change its
   cause after it began. */
static bool listed(const cs_ledger *l, bool wrongly)
{
    int any_list = l->extent[CS_DIM_LIST] - 1;
    return any(l, l->stock, any_list, wrongly) || any(l, l->ever, any_list, wrongly) ||
           any(l, l->person_days, any_list, wrongly);
}

static bool filed(const cs_ledger *l)
{
    size_t rows = (size_t)l->extent[CS_DIM_SENSOR] * CS_TAGS, cells = (size_t)l->extent[CS_DIM_CELL];
    for (size_t row = 0; row < rows; row++)
        if (l->records[row * cells] > 0) return true;
    return false;
}

void cs_found_add(cs_found *found, const cs_scenario *scenario, const cs_ledger *ledger)
{
    found->penal |= listed(ledger, false);
    found->wronged |= listed(ledger, true);
    found->filed |= filed(ledger);
    found->watch = found->filed && all_watch(scenario);
}

bool cs_any_penal_list(const cs_scenario *scenario)
{
    const cs_list *list = CS_ITEMS(cs_list, scenario->lists);
    for (int i = 0; i < scenario->lists.count; i++)
        if (list[i].penal) return true;
    return false;
}

cs_status cs_results_found(cs_results *results, cs_found *found, cs_error *err)
{
    const cs_world *base = cs_results_world(results, 0);
    const cs_scenario *scenario = base->scenario;
    bool lists = cs_any_penal_list(scenario), sensors = scenario->sensors.count > 0;
    *found = (cs_found){0};
    for (int64_t r = 0; r < base->replicates; r++) {
        cs_ledger ledger;
        if ((found->wronged || !lists) && (found->filed || !sensors)) break;
        CS_TRY(cs_results_ledger(results, 0, r, &ledger, err));
        cs_found_add(found, scenario, &ledger);
        cs_ledger_free(&ledger);
    }
    return CS_OK;
}

const cs_lead *cs_lead_of(const cs_found *found, const cs_scenario *scenario)
{
    if (found->watch || (!found->penal && found->filed)) return &records;
    if (found->penal) return &cs_lead_days;
    return scenario->lending ? &loans : NULL;
}
