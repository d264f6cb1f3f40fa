/* Association in the block engine: who is on a list or in a band brings something upon others.

   Nobody is looked at whom settlement does not look at. Somebody who comes onto the list (or into the
   band) is a source from that day on; whom a source reaches is drawn from (source, other, day), so that
   it need not be kept: what ends with the source is drawn again and taken back from the same people.
   Everything that crosses goes by message. Under `lists` it is remembered through whom somebody first
   came to be listed, back to the first of the cascade. */
#include "sim/mechanism.h"

#include "core/math.h"
#include "core/mem.h"
#include "population/ties.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEVER 100000 /* days: later than any horizon */

/* Codes of what falls due; the points ride in lane and tag, the rule in index. */
enum { BEGIN, END, PASS, EXPIRE };

/* A rule made ready. */
typedef struct rule {
    const cs_association *config;
    cs_key key;
    uint64_t once;         /* threshold */
    double daily;          /* log(1 - per_day); 0: once */
    int below;             /* set off by a score below this; by list: unused */
    uint8_t enters;        /* lists, a bit each */
    bool idle;             /* reaches nobody, or with nothing: as if it were not there */
} rule;

typedef struct association {
    const cs_population *pop;
    cs_ties *ties;         /* NULL: no rule reaches contacts */
    int number;            /* of the mechanism */
    int rules, lists;
    size_t first_row;
    bool by_band;          /* some rule is set off by a band */
    uint8_t cascading;     /* lists that some rule puts people on, a bit each */
    rule rule[CS_ASSOCIATIONS_MOST];
} association;

/* A block's part. */
typedef struct own {
    const association *ready; /* under which its sources were set off */
    cs_sparse sources;     /* of source, by person * 16 + rule */
    cs_sparse roots;       /* of uint32_t, by person * 8 + list: first person of the cascade */
} own;

typedef struct source { uint16_t since, spare; } source;

/* The sizes of cascades, counted at the end. */
typedef struct sizes {
    int lists;
    int64_t *cascades;     /* [lists][CS_CASCADE_MOST + 1] */
    int64_t *powers;       /* [lists][CS_MOMENTS] */
} sizes;

/* ---- the plan ---- */

static bool wanted(const cs_scenario *scenario)
{
    return scenario->association.count > 0;
}

static void ready_rule(rule *r, const cs_association *config, const cs_plan *plan, uint64_t seed)
{
    char purpose[128];
    snprintf(purpose, sizeof purpose, "association.%s.passes", config->name);
    *r = (rule){.config = config, .key = cs_key_of(seed, purpose),
                .once = cs_threshold(config->probability)};
    if (config->per_day > 0.0) r->daily = config->per_day < 1.0 ? cs_log1m(config->per_day) : -1e9;
    r->below = INT_MIN;
    if (config->band == 0) r->below = INT_MAX;
    if (config->band > 0) r->below = plan->score->bands.at_least[config->band - 1];
    for (int i = 0; i < config->enters.count; i++)
        r->enters |= (uint8_t)(1u << config->enters.index[i]);
    r->idle = (config->points == 0 && r->enters == 0) || (r->once == 0 && r->daily == 0.0);
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err)
{
    const cs_scenario *s = plan->scenario;
    association *a = cs_alloc(1, sizeof *a);
    *ready = a;
    if (!a) return cs_fail_memory(err, "association");
    a->pop = pop;
    a->number = cs_mechanism_number(&cs_association_mechanism);
    a->first_row = plan->mechanism_row[a->number];
    a->rules = s->association.count;
    a->lists = s->lists.count;
    bool contacts = false;
    for (int r = 0; r < a->rules; r++) {
        const cs_association *config = CS_ITEMS(cs_association, s->association) + r;
        ready_rule(&a->rule[r], config, plan, seed);
        contacts = contacts || config->to == CS_TO_CONTACTS;
        if (!a->rule[r].idle) a->cascading |= a->rule[r].enters;
        if (!a->rule[r].idle) a->by_band = a->by_band || config->band >= 0;
        CS_TRY(cs_plan_claim(plan, a->rule[r].key, err));
    }
    return contacts ? cs_ties_init(&a->ties, s->population.ties, pop, seed, err) : CS_OK;
}

static void release(void *ready)
{
    association *a = ready;
    cs_ties_free(a->ties);
    cs_free(a);
}

/* A message sent with a delay arrives when blocks have heard from each other. */
static int lookahead(const void *ready)
{
    const association *a = ready;
    int days = CS_FOREVER;
    for (int r = 0; r < a->rules; r++)
        if (a->rule[r].config->delay_days < days) days = a->rule[r].config->delay_days;
    return days > 1 ? days : 1;
}

static size_t rows(const cs_scenario *scenario)
{
    return (size_t)scenario->association.count;
}

/* ---- state ---- */

static cs_status open(const void *ready, cs_world_state *w, void **shared, cs_error *err)
{
    const association *a = ready;
    (void)w;
    sizes *s = cs_alloc(1, sizeof *s);
    *shared = s;
    if (!s) return cs_fail_memory(err, "the sizes of cascades");
    s->lists = a->lists;
    s->cascades = cs_alloc((size_t)a->lists * (CS_CASCADE_MOST + 1), sizeof *s->cascades);
    s->powers = cs_alloc((size_t)a->lists * CS_MOMENTS, sizeof *s->powers);
    return s->cascades && s->powers ? CS_OK : cs_fail_memory(err, "the sizes of cascades");
}

static void close_shared(void *shared)
{
    sizes *s = shared;
    cs_free(s->cascades);
    cs_free(s->powers);
    cs_free(s);
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **own_state,
                            cs_error *err)
{
    const association *a = ready;
    own *o = cs_alloc(1, sizeof *o);
    *own_state = o;
    if (!o) return cs_fail_memory(err, "association");
    o->ready = a;
    o->sources = (cs_sparse){.size = sizeof(source), .shift = 4};
    o->roots = (cs_sparse){.size = sizeof(uint32_t), .shift = 3};
    for (int r = 0; r < a->rules; r++) /* everybody may be a source from the start */
        if (a->rule[r].config->band >= 0 && !a->rule[r].idle && w->plan->score->base < a->rule[r].below)
            CS_TRY(cs_block_touch_all(b, err));
    return CS_OK;
}

static void close_block(void *own_state)
{
    own *o = own_state;
    cs_sparse_free(&o->sources);
    cs_sparse_free(&o->roots);
    cs_free(o);
}

static void archive_source(cs_archive *a, void *item)
{
    source *s = item;
    cs_archive_number(a, s->since);
}

static void archive_root(cs_archive *a, void *item)
{
    uint32_t *root = item;
    cs_archive_number(a, *root);
}

/* A day has been lived under the plan in force, so `ready` is its own. */
static void keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *own_state,
                       cs_archive *a)
{
    own *o = own_state;
    o->ready = ready;
    cs_sparse_archive(a, &o->sources, b->size * 16u, archive_source, "sources of association");
    cs_sparse_archive(a, &o->roots, b->size * 8u, archive_root, "roots of cascades");
    for (uint32_t i = 0; a->reading && i < o->roots.room; i++) {
        uint32_t root;
        if (!o->roots.keys[i]) continue;
        memcpy(&root, o->roots.values + i * sizeof root, sizeof root);
        if (root >= w->pop->persons) cs_archive_damaged(a, "a cascade begins with person %u", root);
    }
}

static void keep(const void *ready, cs_world_state *w, void *shared, cs_archive *a)
{
    sizes *s = shared;
    (void)ready;
    (void)w;
    cs_archive_same(a, (uint64_t)s->lists, "the number of lists");
    cs_archive_numbers(a, s->cascades, (size_t)s->lists * (CS_CASCADE_MOST + 1), sizeof *s->cascades);
    cs_archive_numbers(a, s->powers, (size_t)s->lists * CS_MOMENTS, sizeof *s->powers);
}

static size_t bytes(const void *own_state)
{
    const own *o = own_state;
    return cs_sparse_bytes(&o->sources) + cs_sparse_bytes(&o->roots);
}

/* ---- whom a source reaches, and when ---- */

/* Days from being set off until `other` is reached: 0 at once, d on the d-th day; NEVER. */
static int days_until(const rule *r, uint32_t from, uint32_t other, uint32_t since)
{
    cs_words w = cs_philox(from, other, since, 0, r->key);
    if (r->daily == 0.0) return w.w[0] < r->once ? 0 : NEVER;
    double days = cs_log(cs_uniform(w.w[0], w.w[1])) / r->daily;
    return days < NEVER ? 1 + (int)days : NEVER;
}

static int others_of(const association *a, const rule *r, uint32_t person, uint32_t *other)
{
    uint32_t first, size;
    int count = 0;
    if (r->config->to == CS_TO_CONTACTS) return cs_ties_of(a->ties, person, other);
    cs_population_household(a->pop, person, &first, &size);
    for (uint32_t p = first; p < first + size && count < CS_TIES_MOST; p++)
        if (p != person) other[count++] = p;
    return count;
}

static cs_due message_of(const association *a, int code, int r, int number, uint32_t luck)
{
    return (cs_due){.what = CS_DUE_OF(a->number, code), .lane = (uint8_t)((unsigned)number & 0xff),
                    .tag = (uint8_t)((unsigned)number >> 8 & 0xff), .index = (uint8_t)r, .luck = luck};
}

/* The number that rides in lane and tag: points, or a day. */
static uint16_t number_of(const cs_due *due)
{
    return (uint16_t)(due->lane | due->tag << 8);
}

/* First person of the cascade that `person` is part of. */
static uint32_t root_of(const cs_block *b, const own *o, const rule *r, uint16_t person)
{
    const uint32_t *root =
        r->config->list < 0 ? NULL
                            : cs_sparse_find(&o->roots, person * 8u + (uint32_t)r->config->list);
    return root ? *root : b->first + person;
}

static cs_status send(cs_block *b, const cs_world_state *w, const association *a, int code, int r,
                      uint32_t to, uint32_t root, int day, cs_error *err)
{
    const rule *rule = &a->rule[r];
    cs_due due = message_of(a, code, r, rule->config->points, root);
    return cs_block_send(b, w, to, (int64_t)day + rule->config->delay_days, &due, err);
}

/* Somebody is a source from day `since` on. */
static cs_status set_off(cs_block *b, const cs_world_state *w, const association *a, int r,
                         uint16_t person, int since, cs_error *err)
{
    own *o = b->own[a->number];
    if (a->rule[r].idle) return CS_OK;
    uint32_t other[CS_TIES_MOST], from = b->first + person;
    uint32_t root = root_of(b, o, &a->rule[r], person);
    void *value;
    CS_TRY(cs_sparse_make(&o->sources, person * 16u + (uint32_t)r, &value, err));
    *(source *)value = (source){.since = (uint16_t)since};
    int count = others_of(a, &a->rule[r], from, other);
    for (int i = 0; i < count; i++) {
        int days = days_until(&a->rule[r], from, other[i], (uint32_t)since);
        cs_due pass = message_of(a, PASS, r, since, other[i]);
        pass.person = person;
        if (days == 0) CS_TRY(send(b, w, a, BEGIN, r, other[i], root, since, err));
        else if (days < NEVER)
            CS_TRY(cs_block_schedule(b, w, &pass, (int64_t)since + days - 1, err));
    }
    return CS_OK;
}

/* A source is one no longer, from `day` on; what ends with it is taken back. */
static cs_status call_off(cs_block *b, const cs_world_state *w, const association *a, int r,
                          uint16_t person, int day, cs_error *err)
{
    own *o = b->own[a->number];
    uint32_t other[CS_TIES_MOST], from = b->first + person, key = person * 16u + (uint32_t)r;
    int since = ((const source *)cs_sparse_find(&o->sources, key))->since;
    cs_sparse_remove(&o->sources, key);
    if (a->rule[r].config->lasts_days != 0) return CS_OK;
    int count = others_of(a, &a->rule[r], from, other);
    for (int i = 0; i < count; i++) {
        int days = days_until(&a->rule[r], from, other[i], (uint32_t)since);
        if (since + days - 1 < day) /* it has happened */
            CS_TRY(send(b, w, a, END, r, other[i], 0, day, err));
    }
    return CS_OK;
}

/* ---- settlement: who is a source ---- */

static bool sets_off(const rule *r, const uint8_t *lists, const int16_t *kept)
{
    bool anyone = r->config->passes_on;
    if (r->config->list >= 0)
        return (lists[CS_LANE_APPLIED] & (anyone ? 0xff : lists[CS_LANE_RECORDED])) >>
                   r->config->list & 1;
    return kept[CS_LANE_APPLIED] < r->below && (anyone || kept[CS_LANE_RECORDED] < r->below);
}

/* Whoever is on a list, and was not put there through somebody else, is the first of a cascade. */
static cs_status note_roots(own *o, const association *a, uint32_t first, uint16_t person,
                            uint8_t lists, cs_error *err)
{
    lists &= a->cascading;
    for (int l = 0; lists >> l; l++) {
        void *value;
        if (!(lists >> l & 1) || cs_sparse_find(&o->roots, person * 8u + (uint32_t)l)) continue;
        CS_TRY(cs_sparse_make(&o->roots, person * 8u + (uint32_t)l, &value, err));
        *(uint32_t *)value = first + person;
    }
    return CS_OK;
}

static cs_status settled(const void *ready, cs_block *b, const cs_world_state *w, uint16_t person,
                         const int16_t *kept, int day, cs_error *err)
{
    const association *a = ready;
    own *o = b->own[a->number];
    const uint8_t *lists = b->lists.lists + (size_t)person * (size_t)w->plan->lanes;
    if (!lists[CS_LANE_APPLIED] && !a->by_band && o->sources.count == 0) return CS_OK; /* most */
    CS_TRY(note_roots(o, a, b->first, person, lists[CS_LANE_APPLIED], err));
    for (int r = 0; r < a->rules; r++) {
        bool is = !a->rule[r].idle && sets_off(&a->rule[r], lists, kept);
        bool was = cs_sparse_find(&o->sources, person * 16u + (uint32_t)r) != NULL;
        if (is && !was) CS_TRY(set_off(b, w, a, r, person, day, err));
        if (was && !is) CS_TRY(call_off(b, w, a, r, person, day, err));
    }
    return CS_OK;
}

/* ---- what falls due ---- */

static cs_status put_on_lists(cs_block *b, const cs_world_state *w, const association *a,
                              const rule *r, const cs_due *due, int day, cs_error *err)
{
    own *o = b->own[a->number];
    int32_t days = r->config->lasts_days ? r->config->lasts_days : CS_FOREVER;
    for (int l = 0; r->enters >> l; l++) {
        void *value;
        if (!(r->enters >> l & 1)) continue;
        CS_TRY(cs_block_list(b, w, due->person, l, CS_LANE_APPLIED, CS_TAG_CORRECT, day, days, false,
                             err));
        if (cs_sparse_find(&o->roots, due->person * 8u + (uint32_t)l)) continue;
        CS_TRY(cs_sparse_make(&o->roots, due->person * 8u + (uint32_t)l, &value, err));
        *(uint32_t *)value = due->luck;
    }
    return CS_OK;
}

static cs_status give_points(cs_block *b, const cs_world_state *w, const cs_due *due, int points,
                             bool for_good, cs_error *err)
{
    cs_due applied = {.person = due->person, .lane = CS_LANE_APPLIED, .tag = CS_TAG_CORRECT};
    return points ? cs_block_points(b, w->plan, &applied, points, for_good, err) : CS_OK;
}

static cs_status begin(cs_block *b, const cs_world_state *w, cs_worker *worker, const association *a,
                       const cs_due *due, int day, cs_error *err)
{
    const rule *r = &a->rule[due->index];
    int points = (int16_t)number_of(due), lasts = r->config->lasts_days;
    CS_TRY(give_points(b, w, due, points, lasts == CS_FOREVER, err));
    CS_TRY(put_on_lists(b, w, a, r, due, day, err));
    cs_block_count(b, w, worker, a->first_row + due->index, due->person);
    CS_TRY(cs_block_note(b, &(cs_event){.person = b->first + due->person, .day = day + 1,
                                        .kind = CS_EVENT_ASSOCIATION, .lane = CS_LANE_APPLIED,
                                        .tag = -1, .what = due->index, .points = points}, err));
    if (!points || lasts == 0 || lasts == CS_FOREVER) return CS_OK;
    cs_due expiry = *due;
    expiry.what = CS_DUE_OF(a->number, EXPIRE);
    return cs_block_schedule(b, w, &expiry, (int64_t)day + lasts, err);
}

static cs_status take_back(cs_block *b, const cs_world_state *w, const association *a,
                           const cs_due *due, cs_error *err)
{
    uint8_t enters = a->rule[due->index].enters;
    CS_TRY(give_points(b, w, due, -(int16_t)number_of(due), false, err));
    for (int l = 0; enters >> l; l++)
        if (enters >> l & 1) cs_membership_release(&b->lists, due->person, l, CS_LANE_APPLIED);
    return cs_block_touch(b, due->person, err);
}

static cs_status due_today(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                           const cs_due *due, int day, cs_error *err)
{
    const association *a = ready;
    own *o = b->own[a->number];
    int code = (due->what - CS_DUE_MECHANISMS) % 16, r = due->index;
    if (code == BEGIN) return begin(b, w, worker, a, due, day, err);
    if (code == END) return take_back(b, w, a, due, err);
    if (code == EXPIRE) return give_points(b, w, due, -(int16_t)number_of(due), false, err);
    const source *s = cs_sparse_find(&o->sources, due->person * 16u + (uint32_t)r);
    if (!s || s->since != number_of(due)) return CS_OK; /* was set off again since, or is over */
    return send(b, w, o->ready, BEGIN, r, due->luck,
                root_of(b, o, &o->ready->rule[r], due->person), day, err);
}

static bool fits(const void *ready, const cs_world_state *w, const cs_due *due)
{
    (void)ready;
    return due->index < w->plan->scenario->association.count;
}

/* ---- another plan is in force ---- */

static bool changed(const rule *a, const rule *b)
{
    return a->config->points != b->config->points || a->once != b->once || a->daily != b->daily;
}

static int compare_keys(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* What lasts as long as its source is taken back by the old numbers and given by the new ones, and daily
   chances are drawn afresh; what has a time of its own stays as it was given. */
static cs_status change_over(cs_block *b, const cs_world_state *w, const association *a, int day,
                             cs_error *err)
{
    own *o = b->own[a->number];
    const association *old = o->ready;
    cs_status status = CS_OK;
    size_t count = 0;
    uint32_t *keys = cs_alloc(o->sources.count + 1, sizeof *keys);
    if (!keys) return cs_fail_memory(err, "association");
    for (uint32_t i = 0; i < o->sources.room; i++)
        if (o->sources.keys[i]) keys[count++] = o->sources.keys[i] - 1;
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < count; i++) {
        int r = (int)(keys[i] % 16);
        uint16_t person = (uint16_t)(keys[i] / 16);
        const cs_association *config = old->rule[r].config;
        if (!changed(&old->rule[r], &a->rule[r])) continue;
        if (config->lasts_days != 0 && config->per_day == 0.0) continue;
        CS_GO(call_off(b, w, old, r, person, day, err));
        CS_GO(set_off(b, w, a, r, person, day, err));
    }
    o->ready = a;
out:
    cs_free(keys);
    return status;
}

static cs_status end_day(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                         int day, cs_error *err)
{
    const association *a = ready;
    (void)worker;
    if (((const own *)b->own[a->number])->ready == a) return CS_OK;
    return change_over(b, w, a, day + 1, err);
}

/* ---- the sizes of cascades ---- */

static void count_size(sizes *s, int list, int64_t size)
{
    s->cascades[(size_t)list * (CS_CASCADE_MOST + 1) +
                (size_t)(size < CS_CASCADE_MOST ? size : CS_CASCADE_MOST)]++;
    int64_t *powers = s->powers + (size_t)list * CS_MOMENTS;
    powers[CS_MOMENT_COUNT]++;
    powers[CS_MOMENT_SUM] += size;
    powers[CS_MOMENT_SQUARES] += size * size;
}

/* roots[count] of one list: as many of each as people came through it. */
static void count_list(sizes *s, int list, uint32_t *roots, size_t count)
{
    qsort(roots, count, sizeof *roots, compare_keys);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && roots[end] == roots[i];) end++;
        count_size(s, list, (int64_t)(end - i));
    }
}

static cs_status window(const void *ready, cs_world_state *w, int from, int to, cs_error *err)
{
    const association *a = ready;
    sizes *s = w->shared[a->number];
    size_t all = 0;
    (void)from;
    if (to < w->horizon || !a->cascading) return CS_OK;
    for (uint32_t b = 0; b < a->pop->blocks; b++)
        all += ((const own *)w->blocks[b].own[a->number])->roots.count;
    uint32_t *roots = cs_alloc(all + 1, sizeof *roots);
    if (!roots) return cs_fail_memory(err, "the sizes of cascades");
    for (int l = 0; l < a->lists; l++) {
        size_t count = 0;
        for (uint32_t b = 0; b < a->pop->blocks; b++) {
            const cs_sparse *column = &((const own *)w->blocks[b].own[a->number])->roots;
            for (uint32_t i = 0; i < column->room; i++)
                if (column->keys[i] && (int)((column->keys[i] - 1) & 7) == l)
                    memcpy(&roots[count++], column->values + i * sizeof *roots, sizeof *roots);
        }
        count_list(s, l, roots, count);
    }
    cs_free(roots);
    return CS_OK;
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *all, size_t first_row,
                   cs_ledger *ledger)
{
    const association *a = ready;
    const sizes *s = w->shared[a->number];
    for (int r = 0; r < a->rules; r++)
        cs_tally_spread(all, first_row + (size_t)r, a->pop,
                        ledger->reached + (size_t)r * (size_t)a->pop->cells, 1);
    memcpy(ledger->cascades, s->cascades,
           (size_t)s->lists * (CS_CASCADE_MOST + 1) * sizeof *s->cascades);
    memcpy(ledger->cascade_powers, s->powers, (size_t)s->lists * CS_MOMENTS * sizeof *s->powers);
}

const cs_mechanism cs_association_mechanism = {
    .name = "association", .wanted = wanted, .prepare = prepare, .release = release,
    .lookahead = lookahead, .rows = rows, .spread = spread, .open = open, .close = close_shared,
    .open_block = open_block, .close_block = close_block, .keep = keep,
    .keep_block = keep_block, .bytes = bytes, .due = due_today, .fits = fits, .day = end_day,
    .settled = settled, .window = window};
