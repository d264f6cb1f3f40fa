/* A tree as canonical YAML: the same tree gives the same bytes, and reading them gives the tree. */
#ifndef CS_SCENARIO_EMIT_H
#define CS_SCENARIO_EMIT_H

#include "core/text.h"
#include "scenario/node.h"

void cs_tree_print(const cs_node *root, cs_text *out);
/* The same on one line, as the value of a --set. */
void cs_tree_print_flow(const cs_node *root, cs_text *out);

#endif
