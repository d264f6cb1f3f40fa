/* Reading a study file: text to tree, --set, tree to struct, then scenarios, figures and points. */
#include "study/file.h"

#include "scenario/emit.h"
#include "scenario/files.h"
#include "scenario/patch.h"
#include "study/file_parts.h"

#include <stdio.h>
#include <string.h>

static const cs_shelf shelf = {"study", cs_embedded_studies};

void *cs_study_room(cs_study_reading *s, size_t count, size_t size)
{
    void *room = cs_arena_alloc(s->yaml.arena, count ? count : 1, size);
    if (!room) cs_log_no_memory(&s->log);
    return room;
}

static bool is_study_key(const char *path)
{
    size_t length = strcspn(path, ".");
    for (const cs_field *f = cs_study_spec.fields; f->key; f++)
        if (strlen(f->key) == length && memcmp(f->key, path, length) == 0) return true;
    return false;
}

/* A path of the scenarios: one more entry of `set`, or another value of the one there is. */
static bool add_to_set(cs_study_reading *s, const cs_setting *setting)
{
    cs_arena *arena = s->yaml.arena;
    int at = cs_node_find(s->root, "set");
    cs_node *key = cs_node_scalar(arena, setting->path, setting->at), *set = NULL;
    if (at >= 0) set = s->root->items[at];
    if (set && set->type != CS_NODE_MAPPING) return false; /* which is complained about later */
    if (!set) {
        cs_node *word = cs_node_scalar(arena, "set", setting->at);
        set = cs_node_new(arena, CS_NODE_MAPPING, setting->at);
        if (!word || !set || !cs_node_add(arena, s->root, word, set)) return cs_log_no_memory(&s->log);
    }
    int known = cs_node_find(set, setting->path);
    if (known >= 0) cs_node_remove(set, known);
    return (key && cs_node_add(arena, set, key, setting->value)) || cs_log_no_memory(&s->log);
}

static void apply_sets(cs_study_reading *s, const char *const *sets, int count)
{
    cs_patch patch = {.arena = s->yaml.arena, .log = &s->log, .spec = &cs_study_spec};
    for (int i = 0; i < count; i++) {
        cs_setting setting;
        if (!cs_setting_read(&s->yaml, sets[i], &setting)) continue;
        if (!is_study_key(setting.path)) {
            add_to_set(s, &setting);
            continue;
        }
        patch.nodes_left = s->yaml.nodes_left;
        cs_patch_set(&patch, s->root, setting.path, setting.at, setting.value);
        s->yaml.nodes_left = patch.nodes_left;
    }
}

bool cs_study_knows(const cs_node *block, const char *key, const cs_word *words)
{
    const cs_node *word = cs_node_get(block, key);
    if (!word) return false;
    for (; words->word; words++)
        if (word->type == CS_NODE_SCALAR && strcmp(word->text, words->word) == 0) return true;
    return false;
}

/* The tables read a study as they read a scenario; its numbers are no inputs of one. */
static bool read_tables(cs_study_reading *s)
{
    cs_reader r = {.arena = s->yaml.arena, .log = &s->log, .silent = 1};
    if (!cs_node_get(s->root, "study") && cs_node_get(s->root, "population"))
        return cs_complain(&s->log, s->root, "this is a scenario and no study; a study names one, as in "
                                             "`scenario: %.100s`", s->root->origin->name);
    return cs_read_block(&r, NULL, &cs_study_spec, s->root, &s->text);
}

/* What was asked for, and what the scenarios said: when either changes, it is another study. */
static bool seal(cs_study_reading *s)
{
    cs_text text = {0};
    cs_tree_print(s->root, &text);
    for (int i = 0; i < s->scenarios; i++)
        cs_text_format(&text, "# scenario %s %s\n", s->scenario[i].name,
                       cs_scenario_hash(s->scenario[i].scenario));
    if (!text.failed) s->plan->text = cs_arena_text(s->yaml.arena, text.bytes, text.length);
    cs_text_drop(&text);
    return s->plan->text || cs_log_no_memory(&s->log);
}

static void fill_plan(cs_study_reading *s)
{
    const cs_scenario *first = s->scenario[0].scenario;
    cs_study_plan *plan = s->plan;
    plan->kind = CS_STUDY_SWEEP;
    plan->title = s->text.title;
    plan->about = s->text.about ? s->text.about : "";
    plan->replicates = s->text.replicates ? s->text.replicates : first->replicates;
    plan->seed = cs_node_get(s->root, "seed") ? s->text.seed : first->seed;
    plan->own_luck = s->text.own_luck;
}

static void read_all(cs_study_reading *s, const cs_origin *origin, const char *const *sets, int set_count)
{
    s->root = cs_yaml_read(&s->yaml, origin, 0);
    if (!s->root) return;
    if (s->root->type != CS_NODE_MAPPING) {
        cs_complain(&s->log, s->root, "this is %s; a study is a map of sections, beginning with `study:`",
                    cs_node_kind_text(s->root));
        return;
    }
    apply_sets(s, sets, set_count);
    bool fine = read_tables(s);
    fine &= cs_study_read_sets(s);
    fine &= cs_study_check_design(s);
    if (s->log.no_memory) return;
    fine &= cs_study_read_scenarios(s);
    if (s->log.no_memory || s->scenarios == 0) return;
    fill_plan(s);
    fine &= cs_study_read_worlds(s);
    fine &= cs_study_read_figures(s);
    fine &= cs_study_read_axes(s);
    if (fine && cs_log_is_clean(&s->log) && cs_study_make_points(s)) seal(s);
}

static cs_status conclude(cs_study_reading *s, const char *file, cs_study_plan **plan,
                          cs_complaints *complaints)
{
    cs_status status = CS_OK;
    cs_log_finish(&s->log, file);
    int count = s->log.complaints.count, all = count + s->log.left_out - (s->log.left_out > 0);
    if (s->log.no_memory)
        status = cs_fail_memory(s->err, "the study");
    else if (count > 0)
        status = cs_fail(s->err, CS_SCENARIO, "%.300s has %d mistake%s", file, all, all == 1 ? "" : "s");
    else
        *plan = s->plan;
    if (complaints && status == CS_SCENARIO) {
        *complaints = s->log.complaints;
        s->log.complaints = (cs_complaints){0};
    }
    cs_log_free(&s->log);
    for (int i = 0; i < s->scenarios; i++) cs_scenario_free(s->scenario[i].scenario);
    return status;
}

static void begin(cs_study_reading *s, cs_complaints *complaints, cs_study_plan **plan)
{
    if (complaints) *complaints = (cs_complaints){0};
    *plan = NULL;
    s->yaml.log = &s->log;
    s->yaml.nodes_left = CS_NODES_MOST;
    s->plan = cs_study_room(s, 1, sizeof *s->plan);
}

cs_status cs_study_file_read(const char *path, const char *const *sets, int set_count, cs_arena *arena,
                             cs_study_plan **plan, cs_complaints *complaints, cs_error *err)
{
    cs_study_reading s = {.yaml.arena = arena, .err = err};
    cs_document document;
    begin(&s, complaints, plan);
    cs_status status = cs_document_open(&s.yaml, &shelf, path, &document, err);
    if (status != CS_OK) {
        cs_log_free(&s.log);
        return status;
    }
    s.folder = document.folder;
    if (s.plan) read_all(&s, document.origin, sets, set_count);
    return conclude(&s, path, plan, complaints);
}

cs_status cs_study_file_parse(const char *text, size_t length, const char *name, const char *const *sets,
                              int set_count, cs_arena *arena, cs_study_plan **plan,
                              cs_complaints *complaints, cs_error *err)
{
    cs_study_reading s = {.yaml.arena = arena, .err = err};
    cs_origin *origin = cs_arena_alloc(arena, 1, sizeof *origin);
    begin(&s, complaints, plan);
    if (!origin) cs_log_no_memory(&s.log);
    if (origin) *origin = (cs_origin){.name = name, .text = text, .length = length};
    if (origin && s.plan) read_all(&s, origin, sets, set_count);
    return conclude(&s, name, plan, complaints);
}
