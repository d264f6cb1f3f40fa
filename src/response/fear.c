/* How much people hold back: what chilling, deterrence and avoidance have in common. */
#include "response/response.h"

#include "core/math.h"
#include "core/mem.h"
#include "core/rng.h"

bool cs_response_names(const cs_refs *refs, int index)
{
    for (int i = 0; i < refs->count; i++)
        if (refs->index[i] == index) return true;
    return false;
}

bool cs_fear_idle(const cs_fear *f)
{
    return f->aware <= 0.0 || (f->first <= 0.0 && f->later <= 0.0 && f->own <= 0.0 &&
                               f->contact <= 0.0 && f->publication <= 0.0);
}

unsigned cs_fear_needs(const cs_fear *f)
{
    return (f->own > 0.0 ? CS_NEEDS_OWN : 0u) | (f->contact > 0.0 ? CS_NEEDS_CONTACTS : 0u) |
           (f->publication > 0.0 ? CS_NEEDS_LEARNED : 0u);
}

const char *cs_fear_misfit(const cs_fear *f, const cs_response_facts *facts)
{
    if (facts->ties || (f->contact <= 0.0 && f->publication <= 0.0)) return NULL;
    return "`contact` and `publication` are about acquaintances, and people here have none; say "
           "`ties:` under `population`";
}

cs_status cs_aware_prepare(double aware, const cs_by *by, const cs_population *pop,
                           uint64_t **threshold, cs_error *err)
{
    double *times = cs_alloc((size_t)pop->strata, sizeof *times);
    *threshold = cs_alloc((size_t)pop->strata, sizeof **threshold);
    if (!times || !*threshold) {
        cs_free(times);
        return cs_fail_memory(err, "who knows of the regime");
    }
    cs_by_table(by, pop, times);
    for (int s = 0; s < pop->strata; s++) (*threshold)[s] = cs_threshold(aware * times[s]);
    cs_free(times);
    return CS_OK;
}

cs_status cs_fear_prepare(const cs_fear *fear, const cs_response_setup *setup, void **out,
                          cs_error *err)
{
    const cs_population *pop = setup->pop;
    cs_fear_ready *ready = cs_alloc(1, sizeof *ready);
    if (!ready) return cs_fail_memory(err, "a response");
    *out = ready;
    ready->fear = fear;
    ready->times = cs_alloc((size_t)pop->strata, sizeof *ready->times);
    ready->recovery = cs_alloc((size_t)pop->strata, sizeof *ready->recovery);
    if (!ready->times || !ready->recovery) return cs_fail_memory(err, "a response");
    cs_by_table(&fear->by, pop, ready->times);
    cs_by_table(&fear->recovery_by, pop, ready->recovery);
    return cs_aware_prepare(fear->aware, &fear->aware_by, pop, &ready->aware, err);
}

void cs_fear_release(void *context)
{
    cs_fear_ready *ready = context;
    if (!ready) return;
    cs_free(ready->aware);
    cs_free(ready->times);
    cs_free(ready->recovery);
    cs_free(ready);
}

uint64_t cs_fear_aware(const void *ready, int stratum)
{
    return ((const cs_fear_ready *)ready)->aware[stratum];
}

/* What is left of one's own penalty, so many days after it ended. */
static double faded(double half_life, int32_t days)
{
    static const double ln2 = 0x1.62e42fefa39efp-1;
    return half_life > 0.0 ? cs_exp(-ln2 * days / half_life) : 0.0;
}

double cs_fear_share(const cs_fear_ready *ready, const cs_circumstances *now)
{
    const cs_fear *f = ready->fear;
    if (now->knows >= ready->aware[now->stratum]) return 0.0;
    double share = f->later;
    if (now->day < f->after_days)
        share = f->first + (f->later - f->first) * now->day / f->after_days;
    if (now->listed) share += f->own;
    else if (now->since_left >= 0 && f->own > 0.0)
        share += f->own * faded(f->recovery_days * ready->recovery[now->stratum], now->since_left);
    share += f->contact * now->contacts + f->publication * now->learned;
    share *= ready->times[now->stratum];
    return share < 1.0 ? share : 1.0;
}
