/* A world's state, kept and got back. Not kept, since it is made again from the scenario and the seed: the
   people, the plans, who is tracked, what mechanisms make ready; and scratch of the threads. */
#include "sim/world.h"

#include <string.h>
#include <xxhash.h>

/* ---- the threads: their counts are added up, as at the end of a run ---- */

/* Not kept: acts, more, local, filings, due, dues, due_room, which are empty between days. */
static void keep_worker(cs_archive *a, void *item)
{
    cs_run *run = item;
    cs_worker *all = &run->state.workers[0];
    for (int t = 1; t < run->state.threads; t++) {
        cs_worker *other = &run->state.workers[t];
        cs_tally_take(&all->tally, &other->tally);
        all->acts_done += other->acts_done;
        all->records_filed += other->records_filed;
        other->acts_done = other->records_filed = 0;
        for (size_t i = 0; i < run->plan[0].notes; i++) {
            all->noted[i] += other->noted[i];
            other->noted[i] = 0;
        }
    }
    cs_tally_archive(a, &all->tally);
    cs_archive_number(a, all->acts_done);
    cs_archive_number(a, all->records_filed);
    cs_archive_same(a, run->plan[0].notes, "what sensors learn");
    if (run->plan[0].notes) {
        cs_archive_numbers(a, all->noted, run->plan[0].notes, sizeof *all->noted);
        cs_archive_numbers(a, run->state.learnt, run->plan[0].notes, sizeof *run->state.learnt);
    }
}

/* ---- a block ---- */

static void keep_region(cs_archive *a, void *item)
{
    uint16_t *region = item;
    cs_archive_number(a, *region);
}

static void keep_told(cs_archive *a, void *item)
{
    int16_t *told = item;
    cs_archive_numbers(a, told, 2, sizeof *told);
}

static void keep_person(cs_archive *a, void *item)
{
    uint16_t *person = item;
    cs_archive_number(a, *person);
}

static void keep_message(cs_archive *a, void *item)
{
    cs_message *message = item;
    cs_archive_number(a, message->person);
    cs_archive_number(a, message->day);
    cs_due_archive(a, &message->due);
}

/* Who is to be looked at, in order; `touched` says the same. */
static void keep_touch(cs_archive *a, cs_block *b)
{
    cs_archive_items(a, (void **)&b->touch, &b->touches, &b->touch_room, sizeof *b->touch, b->size,
                     keep_person, "persons to settle");
    if (!a->reading) return;
    memset(b->touched, 0, (b->size + 63) / 64 * sizeof *b->touched);
    for (size_t i = 0; i < b->touches; i++) {
        uint16_t person = b->touch[i];
        if (person >= b->size || b->touched[person >> 6] >> (person & 63) & 1) {
            cs_archive_damaged(a, "person %d of a block is to be settled twice", person);
            return;
        }
        b->touched[person >> 6] |= (uint64_t)1 << (person & 63);
    }
}

/* What is due, from a checkpoint, names things by number: they must be there. */
static void check_due(cs_archive *a, const cs_run *run, const cs_due *due)
{
    const cs_world_state *w = &run->state;
    const cs_plan *plan = w->plan;
    int m = due->what >= CS_DUE_MECHANISMS ? (due->what - CS_DUE_MECHANISMS) / 16 : -1;
    bool told = due->lane < plan->lanes && due->tag < CS_TAGS, good;
    if (m >= plan->mechanisms) good = false;
    else if (m >= 0)
        good = !plan->ready[m] || !cs_mechanisms[m]->fits || cs_mechanisms[m]->fits(plan->ready[m], w, due);
    else if (due->what == CS_DUE_LISTING) good = told && due->index < plan->lists;
    else if (due->what == CS_DUE_POINTS) /* points of recourse are of no rule, and never overdue */
        good = told && plan->score && (due->index < plan->rules ||
                                       (due->index == CS_EVENT_NO_RULE && !(due->luck >> 16 & 1)));
    else good = told && due->what < (plan->sensors ? plan->sensors : 1) && due->index < plan->record_kinds;
    if (m >= 0 && m < plan->mechanisms && !cs_mechanisms[m]->due) good = false;
    if (!good)
        cs_archive_damaged(a, "something is due of kind %d, about number %d", due->what, due->index);
}

/* What was just read has no chunk that is free. */
static void check_calendar(cs_archive *a, const cs_run *run, const cs_calendar *calendar)
{
    for (size_t c = 0; a->reading && c < calendar->used; c++)
        for (uint32_t i = 0; i < calendar->chunk[c].count; i++)
            check_due(a, run, &calendar->chunk[c].due[i]);
}

/* Whether the value of the sparse column in a slot is there. */
static const void *value_in(const cs_sparse *s, uint32_t slot)
{
    return s->keys[slot] ? s->values + slot * s->size : NULL;
}

/* Standings: lists that there are, homes that there are, and no penalty that has yet to begin. */
static void check_standing(cs_archive *a, const cs_run *run, const cs_block *b, int day)
{
    int lists = run->plan[0].lists;
    for (size_t i = 0; i < b->size * (size_t)b->lists.lanes; i++)
        if (b->lists.lists[i] >> lists) cs_archive_damaged(a, "somebody is on a list that is not there");
    for (uint32_t i = 0; i < b->homes.room; i++) {
        const uint16_t *home = value_in(&b->homes, i);
        if (home && *home >= run->pop->regions)
            cs_archive_damaged(a, "somebody lives in region number %d", *home);
    }
    for (uint32_t i = 0; i < b->penalties.room; i++) {
        const cs_penalty *penalty = value_in(&b->penalties, i);
        if (penalty && penalty->since > day)
            cs_archive_damaged(a, "a penalty begins on day %d", penalty->since);
    }
}

/* What the others, and the ledger, will hear at the end of the window. */
static void keep_news(cs_archive *a, const cs_run *run, cs_block *b, int day)
{
    int lengths = run->ledger->extent[CS_DIM_LENGTH];
    cs_archive_items(a, (void **)&b->message, &b->messages, &b->message_room, sizeof *b->message,
                     UINT32_MAX, keep_message, "messages");
    cs_archive_items(a, (void **)&b->move, &b->moves, &b->move_room, sizeof *b->move, UINT32_MAX,
                     cs_move_archive, "moves of the ledger");
    cs_archive_count(a, &b->moves_folded, b->moves, "moves of the ledger");
    cs_archive_items(a, (void **)&b->event, &b->events, &b->event_room, sizeof *b->event, UINT32_MAX,
                     cs_event_archive, "events");
    for (size_t i = 0; a->reading && i < b->messages; i++) {
        if (b->message[i].person >= run->pop->persons || b->message[i].day < day)
            cs_archive_damaged(a, "a message is for person %u and day %d", b->message[i].person,
                               b->message[i].day);
        check_due(a, run, &b->message[i].due);
    }
    for (size_t i = 0; a->reading && i < b->moves; i++)
        if (b->move[i].length >= lengths || b->move[i].stratum >= run->pop->strata || b->move[i].region >= run->pop->regions ||
            (b->move[i].slot >= run->plan[0].lists && b->move[i].slot != CS_ANY_LIST))
            cs_archive_damaged(a, "somebody of stratum %d and region %d moved", b->move[i].stratum,
                               b->move[i].region);
}

/* Not kept, since it follows from the number: first, region_low, region_high; tracked: who is, is drawn
   again; shift and own: the mechanisms do. */
typedef struct kept_block { cs_run *run; cs_block *block; int day; } kept_block;

static void keep_block(cs_archive *a, void *item)
{
    cs_run *run = ((kept_block *)item)->run;
    cs_block *b = ((kept_block *)item)->block;
    int day = ((kept_block *)item)->day;
    cs_archive_same(a, b->number, "the number of a block");
    cs_archive_same(a, b->size, "the number of persons of a block");
    cs_points_archive(a, &b->score, b->size);
    cs_membership_archive(a, &b->lists, b->size);
    cs_calendar_archive(a, &b->calendar, b->size, day, run->state.horizon);
    check_calendar(a, run, &b->calendar);
    cs_sparse_archive(a, &b->accounts, b->size * 8u, cs_account_archive, "accounts of wrong records");
    cs_sparse_archive(a, &b->penalties, b->size * 8u, cs_penalty_archive, "penalties");
    cs_sparse_archive(a, &b->homes, b->size, keep_region, "those who have moved");
    cs_sparse_archive(a, &b->told, b->size, keep_told, "scores that were told");
    if (a->reading && a->status == CS_OK) check_standing(a, run, b, day);
    keep_touch(a, b);
    keep_news(a, run, b, day);
}

/* ---- the world ---- */

/* The people are drawn again: they must be the same. */
static uint64_t people(const cs_population *pop)
{
    XXH64_hash_t hash = XXH3_64bits(pop->stratum, pop->persons * sizeof *pop->stratum);
    return XXH3_64bits_withSeed(pop->region_start,
                                ((size_t)pop->regions + 1) * sizeof *pop->region_start, hash);
}

/* Where in the run it is. */
static void keep_place(cs_archive *a, cs_run *run, int *day, bool *later)
{
    int32_t at[] = {*day, run->window_from, run->window_to, run->plan_from};
    cs_archive_numbers(a, at, sizeof at / sizeof *at, sizeof *at);
    cs_archive_bool(a, later);
    cs_archive_number(a, run->messages);
    if (at[0] < at[1] || at[0] > at[2] || at[1] < 0 || at[2] > run->state.horizon || at[3] < 0 ||
        at[3] > at[0] || (*later && !run->scenario->later)) {
        cs_archive_damaged(a, "it stands on day %d in a window of days %d to %d", at[0], at[1], at[2]);
        return;
    }
    *day = at[0];
    run->window_from = at[1];
    run->window_to = at[2];
    run->plan_from = at[3];
}

/* What the plan in force has beyond the first one is there before its state is read. */
static cs_status open_later(cs_run *run, cs_error *err)
{
    run->state.plan = &run->plan[1];
    CS_TRY(cs_mechanisms_open(&run->state, err));
    for (uint32_t b = 0; b < run->pop->blocks; b++)
        CS_TRY(cs_mechanisms_open_block(&run->state, &run->state.blocks[b], err));
    return CS_OK;
}

/* Of the world: pop, from, to, horizon, seed, threads and firms are the caller's; blocks, workers, learnt
   and shared are visited. Of the run: scenario, options, keep_day are the caller's; plan is made again. */
cs_status cs_run_archive(cs_run *run, int *day, cs_archive *a, cs_error *err)
{
    bool later = run->state.plan == &run->plan[1];
    cs_archive_same(a, people(run->pop), "the fingerprint of the people");
    cs_archive_same(a, run->seed, "the seed of the replicate");
    keep_place(a, run, day, &later);
    if (a->status != CS_OK) return cs_archive_end(a, err);
    if (later && a->reading) CS_TRY(open_later(run, err));
    cs_ledger_archive(a, run->ledger);
    cs_archive_mark(a, keep_worker, run, "what threads count");
    for (uint32_t i = 0; i < run->pop->blocks && a->status == CS_OK; i++) {
        cs_block *b = &run->state.blocks[i];
        cs_archive_mark(a, keep_block, &(kept_block){run, b, *day}, "the blocks");
        if (a->status == CS_OK) cs_mechanisms_keep_block(&run->state, b, a);
    }
    if (a->status == CS_OK) cs_mechanisms_keep(&run->state, a);
    return cs_archive_end(a, err);
}
