/* Files that are seen whole or not at all: written beside their name first, then renamed. */
#ifndef CS_RESULTS_FILE_H
#define CS_RESULTS_FILE_H

#include "core/error.h"

typedef struct cs_file {
    char *path, *temporary;
    FILE *stream;
    bool force;
} cs_file;

/* Begin writing `path`; with force an older file is replaced at the end, without it one that is there
   is an error. After CS_OK the file must be ended by cs_file_commit or cs_file_abandon.
   Errors: CS_IO, CS_NOMEM. */
cs_status cs_file_begin(cs_file *file, const char *path, bool force, cs_error *err);
cs_status cs_file_put(cs_file *file, const char *bytes, size_t length, cs_error *err);
/* Flush to the disk and give the file its name. On an error nothing is left. */
cs_status cs_file_commit(cs_file *file, cs_error *err);
void cs_file_abandon(cs_file *file);

/* Rename, refusing to replace a file unless `force`, and make the new name last (fsync of the
   folder). */
cs_status cs_file_move(const char *from, const char *to, bool force, cs_error *err);
/* Whether something of that name is there, and may not be replaced: CS_IO with a sentence. */
cs_status cs_file_refuse(const char *path, bool force, cs_error *err);
/* Whether the folder in which a file is to be made is there. */
cs_status cs_file_check_folder(const char *path, cs_error *err);
/* The sentence for errno value `fault` met while doing `what` ("written", "read") to `path`. */
cs_status cs_fail_file(cs_error *err, const char *path, const char *what, int fault);

#endif
