/* Sensors: what turns conduct, and nothing at all, into records. Truth side of the wall: a sensor's
   rates of error are the truth about it. Each kind has a file of its own with its spec table. */
#ifndef CS_OBSERVATION_SENSORS_H
#define CS_OBSERVATION_SENSORS_H

#include "core/spec.h"

typedef enum cs_within { CS_WITHIN_REGION, CS_WITHIN_HOUSEHOLD, CS_WITHIN_GROUP } cs_within;

/* A share of records filed under somebody else. */
typedef struct cs_wrong_person {
    double share;
    int within;        /* cs_within */
    int32_t attribute; /* within: group; people alike in this attribute, in the same region */
} cs_wrong_person;

/* An office that is told of acts and files them. */
typedef struct cs_registry {
    cs_refs sees;      /* kinds of conduct */
    double misses;
    double tells_apart; /* share of excused acts recognised as excused, and not filed */
    cs_wrong_person wrong_person;
    double duplicates;
    int32_t delay_days;
} cs_registry;

/* A private platform: a registry for the share of people who are on it. */
typedef struct cs_platform {
    double members;
    cs_by members_by;
    cs_registry registry;
} cs_platform;

typedef enum cs_face_mode { CS_FACE_IDENTIFY, CS_FACE_WATCH_LIST } cs_face_mode;

/* Face recognition is a pair of error rates and nothing else. */
typedef struct cs_face_recognition {
    int mode;
    cs_refs sees;           /* identify: kinds of conduct recorded */
    double coverage;        /* identify: share of acts before a camera */
    double finds;           /* share of persons in view who are recognised rightly */
    double sightings;       /* identify: searches per person, per year (rate) */
    double false_match;     /* per comparison */
    cs_by false_match_by;   /* by the person wrongly recorded */
    int64_t gallery;        /* identify: enrolled faces; 0: everyone in the population */
    int32_t list;           /* watch_list */
    int32_t crowd;          /* watch_list */
    const char *files;      /* watch_list: the kind of record an alert is */
    int32_t record;         /* index of `files` among record kinds; set by the reader */
    int32_t delay_days;
} cs_face_recognition;

/* Records of things that never happened, or that happened once and are filed again. */
typedef struct cs_false_record {
    int32_t of;             /* record kind */
    double rate;            /* per person and year */
    cs_by by;
    int duplicate;          /* 0: false record, 1: duplicate */
} cs_false_record;

typedef enum cs_allocation {
    CS_ALLOCATE_UNIFORM, CS_ALLOCATE_PROPORTIONAL, CS_ALLOCATE_GREEDY
} cs_allocation;
typedef enum cs_visit_counts { CS_COUNTS_FOUND, CS_COUNTS_RATE, CS_COUNTS_ONE } cs_visit_counts;
typedef enum cs_improvement {
    CS_IMPROVE_NONE, CS_IMPROVE_OTHER_PLACE, CS_IMPROVE_WEIGHTED
} cs_improvement;

/* Visits that go where something was found before. A place is a region, or a value of an attribute. */
typedef struct cs_visits {
    double budget;          /* visits per year, in all places together */
    int32_t attribute;      /* -1: places are regions */
    int allocation;         /* cs_allocation */
    cs_per start;           /* counts before the first day, by place; empty: 1 each */
    int counts;             /* cs_visit_counts */
    int improvement;        /* cs_improvement */
    double reported;        /* share of acts that people report, wherever anybody visits */
} cs_visits;

/* An inspection sees what is there when it looks: by visits to places, or a share of each person's acts
   by their band or list. */
typedef struct cs_inspection {
    cs_refs sees;           /* kinds of conduct */
    double finds;           /* share of the acts looked at that are found */
    cs_visits *visits;      /* NULL: by band or list */
    cs_per on_list;         /* share looked at, of people on the list; the first that holds counts */
    cs_per rate_by_band;    /* of people on none of these lists */
    double otherwise;       /* of the others */
    int32_t delay_days;
} cs_inspection;

/* All kinds, NULL-terminated; each is the first member of a cs_sensor_kind (observe.h), which says
   what the sensor does. */
extern const cs_kind *const cs_sensor_kinds[];
/* What all of them may say. */
extern const cs_spec cs_sensor_spec;

#endif
