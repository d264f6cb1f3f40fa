/* Loading: text to tree, extends, --set, tree to struct, then every safeguard the same way. */
#include "scenario/branching.h"
#include "scenario/combine.h"
#include "scenario/emit.h"
#include "scenario/files.h"
#include "scenario/patch.h"
#include "scenario/responses.h"

#include "core/mem.h"
#include "core/text.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

/* One load: the tree before safeguards, and what came of it. */
typedef struct loading {
    const cs_load_options *options;
    const cs_branching *branching; /* NULL: none */
    cs_yaml yaml; /* the arena of the base scenario, the log, the node budget */
    cs_log log;
    cs_node *root;
    const char *name; /* base name of the file */
    cs_scenario *base, *patched;
    cs_members chosen; /* the safeguards that are switched on */
    bool without; /* the world without the regime is wanted */
    bool firms_change; /* the chosen safeguard changes the firms' part */
    bool full[256]; /* kinds of conduct of the base scenario that some world responds to */
} loading;

static bool keep_sources(cs_reader *r, const cs_node *root)
{
    const cs_node *node = cs_node_get(root, "sources");
    cs_scenario *s = r->scenario;
    bool fine = true;
    if (!node) return true;
    if (!cs_expect_type(r, "sources", node, CS_NODE_MAPPING, "a map of names and texts"))
        return false;
    s->sources = cs_keep_room(r, (size_t)node->count, sizeof *s->sources);
    if (!s->sources) return false;
    for (int i = 0; i < node->count; i++) {
        const cs_node *text = node->items[i];
        const char *name = node->keys[i]->text;
        if (!cs_expect_type(r, name, text, CS_NODE_SCALAR, "a text")) {
            fine = false;
            continue;
        }
        if (!text->text[0]) fine = cs_complain(r->log, text, "the source `%s` says nothing", name);
        cs_source *source = &s->sources[s->source_count++];
        source->name = cs_keep_text(r, name);
        source->text = cs_keep_text(r, text->text);
        fine &= source->name && source->text;
    }
    return fine;
}

/* A sensor that files records of its own learns their number: the one step no table can say. */
static void number_filed_records(const cs_reader *r, const cs_scenario *s)
{
    const cs_kinded *sensors = s->sensors.items;
    for (int i = 0; i < s->sensors.count; i++) {
        if (!sensors[i].kind || strcmp(sensors[i].kind->word, "face_recognition") != 0) continue;
        cs_face_recognition *face = sensors[i].config;
        if (face) face->record = face->files ? cs_names_find(&r->spaces[CS_SPACE_RECORD], face->files) : -1;
    }
}

/* The points of a scorecard. */
static bool make_points(cs_reader *r, cs_score_config *score)
{
    if (!score || !score->scorecard) return true;
    size_t records = (size_t)score->scorecard->records.count;
    cs_rule *rules = cs_keep_room(r, records ? records : 1, sizeof *rules);
    if (rules) cs_scorecard_rules(score, rules);
    return rules != NULL;
}

/* The struct of a tree, in `arena`; the log knows whether it is of use. */
static cs_scenario *read_tree(cs_arena *arena, cs_log *log, const cs_node *root)
{
    cs_reader r = {.arena = arena, .log = log};
    cs_scenario *s = cs_keep_room(&r, 1, sizeof *s);
    if (!s) return NULL;
    s->arena = arena;
    s->patch = "";
    r.scenario = s;
    bool fine = cs_declare(&r, &cs_scenario_spec, root);
    cs_firms_introduce(&r);
    fine &= keep_sources(&r, root);
    fine &= cs_read_block(&r, NULL, &cs_scenario_spec, root, s);
    fine &= cs_safeguards_read(&r, root);
    cs_firms_align(s);
    number_filed_records(&r, s);
    if (s->firms && r.firms) number_filed_records(r.firms, s->firms);
    s->record_kinds = r.spaces[CS_SPACE_RECORD].count;
    s->record_names = r.spaces[CS_SPACE_RECORD].names;
    if (fine && cs_log_is_clean(log)) fine = make_points(&r, s->score);
    if (fine && cs_log_is_clean(log) && s->firms) fine = make_points(&r, s->firms->score);
    if (fine && cs_log_is_clean(log)) fine = cs_cross_check(&r, root);
    return s;
}

/* Canonical text of a tree, and its hash together with the patch. */
static bool seal(loading *l, cs_scenario *s, const cs_node *root, const char *patch)
{
    cs_text text = {0};
    cs_tree_print(root, &text);
    size_t length = text.length;
    s->text = text.failed ? NULL : cs_arena_text(s->arena, text.bytes, length);
    s->name = cs_arena_text(s->arena, l->name, strlen(l->name));
    s->patch = cs_arena_text(s->arena, patch, strlen(patch));
    if (patch[0]) cs_text_format(&text, "# with safeguard %s\n", patch);
    bool fine = !text.failed && s->text && s->name && s->patch;
    if (fine) {
        XXH128_hash_t hash = XXH3_128bits(text.bytes, text.length);
        snprintf(s->hash, sizeof s->hash, "%016llx%016llx", (unsigned long long)hash.high64,
                 (unsigned long long)hash.low64);
    }
    cs_text_drop(&text);
    return fine || cs_log_no_memory(&l->log);
}

/* The patched text keeps its own safeguards alone: others may lead nowhere once these are laid on. */
static void drop_other_safeguards(cs_node *root, cs_members keep)
{
    cs_node *safeguards = cs_node_get(root, "safeguards");
    for (int i = safeguards->count - 1; i >= 0; i--)
        if (!cs_is_member(keep, i)) cs_node_remove(safeguards, i);
}

static int conduct_named(const cs_scenario *s, const char *name)
{
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, s->conduct);
    for (int k = 0; k < s->conduct.count; k++)
        if (strcmp(conduct[k].name, name) == 0) return k;
    return -1;
}

/* Acts that somebody responds to are drawn one and all, in every world of the scenario alike: worlds
   that share chance must draw alike. */
static void note_responses(loading *l, const cs_scenario *s)
{
    bool full[256] = {0};
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, s->conduct);
    if (cs_responded_to(s, full, NULL) != CS_OK) cs_log_no_memory(&l->log);
    for (int k = 0; k < s->conduct.count; k++) {
        int base = full[k] ? conduct_named(l->base, conduct[k].name) : -1;
        if (base >= 0) l->full[base] = true;
    }
}

static void keep_responses(loading *l, cs_scenario *s)
{
    bool *full = cs_arena_alloc(s->arena, (size_t)s->conduct.count + 1, sizeof *full);
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, s->conduct);
    if (!full) cs_log_no_memory(&l->log);
    for (int k = 0; full && k < s->conduct.count; k++) {
        int base = conduct_named(l->base, conduct[k].name);
        full[k] = base >= 0 && l->full[base];
    }
    s->in_full = full;
}

/* Whether a section of two trees is the same text. */
static bool same_section(const cs_node *a, const cs_node *b, const char *key, cs_log *log)
{
    const cs_node *of[2] = {cs_node_get(a, key), cs_node_get(b, key)};
    cs_text text[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++)
        if (of[i]) cs_tree_print(of[i], &text[i]);
    if (text[0].failed || text[1].failed) cs_log_no_memory(log);
    bool same = text[0].length == text[1].length &&
                memcmp(text[0].bytes ? text[0].bytes : "", text[1].bytes ? text[1].bytes : "",
                       text[0].length) == 0;
    cs_text_drop(&text[0]);
    cs_text_drop(&text[1]);
    return same;
}

/* Each safeguard alone is read before any are combined, so whatever is responded to is known by then. */
static bool check_responses_known(loading *l, cs_log *log, const cs_node *at, const cs_scenario *s)
{
    bool full[256] = {0};
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, s->conduct);
    if (cs_responded_to(s, full, NULL) != CS_OK) return cs_log_no_memory(log);
    for (int k = 0; k < s->conduct.count; k++) {
        int base = full[k] ? conduct_named(l->base, conduct[k].name) : -1;
        if (base >= 0 && !l->full[base])
            return cs_complain(log, at, "people respond to `%s` under these safeguards together and "
                               "under none of them alone; that cannot be compared", conduct[k].name);
    }
    return true;
}

/* Whether a patched scenario may stand beside the base one. */
static bool check_patched(loading *l, cs_log *log, cs_members members, const cs_scenario *s)
{
    int first = __builtin_ctzll(members);
    const cs_node *at = cs_node_get(l->root, "safeguards")->keys[first];
    bool later = l->base->safeguards[first].from_day > 0;
    if (!cs_check_same_world(log, at, l->base, s)) return false;
    if (later && !cs_check_same_shape(log, at, l->base, s)) return false;
    if (cs_members_count(members) > 1) return check_responses_known(l, log, at, s);
    note_responses(l, s);
    return true;
}

/* Lay safeguards on a copy of the tree and read it; keep it when they are the chosen ones. */
static void try_members(loading *l, cs_members members)
{
    const cs_node *safeguards = cs_node_get(l->root, "safeguards");
    const char *name = cs_members_name(l->yaml.arena, safeguards, members);
    cs_log own = {.safeguard = name};
    cs_arena *arena = cs_arena_new();
    cs_node *tree = arena ? cs_node_copy(arena, l->root) : NULL;
    cs_scenario *s = NULL;
    bool laid = true, keep = false;
    if (!tree || !name) laid = cs_log_no_memory(&own);
    for (int i = 0; laid && i < safeguards->count; i++)
        if (cs_is_member(members, i)) laid = cs_safeguard_apply(arena, &own, safeguards, i, tree);
    if (laid) s = read_tree(arena, &own, tree);
    if (s && cs_log_is_clean(&own) && cs_log_is_clean(&l->log))
        keep = check_patched(l, &own, members, s) && members == l->chosen;
    if (keep) {
        l->firms_change = !same_section(l->root, tree, "firms", &own);
        drop_other_safeguards(tree, members);
        keep = seal(l, s, tree, name);
    }
    cs_log_absorb(&l->log, &own);
    if (keep)
        l->patched = s;
    else
        cs_arena_free(arena);
}

/* Every safeguard alone, and then those that are wanted together. */
static void try_safeguards(loading *l)
{
    const cs_node *safeguards = cs_node_get(l->root, "safeguards");
    if (!safeguards || safeguards->type != CS_NODE_MAPPING) return;
    for (int i = 0; i < safeguards->count && i < CS_SAFEGUARDS_MOST && !l->log.no_memory; i++)
        if (safeguards->items[i]->type == CS_NODE_MAPPING) try_members(l, UINT64_C(1) << i);
    if (cs_members_count(l->chosen) > 1 && cs_log_is_clean(&l->log) &&
        cs_members_agree(&l->log, l->root, l->base, l->chosen))
        try_members(l, l->chosen);
}

static void choose_safeguards(loading *l)
{
    const cs_node *safeguards = cs_node_get(l->root, "safeguards");
    const char *wanted = l->options ? l->options->safeguard : NULL;
    if (!wanted || !wanted[0]) return;
    l->without = strcmp(wanted, CS_NO_REGIME) == 0;
    if (l->without) return;
    cs_members_read(&l->log, safeguards ? safeguards : l->root, safeguards, wanted, &l->chosen);
}

static void apply_sets(loading *l)
{
    cs_patch patch = {.arena = l->yaml.arena, .log = &l->log, .spec = &cs_scenario_spec};
    for (int i = 0; l->options && i < l->options->set_count; i++) {
        cs_setting set;
        if (!cs_setting_read(&l->yaml, l->options->sets[i], &set)) continue;
        patch.nodes_left = l->yaml.nodes_left;
        cs_patch_set(&patch, l->root, set.path, set.at, set.value);
        l->yaml.nodes_left = patch.nodes_left;
    }
}

static cs_status conclude(loading *l, const char *file, cs_scenario **out,
                          cs_complaints *complaints, cs_error *err)
{
    cs_status status = CS_OK;
    cs_log_finish(&l->log, file);
    int count = l->log.complaints.count, all = count + l->log.left_out - (l->log.left_out > 0);
    if (l->log.no_memory)
        status = cs_fail_memory(err, "the scenario");
    else if (count > 0)
        status =
            cs_fail(err, CS_SCENARIO, "%.300s has %d mistake%s", file, all, all == 1 ? "" : "s");
    if (complaints && status == CS_SCENARIO) {
        *complaints = l->log.complaints;
        l->log.complaints = (cs_complaints){0};
    }
    cs_log_free(&l->log);
    if (status == CS_OK) {
        *out = l->base;
        return CS_OK;
    }
    if (l->patched) cs_arena_free(l->patched->arena);
    cs_arena_free(l->yaml.arena);
    return status;
}

/* The scenario handed over: with safeguards from the first day on, the patched one alone. */
static void combine(loading *l)
{
    if (!l->patched) return;
    int32_t from = l->base->safeguards[__builtin_ctzll(l->chosen)].from_day; /* of all */
    if (from > 0) {
        if (!seal(l, l->base, l->root, l->patched->patch)) return;
        l->base->later = l->patched;
        l->base->later_day = from;
        l->base->later_firms = l->firms_change;
        if (l->base->firms) { /* of one shape, so the patched scenario has them too */
            l->base->firms->later = l->patched->firms;
            l->base->firms->later_day = from;
        }
    } else {
        cs_arena_free(l->yaml.arena);
        l->base = l->patched;
        l->yaml.arena = l->patched->arena;
    }
    l->patched = NULL;
}

static void read_all(loading *l, const cs_document *document)
{
    l->root = cs_document_read(&l->yaml, document);
    if (!l->root) return;
    apply_sets(l);
    if (l->branching && !cs_branching_apply(&l->yaml, l->root, l->branching)) return;
    if (cs_node_get(l->root, "study") && !cs_node_get(l->root, "population")) {
        cs_complain(&l->log, l->root, "this is a study and no scenario: `counterscore study` runs it");
        return;
    }
    l->base = read_tree(l->yaml.arena, &l->log, l->root);
    if (!l->base) return;
    choose_safeguards(l);
    if (cs_log_is_clean(&l->log)) note_responses(l, l->base);
    try_safeguards(l);
    if (!cs_log_is_clean(&l->log)) return;
    keep_responses(l, l->base);
    if (l->patched) keep_responses(l, l->patched);
    l->base->no_regime = l->without;
    if (l->base->firms) l->base->firms->no_regime = l->without;
    if (seal(l, l->base, l->root, l->without ? CS_NO_REGIME : "")) combine(l);
}

/* "scenarios/city.yaml" -> "city" */
static const char *base_name(cs_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, ".yaml") == 0) length -= 5;
    if (length > 4 && strcmp(name + length - 4, ".yml") == 0) length -= 4;
    return cs_arena_text(arena, name, length);
}

static cs_status begin(loading *l, const char *name, cs_complaints *complaints, cs_error *err)
{
    if (complaints) *complaints = (cs_complaints){0};
    l->yaml = (cs_yaml){.arena = cs_arena_new(), .log = &l->log, .nodes_left = CS_NODES_MOST};
    l->name = l->yaml.arena ? base_name(l->yaml.arena, name) : NULL;
    if (l->name) return CS_OK;
    cs_arena_free(l->yaml.arena);
    return cs_fail_memory(err, "the scenario");
}

cs_status cs_scenario_load(const char *path_or_name, const cs_load_options *options,
                           cs_scenario **out, cs_complaints *complaints, cs_error *err)
{
    loading l = {.options = options};
    cs_document document;
    *out = NULL;
    CS_TRY(begin(&l, path_or_name, complaints, err));
    cs_status status = cs_document_open(&l.yaml, &cs_scenario_shelf, path_or_name, &document, err);
    if (status != CS_OK) {
        cs_arena_free(l.yaml.arena);
        cs_log_free(&l.log);
        return status;
    }
    read_all(&l, &document);
    return conclude(&l, path_or_name, out, complaints, err);
}

static cs_status parse(loading *l, const char *text, size_t length, const char *name,
                       cs_scenario **out, cs_complaints *complaints, cs_error *err)
{
    cs_origin origin = {.name = name, .text = text, .length = length};
    cs_document document = {.origin = &origin};
    *out = NULL;
    CS_TRY(begin(l, name, complaints, err));
    read_all(l, &document);
    return conclude(l, name, out, complaints, err);
}

cs_status cs_scenario_parse(const char *text, size_t length, const char *name,
                            const cs_load_options *options, cs_scenario **out,
                            cs_complaints *complaints, cs_error *err)
{
    loading l = {.options = options};
    return parse(&l, text, length, name, out, complaints, err);
}

cs_status cs_scenario_branch(const char *text, const char *name, const cs_branching *branching,
                             const char *chosen, cs_scenario **out, cs_complaints *complaints,
                             cs_error *err)
{
    cs_load_options options = {.safeguard = chosen};
    loading l = {.options = &options, .branching = branching};
    return parse(&l, text, strlen(text), name, out, complaints, err);
}

void cs_scenario_free(cs_scenario *scenario)
{
    if (!scenario) return;
    cs_scenario_free(scenario->later);
    cs_arena_free(scenario->arena);
}
