/* Where tests write. */
#include "support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *scratch_root(void)
{
    const char *folder = getenv("TMPDIR");
    if (folder && folder[0]) return folder;
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

void scratch_make(char path[SCRATCH_PATH])
{
    int length = snprintf(path, SCRATCH_PATH, "%s/counterscore-XXXXXX", scratch_root());
    if (length >= SCRATCH_PATH) fail_msg("the name of the folder %s is too long for tests", scratch_root());
    if (!mkdtemp(path)) fail_msg("no folder can be made in %s: %s", scratch_root(), strerror(errno));
}

int scratch_remove(const char *path)
{
    char command[SCRATCH_PATH + 20];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    return system(command);
}
