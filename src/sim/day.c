/* The day of a block: conduct, observation, what falls due, attempts to use services. */
#include "sim/mechanism.h"

#include "core/mem.h"

#include <stdlib.h>

cs_status cs_block_keep_event(cs_block *b, const cs_event *event, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&b->event, &b->event_room, b->events + 1, sizeof *b->event,
                      "the history of tracked persons", err));
    b->event[b->events++] = *event;
    return CS_OK;
}

cs_status cs_block_touch(cs_block *b, uint16_t person, cs_error *err)
{
    uint64_t bit = (uint64_t)1 << (person & 63);
    if (b->touched[person >> 6] & bit) return CS_OK;
    CS_TRY(cs_reserve((void **)&b->touch, &b->touch_room, b->touches + 1, sizeof *b->touch,
                      "persons to settle", err));
    b->touched[person >> 6] |= bit;
    b->touch[b->touches++] = person;
    return CS_OK;
}

int cs_block_region(const cs_block *b, const cs_population *pop, uint32_t person)
{
    int low = b->region_low, high = b->region_high;
    if (high - low < 4) { /* the usual block lies in one region or two */
        while (low < high && pop->region_start[low + 1] <= person) low++;
        return low;
    }
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (pop->region_start[middle] <= person) low = middle;
        else high = middle - 1;
    }
    return low;
}

void cs_block_count(const cs_block *b, const cs_world_state *w, cs_worker *worker, size_t row,
                    uint16_t place)
{
    uint32_t person = b->first + place;
    cs_tally_plus(&worker->tally, row, cs_population_stratum(w->pop, person),
                  cs_block_region(b, w->pop, person), 1);
}

void cs_block_count_acts(const cs_block *b, const cs_world_state *w, cs_worker *worker, size_t row)
{
    const uint16_t *stratum = w->pop->stratum + b->first;
    int64_t *by_stratum = worker->tally.by_stratum + row * worker->tally.strata;
    int64_t *by_region = worker->tally.by_region + row * worker->tally.regions;
    const cs_act *act = worker->acts.act;
    size_t count = worker->acts.count;
    for (size_t i = 0; i < count; i++) by_stratum[stratum[act[i].person] & 0x7fff]++;
    if (b->region_low == b->region_high) by_region[b->region_low] += (int64_t)count;
    else
        for (size_t i = 0; i < count; i++)
            by_region[cs_block_region(b, w->pop, b->first + act[i].person)]++;
}

cs_status cs_block_schedule(cs_block *b, const cs_world_state *w, const cs_due *due, int64_t day,
                            cs_error *err)
{
    if (day >= w->horizon) return CS_OK; /* nobody will see it */
    cs_due on_day = *due;
    on_day.day = (uint16_t)day;
    return cs_calendar_add(&b->calendar, &on_day, err);
}

cs_status cs_block_send(cs_block *b, const cs_world_state *w, uint32_t person, int64_t day,
                        const cs_due *due, cs_error *err)
{
    if (day >= w->horizon) return CS_OK;
    CS_TRY(cs_reserve((void **)&b->message, &b->message_room, b->messages + 1, sizeof *b->message,
                      "messages", err));
    b->message[b->messages++] =
        (cs_message){.person = person, .day = day > w->to ? (int32_t)day : w->to, .due = *due};
    return CS_OK;
}

cs_due cs_due_of(const cs_filing *f)
{
    return (cs_due){.person = (uint16_t)(f->person % CS_BLOCK_PERSONS),
                    .what = (uint8_t)(CS_DUE_RECORD + f->sensor), .lane = f->lane, .tag = f->tag,
                    .index = f->kind, .luck = f->luck};
}

cs_status cs_block_list(cs_block *b, const cs_world_state *w, uint16_t person, int list, int lane,
                        int tag, int day, int32_t days, bool overdue, cs_error *err)
{
    if (days == 0) return CS_OK;
    CS_TRY(cs_membership_hold(&b->lists, person, list, lane, err));
    if (tag != CS_TAG_CORRECT) CS_TRY(cs_account_add(&b->accounts, person, list, tag, 1, err));
    CS_TRY(cs_block_touch(b, person, err));
    if (days == CS_FOREVER) return CS_OK;
    uint32_t made = cs_membership_made(&b->lists, person, list);
    cs_due due = {.person = person, .what = CS_DUE_LISTING, .lane = (uint8_t)lane,
                  .tag = (uint8_t)tag, .index = (uint8_t)list, .luck = overdue | made << 1};
    return cs_block_schedule(b, w, &due, (int64_t)day + days, err);
}

/* Points change hands: the score, and for a wrong record the account of its tag. */
cs_status cs_block_points(cs_block *b, const cs_plan *plan, const cs_due *due, int points,
                          bool for_good, cs_error *err)
{
    if (for_good)
        cs_points_add_for_good(&b->score, due->person, due->lane, points, plan->score);
    else cs_points_add(&b->score, due->person, due->lane, points);
    if (due->lane == CS_LANE_RECORDED)
        CS_TRY(cs_account_add(&b->accounts, due->person, CS_ACCOUNT_SCORE, due->tag, points, err));
    return cs_block_touch(b, due->person, err);
}

/* What the end of points must know: how many, whether they then go on as stale, and how often the
   score had been set right before. */
static uint32_t pack(int points, uint32_t stays, unsigned made)
{
    return (uint16_t)(int16_t)points | stays << 16 | (uint32_t)made << 17;
}

cs_status cs_block_points_until(cs_block *b, const cs_world_state *w, const cs_due *due, int points,
                                uint32_t stays, int64_t until, cs_error *err)
{
    cs_due expiry = *due;
    bool wrong = due->lane == CS_LANE_RECORDED;
    expiry.what = CS_DUE_POINTS;
    expiry.luck = pack(points, stays, wrong ? cs_membership_made(&b->lists, due->person,
                                                                 CS_AMEND_SCORE) : 0);
    return cs_block_schedule(b, w, &expiry, until, err);
}

static cs_status score_record(cs_block *b, const cs_world_state *w, const cs_due *due, int day,
                              int *total, cs_error *err)
{
    const cs_plan *plan = w->plan;
    for (int r = plan->first_rule[due->index]; r < plan->rules; r++) {
        const cs_rule *rule = &plan->rule[r];
        if (rule->on != due->index || rule->points == 0) continue;
        bool for_good = rule->lasts_days == CS_FOREVER;
        CS_TRY(cs_block_points(b, plan, due, rule->points, for_good, err));
        *total += rule->points;
        if (for_good) continue;
        uint64_t overdue = cs_threshold(rule->overdue);
        uint32_t stays = overdue && due->lane != CS_LANE_AS_WRITTEN &&
                         cs_philox(due->luck, b->first + due->person, (uint32_t)day, (uint32_t)r,
                                   plan->overdue_key).w[0] < overdue;
        cs_due own = {.person = due->person, .lane = due->lane, .tag = due->tag,
                      .index = (uint8_t)r};
        CS_TRY(cs_block_points_until(b, w, &own, rule->points, stays,
                                     (int64_t)day + rule->lasts_days, err));
    }
    return CS_OK;
}

/* A listing whose time is over, and which nobody takes off the file. */
static cs_status hold_over(cs_block *b, const cs_world_state *w, const cs_due *due, int list, int day,
                           cs_error *err)
{
    int tag = due->tag == CS_TAG_CORRECT ? CS_TAG_STALE : due->tag;
    return cs_block_list(b, w, due->person, list, CS_LANE_RECORDED, tag, day,
                         w->plan->list[list].overdue_days, false, err);
}

static cs_status list_record(cs_block *b, const cs_world_state *w, const cs_due *due, int day,
                             cs_error *err)
{
    uint8_t lists = w->plan->entered_by[due->index];
    if (lists) lists &= cs_block_open(b, w, due->person);
    for (int l = 0; lists >> l; l++) {
        if (!(lists >> l & 1)) continue;
        bool overdue;
        int32_t days = cs_listing_days(&w->plan->list[l], due->luck, b->first + due->person, &overdue);
        if (due->lane == CS_LANE_AS_WRITTEN) overdue = false;
        if (b->lists.amends.count && due->lane != CS_LANE_AS_WRITTEN)
            cs_membership_reopen(&b->lists, due->person, l);
        if (days == 0 && overdue) CS_TRY(hold_over(b, w, due, l, day, err));
        CS_TRY(cs_block_list(b, w, due->person, l, due->lane, due->tag, day, days, overdue, err));
    }
    return CS_OK;
}

static cs_status arrive(cs_block *b, const cs_world_state *w, cs_worker *worker, const cs_due *due,
                        int day, cs_error *err)
{
    int points = 0, sensor = due->what - CS_DUE_RECORD;
    CS_TRY(score_record(b, w, due, day, &points, err));
    CS_TRY(list_record(b, w, due, day, err));
    if (due->lane == CS_LANE_AS_WRITTEN) return CS_OK;
    worker->records_filed++;
    cs_block_count(b, w, worker, CS_ROW_RECORDS(w->plan, sensor, due->tag), due->person);
    return cs_block_note(b, &(cs_event){.person = b->first + due->person, .day = day + 1,
                               .kind = CS_EVENT_RECORD, .lane = (int8_t)due->lane,
                               .tag = (int8_t)due->tag, .what = (int16_t)sensor,
                               .detail = due->index, .points = points}, err);
}

/* The term of a record's points is over; an overdue record goes on in the lanes of error. */
static cs_status expire(cs_block *b, const cs_world_state *w, const cs_due *due, int day,
                        cs_error *err)
{
    const cs_plan *plan = w->plan;
    int points = (int16_t)(due->luck & 0xffff);
    cs_due rest = *due;
    if (due->lane == CS_LANE_RECORDED &&
        cs_membership_dropped(&b->lists, due->person, CS_AMEND_SCORE, due->lane, due->luck >> 17))
        return CS_OK; /* set right before */
    if (!(due->luck >> 16 & 1) || due->lane < CS_LANE_RECORDED)
        CS_TRY(cs_block_points(b, plan, due, -points, false, err));
    if (!(due->luck >> 16 & 1) && due->lane == CS_LANE_AS_WRITTEN) return CS_OK;
    if (!(due->luck >> 16 & 1))
        return cs_block_note(b, &(cs_event){.person = b->first + due->person, .day = day + 1,
                                   .kind = CS_EVENT_EXPIRED, .lane = (int8_t)due->lane, .tag = -1,
                                   .what = due->index, .points = -points}, err);
    if (due->lane < CS_LANE_RECORDED) {
        rest.lane = CS_LANE_RECORDED;
        rest.tag = CS_TAG_STALE;
        CS_TRY(cs_block_points(b, plan, &rest, points, false, err));
    }
    return cs_block_points_until(b, w, &rest, points, 0,
                                 (int64_t)day + plan->rule[due->index].overdue_days, err);
}

static cs_status end_listing(cs_block *b, const cs_world_state *w, const cs_due *due, int day,
                             cs_error *err)
{
    int list = due->index;
    if (cs_membership_dropped(&b->lists, due->person, list, due->lane, due->luck >> 1))
        return CS_OK; /* set right before */
    cs_membership_release(&b->lists, due->person, list, due->lane);
    if (due->tag != CS_TAG_CORRECT)
        CS_TRY(cs_account_add(&b->accounts, due->person, list, due->tag, -1, err));
    CS_TRY(cs_block_touch(b, due->person, err));
    return due->luck & 1 ? hold_over(b, w, due, list, day, err) : CS_OK;
}

/* Records of one day in the order of their moments, which are as random as their luck. */
static int compare_moments(const void *a, const void *b)
{
    const cs_due *x = a, *y = b;
    if (x->luck != y->luck) return x->luck < y->luck ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->index != y->index) return x->index < y->index ? -1 : 1;
    return (x->what > y->what) - (x->what < y->what);
}

/* The columns of the persons concerned are fetched ahead of their use: the loop after this one would
   wait for memory at nearly every step (measured in bench/, about a third of a run). */
static void fetch(const cs_block *b, const cs_world_state *w, const cs_worker *worker)
{
    size_t lanes = (size_t)b->lists.lanes;
    const uint16_t *stratum = w->pop->stratum + b->first;
    for (size_t i = 0; i < worker->dues; i++) {
        size_t at = worker->due[i].person * lanes;
        if (b->score.points) __builtin_prefetch(b->score.points + at, 1);
        __builtin_prefetch(b->lists.lists + at, 1);
        __builtin_prefetch(stratum + worker->due[i].person);
    }
}

/* Something of a mechanism's own; where the regime has changed and has it no more, it is forgotten. */
static cs_status hand_over(cs_block *b, const cs_world_state *w, cs_worker *worker,
                           const cs_due *due, int day, cs_error *err)
{
    int m = (due->what - CS_DUE_MECHANISMS) / 16;
    const void *ready = w->plan->ready[m];
    return ready ? cs_mechanisms[m]->due(ready, b, w, worker, due, day, err) : CS_OK;
}

/* Everything due today: first what ends, then what mechanisms await, then what arrives. */
static cs_status fall_due(cs_block *b, const cs_world_state *w, cs_worker *worker, int day,
                          cs_error *err)
{
    CS_TRY(cs_calendar_take(&b->calendar, (uint16_t)day, &worker->due, &worker->dues,
                            &worker->due_room, err));
    fetch(b, w, worker);
    for (size_t i = 0; i < worker->dues; i++) {
        const cs_due *due = &worker->due[i];
        if (due->what == CS_DUE_POINTS) CS_TRY(expire(b, w, due, day, err));
        if (due->what == CS_DUE_LISTING) CS_TRY(end_listing(b, w, due, day, err));
    }
    for (size_t i = 0; i < worker->dues; i++)
        if (worker->due[i].what >= CS_DUE_MECHANISMS)
            CS_TRY(hand_over(b, w, worker, &worker->due[i], day, err));
    if (w->plan->in_order && worker->dues > 1)
        qsort(worker->due, worker->dues, sizeof *worker->due, compare_moments);
    for (size_t i = 0; i < worker->dues; i++)
        if (worker->due[i].what < CS_DUE_POINTS)
            CS_TRY(arrive(b, w, worker, &worker->due[i], day, err));
    worker->dues = 0;
    return CS_OK;
}

static cs_status add_due(cs_worker *worker, const cs_due *due, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&worker->due, &worker->due_room, worker->dues + 1,
                      sizeof *worker->due, "records of today", err));
    worker->due[worker->dues++] = *due;
    return CS_OK;
}

/* Send on what the sensors filed: to today's pile, to the calendar, or to settlement. */
static cs_status deliver(cs_block *b, const cs_world_state *w, cs_worker *worker, int day,
                         cs_error *err)
{
    for (size_t i = 0; i < worker->filings.count; i++) {
        const cs_filing *f = &worker->filings.filing[i];
        cs_due due = cs_due_of(f);
        if (f->elsewhere) {
            CS_TRY(cs_block_send(b, w, f->person, (int64_t)day + f->delay_days, &due, err));
            continue;
        }
        if (f->delay_days) CS_TRY(cs_block_schedule(b, w, &due, (int64_t)day + f->delay_days, err));
        else CS_TRY(add_due(worker, &due, err));
    }
    worker->filings.count = 0;
    return CS_OK;
}

static void excuse(const cs_plan_conduct *conduct, uint32_t block, int day, cs_acts *acts)
{
    for (size_t i = 0; i < acts->count; i++)
        acts->act[i].excused = cs_philox(acts->act[i].index, block, (uint32_t)day, 0,
                                         conduct->excused_key).w[0] < conduct->excused;
}

/* The acts are counted, kept for those tracked, and, where the scenario asks for it, counted as the
   rules would if they saw everything at once. */
static cs_status acknowledge(cs_block *b, const cs_world_state *w, cs_worker *worker, int kind,
                             int day, cs_error *err)
{
    bool as_written = w->plan->lanes > CS_LANES && w->plan->conduct[kind].ruled &&
                      !w->plan->scenario->no_regime;
    worker->acts_done += worker->acts.count;
    cs_block_count_acts(b, w, worker, CS_ROW_ACTS(w->plan, kind));
    for (size_t i = 0; (b->tracked || as_written) && i < worker->acts.count; i++) {
        const cs_act *act = &worker->acts.act[i];
        if (cs_block_tracks(b, act->person))
            CS_TRY(cs_block_note(b, &(cs_event){.person = b->first + act->person, .day = day + 1,
                                       .kind = CS_EVENT_ACT, .lane = -1, .tag = -1,
                                       .what = (int16_t)kind, .detail = act->excused}, err));
        if (as_written && !act->excused)
            CS_TRY(add_due(worker, &(cs_due){.person = act->person, .what = CS_DUE_RECORD,
                                             .lane = CS_LANE_AS_WRITTEN, .index = (uint8_t)kind,
                                             .luck = act->luck}, err));
    }
    return CS_OK;
}

/* The acts of those who live where the sensor looks. */
static cs_status keep_local(const cs_block *b, const cs_world_state *w, cs_worker *worker,
                            const cs_plan_sensor *sensor, cs_error *err)
{
    worker->local.count = 0;
    CS_TRY(cs_reserve((void **)&worker->local.act, &worker->local.room, worker->acts.count,
                      sizeof *worker->local.act, "the acts of a region", err));
    for (size_t i = 0; i < worker->acts.count; i++)
        if (cs_sensor_looks(sensor, cs_block_home(b, w->pop, worker->acts.act[i].person)))
            worker->local.act[worker->local.count++] = worker->acts.act[i];
    return CS_OK;
}

/* Of what a sensor filed from number `first` on, what is about those who live where it looks; somebody
   mistaken for another is known by where they lived at the start. */
static void drop_others(const cs_block *b, const cs_world_state *w, cs_filings *filings,
                        const cs_plan_sensor *sensor, size_t first)
{
    size_t kept = first;
    for (size_t i = first; i < filings->count; i++) {
        const cs_filing *f = &filings->filing[i];
        int home = f->elsewhere ? cs_population_region(w->pop, f->person)
                                : cs_block_home(b, w->pop, (uint16_t)(f->person - b->first));
        if (cs_sensor_looks(sensor, home)) filings->filing[kept++] = *f;
    }
    filings->count = kept;
}

/* The acts of a kind before a sensor, but for those that are kept from it or done elsewhere. */
static cs_status come_before(cs_block *b, const cs_world_state *w, cs_worker *worker,
                             cs_scene *scene, int kind, int s, cs_error *err)
{
    const cs_plan_sensor *sensor = &w->plan->sensor[s];
    const cs_acts *acts = sensor->where ? &worker->local : &worker->acts;
    size_t all = worker->acts.count;
    CS_EACH_MECHANISM(w->plan, before)
        CS_TRY(cs_mechanisms[m]->before(w->plan->ready[m], b, w, worker, kind, s, scene->day, err));
    if (sensor->where) CS_TRY(keep_local(b, w, worker, sensor, err));
    scene->noted = worker->noted ? worker->noted + sensor->notes : NULL;
    CS_TRY(sensor->kind->observe(sensor->ready, scene, kind, acts, &worker->filings, err));
    worker->acts.count = all;
    return CS_OK;
}

static cs_status invent(cs_block *b, const cs_world_state *w, cs_worker *worker,
                        const cs_scene *scene, cs_error *err)
{
    for (int s = 0; s < w->plan->sensors; s++) {
        const cs_plan_sensor *sensor = &w->plan->sensor[s];
        size_t first = worker->filings.count;
        if (!sensor->kind->invent) continue;
        CS_TRY(sensor->kind->invent(sensor->ready, scene, &worker->acts, &worker->filings, err));
        if (sensor->where) drop_others(b, w, &worker->filings, sensor, first);
    }
    return CS_OK;
}

static cs_status live(cs_block *b, const cs_world_state *w, cs_worker *worker, int day,
                      cs_error *err)
{
    const cs_plan *plan = w->plan;
    int watching = plan->scenario->no_regime ? 0 : plan->sensors;
    cs_scene scene = {.pop = w->pop, .block = b->number, .day = day, .lanes = plan->lanes,
                      .lists = b->lists.lists, .points = b->score.points,
                      .shift = b->shift};
    for (int k = 0; k < plan->kinds; k++) {
        const cs_plan_conduct *conduct = &plan->conduct[k];
        CS_TRY(cs_hazard_draw(&conduct->hazard, w->pop, b->number, day, &worker->acts, err));
        CS_EACH_MECHANISM(plan, acts)
            CS_TRY(cs_mechanisms[m]->acts(plan->ready[m], b, w, worker, k, day, err));
        if (worker->acts.count == 0) continue;
        if (conduct->excused) excuse(conduct, b->number, day, &worker->acts);
        CS_TRY(acknowledge(b, w, worker, k, day, err));
        for (int s = 0; s < watching; s++)
            if (plan->sensor[s].kind->observe &&
                plan->sensor[s].kind->sees(plan->sensor[s].config, k))
                CS_TRY(come_before(b, w, worker, &scene, k, s, err));
    }
    if (watching) CS_TRY(invent(b, w, worker, &scene, err));
    return deliver(b, w, worker, day, err);
}

/* Attempts to use services; those of barred persons are denials, by the cause that bars them. */
static cs_status attempt(cs_block *b, const cs_world_state *w, cs_worker *worker, int service,
                         int day, cs_error *err)
{
    const cs_plan *plan = w->plan;
    CS_TRY(cs_hazard_draw(&plan->service[service], w->pop, b->number, day, &worker->acts, err));
    CS_EACH_MECHANISM(plan, attempts)
        CS_TRY(cs_mechanisms[m]->attempts(plan->ready[m], b, w, worker, service, day, err));
    cs_block_count_acts(b, w, worker, CS_ROW_ATTEMPTS(plan, service));
    for (size_t i = 0; i < worker->acts.count; i++) {
        uint16_t person = worker->acts.act[i].person;
        if (!cs_sparse_may_have(&b->penalties, person * 8u)) continue; /* never on a list: most */
        const uint8_t *lists = b->lists.lists + (size_t)person * (size_t)plan->lanes;
        if (!(lists[CS_LANE_APPLIED] & plan->denies[service])) continue;
        /* as it was at settlement, like the lists: what holds the person may have ended since */
        cs_cause cause = cs_cause_noted(&b->penalties, person, plan->denies[service]);
        cs_block_count(b, w, worker, CS_ROW_DENIALS(plan, service, cause), person);
        CS_TRY(cs_block_note(b, &(cs_event){.person = b->first + person, .day = day + 1,
                                   .kind = CS_EVENT_DENIED, .lane = -1, .tag = (int8_t)cause,
                                   .what = (int16_t)service}, err));
        CS_EACH_MECHANISM(plan, denied)
            CS_TRY(cs_mechanisms[m]->denied(plan->ready[m], b, w, worker, person, service, cause,
                                            day, err));
    }
    return CS_OK;
}

cs_status cs_block_run(cs_block *b, const cs_world_state *w, cs_worker *worker, cs_error *err)
{
    for (int day = w->from; day < w->to; day++) {
        CS_TRY(live(b, w, worker, day, err));
        CS_TRY(fall_due(b, w, worker, day, err));
        for (int s = 0; s < w->plan->services; s++) CS_TRY(attempt(b, w, worker, s, day, err));
        CS_EACH_MECHANISM(w->plan, day)
            CS_TRY(cs_mechanisms[m]->day(w->plan->ready[m], b, w, worker, day, err));
    }
    return CS_OK;
}
