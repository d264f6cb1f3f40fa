/* A calendar queue: things due on a day, 16 bytes each with the link to the next. A ring of 512 day slots;
   what is due later than that stays in its slot until its own round comes. */
#ifndef CS_CORE_CALENDAR_H
#define CS_CORE_CALENDAR_H

#include "core/archive.h"

#include <stdint.h>

#define CS_CALENDAR_SLOTS 512u

typedef struct cs_due {
    uint32_t next;     /* node number + 1; 0 ends the chain */
    uint16_t day;
    uint16_t person;   /* place in the block */
    uint8_t what;      /* the caller's kind of thing */
    uint8_t lane, tag, index;
    uint32_t luck;
} cs_due;

typedef struct cs_calendar {
    uint32_t slot[CS_CALENDAR_SLOTS]; /* node number + 1 */
    uint32_t idle;                    /* free nodes, likewise chained */
    uint32_t count;
    size_t used, room;
    cs_due *node;
} cs_calendar;

/* Put `due` on its day. Errors: CS_NOMEM. */
cs_status cs_calendar_add(cs_calendar *calendar, const cs_due *due, cs_error *err);
/* Take everything due on `day` off, appended to *out (room as cs_reserve keeps it), oldest first.
   Errors: CS_NOMEM, with nothing taken. */
cs_status cs_calendar_take(cs_calendar *calendar, uint16_t day, cs_due **out, size_t *count,
                           size_t *room, cs_error *err);
void cs_calendar_free(cs_calendar *calendar);
/* One thing that is due, without its link. */
void cs_due_archive(cs_archive *archive, void *due);
/* Everything that is due, in the order in which it will be taken. Persons are below `persons`, days
   from `from` on and below `to`. */
void cs_calendar_archive(cs_archive *archive, cs_calendar *calendar, uint32_t persons, int from,
                         int to);

#endif
