/* The reference engine holds a score against what people then do. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"

static const cs_foretelling *asked(const cs_reference_run *run)
{
    const cs_score_config *score = run->base->score;
    return score ? score->foretells : NULL;
}

cs_status cs_reference_foretell(cs_reference_run *run, int day, cs_error *err)
{
    const cs_foretelling *f = asked(run);
    if (!f || day != f->from_day) return CS_OK;
    run->foretold = cs_alloc(run->persons, sizeof *run->foretold);
    run->did = cs_alloc(run->persons, sizeof *run->did);
    if (!run->foretold || !run->did) return cs_fail_memory(err, "what a score foretells");
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_reference_sums sums;
        cs_reference_read(run, p, day - 1, &sums);
        run->foretold[p] = sums.points[CS_LANE_APPLIED];
    }
    return CS_OK;
}

void cs_reference_did(cs_reference_run *run, uint32_t person, int kind, int day)
{
    const cs_foretelling *f = asked(run);
    if (f && f->act == kind && day >= f->from_day && day < f->from_day + f->for_days)
        run->did[person] = true;
}

/* One over one and the odds that somebody with the score is good. */
static double said(const cs_scorecard *card, int points)
{
    double doublings = (points - card->points) / card->doubles_every;
    return 1.0 / (1.0 + card->at_odds * cs_pow(2.0, doublings));
}

void cs_reference_foretold(cs_reference_run *run)
{
    const cs_score_config *score = run->base->score;
    size_t cells = (size_t)run->pop->cells;
    for (uint32_t p = 0; run->foretold && p < run->persons; p++) {
        size_t at = (size_t)cs_reference_band(score, run->foretold[p]) * cells;
        cs_reference_count(run, p, run->ledger->foretold_persons + at, 1, 1);
        if (run->did[p]) cs_reference_count(run, p, run->ledger->foretold_did + at, 1, 1);
        if (score->scorecard)
            cs_reference_count(
                run, p, run->ledger->foretold_said + at, 1,
                (int64_t)(1e6 * said(score->scorecard,
                                     cs_reference_score(score, run->foretold[p])) + 0.5));
    }
}
