/* A sparse column. */
#include "core/sparse.h"

#include "core/mem.h"

#include <string.h>

static uint32_t home(const cs_sparse *s, uint32_t key)
{
    uint32_t h = (key + 1) * 0x9E3779B1u;
    return (h ^ (h >> 15)) & (s->room - 1);
}

static void *value_at(const cs_sparse *s, uint32_t slot)
{
    return s->values + (size_t)slot * s->size;
}

void *cs_sparse_look_up(const cs_sparse *s, uint32_t key)
{
    for (uint32_t i = home(s, key); s->keys[i]; i = (i + 1) & (s->room - 1))
        if (s->keys[i] == key + 1) return value_at(s, i);
    return NULL;
}

static uint32_t free_slot(const cs_sparse *s, uint32_t key)
{
    uint32_t i = home(s, key);
    while (s->keys[i]) i = (i + 1) & (s->room - 1);
    return i;
}

static void mark(cs_sparse *s, uint32_t key)
{
    uint32_t who = key >> s->shift;
    if (s->front) s->front[cs_sparse_word(s, who)] |= (uint64_t)1 << (who & 63);
}

/* Who has no value any more goes out of the front here. */
static cs_status grow(cs_sparse *s, cs_error *err)
{
    cs_sparse next = {.size = s->size, .shift = s->shift, .room = s->room ? s->room * 2 : 16,
                      .count = s->count};
    next.keys = cs_alloc(next.room, sizeof *next.keys);
    next.values = cs_alloc(next.room, next.size);
    next.front = cs_alloc(cs_sparse_words(&next), sizeof *next.front);
    if (!next.keys || !next.values || !next.front) {
        cs_sparse_free(&next);
        return cs_fail_memory(err, "a sparse column");
    }
    for (uint32_t i = 0; i < s->room; i++)
        if (s->keys[i]) {
            uint32_t slot = free_slot(&next, s->keys[i] - 1);
            next.keys[slot] = s->keys[i];
            memcpy(value_at(&next, slot), value_at(s, i), s->size);
            mark(&next, s->keys[i] - 1);
        }
    cs_sparse_free(s);
    *s = next;
    return CS_OK;
}

cs_status cs_sparse_make(cs_sparse *s, uint32_t key, void **value, cs_error *err)
{
    *value = cs_sparse_find(s, key);
    if (*value) return CS_OK;
    if (s->count * 4 >= s->room * 3) CS_TRY(grow(s, err));
    uint32_t slot = free_slot(s, key);
    s->keys[slot] = key + 1;
    mark(s, key);
    s->count++;
    *value = value_at(s, slot);
    memset(*value, 0, s->size);
    return CS_OK;
}

void cs_sparse_remove(cs_sparse *s, uint32_t key)
{
    char *value = cs_sparse_find(s, key);
    if (!value) return;
    uint32_t mask = s->room - 1;
    uint32_t hole = (uint32_t)((size_t)(value - (char *)s->values) / s->size);
    for (uint32_t i = (hole + 1) & mask; s->keys[i]; i = (i + 1) & mask) {
        uint32_t h = home(s, s->keys[i] - 1);
        if (((i - h) & mask) < ((i - hole) & mask)) continue; /* already at or after its home */
        s->keys[hole] = s->keys[i];
        memcpy(value_at(s, hole), value_at(s, i), s->size);
        hole = i;
    }
    s->keys[hole] = 0;
    s->count--;
}

void cs_sparse_free(cs_sparse *s)
{
    cs_free(s->keys);
    cs_free(s->values);
    cs_free(s->front);
    *s = (cs_sparse){.size = s->size, .shift = s->shift};
}

size_t cs_sparse_bytes(const cs_sparse *s)
{
    return s->room * (sizeof *s->keys + s->size) + cs_sparse_words(s) * sizeof *s->front;
}

/* Room for what is kept: a power of two, that many keys would not have outgrown. */
static void make_room(cs_archive *a, cs_sparse *s, uint32_t room, uint32_t keys, const char *what)
{
    cs_error error = {0};
    cs_sparse_free(s);
    if (room == 0 || a->status != CS_OK) return;
    if ((room & (room - 1)) || room > 4 * (uint64_t)keys + 16) {
        cs_archive_damaged(a, "%s have room for %u", what, room);
        return;
    }
    s->room = room;
    s->keys = cs_alloc(room, sizeof *s->keys);
    s->values = cs_alloc(room, s->size);
    s->front = cs_alloc(cs_sparse_words(s), sizeof *s->front);
    if (s->keys && s->values && s->front) return;
    cs_sparse_free(s);
    cs_archive_fail(a, cs_fail_memory(&error, what), &error);
}

void cs_sparse_archive(cs_archive *a, cs_sparse *s, uint32_t keys, cs_archive_visit *visit,
                       const char *what)
{
    uint32_t room = s->room, slot = 0;
    size_t count = s->count;
    if (a->describing) {
        cs_archive_describe(a, s->size, visit, what);
        return;
    }
    cs_archive_number(a, room);
    cs_archive_count(a, &count, (size_t)room / 4 * 3, what);
    if (a->reading) make_room(a, s, room, keys, what);
    for (size_t i = 0; i < count && a->status == CS_OK; i++, slot++) {
        while (!a->reading && !s->keys[slot]) slot++;
        uint32_t at = slot, key = a->reading ? 0 : s->keys[slot];
        cs_archive_number(a, at);
        cs_archive_number(a, key);
        if (at < slot || at >= s->room || key == 0 || key > keys) {
            cs_archive_damaged(a, "%s lie where they cannot", what);
            return;
        }
        slot = at;
        s->keys[slot] = key;
        mark(s, key - 1);
        visit(a, value_at(s, slot));
        if (a->reading) s->count++;
    }
    for (slot = 0; a->reading && a->status == CS_OK && slot < s->room; slot++)
        if (s->keys[slot] && cs_sparse_find(s, s->keys[slot] - 1) != value_at(s, slot))
            cs_archive_damaged(a, "%s lie where nobody would find them", what);
}
