/* Crowds that are searched for people on a list, before the window in which they gather. */
#include "sim/world.h"

#include "core/mem.h"

#include <stdio.h>

typedef struct { const cs_run *run; int list; } cs_watch;

static int watched_lane(void *context, uint32_t person, int *tag)
{
    const cs_watch *watch = context;
    const cs_plan *plan = watch->run->state.plan;
    const cs_block *block = &watch->run->state.blocks[person / CS_BLOCK_PERSONS];
    uint32_t place = person % CS_BLOCK_PERSONS;
    const uint8_t *lists = block->lists.lists + (size_t)place * (size_t)plan->lanes;
    if (!(lists[CS_LANE_APPLIED] >> watch->list & 1)) return -1;
    int lane = 0;
    while (!(lists[lane] >> watch->list & 1)) lane++;
    if (lane >= CS_LANE_RECORDED) {
        const cs_penalty *penalty = cs_sparse_find(&block->penalties,
                                                   place * 8u + (uint32_t)watch->list);
        *tag = penalty && penalty->cause >= CS_CAUSE_FALSE_MATCH && penalty->cause <= CS_CAUSE_STALE
                   ? CS_TAG_FALSE_MATCH + penalty->cause - CS_CAUSE_FALSE_MATCH
                   : CS_TAG_FALSE_RECORD;
        lane = CS_LANE_RECORDED;
    }
    return lane;
}

static uint32_t on_list(const cs_run *run, int list)
{
    int64_t count = 0;
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (!cs_causes[cause].spared)
            count += run->ledger->stock[cs_ledger_at(run->ledger, list, 0, cause)];
    return (uint32_t)count;
}

/* Whether the crowd gathers on this day. */
static bool gathers(const cs_crowd *crowd, int day)
{
    int since = day - (crowd->day > 0 ? crowd->day - 1 : 0);
    if (since < 0) return false;
    if (crowd->every_days == 0) return since == 0;
    return since % crowd->every_days == 0 && since / crowd->every_days < crowd->times;
}

/* Whether somebody whom the camera would have found is not in the crowd after all: as good as asking
   every visitor, since being found is each visitor's own. */
static bool is_away(const cs_world_state *w, int crowd, uint32_t person, int day)
{
    bool away = false;
    CS_EACH_MECHANISM(w->plan, stays_away)
        away = away || cs_mechanisms[m]->stays_away(w->plan->ready[m], w, crowd, person, day);
    return away;
}

static cs_status search_crowd(cs_run *run, const cs_plan_sensor *sensor, int day,
                              cs_filings *filings, cs_error *err)
{
    const cs_face_recognition *face = sensor->config;
    const cs_crowd *crowd = CS_ITEMS(cs_crowd, run->state.plan->scenario->crowds) + face->crowd;
    if (!gathers(crowd, day)) return CS_OK;
    cs_watch watch = {run, face->list};
    cs_watched watched = {on_list(run, face->list), watched_lane, &watch};
    char purpose[128];
    snprintf(purpose, sizeof purpose, "crowds.%s.visitors", crowd->name);
    cs_crowd_visit visit = {cs_key_of(run->seed, purpose), (uint32_t)crowd->visitors,
                            (uint32_t)crowd->listed_present};
    cs_scene scene = {.pop = run->pop, .day = day};
    CS_TRY(sensor->kind->search(sensor->ready, &scene, &visit, &watched, filings, err));
    for (size_t i = 0; i < filings->count; i++) {
        const cs_filing *f = &filings->filing[i];
        if (!f->picture && is_away(&run->state, face->crowd, f->person, day)) continue;
        cs_due due = cs_due_of(f);
        cs_block *block = &run->state.blocks[f->person / CS_BLOCK_PERSONS];
        if (!cs_sensor_looks(sensor, cs_block_home(block, run->pop, due.person))) continue;
        CS_TRY(cs_block_schedule(block, &run->state, &due, (int64_t)day + f->delay_days, err));
    }
    filings->count = 0;
    return CS_OK;
}

cs_status cs_crowds_search(cs_run *run, cs_error *err)
{
    cs_filings filings = {0};
    cs_status status = CS_OK;
    if (run->scenario->no_regime) return CS_OK;
    for (int s = 0; s < run->state.plan->sensors && status == CS_OK; s++) {
        const cs_plan_sensor *sensor = &run->state.plan->sensor[s];
        if (!sensor->kind->search ||
            ((const cs_face_recognition *)sensor->config)->mode != CS_FACE_WATCH_LIST)
            continue;
        for (int day = run->state.from; day < run->state.to && status == CS_OK; day++)
            status = search_crowd(run, sensor, day, &filings, err);
    }
    cs_free(filings.filing);
    return status;
}
