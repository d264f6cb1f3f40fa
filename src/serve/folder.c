/* The private folder. */
#include "serve/folder.h"

#include "core/mem.h"
#include "core/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

cs_status cs_folder_file(const char *folder, const char *name, const char *ending, char **path, cs_error *err)
{
    cs_text text = {0};
    cs_text_format(&text, "%s/%s%s", folder, name, ending);
    return cs_text_take(&text, path, err);
}

cs_status cs_folder_make(const char *parent, char **folder, cs_error *err)
{
    if (!parent) parent = getenv("TMPDIR");
    if (!parent || !parent[0]) parent = "/tmp";
    CS_TRY(cs_folder_file(parent, "counterscore-XXXXXX", "", folder, err));
    if (mkdtemp(*folder)) return CS_OK;
    cs_status status = cs_fail(err, CS_IO, "no temporary folder could be made in %s: %s", parent, strerror(errno));
    cs_free(*folder);
    *folder = NULL;
    return status;
}

cs_status cs_folder_keep(const char *folder, cs_error *err)
{
    struct stat found;
    if (lstat(folder, &found) == 0) {
        if (S_ISDIR(found.st_mode) && found.st_uid == geteuid() && (found.st_mode & 077) == 0) return CS_OK;
        return cs_fail(err, CS_IO, "%s is not a folder of this user alone any more; files of runs are not put there",
                       folder);
    }
    if (errno == ENOENT && mkdir(folder, 0700) == 0) return CS_OK;
    return cs_fail(err, CS_IO, "the temporary folder %s is gone and cannot be made again: %s", folder,
                   strerror(errno));
}

void cs_folder_remove(const char *folder)
{
    DIR *open = folder ? opendir(folder) : NULL;
    if (!open) return;
    for (const struct dirent *entry = readdir(open); entry; entry = readdir(open))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(open), entry->d_name, 0);
    closedir(open);
    rmdir(folder);
}
