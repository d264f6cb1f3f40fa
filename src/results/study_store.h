/* An open study file as the public header hands it out. */
#ifndef CS_RESULTS_STUDY_STORE_H
#define CS_RESULTS_STUDY_STORE_H

#include "results/worklist.h"

struct cs_study {
    cs_worklist *list;
    const cs_study_plan *plan; /* the list's */
    double **value;            /* [figures] of [points][replicates], read when first asked for */
    char **name;               /* [points] */
};

/* A figure of every row. Shapes: *value [points][replicates]. Errors: CS_USAGE, CS_NOMEM, CS_FORMAT. */
cs_status cs_study_values(cs_study *study, int figure, const double **value, cs_error *err);
/* The point that differs in nothing but having no safeguard; -1: there is none, or it is the point. likely:
   which may well be it, such as the one after that of the point before. */
int cs_study_base_of(const cs_study_plan *plan, int point, int likely);

#endif
