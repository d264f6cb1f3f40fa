/* Parameters of a scenario that have a range, and values drawn from it. */
#ifndef CS_STUDY_FACTORS_H
#define CS_STUDY_FACTORS_H

#include "results/plan.h"
#include "scenario/arena.h"

/* The inputs of the scenario that have a range (low < high, not up to `forever`), in file order; not the
   seed, the replicates or what the ledger keeps. only: paths wanted, in which * stands for one part
   (`sensors.*.misses`); none: all. A path in `only` that matches no such input is an error, with the
   nearest there are. Shapes: *out [*count], in the arena. Errors: CS_NOMEM, CS_USAGE. */
cs_status cs_factors_of(const cs_scenario *scenario, const char *const *only, int wanted,
                        cs_arena *arena, cs_factor **out, int *count, cs_error *err);
/* The number at a path, with a range or without (low == high then). Errors: CS_NOMEM, CS_USAGE. */
cs_status cs_factor_at(const cs_scenario *scenario, const char *path, cs_arena *arena, cs_factor *out,
                       cs_error *err);
/* The level at share u in [0, 1] of the range: along the logarithm where low > 0 and high/low is at least
   10, else along the value. Whole numbers get equal shares each of the range (of its logarithm, likewise). */
double cs_factor_level(const cs_factor *factor, double u);
/* "path=value", as --set takes it, such that the scenario then reads exactly `level`.
   Errors: CS_NOMEM, CS_USAGE (a fraction of a count, points or days). */
cs_status cs_factor_set(const cs_factor *factor, double level, cs_arena *arena, const char **set,
                        cs_error *err);

#endif
