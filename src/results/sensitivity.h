/* What a sensitivity study found, read back from its study file: nothing else is needed.

   The points of such a study (kind CS_STUDY_MORRIS or CS_STUDY_SOBOL), in this order:
     0                     the scenario's own numbers
     1 + 2 i, 2 + 2 i      factor i alone at the low, at the high end of its range
     1 + 2 k ...           the points of the design (study/design.h), k factors
   Where the effect of a safeguard is asked for every point is there twice, 2 p without it and 2 p + 1 with
   it, and the figure is the paired difference, with less without. Settings of the plan: {"samples":
   trajectories, or rows of A and B, "levels": of the grid of trajectories, "persons": of each run,
   "own_persons": those that the scenario has}. */
#ifndef CS_RESULTS_SENSITIVITY_H
#define CS_RESULTS_SENSITIVITY_H

#include "results/indices.h"
#include "results/worklist.h"

/* What one factor does to a figure. Ends of the range: NAN where the figure is undefined there. */
typedef struct cs_effect {
    int factor;            /* in the plan */
    cs_elementary elementary; /* Morris: in units of the figure, across the whole range */
    cs_index first, total; /* Sobol: shares of the variance */
    double at_low, at_high; /* the figure with this factor alone at an end: a tornado's bar */
    int direction;         /* 1: more of it, more of the figure; -1: less; 0: both, or it cannot be told */
} cs_effect;

/* How well a study tells its factors apart. */
typedef struct cs_effects {
    cs_study_kind kind;
    int figure, factors;
    const char *safeguard; /* "" or whose effect this is of; the plan's */
    int64_t samples;       /* trajectories, or rows, wanted */
    int64_t dropped;       /* steps of trajectories, or rows, left out: the figure is undefined */
    int64_t undone;        /* rows of the work list that are not done */
    int64_t points;        /* of the design */
    int64_t undefined;     /* of them, those where the figure is undefined in some replicate */
    int64_t replicates;
    double own;            /* at the scenario's own numbers; NAN: undefined */
    double mean, sd;       /* over the points of the design */
    double low, high;      /* the least and the largest of them */
    bool constant;         /* it is the same at all of them: there is nothing to explain */
    double chance;         /* of the variance between points, share that is luck and not the
                              parameters; NAN with one replicate */
    double floor;          /* Morris: mu* of a factor that does nothing, from luck alone; NAN likewise */
    cs_effect *effect;     /* [factors], most influential first: mu*, or the total index */
} cs_effects;

/* The effects on one figure of the plan. Free with cs_effects_free.
   Errors: CS_FORMAT (no study of sensitivity), CS_USAGE (no such figure), CS_DATABASE, CS_NOMEM. */
/* Whether the effects say anything of the parameters: not where more than CS_EFFECT_LUCK of the variance
   between points is luck, nor from fewer than CS_EFFECT_SAMPLES trajectories or rows. */
#define CS_EFFECT_LUCK 0.5
#define CS_EFFECT_SAMPLES 4
bool cs_effects_tell(const cs_effects *effects);
cs_status cs_effects_of(cs_worklist *list, int figure, cs_effects *out, cs_error *err);
void cs_effects_free(cs_effects *effects);
/* As text for a terminal, 80 columns; figure -1: all of the study. */
cs_status cs_effects_print(cs_worklist *list, int figure, char **text, cs_error *err);

#endif
