/* What is told of a place where a sensor that learns has been. Truth side of the wall. */
#ifndef CS_MODEL_TRUTH_LOOK_H
#define CS_MODEL_TRUTH_LOOK_H

/* COUNT is what steers the visits. */
typedef enum cs_look {
    CS_LOOK_VISITS, CS_LOOK_FINDS, CS_LOOK_REPORTS, CS_LOOK_COUNT, CS_LOOKS
} cs_look;

#define CS_LOOK_UNIT 1000 /* CS_LOOK_COUNT is told in thousandths: counts may grow by a rate */

#endif
