/* An agency's queue in the reference engine: who waits, and a reviewer for each, gone through one by one. */
#include "sim/reference_recourse.h"

#include "core/math.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

cs_status cs_reference_office_add(cs_reference_office *o, const cs_reference_waiting *w,
                                  cs_error *err)
{
    CS_TRY(cs_reserve((void **)&o->queue, &o->room, o->waits + 1, sizeof *o->queue, "who waits", err));
    o->queue[o->waits++] = *w;
    return CS_OK;
}

void cs_reference_office_free(cs_reference_office *o)
{
    cs_free(o->queue);
    cs_free(o->free_from);
}

/* A standard normal number: its square is a gamma number, found by halving. */
static double normal(cs_dice *dice)
{
    double low = 0.0, high = 100.0, p = cs_dice_roll(dice);
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        if (cs_gamma_p(0.5, middle) < p) low = middle;
        else high = middle;
    }
    double root = 1.0, square = 2.0 * low;
    for (int i = 0; i < 60; i++) root = 0.5 * (root + square / root); /* Newton */
    return cs_dice_says(dice, 0.5) ? root : -root;
}

static int by_moment(const void *a, const void *b)
{
    const cs_reference_waiting *x = a, *y = b;
    return x->moment < y->moment ? -1 : x->moment > y->moment;
}

static size_t soonest(const cs_reference_office *o)
{
    size_t first = 0;
    for (size_t i = 1; i < o->servers; i++)
        if (o->free_from[i] < o->free_from[first]) first = i;
    return first;
}

static const cs_agency *agency_of(const cs_reference_run *run, int a)
{
    return CS_ITEMS(cs_agency, run->now->scenario->recourse->agencies) + a;
}

cs_status cs_reference_office_open(cs_reference_office *o, const cs_reference_run *run, int a,
                                   cs_error *err)
{
    size_t wanted = (size_t)agency_of(run, a)->reviewers;
    CS_TRY(cs_reserve((void **)&o->free_from, &o->server_room, wanted + 1, sizeof *o->free_from,
                      "the reviewers", err));
    while (o->servers < wanted) o->free_from[o->servers++] = run->from;
    while (o->servers > wanted) {
        size_t first = soonest(o);
        o->free_from[first] = o->free_from[--o->servers];
    }
    if (o->waits) qsort(o->queue, o->waits, sizeof *o->queue, by_moment);
    return CS_OK;
}

/* A reviewer takes it up: when it is decided, unless the limit comes first. */
static void review(cs_reference_office *o, const cs_reference_run *run, int a,
                   const cs_reference_waiting *w, double start, double limit, double *decided,
                   bool *overdue)
{
    const cs_agency *agency = agency_of(run, a);
    cs_dice dice = cs_dice_at(cs_key_of(run->seed, "reference.office"), w->person, (uint32_t)w->since,
                              (uint32_t)(w->list * 1000 + w->round));
    double mean = 365.0 / agency->pace, then = agency->then.median_days, wait = start - w->moment;
    double end = start + (agency->form == CS_SERVICE_FIXED ? mean
                                                           : -cs_log(cs_dice_roll(&dice)) * mean);
    int64_t *queued = run->ledger->queues + (size_t)a * CS_QUEUEDS;
    if (agency->then.sigma > 0.0) then *= cs_exp(agency->then.sigma * normal(&dice));
    *overdue = end + then > limit;
    *decided = *overdue ? limit : end + then;
    o->free_from[soonest(o)] = end < limit ? end : limit;
    queued[CS_QUEUED_BEGUN]++;
    queued[CS_QUEUED_WAITED] += wait > 0.0;
    queued[CS_QUEUED_WAIT_SECONDS] += (int64_t)(wait * 86400.0);
    run->ledger->waits[(size_t)a * ((size_t)run->horizon + 1) +
                       (size_t)(wait < run->horizon ? wait : run->horizon)]++;
}

bool cs_reference_office_serve(cs_reference_office *o, const cs_reference_run *run, int a,
                               cs_reference_waiting *served, double *decided, bool *overdue)
{
    const cs_agency *agency = agency_of(run, a);
    double limit = 1e9, start = 2e9;
    if (o->waits == 0) return false;
    *served = o->queue[0];
    if (agency->deadline_days != CS_FOREVER) limit = served->moment + agency->deadline_days;
    if (o->servers > 0) start = o->free_from[soonest(o)];
    if (start < served->moment) start = served->moment;
    double left = start < limit ? start : limit, within = left < run->horizon ? left : run->horizon;
    if (left >= run->to) return false;
    run->ledger->queues[(size_t)a * CS_QUEUEDS + CS_QUEUED_QUEUE_SECONDS] +=
        (int64_t)((within - served->moment) * 86400.0);
    memmove(o->queue, o->queue + 1, --o->waits * sizeof *o->queue);
    *decided = limit;
    *overdue = true;
    if (start < limit) review(o, run, a, served, start, limit, decided, overdue);
    return true;
}

void cs_reference_office_close(const cs_reference_office *o, const cs_reference_run *run, int a)
{
    for (size_t i = 0; i < o->waits; i++)
        run->ledger->queues[(size_t)a * CS_QUEUEDS + CS_QUEUED_QUEUE_SECONDS] +=
            (int64_t)((run->horizon - o->queue[i].moment) * 86400.0);
}
