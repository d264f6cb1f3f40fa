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

/* What the office has changed of somebody's standing on a list, or (CS_AMEND_SCORE) on file about
   their score. Whatever is filed keeps the number of amendments made before it, so that its end does
   not take effect twice. Only the few people with an amendment have one. */
typedef struct cs_amend {
    uint16_t made;         /* amendments so far; each takes off what is wrong, in lanes recorded and up */
    uint16_t settled;      /* the last that ended the matter in every lane; 0: none did */
    uint8_t let_off;       /* first lane in which the listing is lifted, 0: in none */
    uint8_t afresh;        /* 1: lanes recorded and up forget that they were on the list */
} cs_amend;
#define CS_AMEND_SCORE 7   /* slot of the score; slots 0..6 are the lists */

typedef struct cs_membership {
    int lanes;
    int quiet_from;        /* no band list is entered from this score up */
    int by_record;         /* one more than the last list entered by record */
    uint8_t open, held;    /* of the person being settled: lists they can come onto where they live, and
                              lists that can hold them there; a bit each */
    uint8_t *lists;        /* [persons of the block][lanes] a bit per list */
    cs_sparse spells;      /* of cs_spells, by person * 8 + list */
    cs_sparse amends;      /* of cs_amend, by person * 8 + slot */
} cs_membership;

/* One more, or one fewer, record holds the person on the list from `lane` up.
   Errors: CS_NOMEM; CS_RANGE beyond 65,535 records of a lane. */
cs_status cs_membership_hold(cs_membership *file, uint16_t person, int list, int lane, cs_error *err);
void cs_membership_release(cs_membership *file, uint16_t person, int list, int lane);

/* ---- amendments ---- */

/* How many amendments there have been: to be kept with what is filed now. */
uint16_t cs_membership_made(const cs_membership *file, uint16_t person, int slot);
/* Whether something that counts from `lane` up, filed as number `made`, is off file since. */
bool cs_membership_dropped(const cs_membership *file, uint16_t person, int slot, int lane,
                           unsigned made);
/* Note an amendment; all: it ends the matter in every lane of the person's own records, not only in
   lane recorded. Errors: CS_NOMEM; CS_RANGE beyond CS_AMENDS_MOST of them. */
#define CS_AMENDS_MOST 32000
cs_status cs_membership_amend(cs_membership *file, uint16_t person, int slot, bool all,
                              cs_error *err);
/* Take off every record that holds the person on the list from lane recorded on; all: from any lane
   but applied. *released: how many. Errors: as cs_membership_amend. */
cs_status cs_membership_clear(cs_membership *file, uint16_t person, int list, bool all,
                              int *released, cs_error *err);
/* Lift the listing from `lane` (recorded or applied) up, until it would have ended anyway or a new
   record comes. From `applied`: where the lane below is off the list. Errors: CS_NOMEM. */
cs_status cs_membership_let_off(cs_membership *file, uint16_t person, int list, int lane,
                                cs_error *err);
/* A new record: the matter is open again. */
void cs_membership_reopen(cs_membership *file, uint16_t person, int list);
/* At the next settlement lanes recorded and up are on the list as lane protected is, unless what is
   then on file puts them there. Errors: CS_NOMEM. */
cs_status cs_membership_afresh(cs_membership *file, uint16_t person, int list, cs_error *err);

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

/* Everything on file about the lists; what is about one person at a settlement is not kept. */
void cs_membership_archive(cs_archive *archive, cs_membership *file, uint32_t persons);

#endif
