/* Parts that the terminal texts share. */
#ifndef CS_RESULTS_SAY_H
#define CS_RESULTS_SAY_H

#include "core/text.h"
#include "results/store.h"

/* First line of every text: what was run, and that nobody in it exists. */
void cs_say_title(cs_text *text, const cs_results *results);
/* How intervals were made, or why there are none; and whether the run was stopped early. */
void cs_say_intervals(cs_text *text, const cs_results *results);
/* Against the world without a regime, where there is one: unlawful acts averted, protected acts lost. */
cs_status cs_say_effects(cs_text *text, cs_results *results, cs_error *err);
/* What responses did in the base world, where it has any. */
cs_status cs_say_responses(cs_text *text, cs_results *results, cs_error *err);
/* Scenario, seed, hashes, program: what it takes to run it again. */
cs_status cs_say_origin(cs_text *text, cs_results *results, cs_error *err);

#endif
