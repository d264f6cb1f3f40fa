/* An archive in memory. */
#include "support/kept.h"

#include "core/mem.h"

#include <string.h>

static cs_status write_bytes(void *context, void *bytes, size_t size, cs_error *err)
{
    cs_kept *kept = context;
    CS_TRY(cs_reserve((void **)&kept->bytes, &kept->room, kept->size + size, 1, "a test", err));
    memcpy(kept->bytes + kept->size, bytes, size);
    kept->size += size;
    return CS_OK;
}

static cs_status read_bytes(void *context, void *bytes, size_t size, cs_error *err)
{
    cs_kept *kept = context;
    if (size > kept->size - kept->at) return cs_fail(err, CS_FORMAT, "it ends too soon");
    memcpy(bytes, kept->bytes + kept->at, size);
    kept->at += size;
    return CS_OK;
}

cs_archive kept_writer(cs_kept *kept)
{
    return (cs_archive){.move = write_bytes, .context = kept};
}

cs_archive kept_reader(cs_kept *kept)
{
    kept->at = 0;
    return (cs_archive){.reading = true, .move = read_bytes, .context = kept};
}

void kept_free(cs_kept *kept)
{
    cs_free(kept->bytes);
    *kept = (cs_kept){0};
}
