/* A study file, read: points, figures, and estimates over replicates. */
#include "results/study_store.h"

#include "core/mem.h"
#include "core/text.h"
#include "results/format.h"
#include "results/stats.h"
#include "results/study_text.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

/* The label, or what the point is made of; then where it stands, if few parameters say so. */
#define LEVELS_NAMED 4
static void make_name(cs_text *text, const cs_study_plan *plan, const cs_point *point)
{
    if (point->label && *point->label) cs_text_add(text, point->label);
    else cs_text_format(text, "%s, %s", point->scenario, cs_world_name(point->safeguard));
    for (int i = 0; i < plan->factors && plan->factors <= LEVELS_NAMED; i++) {
        char level[CS_CELL];
        if (isnan(point->level[i])) continue;
        cs_format_figure(level, point->level[i], plan->factor[i].unit);
        cs_text_format(text, ", %s = %s", cs_factor_short(plan, i), level);
    }
}

static cs_status make_names(cs_study *study, cs_error *err)
{
    study->name = cs_alloc((size_t)study->plan->points + 1, sizeof *study->name);
    if (!study->name) return cs_fail_memory(err, "the names of points");
    for (int i = 0; i < study->plan->points; i++) {
        cs_text text = {0};
        make_name(&text, study->plan, &study->plan->point[i]);
        CS_TRY(cs_text_take(&text, &study->name[i], err));
    }
    return CS_OK;
}

/* ---- opening ---- */

cs_status cs_study_open(const char *path, cs_study **out, cs_error *err)
{
    cs_status status;
    *out = NULL;
    cs_study *study = cs_alloc(1, sizeof *study);
    if (!study) return cs_fail_memory(err, "a study");
    CS_GO(cs_worklist_read(path, &study->list, err));
    study->plan = cs_worklist_plan(study->list);
    study->value = cs_alloc((size_t)study->plan->figures + 1, sizeof *study->value);
    if (!study->value) CS_GO(cs_fail_memory(err, "the figures of a study"));
    CS_GO(make_names(study, err));
    *out = study;
    return CS_OK;
out:
    cs_study_close(study);
    return status;
}

void cs_study_close(cs_study *study)
{
    if (!study) return;
    for (int i = 0; study->value && i < study->plan->figures; i++) cs_free(study->value[i]);
    for (int i = 0; study->name && i < study->plan->points; i++) cs_free(study->name[i]);
    cs_free(study->value);
    cs_free(study->name);
    cs_worklist_close(study->list);
    cs_free(study);
}

bool cs_study_is(const char *path) { return cs_worklist_is(path); }

cs_status cs_study_merge(const char *const *paths, int count, const char *out, bool force,
                         cs_error *err)
{
    return cs_worklist_merge(paths, count, out, force, err);
}

cs_status cs_study_hash(cs_study *study, char hash[33], cs_error *err)
{
    return cs_worklist_hash(study->list, hash, err);
}

/* ---- what there is ---- */

const char *cs_study_title(const cs_study *study) { return study->plan->title; }
int cs_study_points(const cs_study *study) { return study->plan->points; }
int cs_study_figures(const cs_study *study) { return study->plan->figures; }
int cs_study_factors(const cs_study *study) { return study->plan->factors; }
int64_t cs_study_replicates(const cs_study *study) { return study->plan->replicates; }

const char *cs_study_point_name(const cs_study *study, int point)
{
    return point >= 0 && point < study->plan->points ? study->name[point] : "";
}

const char *cs_study_figure_name(const cs_study *study, int figure)
{
    return figure >= 0 && figure < study->plan->figures ? study->plan->figure[figure].name : "";
}

const char *cs_study_factor_path(const cs_study *study, int factor)
{
    return factor >= 0 && factor < study->plan->factors ? study->plan->factor[factor].path : "";
}

double cs_study_level(const cs_study *study, int point, int factor)
{
    const cs_study_plan *plan = study->plan;
    bool there = point >= 0 && point < plan->points && factor >= 0 && factor < plan->factors;
    return there ? plan->point[point].level[factor] : NAN;
}

cs_status cs_study_count(cs_study *study, int64_t *rows, int64_t *done, int64_t *failed,
                         cs_error *err)
{
    cs_work_counts counts;
    CS_TRY(cs_worklist_count(study->list, &counts, err));
    *rows = counts.rows;
    *done = counts.done;
    *failed = counts.failed;
    return CS_OK;
}

static bool same_settings(const cs_point *a, const cs_point *b)
{
    if (strcmp(a->scenario, b->scenario) != 0 || a->set_count != b->set_count) return false;
    for (int i = 0; i < a->set_count; i++)
        if (strcmp(a->sets[i], b->sets[i]) != 0) return false;
    return true;
}

static bool is_base_of(const cs_study_plan *plan, int base, int point)
{
    return !*plan->point[base].safeguard && same_settings(&plan->point[base], &plan->point[point]);
}

int cs_study_base_of(const cs_study_plan *plan, int point, int likely)
{
    if (!*plan->point[point].safeguard) return -1;
    if (likely >= 0 && likely < plan->points && is_base_of(plan, likely, point)) return likely;
    for (int i = 0; i < plan->points; i++)
        if (is_base_of(plan, i, point)) return i;
    return -1;
}

/* ---- figures ---- */

cs_status cs_study_values(cs_study *study, int figure, const double **value, cs_error *err)
{
    const cs_study_plan *plan = study->plan;
    size_t rows = (size_t)plan->points * (size_t)plan->replicates;
    bool there = figure >= 0 && figure < plan->figures;
    if (there && study->value[figure]) {
        *value = study->value[figure];
        return CS_OK;
    }
    double *read = cs_alloc(rows, sizeof *read);
    if (!read) return cs_fail_memory(err, "the figures of a study");
    cs_status status = cs_worklist_values(study->list, figure, read, err);
    if (status != CS_OK) {
        cs_free(read);
        return status;
    }
    *value = study->value[figure] = read;
    return CS_OK;
}

static cs_status check_point(const cs_study *study, int point, cs_error *err)
{
    if (point >= 0 && point < study->plan->points) return CS_OK;
    return cs_fail(err, CS_USAGE, "the study has %d points; number %d was asked for",
                   study->plan->points, point);
}

cs_status cs_study_value(cs_study *study, int point, int64_t replicate, int figure, double *value,
                         cs_error *err)
{
    const double *values;
    CS_TRY(check_point(study, point, err));
    if (replicate < 0 || replicate >= study->plan->replicates)
        return cs_fail(err, CS_USAGE, "the study has %lld replicates; number %lld was asked for",
                       (long long)study->plan->replicates, (long long)replicate);
    CS_TRY(cs_study_values(study, figure, &values, err));
    *value = values[point * study->plan->replicates + replicate];
    return CS_OK;
}

/* Values at the point, less those at `minus` where it is a point, over replicates that have them. */
static cs_status gather(cs_study *study, int point, int minus, int figure, double **out,
                        size_t *count, cs_error *err)
{
    int64_t replicates = study->plan->replicates;
    const double *values;
    *count = 0;
    CS_TRY(check_point(study, point, err));
    if (minus >= 0) CS_TRY(check_point(study, minus, err));
    CS_TRY(cs_study_values(study, figure, &values, err));
    double *found = cs_alloc((size_t)replicates, sizeof *found);
    if (!found) return cs_fail_memory(err, "the replicates' values");
    for (int64_t r = 0; r < replicates; r++) {
        double value = values[point * replicates + r];
        if (minus >= 0) value -= values[minus * replicates + r];
        if (!isnan(value)) found[(*count)++] = value;
    }
    *out = found;
    return CS_OK;
}

cs_status cs_study_estimate(cs_study *study, int point, int figure, cs_estimate *estimate,
                            cs_error *err)
{
    double *values = NULL;
    size_t count;
    *estimate = (cs_estimate){0};
    CS_TRY(gather(study, point, -1, figure, &values, &count, err));
    if (cs_metric_over((cs_metric)study->plan->figure[figure].metric))
        cs_estimate_sd(values, count, estimate);
    else
        cs_estimate_spread(values, count, estimate);
    cs_free(values);
    return CS_OK;
}

cs_status cs_study_difference(cs_study *study, int point, int other, int figure,
                              cs_estimate *estimate, cs_error *err)
{
    double *values = NULL;
    size_t count;
    *estimate = (cs_estimate){0};
    CS_TRY(check_point(study, other, err));
    CS_TRY(gather(study, point, other, figure, &values, &count, err));
    cs_estimate_mean(values, count, estimate);
    cs_free(values);
    return CS_OK;
}
