/* Facts for the report: the base world's ledgers, and figures over their replicates.
   About 1 MB a replicate is held for a run of three years with three lists. */
#ifndef CS_REPORT_FACTS_H
#define CS_REPORT_FACTS_H

#include "results/lead.h"
#include "results/results.h"
#include "sim/shape.h"

/* The rungs of the ladder, as the page draws them. */
typedef enum cs_rung {
    CS_RUNG_RULE, CS_RUNG_PROTECTED, CS_RUNG_ERROR, CS_RUNG_ASSOCIATION, CS_RUNG_MISSED, CS_RUNGS
} cs_rung;
extern const char *const cs_rung_keys[CS_RUNGS];

typedef struct cs_facts {
    cs_results *results;
    const cs_results_meta *meta;
    const cs_scenario *scenario;
    int worlds;
    int64_t replicates;        /* finished ones of the base world */
    cs_ledger *ledger;         /* [replicates] */
    double *scratch;           /* [replicates] */
    int any_list;              /* index of `any penal list` */
    int horizon_days;
    char hash[33];
    unsigned rung[CS_RUNGS];   /* causes of each rung, as bits */
    unsigned penalised, wrongful;
    cs_found found;            /* in any replicate */
    const cs_lead *lead;       /* what the run is about; NULL: nothing was done */
} cs_facts;

cs_status cs_facts_load(cs_facts *facts, cs_results *results, cs_error *err) CS_MUST_CHECK;
void cs_facts_free(cs_facts *facts);

/* Which part of a ledger a figure is about; members a figure does not use stay zero. */
typedef struct cs_fact {
    int list, cell, service, sensor, tag;
    unsigned causes;           /* bits of cs_cause; for records: bits of cs_tag */
    int day, last_day;
    int metric, band;          /* cs_fact_metric: cs_metric; of all bands: -1 */
    int file;                  /* cs_credit_file; all: -1 */
    const cs_scenario *scenario;
} cs_fact;

/* One figure of one ledger; false where its denominator is zero. */
typedef bool (*cs_fact_of)(const cs_ledger *ledger, const cs_fact *what, double *value);

/* Mean and middle 95 % over replicates in which the figure is defined. */
void cs_facts_estimate(const cs_facts *facts, cs_fact_of figure, const cs_fact *what,
                       cs_estimate *estimate);

/* Persons on the list on the last day, per 1,000 of the cell. */
bool cs_fact_stock(const cs_ledger *ledger, const cs_fact *what, double *value);
/* The same as a count. */
bool cs_fact_count(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Of persons on the list on the last day, share with one of `causes`. */
bool cs_fact_stock_share(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_contributing(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Person-days on the list, per 1,000 of the cell. */
bool cs_fact_person_days(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Person-days from day to last_day, from the daily counts, per 1,000. */
bool cs_fact_days_between(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_entries_per_year(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_ever(const cs_ledger *ledger, const cs_fact *what, double *value);
/* The same as a count. */
bool cs_fact_ever_count(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Attempts, and denials by cause, per 1,000 persons. service -1: all services. */
bool cs_fact_attempts(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_denials(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Records of the sensor with a tag among `causes`: count; per 1,000 of the cell; share.
   sensor -1: all sensors. */
bool cs_fact_records(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_records_per_1000(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_records_share(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Sum of a row of a table that ends in cell and cause: over the causes asked for. */
double cs_fact_row(const cs_ledger *ledger, const int64_t *table, int row, const cs_fact *what);
/* A figure of metrics.h over all lists, services and sensors: what->metric, band, cell. */
bool cs_fact_metric(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Applications for a loan with a fate among `causes` (bits of cs_fate), of what->file: count; per
   1,000 persons of the cell. */
bool cs_fact_loans(const cs_ledger *ledger, const cs_fact *what, double *value);
bool cs_fact_loans_per_1000(const cs_ledger *ledger, const cs_fact *what, double *value);
/* Persons on the last day with an outcome (what->tag) by truth and penalty. */
bool cs_fact_outcome(const cs_ledger *ledger, const cs_fact *what, double *value);

#define CS_FATES_ALL ((1u << CS_FATES) - 1u)
#define CS_TAGS_WRONG (((1u << CS_TAGS) - 1u) & ~(1u << CS_TAG_CORRECT))
#define CS_TAGS_ALL ((1u << CS_TAGS) - 1u)

#endif
