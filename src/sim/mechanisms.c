/* The mechanisms there are, and their beginnings and ends. */
#include "sim/mechanism.h"

#include "sim/recourse.h"

#include <string.h>

const cs_mechanism *const cs_mechanisms[] = {
    &cs_firms_mechanism, &cs_response_mechanism, &cs_association_mechanism, &cs_contacts_mechanism,
    &cs_lending_mechanism, &cs_foretelling_mechanism,
    &cs_movement_mechanism, &cs_sharing_mechanism, &cs_recourse_mechanism, NULL};

int cs_mechanism_number(const cs_mechanism *mechanism)
{
    int m = 0;
    while (cs_mechanisms[m] != mechanism) m++;
    return m;
}

cs_status cs_mechanisms_prepare(cs_plan *plan, const cs_population *pop, uint64_t seed,
                                cs_error *err)
{
    size_t row = CS_ROW_MECHANISMS(plan);
    for (int m = 0; cs_mechanisms[m]; m++) {
        plan->mechanisms = m + 1;
        plan->mechanism_row[m] = row;
        if (cs_mechanisms[m]->rows) row += cs_mechanisms[m]->rows(plan->scenario);
        if (!plan->scenario->no_regime && cs_mechanisms[m]->wanted(plan->scenario))
            CS_TRY(cs_mechanisms[m]->prepare(plan, pop, seed, &plan->ready[m], err));
    }
    plan->rows = row;
    return CS_OK;
}

void cs_mechanisms_release(cs_plan *plan)
{
    CS_EACH_MECHANISM(plan, release) cs_mechanisms[m]->release(plan->ready[m]);
    memset(plan->ready, 0, sizeof plan->ready);
}

/* What is not open yet; a safeguard that starts later may bring a mechanism with it. */
cs_status cs_mechanisms_open(cs_world_state *w, cs_error *err)
{
    CS_EACH_MECHANISM(w->plan, open)
        if (!w->shared[m]) CS_TRY(cs_mechanisms[m]->open(w->plan->ready[m], w, &w->shared[m], err));
    return CS_OK;
}

void cs_mechanisms_close(cs_world_state *w)
{
    for (int m = 0; cs_mechanisms[m]; m++) {
        if (w->shared[m]) cs_mechanisms[m]->close(w->shared[m]);
        w->shared[m] = NULL;
    }
}

cs_status cs_mechanisms_open_block(const cs_world_state *w, cs_block *b, cs_error *err)
{
    CS_EACH_MECHANISM(w->plan, open_block)
        if (!b->own[m])
            CS_TRY(cs_mechanisms[m]->open_block(w->plan->ready[m], w, b, &b->own[m], err));
    return CS_OK;
}

void cs_mechanisms_close_block(cs_block *b)
{
    for (int m = 0; cs_mechanisms[m]; m++) {
        if (b->own[m]) cs_mechanisms[m]->close_block(b->own[m]);
        b->own[m] = NULL;
    }
}

/* Whether it is there, which must be known before its state is read. One that is here and was not there has
   nothing on file yet: it stays as it was opened. */
static bool is_kept(cs_archive *a, bool here, const cs_mechanism *mechanism)
{
    bool kept = here;
    cs_archive_bool(a, &kept);
    if (kept && !here)
        cs_archive_damaged(a, "it keeps %s, which the scenario does not have", mechanism->name);
    return kept && here && a->status == CS_OK;
}

/* What one mechanism keeps: of the world, or of a block. */
typedef struct kept_of { cs_world_state *world; cs_block *block; int m; } kept_of;

static void visit_shared(cs_archive *a, void *item)
{
    const kept_of *of = item;
    cs_world_state *w = of->world;
    cs_mechanisms[of->m]->keep(w->plan->ready[of->m], w, w->shared[of->m], a);
}

static void visit_own(cs_archive *a, void *item)
{
    const kept_of *of = item;
    const cs_world_state *w = of->world;
    cs_mechanisms[of->m]->keep_block(w->plan->ready[of->m], w, of->block, of->block->own[of->m], a);
}

void cs_mechanisms_keep(cs_world_state *w, cs_archive *a)
{
    for (int m = 0; cs_mechanisms[m]; m++)
        if (cs_mechanisms[m]->keep && is_kept(a, w->plan->ready[m], cs_mechanisms[m]))
            cs_archive_mark(a, visit_shared, &(kept_of){w, NULL, m}, cs_mechanisms[m]->name);
}

void cs_mechanisms_keep_block(cs_world_state *w, cs_block *b, cs_archive *a)
{
    for (int m = 0; cs_mechanisms[m]; m++)
        if (cs_mechanisms[m]->keep_block && is_kept(a, w->plan->ready[m], cs_mechanisms[m]))
            cs_archive_mark(a, visit_own, &(kept_of){w, b, m}, cs_mechanisms[m]->name);
}

bool cs_mechanisms_from_start(const cs_scenario *scenario)
{
    for (int m = 0; cs_mechanisms[m]; m++)
        if (cs_mechanisms[m]->from_start && cs_mechanisms[m]->from_start(scenario)) return true;
    return false;
}
