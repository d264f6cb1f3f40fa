/* An arena of chunks, the newest first. */
#include "scenario/arena.h"

#include "core/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

enum { CHUNK_BYTES = 32768 };

typedef struct chunk {
    struct chunk *older;
    size_t used, room;
    alignas(max_align_t) unsigned char bytes[];
} chunk;

struct cs_arena {
    chunk *newest;
};

cs_arena *cs_arena_new(void) { return cs_alloc(1, sizeof(cs_arena)); }

static chunk *add_chunk(cs_arena *arena, size_t bytes)
{
    size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    chunk *fresh = cs_alloc(1, sizeof(chunk) + room);
    if (!fresh) return NULL;
    fresh->room = room;
    fresh->older = arena->newest;
    arena->newest = fresh;
    return fresh;
}

void *cs_arena_alloc(cs_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 4 / size) return NULL;
    size_t align = alignof(max_align_t), bytes = (count * size + align - 1) / align * align;
    chunk *c = arena->newest;
    if (!c || c->room - c->used < bytes) c = add_chunk(arena, bytes);
    if (!c) return NULL;
    void *piece = c->bytes + c->used;
    c->used += bytes;
    return piece;
}

char *cs_arena_text(cs_arena *arena, const char *bytes, size_t length)
{
    char *copy = cs_arena_alloc(arena, length + 1, 1);
    if (copy && length) memcpy(copy, bytes, length);
    return copy;
}

void cs_arena_free(cs_arena *arena)
{
    if (!arena) return;
    for (chunk *c = arena->newest; c;) {
        chunk *older = c->older;
        cs_free(c);
        c = older;
    }
    cs_free(arena);
}
