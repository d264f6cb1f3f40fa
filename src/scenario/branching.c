/* A change from a day on, written into a tree. */
#include "scenario/branching.h"

#include "scenario/patch.h"

#include <stdio.h>
#include <string.h>

/* In the place of what stands there, so that a text that says the same stays the same. Complaints about it
   point at `where`. */
static bool put(cs_yaml *yaml, cs_node *map, const char *key, const cs_node *where, cs_node *value)
{
    int at = cs_node_find(map, key);
    cs_node *name = value ? cs_node_scalar(yaml->arena, key, where) : NULL;
    if (name && at >= 0) {
        map->keys[at] = name;
        map->items[at] = value;
        return true;
    }
    return (name && cs_node_add(yaml->arena, map, name, value)) || cs_log_no_memory(yaml->log);
}

static cs_node *map_at(cs_yaml *yaml, cs_node *parent, const char *key, const cs_node *where)
{
    cs_node *map = cs_node_get(parent, key);
    if (map) return map;
    map = cs_node_new(yaml->arena, CS_NODE_MAPPING, parent);
    return put(yaml, parent, key, where, map) ? map : NULL;
}

static bool begin(cs_yaml *yaml, cs_node *safeguard, const cs_branching *b)
{
    char from[32];
    cs_node *set;
    snprintf(from, sizeof from, "%d days", (int)b->day);
    if (!put(yaml, safeguard, "from", safeguard, cs_node_scalar(yaml->arena, from, safeguard))) return false;
    set = map_at(yaml, safeguard, "set", safeguard);
    for (int i = 0; set && i < b->set_count; i++) {
        cs_setting one;
        if (!cs_setting_read(yaml, b->sets[i], &one) || !put(yaml, set, one.path, one.at, one.value)) return false;
    }
    return set != NULL;
}

/* Sets that name no safeguard are one. */
static bool make(cs_yaml *yaml, cs_node *root, const cs_branching *b)
{
    char about[64];
    cs_setting first;
    cs_node *safeguards = map_at(yaml, root, "safeguards", root);
    if (!cs_setting_read(yaml, b->sets[0], &first)) return false;
    snprintf(about, sizeof about, "what was changed from day %d on", (int)b->day);
    if (safeguards && cs_node_get(safeguards, CS_BRANCH))
        return cs_complain(yaml->log, safeguards, "the scenario has a safeguard called `" CS_BRANCH
                                                  "`; name it in the call, or give it another name");
    cs_node *branch = safeguards ? map_at(yaml, safeguards, CS_BRANCH, first.at) : NULL;
    return branch &&
           put(yaml, branch, "about", branch, cs_node_scalar(yaml->arena, about, branch)) &&
           begin(yaml, branch, b);
}

/* Whether the name is one of those given, alone or joined to others by `+`. */
static bool is_named(const cs_branching *b, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < b->safeguard_count; i++)
        for (const char *at = b->safeguards[i]; at; at = strchr(at, '+')) {
            at += *at == '+';
            if (strcspn(at, "+") == length && strncmp(at, name, length) == 0) return true;
        }
    return false;
}

bool cs_branching_apply(cs_yaml *yaml, cs_node *root, const cs_branching *b)
{
    if (b->safeguard_count == 0) return make(yaml, root, b);
    cs_node *safeguards = cs_node_get(root, "safeguards");
    for (int i = 0; safeguards && i < safeguards->count; i++)
        if (is_named(b, safeguards->keys[i]->text) && safeguards->items[i]->type == CS_NODE_MAPPING &&
            !begin(yaml, safeguards->items[i], b))
            return false;
    return true;
}
