/* One world, run block by block: the settlement loop. */
#include "sim/world.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "sim/learning.h"
#include "sim/unseen.h"

#include <stdlib.h>
#include <string.h>

static cs_status make_block(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_run *run = context;
    (void)thread;
    return cs_block_init(&run->state.blocks[i], &run->state, i, err);
}

static cs_status prepare(cs_run *run, cs_error *err)
{
    const cs_scenario *scenario = run->scenario;
    CS_TRY(cs_plan_init(&run->plan[0], scenario, run->pop, run->seed, err));
    if (scenario->later)
        CS_TRY(cs_plan_init(&run->plan[1], scenario->later, run->pop, run->seed, err));
    run->state.plan = &run->plan[0];
    run->state.blocks = cs_alloc(run->pop->blocks, sizeof *run->state.blocks);
    run->state.workers = cs_alloc((size_t)run->options->threads, sizeof *run->state.workers);
    if (!run->state.blocks || !run->state.workers) return cs_fail_memory(err, "the blocks");
    for (int t = 0; t < run->options->threads; t++)
        CS_TRY(cs_tally_init(&run->state.workers[t].tally, run->plan[0].rows, run->pop, err));
    CS_TRY(cs_learning_open(&run->state, err));
    CS_TRY(cs_mechanisms_open(&run->state, err));
    return cs_parallel(run->options->threads, run->pop->blocks, make_block, run, err);
}

static void release(cs_run *run)
{
    for (uint32_t b = 0; run->state.blocks && b < run->pop->blocks; b++)
        cs_block_free(&run->state.blocks[b]);
    for (int t = 0; run->state.workers && t < run->options->threads; t++) {
        cs_worker *worker = &run->state.workers[t];
        cs_free(worker->acts.act);
        cs_free(worker->local.act);
        cs_free(worker->more.act);
        cs_free(worker->filings.filing);
        cs_free(worker->due);
        cs_tally_free(&worker->tally);
    }
    cs_mechanisms_close(&run->state);
    cs_learning_close(&run->state);
    cs_free(run->state.blocks);
    cs_free(run->state.workers);
    cs_plan_free(&run->plan[0]);
    cs_plan_free(&run->plan[1]);
}

static cs_status track(cs_run *run, cs_error *err)
{
    int64_t wanted = run->scenario->ledger.track;
    if (!run->options->track || wanted == 0) return CS_OK;
    cs_permutation line = cs_sim_tracking(run->seed, run->pop->persons);
    for (uint32_t i = 0; i < run->pop->persons && (int64_t)i < wanted; i++) {
        uint32_t person = cs_permute(&line, i), place = person % CS_BLOCK_PERSONS;
        cs_block *block = &run->state.blocks[person / CS_BLOCK_PERSONS];
        if (!block->tracked) block->tracked = cs_alloc((block->size + 63) / 64, 8);
        if (!block->tracked) return cs_fail_memory(err, "the tracked persons");
        block->tracked[place >> 6] |= (uint64_t)1 << (place & 63);
    }
    return CS_OK;
}

/* People who are on a list when the run begins: as if they had come onto it the day before the first. */
static cs_status begin_list(cs_run *run, int list, int64_t members, cs_error *err)
{
    const cs_list_rule *rule = &run->plan[0].list[list];
    cs_permutation line = cs_permutation_of(rule->key, UINT32_MAX, run->pop->persons);
    for (uint32_t i = 0; i < run->pop->persons && members > 0; i++) {
        uint32_t person = cs_permute(&line, i);
        bool overdue;
        int32_t days = cs_listing_rest(rule, person, &overdue);
        cs_block *block = &run->state.blocks[person / CS_BLOCK_PERSONS];
        uint16_t place = (uint16_t)(person % CS_BLOCK_PERSONS);
        if (!(cs_block_open(block, &run->state, place) >> list & 1)) continue;
        members--;
        CS_TRY(cs_block_list(block, &run->state, place, list, CS_LANE_CONDUCT, CS_TAG_CORRECT, -1,
                             days, overdue, err));
        if (run->plan[0].lanes > CS_LANES)
            CS_TRY(cs_block_list(block, &run->state, place, list, CS_LANE_AS_WRITTEN,
                                 CS_TAG_CORRECT, -1, days, false, err));
    }
    return CS_OK;
}

static int lowest_base(const cs_run *run)
{
    int lowest = cs_plan_base(&run->plan[0], 0);
    for (int s = 1; s < run->pop->strata; s++)
        if (cs_plan_base(&run->plan[0], s) < lowest) lowest = cs_plan_base(&run->plan[0], s);
    return lowest;
}

static cs_status begin_lists(cs_run *run, cs_error *err)
{
    const cs_list *lists = CS_ITEMS(cs_list, run->scenario->lists);
    if (run->scenario->no_regime) return CS_OK;
    for (int l = 0; l < run->plan[0].lists; l++) {
        if (lists[l].enter.initial) CS_TRY(begin_list(run, l, lists[l].enter.initial, err));
        /* a band that takes in people at the base score holds them from the first day */
        const cs_list_rule *rule = &run->plan[0].list[l];
        if (rule->by_band && lowest_base(run) < rule->enter_below)
            for (uint32_t b = 0; b < run->pop->blocks; b++)
                CS_TRY(cs_block_touch_all(&run->state.blocks[b], err));
    }
    return CS_OK;
}

/* ---- the settlement interval ---- */

/* The days of one block's interval, and what fades in it. */
static cs_status run_and_fade(cs_block *block, const cs_world_state *w, cs_worker *worker,
                              cs_error *err)
{
    const cs_score_config *score = w->plan->score;
    CS_TRY(cs_block_run(block, w, worker, err));
    if (score && score->decay) {
        cs_points_decay(&block->score, block->size, score, w->from, w->to, w->plan->decay_key,
                        block->number);
        bool reset = score->decay->form == CS_DECAY_YEARLY_RESET && w->to / 365 > w->from / 365;
        for (uint32_t p = 0; reset && p < block->size; p++) /* wrong points are gone like the others */
            cs_sparse_remove(&block->accounts, p * 8u + CS_ACCOUNT_SCORE);
        CS_TRY(cs_block_touch_all(block, err));
    }
    return CS_OK;
}

/* Its settlement follows while it is in cache: what other blocks have to tell it counts from the next
   interval on. */
static cs_status run_and_settle(cs_block *block, const cs_world_state *w, cs_worker *worker,
                                cs_error *err)
{
    CS_TRY(run_and_fade(block, w, worker, err));
    return cs_block_settle(block, w, w->to, err);
}

static cs_status run_only(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_run *run = context;
    return run_and_fade(&run->state.blocks[i], &run->state, &run->state.workers[thread], err);
}

static cs_status settle_only(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_run *run = context;
    (void)thread;
    return cs_block_settle(&run->state.blocks[i], &run->state, run->state.to, err);
}

/* One interval in which something takes all blocks between their days and their settlement. */
static cs_status run_together(cs_run *run, cs_error *err)
{
    const cs_plan *plan = run->state.plan;
    CS_TRY(cs_parallel(run->options->threads, run->pop->blocks, run_only, run, err));
    CS_EACH_MECHANISM(plan, gather)
        CS_TRY(cs_mechanisms[m]->gather(plan->ready[m], &run->state, err));
    return cs_parallel(run->options->threads, run->pop->blocks, settle_only, run, err);
}

static int interval_end(const cs_run *run, int from, int window_end)
{
    int to = from + run->scenario->settle_days;
    return to < window_end ? to : window_end;
}

/* A block's settlement intervals of the window, one after the other. */
static cs_status run_block(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_run *run = context;
    cs_world_state own = run->state;
    int end = run->state.to;
    do {
        own.to = interval_end(run, own.from, end);
        CS_TRY(run_and_settle(&run->state.blocks[i], &own, &run->state.workers[thread], err));
        own.from = own.to;
    } while (own.from < end);
    return CS_OK;
}

/* Messages to where they belong; none is on file before the window's end. Integer additions, so their
   order does not matter, yet it is kept: by block, then as written. */
static cs_status deliver_messages(cs_run *run, cs_error *err)
{
    for (uint32_t b = 0; b < run->pop->blocks; b++) {
        cs_block *from = &run->state.blocks[b];
        for (size_t i = 0; i < from->messages; i++) {
            cs_message *m = &from->message[i];
            m->due.person = (uint16_t)(m->person % CS_BLOCK_PERSONS);
            CS_TRY(cs_block_schedule(&run->state.blocks[m->person / CS_BLOCK_PERSONS], &run->state,
                                     &m->due, m->day, err));
        }
        run->messages += from->messages;
        from->messages = 0;
    }
    return CS_OK;
}

/* The moves of one settlement, of all blocks. */
static void fold_moves(cs_run *run, int day)
{
    for (uint32_t b = 0; b < run->pop->blocks; b++) {
        cs_block *block = &run->state.blocks[b];
        while (block->moves_folded < block->moves && block->move[block->moves_folded].day == day)
            cs_ledger_move(run->ledger, run->pop, &block->move[block->moves_folded++]);
        if (block->moves_folded == block->moves) block->moves = block->moves_folded = 0;
    }
}

/* How long blocks can run before they must hear from each other: the shortest delay of a record about
   somebody else, in whole settlement intervals, at least one. Crowds look at everybody's lists, and
   sensors learn from all blocks. */
static int lookahead(const cs_plan *plan)
{
    int step = plan->scenario->settle_days, days = CS_WINDOW_DAYS;
    if (plan->notes) return step;
    for (int s = 0; s < plan->sensors; s++) {
        int soonest = plan->sensor[s].kind->soonest(plan->sensor[s].config);
        if (soonest == 0) return step;
        if (soonest < days) days = soonest;
    }
    CS_EACH_MECHANISM(plan, lookahead)
    {
        int ahead = cs_mechanisms[m]->lookahead(plan->ready[m]);
        if (ahead < days) days = ahead;
    }
    return days < step ? step : days - days % step;
}

/* Every block through its intervals from one settlement of the window to another. */
static cs_status run_blocks(cs_run *run, int from, int to, cs_error *err)
{
    bool together = false;
    run->state.from = from;
    run->state.to = to;
    CS_EACH_MECHANISM(run->state.plan, gather) together = true;
    if (together) return run_together(run, err);
    return cs_parallel(run->options->threads, run->pop->blocks, run_block, run, err);
}

/* The end of a window: the ledger, settlement by settlement, then the messages. */
static cs_status end_window(cs_run *run, int from, int end, cs_error *err)
{
    run->state.from = from;
    run->state.to = end;
    do {
        int to = interval_end(run, from, end);
        if (to > from) cs_ledger_stand(run->ledger, from, to);
        fold_moves(run, to);
        from = to;
    } while (from < end);
    CS_EACH_MECHANISM(run->state.plan, window)
        CS_TRY(cs_mechanisms[m]->window(run->state.plan->ready[m], &run->state, run->state.from, end,
                                        err));
    return deliver_messages(run, err);
}

/* The window [from, to). Where the state is to be kept within it the blocks stop at that settlement and
   go on: a window is never cut for it, since what blocks tell each other would come in another order. */
static cs_status run_window(cs_run *run, int from, int to, cs_error *err)
{
    int at = run->keep_day;
    run->window_from = from;
    run->window_to = to;
    if (at <= from || at > to) {
        CS_TRY(run_blocks(run, from, to, err));
        return end_window(run, from, to, err);
    }
    CS_TRY(run_blocks(run, from, at, err));
    CS_TRY(cs_run_archive(run, &at, run->options->keep, err));
    if (at < to) CS_TRY(run_blocks(run, at, to, err));
    return end_window(run, from, to, err);
}

static int window_end(const cs_run *run, int day)
{
    const cs_scenario *s = run->scenario;
    int end = day + lookahead(run->state.plan);
    /* a safeguard that starts later starts with a settlement interval: the first to begin on its day
       or after */
    for (int at = day + s->settle_days; s->later && at < end; at += s->settle_days)
        if (at >= s->later_day && run->state.plan != &run->plan[1]) end = at;
    return end < run->state.horizon ? end : run->state.horizon;
}

static cs_status count_unseen_block(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_run *run = context;
    return cs_unseen_acts(&run->state.blocks[i], &run->state, &run->state.workers[thread].tally,
                          run->plan_from, run->state.to, err);
}

/* The acts that nobody was near, from the first day of the plan in force to now. */
static cs_status count_unseen(cs_run *run, cs_error *err)
{
    return cs_parallel(run->options->threads, run->pop->blocks, count_unseen_block, run, err);
}

/* From later_day on the patched scenario is in force; everyone is looked at afresh. */
static cs_status switch_plan(cs_run *run, int day, cs_error *err)
{
    if (!run->scenario->later || run->state.plan == &run->plan[1] ||
        day < run->scenario->later_day)
        return CS_OK;
    run->state.to = day;
    CS_TRY(count_unseen(run, err));
    run->plan_from = day;
    run->state.plan = &run->plan[1];
    CS_TRY(cs_mechanisms_open(&run->state, err));
    for (uint32_t b = 0; b < run->pop->blocks; b++)
        CS_TRY(cs_mechanisms_open_block(&run->state, &run->state.blocks[b], err));
    for (uint32_t b = 0; b < run->pop->blocks; b++)
        CS_TRY(cs_block_touch_all(&run->state.blocks[b], err));
    return CS_OK;
}

static cs_status begin(cs_run *run, cs_error *err)
{
    size_t entries = (size_t)run->ledger->extent[CS_DIM_LIST] *
                     (size_t)run->ledger->extent[CS_DIM_CELL] * CS_CAUSES * sizeof(int64_t);
    CS_TRY(begin_lists(run, err));
    CS_TRY(run_window(run, 0, 0, err)); /* no day at all: the state at the start */
    memset(run->ledger->entries, 0, entries); /* who was there already did not come */
    run->state.to = 0;
    return CS_OK;
}

/* The rest of the window that the state was kept in: all of it, or, where another plan is in force from
   there on, none. */
static cs_status go_on(cs_run *run, cs_error *err)
{
    int at = 0, from, to;
    CS_TRY(cs_run_archive(run, &at, run->options->resume, err));
    from = run->window_from;
    to = run->window_to;
    if (run->scenario->later && run->state.plan != &run->plan[1] && run->scenario->later_day <= at)
        to = at;
    if (at < to) CS_TRY(run_blocks(run, at, to, err));
    return end_window(run, from, to, err);
}

static cs_status run_days(cs_run *run, cs_error *err)
{
    int horizon = run->state.horizon;
    CS_TRY(run->options->resume ? go_on(run, err) : begin(run, err));
    for (int day = run->state.to; day < horizon; day = run->state.to) {
        CS_TRY(switch_plan(run, day, err));
        run->state.from = day;
        run->state.to = window_end(run, day);
        CS_TRY(cs_learning_begin(&run->state, run->ledger, err));
        CS_TRY(cs_crowds_search(run, err));
        CS_TRY(run_window(run, day, run->state.to, err));
        if (run->options->progress &&
            !run->options->progress(run->options->context, run->state.to, horizon))
            return cs_fail(err, CS_INTERRUPTED, "stopped on day %d of %d", run->state.to, horizon);
    }
    cs_ledger_stand(run->ledger, horizon, horizon);
    cs_learning_end(&run->state, run->ledger);
    return count_unseen(run, err);
}

/* ---- the end ---- */

static int compare_events(const void *a, const void *b)
{
    const cs_event *x = *(const cs_event *const *)a, *y = *(const cs_event *const *)b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return x < y ? -1 : x > y; /* as they happened, within a block */
}

static cs_status gather_events(cs_run *run, cs_error *err)
{
    cs_ledger *ledger = run->ledger;
    size_t total = 0, n = 0;
    for (uint32_t b = 0; b < run->pop->blocks; b++) total += run->state.blocks[b].events;
    if (total == 0) return CS_OK;
    const cs_event **order = cs_alloc(total, sizeof *order);
    ledger->event = cs_alloc(total, sizeof *ledger->event);
    if (!order || !ledger->event) {
        cs_free(order);
        return cs_fail_memory(err, "the history of tracked persons");
    }
    for (uint32_t b = 0; b < run->pop->blocks; b++)
        for (size_t i = 0; i < run->state.blocks[b].events; i++)
            order[n++] = &run->state.blocks[b].event[i];
    qsort(order, n, sizeof *order, compare_events);
    for (size_t i = 0; i < n; i++) ledger->event[i] = *order[i];
    ledger->events = n;
    cs_free(order);
    return CS_OK;
}

static cs_status scan_block(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_run *run = context;
    (void)err;
    cs_block_scan(&run->state.blocks[i], &run->state, &run->state.workers[thread].tally);
    return CS_OK;
}

static void spread_tallies(cs_run *run)
{
    const cs_plan *plan = &run->plan[0];
    const cs_population *pop = run->pop;
    cs_ledger *ledger = run->ledger;
    cs_tally *all = &run->state.workers[0].tally;
    size_t cells = (size_t)pop->cells;
    for (int t = 1; t < run->options->threads; t++)
        cs_tally_merge(all, &run->state.workers[t].tally);
    for (int k = 0; k < plan->kinds; k++)
        cs_tally_spread(all, CS_ROW_ACTS(plan, k), pop, ledger->acts + (size_t)k * cells, 1);
    for (int s = 0; s < plan->sensors; s++)
        for (int t = 0; t < CS_TAGS; t++)
            cs_tally_spread(all, CS_ROW_RECORDS(plan, s, t), pop,
                            ledger->records + ((size_t)s * CS_TAGS + (size_t)t) * cells, 1);
    for (int l = 0; l < plan->lanes && plan->score; l++) {
        for (int m = CS_MOMENT_SUM; m < CS_MOMENTS; m++)
            cs_tally_spread(all, CS_ROW_SCORE(plan, l, m), pop,
                            ledger->score + (size_t)l * cells * CS_MOMENTS + (size_t)m, CS_MOMENTS);
        for (size_t cell = 0; cell < cells; cell++)
            ledger->score[((size_t)l * cells + cell) * CS_MOMENTS + CS_MOMENT_COUNT] =
                pop->cell_persons[cell];
        for (size_t band = 0; band < plan->bands; band++)
            cs_tally_spread(all, CS_ROW_BAND(plan, l, band), pop,
                            ledger->band + ((size_t)l * plan->bands + band) * cells, 1);
    }
    for (int list = 0; list <= plan->lists; list++) {
        int64_t *confusion = ledger->confusion + (size_t)list * cells * CS_OUTCOMES;
        for (int o = 0; o < CS_TRUE_NEGATIVE; o++)
            cs_tally_spread(all, CS_ROW_CONFUSION(plan, list, o), pop, confusion + o, CS_OUTCOMES);
        for (size_t cell = 0; cell < cells; cell++, confusion += CS_OUTCOMES)
            confusion[CS_TRUE_NEGATIVE] = pop->cell_persons[cell] - confusion[CS_TRUE_POSITIVE] -
                                          confusion[CS_FALSE_POSITIVE] -
                                          confusion[CS_FALSE_NEGATIVE];
    }
    for (int s = 0; s < plan->services; s++) {
        cs_tally_spread(all, CS_ROW_ATTEMPTS(plan, s), pop, ledger->attempts + (size_t)s * cells, 1);
        for (int c = 0; c < CS_CAUSES; c++)
            cs_tally_spread(all, CS_ROW_DENIALS(plan, s, c), pop,
                            ledger->denials + (size_t)s * cells * CS_CAUSES + (size_t)c, CS_CAUSES);
    }
    CS_EACH_MECHANISM(run->state.plan, spread)
        cs_mechanisms[m]->spread(run->state.plan->ready[m], &run->state, all, plan->mechanism_row[m],
                                 ledger);
}

static void measure(const cs_run *run, cs_sim_memory *memory)
{
    double persons = run->pop->persons, sparse = 0;
    *memory = (cs_sim_memory){.stratum_bytes = sizeof *run->pop->stratum,
                              .score_bytes = run->plan[0].score ? 2.0 * run->plan[0].lanes : 0,
                              .list_bytes = run->plan[0].lanes, .messages = run->messages};
    for (uint32_t b = 0; b < run->pop->blocks; b++) {
        const cs_block *block = &run->state.blocks[b];
        for (int m = 0; cs_mechanisms[m]; m++)
            if (cs_mechanisms[m]->bytes && block->own[m])
                sparse += (double)cs_mechanisms[m]->bytes(block->own[m]);
        sparse += (double)(cs_sparse_bytes(&block->lists.spells) + cs_sparse_bytes(&block->homes) +
                           cs_sparse_bytes(&block->lists.amends) + cs_sparse_bytes(&block->accounts) +
                           cs_sparse_bytes(&block->penalties) + sizeof *block +
                           cs_calendar_bytes(&block->calendar) +
                           block->touch_room * sizeof *block->touch + (block->size + 7) / 8 +
                           block->message_room * sizeof *block->message +
                           block->move_room * sizeof *block->move);
    }
    memory->sparse_bytes = sparse / persons;
    for (int t = 0; t < run->options->threads; t++) {
        memory->acts += run->state.workers[t].acts_done;
        memory->records += run->state.workers[t].records_filed;
    }
}

cs_status cs_run_blocks(const cs_scenario *scenario, const cs_population *pop, uint64_t seed,
                        const cs_sim_options *options, cs_firm_spells *firms, cs_ledger *ledger,
                        cs_sim_memory *memory, cs_error *err)
{
    cs_run run = {.pop = pop, .scenario = scenario, .options = options, .ledger = ledger,
                  .seed = seed, .keep_day = -1};
    if (options->keep && !scenario->of_firms)
        run.keep_day = cs_checkpoint_day(scenario, options->checkpoint_day);
    run.state = (cs_world_state){.pop = pop, .horizon = scenario->horizon_days, .seed = seed,
                                 .threads = options->threads, .firms = firms};
    cs_status status = CS_OK;
    CS_GO(prepare(&run, err));
    CS_GO(track(&run, err));
    CS_GO(run_days(&run, err));
    CS_GO(cs_parallel(options->threads, pop->blocks, scan_block, &run, err));
    for (uint32_t b = 0; b < pop->blocks; b++)
        cs_block_close(&run.state.blocks[b], &run.state, ledger);
    spread_tallies(&run);
    CS_GO(gather_events(&run, err));
    if (memory) measure(&run, memory);
out:
    release(&run);
    return status;
}
