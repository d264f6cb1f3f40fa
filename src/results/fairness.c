/* Group metrics from confusion counts. */
#include "results/fairness.h"

const cs_rate_info cs_rates[CS_RATES] = {
#define X(name, word, disparity, over, under, help) {word, disparity, help},
    CS_RATE_LIST(X)
#undef X
};

static const cs_maybe undefined = {0, false};

static cs_maybe divide(double over, double under)
{
    if (!(under > 0)) return undefined;
    return (cs_maybe){over / under, true};
}

cs_confusion cs_confusion_of(const cs_ledger *ledger, int list, int cell)
{
    int lists = ledger->extent[CS_DIM_LIST], cells = ledger->extent[CS_DIM_CELL];
    if (list < 0) list = lists - 1;
    if (list >= lists || cell < 0 || cell >= cells) return (cs_confusion){0, 0, 0, 0};
    const int64_t *n =
        ledger->confusion + ((size_t)list * (size_t)cells + (size_t)cell) * CS_OUTCOMES;
    return (cs_confusion){n[CS_TRUE_POSITIVE], n[CS_FALSE_POSITIVE], n[CS_FALSE_NEGATIVE],
                          n[CS_TRUE_NEGATIVE]};
}

cs_maybe cs_rate_of(const cs_confusion *c, cs_rate rate)
{
    switch (rate) {
#define X(name, word, disparity, over, under, help)                                                \
    case CS_RATE_##name: return divide((double)(over), (double)(under));
        CS_RATE_LIST(X)
#undef X
    case CS_RATES: break;
    }
    return undefined;
}

/* Smallest and largest rate over the groups; false when one of them is undefined. */
static bool extremes(const cs_confusion *groups, int n, cs_rate rate, double *least, double *most)
{
    for (int i = 0; i < n; i++) {
        cs_maybe r = cs_rate_of(&groups[i], rate);
        if (!r.defined) return false;
        if (i == 0 || r.value < *least) *least = r.value;
        if (i == 0 || r.value > *most) *most = r.value;
    }
    return n > 0;
}

cs_maybe cs_rate_difference(const cs_confusion *groups, int n, cs_rate rate)
{
    double least = 0, most = 0;
    if (!extremes(groups, n, rate, &least, &most)) return undefined;
    return (cs_maybe){most - least, true};
}

cs_maybe cs_rate_ratio(const cs_confusion *groups, int n, cs_rate rate)
{
    double least = 0, most = 0;
    if (!extremes(groups, n, rate, &least, &most)) return undefined;
    return divide(least, most);
}

cs_maybe cs_demographic_parity_difference(const cs_confusion *groups, int n)
{
    return cs_rate_difference(groups, n, CS_RATE_SELECTION);
}

cs_maybe cs_demographic_parity_ratio(const cs_confusion *groups, int n)
{
    return cs_rate_ratio(groups, n, CS_RATE_SELECTION);
}

cs_maybe cs_equalized_odds_difference(const cs_confusion *groups, int n)
{
    cs_maybe tpr = cs_rate_difference(groups, n, CS_RATE_TRUE_POSITIVE);
    cs_maybe fpr = cs_rate_difference(groups, n, CS_RATE_FALSE_POSITIVE);
    if (!tpr.defined || !fpr.defined) return undefined;
    return tpr.value > fpr.value ? tpr : fpr;
}

cs_maybe cs_equalized_odds_ratio(const cs_confusion *groups, int n)
{
    cs_maybe tpr = cs_rate_ratio(groups, n, CS_RATE_TRUE_POSITIVE);
    cs_maybe fpr = cs_rate_ratio(groups, n, CS_RATE_FALSE_POSITIVE);
    if (!tpr.defined || !fpr.defined) return undefined;
    return tpr.value < fpr.value ? tpr : fpr;
}

int cs_reference_group(const cs_confusion *groups, int n)
{
    int largest = 0;
    int64_t most = -1;
    for (int i = 0; i < n; i++) {
        int64_t size = groups[i].tp + groups[i].fp + groups[i].fn + groups[i].tn;
        if (size > most) {
            most = size;
            largest = i;
        }
    }
    return largest;
}

cs_maybe cs_rate_disparity(const cs_confusion *group, const cs_confusion *reference, cs_rate rate)
{
    cs_maybe own = cs_rate_of(group, rate), theirs = cs_rate_of(reference, rate);
    if (!own.defined || !theirs.defined) return undefined;
    return divide(own.value, theirs.value);
}
