/* Walking a path down a tree, with the spec tables as the map of what could be there. */
#include "scenario/patch.h"

#include "scenario/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENT_BYTES = 80, WORDS_MOST = 64 };

/* A place in the tree and what the tables say of it: the block of `spec`, or items of `field`, or
   neither (inside numbers, shares and multipliers). */
typedef struct spot {
    cs_node *node;
    const cs_spec *spec, *common; /* common: what all kinds may say, beside the kind's own */
    const cs_field *field;
    const char *name;
} spot;

typedef struct walk {
    cs_patch *patch;
    const cs_node *at, *value;
    int hits;
    bool failed;
    char problem[600];
} walk;

static void go(walk *w, spot here, const char *path);

static void note(walk *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(walk *w, const char *format, ...)
{
    va_list arguments;
    if (w->problem[0]) return; /* the first one says most */
    va_start(arguments, format);
    vsnprintf(w->problem, sizeof w->problem, format, arguments);
    va_end(arguments);
}

static const cs_field *find_field(const cs_spec *spec, const char *key)
{
    for (const cs_field *f = spec ? spec->fields : NULL; f && f->key; f++)
        if (strcmp(f->key, key) == 0) return f;
    return NULL;
}

/* What the tables say of the value of a field. */
static spot below_field(const cs_field *f, cs_node *node, const char *name)
{
    spot s = {.node = node, .name = name};
    if (!f) return s;
    if (f->type == CS_FIELD_BLOCK || f->type == CS_FIELD_MAYBE)
        s.spec = f->table;
    else if (f->type == CS_FIELD_MAP || f->type == CS_FIELD_KINDS || f->type == CS_FIELD_LIST)
        s.field = f;
    return s;
}

/* What they say of one item of a map or list of blocks. */
static spot below_items(const cs_field *f, cs_node *node, const char *name)
{
    spot s = {.node = node, .name = name, .spec = f->table};
    if (f->type != CS_FIELD_KINDS) return s;
    const cs_kind *kind = cs_kind_find(f->kinds, node);
    s.spec = kind ? &kind->spec : NULL;
    s.common = f->table;
    return s;
}

static spot below(spot here, cs_node *node, const char *name)
{
    return here.field ? below_items(here.field, node, name)
                      : below_field(find_field(here.spec, name), node, name);
}

static bool is_map_like(const cs_field *f)
{
    switch (f->type) {
    case CS_FIELD_BLOCK:
    case CS_FIELD_MAYBE:
    case CS_FIELD_MAP:
    case CS_FIELD_KINDS:
    case CS_FIELD_SUMS:
    case CS_FIELD_BY:
    case CS_FIELD_PER:
    case CS_FIELD_SOURCES:
    case CS_FIELD_ATTRIBUTES: return true;
    default: return false;
    }
}

static cs_node *copy_value(walk *w)
{
    w->patch->nodes_left -= cs_node_size(w->value);
    if (w->patch->nodes_left < 0) {
        note(w, "it would make the scenario too large");
        w->failed = true;
        return NULL;
    }
    cs_node *copy = cs_node_copy(w->patch->arena, w->value);
    if (!copy) w->failed = !cs_log_no_memory(w->patch->log);
    return copy;
}

static bool add_key(walk *w, cs_node *mapping, const char *name, cs_node *item)
{
    cs_node *key = cs_node_scalar(w->patch->arena, name, w->at);
    if (item && key && cs_node_add(w->patch->arena, mapping, key, item)) return true;
    w->failed = true;
    if (item) cs_log_no_memory(w->patch->log);
    return false;
}

static void put(walk *w, spot here, int at, const char *name)
{
    cs_node *copy = copy_value(w);
    if (!copy) return;
    if (at >= 0)
        here.node->items[at] = copy;
    else if (!add_key(w, here.node, name, copy))
        return;
    w->hits++;
}

static int find_item(const cs_node *list, const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);
    if (name[0] >= '0' && name[0] <= '9' && *end == 0)
        return number < list->count ? (int)number : -1;
    for (int i = 0; i < list->count; i++) {
        const cs_node *item = list->items[i];
        if (item->type == CS_NODE_MAPPING && item->count > 0 &&
            item->items[0]->type == CS_NODE_SCALAR && strcmp(item->items[0]->text, name) == 0)
            return i;
    }
    return -1;
}

/* The words that could have stood in the path here. */
static int known_words(spot here, const char *words[WORDS_MOST])
{
    int count = 0;
    for (const cs_field *f = here.spec ? here.spec->fields : NULL; f && f->key; f++)
        if (count < WORDS_MOST) words[count++] = f->key;
    for (int i = 0; !here.spec && i < here.node->count && count < WORDS_MOST; i++) {
        const cs_node *word = here.node->keys[i];
        const cs_node *item = here.node->items[i];
        if (!word && item->type == CS_NODE_MAPPING && item->count > 0) word = item->items[0];
        if (word && word->type == CS_NODE_SCALAR) words[count++] = word->text;
    }
    return count;
}

static void note_unknown(walk *w, spot here, const char *name)
{
    const char *words[WORDS_MOST] = {0};
    char hint[400];
    cs_suggest(name, words, known_words(here, words), hint);
    note(w, "there is no `%.60s` in %s%s", name, here.spec ? here.spec->name : here.name, hint);
}

/* A block that is absent but allowed comes into being when a path leads through it. */
static cs_node *make_block(walk *w, spot here, const char *name)
{
    const cs_field *f = find_field(here.spec, name);
    if (!f || !is_map_like(f)) {
        if (f)
            note(w, "`%s` is not set here, and nothing can be inside it", name);
        else
            note_unknown(w, here, name);
        return NULL;
    }
    cs_node *made = cs_node_new(w->patch->arena, CS_NODE_MAPPING, w->at);
    if (!made) w->failed = !cs_log_no_memory(w->patch->log);
    return made && add_key(w, here.node, name, made) ? made : NULL;
}

static void go_all(walk *w, spot here, const char *rest)
{
    int count = here.node->count; /* what is added on the way is not walked */
    for (int i = 0; i < count && !w->failed; i++) {
        const cs_node *key = here.node->keys[i];
        if (!rest)
            put(w, here, i, NULL);
        else
            go(w, below(here, here.node->items[i], key ? key->text : here.name), rest);
    }
    if (count == 0) note(w, "`%s` is empty, so `*` stands for nothing", here.name);
}

static void go_one(walk *w, spot here, const char *name, const char *rest)
{
    bool list = here.node->type == CS_NODE_SEQUENCE;
    int at = list ? find_item(here.node, name) : cs_node_find(here.node, name);
    bool may_add = !list && (!here.spec || find_field(here.spec, name) ||
                             find_field(here.common, name));
    if (!rest && (at >= 0 || may_add)) {
        put(w, here, at, name);
    } else if (at >= 0) {
        go(w, below(here, here.node->items[at], name), rest);
    } else if (here.spec && rest) {
        cs_node *made = make_block(w, here, name);
        if (made) go(w, below(here, made, name), rest);
    } else {
        note_unknown(w, here, name);
    }
}

static void go(walk *w, spot here, const char *path)
{
    char name[SEGMENT_BYTES];
    size_t length = strcspn(path, ".");
    const char *rest = path[length] ? path + length + 1 : NULL;
    if (length == 0 || length >= SEGMENT_BYTES) {
        note(w, length ? "a part of the path is too long" : "a part of the path is empty");
        return;
    }
    memcpy(name, path, length);
    name[length] = 0;
    if (here.node->type == CS_NODE_SCALAR)
        note(w, "`%s` is a single value, so there is no `%s` in it", here.name, name);
    else if (strcmp(name, "*") == 0)
        go_all(w, here, rest);
    else
        go_one(w, here, name, rest);
}

bool cs_patch_set(cs_patch *patch, cs_node *root, const char *path, const cs_node *at,
                  const cs_node *value)
{
    walk w = {.patch = patch, .at = at, .value = value};
    spot here = {.node = root, .spec = patch->spec, .name = "the scenario"};
    if (strncmp(path, "extends", 7) == 0 && (path[7] == 0 || path[7] == '.'))
        return cs_complain(patch->log, at, "`extends` cannot be set; it is settled by then");
    go(&w, here, path);
    if (w.hits > 0 && !w.failed) return true;
    if (patch->log->no_memory) return false;
    return cs_complain(patch->log, at, "the path `%.100s` leads nowhere: %s", path, w.problem);
}

bool cs_setting_read(cs_yaml *yaml, const char *set, cs_setting *out)
{
    const char *equals = strchr(set, '=');
    cs_origin *whole = cs_arena_alloc(yaml->arena, 1, sizeof *whole);
    cs_node *at = whole ? cs_node_new(yaml->arena, CS_NODE_SCALAR, NULL) : NULL;
    if (!at) return cs_log_no_memory(yaml->log);
    *whole = (cs_origin){.name = "--set", .text = set, .length = strlen(set)};
    at->line = at->column = 1;
    at->origin = whole;
    out->at = at;
    if (!equals || equals == set)
        return cs_complain(yaml->log, at, "`%.100s` is not path=value", set);
    out->path = cs_arena_text(yaml->arena, set, (size_t)(equals - set));
    if (!out->path) return cs_log_no_memory(yaml->log);
    out->value = cs_yaml_read(yaml, whole, (int)(equals + 1 - set));
    return out->value != NULL;
}
