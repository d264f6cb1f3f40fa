/* What a run is about: what its base world does wrong most, by what was counted in it, and what doing less of
   that may cost. Decided here for the report, for comparisons and for what is said on replicates. */
#ifndef CS_RESULTS_LEAD_H
#define CS_RESULTS_LEAD_H

#include "results/results.h"

/* What was found in any replicate of a world. */
typedef struct cs_found {
    bool penal;                /* somebody was on a penal list, at any time */
    bool wronged;              /* the same, wrongly */
    bool filed;                /* some sensor filed something */
    bool watch;                /* the same, and all of them search for people on a watch list */
} cs_found;

/* Add what one ledger of the world shows. */
void cs_found_add(cs_found *found, const cs_scenario *scenario, const cs_ledger *ledger);
/* Of the base world; reads no more of its ledgers than it must. */
cs_status cs_results_found(cs_results *results, cs_found *found, cs_error *err) CS_MUST_CHECK;

/* Words follow a number, or stand at the head of a column. */
typedef struct cs_lead {
    const char *key;           /* in data: "days", "records", "loans"; of firms: "firms" */
    int of;                    /* cs_who: whose ledger both are in */
    cs_metric harm, cost;
    const char *both;          /* a sentence: what a table of both counts */
    const char *harm_label, *cost_label;
    const char *per;           /* " per 1,000 people", after a number of either; "" for a count of the run */
    const char *nothing;       /* after the harm saved, where the cost cannot be told from zero */
    const char *changes;       /* before the change of the cost */
} cs_lead;

/* Whether it has a list that is a penalty. */
bool cs_any_penal_list(const cs_scenario *scenario);
/* Wrong and correct records where nobody is penalised, and of a watch list, whose alerts are what the field
   counts; else wrongful person-days and people missed; of a lender that penalises nobody, loans refused to
   people who would have repaid and loans not repaid. NULL where nothing was done. */
const cs_lead *cs_lead_of(const cs_found *found, const cs_scenario *scenario);
/* The second of these, and what happens to the firms of a scenario that has them. */
extern const cs_lead cs_lead_days, cs_lead_firms;

#endif
