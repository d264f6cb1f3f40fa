/* A regime as parts and links: what people do, what sees it, what it is made into, where it ends up, what
   follows, and what can be done about it. It follows from the scenario and the spec tables: a sensor of a
   new kind is drawn by what its table refers to. */
#ifndef CS_REPORT_FLOW_H
#define CS_REPORT_FLOW_H

#include "core/error.h"
#include "ledger/ledger.h"
#include "scenario/arena.h"
#include "scenario/scenario.h"

/* The stages, in the order in which they are drawn. X(name, word) */
#define CS_FLOW_STAGE_LIST(X)                                                                      \
    X(STREAM, "stream") X(SENSOR, "sensor") X(SCORE, "score") X(LIST, "list")                      \
    X(CONSEQUENCE, "consequence") X(RECOURSE, "recourse")

typedef enum cs_flow_stage {
#define X(name, word) CS_FLOW_##name,
    CS_FLOW_STAGE_LIST(X)
#undef X
    CS_FLOW_STAGES
} cs_flow_stage;
extern const char *const cs_flow_stage_words[CS_FLOW_STAGES];

/* What a ledger has of a part or a link; index is of the thing named. */
typedef enum cs_flow_counted {
    CS_FLOW_UNCOUNTED,
    CS_FLOW_ACTS,          /* acts of a kind of conduct */
    CS_FLOW_RECORDS,       /* records of a sensor */
    CS_FLOW_FROM_ACTS,     /* of them, those of something that somebody did */
    CS_FLOW_SCORED,        /* records that count in the score */
    CS_FLOW_ENTRIES,       /* entries on a list */
    CS_FLOW_DENIALS,       /* refusals of a service */
    CS_FLOW_COPIES,        /* listings copied; index -1 */
    CS_FLOW_COPIES_FROM, CS_FLOW_COPIES_TO, /* of them, from a list, onto a list */
    CS_FLOW_REACHED,       /* people reached by a rule of association */
    CS_FLOW_ANSWERED,      /* people who had to answer for a firm */
    CS_FLOW_TOLD, CS_FLOW_DISPUTED, CS_FLOW_REVIEWED, CS_FLOW_GRANTED, /* on a list; -1: on any */
    CS_FLOW_QUEUED,        /* disputes that came to an agency */
    CS_FLOW_REPAIRED,      /* times somebody made good */
    CS_FLOW_ASKED, CS_FLOW_LENT, CS_FLOW_REFUSED /* applications for a loan */
} cs_flow_counted;

typedef struct cs_flow_count { int what, index, of; } cs_flow_count; /* of: cs_who */

typedef struct cs_flow_node {
    const char *id;        /* the path of its part of the scenario: "sensors.bank" */
    const char *label;     /* "Bank" */
    const char *note;      /* how it is set, in a few words: "misses 5 %, 14 days late" */
    const char *about;     /* what such a part does, from its spec table */
    int stage;             /* cs_flow_stage */
    cs_flow_count count;
    const char *const *parameter; /* [parameters] paths of its numbers, the scenario's own texts */
    int parameters;
} cs_flow_node;

/* back: what goes against the stages, such as a correction. */
typedef struct cs_flow_link { int from, to; bool back; cs_flow_count count; } cs_flow_link;

/* Nodes in the order of the stages. */
typedef struct cs_flow {
    cs_flow_node *node;
    cs_flow_link *link;
    int nodes, links;
    size_t node_room, link_room;
    cs_arena *arena;       /* the texts */
} cs_flow;

/* The scenario outlives the flow. Free it also after an error. Errors: CS_NOMEM. */
cs_status cs_flow_of(const cs_scenario *scenario, cs_flow *flow, cs_error *err) CS_MUST_CHECK;
void cs_flow_free(cs_flow *flow);

/* ---- flow_count.c: what a ledger of the scenario has counted ---- */

/* How much passed a part, or along a link: per 1,000 persons (of what is the firms', firms) of the whole run.
   False where it is not counted. */
bool cs_flow_node_amount(const cs_flow *flow, int node, const cs_scenario *scenario,
                         const cs_ledger *ledger, double *value);
bool cs_flow_link_amount(const cs_flow *flow, int link, const cs_scenario *scenario,
                         const cs_ledger *ledger, double *value);
/* Of what passed a part, the share that is wrong: records that are not correct; listings, and what came of
   them, of people who are listed wrongfully; loans refused to people who would have repaid. False where that
   is not told apart, or nothing passed. */
bool cs_flow_node_wrong(const cs_flow *flow, int node, const cs_scenario *scenario,
                        const cs_ledger *ledger, double *value);

#endif
