/* Acts that no sensor is near. Where a kind of conduct is before one sensor alone, and that sensor
   files few of its acts, only every eighth act is drawn as it happens ("near": before the sensor); the
   other seven can leave no record. They are counted by stratum and region, as the Poisson numbers they
   are. Exact: a Poisson process split by independent coins is two independent Poisson processes.
   For tracked persons they are told one by one, from draws of their own: acts of the same law, not the
   very ones that are counted. */
#ifndef CS_SIM_UNSEEN_H
#define CS_SIM_UNSEEN_H

#include "sim/block.h"

/* Share of a kind's acts that is drawn as it happens, from how many sensors see it and the largest
   share of them that one files: 1 or 1/8. The step is coarse on purpose: safeguards that change a
   sensor a little leave the share, and with it everybody's acts, as they were. */
double cs_near_share(int sensors, double most_filed, bool as_written);

/* Count, and tell of tracked persons, the acts of days [from, to) of the block that were not near, under
   the world's plan. Errors: CS_NOMEM. */
cs_status cs_unseen_acts(cs_block *block, const cs_world_state *world, cs_tally *tally, int from,
                         int to, cs_error *err);

#endif
