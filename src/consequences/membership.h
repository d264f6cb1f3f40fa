/* Who is on which list, in every lane. Record side of the wall: a listing knows its lane and no reason.
   Lists entered by record keep spells (how many records hold a person there, by lane); lists entered
   by band follow the score of each lane, with the gap between the bands of entry and of leaving. */
#ifndef CS_CONSEQUENCES_MEMBERSHIP_H
#define CS_CONSEQUENCES_MEMBERSHIP_H

#include "consequences/lists.h"
#include "core/error.h"
#include "core/rng.h"
#include "core/sparse.h"
#include "model/record/lane.h"

#include <stdint.h>

/* A list made ready. */
typedef struct cs_list_rule {
    bool by_band;
    int enter_below;       /* by band: on it when the score is below */
    int stay_below;        /* by band: off it when the score is at least this */
    int32_t after_days;
    double leave_per_day;  /* hazard of setting the matter right */
    uint64_t overdue;      /* threshold */
    int32_t overdue_days;
    cs_key key;            /* of what becomes of a listing */
} cs_list_rule;

typedef struct cs_spells { uint16_t held[CS_LANES_MOST]; } cs_spells;

typedef struct cs_membership {
    int lanes;
    int quiet_from;        /* no band list is entered from this score up */
    int by_record;         /* one more than the last list entered by record */
    uint8_t open, held;    /* of the person being settled: lists they can come onto where they live, and
                              lists that can hold them there; a bit each */
    uint8_t *lists;        /* [persons of the block][lanes] a bit per list */
    cs_sparse spells;      /* of cs_spells, by person * 8 + list */
} cs_membership;

/* One more, or one fewer, record holds the person on the list from `lane` up.
   Errors: CS_NOMEM; CS_RANGE beyond 65,535 records of a lane. */
cs_status cs_membership_hold(cs_membership *file, uint16_t person, int list, int lane, cs_error *err);
void cs_membership_release(cs_membership *file, uint16_t person, int list, int lane);
/* Bring the person's bits up to date, from spells and from the lanes' scores (NULL without a score).
   before and after get the bits of each lane; false, and nothing set, when all of them are zero.
   Shapes: kept, before, after [lanes]. */
bool cs_membership_settle(cs_membership *file, const cs_list_rule *rules, int lists,
                          uint16_t person, const int16_t *kept, uint8_t *before, uint8_t *after);

/* Days a listing lasts, drawn from the record's luck: the term, or until the matter is set right,
   whichever is first; 0 when it ends before the day does. *overdue: it then stays on for overdue_days
   more. CS_FOREVER: no end. */
int32_t cs_listing_days(const cs_list_rule *rule, uint32_t luck, uint32_t person, bool *overdue);
/* The same for somebody who is on the list when the run begins, the start counted as a day: at least
   1. Part of a term has gone by, evenly drawn; the hazard has no memory. */
int32_t cs_listing_rest(const cs_list_rule *rule, uint32_t person, bool *overdue);

#endif
