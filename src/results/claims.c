/* Locks of the kernel that say who works on which row. Open file description locks: they belong to the
   open file, not to the process, so that two lists in one process exclude each other too. */
#include "results/claims.h"

#include "core/mem.h"
#include "results/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The bytes behind those of all rows: the door's, and the one that stands for the whole list. */
#define DOOR (INT64_MAX - 2)
#define WHOLE (INT64_MAX - 1)

static int lock(int file, int command, int type, int64_t start, int64_t length)
{
    struct flock wanted = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start,
                           .l_len = length};
    int failed;
    do {
        failed = fcntl(file, command, &wanted);
    } while (failed && errno == EINTR);
    return failed;
}

/* The last worker of another time may have taken the file away between our opening it and our lock. */
static bool is_still_there(const cs_claims *claims)
{
    struct stat ours, named;
    return fstat(claims->file, &ours) == 0 && stat(claims->path, &named) == 0 &&
           ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

cs_status cs_claims_open(cs_claims *claims, const char *path, cs_error *err)
{
    *claims = (cs_claims){.file = -1, .path = cs_copy_text(path)};
    if (!claims->path) return cs_fail_memory(err, "the name of a file");
    for (;;) {
        if (cs_fault_hit(CS_FAULT_WRITE)) return cs_fail_file(err, path, "written", EIO);
        claims->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (claims->file < 0) return cs_fail_file(err, path, "written", errno);
        if (lock(claims->file, F_OFD_SETLKW, F_RDLCK, 0, 1) != 0) {
            int fault = errno;
            close(claims->file);
            claims->file = -1;
            return cs_fail_file(err, path, "locked", fault);
        }
        if (is_still_there(claims)) return CS_OK;
        close(claims->file);
        claims->file = -1;
    }
}

void cs_claims_look(cs_claims *claims, const char *path)
{
    *claims = (cs_claims){.file = open(path, O_RDONLY | O_CLOEXEC)};
}

static cs_status take_byte(cs_claims *claims, int64_t byte, bool *mine, cs_error *err)
{
    *mine = true;
    if (claims->file < 0 || lock(claims->file, F_OFD_SETLK, F_WRLCK, byte, 1) == 0) return CS_OK;
    *mine = false;
    if (errno == EAGAIN || errno == EACCES) return CS_OK;
    return cs_fail_file(err, claims->path, "locked", errno);
}

cs_status cs_claims_take(cs_claims *claims, int64_t row, bool *mine, cs_error *err)
{
    return take_byte(claims, 1 + row, mine, err);
}

cs_status cs_claims_take_all(cs_claims *claims, bool *mine, cs_error *err)
{
    return take_byte(claims, WHOLE, mine, err);
}

cs_status cs_claims_enter(cs_claims *claims, int seconds, cs_error *err)
{
    const struct timespec pause = {.tv_nsec = 1000 * 1000};
    struct timespec began, now;
    bool mine;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (;;) {
        CS_TRY(take_byte(claims, DOOR, &mine, err));
        if (mine) return CS_OK;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec - began.tv_sec > seconds) break;
        nanosleep(&pause, NULL);
    }
    return cs_fail(err, CS_DATABASE, "%s is held by another process, which begins or ends, for more than %d s now; wait "
                   "for it, or end it", claims->path, seconds);
}

void cs_claims_leave(cs_claims *claims)
{
    if (claims->file >= 0) (void)lock(claims->file, F_OFD_SETLK, F_UNLCK, DOOR, 1);
}

void cs_claims_give(cs_claims *claims, int64_t row)
{
    if (claims->file >= 0) (void)lock(claims->file, F_OFD_SETLK, F_UNLCK, 1 + row, 1);
}

bool cs_claims_next(cs_claims *claims, int64_t from, int64_t *first, int64_t *count)
{
    struct flock found = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 1 + from,
                          .l_len = DOOR - 1 - from};
    if (claims->file < 0 || fcntl(claims->file, F_OFD_GETLK, &found) != 0) return false;
    if (found.l_type == F_UNLCK) return false;
    *first = found.l_start - 1 < from ? from : found.l_start - 1;
    *count = found.l_start - 1 + found.l_len - *first;
    return *count > 0;
}

bool cs_claims_any(const cs_claims *claims)
{
    struct flock found = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    return claims->file >= 0 && fcntl(claims->file, F_OFD_GETLK, &found) == 0 &&
           found.l_type != F_UNLCK;
}

bool cs_claims_alone(cs_claims *claims)
{
    return claims->file < 0 || lock(claims->file, F_OFD_SETLK, F_WRLCK, 0, 1) == 0;
}

void cs_claims_close(cs_claims *claims)
{
    if (claims->path && claims->file >= 0 && cs_claims_alone(claims)) unlink(claims->path);
    if (claims->file >= 0) close(claims->file);
    cs_free(claims->path);
    *claims = (cs_claims){.file = -1};
}
