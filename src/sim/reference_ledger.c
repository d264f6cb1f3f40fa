/* The reference engine's ledger: at every settlement everyone's lists and causes are worked out
   again, and every table is counted person by person. */
#include "sim/reference_recourse.h"
#include "sim/reference_response.h"

#include "ledger/count.h"

#include <string.h>

void cs_reference_count(const cs_reference_run *run, uint32_t person, int64_t *cells, size_t stride,
                        int64_t amount)
{
    int stratum = cs_population_stratum(run->pop, person);
    int region = cs_population_region(run->pop, person);
    CS_FOR_CELLS(run->pop, stratum, region, cell) cells[(size_t)cell * stride] += amount;
}

/* ---- lists and causes ---- */

static const cs_list *list_of(const cs_reference_run *run, int l)
{
    return CS_ITEMS(cs_list, run->now->scenario->lists) + l;
}

static bool is_on(const cs_reference_run *run, const cs_reference_sums *sums, int l, int lane,
                  bool was_on, uint32_t person)
{
    const cs_list *list = list_of(run, l);
    if (run->base->no_regime) return false;
    if (!cs_reference_can_hold(run, l, person)) return false;
    if (list->enter.band >= 0) {
        int band = cs_reference_band(run->now->scenario->score, sums->points[lane]);
        int back = list->leave.band >= 0 ? list->leave.band : list->enter.band - 1;
        if (!was_on && !cs_reference_is_open(run, l, person)) return false;
        return band >= list->enter.band || (was_on && band > back);
    }
    for (int r = 0; r < run->lanes; r++)
        if (cs_reference_counts_in(r, lane) && sums->held[l][r] > 0) return true;
    return false;
}

/* Which error it is: tags are let in one after the other, in their order, until the penalty holds.
   before: the cause so far, which stays where only the gap between two bands keeps the person there. */
static cs_cause error_cause(const cs_reference_run *run, const cs_reference_sums *sums, int l,
                            cs_cause before)
{
    const cs_list *list = list_of(run, l);
    int points = sums->points[CS_LANE_PROTECTED], worst = CS_TAG_FALSE_MATCH;
    bool any = false, error_before = before >= CS_CAUSE_FALSE_MATCH && before <= CS_CAUSE_STALE;
    for (int t = CS_TAG_FALSE_MATCH; t < CS_TAGS; t++) {
        cs_cause cause = (cs_cause)(CS_CAUSE_FALSE_MATCH + t - CS_TAG_FALSE_MATCH);
        if (list->enter.band < 0 && sums->tag_held[l][t] > 0) return cause;
        any = any || (list->enter.band >= 0 && sums->tag_points[t] != 0);
    }
    if (!any) return error_before ? before : CS_CAUSE_FALSE_RECORD;
    for (int t = CS_TAG_FALSE_MATCH; t < CS_TAGS; t++) {
        points += sums->tag_points[t];
        if (cs_reference_band(run->now->scenario->score, points) >= list->enter.band)
            return (cs_cause)(CS_CAUSE_FALSE_MATCH + t - CS_TAG_FALSE_MATCH);
        if (sums->tag_points[t] < sums->tag_points[worst]) worst = t;
    }
    return error_before ? before : (cs_cause)(CS_CAUSE_FALSE_MATCH + worst - CS_TAG_FALSE_MATCH);
}

int cs_reference_tag(const cs_reference_run *run, uint32_t person, const cs_reference_sums *sums,
                     int l)
{
    cs_reference_sums own = *sums;
    memcpy(own.tag_held, sums->own_tag, sizeof own.tag_held);
    cs_cause before =
        (cs_cause)run->cause[(size_t)person * (size_t)(run->lists + 1) + (size_t)l];
    return CS_TAG_FALSE_MATCH + (int)error_cause(run, &own, l, before) - CS_CAUSE_FALSE_MATCH;
}

/* First lane in which the person is on one of the lists, CS_LANES for none. */
static int first_lane(const uint8_t *on, unsigned lists)
{
    int lane = 0;
    while (lane < CS_LANES && !(on[lane] & lists)) lane++;
    return lane;
}

static cs_cause cause_of_list(const cs_reference_run *run, const cs_reference_sums *sums,
                              const uint8_t *on, int l, cs_cause before)
{
    static const cs_cause by_lane[] = {CS_CAUSE_RULE_CONSISTENT, CS_CAUSE_PROTECTED,
                                       CS_CAUSE_FALSE_MATCH, CS_CAUSE_ASSOCIATION};
    int lane = first_lane(on, 1u << l);
    if (lane == CS_LANES) return CS_CAUSE_NONE;
    if (!(on[CS_LANE_APPLIED] >> l & 1)) return (cs_cause)(CS_CAUSE_SPARED_CONDUCT + lane);
    return lane == CS_LANE_RECORDED ? error_cause(run, sums, l, before) : by_lane[lane];
}

/* The cause over several lists, from the causes on each: the first lane in which any of them holds. */
static cs_cause cause_of_lists(const cs_reference_run *run, const uint8_t *on, const uint8_t *cause,
                               unsigned lists)
{
    int lane = first_lane(on, lists);
    if (lane == CS_LANES) return CS_CAUSE_NONE;
    if (!(on[CS_LANE_APPLIED] & lists)) return (cs_cause)(CS_CAUSE_SPARED_CONDUCT + lane);
    if (lane == CS_LANE_CONDUCT) return CS_CAUSE_RULE_CONSISTENT;
    if (lane == CS_LANE_PROTECTED) return CS_CAUSE_PROTECTED;
    cs_cause first = CS_CAUSE_ASSOCIATION;
    for (int l = 0; l < run->lists; l++)
        if (lists >> l & 1 && cause[l] < first) first = (cs_cause)cause[l];
    return first;
}

static unsigned penal_lists(const cs_reference_run *run)
{
    unsigned lists = 0;
    for (int l = 0; l < run->lists; l++) lists |= (unsigned)list_of(run, l)->penal << l;
    return lists;
}

static bool is_listed(int cause)
{
    return cause != CS_CAUSE_NONE && !cs_causes[cause].spared;
}

/* Somebody's cause in a row of the lists: count the change, if it is one. */
static void take_note(cs_reference_run *run, uint32_t person, int row, cs_cause cause)
{
    size_t slot = (size_t)person * (size_t)(run->lists + 1) + (size_t)row;
    size_t cells = (size_t)run->pop->cells * CS_CAUSES, lengths = (size_t)run->horizon + 1;
    cs_ledger *ledger = run->ledger;
    int was = run->cause[slot];
    if (was == (int)cause) return;
    if (was != CS_CAUSE_NONE)
        ledger->ended[((size_t)row * CS_CAUSES + (size_t)was) * lengths +
                      (size_t)(run->to - run->since[slot])]++;
    if (is_listed(was) && !is_listed(cause))
        cs_reference_count(run, person, ledger->exits + (size_t)row * cells + was, CS_CAUSES, 1);
    if (is_listed(cause) && !is_listed(was) && run->to > 0) /* who was there already did not come */
        cs_reference_count(run, person, ledger->entries + (size_t)row * cells + cause, CS_CAUSES, 1);
    if (is_listed(cause) && !run->ever[slot]) {
        cs_reference_count(run, person, ledger->ever + (size_t)row * cells + cause, CS_CAUSES, 1);
        run->ever[slot] = true;
    }
    run->cause[slot] = (uint8_t)cause;
    run->since[slot] = (uint16_t)run->to;
}

/* Whoever is to come onto a list that somebody looks at first may be stopped. */
static void look_first(cs_reference_run *run, uint32_t person, const cs_reference_sums *sums,
                       uint8_t *on, const uint8_t *before)
{
    uint8_t proposed[CS_LANES_MOST];
    const uint8_t *cause = run->cause + (size_t)person * ((size_t)run->lists + 1);
    memcpy(proposed, on, (size_t)run->lanes);
    for (int l = 0; l < run->lists; l++) {
        if (!((proposed[CS_LANE_APPLIED] & ~before[CS_LANE_APPLIED]) >> l & 1)) continue;
        cs_cause why = cause_of_list(run, sums, proposed, l, (cs_cause)cause[l]);
        if (!cs_reference_passes(run, person, l, why)) cs_reference_lift(run, person, l, on);
    }
}

static cs_status settle_person(cs_reference_run *run, uint32_t person, cs_error *err)
{
    uint8_t *on = run->on + (size_t)person * (size_t)run->lanes, before[CS_LANES_MOST];
    uint8_t was[CS_LANES_MOST];
    size_t rows = (size_t)run->lists + 1, cells = (size_t)run->pop->cells * CS_CAUSES;
    const uint8_t *cause = run->cause + (size_t)person * rows;
    cs_reference_sums sums;
    cs_reference_read(run, person, run->to - 1, &sums);
    memcpy(before, on, (size_t)run->lanes);
    memcpy(was, on, (size_t)run->lanes);
    cs_reference_look_back(run, person, was);
    for (int lane = 0; lane < run->lanes; lane++) {
        on[lane] = 0;
        for (int l = 0; l < run->lists; l++)
            if (is_on(run, &sums, l, lane, was[lane] >> l & 1, person))
                on[lane] |= (uint8_t)(1u << l);
    }
    for (int l = 0; l < run->lists; l++) cs_reference_lift(run, person, l, on);
    look_first(run, person, &sums, on, before);
    cs_reference_notice(run, person, &sums, on);
    for (int l = 0; l < run->lists; l++)
        take_note(run, person, l, cause_of_list(run, &sums, on, l, (cs_cause)cause[l]));
    take_note(run, person, run->lists, cause_of_lists(run, on, cause, penal_lists(run)));
    for (size_t row = 0; row < rows; row++)
        if (cause[row] != CS_CAUSE_NONE)
            cs_reference_count(run, person, run->stock + row * cells + cause[row], CS_CAUSES, 1);
    CS_TRY(cs_reference_recourse_moved(run, person, before, on, err));
    return cs_reference_moved(run, person, before[CS_LANE_APPLIED], on[CS_LANE_APPLIED], err);
}

cs_status cs_reference_settle(cs_reference_run *run, cs_error *err)
{
    size_t all = (size_t)(run->lists + 1) * (size_t)run->pop->cells * CS_CAUSES;
    memset(run->stock, 0, all * sizeof *run->stock);
    for (uint32_t p = 0; p < run->persons; p++) {
        CS_TRY(settle_person(run, p, err));
        for (int l = 0; l < run->lanes; l++)
            if (run->good[(size_t)p * (size_t)run->lanes + (size_t)l] > 70000 ||
                run->good[(size_t)p * (size_t)run->lanes + (size_t)l] < -70000)
                return cs_fail(err, CS_RANGE,
                               "on day %d the points of person %u left what a score can hold",
                               run->to, p);
    }
    return CS_OK;
}

void cs_reference_stand(cs_reference_run *run, int from, int to)
{
    cs_ledger *ledger = run->ledger;
    size_t rows = (size_t)run->lists + 1, cells = (size_t)run->pop->cells;
    size_t all = rows * cells * CS_CAUSES;
    for (int day = from; day < to; day++) {
        for (size_t i = 0; i < all && day < run->horizon; i++)
            ledger->person_days[i] += run->stock[i];
        for (size_t row = 0; row < rows; row++)
            memcpy(ledger->daily + ((size_t)day * rows + row) * CS_CAUSES,
                   run->stock + row * cells * CS_CAUSES, CS_CAUSES * sizeof *run->stock);
        if (day % ledger->every_days == 0)
            memcpy(ledger->series + (size_t)(day / ledger->every_days) * all, run->stock,
                   all * sizeof *run->stock);
    }
}

/* ---- services ---- */

static cs_status attempt(cs_reference_run *run, uint32_t person, int service, int day,
                         unsigned barring, cs_error *err)
{
    const cs_reference_rate *rate = &run->now->service[service];
    cs_dice dice = cs_dice_at(rate->key, person, (uint32_t)day, 0);
    int attempts = cs_dice_poisson(&dice, rate->mean[person], rate->none[person]);
    size_t cells = (size_t)run->pop->cells;
    if (attempts == 0) return CS_OK;
    cs_reference_count(run, person, run->ledger->attempts + (size_t)service * cells, 1, attempts);
    const uint8_t *on = run->on + (size_t)person * (size_t)run->lanes;
    if (!(on[CS_LANE_APPLIED] & barring)) return CS_OK;
    cs_cause cause = cause_of_lists(
        run, on, run->cause + (size_t)person * (size_t)(run->lists + 1), barring);
    cs_reference_count(run, person,
                       run->ledger->denials + (size_t)service * cells * CS_CAUSES + cause, CS_CAUSES,
                       attempts);
    cs_reference_refused(run, person, service, (int)cause, attempts, day);
    return cs_reference_recourse_refused(run, person, barring, attempts, day, err);
}

cs_status cs_reference_attempts(cs_reference_run *run, int day, cs_error *err)
{
    for (int s = 0; s < run->now->scenario->services.count; s++) {
        unsigned barring = 0;
        for (int l = 0; l < run->lists; l++)
            for (int i = 0; i < list_of(run, l)->denies.count; i++)
                if (list_of(run, l)->denies.index[i] == s) barring |= 1u << l;
        for (uint32_t p = 0; p < run->persons; p++)
            CS_TRY(attempt(run, p, s, day, barring, err));
    }
    return CS_OK;
}

/* ---- the last day ---- */

static void close_score(cs_reference_run *run, uint32_t person, const cs_reference_sums *sums)
{
    const cs_score_config *score = run->now->scenario->score;
    size_t cells = (size_t)run->pop->cells, bands = (size_t)score->bands.count;
    for (int l = 0; l < run->lanes; l++) {
        int64_t value = cs_reference_score(score, sums->points[l]);
        int64_t *moments = run->ledger->score + (size_t)l * cells * CS_MOMENTS;
        cs_reference_count(run, person, moments + CS_MOMENT_COUNT, CS_MOMENTS, 1);
        cs_reference_count(run, person, moments + CS_MOMENT_SUM, CS_MOMENTS, value);
        cs_reference_count(run, person, moments + CS_MOMENT_SQUARES, CS_MOMENTS, value * value);
        if (bands == 0) continue;
        size_t band = (size_t)cs_reference_band(score, sums->points[l]);
        cs_reference_count(run, person, run->ledger->band + ((size_t)l * bands + band) * cells, 1, 1);
    }
}

static void close_confusion(cs_reference_run *run, uint32_t person)
{
    const uint8_t *on = run->on + (size_t)person * (size_t)run->lanes;
    uint8_t truth = on[run->lanes > CS_LANES ? CS_LANE_AS_WRITTEN : CS_LANE_CONDUCT];
    for (int row = 0; row <= run->lists; row++) {
        unsigned lists = row < run->lists ? 1u << row : penal_lists(run);
        bool deserved = truth & lists, penalised = on[CS_LANE_APPLIED] & lists;
        cs_outcome outcome = deserved ? (penalised ? CS_TRUE_POSITIVE : CS_FALSE_NEGATIVE)
                                      : (penalised ? CS_FALSE_POSITIVE : CS_TRUE_NEGATIVE);
        cs_reference_count(run, person,
                           run->ledger->confusion +
                               (size_t)row * (size_t)run->pop->cells * CS_OUTCOMES + outcome,
                           CS_OUTCOMES, 1);
    }
}

/* Whether a cause has a part in somebody's being on a list. */
static bool has_part(const cs_reference_run *run, const cs_reference_sums *sums, int l,
                     cs_cause cause)
{
    bool by_band = list_of(run, l)->enter.band >= 0;
    int base = by_band ? sums->base : 0;
    const int *points = sums->points, *held = sums->held[l];
    if (cause >= CS_CAUSE_FALSE_MATCH && cause <= CS_CAUSE_STALE) {
        int tag = CS_TAG_FALSE_MATCH + (int)cause - CS_CAUSE_FALSE_MATCH;
        return by_band ? sums->tag_points[tag] < 0 : sums->tag_held[l][tag] > 0;
    }
    switch (cause) {
    case CS_CAUSE_RULE_CONSISTENT:
        return by_band ? points[CS_LANE_CONDUCT] < base : held[CS_LANE_CONDUCT] > 0;
    case CS_CAUSE_PROTECTED:
        return by_band ? points[CS_LANE_PROTECTED] < points[CS_LANE_CONDUCT]
                       : held[CS_LANE_PROTECTED] > 0;
    case CS_CAUSE_ASSOCIATION:
        return by_band ? points[CS_LANE_APPLIED] < points[CS_LANE_RECORDED]
                       : held[CS_LANE_APPLIED] > 0;
    default: return false;
    }
}

static void close_contributing(cs_reference_run *run, uint32_t person, const cs_reference_sums *sums)
{
    const uint8_t *on = run->on + (size_t)person * (size_t)run->lanes;
    unsigned penal = penal_lists(run);
    for (int cause = 0; cause < CS_CAUSES; cause++) {
        bool any = false;
        for (int l = 0; l < run->lists; l++) {
            if (!(on[CS_LANE_APPLIED] >> l & 1) || !has_part(run, sums, l, (cs_cause)cause)) continue;
            run->ledger->contributing[l * CS_CAUSES + cause]++;
            any = any || penal >> l & 1;
        }
        run->ledger->contributing[run->lists * CS_CAUSES + cause] += any;
    }
}

static void close_spells(cs_reference_run *run, uint32_t person)
{
    size_t rows = (size_t)run->lists + 1, lengths = (size_t)run->horizon + 1;
    for (size_t row = 0; row < rows; row++) {
        size_t slot = (size_t)person * rows + row;
        if (run->cause[slot] == CS_CAUSE_NONE) continue;
        run->ledger->standing[(row * CS_CAUSES + run->cause[slot]) * lengths +
                              (size_t)(run->horizon - run->since[slot])]++;
    }
}

cs_status cs_reference_close(cs_reference_run *run, cs_error *err)
{
    size_t all = (size_t)(run->lists + 1) * (size_t)run->pop->cells * CS_CAUSES;
    memcpy(run->ledger->stock, run->stock, all * sizeof *run->stock);
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_reference_sums sums;
        cs_reference_read(run, p, run->horizon - 1, &sums);
        if (run->now->scenario->score) close_score(run, p, &sums);
        close_confusion(run, p);
        close_contributing(run, p, &sums);
        close_spells(run, p);
    }
    return cs_reference_association_close(run, err);
}
