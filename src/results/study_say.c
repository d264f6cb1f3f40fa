/* A study as text for a terminal: each figure over the points, what a safeguard changes, what failed. */
#include "results/prior.h"
#include "results/sensitivity.h"
#include "results/format.h"
#include "results/stats.h"
#include "results/study_store.h"

#include "core/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points are told one by one up to so many; beyond, as a spread. */
#define POINTS_MOST 40
#define FAILURES_MOST 10
#define EFFECT_WIDTH 27

static void say_title(cs_text *text, const cs_study *study, const cs_work_counts *counts)
{
    const cs_study_plan *plan = study->plan;
    char line[700], points[CS_CELL], rows[CS_CELL];
    cs_format_number(points, plan->points, 0);
    cs_format_number(rows, (double)counts->rows, 0);
    snprintf(line, sizeof line,
             "%.400s: a study of a model, of people who do not exist. %s point%s, %lld replicate%s "
             "of each, %s runs.", *plan->title ? plan->title : "A study", points,
             plan->points == 1 ? "" : "s", (long long)plan->replicates,
             plan->replicates == 1 ? "" : "s", rows);
    cs_format_paragraph(text, 0, line);
    if (counts->done == counts->rows) return;
    char done[CS_CELL], failed[CS_CELL], waiting[CS_CELL];
    cs_format_number(done, (double)counts->done, 0);
    cs_format_number(failed, (double)counts->failed, 0);
    cs_format_number(waiting, (double)counts->waiting, 0);
    snprintf(line, sizeof line, "%s are done, %s failed, %s are still to do.", done, failed, waiting);
    cs_format_paragraph(text, 0, line);
}

/* A number of one figure: shares in percent, and as many digits as its interval bears. */
static void say_estimate(char room[CS_CELL], const cs_estimate *e, cs_unit unit)
{
    double scale = unit == CS_UNIT_SHARE ? 100 : 1;
    double half = e->has_interval ? scale * (e->high - e->low) / 2 : 0;
    int decimals = cs_format_decimals(half > 0 ? half : fabs(scale * e->mean) / 10, 0, 6);
    cs_format_estimate(room, e, scale, decimals);
}

static const char *unit_words(cs_unit unit)
{
    switch (unit) {
    case CS_UNIT_SHARE: return ", in percent";
    case CS_UNIT_TIME: return ", in days";
    case CS_UNIT_RATE: return ", per year";
    default: return "";
    }
}

static bool has_effects(const cs_study_plan *plan)
{
    for (int i = 0; i < plan->points; i++)
        if (cs_study_base_of(plan, i) >= 0) return true;
    return false;
}

static cs_status say_point(cs_text *text, cs_study *study, int figure, int point, bool effects,
                           cs_error *err)
{
    const cs_study_plan *plan = study->plan;
    cs_unit unit = cs_metric_unit((cs_metric)plan->figure[figure].metric);
    cs_estimate estimate;
    char room[CS_CELL];
    int base = effects ? cs_study_base_of(plan, point) : -1;
    int name = CS_LINE - (effects ? 2 : 1) * EFFECT_WIDTH;
    CS_TRY(cs_study_estimate(study, point, figure, &estimate, err));
    say_estimate(room, &estimate, unit);
    cs_format_name(text, study->name[point], name);
    cs_text_format(text, "%*s", EFFECT_WIDTH, room);
    if (base >= 0) {
        CS_TRY(cs_study_difference(study, point, base, figure, &estimate, err));
        say_estimate(room, &estimate, unit);
        cs_text_format(text, "%*s", EFFECT_WIDTH, room);
    }
    cs_text_add(text, "\n");
    return CS_OK;
}

static cs_status say_points(cs_text *text, cs_study *study, int figure, bool effects, cs_error *err)
{
    const cs_asked *asked = &study->plan->figure[figure];
    char head[200];
    int name = CS_LINE - (effects ? 2 : 1) * EFFECT_WIDTH;
    snprintf(head, sizeof head, "%.120s%s", asked->name,
             unit_words(cs_metric_unit((cs_metric)asked->metric)));
    cs_text_add(text, "\n");
    cs_format_paragraph(text, 0, head);
    cs_text_format(text, "%*s%*s%*s\n", name, "", EFFECT_WIDTH,
                   cs_metric_over((cs_metric)asked->metric) ? "over replicates" : "mean",
                   effects ? EFFECT_WIDTH : 0, effects ? "less without safeguard" : "");
    cs_format_rule(text);
    for (int i = 0; i < study->plan->points; i++)
        CS_TRY(say_point(text, study, figure, i, effects, err));
    return CS_OK;
}

/* Means of the points, of which there are too many to name: least, middle, largest. */
static cs_status say_spread(cs_text *text, cs_study *study, int figure, cs_error *err)
{
    const cs_asked *asked = &study->plan->figure[figure];
    cs_unit unit = cs_metric_unit((cs_metric)asked->metric);
    double *mean = cs_alloc((size_t)study->plan->points, sizeof *mean);
    cs_status status = CS_OK;
    int count = 0;
    if (!mean) return cs_fail_memory(err, "the means of the points");
    for (int i = 0; i < study->plan->points && status == CS_OK; i++) {
        cs_estimate estimate;
        status = cs_study_estimate(study, i, figure, &estimate, err);
        if (status == CS_OK && estimate.defined) mean[count++] = estimate.mean;
    }
    if (status == CS_OK && count > 0) {
        char room[3][CS_CELL], name[140];
        qsort(mean, (size_t)count, sizeof *mean, cs_ascending);
        for (int k = 0; k < 3; k++)
            cs_format_figure(room[k], cs_sorted_quantile(mean, (size_t)count, 0.5 * k), unit);
        snprintf(name, sizeof name, "%.130s", asked->name);
        cs_format_name(text, name, CS_LINE - 48);
        cs_text_format(text, "%16s%16s%16s\n", room[0], room[1], room[2]);
    }
    cs_free(mean);
    return status;
}

static cs_status say_figures(cs_text *text, cs_study *study, cs_error *err)
{
    const cs_study_plan *plan = study->plan;
    bool effects = plan->points <= POINTS_MOST && has_effects(plan);
    if (plan->points > POINTS_MOST) {
        cs_text_format(text, "\n%-*s%16s%16s%16s\n", CS_LINE - 48, "means of the points", "least",
                       "median", "largest");
        cs_format_rule(text);
    }
    for (int i = 0; i < plan->figures; i++) {
        if (plan->points > POINTS_MOST) CS_TRY(say_spread(text, study, i, err));
        else CS_TRY(say_points(text, study, i, effects, err));
    }
    cs_text_add(text, "\n");
    if (plan->points <= POINTS_MOST && plan->replicates >= CS_INTERVAL_REPLICATES)
        cs_format_paragraph(text, 0, effects
            ? "In brackets: the middle 95 % of replicates; of differences, which pair replicates of the "
              "same people and luck, the 95 % t interval of the mean."
            : "In brackets: the middle 95 % of replicates, which shows chance and not how sure the "
              "assumptions are.");
    else if (plan->replicates < CS_INTERVAL_REPLICATES)
        cs_text_format(text, "No intervals: at least %d replicates are needed for them.\n",
                       CS_INTERVAL_REPLICATES);
    return CS_OK;
}

static cs_status say_failures(cs_text *text, cs_study *study, int64_t failed, cs_error *err)
{
    const cs_study_plan *plan = study->plan;
    int told = 0;
    if (failed == 0) return CS_OK;
    cs_text_format(text, "\n%lld failed%s\n", (long long)failed,
                   failed > FAILURES_MOST ? ", the first of them:" : ":");
    for (int point = 0; point < plan->points && told < FAILURES_MOST; point++)
        for (int64_t r = 0; r < plan->replicates && told < FAILURES_MOST; r++) {
            char *message = NULL, line[1400];
            cs_work_row row = {point, r};
            if (cs_worklist_state(study->list, row) != CS_WORK_FAILED) continue;
            CS_TRY(cs_worklist_message(study->list, row, &message, err));
            snprintf(line, sizeof line, "%.300s, replicate %lld: %.1000s", study->name[point],
                     (long long)r, message ? message : "");
            cs_text_free(message);
            cs_format_paragraph(text, 2, line);
            told++;
        }
    return CS_OK;
}

/* A table of points says little of a study whose points are a method's: these have texts of their own. */
static cs_status say_method(cs_study *study, char **out, bool *any, cs_error *err)
{
    *any = true;
    switch (study->plan->kind) {
    case CS_STUDY_MORRIS:
    case CS_STUDY_SOBOL: return cs_effects_print(study->list, -1, out, err);
    case CS_STUDY_PRIOR: return cs_prior_print(study->list, out, err);
    default: *any = false; return CS_OK;
    }
}

cs_status cs_study_summary(cs_study *study, char **out, cs_error *err)
{
    bool any;
    cs_status status;
    cs_text text = {0};
    cs_work_counts counts;
    char hash[33];
    CS_GO(say_method(study, out, &any, err));
    if (any) return CS_OK;
    CS_GO(cs_worklist_count(study->list, &counts, err));
    say_title(&text, study, &counts);
    CS_GO(say_figures(&text, study, err));
    CS_GO(say_failures(&text, study, counts.failed, err));
    CS_GO(cs_worklist_hash(study->list, hash, err));
    cs_text_format(&text, "Seed %lld. Study hash %s\n", (long long)study->plan->seed, hash);
    return cs_text_take(&text, out, err);
out:
    cs_text_drop(&text);
    return status;
}
