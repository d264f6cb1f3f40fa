/* Files that are seen whole or not at all. */
#include "results/file.h"

#include "core/mem.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

cs_status cs_fail_file(cs_error *err, const char *path, const char *what, int fault)
{
    switch (fault) {
    case ENOSPC:
    case EDQUOT:
        return cs_fail(err, CS_IO,
                       "%s could not be %s: the disk is full; free some space or name a place on "
                       "another disk", path, what);
    case EFBIG:
        return cs_fail(err, CS_IO,
                       "%s could not be %s: it grew beyond the file size allowed here; raise the "
                       "limit (ulimit -f) or name another place", path, what);
    case EACCES:
    case EPERM:
    case EROFS:
        return cs_fail(err, CS_IO,
                       "%s could not be %s: the file or its folder does not allow it; change its "
                       "permissions or name another place", path, what);
    case ENOENT:
    case ENOTDIR:
        if (strcmp(what, "read") == 0)
            return cs_fail(err, CS_IO, "%s could not be read: there is no such file", path);
        return cs_fail(err, CS_IO,
                       "%s could not be %s: there is no such file or folder; make the folder "
                       "first, or correct the name", path, what);
    default:
        return cs_fail(err, CS_IO, "%s could not be %s: %s", path, what, strerror(fault));
    }
}

cs_status cs_file_refuse(const char *path, bool force, cs_error *err)
{
    struct stat found;
    if (lstat(path, &found) != 0) return CS_OK;
    if (S_ISDIR(found.st_mode))
        return cs_fail(err, CS_IO, "%s is a folder; a name for a file was wanted", path);
    if (!force)
        return cs_fail(err, CS_IO,
                       "%s is there already and was left as it is; choose another name, or use "
                       "--force to replace it", path);
    return CS_OK;
}

cs_status cs_file_check_folder(const char *path, cs_error *err)
{
    char folder[4096];
    struct stat found;
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path) return CS_OK;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    if (stat(folder, &found) == 0 && S_ISDIR(found.st_mode)) return CS_OK;
    return cs_fail(err, CS_IO, "%s cannot be made: there is no folder %s; make it first, or correct the name",
                   path, folder);
}

cs_status cs_file_begin(cs_file *file, const char *path, bool force, cs_error *err)
{
    cs_status status;
    int descriptor = -1;
    cs_text name = {0};
    *file = (cs_file){.force = force};
    CS_TRY(cs_file_refuse(path, force, err));
    cs_text_format(&name, "%s.part-%ld", path, (long)getpid());
    CS_GO(cs_text_take(&name, &file->temporary, err));
    file->path = cs_copy_text(path);
    if (!file->path) CS_GO(cs_fail_memory(err, "the name of a file"));
    if (cs_fault_hit(CS_FAULT_WRITE)) CS_GO(cs_fail_file(err, path, "written", EIO));
    descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) CS_GO(cs_fail_file(err, path, "written", errno));
    file->stream = fdopen(descriptor, "wb");
    if (!file->stream) {
        close(descriptor);
        CS_GO(cs_fail_file(err, path, "written", errno));
    }
    return CS_OK;
out:
    cs_file_abandon(file);
    return status;
}

cs_status cs_file_put(cs_file *file, const char *bytes, size_t length, cs_error *err)
{
    if (cs_fault_hit(CS_FAULT_WRITE)) return cs_fail_file(err, file->path, "written", ENOSPC);
    if (length > 0 && fwrite(bytes, 1, length, file->stream) != length)
        return cs_fail_file(err, file->path, "written", errno);
    return CS_OK;
}

cs_status cs_file_commit(cs_file *file, cs_error *err)
{
    cs_status status = CS_OK;
    int fault = 0;
    if (cs_fault_hit(CS_FAULT_WRITE)) fault = ENOSPC;
    else if (fflush(file->stream) != 0 || fsync(fileno(file->stream)) != 0) fault = errno;
    if (fclose(file->stream) != 0 && !fault) fault = errno;
    file->stream = NULL;
    status = fault ? cs_fail_file(err, file->path, "written", fault)
                   : cs_file_move(file->temporary, file->path, file->force, err);
    cs_file_abandon(file);
    return status;
}

void cs_file_abandon(cs_file *file)
{
    if (file->stream) fclose(file->stream);
    if (file->temporary) unlink(file->temporary);
    cs_free(file->path);
    cs_free(file->temporary);
    *file = (cs_file){0};
}

/* A name lasts over a power cut only once its folder is on the disk; some file systems cannot, and
   then the rename itself must do. */
static void sync_folder(const char *path)
{
    char folder[4096] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    (void)fsync(descriptor);
    close(descriptor);
}

cs_status cs_file_move(const char *from, const char *to, bool force, cs_error *err)
{
    if (cs_fault_hit(CS_FAULT_WRITE)) return cs_fail_file(err, to, "written", EIO);
    int failed = renameat2(AT_FDCWD, from, AT_FDCWD, to, force ? 0 : RENAME_NOREPLACE);
    if (failed && !force && (errno == EINVAL || errno == ENOSYS)) {
        CS_TRY(cs_file_refuse(to, false, err));
        failed = rename(from, to);
    }
    if (failed && errno == EEXIST) return cs_file_refuse(to, force, err);
    if (failed) return cs_fail_file(err, to, "written", errno);
    sync_folder(to);
    return CS_OK;
}

cs_status cs_file_write(const char *path, const char *text, size_t length, bool force,
                        cs_error *err)
{
    cs_file file;
    CS_TRY(cs_file_begin(&file, path, force, err));
    cs_status status = cs_file_put(&file, text, length, err);
    if (status == CS_OK) return cs_file_commit(&file, err);
    cs_file_abandon(&file);
    return status;
}
