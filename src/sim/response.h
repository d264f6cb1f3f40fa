/* Response, inside: what its files share. response.c: the acts of a day; response_news.c: penalties
   that become known, published lists, refusals with an effect. */
#ifndef CS_SIM_RESPONSE_H
#define CS_SIM_RESPONSE_H

#include "population/ties.h"
#include "sim/mechanism.h"

/* A response made ready. */
typedef struct cs_responding {
    const cs_response_kind *kind; /* NULL: it changes nothing */
    const void *config;
    void *ready;
    unsigned needs;
    int sensor, crowd;     /* avoided; -1 */
    bool *concerns;        /* [kinds of conduct] */
} cs_responding;

/* A kind of conduct with the responses that act on its rate. */
typedef struct cs_responded {
    bool any, raised;      /* some response acts on the rate; some may raise it */
    unsigned needs;        /* of those that do */
    double most;           /* largest product of the factors above 1 */
    cs_hazard more;        /* the acts beyond those of the scenario's rate, before thinning */
    cs_key keep_key, more_key;
} cs_responded;

/* A list that is shown to all the world. */
typedef struct cs_shown {
    uint64_t reach, avoid;
    cs_key key;
} cs_shown;

typedef struct cs_response_ready {
    const cs_plan *plan;
    const cs_population *pop;
    int number;            /* among the mechanisms */
    int responses, kinds, lists;
    cs_responding *response;
    cs_responded *conduct;
    bool *avoided;         /* [sensors] */
    unsigned needs;        /* of all responses together */
    cs_key aware_key, hidden_key;
    uint64_t *aware;       /* [strata] whoever's word is not below responds to refusals alone */
    cs_key *crowd_key;
    int crowds;
    cs_shown *shown;       /* [lists] */
    uint8_t published;     /* lists with a reach, a bit each */
    cs_ties *ties;         /* NULL where no news go round */
    size_t first_row;
} cs_response_ready;

/* What a person has lived through; only those who have lived through something. */
typedef struct cs_lived {
    int32_t left;          /* day + 1 of leaving the last penal list; 0: never */
    int32_t contacts, learned;
} cs_lived;

/* Contacts lost by one listing. */
typedef struct cs_loss {
    int32_t day, contacts; /* when it began */
    uint8_t cause;
} cs_loss;

/* A line for the ledger, kept until the window's end: settlement has no tally of its own. */
typedef struct cs_loss_line {
    uint16_t stratum, region;
    uint8_t list, cause;
    bool begins;
    int32_t contacts;
    int64_t days;
} cs_loss_line;

typedef struct cs_response_block {
    uint64_t *heeds;       /* bitmap: all others do as ever, and are not looked at */
    const void *heeds_of;  /* the plan's part it was made for */
    cs_sparse lived;       /* by person: cs_lived */
    cs_sparse until;       /* by person * CS_RESPONSES_MOST + response: day until which it lasts */
    cs_sparse losses;      /* by person * 8 + list: cs_loss */
    cs_loss_line *line;
    size_t lines, room;
} cs_response_block;

static inline bool cs_response_heeds(const cs_response_block *own, uint32_t place)
{
    return own->heeds[place >> 6] >> (place & 63) & 1;
}

/* Rows of the tally. */
static inline size_t cs_response_row(const cs_response_ready *ready, int what, int response, int kind)
{
    return ready->first_row +
           ((size_t)what * (size_t)ready->responses + (size_t)response) * (size_t)ready->kinds +
           (size_t)kind;
}
enum { CS_RESPONSE_WITHHELD, CS_RESPONSE_ADDED, CS_RESPONSE_HIDDEN, CS_RESPONSE_COUNTS };
static inline size_t cs_response_setback_row(const cs_response_ready *ready, int response, int cause)
{
    return cs_response_row(ready, CS_RESPONSE_COUNTS, 0, 0) + (size_t)response * CS_CAUSES +
           (size_t)cause;
}

/* News on their way: one more, or one fewer (the luck of the due is the number, as two's complement). */
enum { CS_NEWS_PENALISED, CS_NEWS_LEARNED };

/* ---- response_news.c: the hooks of the mechanism with the same names ---- */
cs_status cs_response_due(const void *ready, cs_block *block, const cs_world_state *world,
                          cs_worker *worker, const cs_due *due, int day, cs_error *err);
cs_status cs_response_denied(const void *ready, cs_block *block, const cs_world_state *world,
                             cs_worker *worker, uint16_t person, int service, cs_cause cause,
                             int day, cs_error *err);
cs_status cs_response_moved(const void *ready, cs_block *block, const cs_world_state *world,
                            uint16_t person, const uint8_t *before, const uint8_t *after, int day,
                            cs_error *err);
cs_status cs_response_window(const void *ready, cs_world_state *world, int from, int to,
                             cs_error *err);
/* ---- response_keep.c: likewise ---- */
void cs_response_keep(const void *ready, cs_world_state *world, void *shared, cs_archive *archive);
void cs_response_keep_block(const void *ready, const cs_world_state *world, cs_block *block,
                            void *own, cs_archive *archive);
/* Contacts lost, over all the run. */
void cs_response_spread_losses(const cs_response_ready *ready, const cs_world_state *world,
                               cs_ledger *ledger);

#endif
