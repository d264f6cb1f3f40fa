/* What people live through that they respond to: penalties of their own, news of their contacts',
   lists shown to all the world, refusals. News go from person to person by message, one settlement on
   its way. */
#include "sim/response.h"

#include "core/mem.h"

static cs_status lived_of(cs_response_block *own, uint16_t place, cs_lived **lived, cs_error *err)
{
    void *value;
    CS_TRY(cs_sparse_make(&own->lived, place, &value, err));
    *lived = value;
    return CS_OK;
}

static void forget(cs_response_block *own, uint16_t place, const cs_lived *lived)
{
    if (!lived->left && !lived->contacts && !lived->learned) cs_sparse_remove(&own->lived, place);
}

/* News have come: one more, or one fewer. */
cs_status cs_response_due(const void *context, cs_block *b, const cs_world_state *w,
                          cs_worker *worker, const cs_due *due, int day, cs_error *err)
{
    const cs_response_ready *ready = context;
    cs_response_block *own = b->own[ready->number];
    cs_lived *lived;
    (void)w;
    (void)worker;
    (void)day;
    CS_TRY(lived_of(own, due->person, &lived, err));
    if (due->what == CS_DUE_OF(ready->number, CS_NEWS_PENALISED))
        lived->contacts += (int32_t)due->luck;
    else lived->learned += (int32_t)due->luck;
    forget(own, due->person, lived);
    return CS_OK;
}

/* ---- refusals ---- */

cs_status cs_response_denied(const void *context, cs_block *b, const cs_world_state *w,
                             cs_worker *worker, uint16_t person, int service, cs_cause cause,
                             int day, cs_error *err)
{
    const cs_response_ready *ready = context;
    cs_response_block *own = b->own[ready->number];
    for (int i = 0; i < ready->responses; i++) {
        const cs_responding *r = &ready->response[i];
        int32_t days = r->kind && r->kind->lasts ? r->kind->lasts(r->config, service) : 0;
        void *until;
        if (days == 0) continue;
        CS_TRY(cs_sparse_make(&own->until, person * (uint32_t)CS_RESPONSES_MOST + (uint32_t)i,
                              &until, err));
        *(int32_t *)until = day + days;
        own->heeds[person >> 6] |= (uint64_t)1 << (person & 63);
        cs_block_count(b, w, worker, cs_response_setback_row(ready, i, (int)cause), person);
    }
    return CS_OK;
}

/* ---- penalties and lists ---- */

static cs_status tell(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                      uint32_t contact, int news, int change, cs_error *err)
{
    cs_due due = {.what = CS_DUE_OF(ready->number, news), .luck = (uint32_t)change};
    return cs_block_send(b, w, contact, w->to, &due, err);
}

static cs_status tell_all(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                          uint32_t person, int change, cs_error *err)
{
    uint32_t contact[CS_TIES_MOST];
    int count = cs_ties_of(ready->ties, person, contact);
    for (int i = 0; i < count; i++)
        CS_TRY(tell(ready, b, w, contact[i], CS_NEWS_PENALISED, change, err));
    return CS_OK;
}

static cs_status write_line(const cs_response_ready *ready, cs_response_block *own,
                            const cs_block *b, uint16_t place, int list, const cs_loss *loss,
                            bool begins, int64_t days, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&own->line, &own->room, own->lines + 1, sizeof *own->line,
                      "contacts lost", err));
    own->line[own->lines++] = (cs_loss_line){
        .stratum = (uint16_t)cs_population_stratum(ready->pop, b->first + place),
        .region = (uint16_t)cs_block_region(b, ready->pop, b->first + place),
        .list = (uint8_t)list, .cause = loss->cause, .begins = begins, .contacts = loss->contacts,
        .days = days};
    return CS_OK;
}

/* Those who learn of the person's listing (of day loss->day) are told of it, or that it is over.
   *shunning: those who keep away. */
static cs_status tell_of_list(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                              uint32_t person, int list, int32_t since, int change, int *shunning,
                              cs_error *err)
{
    uint32_t contact[CS_TIES_MOST];
    const cs_shown *shown = &ready->shown[list];
    int count = ready->ties ? cs_ties_of(ready->ties, person, contact) : 0;
    *shunning = 0;
    for (int i = 0; i < count; i++) {
        cs_words w4 = cs_philox(contact[i], person, (uint32_t)since, 0, shown->key);
        if (w4.w[0] >= shown->reach) continue;
        *shunning += w4.w[1] < shown->avoid;
        if (ready->needs & CS_NEEDS_LEARNED)
            CS_TRY(tell(ready, b, w, contact[i], CS_NEWS_LEARNED, change, err));
    }
    return CS_OK;
}

static cs_cause cause_of(const cs_response_ready *ready, const cs_block *b, uint16_t place,
                         const uint8_t *lists, int list)
{
    const cs_plan *plan = ready->plan;
    cs_standing standing = {.person = place, .lists = lists, .penalties = &b->penalties};
    if (b->score.points) standing.kept = b->score.points + (size_t)place * (size_t)plan->lanes;
    return cs_cause_of(&standing, &b->accounts, &plan->view[list], list);
}

/* Days are counted from the listing to the horizon, and taken back from its end on. */
static cs_status begin_showing(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                               uint16_t place, int list, const uint8_t *lists, int day,
                               cs_error *err)
{
    cs_response_block *own = b->own[ready->number];
    cs_loss loss = {.day = day, .cause = (uint8_t)cause_of(ready, b, place, lists, list)};
    void *value;
    CS_TRY(tell_of_list(ready, b, w, b->first + place, list, day, 1, &loss.contacts, err));
    CS_TRY(cs_sparse_make(&own->losses, place * 8u + (uint32_t)list, &value, err));
    *(cs_loss *)value = loss;
    if (loss.contacts == 0) return CS_OK;
    return write_line(ready, own, b, place, list, &loss, day > 0,
                      (int64_t)loss.contacts * (w->horizon - day), err);
}

static cs_status end_showing(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                             uint16_t place, int list, int day, cs_error *err)
{
    cs_response_block *own = b->own[ready->number];
    const cs_loss *found = cs_sparse_find(&own->losses, place * 8u + (uint32_t)list);
    int shunning;
    if (!found) return CS_OK; /* it was not shown when the person came onto it */
    cs_loss loss = *found;
    cs_sparse_remove(&own->losses, place * 8u + (uint32_t)list);
    if (ready->needs & CS_NEEDS_LEARNED)
        CS_TRY(tell_of_list(ready, b, w, b->first + place, list, loss.day, -1, &shunning, err));
    if (loss.contacts == 0) return CS_OK;
    return write_line(ready, own, b, place, list, &loss, false,
                      -(int64_t)loss.contacts * (w->horizon - day), err);
}

static cs_status penalised(const cs_response_ready *ready, cs_block *b, const cs_world_state *w,
                           uint16_t place, bool is, int day, cs_error *err)
{
    cs_response_block *own = b->own[ready->number];
    if ((ready->needs & CS_NEEDS_OWN) && !is) {
        cs_lived *lived;
        CS_TRY(lived_of(own, place, &lived, err));
        lived->left = day + 1;
    }
    if (!(ready->needs & CS_NEEDS_CONTACTS) || !ready->ties) return CS_OK;
    return tell_all(ready, b, w, b->first + place, is ? 1 : -1, err);
}

cs_status cs_response_moved(const void *context, cs_block *b, const cs_world_state *w,
                            uint16_t place, const uint8_t *before, const uint8_t *after, int day,
                            cs_error *err)
{
    const cs_response_ready *ready = context;
    uint8_t was = before[CS_LANE_APPLIED], is = after[CS_LANE_APPLIED];
    if (!(was & ready->plan->penal) != !(is & ready->plan->penal))
        CS_TRY(penalised(ready, b, w, place, is & ready->plan->penal, day, err));
    for (int list = 0; list < ready->lists; list++) {
        if (!((was ^ is) & ready->published & (1u << list))) continue;
        if (is >> list & 1) CS_TRY(begin_showing(ready, b, w, place, list, after, day, err));
        else CS_TRY(end_showing(ready, b, w, place, list, day, err));
    }
    return CS_OK;
}

/* ---- contacts lost, over all blocks ---- */

static size_t loss_row(const cs_response_ready *ready, int what, int list, int cause)
{
    return ((size_t)what * (size_t)ready->lists + (size_t)list) * CS_CAUSES + (size_t)cause;
}

cs_status cs_response_window(const void *context, cs_world_state *w, int from, int to, cs_error *err)
{
    const cs_response_ready *ready = context;
    cs_tally *lost = w->shared[ready->number];
    (void)from;
    (void)to;
    (void)err;
    for (uint32_t b = 0; ready->published && b < w->pop->blocks; b++) {
        cs_response_block *own = w->blocks[b].own[ready->number];
        for (size_t i = 0; i < own->lines; i++) {
            const cs_loss_line *line = &own->line[i];
            int64_t amount[3] = {line->begins, line->begins ? line->contacts : 0, line->days};
            for (int what = 0; what < 3; what++)
                cs_tally_plus(lost, loss_row(ready, what, line->list, line->cause), line->stratum,
                              line->region, amount[what]);
        }
        own->lines = 0;
    }
    return CS_OK;
}

void cs_response_spread_losses(const cs_response_ready *ready, const cs_world_state *w,
                               cs_ledger *ledger)
{
    const cs_tally *lost = w->shared[ready->number];
    size_t cells = (size_t)w->pop->cells;
    int64_t *tables[3] = {ledger->shunned, ledger->contacts_lost, ledger->contact_days_lost};
    for (int what = 0; ready->published && what < 3; what++)
        for (int list = 0; list < ready->lists; list++)
            for (int cause = 0; cause < CS_CAUSES; cause++)
                cs_tally_spread(lost, loss_row(ready, what, list, cause), w->pop,
                                tables[what] + (size_t)list * cells * CS_CAUSES + (size_t)cause,
                                CS_CAUSES);
}
