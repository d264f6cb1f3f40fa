/* One run: the people, and before them the firms where there are any; their engine, their ledgers. */
#include "sim/sim.h"

#include "core/mem.h"
#include "core/rng.h"
#include "sim/engines.h"
#include "sim/mechanism.h"
#include "sim/shape.h"

/* Progress of two worlds told as that of one. */
typedef struct telling {
    const cs_sim_options *options;
    double before, part;   /* shares of the work: done before this world, and of this world */
} telling;

static bool tell(void *context, int day, int days)
{
    const telling *t = context;
    return t->options->progress(t->options->context, (int)((t->before + t->part * day / days) * days),
                                days);
}

/* The firms' chance is their own: adding firms moves nobody's draws. */
static uint64_t seed_of_firms(uint64_t seed)
{
    cs_key key = cs_key_of(seed, "firms");
    return (uint64_t)key.k1 << 32 | key.k0;
}

/* One population under its rules. The ledger's tables are there and empty. */
static cs_status run_world(const cs_scenario *scenario, uint64_t seed, const telling *t,
                           cs_firm_spells *firms, cs_ledger *ledger, cs_sim_memory *memory,
                           cs_error *err)
{
    cs_population pop = {0};
    cs_sim_options options = *t->options;
    telling own = *t;
    cs_status status = CS_OK;
    if (options.progress) {
        options.progress = tell;
        options.context = &own;
    }
    CS_GO(cs_population_init(&pop, &scenario->population, seed, err));
    for (int c = 0; c < pop.cells; c++) ledger->persons[c] = pop.cell_persons[c];
    if (options.engine == CS_ENGINE_REFERENCE)
        CS_GO(cs_run_reference(scenario, &pop, seed, &options, firms, ledger, err));
    else CS_GO(cs_run_blocks(scenario, &pop, seed, &options, firms, ledger, memory, err));
out:
    cs_population_free(&pop);
    return status;
}

/* Firms first: what they pass on is known before the people's days begin, and their state is gone. */
static cs_status run_firms(const cs_scenario *firms, uint64_t seed, const telling *t,
                           cs_firm_spells *spells, cs_ledger *ledger, cs_error *err)
{
    CS_TRY(cs_ledger_add_firms(ledger, err));
    cs_ledger_shape(ledger->firms, firms);
    CS_TRY(cs_ledger_init(ledger->firms, err));
    return run_world(firms, seed_of_firms(seed), t, spells, ledger->firms, NULL, err);
}

int cs_checkpoint_day(const cs_scenario *scenario, int day)
{
    int step = scenario->settle_days;
    return (day + step - 1) / step * step;
}

bool cs_sim_from_start(const cs_scenario *scenario)
{
    return cs_mechanisms_from_start(scenario);
}

cs_permutation cs_sim_tracking(uint64_t seed, uint32_t persons)
{
    return cs_permutation_of(cs_key_of(seed, "ledger.track"), 0, persons);
}

/* What the firms counted is all that is left of them when the people's days have begun: what they handed
   over is on the people's calendars. */
static cs_status archive_firms(cs_archive *a, cs_ledger *ledger, cs_error *err)
{
    if (!a) return CS_OK;
    cs_ledger_archive(a, ledger->firms);
    return cs_archive_end(a, err);
}

static cs_status get_firms(const cs_scenario *firms, const cs_sim_options *options,
                           cs_ledger *ledger, cs_error *err)
{
    CS_TRY(cs_ledger_add_firms(ledger, err));
    cs_ledger_shape(ledger->firms, firms);
    CS_TRY(cs_ledger_init(ledger->firms, err));
    return archive_firms(options->resume, ledger, err);
}

cs_status cs_sim_run(const cs_scenario *scenario, const cs_sim_options *options, cs_ledger *ledger,
                     cs_sim_memory *memory, cs_error *err)
{
    uint64_t seed = cs_replicate_seed(options->seed, options->replicate);
    telling t = {.options = options, .part = 1.0};
    cs_firm_spells spells = {0};
    cs_status status = CS_OK;
    *ledger = (cs_ledger){0};
    if (memory) *memory = (cs_sim_memory){0};
    if (options->engine == CS_ENGINE_REFERENCE && (options->keep || options->resume))
        return cs_fail(err, CS_USAGE, "the reference engine keeps no state; checkpoints are of the "
                                      "block engine");
    cs_ledger_shape(ledger, scenario);
    CS_GO(cs_ledger_init(ledger, err));
    if (scenario->firms) {
        double firms = (double)scenario->firms->population.persons;
        double share = firms / (firms + (double)scenario->population.persons);
        t.part = share;
        if (options->resume) CS_GO(get_firms(scenario->firms, options, ledger, err));
        else CS_GO(run_firms(scenario->firms, seed, &t, &spells, ledger, err));
        CS_GO(archive_firms(options->keep, ledger, err));
        t = (telling){.options = options, .before = share, .part = 1.0 - share};
    }
    CS_GO(run_world(scenario, seed, &t, &spells, ledger, memory, err));
out:
    cs_free(spells.spell);
    if (status != CS_OK) cs_ledger_free(ledger);
    return status;
}
