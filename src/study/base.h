/* What a study of one scenario is made from: the scenario as the call wants it, and the settings that all
   its points have in common. */
#ifndef CS_STUDY_BASE_H
#define CS_STUDY_BASE_H

#include "scenario/arena.h"
#include "study/session.h"

typedef struct cs_study_base {
    cs_scenario *own;            /* with the call's settings, of as many persons as it says itself */
    cs_scenario *scenario;       /* of as many as the call says: what the points are, without safeguards */
    const char *const *sets;     /* that make it; in the arena */
    int set_count;
    int64_t seed, replicates;
} cs_study_base;

/* Where neither the call nor its settings say how many persons: the scenario's, but `most` at most if the
   scenario allows so few. With other persons come as many firms for each, unless a setting says how many.
   Errors: as cs_scenario_load. */
cs_status cs_study_base_read(const cs_points_options *ask, int64_t most, cs_arena *arena, cs_study_base *out,
                             cs_complaints *complaints, cs_error *err);
/* Whether runs have other persons than the scenario. */
bool cs_study_is_resized(const cs_study_base *base);
/* A count of everyone is told for as many as the scenario has, whatever the size of the runs. */
void cs_study_rescale(const cs_study_base *base, cs_asked *asked);
/* The sentence about a safeguard that the scenario does not have: the nearest one, and all there are. */
cs_status cs_fail_safeguard(const cs_scenario *scenario, const char *name, cs_error *err);
void cs_study_base_free(cs_study_base *base);
/* A session that works the plan off as the call wants it. */
cs_status cs_points_open(const cs_points_options *options, const cs_study_plan *plan, cs_session **out,
                         cs_complaints *complaints, cs_error *err);

#endif
