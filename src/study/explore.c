/* Studies over the ranges of one scenario. */
#include "study/explore.h"

#include "core/mem.h"
#include "core/text.h"
#include "study/factors.h"
#include "study/headline.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

char *cs_explore_text(cs_explore *x, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    char *text = length < 0 ? NULL : cs_arena_alloc(x->arena, (size_t)length + 1, 1);
    if (text) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(list);
    return text;
}

/* ---- the scenario, and what all points have in common ---- */

static cs_status find_factors(cs_explore *x, cs_error *err)
{
    const cs_explore_options *o = x->options;
    cs_factor *factor = NULL;
    int count = 0;
    CS_TRY(cs_factors_of(x->base.own, o->parameters, o->parameter_count, x->arena, &factor, &count, err));
    if (count == 0)
        return cs_fail(err, CS_USAGE,
                       "the scenario %s has no number with a range; write some as "
                       "{value: ..., range: [low, high]}", o->of.scenario);
    for (int j = 0; j < count; j++) {
        factor[j].low = cs_factor_level(&factor[j], 0);
        factor[j].high = cs_factor_level(&factor[j], 1);
    }
    x->plan.factor = factor;
    x->plan.factors = count;
    return CS_OK;
}

cs_status cs_explore_begin(cs_explore *x, const cs_explore_options *options,
                           cs_complaints *complaints, cs_error *err)
{
    x->options = options;
    x->arena = cs_arena_new();
    if (!x->arena) return cs_fail_memory(err, "a study");
    CS_TRY(cs_study_base_read(&options->of, CS_EXPLORE_PERSONS, x->arena, &x->base, complaints, err));
    CS_TRY(find_factors(x, err));
    x->plan.about = "";
    x->plan.seed = x->base.seed;
    x->plan.replicates = options->of.replicates > 0 ? options->of.replicates : CS_EXPLORE_REPLICATES;
    return CS_OK;
}

/* ---- figures ---- */

static cs_status read_figure(cs_explore *x, const char *text, cs_asked *out, cs_error *err)
{
    cs_query query;
    char *room = cs_arena_text(x->arena, text, strlen(text));
    if (!room) return cs_fail_memory(err, "a figure");
    CS_TRY(cs_asked_read(room, out, err));
    if (cs_metric_over((cs_metric)out->metric))
        return cs_fail(err, CS_USAGE, "`%.100s` is a spread over replicates, which no single run has",
                       text);
    CS_TRY(cs_asked_query(out, x->base.own, &query, err));
    out->name = text;
    cs_study_rescale(&x->base, out);
    return CS_OK;
}

cs_status cs_explore_figures(cs_explore *x, int most, cs_error *err)
{
    const cs_explore_options *o = x->options;
    cs_asked *figure = NULL;
    int count = 0;
    if (o->figure_count == 0) {
        CS_TRY(cs_headline_figures(x->base.own, x->arena, &figure, &count, err));
        if (count == 0)
            return cs_fail(err, CS_USAGE, "the scenario %s has no headline figure; say which is wanted",
                           o->of.scenario);
        if (count > most) count = most;
    } else {
        figure = cs_arena_alloc(x->arena, (size_t)o->figure_count, sizeof *figure);
        if (!figure) return cs_fail_memory(err, "the figures of a study");
        for (; count < o->figure_count; count++)
            CS_TRY(read_figure(x, o->figures[count], &figure[count], err));
    }
    x->plan.figure = figure;
    x->plan.figures = count;
    return CS_OK;
}

/* ---- points ---- */

/* So many are written between two looks at whether to go on. */
#define POINTS_BETWEEN 256

cs_status cs_explore_reserve(cs_explore *x, int64_t points, cs_error *err)
{
    if (points > 10000000)
        return cs_fail(err, CS_USAGE, "%lld points are more than a study holds; take fewer samples, or "
                                      "fewer parameters", (long long)points);
    x->point = cs_arena_alloc(x->arena, (size_t)points, sizeof *x->point);
    if (!x->point) return cs_fail_memory(err, "the points of a study");
    x->room = (int)points;
    x->plan.point = x->point;
    return CS_OK;
}

cs_status cs_explore_add(cs_explore *x, const char *label, const char *safeguard,
                         const double *level, cs_error *err)
{
    int k = x->plan.factors, count = x->base.set_count;
    const cs_point *last = x->plan.points > 0 ? &x->point[x->plan.points - 1] : NULL;
    const cs_points_options *of = &x->options->of;
    if (x->plan.points % POINTS_BETWEEN == 0 && of->reading && !of->reading(of->context, 0, x->room, 0))
        return cs_fail(err, CS_INTERRUPTED, "stopped on request, before anything was run");
    if (last && x->plan.points < x->room && memcmp(last->level, level, (size_t)k * sizeof *level) == 0) {
        x->point[x->plan.points] = *last; /* another world at the same numbers: writing them takes long */
        x->point[x->plan.points].label = label;
        x->point[x->plan.points++].safeguard = safeguard;
        return CS_OK;
    }
    const char **sets = cs_arena_alloc(x->arena, (size_t)(count + k), sizeof *sets);
    double *kept = cs_arena_alloc(x->arena, (size_t)k, sizeof *kept);
    if (!sets || !kept || x->plan.points >= x->room)
        return cs_fail_memory(err, "the points of a study");
    memcpy(sets, x->base.sets, (size_t)count * sizeof *sets);
    for (int j = 0; j < k; j++) {
        kept[j] = level[j];
        if (!isnan(level[j]))
            CS_TRY(cs_factor_set(&x->plan.factor[j], level[j], x->arena, &sets[count++], err));
    }
    x->point[x->plan.points++] = (cs_point){.label = label, .scenario = x->options->of.scenario,
                                            .safeguard = safeguard, .sets = sets,
                                            .set_count = count, .level = kept};
    return CS_OK;
}

cs_status cs_explore_name(cs_explore *x, const char *title, const char *method, cs_error *err)
{
    cs_text text = {0};
    cs_text_format(&text, "%s\nscenario: %s\npersons: %lld\n", method, x->options->of.scenario,
                   (long long)x->base.scenario->population.persons);
    for (int i = 0; i < x->options->of.set_count; i++)
        cs_text_format(&text, "set: %s\n", x->options->of.sets[i]);
    for (int j = 0; j < x->plan.factors; j++)
        cs_text_format(&text, "parameter: %s\n", x->plan.factor[j].path);
    if (!text.failed) x->plan.text = cs_arena_text(x->arena, text.bytes, text.length);
    cs_text_drop(&text);
    x->plan.title = cs_explore_text(x, "%s: %s", x->base.own->title, title);
    return x->plan.text && x->plan.title ? CS_OK : cs_fail_memory(err, "the name of a study");
}

/* ---- working ---- */

cs_status cs_explore_run(cs_explore *x,
                         cs_status (*print)(cs_worklist *list, char **text, cs_error *err),
                         char **text, cs_complaints *complaints, cs_error *err)
{
    cs_session *session = NULL;
    cs_status status = cs_points_open(&x->options->of, &x->plan, &session, complaints, err);
    if (status == CS_OK) status = cs_session_run(session, err);
    if (status == CS_OK && text) status = print(cs_session_list(session), text, err);
    cs_session_close(session);
    return status;
}

void cs_explore_end(cs_explore *x)
{
    cs_study_base_free(&x->base);
    if (x->arena) cs_arena_free(x->arena);
    memset(x, 0, sizeof *x);
}
