/* The reference engine's files: records on their way, what each does once it is there, and the sum of
   it all, made from scratch whenever it is asked for. */
#include "sim/reference_recourse.h"

#include "core/math.h"
#include "core/mem.h"

#include <stdlib.h>

#define NEVER INT32_MAX

cs_status cs_reference_send(cs_reference_run *run, int day, const cs_reference_record *record,
                            cs_error *err)
{
    if (day >= run->horizon) return CS_OK;
    CS_TRY(cs_reserve((void **)&run->record, &run->record_room, run->records + 1,
                      sizeof *run->record, "records", err));
    run->record[run->records] = *record;
    run->record[run->records].next = run->day_records[day];
    run->day_records[day] = (int32_t)run->records++;
    return CS_OK;
}

cs_status cs_reference_file(cs_reference_run *run, uint32_t person, const cs_reference_effect *e,
                            cs_error *err)
{
    CS_TRY(cs_reserve((void **)&run->effect, &run->effect_room, run->effects + 1,
                      sizeof *run->effect, "what records do", err));
    run->effect[run->effects] = *e;
    run->effect[run->effects].next = run->person_effects[person];
    run->person_effects[person] = (int32_t)run->effects++;
    return CS_OK;
}

/* ---- adding up ---- */

static void add_effect_up(const cs_reference_effect *e, int day, int lanes, cs_reference_sums *sums)
{
    int lane = e->lane, tag = e->tag;
    if (day >= e->gone) return;
    if (day >= e->term && lane < CS_LANE_RECORDED) { /* still held, though it should be gone */
        lane = CS_LANE_RECORDED;
        tag = CS_TAG_STALE;
    }
    if (e->list >= 0) {
        sums->held[e->list][lane]++;
        if (lane == CS_LANE_RECORDED) sums->tag_held[e->list][tag]++;
        sums->own_held[e->list][lane] += !e->copied;
        if (lane == CS_LANE_RECORDED) sums->own_tag[e->list][tag] += !e->copied;
        return;
    }
    for (int l = 0; l < lanes; l++)
        if (cs_reference_counts_in(lane, l)) sums->points[l] += e->points;
    if (lane == CS_LANE_RECORDED) sums->tag_points[tag] += e->points;
}

/* Everybody's base, or what a scorecard gives the person's attributes. */
static int base_of(const cs_reference_run *run, uint32_t person)
{
    const cs_score_config *score = run->now->scenario->score;
    const cs_scorecard *card = score->scorecard;
    if (!card) return score->base;
    double odds = card->intercept - cs_log(card->at_odds);
    for (int i = 0; i < card->attributes.count; i++) {
        const cs_by_term *term = &card->attributes.terms[i];
        size_t stratum = (size_t)cs_population_stratum(run->pop, person);
        odds += term->times[run->pop->stratum_value[stratum * (size_t)run->pop->attributes +
                                                    (size_t)term->attribute]];
    }
    double points = card->points + odds / 0.69314718055994530942 * card->doubles_every;
    return (int)(points + 100000.5) - 100000;
}

void cs_reference_add_up(cs_reference_run *run, uint32_t person, int day, cs_reference_sums *sums)
{
    const cs_score_config *score = run->now->scenario->score;
    *sums = (cs_reference_sums){.base = score ? base_of(run, person) : 0};
    for (int l = 0; score && l < run->lanes; l++)
        sums->points[l] = sums->base + run->good[(size_t)person * (size_t)run->lanes + (size_t)l];
    for (int t = 0; t < CS_TAGS; t++)
        sums->tag_points[t] = run->good_by_tag[(size_t)person * CS_TAGS + (size_t)t];
    for (int32_t *link = &run->person_effects[person]; *link >= 0;) {
        cs_reference_effect *e = &run->effect[*link];
        add_effect_up(e, day, run->lanes, sums);
        if (day >= e->gone) *link = e->next;
        else link = &e->next;
    }
    cs_reference_add_copies(run, person, sums);
}

void cs_reference_read(cs_reference_run *run, uint32_t person, int day, cs_reference_sums *sums)
{
    cs_reference_add_up(run, person, day, sums);
    if (run->shift) sums->points[CS_LANE_APPLIED] += run->shift[person];
}

int cs_reference_score(const cs_score_config *score, int points)
{
    if (points < score->floor) return score->floor;
    if (points > score->ceiling) return score->ceiling;
    return points;
}

int cs_reference_band(const cs_score_config *score, int points)
{
    int value = cs_reference_score(score, points), band = 0;
    while (band + 1 < score->bands.count && value < score->bands.at_least[band]) band++;
    return band;
}

/* ---- what a record does when it comes on file ---- */

void cs_reference_give(cs_reference_run *run, uint32_t person, int lane, int points, int day)
{
    const cs_score_config *score = run->now->scenario->score;
    cs_reference_sums sums;
    cs_reference_add_up(run, person, day, &sums);
    for (int l = 0; l < run->lanes; l++) {
        if (!cs_reference_counts_in(lane, l)) continue;
        int now = sums.points[l], next = now + points;
        if (points > 0 && next > score->ceiling) next = now < score->ceiling ? score->ceiling : now;
        if (points < 0 && next < score->floor) next = now > score->floor ? score->floor : now;
        run->good[(size_t)person * (size_t)run->lanes + (size_t)l] += next - now;
    }
}

static cs_status apply_rule(cs_reference_run *run, const cs_reference_record *record, int r, int day,
                            cs_error *err)
{
    const cs_rule *rule = CS_ITEMS(cs_rule, run->now->scenario->score->rules) + r;
    if (rule->on != record->kind) return CS_OK;
    if (rule->lasts_days == CS_FOREVER) {
        cs_reference_give(run, record->person, record->lane, rule->points, day);
        if (record->lane == CS_LANE_RECORDED)
            run->good_by_tag[(size_t)record->person * CS_TAGS + record->tag] += rule->points;
        return CS_OK;
    }
    cs_dice dice = cs_dice_at(run->overdue_key, record->luck, record->person,
                              (uint32_t)(day * 256 + r));
    cs_reference_effect e = {.points = rule->points, .rule = (int16_t)r, .list = -1,
                             .lane = record->lane, .tag = record->tag,
                             .term = day + rule->lasts_days};
    e.overdue = cs_dice_says(&dice, rule->overdue) && record->lane != CS_LANE_AS_WRITTEN;
    e.gone = e.term + (e.overdue ? rule->overdue_days : 0);
    return cs_reference_file(run, record->person, &e, err);
}

/* First day on which somebody who came onto the list at a moment of `day` is off it again by paying. */
static int32_t repaid_on(const cs_list *list, double moment, cs_dice *dice)
{
    double stay = -cs_log(cs_dice_roll(dice));
    if (list->leave.repaid <= 0.0) return NEVER;
    double until = moment + stay / (list->leave.repaid / 365.0);
    return until < 1e8 ? (int32_t)until : NEVER;
}

static cs_status hold(cs_reference_run *run, uint32_t person, int l, int lane, int tag,
                      int32_t term, bool overdue, cs_error *err)
{
    const cs_list *list = CS_ITEMS(cs_list, run->now->scenario->lists) + l;
    cs_reference_effect e = {.rule = -1, .list = (int16_t)l, .lane = (uint8_t)lane,
                             .tag = (uint8_t)tag, .term = term, .gone = term};
    e.overdue = overdue && term != NEVER && lane != CS_LANE_AS_WRITTEN;
    if (e.overdue) e.gone = term + list->leave.overdue_days;
    return cs_reference_file(run, person, &e, err);
}

static cs_status enter_list(cs_reference_run *run, const cs_reference_record *record, int l, int day,
                            cs_error *err)
{
    const cs_list *list = CS_ITEMS(cs_list, run->now->scenario->lists) + l;
    if (!cs_reference_is_open(run, l, record->person)) return CS_OK;
    for (int i = 0; i < list->enter.record.count; i++) {
        if (list->enter.record.index[i] != record->kind) continue;
        if (record->lane != CS_LANE_AS_WRITTEN) cs_reference_new_record(run, record->person, l);
        cs_dice dice = cs_dice_at(run->leave_key, record->luck, record->person, (uint32_t)l);
        double moment = day + cs_dice_roll(&dice);
        int32_t term = repaid_on(list, moment, &dice);
        if (list->leave.after_days != CS_FOREVER && day + list->leave.after_days < term)
            term = day + list->leave.after_days;
        return hold(run, record->person, l, record->lane, record->tag, term,
                    cs_dice_says(&dice, list->leave.overdue), err);
    }
    return CS_OK;
}

/* By the moment of the day, which is as random as the luck. */
static int compare_luck(const void *a, const void *b)
{
    const cs_reference_record *x = a, *y = b;
    return x->luck < y->luck ? -1 : x->luck > y->luck;
}

static cs_status arrive(cs_reference_run *run, const cs_reference_record *record, int day,
                        cs_error *err)
{
    const cs_scenario *scenario = run->now->scenario;
    for (int r = 0; scenario->score && r < scenario->score->rules.count; r++)
        CS_TRY(apply_rule(run, record, r, day, err));
    for (int l = 0; l < run->lists; l++) CS_TRY(enter_list(run, record, l, day, err));
    if (record->lane == CS_LANE_AS_WRITTEN) return CS_OK;
    size_t row = (size_t)record->sensor * CS_TAGS + record->tag;
    cs_reference_count(run, record->person, run->ledger->records + row * (size_t)run->pop->cells, 1,
                       1);
    return CS_OK;
}

cs_status cs_reference_arrive(cs_reference_run *run, int day, cs_error *err)
{
    cs_status status = CS_OK;
    size_t count = 0, at = 0;
    for (int32_t r = run->day_records[day]; r >= 0; r = run->record[r].next) count++;
    cs_reference_record *today = cs_alloc(count + 1, sizeof *today);
    if (!today) return cs_fail_memory(err, "the records of a day");
    for (int32_t r = run->day_records[day]; r >= 0; r = run->record[r].next)
        today[at++] = run->record[r];
    qsort(today, count, sizeof *today, compare_luck);
    for (size_t i = 0; i < count && status == CS_OK; i++)
        status = arrive(run, &today[i], day, err);
    cs_free(today);
    return status;
}

/* ---- the first day ---- */

/* Part of the term has gone by, evenly drawn; a matter that is set right at a constant hazard has no
   memory. Day 0 has not begun: somebody off the list at its end has a term of 0. */
static cs_status begin_member(cs_reference_run *run, uint32_t person, int l, cs_error *err)
{
    const cs_list *list = CS_ITEMS(cs_list, run->base->lists) + l;
    cs_dice dice = cs_dice_at(run->leave_key, person, UINT32_MAX, (uint32_t)l);
    int32_t term = repaid_on(list, 0.0, &dice);
    if (list->leave.after_days != CS_FOREVER) {
        int32_t rest = (int32_t)cs_dice_below(&dice, (uint32_t)list->leave.after_days);
        if (rest < term) term = rest;
    }
    bool overdue = cs_dice_says(&dice, list->leave.overdue);
    CS_TRY(hold(run, person, l, CS_LANE_CONDUCT, CS_TAG_CORRECT, term, overdue, err));
    if (run->lanes > CS_LANES)
        CS_TRY(hold(run, person, l, CS_LANE_AS_WRITTEN, CS_TAG_CORRECT, term, false, err));
    return CS_OK;
}

cs_status cs_reference_begin(cs_reference_run *run, cs_error *err)
{
    const cs_list *lists = CS_ITEMS(cs_list, run->base->lists);
    for (int l = 0; l < run->lists && !run->base->no_regime; l++) {
        double left = (double)lists[l].enter.initial, residents = 0.0;
        for (uint32_t p = 0; p < run->persons; p++) residents += cs_reference_is_open(run, l, p);
        for (uint32_t p = 0; p < run->persons; p++) { /* as many as wanted, all equally likely */
            cs_dice dice = cs_dice_at(run->leave_key, p, UINT32_MAX - 1, (uint32_t)l);
            if (!cs_reference_is_open(run, l, p)) continue;
            if (cs_dice_roll(&dice) * residents-- >= left) continue;
            left--;
            CS_TRY(begin_member(run, p, l, err));
        }
    }
    return CS_OK;
}

/* ---- as time goes by ---- */

/* What is left of a distance to the base. luck: one throw for all lanes of a person, so that lanes with
   the same records keep the same score. */
static int faded(const cs_decay *decay, int distance, int from, int to, double luck)
{
    int size = abs(distance), left = size;
    if (decay->form == CS_DECAY_LINEAR) {
        int64_t gone = (int64_t)decay->points_per_year * to / 365 -
                       (int64_t)decay->points_per_year * from / 365;
        left = size > gone ? size - (int)gone : 0;
    } else if (decay->form == CS_DECAY_EXPONENTIAL) {
        double exact = size * cs_exp(-0.69314718055994530942 * (to - from) / decay->half_life_days);
        left = (int)(exact + luck);
    } else if (to / 365 > from / 365) {
        left = 0;
    }
    return distance < 0 ? -left : left;
}

void cs_reference_fade(cs_reference_run *run, int from, int to)
{
    const cs_decay *decay = run->now->scenario->score->decay;
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_dice dice = cs_dice_at(run->decay_key, p, (uint32_t)to, 0);
        for (int t = 0; decay->form == CS_DECAY_YEARLY_RESET && to / 365 > from / 365 && t < CS_TAGS; t++)
            run->good_by_tag[(size_t)p * CS_TAGS + (size_t)t] = 0;
        double luck = decay->form == CS_DECAY_EXPONENTIAL ? cs_dice_roll(&dice) : 0.0;
        for (int l = 0; l < run->lanes; l++) {
            int32_t *good = &run->good[(size_t)p * (size_t)run->lanes + (size_t)l];
            *good = faded(decay, *good, from, to, luck);
        }
    }
}

void cs_reference_reterm(cs_reference_run *run, int day)
{
    const cs_scenario *scenario = run->now->scenario;
    for (size_t i = 0; i < run->effects; i++) {
        cs_reference_effect *e = &run->effect[i];
        if (!e->overdue || e->term < day) continue;
        e->gone = e->term + (e->list >= 0
                                 ? CS_ITEMS(cs_list, scenario->lists)[e->list].leave.overdue_days
                                 : CS_ITEMS(cs_rule, scenario->score->rules)[e->rule].overdue_days);
    }
}
