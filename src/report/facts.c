/* Loading the ledgers of the base world, and estimates over its replicates. */
#include "report/facts.h"

#include "core/mem.h"
#include "observation/observe.h"
#include "results/stats.h"

const char *const cs_rung_keys[CS_RUNGS] = {"rule", "protected", "error", "association", "missed"};

static void sort_causes(cs_facts *facts)
{
    for (int c = 0; c < CS_CAUSES; c++) {
        const cs_cause_info *info = &cs_causes[c];
        unsigned bit = 1u << c;
        if (info->spared) {
            if (info->lane == CS_LANE_CONDUCT) facts->rung[CS_RUNG_MISSED] |= bit;
            continue;
        }
        facts->rung[info->lane] |= bit; /* the first four rungs are the lanes */
        facts->penalised |= bit;
        if (info->wrongful) facts->wrongful |= bit;
    }
}

/* What the report never looks at is dropped at once: it is most of a ledger. */
static void drop_unused(cs_ledger *ledger)
{
    cs_free(ledger->series);
    ledger->series = NULL;
    cs_free(ledger->event);
    ledger->event = NULL;
    ledger->events = 0;
    if (ledger->firms) drop_unused(ledger->firms);
}

/* Whether anybody was on a penal list for one of the causes. Person-days alone would not do: who is
   listed in the last hours has none yet, and a spell may change its cause after it began. */
static bool listed(const cs_facts *facts, const cs_ledger *ledger, unsigned causes)
{
    static const cs_fact_of figures[] = {cs_fact_stock, cs_fact_ever, cs_fact_person_days};
    cs_fact what = {.list = facts->any_list, .causes = causes};
    double value = 0.0;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (figures[i](ledger, &what, &value) && value > 0.0) return true;
    return false;
}

static void note_states(cs_facts *facts, const cs_ledger *ledger)
{
    cs_fact records = {.sensor = -1, .causes = CS_TAGS_ALL};
    double filed = 0.0;
    cs_fact_records(ledger, &records, &filed);
    facts->penal |= listed(facts, ledger, facts->penalised);
    facts->wronged |= listed(facts, ledger, facts->wrongful);
    facts->filed |= filed > 0.0;
}

static bool all_watch(const cs_scenario *scenario)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (int i = 0; i < scenario->sensors.count; i++)
        if (sensors[i].kind != &cs_face_recognition_kind.kind ||
            ((const cs_face_recognition *)sensors[i].config)->mode != CS_FACE_WATCH_LIST)
            return false;
    return scenario->sensors.count > 0;
}

static cs_status load_ledgers(cs_facts *facts, cs_error *err)
{
    size_t count = (size_t)facts->replicates;
    facts->ledger = cs_alloc(count ? count : 1, sizeof *facts->ledger);
    facts->scratch = cs_alloc(count ? count : 1, sizeof *facts->scratch);
    if (!facts->ledger || !facts->scratch) return cs_fail_memory(err, "the report");
    for (int64_t r = 0; r < facts->replicates; r++) {
        CS_TRY(cs_results_ledger(facts->results, 0, r, &facts->ledger[r], err));
        drop_unused(&facts->ledger[r]);
        facts->any_list = facts->ledger[r].extent[CS_DIM_LIST] - 1;
        note_states(facts, &facts->ledger[r]);
    }
    return CS_OK;
}

cs_status cs_facts_load(cs_facts *facts, cs_results *results, cs_error *err)
{
    const cs_world *base = cs_results_world(results, 0);
    *facts = (cs_facts){.results = results, .meta = cs_results_get_meta(results)};
    facts->scenario = base->scenario;
    facts->worlds = cs_results_guarded(results);
    facts->replicates = base->replicates;
    facts->horizon_days = base->scenario->horizon_days;
    sort_causes(facts);
    if (facts->replicates < 1)
        return cs_fail(err, CS_FORMAT, "the results hold no finished replicate of the base "
                                       "scenario; a report needs at least one");
    cs_status status = cs_results_hash(results, facts->hash, err);
    if (status == CS_OK) status = load_ledgers(facts, err);
    facts->watch = facts->filed && all_watch(base->scenario);
    if (status != CS_OK) cs_facts_free(facts);
    return status;
}

void cs_facts_free(cs_facts *facts)
{
    for (int64_t r = 0; facts->ledger && r < facts->replicates; r++)
        cs_ledger_free(&facts->ledger[r]);
    cs_free(facts->ledger);
    cs_free(facts->scratch);
    *facts = (cs_facts){0};
}

void cs_facts_estimate(const cs_facts *facts, cs_fact_of figure, const cs_fact *what,
                       cs_estimate *estimate)
{
    size_t count = 0;
    for (int64_t r = 0; r < facts->replicates; r++) {
        double value = 0.0;
        if (figure(&facts->ledger[r], what, &value)) facts->scratch[count++] = value;
    }
    cs_estimate_spread(facts->scratch, count, estimate);
}
