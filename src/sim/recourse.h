/* Recourse in the block engine, inside: what sim/recourse.c and sim/recourse_plan.c share. */
#ifndef CS_SIM_RECOURSE_H
#define CS_SIM_RECOURSE_H

#include "recourse/queue.h"
#include "sim/mechanism.h"

/* What a listing may really be, as the shares of a scenario are given. */
enum { CS_CLASS_WRONG, CS_CLASS_RIGHT, CS_CLASS_PROTECTED, CS_CLASS_ASSOCIATION, CS_CLASSES };

typedef struct cs_recourse_ready {
    const cs_recourse *config; /* NULL: reviews before listing only */
    int number;            /* of the mechanism */
    size_t row;            /* first row of a tally */
    uint8_t heard;         /* lists that some agency hears, a bit each */
    int8_t agency_of[CS_LISTS_MOST];
    uint8_t corrects[CS_AGENCIES_MOST];
    cs_desk desk[CS_AGENCIES_MOST];
    cs_key notice_key, refusal_key, dispute_key, review_key, back_key, before_key;
    uint64_t *told;        /* [strata] thresholds */
    uint64_t *disputes;    /* [CS_CLASSES][strata] */
    uint64_t grants[CS_CLASSES], gives_up, on_refusal, comes_back;
    uint8_t before;        /* lists looked at before they take effect */
    uint64_t passes[CS_LISTS_MOST][CS_CLASSES];
    cs_hazard finds_out, repair[CS_LEDGER_REPAIRS]; /* the last: bought points */
    int lookahead;
} cs_recourse_ready;

/* Codes of what falls due. */
enum {
    CS_RECOURSE_NOTICE,            /* luck: day of the listing */
    CS_RECOURSE_DECISION,          /* luck: day of the listing, round, whether by the deadline */
    CS_RECOURSE_BACK               /* luck: points that come back, lists to go back on */
};

/* Rows of a tally, from the mechanism's own on. */
#define CS_ROW_STAGE(ready, list, step) ((ready)->row + (size_t)(list) * CS_STAGES + (size_t)(step))
#define CS_ROW_PAID(plan, ready, repair, paid)                                                     \
    (CS_ROW_STAGE(ready, (plan)->lists, 0) + (size_t)(repair) * CS_PAIDS + (size_t)(paid))

int cs_recourse_class(cs_cause cause);
bool cs_recourse_wanted(const cs_scenario *scenario);
cs_status cs_recourse_prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                              cs_error *err);
void cs_recourse_release(void *ready);
/* Of what is read from a checkpoint: whether disputes, and what is due, can be. */
void cs_recourse_check(cs_archive *archive, const cs_recourse_ready *ready, const cs_world_state *world,
                       const cs_dispute *dispute, size_t count);
bool cs_recourse_fits(const void *ready, const cs_world_state *world, const cs_due *due);

extern const cs_mechanism cs_recourse_mechanism;

#endif
