/* Moving: at the end of a day somebody lives in another region. Who lives elsewhere than at the start
   is in block->homes; everybody is counted in the region of the start. */
#include "sim/mechanism.h"

#include "core/mem.h"

typedef struct {
    cs_hazard hazard;
    cs_key key;            /* of where to */
    size_t row;
} cs_ready;

static bool wanted(const cs_scenario *scenario)
{
    return scenario->movement && scenario->population.regions.count > 1;
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (r) cs_hazard_free(&r->hazard);
    cs_free(r);
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err)
{
    const cs_movement *movement = plan->scenario->movement;
    cs_ready *r = cs_alloc(1, sizeof *r);
    if (!r) return cs_fail_memory(err, "moving");
    *ready = r;
    r->key = cs_key_of(seed, "movement.to");
    r->row = plan->mechanism_row[plan->mechanisms - 1];
    CS_TRY(cs_hazard_init(&r->hazard, pop, cs_key_of(seed, "movement.rate"), movement->rate,
                          &movement->by, 0.0, err));
    CS_TRY(cs_plan_claim(plan, r->hazard.key, err));
    return cs_plan_claim(plan, r->key, err);
}

static size_t rows(const cs_scenario *scenario)
{
    return scenario->movement != NULL;
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *all,
                   size_t first_row, cs_ledger *ledger)
{
    (void)ready;
    cs_tally_spread(all, first_row, w->pop, ledger->moves, 1);
}

static cs_status move(const cs_ready *r, cs_block *b, const cs_world_state *w, cs_worker *worker,
                      const cs_act *act, int day, cs_error *err)
{
    uint16_t place = act->person;
    cs_words words = cs_philox(act->index, b->number, (uint32_t)day, 0, r->key);
    /* a region is as likely as its people at the start are many, so that regions keep their sizes */
    int to = cs_population_region(w->pop, cs_below(w->pop->persons, words.w[0], words.w[1]));
    if (to == cs_block_home(b, w->pop, place)) return CS_OK;
    cs_block_count(b, w, worker, r->row, place);
    if (to == cs_block_region(b, w->pop, b->first + place)) { /* back again */
        cs_sparse_remove(&b->homes, place);
    } else {
        void *home;
        CS_TRY(cs_sparse_make(&b->homes, place, &home, err));
        *(uint16_t *)home = (uint16_t)to;
    }
    return cs_block_touch(b, place, err);
}

static cs_status day_over(const void *ready, cs_block *b, const cs_world_state *w,
                          cs_worker *worker, int day, cs_error *err)
{
    const cs_ready *r = ready;
    CS_TRY(cs_hazard_draw(&r->hazard, w->pop, b->number, day, &worker->acts, err));
    for (size_t i = 0; i < worker->acts.count; i++)
        CS_TRY(move(r, b, w, worker, &worker->acts.act[i], day, err));
    return CS_OK;
}

const cs_mechanism cs_movement_mechanism = {
    .name = "movement", .wanted = wanted, .prepare = prepare, .release = release, .rows = rows,
    .spread = spread, .day = day_over};
