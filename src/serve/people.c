/* Tracked people as JSON: the list of them, and one person's file in every world of a run. */
#include "serve/json.h"

#include "core/mem.h"
#include "results/names.h"
#include "results/person.h"
#include "results/schema.h"
#include "results/store.h"
#include "serve/put.h"

#include <stdlib.h>

static const char *cause_key(int cause)
{
    return cause < CS_CAUSES ? cs_causes[cause].key : NULL;
}

static json_t *head_json(const cs_person_head *h)
{
    json_t *head = json_object();
    bool fine = cs_put_whole(head, "person", h->person);
    fine &= cs_put_whole(head, "acts", h->acts);
    fine &= cs_put_whole(head, "records", h->records);
    fine &= cs_put_whole(head, "wrong_records", h->wrong_records);
    fine &= cs_put_whole(head, "refusals", h->refusals);
    fine &= cs_put_whole(head, "listed_days", h->listed_days);
    fine &= cs_put_whole(head, "wrongful_days", h->wrongful_days);
    fine &= cs_put(head, "worst", cs_json_text_or_null(cause_key(h->worst)));
    fine &= cs_put_whole(head, "longest", h->longest);
    return cs_made(head, fine);
}

/* ---- the list ---- */

/* Of those wrongly listed, who come first, the one in the middle. */
static json_t *typical_json(const cs_person_head *heads, size_t count)
{
    size_t wrongly = 0;
    while (wrongly < count && heads[wrongly].wrongful_days > 0) wrongly++;
    return wrongly ? json_integer(heads[wrongly / 2].person) : json_null();
}

static json_t *people_json(const cs_results *results, const cs_person_head *heads, size_t count)
{
    json_t *all = json_object(), *list = json_array();
    bool fine = list != NULL;
    for (size_t i = 0; fine && i < count; i++) fine = cs_put_item(list, head_json(&heads[i]), true);
    fine &= cs_put_whole(all, "tracked", cs_results_tracked(results));
    fine &= cs_put_whole(all, "persons", results->world[0].scenario->population.persons);
    fine &= cs_put(all, "typical", typical_json(heads, count));
    fine &= cs_put(all, "people", list);
    return cs_made(all, fine);
}

/* The histories of a world, with no more of its counts than reading takes. */
static cs_status read_histories(cs_results *results, int world, cs_ledger *ledger, cs_error *err)
{
    return cs_results_read(results, world, 0, &(cs_slice){.slim = true, .day = -1, .events = true},
                           ledger, err);
}

cs_status cs_json_people(cs_results *results, json_t **out, cs_error *err)
{
    cs_ledger ledger;
    cs_person_head *heads = NULL;
    size_t count;
    *out = NULL;
    CS_TRY(read_histories(results, 0, &ledger, err));
    cs_status status = cs_person_heads(results->world[0].scenario, &ledger, &heads, &count, err);
    cs_ledger_free(&ledger);
    if (status != CS_OK) return status;
    qsort(heads, count, sizeof *heads, cs_person_wrongly_first);
    json_t *people = people_json(results, heads, count);
    cs_free(heads);
    return cs_put_end(people, true, "the tracked people as JSON", out, err);
}

/* ---- one person in one world ---- */

static const char *const sides[] = {
    [CS_SIDE_TRUTH] = "truth", [CS_SIDE_RECORD] = "record", [CS_SIDE_AFTER] = "after"};

/* Points that the event brought, or the score that it tells; null where neither is the point of it. */
static json_t *points_json(const cs_scenario *s, const cs_event *e)
{
    switch ((cs_event_kind)e->kind) {
    case CS_EVENT_RECORD:
    case CS_EVENT_ASSOCIATION:
    case CS_EVENT_ANSWERS:
    case CS_EVENT_REINSERTED:
    case CS_EVENT_REPAIR:
    case CS_EVENT_SCORE: return s->score ? json_integer(e->points) : json_null();
    default: return json_null();
    }
}

static json_t *cause_json(const cs_event *e)
{
    if (e->kind == CS_EVENT_RECORD)
        return e->tag >= 0 && e->tag < CS_TAGS ? json_string(cs_tag_names[e->tag]) : json_null();
    return cs_json_text_or_null(cause_key(cs_event_cause(e)));
}

static json_t *event_json(const cs_scenario *s, const cs_event *e, cs_text *line)
{
    json_t *event = json_object();
    line->length = 0;
    cs_event_say(line, s, e);
    bool fine = !line->failed && cs_put_whole(event, "day", e->day);
    fine &= cs_put_text(event, "side", sides[cs_event_side(e)]);
    fine &= cs_put_text(event, "kind", e->kind < cs_event_word_count ? cs_event_words[e->kind] : "?");
    fine &= cs_put_text(event, "text", line->length ? line->bytes : "");
    fine &= cs_put(event, "points", points_json(s, e));
    fine &= cs_put(event, "cause", cause_json(e));
    fine &= cs_put_flag(event, "wrong", cs_event_is_wrong(s, e));
    return cs_made(event, fine);
}

static json_t *events_json(const cs_scenario *s, const cs_ledger *ledger, const cs_person_head *head)
{
    json_t *all = json_array();
    cs_text line = {0};
    bool fine = all != NULL;
    for (size_t i = head->first; fine && i < head->end; i++)
        fine = cs_put_item(all, event_json(s, &ledger->event[i], &line), true);
    cs_text_drop(&line);
    return cs_made(all, fine);
}

static json_t *score_json(int day, int applied, int conduct)
{
    json_t *score = json_object();
    bool fine = cs_put_whole(score, "day", day);
    fine &= cs_put_whole(score, "applied", applied);
    fine &= cs_put_whole(score, "conduct", conduct);
    return cs_made(score, fine);
}

/* A history notes a score when it is another; before that it is what the person began with. Where contacts
   have a share in it, that is not known until it is first noted. */
static json_t *scores_json(const cs_scenario *s, const cs_ledger *ledger, const cs_person_head *head,
                           int base)
{
    json_t *all = json_array();
    bool fine = all != NULL, told = false;
    bool begun = !s->score || s->score->contacts || s->no_regime;
    for (size_t i = head->first; fine && i < head->end; i++) {
        const cs_event *e = &ledger->event[i];
        if (e->kind != CS_EVENT_SCORE) continue;
        if (!begun && !told && e->day > 0) fine = cs_put_item(all, score_json(0, base, base), true);
        told = true;
        fine = cs_put_item(all, score_json(e->day, e->points, e->detail), fine);
    }
    if (fine && !begun && !told) fine = cs_put_item(all, score_json(0, base, base), true);
    return cs_made(all, fine);
}

static json_t *spell_json(const cs_scenario *s, const cs_person_spell *spell)
{
    json_t *one = json_object();
    bool fine = cs_put_text(one, "list", cs_list_name(s, spell->list));
    fine &= cs_put_whole(one, "from", spell->from);
    fine &= cs_put(one, "to", spell->to < 0 ? json_null() : json_integer(spell->to));
    fine &= cs_put_text(one, "cause", spell->cause < CS_CAUSES ? cause_key(spell->cause) : "unknown");
    fine &= cs_put_flag(one, "wrongful", spell->wrongful);
    return cs_made(one, fine);
}

static cs_status spells_json(const cs_scenario *s, const cs_ledger *ledger, const cs_person_head *head,
                             json_t **out, cs_error *err)
{
    cs_person_spell *spells;
    size_t count;
    CS_TRY(cs_person_spells(s, ledger, head, &spells, &count, err));
    json_t *all = json_array();
    bool fine = all != NULL;
    for (size_t i = 0; fine && i < count; i++) fine = cs_put_item(all, spell_json(s, &spells[i]), true);
    cs_free(spells);
    return cs_put_end(all, fine, "a person's time on lists", out, err);
}

static json_t *denials_json(const cs_scenario *s, const cs_ledger *ledger, const cs_person_head *head)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    for (size_t i = head->first; fine && i < head->end; i++) {
        const cs_event *e = &ledger->event[i];
        const char *cause = cause_key(cs_event_cause(e));
        if (e->kind != CS_EVENT_DENIED) continue;
        json_t *one = json_object();
        bool made = cs_put_whole(one, "day", e->day);
        made &= cs_put_text(one, "service", cs_service_name(s, e->what));
        made &= cs_put_text(one, "cause", cause ? cause : "unknown");
        made &= cs_put_flag(one, "wrongful", cs_event_is_wrong(s, e));
        fine = cs_put_item(all, one, made);
    }
    return cs_made(all, fine);
}

/* ---- the file ---- */

/* value: what the person is, as cs_results_who tells. */
typedef struct whose {
    uint32_t person;
    const uint16_t *value;
} whose;

static cs_status world_json(const cs_results *results, int w, const cs_ledger *ledger, whose who,
                            json_t **out, cs_error *err)
{
    const cs_world *world = &results->world[w];
    const cs_scenario *s = world->scenario;
    int base = cs_results_base(results, w, who.value);
    cs_person_head head = cs_person_find(s, ledger, who.person);
    json_t *spells, *one = json_object();
    cs_status status = spells_json(s, ledger, &head, &spells, err);
    if (status != CS_OK) {
        json_decref(one);
        return status;
    }
    bool fine = cs_put_text(one, "world", world->name);
    fine &= cs_put_text(one, "about", world->about);
    fine &= cs_put(one, "head", head_json(&head));
    fine &= cs_put(one, "events", events_json(s, ledger, &head));
    fine &= cs_put(one, "scores", scores_json(s, ledger, &head, base));
    fine &= cs_put(one, "spells", spells);
    fine &= cs_put(one, "denials", denials_json(s, ledger, &head));
    return cs_put_end(one, fine, "a person's history", out, err);
}

static cs_status worlds_json(cs_results *results, whose who, json_t *all, cs_error *err)
{
    for (int w = 0; w < results->worlds; w++) {
        cs_ledger ledger;
        json_t *one;
        if (results->world[w].replicates == 0) continue; /* stopped before it came to this world */
        CS_TRY(read_histories(results, w, &ledger, err));
        cs_status status = world_json(results, w, &ledger, who, &one, err);
        cs_ledger_free(&ledger);
        if (status != CS_OK) return status;
        if (json_array_append_new(all, one)) return cs_fail_memory(err, "a person's file");
    }
    return CS_OK;
}

static json_t *strata_json(const cs_scenario *s, const uint16_t *value)
{
    const cs_population_config *p = &s->population;
    json_t *all = json_object();
    bool fine = all != NULL;
    for (int a = 0; a < p->attributes.count; a++)
        fine &= cs_put_text(all, p->attributes.items[a].name, p->attributes.items[a].value_names[value[a]]);
    if (p->regions.count > 1) fine &= cs_put_text(all, "region", p->regions.names[value[p->attributes.count]]);
    return cs_made(all, fine);
}

/* Below which score the list takes people in: where the band above its own begins. */
static json_t *thresholds_json(const cs_scenario *s)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    for (int i = 0; fine && s->score && i < s->lists.count; i++) {
        const cs_list *list = &CS_ITEMS(cs_list, s->lists)[i];
        if (list->enter.band < 1) continue;
        json_t *one = json_object();
        bool made = cs_put_text(one, "label", list->name);
        made &= cs_put_whole(one, "points", s->score->bands.at_least[list->enter.band - 1]);
        fine = cs_put_item(all, one, made);
    }
    return cs_made(all, fine);
}

static cs_status file_json(cs_results *results, whose who, json_t **out, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    json_t *worlds = json_array();
    if (!worlds) return cs_fail_memory(err, "a person's file");
    cs_status status = worlds_json(results, who, worlds, err);
    if (status != CS_OK) {
        json_decref(worlds);
        return status;
    }
    json_t *file = json_object();
    bool fine = cs_put_whole(file, "person", who.person);
    fine &= cs_put_whole(file, "horizon_days", s->horizon_days);
    fine &= cs_put(file, "strata", strata_json(s, who.value));
    fine &= cs_put(file, "thresholds", thresholds_json(s));
    fine &= cs_put(file, "worlds", worlds);
    return cs_put_end(file, fine, "a person's file", out, err);
}

cs_status cs_json_person(cs_results *results, int64_t person, json_t **out, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    *out = NULL;
    if (!cs_results_tracks(results, person))
        return cs_fail(err, CS_RANGE, "no history is kept of person %lld; /people lists those of whom one is",
                       (long long)person);
    uint16_t *value = cs_alloc((size_t)s->population.attributes.count + 1, sizeof *value);
    if (!value) return cs_fail_memory(err, "what a person is");
    cs_status status = cs_results_who(results, (uint32_t)person, value, err);
    if (status == CS_OK) status = file_json(results, (whose){(uint32_t)person, value}, out, err);
    cs_free(value);
    return status;
}
