/* Paired differences between two results files. */
#include "results/paired.h"

#include "core/mem.h"
#include "results/format.h"
#include "results/stats.h"
#include "results/store.h"

#include <math.h>
#include <string.h>

const char *cs_results_unlike(const cs_results *one, const cs_results *other, char room[CS_UNLIKE_BYTES])
{
    const cs_scenario *a = one->world[0].scenario, *b = other->world[0].scenario;
    if (a->seed != b->seed)
        snprintf(room, CS_UNLIKE_BYTES, "the seeds are %lld and %lld, so the people and their luck are others",
                 (long long)a->seed, (long long)b->seed);
    else if (a->population.persons != b->population.persons)
        snprintf(room, CS_UNLIKE_BYTES, "one run is of %lld persons and the other of %lld",
                 (long long)a->population.persons, (long long)b->population.persons);
    else if (a->horizon_days != b->horizon_days)
        snprintf(room, CS_UNLIKE_BYTES, "one run goes on for %d days and the other for %d", a->horizon_days,
                 b->horizon_days);
    else if (cs_scenario_other_people(a, b))
        snprintf(room, CS_UNLIKE_BYTES, "the scenarios differ in %s, so the people are others",
                 cs_scenario_other_people(a, b));
    else if (strcmp(one->meta.engine, other->meta.engine) != 0)
        return "one run is of the block engine and the other of the reference engine, whose luck is its own";
    else if (strcmp(one->meta.program, other->meta.program) != 0)
        snprintf(room, CS_UNLIKE_BYTES, "one run is of %.60s and the other of %.60s, which may draw their luck "
                                        "in other ways", one->meta.program, other->meta.program);
    else if (one->world[0].replicates == 0 || other->world[0].replicates == 0)
        return "one of the runs has no finished replicate yet";
    else return NULL;
    return room;
}

/* Differences of the replicates in which both are defined, packed to the front of `a`. */
static size_t subtract(double *a, const double *b, size_t count)
{
    size_t kept = 0;
    for (size_t r = 0; r < count; r++)
        if (!isnan(a[r]) && !isnan(b[r])) a[kept++] = a[r] - b[r];
    return kept;
}

cs_status cs_results_minus(cs_results *one, const cs_query *one_query, cs_results *other,
                           const cs_query *other_query, cs_minus *minus, cs_error *err)
{
    int64_t both = one->world[0].replicates;
    cs_status status = CS_OK;
    *minus = (cs_minus){0};
    if (other->world[0].replicates < both) both = other->world[0].replicates;
    double *a = cs_alloc((size_t)both, sizeof *a), *b = cs_alloc((size_t)both, sizeof *b);
    if (!a || !b) CS_GO(cs_fail_memory(err, "the replicates' values"));
    CS_GO(cs_results_estimate(one, 0, one_query, &minus->value, err));
    CS_GO(cs_results_estimate(other, 0, other_query, &minus->other, err));
    if (cs_metric_over((cs_metric)one_query->metric)) goto out; /* a spread has no value of one replicate */
    CS_GO(cs_results_values(one, 0, one_query, both, a, err));
    CS_GO(cs_results_values(other, 0, other_query, both, b, err));
    cs_estimate_mean(a, subtract(a, b, (size_t)both), &minus->difference);
out:
    cs_free(a);
    cs_free(b);
    return status;
}
