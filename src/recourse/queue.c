/* The queue of an agency. */
#include "recourse/queue.h"

#include "core/math.h"
#include "core/mem.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define DAYS_MOST 40000.0 /* beyond any horizon */

cs_desk cs_desk_of(const cs_agency *agency, cs_key key)
{
    return (cs_desk){.key = key, .reviewers = (int)agency->reviewers, .days = 365.0 / agency->pace,
                     .fixed = agency->form == CS_SERVICE_FIXED, .then = agency->then,
                     .deadline = agency->deadline_days == CS_FOREVER
                                     ? UINT64_MAX
                                     : (uint64_t)agency->deadline_days * CS_INSTANTS_PER_DAY};
}

void cs_queue_free(cs_queue *q)
{
    cs_free(q->idle_from);
    cs_free(q->waiting);
    *q = (cs_queue){0};
}

int cs_dispute_compare(const void *a, const void *b)
{
    const cs_dispute *x = a, *y = b;
    if (x->moment != y->moment) return x->moment < y->moment ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    return (x->list > y->list) - (x->list < y->list);
}

cs_status cs_queue_add(cs_queue *q, const cs_dispute *dispute, cs_error *err)
{
    if (q->first > 64 && q->first * 2 > q->end) { /* those served make room */
        memmove(q->waiting, q->waiting + q->first, (q->end - q->first) * sizeof *q->waiting);
        q->end -= q->first;
        q->first = 0;
    }
    CS_TRY(cs_reserve((void **)&q->waiting, &q->room, q->end + 1, sizeof *q->waiting,
                      "the disputes that wait", err));
    q->waiting[q->end++] = *dispute;
    return CS_OK;
}

/* ---- reviewers ---- */

/* The heap's root has a new value: let it sink. */
static void sink(cs_queue *q)
{
    int at = 0;
    for (;;) {
        int least = at;
        for (int child = 2 * at + 1; child <= 2 * at + 2 && child < q->reviewers; child++)
            if (q->idle_from[child] < q->idle_from[least]) least = child;
        if (least == at) return;
        uint64_t kept = q->idle_from[at];
        q->idle_from[at] = q->idle_from[least];
        q->idle_from[least] = kept;
        at = least;
    }
}

static void rise(cs_queue *q, int at)
{
    while (at > 0 && q->idle_from[at] < q->idle_from[(at - 1) / 2]) {
        uint64_t kept = q->idle_from[at];
        q->idle_from[at] = q->idle_from[(at - 1) / 2];
        q->idle_from[(at - 1) / 2] = kept;
        at = (at - 1) / 2;
    }
}

cs_status cs_queue_staff(cs_queue *q, const cs_desk *desk, uint64_t now, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&q->idle_from, &q->idle_room, (size_t)desk->reviewers + 1,
                      sizeof *q->idle_from, "the reviewers of an agency", err));
    while (q->reviewers < desk->reviewers) {
        q->idle_from[q->reviewers] = now;
        rise(q, q->reviewers++);
    }
    while (q->reviewers > desk->reviewers) { /* the first to be idle go first */
        q->idle_from[0] = q->idle_from[--q->reviewers];
        sink(q);
    }
    return CS_OK;
}

/* ---- decisions ---- */

static uint64_t span(double days)
{
    return (uint64_t)((days < DAYS_MOST ? days : DAYS_MOST) * (double)CS_INSTANTS_PER_DAY);
}

/* A standard normal number, by the polar method.
   Source: Marsaglia and Bray 1964, doi 10.1137/1006063. */
static double normal(const cs_desk *desk, const cs_dispute *d)
{
    for (uint32_t attempt = 1;; attempt++) {
        cs_words w = cs_philox(d->person, d->since, d->list | (uint32_t)d->round << 8, attempt,
                               desk->key);
        double x = 2.0 * cs_uniform(w.w[0], w.w[1]) - 1.0, y = 2.0 * cs_uniform(w.w[2], w.w[3]) - 1.0;
        double s = x * x + y * y;
        if (s < 1.0 && s > 0.0) return x * sqrt(-2.0 * cs_log(s) / s);
    }
}

/* What a dispute takes: a function of the dispute, whoever takes it up and whenever. */
static void draw(const cs_desk *desk, const cs_dispute *d, uint64_t *service, uint64_t *then)
{
    cs_words w = cs_philox(d->person, d->since, d->list | (uint32_t)d->round << 8, 0, desk->key);
    double z = desk->then.sigma > 0.0 ? normal(desk, d) : 0.0;
    *service = span(desk->fixed ? desk->days : -cs_log(cs_uniform(w.w[0], w.w[1])) * desk->days);
    *then = span(desk->then.median_days * cs_exp(desk->then.sigma * z));
}

bool cs_queue_next(cs_queue *q, const cs_desk *desk, uint64_t until, cs_decided *decided)
{
    if (q->first == q->end) return false;
    const cs_dispute *d = &q->waiting[q->first];
    uint64_t limit = desk->deadline == UINT64_MAX ? UINT64_MAX : d->moment + desk->deadline;
    uint64_t start = UINT64_MAX, service, then;
    if (q->reviewers > 0)
        start = q->idle_from[0] > d->moment ? q->idle_from[0] : d->moment;
    *decided = (cs_decided){.dispute = *d, .begun = start < limit, .start = start, .at = limit};
    if ((decided->begun ? start : limit) >= until) return false;
    q->first++;
    decided->overdue = !decided->begun;
    if (!decided->begun) return true;
    draw(desk, d, &service, &then);
    decided->overdue = start + service + then > limit;
    if (!decided->overdue) decided->at = start + service + then;
    q->idle_from[0] = start + service < limit ? start + service : limit;
    sink(q);
    return true;
}

/* ---- kept ---- */

void cs_dispute_archive(cs_archive *a, void *item)
{
    cs_dispute *dispute = item;
    cs_archive_number(a, dispute->moment);
    cs_archive_number(a, dispute->person);
    cs_archive_number(a, dispute->since);
    cs_archive_number(a, dispute->list);
    cs_archive_number(a, dispute->round);
}

static void archive_moment(cs_archive *a, void *item)
{
    uint64_t *moment = item;
    cs_archive_number(a, *moment);
    if (*moment / CS_INSTANTS_PER_DAY > 2 * (uint64_t)DAYS_MOST)
        cs_archive_damaged(a, "a reviewer is idle from day %llu on",
                           (unsigned long long)(*moment / CS_INSTANTS_PER_DAY));
}

void cs_queue_archive(cs_archive *a, cs_queue *q)
{
    size_t reviewers = (size_t)q->reviewers, waiting = q->end - q->first;
    cs_archive_items(a, (void **)&q->idle_from, &reviewers, &q->idle_room, sizeof *q->idle_from,
                     CS_REVIEWERS_MOST, archive_moment, "reviewers");
    if (!a->reading && q->first > 0) { /* those served make room */
        memmove(q->waiting, q->waiting + q->first, waiting * sizeof *q->waiting);
        q->first = 0;
        q->end = waiting;
    }
    cs_archive_items(a, (void **)&q->waiting, &waiting, &q->room, sizeof *q->waiting, UINT32_MAX,
                     cs_dispute_archive, "disputes that wait");
    if (!a->reading) return;
    q->reviewers = (int)reviewers;
    q->first = 0;
    q->end = waiting;
}
