/* Loading the ledgers of the base world, and estimates over its replicates. */
#include "report/facts.h"

#include "core/mem.h"
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
        cs_found_add(&facts->found, facts->scenario, &facts->ledger[r]);
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
    facts->lead = cs_lead_of(&facts->found, facts->scenario);
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
