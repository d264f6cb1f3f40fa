/* The tree of a scenario text: building, looking up, copying, merging. */
#include "scenario/node.h"

#include <string.h>

cs_node *cs_node_new(cs_arena *arena, cs_node_type type, const cs_node *at)
{
    cs_node *node = cs_arena_alloc(arena, 1, sizeof *node);
    if (!node) return NULL;
    node->type = type;
    if (at) {
        node->line = at->line;
        node->column = at->column;
        node->origin = at->origin;
    }
    return node;
}

cs_node *cs_node_scalar(cs_arena *arena, const char *text, const cs_node *at)
{
    cs_node *node = cs_node_new(arena, CS_NODE_SCALAR, at);
    if (node) node->text = cs_arena_text(arena, text, strlen(text));
    return node && node->text ? node : NULL;
}

/* The arena cannot resize, so growing copies; doubling keeps that linear. */
static bool grow(cs_arena *arena, cs_node *node)
{
    int room = node->room ? node->room * 2 : 4;
    cs_node **items = cs_arena_alloc(arena, (size_t)room, sizeof(cs_node *));
    cs_node **keys = cs_arena_alloc(arena, (size_t)room, sizeof(cs_node *));
    if (!items || !keys) return false;
    for (int i = 0; i < node->count; i++) {
        items[i] = node->items[i];
        keys[i] = node->keys[i];
    }
    node->items = items;
    node->keys = keys;
    node->room = room;
    return true;
}

bool cs_node_add(cs_arena *arena, cs_node *node, cs_node *key, cs_node *item)
{
    if (node->count == node->room && !grow(arena, node)) return false;
    node->keys[node->count] = key;
    node->items[node->count++] = item;
    return true;
}

void cs_node_remove(cs_node *node, int i)
{
    for (; i + 1 < node->count; i++) {
        node->keys[i] = node->keys[i + 1];
        node->items[i] = node->items[i + 1];
    }
    node->count--;
}

cs_node *cs_node_copy(cs_arena *arena, const cs_node *node)
{
    cs_node *copy = cs_node_new(arena, node->type, node);
    if (!copy) return NULL;
    copy->quoted = node->quoted;
    if (node->type == CS_NODE_SCALAR) {
        copy->text = cs_arena_text(arena, node->text, strlen(node->text));
        return copy->text ? copy : NULL;
    }
    for (int i = 0; i < node->count; i++) {
        cs_node *key = node->keys[i] ? cs_node_copy(arena, node->keys[i]) : NULL;
        cs_node *item = cs_node_copy(arena, node->items[i]);
        if (!item || (node->keys[i] && !key)) return NULL;
        if (!cs_node_add(arena, copy, key, item)) return NULL;
    }
    return copy;
}

long cs_node_size(const cs_node *node)
{
    long size = 1;
    for (int i = 0; i < node->count; i++)
        size += (node->keys[i] != NULL) + cs_node_size(node->items[i]);
    return size;
}

int cs_node_find(const cs_node *node, const char *key)
{
    if (!node || node->type != CS_NODE_MAPPING) return -1;
    for (int i = 0; i < node->count; i++)
        if (strcmp(node->keys[i]->text, key) == 0) return i;
    return -1;
}

cs_node *cs_node_get(const cs_node *node, const char *key)
{
    int i = cs_node_find(node, key);
    return i < 0 ? NULL : node->items[i];
}

bool cs_node_is(const cs_node *node, const char *word)
{
    return node && node->type == CS_NODE_SCALAR && !node->quoted && strcmp(node->text, word) == 0;
}

bool cs_node_is_null(const cs_node *node)
{
    return cs_node_is(node, "") || cs_node_is(node, "~") || cs_node_is(node, "null");
}

bool cs_node_is_valued(const cs_node *node) { return cs_node_find(node, "value") >= 0; }

const char *cs_node_kind_text(const cs_node *node)
{
    if (node->type == CS_NODE_SEQUENCE) return "a list";
    return node->type == CS_NODE_MAPPING ? "a map" : "a single value";
}

bool cs_node_same(const cs_node *a, const cs_node *b)
{
    if (a->type != b->type || a->count != b->count) return false;
    if (a->type == CS_NODE_SCALAR) return a->quoted == b->quoted && strcmp(a->text, b->text) == 0;
    for (int i = 0; i < a->count; i++) {
        const cs_node *other = a->type == CS_NODE_MAPPING ? cs_node_get(b, a->keys[i]->text)
                                                          : b->items[i];
        if (!other || !cs_node_same(a->items[i], other)) return false;
    }
    return true;
}

bool cs_node_merge(cs_arena *arena, cs_node *base, cs_node *over)
{
    for (int i = 0; i < over->count; i++) {
        cs_node *item = over->items[i];
        int at = cs_node_find(base, over->keys[i]->text);
        cs_node *old = at < 0 ? NULL : base->items[at];
        bool both_maps = old && old->type == CS_NODE_MAPPING && item->type == CS_NODE_MAPPING;
        if (at < 0) {
            if (!cs_node_add(arena, base, over->keys[i], item)) return false;
        } else if (cs_node_is(item, "none") && old->type != CS_NODE_SCALAR) {
            cs_node_remove(base, at);
        } else if (both_maps && !cs_node_is_valued(old) && !cs_node_is_valued(item)) {
            if (!cs_node_merge(arena, old, item)) return false;
            base->keys[at] = over->keys[i];
        } else {
            base->keys[at] = over->keys[i];
            base->items[at] = item;
        }
    }
    return true;
}
