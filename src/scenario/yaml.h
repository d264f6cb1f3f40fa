/* YAML text into a tree of nodes, with limits that no text can talk it out of. */
#ifndef CS_SCENARIO_YAML_H
#define CS_SCENARIO_YAML_H

#include "scenario/log.h"

#define CS_TEXT_BYTES_MOST (4 << 20) /* of a file */
#define CS_SCALAR_BYTES_MOST (64 << 10)
#define CS_KEY_BYTES_MOST 512
#define CS_DEPTH_MOST 32
#define CS_ITEMS_MOST 10000   /* of one map or list */
#define CS_NODES_MOST 100000L /* of all files and --set together, aliases written out */

typedef struct cs_yaml {
    cs_arena *arena; /* nodes go here */
    cs_log *log;
    long nodes_left;
} cs_yaml;

/* The one document in `origin` after its first `skip` bytes (the path of a --set). NULL with a
   complaint in the log when there is none; a tree may come with complaints too (a key given
   twice). */
cs_node *cs_yaml_read(cs_yaml *yaml, const cs_origin *origin, int skip);

#endif
