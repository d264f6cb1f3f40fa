/* Figures made from a ledger: what `reproduces`, `compare` and the report are told in.
   X(name, word, unit, what it is). Positive means penalised. */
#ifndef CS_LEDGER_METRICS_H
#define CS_LEDGER_METRICS_H

#include "core/spec.h"
#include "ledger/ledger.h"

#define CS_METRIC_LIST(X)                                                                          \
    X(LISTED, "listed", NONE, "persons on the list on the day")                                    \
    X(LISTED_SHARE, "listed_share", SHARE, "of all persons, share on the list on the day")         \
    X(LISTED_SD, "listed_sd", NONE, "standard deviation over replicates of persons on the list")   \
    X(ENTRIES_PER_YEAR, "entries_per_year", NONE, "times a person came onto the list, per year")   \
    X(ENTRY_RATE, "entry_rate", SHARE, "entries per person and year")                              \
    X(EXITS_PER_YEAR, "exits_per_year", NONE, "times a person left the list, per year")            \
    X(EXIT_RATE, "exit_rate", SHARE, "exits per person-year on the list")                          \
    X(EVER_LISTED, "ever_listed", NONE, "persons ever on the list")                                \
    X(WRONGFUL_SHARE, "wrongful_share", SHARE,                                                     \
      "of persons on the list on the last day, share wrongly (false_discovery_rate)")              \
    X(WRONGFUL_DAYS, "wrongful_days", NONE, "wrongful person-days on the list, per 1,000 persons") \
    X(MISSED, "missed", NONE,                                                                      \
      "penalised in truth (lane conduct, or as_written where kept) but not in applied, per 1,000 " \
      "persons on the last day")                                                                   \
    X(DENIALS, "denials", NONE, "attempts to use the service that were refused")                   \
    X(DENIALS_PER_LISTED_YEAR, "denials_per_listed_year", NONE,                                    \
      "attempts refused per person-year on the list")                                              \
    X(DENIALS_PER_EVER_LISTED, "denials_per_ever_listed", NONE,                                    \
      "attempts refused per person ever on the list")                                              \
    X(TRUE_RECORDS, "true_records", NONE, "records of the sensor that are correct")                \
    X(FALSE_RECORDS, "false_records", NONE, "records of the sensor that are wrong")                \
    X(PRECISION, "precision", SHARE, "of the sensor's records, share correct")                     \
    X(SCORE_MEAN, "score_mean", NONE, "mean score in lane applied on the last day")                \
    X(SCORE_SD, "score_sd", NONE, "standard deviation between persons of that score")              \
    X(BAND_SHARE, "band_share", SHARE, "of all persons, share in the band on the last day")        \
    X(WRONGFUL_DENIALS, "wrongful_denials", NONE,                                                  \
      "attempts refused to people who were wrongly listed, per 1,000 persons")                     \
    X(LISTS_EACH, "lists_each", NONE, "lists that a person on any penal one is on, on the last day") \
    X(BANDS_LOST, "bands_lost", NONE,                                                              \
      "bands that wrong records cost (lane recorded below lane protected) on the last day, per "   \
      "1,000 persons")                                                                             \
    X(EVER_WRONGFUL, "ever_wrongful", NONE,                                                        \
      "persons ever on the list who first came onto it wrongly, per 1,000 persons")                \
    X(LISTED_WRONGLY, "listed_wrongly", SHARE,                                                     \
      "of all persons, share wrongly on the list on the last day")                                 \
    X(LISTED_BY_ERROR, "listed_by_error", SHARE, "of all persons, share on it by error")           \
    X(LISTED_BY_ASSOCIATION, "listed_by_association", SHARE,                                       \
      "of all persons, share on it by association")                                                \
    X(LISTED_FOR_PROTECTED, "listed_for_protected", SHARE,                                         \
      "of all persons, share on it for protected conduct")                                         \
    X(ANSWERED, "answered", NONE, "times a person was made to answer for a listed firm")           \
    X(ANSWERED_WRONGFUL, "answered_wrongful", SHARE,                                               \
      "of those times, share in which the firm was wrongly listed")                                \
    X(ACTS_PER_PERSON_YEAR, "acts_per_person_year", NONE,                                          \
      "acts of the conduct that were done, per person and year")                                   \
    X(WITHHELD_SHARE, "withheld_share", SHARE,                                                     \
      "of the acts of the conduct that would have been done, share left undone by the response")   \
    X(ADDED_SHARE, "added_share", SHARE,                                                           \
      "acts of the conduct added by the response, over those that would have been done anyway")    \
    X(HIDDEN_SHARE, "hidden_share", SHARE,                                                         \
      "of the acts of the conduct that were done, share kept from the sensor avoided")             \
    X(SETBACKS, "setbacks", NONE, "refusals that changed the person's later life")                 \
    X(CONTACTS_LOST, "contacts_lost", NONE, "contacts lost by coming onto the published list")     \
    X(CONTACTS_LOST_PER_ENTRY, "contacts_lost_per_entry", NONE,                                    \
      "contacts lost per time a person came onto the published list")                              \
    X(CONTACT_DAYS_LOST, "contact_days_lost", NONE,                                                \
      "days times contacts lost while on the published list, per 1,000 persons")                   \
    X(LENDING_THRESHOLD, "lending_threshold", NONE,                                                \
      "lowest credit score lent to at the end, with `cell:` a group's")                            \
    X(LENT_SHARE, "selection_rate", SHARE, "of applications for a loan, share granted")            \
    X(LENT_GOOD_SHARE, "true_positive_rate", SHARE,                                                \
      "of applications by people who repay, share granted")                                        \
    X(REPAID_SHARE, "repaid_share", SHARE, "of loans, share repaid")                               \
    X(REFUSED_GOOD, "refused_good", SHARE,                                                         \
      "of applications refused, share of people who would have repaid")                            \
    X(GOOD_LOANS_REFUSED, "good_loans_refused", NONE,                                              \
      "loans refused to people who would have repaid, per 1,000 persons")                          \
    X(LOANS_DEFAULTED, "loans_defaulted", NONE, "loans not repaid, per 1,000 persons")             \
    X(LOAN_PROFIT, "loan_profit", NONE, "what the lender gains per application")                   \
    X(SCORE_CHANGE, "mean_score_change", NONE,                                                     \
      "how far the credit score moves per application of people who have one")                     \
    X(CREDIT_SCORE, "mean_credit_score", NONE,                                                     \
      "mean credit score of those who have one, on a day that `ledger: every` samples")            \
    X(LOAN_CALIBRATION, "loan_calibration_error", SHARE,                                           \
      "mean distance, over credit scores, of the share that repays or would from what the lender " \
      "expects")                                                                                   \
    X(THIN_GOOD_LOANS, "thin_good_loans", NONE,                                                    \
      "loans repaid by people who had no credit score, per 1,000 persons")                          \
    X(FORETOLD_SHARE, "foretold_share", SHARE,                                                     \
      "of persons (with `band:` of the band), share that the scorecard says will do what the score " \
      "is meant to foretell")                                                                      \
    X(DID_SHARE, "did_share", SHARE, "of the same persons, share who then do it")                  \
    X(FORETOLD_ERROR, "foretold_error", SHARE,                                                     \
      "mean distance, over bands, of the share who do it from the share said")                     \
    X(REACHED, "reached", NONE, "times the rule of association reached a person")                  \
    X(CASCADE_MEAN, "cascade_mean", NONE,                                                          \
      "persons put on the list by association through one person, that one included: mean")        \
    X(CASCADE_VARIANCE, "cascade_variance", NONE, "variance of that number between cascades")      \
    X(CASCADE_SHARE, "cascade_share", SHARE,                                                       \
      "of all cascades, share of at_least to at_most persons (counted one by one up to 999)")      \
    X(CONTACTS_MEAN, "contacts_mean", NONE,                                                        \
      "score with the contacts' share less the base, exact to a millionth, mean over persons "     \
      "at_least to at_most acquaintances away from the nearest one listed")                        \
    X(CONTACTS_TOTAL, "contacts_total", NONE, "the same, summed over these persons")               \
    X(VISIT_SHARE, "visit_share", SHARE, "of the sensor's visits up to the day, share to the place") \
    X(COUNT_SHARE, "count_share", SHARE,                                                           \
      "of the counts that steer the sensor's visits, share of the place on the day")              \
    X(COUNT_SHARE_SD, "count_share_sd", SHARE, "standard deviation over replicates of that share") \
    X(COUNT_SHARE_ABOVE, "count_share_above", SHARE,                                               \
      "share of replicates in which that share is above `above`") \
    X(TOLD, "told", NONE, "listings of which the person came to know, per 1,000 persons")          \
    X(DISPUTES, "disputes", NONE, "listings that were disputed, per 1,000 persons")                \
    X(DISPUTED_SHARE, "disputed_share", SHARE, "of the listings people knew of, share disputed")   \
    X(DISPUTES_EACH, "disputes_each", NONE, "disputes per listing that was disputed")              \
    X(GRANTED_SHARE, "granted_share", SHARE, "of disputes that a review decided, share granted")   \
    X(OVERDUE_SHARE, "overdue_share", SHARE,                                                       \
      "of disputes decided in any way, share granted because the deadline was over")               \
    X(REFUSED_WRONGFUL, "refused_wrongful", NONE,                                                  \
      "disputes refused though the listing was wrongful, per 1,000 persons")                       \
    X(CORRECTED, "corrected", NONE, "wrong listings set right after a dispute")                    \
    X(CORRECTION_DAYS_MEAN, "correction_days_mean", NONE,                                          \
      "mean days from a wrong listing to its correction, of those corrected")                      \
    X(CORRECTION_DAYS_MEDIAN, "correction_days_median", NONE, "median of those days")              \
    X(REINSERTED_SHARE, "reinserted_share", SHARE, "of corrections, share undone")                 \
    X(STOPPED_SHARE, "stopped_share", SHARE,                                                       \
      "of listings that came up for review before they took effect, share stopped")                \
    X(WAIT_PROBABILITY, "wait_probability", SHARE,                                                 \
      "of disputes taken up, share that had to wait for a reviewer")                               \
    X(WAIT_MEAN, "wait_mean", NONE, "mean days a dispute waited for a reviewer")                   \
    X(QUEUE_LENGTH_MEAN, "queue_length_mean", NONE, "disputes waiting for a reviewer, mean over time") \
    X(REPAIRS, "repairs", NONE, "times somebody made good")                                        \
    X(REPAIR_MONEY, "repair_money", NONE, "money paid for making good")                            \
    X(BOUGHT, "bought", NONE, "purchases of points")                                               \
    X(BOUGHT_MONEY, "bought_money", NONE, "money paid for points")                                      \
    /* the end */

typedef enum cs_metric {
#define X(name, word, unit, help) CS_METRIC_##name,
    CS_METRIC_LIST(X)
#undef X
    CS_METRICS
} cs_metric;

extern const cs_word cs_metric_words[];       /* for the spec table of `reproduces` */
cs_unit cs_metric_unit(cs_metric metric);

/* Whether the figure is one of the spread over replicates: its estimate is made from all of them. */
bool cs_metric_over(cs_metric metric);
/* Whether the figure is a count, which grows with the persons of the run. */
bool cs_metric_counts(cs_metric metric);

#define CS_SIZE_MOST INT64_C(1000000000) /* of sizes, or steps, that a figure is about: no bound */

/* Which figure. list -1: any penal list; service, sensor, band -1: all together; day -1 or
   CS_FOREVER: the last. A day beyond the horizon, or (for cell > 0) one that the series does not
   sample, is undefined. */
typedef struct cs_query {
    int32_t of;   /* cs_who: in which population, and its lists, services, sensors, bands, cells */
    int32_t metric, list, service, sensor, band, day, association;
    int64_t at_least, at_most; /* sizes, or steps: 0 and CS_SIZE_MOST for all */
    int32_t cell;
    int32_t conduct, response; /* -1: all together */
    double above; /* COUNT_SHARE_ABOVE: the bound */
    double scale; /* counts are multiplied by scale / persons when scale > 0 */
} cs_query;

/* The figure of all persons, lists and kinds together, on the last day. Every query begins with it, so that
   none leaves a selector at the first item where all are meant. */
cs_query cs_query_all(cs_metric metric);

/* The figure in one ledger, or in that of its firms. *defined is false for a zero denominator, or without
   firms, and *value is then 0.
   LISTED_SD is a figure over replicates: here it returns `listed`; cs_metric_over says so.
   Likewise COUNT_SHARE_SD. */
void cs_metric_value(const cs_ledger *ledger, const cs_query *query, double *value, bool *defined);

#endif
