/* Sharing between lists. A listing noticed at settlement is copied: the copy is on its way, then made,
   and follows what the original is in truth until its own term is over or the original ends. Then it is
   stale: to go when it is told of, or when its own term is over. All of one person, so nothing travels
   between blocks. */
#include "sim/mechanism.h"

#include "core/mem.h"

/* Of an arrow there are two copies that do not touch: of the four lanes, and of the lane as_written. */
enum { SIDES = 2, KEYS = CS_ARROWS_MOST * SIDES };

enum { WAITING, MADE, OVER, REFUSED }; /* OVER: its own term ended before the original */

typedef struct cs_copy {
    uint8_t state;
    bool original;         /* stands */
    bool told;             /* that it has ended */
    uint8_t lane, tag;     /* what the listing is in truth */
    uint8_t held, held_tag;/* MADE: what the copy was put down as */
    uint16_t made, told_on;/* days */
} cs_copy;

/* Copies that hold a person on a list. They are not copied on: lists that share with each other would
   keep each other's copies alive for good. */
typedef struct cs_holds { uint16_t held[CS_LANES_MOST], tag[CS_TAGS]; } cs_holds;

typedef struct cs_files {
    cs_sparse copies;      /* cs_copy by person * KEYS + arrow * SIDES + side */
    cs_sparse holds;       /* cs_holds by person * 8 + list */
} cs_files;

/* Codes of what falls due; index: arrow * SIDES + side. GONE: the copy's lane and tag come with it. */
enum { CODE_MAKE, CODE_FOLLOW, CODE_TERM, CODE_GONE };

typedef struct {
    const cs_arrow *arrow;
    int arrows, number;    /* number: of this mechanism */
    int32_t *after_days;   /* [arrows] term of the receiving list */
    cs_key key;
    size_t row;
    uint64_t *share, *told;/* [arrows] thresholds */
} cs_ready;

static bool wanted(const cs_scenario *scenario)
{
    return scenario->sharing.count > 0;
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (!r) return;
    cs_free(r->after_days);
    cs_free(r->share);
    cs_free(r->told);
    cs_free(r);
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err)
{
    cs_ready *r = cs_alloc(1, sizeof *r);
    (void)pop;
    if (!r) return cs_fail_memory(err, "sharing");
    *ready = r;
    r->arrow = CS_ITEMS(cs_arrow, plan->scenario->sharing);
    r->arrows = plan->scenario->sharing.count;
    r->number = plan->mechanisms - 1;
    r->row = plan->mechanism_row[r->number];
    r->key = cs_key_of(seed, "sharing.copies");
    r->after_days = cs_alloc((size_t)r->arrows, sizeof *r->after_days);
    r->share = cs_alloc((size_t)r->arrows, sizeof *r->share);
    r->told = cs_alloc((size_t)r->arrows, sizeof *r->told);
    if (!r->after_days || !r->share || !r->told) return cs_fail_memory(err, "sharing");
    for (int a = 0; a < r->arrows; a++) {
        r->after_days[a] = plan->list[r->arrow[a].to].after_days;
        r->share[a] = cs_threshold(r->arrow[a].share);
        r->told[a] = cs_threshold(r->arrow[a].corrections);
    }
    return cs_plan_claim(plan, r->key, err);
}

static size_t rows(const cs_scenario *scenario)
{
    return (size_t)scenario->sharing.count * CS_COPIES;
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *all,
                   size_t first_row, cs_ledger *ledger)
{
    const cs_ready *r = ready;
    for (size_t row = 0; row < (size_t)r->arrows * CS_COPIES; row++)
        cs_tally_spread(all, first_row + row, w->pop,
                        ledger->copies + row * (size_t)w->pop->cells, 1);
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **own,
                            cs_error *err)
{
    cs_files *files = cs_alloc(1, sizeof *files);
    (void)ready, (void)w, (void)b;
    if (!files) return cs_fail_memory(err, "sharing");
    files->copies.size = sizeof(cs_copy);
    files->holds = (cs_sparse){.size = sizeof(cs_holds), .shift = 3};
    *own = files;
    return CS_OK;
}

static void close_block(void *own)
{
    cs_files *files = own;
    cs_sparse_free(&files->copies);
    cs_sparse_free(&files->holds);
    cs_free(files);
}

static void archive_copy(cs_archive *a, void *item)
{
    cs_copy *copy = item;
    cs_archive_number(a, copy->state);
    cs_archive_bool(a, &copy->original);
    cs_archive_bool(a, &copy->told);
    cs_archive_number(a, copy->lane);
    cs_archive_number(a, copy->tag);
    cs_archive_number(a, copy->held);
    cs_archive_number(a, copy->held_tag);
    cs_archive_number(a, copy->made);
    cs_archive_number(a, copy->told_on);
    if (copy->state > REFUSED || copy->lane >= CS_LANES_MOST || copy->tag >= CS_TAGS ||
        copy->held >= CS_LANES_MOST || copy->held_tag >= CS_TAGS)
        cs_archive_damaged(a, "a copy of a listing is of lane %d and tag %d", copy->lane, copy->tag);
}

static bool fits(const void *ready, const cs_world_state *w, const cs_due *due)
{
    const cs_ready *r = ready;
    return due->index < r->arrows * SIDES && due->lane < w->plan->lanes && due->tag < CS_TAGS;
}

static void archive_holds(cs_archive *a, void *item)
{
    cs_holds *holds = item;
    cs_archive_numbers(a, holds->held, CS_LANES_MOST, sizeof *holds->held);
    cs_archive_numbers(a, holds->tag, CS_TAGS, sizeof *holds->tag);
}

static void keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *own,
                       cs_archive *a)
{
    cs_files *files = own;
    (void)ready;
    (void)w;
    cs_sparse_archive(a, &files->copies, b->size * KEYS, archive_copy, "copies of listings");
    cs_sparse_archive(a, &files->holds, b->size * 8u, archive_holds, "holds of copies");
}

static size_t bytes(const void *own)
{
    const cs_files *files = own;
    return cs_sparse_bytes(&files->copies) + cs_sparse_bytes(&files->holds);
}

static cs_files *files_of(const cs_ready *r, const cs_block *b)
{
    return b->own[r->number];
}

static cs_copy *find(const cs_ready *r, const cs_block *b, uint16_t person, int key)
{
    return cs_sparse_find(&files_of(r, b)->copies, (uint32_t)person * KEYS + (uint32_t)key);
}

static void forget(const cs_ready *r, const cs_block *b, uint16_t person, int key)
{
    cs_sparse_remove(&files_of(r, b)->copies, (uint32_t)person * KEYS + (uint32_t)key);
}

static cs_words draw(const cs_ready *r, const cs_block *b, uint16_t person, int day, int key)
{
    return cs_philox(b->first + person, (uint32_t)day, (uint32_t)key, 0, r->key);
}

static cs_status schedule(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                          int key, int code, int64_t day, cs_error *err)
{
    cs_due due = {.person = person, .what = CS_DUE_OF(r->number, code), .index = (uint8_t)key};
    return cs_block_schedule(b, w, &due, day, err);
}

/* ---- at settlement: what becomes of originals ---- */

#define NO_LANE CS_LANES_MOST

/* First lane in which the person is on the list, NO_LANE for none. Spared is not listed. A list by
   record: by other than copies. */
static int lane_of(const cs_ready *r, const cs_block *b, const cs_plan *plan, uint16_t person,
                   const uint8_t *lists, int list, int side)
{
    uint32_t key = (uint32_t)person * 8u + (uint32_t)list;
    int lane = side ? CS_LANE_AS_WRITTEN : 0, top = side ? CS_LANE_AS_WRITTEN : CS_LANE_APPLIED;
    if (!(lists[top] >> list & 1)) return NO_LANE;
    const cs_holds *holds = cs_sparse_find(&files_of(r, b)->holds, key);
    if (plan->list[list].by_band || !holds) {
        while (!(lists[lane] >> list & 1)) lane++;
        return lane;
    }
    const cs_spells *spells = cs_sparse_find(&b->lists.spells, key);
    while (lane <= top && spells->held[lane] == holds->held[lane]) lane++;
    return lane <= top ? lane : NO_LANE;
}

/* What a listing in lane `recorded` really is, likewise. */
static int tag_of(const cs_ready *r, const cs_block *b, const cs_plan *plan, uint16_t person,
                  const uint8_t *lists, int list)
{
    uint32_t key = (uint32_t)person * 8u + (uint32_t)list;
    const cs_holds *holds = cs_sparse_find(&files_of(r, b)->holds, key);
    const cs_account *account = cs_sparse_find(&b->accounts, key);
    if (!plan->list[list].by_band && account)
        for (int t = CS_TAG_FALSE_MATCH; t < CS_TAGS; t++)
            if (account->by_tag[t] > (holds ? holds->tag[t] : 0)) return t;
    const int16_t *kept =
        b->score.points ? b->score.points + (size_t)person * (size_t)plan->lanes : NULL;
    cs_standing standing = {.person = person, .kept = kept, .lists = lists,
                            .penalties = &b->penalties};
    cs_cause cause = cs_cause_of(&standing, &b->accounts, &plan->view[list], list);
    if (cause < CS_CAUSE_FALSE_MATCH || cause > CS_CAUSE_STALE) return CS_TAG_FALSE_RECORD;
    return CS_TAG_FALSE_MATCH + (int)cause - CS_CAUSE_FALSE_MATCH;
}

static cs_status begin(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                       int key, int lane, int tag, int day, cs_error *err)
{
    int a = key / SIDES;
    void *value;
    CS_TRY(cs_sparse_make(&files_of(r, b)->copies, (uint32_t)person * KEYS + (uint32_t)key, &value,
                          err));
    cs_copy *copy = value;
    *copy = (cs_copy){.state = WAITING, .original = true, .lane = (uint8_t)lane,
                      .tag = (uint8_t)tag};
    if (draw(r, b, person, day, key).w[0] >= r->share[a]) {
        copy->state = REFUSED;
        return CS_OK;
    }
    return schedule(r, b, w, person, key, CODE_MAKE, (int64_t)day + r->arrow[a].delay_days, err);
}

/* The original is over: whatever it was, the copy should be gone. */
static cs_status end(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                     int key, cs_copy *copy, int day, cs_error *err)
{
    int a = key / SIDES;
    if (copy->state == REFUSED || copy->state == OVER) {
        forget(r, b, person, key);
        return CS_OK;
    }
    copy->original = false;
    if (copy->lane != CS_LANE_AS_WRITTEN) {
        copy->lane = CS_LANE_RECORDED;
        if (copy->tag == CS_TAG_CORRECT) copy->tag = CS_TAG_STALE;
    }
    copy->told = draw(r, b, person, day, key).w[1] < r->told[a];
    int64_t told_on = (int64_t)day + r->arrow[a].delay_days;
    copy->told_on = (uint16_t)(told_on < UINT16_MAX ? told_on : UINT16_MAX);
    if (copy->state == WAITING) return CS_OK;
    return schedule(r, b, w, person, key, CODE_FOLLOW, day, err);
}

static cs_status notice(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                        int key, const uint8_t *after, int day, cs_error *err)
{
    int list = r->arrow[key / SIDES].from, tag = CS_TAG_CORRECT;
    int lane = lane_of(r, b, w->plan, person, after, list, key % SIDES);
    cs_copy *copy = find(r, b, person, key);
    if (lane == NO_LANE)
        return copy && copy->original ? end(r, b, w, person, key, copy, day, err) : CS_OK;
    if (lane == CS_LANE_RECORDED) tag = tag_of(r, b, w->plan, person, after, list);
    if (!copy) return begin(r, b, w, person, key, lane, tag, day, err);
    if (copy->original && copy->lane == lane && copy->tag == tag) return CS_OK;
    copy->original = true; /* back before the copy was made: it is the same copy */
    copy->lane = (uint8_t)lane;
    copy->tag = (uint8_t)tag;
    if (copy->state != MADE) return CS_OK;
    return schedule(r, b, w, person, key, CODE_FOLLOW, day, err);
}

static cs_status listed(const void *ready, cs_block *b, const cs_world_state *w, uint16_t person,
                         const uint8_t *after, int day, cs_error *err)
{
    const cs_ready *r = ready;
    int sides = w->plan->lanes > CS_LANES ? SIDES : 1;
    for (int a = 0; a < r->arrows; a++)
        for (int side = 0; side < sides; side++)
            CS_TRY(notice(r, b, w, person, a * SIDES + side, after, day, err));
    return CS_OK;
}

/* ---- on the other list ---- */

static void count(const cs_ready *r, const cs_block *b, const cs_world_state *w, cs_worker *worker,
                  uint16_t person, int key, int what)
{
    if (key % SIDES == 0)
        cs_block_count(b, w, worker, r->row + (size_t)(key / SIDES) * CS_COPIES + (size_t)what,
                       person);
}

static cs_status hold(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                      int key, int lane, int tag, int day, cs_error *err)
{
    int to = r->arrow[key / SIDES].to;
    void *value;
    CS_TRY(cs_sparse_make(&files_of(r, b)->holds, (uint32_t)person * 8u + (uint32_t)to, &value, err));
    cs_holds *holds = value;
    holds->held[lane]++;
    holds->tag[tag]++;
    return cs_block_list(b, w, person, to, lane, tag, day, CS_FOREVER, false, err);
}

static cs_status let_go(const cs_ready *r, cs_block *b, uint16_t person, int key, int lane, int tag,
                        cs_error *err)
{
    int to = r->arrow[key / SIDES].to, left = 0;
    uint32_t place = (uint32_t)person * 8u + (uint32_t)to;
    cs_holds *holds = cs_sparse_find(&files_of(r, b)->holds, place);
    holds->held[lane]--;
    holds->tag[tag]--;
    for (int l = 0; l < CS_LANES_MOST; l++) left += holds->held[l];
    if (left == 0) cs_sparse_remove(&files_of(r, b)->holds, place);
    cs_membership_release(&b->lists, person, to, lane);
    if (tag != CS_TAG_CORRECT) CS_TRY(cs_account_add(&b->accounts, person, to, tag, -1, err));
    return cs_block_touch(b, person, err);
}

static cs_status put_down(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                          int key, cs_copy *copy, int day, cs_error *err)
{
    copy->held = copy->lane;
    copy->held_tag = copy->tag;
    return hold(r, b, w, person, key, copy->held, copy->held_tag, day, err);
}

/* The original is gone: the copy stays to the end of its own term, which began on `made`, or until it
   is told of. It needs no watching from here on. */
static cs_status leave_behind(const cs_ready *r, cs_block *b, const cs_world_state *w,
                              cs_worker *worker, uint16_t person, int key, const cs_copy *copy,
                              int day, cs_error *err)
{
    int a = key / SIDES;
    cs_copy last = *copy;
    int64_t rest = r->after_days[a] == CS_FOREVER ? CS_FOREVER
                                                  : (int64_t)last.made + r->after_days[a] - day;
    if (last.lane == CS_LANE_AS_WRITTEN) rest = 0; /* the lane in which nothing is late */
    if (last.told && last.told_on - day < rest) rest = last.told_on - day;
    count(r, b, w, worker, person, key, last.told ? CS_COPY_CORRECTED : CS_COPY_KEPT);
    forget(r, b, person, key);
    if (rest <= 0) return CS_OK;
    CS_TRY(hold(r, b, w, person, key, last.lane, last.tag, day, err));
    cs_due due = {.person = person, .what = CS_DUE_OF(r->number, CODE_GONE), .lane = last.lane,
                  .tag = last.tag, .index = (uint8_t)key,
                  .luck = cs_membership_made(&b->lists, person, r->arrow[a].to)};
    return rest == CS_FOREVER ? CS_OK : cs_block_schedule(b, w, &due, day + rest, err);
}

static cs_status await_term(const cs_ready *r, cs_block *b, const cs_world_state *w, uint16_t person,
                            int key, const cs_copy *copy, cs_error *err)
{
    int32_t after = r->after_days[key / SIDES];
    cs_due due = {.person = person, .what = CS_DUE_OF(r->number, CODE_TERM), .index = (uint8_t)key,
                  .luck = copy->made};
    return after == CS_FOREVER ? CS_OK
                               : cs_block_schedule(b, w, &due, (int64_t)copy->made + after, err);
}

static cs_status make(const cs_ready *r, cs_block *b, const cs_world_state *w, cs_worker *worker,
                      uint16_t person, int key, cs_copy *copy, int day, cs_error *err)
{
    copy->made = (uint16_t)day;
    count(r, b, w, worker, person, key, CS_COPY_MADE);
    if (!copy->original) return leave_behind(r, b, w, worker, person, key, copy, day, err);
    copy->state = MADE;
    CS_TRY(put_down(r, b, w, person, key, copy, day, err));
    return await_term(r, b, w, person, key, copy, err);
}

static cs_status follow(const cs_ready *r, cs_block *b, const cs_world_state *w, cs_worker *worker,
                        uint16_t person, int key, cs_copy *copy, int day, cs_error *err)
{
    bool same = copy->held == copy->lane && copy->held_tag == copy->tag;
    if (copy->original && same) return CS_OK;
    CS_TRY(let_go(r, b, person, key, copy->held, copy->held_tag, err));
    if (copy->original) return put_down(r, b, w, person, key, copy, day, err);
    return leave_behind(r, b, w, worker, person, key, copy, day, err);
}

/* The copy's own term is over, unless the regime has made it longer since. */
static cs_status end_term(const cs_ready *r, cs_block *b, const cs_world_state *w, cs_worker *worker,
                          uint16_t person, int key, cs_copy *copy, int day, cs_error *err)
{
    int32_t after = r->after_days[key / SIDES];
    if (after == CS_FOREVER) return CS_OK;
    if (copy->made + after > day) return await_term(r, b, w, person, key, copy, err);
    CS_TRY(let_go(r, b, person, key, copy->held, copy->held_tag, err));
    copy->state = OVER;
    if (copy->original) return CS_OK;
    count(r, b, w, worker, person, key, copy->told ? CS_COPY_CORRECTED : CS_COPY_KEPT);
    forget(r, b, person, key);
    return CS_OK;
}

static cs_status due(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                     const cs_due *due, int day, cs_error *err)
{
    const cs_ready *r = ready;
    uint16_t person = due->person;
    int key = due->index, code = due->what - CS_DUE_OF(r->number, 0);
    if (code == CODE_GONE) /* unless an office has taken it off file before */
        return cs_membership_dropped(&b->lists, person, r->arrow[key / SIDES].to, due->lane, due->luck)
                   ? CS_OK
                   : let_go(r, b, person, key, due->lane, due->tag, err);
    cs_copy *copy = find(r, b, person, key);
    if (!copy) return CS_OK;
    if (code == CODE_MAKE && copy->state == WAITING)
        return make(r, b, w, worker, person, key, copy, day, err);
    if (code == CODE_FOLLOW && copy->state == MADE)
        return follow(r, b, w, worker, person, key, copy, day, err);
    if (code == CODE_TERM && copy->state == MADE && copy->made == due->luck)
        return end_term(r, b, w, worker, person, key, copy, day, err);
    return CS_OK;
}

/* The receiving office has cleared its file: copies that were on it are gone, and are not made again
   while the original stands. */
static cs_status cleared(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                         uint16_t person, int list, bool all, cs_error *err)
{
    const cs_ready *r = ready;
    uint32_t place = (uint32_t)person * 8u + (uint32_t)list;
    cs_holds *holds = cs_sparse_find(&files_of(r, b)->holds, place);
    int left = 0;
    (void)err;
    for (int key = 0; holds && key < r->arrows * SIDES; key++) {
        cs_copy *copy = r->arrow[key / SIDES].to == list ? find(r, b, person, key) : NULL;
        if (!copy || copy->state != MADE) continue;
        if (copy->held != CS_LANE_RECORDED && (!all || copy->held == CS_LANE_APPLIED)) continue;
        copy->state = OVER;
        if (copy->original) continue;
        count(r, b, w, worker, person, key, copy->told ? CS_COPY_CORRECTED : CS_COPY_KEPT);
        forget(r, b, person, key);
    }
    if (!holds) return CS_OK;
    for (int l = 0; l < CS_LANES_MOST; l++) {
        if (l == CS_LANE_RECORDED || (all && l != CS_LANE_APPLIED)) holds->held[l] = 0;
        left += holds->held[l];
    }
    for (int t = CS_TAG_FALSE_MATCH; t < CS_TAGS; t++) holds->tag[t] = 0; /* all in lane recorded */
    if (left == 0) cs_sparse_remove(&files_of(r, b)->holds, place);
    return CS_OK;
}

const cs_mechanism cs_sharing_mechanism = {
    .name = "sharing", .wanted = wanted, .prepare = prepare, .release = release, .rows = rows,
    .spread = spread, .open_block = open_block, .close_block = close_block, .bytes = bytes,
    .keep_block = keep_block, .due = due, .fits = fits,
    .listed = listed, .cleared = cleared};
