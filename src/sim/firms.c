/* The mechanism between the two populations. In the firms' world it notes which firms come onto lists
   and leave them; in the persons' world it makes people answer for them, in lane `applied`. */
#include "sim/firms.h"

#include "core/mem.h"
#include "sim/mechanism.h"

#include <string.h>

enum { DUE_ANSWER, DUE_POINTS_END };

typedef struct ready {
    const cs_scenario *scenario;    /* of the world the plan is of */
    const cs_responsible *answers;
    cs_key who_key, rest_key;
    cs_answerable people;           /* in the persons' world */
    int number;                     /* of this mechanism in the plan */
    size_t row;
} ready;

/* What falls due among the persons of a block. */
typedef struct duty { uint32_t firm; uint16_t person, from, to; uint8_t list, cause; } duty;

/* All blocks' duties, each block's together. */
typedef struct duties {
    size_t *first;                  /* [blocks + 1] */
    duty *duty;
} duties;

/* Stays of the firms of one block. */
typedef struct stays {
    cs_sparse open;                 /* firm * 8 + list: number of the spell that has not ended */
    cs_firm_spells spells;
} stays;

static const cs_responsible *answers_of(const cs_scenario *s)
{
    const cs_scenario *firms = s->of_firms ? s : s->firms;
    return firms ? firms->responsible : NULL;
}

int cs_firm_list_tells(const cs_responsible *answers, int list)
{
    for (int i = 0; i < answers->lists.count; i++)
        if (answers->lists.index[i] == list) return 1;
    return 0;
}

int cs_firm_region(const cs_scenario *s, int region)
{
    const cs_shares *own = &s->firms->population.regions, *theirs = &s->population.regions;
    for (int r = 0; own->count > 1 && r < theirs->count; r++)
        if (strcmp(own->names[region], theirs->names[r]) == 0) return r;
    return -1;
}

static bool wanted(const cs_scenario *scenario)
{
    return answers_of(scenario) != NULL;
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **out,
                         cs_error *err)
{
    ready *r = cs_alloc(1, sizeof *r);
    if (!r) return cs_fail_memory(err, "who answers for firms");
    *out = r;
    r->scenario = plan->scenario;
    r->answers = answers_of(plan->scenario);
    r->number = plan->mechanisms - 1;
    r->row = plan->mechanism_row[r->number];
    if (plan->scenario->of_firms) return CS_OK;
    r->who_key = cs_key_of(seed, "firms.responsible.who");
    r->rest_key = cs_key_of(seed, "firms.responsible.rest");
    r->people = cs_answerable_of(pop, &plan->scenario->population, r->who_key);
    CS_TRY(cs_plan_claim(plan, r->who_key, err));
    return cs_plan_claim(plan, r->rest_key, err);
}

static void release(void *context)
{
    cs_free(context);
}

/* ---- in the firms' world ---- */

static cs_status open_stays(void **own, cs_error *err)
{
    stays *s = cs_alloc(1, sizeof *s);
    if (!s) return cs_fail_memory(err, "the stays of firms on lists");
    s->open.size = sizeof(uint32_t);
    *own = s;
    return CS_OK;
}

static cs_status firm_comes(stays *s, const cs_firm_spell *spell, uint32_t key, cs_error *err)
{
    void *value;
    uint32_t number = (uint32_t)s->spells.count;
    CS_TRY(cs_sparse_make(&s->open, key, &value, err));
    memcpy(value, &number, sizeof number);
    CS_TRY(cs_reserve((void **)&s->spells.spell, &s->spells.room, s->spells.count + 1,
                      sizeof *s->spells.spell, "the stays of firms on lists", err));
    s->spells.spell[s->spells.count++] = *spell;
    return CS_OK;
}

static void firm_leaves(stays *s, uint32_t key, int day)
{
    const uint32_t *number = cs_sparse_find(&s->open, key);
    if (!number) return;
    s->spells.spell[*number].to = (uint16_t)day;
    cs_sparse_remove(&s->open, key);
}

static cs_status moved(const void *context, cs_block *b, const cs_world_state *w, uint16_t firm,
                       const uint8_t *before, const uint8_t *after, int day, cs_error *err)
{
    const ready *r = context;
    const cs_plan *plan = w->plan;
    if (!plan->scenario->of_firms) return CS_OK;
    stays *s = b->own[r->number];
    unsigned was = before[CS_LANE_APPLIED], is = after[CS_LANE_APPLIED];
    cs_standing standing = {.person = firm, .lists = after, .penalties = &b->penalties};
    if (b->score.points) standing.kept = b->score.points + (size_t)firm * (size_t)plan->lanes;
    for (int l = 0; l < plan->lists; l++) {
        uint32_t key = (uint32_t)firm * 8u + (uint32_t)l;
        if (!((was ^ is) >> l & 1) || !cs_firm_list_tells(r->answers, l)) continue;
        if (was >> l & 1) {
            firm_leaves(s, key, day);
            continue;
        }
        cs_firm_spell spell = {
            .firm = b->first + firm, .from = (uint16_t)day, .to = CS_FIRM_STAYS,
            .region = (uint16_t)cs_block_region(b, w->pop, b->first + firm), .list = (uint8_t)l,
            .cause = (uint8_t)cs_cause_of(&standing, &b->accounts, &plan->view[l], l)};
        CS_TRY(firm_comes(s, &spell, key, err));
    }
    return CS_OK;
}

/* After the last window the stays are handed over, block after block. */
static cs_status window(const void *context, cs_world_state *w, int from, int to, cs_error *err)
{
    const ready *r = context;
    (void)from;
    if (!w->plan->scenario->of_firms || to < w->horizon) return CS_OK;
    for (uint32_t b = 0; b < w->pop->blocks; b++) {
        const stays *s = w->blocks[b].own[r->number];
        if (s->spells.count == 0) continue;
        CS_TRY(cs_reserve((void **)&w->firms->spell, &w->firms->room,
                          w->firms->count + s->spells.count, sizeof *w->firms->spell,
                          "the stays of firms on lists", err));
        memcpy(w->firms->spell + w->firms->count, s->spells.spell,
               s->spells.count * sizeof *s->spells.spell);
        w->firms->count += s->spells.count;
    }
    return CS_OK;
}

/* ---- in the persons' world ---- */

/* What is said of those who answer on the day a firm comes onto its list. r: of the first plan. */
static const cs_responsible *in_force(const ready *r, int day)
{
    const cs_scenario *s = r->scenario;
    return s->later && day >= s->later_day ? answers_of(s->later) : r->answers;
}

/* The person who answers for the firm, where there is one. */
static bool find_person(const ready *r, const cs_population *pop, const cs_firm_spell *spell,
                        uint32_t *person)
{
    const cs_scenario *s = r->scenario;
    double share = in_force(r, spell->from)->share;
    int region = cs_firm_region(s, spell->region);
    if (!cs_answerable_has(&r->people, spell->firm, share)) return false;
    *person = region < 0 ? cs_answerable_who(&r->people, spell->firm, 0, pop->persons)
                         : cs_answerable_who(&r->people, spell->firm, pop->region_start[region],
                                             pop->region_start[region + 1]);
    return true;
}

static void close_duties(void *context)
{
    duties *d = context;
    cs_free(d->first);
    cs_free(d->duty);
    cs_free(d);
}

/* Two passes: count each block's, then put them in their places, so that they keep the firms' order. */
static cs_status share_out(const ready *r, const cs_world_state *w, duties *d, cs_error *err)
{
    uint32_t blocks = w->pop->blocks, person;
    size_t *next = cs_alloc((size_t)blocks + 1, sizeof *next);
    d->first = cs_alloc((size_t)blocks + 1, sizeof *d->first);
    d->duty = cs_alloc(w->firms->count + 1, sizeof *d->duty);
    if (!next || !d->first || !d->duty) {
        cs_free(next);
        return cs_fail_memory(err, "who answers for firms");
    }
    for (size_t i = 0; i < w->firms->count; i++)
        if (find_person(r, w->pop, &w->firms->spell[i], &person))
            d->first[person / CS_BLOCK_PERSONS + 1]++;
    for (uint32_t b = 0; b < blocks; b++) d->first[b + 1] += d->first[b];
    memcpy(next, d->first, ((size_t)blocks + 1) * sizeof *next);
    for (size_t i = 0; i < w->firms->count; i++) {
        const cs_firm_spell *spell = &w->firms->spell[i];
        if (!find_person(r, w->pop, spell, &person)) continue;
        d->duty[next[person / CS_BLOCK_PERSONS]++] =
            (duty){.firm = spell->firm, .person = (uint16_t)(person % CS_BLOCK_PERSONS),
                   .from = spell->from, .to = spell->to, .list = spell->list,
                   .cause = spell->cause};
    }
    cs_free(next);
    return CS_OK;
}

static cs_status open_world(const void *context, cs_world_state *w, void **shared, cs_error *err)
{
    if (w->plan->scenario->of_firms) return CS_OK;
    duties *d = cs_alloc(1, sizeof *d);
    if (!d) return cs_fail_memory(err, "who answers for firms");
    *shared = d;
    return share_out(context, w, d, err);
}

/* Points change hands, and are taken back on a day of their own. */
static cs_status give_points(cs_block *b, const cs_world_state *w, const ready *r, uint16_t person,
                             int day, int64_t days, cs_error *err)
{
    int points = r->answers->points;
    cs_due due = {.person = person, .lane = CS_LANE_APPLIED, .tag = CS_TAG_CORRECT,
                  .what = CS_DUE_OF(r->number, DUE_POINTS_END),
                  .luck = (uint32_t)(int32_t)points};
    if (points == 0 || days == 0) return CS_OK;
    CS_TRY(cs_block_points(b, w->plan, &due, points, r->answers->lasts_days == CS_FOREVER, err));
    return days == CS_FOREVER ? CS_OK : cs_block_schedule(b, w, &due, day + days, err);
}

/* From `day` on the person answers, for so many days. */
static cs_status answer(cs_block *b, const cs_world_state *w, const ready *r, uint16_t person,
                        int day, int32_t days, cs_error *err)
{
    const cs_refs *enters = &r->answers->enters;
    CS_TRY(give_points(b, w, r, person, day, days, err));
    for (int i = 0; i < enters->count; i++)
        CS_TRY(cs_block_list(b, w, person, enters->index[i], CS_LANE_APPLIED, CS_TAG_CORRECT, day,
                             days, false, err));
    return CS_OK;
}

/* Days a duty that begins with the firm's stay has. */
static int32_t days_of(const ready *r, int from, int to)
{
    if (r->answers->lasts_days) return r->answers->lasts_days;
    return to == CS_FIRM_STAYS ? CS_FOREVER : to - from;
}

/* For a firm that is listed when the run begins, days from the day before the first: part of a term has
   gone by, evenly drawn. */
static int32_t rest_of(const ready *r, const duty *d)
{
    int32_t days = days_of(r, -1, d->to);
    if (r->answers->lasts_days == 0 || days == CS_FOREVER) return days;
    cs_words w = cs_philox(d->firm, d->list, 0, 0, r->rest_key);
    return 1 + (int32_t)cs_below((uint32_t)days, w.w[0], w.w[1]);
}

static cs_status open_duties(const ready *r, const cs_world_state *w, cs_block *b, duties *all,
                             cs_error *err)
{
    int m = r->number;
    for (size_t i = all->first[b->number]; i < all->first[b->number + 1]; i++) {
        const duty *d = &all->duty[i];
        if (d->from == 0) {
            CS_TRY(answer(b, w, r, d->person, -1, rest_of(r, d), err));
            continue;
        }
        cs_due due = {.person = d->person, .what = CS_DUE_OF(m, DUE_ANSWER),
                      .lane = CS_LANE_APPLIED, .tag = d->cause, .index = d->list,
                      .luck = (uint32_t)d->from | (uint32_t)d->to << 16};
        CS_TRY(cs_block_schedule(b, w, &due, (int64_t)d->from + in_force(r, d->from)->delay_days,
                                 err));
    }
    return CS_OK;
}

static cs_status open_block(const void *context, const cs_world_state *w, cs_block *b, void **own,
                            cs_error *err)
{
    const ready *r = context;
    if (w->plan->scenario->of_firms) return open_stays(own, err);
    CS_TRY(open_stays(own, err)); /* empty: that the block has its duties */
    return open_duties(r, w, b, w->shared[r->number], err);
}

static void archive_number_of(cs_archive *a, void *item)
{
    uint32_t *number = item;
    cs_archive_number(a, *number);
}

static void archive_spell(cs_archive *a, void *item)
{
    cs_firm_spell *spell = item;
    cs_archive_number(a, spell->firm);
    cs_archive_number(a, spell->region);
    cs_archive_number(a, spell->from);
    cs_archive_number(a, spell->to);
    cs_archive_number(a, spell->list);
    cs_archive_number(a, spell->cause);
}

static void keep_block(const void *context, const cs_world_state *w, cs_block *b, void *own,
                       cs_archive *a)
{
    stays *s = own;
    (void)context;
    cs_sparse_archive(a, &s->open, b->size * 8u, archive_number_of, "stays of firms");
    cs_archive_items(a, (void **)&s->spells.spell, &s->spells.count, &s->spells.room,
                     sizeof *s->spells.spell, UINT32_MAX, archive_spell, "stays of firms");
    for (size_t i = 0; a->reading && i < s->spells.count; i++) {
        const cs_firm_spell *spell = &s->spells.spell[i];
        if (spell->firm >= w->pop->persons || spell->region >= w->pop->regions ||
            spell->list >= w->plan->lists || spell->cause > CS_CAUSES)
            cs_archive_damaged(a, "a firm stays on list number %d", spell->list);
    }
    for (uint32_t i = 0; a->reading && i < s->open.room; i++) {
        uint32_t number;
        if (!s->open.keys[i]) continue;
        memcpy(&number, s->open.values + i * s->open.size, sizeof number);
        if (number >= s->spells.count)
            cs_archive_damaged(a, "a firm is on its stay number %u of %zu", number, s->spells.count);
    }
}

/* The duties (first, duty) are on the calendars once the blocks are opened. */
static void keep(const void *context, cs_world_state *w, void *shared, cs_archive *a)
{
    (void)context;
    (void)w;
    (void)shared;
    (void)a;
}

/* What firms do is known before the people's days begin. */
static bool from_start(const cs_scenario *scenario)
{
    return scenario->later && scenario->firms && scenario->later_firms;
}

static void close_block(void *context)
{
    stays *s = context;
    cs_sparse_free(&s->open);
    cs_free(s->spells.spell);
    cs_free(s);
}

static cs_status due(const void *context, cs_block *b, const cs_world_state *w, cs_worker *worker,
                     const cs_due *due, int day, cs_error *err)
{
    const ready *r = context;
    if (due->what == CS_DUE_OF(r->number, DUE_POINTS_END))
        return cs_block_points(b, w->plan, due, -(int32_t)due->luck, false, err);
    int from = (int)(due->luck & 0xffff), to = (int)(due->luck >> 16);
    cs_block_count(b, w, worker, r->row + due->tag, due->person);
    CS_TRY(cs_block_note(b, &(cs_event){.person = b->first + due->person, .day = day + 1,
                               .kind = CS_EVENT_ANSWERS, .lane = CS_LANE_APPLIED,
                               .tag = (int8_t)due->tag, .what = due->index,
                               .points = r->answers->points}, err));
    return answer(b, w, r, due->person, day, days_of(r, from, to), err);
}

static bool fits(const void *context, const cs_world_state *w, const cs_due *due)
{
    const ready *r = context;
    bool ends = due->what == CS_DUE_OF(r->number, DUE_POINTS_END);
    return due->lane < w->plan->lanes && due->tag < (ends ? (int)CS_TAGS : (int)CS_CAUSES);
}

/* ---- counting ---- */

static size_t rows(const cs_scenario *scenario)
{
    return !scenario->of_firms && wanted(scenario) ? CS_CAUSES : 0;
}

static void spread(const void *context, const cs_world_state *w, const cs_tally *all, size_t row,
                   cs_ledger *ledger)
{
    (void)context;
    if (w->plan->scenario->of_firms) return;
    for (int c = 0; c < CS_CAUSES; c++)
        cs_tally_spread(all, row + (size_t)c, w->pop, ledger->answered + c, CS_CAUSES);
}

const cs_mechanism cs_firms_mechanism = {
    .name = "firms", .wanted = wanted, .prepare = prepare, .release = release, .rows = rows,
    .spread = spread, .open = open_world, .close = close_duties, .open_block = open_block,
    .close_block = close_block, .keep = keep, .keep_block = keep_block, .from_start = from_start,
    .due = due, .fits = fits, .moved = moved, .window = window};
