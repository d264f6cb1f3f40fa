/* The two engines behind cs_sim_run: the same world, counted by quite different means. */
#ifndef CS_SIM_ENGINES_H
#define CS_SIM_ENGINES_H

#include "sim/firms.h"
#include "sim/sim.h"

/* Skip, thin, observe and score, block by block. seed: of the replicate. firms: filled when the scenario
   is the firms' part, else read. */
cs_status cs_run_blocks(const cs_scenario *scenario, const cs_population *pop, uint64_t seed,
                        const cs_sim_options *options, cs_firm_spells *firms, cs_ledger *ledger,
                        cs_sim_memory *memory, cs_error *err);
/* Everyone, every day, one draw; scores and lists worked out afresh from all records. The oracle. */
cs_status cs_run_reference(const cs_scenario *scenario, const cs_population *pop, uint64_t seed,
                           const cs_sim_options *options, cs_firm_spells *firms, cs_ledger *ledger,
                           cs_error *err);

#endif
