/* Two results files, replicate by replicate: how one regime differs from another on the same people and luck. */
#ifndef CS_RESULTS_PAIRED_H
#define CS_RESULTS_PAIRED_H

#include "results/results.h"

#define CS_UNLIKE_BYTES 300

/* Why a difference between the base worlds of two files would not be of the regimes alone, as a sentence
   (static, or written to `room`); NULL: they have the same people, days and chance. */
const char *cs_results_unlike(const cs_results *one, const cs_results *other, char room[CS_UNLIKE_BYTES]);

/* A figure of both base worlds, and one minus other over the replicates that both have finished. */
typedef struct cs_minus { cs_estimate value, other, difference; } cs_minus;

/* one_query, other_query: the same figure, each in the numbers of its scenario. Errors: CS_NOMEM, CS_DATABASE,
   CS_FORMAT. */
cs_status cs_results_minus(cs_results *one, const cs_query *one_query, cs_results *other,
                           const cs_query *other_query, cs_minus *minus, cs_error *err);

#endif
