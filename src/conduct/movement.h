/* Moving to another region. Truth side of the wall. */
#ifndef CS_CONDUCT_MOVEMENT_H
#define CS_CONDUCT_MOVEMENT_H

#include "core/spec.h"

typedef enum cs_baggage { CS_LISTINGS_KEPT, CS_LISTINGS_LEFT } cs_baggage;

typedef struct cs_movement {
    double rate;           /* moves per person and year */
    cs_by by;
    int listings;          /* cs_baggage: of lists that take in residents of some regions only */
} cs_movement;

extern const cs_spec cs_movement_spec;

#endif
