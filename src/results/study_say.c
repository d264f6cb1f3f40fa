/* A study as text for a terminal: its figures over the points, what safeguards change, what failed. */
#include "results/columns.h"
#include "results/prior.h"
#include "results/sensitivity.h"
#include "results/stats.h"
#include "results/study_store.h"
#include "results/study_text.h"

#include "core/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points are told one by one up to so many; beyond, a row tells all points of a scenario and safeguard. */
#define POINTS_MOST 40
#define FAILURES_MOST 10
#define KEYS_MOST 46       /* columns for what a point is; beyond, points are numbered and told beneath */
#define LISTED_MOST 8      /* parameters that are told so */
#define HEAD_MOST 40       /* of a figure's name over its column; longer ones have a number there */

typedef struct view {
    cs_text *text;
    cs_study *study;
    const cs_study_plan *plan;
    cs_work_counts counts;
    bool spread;           /* rows are worlds, each of many points */
    bool numbered;         /* rows are points by their numbers */
    bool safeguards, scenarios; /* whether points differ in them */
    bool effects, undefined; /* whether something is to be told of them */
    int rows;
    int *row_of, *base;    /* [points]; base -1: none */
    int *first;            /* [rows] the first point of the row */
} view;

/* ---- which rows there are ---- */

static bool same_world(const cs_point *a, const cs_point *b)
{
    return !strcmp(a->scenario, b->scenario) && !strcmp(a->safeguard, b->safeguard);
}

static int row_of(const view *v, int point)
{
    for (int r = v->rows - 1; v->spread && r >= 0; r--)
        if (same_world(&v->plan->point[v->first[r]], &v->plan->point[point])) return r;
    return v->rows;
}

static void find_rows(view *v)
{
    const cs_study_plan *plan = v->plan;
    v->spread = plan->points > POINTS_MOST;
    for (int p = 0; p < plan->points; p++) {
        v->row_of[p] = row_of(v, p);
        if (v->row_of[p] == v->rows) v->first[v->rows++] = p;
        v->safeguards |= *plan->point[p].safeguard != 0;
        v->scenarios |= strcmp(plan->point[p].scenario, plan->point[0].scenario) != 0;
        v->base[p] = plan->own_luck ? -1 : cs_study_base_of(plan, p, p > 0 ? v->base[p - 1] + 1 : 0);
        v->effects |= v->base[p] >= 0;
    }
}

static cs_status open_view(view *v, cs_study *study, cs_text *text, cs_error *err)
{
    size_t points = (size_t)study->plan->points + 1;
    *v = (view){.text = text, .study = study, .plan = study->plan};
    CS_TRY(cs_worklist_count(study->list, &v->counts, err));
    v->row_of = cs_alloc(points, sizeof *v->row_of);
    v->base = cs_alloc(points, sizeof *v->base);
    v->first = cs_alloc(points, sizeof *v->first);
    if (!v->row_of || !v->base || !v->first) return cs_fail_memory(err, "the rows of a table");
    find_rows(v);
    return CS_OK;
}

static void close_view(view *v)
{
    cs_free(v->row_of);
    cs_free(v->base);
    cs_free(v->first);
}

/* ---- head ---- */

static void say_title(view *v)
{
    const cs_study_plan *plan = v->plan;
    char points[CS_CELL], replicates[CS_CELL], rows[CS_CELL], done[CS_CELL], failed[CS_CELL];
    cs_format_count(points, plan->points, "point", NULL);
    cs_format_count(replicates, plan->replicates, "replicate", NULL);
    cs_format_count(rows, v->counts.rows, "row", NULL);
    cs_say_line(v->text, "%.400s: a study of a model, of people who do not exist. %s, %s of each: %s.",
                *plan->title ? plan->title : "A study", points, replicates, rows);
    if (v->counts.done == v->counts.rows) return;
    cs_format_number(done, (double)v->counts.done, 0);
    cs_format_number(failed, (double)v->counts.failed, 0);
    cs_format_number(rows, (double)(v->counts.rows - v->counts.done - v->counts.failed), 0);
    cs_say_line(v->text, "Not finished: %s done, %s failed, %s not run yet.", done, failed, rows);
}

/* "everyone listed (listed_share list=discredited): of all persons, share on the list on the day." */
static void say_key(view *v)
{
    cs_text_add(v->text, "\n");
    for (int f = 0; f < v->plan->figures; f++) {
        const cs_asked *asked = &v->plan->figure[f];
        cs_text words = {0};
        cs_asked_print(asked, &words);
        if (cs_format_columns(asked->name) > HEAD_MOST) cs_text_format(v->text, "figure %d, ", f + 1);
        cs_say_line(v->text, "%.300s (%.200s): %.300s.", asked->name, words.bytes ? words.bytes : "",
                    cs_metric_words[asked->metric].help);
        v->text->failed |= words.failed;
        cs_text_drop(&words);
    }
}

/* ---- columns that say what a point is ---- */

/* "city-points" of "scenarios/city-points.yaml". */
static void short_scenario(char room[CS_CELL_WIDE], const char *scenario)
{
    const char *slash = strrchr(scenario, '/');
    cs_format_cut(room, CS_CELL_WIDE, slash ? slash + 1 : scenario);
    size_t length = strlen(room);
    if (length > 5 && !strcmp(room + length - 5, ".yaml")) room[length - 5] = 0;
}

static void level_words(char room[CS_CELL], const view *v, int point, int factor)
{
    double level = v->plan->point[point].level[factor];
    if (isnan(level)) snprintf(room, CS_CELL, "as stated");
    else if (v->plan->factor[factor].unit == CS_UNIT_TIME && level >= CS_FOREVER)
        snprintf(room, CS_CELL, "forever");
    else cs_format_figure(room, level, v->plan->factor[factor].unit);
}

static cs_status add_levels(view *v, cs_columns *t, const int *point, cs_error *err)
{
    for (int f = 0; f < v->plan->factors; f++) {
        CS_TRY(cs_columns_add(t, cs_factor_short(v->plan, f), "", true, err));
        for (int i = 0; i < t->rows; i++) {
            char level[CS_CELL];
            level_words(level, v, point[i], f);
            cs_columns_put(t, i, level);
        }
    }
    return CS_OK;
}

static int64_t points_in(const view *v, int row)
{
    int64_t count = 0;
    for (int p = 0; p < v->plan->points; p++) count += v->row_of[p] == row;
    return count;
}

static int64_t done_in(const view *v, int row)
{
    int64_t count = 0;
    for (int p = 0; p < v->plan->points; p++)
        for (int64_t r = 0; v->row_of[p] == row && r < v->plan->replicates; r++)
            count += cs_worklist_state(v->study->list, (cs_work_row){p, r}) == CS_WORK_DONE;
    return count;
}

/* Points of a world, or rows of a point that are done, where some are not. */
static cs_status add_counts(view *v, cs_columns *t, const int *point, cs_error *err)
{
    bool done = v->counts.done < v->counts.rows;
    char number[CS_CELL], all[CS_CELL], both[2 * CS_CELL + 8];
    if (v->spread) CS_TRY(cs_columns_add(t, "points", "", true, err));
    for (int i = 0; v->spread && i < t->rows; i++) {
        cs_format_number(number, (double)points_in(v, v->row_of[point[i]]), 0);
        cs_columns_put(t, i, number);
    }
    if (done) CS_TRY(cs_columns_add(t, "rows done", "", true, err));
    for (int i = 0; done && i < t->rows; i++) {
        int row = v->row_of[point[i]];
        cs_format_number(number, (double)done_in(v, row), 0);
        cs_format_number(all, (double)(points_in(v, row) * v->plan->replicates), 0);
        snprintf(both, sizeof both, "%s of %s", number, all);
        cs_columns_put(t, i, both);
    }
    return CS_OK;
}

static cs_status add_names(view *v, cs_columns *t, const int *point, cs_error *err)
{
    char words[CS_CELL_WIDE];
    if (v->numbered) {
        CS_TRY(cs_columns_add(t, "point", "", true, err));
        for (int i = 0; i < t->rows; i++) {
            cs_format_number(words, point[i], 0);
            cs_columns_put(t, i, words);
        }
        return CS_OK;
    }
    if (v->scenarios || (!v->safeguards && (v->spread || v->plan->factors == 0))) {
        CS_TRY(cs_columns_add(t, "scenario", "", true, err));
        for (int i = 0; i < t->rows; i++) {
            short_scenario(words, v->plan->point[point[i]].scenario);
            cs_columns_put(t, i, words);
        }
    }
    if (v->safeguards) CS_TRY(cs_columns_add(t, "safeguard", "", true, err));
    for (int i = 0; v->safeguards && i < t->rows; i++)
        cs_columns_put(t, i, cs_world_name(v->plan->point[point[i]].safeguard));
    return v->spread ? CS_OK : add_levels(v, t, point, err);
}

/* Numbers stand for points whose settings take too much room. */
static cs_status choose_numbers(view *v, cs_error *err)
{
    cs_columns t = {.rows = v->rows};
    cs_status status = add_names(v, &t, v->first, err);
    v->numbered = status == CS_OK && !v->spread && cs_columns_keys(&t) > KEYS_MOST;
    cs_columns_free(&t);
    return status;
}

static void say_point(view *v, int point)
{
    char room[CS_CELL_WIDE];
    cs_text line = {0};
    const cs_point *p = &v->plan->point[point];
    cs_text_format(&line, "%d:", point);
    if (v->scenarios) {
        short_scenario(room, p->scenario);
        cs_text_format(&line, " %s,", room);
    }
    if (v->safeguards) cs_text_format(&line, " %s,", cs_world_name(p->safeguard));
    for (int f = 0; f < v->plan->factors; f++) {
        level_words(room, v, point, f);
        cs_text_format(&line, " %s = %s,", cs_factor_short(v->plan, f), room);
    }
    if (line.length > 0) line.bytes[line.length - 1] = 0;
    v->text->failed |= line.failed;
    if (!line.failed) cs_format_paragraph(v->text, 2, line.bytes);
    cs_text_drop(&line);
}

static void say_points(view *v)
{
    bool shortened = false;
    for (int f = 0; f < v->plan->factors; f++)
        shortened |= strcmp(cs_factor_short(v->plan, f), v->plan->factor[f].path) != 0;
    if (!v->spread && shortened && (!v->numbered || v->plan->factors <= LISTED_MOST)) {
        cs_text line = {0};
        cs_text_add(&line, "Parameters:");
        for (int f = 0; f < v->plan->factors; f++)
            cs_text_format(&line, " %s%s", v->plan->factor[f].path, f + 1 < v->plan->factors ? "," : ".");
        v->text->failed |= line.failed;
        if (!line.failed) cs_format_paragraph(v->text, 0, line.bytes);
        cs_text_drop(&line);
    }
    if (!v->numbered) return;
    if (v->plan->factors > LISTED_MOST) {
        cs_say_line(v->text, "What each point is, `counterscore export --format csv` writes to point.csv "
                             "and level.csv.");
        return;
    }
    cs_text_add(v->text, "Points:\n");
    for (int p = 0; p < v->plan->points; p++) say_point(v, p);
}

/* ---- cells ---- */

/* Over the points of a world, of their means, or of their means less those of base. */
static cs_status spread_of(view *v, int row, int figure, bool difference, cs_estimate *out, cs_error *err)
{
    double *mean = cs_alloc((size_t)v->plan->points, sizeof *mean);
    cs_status status = CS_OK;
    size_t n = 0;
    *out = (cs_estimate){0};
    if (!mean) return cs_fail_memory(err, "the means of the points");
    for (int p = v->first[row]; p < v->plan->points && status == CS_OK; p++) {
        cs_estimate here;
        if (v->row_of[p] != row || (difference && v->base[p] < 0)) continue;
        status = difference ? cs_study_difference(v->study, p, v->base[p], figure, &here, err)
                            : cs_study_estimate(v->study, p, figure, &here, err);
        if (status == CS_OK && here.defined) mean[n++] = here.mean;
    }
    if (status == CS_OK && n > 0) {
        qsort(mean, n, sizeof *mean, cs_ascending);
        *out = (cs_estimate){.mean = cs_sorted_quantile(mean, n, 0.5), .low = mean[0], .high = mean[n - 1],
                             .defined = true, .has_interval = n > 1};
    }
    cs_free(mean);
    return status;
}

static cs_status estimate_of(view *v, int point, int figure, bool difference, cs_estimate *out,
                             cs_error *err)
{
    if (v->spread) return spread_of(v, v->row_of[point], figure, difference, out, err);
    if (difference) return cs_study_difference(v->study, point, v->base[point], figure, out, err);
    return cs_study_estimate(v->study, point, figure, out, err);
}

/* Digits that a column shares: two significant ones of its narrowest interval, but no more than three of the
   largest figure and, where there is one as small, one of the smallest. */
static int decimals_of(const cs_estimate *e, int rows, double scale)
{
    int most = 0;
    double largest = 0, least = INFINITY;
    for (int i = 0; i < rows; i++) {
        double size = e[i].defined ? scale * fabs(e[i].mean) : 0;
        double half = e[i].has_interval ? scale * (e[i].high - e[i].low) / 2 : 0;
        largest = fmax(largest, size);
        if (size > 0) least = fmin(least, size);
        if (!e[i].defined || (size == 0 && half == 0)) continue;
        int wanted = cs_format_decimals(half > 0 ? half : size / 10, 0, 9);
        most = wanted > most ? wanted : most;
    }
    int enough = cs_format_decimals(largest / 10, 0, 9);
    int small = isfinite(least) ? cs_format_decimals(least * 10, 0, enough + 2) : 0;
    enough = small > enough ? small : enough;
    return most < enough ? most : enough;
}

static bool is_done(const view *v, int point, int64_t replicate)
{
    return point < 0 ||
           cs_worklist_state(v->study->list, (cs_work_row){point, replicate}) == CS_WORK_DONE;
}

/* Why nothing is there to be shown: of a difference, base may be what is missing. */
static const char *nothing(const view *v, int point, bool difference)
{
    bool failed = false, done = false;
    for (int p = 0; p < v->plan->points; p++)
        for (int64_t r = 0; v->row_of[p] == v->row_of[point] && r < v->plan->replicates; r++) {
            done |= is_done(v, p, r) && is_done(v, difference ? v->base[p] : -1, r);
            failed |= cs_worklist_state(v->study->list, (cs_work_row){p, r}) == CS_WORK_FAILED;
        }
    return done ? "undefined" : failed ? "failed" : "not run yet";
}

static void say_cell(view *v, cs_columns *t, int row, int point, const cs_estimate *e, double scale,
                     int decimals, bool difference)
{
    char room[CS_CELL], words[CS_CELL + 2];
    if (!e->defined) {
        const char *why = nothing(v, point, difference);
        v->undefined |= !strcmp(why, "undefined");
        cs_columns_put(t, row, why);
        return;
    }
    cs_format_estimate(room, e, scale, decimals);
    bool plus = difference && e->mean > 0 && strspn(room, "0.") < strcspn(room, " ");
    if (difference && e->mean == 0 && e->low == 0 && e->high == 0) snprintf(room, sizeof room, "0");
    snprintf(words, sizeof words, "%s%s", plus ? "+" : "", room);
    cs_columns_put(t, row, words);
}

static cs_status add_figure(view *v, cs_columns *t, const int *point, int figure, bool difference,
                            char head[CS_CELL], cs_error *err)
{
    const cs_asked *asked = &v->plan->figure[figure];
    double scale = cs_metric_unit((cs_metric)asked->metric) == CS_UNIT_SHARE ? 100 : 1;
    cs_estimate *e = cs_alloc((size_t)t->rows + 1, sizeof *e);
    cs_status status;
    if (!e) return cs_fail_memory(err, "the figures of a study");
    snprintf(head, CS_CELL, "figure %d", figure + 1);
    bool own = cs_format_columns(asked->name) <= HEAD_MOST;
    const char *unit = difference && scale > 1 ? "% points" : cs_figure_unit(asked);
    CS_GO(cs_columns_add(t, own ? asked->name : head, unit, false, err));
    for (int i = 0; i < t->rows; i++) CS_GO(estimate_of(v, point[i], figure, difference, &e[i], err));
    int decimals = decimals_of(e, t->rows, scale);
    for (int i = 0; i < t->rows; i++) say_cell(v, t, i, point[i], &e[i], scale, decimals, difference);
out:
    cs_free(e);
    return status;
}

static cs_status say_table(view *v, const int *point, int rows, bool difference, cs_error *err)
{
    cs_columns t = {.rows = rows};
    cs_status status;
    char (*head)[CS_CELL] = cs_alloc((size_t)v->plan->figures + 1, sizeof *head);
    if (!head) CS_GO(cs_fail_memory(err, "the heads of a table"));
    CS_GO(add_names(v, &t, point, err));
    CS_GO(add_counts(v, &t, point, err));
    for (int f = 0; f < v->plan->figures; f++)
        CS_GO(add_figure(v, &t, point, f, difference, head[f], err));
    cs_columns_print(&t, v->text);
out:
    cs_columns_free(&t);
    cs_free(head);
    return status;
}

static cs_status say_effects(view *v, cs_error *err)
{
    int *point = cs_alloc((size_t)v->rows + 1, sizeof *point), rows = 0;
    if (!point) return cs_fail_memory(err, "the rows of a table");
    for (int r = 0; r < v->rows; r++)
        if (v->base[v->first[r]] >= 0) point[rows++] = v->first[r];
    cs_text_add(v->text, "\n");
    cs_say_line(v->text, "Difference from base, of the same settings, people and luck:");
    cs_status status = say_table(v, point, rows, true, err);
    cs_free(point);
    return status;
}

static void say_notes(view *v)
{
    const cs_study_plan *plan = v->plan;
    cs_text_add(v->text, "\n");
    if (v->undefined)
        cs_say_line(v->text, "Undefined: in no replicate was there anybody, or anything, to divide by.");
    if (v->spread)
        cs_say_line(v->text, "There are many points: a row tells all those of a %s; a cell the median of "
                             "their means and, in brackets, the least and the largest. `counterscore report` "
                             "shows every point, `counterscore export --format csv` writes them.",
                    v->safeguards ? "safeguard" : "scenario");
    if (plan->replicates < CS_INTERVAL_REPLICATES)
        cs_say_line(v->text, "No intervals: there %s %lld replicate%s of each point, and at least %d are "
                             "needed for them.", plan->replicates == 1 ? "is" : "are",
                    (long long)plan->replicates, plan->replicates == 1 ? "" : "s", CS_INTERVAL_REPLICATES);
    else if (!v->spread)
        cs_say_line(v->text, v->effects
            ? "In brackets: of figures, the middle 95 %% of replicates, which shows chance and not how sure "
              "the assumptions are; of differences, which pair replicates of the same people and luck, the "
              "95 %% t interval of the mean difference."
            : "In brackets: the middle 95 %% of replicates, which shows chance and not how sure the "
              "assumptions are.");
}

static cs_status say_figures(view *v, cs_error *err)
{
    CS_TRY(choose_numbers(v, err));
    say_key(v);
    say_points(v);
    CS_TRY(say_table(v, v->first, v->rows, false, err));
    if (v->effects) CS_TRY(say_effects(v, err));
    say_notes(v);
    return CS_OK;
}

/* ---- what failed ---- */

static cs_status say_failures(view *v, cs_error *err)
{
    const cs_study_plan *plan = v->plan;
    int64_t failed = v->counts.failed;
    int told = 0;
    char rows[CS_CELL];
    if (failed == 0) return CS_OK;
    cs_format_count(rows, failed, "row", NULL);
    cs_text_format(v->text, "\n%s failed%s\n", rows, failed > FAILURES_MOST ? ", the first of them:" : ":");
    for (int point = 0; point < plan->points && told < FAILURES_MOST; point++)
        for (int64_t r = 0; r < plan->replicates && told < FAILURES_MOST; r++) {
            char *message = NULL, line[1400];
            cs_work_row row = {point, r};
            if (cs_worklist_state(v->study->list, row) != CS_WORK_FAILED) continue;
            CS_TRY(cs_worklist_message(v->study->list, row, &message, err));
            snprintf(line, sizeof line, "%.300s, replicate %lld: %.1000s", v->study->name[point],
                     (long long)r, message ? message : "");
            cs_text_free(message);
            cs_format_paragraph(v->text, 2, line);
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
    view v = {0};
    char hash[33];
    CS_GO(say_method(study, out, &any, err));
    if (any) return CS_OK;
    CS_GO(open_view(&v, study, &text, err));
    say_title(&v);
    CS_GO(say_figures(&v, err));
    CS_GO(say_failures(&v, err));
    CS_GO(cs_worklist_hash(study->list, hash, err));
    cs_text_format(&text, "Seed %lld. Study hash %s\n", (long long)study->plan->seed, hash);
    CS_GO(cs_text_take(&text, out, err));
out:
    cs_text_drop(&text);
    close_view(&v);
    return status;
}
