/* Lists, and the services that listed people are refused. Record side of the wall. */
#ifndef CS_CONSEQUENCES_LISTS_H
#define CS_CONSEQUENCES_LISTS_H

#include "core/spec.h"

#define CS_LISTS_MOST 7

typedef struct cs_list_enter {
    cs_refs record;     /* kinds of record that put a person on the list */
    int32_t band;       /* or: a band of the score, this one or a lower one; -1 */
    int64_t initial;    /* persons who are on it, rightly, on the first day */
    bool shared;        /* people come from other lists, by `sharing` */
} cs_list_enter;

typedef struct cs_list_leave {
    int32_t after_days; /* CS_FOREVER: never by time */
    double repaid;      /* hazard per year of leaving by setting the matter right */
    int32_t band;       /* for band lists: back in this band or a higher one; -1: out of enter.band */
    double overdue;     /* share of removals that come late (stale) */
    int32_t overdue_days;
} cs_list_leave;

/* Somebody looks at a proposed listing first: the share of each sort that passes. */
typedef struct cs_review_before { double wrong, right, protected_conduct, association; } cs_review_before;
/* Shown to all the world: contacts learn of it, and some of them keep away. */
typedef struct cs_publication {
    int how;            /* in words only: what people are shown */
    double reach;       /* share of contacts who learn of it */
    double avoid;       /* share of those who learn who keep away while it lasts */
} cs_publication;

typedef struct cs_list {
    const char *name;
    cs_list_enter enter;
    cs_list_leave leave;
    cs_refs where;      /* regions whose residents can come onto it; empty: all */
    cs_refs denies;     /* services */
    cs_review_before *review_before; /* NULL: nobody looks */
    cs_publication *published; /* NULL: it is not */
    bool penal;         /* false: a reward or a watch list; counted, but no penalty */
} cs_list;

typedef struct cs_service {
    const char *name;
    double demand;      /* attempts per person and year */
    cs_by by;
} cs_service;

/* A crowd that passes cameras: a random sample of the population, with a set number of people on
   the list that is searched for. */
typedef struct cs_crowd {
    const char *name;
    int64_t visitors;
    int32_t day;        /* first time, days from the start */
    int32_t every_days; /* 0: once */
    int64_t times;
    int64_t listed_present;
} cs_crowd;

extern const cs_spec cs_list_spec, cs_service_spec, cs_crowd_spec;

#endif
