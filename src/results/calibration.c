/* A calibration, from its study file. */
#include "results/calibration.h"

#include "core/mem.h"
#include "results/stats.h"
#include "results/study_text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

const char *const cs_fit_method_words[] = {
#define X(name, word, help) word,
    CS_FIT_METHOD_LIST(X)
#undef X
};

/* A parameter this near an end of its range, as a share of it, is said to be at the end. */
#define AT_END 0.002
/* Draws kept that spread over less than this share of what the draws made do say something. */
#define TOLD_SHARE 0.8

/* ---- distance ---- */

static double size_of(const cs_fit_wanted *w)
{
    double size = fmax(fabs(w->low), fabs(w->high));
    return size > 0 ? size : 1;
}

double cs_fit_distance(const cs_fit_wanted *wanted, double mean)
{
    double away = mean < wanted->low ? wanted->low - mean : mean > wanted->high ? mean - wanted->high : 0;
    return isnan(mean) ? NAN : away / size_of(wanted);
}

double cs_fit_misfit(const cs_fit_wanted *wanted, const double *mean, int figures)
{
    double sum = 0;
    int count = 0;
    for (int i = 0; i < figures; i++) {
        if (wanted[i].as != CS_FIGURE_SET) continue;
        double within = wanted[i].within > 0 ? wanted[i].within : CS_FIT_WITHIN;
        double away = cs_fit_distance(&wanted[i], mean[i]) / within;
        sum += away * away;
        count++;
    }
    return count > 0 ? sqrt(sum / count) : 0;
}

/* ---- what was asked ---- */

static const char *keep(cs_calibration *c, const char *text, cs_status *status, cs_error *err)
{
    const char *copy = cs_arena_text(c->arena, text ? text : "", text ? strlen(text) : 0);
    if (!copy) *status = cs_fail_memory(err, "a calibration");
    return copy;
}

static cs_status read_wanted(cs_calibration *c, const json_t *all, cs_error *err)
{
    cs_status status = CS_OK;
    if (json_array_size(all) != (size_t)c->figures)
        return cs_fail(err, CS_FORMAT, "the study file does not say what each figure is to be");
    for (int i = 0; i < c->figures; i++) {
        const json_t *one = json_array_get(all, (size_t)i);
        const char *as = json_string_value(json_object_get(one, "as"));
        cs_fit_wanted *wanted = &c->figure[i].wanted;
        wanted->as = as && strcmp(as, "set") == 0 ? CS_FIGURE_SET : CS_FIGURE_PREDICTED;
        wanted->low = json_number_value(json_object_get(one, "low"));
        wanted->high = json_number_value(json_object_get(one, "high"));
        wanted->within = json_number_value(json_object_get(one, "within"));
        wanted->because = keep(c, json_string_value(json_object_get(one, "because")), &status, err);
        c->set_figures += wanted->as == CS_FIGURE_SET;
    }
    return status;
}

static cs_status read_settings(cs_calibration *c, const cs_study_plan *plan, cs_error *err)
{
    cs_status status = CS_OK;
    json_t *root = json_loads(plan->settings, 0, NULL);
    const char *method = json_string_value(json_object_get(root, "method"));
    if (!method)
        CS_GO(cs_fail(err, CS_FORMAT, "the study file does not say how it was calibrated"));
    c->method = strcmp(method, "abc") == 0 ? CS_METHOD_ABC : CS_METHOD_FIT;
    c->tolerance = json_number_value(json_object_get(root, "tolerance"));
    c->persons = json_integer_value(json_object_get(root, "persons"));
    c->own_persons = json_integer_value(json_object_get(root, "own_persons"));
    c->title = keep(c, plan->title, &status, err);
    c->replicates = plan->replicates;
    c->parameters = plan->factors;
    c->figures = plan->figures;
    c->points = plan->points;
    c->tries = plan->points - 1;
    c->parameter = cs_arena_alloc(c->arena, (size_t)plan->factors + 1, sizeof *c->parameter);
    c->figure = cs_arena_alloc(c->arena, (size_t)plan->figures + 1, sizeof *c->figure);
    if (status != CS_OK || !c->parameter || !c->figure) CS_GO(cs_fail_memory(err, "a calibration"));
    for (int i = 0; i < plan->factors && status == CS_OK; i++) {
        const cs_factor *f = &plan->factor[i];
        c->parameter[i] = (cs_fitted){.path = keep(c, f->path, &status, err),
                                      .label = keep(c, f->label, &status, err), .unit = f->unit,
                                      .was = f->value, .low = f->low, .high = f->high,
                                      .fitted = f->value, .fitted_low = NAN, .fitted_high = NAN};
    }
    for (int i = 0; i < plan->figures && status == CS_OK; i++) {
        c->figure[i].name = keep(c, plan->figure[i].name, &status, err);
        c->figure[i].unit = cs_metric_unit((cs_metric)plan->figure[i].metric);
        c->figure[i].per = cs_figure_per(&plan->figure[i]);
    }
    if (status == CS_OK) status = read_wanted(c, json_object_get(root, "figures"), err);
out:
    json_decref(root);
    return status;
}

/* ---- the tries ---- */

/* What was computed: every figure of every row, and its mean over replicates. */
typedef struct table {
    const cs_study_plan *plan;
    double *value;          /* [figures][points][replicates] */
    double *mean;           /* [points][figures]; NAN: undefined, or rows are missing */
    double *room;           /* [points or replicates] */
} table;

static void free_table(table *t)
{
    cs_free(t->value);
    cs_free(t->mean);
    cs_free(t->room);
}

static const double *rows_of(const table *t, int figure, int point)
{
    size_t replicates = (size_t)t->plan->replicates;
    return t->value + ((size_t)figure * (size_t)t->plan->points + (size_t)point) * replicates;
}

static cs_estimate estimate_of(const table *t, int figure, int point)
{
    cs_estimate estimate = {0};
    const double *row = rows_of(t, figure, point);
    size_t count = 0;
    for (int64_t r = 0; r < t->plan->replicates; r++)
        if (!isnan(row[r])) t->room[count++] = row[r];
    cs_estimate_mean(t->room, count, &estimate);
    return estimate;
}

static cs_status read_table(cs_worklist *list, table *t, cs_error *err)
{
    size_t points = (size_t)t->plan->points, figures = (size_t)t->plan->figures;
    size_t replicates = (size_t)t->plan->replicates, most = points > replicates ? points : replicates;
    t->value = cs_alloc(figures * points * replicates + 1, sizeof *t->value);
    t->mean = cs_alloc(figures * points + 1, sizeof *t->mean);
    t->room = cs_alloc(most + 1, sizeof *t->room);
    if (!t->value || !t->mean || !t->room) return cs_fail_memory(err, "the tries of a calibration");
    for (int f = 0; f < t->plan->figures; f++) {
        CS_TRY(cs_worklist_values(list, f, t->value + (size_t)f * points * replicates, err));
        for (int p = 0; p < t->plan->points; p++) {
            cs_estimate estimate = estimate_of(t, f, p);
            t->mean[(size_t)p * figures + (size_t)f] =
                estimate.replicates == t->plan->replicates ? estimate.mean : NAN;
        }
    }
    return CS_OK;
}

static bool is_accepted(const cs_calibration *c, const double *mean)
{
    for (int f = 0; f < c->figures; f++) {
        const cs_fit_wanted *wanted = &c->figure[f].wanted;
        if (wanted->as == CS_FIGURE_SET && !(cs_fit_distance(wanted, mean[f]) <= c->tolerance))
            return false;
    }
    return true;
}

/* Levels, misfit and, of draws, whether they are kept. The first point is the scenario as it stands: it was
   not drawn from the ranges, so it is never a draw that is kept. */
static cs_status judge_tries(cs_calibration *c, const table *t, cs_error *err)
{
    size_t k = (size_t)c->parameters, points = (size_t)c->points;
    double *level = cs_arena_alloc(c->arena, points * k + 1, sizeof *level);
    double *misfit = cs_arena_alloc(c->arena, points + 1, sizeof *misfit);
    bool *accepted = cs_arena_alloc(c->arena, points + 1, sizeof *accepted);
    cs_fit_wanted *wanted = cs_arena_alloc(c->arena, (size_t)c->figures + 1, sizeof *wanted);
    if (!level || !misfit || !accepted || !wanted) return cs_fail_memory(err, "a calibration");
    for (int f = 0; f < c->figures; f++) wanted[f] = c->figure[f].wanted;
    for (size_t p = 0; p < points; p++) {
        const double *mean = t->mean + p * (size_t)c->figures, *own = t->plan->point[p].level;
        for (size_t i = 0; i < k; i++)
            level[p * k + i] = own && !isnan(own[i]) ? own[i] : c->parameter[i].was;
        misfit[p] = cs_fit_misfit(wanted, mean, c->figures);
        accepted[p] = c->method == CS_METHOD_ABC && p > 0 && is_accepted(c, mean);
        c->accepted_count += accepted[p];
        if (misfit[p] < misfit[c->best] || (isnan(misfit[c->best]) && !isnan(misfit[p])))
            c->best = (int)p;
    }
    c->level = level;
    c->misfit = misfit;
    c->accepted = accepted;
    c->enough = c->accepted_count >= CS_ACCEPTED_LEAST;
    return CS_OK;
}

/* ---- where the parameters ended ---- */

static int end_of(const cs_fitted *p)
{
    double share = (p->fitted - p->low) / (p->high - p->low);
    return share <= AT_END ? -1 : share >= 1 - AT_END ? 1 : 0;
}

/* Mean and the middle 95 % of one parameter over the draws kept, or over all of them. */
static cs_estimate spread_of(const cs_calibration *c, const table *t, int parameter, bool kept)
{
    cs_estimate estimate;
    size_t count = 0;
    for (int p = 1; p < c->points; p++)
        if (c->accepted[p] || !kept)
            t->room[count++] = c->level[(size_t)p * (size_t)c->parameters + (size_t)parameter];
    cs_estimate_spread(t->room, count, &estimate);
    return estimate;
}

static void end_parameters(cs_calibration *c, const table *t)
{
    for (int i = 0; i < c->parameters; i++) {
        cs_fitted *p = &c->parameter[i];
        p->told = true;
        if (c->method == CS_METHOD_FIT) {
            p->fitted = c->level[(size_t)c->best * (size_t)c->parameters + (size_t)i];
            p->at_end = c->best > 0 ? end_of(p) : 0;
            continue;
        }
        cs_estimate kept = spread_of(c, t, i, true);
        if (kept.defined) p->fitted = kept.mean;
        if (!c->enough) continue;
        cs_estimate all = spread_of(c, t, i, false);
        p->fitted_low = kept.low;
        p->fitted_high = kept.high;
        p->told = kept.high - kept.low < TOLD_SHARE * (all.high - all.low);
    }
}

/* ---- figures before and after ---- */

static cs_verdict judge(const cs_fit_figure *figure, const cs_estimate *estimate)
{
    const cs_fit_wanted *w = &figure->wanted;
    cs_figure as_stated = {.expect = {.low = w->low, .high = w->high}, .within = w->within};
    return cs_figure_verdict(&as_stated, estimate);
}

/* A figure over the draws kept: the middle 95 % of what they come to, where there are enough. */
static cs_estimate over_draws(const cs_calibration *c, const table *t, int figure)
{
    cs_estimate estimate = {0};
    size_t count = 0;
    for (int p = 1; p < c->points; p++) {
        double mean = t->mean[(size_t)p * (size_t)c->figures + (size_t)figure];
        if (c->accepted[p] && !isnan(mean)) t->room[count++] = mean;
    }
    cs_estimate_spread(t->room, count, &estimate);
    estimate.has_interval &= c->enough;
    estimate.mean_low = estimate.has_interval ? estimate.low : estimate.mean;
    estimate.mean_high = estimate.has_interval ? estimate.high : estimate.mean;
    return estimate;
}

static void judge_figures(cs_calibration *c, const table *t)
{
    for (int f = 0; f < c->figures; f++) {
        cs_fit_figure *figure = &c->figure[f];
        figure->before = estimate_of(t, f, 0);
        figure->after = c->method == CS_METHOD_FIT ? estimate_of(t, f, c->best) : over_draws(c, t, f);
        figure->held = judge(figure, &figure->before);
        figure->holds = judge(figure, &figure->after);
    }
}

cs_status cs_calibration_read(cs_worklist *list, cs_calibration *out, cs_error *err)
{
    table t = {.plan = cs_worklist_plan(list)};
    cs_work_counts counts;
    cs_status status;
    *out = (cs_calibration){.arena = cs_arena_new()};
    if (!out->arena) return cs_fail_memory(err, "a calibration");
    if (t.plan->kind != CS_STUDY_CALIBRATION || t.plan->points < 1)
        CS_GO(cs_fail(err, CS_FORMAT, "the study file is no calibration"));
    CS_GO(read_settings(out, t.plan, err));
    CS_GO(cs_worklist_count(list, &counts, err));
    out->rows = counts.rows;
    out->failed = counts.failed;
    CS_GO(read_table(list, &t, err));
    CS_GO(judge_tries(out, &t, err));
    end_parameters(out, &t);
    judge_figures(out, &t);
out:
    free_table(&t);
    if (status != CS_OK) cs_calibration_free(out);
    return status;
}

void cs_calibration_free(cs_calibration *calibration)
{
    cs_arena_free(calibration->arena);
    *calibration = (cs_calibration){0};
}
