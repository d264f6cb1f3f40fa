/* Sensors that learn, between windows. */
#include "sim/learning.h"

#include "core/mem.h"

cs_status cs_learning_open(cs_world_state *w, cs_error *err)
{
    if (w->plan->notes == 0) return CS_OK;
    w->learnt = cs_alloc(w->plan->notes, sizeof *w->learnt);
    if (!w->learnt) return cs_fail_memory(err, "what sensors learn");
    for (int t = 0; t < w->threads; t++) {
        w->workers[t].noted = cs_alloc(w->plan->notes, sizeof *w->learnt);
        if (!w->workers[t].noted) return cs_fail_memory(err, "what sensors learn");
    }
    return CS_OK;
}

void cs_learning_close(cs_world_state *w)
{
    for (int t = 0; w->workers && t < w->threads; t++) cs_free(w->workers[t].noted);
    cs_free(w->learnt);
}

static void gather(cs_world_state *w)
{
    for (int t = 0; t < w->threads; t++)
        for (size_t i = 0; i < w->plan->notes; i++) {
            w->learnt[i] += w->workers[t].noted[i];
            w->workers[t].noted[i] = 0;
        }
}

/* How things stand by place, into cells [cells][CS_LOOKS] of the sensor; the first: all places. */
static void tell(const cs_world_state *w, const cs_plan_sensor *sensor, int64_t *cells)
{
    int first, places = sensor->kind->places(sensor->ready, &first);
    for (int look = 0; look < CS_LOOKS; look++) cells[look] = 0;
    for (int place = 0; place < places; place++) {
        int64_t *told = cells + (size_t)(first + place) * CS_LOOKS;
        sensor->kind->tell(sensor->ready, w->learnt + sensor->notes, place, told);
        for (int look = 0; look < CS_LOOKS; look++) cells[look] += told[look];
    }
}

static bool learns(const cs_plan_sensor *sensor)
{
    return sensor->kind->slots && sensor->kind->slots(sensor->ready) > 0;
}

/* table: [sensors][cells][CS_LOOKS] */
static void tell_all(const cs_world_state *w, int64_t *table)
{
    size_t size = (size_t)w->pop->cells * CS_LOOKS;
    for (int s = 0; s < w->plan->sensors; s++)
        if (learns(&w->plan->sensor[s])) tell(w, &w->plan->sensor[s], table + (size_t)s * size);
}

static int64_t *sample(const cs_world_state *w, cs_ledger *ledger, int day)
{
    size_t size = (size_t)w->plan->sensors * (size_t)w->pop->cells * CS_LOOKS;
    return ledger->inspected_series + (size_t)(day / ledger->every_days) * size;
}

cs_status cs_learning_begin(cs_world_state *w, cs_ledger *ledger, cs_error *err)
{
    if (w->plan->notes == 0) return CS_OK;
    gather(w);
    for (int day = w->from; day < w->to; day++)
        if (day % ledger->every_days == 0) tell_all(w, sample(w, ledger, day));
    for (int s = 0; s < w->plan->sensors; s++) {
        const cs_plan_sensor *sensor = &w->plan->sensor[s];
        if (!learns(sensor)) continue;
        CS_TRY(sensor->kind->learn(sensor->ready, w->learnt + sensor->notes, w->from, w->to, err));
    }
    return CS_OK;
}

void cs_learning_end(cs_world_state *w, cs_ledger *ledger)
{
    if (w->plan->notes == 0) return;
    gather(w);
    tell_all(w, ledger->inspected);
    if (w->horizon % ledger->every_days == 0) tell_all(w, sample(w, ledger, w->horizon));
}
