/* What a file is, by how it begins, so that one in the wrong place can be told by its name and use. */
#ifndef CS_SCENARIO_KIND_H
#define CS_SCENARIO_KIND_H

#include "core/error.h"

/* The four bytes that tell our SQLite files from others, and from each other ("CsRs", "CsSt"). */
#define CS_APPLICATION_ID 0x43735273
#define CS_STUDY_APPLICATION_ID 0x43735374
#define CS_CHECKPOINT_MAGIC "\x89" "csstate\r\n\x1a\n" /* a copy that changes line ends shows */
#define CS_CHECKPOINT_MAGIC_BYTES 12u

/* X(name, what such a file is called, what is said of one that is found, what is wanted instead of another) */
#define CS_KIND_LIST(X)                                                                            \
    X(NONE, "a file", "cannot be read", "")                                                        \
    X(SCENARIO, "a scenario", "is a scenario, which `counterscore run` and `compare` run",         \
      "a file in YAML, or a name from `counterscore list`, is wanted")                             \
    X(STUDY_TEXT, "a study", "is a study, which `counterscore study` runs",                        \
      "a file in YAML, or a name from `counterscore list`, is wanted")                             \
    X(RESULTS, "a results file",                                                                   \
      "holds the results of a run, which `counterscore report`, `explain`, `export` and `hash` read", \
      "a file written by `counterscore run -o` is wanted")                                         \
    X(STUDY, "a study file",                                                                       \
      "holds what came of a study, which `counterscore report`, `export`, `hash` and `merge` read", \
      "a file written by `counterscore study -o` is wanted")                                       \
    X(CHECKPOINT, "a checkpoint", "is a checkpoint, from which `counterscore branch` goes on",     \
      "a file written by `counterscore run --checkpoint` is wanted")                               \
    X(DATABASE, "a database", "is a database of another program", "")                              \
    X(OTHER, "a file", "is no file of this program's", "")

typedef enum cs_kind_of_file {
#define X(name, called, found, wanted) CS_IS_##name,
    CS_KIND_LIST(X)
#undef X
} cs_kind_of_file;

/* The kind of a file, or of what is bundled under that name where there is no such file. */
cs_kind_of_file cs_kind_of(const char *path_or_name);
/* "PATH is not a results file: it is a checkpoint, from which ...; a file written by ... is wanted".
   Always CS_FORMAT. */
cs_status cs_fail_kind(cs_error *err, const char *path_or_name, cs_kind_of_file wanted);

#endif
