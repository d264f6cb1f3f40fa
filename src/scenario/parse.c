/* From the tree to the structs: one walk over the spec tables, whatever they describe. */
#include "scenario/reader.h"

#include "core/text.h"
#include "scenario/language.h"
#include "scenario/yaml.h"

#include <stdio.h>
#include <string.h>

enum { KEYS_MOST = 256 };

const char *cs_keep_text(cs_reader *r, const char *text)
{
    const char *copy = cs_arena_text(r->arena, text, strlen(text));
    if (!copy) cs_log_no_memory(r->log);
    return copy;
}

void *cs_keep_room(cs_reader *r, size_t count, size_t size)
{
    void *room = cs_arena_alloc(r->arena, count, size);
    if (!room) cs_log_no_memory(r->log);
    return room;
}

bool cs_expect_type(cs_reader *r, const char *name, const cs_node *node, cs_node_type type,
                    const char *wanted)
{
    if (node->type == type) return true;
    if (cs_node_is_null(node))
        return cs_complain(r->log, node, "`%s` has no value; %s is wanted", name, wanted);
    return cs_complain(r->log, node, "`%s` is %s; %s is wanted", name, cs_node_kind_text(node),
                       wanted);
}

const cs_kind *cs_kind_find(const cs_kind *const *kinds, const cs_node *node)
{
    const cs_node *word = cs_node_get(node, "kind");
    for (; word && word->type == CS_NODE_SCALAR && *kinds; kinds++)
        if (strcmp((*kinds)->word, word->text) == 0) return *kinds;
    return NULL;
}

const char *cs_item_segment(const cs_node *list, int i, char room[16])
{
    const cs_node *item = list->items[i];
    snprintf(room, 16, "%d", i);
    if (item->type != CS_NODE_MAPPING || item->count == 0 || item->items[0]->type != CS_NODE_SCALAR)
        return room;
    const char *name = item->items[0]->text;
    if (!name[0] || strpbrk(name, " .*=") || (name[0] >= '0' && name[0] <= '9')) return room;
    for (int j = 0; j < list->count; j++) {
        const cs_node *other = list->items[j];
        if (j != i && other->type == CS_NODE_MAPPING && other->count > 0 &&
            other->items[0]->type == CS_NODE_SCALAR && strcmp(other->items[0]->text, name) == 0)
            return room;
    }
    return name;
}

static bool read_text(cs_reader *r, const cs_field *f, const cs_node *node, const char **out)
{
    if (!cs_expect_type(r, f->key, node, CS_NODE_SCALAR, "a text")) return false;
    if (cs_node_is_null(node))
        return cs_complain(r->log, node, "`%s` has no value; a text is wanted", f->key);
    size_t length = strlen(node->text);
    while (length > 0 && node->text[length - 1] == '\n') length--; /* of a block scalar */
    char *copy = cs_arena_text(r->arena, node->text, length);
    *out = copy;
    return copy || cs_log_no_memory(r->log);
}

static bool read_flag(cs_reader *r, const cs_field *f, const cs_node *node, bool *out)
{
    *out = node->type == CS_NODE_SCALAR && strcmp(node->text, "true") == 0;
    if (*out || (node->type == CS_NODE_SCALAR && strcmp(node->text, "false") == 0)) return true;
    return cs_complain(r->log, node, "`%s` is %s%.40s%s; true or false is wanted", f->key,
                       node->type == CS_NODE_SCALAR ? "`" : "",
                       node->type == CS_NODE_SCALAR ? node->text : cs_node_kind_text(node),
                       node->type == CS_NODE_SCALAR ? "`" : "");
}

static bool read_word(cs_reader *r, const cs_field *f, const cs_node *node, int *out)
{
    const char *words[KEYS_MOST];
    char hint[400];
    int count = 0;
    if (!cs_expect_type(r, f->key, node, CS_NODE_SCALAR, "a word")) return false;
    for (const cs_word *w = f->words; w && w->word && count < KEYS_MOST; w++) {
        words[count++] = w->word;
        if (strcmp(w->word, node->text) != 0) continue;
        *out = w->value;
        return true;
    }
    cs_suggest(node->text, words, count, hint);
    return cs_complain(r->log, node, "`%s` cannot be `%.60s`%s", f->key, node->text, hint);
}

/* The number types differ in what they want and where they put it. */
static bool read_numeric(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                         char *at)
{
    double value = 0;
    cs_wanted wanted = {.name = f->key,
                        .unit = f->unit,
                        .low = f->low,
                        .high = f->high,
                        .label = f->help,
                        .whole = f->type == CS_FIELD_COUNT || f->type == CS_FIELD_POINTS};
    if (f->type == CS_FIELD_DAYS) wanted.unit = CS_UNIT_TIME;
    if (f->type == CS_FIELD_POINTS) wanted.unit = CS_UNIT_POINTS;
    if (cs_field_may_be_none(f) && cs_node_is(node, "none")) {
        value = -1.0;
        memcpy(at, &value, sizeof value);
        return true;
    }
    if (!cs_read_number(r, path, &wanted, node, &value)) return false;
    if (f->type == CS_FIELD_NUMBER) {
        memcpy(at, &value, sizeof value);
    } else if (f->type == CS_FIELD_COUNT) {
        int64_t whole = (int64_t)value;
        memcpy(at, &whole, sizeof whole);
    } else {
        if (value > INT32_MAX || value < INT32_MIN)
            return cs_complain(r->log, node, "`%s` is too large a number", f->key);
        int32_t whole = (int32_t)value;
        memcpy(at, &whole, sizeof whole);
    }
    return true;
}

static bool read_refs(cs_reader *r, const cs_field *f, const cs_node *node, cs_refs *out)
{
    bool fine = true, list = node->type == CS_NODE_SEQUENCE;
    int count = list ? node->count : 1;
    if (node->type == CS_NODE_MAPPING || cs_node_is_null(node))
        return cs_complain(r->log, node, "`%s` %s; a name or a list of names is wanted", f->key,
                           node->type == CS_NODE_MAPPING ? "is a map" : "has no value");
    if (count == 0 && !f->fallback)
        return cs_complain(r->log, node, "`%s` is empty; at least one name is wanted", f->key);
    out->index = cs_keep_room(r, (size_t)count, sizeof(int32_t));
    if (!out->index) return false;
    for (int i = 0; i < count; i++) {
        const cs_node *item = list ? node->items[i] : node;
        if (!cs_resolve(r, f->key, f->space, item, &out->index[out->count])) {
            fine = false;
            continue;
        }
        for (int j = 0; fine && j < out->count; j++)
            if (out->index[j] == out->index[out->count])
                fine = cs_complain(r->log, item, "`%s` names `%s` twice", f->key, item->text);
        out->count++;
    }
    return fine;
}

static bool read_list(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                      cs_array *out)
{
    bool fine = true;
    if (!cs_expect_type(r, f->key, node, CS_NODE_SEQUENCE, "a list of items that begin with -"))
        return false;
    char *items = cs_keep_room(r, (size_t)node->count, f->table->size);
    if (!items) return false;
    out->count = node->count;
    out->items = items;
    for (int i = 0; i < node->count; i++) {
        char number[16];
        cs_path at = {path, cs_item_segment(node, i, number)};
        fine &= cs_read_block(cs_firms_reader(r, node->items[i]), &at, f->table, node->items[i],
                              items + (size_t)i * f->table->size);
    }
    return fine;
}

static bool read_map(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                     cs_array *out)
{
    bool fine = true;
    if (!cs_expect_type(r, f->key, node, CS_NODE_MAPPING, "a map of names")) return false;
    char *items = cs_keep_room(r, (size_t)node->count, f->table->size);
    if (!items) return false;
    out->count = node->count;
    out->items = items;
    for (int i = 0; i < node->count; i++) {
        cs_path at = {path, node->keys[i]->text};
        char *item = items + (size_t)i * f->table->size;
        const char *name = cs_keep_text(r, at.segment);
        fine &= cs_read_block(r, &at, f->table, node->items[i], item);
        memcpy(item, &name, sizeof name); /* a named struct begins with its name */
    }
    return fine;
}

static bool complain_kind(cs_reader *r, const cs_field *f, const char *name, const cs_node *node)
{
    const cs_node *kind = cs_node_get(node, "kind");
    const char *words[KEYS_MOST];
    char hint[400];
    int count = 0;
    for (; f->kinds[count] && count < KEYS_MOST; count++) words[count] = f->kinds[count]->word;
    if (!cs_expect_type(r, name, node, CS_NODE_MAPPING, "a map with `kind:`")) return false;
    if (kind && kind->type != CS_NODE_SCALAR)
        return cs_complain(r->log, kind, "`kind` is %s; a word is wanted", cs_node_kind_text(kind));
    cs_suggest(kind ? kind->text : "", words, count, hint);
    if (!kind) return cs_complain(r->log, node, "`%s` needs `kind:`%s", name, hint);
    return cs_complain(r->log, kind, "there is no kind `%.60s`%s", kind->text, hint);
}

static bool read_kinded(cs_reader *r, const cs_path *path, const cs_spec *common,
                        const cs_node *node, cs_kinded *out);

static bool read_kinds(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                       cs_array *out)
{
    bool fine = true;
    if (!cs_expect_type(r, f->key, node, CS_NODE_MAPPING, "a map of names")) return false;
    cs_kinded *items = cs_keep_room(r, (size_t)node->count, sizeof *items);
    if (!items) return false;
    out->count = node->count;
    out->items = items;
    for (int i = 0; i < node->count; i++) {
        cs_path at = {path, node->keys[i]->text};
        items[i].name = cs_keep_text(r, at.segment);
        items[i].kind = cs_kind_find(f->kinds, node->items[i]);
        if (!items[i].kind) {
            fine = complain_kind(r, f, at.segment, node->items[i]);
            continue;
        }
        items[i].config = cs_keep_room(r, 1, items[i].kind->spec.size);
        if (!items[i].config || !items[i].name) return false;
        fine &= read_kinded(r, &at, f->table, node->items[i], &items[i]);
    }
    return fine;
}

static bool read_maybe(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                       char *at)
{
    if (cs_node_is(node, "none")) return true;
    void *block = cs_keep_room(r, 1, f->table->size);
    if (!block) return false;
    memcpy(at, &block, sizeof block);
    if (f->table->apart) return cs_firms_read(r, path, f->table, node, block);
    return cs_read_block(r, path, f->table, node, block);
}

static bool read_field(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                       char *at)
{
    void *out = at;
    switch (f->type) {
    case CS_FIELD_TEXT:
    case CS_FIELD_NEW: return f->offset == SIZE_MAX || read_text(r, f, node, out);
    case CS_FIELD_FLAG: return read_flag(r, f, node, out);
    case CS_FIELD_WORD: return read_word(r, f, node, out);
    case CS_FIELD_COUNT:
    case CS_FIELD_NUMBER:
    case CS_FIELD_DAYS:
    case CS_FIELD_POINTS: return read_numeric(r, path, f, node, at);
    case CS_FIELD_REF: return cs_resolve(r, f->key, f->space, node, out);
    case CS_FIELD_REFS: return read_refs(r, f, node, out);
    case CS_FIELD_SUMS:
    case CS_FIELD_BY: return cs_read_by(r, path, f, node, out);
    case CS_FIELD_PER: return cs_read_per(r, path, f, node, out);
    case CS_FIELD_SHARES: return cs_read_shares(r, path, f, node, out);
    case CS_FIELD_BOUNDS: return cs_read_bounds(r, path, f, node, out);
    case CS_FIELD_RANGES: return cs_read_ranges(r, f, node, out);
    case CS_FIELD_REGIONS: return cs_read_regions(r, path, f, node, out);
    case CS_FIELD_ATTRIBUTES: return cs_read_attributes(r, path, f, node, out);
    case CS_FIELD_CELL: return cs_read_cell(r, f->key, node, out);
    case CS_FIELD_EXPECT: return cs_read_expect(r, f->key, node, out);
    case CS_FIELD_BLOCK: return cs_read_block(r, path, f->table, node, at);
    case CS_FIELD_MAYBE: return read_maybe(r, path, f, node, at);
    case CS_FIELD_LIST: return read_list(r, path, f, node, out);
    case CS_FIELD_MAP: return read_map(r, path, f, node, out);
    case CS_FIELD_KINDS: return read_kinds(r, path, f, node, out);
    case CS_FIELD_SAFEGUARDS:
    case CS_FIELD_SOURCES: return true; /* the reader's own, see load.c */
    case CS_FIELD_TREE: memcpy(out, &node, sizeof node); return true;
    }
    return true;
}

/* The fallback of a table as a node; a word or number needs no parser. */
static cs_node *fallback_node(cs_reader *r, const cs_field *f, const cs_node *at)
{
    if (strcmp(f->fallback, "{}") == 0) return cs_node_new(r->arena, CS_NODE_MAPPING, at);
    if (!strchr("{[", f->fallback[0])) return cs_node_scalar(r->arena, f->fallback, at);
    cs_origin *origin = cs_keep_room(r, 1, sizeof *origin);
    if (!origin) return NULL;
    *origin = (cs_origin){.name = "default", .text = f->fallback, .length = strlen(f->fallback)};
    cs_yaml yaml = {.arena = r->arena, .log = r->log, .nodes_left = CS_NODES_MOST};
    return cs_yaml_read(&yaml, origin, 0);
}

static bool read_absent(cs_reader *r, const cs_path *path, const cs_spec *spec, const cs_field *f,
                        const cs_node *node, char *at)
{
    const int32_t nothing = -1;
    if (!f->fallback) {
        char example[120];
        snprintf(example, sizeof example, "`%s: %.70s`", f->key, f->example ? f->example : "...");
        return cs_complain(r->log, node, "`%s` is missing in %s; write for example %s", f->key,
                           spec->name, example);
    }
    if (f->fallback[0]) {
        cs_node *fallback = fallback_node(r, f, node);
        if (!fallback) return cs_log_no_memory(r->log);
        r->defaulted++;
        bool fine = read_field(r, path, f, fallback, at);
        r->defaulted--;
        return fine;
    }
    if (f->type == CS_FIELD_REF) memcpy(at, &nothing, sizeof nothing);
    if (f->type == CS_FIELD_ATTRIBUTES) return cs_read_attributes(r, path, f, NULL, (void *)at);
    return true;
}

/* Keys that no line of the table knows, nor of the one that all kinds share. */
static bool check_keys(cs_reader *r, const cs_spec *spec, const cs_spec *common,
                       const cs_node *node)
{
    const char *keys[KEYS_MOST];
    int count = 0;
    bool fine = true;
    for (const cs_field *f = spec->fields; f->key && count < KEYS_MOST; f++) keys[count++] = f->key;
    for (const cs_field *f = common ? common->fields : NULL; f && f->key && count < KEYS_MOST; f++)
        keys[count++] = f->key;
    for (int i = 0; i < node->count; i++) {
        const char *key = node->keys[i]->text;
        bool known = strcmp(key, "kind") == 0 && strchr(spec->name, ':');
        /* "sensor: registry": a table that is chosen by its kind */
        for (int k = 0; !known && k < count; k++) known = strcmp(key, keys[k]) == 0;
        if (known) continue;
        char hint[400];
        cs_suggest(key, keys, count, hint);
        fine = cs_complain(r->log, node->keys[i], "unknown key `%.60s` in %s%s", key, spec->name,
                           hint);
    }
    return fine;
}

static bool run_check(cs_reader *r, const cs_spec *spec, const cs_node *node, const void *config)
{
    const char *key = NULL;
    char room[200];
    const char *wrong = spec->check ? spec->check(config, &key, room) : NULL;
    if (!wrong) return true;
    int at = key ? cs_node_find(node, key) : -1;
    return cs_complain(r->log, at < 0 ? node : node->keys[at], "%s", wrong);
}

static bool read_fields(cs_reader *r, const cs_path *path, const cs_spec *spec, const cs_node *node,
                        void *out)
{
    bool fine = true;
    for (const cs_field *f = spec->fields; f->key; f++) {
        const cs_node *item = cs_node_get(node, f->key);
        cs_path here = {path, f->key};
        bool figures =
            f->type == CS_FIELD_LIST && path == NULL && strcmp(f->key, "reproduces") == 0;
        char *at = f->offset == SIZE_MAX ? NULL : (char *)out + f->offset;
        r->silent += figures;
        if (!item)
            fine &= read_absent(r, &here, spec, f, node, at);
        else
            fine &= read_field(r, &here, f, item, at);
        r->silent -= figures;
    }
    return fine;
}

/* The common part has offsets in another struct than the kind's own. */
static bool read_kinded(cs_reader *r, const cs_path *path, const cs_spec *common,
                        const cs_node *node, cs_kinded *out)
{
    const cs_spec *spec = &out->kind->spec;
    if (!cs_expect_type(r, spec->name, node, CS_NODE_MAPPING, "a map of keys and values"))
        return false;
    bool fine = check_keys(r, spec, common, node);
    fine &= read_fields(r, path, spec, node, out->config);
    if (common) fine &= read_fields(r, path, common, node, out);
    return fine && run_check(r, spec, node, out->config);
}

bool cs_read_block(cs_reader *r, const cs_path *path, const cs_spec *spec, const cs_node *node,
                   void *out)
{
    if (!cs_expect_type(r, spec->name, node, CS_NODE_MAPPING, "a map of keys and values"))
        return false;
    bool fine = check_keys(r, spec, NULL, node);
    fine &= read_fields(r, path, spec, node, out);
    return fine && run_check(r, spec, node, out);
}
