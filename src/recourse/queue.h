/* The queue of an agency: first in, first out, any number of reviewers, in continuous time within the
   days. Record side of the wall: a dispute is a moment, a person and a list. */
#ifndef CS_RECOURSE_QUEUE_H
#define CS_RECOURSE_QUEUE_H

#include "core/archive.h"
#include "core/rng.h"
#include "recourse/recourse.h"

/* Moments and spans of time: 2^32 to a day, so that sums are exact. */
#define CS_INSTANTS_PER_DAY ((uint64_t)1 << 32)

typedef struct cs_dispute {
    uint64_t moment;       /* of its coming in */
    uint32_t person;
    uint16_t since;        /* day of the listing it is about: tells one from the next */
    uint8_t list, round;   /* round: from 1 */
} cs_dispute;

/* An agency made ready. */
typedef struct cs_desk {
    cs_key key;
    int reviewers;
    double days;           /* mean time a dispute takes a reviewer */
    bool fixed;
    cs_then then;
    uint64_t deadline;     /* UINT64_MAX: none */
} cs_desk;

typedef struct cs_queue {
    int reviewers;
    uint64_t *idle_from;   /* [reviewers] a heap, the earliest first */
    size_t first, end, room;
    cs_dispute *waiting;   /* [first, end) in the order of their coming */
    size_t idle_room;
} cs_queue;

typedef struct cs_decided {
    cs_dispute dispute;
    bool begun;            /* a reviewer took it up, at `start` */
    bool overdue;          /* the deadline decided it */
    uint64_t start, at;    /* at: carried out */
} cs_decided;

cs_desk cs_desk_of(const cs_agency *agency, cs_key key);
void cs_queue_free(cs_queue *queue);
/* A dispute comes in; moments must not fall from one call to the next. Errors: CS_NOMEM. */
cs_status cs_queue_add(cs_queue *queue, const cs_dispute *dispute, cs_error *err);
/* As many reviewers as the desk has; new ones are there from `now`, those who go finish what they
   are at. Errors: CS_NOMEM. */
cs_status cs_queue_staff(cs_queue *queue, const cs_desk *desk, uint64_t now, cs_error *err);
/* The next dispute taken up, or given up to the deadline, before `until`; false when there is none. */
bool cs_queue_next(cs_queue *queue, const cs_desk *desk, uint64_t until, cs_decided *decided);
/* Order of coming: by moment, then person, then list. For qsort. */
int cs_dispute_compare(const void *a, const void *b);
/* A visitor of disputes; and who waits, and which reviewers are at it how long. */
void cs_dispute_archive(cs_archive *archive, void *dispute);
void cs_queue_archive(cs_archive *archive, cs_queue *queue);

#endif
