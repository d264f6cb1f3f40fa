/* What a study is to compute: points, each a scenario with settings, every one with every replicate, and
   the figures wanted of each. Made by the reader of study files, by sensitivity analysis, calibration and
   the like; run by study/session.h; kept by results/worklist.h. Whoever makes one owns its parts, best in
   one cs_arena. */
#ifndef CS_RESULTS_PLAN_H
#define CS_RESULTS_PLAN_H

#include "scenario/asked.h"

/* X(name, word, what the points are) */
#define CS_STUDY_KIND_LIST(X)                                                                      \
    X(SWEEP, "sweep", "scenarios, safeguards and chosen values of parameters")                     \
    X(MORRIS, "morris", "trajectories for elementary effects")                                     \
    X(SOBOL, "sobol", "pairs of samples for first and total indices")                              \
    X(PRIOR, "prior", "draws from the range of every parameter")                                   \
    X(CALIBRATION, "calibration", "tries of an optimiser, or draws held against published figures") \
    X(SAFEGUARDS, "safeguards", "sets of safeguards")                                              \
    /* the end */

typedef enum cs_study_kind {
#define X(name, word, help) CS_STUDY_##name,
    CS_STUDY_KIND_LIST(X)
#undef X
    CS_STUDY_KINDS
} cs_study_kind;

/* A parameter that differs between points. Canonical units. */
typedef struct cs_factor {
    const char *path;      /* sensors.bank.misses */
    const char *label;     /* the first sentence of its help */
    const char *source;    /* text of the source of its range, "" for none */
    cs_unit unit;
    double value;          /* what the scenario says */
    double low, high;      /* of the points of this study */
    bool whole;            /* levels are whole numbers: counts, points, days */
} cs_factor;

/* Whether levels of the parameter go along its logarithm: low > 0 and high/low at least 10. */
bool cs_factor_along_log(const cs_factor *factor);
/* Where in its range a level lies, from 0 at the low end to 1 at the high end, on the scale on which levels
   are laid out. Of whole numbers the number itself counts, not the share it was rounded from. */
double cs_factor_share(const cs_factor *factor, double level);

typedef struct cs_point {
    const char *label;     /* a few words for people; "" where levels say it all */
    const char *scenario;  /* path or bundled name */
    const char *safeguard; /* "" the base; "expiry", "expiry+careful_matching", or CS_NO_REGIME */
    const char *const *sets; /* "path=value"; what is common to all points is in here too */
    int set_count;
    const double *level;   /* [factors]; NAN: as the scenario says */
} cs_point;

typedef struct cs_study_plan {
    cs_study_kind kind;
    const char *title, *about;
    const char *text;      /* what was asked for, canonical: the same text, the same study */
    int64_t seed, replicates;
    bool own_luck;         /* each point draws from seeds of its own; else all points share people and luck */
    int factors, figures, points;
    const cs_factor *factor;
    const cs_asked *figure;
    const cs_point *point;
    bool grows;            /* points are added as the study goes on; with own_luck they are draws, and those
                              of equal settings and other labels are two */
    const char *settings;  /* of the method, as JSON: {"samples": 512}; what reading the file back needs */
} cs_study_plan;

#endif
