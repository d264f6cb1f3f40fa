/* Where tests write. */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include <stddef.h>

#define SCRATCH_PATH 200 /* bytes that are enough for a folder of scratch_make */
#define SCRATCH_FILE 240 /* and for a file in it, whose name has fewer than 40 */

/* The folder $TMPDIR names, else memory where there is such a place, else /tmp: on a disk tests wait for it. */
const char *scratch_root(void);

/* Make a new folder there; its name goes into `path`. Fails the test where that cannot be. */
void scratch_make(char path[SCRATCH_PATH]);

/* Remove it with all that is in it. Returns 0, or what went wrong. */
int scratch_remove(const char *path);

#endif
