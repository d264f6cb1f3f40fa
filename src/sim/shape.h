/* The dimensions of a scenario's counts: how large each is, and what the cells are called. */
#ifndef CS_SIM_SHAPE_H
#define CS_SIM_SHAPE_H

#include "ledger/ledger.h"
#include "scenario/scenario.h"

/* Names of the cells of a scenario: attribute ("everyone", "income", ..., "region") and value ("",
   "low", ..., "r1"). Cells come in the order of cs_population. */
int cs_scenario_cells(const cs_scenario *scenario);
void cs_scenario_cell(const cs_scenario *scenario, int cell, const char **attribute,
                      const char **value);
/* Extents of a ledger of this scenario (cs_ledger.extent and days; tables not allocated). */
void cs_ledger_shape(cs_ledger *ledger, const cs_scenario *scenario);

#endif
