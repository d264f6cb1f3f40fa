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

/* How often names occur, never which names: Zipf's law over `kinds`, or classes of equally frequent
   names. */
typedef struct cs_name_class { int64_t kinds; double share; } cs_name_class;
typedef struct cs_name_shares {
    int64_t kinds;
    double exponent;
    cs_array classes;      /* of cs_name_class; empty: Zipf */
} cs_name_shares;

typedef enum cs_match { CS_MATCH_NAME, CS_MATCH_NAME_AND_BIRTH_DATE, CS_MATCH_WEIGHTS } cs_match;

/* An office that knows its people by name and birth date: under whom it files follows from how often
   these occur. */
typedef struct cs_linkage {
    int match;
    int everybody;         /* searches everybody, not the region alone */
    cs_name_shares names;
    int64_t birth_dates;
    double name_agrees, birth_date_agrees; /* share of reports that say it as the file does */
    double threshold;      /* weights: bits; -1: none */
    int unless_alone;      /* several that match equally well: file under nobody */
} cs_linkage;

/* An office that is told of acts and files them. */
typedef struct cs_registry {
    cs_refs sees;      /* kinds of conduct */
    double misses;
    double tells_apart; /* share of excused acts recognised as excused, and not filed */
    cs_wrong_person wrong_person;
    const cs_linkage *linkage; /* NULL: files under whom it means to, but for wrong_person */
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

/* A published pair of error rates, at one threshold. */
typedef struct cs_operating_point {
    double false_match;    /* of one comparison, or of a search `against` so many faces */
    int64_t against;
    double finds;
    cs_by false_match_by;
} cs_operating_point;

/* Where the threshold stands: a score, or the rate it gives. The other is 0. */
typedef struct cs_face_threshold {
    double score;
    double at_false_match;
    int64_t against;
} cs_face_threshold;

/* Faces of people who are not there: adverts, screens, photographs. */
typedef struct cs_non_live {
    double rate;           /* per person depicted, and year */
    cs_by by;
    double frailty;
} cs_non_live;

/* Somebody who looks at an alert before it becomes a record. */
typedef struct cs_reviewer {
    double passes_wrong, passes_right;
    double passes_non_live; /* -1: as passes_wrong */
    int32_t delay_days;
} cs_reviewer;

/* Face recognition is a pair of error rates and nothing else. */
typedef struct cs_face_recognition {
    int mode;
    cs_refs sees;           /* identify: kinds of conduct recorded */
    double coverage;        /* identify: share of acts before a camera */
    double finds;           /* share of persons in view who are recognised rightly; -1: by threshold */
    double sightings;       /* identify: searches per person, per year (rate) */
    double false_match;     /* per comparison; -1: by threshold */
    cs_by false_match_by;   /* by the person wrongly recorded */
    cs_array operating_points; /* of cs_operating_point */
    double spread;          /* of genuine scores, where one operating point leaves it open */
    const cs_face_threshold *threshold; /* NULL: finds and false_match as they stand */
    int64_t gallery;        /* identify: enrolled faces; 0: everyone in the population */
    cs_by enrolled_by;      /* identify: relative odds of being one of them */
    const cs_non_live *non_live;
    const cs_reviewer *reviewer;
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
