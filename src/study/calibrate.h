/* Inside a calibration: the plan, its session, and tries at places of the unit cube. */
#ifndef CS_STUDY_CALIBRATE_H
#define CS_STUDY_CALIBRATE_H

#include "results/calibration.h"
#include "study/base.h"
#include "study/factors.h"

typedef struct cs_calibrating {
    const cs_calibrate_options *options;
    cs_arena *arena;
    cs_study_base of;
    cs_fit_method method;
    int tries;
    double tolerance;
    cs_study_plan plan;
    cs_factor *parameter;    /* [plan.factors] */
    cs_asked *figure;        /* [plan.figures] */
    cs_fit_wanted *wanted;   /* [plan.figures] */
    cs_session *session;
    cs_complaints *complaints;
    cs_points_options points;    /* the call's, whose progress is told of all batches */
    double seconds, seconds_before; /* of the batch in hand, of those before it */
} cs_calibrating;

/* Compute n points, each at a place in the unit cube of the parameters; those that were computed before are
   found again. misfit: of each, NAN where a figure is undefined; may be NULL. Shapes: u [n][k], misfit [n].
   Errors: as cs_session_add. */
cs_status cs_calibrating_try(cs_calibrating *c, const double *u, int n, double *misfit, cs_error *err);
/* Where in its range a parameter's value lies: the inverse of cs_factor_level. */
double cs_calibrating_share(const cs_factor *factor);
/* The search of an optimiser, in at most `tries` tries. */
cs_status cs_calibrating_fit(cs_calibrating *c, cs_error *err);

#endif
