/* Studies over the ranges of one scenario: what sensitivity analysis and draws have in common. */
#ifndef CS_STUDY_EXPLORE_H
#define CS_STUDY_EXPLORE_H

#include "results/plan.h"
#include "study/base.h"

/* A study in the making. Zeroed, then cs_explore_begin; always cs_explore_end. */
typedef struct cs_explore {
    const cs_explore_options *options;
    cs_arena *arena;       /* owns the plan */
    cs_study_base base;
    cs_study_plan plan;    /* points grow as they are added */
    cs_point *point;
    int room;
} cs_explore;

/* Reads the scenario; parameters, seed, replicates, persons and what they set. */
cs_status cs_explore_begin(cs_explore *x, const cs_explore_options *options,
                           cs_complaints *complaints, cs_error *err);
/* The figures of the call; without any, the first `most` headline figures. */
cs_status cs_explore_figures(cs_explore *x, int most, cs_error *err);
/* Room for so many points. */
cs_status cs_explore_reserve(cs_explore *x, int64_t points, cs_error *err);
/* A point at level[j] of each parameter, NAN: as the scenario says. label, safeguard: "" for none.
   Shapes: level [factors]. */
cs_status cs_explore_add(cs_explore *x, const char *label, const char *safeguard,
                         const double *level, cs_error *err);
/* Title and what was asked for, canonical; `method` says what is not in the options. */
cs_status cs_explore_name(cs_explore *x, const char *title, const char *method, cs_error *err);
/* Work it off, then hand the list to `print` where text is wanted. */
cs_status cs_explore_run(cs_explore *x,
                         cs_status (*print)(cs_worklist *list, char **text, cs_error *err),
                         char **text, cs_complaints *complaints, cs_error *err);
void cs_explore_end(cs_explore *x);
/* printf into the arena; NULL when there is no memory. */
char *cs_explore_text(cs_explore *x, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
