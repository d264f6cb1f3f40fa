/* Where scenario texts come from: files and bundled scenarios, and what `extends` makes of them. */
#ifndef CS_SCENARIO_FILES_H
#define CS_SCENARIO_FILES_H

#include "core/embedded.h"
#include "scenario/yaml.h"

#define CS_EXTENDS_MOST 8

/* A text and the folder beside which its `extends` is looked for; folder NULL: bundled ones
   only. */
typedef struct cs_document {
    const cs_origin *origin;
    const char *folder;
} cs_document;

/* What is built in of a sort, and what the sort is called. */
typedef struct cs_shelf { const char *what; const cs_embedded *files; } cs_shelf;
extern const cs_shelf cs_scenario_shelf;

/* Whether a name is that of a file, for what it looks like: with a folder, or .yaml. */
bool cs_is_file_name(const char *name);
/* Find the text a user named: one of the shelf, or a file. Errors: CS_IO, CS_NOMEM; CS_SCENARIO
   with a complaint when the file is too large. */
cs_status cs_document_open(cs_yaml *yaml, const cs_shelf *shelf, const char *path_or_name,
                           cs_document *out, cs_error *err);
/* The tree of a document with what it extends laid beneath. NULL after a complaint. */
cs_node *cs_document_read(cs_yaml *yaml, const cs_document *document);

#endif
