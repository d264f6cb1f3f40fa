/* A calendar queue. */
#include "core/calendar.h"

#include "core/mem.h"

#include <string.h>

cs_status cs_calendar_add(cs_calendar *c, const cs_due *due, cs_error *err)
{
    uint32_t number = c->idle;
    if (number) {
        c->idle = c->node[number - 1].next;
    } else {
        CS_TRY(cs_reserve((void **)&c->node, &c->room, c->used + 1, sizeof *c->node,
                          "things that are due", err));
        number = (uint32_t)++c->used;
    }
    cs_due *node = &c->node[number - 1];
    uint32_t *slot = &c->slot[due->day % CS_CALENDAR_SLOTS];
    *node = *due;
    node->next = *slot;
    *slot = number;
    c->count++;
    return CS_OK;
}

cs_status cs_calendar_take(cs_calendar *c, uint16_t day, cs_due **out, size_t *count, size_t *room,
                           cs_error *err)
{
    uint32_t *link = &c->slot[day % CS_CALENDAR_SLOTS];
    size_t due = 0, first = *count;
    for (uint32_t n = *link; n; n = c->node[n - 1].next) due += c->node[n - 1].day == day;
    if (due == 0) return CS_OK;
    CS_TRY(cs_reserve((void **)out, room, first + due, sizeof **out, "things due today", err));
    size_t at = first + due; /* chains run newest first; fill from the back */
    while (*link) {
        uint32_t number = *link;
        cs_due *node = &c->node[number - 1];
        if (node->day != day) {
            link = &node->next;
            continue;
        }
        (*out)[--at] = *node;
        *link = node->next;
        node->next = c->idle;
        c->idle = number;
    }
    *count = first + due;
    c->count -= (uint32_t)due;
    return CS_OK;
}

void cs_calendar_free(cs_calendar *c)
{
    cs_free(c->node);
    memset(c, 0, sizeof *c);
}
