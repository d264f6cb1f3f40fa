/* What stands in a person's file, in words. */
#include "results/names.h"
#include "results/person.h"

int cs_event_cause(const cs_event *e)
{
    return e->tag >= 0 && e->tag < CS_CAUSES ? e->tag : CS_CAUSE_NONE;
}

cs_side cs_event_side(const cs_event *e)
{
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_ACT: return CS_SIDE_TRUTH;
    case CS_EVENT_RECORD:
    case CS_EVENT_EXPIRED:
    case CS_EVENT_ASSOCIATION:
    case CS_EVENT_REINSERTED:
    case CS_EVENT_SCORE: return CS_SIDE_RECORD;
    default: return CS_SIDE_AFTER;
    }
}

static bool is_penal(const cs_scenario *s, int list)
{
    return s && list >= 0 && list < s->lists.count && CS_ITEMS(cs_list, s->lists)[list].penal;
}

bool cs_event_is_wrong(const cs_scenario *s, const cs_event *e)
{
    int cause = cs_event_cause(e);
    bool wrongful = cause < CS_CAUSES && cs_causes[cause].wrongful;
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_RECORD: return e->tag != CS_TAG_CORRECT;
    case CS_EVENT_ASSOCIATION: return true;
    case CS_EVENT_LISTED:
    case CS_EVENT_CAUSE: return wrongful && is_penal(s, e->what);
    case CS_EVENT_ANSWERS: return wrongful && is_penal(s->firms, e->what);
    case CS_EVENT_DENIED: return wrongful;
    default: return false;
    }
}

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
    int cause = cs_event_cause(e);
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

/* Which time it is, from the second on. */
static void say_time(cs_text *line, int time)
{
    static const char *const words[] = {"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
                                        "ninth", "tenth"};
    if (time < 2) return;
    if (time <= 10) cs_text_format(line, ", for the %s time", words[time - 2]);
    else cs_text_format(line, ", time number %d", time);
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
        say_time(line, e->detail);
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

void cs_event_say(cs_text *line, const cs_scenario *s, const cs_event *e)
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
                       e->what >= 0 && e->what < s->association.count
                           ? CS_ITEMS(cs_association, s->association)[e->what].name : "?");
        if (e->points != 0) cs_text_format(line, ", %+d points", e->points);
        break;
    default: say_recourse(line, s, e); break;
    }
}
