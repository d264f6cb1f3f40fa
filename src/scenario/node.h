/* The tree a YAML text becomes: scalars, sequences and mappings that know where they stood.
   A real tree: what an alias repeats is copied, so a patch changes one place only. */
#ifndef CS_SCENARIO_NODE_H
#define CS_SCENARIO_NODE_H

#include "scenario/arena.h"

#include <stdbool.h>

/* A text that nodes come from: a file, a bundled scenario, or one --set. Excerpts are cut from
   it. */
typedef struct cs_origin {
    const char *name;
    const char *text;
    size_t length;
} cs_origin;

typedef enum cs_node_type { CS_NODE_SCALAR, CS_NODE_SEQUENCE, CS_NODE_MAPPING } cs_node_type;

typedef struct cs_node {
    cs_node_type type;
    bool quoted;      /* a scalar in quotes or a block scalar: never null, never `none` */
    int line, column; /* from 1 */
    const cs_origin *origin;
    const char *text; /* of a scalar */
    int count, room;
    struct cs_node **keys;  /* of a mapping: scalars */
    struct cs_node **items; /* of a mapping: values */
} cs_node;

/* Functions that return NULL or false ran out of memory, unless they say otherwise. */

/* A node of a type, at the place of another (which may be NULL). */
cs_node *cs_node_new(cs_arena *arena, cs_node_type type, const cs_node *at);
cs_node *cs_node_scalar(cs_arena *arena, const char *text, const cs_node *at);
/* Add an item; key is NULL for a sequence. */
bool cs_node_add(cs_arena *arena, cs_node *node, cs_node *key, cs_node *item);
void cs_node_remove(cs_node *node, int i);
/* A copy that shares nothing but origins. */
cs_node *cs_node_copy(cs_arena *arena, const cs_node *node);
/* How many nodes there are in it, itself and keys included. */
long cs_node_size(const cs_node *node);

/* Whether two trees say the same; the order of a map does not matter. */
bool cs_node_same(const cs_node *a, const cs_node *b);

/* Place of a key in a mapping, -1 when it is not there (or node is not a mapping, or NULL). */
int cs_node_find(const cs_node *node, const char *key);
/* The value of a key, NULL when it is not there. */
cs_node *cs_node_get(const cs_node *node, const char *key);
/* Whether it is a plain scalar that reads `word`. */
bool cs_node_is(const cs_node *node, const char *word);
/* Whether it is an empty plain scalar, `null` or `~`. */
bool cs_node_is_null(const cs_node *node);
/* Whether it is a number written as {value: ..., range: ..., source: ...}. */
bool cs_node_is_valued(const cs_node *node);
/* "a list", "a map", "a single value". */
const char *cs_node_kind_text(const cs_node *node);

/* `over` laid on `base`, in place: maps are merged, a plain `none` takes a map or list out of the
   map it stands in, anything else is replaced. A number with `value:` is replaced as a whole, so
   that it cannot keep the source of another number. */
bool cs_node_merge(cs_arena *arena, cs_node *base, cs_node *over);

#endif
