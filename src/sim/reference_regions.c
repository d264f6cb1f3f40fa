/* The reference engine's regions: where everybody lives, which sensors and lists are for them there, and
   what one list tells another. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"

enum { WAITING = 1, MADE, OVER, REFUSED };

cs_status cs_reference_regions_init(cs_reference_run *run, cs_error *err)
{
    run->keys = 2 * run->base->sharing.count; /* the four lanes, and as_written */
    run->home = cs_alloc(run->persons, sizeof *run->home);
    run->copy = cs_alloc((size_t)run->persons * (size_t)run->keys, sizeof *run->copy);
    if (!run->home || !run->copy) return cs_fail_memory(err, "where everybody lives");
    for (uint32_t p = 0; p < run->persons; p++) run->home[p] = cs_population_region(run->pop, p);
    run->move_key = cs_key_of(run->seed, "reference.movement");
    run->share_key = cs_key_of(run->seed, "reference.sharing");
    return CS_OK;
}

void cs_reference_regions_free(cs_reference_run *run)
{
    cs_free(run->home);
    cs_free(run->copy);
}

bool cs_reference_is_for(const cs_refs *where, int region)
{
    bool named = where->count == 0;
    for (int i = 0; i < where->count; i++) named = named || where->index[i] == region;
    return named;
}

bool cs_reference_is_open(const cs_reference_run *run, int list, uint32_t person)
{
    return cs_reference_is_for(&CS_ITEMS(cs_list, run->now->scenario->lists)[list].where,
                               run->home[person]);
}

bool cs_reference_can_hold(const cs_reference_run *run, int list, uint32_t person)
{
    const cs_movement *movement = run->now->scenario->movement;
    bool is_home = run->home[person] == cs_population_region(run->pop, person);
    if (!movement || movement->listings == CS_LISTINGS_KEPT || is_home) return true;
    return cs_reference_is_open(run, list, person);
}

/* ---- moving ---- */

void cs_reference_move(cs_reference_run *run, int day)
{
    const cs_movement *movement = run->now->scenario->movement;
    const cs_population *pop = run->pop;
    if (!movement || pop->regions < 2 || run->base->no_regime) return;
    for (uint32_t p = 0; p < run->persons; p++) {
        double mean = movement->rate / 365.0;
        for (int t = 0; t < movement->by.count; t++) {
            const cs_by_term *term = &movement->by.terms[t];
            size_t at = (size_t)cs_population_stratum(pop, p) * (size_t)pop->attributes;
            mean *= term->times[pop->stratum_value[at + (size_t)term->attribute]];
        }
        cs_dice dice = cs_dice_at(run->move_key, p, (uint32_t)day, 0);
        int moves = cs_dice_poisson(&dice, mean, cs_exp(-mean));
        for (int i = 0; i < moves; i++) {
            /* next to where somebody lived at the start */
            int to = cs_population_region(pop, cs_dice_below(&dice, run->persons));
            if (to == run->home[p]) continue;
            run->home[p] = to;
            cs_reference_count(run, p, run->ledger->moves, 1, 1);
        }
    }
}

/* ---- sharing ---- */

static const cs_arrow *arrow_of(const cs_reference_run *run, int key)
{
    return CS_ITEMS(cs_arrow, run->now->scenario->sharing) + key / 2;
}

static int32_t term_of(const cs_reference_run *run, int key)
{
    return CS_ITEMS(cs_list, run->now->scenario->lists)[arrow_of(run, key)->to].leave.after_days;
}

static void count(cs_reference_run *run, uint32_t person, int key, int what)
{
    if (key % 2) return;
    size_t row = (size_t)(key / 2) * CS_COPIES + (size_t)what;
    cs_reference_count(run, person, run->ledger->copies + row * (size_t)run->pop->cells, 1, 1);
}

void cs_reference_add_copies(const cs_reference_run *run, uint32_t person, cs_reference_sums *sums)
{
    for (int key = 0; key < run->keys; key++) {
        const cs_reference_copy *c = &run->copy[(size_t)person * (size_t)run->keys + (size_t)key];
        if (c->state != MADE) continue;
        int to = arrow_of(run, key)->to;
        sums->held[to][c->held_lane]++;
        if (c->held_lane == CS_LANE_RECORDED) sums->tag_held[to][c->held_tag]++;
    }
}

/* Lane of the listing, but for copies; -1 for none. */
static int lane_of(const cs_reference_run *run, const cs_reference_sums *sums, const uint8_t *on,
                   int list, int side)
{
    int first = side ? CS_LANE_AS_WRITTEN : 0, last = side ? CS_LANE_AS_WRITTEN : CS_LANE_APPLIED;
    bool by_band = CS_ITEMS(cs_list, run->now->scenario->lists)[list].enter.band >= 0;
    if (first >= run->lanes || !(on[last] >> list & 1)) return -1;
    for (int l = first; l <= last; l++)
        if (by_band ? on[l] >> list & 1 : sums->own_held[list][l] > 0) return l;
    return -1;
}

static void ended(cs_reference_run *run, uint32_t person, int key, cs_reference_copy *c)
{
    const cs_arrow *arrow = arrow_of(run, key);
    cs_dice dice = cs_dice_at(run->share_key, person, (uint32_t)run->to, (uint32_t)key);
    if (c->state == REFUSED || c->state == OVER) {
        *c = (cs_reference_copy){0};
        return;
    }
    c->original = false;
    c->told = cs_dice_says(&dice, arrow->corrections);
    c->told_on = run->to + arrow->delay_days;
    if (key % 2) return;
    c->lane = CS_LANE_RECORDED;
    if (c->tag == CS_TAG_CORRECT) c->tag = CS_TAG_STALE;
}

void cs_reference_notice(cs_reference_run *run, uint32_t person, const cs_reference_sums *sums,
                         const uint8_t *on)
{
    for (int key = 0; key < run->keys; key++) {
        cs_reference_copy *c = &run->copy[(size_t)person * (size_t)run->keys + (size_t)key];
        const cs_arrow *arrow = arrow_of(run, key);
        int lane = lane_of(run, sums, on, arrow->from, key % 2);
        if (lane < 0) {
            if (c->state && c->original) ended(run, person, key, c);
            continue;
        }
        if (!c->state) {
            cs_dice dice = cs_dice_at(run->share_key, person, (uint32_t)run->to, (uint32_t)key);
            c->state = cs_dice_says(&dice, arrow->share) ? WAITING : REFUSED;
            c->make_on = run->to + arrow->delay_days;
        }
        c->original = true;
        c->lane = lane;
        c->tag = lane == CS_LANE_RECORDED ? cs_reference_tag(run, person, sums, arrow->from)
                                          : CS_TAG_CORRECT;
    }
}

/* The original has ended: the copy stays a while as it is. */
static cs_status leave_behind(cs_reference_run *run, uint32_t person, int key, cs_reference_copy *c,
                              int day, cs_error *err)
{
    int32_t after = term_of(run, key);
    int until = after == CS_FOREVER ? INT32_MAX : c->made_on + after;
    cs_reference_effect e = {.rule = -1, .list = (int16_t)arrow_of(run, key)->to,
                             .lane = (uint8_t)c->lane, .tag = (uint8_t)c->tag, .copied = true};
    if (c->told && c->told_on < until) until = c->told_on;
    if (key % 2) until = day;
    count(run, person, key, c->told ? CS_COPY_CORRECTED : CS_COPY_KEPT);
    *c = (cs_reference_copy){0};
    e.term = e.gone = until;
    return until > day ? cs_reference_file(run, person, &e, err) : CS_OK;
}

static cs_status follow(cs_reference_run *run, uint32_t person, int key, cs_reference_copy *c,
                        int day, cs_error *err)
{
    int32_t after = term_of(run, key);
    if (c->state == WAITING && c->make_on == day) {
        c->state = MADE;
        c->made_on = day;
        count(run, person, key, CS_COPY_MADE);
        if (!c->original) return leave_behind(run, person, key, c, day, err);
        c->ends_on = after == CS_FOREVER ? INT32_MAX : day + after;
    }
    if (c->state != MADE) return CS_OK;
    if (!c->original) return leave_behind(run, person, key, c, day, err);
    if (c->ends_on == day && after != CS_FOREVER && c->made_on + after > day)
        c->ends_on = c->made_on + after; /* the regime has made the term longer since */
    if (c->ends_on == day && after != CS_FOREVER) c->state = OVER;
    c->held_lane = c->lane;
    c->held_tag = c->tag;
    return CS_OK;
}

cs_status cs_reference_share(cs_reference_run *run, int day, cs_error *err)
{
    for (uint32_t p = 0; p < run->persons && run->keys; p++)
        for (int key = 0; key < run->keys; key++)
            CS_TRY(follow(run, p, key, &run->copy[(size_t)p * (size_t)run->keys + (size_t)key], day,
                          err));
    return CS_OK;
}

bool cs_reference_clear_copies(cs_reference_run *run, uint32_t person, int list, bool all)
{
    bool any = false;
    for (int key = 0; key < run->keys; key++) {
        cs_reference_copy *c = &run->copy[(size_t)person * (size_t)run->keys + (size_t)key];
        if (c->state != MADE || arrow_of(run, key)->to != list) continue;
        if (c->held_lane != CS_LANE_RECORDED && (!all || c->held_lane == CS_LANE_APPLIED)) continue;
        any = true;
        c->state = OVER;
        if (c->original) continue;
        count(run, person, key, c->told ? CS_COPY_CORRECTED : CS_COPY_KEPT);
        *c = (cs_reference_copy){0};
    }
    return any;
}
