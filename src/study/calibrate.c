/* Calibration: parameters with a range, held against the published figures that are marked `set`. Those that
   are marked `predicted` are computed with them and have no say. */
#include "study/calibrate.h"

#include "study/design.h"
#include "study/headline.h"

#include "core/mem.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIT_TRIES = 100, ABC_TRIES = 500, TRIES_MOST = 100000 };
#define ABC_TOLERANCE 0.1

/* ---- what is asked ---- */

static cs_status read_method(cs_calibrating *c, cs_error *err)
{
    const cs_calibrate_options *o = c->options;
    const char *word = o->method ? o->method : "fit";
    int method = 0;
    while (method < CS_FIT_METHODS && strcmp(word, cs_fit_method_words[method]) != 0) method++;
    if (method == CS_FIT_METHODS)
        return cs_fail(err, CS_USAGE, "`%.60s` is no method of calibration; fit and abc are", word);
    c->method = (cs_fit_method)method;
    if (o->tries < 0 || o->tries > TRIES_MOST)
        return cs_fail(err, CS_USAGE, "%lld tries; 1 to %d can be made", (long long)o->tries, TRIES_MOST);
    c->tries = o->tries > 0 ? (int)o->tries : method == CS_METHOD_ABC ? ABC_TRIES : FIT_TRIES;
    if (o->tolerance != 0 && method != CS_METHOD_ABC)
        return cs_fail(err, CS_USAGE, "a tolerance is for the method abc; fit goes for the least misfit");
    if (!(o->tolerance >= 0 && o->tolerance <= 10))
        return cs_fail(err, CS_USAGE, "the tolerance is %g; a share above 0 is wanted, such as 0.1",
                       o->tolerance);
    c->tolerance = o->tolerance > 0 ? o->tolerance : ABC_TOLERANCE;
    return CS_OK;
}

/* Spreads over replicates are no figures of one run; counts of a group cannot be carried over to other
   persons. */
static bool is_comparable(const cs_calibrating *c, const cs_figure *f)
{
    if (cs_metric_over((cs_metric)f->metric)) return false;
    return !(cs_study_is_resized(&c->of) && cs_metric_counts((cs_metric)f->metric) && f->cell > 0 && f->scale <= 0);
}

static cs_status read_figures(cs_calibrating *c, cs_error *err)
{
    const cs_scenario *own = c->of.own;
    int all = own->figures.count, set = 0, stated = 0;
    c->figure = cs_arena_alloc(c->arena, (size_t)all + 1, sizeof *c->figure);
    c->wanted = cs_arena_alloc(c->arena, (size_t)all + 1, sizeof *c->wanted);
    if (!c->figure || !c->wanted) return cs_fail_memory(err, "the figures of a calibration");
    for (int i = 0; i < all; i++) {
        const cs_figure *f = &CS_ITEMS(cs_figure, own->figures)[i];
        int at = c->plan.figures;
        stated += f->as == CS_FIGURE_SET;
        if (!is_comparable(c, f)) continue;
        CS_TRY(cs_headline_of(own, f, c->arena, &c->figure[at], err));
        c->wanted[at] = (cs_fit_wanted){.as = f->as, .low = f->expect.low, .high = f->expect.high,
                                        .within = f->within, .because = f->because ? f->because : ""};
        set += f->as == CS_FIGURE_SET;
        c->plan.figures++;
    }
    c->plan.figure = c->figure;
    if (set > 0) return CS_OK;
    if (stated > 0)
        return cs_fail(err, CS_USAGE,
                       "the figures that the scenario %s is `set` to are spreads over replicates, or "
                       "counts of groups at other persons; there is nothing to fit to", own->name);
    return cs_fail(err, CS_USAGE,
                   "the scenario %s states no published figure `as: set` under `reproduces`; parameters "
                   "are fitted to such figures, and never to predicted ones", own->name);
}

static cs_status read_parameters(cs_calibrating *c, cs_error *err)
{
    const cs_calibrate_options *o = c->options;
    if (o->parameter_count < 1)
        return cs_fail(err, CS_USAGE, "no parameter is free; name some that have a range (--free)");
    CS_TRY(cs_factors_of(c->of.scenario, o->parameters, o->parameter_count, c->arena, &c->parameter,
                         &c->plan.factors, err));
    c->plan.factor = c->parameter;
    if (c->plan.factors > CS_SOBOL_MOST)
        return cs_fail(err, CS_USAGE, "%d parameters are free; %d at most can be", c->plan.factors,
                       CS_SOBOL_MOST);
    return CS_OK;
}

/* ---- the plan ---- */

static json_t *figures_json(const cs_calibrating *c)
{
    json_t *all = json_array();
    for (int i = 0; all && i < c->plan.figures; i++) {
        const cs_fit_wanted *w = &c->wanted[i];
        json_t *one = json_pack("{s:s, s:f, s:f, s:f, s:s}", "as",
                                w->as == CS_FIGURE_SET ? "set" : "predicted", "low", w->low, "high", w->high,
                                "within", w->within, "because", w->because);
        if (json_array_append_new(all, one) == 0) continue;
        json_decref(all);
        return NULL;
    }
    return all;
}

static cs_status make_settings(cs_calibrating *c, cs_error *err)
{
    json_t *root = json_pack("{s:s, s:I, s:I, s:f, s:o}", "method", cs_fit_method_words[c->method], "persons",
                             (json_int_t)c->of.scenario->population.persons, "own_persons",
                             (json_int_t)c->of.own->population.persons, "tolerance", c->tolerance, "figures", figures_json(c));
    char *text = root ? json_dumps(root, JSON_SORT_KEYS) : NULL;
    json_free_t release;
    json_malloc_t unused;
    json_get_alloc_funcs(&unused, &release);
    c->plan.settings = text ? cs_arena_text(c->arena, text, strlen(text)) : NULL;
    if (text) release(text);
    json_decref(root);
    return c->plan.settings ? CS_OK : cs_fail_memory(err, "a calibration");
}

/* The tries are no part of it: a calibration may go on for more. */
static cs_status make_text(cs_calibrating *c, cs_error *err)
{
    cs_text text = {0};
    cs_text_format(&text, "calibration of %s %s, seed %lld, %lld replicates\n%s\n",
                   c->options->of.scenario, c->of.scenario->hash, (long long)c->plan.seed,
                   (long long)c->plan.replicates, c->plan.settings);
    for (int i = 0; i < c->plan.factors; i++)
        cs_text_format(&text, "%s %.17g to %.17g\n", c->parameter[i].path, c->parameter[i].low,
                       c->parameter[i].high);
    c->plan.text = text.failed ? NULL : cs_arena_text(c->arena, text.bytes, text.length);
    cs_text_drop(&text);
    return c->plan.text ? CS_OK : cs_fail_memory(err, "a calibration");
}

/* Draws have luck of their own: what is drawn by chance is part of what they are held against. An optimiser
   must not be misled by it, so all its tries share theirs. */
static cs_status make_plan(cs_calibrating *c, cs_error *err)
{
    cs_point *first = cs_arena_alloc(c->arena, 1, sizeof *first);
    double *level = cs_arena_alloc(c->arena, (size_t)c->plan.factors + 1, sizeof *level);
    if (!first || !level) return cs_fail_memory(err, "a calibration");
    for (int i = 0; i < c->plan.factors; i++) level[i] = NAN;
    *first = (cs_point){.label = "as stated", .scenario = c->options->of.scenario, .safeguard = "",
                        .sets = c->of.sets, .set_count = c->of.set_count, .level = level};
    c->plan.kind = CS_STUDY_CALIBRATION;
    c->plan.title = c->of.own->title;
    c->plan.about = "parameters fitted to published figures";
    c->plan.seed = c->of.seed;
    c->plan.replicates = c->of.replicates;
    c->plan.grows = true;
    c->plan.own_luck = c->method == CS_METHOD_ABC;
    c->plan.points = 1;
    c->plan.point = first;
    CS_TRY(make_settings(c, err));
    return make_text(c, err);
}

/* ---- tries ---- */

double cs_calibrating_share(const cs_factor *factor)
{
    double first = 0, last = 1, low, high;
    for (low = 0, high = 1; high - low > 1e-12;) {
        first = 0.5 * (low + high);
        if (cs_factor_level(factor, first) >= factor->value) high = first;
        else low = first;
    }
    for (low = 0, high = 1; high - low > 1e-12;) {
        last = 0.5 * (low + high);
        if (cs_factor_level(factor, last) <= factor->value) low = last;
        else high = last;
    }
    return 0.5 * (first + last);
}

/* Six digits are enough for anybody, and are the same on every machine. */
static double level_of(const cs_factor *factor, double u)
{
    char text[40];
    double level = cs_factor_level(factor, u);
    if (factor->whole) return level;
    snprintf(text, sizeof text, "%.5e", level);
    level = strtod(text, NULL);
    return level < factor->low ? factor->low : level > factor->high ? factor->high : level;
}

/* Draws have a number, as several may come to the same settings. */
static const char *label_of(const cs_calibrating *c, int number)
{
    char label[40];
    int length = snprintf(label, sizeof label, "draw %d", number);
    return c->method == CS_METHOD_ABC ? cs_arena_text(c->arena, label, (size_t)length) : "";
}

static cs_status make_point(cs_calibrating *c, const double *u, int number, cs_point *out, cs_error *err)
{
    const char *label = label_of(c, number);
    int k = c->plan.factors, count = c->of.set_count;
    const char **sets = cs_arena_alloc(c->arena, (size_t)(count + k) + 1, sizeof *sets);
    double *level = cs_arena_alloc(c->arena, (size_t)k + 1, sizeof *level);
    if (!sets || !level || !label) return cs_fail_memory(err, "the tries of a calibration");
    for (int i = 0; i < count; i++) sets[i] = c->of.sets[i];
    for (int i = 0; i < k; i++) {
        level[i] = level_of(&c->parameter[i], u[i]);
        CS_TRY(cs_factor_set(&c->parameter[i], level[i], c->arena, &sets[count + i], err));
    }
    *out = (cs_point){.label = label, .scenario = c->options->of.scenario, .safeguard = "", .sets = sets,
                      .set_count = count + k, .level = level};
    return CS_OK;
}

/* Means over replicates of every figure at one point. Shapes: value [points][replicates], mean [figures]. */
static cs_status read_misfits(cs_calibrating *c, const int *number, int n, double *misfit, cs_error *err)
{
    cs_worklist *list = cs_session_list(c->session);
    size_t replicates = (size_t)c->plan.replicates, figures = (size_t)c->plan.figures;
    size_t points = (size_t)cs_worklist_plan(list)->points;
    cs_status status = CS_OK;
    double *value = cs_alloc(points * replicates + 1, sizeof *value);
    double *mean = cs_alloc((size_t)n * figures + 1, sizeof *mean);
    if (!value || !mean) CS_GO(cs_fail_memory(err, "the tries of a calibration"));
    for (size_t f = 0; f < figures; f++) {
        CS_GO(cs_worklist_values(list, (int)f, value, err));
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (size_t r = 0; r < replicates; r++) sum += value[(size_t)number[i] * replicates + r];
            mean[(size_t)i * figures + f] = sum / (double)replicates;
        }
    }
    for (int i = 0; i < n; i++)
        misfit[i] = cs_fit_misfit(c->wanted, mean + (size_t)i * figures, c->plan.figures);
out:
    cs_free(value);
    cs_free(mean);
    return status;
}

cs_status cs_calibrating_try(cs_calibrating *c, const double *u, int n, double *misfit, cs_error *err)
{
    cs_status status = CS_OK;
    cs_point *points = cs_alloc((size_t)n + 1, sizeof *points);
    int *number = cs_alloc((size_t)n + 1, sizeof *number);
    if (!points || !number) CS_GO(cs_fail_memory(err, "the tries of a calibration"));
    for (int i = 0; i < n; i++)
        CS_GO(make_point(c, u + (size_t)i * (size_t)c->plan.factors, i + 1, &points[i], err));
    CS_GO(cs_session_add(c->session, points, n, number, c->complaints, err));
    if (misfit) status = read_misfits(c, number, n, misfit, err);
out:
    cs_free(points);
    cs_free(number);
    return status;
}

/* Draws that fill the ranges evenly: a Sobol sequence, shifted by chance. */
static cs_status draw(cs_calibrating *c, cs_error *err)
{
    cs_key key = cs_key_of((uint64_t)c->plan.seed, "study.calibrate.draws");
    double *u = cs_alloc((size_t)c->tries * (size_t)c->plan.factors + 1, sizeof *u);
    if (!u) return cs_fail_memory(err, "the draws of a calibration");
    cs_status status = cs_design_sobol(&key, c->tries, c->plan.factors, 0, u, err);
    if (status == CS_OK) status = cs_calibrating_try(c, u, c->tries, NULL, err);
    cs_free(u);
    return status;
}

/* ---- the scenario with what was found ---- */

static double written(const cs_calibrating *c, int i, double level)
{
    char text[40];
    if (c->parameter[i].whole) return nearbyint(level);
    snprintf(text, sizeof text, c->method == CS_METHOD_ABC ? "%.3e" : "%.17g", level);
    return strtod(text, NULL);
}

/* "path={value: 5 %, range: [2 %, 9 %]}" */
static cs_status make_set(cs_calibrating *c, int i, double level, const char **out, cs_error *err)
{
    const cs_factor *f = &c->parameter[i];
    const double levels[3] = {written(c, i, level), f->low, f->high};
    const char *value[3];
    size_t skip = strlen(f->path) + 1;
    cs_text text = {0};
    for (int part = 0; part < 3; part++) {
        CS_TRY(cs_factor_set(f, levels[part], c->arena, &value[part], err));
        value[part] += skip;
    }
    cs_text_format(&text, "%s={value: %s, range: [%s, %s]}", f->path, value[0], value[1], value[2]);
    *out = text.failed ? NULL : cs_arena_text(c->arena, text.bytes, text.length);
    cs_text_drop(&text);
    return *out ? CS_OK : cs_fail_memory(err, "the fitted scenario");
}

/* Comments at the head of the file; a text that runs over lines stays on one. */
static void add_comment(cs_text *out, const char *text)
{
    cs_text_add(out, "# ");
    for (; *text; text++) cs_text_add_bytes(out, *text == '\n' ? " " : text, 1);
    cs_text_add(out, "\n");
}

static void add_head(const cs_calibrating *c, const cs_calibration *found, const char *const *sets,
                     cs_text *out)
{
    char line[400];
    const cs_calibrate_options *o = c->options;
    bool better = c->method == CS_METHOD_ABC ? found->accepted_count > 0 : found->best > 0;
    cs_text command = {0}, parameters = {0};
    snprintf(line, sizeof line, "Fitted by counterscore " CS_VERSION " (calibrate, method %s, %d tries, seed "
             "%lld, %lld replicates, %lld persons) from the scenario %.100s.", cs_fit_method_words[c->method],
             found->tries, (long long)c->plan.seed, (long long)c->plan.replicates,
             (long long)c->of.scenario->population.persons, c->of.own->name);
    add_comment(out, line);
    cs_text_add(&command, "The call: counterscore calibrate ");
    cs_text_add_word(&command, o->of.scenario);
    cs_text_format(&command, " --method %s --tries %d --seed %lld --replicates %lld --persons %lld --free ",
                   cs_fit_method_words[c->method], c->tries, (long long)c->plan.seed,
                   (long long)c->plan.replicates, (long long)c->of.scenario->population.persons);
    for (int i = 0; i < o->parameter_count; i++)
        cs_text_format(&parameters, "%s%s", i ? "," : "", o->parameters[i]);
    cs_text_add_word(&command, parameters.bytes ? parameters.bytes : "");
    if (c->method == CS_METHOD_ABC) cs_text_format(&command, " --tolerance %g", c->tolerance);
    for (int i = 0; i < o->of.set_count; i++) {
        cs_text_add(&command, " --set ");
        cs_text_add_word(&command, o->of.sets[i]);
    }
    command.failed |= parameters.failed;
    cs_text_drop(&parameters);
    if (!command.failed) add_comment(out, command.bytes);
    out->failed |= command.failed;
    cs_text_drop(&command);
    add_comment(out, better ? "These values were fitted, not observed; a figure they were fitted to tells nothing of "
                              "the model."
                            : "No try was better than the scenario as stated: these values are its own.");
    add_comment(out, "The scenario's own comments were not kept.");
    for (int i = 0; i < c->plan.factors; i++) add_comment(out, sets[i]);
    add_comment(out, "Fitted to:");
    for (int i = 0; i < c->plan.figures; i++) {
        snprintf(line, sizeof line, "  %.300s", c->figure[i].name);
        if (c->wanted[i].as == CS_FIGURE_SET) add_comment(out, line);
    }
}

static cs_status write_fitted(cs_calibrating *c, const cs_calibration *found, char **out, cs_error *err)
{
    cs_text text = {0};
    cs_scenario *scenario = NULL;
    int k = c->plan.factors, count = c->options->of.set_count;
    const char **sets = cs_arena_alloc(c->arena, (size_t)(count + k) + 1, sizeof *sets);
    if (!sets) return cs_fail_memory(err, "the fitted scenario");
    for (int i = 0; i < count; i++) sets[i] = c->options->of.sets[i];
    for (int i = 0; i < k; i++)
        CS_TRY(make_set(c, i, found->parameter[i].fitted, &sets[count + i], err));
    cs_load_options options = {.sets = sets, .set_count = count + k};
    CS_TRY(cs_scenario_load(c->options->of.scenario, &options, &scenario, c->complaints, err));
    add_head(c, found, sets + count, &text);
    cs_text_add(&text, scenario->text);
    cs_scenario_free(scenario);
    return cs_text_take(&text, out, err);
}

/* ---- all of it ---- */

/* Points come in batches, and each batch has a clock of its own; people want to know of the whole. */
static bool tell_of_all(void *context, int64_t done, int64_t rows, double seconds)
{
    cs_calibrating *c = context;
    int64_t all = ((int64_t)c->tries + (c->method == CS_METHOD_ABC)) * c->plan.replicates;
    if (seconds < c->seconds) c->seconds_before += c->seconds;
    c->seconds = seconds;
    return c->options->of.progress(c->options->of.context, done, rows > all ? rows : all,
                                   c->seconds_before + seconds);
}

static bool tell_of_reading(void *context, int64_t read, int64_t points, double seconds)
{
    const cs_calibrating *c = context;
    return c->options->of.reading(c->options->of.context, read, points, seconds);
}

static cs_status prepare(cs_calibrating *c, cs_error *err)
{
    c->arena = cs_arena_new();
    if (!c->arena) return cs_fail_memory(err, "a calibration");
    CS_TRY(read_method(c, err));
    CS_TRY(cs_study_base_read(&c->options->of, CS_SEARCH_PERSONS, c->arena, &c->of, c->complaints, err));
    CS_TRY(read_parameters(c, err));
    CS_TRY(read_figures(c, err));
    CS_TRY(make_plan(c, err));
    c->points = c->options->of;
    c->points.context = c;
    /* draws are read together, which takes long; the tries of a fit come in small batches */
    c->points.reading = c->points.reading && c->method == CS_METHOD_ABC ? tell_of_reading : NULL;
    if (c->points.progress) c->points.progress = tell_of_all;
    return cs_points_open(&c->points, &c->plan, &c->session, c->complaints, err);
}

static cs_status tell(cs_calibrating *c, char **text, char **fitted, cs_error *err)
{
    cs_calibration found;
    char *told = NULL;
    CS_TRY(cs_calibration_read(cs_session_list(c->session), &found, err));
    cs_status status = text ? cs_calibration_print(&found, &told, err) : CS_OK;
    if (status == CS_OK && fitted) status = write_fitted(c, &found, fitted, err);
    if (status != CS_OK) cs_text_free(told);
    else if (text) *text = told;
    cs_calibration_free(&found);
    return status;
}

cs_status cs_calibrate_run(const cs_calibrate_options *options, char **text, char **fitted,
                           cs_complaints *complaints, cs_error *err)
{
    cs_calibrating c = {.options = options, .complaints = complaints};
    cs_status status;
    CS_GO(prepare(&c, err));
    CS_GO(cs_session_run(c.session, err));
    CS_GO(c.method == CS_METHOD_ABC ? draw(&c, err) : cs_calibrating_fit(&c, err));
    status = tell(&c, text, fitted, err);
out:
    cs_session_close(c.session);
    cs_study_base_free(&c.of);
    cs_arena_free(c.arena);
    return status;
}
