/* Whose histories a run keeps, and who these persons are. Neither stands in the results file: both follow
   from the scenario and the seed. */
#include "core/rng.h"
#include "results/names.h"
#include "results/person.h"
#include "results/store.h"
#include "scoring/points.h"
#include "sim/sim.h"

#include <string.h>

/* Seed of replicate 0, the one that keeps histories. */
static uint64_t seed_of(const cs_results *results)
{
    return cs_replicate_seed((uint64_t)results->world[0].scenario->seed, 0);
}

int64_t cs_results_tracked(const cs_results *results)
{
    const cs_scenario *s = results->world[0].scenario;
    if (strcmp(results->meta.engine, cs_engine_name(CS_ENGINE_REFERENCE)) == 0) return 0;
    return s->ledger.track < s->population.persons ? s->ledger.track : s->population.persons;
}

bool cs_results_tracks(const cs_results *results, int64_t person)
{
    int64_t persons = results->world[0].scenario->population.persons;
    if (person < 0 || person >= persons) return false;
    cs_permutation line = cs_sim_tracking(seed_of(results), (uint32_t)persons);
    return cs_permute_back(&line, (uint32_t)person) < cs_results_tracked(results);
}

cs_status cs_results_who(const cs_results *results, uint32_t person, int *value, int *base,
                         cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    cs_population pop;
    CS_TRY(cs_population_init(&pop, &s->population, seed_of(results), err));
    const uint16_t *own = pop.stratum_value +
                          (size_t)cs_population_stratum(&pop, person) * (size_t)pop.attributes;
    for (int a = 0; a < pop.attributes; a++) value[a] = own[a];
    value[pop.attributes] = cs_population_region(&pop, person);
    *base = 0;
    if (s->score) {
        int start = s->score->scorecard ? cs_scorecard_base(s->score->scorecard, own) : s->score->base;
        *base = cs_points_read((int16_t)start, s->score);
    }
    cs_population_free(&pop);
    return CS_OK;
}
