/* Contacts' share in the score, in the block engine: x = (1 - a) s + a W x, where W takes the mean over
   a person's contacts. s is the score of the person's own file (lane recorded); x is what lane applied
   reads. Worked out between the days and the settlement of an interval, when all blocks have run it.

   one_step (W s in place of W x) keeps for everybody the sum of the contacts' scores and adds to it what
   changed, so nobody is looked at to whom nothing happened. fixed_point goes round everyone until nothing
   moves by 1e-9 of a point; each element is worked out for itself, so threads make no difference. */
#include "sim/mechanism.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "population/ties.h"

#include <string.h>

#define EXACT 1e-9
/* Added before rounding to whole points, so that both engines round a half the same way. */
#define NUDGE 1e-7

typedef struct contacts {
    const cs_population *pop;
    cs_ties *ties;
    int number;            /* of the mechanism */
    int lists;
    double weight;
    bool to_the_end;       /* fixed_point */
    int base;
} contacts;

/* Everybody's. */
typedef struct averages {
    int16_t *own;          /* [persons] s, as last read, less the base */
    uint16_t *degree;      /* [persons] */
    int32_t *sum;          /* [persons] one_step: of the contacts' own */
    double *x, *next;      /* [persons] fixed_point: less the base */
    uint64_t *first;       /* [persons + 1] fixed_point: where a person's contacts begin */
    uint32_t *contact;
    double weight;         /* fixed_point: that x is for */
    double *moved;         /* [blocks] largest change of a round */
    uint32_t *look;        /* persons to shift */
    size_t looks, look_room;
    int64_t *step_persons, *step_points; /* [lists + 1][CS_STEPS_MOST + 1] */
} averages;

/* What a parallel round over the blocks is given. */
typedef struct round_of {
    const contacts *c;
    averages *all;
    bool fill;
} round_of;

/* ---- the plan ---- */

static bool wanted(const cs_scenario *scenario)
{
    return scenario->score && scenario->score->contacts && scenario->score->contacts->weight > 0.0;
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err)
{
    const cs_contacts *config = plan->score->contacts;
    contacts *c = cs_alloc(1, sizeof *c);
    *ready = c;
    if (!c) return cs_fail_memory(err, "the contacts' share");
    *c = (contacts){.pop = pop, .number = cs_mechanism_number(&cs_contacts_mechanism),
                    .lists = plan->lists, .weight = config->weight, .base = plan->score->base,
                    .to_the_end = config->form == CS_CONTACTS_FIXED_POINT};
    return cs_ties_init(&c->ties, plan->scenario->population.ties, pop, seed, err);
}

static void release(void *ready)
{
    contacts *c = ready;
    cs_ties_free(c->ties);
    cs_free(c);
}

static int lookahead(const void *ready)
{
    (void)ready;
    return 1;
}

/* ---- state ---- */

/* Everybody's degree; and once there is room for them, their contacts. */
static cs_status ask_block(void *context, int thread, uint32_t block, cs_error *err)
{
    round_of *r = context;
    uint32_t first = block * CS_BLOCK_PERSONS, room[CS_TIES_MOST];
    (void)thread;
    (void)err;
    for (uint32_t p = first; p < first + cs_block_size(r->c->pop, block); p++) {
        int count = cs_ties_of(r->c->ties, p, room);
        r->all->degree[p] = (uint16_t)count;
        if (r->fill) memcpy(r->all->contact + r->all->first[p], room, (size_t)count * sizeof *room);
    }
    return CS_OK;
}

static cs_status keep_contacts(const contacts *c, averages *all, int threads, cs_error *err)
{
    uint32_t n = c->pop->persons;
    round_of r = {c, all, false};
    CS_TRY(cs_parallel(threads, c->pop->blocks, ask_block, &r, err));
    if (!c->to_the_end) return CS_OK;
    for (uint32_t p = 0; p < n; p++) all->first[p + 1] = all->first[p] + all->degree[p];
    all->contact = cs_alloc(all->first[n] + 1, sizeof *all->contact);
    if (!all->contact) return cs_fail_memory(err, "everybody's contacts");
    r.fill = true;
    return cs_parallel(threads, c->pop->blocks, ask_block, &r, err);
}

static cs_status open(const void *ready, cs_world_state *w, void **shared, cs_error *err)
{
    const contacts *c = ready;
    size_t n = c->pop->persons, steps = (size_t)(c->lists + 1) * (CS_STEPS_MOST + 1);
    averages *all = cs_alloc(1, sizeof *all);
    *shared = all;
    if (!all) return cs_fail_memory(err, "the contacts' share");
    all->own = cs_alloc(n, sizeof *all->own);
    all->degree = cs_alloc(n, sizeof *all->degree);
    all->step_persons = cs_alloc(steps, sizeof *all->step_persons);
    all->step_points = cs_alloc(steps, sizeof *all->step_points);
    bool room = all->own && all->degree && all->step_persons && all->step_points;
    if (c->to_the_end) {
        all->x = cs_alloc(n, sizeof *all->x);
        all->next = cs_alloc(n, sizeof *all->next);
        all->first = cs_alloc(n + 1, sizeof *all->first);
        all->moved = cs_alloc(c->pop->blocks, sizeof *all->moved);
        room = room && all->x && all->next && all->first && all->moved;
    } else {
        all->sum = cs_alloc(n, sizeof *all->sum);
        room = room && all->sum;
    }
    if (!room) return cs_fail_memory(err, "the contacts' share");
    return keep_contacts(c, all, w->threads, err);
}

static void close_shared(void *shared)
{
    averages *all = shared;
    cs_free(all->own);
    cs_free(all->degree);
    cs_free(all->sum);
    cs_free(all->x);
    cs_free(all->next);
    cs_free(all->first);
    cs_free(all->contact);
    cs_free(all->moved);
    cs_free(all->look);
    cs_free(all->step_persons);
    cs_free(all->step_points);
    cs_free(all);
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **own,
                            cs_error *err)
{
    (void)ready;
    (void)w;
    (void)own;
    if (!b->shift) b->shift = cs_alloc(b->size, sizeof *b->shift);
    return b->shift ? CS_OK : cs_fail_memory(err, "the contacts' share");
}

static void keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *own,
                       cs_archive *a)
{
    (void)ready;
    (void)w;
    (void)own;
    cs_archive_numbers(a, b->shift, b->size, sizeof *b->shift);
}

/* Who knows whom is asked again: degree, first, contact. Of no use between rounds: next, moved, look,
   looks, look_room. */
static void keep(const void *ready, cs_world_state *w, void *shared, cs_archive *a)
{
    const contacts *c = ready;
    averages *all = shared;
    size_t n = w->pop->persons, steps = (size_t)(c->lists + 1) * (CS_STEPS_MOST + 1);
    cs_archive_numbers(a, all->own, n, sizeof *all->own);
    cs_archive_same(a, c->to_the_end, "the form of the contacts' share");
    if (c->to_the_end) cs_archive_numbers(a, all->x, n, sizeof *all->x);
    else cs_archive_numbers(a, all->sum, n, sizeof *all->sum);
    cs_archive_number(a, all->weight);
    cs_archive_numbers(a, all->step_persons, steps, sizeof *all->step_persons);
    cs_archive_numbers(a, all->step_points, steps, sizeof *all->step_points);
}

/* ---- the average ---- */

/* x less the base. */
static double average(const contacts *c, const averages *all, uint32_t person)
{
    if (c->to_the_end) return all->x[person];
    if (all->degree[person] == 0) return all->own[person];
    return (1.0 - c->weight) * all->own[person] +
           c->weight * ((double)all->sum[person] / all->degree[person]);
}

static int contacts_of(const contacts *c, const averages *all, uint32_t person, uint32_t *room,
                       const uint32_t **contact)
{
    *contact = room;
    if (!c->to_the_end) return cs_ties_of(c->ties, person, room);
    *contact = all->contact + all->first[person];
    return all->degree[person];
}

static cs_status look_at(averages *all, uint32_t person, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&all->look, &all->look_room, all->looks + 1, sizeof *all->look,
                      "persons whose contacts count", err));
    all->look[all->looks++] = person;
    return CS_OK;
}

/* Somebody's own score is not what it was. */
static cs_status pass_change(const contacts *c, averages *all, uint32_t person, int change,
                             cs_error *err)
{
    uint32_t room[CS_TIES_MOST];
    const uint32_t *contact;
    if (c->to_the_end) return CS_OK;
    int count = contacts_of(c, all, person, room, &contact);
    for (int i = 0; i < count; i++) {
        all->sum[contact[i]] += change;
        CS_TRY(look_at(all, contact[i], err));
    }
    return CS_OK;
}

/* Read the own scores that may have changed; *any: one did. */
static cs_status read_own(const contacts *c, averages *all, const cs_world_state *w, bool *any,
                          cs_error *err)
{
    const cs_score_config *score = w->plan->score;
    *any = false;
    all->looks = 0;
    for (uint32_t i = 0; i < c->pop->blocks; i++) {
        const cs_block *b = &w->blocks[i];
        for (size_t t = 0; t < b->touches; t++) {
            uint32_t person = b->first + b->touch[t];
            size_t at = b->touch[t] * (size_t)w->plan->lanes + CS_LANE_RECORDED;
            int own = cs_points_read(b->score.points[at], score) - c->base;
            int change = own - all->own[person];
            CS_TRY(look_at(all, person, err));
            if (change == 0) continue;
            *any = true;
            all->own[person] = (int16_t)own;
            CS_TRY(pass_change(c, all, person, change, err));
        }
    }
    return CS_OK;
}

static cs_status round_block(void *context, int thread, uint32_t block, cs_error *err)
{
    const round_of *r = context;
    averages *all = r->all;
    double a = r->c->weight, most = 0.0;
    uint32_t first = block * CS_BLOCK_PERSONS;
    (void)thread;
    (void)err;
    for (uint32_t p = first; p < first + cs_block_size(r->c->pop, block); p++) {
        double sum = 0.0, next = all->own[p];
        for (uint64_t i = all->first[p]; i < all->first[p + 1]; i++) sum += all->x[all->contact[i]];
        if (all->degree[p]) next = (1.0 - a) * next + a * (sum / all->degree[p]);
        double change = next > all->x[p] ? next - all->x[p] : all->x[p] - next;
        if (change > most) most = change;
        all->next[p] = next;
    }
    all->moved[block] = most;
    return CS_OK;
}

/* x <- (1 - a) s + a W x until what is left to move, at most the last change times a / (1 - a), is
   nothing. */
static cs_status go_round(const contacts *c, averages *all, int threads, cs_error *err)
{
    round_of r = {c, all, false};
    double most;
    do {
        CS_TRY(cs_parallel(threads, c->pop->blocks, round_block, &r, err));
        double *x = all->x;
        all->x = all->next;
        all->next = x;
        most = 0.0;
        for (uint32_t b = 0; b < c->pop->blocks; b++)
            if (all->moved[b] > most) most = all->moved[b];
    } while (most * c->weight > EXACT * (1.0 - c->weight));
    for (uint32_t p = 0; p < c->pop->persons; p++) CS_TRY(look_at(all, p, err));
    return CS_OK;
}

static int whole(double x)
{
    x += 0.5 + NUDGE;
    int floor = (int)x;
    return (double)floor > x ? floor - 1 : floor;
}

/* Lane applied reads x in place of s; what else is in it stays. */
static cs_status shift(const contacts *c, const averages *all, const cs_world_state *w,
                       uint32_t person, cs_error *err)
{
    cs_block *b = &w->blocks[person / CS_BLOCK_PERSONS];
    uint32_t place = person % CS_BLOCK_PERSONS;
    int kept = b->score.points[place * (size_t)w->plan->lanes + CS_LANE_RECORDED];
    int next = c->base + whole(average(c, all, person)) - kept;
    if (next == b->shift[place]) return CS_OK;
    b->shift[place] = next;
    return cs_block_touch(b, (uint16_t)place, err);
}

static cs_status gather(const void *ready, cs_world_state *w, cs_error *err)
{
    const contacts *c = ready;
    averages *all = w->shared[c->number];
    bool any;
    CS_TRY(read_own(c, all, w, &any, err));
    if (c->to_the_end && (any || all->weight != c->weight))
        CS_TRY(go_round(c, all, w->threads, err));
    all->weight = c->weight;
    for (size_t i = 0; i < all->looks; i++) CS_TRY(shift(c, all, w, all->look[i], err));
    return CS_OK;
}

/* ---- the last day: how far it reaches ---- */

static bool is_listed(const cs_world_state *w, uint32_t person, uint8_t lists)
{
    const cs_block *b = &w->blocks[person / CS_BLOCK_PERSONS];
    size_t at = (size_t)(person % CS_BLOCK_PERSONS) * (size_t)w->plan->lanes + CS_LANE_APPLIED;
    return b->lists.lists[at] & lists;
}

/* apart[person]: acquaintances from the nearest one on the lists; queue has room for everyone. */
static void measure_steps(const contacts *c, const averages *all, const cs_world_state *w,
                          uint8_t lists, uint8_t *apart, uint32_t *queue)
{
    uint32_t room[CS_TIES_MOST], n = c->pop->persons, end = 0;
    const uint32_t *contact;
    memset(apart, CS_STEPS_MOST, n);
    for (uint32_t p = 0; p < n; p++)
        if (is_listed(w, p, lists)) {
            apart[p] = 0;
            queue[end++] = p;
        }
    for (uint32_t at = 0; at < end && apart[queue[at]] + 1 < CS_STEPS_MOST; at++) {
        int count = contacts_of(c, all, queue[at], room, &contact);
        for (int i = 0; i < count; i++) {
            if (apart[contact[i]] < CS_STEPS_MOST) continue;
            apart[contact[i]] = (uint8_t)(apart[queue[at]] + 1);
            queue[end++] = contact[i];
        }
    }
}

static int64_t millionths(double x)
{
    x = x * 1e6 + (x < 0.0 ? -0.5 : 0.5);
    return (int64_t)x;
}

static cs_status window(const void *ready, cs_world_state *w, int from, int to, cs_error *err)
{
    const contacts *c = ready;
    averages *all = w->shared[c->number];
    uint32_t n = c->pop->persons;
    (void)from;
    if (to < w->horizon) return CS_OK;
    uint8_t *apart = cs_alloc(n, sizeof *apart);
    uint32_t *queue = cs_alloc(n, sizeof *queue);
    for (int l = 0; l <= c->lists && apart && queue; l++) {
        uint8_t lists = l < c->lists ? (uint8_t)(1u << l) : w->plan->penal;
        measure_steps(c, all, w, lists, apart, queue);
        for (uint32_t p = 0; p < n; p++) {
            size_t row = (size_t)l * (CS_STEPS_MOST + 1) + apart[p];
            all->step_persons[row]++;
            all->step_points[row] += millionths(average(c, all, p));
        }
    }
    bool failed = !apart || !queue;
    cs_free(apart);
    cs_free(queue);
    return failed ? cs_fail_memory(err, "how far the contacts' share reaches") : CS_OK;
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *tally, size_t first_row,
                   cs_ledger *ledger)
{
    const contacts *c = ready;
    const averages *all = w->shared[c->number];
    size_t size = (size_t)(c->lists + 1) * (CS_STEPS_MOST + 1) * sizeof *all->step_persons;
    (void)tally;
    (void)first_row;
    memcpy(ledger->steps, all->step_persons, size);
    memcpy(ledger->step_points, all->step_points, size);
}

const cs_mechanism cs_contacts_mechanism = {
    .name = "contacts", .wanted = wanted, .prepare = prepare, .release = release,
    .lookahead = lookahead, .spread = spread, .open = open, .close = close_shared,
    .open_block = open_block, .keep = keep, .keep_block = keep_block, .gather = gather, .window = window};
