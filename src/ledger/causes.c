/* The causes as data: key, words, lane and kind of each, in the order of the ladder. */
#include "ledger/causes.h"

const cs_cause_info cs_causes[CS_CAUSES] = {
#define X(name, key, lane, wrongful, spared, label) {key, label, lane, wrongful, spared},
    CS_CAUSE_LIST(X)
#undef X
};
