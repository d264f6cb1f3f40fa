/* Published figures held against the run. */
#ifndef CS_RESULTS_VERIFY_H
#define CS_RESULTS_VERIFY_H

#include "results/results.h"

typedef enum cs_verdict { CS_VERDICT_HOLDS, CS_VERDICT_OUTSIDE, CS_VERDICT_UNDEFINED } cs_verdict;

/* What is asked of the run for a published figure. */
cs_query cs_figure_query(const cs_figure *figure);
/* Whether the interval of the run (its mean, where there is none) meets the expected range, widened by
   `within` of each end. */
cs_verdict cs_figure_verdict(const cs_figure *figure, const cs_estimate *estimate);

#endif
