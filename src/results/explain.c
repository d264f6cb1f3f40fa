/* One tracked person's file: what truly happened, what went on file and from where, what followed.
   The person is synthetic; the histories are those of replicate 0 of the base world. */
#include "core/mem.h"
#include "results/format.h"
#include "results/names.h"
#include "results/say.h"

#include <stdlib.h>

/* A person's history summed up. */
typedef struct history {
    uint32_t person;
    size_t first, end;           /* of the events */
    int acts, records, wrong_records, refusals;
    int listed_days, wrongful_days; /* on at least one penal list; wrongly on at least one */
    int worst;                   /* cs_cause of most wrongful days, CS_CAUSE_NONE */
} history;

/* On which lists a person is, and for what cause, as the events go by. */
typedef struct standing {
    int cause[CS_LISTS_MOST + 1]; /* CS_CAUSE_NONE: not on it */
    int since;
    int days[CS_CAUSES];
} standing;

static bool penal(const cs_scenario *s, int list)
{
    return list >= 0 && list < s->lists.count && list <= CS_LISTS_MOST &&
           CS_ITEMS(cs_list, s->lists)[list].penal;
}

/* Count the days from the last change up to `day`. */
static void pass(history *h, standing *at, int day)
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
    at->since = day;
}

static int cause_of(const cs_event *e)
{
    return e->tag >= 0 && e->tag < CS_CAUSES ? e->tag : CS_CAUSE_NONE;
}

static void follow(const cs_scenario *s, history *h, standing *at, const cs_event *e)
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
        if (penal(s, e->what) && !(cause_of(e) < CS_CAUSES && cs_causes[cause_of(e)].spared))
            at->cause[e->what] = cause_of(e);
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

static history sum_up(const cs_scenario *s, const cs_ledger *ledger, size_t first)
{
    history h = {.person = ledger->event[first].person, .first = first, .end = first,
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

/* ---- one person ---- */

static void say_record(cs_text *line, const cs_scenario *s, const cs_event *e)
{
    cs_text_format(line, "%s filed %s", cs_sensor_name(s, e->what), cs_record_name(s, e->detail));
    if (e->points != 0) cs_text_format(line, ", %+d points", e->points);
    switch (e->tag) {
    case CS_TAG_CORRECT: break;
    case CS_TAG_FALSE_MATCH:
        cs_text_add(line, "; WRONG, a false match: somebody else was seen");
        break;
    case CS_TAG_WRONG_PERSON:
        cs_text_add(line, "; WRONG, the wrong person: somebody else did it");
        break;
    case CS_TAG_FALSE_RECORD:
        cs_text_add(line, "; WRONG, a false record: nothing the rule is about happened");
        break;
    case CS_TAG_DUPLICATE:
        cs_text_add(line, "; WRONG, a duplicate: it was on file already");
        break;
    case CS_TAG_STALE: cs_text_add(line, "; WRONG, stale: it should be gone by now"); break;
    default: break;
    }
}

static const char *cause_label(const cs_event *e)
{
    int cause = cause_of(e);
    return cause < CS_CAUSES ? cs_causes[cause].label : "cause unknown";
}

static void say_act(cs_text *line, const cs_scenario *s, const cs_event *e)
{
    bool known = e->what >= 0 && e->what < s->conduct.count;
    cs_text_format(line, "did: %s", cs_conduct_name(s, e->what));
    if (known && CS_ITEMS(cs_conduct, s->conduct)[e->what].protected_as != CS_PROTECTED_NONE)
        cs_text_add(line, " (protected conduct)");
    if (e->detail) cs_text_add(line, " (excused: the rule is not about this)");
}

static void say_loan(cs_text *line, const cs_event *e)
{
    static const char *const fates[CS_FATES] = {
        "was lent to, and repaid", "was lent to, and did not repay",
        "was refused a loan, and would have repaid", "was refused a loan, and would not have repaid"};
    static const char *const files[CS_FILES] = {"", " (no score: thin file)", " (no credit file)"};
    if (e->what < 0 || e->what >= CS_FATES || e->detail < 0 || e->detail >= CS_FILES) return;
    cs_text_format(line, "%s%s", fates[e->what], files[e->detail]);
    if (e->detail == CS_FILE_SCORED || e->what <= CS_FATE_DEFAULTED)
        cs_text_format(line, "; credit score now %.0f", e->points / 1000.0);
}

static void say_answers(cs_text *line, const cs_scenario *s, const cs_event *e)
{
    cs_text_format(line, "must answer for a firm on %s: the firm is listed %s",
                   s->firms ? cs_list_name(s->firms, e->what) : "?", cause_label(e));
    if (e->points != 0) cs_text_format(line, ", %+d points", e->points);
}

/* What people did about a listing, and what came of it. */
static void say_recourse(cs_text *line, const cs_scenario *s, const cs_event *e)
{
    static const char *const how[] = {"was told of being on", "found out about being on",
                                      "learnt at a refusal of being on"};
    static const char *const outcome[] = {"refused", "granted", "granted, the deadline being over"};
    int detail = e->detail >= 0 && e->detail < 3 ? e->detail : 0;
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_NOTICE:
        cs_text_format(line, "%s %s", how[detail], cs_list_name(s, e->what));
        break;
    case CS_EVENT_DISPUTE:
        cs_text_format(line, "disputed the listing on %s", cs_list_name(s, e->what));
        if (e->detail > 1) cs_text_format(line, ", for the %dth time", e->detail);
        break;
    case CS_EVENT_DECISION:
        cs_text_format(line, "the dispute about %s was %s", cs_list_name(s, e->what),
                       outcome[detail]);
        break;
    case CS_EVENT_REINSERTED:
        cs_text_format(line, "corrected records on %s came back", cs_list_name(s, e->what));
        if (e->points) cs_text_format(line, ", %+d points", e->points);
        break;
    case CS_EVENT_REPAIR:
        cs_text_format(line, "%s: %s", e->what == CS_LEDGER_REPAIRS - 1 ? "bought" : "made good",
                       cs_repair_name(s, e->what));
        if (e->points) cs_text_format(line, ", %+d points", e->points);
        break;
    default: break;
    }
}

static void say_event(cs_text *line, const cs_scenario *s, const cs_event *e)
{
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_ACT: say_act(line, s, e); break;
    case CS_EVENT_RECORD: say_record(line, s, e); break;
    case CS_EVENT_EXPIRED:
        cs_text_format(line, "points for %s no longer count",
                       e->what == CS_EVENT_NO_RULE ? "a repair, a purchase or what had come back"
                                                   : cs_rule_name(s, e->what));
        break;
    case CS_EVENT_LISTED:
        cs_text_format(line, "listed on %s: %s", cs_list_name(s, e->what), cause_label(e));
        break;
    case CS_EVENT_LEFT: cs_text_format(line, "taken off %s", cs_list_name(s, e->what)); break;
    case CS_EVENT_CAUSE:
        cs_text_format(line, "still on %s, now: %s", cs_list_name(s, e->what), cause_label(e));
        break;
    case CS_EVENT_DENIED:
        cs_text_format(line, "refused %s, listed: %s", cs_service_name(s, e->what), cause_label(e));
        break;
    case CS_EVENT_ANSWERS: say_answers(line, s, e); break;
    case CS_EVENT_SCORE:
        cs_text_format(line, "score %d; on true, unprotected conduct alone it would be %d",
                       e->points, e->detail);
        break;
    case CS_EVENT_LOAN: say_loan(line, e); break;
    case CS_EVENT_ASSOCIATION:
        cs_text_format(line, "reached through somebody else by %s",
                       CS_ITEMS(cs_association, s->association)[e->what].name);
        if (e->points != 0) cs_text_format(line, ", %+d points", e->points);
        break;
    default: say_recourse(line, s, e); break;
    }
}

/* Which side of the wall a line of the file is about. */
static const char *side(const cs_event *e)
{
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_ACT: return "truly";
    case CS_EVENT_RECORD:
    case CS_EVENT_EXPIRED:
    case CS_EVENT_ASSOCIATION:
    case CS_EVENT_REINSERTED:
    case CS_EVENT_SCORE: return "on file";
    default: return "followed";
    }
}

static cs_status say_history(cs_text *text, const cs_scenario *s, const cs_ledger *ledger,
                             const history *h, cs_error *err)
{
    int day = -1;
    cs_text line = {0};
    for (size_t i = h->first; i < h->end; i++) {
        const cs_event *e = &ledger->event[i];
        line.length = 0;
        if (e->day != day) cs_text_format(&line, "day %-6d", e->day);
        else cs_text_format(&line, "%-10s", "");
        day = e->day;
        cs_text_format(&line, "%-10s", side(e));
        say_event(&line, s, e);
        cs_text_add(&line, "\n");
        if (!line.failed) cs_text_add_bytes(text, line.bytes, line.length);
    }
    bool failed = line.failed;
    cs_text_drop(&line);
    return failed ? cs_fail_memory(err, "a text") : CS_OK;
}

static cs_status say_person(cs_text *text, const cs_results *results, const cs_ledger *ledger,
                            const history *h, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    char line[500], days[CS_CELL];
    cs_format_days(days, s->horizon_days);
    snprintf(line, sizeof line,
             "This person does not exist. Person %lu was made up for a model run of %.200s "
             "(%s, world %.60s, replicate 0).", (unsigned long)h->person, s->title, days,
             results->world[0].name);
    cs_format_paragraph(text, 0, line);
    snprintf(line, sizeof line,
             "%d act%s, %d record%s on file (%d wrong), %d day%s on a penal list (%d wrongly), %d "
             "refusal%s.", h->acts, h->acts == 1 ? "" : "s", h->records,
             h->records == 1 ? "" : "s", h->wrong_records, h->listed_days,
             h->listed_days == 1 ? "" : "s", h->wrongful_days, h->refusals,
             h->refusals == 1 ? "" : "s");
    cs_format_paragraph(text, 0, line);
    cs_text_add(text, "\n");
    return say_history(text, s, ledger, h, err);
}

/* ---- who is tracked ---- */

static int wrongly_first(const void *a, const void *b)
{
    const history *x = a, *y = b;
    if (x->wrongful_days != y->wrongful_days) return x->wrongful_days > y->wrongful_days ? -1 : 1;
    if (x->listed_days != y->listed_days) return x->listed_days > y->listed_days ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static void say_tracked(cs_text *text, const cs_results *results, history *all, size_t count)
{
    char line[400];
    size_t quiet = 0;
    qsort(all, count, sizeof *all, wrongly_first);
    snprintf(line, sizeof line,
             "Nobody here exists. %zu tracked people to whom something happened, those listed "
             "wrongly for longest first; of %lld tracked in world %.60s, replicate 0.", count,
             (long long)results->world[0].scenario->ledger.track, results->world[0].name);
    cs_format_paragraph(text, 0, line);
    cs_text_format(text, "\n%10s%7s%9s%9s%9s%9s  %s\n", "person", "acts", "records", "days",
                   "wrongly", "refused", "most wrongful days");
    cs_text_format(text, "%35s%9s\n", "listed", "listed");
    cs_format_rule(text);
    for (size_t i = 0; i < count; i++) {
        const history *h = &all[i];
        if (h->acts + h->records + h->listed_days + h->refusals == 0) {
            quiet++;
            continue;
        }
        cs_text_format(text, "%10lu%7d%9d%9d%9d%9d%s%s\n", (unsigned long)h->person, h->acts,
                       h->records, h->listed_days, h->wrongful_days, h->refusals,
                       h->worst < CS_CAUSES ? "  " : "",
                       h->worst < CS_CAUSES ? cs_causes[h->worst].label : "");
    }
    if (!quiet) return;
    snprintf(line, sizeof line, "%zu more have nothing of this, but other events: a score, a loan, a rule that "
                                "reached them.", quiet);
    cs_format_paragraph(text, 0, line);
}

static cs_status explain(cs_text *text, const cs_results *results, const cs_ledger *ledger,
                         int64_t person, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    cs_status status = CS_OK;
    size_t count = 0;
    history *all = cs_alloc(ledger->events, sizeof *all);
    if (!all) return cs_fail_memory(err, "the tracked people");
    for (size_t i = 0; i < ledger->events; i = all[count - 1].end)
        all[count++] = sum_up(s, ledger, i);
    if (person < 0) {
        say_tracked(text, results, all, count);
        goto out;
    }
    for (size_t i = 0; i < count; i++)
        if (all[i].person == person) {
            status = say_person(text, results, ledger, &all[i], err);
            goto out;
        }
    status = cs_fail(err, CS_USAGE,
                     "person %lld has no history in %s: not tracked, or nothing happened; "
                     "`counterscore explain %s` lists the %zu that have one", (long long)person,
                     results->path, results->path, count);
out:
    cs_free(all);
    return status;
}

cs_status cs_results_explain(cs_results *results, int64_t person, char **out, cs_error *err)
{
    cs_text text = {0};
    cs_ledger ledger;
    cs_slice slice = {.slim = true, .day = -1, .events = true};
    CS_TRY(cs_results_read(results, 0, 0, &slice, &ledger, err));
    cs_status status = explain(&text, results, &ledger, person, err);
    cs_ledger_free(&ledger);
    if (status == CS_OK) return cs_text_take(&text, out, err);
    cs_text_drop(&text);
    return status;
}
