/* Bookkeeping of penalties: the cause each one is counted under, and the moves between causes.
   The ledger sees both sides of the wall. */
#ifndef CS_LEDGER_BOOK_H
#define CS_LEDGER_BOOK_H

#include "core/sparse.h"
#include "ledger/ledger.h"

/* What wrong records have done to a person, by tag: points in the lanes from `recorded` up, or, for
   a list entered by record, how many hold the person there. Only people with wrong records have one. */
typedef struct cs_account { int32_t by_tag[CS_TAGS]; } cs_account;
#define CS_ACCOUNT_SCORE 7 /* slot of the points; slots 0..6 are the lists */

/* Add to (or take from) an account; an account that is all zero is dropped. Errors: CS_NOMEM. */
cs_status cs_account_add(cs_sparse *accounts, uint16_t person, int slot, int tag, int amount,
                         cs_error *err);

/* A penalty that stands, or once stood: by person * 8 + list, slot 7 for any penal list. */
typedef struct cs_penalty {
    uint8_t cause;         /* CS_CAUSE_NONE: not now */
    uint8_t ever;          /* was really listed once */
    uint16_t since;        /* day of the cause */
} cs_penalty;
#define CS_ANY_LIST 7

/* One change of a penalty's cause, for the ledger to count. */
typedef struct cs_move {
    uint16_t stratum;
    uint16_t region;
    uint8_t slot, from, to, first;
    uint16_t length;       /* days under `from` */
    uint16_t day;          /* of the settlement */
} cs_move;

/* What the ledger must know of a list to name a cause. */
typedef struct cs_list_view { bool by_band; int below; bool penal; } cs_list_view;

/* A person at settlement. kept: points by lane (NULL without a score). lists: bits by lane. */
typedef struct cs_standing {
    uint16_t person;
    const int16_t *kept;
    const uint8_t *lists;
    const cs_sparse *penalties; /* as last noted; NULL: nothing was */
} cs_standing;

/* The cause a person stands on the list under, CS_CAUSE_NONE when on it in no lane. */
cs_cause cs_cause_of(const cs_standing *standing, const cs_sparse *accounts,
                     const cs_list_view *view, int list);
/* The cause over the lists whose bit is in mask (penal ones, or those that bar a service). */
cs_cause cs_cause_of_any(const cs_standing *standing, const cs_sparse *accounts,
                         const cs_list_view *views, int lists, uint8_t mask);

/* The cause over the lists in mask as it was noted at the last settlement, CS_CAUSE_NONE for none. */
cs_cause cs_cause_noted(const cs_sparse *penalties, uint16_t person, uint8_t mask);

/* Note the cause a person now stands under; *move is filled in and *moved set when it changed.
   Errors: CS_NOMEM. */
cs_status cs_penalty_note(cs_sparse *penalties, uint16_t person, int slot, cs_cause cause, int day,
                          cs_move *move, bool *moved, cs_error *err);

/* Visitors of what is kept: cs_account, cs_penalty, cs_move. */
void cs_account_archive(cs_archive *archive, void *account);
void cs_penalty_archive(cs_archive *archive, void *penalty);
void cs_move_archive(cs_archive *archive, void *move);

#endif
