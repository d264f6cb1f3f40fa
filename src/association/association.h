/* What a person's contacts or household bring upon them. Record side of the wall: an office sees who is
   on a list or in a band, who belongs to whom, and no reason. */
#ifndef CS_ASSOCIATION_ASSOCIATION_H
#define CS_ASSOCIATION_ASSOCIATION_H

#include "core/spec.h"

#define CS_ASSOCIATIONS_MOST 16

typedef enum cs_association_to { CS_TO_CONTACTS, CS_TO_HOUSEHOLD } cs_association_to;

/* A rule: somebody on a list, or in a band, brings points or a listing upon others. */
typedef struct cs_association {
    const char *name;
    int32_t list, band;    /* what sets it off; the other is -1 */
    int to;                /* cs_association_to */
    bool passes_on;        /* also by those who are there through others alone */
    int32_t points;
    cs_refs enters;        /* lists */
    double probability;    /* for each contact, once */
    double per_day;        /* or: for each contact and day; 0: once */
    int32_t lasts_days;    /* 0: as long as what set it off; CS_FOREVER: for good */
    int32_t delay_days;
} cs_association;

extern const cs_spec cs_association_spec;

/* Whether two rules can follow each other in one run: numbers may differ, what there is may not. */
bool cs_association_same(const cs_association *a, const cs_association *b);

#endif
