/* Acts that no sensor is near. */
#include "sim/unseen.h"

#include "core/math.h"
#include "core/mem.h"
#include "core/poisson.h"

#define NEAR_SHARE 0.125

double cs_near_share(int sensors, double most_filed, bool as_written)
{
    return sensors <= 1 && most_filed <= NEAR_SHARE && !as_written ? NEAR_SHARE : 1.0;
}

/* Sum of frailties by stratum and region. Shapes: mass [strata][regions of the block]. */
static void weigh(const cs_block *b, const cs_world_state *w, const cs_hazard *hazard,
                  double *mass)
{
    int regions = b->region_high - b->region_low + 1;
    cs_permutation places = cs_permutation_of(hazard->who, b->number, b->size);
    const cs_reach *reach = hazard->frailty ? &hazard->reach[b->size != CS_BLOCK_PERSONS] : NULL;
    int class = 0;
    for (uint32_t rank = 0; rank < b->size; rank++) {
        uint32_t person = b->first + (reach ? cs_permute(&places, rank) : rank);
        while (reach && rank >= reach->class[class + 1].first) class++;
        int piece = cs_population_stratum(w->pop, person) * regions +
                    cs_block_region(b, w->pop, person) - b->region_low;
        mass[piece] += reach ? reach->class[class].each : 1.0;
    }
}

static cs_status count_kind(const cs_block *b, const cs_world_state *w, cs_tally *tally, int kind,
                            int from, int to, cs_error *err)
{
    const cs_plan_conduct *conduct = &w->plan->conduct[kind];
    int regions = b->region_high - b->region_low + 1, pieces = w->pop->strata * regions;
    double *mass = cs_alloc((size_t)pieces, sizeof *mass);
    if (!mass) return cs_fail_memory(err, "acts that nobody saw");
    weigh(b, w, &conduct->hazard, mass);
    for (int i = 0; i < pieces; i++) {
        int stratum = i / regions, region = b->region_low + i % regions;
        double rate = conduct->hazard.daily * (1.0 - conduct->near) *
                      (conduct->hazard.factor ? conduct->hazard.factor[stratum] : 1.0);
        int64_t acts = cs_poisson(rate * mass[i] * (to - from), conduct->unseen_key, b->number,
                                  (uint32_t)i, (uint32_t)from);
        cs_tally_plus(tally, CS_ROW_ACTS(w->plan, kind), stratum, region, acts);
    }
    cs_free(mass);
    return CS_OK;
}

/* One tracked person's acts, in the order of their days. */
static cs_status tell_person(cs_block *b, const cs_world_state *w, int kind, uint16_t place,
                             int from, int to, cs_error *err)
{
    const cs_plan_conduct *conduct = &w->plan->conduct[kind];
    uint32_t person = b->first + place;
    double rate = cs_hazard_rate(&conduct->hazard, w->pop, person) * (1.0 - conduct->near);
    if (rate <= 0.0) return CS_OK;
    double at = from;
    for (uint32_t i = 0;; i++) {
        cs_words words = cs_philox(i, person, (uint32_t)from, 1u << 31, conduct->unseen_key);
        at -= cs_log(cs_uniform(words.w[0], words.w[1])) / rate;
        if (at >= to) return CS_OK;
        cs_event event = {.person = person, .day = (int)at + 1, .kind = CS_EVENT_ACT, .lane = -1,
                          .tag = -1, .what = (int16_t)kind,
                          .detail = words.w[2] < conduct->excused};
        CS_TRY(cs_block_note(b, &event, err));
    }
}

cs_status cs_unseen_acts(cs_block *b, const cs_world_state *w, cs_tally *tally, int from, int to,
                         cs_error *err)
{
    for (int k = 0; k < w->plan->kinds; k++) {
        if (w->plan->conduct[k].near >= 1.0) continue;
        CS_TRY(count_kind(b, w, tally, k, from, to, err));
        for (uint32_t place = 0; b->tracked && place < b->size; place++)
            if (cs_block_tracks(b, place))
                CS_TRY(tell_person(b, w, k, (uint16_t)place, from, to, err));
    }
    return CS_OK;
}
