/* A calibration, read back from its study file: the parameters that were free, where they ended, and the
   published figures before and after: those it was fitted to, and those it was not. */
#ifndef CS_RESULTS_CALIBRATION_H
#define CS_RESULTS_CALIBRATION_H

#include "core/text.h"
#include "results/verify.h"
#include "results/worklist.h"
#include "scenario/arena.h"

/* X(name, word, how parameters are found) */
#define CS_FIT_METHOD_LIST(X)                                                                      \
    X(FIT, "fit", "the least misfit that an optimiser without derivatives finds")                  \
    X(ABC, "abc", "draws from the ranges, of which those near all figures are kept")               \
    /* the end */
typedef enum cs_fit_method {
#define X(name, word, help) CS_METHOD_##name,
    CS_FIT_METHOD_LIST(X)
#undef X
    CS_FIT_METHODS
} cs_fit_method;
extern const char *const cs_fit_method_words[];

#define CS_FIT_WITHIN 0.05     /* of figures without `within` */
#define CS_ACCEPTED_LEAST 20   /* draws kept, for an interval */

/* What a figure is to be, as the scenario said when the study was begun. */
typedef struct cs_fit_wanted {
    int as;                 /* cs_figure_as */
    double low, high, within;
    const char *because;
} cs_fit_wanted;

/* A free parameter. fitted: of the best try; of draws kept, their mean. fitted_low, fitted_high: the middle
   95 % of the draws kept, where there are enough; NAN else. at_end: fitted at the low (-1) or high (1) end
   of its range, which wants an explanation. told: draws kept are spread over less than 0.8 of what the
   draws made are spread over; false: the figures say little about it. Canonical units. */
typedef struct cs_fitted {
    const char *path, *label;
    cs_unit unit;
    double was, low, high, fitted, fitted_low, fitted_high;
    int at_end;
    bool told;
} cs_fitted;

/* A published figure. before: as the scenario stood. after, of fit: of the best try, mean over replicates
   with its 95 % t interval; of abc: mean over the draws kept, and the middle 95 % of them in low and high,
   mean_low and mean_high, where there are enough. */
typedef struct cs_fit_figure {
    const char *name;
    cs_unit unit;
    const char *per;        /* "per 1,000 persons", or "" */
    cs_fit_wanted wanted;
    cs_estimate before, after;
    cs_verdict held, holds;
} cs_fit_figure;

/* points: the first is base, the scenario as it stands; the others are the tries, or draws. level [points][parameters];
   misfit [points]: root mean square over set figures of how far the mean is from the nearest end of what is
   expected, in units of `within` (5 % where there is none); NAN: a figure was undefined. */
typedef struct cs_calibration {
    const char *title;
    cs_fit_method method;
    double tolerance;       /* abc: a draw is kept when every set figure is this near, as a share of it */
    int parameters, figures, set_figures, points;
    int tries;              /* made: all points but the first */
    cs_fitted *parameter;
    cs_fit_figure *figure;
    const double *level, *misfit;
    const bool *accepted;   /* [points] abc */
    int best, accepted_count;
    bool enough;            /* draws kept, for intervals */
    int64_t replicates, persons, own_persons; /* own: as the scenario says itself */
    int64_t rows, failed;   /* runs, and those of them that failed: their tries have no misfit */
    cs_arena *arena;        /* owns all of it */
} cs_calibration;

/* Errors: CS_FORMAT (the study is of another kind). */
cs_status cs_calibration_read(cs_worklist *list, cs_calibration *out, cs_error *err);
void cs_calibration_free(cs_calibration *calibration);
/* For a terminal. */
cs_status cs_calibration_print(const cs_calibration *calibration, char **text, cs_error *err);

/* ---- what calibrating and reading back share ---- */

/* How far a mean is from the nearest end of what is wanted, as a share of the larger end's size; 0 inside.
   Where both ends are 0: the distance itself. */
double cs_fit_distance(const cs_fit_wanted *wanted, double mean);
/* Root mean square over the figures that are set of that distance in units of `within`. NAN: one of them
   is undefined. Shapes: wanted, mean [figures]. */
double cs_fit_misfit(const cs_fit_wanted *wanted, const double *mean, int figures);

#endif
