/* The reference engine's responses: what everybody has lived through, kept for everybody. */
#ifndef CS_SIM_REFERENCE_RESPONSE_H
#define CS_SIM_REFERENCE_RESPONSE_H

#include "sim/reference.h"

/* Somebody who has learned that a contact is on a list shown to all the world. */
typedef struct cs_reference_news {
    uint32_t about, learner;
    int32_t list;
    bool over;
} cs_reference_news;

typedef struct cs_reference_lives {
    bool any;
    uint32_t *first_contact;   /* [persons + 1] */
    uint32_t *contact;         /* who knows whom, person after person */
    int32_t *contacts;         /* [persons] contacts known to be on a penal list */
    int32_t *learned, *soon;   /* [persons] contacts learned of from lists: known, and told today */
    int32_t *left;             /* [persons] day of leaving the last penal list, -1: never */
    int32_t *until;            /* [persons][responses] last day of the effect of a refusal, -1 */
    int32_t *lost;             /* [persons][lists] contacts lost by being on it */
    uint8_t *lost_cause;       /* likewise: cause when it began */
    cs_reference_news *news;
    size_t count, room;
    cs_key aware_key, act_key, hide_key, crowd_key, learn_key;
} cs_reference_lives;

cs_status cs_reference_lives_init(cs_reference_run *run, cs_error *err);
void cs_reference_lives_free(cs_reference_run *run);
/* Of `acts` acts a person would do, and more that responses bring, those that are done; counted. */
int cs_reference_respond(cs_reference_run *run, uint32_t person, int kind, int day, double mean,
                         int acts);
/* Whether an act is kept from a sensor; counted. */
bool cs_reference_hides(cs_reference_run *run, uint32_t person, int sensor, int kind, int day,
                        int number);
/* Whether somebody who would have been in a crowd is not. */
bool cs_reference_stays_away(const cs_reference_run *run, uint32_t person, int crowd, int day);
/* So many attempts of the person were refused. */
void cs_reference_refused(cs_reference_run *run, uint32_t person, int service, int cause, int count,
                          int day);
/* At settlement: the person's lists in lane applied were these, and are those. Errors: CS_NOMEM. */
cs_status cs_reference_moved(cs_reference_run *run, uint32_t person, uint8_t was, uint8_t is,
                             cs_error *err);
/* The end of a day: the news of the last settlement have come. */
void cs_reference_hear(cs_reference_run *run);
/* Contacts are lost for days [from, to). */
void cs_reference_shunned(cs_reference_run *run, int from, int to);

#endif
