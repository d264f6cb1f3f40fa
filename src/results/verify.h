/* Published figures held against the run. */
#ifndef CS_RESULTS_VERIFY_H
#define CS_RESULTS_VERIFY_H

#include "results/results.h"

typedef enum cs_verdict {
    CS_VERDICT_HOLDS,
    CS_VERDICT_OUTSIDE,
    CS_VERDICT_UNDEFINED,
    CS_VERDICT_INCOMPARABLE, /* a count, and the run had other persons than the scenario */
    CS_VERDICTS
} cs_verdict;

/* What is asked of the run for a published figure. */
cs_query cs_figure_query(const cs_figure *figure);
/* Whether the 95 % interval of the run's mean (mean_low to mean_high) meets the expected range, widened
   by `within` of each end. The spread of replicates does not excuse a mean that is elsewhere. */
cs_verdict cs_figure_verdict(const cs_figure *figure, const cs_estimate *estimate);
/* The same; and CS_VERDICT_INCOMPARABLE for a count that no `scale` carries over, where the run's
   persons are not those that the scenario states. */
cs_verdict cs_results_judge(const cs_results *results, const cs_figure *figure,
                            const cs_estimate *estimate);
/* Whether the run's persons were changed from the scenario's (--persons, --set). */
bool cs_results_resized(const cs_results *results);

#endif
