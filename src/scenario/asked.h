/* A figure asked for by names: of the command line, of study files. */
#ifndef CS_SCENARIO_ASKED_H
#define CS_SCENARIO_ASKED_H

#include "core/text.h"
#include "scenario/scenario.h"

/* A figure that is wanted. Names, not numbers: scenarios of one study may number their lists
   differently. NULL or "": all together, or everyone. */
typedef struct cs_asked {
    const char *name;      /* in words, or as the study file calls it */
    int metric;            /* cs_metric */
    int of;                /* cs_who */
    const char *list, *service, *sensor, *band, *conduct, *response, *association, *cell;
    int32_t day;           /* -1: the last */
    int64_t at_least, at_most;
    double above, scale;
} cs_asked;

/* Everything at its default: of persons, on the last day, of any size, not scaled. */
extern const cs_asked cs_asked_nothing;

/* The figure in a scenario's numbers. Errors: CS_USAGE, with the names there are. */
cs_status cs_asked_query(const cs_asked *asked, const cs_scenario *scenario, cs_query *query,
                         cs_error *err);
/* "listed_share list=discredited cell=group.minority day=180" to a figure; strings point into `room`,
   which is cut up; its name is the word of the metric. Errors: CS_USAGE. */
cs_status cs_asked_read(char *room, cs_asked *asked, cs_error *err);
/* The same figure as such a line, what is at its default left out. */
void cs_asked_print(const cs_asked *asked, cs_text *out);
/* Whether two ask for the same, whatever they are called. */
bool cs_asked_same(const cs_asked *a, const cs_asked *b);

#endif
