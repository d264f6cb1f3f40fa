/* The causes a penalty is counted under, in the order of the ladder. One line each; the database,
   the report's legend and the docs expand from this list.
   X(name, key, lane of first appearance, wrongful, spared, label) */
#ifndef CS_LEDGER_CAUSES_H
#define CS_LEDGER_CAUSES_H

#include "model/record/lane.h"

#define CS_CAUSE_LIST(X)                                                                           \
    X(RULE_CONSISTENT, "rule_consistent", CS_LANE_CONDUCT, 0, 0, "rule-consistent")                \
    X(PROTECTED, "protected", CS_LANE_PROTECTED, 1, 0, "for protected conduct")                    \
    X(FALSE_MATCH, "false_match", CS_LANE_RECORDED, 1, 0, "by error: false match")                 \
    X(WRONG_PERSON, "wrong_person", CS_LANE_RECORDED, 1, 0, "by error: wrong person")              \
    X(FALSE_RECORD, "false_record", CS_LANE_RECORDED, 1, 0, "by error: false record")              \
    X(DUPLICATE, "duplicate", CS_LANE_RECORDED, 1, 0, "by error: duplicate")                       \
    X(STALE, "stale", CS_LANE_RECORDED, 1, 0, "by error: stale")                                   \
    X(ASSOCIATION, "association", CS_LANE_APPLIED, 1, 0, "by association")                         \
    X(SPARED_CONDUCT, "spared_conduct", CS_LANE_CONDUCT, 0, 1,                                     \
      "spared: penalised in lane conduct, not in applied")                                         \
    X(SPARED_PROTECTED, "spared_protected", CS_LANE_PROTECTED, 0, 1,                               \
      "spared: penalised in lane protected, not in applied")                                       \
    X(SPARED_ERROR, "spared_error", CS_LANE_RECORDED, 0, 1,                                        \
      "spared: penalised in lane recorded, not in applied")

typedef enum cs_cause {
#define X(name, key, lane, wrongful, spared, label) CS_CAUSE_##name,
    CS_CAUSE_LIST(X)
#undef X
    CS_CAUSES,
    CS_CAUSE_NONE = CS_CAUSES /* not penalised in any lane */
} cs_cause;

typedef struct cs_cause_info {
    const char *key, *label;
    int lane, wrongful, spared;
} cs_cause_info;
extern const cs_cause_info cs_causes[CS_CAUSES];

#endif
