/* Reading checkpoint files. A file is read once from end to end before anything in it is believed: that it is
   one, of this program, whole, and as it was written. */
#include "results/checkpoint.h"

#include "core/mem.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define SUM_BYTES 16u
#define HEAD_BYTES (1u << 20)
#define WINDOW_LOG_MOST 23 /* 8 MiB; more than the writer's */

/* ---- bytes ---- */

static cs_status cut_short(const cs_checkpoint *c, cs_error *err)
{
    return cs_fail(err, CS_FORMAT,
                   "%s is cut short: it has %lld bytes and ends in the middle of a state; a copy of the whole "
                   "file is wanted", c->path, (long long)c->bytes);
}

static cs_status get(cs_checkpoint *c, void *bytes, size_t size, cs_error *err)
{
    if (size > c->left) return cut_short(c, err);
    if (size > 0 && fread(bytes, 1, size, c->file) != size)
        return ferror(c->file) ? cs_fail_file(err, c->path, "read", EIO) : cut_short(c, err);
    if (c->sum) XXH3_128bits_update(c->sum, bytes, size);
    c->left -= size;
    return CS_OK;
}

static cs_status move_plain(void *context, void *bytes, size_t size, cs_error *err)
{
    return get(context, bytes, size, err);
}

static cs_status get_number(cs_checkpoint *c, size_t width, uint64_t *number, cs_error *err)
{
    unsigned char bytes[8];
    CS_TRY(get(c, bytes, width, err));
    *number = 0;
    for (size_t i = 0; i < width; i++) *number |= (uint64_t)bytes[i] << (8 * i);
    return CS_OK;
}

/* ---- the head ---- */

static cs_status check_magic(cs_checkpoint *c, cs_error *err)
{
    char magic[CS_CHECKPOINT_MAGIC_BYTES] = {0};
    uint64_t version;
    bool short_of = c->left < sizeof magic + 4;
    size_t size = c->left < sizeof magic ? (size_t)c->left : sizeof magic;
    CS_TRY(get(c, magic, size, err));
    if (memcmp(magic, CS_CHECKPOINT_MAGIC, size) != 0 || size == 0)
        return cs_fail_kind(err, c->path, CS_IS_CHECKPOINT);
    if (short_of) return cut_short(c, err);
    CS_TRY(get_number(c, 4, &version, err));
    if (version == CS_CHECKPOINT_VERSION) return CS_OK;
    return cs_fail(err, CS_FORMAT,
                   "%s is a checkpoint of layout %llu, and this program reads layout %u; it is read by "
                   "the program that wrote it", c->path, (unsigned long long)version,
                   CS_CHECKPOINT_VERSION);
}

static cs_status read_head(cs_checkpoint *c, cs_error *err)
{
    cs_archive plain = {.reading = true, .move = move_plain, .context = c};
    uint64_t layout = 0;
    /* of a file cut short it is told that it ends, not that its text is too long for it */
    size_t most = c->left > HEAD_BYTES ? (size_t)c->left : HEAD_BYTES;
    CS_TRY(check_magic(c, err));
    cs_archive_text(&plain, &c->head.program, 200, "the name of the program");
    cs_archive_number(&plain, layout);
    if (plain.status == CS_OK) cs_checkpoint_head_archive(&plain, &c->head, most);
    CS_TRY(cs_archive_end(&plain, err));
    if (strcmp(c->head.program, "counterscore " CS_VERSION) != 0)
        return cs_fail(err, CS_FORMAT,
                       "%s was kept by %.60s, and this is counterscore " CS_VERSION "; a state is gone "
                       "on with by the program that kept it", c->path, c->head.program);
    if (layout != cs_checkpoint_layout())
        return cs_fail(err, CS_FORMAT,
                       "%s was kept by a build of counterscore " CS_VERSION " that counts other things "
                       "(layout %016llx, and %016llx is wanted)", c->path, (unsigned long long)layout,
                       (unsigned long long)cs_checkpoint_layout());
    return CS_OK;
}

/* ---- the parts ---- */

static cs_status damaged(const cs_checkpoint *c, const char *how, cs_error *err)
{
    return cs_fail(err, CS_FORMAT, "%s is damaged: %s; a copy of the file as it was written is wanted",
                   c->path, how);
}

/* Over the pieces of a part. */
static cs_status skip_part(cs_checkpoint *c, cs_error *err)
{
    uint64_t size;
    for (;;) {
        CS_TRY(get_number(c, 4, &size, err));
        if (size == 0) return CS_OK;
        if (size > CS_CHECKPOINT_CHUNK) return damaged(c, "a piece is larger than any can be", err);
        CS_TRY(get(c, c->in, (size_t)size, err));
    }
}

static cs_status find_parts(cs_checkpoint *c, cs_error *err)
{
    size_t worlds = c->head.worlds, parts = (size_t)c->head.replicates * worlds;
    uint64_t world, replicate;
    if (parts > c->left / 16) return cut_short(c, err); /* each has a number and an end */
    c->part = cs_alloc(parts, sizeof *c->part);
    if (!c->part) return cs_fail_memory(err, "a checkpoint");
    for (size_t i = 0; i < parts; i++) {
        CS_TRY(get_number(c, 4, &world, err));
        CS_TRY(get_number(c, 8, &replicate, err));
        if (world != i % worlds || replicate != i / worlds)
            return damaged(c, "its parts do not follow each other", err);
        c->part[i] = ftell(c->file);
        CS_TRY(skip_part(c, err));
    }
    return c->left ? damaged(c, "there is more in it than its parts", err) : CS_OK;
}

static cs_status check_sum(cs_checkpoint *c, cs_error *err)
{
    XXH128_canonical_t found, wanted;
    XXH128_canonicalFromHash(&wanted, XXH3_128bits_digest(c->sum));
    XXH3_freeState(c->sum);
    c->sum = NULL;
    c->left = SUM_BYTES;
    CS_TRY(get(c, found.digest, sizeof found.digest, err));
    if (memcmp(&found, &wanted, sizeof found) == 0) return CS_OK;
    return cs_fail(err, CS_FORMAT,
                   "%s is damaged: its checksum begins with %02x%02x%02x%02x, and %02x%02x%02x%02x is that "
                   "of its bytes; a copy of the file as it was written is wanted", c->path,
                   found.digest[0], found.digest[1], found.digest[2], found.digest[3],
                   wanted.digest[0], wanted.digest[1], wanted.digest[2], wanted.digest[3]);
}

static cs_status open_file(cs_checkpoint *c, cs_error *err)
{
    struct stat found;
    if (stat(c->path, &found) != 0 && cs_kind_of(c->path) != CS_IS_NONE)
        return cs_fail_kind(err, c->path, CS_IS_CHECKPOINT);
    if (stat(c->path, &found) != 0) return cs_fail_file(err, c->path, "read", errno);
    if (!S_ISREG(found.st_mode))
        return cs_fail(err, CS_FORMAT, "%s is not a file; a checkpoint was wanted", c->path);
    c->file = fopen(c->path, "rb");
    if (!c->file) return cs_fail_file(err, c->path, "read", errno);
    c->bytes = found.st_size;
    c->left = found.st_size > (off_t)SUM_BYTES ? (uint64_t)found.st_size - SUM_BYTES : 0;
    if (c->left == 0 && found.st_size > 0) c->left = (uint64_t)found.st_size;
    c->sum = XXH3_createState();
    c->stream = ZSTD_createDStream();
    c->in = cs_alloc(CS_CHECKPOINT_CHUNK, 1);
    if (!c->sum || !c->stream || !c->in) return cs_fail_memory(err, "a checkpoint");
    XXH3_128bits_reset(c->sum);
    ZSTD_DCtx_setParameter(c->stream, ZSTD_d_windowLogMax, WINDOW_LOG_MOST);
    return CS_OK;
}

/* A sentence of an archive does not know the file. */
static cs_status name_file(const cs_checkpoint *c, cs_status status, cs_error *err)
{
    static const char said[] = "the checkpoint is damaged: ";
    char rest[600];
    if (!err || status != CS_FORMAT || strncmp(err->message, said, strlen(said)) != 0) return status;
    snprintf(rest, sizeof rest, "%.590s", err->message + strlen(said));
    return damaged(c, rest, err);
}

cs_status cs_checkpoint_open(const char *path, cs_checkpoint **out, cs_error *err)
{
    cs_checkpoint *c = cs_alloc(1, sizeof *c);
    cs_status status = CS_OK;
    *out = NULL;
    if (!c) return cs_fail_memory(err, "a checkpoint");
    c->path = cs_copy_text(path);
    if (!c->path) CS_GO(cs_fail_memory(err, "a checkpoint"));
    CS_GO(open_file(c, err));
    CS_GO(read_head(c, err));
    CS_GO(find_parts(c, err));
    CS_GO(check_sum(c, err));
    *out = c;
    return CS_OK;
out:
    status = c->path ? name_file(c, status, err) : status;
    cs_checkpoint_close(c);
    return status;
}

void cs_checkpoint_close(cs_checkpoint *c)
{
    if (!c) return;
    if (c->file) fclose(c->file);
    XXH3_freeState(c->sum);
    ZSTD_freeDStream(c->stream);
    cs_checkpoint_head_free(&c->head);
    cs_free(c->part);
    cs_free(c->in);
    cs_free(c->path);
    cs_free(c);
}

/* ---- a part's state ---- */

/* The next piece; *last: there was none. */
static cs_status next_piece(cs_checkpoint *c, bool *last, cs_error *err)
{
    uint64_t size;
    c->left = 4;
    CS_TRY(get_number(c, 4, &size, err));
    *last = size == 0;
    if (size > CS_CHECKPOINT_CHUNK) return damaged(c, "a piece is larger than any can be", err);
    c->left = size;
    CS_TRY(get(c, c->in, (size_t)size, err));
    c->piece = (ZSTD_inBuffer){c->in, (size_t)size, 0};
    return CS_OK;
}

static cs_status move_compressed(void *context, void *bytes, size_t size, cs_error *err)
{
    cs_checkpoint *c = context;
    ZSTD_outBuffer out = {bytes, size, 0};
    while (out.pos < out.size) {
        size_t before = out.pos, code = ZSTD_decompressStream(c->stream, &out, &c->piece);
        if (ZSTD_isError(code)) return damaged(c, ZSTD_getErrorName(code), err);
        bool last = false;
        if (out.pos == before && c->piece.pos == c->piece.size) CS_TRY(next_piece(c, &last, err));
        if (last) return damaged(c, "a part ends before its state does", err);
    }
    return CS_OK;
}

cs_status cs_checkpoint_get(cs_checkpoint *c, size_t world, int64_t replicate, cs_archive **archive,
                            cs_error *err)
{
    if (world >= c->head.worlds || replicate >= c->head.replicates)
        return damaged(c, "it has no such part", err);
    if (fseek(c->file, c->part[(size_t)replicate * c->head.worlds + world], SEEK_SET) != 0)
        return cs_fail_file(err, c->path, "read", errno);
    ZSTD_DCtx_reset(c->stream, ZSTD_reset_session_only);
    c->piece = (ZSTD_inBuffer){c->in, 0, 0};
    c->archive = (cs_archive){.reading = true, .move = move_compressed, .context = c};
    *archive = &c->archive;
    return CS_OK;
}

cs_status cs_checkpoint_got(cs_checkpoint *c, cs_error *err)
{
    unsigned char more;
    ZSTD_outBuffer out = {&more, 1, 0};
    for (bool last = false; !last;) {
        size_t code = ZSTD_decompressStream(c->stream, &out, &c->piece);
        if (ZSTD_isError(code) || out.pos) return damaged(c, "a part has more in it than a state", err);
        if (c->piece.pos == c->piece.size) CS_TRY(next_piece(c, &last, err));
    }
    return CS_OK;
}

/* ---- what it says of itself ---- */

const char *cs_checkpoint_scenario(const cs_checkpoint *c) { return c->head.scenario; }
int cs_checkpoint_worlds(const cs_checkpoint *c) { return (int)c->head.worlds; }
const char *cs_checkpoint_world(const cs_checkpoint *c, int world) { return c->head.world[world]; }
int64_t cs_checkpoint_replicates(const cs_checkpoint *c) { return c->head.replicates; }
int64_t cs_checkpoint_persons(const cs_checkpoint *c) { return c->head.persons; }
int cs_checkpoint_at(const cs_checkpoint *c) { return c->head.day; }
