/* Sharing: a listing here is copied to a list there, and whether its end is told too. Record side of
   the wall. */
#ifndef CS_CONSEQUENCES_SHARING_H
#define CS_CONSEQUENCES_SHARING_H

#include "core/spec.h"

#define CS_ARROWS_MOST 16

typedef struct cs_arrow {
    int32_t from, to;      /* lists */
    double share;          /* of the listings that are copied */
    int32_t delay_days;    /* of a copy, and of the news that the listing has ended */
    double corrections;    /* share of ends that are told */
} cs_arrow;

extern const cs_spec cs_arrow_spec;

#endif
