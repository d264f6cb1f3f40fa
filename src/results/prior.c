/* Draws from all ranges: how far each figure goes, and which conclusions go with it. */
#include "results/prior.h"

#include "core/mem.h"
#include "results/settings.h"
#include "results/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEARLY 0.95

cs_holding cs_spread_holds(const cs_spread *d)
{
    int64_t known = d->draws - d->undefined;
    if (isnan(d->own) || d->own == 0 || known < 1) return CS_HOLDS_NOTHING;
    if (d->same == known) return CS_HOLDS;
    if ((double)d->same >= NEARLY * (double)known) return CS_HOLDS_NEARLY;
    return d->opposite == 0 ? CS_HOLDS_OR_NOTHING : CS_HOLDS_NOT;
}

/* values: of the draws, NAN undefined; they are put in order. */
static cs_spread spread_of(double own, double *values, int64_t draws)
{
    cs_spread s = {own, NAN, NAN, NAN, NAN, NAN, draws, 0, 0, 0};
    int64_t n = 0;
    for (int64_t i = 0; i < draws; i++) {
        double value = values[i];
        if (isnan(value)) continue;
        s.same += value * own > 0;
        s.opposite += value * own < 0;
        values[n++] = value;
    }
    s.undefined = draws - n;
    if (n == 0) return s;
    qsort(values, (size_t)n, sizeof *values, cs_ascending);
    s.median = cs_sorted_quantile(values, (size_t)n, 0.5);
    s.low50 = cs_sorted_quantile(values, (size_t)n, 0.25);
    s.high50 = cs_sorted_quantile(values, (size_t)n, 0.75);
    s.low95 = cs_sorted_quantile(values, (size_t)n, 0.025);
    s.high95 = cs_sorted_quantile(values, (size_t)n, 0.975);
    return s;
}

/* The mean over replicates of a world of a group, or of its difference from the base world. */
static double figure_of(const double *all, int64_t group, int worlds, int world, int64_t replicates)
{
    const double *base = all + group * worlds * replicates, *own = base + world * replicates;
    double sum = 0;
    for (int64_t r = 0; r < replicates; r++) sum += own[r] - (world > 0 ? base[r] : 0);
    return sum / (double)replicates;
}

static cs_status read_figure(cs_worklist *list, int figure, cs_prior *out, double *all, double *room,
                             cs_error *err)
{
    int64_t replicates = cs_worklist_plan(list)->replicates;
    CS_TRY(cs_worklist_values(list, figure, all, err));
    for (int w = 0; w < out->worlds; w++) {
        for (int64_t draw = 0; draw < out->wanted; draw++)
            room[draw] = figure_of(all, 1 + draw, out->worlds, w, replicates);
        out->spread[figure * out->worlds + w] =
            spread_of(figure_of(all, 0, out->worlds, w, replicates), room, out->wanted);
    }
    return CS_OK;
}

static cs_status find_shape(const cs_study_plan *p, cs_prior *out, cs_error *err)
{
    if (p->kind != CS_STUDY_PRIOR) return cs_fail(err, CS_FORMAT, "this is no study of draws");
    out->wanted = cs_settings_count(p->settings, "draws", 0);
    out->worlds = (int)cs_settings_count(p->settings, "worlds", 1);
    out->figures = p->figures;
    out->fixed = (int)cs_settings_count(p->settings, "fixed", p->figures);
    if (out->wanted < 1 || out->worlds < 1 || p->points != (1 + out->wanted) * out->worlds)
        return cs_fail(err, CS_FORMAT, "the study has %d points; %lld draws of %d worlds were wanted",
                       p->points, (long long)out->wanted, out->worlds);
    return CS_OK;
}

static cs_status fill(cs_worklist *list, cs_prior *out, double **all, double **room, cs_error *err)
{
    const cs_study_plan *p = cs_worklist_plan(list);
    cs_work_counts counts;
    CS_TRY(find_shape(p, out, err));
    CS_TRY(cs_worklist_count(list, &counts, err));
    out->undone = (int64_t)p->points * p->replicates - counts.done;
    out->world = cs_alloc((size_t)out->worlds, sizeof *out->world);
    out->spread = cs_alloc((size_t)out->worlds * (size_t)(p->figures + 1), sizeof *out->spread);
    *all = cs_alloc((size_t)p->points * (size_t)p->replicates, sizeof **all);
    *room = cs_alloc((size_t)out->wanted, sizeof **room);
    if (!out->world || !out->spread || !*all || !*room)
        return cs_fail_memory(err, "the spread of the figures");
    for (int w = 0; w < out->worlds; w++) out->world[w] = w ? p->point[w].safeguard : "base";
    for (int f = 0; f < p->figures; f++) CS_TRY(read_figure(list, f, out, *all, *room, err));
    return CS_OK;
}

cs_status cs_prior_of(cs_worklist *list, cs_prior *out, cs_error *err)
{
    double *all = NULL, *room = NULL;
    memset(out, 0, sizeof *out);
    cs_status status = fill(list, out, &all, &room, err);
    cs_free(all);
    cs_free(room);
    if (status != CS_OK) cs_prior_free(out);
    return status;
}

void cs_prior_free(cs_prior *prior)
{
    cs_free(prior->world);
    cs_free(prior->spread);
    memset(prior, 0, sizeof *prior);
}
