/* What people lived through, kept in a checkpoint and got back. */
#include "sim/response.h"

#include <string.h>

static void archive_lived(cs_archive *a, void *item)
{
    cs_lived *lived = item;
    cs_archive_number(a, lived->left);
    cs_archive_number(a, lived->contacts);
    cs_archive_number(a, lived->learned);
}

static void archive_until(cs_archive *a, void *item)
{
    int32_t *until = item;
    cs_archive_number(a, *until);
}

static void archive_loss(cs_archive *a, void *item)
{
    cs_loss *loss = item;
    cs_archive_number(a, loss->day);
    cs_archive_number(a, loss->contacts);
    cs_archive_number(a, loss->cause);
    if (loss->cause >= CS_CAUSES) cs_archive_damaged(a, "contacts were lost for cause number %d", loss->cause);
}

static void archive_line(cs_archive *a, void *item)
{
    cs_loss_line *line = item;
    cs_archive_number(a, line->stratum);
    cs_archive_number(a, line->region);
    cs_archive_number(a, line->list);
    cs_archive_number(a, line->cause);
    cs_archive_bool(a, &line->begins);
    cs_archive_number(a, line->contacts);
    cs_archive_number(a, line->days);
}

void cs_response_keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *state,
                            cs_archive *a)
{
    cs_response_block *own = state;
    (void)ready;
    if (a->reading) own->heeds_of = NULL; /* so that heeds is made anew */
    cs_sparse_archive(a, &own->lived, b->size, archive_lived, "what people lived through");
    cs_sparse_archive(a, &own->until, b->size * CS_RESPONSES_MOST, archive_until, "setbacks");
    cs_sparse_archive(a, &own->losses, b->size * 8u, archive_loss, "contacts lost");
    for (uint32_t i = 0; a->reading && i < own->lived.room; i++) {
        cs_lived lived;
        if (!own->lived.keys[i]) continue;
        memcpy(&lived, own->lived.values + i * sizeof lived, sizeof lived);
        if (lived.left < 0 || lived.left > w->horizon + 1)
            cs_archive_damaged(a, "somebody left a list on day %d", lived.left - 1);
    }
    cs_archive_items(a, (void **)&own->line, &own->lines, &own->room, sizeof *own->line, UINT32_MAX,
                     archive_line, "lines of contacts lost");
    for (size_t i = 0; a->reading && i < own->lines; i++) {
        const cs_loss_line *line = &own->line[i];
        if (line->stratum >= w->pop->strata || line->region >= w->pop->regions ||
            line->list >= w->plan->lists || line->cause >= CS_CAUSES)
            cs_archive_damaged(a, "contacts were lost on list number %d for cause number %d", line->list,
                               line->cause);
    }
}

void cs_response_keep(const void *ready, cs_world_state *w, void *lost, cs_archive *a)
{
    (void)ready;
    (void)w;
    cs_tally_archive(a, lost);
}
