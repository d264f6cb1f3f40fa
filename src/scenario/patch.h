/* Changing a tree at a path: for --set and for safeguards. */
#ifndef CS_SCENARIO_PATCH_H
#define CS_SCENARIO_PATCH_H

#include "core/spec.h"
#include "scenario/yaml.h"

typedef struct cs_patch {
    cs_arena *arena;
    cs_log *log;
    const cs_spec *spec; /* of the tree's root */
    long nodes_left;     /* how much the tree may still grow */
} cs_patch;

/* Lay a copy of `value` at every place `path` leads to: segments parted by dots, `*` for every key
   or item, items of a list by number from 0 or by the value of their first key. The last segment
   may be new; blocks the tables allow are made on the way. Complains at `at` when the path leads
   nowhere. */
bool cs_patch_set(cs_patch *patch, cs_node *root, const char *path, const cs_node *at,
                  const cs_node *value);

/* One --set, "path=value", taken apart; its places are counted in its text. Complains when it is none. */
typedef struct cs_setting { const char *path; const cs_node *at; cs_node *value; } cs_setting;
bool cs_setting_read(cs_yaml *yaml, const char *set, cs_setting *out);

#endif
