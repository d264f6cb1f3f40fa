/* Recourse in the block engine: who comes to know of a listing, who disputes it, when the agency's
   queue comes to it, what the review decides, and what follows. What a review finds is drawn here, on
   the truth side; the queue itself is the office's (recourse/queue.h). */
#include "sim/recourse.h"

#include "core/mem.h"
#include "sim/amend.h"

#include <stdlib.h>

/* What falls due: index is the list. */
/* A person on a list that an agency hears. */
typedef struct cs_case {
    uint16_t since, refusals;
    uint8_t knows;
} cs_case;

typedef struct { uint16_t person; uint8_t list, wrongful; } stopped;

/* State of a block. */
typedef struct {
    cs_sparse cases;       /* by person * 8 + list */
    cs_dispute *came;      /* in this window */
    size_t comes, came_room;
    stopped *stop;
    size_t stops, stop_room;
    int64_t *corrected;    /* [lists][horizon + 1] */
} own;

/* State of all blocks. */
typedef struct {
    cs_queue queue[CS_AGENCIES_MOST];
    int64_t queued[CS_AGENCIES_MOST][CS_QUEUEDS];
    int64_t *waits;        /* [CS_AGENCIES_MOST][horizon + 1] */
    cs_dispute *came;
    size_t comes, came_room;
} shared;

static own *own_of(const cs_recourse_ready *r, const cs_block *b)
{
    return b->own[r->number];
}

static cs_case *case_of(const cs_recourse_ready *r, const cs_block *b, uint16_t person, int list)
{
    return cs_sparse_find(&own_of(r, b)->cases, (uint32_t)person * 8u + (uint32_t)list);
}

static int lookahead(const void *ready)
{
    return ((const cs_recourse_ready *)ready)->lookahead;
}

static size_t rows(const cs_scenario *scenario)
{
    return (size_t)scenario->lists.count * CS_STAGES + CS_LEDGER_REPAIRS * CS_PAIDS;
}

/* ---- state ---- */

static void close_shared(void *state)
{
    shared *s = state;
    for (int a = 0; a < CS_AGENCIES_MOST; a++) cs_queue_free(&s->queue[a]);
    cs_free(s->waits);
    cs_free(s->came);
    cs_free(s);
}

static cs_status open_shared(const void *ready, cs_world_state *w, void **state, cs_error *err)
{
    shared *s = cs_alloc(1, sizeof *s);
    (void)ready;
    if (s) s->waits = cs_alloc(CS_AGENCIES_MOST * ((size_t)w->horizon + 1), sizeof *s->waits);
    *state = s;
    return s && s->waits ? CS_OK : cs_fail_memory(err, "the queues of the agencies");
}

static void close_block(void *state)
{
    own *o = state;
    cs_sparse_free(&o->cases);
    cs_free(o->came);
    cs_free(o->stop);
    cs_free(o->corrected);
    cs_free(o);
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **state,
                            cs_error *err)
{
    own *o = cs_alloc(1, sizeof *o);
    (void)ready;
    (void)b;
    *state = o;
    if (o) {
        o->cases = (cs_sparse){.size = sizeof(cs_case), .shift = 3};
        o->corrected = cs_alloc((size_t)w->plan->lists * ((size_t)w->horizon + 1),
                                sizeof *o->corrected);
    }
    return o && o->corrected ? CS_OK : cs_fail_memory(err, "the disputes of a block");
}

static void archive_case(cs_archive *a, void *item)
{
    cs_case *c = item;
    cs_archive_number(a, c->since);
    cs_archive_number(a, c->refusals);
    cs_archive_number(a, c->knows);
}

static void archive_stopped(cs_archive *a, void *item)
{
    stopped *stop = item;
    cs_archive_number(a, stop->person);
    cs_archive_number(a, stop->list);
    cs_archive_number(a, stop->wrongful);
}

static void keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *state,
                       cs_archive *a)
{
    own *o = state;
    cs_sparse_archive(a, &o->cases, b->size * 8u, archive_case, "listings that may be disputed");
    cs_archive_items(a, (void **)&o->came, &o->comes, &o->came_room, sizeof *o->came, UINT32_MAX,
                     cs_dispute_archive, "disputes");
    cs_archive_items(a, (void **)&o->stop, &o->stops, &o->stop_room, sizeof *o->stop, UINT32_MAX,
                     archive_stopped, "listings that were stopped");
    cs_recourse_check(a, ready, w, o->came, o->comes);
    for (size_t i = 0; a->reading && i < o->stops; i++)
        if (o->stop[i].person >= b->size || o->stop[i].list >= w->plan->lists)
            cs_archive_damaged(a, "person %d of a block was kept off list number %d", o->stop[i].person,
                               o->stop[i].list);
    cs_archive_numbers(a, o->corrected, (size_t)w->plan->lists * ((size_t)w->horizon + 1),
                       sizeof *o->corrected);
}

/* Of no use between windows: came, comes, came_room. */
static void keep(const void *ready, cs_world_state *w, void *state, cs_archive *a)
{
    shared *s = state;
    for (int i = 0; i < CS_AGENCIES_MOST; i++) {
        cs_queue_archive(a, &s->queue[i]);
        cs_recourse_check(a, ready, w, s->queue[i].waiting, s->queue[i].end);
        cs_archive_numbers(a, s->queued[i], CS_QUEUEDS, sizeof *s->queued[i]);
    }
    cs_archive_numbers(a, s->waits, CS_AGENCIES_MOST * ((size_t)w->horizon + 1), sizeof *s->waits);
}

static size_t bytes(const void *state)
{
    const own *o = state;
    return cs_sparse_bytes(&o->cases) + o->came_room * sizeof *o->came +
           o->stop_room * sizeof *o->stop;
}

/* ---- to know, and to dispute ---- */

/* The cause somebody stands on a list under since the last settlement. */
static cs_cause noted(const cs_block *b, uint16_t person, int list)
{
    return cs_cause_noted(&b->penalties, person, (uint8_t)(1u << list));
}

static void count(const cs_recourse_ready *r, const cs_block *b, const cs_world_state *w,
                  cs_worker *worker, uint16_t person, int list, cs_stage step)
{
    cs_block_count(b, w, worker, CS_ROW_STAGE(r, list, step), person);
}

/* Count a step, and once more where the listing is wrongful: the row after it. */
static void count_both(const cs_recourse_ready *r, const cs_block *b, const cs_world_state *w,
                       cs_worker *worker, uint16_t person, int list, cs_stage step, cs_cause cause)
{
    count(r, b, w, worker, person, list, step);
    if (cs_causes[cause].wrongful)
        count(r, b, w, worker, person, list, (cs_stage)(step + 1));
}

static cs_status note(cs_block *b, uint16_t person, int list, int day, cs_event_kind kind,
                      cs_cause cause, int detail, cs_error *err)
{
    return cs_block_note(b, &(cs_event){.person = b->first + person, .day = day + 1,
                                        .kind = (uint8_t)kind, .lane = -1, .tag = (int8_t)cause,
                                        .what = (int16_t)list, .detail = (int16_t)detail}, err);
}

/* luck: the moment of the day. */
static cs_status dispute(const cs_recourse_ready *r, cs_block *b, uint16_t person, int list,
                         uint16_t since, int round, int day, uint32_t luck, cs_error *err)
{
    own *o = own_of(r, b);
    CS_TRY(cs_reserve((void **)&o->came, &o->came_room, o->comes + 1, sizeof *o->came,
                      "disputes", err));
    o->came[o->comes++] = (cs_dispute){.moment = (uint64_t)day * CS_INSTANTS_PER_DAY + luck,
                                       .person = b->first + person, .since = since,
                                       .list = (uint8_t)list, .round = (uint8_t)round};
    return note(b, person, list, day, CS_EVENT_DISPUTE, noted(b, person, list), round, err);
}

/* Somebody on a list comes to know of it. how: 0 told, 1 found out, 2 at a refusal. */
static cs_status tell(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                      cs_worker *worker, uint16_t person, int list, int how, int day, cs_error *err)
{
    cs_case *c = case_of(r, b, person, list);
    if (!c || c->knows || c->since > day) return CS_OK; /* since the next settlement, if at all */
    cs_cause cause = noted(b, person, list);
    size_t strata = (size_t)w->pop->strata;
    size_t stratum = (size_t)cs_population_stratum(w->pop, b->first + person);
    cs_words luck = cs_philox(b->first + person, c->since, (uint32_t)list, 0, r->dispute_key);
    c->knows = 1;
    count_both(r, b, w, worker, person, list, CS_STAGE_TOLD, cause);
    CS_TRY(note(b, person, list, day, CS_EVENT_NOTICE, cause, how, err));
    if (luck.w[0] >= r->disputes[(size_t)cs_recourse_class(cause) * strata + stratum]) return CS_OK;
    count_both(r, b, w, worker, person, list, CS_STAGE_DISPUTED, cause);
    return dispute(r, b, person, list, c->since, 1, day, luck.w[1], err);
}

/* A listing begins on `day`: its case is opened, and perhaps a notice sent. */
static cs_status come(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                      uint16_t person, int list, int day, cs_error *err)
{
    void *value;
    CS_TRY(cs_sparse_make(&own_of(r, b)->cases, (uint32_t)person * 8u + (uint32_t)list, &value, err));
    *(cs_case *)value = (cs_case){.since = (uint16_t)day};
    cs_words luck = cs_philox(b->first + person, (uint32_t)day, (uint32_t)list, 0, r->notice_key);
    if (luck.w[0] >= r->told[cs_population_stratum(w->pop, b->first + person)]) return CS_OK;
    cs_due due = {.person = person, .what = CS_DUE_OF(r->number, CS_RECOURSE_NOTICE),
                  .index = (uint8_t)list, .luck = (uint32_t)day};
    return cs_block_schedule(b, w, &due, (int64_t)day + r->config->notice.delay_days, err);
}

static cs_status moved(const void *ready, cs_block *b, const cs_world_state *w, uint16_t person,
                       const uint8_t *before, const uint8_t *after, int day, cs_error *err)
{
    const cs_recourse_ready *r = ready;
    unsigned was = before[CS_LANE_APPLIED] & r->heard, is = after[CS_LANE_APPLIED] & r->heard;
    for (int list = 0; (was ^ is) >> list; list++) {
        if (!((was ^ is) >> list & 1)) continue;
        if (is >> list & 1) CS_TRY(come(r, b, w, person, list, day, err));
        else cs_sparse_remove(&own_of(r, b)->cases, (uint32_t)person * 8u + (uint32_t)list);
    }
    return CS_OK;
}

static cs_status denied(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                        uint16_t person, int service, cs_cause cause, int day, cs_error *err)
{
    const cs_recourse_ready *r = ready;
    unsigned lists = r->heard & w->plan->denies[service] &
                     b->lists.lists[(size_t)person * (size_t)w->plan->lanes + CS_LANE_APPLIED];
    (void)cause;
    for (int list = 0; lists >> list && r->on_refusal; list++) {
        cs_case *c = lists >> list & 1 ? case_of(r, b, person, list) : NULL;
        if (!c || c->knows) continue;
        cs_words luck = cs_philox(b->first + person, c->since, (uint32_t)list, ++c->refusals,
                                  r->refusal_key);
        if (luck.w[0] < r->on_refusal) CS_TRY(tell(r, b, w, worker, person, list, 2, day, err));
    }
    return CS_OK;
}

/* ---- decisions ---- */

/* What came off may come back. */
static cs_status maybe_back(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                            const cs_due *due, const cs_taken_off *taken, int day, cs_error *err)
{
    cs_due back = {.person = due->person, .what = CS_DUE_OF(r->number, CS_RECOURSE_BACK),
                   .index = due->index,
                   .luck = (uint16_t)(int16_t)taken->points | (uint32_t)taken->lists << 16};
    if (!r->comes_back || (taken->points == 0 && taken->lists == 0)) return CS_OK;
    if (cs_philox(b->first + due->person, due->luck, due->index, 0, r->back_key).w[0] >=
        r->comes_back)
        return CS_OK;
    return cs_block_schedule(b, w, &back, (int64_t)day + r->config->reinserted->after_days, err);
}

/* What is wrong comes off the agency's files, and those that follow it. */
static cs_status correct(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                         cs_worker *worker, const cs_due *due, int since, int day, cs_error *err)
{
    cs_taken_off taken;
    uint8_t lists = r->corrects[r->agency_of[due->index]];
    CS_TRY(cs_block_correct(b, w, worker, due->person, lists, &taken, err));
    own_of(r, b)->corrected[due->index * (w->horizon + 1) + day + 1 - since]++;
    return maybe_back(r, b, w, due, &taken, day, err);
}

/* Errors are corrected; whoever is listed for what is so, or for others, is let off. Whoever is on the
   list at the next settlement all the same is so for something new, and may dispute that. */
static cs_status grant(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                       cs_worker *worker, const cs_due *due, cs_cause cause, int day, cs_error *err)
{
    CS_TRY(come(r, b, w, due->person, due->index, w->to, err));
    switch (cs_recourse_class(cause)) {
    case CS_CLASS_WRONG:
        return correct(r, b, w, worker, due, (int)(due->luck & 0xffff), day, err);
    case CS_CLASS_ASSOCIATION:
        return cs_block_let_off(b, due->person, due->index, CS_LANE_APPLIED, err);
    default: return cs_block_let_off(b, due->person, due->index, CS_LANE_RECORDED, err);
    }
}

static cs_status decide(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                        cs_worker *worker, const cs_due *due, int day, cs_error *err)
{
    uint16_t since = (uint16_t)due->luck, person = due->person;
    int round = due->luck >> 16 & 0xff, list = due->index;
    bool overdue = due->luck >> 24 & 1;
    const cs_case *c = case_of(r, b, person, list);
    if (!c || c->since != since || since > day + 1) { /* the last: only in a made-up checkpoint */
        count(r, b, w, worker, person, list, CS_STAGE_LAPSED);
        return CS_OK;
    }
    cs_cause cause = noted(b, person, list);
    cs_words luck = cs_philox(b->first + person, since, (uint32_t)list | (uint32_t)round << 8, 0,
                              r->review_key);
    bool granted = overdue || luck.w[0] < r->grants[cs_recourse_class(cause)];
    CS_TRY(note(b, person, list, day, CS_EVENT_DECISION, cause, granted + overdue, err));
    count_both(r, b, w, worker, person, list,
               overdue ? CS_STAGE_OVERDUE : granted ? CS_STAGE_GRANTED : CS_STAGE_REFUSED, cause);
    if (granted) return grant(r, b, w, worker, due, cause, day, err);
    if (luck.w[1] < r->gives_up || round >= r->config->review.rounds) {
        count(r, b, w, worker, person, list, CS_STAGE_GAVE_UP);
        return CS_OK;
    }
    count(r, b, w, worker, person, list, CS_STAGE_AGAIN);
    return dispute(r, b, person, list, since, round + 1, day, luck.w[2], err);
}

static cs_status put_back(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                          cs_worker *worker, const cs_due *due, int day, cs_error *err)
{
    cs_taken_off taken = {.lists = (uint8_t)(due->luck >> 16),
                          .points = (int16_t)(due->luck & 0xffff)};
    count(r, b, w, worker, due->person, due->index, CS_STAGE_REINSERTED);
    CS_TRY(cs_block_note(b, &(cs_event){.person = b->first + due->person, .day = day + 1,
                                        .kind = CS_EVENT_REINSERTED, .lane = CS_LANE_RECORDED,
                                        .tag = -1, .what = due->index, .points = taken.points}, err));
    return cs_block_put_back(b, w, due->person, &taken, day, r->config->reinserted->stays_days, err);
}

static cs_status due(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                     const cs_due *due, int day, cs_error *err)
{
    const cs_recourse_ready *r = ready;
    int code = (due->what - CS_DUE_MECHANISMS) % 16;
    if (!r->config) return CS_OK;
    if (code == CS_RECOURSE_DECISION) return decide(r, b, w, worker, due, day, err);
    if (code == CS_RECOURSE_BACK) return r->config->reinserted ? put_back(r, b, w, worker, due, day, err)
                                                       : CS_OK;
    const cs_case *c = case_of(r, b, due->person, due->index);
    if (!c || c->since != due->luck) return CS_OK; /* off the list by now */
    return tell(r, b, w, worker, due->person, due->index, 0, day, err);
}

/* ---- the end of a day: finding out, making good, buying ---- */

static cs_status find_out(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                          cs_worker *worker, int day, cs_error *err)
{
    CS_TRY(cs_hazard_draw(&r->finds_out, w->pop, b->number, day, &worker->acts, err));
    for (size_t i = 0; i < worker->acts.count; i++)
        for (int list = 0; r->heard >> list; list++)
            if (r->heard >> list & 1)
                CS_TRY(tell(r, b, w, worker, worker->acts.act[i].person, list, 1, day, err));
    return CS_OK;
}

static cs_status paid(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                      cs_worker *worker, uint16_t person, int repair, int64_t price, int points,
                      int day, cs_error *err)
{
    int stratum = cs_population_stratum(w->pop, b->first + person);
    int region = cs_block_region(b, w->pop, b->first + person);
    cs_tally_plus(&worker->tally, CS_ROW_PAID(w->plan, r, repair, CS_PAID_TIMES), stratum, region, 1);
    cs_tally_plus(&worker->tally, CS_ROW_PAID(w->plan, r, repair, CS_PAID_MONEY), stratum, region,
                  price);
    return cs_block_note(b, &(cs_event){.person = b->first + person, .day = day + 1,
                                        .kind = CS_EVENT_REPAIR, .lane = -1, .tag = -1,
                                        .what = (int16_t)repair, .points = points}, err);
}

/* A fact: it counts in every lane. */
static cs_status make_good(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                           cs_worker *worker, uint16_t person, int i, int day, cs_error *err)
{
    const cs_repair *repair = CS_ITEMS(cs_repair, r->config->repair) + i;
    bool done = true;
    if (repair->points == 0) {
        CS_TRY(cs_block_end_matter(b, w, worker, person, repair->list, &done, err));
    } else {
        CS_TRY(cs_block_extra_points(b, w, person, CS_LANE_CONDUCT, CS_TAG_CORRECT, repair->points,
                                     day, repair->lasts_days, err));
        if (w->plan->lanes > CS_LANES)
            CS_TRY(cs_block_extra_points(b, w, person, CS_LANE_AS_WRITTEN, CS_TAG_CORRECT,
                                         repair->points, day, repair->lasts_days, err));
    }
    return done ? paid(r, b, w, worker, person, i, repair->price, repair->points, day, err) : CS_OK;
}

static cs_status buy(const cs_recourse_ready *r, cs_block *b, const cs_world_state *w,
                     cs_worker *worker, uint16_t person, int day, cs_error *err)
{
    const cs_bought_points *bought = r->config->bought;
    CS_TRY(cs_block_extra_points(b, w, person, CS_LANE_RECORDED, CS_TAG_FALSE_RECORD, bought->points,
                                 day, bought->lasts_days, err));
    return paid(r, b, w, worker, person, CS_LEDGER_REPAIRS - 1, bought->price, bought->points, day,
                err);
}

static cs_status end_of_day(const void *ready, cs_block *b, const cs_world_state *w,
                            cs_worker *worker, int day, cs_error *err)
{
    const cs_recourse_ready *r = ready;
    if (!r->config) return CS_OK;
    CS_TRY(find_out(r, b, w, worker, day, err));
    for (int i = 0; i < CS_LEDGER_REPAIRS; i++) {
        bool bought = i == CS_LEDGER_REPAIRS - 1;
        if (bought ? !r->config->bought : i >= r->config->repair.count) continue;
        unsigned lists = bought ? w->plan->penal
                                : 1u << CS_ITEMS(cs_repair, r->config->repair)[i].list;
        bool anybody = bought && !r->config->bought->only_listed;
        CS_TRY(cs_hazard_draw(&r->repair[i], w->pop, b->number, day, &worker->acts, err));
        for (size_t k = 0; k < worker->acts.count; k++) {
            uint16_t person = worker->acts.act[k].person;
            size_t at = (size_t)person * (size_t)w->plan->lanes + CS_LANE_APPLIED;
            if (!anybody && !(b->lists.lists[at] & lists)) continue;
            if (bought) CS_TRY(buy(r, b, w, worker, person, day, err));
            else CS_TRY(make_good(r, b, w, worker, person, i, day, err));
        }
    }
    return CS_OK;
}

/* ---- review before listing ---- */

static cs_status stop(const cs_recourse_ready *r, cs_block *b, uint16_t person, int list,
                      cs_cause cause, uint8_t *after, cs_error *err)
{
    own *o = own_of(r, b);
    int lane = cause == CS_CAUSE_ASSOCIATION ? CS_LANE_APPLIED : CS_LANE_RECORDED;
    CS_TRY(cs_membership_let_off(&b->lists, person, list, lane, err));
    for (int l = lane; l <= CS_LANE_APPLIED; l++) after[l] &= (uint8_t)~(1u << list);
    CS_TRY(cs_reserve((void **)&o->stop, &o->stop_room, o->stops + 1, sizeof *o->stop,
                      "listings that were stopped", err));
    o->stop[o->stops++] = (stopped){person, (uint8_t)list, (uint8_t)cs_causes[cause].wrongful};
    return CS_OK;
}

static cs_status review(const void *ready, cs_block *b, const cs_world_state *w, uint16_t person,
                        const uint8_t *before, uint8_t *after, int day, cs_error *err)
{
    const cs_recourse_ready *r = ready;
    unsigned new = after[CS_LANE_APPLIED] & ~before[CS_LANE_APPLIED] & r->before;
    int16_t room[CS_LANES_MOST];
    cs_standing standing = {.person = person, .lists = after, .penalties = &b->penalties,
                            .kept = cs_block_scores(b, person, room)};
    for (int list = 0; new >> list; list++) {
        if (!(new >> list & 1)) continue;
        cs_cause cause = cs_cause_of(&standing, &b->accounts, &w->plan->view[list], list);
        cs_words luck = cs_philox(b->first + person, (uint32_t)day, (uint32_t)list, 0, r->before_key);
        if (luck.w[0] >= r->passes[list][cs_recourse_class(cause)])
            CS_TRY(stop(r, b, person, list, cause, after, err));
    }
    return CS_OK;
}

/* ---- between windows: the agencies ---- */

/* 2^32 / 86400 = 2^25 / 675. */
static int64_t seconds(uint64_t instants)
{
    return (int64_t)(instants * 675 >> 25);
}

static void count_wait(shared *s, int agency, const cs_decided *d, int horizon)
{
    uint64_t end = (uint64_t)horizon * CS_INSTANTS_PER_DAY, came = d->dispute.moment;
    uint64_t left = d->begun ? d->start : d->at, days = (left - came) / CS_INSTANTS_PER_DAY;
    int64_t *queued = s->queued[agency];
    queued[CS_QUEUED_QUEUE_SECONDS] +=
        seconds((left < end ? left : end) - came);
    if (!d->begun) return;
    queued[CS_QUEUED_BEGUN]++;
    queued[CS_QUEUED_WAITED] += left > came;
    queued[CS_QUEUED_WAIT_SECONDS] += seconds(left - came);
    s->waits[(size_t)agency * ((size_t)horizon + 1) + (days < (uint64_t)horizon ? days : (uint64_t)horizon)]++;
}

static cs_status serve(const cs_recourse_ready *r, shared *s, cs_world_state *w, int agency,
                       cs_error *err)
{
    cs_queue *queue = &s->queue[agency];
    cs_decided d;
    uint64_t until = (uint64_t)w->to * CS_INSTANTS_PER_DAY;
    while (cs_queue_next(queue, &r->desk[agency], until, &d)) {
        const cs_dispute *of = &d.dispute;
        cs_due due = {.what = CS_DUE_OF(r->number, CS_RECOURSE_DECISION), .index = of->list,
                      .luck = of->since | (uint32_t)of->round << 16 | (uint32_t)d.overdue << 24};
        count_wait(s, agency, &d, w->horizon);
        CS_TRY(cs_block_send(&w->blocks[of->person / CS_BLOCK_PERSONS], w, of->person,
                             (int64_t)(d.at / CS_INSTANTS_PER_DAY) + 1, &due, err));
    }
    return CS_OK;
}

/* The disputes of all blocks in the order of their coming; what was stopped is counted. */
static cs_status gather(const cs_recourse_ready *r, shared *s, cs_world_state *w, cs_error *err)
{
    s->comes = 0;
    for (uint32_t i = 0; i < w->pop->blocks; i++) {
        cs_block *b = &w->blocks[i];
        own *o = own_of(r, b);
        for (size_t k = 0; k < o->stops; k++) {
            const stopped *stop = &o->stop[k];
            count(r, b, w, &w->workers[0], stop->person, stop->list, CS_STAGE_STOPPED);
            if (stop->wrongful)
                count(r, b, w, &w->workers[0], stop->person, stop->list, CS_STAGE_STOPPED_WRONGFUL);
        }
        CS_TRY(cs_reserve((void **)&s->came, &s->came_room, s->comes + o->comes, sizeof *s->came,
                          "disputes", err));
        for (size_t k = 0; k < o->comes; k++) s->came[s->comes++] = o->came[k];
        o->comes = o->stops = 0;
    }
    if (s->comes > 1) qsort(s->came, s->comes, sizeof *s->came, cs_dispute_compare);
    return CS_OK;
}

static cs_status window(const void *ready, cs_world_state *w, int from, int to, cs_error *err)
{
    const cs_recourse_ready *r = ready;
    shared *s = w->shared[r->number];
    int agencies = r->config ? r->config->agencies.count : 0;
    (void)to;
    CS_TRY(gather(r, s, w, err));
    for (size_t i = 0; i < s->comes; i++) {
        int agency = r->agency_of[s->came[i].list];
        s->queued[agency][CS_QUEUED_CAME]++;
        CS_TRY(cs_queue_add(&s->queue[agency], &s->came[i], err));
    }
    for (int a = 0; a < agencies; a++) {
        CS_TRY(cs_queue_staff(&s->queue[a], &r->desk[a], (uint64_t)from * CS_INSTANTS_PER_DAY, err));
        CS_TRY(serve(r, s, w, a, err));
    }
    return CS_OK;
}

/* ---- the end ---- */

static void spread_steps(const cs_recourse_ready *r, const cs_world_state *w, const cs_tally *all,
                         cs_ledger *ledger)
{
    size_t cells = (size_t)w->pop->cells, size = cells * CS_STAGES, any = (size_t)w->plan->lists;
    for (int list = 0; list < w->plan->lists; list++) {
        int64_t *steps = ledger->recourse + (size_t)list * size;
        for (int step = 0; step < CS_STAGES; step++)
            cs_tally_spread(all, CS_ROW_STAGE(r, list, step), w->pop, steps + step, CS_STAGES);
        for (size_t i = 0; i < size; i++) ledger->recourse[any * size + i] += steps[i];
    }
    for (int i = 0; i < CS_LEDGER_REPAIRS; i++)
        for (int p = 0; p < CS_PAIDS; p++)
            cs_tally_spread(all, CS_ROW_PAID(w->plan, r, i, p), w->pop,
                            ledger->repairs + (size_t)i * cells * CS_PAIDS + (size_t)p, CS_PAIDS);
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *all, size_t first_row,
                   cs_ledger *ledger)
{
    const cs_recourse_ready *r = ready;
    const shared *s = w->shared[r->number];
    size_t delays = (size_t)w->horizon + 1, corrected = (size_t)w->plan->lists * delays;
    uint64_t end = (uint64_t)w->horizon * CS_INSTANTS_PER_DAY;
    (void)first_row;
    spread_steps(r, w, all, ledger);
    for (uint32_t b = 0; b < w->pop->blocks; b++)
        for (size_t i = 0; i < corrected; i++) {
            ledger->corrections[i] += own_of(r, &w->blocks[b])->corrected[i];
            ledger->corrections[corrected + i % delays] += own_of(r, &w->blocks[b])->corrected[i];
        }
    for (int a = 0; a < CS_AGENCIES_MOST; a++) {
        const cs_queue *queue = &s->queue[a];
        int64_t *queued = ledger->queues + (size_t)a * CS_QUEUEDS;
        for (int q = 0; q < CS_QUEUEDS; q++) queued[q] = s->queued[a][q];
        for (size_t i = queue->first; i < queue->end; i++) /* those who wait still */
            queued[CS_QUEUED_QUEUE_SECONDS] += seconds(end - queue->waiting[i].moment);
        for (size_t d = 0; d < delays; d++)
            ledger->waits[(size_t)a * delays + d] = s->waits[(size_t)a * delays + d];
    }
}

const cs_mechanism cs_recourse_mechanism = {
    .name = "recourse", .wanted = cs_recourse_wanted, .prepare = cs_recourse_prepare,
    .release = cs_recourse_release, .lookahead = lookahead, .rows = rows, .spread = spread,
    .open = open_shared, .close = close_shared, .open_block = open_block, .close_block = close_block,
    .bytes = bytes, .keep = keep, .keep_block = keep_block, .due = due, .fits = cs_recourse_fits,
    .denied = denied,
    .day = end_of_day, .review = review, .moved = moved, .window = window};
