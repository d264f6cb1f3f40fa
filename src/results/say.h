/* Parts that the terminal texts share. */
#ifndef CS_RESULTS_SAY_H
#define CS_RESULTS_SAY_H

#include "core/text.h"
#include "results/store.h"

/* First line of every text: what was run, and that nobody in it exists. */
void cs_say_title(cs_text *text, const cs_results *results);
/* Why there are no intervals, or, where `brackets` were used for it, that they hold the middle 95 % of
   replicates; and whether the run was stopped early. */
void cs_say_intervals(cs_text *text, const cs_results *results, bool brackets);
/* How many replicates a precision of 10 % of the run's main figure takes; and half of each safeguard's
   effect on it. */
#define CS_WANTED_SHARE 0.10
#define CS_WANTED_OF_EFFECT 0.50
cs_status cs_say_needed(cs_text *text, cs_results *results, cs_error *err);
cs_status cs_say_needed_effects(cs_text *text, cs_results *results, cs_error *err);
/* Of the base world, where it has them: loans and what became of them; copies of listings that went
   elsewhere and whether their end did. */
cs_status cs_say_lending(cs_text *text, cs_results *results, cs_error *err);
cs_status cs_say_copies(cs_text *text, cs_results *results, cs_error *err);
/* Quantiles of totals over replicates, where there are enough. */
cs_status cs_say_totals(cs_text *text, cs_results *results, cs_error *err);
/* A world beside the base one, and by how much it changes what the run is about. */
typedef struct cs_ranked { int world; double effect; } cs_ranked;
/* Against the world without a regime, where there is one: unlawful acts averted, protected acts lost. The base
   world first, the others in `order`; NULL: as they were run. */
cs_status cs_say_effects(cs_text *text, cs_results *results, const cs_ranked *order, cs_error *err);
/* What responses did in the base world, where it has any. */
cs_status cs_say_responses(cs_text *text, cs_results *results, cs_error *err);
/* Scenario, seed, hashes, program: what it takes to run it again. */
cs_status cs_say_origin(cs_text *text, cs_results *results, cs_error *err);

#endif
