/* Sensors that learn: what they noted in all blocks, between one window and the next. */
#ifndef CS_SIM_LEARNING_H
#define CS_SIM_LEARNING_H

#include "sim/block.h"

/* Room for what they note, under the plan the world begins with. Errors: CS_NOMEM. */
cs_status cs_learning_open(cs_world_state *world, cs_error *err);
void cs_learning_close(cs_world_state *world);
/* Before the window [from, to): gather what was noted, tell the ledger how things stand, and let the
   sensors make up their minds. Errors: CS_NOMEM. */
cs_status cs_learning_begin(cs_world_state *world, cs_ledger *ledger, cs_error *err);
/* The last day is over. */
void cs_learning_end(cs_world_state *world, cs_ledger *ledger);

#endif
