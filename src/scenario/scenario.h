/* A scenario: read, checked, resolved, and const from then on. */
#ifndef CS_SCENARIO_SCENARIO_H
#define CS_SCENARIO_SCENARIO_H

#include "association/association.h"
#include "conduct/conduct.h"
#include "conduct/movement.h"
#include "consequences/lists.h"
#include "consequences/responsible.h"
#include "consequences/sharing.h"
#include "core/error.h"
#include "core/spec.h"
#include "ledger/metrics.h"
#include "lending/lending.h"
#include "observation/sensors.h"
#include "population/population.h"
#include "recourse/recourse.h"
#include "response/response.h"
#include "scoring/score.h"

typedef struct cs_source { const char *name, *text; } cs_source;

typedef enum cs_figure_as { CS_FIGURE_SET, CS_FIGURE_PREDICTED } cs_figure_as;

/* A published figure the scenario was set to, or predicts. */
typedef struct cs_figure {
    const char *figure;     /* in words */
    int metric;             /* cs_metric */
    int of;                 /* cs_who: whose figure it is */
    int32_t list, service, sensor, band, conduct, response, association;
    int32_t cell;           /* whom it is about; 0: everyone */
    int32_t day;            /* -1: the last day */
    double above;           /* for figures about a bound */
    double scale;           /* persons the published figure is about; 0: none */
    cs_expect expect;
    int64_t at_least, at_most; /* for figures about how many, or how far */
    double within;          /* share of tolerance around a single expected value */
    int as;                 /* cs_figure_as */
    int32_t source;
    const char *because;    /* why it does not hold, where it does not */
} cs_figure;

typedef struct cs_ledger_config {
    int32_t every_days;     /* spacing of the series by group and region */
    int64_t track;          /* persons whose full history is kept */
    bool as_written;        /* keep the fifth lane */
} cs_ledger_config;

typedef struct cs_safeguard {
    const char *name, *about;
    int32_t from_day;
    double cost;            /* in a unit of the reader's own */
} cs_safeguard;

/* Every number of the scenario, in file order: for the report, sensitivity and the hash. */
typedef enum cs_input_kind { CS_INPUT_SOURCED, CS_INPUT_ASSUMED, CS_INPUT_DEFAULT } cs_input_kind;
typedef struct cs_input {
    const char *path;       /* sensors.bank.misses */
    const char *label;      /* help of the spec table, first sentence */
    const char *text;       /* as written: "5 %" */
    double value, low, high;/* canonical; low == high == value without a range */
    cs_unit unit;
    bool whole;             /* a count, points or days */
    int kind;               /* cs_input_kind */
    int32_t source;         /* in sources, -1 */
} cs_input;
/* How the model is run and watched (seed, replicates, what the ledger keeps), which nobody assumes of the
   world. */
bool cs_input_is_setting(const cs_input *input);
/* Whether a study may vary it without being told how far. */
bool cs_input_has_range(const cs_input *input);

struct cs_scenario {
    const char *title, *about;
    int32_t horizon_days, settle_days;
    int64_t seed, replicates;
    cs_population_config population;
    cs_array conduct;       /* of cs_conduct */
    cs_array sensors;       /* of cs_kinded */
    cs_array crowds;        /* of cs_crowd */
    cs_score_config *score; /* NULL: lists only */
    cs_array lists;         /* of cs_list */
    cs_array services;      /* of cs_service */
    cs_array sharing;       /* of cs_arrow */
    cs_movement *movement;  /* NULL: nobody moves */
    cs_recourse *recourse;  /* NULL: none */
    cs_array responses;     /* of cs_kinded */
    cs_lending *lending;    /* NULL: none */
    cs_array association;   /* of cs_association */
    cs_ledger_config ledger;
    cs_array figures;       /* of cs_figure */
    struct cs_scenario *firms; /* a second population, under rules of its own; NULL: none */
    cs_responsible *responsible; /* in the firms' part: who answers for a firm; NULL: nobody */

    /* Filled in by the reader, not by a spec table. */
    int32_t record_kinds;   /* conduct first, then those that sensors file */
    const char **record_names;
    int32_t source_count;
    cs_source *sources;
    int32_t safeguard_count;
    cs_safeguard *safeguards;
    int32_t input_count;
    cs_input *inputs;
    const char *name;       /* base name of the file, without .yaml */
    const char *text;       /* resolved scenario: canonical YAML, extends and --set applied */
    char hash[33];          /* XXH3-128 of text, hex */
    const char *patch;      /* name of the safeguard switched on, "expiry+heard" for several, "" for none */
    struct cs_scenario *later; /* a safeguard that starts later: the scenario from day later_day on */
    int32_t later_day;
    bool later_firms;       /* what changes then is in the firms' part, too */
    bool of_firms;          /* this is the firms' part of a scenario, and shares its arena */
    bool no_regime;         /* the world without it: nothing is filed, nobody listed, nobody responds */
    const bool *in_full;    /* [conduct] drawn one and all: somebody responds, here or with a safeguard */
    void *arena;            /* owns everything above */
};

extern const cs_spec cs_scenario_spec, cs_firms_spec;
/* In which of the sections that people are drawn from two scenarios differ; NULL: under one seed they have
   the same people (and firms). */
const char *cs_scenario_other_people(const cs_scenario *a, const cs_scenario *b);
/* The limits of what can be counted, of the persons' part or the firms'; as cs_spec.check. */
const char *cs_scenario_check_sizes(const cs_scenario *scenario, const char **key);

/* A change from a day on: each of the safeguards begins on that day, and what sets ("path=value") say
   holds with it. Without safeguards it is one of its own, called CS_BRANCH. */
typedef struct cs_branching {
    int32_t day;
    const char *const *safeguards, *const *sets;
    int safeguard_count, set_count;
} cs_branching;

/* The resolved text of a scenario, read with such a change; chosen: the safeguard to switch on, or NULL.
   Errors: as cs_scenario_parse. */
cs_status cs_scenario_branch(const char *text, const char *name, const cs_branching *branching,
                             const char *chosen, cs_scenario **out, cs_complaints *complaints,
                             cs_error *err);

/* Items of an array, typed. */
#define CS_ITEMS(type, array) ((const type *)(array).items)

#endif
