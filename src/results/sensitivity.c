/* The effects of a sensitivity study's factors, from its study file. */
#include "results/sensitivity.h"

#include "core/mem.h"
#include "results/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOT_2_OVER_PI 0.79788456080286536 /* mean size of a standard normal number */
#define SAME_WAY 0.9       /* |mu| of mu* from which on an effect goes one way */
#define SAME_STEP 1e-9     /* of the range: what a logarithm may be off by */
#define SURE_SIGN 3.0      /* standard errors from zero of a correlation, likewise */

/* A study's points as the method lays them out. */
typedef struct layout {
    const cs_study_plan *plan;
    cs_effects *out;
    int each;              /* points of the work list a point of the layout: 2 with a safeguard */
    int first;             /* of the design, in the layout */
    int points;            /* of the design */
    int samples, levels;
    double *y;             /* [layout points][replicates] */
    double *mean;          /* [layout points], NAN: undefined in some replicate */
} layout;

static int layout_points(const layout *l)
{
    return l->first + l->points;
}

static cs_status find_layout(layout *l, cs_error *err)
{
    const cs_study_plan *p = l->plan;
    int k = p->factors;
    if (p->kind != CS_STUDY_MORRIS && p->kind != CS_STUDY_SOBOL)
        return cs_fail(err, CS_FORMAT, "this is no study of sensitivity");
    l->each = p->points > 1 && strcmp(p->point[0].safeguard, p->point[1].safeguard) != 0 ? 2 : 1;
    l->first = 1 + 2 * k;
    l->samples = (int)cs_settings_count(p->settings, "samples", 0);
    l->levels = (int)cs_settings_count(p->settings, "levels", 4);
    int64_t width = p->kind == CS_STUDY_MORRIS ? k + 1 : k + 2;
    int64_t wanted = (int64_t)l->each * (l->first + l->samples * width);
    if (k < 1 || l->samples < 1 || l->levels < 2 || wanted != p->points)
        return cs_fail(err, CS_FORMAT,
                       "the study has %d points for %d parameters and %d samples; %lld were wanted",
                       p->points, k, l->samples, (long long)wanted);
    l->points = (int)(l->samples * width);
    return CS_OK;
}

static double level(const layout *l, int point, int factor)
{
    return l->plan->point[(size_t)(l->first + point) * (size_t)l->each].level[factor];
}

/* ---- outputs ---- */

static cs_status read_outputs(layout *l, cs_worklist *list, int figure, cs_error *err)
{
    size_t points = (size_t)layout_points(l), replicates = (size_t)l->plan->replicates;
    double *all = cs_alloc((size_t)l->plan->points * replicates, sizeof *all);
    cs_status status;
    l->y = cs_alloc(points * replicates, sizeof *l->y);
    l->mean = cs_alloc(points, sizeof *l->mean);
    if (!all || !l->y || !l->mean) CS_GO(cs_fail_memory(err, "the figures of a study"));
    CS_GO(cs_worklist_values(list, figure, all, err));
    for (size_t p = 0; p < points; p++) {
        double sum = 0;
        for (size_t r = 0; r < replicates; r++) {
            double value = all[p * (size_t)l->each * replicates + r];
            if (l->each == 2) value = all[(2 * p + 1) * replicates + r] - value;
            l->y[p * replicates + r] = value;
            sum += value;
        }
        l->mean[p] = sum / (double)replicates;
    }
out:
    cs_free(all);
    return status;
}

static void describe(layout *l)
{
    cs_effects *o = l->out;
    double sum = 0, squares = 0;
    int n = 0;
    o->low = o->high = o->mean = o->sd = NAN;
    o->own = l->mean[0];
    for (int p = 0; p < l->points; p++) {
        double y = l->mean[l->first + p];
        if (isnan(y)) continue;
        sum += y;
        o->low = n == 0 || y < o->low ? y : o->low;
        o->high = n == 0 || y > o->high ? y : o->high;
        n++;
    }
    o->undefined = l->points - n;
    if (n == 0) return;
    o->mean = sum / n;
    for (int p = 0; p < l->points; p++) {
        double y = l->mean[l->first + p] - o->mean;
        if (!isnan(y)) squares += y * y;
    }
    o->sd = n > 1 ? sqrt(squares / (n - 1)) : 0;
    o->constant = o->high - o->low <= CS_INDEX_SAME * fmax(fabs(o->low), fabs(o->high));
    o->chance = cs_indices_chance(l->y + (size_t)l->first * (size_t)l->plan->replicates, l->points,
                                  l->plan->replicates);
}

/* ---- the two methods ---- */

static double span_of_step(const layout *l)
{
    return (double)l->levels / (2.0 * (l->levels - 1));
}

/* The share of its range by which a factor was moved: that of the design to the last digit, but for whole
   numbers, which rounding moves by more or by less. */
static double step_of(const layout *l, int at, int j)
{
    const cs_factor *f = &l->plan->factor[j];
    double by = cs_factor_share(f, level(l, at + 1, j)) - cs_factor_share(f, level(l, at, j));
    if (fabs(fabs(by) - span_of_step(l)) > SAME_STEP) return by;
    return by > 0 ? span_of_step(l) : -span_of_step(l);
}

/* Which factor a step moved: the one whose level differs; -1 where rounding kept it in place. */
static void find_moves(const layout *l, int *move, double *step)
{
    int k = l->plan->factors;
    for (int i = 0; i < l->samples; i++) {
        for (int t = 0; t < k; t++) {
            int at = i * (k + 1) + t;
            size_t to = (size_t)i * (size_t)k + (size_t)t;
            move[to] = -1;
            step[to] = 1;
            for (int j = 0; j < k; j++) {
                if (level(l, at + 1, j) == level(l, at, j)) continue;
                move[to] = j;
                step[to] = step_of(l, at, j);
            }
        }
    }
}

static cs_status find_elementary(layout *l, cs_error *err)
{
    size_t k = (size_t)l->plan->factors, steps = (size_t)l->samples * k;
    int *move = cs_alloc(steps, sizeof *move);
    double *step = cs_alloc(steps, sizeof *step);
    cs_elementary *found = cs_alloc(k, sizeof *found);
    cs_status status;
    if (!move || !step || !found) CS_GO(cs_fail_memory(err, "the steps of the trajectories"));
    find_moves(l, move, step);
    CS_GO(cs_indices_morris(l->samples, (int)k, l->mean + l->first, move, step, found,
                            &l->out->dropped, err));
    for (size_t j = 0; j < k; j++) {
        cs_effect *e = &l->out->effect[j];
        double mu = found[j].mu.value, star = found[j].mu_star.value;
        e->elementary = found[j];
        if (found[j].mu.defined && star > 0 && fabs(mu) >= SAME_WAY * star)
            e->direction = mu > 0 ? 1 : -1;
    }
    l->out->floor = sqrt(2 * l->out->chance) * l->out->sd * ROOT_2_OVER_PI / span_of_step(l);
out:
    cs_free(move);
    cs_free(step);
    cs_free(found);
    return status;
}

/* The way the figure goes with the factor, over the points A and B of all rows. */
static int way_of(const layout *l, int j)
{
    int width = l->plan->factors + 2;
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    double middle = (l->plan->factor[j].low + l->plan->factor[j].high) / 2;
    int n = 0;
    for (int p = 0; p < l->points; p += p % width == 0 ? 1 : width - 1) {
        double x = level(l, p, j) - middle, y = l->mean[l->first + p] - l->out->mean;
        if (isnan(y)) continue;
        sx += x;
        sy += y;
        sxx += x * x;
        syy += y * y;
        sxy += x * y;
        n++;
    }
    if (n < 4) return 0;
    double xx = sxx - sx * sx / n, yy = syy - sy * sy / n, xy = sxy - sx * sy / n;
    if (!(xx > 0) || !(yy > 0) || xy * xy * n < SURE_SIGN * SURE_SIGN * xx * yy) return 0;
    return xy > 0 ? 1 : -1;
}

static cs_status find_shares(layout *l, cs_error *err)
{
    size_t k = (size_t)l->plan->factors;
    cs_index *first = cs_alloc(2 * k, sizeof *first), *total = first + k;
    int used = 0;
    if (!first) return cs_fail_memory(err, "the shares of variance");
    cs_status status =
        cs_indices_sobol(l->samples, (int)k, l->mean + l->first, first, total, &used, err);
    l->out->dropped = l->samples - used;
    for (size_t j = 0; status == CS_OK && j < k; j++) {
        cs_effect *e = &l->out->effect[j];
        e->first = first[j];
        e->total = total[j];
        e->direction = way_of(l, (int)j);
    }
    cs_free(first);
    return status;
}

/* ---- all of it ---- */

static double size_of(const cs_effect *e)
{
    const cs_index *index = e->elementary.effects > 0 ? &e->elementary.mu_star : &e->total;
    return index->defined ? index->value : -INFINITY;
}

static int by_size(const void *a, const void *b)
{
    const cs_effect *x = a, *y = b;
    double one = size_of(x), other = size_of(y);
    if (one != other) return one > other ? -1 : 1;
    return x->factor - y->factor;
}

static cs_status fill(layout *l, cs_worklist *list, int figure, cs_error *err)
{
    cs_work_counts counts;
    cs_effects *o = l->out;
    CS_TRY(cs_worklist_count(list, &counts, err));
    CS_TRY(read_outputs(l, list, figure, err));
    o->kind = l->plan->kind;
    o->figure = figure;
    o->factors = l->plan->factors;
    o->safeguard = l->each == 2 ? l->plan->point[1].safeguard : "";
    o->samples = l->samples;
    o->points = l->points;
    o->replicates = l->plan->replicates;
    o->undone = (int64_t)l->plan->points * l->plan->replicates - counts.done;
    o->floor = NAN;
    o->effect = cs_alloc((size_t)o->factors, sizeof *o->effect);
    if (!o->effect) return cs_fail_memory(err, "the effects of the parameters");
    describe(l);
    for (int j = 0; j < o->factors; j++)
        o->effect[j] = (cs_effect){.factor = j, .at_low = l->mean[1 + 2 * j],
                                   .at_high = l->mean[2 + 2 * j]};
    CS_TRY(o->kind == CS_STUDY_MORRIS ? find_elementary(l, err) : find_shares(l, err));
    qsort(o->effect, (size_t)o->factors, sizeof *o->effect, by_size);
    return CS_OK;
}

cs_status cs_effects_of(cs_worklist *list, int figure, cs_effects *out, cs_error *err)
{
    layout l = {.plan = cs_worklist_plan(list), .out = out};
    memset(out, 0, sizeof *out);
    if (figure < 0 || figure >= l.plan->figures)
        return cs_fail(err, CS_USAGE, "the study has %d figures; there is no number %d",
                       l.plan->figures, figure);
    cs_status status = find_layout(&l, err);
    if (status == CS_OK) status = fill(&l, list, figure, err);
    cs_free(l.y);
    cs_free(l.mean);
    if (status != CS_OK) cs_effects_free(out);
    return status;
}

void cs_effects_free(cs_effects *effects)
{
    cs_free(effects->effect);
    memset(effects, 0, sizeof *effects);
}

bool cs_effects_tell(const cs_effects *e)
{
    return e->samples >= CS_EFFECT_SAMPLES && !(e->chance > CS_EFFECT_LUCK);
}
