/* A private folder for the files of runs, which goes with the server. */
#ifndef CS_SERVE_FOLDER_H
#define CS_SERVE_FOLDER_H

#include "core/error.h"

/* A new folder that only this user may look into, in `parent`; NULL: in TMPDIR or /tmp. Errors: CS_IO, CS_NOMEM. */
cs_status cs_folder_make(const char *parent, char **folder, cs_error *err);
/* Something may empty the place of temporary files while a program runs for days: made again where it is gone.
   A folder there that is not this user's alone is refused. Errors: CS_IO. */
cs_status cs_folder_keep(const char *folder, cs_error *err);
/* The folder with all files in it; NULL: nothing. */
void cs_folder_remove(const char *folder);
/* The name of a file in it (cs_free). Errors: CS_NOMEM. */
cs_status cs_folder_file(const char *folder, const char *name, const char *ending, char **path, cs_error *err);

#endif
