/* Where scenario texts come from: files and bundled scenarios, and what `extends` makes of them. */
#ifndef CS_SCENARIO_FILES_H
#define CS_SCENARIO_FILES_H

#include "scenario/yaml.h"

#define CS_EXTENDS_MOST 8

/* A text and the folder beside which its `extends` is looked for; folder NULL: bundled ones
   only. */
typedef struct cs_document {
    const cs_origin *origin;
    const char *folder;
} cs_document;

/* Find the text a user named: a bundled scenario, or a file. Errors: CS_IO, CS_NOMEM; CS_SCENARIO
   with a complaint when the file is too large. */
cs_status cs_document_open(cs_yaml *yaml, const char *path_or_name, cs_document *out,
                           cs_error *err);
/* The tree of a document with what it extends laid beneath. NULL after a complaint. */
cs_node *cs_document_read(cs_yaml *yaml, const cs_document *document);

#endif
