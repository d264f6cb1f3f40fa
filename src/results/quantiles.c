/* Quantiles of lopsided totals, with intervals from order statistics. */
#include "results/stats.h"

#include "core/math.h"

#include <math.h>
#include <stdlib.h>

/* The quantile lies below the l-th smallest value where fewer than l values lie below it, and above the
   u-th where u or more do: l as large and u as small as keeps each to 2.5 %. */
static void bound(const double *sorted, size_t n, double p, cs_quantile *q)
{
    uint32_t count = (uint32_t)n, l = 0, u = count + 1;
    double under = 0, over = 0;
    while (l < count && (under += cs_binomial_p(count, l, p)) <= 0.025) l++;
    while (u > 1 && (over += cs_binomial_p(count, u - 1, p)) <= 0.025) u--;
    q->has_interval = l >= 1 && u <= count;
    q->low = q->has_interval ? sorted[l - 1] : q->value;
    q->high = q->has_interval ? sorted[u - 1] : q->value;
}

static cs_quantile quantile(const double *sorted, size_t n, double p)
{
    cs_quantile q = {.value = cs_sorted_quantile(sorted, n, p)};
    bound(sorted, n, p, &q);
    return q;
}

/* The part of the largest, and the adjusted skewness (G1 of Joanes and Gill 1998,
   doi:10.1111/1467-9884.00122). */
static void weigh(const double *sorted, size_t n, cs_quantiles *q)
{
    double sum = 0, squares = 0, cubes = 0, count = (double)n;
    for (size_t i = 0; i < n; i++) sum += sorted[i];
    for (size_t i = 0; i < n; i++) {
        double d = sorted[i] - sum / count;
        squares += d * d;
        cubes += d * d * d;
    }
    if (sorted[0] >= 0 && sum > 0) q->largest = sorted[n - 1] / sum;
    if (n > 2 && squares > 0)
        q->skewness = cubes / count / (squares / count * sqrt(squares / count)) *
                      sqrt(count * (count - 1)) / (count - 2);
    q->carried = n >= CS_INTERVAL_REPLICATES &&
                 ((q->largest > CS_CARRIED_SHARE && q->largest * count > 3) ||
                  q->skewness > CS_CARRIED_SKEWNESS);
}

void cs_quantiles_of(double *values, size_t n, cs_quantiles *quantiles)
{
    *quantiles = (cs_quantiles){.defined = n > 0, .replicates = (int64_t)n};
    if (n == 0) return;
    qsort(values, n, sizeof *values, cs_ascending);
    quantiles->low = quantile(values, n, 0.05);
    quantiles->median = quantile(values, n, 0.5);
    quantiles->high = quantile(values, n, 0.95);
    weigh(values, n, quantiles);
}
