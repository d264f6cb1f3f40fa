/* The scenarios of a study, what it sets in them, and the worlds their safeguards make. */
#include "core/mem.h"
#include "core/text.h"
#include "scenario/emit.h"
#include "scenario/files.h"
#include "study/file_parts.h"

#include <stdio.h>
#include <string.h>

enum { SCENARIOS_MOST = 32, WORLDS_MOST = 1000, NAMES_MOST = 80, WORD_BYTES = 400 };

bool cs_study_read_sets(cs_study_reading *s)
{
    const cs_node *set = s->text.set;
    if (!set) return true;
    if (set->type != CS_NODE_MAPPING)
        return cs_complain(&s->log, set, "`set` is %s; a map of paths and values is wanted",
                           cs_node_kind_text(set));
    s->set = cs_study_room(s, (size_t)set->count, sizeof *s->set);
    s->set_at = cs_study_room(s, (size_t)set->count, sizeof *s->set_at);
    if (!s->set || !s->set_at) return false;
    for (int i = 0; i < set->count; i++) {
        cs_text text = {0};
        cs_text_add(&text, set->keys[i]->text);
        cs_text_add(&text, "=");
        cs_tree_print_flow(set->items[i], &text);
        s->set_at[s->sets] = set->keys[i];
        s->set[s->sets] = text.failed ? NULL : cs_arena_text(s->yaml.arena, text.bytes, text.length);
        cs_text_drop(&text);
        if (!s->set[s->sets++]) return cs_log_no_memory(&s->log);
    }
    return true;
}

/* ---- reading a scenario ---- */

/* A complaint about a setting belongs to the line of the study that says it. */
static const cs_node *place_of(const cs_study_reading *s, const cs_complaint *c, const char *set,
                               const cs_node *at)
{
    size_t length = strlen(c->excerpt);
    if (strcmp(c->file, "--set") != 0) return NULL;
    if (set && strncmp(set, c->excerpt, length) == 0) return at;
    for (int i = 0; i < s->sets; i++)
        if (strncmp(s->set[i], c->excerpt, length) == 0) return s->set_at[i];
    return NULL;
}

static void tell(cs_study_reading *s, cs_complaints *complaints, const char *name, const char *set,
                 const cs_node *at)
{
    cs_log own = {0};
    for (int i = 0; i < complaints->count; i++) {
        const cs_complaint *c = &complaints->items[i];
        const cs_node *place = place_of(s, c, set, at);
        if (place) cs_complain(&s->log, place, "in the scenario %.100s: %s", name, c->message);
    }
    for (int i = 0; i < complaints->count;) {
        cs_complaint *c = &complaints->items[i];
        if (!place_of(s, c, set, at)) {
            i++;
            continue;
        }
        cs_free(c->file);
        cs_free(c->message);
        cs_free(c->excerpt);
        *c = complaints->items[--complaints->count];
    }
    own.complaints = *complaints;
    *complaints = (cs_complaints){0};
    cs_log_absorb(&s->log, &own);
}

bool cs_study_try(cs_study_reading *s, int i, const char *set, const cs_node *at, cs_scenario **out)
{
    const cs_study_scenario *of = &s->scenario[i];
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_scenario *scenario = NULL;
    const char **sets = cs_study_room(s, (size_t)s->sets + 1, sizeof *sets);
    if (!sets) return false;
    int count = of->plain ? 0 : s->sets;
    for (int k = 0; k < count; k++) sets[k] = s->set[k];
    if (set) sets[count] = set;
    cs_load_options options = {.sets = sets, .set_count = count + (set != NULL)};
    cs_status status = cs_scenario_load(of->path, &options, &scenario, &complaints, &err);
    if (status == CS_NOMEM) return cs_log_no_memory(&s->log);
    if (status == CS_SCENARIO) tell(s, &complaints, of->name, set, at);
    if (status != CS_OK && status != CS_SCENARIO) cs_complain(&s->log, at, "%s", err.message);
    cs_complaints_free(&complaints);
    if (out)
        *out = scenario;
    else
        cs_scenario_free(scenario);
    return status == CS_OK;
}

static bool is_bundled(const char *name)
{
    for (int i = 0; cs_bundled_name(i); i++)
        if (strcmp(cs_bundled_name(i), name) == 0) return true;
    return false;
}

/* A bundled name stands for itself; anything else is a file, seen from the study's folder. */
static bool open_scenario(cs_study_reading *s, const cs_node *at)
{
    cs_study_scenario *of = &s->scenario[s->scenarios];
    const char *name = at->text, *folder = s->folder && name[0] != '/' ? s->folder : "";
    const char *names[NAMES_MOST];
    char hint[400];
    int count = 0;
    if (at->type != CS_NODE_SCALAR || !name[0])
        return cs_complain(&s->log, at, "a scenario is named here; a bundled name or a file is wanted");
    bool bundled = !cs_is_file_name(name) && is_bundled(name);
    for (; count < NAMES_MOST && cs_bundled_name(count); count++) names[count] = cs_bundled_name(count);
    cs_suggest(name, names, count, hint);
    if (!bundled && (!s->folder || !cs_is_file_name(name)))
        return cs_complain(&s->log, at, "there is no bundled scenario `%.100s`%s%s", name,
                           s->folder ? "; a file is named with .yaml" : "", hint);
    size_t length = strlen(folder) + strlen(name) + 1;
    char *path = cs_study_room(s, length, 1);
    if (!path) return false;
    snprintf(path, length, "%s%s", bundled ? "" : folder, name);
    *of = (cs_study_scenario){.name = name, .path = path, .at = at};
    for (int i = 0; i < s->scenarios; i++)
        if (strcmp(s->scenario[i].path, path) == 0)
            return cs_complain(&s->log, at, "`scenarios` names `%.100s` twice", name);
    if (cs_study_try(s, s->scenarios, NULL, at, &of->scenario)) return true;
    cs_error ignored = {0};
    of->plain = true;
    if (cs_scenario_load(path, NULL, &of->scenario, NULL, &ignored) == CS_NOMEM) cs_log_no_memory(&s->log);
    return false;
}

bool cs_study_read_scenarios(cs_study_reading *s)
{
    const cs_node *one = s->text.scenario, *many = s->text.scenarios;
    bool fine = true;
    if (!one && !many) return false; /* which has been complained about */
    if (one && one->type != CS_NODE_SCALAR)
        return cs_complain(&s->log, one, "`scenario` is %s; one name is wanted, or `scenarios: [...]`",
                           cs_node_kind_text(one));
    if (!one && (many->type != CS_NODE_SEQUENCE || many->count == 0 || many->count > SCENARIOS_MOST))
        return cs_complain(&s->log, many, "`scenarios` must be a list of 1 to %d names", SCENARIOS_MOST);
    int count = one ? 1 : many->count;
    s->scenario = cs_study_room(s, (size_t)count, sizeof *s->scenario);
    if (!s->scenario) return false;
    for (int i = 0; i < count; i++) {
        bool opened = open_scenario(s, one ? one : many->items[i]);
        if (s->scenario[s->scenarios].scenario) s->scenarios++;
        fine &= opened;
    }
    return fine;
}

/* ---- worlds ---- */

static int safeguard_named(const cs_scenario *scenario, const char *name, size_t length)
{
    for (int i = 0; i < scenario->safeguard_count; i++)
        if (strlen(scenario->safeguards[i].name) == length &&
            memcmp(scenario->safeguards[i].name, name, length) == 0)
            return i;
    return -1;
}

static bool complain_safeguard(cs_study_reading *s, const cs_study_scenario *of, const cs_node *at,
                               const char *name, size_t length)
{
    const char *names[NAMES_MOST];
    char word[64], hint[400];
    int count = 0;
    snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), name);
    for (; count < of->scenario->safeguard_count && count < NAMES_MOST; count++)
        names[count] = of->scenario->safeguards[count].name;
    cs_suggest(word, names, count, hint);
    if (strcmp(word, CS_NO_REGIME) == 0)
        return cs_complain(&s->log, at, "`%s` is a world of its own and cannot be combined", word);
    return cs_complain(&s->log, at, "the scenario %.100s has no safeguard `%s`%s", of->name, word, hint);
}

/* "b+a" as the scenario orders them: "a+b". */
static bool read_combination(cs_study_reading *s, const cs_study_scenario *of, const cs_node *at,
                             const char **out)
{
    const cs_scenario *scenario = of->scenario;
    bool on[NAMES_MOST] = {0}, fine = true;
    for (const char *p = at->text; fine;) {
        size_t length = strcspn(p, "+");
        int i = safeguard_named(scenario, p, length);
        if (i < 0 || i >= NAMES_MOST) return complain_safeguard(s, of, at, p, length);
        if (on[i]) return cs_complain(&s->log, at, "`%.100s` names a safeguard twice", at->text);
        on[i] = true;
        if (!p[length]) break;
        p += length + 1;
    }
    cs_text text = {0};
    for (int i = 0; i < scenario->safeguard_count && i < NAMES_MOST; i++)
        if (on[i]) cs_text_format(&text, "%s%s", text.length ? "+" : "", scenario->safeguards[i].name);
    *out = text.failed ? NULL : cs_arena_text(s->yaml.arena, text.bytes, text.length);
    cs_text_drop(&text);
    return *out || cs_log_no_memory(&s->log);
}

static bool add_world(cs_study_reading *s, int scenario, const char *safeguard, const cs_node *at)
{
    for (int i = 0; i < s->worlds; i++)
        if (s->world[i].scenario == scenario && strcmp(s->world[i].safeguard, safeguard) == 0)
            return cs_complain(&s->log, at, "`safeguards` names `%.100s` twice",
                               safeguard[0] ? safeguard : "none");
    if (s->worlds == WORLDS_MOST)
        return cs_complain(&s->log, at, "there are more than %d worlds", WORLDS_MOST);
    s->world[s->worlds++] = (cs_study_world){scenario, safeguard};
    return true;
}

static bool read_word(cs_study_reading *s, int scenario, const cs_node *at)
{
    const cs_study_scenario *of = &s->scenario[scenario];
    const char *word = at->text, *kept = NULL;
    if (at->type != CS_NODE_SCALAR || !word[0])
        return cs_complain(&s->log, at, "the name of a safeguard is wanted, or none, each, no_regime");
    if (strcmp(word, "none") == 0) return add_world(s, scenario, "", at);
    if (strcmp(word, CS_NO_REGIME) == 0) return add_world(s, scenario, CS_NO_REGIME, at);
    if (strcmp(word, "each") != 0)
        return read_combination(s, of, at, &kept) && add_world(s, scenario, kept, at);
    bool fine = add_world(s, scenario, "", at);
    for (int i = 0; fine && i < of->scenario->safeguard_count; i++) {
        const char *name = of->scenario->safeguards[i].name; /* the plan outlives the scenario */
        kept = cs_arena_text(s->yaml.arena, name, strlen(name));
        fine = kept ? add_world(s, scenario, kept, at) : cs_log_no_memory(&s->log);
    }
    return fine;
}

bool cs_study_read_worlds(cs_study_reading *s)
{
    const cs_node *node = s->text.safeguards;
    bool fine = true, list = node && node->type == CS_NODE_SEQUENCE;
    s->world = cs_study_room(s, WORLDS_MOST, sizeof *s->world);
    if (!s->world) return false;
    if (list && node->count == 0)
        return cs_complain(&s->log, node, "`safeguards` is empty; at least one is wanted, such as none");
    for (int i = 0; i < s->scenarios; i++)
        for (int k = 0; k < (list ? node->count : 1); k++)
            fine &= node ? read_word(s, i, list ? node->items[k] : node) : add_world(s, i, "", NULL);
    return fine;
}
