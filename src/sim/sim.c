/* One world: its people, its engine, its ledger. */
#include "sim/sim.h"

#include "core/rng.h"
#include "sim/engines.h"
#include "sim/shape.h"

cs_status cs_sim_run(const cs_scenario *scenario, const cs_sim_options *options, cs_ledger *ledger,
                     cs_sim_memory *memory, cs_error *err)
{
    uint64_t seed = cs_replicate_seed(options->seed, options->replicate);
    cs_population pop = {0};
    cs_status status = CS_OK;
    *ledger = (cs_ledger){0};
    if (memory) *memory = (cs_sim_memory){0};
    CS_GO(cs_population_init(&pop, &scenario->population, seed, err));
    cs_ledger_shape(ledger, scenario);
    CS_GO(cs_ledger_init(ledger, err));
    for (int c = 0; c < pop.cells; c++) ledger->persons[c] = pop.cell_persons[c];
    if (options->engine == CS_ENGINE_REFERENCE)
        CS_GO(cs_run_reference(scenario, &pop, seed, options, ledger, err));
    else CS_GO(cs_run_blocks(scenario, &pop, seed, options, ledger, memory, err));
out:
    cs_population_free(&pop);
    if (status != CS_OK) cs_ledger_free(ledger);
    return status;
}
