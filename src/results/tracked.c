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

cs_status cs_results_who(const cs_results *results, uint32_t person, uint16_t *value, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    cs_population pop;
    CS_TRY(cs_population_init(&pop, &s->population, seed_of(results), err));
    const uint16_t *own = pop.stratum_value +
                          (size_t)cs_population_stratum(&pop, person) * (size_t)pop.attributes;
    for (int a = 0; a < pop.attributes; a++) value[a] = own[a];
    value[pop.attributes] = (uint16_t)cs_population_region(&pop, person);
    cs_population_free(&pop);
    return CS_OK;
}

int cs_results_base(const cs_results *results, int world, const uint16_t *value)
{
    const cs_score_config *score = results->world[world].scenario->score;
    if (!score) return 0;
    int start = score->scorecard ? cs_scorecard_base(score->scorecard, value) : score->base;
    return cs_points_read((int16_t)start, score);
}
