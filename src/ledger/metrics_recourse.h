/* The figures of recourse, apart from the others for their number. */
#ifndef CS_LEDGER_METRICS_RECOURSE_H
#define CS_LEDGER_METRICS_RECOURSE_H

#include "ledger/metrics.h"

/* Numerator and denominator of the query's figure, for a list (any penal one: all together) and a cell;
   denominator 0: undefined. False, and nothing set, where the figure is not one of recourse. */
bool cs_metric_recourse(const cs_ledger *ledger, const cs_query *query, int list, int cell,
                        double *value, double *per);

#endif
