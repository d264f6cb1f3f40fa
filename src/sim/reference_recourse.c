/* Recourse in the reference engine. Written from docs/model.md, not from the block engine: a list of what
   is pending, a list of who waits, and everybody looked at every day. */
#include "sim/reference_recourse.h"

#include "core/math.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

typedef enum { NOTICE, DECISION, BACK } pending_kind;

/* Something that will happen on a day. */
typedef struct {
    pending_kind kind;
    int day, list, since, round, points;
    uint32_t person;
    bool overdue;
    uint8_t lists;         /* to go back on */
} pending;

/* A person and a list. */
typedef struct {
    int since;             /* day of the listing, -1: not on it */
    uint32_t refusals;
    bool knows, afresh;
    uint8_t let_off;       /* first lane in which the listing is lifted, 0: none */
} standing;

typedef struct cs_reference_recourse {
    standing *at;          /* [persons][lists] */
    pending *todo;
    size_t todos, todo_room;
    cs_reference_office office[CS_AGENCIES_MOST];
    cs_reference_rate repair[2][CS_REPAIRS_MOST + 2]; /* by regime; then bought points, finding out */
    cs_key key;
} cs_reference_recourse;

static const cs_recourse *config(const cs_reference_run *run)
{
    return run->base->no_regime ? NULL : run->now->scenario->recourse;
}

static standing *at(const cs_reference_run *run, uint32_t person, int list)
{
    return &run->recourse->at[(size_t)person * (size_t)run->lists + (size_t)list];
}

static const cs_list *list_of(const cs_reference_run *run, int l)
{
    return CS_ITEMS(cs_list, run->now->scenario->lists) + l;
}

static cs_cause noted(const cs_reference_run *run, uint32_t person, int list)
{
    return (cs_cause)run->cause[(size_t)person * (size_t)(run->lists + 1) + (size_t)list];
}

static double of_class(const cs_by_class *share, cs_cause cause)
{
    if (cause == CS_CAUSE_RULE_CONSISTENT) return share->right;
    if (cause == CS_CAUSE_PROTECTED) return share->protected_conduct;
    return cause == CS_CAUSE_ASSOCIATION ? share->association : share->wrong;
}

static double multiplier(const cs_reference_run *run, const cs_by *by, uint32_t person)
{
    const cs_population *pop = run->pop;
    size_t stratum = (size_t)cs_population_stratum(pop, person);
    double product = 1.0;
    for (int i = 0; i < by->count; i++) {
        const cs_by_term *term = &by->terms[i];
        product *= term->times[pop->stratum_value[stratum * (size_t)pop->attributes +
                                                  (size_t)term->attribute]];
    }
    return product;
}

static int agency_of(const cs_reference_run *run, int list)
{
    const cs_recourse *c = config(run);
    for (int a = 0; c && a < c->agencies.count; a++) {
        const cs_refs *lists = &CS_ITEMS(cs_agency, c->agencies)[a].lists;
        for (int i = 0; i < lists->count; i++)
            if (lists->index[i] == list) return a;
    }
    return -1;
}

/* ---- counting ---- */

static void count(cs_reference_run *run, uint32_t person, int list, cs_stage step)
{
    size_t size = (size_t)run->pop->cells * CS_STAGES;
    int64_t *table = run->ledger->recourse;
    cs_reference_count(run, person, table + (size_t)list * size + step, CS_STAGES, 1);
    cs_reference_count(run, person, table + (size_t)run->lists * size + step, CS_STAGES, 1);
}

static void count_if_wrongful(cs_reference_run *run, uint32_t person, int list, cs_stage step,
                              cs_cause cause)
{
    if (cs_causes[cause].wrongful) count(run, person, list, step);
}

static void count_paid(cs_reference_run *run, uint32_t person, int repair, int64_t price)
{
    int64_t *row = run->ledger->repairs + (size_t)repair * (size_t)run->pop->cells * CS_PAIDS;
    cs_reference_count(run, person, row + CS_PAID_TIMES, CS_PAIDS, 1);
    cs_reference_count(run, person, row + CS_PAID_MONEY, CS_PAIDS, price);
}

/* ---- state ---- */

static cs_status make_rate(cs_reference_run *run, cs_reference_rate *rate, const char *purpose,
                           double per_year, const cs_by *by, cs_error *err)
{
    rate->key = cs_key_of(run->seed, purpose);
    rate->mean = cs_alloc(run->persons, sizeof *rate->mean);
    rate->none = cs_alloc(run->persons, sizeof *rate->none);
    if (!rate->mean || !rate->none) return cs_fail_memory(err, "everyone's rates");
    for (uint32_t p = 0; p < run->persons; p++) {
        rate->mean[p] = per_year / 365.0 * multiplier(run, by, p);
        rate->none[p] = cs_exp(-rate->mean[p]);
    }
    return CS_OK;
}

static cs_status make_rates(cs_reference_run *run, int regime, cs_error *err)
{
    static const cs_by everybody = {0};
    const cs_scenario *scenario = run->regime[regime].scenario;
    const cs_recourse *c = scenario ? scenario->recourse : NULL;
    cs_reference_rate *rate = run->recourse->repair[regime];
    if (!c) return CS_OK;
    for (int i = 0; i < c->repair.count; i++) {
        const cs_repair *repair = CS_ITEMS(cs_repair, c->repair) + i;
        char purpose[160];
        snprintf(purpose, sizeof purpose, "reference.recourse.repair.%s", repair->name);
        CS_TRY(make_rate(run, &rate[i], purpose, repair->rate, &repair->by, err));
    }
    if (c->bought)
        CS_TRY(make_rate(run, &rate[CS_REPAIRS_MOST], "reference.recourse.bought", c->bought->rate,
                         &c->bought->by, err));
    return make_rate(run, &rate[CS_REPAIRS_MOST + 1], "reference.recourse.finds_out",
                     c->notice.finds_out, &everybody, err);
}

cs_status cs_reference_recourse_init(cs_reference_run *run, cs_error *err)
{
    size_t count = (size_t)run->persons * (size_t)run->lists;
    run->recourse = cs_alloc(1, sizeof *run->recourse);
    if (!run->recourse) return cs_fail_memory(err, "recourse");
    run->recourse->key = cs_key_of(run->seed, "reference.recourse");
    run->recourse->at = cs_alloc(count, sizeof *run->recourse->at);
    if (!run->recourse->at) return cs_fail_memory(err, "everybody's cases");
    for (size_t i = 0; i < count; i++) run->recourse->at[i].since = -1;
    CS_TRY(make_rates(run, 0, err));
    return make_rates(run, 1, err);
}

void cs_reference_recourse_free(cs_reference_run *run)
{
    cs_reference_recourse *r = run->recourse;
    if (!r) return;
    for (int a = 0; a < CS_AGENCIES_MOST; a++) cs_reference_office_free(&r->office[a]);
    for (int regime = 0; regime < 2; regime++)
        for (int i = 0; i < CS_REPAIRS_MOST + 2; i++) {
            cs_free(r->repair[regime][i].mean);
            cs_free(r->repair[regime][i].none);
        }
    cs_free(r->at);
    cs_free(r->todo);
    cs_free(r);
}

/* Dice of a person, a list and a day (or round); what: which decision. */
static cs_dice dice_of(const cs_reference_run *run, uint32_t person, int list, int day, int what)
{
    return cs_dice_at(run->recourse->key, person, (uint32_t)day, (uint32_t)(list * 1000 + what));
}

static cs_status later(cs_reference_run *run, const pending *p, cs_error *err)
{
    cs_reference_recourse *r = run->recourse;
    CS_TRY(cs_reserve((void **)&r->todo, &r->todo_room, r->todos + 1, sizeof *r->todo,
                      "what is pending", err));
    r->todo[r->todos++] = *p;
    return CS_OK;
}

/* A listing that can be disputed begins. */
static cs_status come(cs_reference_run *run, uint32_t person, int list, int day, cs_error *err)
{
    const cs_notice *notice = &config(run)->notice;
    standing *s = at(run, person, list);
    s->since = day;
    s->knows = false;
    s->refusals = 0;
    cs_dice dice = dice_of(run, person, list, day, 0);
    if (!cs_dice_says(&dice, notice->told * multiplier(run, &notice->told_by, person))) return CS_OK;
    return later(run, &(pending){.kind = NOTICE, .day = day + notice->delay_days, .person = person,
                                 .list = list, .since = day}, err);
}

/* ---- disputes ---- */

static cs_status dispute(cs_reference_run *run, uint32_t person, int list, int since, int round,
                         double moment, cs_error *err)
{
    int a = agency_of(run, list);
    run->ledger->queues[(size_t)a * CS_QUEUEDS + CS_QUEUED_CAME]++;
    return cs_reference_office_add(&run->recourse->office[a],
                                   &(cs_reference_waiting){moment, person, list, since, round}, err);
}

static cs_status tell(cs_reference_run *run, uint32_t person, int list, int day, cs_error *err)
{
    const cs_recourse *c = config(run);
    standing *s = at(run, person, list);
    if (s->since < 0 || s->since > day || s->knows || agency_of(run, list) < 0) return CS_OK;
    cs_cause cause = noted(run, person, list);
    cs_dice dice = dice_of(run, person, list, s->since, 1);
    s->knows = true;
    count(run, person, list, CS_STAGE_TOLD);
    count_if_wrongful(run, person, list, CS_STAGE_TOLD_WRONGFUL, cause);
    if (!cs_dice_says(&dice, of_class(&c->dispute.share, cause) *
                                 multiplier(run, &c->dispute.by, person)))
        return CS_OK;
    count(run, person, list, CS_STAGE_DISPUTED);
    count_if_wrongful(run, person, list, CS_STAGE_DISPUTED_WRONGFUL, cause);
    return dispute(run, person, list, s->since, 1, day + cs_dice_roll(&dice), err);
}

cs_status cs_reference_recourse_refused(cs_reference_run *run, uint32_t person, unsigned barring, int times,
                               int day, cs_error *err)
{
    const cs_recourse *c = config(run);
    const uint8_t *on = run->on + (size_t)person * (size_t)run->lanes;
    for (int l = 0; c && l < run->lists; l++) {
        standing *s = at(run, person, l);
        if (!(on[CS_LANE_APPLIED] & barring & 1u << l) || agency_of(run, l) < 0) continue;
        for (int i = 0; i < times; i++) {
            cs_dice dice = cs_dice_at(run->recourse->key, person, ++s->refusals,
                                      (uint32_t)(s->since * 8192 + l * 1000 + 2));
            if (cs_dice_says(&dice, c->notice.on_refusal)) CS_TRY(tell(run, person, l, day, err));
        }
    }
    return CS_OK;
}

/* ---- what a decision does to the file ---- */

static bool in(const cs_refs *refs, int index)
{
    for (int i = 0; i < refs->count; i++)
        if (refs->index[i] == index) return true;
    return false;
}

/* An effect that is wrong on the day: wrong from the start, or stale by now. */
static bool is_wrong(const cs_reference_effect *e, int day)
{
    if (day >= e->gone || e->lane == CS_LANE_AS_WRITTEN) return false;
    return e->lane == CS_LANE_RECORDED || (e->lane < CS_LANE_RECORDED && day >= e->term);
}

static void take_off(cs_reference_effect *e, int day)
{
    e->gone = day;
    e->overdue = false;
}

/* Everything wrong that bears on the agency's lists comes off. */
static void correct(cs_reference_run *run, uint32_t person, const cs_agency *agency, int day,
                    pending *back)
{
    bool score = false;
    int32_t *good = run->good + (size_t)person * (size_t)run->lanes;
    for (int l = 0; l < run->lists; l++) {
        if (!in(&agency->lists, l) && !in(&agency->corrects, l)) continue;
        bool by_band = list_of(run, l)->enter.band >= 0;
        if (by_band) at(run, person, l)->afresh = true;
        score = score || by_band;
        if (!by_band && cs_reference_clear_copies(run, person, l, false))
            back->lists |= (uint8_t)(1u << l);
        for (int32_t i = run->person_effects[person]; i >= 0 && !by_band; i = run->effect[i].next)
            if (run->effect[i].list == l && is_wrong(&run->effect[i], day)) {
                take_off(&run->effect[i], day);
                back->lists |= (uint8_t)(1u << l);
            }
    }
    if (!score) return;
    for (int32_t i = run->person_effects[person]; i >= 0; i = run->effect[i].next)
        if (run->effect[i].list < 0 && is_wrong(&run->effect[i], day)) {
            back->points += run->effect[i].points;
            take_off(&run->effect[i], day);
        }
    int wrong = good[CS_LANE_RECORDED] - good[CS_LANE_PROTECTED];
    back->points += wrong;
    good[CS_LANE_RECORDED] -= wrong;
    good[CS_LANE_APPLIED] -= wrong;
    memset(run->good_by_tag + (size_t)person * CS_TAGS, 0, CS_TAGS * sizeof *run->good_by_tag);
}

static void let_off(cs_reference_run *run, uint32_t person, int list, int lane)
{
    standing *s = at(run, person, list);
    if (s->let_off == 0 || lane < s->let_off) s->let_off = (uint8_t)lane;
}

static cs_status grant(cs_reference_run *run, const pending *p, cs_cause cause, int day,
                       cs_error *err)
{
    const cs_reinserted *again = config(run)->reinserted;
    size_t delays = (size_t)run->horizon + 1;
    CS_TRY(come(run, p->person, p->list, run->to, err)); /* should they be on it all the same */
    if (cause < CS_CAUSE_FALSE_MATCH || cause > CS_CAUSE_STALE) {
        let_off(run, p->person, p->list,
                cause == CS_CAUSE_ASSOCIATION ? CS_LANE_APPLIED : CS_LANE_RECORDED);
        return CS_OK;
    }
    pending back = {.kind = BACK, .person = p->person, .list = p->list};
    correct(run, p->person, CS_ITEMS(cs_agency, config(run)->agencies) + agency_of(run, p->list), day,
            &back);
    run->ledger->corrections[(size_t)p->list * delays + (size_t)(day + 1 - p->since)]++;
    run->ledger->corrections[(size_t)run->lists * delays + (size_t)(day + 1 - p->since)]++;
    cs_dice dice = dice_of(run, p->person, p->list, p->since, 500 + p->round);
    if (!again || (back.points == 0 && back.lists == 0) || !cs_dice_says(&dice, again->share))
        return CS_OK;
    back.day = day + again->after_days;
    return later(run, &back, err);
}

static cs_status decide(cs_reference_run *run, const pending *p, int day, cs_error *err)
{
    const cs_review_config *review = &config(run)->review;
    const standing *s = at(run, p->person, p->list);
    if (s->since != p->since) {
        count(run, p->person, p->list, CS_STAGE_LAPSED);
        return CS_OK;
    }
    cs_cause cause = noted(run, p->person, p->list);
    cs_dice dice = dice_of(run, p->person, p->list, p->since, 10 + p->round);
    bool granted = cs_dice_says(&dice, of_class(&review->grants, cause));
    cs_stage step = p->overdue ? CS_STAGE_OVERDUE : granted ? CS_STAGE_GRANTED : CS_STAGE_REFUSED;
    count(run, p->person, p->list, step);
    count_if_wrongful(run, p->person, p->list, (cs_stage)(step + 1), cause);
    if (granted || p->overdue) return grant(run, p, cause, day, err);
    if (cs_dice_says(&dice, review->gives_up) || p->round >= review->rounds) {
        count(run, p->person, p->list, CS_STAGE_GAVE_UP);
        return CS_OK;
    }
    count(run, p->person, p->list, CS_STAGE_AGAIN);
    return dispute(run, p->person, p->list, p->since, p->round + 1, day + cs_dice_roll(&dice), err);
}

/* Points outside the rules. */
static cs_status extra(cs_reference_run *run, uint32_t person, int lane, int tag, int points,
                       int day, int32_t days, cs_error *err)
{
    if (days == CS_FOREVER || run->now->scenario->score->decay) {
        cs_reference_give(run, person, lane, points, day);
        if (lane == CS_LANE_RECORDED)
            run->good_by_tag[(size_t)person * CS_TAGS + (size_t)tag] += points;
        return CS_OK;
    }
    cs_reference_effect e = {.points = points, .rule = -1, .list = -1, .lane = (uint8_t)lane,
                             .tag = (uint8_t)tag, .term = day + days, .gone = day + days};
    return cs_reference_file(run, person, &e, err);
}

static cs_status put_back(cs_reference_run *run, const pending *p, int day, cs_error *err)
{
    const cs_reinserted *again = config(run)->reinserted;
    if (!again) return CS_OK;
    int32_t until = again->stays_days == CS_FOREVER ? INT32_MAX : day + again->stays_days;
    count(run, p->person, p->list, CS_STAGE_REINSERTED);
    for (int l = 0; l < run->lists; l++) {
        if (!(p->lists >> l & 1)) continue;
        cs_reference_effect e = {.rule = -1, .list = (int16_t)l, .lane = CS_LANE_RECORDED,
                                 .tag = CS_TAG_STALE, .term = until, .gone = until};
        cs_reference_new_record(run, p->person, l);
        CS_TRY(cs_reference_file(run, p->person, &e, err));
    }
    if (p->points == 0) return CS_OK;
    return extra(run, p->person, CS_LANE_RECORDED, CS_TAG_STALE, p->points, day, again->stays_days,
                 err);
}

cs_status cs_reference_recourse_begin(cs_reference_run *run, int day, cs_error *err)
{
    cs_reference_recourse *r = run->recourse;
    size_t kept = 0, all = r->todos;
    for (size_t i = 0; i < all && config(run); i++) {
        pending p = r->todo[i];
        if (p.day != day) continue;
        if (p.kind == DECISION) CS_TRY(decide(run, &p, day, err));
        else if (p.kind == BACK) CS_TRY(put_back(run, &p, day, err));
        else if (at(run, p.person, p.list)->since == p.since)
            CS_TRY(tell(run, p.person, p.list, day, err));
    }
    for (size_t i = 0; i < r->todos; i++)
        if (r->todo[i].day > day) r->todo[kept++] = r->todo[i];
    r->todos = kept;
    return CS_OK;
}

/* ---- the end of a day ---- */

static int times_today(const cs_reference_run *run, int which, uint32_t person, int day)
{
    const cs_reference_rate *rate =
        &run->recourse->repair[run->now == &run->regime[1]][which];
    cs_dice dice = cs_dice_at(rate->key, person, (uint32_t)day, 0);
    return cs_dice_poisson(&dice, rate->mean[person], rate->none[person]);
}

/* Paying what is owed ends whatever of their own holds the person there, in every lane. */
static bool end_matter(cs_reference_run *run, uint32_t person, int list, int day)
{
    bool any = cs_reference_clear_copies(run, person, list, true);
    for (int32_t i = run->person_effects[person]; i >= 0; i = run->effect[i].next) {
        cs_reference_effect *e = &run->effect[i];
        if (e->list != list || day >= e->gone || e->lane == CS_LANE_APPLIED) continue;
        take_off(e, day);
        any = true;
    }
    return any;
}

static cs_status make_good(cs_reference_run *run, uint32_t person, int i, int day, cs_error *err)
{
    const cs_repair *repair = CS_ITEMS(cs_repair, config(run)->repair) + i;
    if (!(run->on[(size_t)person * (size_t)run->lanes + CS_LANE_APPLIED] >> repair->list & 1))
        return CS_OK;
    if (repair->points == 0 && !end_matter(run, person, repair->list, day)) return CS_OK;
    count_paid(run, person, i, repair->price);
    if (repair->points == 0) return CS_OK;
    if (run->lanes > CS_LANES)
        CS_TRY(extra(run, person, CS_LANE_AS_WRITTEN, CS_TAG_CORRECT, repair->points, day,
                     repair->lasts_days, err));
    return extra(run, person, CS_LANE_CONDUCT, CS_TAG_CORRECT, repair->points, day,
                 repair->lasts_days, err);
}

static cs_status buy(cs_reference_run *run, uint32_t person, int day, cs_error *err)
{
    const cs_bought_points *bought = config(run)->bought;
    bool listed = false;
    for (int l = 0; l < run->lists; l++)
        listed = listed || (list_of(run, l)->penal &&
                            run->on[(size_t)person * (size_t)run->lanes + CS_LANE_APPLIED] >> l & 1);
    if (bought->only_listed && !listed) return CS_OK;
    count_paid(run, person, CS_LEDGER_REPAIRS - 1, bought->price);
    return extra(run, person, CS_LANE_RECORDED, CS_TAG_FALSE_RECORD, bought->points, day,
                 bought->lasts_days, err);
}

cs_status cs_reference_recourse_end(cs_reference_run *run, int day, cs_error *err)
{
    const cs_recourse *c = config(run);
    for (uint32_t p = 0; c && p < run->persons; p++) {
        if (times_today(run, CS_REPAIRS_MOST + 1, p, day) > 0)
            for (int l = 0; l < run->lists; l++) CS_TRY(tell(run, p, l, day, err));
        for (int i = 0; i < c->repair.count; i++)
            for (int n = times_today(run, i, p, day); n > 0; n--)
                CS_TRY(make_good(run, p, i, day, err));
        for (int n = c->bought ? times_today(run, CS_REPAIRS_MOST, p, day) : 0; n > 0; n--)
            CS_TRY(buy(run, p, day, err));
    }
    return CS_OK;
}

/* ---- settlement ---- */

void cs_reference_new_record(cs_reference_run *run, uint32_t person, int list)
{
    at(run, person, list)->let_off = 0;
}

void cs_reference_look_back(const cs_reference_run *run, uint32_t person, uint8_t *before)
{
    for (int l = 0; l < run->lists; l++) {
        standing *s = at(run, person, l);
        uint8_t bit = (uint8_t)(1u << l);
        for (int lane = CS_LANE_RECORDED; s->afresh && lane <= CS_LANE_APPLIED; lane++)
            before[lane] = (uint8_t)((before[lane] & ~bit) | (before[CS_LANE_PROTECTED] & bit));
        s->afresh = false;
    }
}

void cs_reference_lift(cs_reference_run *run, uint32_t person, int list, uint8_t *on)
{
    standing *s = at(run, person, list);
    uint8_t bit = (uint8_t)(1u << list);
    if (s->let_off == 0) return;
    if (!(on[s->let_off] & bit)) {
        s->let_off = 0;
    } else if (s->let_off == CS_LANE_RECORDED) {
        on[CS_LANE_RECORDED] &= (uint8_t)~bit;
        on[CS_LANE_APPLIED] &= (uint8_t)~bit;
    } else if (!(on[CS_LANE_RECORDED] & bit)) {
        on[CS_LANE_APPLIED] &= (uint8_t)~bit;
    }
}

bool cs_reference_passes(cs_reference_run *run, uint32_t person, int list, cs_cause cause)
{
    const cs_review_before *review = list_of(run, list)->review_before;
    if (!review) return true;
    const cs_by_class passes = {review->wrong, review->right, review->protected_conduct,
                                review->association};
    cs_dice dice = dice_of(run, person, list, run->to, 3);
    if (cs_dice_says(&dice, of_class(&passes, cause))) return true;
    count(run, person, list, CS_STAGE_STOPPED);
    count_if_wrongful(run, person, list, CS_STAGE_STOPPED_WRONGFUL, cause);
    let_off(run, person, list, cause == CS_CAUSE_ASSOCIATION ? CS_LANE_APPLIED : CS_LANE_RECORDED);
    return false;
}

cs_status cs_reference_recourse_moved(cs_reference_run *run, uint32_t person, const uint8_t *before,
                             const uint8_t *on, cs_error *err)
{
    const cs_recourse *c = config(run);
    for (int l = 0; c && l < run->lists; l++) {
        bool was = before[CS_LANE_APPLIED] >> l & 1, is = on[CS_LANE_APPLIED] >> l & 1;
        if (was == is || agency_of(run, l) < 0) continue;
        if (is) CS_TRY(come(run, person, l, run->to, err));
        else at(run, person, l)->since = -1;
    }
    return CS_OK;
}

cs_status cs_reference_agencies(cs_reference_run *run, cs_error *err)
{
    const cs_recourse *c = config(run);
    for (int a = 0; c && a < c->agencies.count; a++) {
        cs_reference_office *office = &run->recourse->office[a];
        cs_reference_waiting w;
        double decided;
        bool overdue;
        CS_TRY(cs_reference_office_open(office, run, a, err));
        while (cs_reference_office_serve(office, run, a, &w, &decided, &overdue)) {
            int day = decided < 1e6 ? (int)decided + 1 : 1000000;
            pending p = {.kind = DECISION, .day = day < run->to ? run->to : day,
                         .person = w.person, .list = w.list, .since = w.since, .round = w.round,
                         .overdue = overdue};
            CS_TRY(later(run, &p, err));
        }
    }
    return CS_OK;
}

void cs_reference_recourse_close(cs_reference_run *run)
{
    for (int a = 0; a < CS_AGENCIES_MOST; a++)
        cs_reference_office_close(&run->recourse->office[a], run, a);
}
