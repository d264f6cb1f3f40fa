/* A block's state: made, settled, closed. */
#include "sim/mechanism.h"

#include "core/mem.h"

#include <string.h>

cs_status cs_block_init(cs_block *b, const cs_world_state *w, uint32_t number, cs_error *err)
{
    const cs_plan *plan = w->plan;
    size_t lanes = (size_t)plan->lanes;
    *b = (cs_block){.number = number, .first = number * CS_BLOCK_PERSONS,
                    .size = cs_block_size(w->pop, number),
                    .score.lanes = plan->lanes, .lists.lanes = plan->lanes,
                    .lists.spells = {.size = sizeof(cs_spells), .shift = 3},
                    .lists.amends = {.size = sizeof(cs_amend), .shift = 3},
                    .accounts = {.size = sizeof(cs_account), .shift = 3},
                    .penalties = {.size = sizeof(cs_penalty), .shift = 3},
                    .homes.size = sizeof(uint16_t), .told.size = 2 * sizeof(int16_t)};
    b->region_low = cs_population_region(w->pop, b->first);
    b->region_high = cs_population_region(w->pop, b->first + b->size - 1);
    b->lists.lists = cs_alloc(b->size, lanes);
    b->touched = cs_alloc((b->size + 63) / 64, sizeof *b->touched);
    if (plan->score) b->score.points = cs_alloc(b->size * lanes, sizeof *b->score.points);
    if (!b->lists.lists || !b->touched || (plan->score && !b->score.points))
        return cs_fail_memory(err, "a block of persons");
    for (size_t i = 0; plan->score && i < b->size * lanes; i++)
        b->score.points[i] = (int16_t)plan->score->base;
    for (uint32_t p = 0; plan->base && p < b->size; p++)
        for (size_t l = 0; l < lanes; l++)
            b->score.points[p * lanes + l] =
                plan->base[cs_population_stratum(w->pop, b->first + p)];
    return cs_mechanisms_open_block(w, b, err);
}

void cs_block_free(cs_block *b)
{
    cs_free(b->score.points);
    cs_free(b->shift);
    cs_free(b->lists.lists);
    cs_sparse_free(&b->lists.spells);
    cs_sparse_free(&b->lists.amends);
    cs_calendar_free(&b->calendar);
    cs_sparse_free(&b->accounts);
    cs_sparse_free(&b->penalties);
    cs_sparse_free(&b->homes);
    cs_sparse_free(&b->told);
    cs_free(b->touched);
    cs_free(b->tracked);
    cs_free(b->touch);
    cs_free(b->message);
    cs_free(b->move);
    cs_free(b->event);
    cs_mechanisms_close_block(b);
}

const int16_t *cs_block_scores(const cs_block *b, uint32_t place, int16_t *room)
{
    size_t lanes = (size_t)b->score.lanes;
    if (!b->score.points) return NULL;
    const int16_t *kept = b->score.points + place * lanes;
    if (!b->shift || b->shift[place] == 0) return kept;
    memcpy(room, kept, lanes * sizeof *room);
    int applied = room[CS_LANE_APPLIED] + b->shift[place];
    room[CS_LANE_APPLIED] =
        (int16_t)(applied < INT16_MIN ? INT16_MIN : applied > INT16_MAX ? INT16_MAX : applied);
    return room;
}

cs_status cs_block_touch_all(cs_block *b, cs_error *err)
{
    for (uint32_t p = 0; p < b->size; p++) CS_TRY(cs_block_touch(b, (uint16_t)p, err));
    return CS_OK;
}

/* A penalty's move in the history of a tracked person. */
static cs_status tell_move(cs_block *b, uint16_t person, const cs_move *move, int day, cs_error *err)
{
    if (move->slot == CS_ANY_LIST) return CS_OK;
    bool was = move->from != CS_CAUSE_NONE && !cs_causes[move->from].spared;
    bool is = move->to != CS_CAUSE_NONE && !cs_causes[move->to].spared;
    if (!was && !is) return CS_OK;
    cs_event event = {.person = b->first + person, .day = day, .what = move->slot,
                      .kind = is ? (was ? CS_EVENT_CAUSE : CS_EVENT_LISTED) : CS_EVENT_LEFT,
                      .lane = is ? (int8_t)cs_causes[move->to].lane : -1,
                      .tag = is ? (int8_t)move->to : (int8_t)move->from};
    return cs_block_note(b, &event, err);
}

/* The scores of a tracked person, when they are not what they were. */
static cs_status tell_score(cs_block *b, const cs_plan *plan, uint16_t person, const int16_t *kept,
                            int day, cs_error *err)
{
    int16_t now[2] = {(int16_t)cs_points_read(kept[CS_LANE_APPLIED], plan->score),
                      (int16_t)cs_points_read(kept[CS_LANE_CONDUCT], plan->score)};
    int16_t *told = cs_sparse_find(&b->told, person);
    if (told && told[0] == now[0] && told[1] == now[1]) return CS_OK;
    void *value;
    CS_TRY(cs_sparse_make(&b->told, person, &value, err));
    memcpy(value, now, sizeof now);
    return cs_block_note(b, &(cs_event){.person = b->first + person, .day = day,
                                        .kind = CS_EVENT_SCORE, .lane = -1, .tag = -1,
                                        .points = now[0], .detail = now[1]}, err);
}

static cs_status settle_slot(cs_block *b, const cs_world_state *w, uint16_t person, int slot,
                             cs_cause cause, int day, cs_error *err)
{
    cs_move move;
    bool moved;
    CS_TRY(cs_penalty_note(&b->penalties, person, slot, cause, day, &move, &moved, err));
    if (!moved) return CS_OK;
    move.stratum = (uint16_t)cs_population_stratum(w->pop, b->first + person);
    move.region = (uint16_t)cs_block_region(b, w->pop, b->first + person);
    CS_TRY(cs_reserve((void **)&b->move, &b->move_room, b->moves + 1, sizeof *b->move,
                      "moves of the ledger", err));
    b->move[b->moves++] = move;
    return tell_move(b, person, &move, day, err);
}

/* What the lists would do, looked at before anything follows from it. */
static cs_status look_first(cs_block *b, const cs_world_state *w, uint16_t person,
                            const uint8_t *before, uint8_t *after, int day, cs_error *err)
{
    const cs_plan *plan = w->plan;
    CS_EACH_MECHANISM(plan, review)
        CS_TRY(cs_mechanisms[m]->review(plan->ready[m], b, w, person, before, after, day, err));
    memcpy(b->lists.lists + (size_t)person * (size_t)plan->lanes, after, (size_t)plan->lanes);
    return CS_OK;
}

static cs_status settle_person(cs_block *b, const cs_world_state *w, uint16_t person, int day,
                               cs_error *err)
{
    const cs_plan *plan = w->plan;
    uint8_t before[CS_LANES_MOST], after[CS_LANES_MOST], any = 0;
    int16_t room[CS_LANES_MOST];
    const int16_t *kept = cs_block_scores(b, person, room);
    b->lists.quiet_from = plan->quiet_from; /* the plan may change while the world runs */
    b->lists.by_record = plan->by_record;
    b->lists.open = cs_block_open(b, w, person);
    b->lists.held = plan->left_behind && cs_sparse_find(&b->homes, person) ? b->lists.open : 0xff;
    bool listed =
        cs_membership_settle(&b->lists, plan->list, plan->lists, person, kept, before, after);
    for (int l = 0; listed && l < CS_LANES; l++) any |= (uint8_t)(before[l] | after[l]);
    if (kept && cs_block_tracks(b, person)) CS_TRY(tell_score(b, plan, person, kept, day, err));
    if (any) CS_TRY(look_first(b, w, person, before, after, day, err));
    if (listed)
        CS_EACH_MECHANISM(plan, listed)
            CS_TRY(cs_mechanisms[m]->listed(plan->ready[m], b, w, person, after, day, err));
    CS_EACH_MECHANISM(plan, settled)
        CS_TRY(cs_mechanisms[m]->settled(plan->ready[m], b, w, person, kept, day, err));
    if (!any) return CS_OK;
    if (memcmp(before, after, (size_t)plan->lanes) != 0)
        CS_EACH_MECHANISM(plan, moved)
            CS_TRY(cs_mechanisms[m]->moved(plan->ready[m], b, w, person, before, after, day, err));
    cs_standing standing = {.person = person, .kept = kept, .lists = after,
                            .penalties = &b->penalties};
    for (int list = 0; list < plan->lists; list++)
        if (any >> list & 1)
            CS_TRY(settle_slot(b, w, person, list,
                               cs_cause_of(&standing, &b->accounts, &plan->view[list], list), day,
                               err));
    return settle_slot(b, w, person, CS_ANY_LIST,
                       cs_cause_of_any(&standing, &b->accounts, plan->view, plan->lists,
                                       plan->penal), day, err);
}

cs_status cs_block_settle(cs_block *b, const cs_world_state *w, int day, cs_error *err)
{
    if (b->score.overflow)
        return cs_fail(err, CS_RANGE, "on day %d somebody's points went beyond 32,000 above or "
                                      "below zero, more than a score can hold; use smaller points "
                                      "or let them end sooner", day);
    for (size_t i = 0; i < b->touches; i++) {
        CS_TRY(settle_person(b, w, b->touch[i], day, err));
        b->touched[b->touch[i] >> 6] &= ~((uint64_t)1 << (b->touch[i] & 63));
    }
    b->touches = 0;
    return CS_OK;
}

/* ---- the last day ---- */

static void close_score(const cs_block *b, const cs_world_state *w, cs_tally *tally, uint32_t place,
                        int stratum, int region)
{
    const cs_plan *plan = w->plan;
    int16_t room[CS_LANES_MOST];
    const int16_t *kept = cs_block_scores(b, place, room);
    for (int l = 0; l < plan->lanes; l++) {
        int64_t score = cs_points_read(kept[l], plan->score);
        int band = cs_points_band((int)score, &plan->score->bands);
        cs_tally_plus(tally, CS_ROW_SCORE(plan, l, CS_MOMENT_SUM), stratum, region, score);
        cs_tally_plus(tally, CS_ROW_SCORE(plan, l, CS_MOMENT_SQUARES), stratum, region,
                      score * score);
        if (band >= 0) cs_tally_plus(tally, CS_ROW_BAND(plan, l, band), stratum, region, 1);
    }
}

static void close_confusion(const cs_block *b, const cs_world_state *w, cs_tally *tally,
                            uint32_t place, int stratum, int region)
{
    const cs_plan *plan = w->plan;
    const uint8_t *lists = b->lists.lists + (size_t)place * (size_t)plan->lanes;
    int truth_lane = plan->lanes > CS_LANES ? CS_LANE_AS_WRITTEN : CS_LANE_CONDUCT;
    if (!lists[truth_lane] && !lists[CS_LANE_APPLIED]) return; /* true negatives: the rest, later */
    for (int list = 0; list <= plan->lists; list++) {
        uint8_t mask = list == plan->lists ? plan->penal : (uint8_t)(1u << list);
        bool truth = lists[truth_lane] & mask, penalised = lists[CS_LANE_APPLIED] & mask;
        int outcome = penalised ? (truth ? CS_TRUE_POSITIVE : CS_FALSE_POSITIVE)
                                : (truth ? CS_FALSE_NEGATIVE : CS_TRUE_NEGATIVE);
        cs_tally_plus(tally, CS_ROW_CONFUSION(plan, list, outcome), stratum, region, 1);
    }
}

/* Causes with a part in a listing: every lane that takes points away or holds a spell, and every tag. */
static unsigned contributing(const cs_block *b, const cs_world_state *w, uint16_t place, int list)
{
    const cs_plan *plan = w->plan;
    unsigned causes = 0;
    bool by_band = plan->list[list].by_band;
    const cs_account *account = cs_sparse_find(
        &b->accounts, (uint32_t)place * 8u + (uint32_t)(by_band ? CS_ACCOUNT_SCORE : list));
    for (int t = CS_TAG_FALSE_MATCH; account && t < CS_TAGS; t++)
        if (by_band ? account->by_tag[t] < 0 : account->by_tag[t] > 0)
            causes |= 1u << (CS_CAUSE_FALSE_MATCH + t - CS_TAG_FALSE_MATCH);
    int16_t room[CS_LANES_MOST];
    const int16_t *kept = by_band ? cs_block_scores(b, place, room) : NULL;
    const cs_spells *spells =
        cs_sparse_find(&b->lists.spells, (uint32_t)place * 8u + (uint32_t)list);
    static const uint8_t lane_cause[][2] = {{CS_LANE_CONDUCT, CS_CAUSE_RULE_CONSISTENT},
                                            {CS_LANE_PROTECTED, CS_CAUSE_PROTECTED},
                                            {CS_LANE_APPLIED, CS_CAUSE_ASSOCIATION}};
    for (int i = 0; i < 3; i++) {
        int l = lane_cause[i][0];
        int base = by_band ? cs_plan_base(plan, cs_population_stratum(w->pop, b->first + place)) : 0;
        bool part = by_band ? kept[l] < (l ? kept[l - 1] : base)
                            : spells && spells->held[l] > 0;
        if (part) causes |= 1u << lane_cause[i][1];
    }
    return causes;
}

static void close_penalties(const cs_block *b, const cs_world_state *w, uint16_t place,
                            cs_ledger *ledger)
{
    const cs_plan *plan = w->plan;
    const uint8_t *lists = b->lists.lists + (size_t)place * (size_t)plan->lanes;
    unsigned any = 0;
    for (int list = 0; list < plan->lists; list++) {
        if (!(lists[CS_LANE_APPLIED] >> list & 1)) continue;
        unsigned causes = contributing(b, w, place, list);
        if (plan->penal >> list & 1) any |= causes;
        for (int c = 0; c < CS_CAUSES; c++)
            ledger->contributing[list * CS_CAUSES + c] += causes >> c & 1;
    }
    for (int c = 0; c < CS_CAUSES; c++)
        ledger->contributing[plan->lists * CS_CAUSES + c] += any >> c & 1;
}

static void close_spells(const cs_block *b, const cs_world_state *w, cs_ledger *ledger)
{
    for (uint32_t i = 0; i < b->penalties.room; i++) {
        if (!b->penalties.keys[i]) continue;
        const cs_penalty *penalty =
            (const cs_penalty *)(const void *)(b->penalties.values + i * b->penalties.size);
        if (penalty->cause == CS_CAUSE_NONE) continue;
        int slot = (int)((b->penalties.keys[i] - 1) & 7);
        size_t list = slot == CS_ANY_LIST ? (size_t)w->plan->lists : (size_t)slot;
        ledger->standing[(list * CS_CAUSES + penalty->cause) *
                             (size_t)ledger->extent[CS_DIM_LENGTH] +
                         (size_t)(w->horizon - penalty->since)]++;
    }
}

void cs_block_scan(const cs_block *b, const cs_world_state *w, cs_tally *tally)
{
    for (uint32_t place = 0; place < b->size; place++) {
        int stratum = cs_population_stratum(w->pop, b->first + place);
        int region = cs_block_region(b, w->pop, b->first + place);
        if (w->plan->score) close_score(b, w, tally, place, stratum, region);
        close_confusion(b, w, tally, place, stratum, region);
    }
}

void cs_block_close(const cs_block *b, const cs_world_state *w, cs_ledger *ledger)
{
    for (uint32_t place = 0; place < b->size; place++)
        if (b->lists.lists[place * (size_t)w->plan->lanes + CS_LANE_APPLIED])
            close_penalties(b, w, (uint16_t)place, ledger);
    close_spells(b, w, ledger);
}
