/* A record: what is on file. It says whom, what kind and which lane it counts in from, and nothing
   about why. */
#ifndef CS_MODEL_RECORD_RECORD_H
#define CS_MODEL_RECORD_RECORD_H

#include "model/record/lane.h"

#include <stdint.h>

typedef struct cs_record {
    uint16_t person; /* place in its block */
    uint8_t kind;    /* record kind */
    uint8_t lane;    /* first lane it counts in */
    uint32_t luck;   /* random word of this record, for what becomes of it later */
} cs_record;

#endif
