/* The reference engine's days: what people do, what is filed, who is listed, what is counted. */
#include "sim/reference_recourse.h"

#include "core/math.h"
#include "core/mem.h"
#include "sim/engines.h"
#include "sim/reference_response.h"

/* ---- dice ---- */

double cs_dice_roll(cs_dice *d)
{
    if (d->rolls % 2 == 0)
        d->words = cs_philox(d->place[0], d->place[1], d->place[2], d->rolls / 2, d->key);
    uint32_t at = d->rolls++ % 2 * 2;
    return cs_uniform(d->words.w[at], d->words.w[at + 1]);
}

bool cs_dice_says(cs_dice *d, double p)
{
    return cs_dice_roll(d) < p;
}

uint32_t cs_dice_below(cs_dice *d, uint32_t n)
{
    uint32_t x = (uint32_t)(cs_dice_roll(d) * n);
    return x < n ? x : n - 1;
}

int cs_dice_poisson(cs_dice *d, double mean, double none)
{
    int more = 0;
    while (mean > 500.0) { /* exp(-mean) would be nothing */
        more += cs_dice_poisson(d, 500.0, cs_exp(-500.0));
        mean -= 500.0;
        none = cs_exp(-mean);
    }
    double left = cs_dice_roll(d), chance = none;
    int count = 0;
    while (left > chance && count < 10000) {
        left -= chance;
        chance *= mean / ++count;
    }
    return more + count;
}

/* ---- the run ---- */

static cs_status make_file(cs_reference_run *run, cs_error *err)
{
    size_t persons = run->persons, slots = persons * (size_t)(run->lists + 1);
    run->day_records = cs_alloc((size_t)run->horizon, sizeof *run->day_records);
    run->person_effects = cs_alloc(persons, sizeof *run->person_effects);
    run->good = cs_alloc(persons * (size_t)run->lanes, sizeof *run->good);
    run->good_by_tag = cs_alloc(persons * CS_TAGS, sizeof *run->good_by_tag);
    run->on = cs_alloc(persons * (size_t)run->lanes, sizeof *run->on);
    run->cause = cs_alloc(slots, sizeof *run->cause);
    run->since = cs_alloc(slots, sizeof *run->since);
    run->ever = cs_alloc(slots, sizeof *run->ever);
    run->stock = cs_alloc((size_t)(run->lists + 1) * (size_t)run->pop->cells * CS_CAUSES,
                          sizeof *run->stock);
    if (!run->day_records || !run->person_effects || !run->good || !run->good_by_tag || !run->on ||
        !run->cause || !run->since || !run->ever || !run->stock)
        return cs_fail_memory(err, "the files of the reference engine");
    for (int day = 0; day < run->horizon; day++) run->day_records[day] = -1;
    for (uint32_t p = 0; p < run->persons; p++) run->person_effects[p] = -1;
    for (size_t i = 0; i < slots; i++) run->cause[i] = CS_CAUSE_NONE;
    return CS_OK;
}

static void release(cs_reference_run *run)
{
    cs_reference_regime_free(&run->regime[0]);
    cs_reference_regime_free(&run->regime[1]);
    cs_reference_inspectors_free(run);
    cs_reference_regions_free(run);
    cs_reference_credit_free(run);
    cs_free(run->foretold);
    cs_free(run->did);
    cs_free(run->day_records);
    cs_free(run->record);
    cs_free(run->person_effects);
    cs_free(run->effect);
    cs_free(run->good);
    cs_free(run->good_by_tag);
    cs_free(run->on);
    cs_free(run->cause);
    cs_free(run->since);
    cs_free(run->ever);
    cs_free(run->stock);
    cs_reference_recourse_free(run);
    cs_reference_association_free(run);
    cs_free(run->open);
    cs_free(run->duty);
    cs_reference_lives_free(run);
}

static cs_status prepare(cs_reference_run *run, cs_error *err)
{
    run->luck_key = cs_key_of(run->seed, "reference.luck");
    run->leave_key = cs_key_of(run->seed, "reference.leave");
    run->overdue_key = cs_key_of(run->seed, "reference.overdue");
    run->decay_key = cs_key_of(run->seed, "reference.decay");
    run->crowd_key = cs_key_of(run->seed, "reference.crowd");
    CS_TRY(make_file(run, err));
    CS_TRY(cs_reference_lives_init(run, err));
    CS_TRY(cs_reference_regime_init(&run->regime[0], run, run->base, err));
    if (run->base->later)
        CS_TRY(cs_reference_regime_init(&run->regime[1], run, run->base->later, err));
    run->now = &run->regime[0];
    CS_TRY(cs_reference_association_init(run, err));
    CS_TRY(cs_reference_regions_init(run, err));
    CS_TRY(cs_reference_inspectors_init(run, err));
    CS_TRY(cs_reference_credit_begin(run, err));
    return cs_reference_recourse_init(run, err);
}

static cs_status settle(cs_reference_run *run, cs_error *err)
{
    const cs_score_config *score = run->now->scenario->score;
    if (score && score->decay) cs_reference_fade(run, run->from, run->to);
    cs_reference_average(run);
    CS_TRY(cs_reference_settle(run, err));
    CS_TRY(cs_reference_set_off(run, err));
    CS_TRY(cs_reference_note_firms(run, err));
    return cs_reference_agencies(run, err);
}

static cs_status run_days(cs_reference_run *run, const cs_sim_options *options, cs_error *err)
{
    CS_TRY(cs_reference_begin(run, err));
    CS_TRY(cs_reference_answer(run, -1, err));
    CS_TRY(settle(run, err));
    while (run->to < run->horizon) {
        run->from = run->to;
        run->to += run->base->settle_days;
        if (run->to > run->horizon) run->to = run->horizon;
        if (run->base->later && run->now == &run->regime[0] && run->from >= run->base->later_day) {
            run->now = &run->regime[1];
            cs_reference_reterm(run, run->from);
        }
        cs_reference_stand(run, run->from, run->to);
        cs_reference_tell_visits(run, run->from, run->to);
        cs_reference_plan_visits(run);
        cs_reference_shunned(run, run->from, run->to);
        for (int day = run->from; day < run->to; day++) {
            CS_TRY(cs_reference_foretell(run, day, err));
            CS_TRY(cs_reference_crowds(run, day, err));
            CS_TRY(cs_reference_live(run, day, err));
            CS_TRY(cs_reference_answer(run, day, err));
            CS_TRY(cs_reference_from_others(run, day, err));
            CS_TRY(cs_reference_share(run, day, err));
            CS_TRY(cs_reference_recourse_begin(run, day, err));
            CS_TRY(cs_reference_arrive(run, day, err));
            CS_TRY(cs_reference_attempts(run, day, err));
            CS_TRY(cs_reference_recourse_end(run, day, err));
            CS_TRY(cs_reference_change_over(run, day, err));
            cs_reference_hear(run);
            CS_TRY(cs_reference_lend(run, day, err));
            cs_reference_move(run, day);
        }
        CS_TRY(settle(run, err));
        CS_TRY(cs_reference_lend_settle(run, err));
        if (options->progress && !options->progress(options->context, run->to, run->horizon))
            return cs_fail(err, CS_INTERRUPTED, "stopped on day %d of %d", run->to, run->horizon);
    }
    cs_reference_stand(run, run->horizon, run->horizon + 1);
    cs_reference_tell_visits(run, run->horizon, run->horizon + 1);
    return CS_OK;
}

cs_status cs_run_reference(const cs_scenario *scenario, const cs_population *pop, uint64_t seed,
                           const cs_sim_options *options, cs_firm_spells *firms, cs_ledger *ledger,
                           cs_error *err)
{
    cs_reference_run run = {.pop = pop, .base = scenario, .seed = seed, .persons = pop->persons,
                            .horizon = scenario->horizon_days, .lists = scenario->lists.count,
                            .lanes = CS_LANES + (scenario->ledger.as_written ? 1 : 0),
                            .ledger = ledger, .firms = firms};
    cs_status status = CS_OK;
    CS_GO(prepare(&run, err));
    CS_GO(run_days(&run, options, err));
    CS_GO(cs_reference_close(&run, err));
    cs_reference_recourse_close(&run);
    cs_reference_lend_close(&run);
    cs_reference_foretold(&run);
out:
    release(&run);
    return status;
}
