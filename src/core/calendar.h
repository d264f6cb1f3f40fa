/* A calendar queue: things due on a day, twelve bytes each, in chunks of ten so that a day is read in a row.
   A ring of 512 day slots; what is due later than that stays in its slot until its own round comes. */
#ifndef CS_CORE_CALENDAR_H
#define CS_CORE_CALENDAR_H

#include "core/archive.h"

#include <stdint.h>

#define CS_CALENDAR_SLOTS 512u
#define CS_CALENDAR_CHUNK 10u

typedef struct cs_due {
    uint16_t day;
    uint16_t person;   /* place in the block */
    uint8_t what;      /* the caller's kind of thing */
    uint8_t lane, tag, index;
    uint32_t luck;
} cs_due;

/* Numbers of chunks are one more than their place; 0: none. */
typedef struct cs_calendar_chunk {
    uint32_t next, count;
    cs_due due[CS_CALENDAR_CHUNK];
} cs_calendar_chunk;

/* What is due, in the order in which it came: all chunks but the last are full. */
typedef struct cs_calendar_slot { uint32_t first, last, count; } cs_calendar_slot;

typedef struct cs_calendar {
    cs_calendar_slot slot[CS_CALENDAR_SLOTS];
    uint32_t idle;         /* chunks that are free, chained */
    size_t used, room;
    cs_calendar_chunk *chunk;
} cs_calendar;

/* Put `due` on its day. Errors: CS_NOMEM. */
cs_status cs_calendar_add(cs_calendar *calendar, const cs_due *due, cs_error *err);
/* Take everything due on `day` off, appended to *out (room as cs_reserve keeps it), oldest first.
   Errors: CS_NOMEM, with nothing taken. */
cs_status cs_calendar_take(cs_calendar *calendar, uint16_t day, cs_due **out, size_t *count,
                           size_t *room, cs_error *err);
void cs_calendar_free(cs_calendar *calendar);
size_t cs_calendar_bytes(const cs_calendar *calendar);
/* A visitor of one thing that is due. */
void cs_due_archive(cs_archive *archive, void *due);
/* Everything that is due, in the order in which it will be taken. Persons are below `persons`, days
   from `from` on and below `to`. */
void cs_calendar_archive(cs_archive *archive, cs_calendar *calendar, uint32_t persons, int from,
                         int to);

#endif
