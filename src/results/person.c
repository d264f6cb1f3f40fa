/* Histories of tracked persons, walked through once. */
#include "results/person.h"

#include "core/mem.h"

/* On which lists a person is, and for what cause, as the events go by. */
typedef struct standing {
    int cause[CS_LISTS_MOST + 1]; /* CS_CAUSE_NONE: not on it */
    int since;
    int run;                      /* days wrongly on some list, without a break, up to `since` */
    int days[CS_CAUSES];
} standing;

static bool penal(const cs_scenario *s, int list)
{
    return list >= 0 && list < s->lists.count && list <= CS_LISTS_MOST &&
           CS_ITEMS(cs_list, s->lists)[list].penal;
}

/* Count the days from the last change up to `day`. */
static void pass(cs_person_head *h, standing *at, int day)
{
    bool listed = false, wrongful = false;
    int days = day - at->since;
    for (int list = 0; list <= CS_LISTS_MOST; list++) {
        int cause = at->cause[list];
        if (cause >= CS_CAUSES) continue;
        listed = true;
        wrongful = wrongful || cs_causes[cause].wrongful;
        at->days[cause] += days;
    }
    if (listed) h->listed_days += days;
    if (wrongful) h->wrongful_days += days;
    if (days > 0) at->run = wrongful ? at->run + days : 0;
    if (at->run > h->longest) h->longest = at->run;
    at->since = day;
}

static void follow(const cs_scenario *s, cs_person_head *h, standing *at, const cs_event *e)
{
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_ACT: h->acts++; break;
    case CS_EVENT_RECORD:
        h->records++;
        h->wrong_records += e->tag != CS_TAG_CORRECT;
        break;
    case CS_EVENT_LISTED:
    case CS_EVENT_CAUSE:
        pass(h, at, e->day);
        if (penal(s, e->what) && !(cs_event_cause(e) < CS_CAUSES && cs_causes[cs_event_cause(e)].spared))
            at->cause[e->what] = cs_event_cause(e);
        break;
    case CS_EVENT_LEFT:
        pass(h, at, e->day);
        if (penal(s, e->what)) at->cause[e->what] = CS_CAUSE_NONE;
        break;
    case CS_EVENT_DENIED: h->refusals++; break;
    case CS_EVENT_EXPIRED:
    case CS_EVENT_LOAN:
    case CS_EVENT_ASSOCIATION:
    case CS_EVENT_ANSWERS:
    case CS_EVENT_SCORE:
    case CS_EVENT_NOTICE:
    case CS_EVENT_DISPUTE:
    case CS_EVENT_DECISION:
    case CS_EVENT_REINSERTED:
    case CS_EVENT_REPAIR: break;
    }
}

/* The history that begins at event `first`. */
static cs_person_head sum_up(const cs_scenario *s, const cs_ledger *ledger, size_t first)
{
    cs_person_head h = {.person = ledger->event[first].person, .first = first, .end = first,
                        .worst = CS_CAUSE_NONE};
    standing at = {.since = 0};
    int most = 0;
    for (int i = 0; i <= CS_LISTS_MOST; i++) at.cause[i] = CS_CAUSE_NONE;
    while (h.end < ledger->events && ledger->event[h.end].person == h.person)
        follow(s, &h, &at, &ledger->event[h.end++]);
    pass(&h, &at, s->horizon_days);
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (cs_causes[cause].wrongful && at.days[cause] > most) {
            most = at.days[cause];
            h.worst = cause;
        }
    return h;
}

cs_status cs_person_heads(const cs_scenario *scenario, const cs_ledger *ledger, cs_person_head **out,
                          size_t *count, cs_error *err)
{
    *count = 0;
    *out = cs_alloc(ledger->events, sizeof **out);
    if (!*out) return cs_fail_memory(err, "the tracked people");
    for (size_t i = 0; i < ledger->events; i = (*out)[*count - 1].end)
        (*out)[(*count)++] = sum_up(scenario, ledger, i);
    return CS_OK;
}

cs_person_head cs_person_find(const cs_scenario *scenario, const cs_ledger *ledger, uint32_t person)
{
    for (size_t i = 0; i < ledger->events; i++)
        if (ledger->event[i].person == person) return sum_up(scenario, ledger, i);
    return (cs_person_head){.person = person, .worst = CS_CAUSE_NONE};
}

int cs_person_wrongly_first(const void *a, const void *b)
{
    const cs_person_head *x = a, *y = b;
    if (x->wrongful_days != y->wrongful_days) return x->wrongful_days > y->wrongful_days ? -1 : 1;
    if (x->listed_days != y->listed_days) return x->listed_days > y->listed_days ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

bool cs_person_is_quiet(const cs_person_head *h)
{
    return h->acts + h->records + h->listed_days + h->refusals == 0;
}

/* ---- time on lists ---- */

static cs_person_spell begun(const cs_scenario *s, const cs_event *e)
{
    int cause = cs_event_cause(e);
    return (cs_person_spell){.list = e->what, .from = e->day, .to = -1, .cause = cause,
                             .wrongful = penal(s, e->what) && cause < CS_CAUSES && cs_causes[cause].wrongful};
}

cs_status cs_person_spells(const cs_scenario *scenario, const cs_ledger *ledger,
                           const cs_person_head *head, cs_person_spell **out, size_t *count,
                           cs_error *err)
{
    cs_person_spell *on[CS_LISTS_MOST + 1] = {0};
    size_t events = head->end - head->first;
    *count = 0;
    *out = NULL;
    if (events == 0) return CS_OK;
    *out = cs_alloc(events, sizeof **out);
    if (!*out) return cs_fail_memory(err, "a person's time on lists");
    for (size_t i = head->first; i < head->end; i++) {
        const cs_event *e = &ledger->event[i];
        bool on_now = e->kind == CS_EVENT_LISTED || e->kind == CS_EVENT_CAUSE;
        if ((!on_now && e->kind != CS_EVENT_LEFT) || e->what < 0 || e->what > CS_LISTS_MOST) continue;
        if (on[e->what]) on[e->what]->to = e->day;
        on[e->what] = on_now ? &(*out)[*count] : NULL;
        if (on_now) (*out)[(*count)++] = begun(scenario, e);
    }
    return CS_OK;
}
