/* Safeguards: named patches of a scenario, each checked whenever the scenario is read. */
#ifndef CS_SCENARIO_SAFEGUARD_H
#define CS_SCENARIO_SAFEGUARD_H

#include "scenario/reader.h"

#define CS_SAFEGUARDS_MOST 64
#define CS_SAFEGUARD_NODES_MOST 10000L /* that one may add to the tree */

/* Note name, about and start of each safeguard in `root`. */
bool cs_safeguards_read(cs_reader *r, const cs_node *root);
/* Lay patch i of `safeguards` on a tree; complaints carry its name. */
bool cs_safeguard_apply(cs_arena *arena, cs_log *log, const cs_node *safeguards, int i,
                        cs_node *tree);

#endif
