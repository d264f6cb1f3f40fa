/* A change from a day on, written into a tree as safeguards that start on that day. */
#ifndef CS_SCENARIO_BRANCHING_H
#define CS_SCENARIO_BRANCHING_H

#include "scenario/scenario.h"
#include "scenario/yaml.h"

/* Complains about what cannot be set. Safeguards that are not there are complained about when one is chosen. */
bool cs_branching_apply(cs_yaml *yaml, cs_node *root, const cs_branching *branching);

#endif
