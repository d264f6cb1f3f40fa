/* A calendar queue. */
#include "core/calendar.h"

#include "core/mem.h"

#include <string.h>

static cs_calendar_chunk *chunk_of(const cs_calendar *c, uint32_t number)
{
    return &c->chunk[number - 1];
}

/* One more chunk at the end of the slot. */
static cs_status lengthen(cs_calendar *c, cs_calendar_slot *slot, cs_error *err)
{
    uint32_t number = c->idle;
    if (number) {
        c->idle = chunk_of(c, number)->next;
    } else {
        CS_TRY(cs_reserve((void **)&c->chunk, &c->room, c->used + 1, sizeof *c->chunk,
                          "things that are due", err));
        number = (uint32_t)++c->used;
    }
    cs_calendar_chunk *chunk = chunk_of(c, number);
    chunk->next = chunk->count = 0;
    if (slot->last) chunk_of(c, slot->last)->next = number;
    else slot->first = number;
    slot->last = number;
    return CS_OK;
}

cs_status cs_calendar_add(cs_calendar *c, const cs_due *due, cs_error *err)
{
    cs_calendar_slot *slot = &c->slot[due->day % CS_CALENDAR_SLOTS];
    if (!slot->last || chunk_of(c, slot->last)->count == CS_CALENDAR_CHUNK)
        CS_TRY(lengthen(c, slot, err));
    cs_calendar_chunk *chunk = chunk_of(c, slot->last);
    chunk->due[chunk->count++] = *due;
    slot->count++;
    return CS_OK;
}

/* The slot ends with the first `left` things, the last of which are `in_last` in chunk `last`; the chunks
   behind that are free. */
static void shorten(cs_calendar *c, cs_calendar_slot *slot, uint32_t last, uint32_t in_last,
                    uint32_t left)
{
    uint32_t *rest = left ? &chunk_of(c, last)->next : &slot->first;
    if (*rest) {
        chunk_of(c, slot->last)->next = c->idle;
        c->idle = *rest;
        *rest = 0;
    }
    if (left) chunk_of(c, last)->count = in_last;
    slot->last = left ? last : 0;
    slot->count = left;
}

cs_status cs_calendar_take(cs_calendar *c, uint16_t day, cs_due **out, size_t *count, size_t *room,
                           cs_error *err)
{
    cs_calendar_slot *slot = &c->slot[day % CS_CALENDAR_SLOTS];
    if (slot->count == 0) return CS_OK;
    CS_TRY(cs_reserve((void **)out, room, *count + slot->count, sizeof **out, "things due today",
                      err));
    cs_due *to = *out + *count;
    uint32_t last = slot->first, in_last = 0, left = 0; /* what stays moves up */
    for (uint32_t n = slot->first, next; n; n = next) {
        const cs_calendar_chunk *chunk = chunk_of(c, n);
        uint32_t some = chunk->count;
        next = chunk->next;
        if (next) __builtin_prefetch(chunk_of(c, next));
        for (uint32_t i = 0; i < some; i++) {
            if (chunk->due[i].day == day) {
                *to++ = chunk->due[i];
                continue;
            }
            if (in_last == CS_CALENDAR_CHUNK) {
                last = chunk_of(c, last)->next;
                in_last = 0;
            }
            chunk_of(c, last)->due[in_last++] = chunk->due[i];
            left++;
        }
    }
    *count = (size_t)(to - *out);
    shorten(c, slot, last, in_last, left);
    return CS_OK;
}

void cs_calendar_free(cs_calendar *c)
{
    cs_free(c->chunk);
    memset(c, 0, sizeof *c);
}

size_t cs_calendar_bytes(const cs_calendar *c)
{
    return c->room * sizeof *c->chunk;
}

/* ---- kept ---- */

void cs_due_archive(cs_archive *a, void *item)
{
    cs_due *due = item;
    cs_archive_number(a, due->day);
    cs_archive_number(a, due->person);
    cs_archive_number(a, due->what);
    cs_archive_number(a, due->lane);
    cs_archive_number(a, due->tag);
    cs_archive_number(a, due->index);
    cs_archive_number(a, due->luck);
}

/* A thing that is read is put where its day says. */
static void put_due(cs_archive *a, cs_calendar *c, const cs_due *due, uint32_t slot,
                    uint32_t persons, int from, int to)
{
    cs_error error = {0};
    if (due->day % CS_CALENDAR_SLOTS != slot || due->day < from || due->day >= to ||
        due->person >= persons)
        cs_archive_damaged(a, "something is due on day %d for person %d of a block", due->day,
                           due->person);
    else cs_archive_fail(a, cs_calendar_add(c, due, &error), &error);
}

/* A slot's things: how many, and each in its order. */
static void archive_slot(cs_archive *a, cs_calendar *c, uint32_t slot, uint32_t persons, int from,
                         int to)
{
    size_t count = c->slot[slot].count;
    uint32_t chunk = c->slot[slot].first, at = 0;
    cs_archive_count(a, &count, UINT32_MAX, "things that are due");
    for (size_t i = 0; i < count && a->status == CS_OK; i++) {
        cs_due due = a->reading ? (cs_due){0} : chunk_of(c, chunk)->due[at];
        cs_due_archive(a, &due);
        if (a->reading && a->status == CS_OK) put_due(a, c, &due, slot, persons, from, to);
        if (!a->reading && ++at == chunk_of(c, chunk)->count) {
            chunk = chunk_of(c, chunk)->next;
            at = 0;
        }
    }
}

void cs_calendar_archive(cs_archive *a, cs_calendar *c, uint32_t persons, int from, int to)
{
    if (a->describing) {
        cs_archive_describe(a, sizeof(cs_due), cs_due_archive, "things that are due");
        return;
    }
    if (a->reading) cs_calendar_free(c);
    for (uint32_t slot = 0; slot < CS_CALENDAR_SLOTS; slot++)
        archive_slot(a, c, slot, persons, from, to);
}
