/* Figures over replicates, and paired differences between worlds. Small tables are read once per
   replicate and kept, so that a report may ask a thousand figures. */
#include "core/mem.h"
#include "results/stats.h"
#include "results/store.h"

#include <math.h>

static size_t bytes_of(const cs_ledger *ledger)
{
    size_t bytes = sizeof *ledger;
    for (int i = 0; i < cs_ledger_table_count; i++)
        bytes += cs_ledger_size(ledger, &cs_ledger_tables[i]) * sizeof(int64_t);
    return ledger->firms ? bytes + bytes_of(ledger->firms) : bytes;
}

cs_status cs_results_slim(cs_results *results, int world, int64_t replicate, cs_ledger **ledger,
                          bool *owned, cs_error *err)
{
    size_t at = (size_t)world * (size_t)results->most_replicates + (size_t)replicate;
    *owned = false;
    *ledger = results->slim[at];
    if (*ledger) return CS_OK;
    cs_ledger *read = cs_alloc(1, sizeof *read);
    if (!read) return cs_fail_memory(err, "a ledger");
    cs_status status =
        cs_results_read(results, world, replicate, &(cs_slice){.slim = true, .day = -1}, read, err);
    if (status != CS_OK) {
        cs_free(read);
        return status;
    }
    size_t bytes = bytes_of(read);
    *ledger = read;
    *owned = results->cached_bytes + bytes > CS_CACHE_BYTES;
    if (!*owned) {
        results->slim[at] = read;
        results->cached_bytes += bytes;
    }
    return CS_OK;
}

/* A figure asked of one ledger, with the day it needs beyond the slim tables (-1: none). */
typedef struct asked {
    cs_figure_of figure;
    const void *what;
    int day, of;
} asked;

static cs_status put(const asked *ask, const cs_ledger *ledger, double *value, bool *defined)
{
    const cs_ledger *of = cs_ledger_of(ledger, ask->of);
    *value = 0;
    *defined = false;
    return of ? ask->figure(of, ask->what, value, defined) : CS_OK;
}

static cs_status value_of(cs_results *results, int world, int64_t replicate, const asked *ask,
                          double *value, bool *defined, cs_error *err)
{
    if (ask->day >= 0) {
        cs_ledger day;
        CS_TRY(cs_results_read(results, world, replicate,
                               &(cs_slice){.slim = true, .day = ask->day}, &day, err));
        cs_status status = put(ask, &day, value, defined);
        cs_ledger_free(&day);
        return status;
    }
    cs_ledger *ledger;
    bool owned;
    CS_TRY(cs_results_slim(results, world, replicate, &ledger, &owned, err));
    cs_status status = put(ask, ledger, value, defined);
    if (owned) {
        cs_ledger_free(ledger);
        cs_free(ledger);
    }
    return status;
}

static cs_status of_query(const cs_ledger *ledger, const void *what, double *value, bool *defined)
{
    cs_metric_value(ledger, what, value, defined);
    return CS_OK;
}

/* Only the listed, and what inspections have come to, on an earlier day need a table by day. A query
   says itself of whom it is. */
static asked ask_query(const cs_results *results, int world, const cs_query *query)
{
    int horizon = results->world[world].scenario->horizon_days;
    bool by_day = query->metric == CS_METRIC_LISTED || query->metric == CS_METRIC_LISTED_SHARE ||
                  query->metric == CS_METRIC_LISTED_SD ||
                  query->metric == CS_METRIC_VISIT_SHARE || query->metric == CS_METRIC_COUNT_SHARE ||
                  query->metric == CS_METRIC_COUNT_SHARE_SD ||
                  query->metric == CS_METRIC_COUNT_SHARE_ABOVE;
    bool earlier = by_day && query->day >= 0 && query->day < horizon;
    if (query->metric == CS_METRIC_CREDIT_SCORE) {
        int every = results->world[world].scenario->ledger.every_days;
        int day = query->day < 0 || query->day > horizon ? horizon : query->day;
        return (asked){of_query, query, day - (day == horizon ? day % every : 0), CS_PERSONS};
    }
    return (asked){of_query, query, earlier ? query->day : -1, CS_PERSONS};
}

/* Values of the replicates below `end` in which the figure is defined; of `minus`, where it is a
   world, the value there is taken off, and it too must be defined. */
static cs_status gather(cs_results *results, int world, int minus, const asked *ask, int64_t end,
                        double *values, size_t *count, cs_error *err)
{
    *count = 0;
    for (int64_t r = 0; r < end; r++) {
        double value, base = 0;
        bool defined, base_defined = true;
        CS_TRY(value_of(results, world, r, ask, &value, &defined, err));
        if (minus >= 0) CS_TRY(value_of(results, minus, r, ask, &base, &base_defined, err));
        if (defined && base_defined) values[(*count)++] = value - base;
    }
    return CS_OK;
}

typedef enum manner { MANNER_SPREAD, MANNER_MEAN, MANNER_SD } manner;

/* gather() into `values`, for which room is made; the caller frees them, whatever the status. */
static cs_status collect(cs_results *results, int world, int minus, const asked *ask, double **values,
                         size_t *count, cs_error *err)
{
    int64_t end = results->world[world].replicates;
    if (minus >= 0 && results->world[minus].replicates < end)
        end = results->world[minus].replicates;
    *count = 0;
    *values = cs_alloc((size_t)end, sizeof **values);
    if (!*values) return cs_fail_memory(err, "the replicates' values");
    return gather(results, world, minus, ask, end, *values, count, err);
}

static cs_status estimate_of(cs_results *results, int world, int minus, const asked *ask,
                             manner how, cs_estimate *estimate, cs_error *err)
{
    size_t count;
    double *values;
    *estimate = (cs_estimate){0};
    cs_status status = collect(results, world, minus, ask, &values, &count, err);
    if (status == CS_OK) {
        if (how == MANNER_SD) cs_estimate_sd(values, count, estimate);
        else if (how == MANNER_MEAN) cs_estimate_mean(values, count, estimate);
        else cs_estimate_spread(values, count, estimate);
    }
    cs_free(values);
    return status;
}

static cs_status check_world(const cs_results *results, int world, cs_error *err)
{
    if (world >= 0 && world < results->worlds) return CS_OK;
    return cs_fail(err, CS_USAGE, "%s has %d worlds; number %d was asked for", results->path,
                   results->worlds, world);
}

cs_status cs_results_estimate(cs_results *results, int world, const cs_query *query,
                              cs_estimate *estimate, cs_error *err)
{
    CS_TRY(check_world(results, world, err));
    asked ask = ask_query(results, world, query);
    manner how = cs_metric_over((cs_metric)query->metric) ? MANNER_SD : MANNER_SPREAD;
    return estimate_of(results, world, -1, &ask, how, estimate, err);
}

cs_status cs_results_difference(cs_results *results, int world, const cs_query *query,
                                cs_estimate *estimate, cs_error *err)
{
    CS_TRY(check_world(results, world, err));
    asked ask = ask_query(results, world, query);
    return estimate_of(results, world, 0, &ask, MANNER_MEAN, estimate, err);
}

cs_status cs_results_values(cs_results *results, int world, const cs_query *query, int64_t count,
                            double *values, cs_error *err)
{
    CS_TRY(check_world(results, world, err));
    asked ask = ask_query(results, world, query);
    for (int64_t r = 0; r < count; r++) {
        bool defined;
        CS_TRY(value_of(results, world, r, &ask, &values[r], &defined, err));
        if (!defined) values[r] = NAN;
    }
    return CS_OK;
}

cs_status cs_results_estimate_of(cs_results *results, int world, int of, cs_figure_of figure,
                                 const void *what, cs_estimate *estimate, cs_error *err)
{
    CS_TRY(check_world(results, world, err));
    asked ask = {figure, what, -1, of};
    return estimate_of(results, world, -1, &ask, MANNER_SPREAD, estimate, err);
}

cs_status cs_results_paired(cs_results *results, int world, int minus, cs_figure_of figure,
                            const void *what, cs_estimate *estimate, cs_error *err)
{
    CS_TRY(check_world(results, world, err));
    CS_TRY(check_world(results, minus, err));
    asked ask = {figure, what, -1, CS_PERSONS};
    return estimate_of(results, world, minus, &ask, MANNER_MEAN, estimate, err);
}

cs_status cs_results_quantiles(cs_results *results, int world, const cs_query *query,
                               cs_quantiles *quantiles, cs_error *err)
{
    size_t count;
    double *values;
    *quantiles = (cs_quantiles){0};
    CS_TRY(check_world(results, world, err));
    asked ask = ask_query(results, world, query);
    cs_status status = collect(results, world, -1, &ask, &values, &count, err);
    if (status == CS_OK) cs_quantiles_of(values, count, quantiles);
    cs_free(values);
    return status;
}
