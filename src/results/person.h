/* One tracked person's file: what truly happened, what went on file and from where, what followed. The person
   is synthetic; histories are those of replicate 0. */
#ifndef CS_RESULTS_PERSON_H
#define CS_RESULTS_PERSON_H

#include "core/text.h"
#include "results/results.h"

/* A history summed up. longest: the longest unbroken time wrongly on at least one penal list. */
typedef struct cs_person_head {
    uint32_t person;
    size_t first, end;      /* of the ledger's events; the same: it has none */
    int acts, records, wrong_records, refusals;
    int listed_days, wrongful_days; /* on at least one penal list; wrongly on at least one */
    int longest;
    int worst;              /* cs_cause of most wrongful days, CS_CAUSE_NONE */
} cs_person_head;

/* Everybody with a history, by number. Shapes: *out [*count], freed with cs_free. Errors: CS_NOMEM. */
cs_status cs_person_heads(const cs_scenario *scenario, const cs_ledger *ledger, cs_person_head **out,
                          size_t *count, cs_error *err);
/* One person's; all zero where there is no history. */
cs_person_head cs_person_find(const cs_scenario *scenario, const cs_ledger *ledger, uint32_t person);
/* Those wrongly listed for longest first; for qsort. */
int cs_person_wrongly_first(const void *a, const void *b);
/* Whether nothing but a score, a loan or a rule that reached the person is in it. */
bool cs_person_is_quiet(const cs_person_head *head);

/* Time on a list for one cause. to: -1 while it lasts. */
typedef struct cs_person_spell {
    int list, from, to;
    int cause;              /* cs_cause, CS_CAUSE_NONE: not known */
    bool wrongful;          /* a penal list, for a wrongful cause */
} cs_person_spell;

/* In the order in which they begin. Shapes: *out [*count], freed with cs_free (NULL: none).
   Errors: CS_NOMEM. */
cs_status cs_person_spells(const cs_scenario *scenario, const cs_ledger *ledger,
                           const cs_person_head *head, cs_person_spell **out, size_t *count,
                           cs_error *err);

/* ---- one event, in person_say.c ---- */

/* Which side of the wall it is on: what happened, what is on file, what followed. */
typedef enum cs_side { CS_SIDE_TRUTH, CS_SIDE_RECORD, CS_SIDE_AFTER } cs_side;
cs_side cs_event_side(const cs_event *event);
/* The cs_cause of a listing or refusal, CS_CAUSE_NONE where it has none. */
int cs_event_cause(const cs_event *event);
/* Whether here the file and the truth part: a wrong record, what came from others, and listings and refusals
   that follow from either or from protected conduct. */
bool cs_event_is_wrong(const cs_scenario *scenario, const cs_event *event);
/* One line in words. */
void cs_event_say(cs_text *line, const cs_scenario *scenario, const cs_event *event);

/* ---- who is tracked, in tracked.c ---- */

/* How many persons' histories a run keeps. */
int64_t cs_results_tracked(const cs_results *results);
bool cs_results_tracks(const cs_results *results, int64_t person);
/* What the person is: a value of each attribute, then the region. Shapes: value [attributes + 1].
   Errors: CS_NOMEM. */
cs_status cs_results_who(const cs_results *results, uint32_t person, uint16_t *value, cs_error *err);
/* The score that somebody with these values begins with in a world; 0 where there is none. */
int cs_results_base(const cs_results *results, int world, const uint16_t *value);

#endif
