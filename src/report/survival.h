/* How long penalties stand: Kaplan-Meier curves of every replicate, computed once for a set of causes. */
#ifndef CS_REPORT_SURVIVAL_H
#define CS_REPORT_SURVIVAL_H

#include "report/facts.h"

typedef struct cs_survival {
    const cs_facts *facts;
    int lengths;               /* 0 .. horizon */
    double *share;             /* [replicates][lengths] still standing after so many days */
    double *at_risk;           /* [replicates][lengths] penalties that lasted so long */
} cs_survival;

/* Spells on any penal list under `causes` (bits of cs_cause). Errors: CS_NOMEM. */
cs_status cs_survival_init(cs_survival *survival, const cs_facts *facts, unsigned causes,
                           cs_error *err) CS_MUST_CHECK;
void cs_survival_free(cs_survival *survival);
/* Share standing after `day` days; undefined where there was no spell. */
void cs_survival_standing(const cs_survival *survival, int day, cs_estimate *estimate);
/* Spells that lasted `day` days or more. */
void cs_survival_at_risk(const cs_survival *survival, int day, cs_estimate *estimate);
/* Days until `percent` of the spells were lifted. Undefined unless at least half of the replicates
   reach it. */
void cs_survival_lifted(const cs_survival *survival, int percent, cs_estimate *estimate);

#endif
