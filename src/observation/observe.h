/* What every sensor can do, and where it puts what it files. Truth side of the wall. */
#ifndef CS_OBSERVATION_OBSERVE_H
#define CS_OBSERVATION_OBSERVE_H

#include "core/error.h"
#include "model/record/lane.h"
#include "model/truth/look.h"
#include "model/truth/provenance.h"
#include "observation/sensors.h"
#include "population/hazard.h"
#include "population/population.h"

/* A record on its way to the file, with what it really is. */
typedef struct cs_filing {
    uint32_t person;       /* the person it is filed under */
    uint32_t luck;
    uint16_t delay_days;
    uint8_t kind, sensor, lane, tag;
    uint8_t elsewhere;     /* filed under somebody else: travels as a message, told at settlement */
    uint8_t picture;       /* of a crowd: the person need not have been there */
} cs_filing;

typedef struct cs_filings {
    size_t count, room;
    cs_filing *filing;
} cs_filings;

/* Room for `more` filings, so that the loop that files them cannot fail. Errors: CS_NOMEM. */
cs_status cs_filings_reserve(cs_filings *out, size_t more, cs_error *err);
static inline void cs_filings_add(cs_filings *out, cs_filing filing)
{
    out->filing[out->count++] = filing;
}

/* What is so about the kinds of conduct, for a sensor being prepared. */
typedef struct cs_setup {
    const cs_population *pop;
    uint64_t seed;
    int number;            /* of the sensor */
    const char *name;
    int kinds;             /* of conduct */
    const uint8_t *lane;   /* [kinds] CS_LANE_CONDUCT or CS_LANE_PROTECTED */
    const double *near;    /* [kinds] share of acts it is shown; the others it could not have filed */
    const cs_hazard *const *hazard; /* [kinds] how often people do it */
    /* The score, for sensors that look where the file sends them; bands NULL without one. */
    int floor, ceiling;
    const cs_bounds *bands;
} cs_setup;

typedef struct cs_scene {
    const cs_population *pop;
    uint32_t block;
    int day;
    /* What is on file about the block's persons, as of the last settlement (lists) and today (points, NULL
       without a score): for sensors that look where the file sends them. Shapes: [persons][lanes]. */
    int lanes;
    const uint8_t *lists;
    const int16_t *points;
    const int32_t *shift;  /* [persons] what contacts add to lane applied as it is read; NULL: nothing */
    int64_t *noted;        /* [slots] what a sensor that learns counts; the thread's own */
} cs_scene;

/* Who of a crowd is on the list that is searched for. */
typedef struct cs_watched {
    uint32_t on_list;      /* persons on the list now: the size of the gallery */
    /* Lane of the listing of a person on the list and its cs_tag, or -1 when not on it. */
    int (*lane)(void *context, uint32_t person, int *tag);
    void *context;
} cs_watched;

/* One gathering of a crowd. Passers-by are drawn from everybody; exactly `listed` of them are on the
   list, as long as the list has so many. */
typedef struct cs_crowd_visit {
    cs_key key;            /* of who comes: the crowd's own, the same for every sensor */
    uint32_t visitors, listed;
} cs_crowd_visit;

/* A kind of sensor: its parameters, and what it does. Every kind has prepare, release and soonest, and one
   that observes also sees and most_filed (tests/unit/test_kinds.c); another that is NULL: it does not do
   that. What prepare draws with stands in `draws`, so that no two decisions share a stream. */
#define CS_SENSOR_DRAWS_MOST 8
typedef struct cs_sensor_kind {
    cs_kind kind;
    /* What it draws for, NULL-terminated: the last words of its purposes. */
    const char *draws[CS_SENSOR_DRAWS_MOST + 1];
    cs_status (*prepare)(const void *config, const cs_setup *setup, void **ready, cs_error *err);
    void (*release)(void *ready);
    /* Whether it sees a kind of conduct. */
    bool (*sees)(const void *config, int conduct);
    /* Largest share of a kind's acts that it files. */
    double (*most_filed)(const void *config);
    /* Shortest time, in days, before a record about somebody else than the person before it is on
       file; CS_FOREVER when it never files one. 0 for a sensor that searches crowds. */
    int (*soonest)(const void *config);
    /* File what it makes of acts of one kind, in one block, on one day. It is shown the share setup.near
       of them and files its own share over that one. A record of an excused act is a false record
       (lane recorded), see office.c. */
    cs_status (*observe)(const void *ready, const cs_scene *scene, int conduct,
                         const cs_acts *acts, cs_filings *out, cs_error *err);
    /* File what it makes of nothing, in one block, on one day. `room` is scratch. */
    cs_status (*invent)(const void *ready, const cs_scene *scene, cs_acts *room, cs_filings *out,
                        cs_error *err);
    /* Search a crowd; scene.block is not used. */
    cs_status (*search)(const void *ready, const cs_scene *scene, const cs_crowd_visit *visit,
                        const cs_watched *watched, cs_filings *out, cs_error *err);
    /* ---- sensors that learn; all NULL for those that do not ---- */
    /* Numbers it keeps of what it met, for one that learns under this config; else 0. Each thread notes
       in its own, scene.noted, and they are added up over all blocks between windows. */
    size_t (*slots)(const void *ready);
    /* Before the days [from, to), on one thread: make up its mind where to look, from all that was
       noted on the days before. It may add to the numbers itself. Shapes: learnt [slots].
       Errors: CS_NOMEM. */
    cs_status (*learn)(void *ready, int64_t *learnt, int from, int to, cs_error *err);
    /* Places it has, their first cell in *cell. */
    int (*places)(const void *ready, int *cell);
    /* What is to be told of a place. Shapes: told [CS_LOOKS]. */
    void (*tell)(const void *ready, const int64_t *learnt, int place, int64_t *told);
} cs_sensor_kind;

extern const cs_sensor_kind cs_registry_kind, cs_platform_kind, cs_face_recognition_kind,
    cs_false_record_kind, cs_inspection_kind;

static inline const cs_sensor_kind *cs_sensor_kind_of(const cs_kind *kind)
{
    return (const cs_sensor_kind *)(const void *)kind; /* kind is its first member */
}

/* Key of a sensor's draws: purpose "sensors.NAME.WHAT". */
cs_key cs_sensor_key(const cs_setup *setup, const char *what);
bool cs_refs_have(const cs_refs *refs, int index);

#endif
