/* What the office does to a file. */
#include "sim/amend.h"

#include "sim/mechanism.h"

/* Holds off file, with the account of what is wrong among them; who else kept count of them is told. */
static cs_status clear(cs_block *b, const cs_world_state *w, cs_worker *worker, uint16_t person,
                       int list, bool all, bool *any, cs_error *err)
{
    int released;
    CS_TRY(cs_membership_clear(&b->lists, person, list, all, &released, err));
    *any = released > 0;
    if (!*any) return CS_OK;
    cs_sparse_remove(&b->accounts, (uint32_t)person * 8u + (uint32_t)list);
    CS_EACH_MECHANISM(w->plan, cleared)
        CS_TRY(cs_mechanisms[m]->cleared(w->plan->ready[m], b, w, worker, person, list, all, err));
    return cs_block_touch(b, person, err);
}

cs_status cs_block_correct(cs_block *b, const cs_world_state *w, cs_worker *worker, uint16_t person,
                           uint8_t lists, cs_taken_off *taken, cs_error *err)
{
    bool by_band = false, any;
    *taken = (cs_taken_off){0};
    for (int list = 0; list < w->plan->lists; list++) {
        if (!(lists >> list & 1)) continue;
        if (w->plan->list[list].by_band) {
            by_band = true;
            CS_TRY(cs_membership_afresh(&b->lists, person, list, err));
            continue;
        }
        CS_TRY(clear(b, w, worker, person, list, false, &any, err));
        taken->lists |= (uint8_t)(any << list);
    }
    if (by_band) {
        taken->points = cs_points_correct(&b->score, person);
        cs_sparse_remove(&b->accounts, (uint32_t)person * 8u + CS_ACCOUNT_SCORE);
        CS_TRY(cs_membership_amend(&b->lists, person, CS_AMEND_SCORE, false, err));
    }
    return cs_block_touch(b, person, err);
}

cs_status cs_block_extra_points(cs_block *b, const cs_world_state *w, uint16_t person, int lane,
                                int tag, int points, int day, int32_t days, cs_error *err)
{
    bool for_good = days == CS_FOREVER || w->plan->score->decay;
    cs_due due = {.person = person, .lane = (uint8_t)lane, .tag = (uint8_t)tag,
                  .index = CS_EVENT_NO_RULE};
    CS_TRY(cs_block_points(b, w->plan, &due, points, for_good, err));
    return for_good ? CS_OK
                    : cs_block_points_until(b, w, &due, points, 0, (int64_t)day + days, err);
}

cs_status cs_block_put_back(cs_block *b, const cs_world_state *w, uint16_t person,
                            const cs_taken_off *taken, int day, int32_t days, cs_error *err)
{
    for (int list = 0; list < w->plan->lists; list++) {
        if (!(taken->lists >> list & 1)) continue;
        cs_membership_reopen(&b->lists, person, list);
        CS_TRY(cs_block_list(b, w, person, list, CS_LANE_RECORDED, CS_TAG_STALE, day, days, false,
                             err));
    }
    if (taken->points == 0) return CS_OK;
    return cs_block_extra_points(b, w, person, CS_LANE_RECORDED, CS_TAG_STALE, taken->points, day,
                                 days, err);
}

cs_status cs_block_end_matter(cs_block *b, const cs_world_state *w, cs_worker *worker,
                              uint16_t person, int list, bool *ended, cs_error *err)
{
    return clear(b, w, worker, person, list, true, ended, err);
}

cs_status cs_block_let_off(cs_block *b, uint16_t person, int list, int lane, cs_error *err)
{
    CS_TRY(cs_membership_let_off(&b->lists, person, list, lane, err));
    return cs_block_touch(b, person, err);
}
