/* Response: people change what they do. Acts are thinned, or drawn at a higher rate and thinned, by the
   factor that the person's circumstances give on the day; exact, as a Poisson process thinned by
   independent coins is one, and two together are one. What nobody responds to is drawn as ever, so
   worlds under one seed share the acts that are done in both. */
#include "sim/response.h"

#include "core/many.h"
#include "core/mem.h"
#include "scenario/responses.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* ---- a plan's part ---- */

static bool has_any(const cs_scenario *s)
{
    const cs_kinded *responses = CS_ITEMS(cs_kinded, s->responses);
    const cs_list *lists = CS_ITEMS(cs_list, s->lists);
    for (int i = 0; i < s->responses.count; i++)
        if (!cs_response_kind_of(responses[i].kind)->idle(responses[i].config)) return true;
    for (int l = 0; l < s->lists.count; l++)
        if (lists[l].published && lists[l].published->reach > 0.0) return true;
    return false;
}

/* What a safeguard brings in later must have been told from the first day on. */
static bool wanted(const cs_scenario *s)
{
    return has_any(s) || (s->later && has_any(s->later));
}

static size_t rows(const cs_scenario *s)
{
    size_t responses = (size_t)s->responses.count;
    return responses * ((size_t)s->conduct.count * CS_RESPONSE_COUNTS + CS_CAUSES);
}

static cs_key claimed(cs_plan *plan, uint64_t seed, const char *section, const char *name,
                      const char *what, cs_status *status, cs_error *err)
{
    char purpose[128];
    snprintf(purpose, sizeof purpose, "%s.%s.%s", section, name, what);
    cs_key key = cs_key_of(seed, purpose);
    if (*status == CS_OK) *status = cs_plan_claim(plan, key, err);
    return key;
}

/* What responses must be told. */
static unsigned needs_now(const cs_scenario *s)
{
    const cs_kinded *responses = CS_ITEMS(cs_kinded, s->responses);
    unsigned needs = 0;
    for (int i = 0; i < s->responses.count; i++) {
        const cs_response_kind *kind = cs_response_kind_of(responses[i].kind);
        if (!kind->idle(responses[i].config)) needs |= kind->needs(responses[i].config);
    }
    return needs;
}

/* Also those that a safeguard brings in later: they are told in time. */
static unsigned needs_of(const cs_scenario *s)
{
    return needs_now(s) | (s->later ? needs_now(s->later) : 0);
}

static cs_status prepare_response(cs_response_ready *ready, int i, const cs_response_facts *facts,
                                  const cs_response_setup *setup, cs_error *err)
{
    const cs_kinded *item = CS_ITEMS(cs_kinded, ready->plan->scenario->responses) + i;
    const cs_response_kind *kind = cs_response_kind_of(item->kind);
    cs_responding *r = &ready->response[i];
    *r = (cs_responding){.sensor = -1, .crowd = -1};
    if (kind->idle(item->config)) return CS_OK;
    r->kind = kind;
    r->config = item->config;
    r->needs = kind->needs(item->config);
    if (kind->avoids) kind->avoids(item->config, &r->sensor, &r->crowd);
    if (r->sensor >= 0) ready->avoided[r->sensor] = true;
    r->concerns = cs_alloc((size_t)ready->kinds + 1, sizeof *r->concerns);
    if (!r->concerns) return cs_fail_memory(err, "a response");
    for (int k = 0; k < ready->kinds; k++) r->concerns[k] = kind->concerns(item->config, facts, k);
    return kind->prepare(item->config, setup, &r->ready, err);
}

static cs_status prepare_conduct(cs_response_ready *ready, cs_plan *plan, int k,
                                 const cs_response_setup *setup, uint64_t seed, cs_error *err)
{
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, plan->scenario->conduct) + k;
    cs_responded *c = &ready->conduct[k];
    cs_status status = CS_OK;
    c->most = 1.0;
    for (int i = 0; i < ready->responses; i++) {
        const cs_responding *r = &ready->response[i];
        if (!r->kind || !r->kind->factor || !r->concerns[k]) continue;
        c->any = true;
        c->needs |= r->needs;
        double most = r->kind->most ? r->kind->most(r->ready, setup, k) : 1.0;
        if (most > 1.0) c->most *= most;
    }
    c->raised = c->most > 1.0;
    c->keep_key = claimed(plan, seed, "conduct", conduct->name, "kept", &status, err);
    c->more_key = claimed(plan, seed, "conduct", conduct->name, "of_more", &status, err);
    cs_key more = claimed(plan, seed, "conduct", conduct->name, "more", &status, err);
    if (status != CS_OK || !c->raised) return status;
    status = cs_hazard_init(&c->more, setup->pop, more, conduct->rate * (c->most - 1.0),
                            &conduct->by, conduct->frailty, err);
    c->more.who = plan->conduct[k].hazard.key; /* the same people are frail */
    return status;
}

static cs_status prepare_lists(cs_response_ready *ready, cs_plan *plan, uint64_t seed, cs_error *err)
{
    const cs_list *lists = CS_ITEMS(cs_list, plan->scenario->lists);
    const cs_crowd *crowds = CS_ITEMS(cs_crowd, plan->scenario->crowds);
    cs_status status = CS_OK;
    for (int l = 0; l < ready->lists; l++) {
        const cs_publication *p = lists[l].published;
        cs_shown *shown = &ready->shown[l];
        if (!p || p->reach <= 0.0) continue;
        shown->reach = cs_threshold(p->reach);
        shown->avoid = cs_threshold(p->avoid);
        shown->key = claimed(plan, seed, "lists", lists[l].name, "published", &status, err);
        ready->published |= (uint8_t)(1u << l);
    }
    for (int c = 0; c < ready->crowds; c++)
        ready->crowd_key[c] = claimed(plan, seed, "crowds", crowds[c].name, "avoided", &status, err);
    return status;
}

/* News go round only where somebody minds them. */
static bool is_told(const cs_response_ready *ready)
{
    return ready->published || (ready->needs & CS_NEEDS_CONTACTS);
}

static cs_status reserve(cs_response_ready *ready, const cs_scenario *s, const double ***times,
                         cs_error *err)
{
    ready->responses = s->responses.count;
    ready->kinds = s->conduct.count;
    ready->lists = s->lists.count;
    ready->crowds = s->crowds.count;
    ready->response = cs_alloc((size_t)ready->responses + 1, sizeof *ready->response);
    ready->conduct = cs_alloc((size_t)ready->kinds + 1, sizeof *ready->conduct);
    ready->avoided = cs_alloc((size_t)s->sensors.count + 1, sizeof *ready->avoided);
    ready->shown = cs_alloc((size_t)ready->lists + 1, sizeof *ready->shown);
    ready->crowd_key = cs_alloc((size_t)ready->crowds + 1, sizeof *ready->crowd_key);
    *times = cs_alloc((size_t)ready->kinds + 1, sizeof **times);
    if (ready->response && ready->conduct && ready->avoided && ready->shown && ready->crowd_key &&
        *times)
        return CS_OK;
    return cs_fail_memory(err, "the responses");
}

/* Who may respond to more than refusals, by stratum. */
static cs_status prepare_aware(cs_response_ready *ready, cs_error *err)
{
    ready->aware = cs_alloc((size_t)ready->pop->strata, sizeof *ready->aware);
    if (!ready->aware) return cs_fail_memory(err, "the responses");
    for (int i = 0; i < ready->responses; i++) {
        const cs_responding *r = &ready->response[i];
        for (int s = 0; r->kind && s < ready->pop->strata; s++) {
            uint64_t aware = r->kind->aware ? r->kind->aware(r->ready, s) : CS_KNOWN_TO_ALL;
            if (aware > ready->aware[s]) ready->aware[s] = aware;
        }
    }
    return CS_OK;
}

static cs_status fill(cs_response_ready *ready, cs_plan *plan, const double **times, uint64_t seed,
                      cs_error *err)
{
    cs_status status = CS_OK;
    cs_response_facts facts;
    for (int k = 0; k < ready->kinds; k++) times[k] = plan->conduct[k].hazard.factor;
    cs_response_setup setup = {.pop = ready->pop, .kinds = ready->kinds, .times = times};
    CS_TRY(cs_response_facts_of(plan->scenario, &facts, err));
    for (int i = 0; i < ready->responses && status == CS_OK; i++)
        status = prepare_response(ready, i, &facts, &setup, err);
    cs_response_facts_free(&facts);
    if (status != CS_OK) return status;
    CS_TRY(prepare_aware(ready, err));
    for (int k = 0; k < ready->kinds; k++)
        CS_TRY(prepare_conduct(ready, plan, k, &setup, seed, err));
    CS_TRY(prepare_lists(ready, plan, seed, err));
    ready->aware_key = claimed(plan, seed, "response", "all", "aware", &status, err);
    ready->hidden_key = claimed(plan, seed, "response", "all", "hidden", &status, err);
    if (status == CS_OK && is_told(ready) && plan->scenario->population.ties)
        status = cs_ties_init(&ready->ties, plan->scenario->population.ties, ready->pop, seed, err);
    return status;
}

static void release(void *context)
{
    cs_response_ready *ready = context;
    for (int i = 0; ready->response && i < ready->responses; i++) {
        cs_responding *r = &ready->response[i];
        if (r->ready) r->kind->release(r->ready);
        cs_free(r->concerns);
    }
    for (int k = 0; ready->conduct && k < ready->kinds; k++)
        cs_hazard_free(&ready->conduct[k].more);
    cs_free(ready->response);
    cs_free(ready->conduct);
    cs_free(ready->avoided);
    cs_free(ready->aware);
    cs_free(ready->shown);
    cs_free(ready->crowd_key);
    if (ready->ties) cs_ties_free(ready->ties);
    cs_free(ready);
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **out,
                         cs_error *err)
{
    const double **times = NULL;
    cs_response_ready *ready = cs_alloc(1, sizeof *ready);
    if (!ready) return cs_fail_memory(err, "the responses");
    ready->plan = plan;
    ready->pop = pop;
    ready->number = plan->mechanisms - 1;
    ready->needs = needs_of(plan->scenario);
    ready->first_row = plan->mechanism_row[ready->number];
    cs_status status = reserve(ready, plan->scenario, &times, err);
    if (status == CS_OK) status = fill(ready, plan, times, seed, err);
    cs_free(times);
    if (status == CS_OK) *out = ready;
    else release(ready);
    return status;
}

/* ---- state ---- */

static void close_block(void *context)
{
    cs_response_block *own = context;
    cs_sparse_free(&own->lived);
    cs_sparse_free(&own->until);
    cs_sparse_free(&own->losses);
    cs_free(own->heeds);
    cs_free(own->line);
    cs_free(own);
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **out,
                            cs_error *err)
{
    cs_response_block *own = cs_alloc(1, sizeof *own);
    (void)ready;
    (void)w;
    if (own) own->heeds = cs_alloc((b->size + 63) / 64, sizeof *own->heeds);
    if (!own || !own->heeds) {
        cs_free(own);
        return cs_fail_memory(err, "the responses of a block");
    }
    own->lived.size = sizeof(cs_lived);
    own->until = (cs_sparse){.size = sizeof(int32_t), .shift = 5}; /* about a person */
    own->losses = (cs_sparse){.size = sizeof(cs_loss), .shift = 3};
    *out = own;
    return CS_OK;
}

static size_t bytes(const void *state)
{
    const cs_response_block *own = state;
    return cs_sparse_bytes(&own->lived) + cs_sparse_bytes(&own->until) +
           cs_sparse_bytes(&own->losses) + own->room * sizeof *own->line;
}

static cs_status open_world(const void *ready, cs_world_state *w, void **shared, cs_error *err)
{
    const cs_response_ready *r = ready;
    cs_tally *lost = cs_alloc(1, sizeof *lost);
    if (!lost) return cs_fail_memory(err, "contacts lost");
    *shared = lost;
    return cs_tally_init(lost, 3u * (size_t)r->lists * CS_CAUSES, w->pop, err);
}

static void close_world(void *shared)
{
    cs_tally_free(shared);
    cs_free(shared);
}

/* News that nobody minded so far have not been told. */
static bool from_start(const cs_scenario *s)
{
    return s->later && (needs_of(s->later) & ~needs_now(s));
}

static int look_ahead(const void *ready)
{
    const cs_response_ready *r = ready;
    bool minds = r->needs & (CS_NEEDS_CONTACTS | CS_NEEDS_LEARNED);
    return minds && r->ties ? r->plan->scenario->settle_days : CS_FOREVER;
}

/* ---- a person on a day ---- */

/* Whom to look at: those who know enough, and those whom something was refused. */
static void mark_heeding(const cs_response_ready *ready, const cs_block *b, cs_response_block *own)
{
    uint32_t person[CS_MANY];
    cs_many words;
    memset(own->heeds, 0, (b->size + 63) / 64 * sizeof *own->heeds);
    for (uint32_t first = 0; first < b->size; first += CS_MANY) {
        uint32_t some = b->size - first < CS_MANY ? b->size - first : CS_MANY;
        for (uint32_t i = 0; i < CS_MANY; i++) person[i] = b->first + first + i;
        cs_philox_many(person, 0, 0, 0, ready->aware_key, &words);
        for (uint32_t i = 0; i < some; i++) {
            uint64_t aware = ready->aware[cs_population_stratum(ready->pop, person[i])];
            uint64_t heeds = words.w[0][i] < aware;
            own->heeds[(first + i) >> 6] |= heeds << ((first + i) & 63);
        }
    }
    for (uint32_t i = 0; i < own->until.room; i++) {
        if (!own->until.keys[i]) continue;
        uint32_t place = (own->until.keys[i] - 1) / CS_RESPONSES_MOST;
        own->heeds[place >> 6] |= (uint64_t)1 << (place & 63);
    }
    own->heeds_of = ready;
}

static int32_t points_short(const cs_response_ready *ready, const cs_block *b, uint32_t place)
{
    const cs_score_config *score = ready->plan->score;
    int16_t room[CS_LANES_MOST];
    if (!score || score->bands.count == 0) return INT32_MAX;
    int now = cs_points_read(cs_block_scores(b, place, room)[CS_LANE_APPLIED], score);
    int band = cs_points_band(now, &score->bands);
    return band > 0 ? score->bands.at_least[band - 1] - now : INT32_MAX;
}

static cs_circumstances look(const cs_response_ready *ready, const cs_block *b, uint32_t place,
                             unsigned needs, int day)
{
    const cs_response_block *own = b->own[ready->number];
    uint32_t person = b->first + place;
    cs_circumstances now = {.day = day, .stratum = cs_population_stratum(ready->pop, person),
                            .knows = cs_philox(person, 0, 0, 0, ready->aware_key).w[0],
                            .since_left = -1, .short_of = INT32_MAX};
    if (needs & CS_NEEDS_OWN)
        now.listed = b->lists.lists[place * (size_t)ready->plan->lanes + CS_LANE_APPLIED] &
                     ready->plan->penal;
    if (needs & (CS_NEEDS_OWN | CS_NEEDS_CONTACTS | CS_NEEDS_LEARNED)) {
        const cs_lived *lived = cs_sparse_find(&own->lived, place);
        if (lived) {
            if (lived->left) now.since_left = day - (lived->left - 1);
            now.contacts = lived->contacts;
            now.learned = lived->learned;
        }
    }
    if (needs & CS_NEEDS_POINTS) now.short_of = points_short(ready, b, place);
    return now;
}

static bool is_set_back(const cs_response_ready *ready, const cs_block *b, uint32_t place,
                        int response, int day)
{
    const cs_response_block *own = b->own[ready->number];
    const int32_t *until = cs_sparse_find(
        &own->until, place * CS_RESPONSES_MOST + (uint32_t)response);
    return until && day <= *until;
}

/* Factors on the person's rate of a kind of conduct, by response (1 where it is not about it). */
static void weigh(const cs_response_ready *ready, const cs_block *b, uint32_t place, int kind,
                  int day, double factor[CS_RESPONSES_MOST])
{
    cs_circumstances now = look(ready, b, place, ready->conduct[kind].needs, day);
    for (int i = 0; i < ready->responses; i++) {
        const cs_responding *r = &ready->response[i];
        factor[i] = 1.0;
        if (!r->kind || !r->kind->factor || !r->concerns[kind]) continue;
        now.set_back = (r->needs & CS_NEEDS_REFUSALS) && is_set_back(ready, b, place, i, day);
        factor[i] = r->kind->factor(r->ready, &now, kind);
    }
}

/* The first response that keeps the act from being done, -1: none does. */
static int withheld_by(const cs_response_ready *ready, const double *factor, uint32_t coin)
{
    double kept = 1.0;
    for (int i = 0; i < ready->responses; i++) {
        if (factor[i] >= 1.0) continue;
        kept *= factor[i];
        if (coin >= cs_threshold(kept)) return i;
    }
    return -1;
}

/* The response that brings forth an act beyond the usual ones, -1: none does. */
static int added_by(const cs_response_ready *ready, const double *factor, double most,
                    uint32_t coin)
{
    double grown = 1.0;
    for (int i = 0; i < ready->responses; i++) {
        if (factor[i] <= 1.0) continue;
        grown *= factor[i];
        if (coin < cs_threshold((grown - 1.0) / (most - 1.0))) return i;
    }
    return -1;
}

static void count_act(const cs_response_ready *ready, const cs_block *b, const cs_world_state *w,
                      cs_worker *worker, int what, int response, int kind, uint16_t place)
{
    cs_block_count(b, w, worker, cs_response_row(ready, what, response, kind), place);
}

/* Acts beyond those of the scenario's rate, behind the others; their places for chance lie apart. */
static cs_status add_more(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                          cs_worker *worker, int kind, int day, cs_error *err)
{
    const cs_responded *c = &ready->conduct[kind];
    double factor[CS_RESPONSES_MOST];
    CS_TRY(cs_hazard_draw(&c->more, w->pop, b->number, day, &worker->more, err));
    CS_TRY(cs_reserve((void **)&worker->acts.act, &worker->acts.room,
                      worker->acts.count + worker->more.count, sizeof *worker->acts.act,
                      "the acts of a day", err));
    for (size_t i = 0; i < worker->more.count; i++) {
        cs_act act = worker->more.act[i];
        if (!cs_response_heeds(b->own[ready->number], act.person)) continue;
        uint32_t coin = cs_philox(act.index, b->number, (uint32_t)day, 0, c->more_key).w[0];
        weigh(ready, b, act.person, kind, day, factor);
        int by = added_by(ready, factor, c->most, coin);
        if (by < 0) continue;
        act.index |= 1u << 31;
        worker->acts.act[worker->acts.count++] = act;
        count_act(ready, b, w, worker, CS_RESPONSE_ADDED, by, kind, act.person);
    }
    return CS_OK;
}

/* The columns that look() will read, ahead of their use, as in sim/day.c. */
static void fetch(const cs_response_ready *ready, const cs_block *b, const cs_acts *acts)
{
    size_t lanes = (size_t)ready->plan->lanes;
    for (size_t i = 0; i < acts->count; i++) {
        uint32_t place = acts->act[i].person;
        if (!cs_response_heeds(b->own[ready->number], place)) continue;
        __builtin_prefetch(b->lists.lists + place * lanes);
        __builtin_prefetch(ready->pop->stratum + b->first + place);
    }
}

static cs_status acts(const void *context, cs_block *b, const cs_world_state *w, cs_worker *worker,
                      int kind, int day, cs_error *err)
{
    const cs_response_ready *ready = context;
    const cs_responded *c = &ready->conduct[kind];
    cs_response_block *own = b->own[ready->number];
    double factor[CS_RESPONSES_MOST];
    size_t kept = 0;
    if (!c->any) return CS_OK;
    if (own->heeds_of != ready) mark_heeding(ready, b, own);
    if (c->raised) CS_TRY(add_more(ready, b, w, worker, kind, day, err));
    fetch(ready, b, &worker->acts);
    for (size_t i = 0; i < worker->acts.count; i++) {
        cs_act act = worker->acts.act[i];
        int by = -1;
        if (cs_response_heeds(own, act.person)) {
            uint32_t coin = cs_philox(act.index, b->number, (uint32_t)day, 0, c->keep_key).w[0];
            weigh(ready, b, act.person, kind, day, factor);
            by = withheld_by(ready, factor, coin);
        }
        if (by < 0) worker->acts.act[kept++] = act;
        else count_act(ready, b, w, worker, CS_RESPONSE_WITHHELD, by, kind, act.person);
    }
    worker->acts.count = kept;
    return CS_OK;
}

/* ---- sensors and crowds that are avoided ---- */

/* The response by which an act is kept from the sensor, or a visit is not made; -1: none. */
static int kept_away_by(const cs_response_ready *ready, const cs_block *b, uint32_t place, int kind,
                        int sensor, int crowd, int day, uint32_t coin)
{
    double seen = 1.0;
    cs_circumstances now = look(ready, b, place, ready->needs, day);
    for (int i = 0; i < ready->responses; i++) {
        const cs_responding *r = &ready->response[i];
        if (!r->kind || !r->kind->away || r->sensor != sensor || r->crowd != crowd) continue;
        if (kind >= 0 && !r->concerns[kind]) continue;
        seen *= 1.0 - r->kind->away(r->ready, &now);
        if (coin >= cs_threshold(seen)) return i;
    }
    return -1;
}

static cs_status before(const void *context, cs_block *b, const cs_world_state *w,
                        cs_worker *worker, int kind, int sensor, int day, cs_error *err)
{
    const cs_response_ready *ready = context;
    (void)err;
    cs_response_block *own = b->own[ready->number];
    if (!ready->avoided[sensor]) return CS_OK;
    if (own->heeds_of != ready) mark_heeding(ready, b, own);
    for (size_t i = 0; i < worker->acts.count;) {
        cs_act act = worker->acts.act[i];
        if (!cs_response_heeds(own, act.person)) {
            i++;
            continue;
        }
        uint32_t coin = cs_philox(act.index, b->number, (uint32_t)day,
                                  (uint32_t)sensor << 8 | (uint32_t)kind, ready->hidden_key).w[0];
        int by = kept_away_by(ready, b, act.person, kind, sensor, -1, day, coin);
        if (by < 0) {
            i++;
            continue;
        }
        worker->acts.act[i] = worker->acts.act[--worker->acts.count];
        worker->acts.act[worker->acts.count] = act;
        count_act(ready, b, w, worker, CS_RESPONSE_HIDDEN, by, kind, act.person);
    }
    return CS_OK;
}

static bool stays_away(const void *context, const cs_world_state *w, int crowd, uint32_t person,
                       int day)
{
    const cs_response_ready *ready = context;
    const cs_block *b = &w->blocks[person / CS_BLOCK_PERSONS];
    uint32_t coin = cs_philox(person, (uint32_t)day, 0, 0, ready->crowd_key[crowd]).w[0];
    return kept_away_by(ready, b, person % CS_BLOCK_PERSONS, -1, -1, crowd, day, coin) >= 0;
}

/* ---- the end ---- */

static void spread(const void *context, const cs_world_state *w, const cs_tally *all,
                   size_t first_row, cs_ledger *ledger)
{
    const cs_response_ready *ready = context;
    size_t cells = (size_t)w->pop->cells;
    int64_t *tables[CS_RESPONSE_COUNTS] = {ledger->withheld, ledger->added, ledger->hidden};
    (void)first_row;
    for (int r = 0; r < ready->responses; r++) {
        for (int what = 0; what < CS_RESPONSE_COUNTS; what++)
            for (int k = 0; k < ready->kinds; k++)
                cs_tally_spread(all, cs_response_row(ready, what, r, k), w->pop,
                                tables[what] +
                                    ((size_t)r * (size_t)ready->kinds + (size_t)k) * cells, 1);
        for (int c = 0; c < CS_CAUSES; c++)
            cs_tally_spread(all, cs_response_setback_row(ready, r, c), w->pop,
                            ledger->setbacks + (size_t)r * cells * CS_CAUSES + (size_t)c,
                            CS_CAUSES);
    }
    cs_response_spread_losses(ready, w, ledger);
}

const cs_mechanism cs_response_mechanism = {
    .name = "response", .wanted = wanted, .prepare = prepare, .release = release,
    .lookahead = look_ahead, .rows = rows, .spread = spread, .open = open_world,
    .close = close_world, .open_block = open_block, .close_block = close_block,
    .bytes = bytes, .acts = acts,
    .keep = cs_response_keep, .keep_block = cs_response_keep_block, .from_start = from_start,
    .before = before, .stays_away = stays_away, .due = cs_response_due,
    .denied = cs_response_denied, .moved = cs_response_moved, .window = cs_response_window};
