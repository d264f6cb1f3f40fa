/* Runs with other persons than the scenario says. */
#ifndef CS_STUDY_RESIZE_H
#define CS_STUDY_RESIZE_H

#include "scenario/arena.h"
#include "scenario/scenario.h"

/* Settings at most: how many firms, and how many of them begin on each of eight lists. */
#define CS_RESIZE_MOST 9

/* Does one of the settings say something of the path? */
bool cs_resize_is_set(const char *const *sets, int count, const char *path);
/* With other persons come as many firms for each person, and as many of them on lists on the first day, unless
   one of the call's settings says how many. own: the scenario with those settings. Shapes: out
   [CS_RESIZE_MOST], texts in the arena; *count grows. Errors: CS_NOMEM. */
cs_status cs_resize_firms(const cs_scenario *own, const char *const *sets, int set_count, int64_t persons,
                          cs_arena *arena, const char **out, int *count, cs_error *err);
/* "path=value" in the arena, put behind the others. Errors: CS_NOMEM. */
cs_status cs_resize_add(cs_arena *arena, const char **sets, int *count, const char *path, int64_t value,
                        cs_error *err);

#endif
