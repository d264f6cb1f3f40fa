/* What the score is meant to foretell, held against what people then do: everybody's band on one day, and
   whether they do the act within a time. The score is that of lane applied. */
#include "sim/mechanism.h"

#include "core/mem.h"

typedef struct foretelling_ready {
    const cs_foretelling *config;
    const cs_score_config *score;
    size_t first_row;
    int bands;
} foretelling_ready;

typedef struct foretelling_own {
    bool taken;
    int16_t *score;        /* [persons] on the day */
    uint64_t *did;         /* bitmap */
} foretelling_own;

enum { ROW_PERSONS, ROW_DID, ROW_SAID, ROWS };

static int own_number(void)
{
    int m = 0;
    while (cs_mechanisms[m] != &cs_foretelling_mechanism) m++;
    return m;
}

static bool wanted(const cs_scenario *scenario)
{
    return scenario->score && scenario->score->foretells;
}

static size_t rows(const cs_scenario *scenario)
{
    return wanted(scenario) ? (size_t)scenario->score->bands.count * ROWS : 0;
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err)
{
    foretelling_ready *f = cs_alloc(1, sizeof *f);
    (void)pop;
    (void)seed;
    if (!f) return cs_fail_memory(err, "what a score foretells");
    f->score = plan->score;
    f->config = plan->score->foretells;
    f->first_row = plan->mechanism_row[own_number()];
    f->bands = plan->score->bands.count;
    *ready = f;
    return CS_OK;
}

static void release(void *ready)
{
    cs_free(ready);
}

static void close_own(void *own)
{
    foretelling_own *o = own;
    cs_free(o->score);
    cs_free(o->did);
    cs_free(o);
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **own,
                            cs_error *err)
{
    foretelling_own *o = cs_alloc(1, sizeof *o);
    (void)ready;
    (void)w;
    if (!o) return cs_fail_memory(err, "what a score foretells");
    *own = o;
    o->score = cs_alloc(b->size, sizeof *o->score);
    o->did = cs_alloc((b->size + 63) / 64, sizeof *o->did);
    return o->score && o->did ? CS_OK : cs_fail_memory(err, "what a score foretells");
}

static void keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *state,
                       cs_archive *a)
{
    foretelling_own *own = state;
    (void)ready;
    (void)w;
    cs_archive_bool(a, &own->taken);
    cs_archive_numbers(a, own->score, b->size, sizeof *own->score);
    cs_archive_numbers(a, own->did, (b->size + 63) / 64, sizeof *own->did);
}

/* Before the first act of the time watched: the score as it was at the end of the day before. */
static void take(const foretelling_ready *f, const cs_block *b, foretelling_own *own)
{
    int16_t room[CS_LANES_MOST];
    for (uint32_t p = 0; p < b->size; p++)
        own->score[p] =
            (int16_t)cs_points_read(cs_block_scores(b, p, room)[CS_LANE_APPLIED], f->score);
    own->taken = true;
}

static cs_status watch(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                       int kind, int day, cs_error *err)
{
    const foretelling_ready *f = ready;
    foretelling_own *own = b->own[own_number()];
    int from = f->config->from_day;
    (void)w;
    (void)err;
    if (day < from || day >= from + f->config->for_days) return CS_OK;
    if (!own->taken) take(f, b, own);
    for (size_t i = 0; kind == f->config->act && i < worker->acts.count; i++) {
        uint16_t person = worker->acts.act[i].person;
        own->did[person >> 6] |= (uint64_t)1 << (person & 63);
    }
    return CS_OK;
}

static cs_status count(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                       int day, cs_error *err)
{
    const foretelling_ready *f = ready;
    const foretelling_own *own = b->own[own_number()];
    (void)err;
    if (day != f->config->from_day + f->config->for_days - 1) return CS_OK;
    for (uint32_t p = 0; p < b->size; p++) {
        int stratum = cs_population_stratum(w->pop, b->first + p);
        int region = cs_block_region(b, w->pop, b->first + p);
        int band = cs_points_band(own->score[p], &f->score->bands);
        size_t row = f->first_row + (size_t)band * ROWS;
        int64_t did = own->did[p >> 6] >> (p & 63) & 1;
        cs_tally_plus(&worker->tally, row + ROW_PERSONS, stratum, region, 1);
        cs_tally_plus(&worker->tally, row + ROW_DID, stratum, region, did);
        if (f->score->scorecard)
            cs_tally_plus(&worker->tally, row + ROW_SAID, stratum, region,
                          (int64_t)(1e6 * cs_scorecard_bad(f->score->scorecard, own->score[p]) +
                                    0.5));
    }
    return CS_OK;
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *all, size_t first,
                   cs_ledger *ledger)
{
    const foretelling_ready *f = ready;
    size_t cells = (size_t)ledger->extent[CS_DIM_CELL];
    int64_t *tables[ROWS] = {ledger->foretold_persons, ledger->foretold_did, ledger->foretold_said};
    for (size_t band = 0; band < (size_t)f->bands; band++)
        for (size_t row = 0; row < ROWS; row++)
            cs_tally_spread(all, first + band * ROWS + row, w->pop, tables[row] + band * cells, 1);
}

const cs_mechanism cs_foretelling_mechanism = {
    .name = "foretells", .wanted = wanted, .prepare = prepare, .release = release, .rows = rows,
    .spread = spread, .open_block = open_block, .close_block = close_own, .keep_block = keep_block,
    .acts = watch,
    .day = count};
