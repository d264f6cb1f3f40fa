/* An archive in memory, for tests. */
#ifndef TEST_KEPT_H
#define TEST_KEPT_H

#include "core/archive.h"

typedef struct cs_kept {
    unsigned char *bytes;
    size_t size, room, at;
} cs_kept;

/* To write into, and to read from its beginning. */
cs_archive kept_writer(cs_kept *kept);
cs_archive kept_reader(cs_kept *kept);
void kept_free(cs_kept *kept);

#endif
