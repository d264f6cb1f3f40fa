/* Which figures count harm, so that less is less harm done, to whoever it may be. A search takes an upper
   bound on one of these and nothing else: no bound that more penalties could meet. */
#ifndef CS_RESULTS_HARM_H
#define CS_RESULTS_HARM_H

#include "scenario/asked.h"

/* X(metric, what less of it is less of). A figure that is not here is refused: shares of those listed
   fall, too, when more people are rightly listed, and what is missed falls when more are penalised. */
#define CS_HARM_LIST(X)                                                                            \
    X(LISTED, "people penalised")                                                                  \
    X(LISTED_SHARE, "people penalised")                                                            \
    X(ENTRIES_PER_YEAR, "times somebody is penalised")                                             \
    X(ENTRY_RATE, "times somebody is penalised")                                                   \
    X(EVER_LISTED, "people penalised")                                                             \
    X(LISTED_WRONGLY, "people wrongly penalised")                                                  \
    X(LISTED_BY_ERROR, "people penalised by error")                                                \
    X(LISTED_BY_ASSOCIATION, "people penalised for others")                                        \
    X(LISTED_FOR_PROTECTED, "people penalised for what is their right")                            \
    X(WRONGFUL_DAYS, "days of wrong penalty")                                                      \
    X(EVER_WRONGFUL, "people wrongly penalised")                                                   \
    X(DENIALS, "refusals")                                                                         \
    X(WRONGFUL_DENIALS, "refusals of people wrongly listed")                                       \
    X(FALSE_RECORDS, "wrong records")                                                              \
    X(BANDS_LOST, "bands lost by wrong records")                                                   \
    X(ANSWERED, "people made to answer for others")                                                \
    X(REACHED, "people reached by association")                                                    \
    X(WITHHELD_SHARE, "protected conduct left undone") /* of protected conduct only */             \
    X(SETBACKS, "later lives changed by refusals")                                                 \
    X(CONTACTS_LOST, "contacts lost")                                                              \
    X(CONTACT_DAYS_LOST, "contacts lost")                                                          \
    /* the end */

/* What less of the figure is less of; NULL where it is not known to count harm, and then `room` says why
   not, as the end of a sentence that begins with its name. `scenario`: the persons' part. */
const char *cs_harm_of(const cs_query *query, const cs_scenario *scenario, char room[300]);

#endif
