/* Responses: how people change what they do under a regime. Truth side of the wall.
   Each kind has a file of its own: its spec table and its arithmetic. Every response is a factor on
   somebody's rate of a kind of conduct, or a share of acts kept from a sensor or a crowd, worked out
   from the person's circumstances on the day; src/sim/response.c ties them to the days. */
#ifndef CS_RESPONSE_RESPONSE_H
#define CS_RESPONSE_RESPONSE_H

#include "core/error.h"
#include "core/spec.h"
#include "population/population.h"

#define CS_RESPONSES_MOST 30
#define CS_KNOWN_TO_ALL ((uint64_t)1 << 32)

/* What makes people hold back, and how much: the share of acts that somebody leaves undone is
     by(attributes) x [aware] x (regime(t) + own(t) + contacts(t) + publication(t)), at most 1. */
typedef struct cs_fear {
    double aware;          /* share of persons who know of the regime at all */
    cs_by aware_by, by;
    double first, later;   /* regime: on the first day, and from after_days on; a straight line between */
    int32_t after_days;
    double own;            /* while on a penal list */
    int32_t recovery_days; /* half-life of `own` after leaving; 0: at once */
    cs_by recovery_by;     /* multipliers of the half-life */
    double contact;        /* for each contact now on a penal list */
    double publication;    /* for each contact one has learned of from a published list */
} cs_fear;

typedef struct cs_holding_back {  /* chilling, deterrence */
    cs_refs on;            /* kinds of conduct; none: all of the class */
    cs_fear fear;
} cs_holding_back;

typedef struct cs_avoidance {
    int32_t sensor, crowd; /* the other is -1 */
    cs_refs on;            /* with a sensor: kinds of conduct; none: all it sees */
    cs_fear fear;
} cs_avoidance;

typedef struct cs_point_seeking {
    cs_refs on;
    double aware;
    cs_by aware_by, by;
    double more;           /* additional acts, as a share of a person's own */
    int32_t within;        /* points below the next better band; 0: always */
} cs_point_seeking;

typedef struct cs_life_effect {
    cs_refs refused;       /* services */
    cs_refs on;            /* kinds of conduct; none: all */
    double factor;
    int32_t lowers;        /* attribute whose value one lower the person now lives like; -1: none */
    int32_t lasts_days;
} cs_life_effect;

/* What a response can see of the scenario, to say whether it fits and what it is about. */
typedef struct cs_response_facts {
    int kinds, sensors;
    const char **kind, **sensor;   /* names */
    const bool *protects;          /* [kinds] */
    const bool *sees;              /* [sensors][kinds] */
    bool bands, ties;              /* whether there are any */
} cs_response_facts;

typedef struct cs_response_setup {
    const cs_population *pop;
    int kinds;
    const double *const *times;    /* [kinds] multipliers by stratum; NULL: 1 */
} cs_response_setup;

/* A person on a day, as far as responses go. What no response of the scenario needs is not filled in. */
typedef struct cs_circumstances {
    int day, stratum;
    uint32_t knows;        /* the person's own word: aware where it is below a threshold */
    bool listed;           /* on a penal list, as of the last settlement */
    int32_t since_left;    /* days since leaving the last one; -1: never on one */
    int32_t contacts;      /* contacts on a penal list, as far as news has come */
    int32_t learned;       /* contacts learned of from a published list, and still on it */
    int32_t short_of;      /* points missing to the next better band; INT32_MAX: there is none */
    bool set_back;         /* this response's own effect of a refusal lasts */
} cs_circumstances;

/* What a response must be told, a bit each. */
enum { CS_NEEDS_OWN = 1, CS_NEEDS_CONTACTS = 2, CS_NEEDS_LEARNED = 4, CS_NEEDS_POINTS = 8,
       CS_NEEDS_REFUSALS = 16 };

/* A kind of response: its parameters, and what it does. Every kind has idle, concerns, needs, prepare and
   release; another that is NULL: it does not do that. */
typedef struct cs_response_kind {
    cs_kind kind;
    /* Whether it changes nothing at all: it is then as if it were absent. */
    bool (*idle)(const void *config);
    /* NULL when it fits the scenario, else a sentence (static or written to room). */
    const char *(*misfit)(const void *config, const cs_response_facts *facts, char room[200]);
    /* Whether it is about a kind of conduct. */
    bool (*concerns)(const void *config, const cs_response_facts *facts, int conduct);
    unsigned (*needs)(const void *config);
    /* *ready is handed to what follows, and released also when this failed. Errors: CS_NOMEM. */
    cs_status (*prepare)(const void *config, const cs_response_setup *setup, void **ready,
                         cs_error *err);
    void (*release)(void *ready);
    /* Threshold of `knows` in a stratum: whoever is not below it, and not set back by a refusal, has the
       factor 1 and keeps away from nothing, whatever else they live through. NULL: CS_KNOWN_TO_ALL. */
    uint64_t (*aware)(const void *ready, int stratum);
    /* Factor on the person's rate of the conduct, at least 0; and the largest it can be (NULL: 1). */
    double (*factor)(const void *ready, const cs_circumstances *now, int conduct);
    double (*most)(const void *ready, const cs_response_setup *setup, int conduct);
    /* The sensor or the crowd (the other -1) that people keep away from, and the share of acts or
       visits with which the person does. */
    void (*avoids)(const void *config, int *sensor, int *crowd);
    double (*away)(const void *ready, const cs_circumstances *now);
    /* Days for which a refusal of the service has an effect; 0: none. */
    int32_t (*lasts)(const void *config, int service);
} cs_response_kind;

/* All kinds, NULL-terminated; each is the first member of a cs_response_kind. */
extern const cs_kind *const cs_response_kinds[];

static inline const cs_response_kind *cs_response_kind_of(const cs_kind *kind)
{
    return (const cs_response_kind *)(const void *)kind; /* kind is its first member */
}

/* ---- what kinds share ---- */

/* Thresholds and multipliers of a cs_fear, by stratum. */
typedef struct cs_fear_ready {
    const cs_fear *fear;
    uint64_t *aware;
    double *times, *recovery;
} cs_fear_ready;

/* *ready is a cs_fear_ready. Errors: CS_NOMEM, with what there is of it to be released. */
cs_status cs_fear_prepare(const cs_fear *fear, const cs_response_setup *setup, void **ready,
                          cs_error *err);
void cs_fear_release(void *ready);
uint64_t cs_fear_aware(const void *ready, int stratum);
/* Share of acts the person leaves undone. */
double cs_fear_share(const cs_fear_ready *ready, const cs_circumstances *now);
bool cs_fear_idle(const cs_fear *fear);
unsigned cs_fear_needs(const cs_fear *fear);
/* Thresholds of `knows` by stratum. Errors: CS_NOMEM. */
cs_status cs_aware_prepare(double aware, const cs_by *by, const cs_population *pop,
                           uint64_t **threshold, cs_error *err);
/* NULL, or that news need acquaintances and the population has none. */
const char *cs_fear_misfit(const cs_fear *fear, const cs_response_facts *facts);
bool cs_response_names(const cs_refs *refs, int index);

/* The fields of a cs_fear that lies `at` bytes into the struct of a spec table; what the regime does at
   first, later and after which time where the scenario does not say. */
#define CS_FEAR_FIELDS(at, at_first, at_last, from)                                                \
    {.key = "aware", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                               \
     .offset = (at) + offsetof(cs_fear, aware), .low = 0, .high = 1, .fallback = "11 %",           \
     .help = "Share of people who know of the regime; the others do not respond. 11 % of those "   \
             "living under a local scheme knew it (survey of 2018, cited by Trivium).",            \
     .example = "11 %"},                                                                           \
    {.key = "aware_by", .type = CS_FIELD_BY, .offset = (at) + offsetof(cs_fear, aware_by),         \
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that share by attribute.",     \
     .example = "{age: {old: 0.5}}"},                                                              \
    {.key = "by", .type = CS_FIELD_BY, .offset = (at) + offsetof(cs_fear, by), .fallback = "",     \
     .low = 0, .high = 1e6,                                                                        \
     .help = "Multipliers of the whole response by attribute; people who feel in the minority "    \
             "respond more (Stoycheff 2016 gives the direction).",                                 \
     .example = "{group: {minority: 2}}"},                                                         \
    {.key = "first", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                               \
     .offset = (at) + offsetof(cs_fear, first), .low = 0, .high = 1, .fallback = at_first,         \
     .help = "Share of acts left undone, by those who know, on the first day of the regime.",      \
     .example = "25 %"},                                                                           \
    {.key = "later", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                               \
     .offset = (at) + offsetof(cs_fear, later), .low = 0, .high = 1, .fallback = at_last,          \
     .help = "Share of acts left undone once people are used to it; in between it changes evenly.",\
     .example = "17 %"},                                                                           \
    {.key = "after", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,                                  \
     .offset = (at) + offsetof(cs_fear, after_days), .low = 0, .high = 36500, .fallback = from,    \
     .help = "When people are used to it, counted from the first day.", .example = "1 year"},      \
    {.key = "own", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                                 \
     .offset = (at) + offsetof(cs_fear, own), .low = 0, .high = 1, .fallback = "0 %",              \
     .help = "Share of acts left undone in addition while on a penal list.",                       \
     .example = "30 %"},                                                                           \
    {.key = "recovery", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,                               \
     .offset = (at) + offsetof(cs_fear, recovery_days), .low = 0, .high = 36500,                   \
     .fallback = "0 days",                                                                         \
     .help = "Time after leaving the list in which `own` falls by half, and by half again.",       \
     .example = "90 days"},                                                                        \
    {.key = "recovery_by", .type = CS_FIELD_BY, .offset = (at) + offsetof(cs_fear, recovery_by),   \
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that time by attribute.",      \
     .example = "{group: {minority: 2}}"},                                                         \
    {.key = "contact", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                             \
     .offset = (at) + offsetof(cs_fear, contact), .low = 0, .high = 1, .fallback = "0 %",          \
     .help = "Share of acts left undone for each acquaintance on a penal list, in addition.",      \
     .example = "5 %"},                                                                            \
    {.key = "publication", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                         \
     .offset = (at) + offsetof(cs_fear, publication), .low = 0, .high = 1, .fallback = "0 %",      \
     .help = "Share of acts left undone for each acquaintance seen on a published list.",          \
     .example = "5 %"}

#endif
