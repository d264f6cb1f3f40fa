/* What the parts of the reader of study files share. */
#ifndef CS_STUDY_FILE_PARTS_H
#define CS_STUDY_FILE_PARTS_H

#include "scenario/reader.h"
#include "scenario/yaml.h"
#include "study/file.h"

/* X(name, word, whether it is drawn from ranges, help) */
#define CS_STUDY_DESIGN_LIST(X)                                                                    \
    X(GRID, "grid", false, "every combination of the values")                                      \
    X(LIST, "list", false, "the first values together, then the second ones, and so on")           \
    X(RANDOM, "random", true, "independent draws")                                                 \
    X(LATIN, "latin", true, "a Latin hypercube: each parameter once in each of `points` equal parts of its " \
                            "range")                                                               \
    X(SOBOL, "sobol", true, "a Sobol sequence, which fills the space most evenly for 2, 4, 8, ... points")

typedef enum cs_study_design {
#define X(name, word, drawn, help) CS_STUDY_DESIGN_##name,
    CS_STUDY_DESIGN_LIST(X)
#undef X
    CS_STUDY_DESIGNS
} cs_study_design;

/* ---- what stands in the file, as the tables read it ---- */

typedef struct cs_vary_text {
    const char *path;
    const cs_node *values, *range;
} cs_vary_text;

typedef struct cs_design_text { int kind; int64_t points; } cs_design_text;

typedef struct cs_study_text {
    const char *title, *about;
    const cs_node *scenario, *scenarios, *set, *safeguards;
    cs_array vary; /* of cs_vary_text */
    cs_design_text design;
    int64_t replicates, seed;
    int own_luck;
    cs_array figures; /* of cs_asked */
} cs_study_text;

extern const cs_spec cs_study_spec;
extern const cs_word cs_study_design_words[];

/* ---- what becomes of it ---- */

/* A scenario of the study with what `set` changes, and the place that names it. */
typedef struct cs_study_scenario {
    const char *name, *path; /* as the file says it; as it can be opened from here */
    const cs_node *at;
    cs_scenario *scenario;
    bool plain; /* read without what `set` changes, which it refused: to look for other mistakes */
} cs_study_scenario;

typedef struct cs_study_world { int scenario; const char *safeguard; } cs_study_world;

/* A parameter that varies: by `values`, or (none) by the range of its factor. */
typedef struct cs_study_axis {
    const cs_node *at;
    cs_factor factor;
    int values;
    double *value;
} cs_study_axis;

typedef struct cs_study_reading {
    cs_yaml yaml; /* arena of the plan, log */
    cs_log log;
    cs_error *err;
    const char *folder; /* of the study file; NULL: it has none */
    cs_node *root;
    cs_study_text text;
    int sets; /* what `set` says, for all points */
    const char **set;
    const cs_node **set_at;
    int scenarios, worlds, axes;
    cs_study_scenario *scenario;
    cs_study_world *world;
    cs_study_axis *axis;
    cs_study_plan *plan;
} cs_study_reading;

/* file_scenarios.c: settings, scenarios, worlds. False after a complaint, like all below. */
bool cs_study_read_sets(cs_study_reading *s);
bool cs_study_read_scenarios(cs_study_reading *s);
bool cs_study_read_worlds(cs_study_reading *s);
/* Read scenario i with one setting more (NULL: none), complaining at `at` when it has mistakes. out NULL:
   only look. */
bool cs_study_try(cs_study_reading *s, int i, const char *set, const cs_node *at, cs_scenario **out);
/* file_points.c: parameters that vary, the design, and points. */
bool cs_study_read_axes(cs_study_reading *s);
bool cs_study_check_design(cs_study_reading *s);
bool cs_study_make_points(cs_study_reading *s);
/* file_figures.c */
bool cs_study_read_figures(cs_study_reading *s);

/* Whether a block says one of the words under a key: whether what the tables read can be relied on. */
bool cs_study_knows(const cs_node *block, const char *key, const cs_word *words);
/* count items of size bytes in the arena; NULL notes that memory ran out. */
void *cs_study_room(cs_study_reading *s, size_t count, size_t size);

#endif
