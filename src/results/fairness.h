/* Group metrics from confusion counts, under the field's names. Positive means penalised.
   A rate with an empty denominator is undefined, never 0; a difference or ratio over groups of which
   one is undefined is undefined.
   Source: names and definitions of Fairlearn (difference: largest minus smallest; ratio: smallest over
   largest; equalized odds: the worse of true and false positive rate) and of Aequitas (disparity:
   a group's rate over the reference group's). */
#ifndef CS_RESULTS_FAIRNESS_H
#define CS_RESULTS_FAIRNESS_H

#include "ledger/ledger.h"

/* X(name, word, Aequitas' word for its disparity, numerator, denominator, in words) */
#define CS_RATE_LIST(X)                                                                            \
    X(SELECTION, "selection_rate", "pprev_disparity", c->tp + c->fp,                               \
      c->tp + c->fp + c->fn + c->tn, "of all people, share listed")                                \
    X(TRUE_POSITIVE, "true_positive_rate", "tpr_disparity", c->tp, c->tp + c->fn,                  \
      "of people who should be listed by the rules, share listed")                                 \
    X(FALSE_POSITIVE, "false_positive_rate", "fpr_disparity", c->fp, c->fp + c->tn,                \
      "of people who should not be listed, share listed")                                          \
    X(FALSE_NEGATIVE, "false_negative_rate", "fnr_disparity", c->fn, c->tp + c->fn,                \
      "of people who should be listed by the rules, share not listed")                             \
    X(PRECISION, "precision", "precision_disparity", c->tp, c->tp + c->fp,                         \
      "of people listed, share who should be by the rules")                                        \
    X(FALSE_DISCOVERY, "false_discovery_rate", "fdr_disparity", c->fp, c->tp + c->fp,              \
      "of people listed, share who should not be")                                                 \
    X(FALSE_OMISSION, "false_omission_rate", "for_disparity", c->fn, c->fn + c->tn,                \
      "of people not listed, share who should be by the rules")                                    \
    X(PREVALENCE, "prevalence", "prev_disparity", c->tp + c->fn, c->tp + c->fp + c->fn + c->tn,    \
      "of all people, share who should be listed by the rules")

typedef enum cs_rate {
#define X(name, word, disparity, over, under, help) CS_RATE_##name,
    CS_RATE_LIST(X)
#undef X
    CS_RATES
} cs_rate;

typedef struct cs_rate_info { const char *word, *disparity, *help; } cs_rate_info;
extern const cs_rate_info cs_rates[CS_RATES];

typedef struct cs_confusion { int64_t tp, fp, fn, tn; } cs_confusion;
typedef struct cs_maybe { double value; bool defined; } cs_maybe; /* value 0 when undefined */

/* The confusion counts of one list and cell on the last day. list -1: any penal list. */
cs_confusion cs_confusion_of(const cs_ledger *ledger, int list, int cell);
cs_maybe cs_rate_of(const cs_confusion *counts, cs_rate rate);

/* Over the groups of one attribute, `n` >= 1 of them. */
cs_maybe cs_rate_difference(const cs_confusion *groups, int n, cs_rate rate);
cs_maybe cs_rate_ratio(const cs_confusion *groups, int n, cs_rate rate);
cs_maybe cs_demographic_parity_difference(const cs_confusion *groups, int n);
cs_maybe cs_demographic_parity_ratio(const cs_confusion *groups, int n);
cs_maybe cs_equalized_odds_difference(const cs_confusion *groups, int n);
cs_maybe cs_equalized_odds_ratio(const cs_confusion *groups, int n);

/* The reference group of disparities: the largest, the first of equals. */
int cs_reference_group(const cs_confusion *groups, int n);
/* A group's rate over the reference group's. */
cs_maybe cs_rate_disparity(const cs_confusion *group, const cs_confusion *reference, cs_rate rate);

#endif
