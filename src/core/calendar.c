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

/* The next link of a chain, and a node for it to lead to: one that is there, or a new one. */
static cs_due *follow(cs_archive *a, cs_calendar *c, uint32_t *link)
{
    cs_error error = {0};
    if (a->reading) {
        cs_archive_fail(a, cs_reserve((void **)&c->node, &c->room, c->used + 1, sizeof *c->node,
                                      "things that are due", &error), &error);
        if (a->status != CS_OK) return NULL;
        *link = (uint32_t)++c->used;
        c->node[c->used - 1] = (cs_due){0};
    }
    return &c->node[*link - 1];
}

static void archive_slot(cs_archive *a, cs_calendar *c, uint32_t slot, uint32_t persons, int from,
                         int to)
{
    size_t chain = 0;
    uint32_t last = 0, link = c->slot[slot];
    for (uint32_t n = link; !a->reading && n; n = c->node[n - 1].next) chain++;
    cs_archive_count(a, &chain, UINT32_MAX - c->used - 1, "things that are due");
    for (size_t i = 0; i < chain; i++) {
        cs_due *due = follow(a, c, &link);
        if (!due) return;
        cs_due_archive(a, due);
        if (a->status != CS_OK) return;
        if (due->day % CS_CALENDAR_SLOTS != slot || due->day < from || due->day >= to ||
            due->person >= persons) {
            cs_archive_damaged(a, "something is due on day %d for person %d of a block", due->day,
                               due->person);
            return;
        }
        if (a->reading && last) c->node[last - 1].next = link;
        if (a->reading && !last) c->slot[slot] = link;
        if (a->reading) c->count++;
        last = link;
        link = due->next;
    }
}

void cs_calendar_archive(cs_archive *a, cs_calendar *c, uint32_t persons, int from, int to)
{
    if (a->reading) cs_calendar_free(c);
    for (uint32_t slot = 0; slot < CS_CALENDAR_SLOTS; slot++)
        archive_slot(a, c, slot, persons, from, to);
}
