/* The reference engine's association: every pair of a person on a list and somebody they may bring
   something upon is written down, and looked at every day; averages are worked out from nothing at every
   settlement, and cascades are followed back from everybody. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

#define NEVER INT32_MAX
#define NOBODY UINT32_MAX

static const cs_association *rule_of(const cs_scenario *scenario, int r)
{
    return CS_ITEMS(cs_association, scenario->association) + r;
}

static const cs_contacts *contacts_of(const cs_reference_run *run)
{
    const cs_score_config *score = run->now->scenario->score;
    return score && score->contacts && score->contacts->weight > 0.0 ? score->contacts : NULL;
}

cs_status cs_reference_association_init(cs_reference_run *run, cs_error *err)
{
    size_t persons = run->persons, rules = (size_t)run->base->association.count;
    run->rules = run->base;
    run->pass_key = cs_key_of(run->seed, "reference.association");
    if (run->base->population.ties)
        CS_TRY(cs_ties_init(&run->ties, run->base->population.ties, run->pop, run->seed, err));
    run->spell = cs_alloc(persons * rules, sizeof *run->spell);
    run->root = cs_alloc(persons * (size_t)run->lists, sizeof *run->root);
    run->average = cs_alloc(persons, sizeof *run->average);
    run->next_average = cs_alloc(persons, sizeof *run->next_average);
    run->shift = cs_alloc(persons, sizeof *run->shift);
    if (!run->spell || !run->root || !run->average || !run->next_average || !run->shift)
        return cs_fail_memory(err, "the association of the reference engine");
    for (size_t i = 0; i < persons * rules; i++) run->spell[i] = -1;
    for (size_t i = 0; i < persons * (size_t)run->lists; i++) run->root[i] = NOBODY;
    return CS_OK;
}

void cs_reference_association_free(cs_reference_run *run)
{
    cs_ties_free(run->ties);
    cs_free(run->passing);
    cs_free(run->spell);
    cs_free(run->root);
    cs_free(run->average);
    cs_free(run->next_average);
    cs_free(run->shift);
}

/* ---- coming into force ---- */

static uint32_t *root_at(cs_reference_run *run, uint32_t person, int list)
{
    return &run->root[(size_t)person * (size_t)run->lists + (size_t)list];
}

static cs_status file_effect(cs_reference_run *run, cs_reference_passing *p, int number,
                             const cs_reference_effect *e, cs_error *err)
{
    p->effect[number] = (int32_t)run->effects;
    return cs_reference_file(run, p->to, e, err);
}

static cs_status come_into_force(cs_reference_run *run, cs_reference_passing *p, int day, cs_error *err)
{
    const cs_association *rule = rule_of(run->now->scenario, p->rule);
    int32_t until = rule->lasts_days == 0 || rule->lasts_days == CS_FOREVER ? NEVER
                                                                            : day + rule->lasts_days;
    cs_reference_effect e = {.points = p->points, .rule = -1, .list = -1, .lane = CS_LANE_APPLIED,
                             .tag = CS_TAG_CORRECT, .term = until, .gone = until};
    if (p->points && rule->lasts_days == CS_FOREVER)
        cs_reference_give(run, p->to, CS_LANE_APPLIED, p->points, day);
    else if (p->points) CS_TRY(file_effect(run, p, 0, &e, err));
    e.points = 0;
    for (int i = 0; i < rule->enters.count; i++) {
        e.list = (int16_t)rule->enters.index[i];
        CS_TRY(file_effect(run, p, 1 + i, &e, err));
        uint32_t *root = root_at(run, p->to, e.list);
        if (*root == NOBODY) *root = p->root;
    }
    cs_reference_count(run, p->to, run->ledger->reached + (size_t)p->rule * (size_t)run->pop->cells,
                       1, 1);
    return CS_OK;
}

static int later_of(int a, int b)
{
    return a > b ? a : b;
}

/* First of the cascade through which `from` is on what sets the rule off. */
static uint32_t root_of(cs_reference_run *run, const cs_association *rule, uint32_t from)
{
    uint32_t root = rule->list >= 0 ? *root_at(run, from, rule->list) : from;
    return root == NOBODY ? from : root;
}

cs_status cs_reference_from_others(cs_reference_run *run, int day, cs_error *err)
{
    for (size_t i = 0; i < run->passings; i++) {
        cs_reference_passing *p = &run->passing[i];
        const cs_association *rule = rule_of(run->rules, p->rule);
        size_t at = (size_t)p->from * (size_t)run->base->association.count + (size_t)p->rule;
        if (p->passes == day && run->spell[at] == p->spell) {
            p->arrives = later_of(day + rule->delay_days, run->to);
            p->points = rule->points;
            p->root = root_of(run, rule, p->from);
        }
        if (p->arrives == day) CS_TRY(come_into_force(run, p, day, err));
        for (int e = 0; p->ends == day && e < 1 + CS_LISTS_MOST; e++)
            if (p->effect[e] >= 0) run->effect[p->effect[e]].gone = day;
    }
    return CS_OK;
}

/* ---- setting off ---- */

static cs_status write_down(cs_reference_run *run, int r, uint32_t from, uint32_t to, int day,
                            cs_error *err)
{
    const cs_association *rule = rule_of(run->rules, r);
    cs_dice dice = cs_dice_at(run->pass_key, from, to, (uint32_t)(run->spells * 16 + r));
    cs_reference_passing p = {.from = from, .to = to, .rule = (int16_t)r, .spell = run->spells,
                              .passes = NEVER, .arrives = NEVER, .ends = NEVER,
                              .points = rule->points, .root = root_of(run, rule, from)};
    memset(p.effect, 0xff, sizeof p.effect);
    if (rule->per_day > 0.0) {
        p.passes = day; /* one throw a day until it says yes */
        while (p.passes < run->horizon && !cs_dice_says(&dice, rule->per_day)) p.passes++;
    } else if (cs_dice_says(&dice, rule->probability)) {
        p.arrives = later_of(day + rule->delay_days, run->to);
    }
    CS_TRY(cs_reserve((void **)&run->passing, &run->passing_room, run->passings + 1,
                      sizeof *run->passing, "what people bring upon others", err));
    run->passing[run->passings++] = p;
    return CS_OK;
}

static cs_status start(cs_reference_run *run, int r, uint32_t person, int day, cs_error *err)
{
    uint32_t other[CS_TIES_MOST], first, size;
    size_t at = (size_t)person * (size_t)run->base->association.count + (size_t)r;
    run->spell[at] = ++run->spells;
    if (rule_of(run->rules, r)->to == CS_TO_HOUSEHOLD) {
        cs_population_household(run->pop, person, &first, &size);
        for (uint32_t p = first; p < first + size; p++)
            if (p != person) CS_TRY(write_down(run, r, person, p, day, err));
        return CS_OK;
    }
    int count = cs_ties_of(run->ties, person, other);
    for (int i = 0; i < count; i++) CS_TRY(write_down(run, r, person, other[i], day, err));
    return CS_OK;
}

static void stop(cs_reference_run *run, int r, uint32_t person, int day)
{
    size_t at = (size_t)person * (size_t)run->base->association.count + (size_t)r;
    const cs_association *rule = rule_of(run->rules, r);
    for (size_t i = 0; i < run->passings; i++) {
        cs_reference_passing *p = &run->passing[i];
        if (p->spell != run->spell[at] || p->arrives == NEVER || rule->lasts_days != 0) continue;
        p->ends = later_of(day + rule->delay_days, run->to);
    }
    run->spell[at] = -1;
}

static bool in_band(const cs_reference_run *run, int points, int band)
{
    return cs_reference_band(run->now->scenario->score, points) >= band;
}

static bool sets_off(cs_reference_run *run, const cs_association *rule, uint32_t person)
{
    const uint8_t *on = run->on + (size_t)person * (size_t)run->lanes;
    cs_reference_sums sums;
    bool applied, recorded;
    if (rule->list >= 0) {
        applied = on[CS_LANE_APPLIED] >> rule->list & 1;
        recorded = on[CS_LANE_RECORDED] >> rule->list & 1;
    } else {
        cs_reference_read(run, person, run->to - 1, &sums);
        applied = in_band(run, sums.points[CS_LANE_APPLIED], rule->band);
        recorded = in_band(run, sums.points[CS_LANE_RECORDED], rule->band);
    }
    return applied && (rule->passes_on || recorded);
}

/* Whether a rule does anything to anybody. */
static bool works(const cs_association *rule)
{
    return (rule->points != 0 || rule->enters.count > 0) &&
           (rule->per_day > 0.0 || rule->probability > 0.0);
}

static bool is_entered(const cs_scenario *scenario, int list)
{
    for (int r = 0; r < scenario->association.count; r++)
        for (int i = 0; i < rule_of(scenario, r)->enters.count; i++)
            if (works(rule_of(scenario, r)) && rule_of(scenario, r)->enters.index[i] == list)
                return true;
    return false;
}

cs_status cs_reference_set_off(cs_reference_run *run, cs_error *err)
{
    int rules = run->base->association.count;
    for (uint32_t p = 0; p < run->persons && rules > 0; p++) {
        uint8_t on = run->on[(size_t)p * (size_t)run->lanes + CS_LANE_APPLIED];
        for (int l = 0; l < run->lists; l++)
            if (on >> l & 1 && is_entered(run->rules, l) && *root_at(run, p, l) == NOBODY)
                *root_at(run, p, l) = p;
        for (int r = 0; r < rules; r++) {
            bool is = works(rule_of(run->rules, r)) && sets_off(run, rule_of(run->rules, r), p);
            bool was = run->spell[(size_t)p * (size_t)rules + (size_t)r] >= 0;
            if (is && !was) CS_TRY(start(run, r, p, run->to, err));
            if (was && !is) stop(run, r, p, run->to);
        }
    }
    return CS_OK;
}

cs_status cs_reference_change_over(cs_reference_run *run, int day, cs_error *err)
{
    const cs_scenario *old = run->rules, *next = run->now->scenario;
    int rules = run->base->association.count;
    if (old == next) return CS_OK;
    for (uint32_t p = 0; p < run->persons; p++)
        for (int r = 0; r < rules; r++) {
            const cs_association *a = rule_of(old, r), *b = rule_of(next, r);
            if (run->spell[(size_t)p * (size_t)rules + (size_t)r] < 0) continue;
            if (a->points == b->points && a->probability == b->probability && a->per_day == b->per_day)
                continue;
            if (a->lasts_days != 0 && a->per_day == 0.0) continue;
            run->rules = old;
            stop(run, r, p, day + 1);
            run->rules = next;
            if (works(b)) CS_TRY(start(run, r, p, day + 1, err));
        }
    run->rules = next;
    return CS_OK;
}

/* ---- averages ---- */

/* One round of x <- (1 - a) s + a (mean over contacts of `of`), into next_average; the largest change. */
static double go_round(cs_reference_run *run, const double *own, const double *of, double weight)
{
    uint32_t other[CS_TIES_MOST];
    double most = 0.0;
    for (uint32_t p = 0; p < run->persons; p++) {
        int count = cs_ties_of(run->ties, p, other);
        double mean = 0.0;
        for (int i = 0; i < count; i++) mean += of[other[i]] / count;
        double next = count ? (1.0 - weight) * own[p] + weight * mean : own[p];
        double change = next > of[p] ? next - of[p] : of[p] - next;
        if (change > most) most = change;
        run->next_average[p] = next;
    }
    return most;
}

static int nearest(double x)
{
    int below = (int)x - 2;
    while (below + 1 <= x + 0.5 + 1e-7) below++;
    return below;
}

void cs_reference_average(cs_reference_run *run)
{
    const cs_contacts *contacts = contacts_of(run);
    double *own = contacts ? cs_alloc(run->persons, sizeof *own) : NULL;
    if (!own) return;
    cs_reference_sums sums;
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_reference_add_up(run, p, run->to - 1, &sums);
        own[p] = cs_reference_score(run->now->scenario->score, sums.points[CS_LANE_RECORDED]);
        run->average[p] = own[p];
    }
    double most;
    do {
        most = go_round(run, own, run->average, contacts->weight);
        memcpy(run->average, run->next_average, run->persons * sizeof *own);
    } while (contacts->form == CS_CONTACTS_FIXED_POINT && most > 1e-9 * (1.0 - contacts->weight));
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_reference_add_up(run, p, run->to - 1, &sums);
        run->shift[p] = nearest(run->average[p]) - sums.points[CS_LANE_RECORDED];
    }
    cs_free(own);
}

/* ---- the last day ---- */

static void close_cascades(cs_reference_run *run, int list, int64_t *size)
{
    int64_t *powers = run->ledger->cascade_powers + (size_t)list * CS_MOMENTS;
    for (uint32_t p = 0; p < run->persons; p++) size[p] = 0;
    for (uint32_t p = 0; p < run->persons; p++)
        if (*root_at(run, p, list) != NOBODY) size[*root_at(run, p, list)]++;
    for (uint32_t p = 0; p < run->persons; p++) {
        if (size[p] == 0) continue;
        int64_t kept = size[p] < CS_CASCADE_MOST ? size[p] : CS_CASCADE_MOST;
        run->ledger->cascades[list * (CS_CASCADE_MOST + 1) + kept]++;
        powers[CS_MOMENT_COUNT]++;
        powers[CS_MOMENT_SUM] += size[p];
        powers[CS_MOMENT_SQUARES] += size[p] * size[p];
    }
}

/* Acquaintances from everybody to the nearest person on the lists, by going round until nobody is nearer. */
static void close_steps(cs_reference_run *run, int row, unsigned lists, int64_t *apart)
{
    uint32_t other[CS_TIES_MOST];
    bool nearer = true;
    int base = run->now->scenario->score->base;
    for (uint32_t p = 0; p < run->persons; p++)
        apart[p] = run->on[(size_t)p * (size_t)run->lanes + CS_LANE_APPLIED] & lists ? 0 : CS_STEPS_MOST;
    while (nearer) {
        nearer = false;
        for (uint32_t p = 0; p < run->persons; p++) {
            int count = cs_ties_of(run->ties, p, other);
            for (int i = 0; i < count; i++)
                if (apart[other[i]] + 1 < apart[p]) {
                    apart[p] = apart[other[i]] + 1;
                    nearer = true;
                }
        }
    }
    for (uint32_t p = 0; p < run->persons; p++) {
        size_t at = (size_t)row * (CS_STEPS_MOST + 1) + (size_t)apart[p];
        double points = (run->average[p] - base) * 1e6;
        run->ledger->steps[at]++;
        run->ledger->step_points[at] += (int64_t)(points < 0 ? points - 0.5 : points + 0.5);
    }
}

cs_status cs_reference_association_close(cs_reference_run *run, cs_error *err)
{
    const cs_list *lists = CS_ITEMS(cs_list, run->now->scenario->lists);
    unsigned penal = 0;
    int64_t *room = cs_alloc(run->persons, sizeof *room);
    if (!room) return cs_fail_memory(err, "the association of the reference engine");
    for (int l = 0; l < run->lists; l++) penal |= (unsigned)lists[l].penal << l;
    for (int l = 0; l < run->lists; l++)
        if (is_entered(run->rules, l)) close_cascades(run, l, room);
    for (int l = 0; contacts_of(run) && l <= run->lists; l++)
        close_steps(run, l, l < run->lists ? 1u << l : penal, room);
    cs_free(room);
    return CS_OK;
}
