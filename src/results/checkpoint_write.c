/* Writing checkpoint files. */
#include "results/checkpoint.h"

#include "core/mem.h"
#include "ledger/ledger.h"
#include "recourse/queue.h"
#include "sim/mechanism.h"
#include "sim/response.h"

#include <string.h>

/* ---- the head ---- */

void cs_checkpoint_head_free(cs_checkpoint_head *head)
{
    cs_free(head->program);
    cs_free(head->scenario);
    cs_free(head->text);
    cs_free(head->hash);
    for (size_t i = 0; i < head->worlds; i++) cs_free(head->world[i]);
    cs_free(head->world);
    *head = (cs_checkpoint_head){0};
}

/* Limits that arrays of a state are made by: another build of the same version that has others is told apart
   by them. */
static const uint32_t shapes[] = {
    CS_BLOCK_PERSONS, CS_CALENDAR_SLOTS, CS_CAUSES, CS_TAGS, CS_LANES_MOST, CS_STAGES, CS_QUEUEDS, CS_AGENCIES_MOST, CS_RESPONSES_MOST,
    CS_ARROWS_MOST, CS_EVENT_REPAIR, CS_DUE_MECHANISMS, CS_DIMS,
};

uint64_t cs_checkpoint_layout(void)
{
    uint64_t sum = XXH3_64bits(shapes, sizeof shapes);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const cs_ledger_table *table = &cs_ledger_tables[i];
        sum = XXH3_64bits_withSeed(table->name, strlen(table->name), sum);
        sum = XXH3_64bits_withSeed(table->dim, sizeof table->dim, sum);
    }
    for (int m = 0; cs_mechanisms[m]; m++)
        sum = XXH3_64bits_withSeed(cs_mechanisms[m]->name, strlen(cs_mechanisms[m]->name), sum);
    return sum;
}

static void archive_world(cs_archive *a, void *item)
{
    cs_archive_text(a, item, 200, "the name of a world");
}

void cs_checkpoint_head_archive(cs_archive *a, cs_checkpoint_head *head, size_t texts)
{
    cs_archive_text(a, &head->scenario, texts, "the name of the scenario");
    cs_archive_text(a, &head->text, texts, "the text of the scenario");
    cs_archive_text(a, &head->hash, 32, "the hash of the scenario");
    cs_archive_items(a, (void **)&head->world, &head->worlds, &head->world_room, sizeof *head->world,
                     CS_CHECKPOINT_WORLDS, archive_world, "worlds");
    cs_archive_number(a, head->seed);
    cs_archive_number(a, head->replicates);
    cs_archive_number(a, head->persons);
    cs_archive_number(a, head->own_persons);
    cs_archive_number(a, head->day);
    if (head->worlds < 1 || head->replicates < 1 || head->replicates > CS_CHECKPOINT_REPLICATES)
        cs_archive_damaged(a, "it is of %zu worlds and %lld replicates", head->worlds,
                           (long long)head->replicates);
}

/* ---- the file ---- */

static cs_status put(cs_checkpoint_writer *w, const void *bytes, size_t size, cs_error *err)
{
    XXH3_128bits_update(w->sum, bytes, size);
    return cs_file_put(&w->file, bytes, size, err);
}

static cs_status move_plain(void *context, void *bytes, size_t size, cs_error *err)
{
    return put(context, bytes, size, err);
}

static cs_status put_number(cs_checkpoint_writer *w, uint64_t number, size_t width, cs_error *err)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < width; i++) bytes[i] = (unsigned char)(number >> (8 * i));
    return put(w, bytes, width, err);
}

static cs_status fail_stream(size_t code, cs_error *err)
{
    return cs_fail(err, CS_NOMEM, "the state could not be compressed: %s", ZSTD_getErrorName(code));
}

/* Feed the stream; whatever comes out is a piece, with its size before it. */
static cs_status feed(cs_checkpoint_writer *w, const void *bytes, size_t size, ZSTD_EndDirective end,
                      cs_error *err)
{
    ZSTD_inBuffer in = {bytes, size, 0};
    for (size_t left = 1; in.pos < in.size || (end == ZSTD_e_end && left);) {
        ZSTD_outBuffer out = {w->out, CS_CHECKPOINT_CHUNK, 0};
        left = ZSTD_compressStream2(w->stream, &out, &in, end);
        if (ZSTD_isError(left)) return fail_stream(left, err);
        if (out.pos == 0) continue;
        CS_TRY(put_number(w, out.pos, 4, err));
        CS_TRY(put(w, w->out, out.pos, err));
    }
    return CS_OK;
}

static cs_status move_compressed(void *context, void *bytes, size_t size, cs_error *err)
{
    return feed(context, bytes, size, ZSTD_e_continue, err);
}

static cs_status write_head(cs_checkpoint_writer *w, cs_checkpoint_head *head, cs_error *err)
{
    char magic[CS_CHECKPOINT_MAGIC_BYTES + 1] = CS_CHECKPOINT_MAGIC;
    cs_archive plain = {.move = move_plain, .context = w};
    uint64_t layout = cs_checkpoint_layout();
    CS_TRY(put(w, magic, CS_CHECKPOINT_MAGIC_BYTES, err));
    CS_TRY(put_number(w, CS_CHECKPOINT_VERSION, 4, err));
    cs_archive_text(&plain, &head->program, 200, "the name of the program");
    cs_archive_number(&plain, layout);
    cs_checkpoint_head_archive(&plain, head, SIZE_MAX);
    return cs_archive_end(&plain, err);
}

cs_status cs_checkpoint_begin(cs_checkpoint_writer *w, const char *path, bool force,
                              cs_checkpoint_head *head, cs_error *err)
{
    *w = (cs_checkpoint_writer){0};
    CS_TRY(cs_file_begin(&w->file, path, force, err));
    cs_status status = CS_OK;
    w->sum = XXH3_createState();
    w->stream = ZSTD_createCStream();
    w->out = cs_alloc(CS_CHECKPOINT_CHUNK, 1);
    if (!w->sum || !w->stream || !w->out) CS_GO(cs_fail_memory(err, "a checkpoint"));
    XXH3_128bits_reset(w->sum);
    CS_GO(write_head(w, head, err));
    return CS_OK;
out:
    cs_checkpoint_abandon(w);
    return status;
}

cs_status cs_checkpoint_part(cs_checkpoint_writer *w, uint32_t world, uint64_t replicate,
                             cs_archive **archive, cs_error *err)
{
    CS_TRY(put_number(w, world, 4, err));
    CS_TRY(put_number(w, replicate, 8, err));
    ZSTD_CCtx_reset(w->stream, ZSTD_reset_session_only);
    w->archive = (cs_archive){.move = move_compressed, .context = w};
    *archive = &w->archive;
    return CS_OK;
}

cs_status cs_checkpoint_part_end(cs_checkpoint_writer *w, cs_error *err)
{
    CS_TRY(cs_archive_end(&w->archive, err));
    CS_TRY(feed(w, NULL, 0, ZSTD_e_end, err));
    return put_number(w, 0, 4, err);
}

static void free_writer(cs_checkpoint_writer *w)
{
    XXH3_freeState(w->sum);
    ZSTD_freeCStream(w->stream);
    cs_free(w->out);
    *w = (cs_checkpoint_writer){0};
}

cs_status cs_checkpoint_commit(cs_checkpoint_writer *w, cs_error *err)
{
    XXH128_canonical_t sum;
    XXH128_canonicalFromHash(&sum, XXH3_128bits_digest(w->sum));
    cs_status status = cs_file_put(&w->file, (const char *)sum.digest, sizeof sum.digest, err);
    if (status == CS_OK) status = cs_file_commit(&w->file, err);
    else cs_file_abandon(&w->file);
    free_writer(w);
    return status;
}

void cs_checkpoint_abandon(cs_checkpoint_writer *w)
{
    cs_file_abandon(&w->file);
    free_writer(w);
}
