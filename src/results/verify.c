/* Published figures held against the run: set ones and predicted ones. */
#include "results/verify.h"

#include "results/format.h"
#include "results/names.h"
#include "results/say.h"

#include <math.h>

cs_query cs_figure_query(const cs_figure *figure)
{
    cs_query query = cs_query_all(figure->metric);
    query.of = figure->of;
    query.list = figure->list;
    query.service = figure->service;
    query.sensor = figure->sensor;
    query.band = figure->band;
    query.cell = figure->cell;
    query.conduct = figure->conduct;
    query.response = figure->response;
    query.association = figure->association;
    if (figure->day != CS_FOREVER) query.day = figure->day;
    query.at_least = figure->at_least;
    query.at_most = figure->at_most;
    query.above = figure->above;
    query.scale = figure->scale;
    return query;
}

cs_verdict cs_figure_verdict(const cs_figure *figure, const cs_estimate *estimate)
{
    double low = figure->expect.low - figure->within * fabs(figure->expect.low);
    double high = figure->expect.high + figure->within * fabs(figure->expect.high);
    if (!estimate->defined) return CS_VERDICT_UNDEFINED;
    if (estimate->mean_high < low || estimate->mean_low > high) return CS_VERDICT_OUTSIDE;
    return CS_VERDICT_HOLDS;
}

bool cs_results_resized(const cs_results *results)
{
    int64_t own = results->meta.own_persons;
    return own > 0 && own != results->world[0].scenario->population.persons;
}

cs_verdict cs_results_judge(const cs_results *results, const cs_figure *figure,
                            const cs_estimate *estimate)
{
    cs_metric metric = (cs_metric)figure->metric;
    /* a spread does not grow with the persons as a count does, so `scale` does not carry it over */
    bool scaled = figure->scale > 0 && !cs_metric_over(metric);
    if (cs_results_resized(results) && cs_metric_counts(metric) && !scaled)
        return CS_VERDICT_INCOMPARABLE;
    return cs_figure_verdict(figure, estimate);
}

/* What is measured: "entry_rate on defaulters at day 365". */
static void say_metric(cs_text *text, const cs_scenario *s, const cs_figure *f)
{
    cs_text_add(text, cs_metric_name(f->metric));
    if (f->of == CS_FIRMS) cs_text_add(text, ", of firms");
    if (f->list >= 0) cs_text_format(text, ", list %s", cs_list_name(s, f->list));
    if (f->service >= 0) cs_text_format(text, ", service %s", cs_service_name(s, f->service));
    if (f->sensor >= 0) cs_text_format(text, ", sensor %s", cs_sensor_name(s, f->sensor));
    if (f->band >= 0 && s->score && f->band < s->score->bands.count)
        cs_text_format(text, ", band %s", s->score->bands.names[f->band]);
    if (f->cell > 0) {
        const char *attribute, *value;
        cs_scenario_cell(s, f->cell, &attribute, &value);
        cs_text_format(text, ", %s %s", attribute, value);
    }
    if (f->association >= 0)
        cs_text_format(text, ", rule %s",
                       CS_ITEMS(cs_association, s->association)[f->association].name);
    if (f->at_least > 0) cs_text_format(text, ", at least %lld", (long long)f->at_least);
    if (f->at_most < CS_SIZE_MOST) cs_text_format(text, ", at most %lld", (long long)f->at_most);
    if (f->metric == CS_METRIC_COUNT_SHARE_ABOVE)
        cs_text_format(text, ", above %g %%", 100 * f->above);
    if (f->day >= 0 && f->day != CS_FOREVER) cs_text_format(text, ", day %d", f->day);
    if (f->scale > 0) {
        char persons[CS_CELL];
        cs_format_number(persons, f->scale, 0);
        cs_text_format(text, ", for %s people", persons);
    }
}

static void say_expected(cs_text *text, const cs_figure *f, cs_unit unit)
{
    char low[CS_CELL], high[CS_CELL], within[CS_CELL];
    cs_format_figure(low, f->expect.low, unit);
    cs_format_figure(high, f->expect.high, unit);
    cs_text_add(text, low);
    if (f->expect.low != f->expect.high) cs_text_format(text, " to %s", high);
    if (f->within > 0) {
        cs_format_figure(within, f->within, CS_UNIT_SHARE);
        cs_text_format(text, ", give or take %s", within);
    }
}

/* An end of the mean's interval, with as many digits as tell it from the mean. */
static void say_bound(char room[CS_CELL], double value, const cs_estimate *e, cs_unit unit)
{
    char number[CS_CELL];
    double scale = unit == CS_UNIT_SHARE ? 100 : 1, half = scale * (e->mean_high - e->mean);
    if (half <= 0 || (unit != CS_UNIT_NONE && unit != CS_UNIT_SHARE)) {
        cs_format_figure(room, value, unit);
        return;
    }
    cs_format_number(number, scale * value, cs_format_decimals(half, 0, 9));
    snprintf(room, CS_CELL, "%.50s%s", number, unit == CS_UNIT_SHARE ? " %" : "");
}

static void say_simulated(cs_text *text, const cs_estimate *e, cs_unit unit)
{
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    if (!e->defined) {
        cs_text_add(text, "undefined: nobody or nothing to divide by");
        return;
    }
    cs_format_figure(mean, e->mean, unit);
    cs_format_figure(low, e->low, unit);
    cs_format_figure(high, e->high, unit);
    cs_text_add(text, mean);
    if (!e->has_interval) return;
    cs_text_format(text, " (%s to %s)", low, high);
    if (e->mean_low == e->low && e->mean_high == e->high) return;
    say_bound(low, e->mean_low, e, unit);
    say_bound(high, e->mean_high, e, unit);
    cs_text_format(text, "\n   mean       %s to %s", low, high);
}

static const char *const verdict_words[CS_VERDICTS] = {"holds", "does not hold", "undefined",
                                                       "not comparable"};

static cs_status say_figure(cs_text *text, const cs_results *results, const cs_figure *f, int i,
                            const cs_estimate *e, cs_verdict verdict, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    cs_unit unit = cs_metric_unit((cs_metric)f->metric);
    cs_text line = {0};
    cs_text_format(&line, "%d. %s", i + 1, f->figure);
    if (!line.failed) cs_format_paragraph(text, 0, line.bytes);
    cs_text_format(text, "   %-10s ", cs_figure_as_names[f->as]);
    say_expected(text, f, unit);
    cs_text_add(text, "\n   simulated  ");
    say_simulated(text, e, unit);
    cs_text_format(text, "\n   verdict    %s\n", verdict_words[verdict]);
    cs_text_add(text, "   measured   ");
    say_metric(text, cs_results_scenario(results, 0, f->of), f);
    if (f->source >= 0 && f->source < s->source_count)
        cs_text_format(text, "\n   source     %s", s->sources[f->source].name);
    cs_text_add(text, "\n");
    bool failed_to_hold = verdict == CS_VERDICT_OUTSIDE || verdict == CS_VERDICT_UNDEFINED;
    if (failed_to_hold && f->because && *f->because) {
        line.length = 0;
        cs_text_format(&line, "because %s", f->because);
        if (!line.failed) cs_format_paragraph(text, 3, line.bytes);
    }
    bool failed = line.failed;
    cs_text_drop(&line);
    return failed ? cs_fail_memory(err, "a text") : CS_OK;
}

static cs_status say_figures(cs_text *text, cs_results *results, int counts[CS_VERDICTS],
                             cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    for (int i = 0; i < s->figures.count; i++) {
        const cs_figure *f = &CS_ITEMS(cs_figure, s->figures)[i];
        cs_query query = cs_figure_query(f);
        cs_estimate estimate;
        CS_TRY(cs_results_estimate(results, 0, &query, &estimate, err));
        cs_verdict verdict = cs_results_judge(results, f, &estimate);
        counts[verdict]++;
        cs_text_add(text, "\n");
        CS_TRY(say_figure(text, results, f, i, &estimate, verdict, err));
    }
    return CS_OK;
}

static void say_total(cs_text *text, const int counts[CS_VERDICTS])
{
    int all = 0, undefined = counts[CS_VERDICT_UNDEFINED], other = counts[CS_VERDICT_INCOMPARABLE];
    for (int verdict = 0; verdict < CS_VERDICTS; verdict++) all += counts[verdict];
    cs_text_add(text, "\n");
    if (all == 0) {
        cs_text_add(text, "The scenario states no published figure.\n");
    } else {
        cs_text_format(text, "%d of %d figures hold", counts[CS_VERDICT_HOLDS], all);
        if (undefined + other > 0)
            cs_text_format(text, "; %d do%s not", counts[CS_VERDICT_OUTSIDE],
                           counts[CS_VERDICT_OUTSIDE] == 1 ? "es" : "");
        if (undefined > 0) cs_text_format(text, ", %d undefined", undefined);
        if (other > 0) cs_text_format(text, ", %d not comparable", other);
        cs_text_add(text, ".\n");
    }
    cs_format_paragraph(text, 0,
                        "Set: the scenario was fitted to the figure. Predicted: it was not, and the "
                        "model had to find it. A figure holds where the 95 % t interval of the mean "
                        "over replicates (for listed_sd, the chi-squared interval of the standard "
                        "deviation; below 8 replicates, the mean alone) meets the expected range.");
}

/* Fewer people than the scenario says, for a quick look, must not read as a figure that fails. */
static void say_resized(cs_text *text, const cs_results *results)
{
    char line[300], run[CS_CELL], own[CS_CELL];
    if (!cs_results_resized(results)) return;
    cs_format_number(run, (double)results->world[0].scenario->population.persons, 0);
    cs_format_number(own, (double)results->meta.own_persons, 0);
    snprintf(line, sizeof line,
             "Run at %s persons, the scenario says %s: counts without `scale` cannot be compared.",
             run, own);
    cs_format_paragraph(text, 0, line);
}

/* An undefined figure does not hold: *outside counts it too. One that cannot be compared was not
   judged, and is not counted. */
cs_status cs_results_verify(cs_results *results, char **out, int *outside, cs_error *err)
{
    cs_status status;
    cs_text text = {0};
    int counts[CS_VERDICTS] = {0};
    cs_say_title(&text, results);
    say_resized(&text, results);
    CS_GO(say_figures(&text, results, counts, err));
    say_total(&text, counts);
    cs_say_intervals(&text, results, true);
    CS_GO(cs_say_origin(&text, results, err));
    *outside = counts[CS_VERDICT_OUTSIDE] + counts[CS_VERDICT_UNDEFINED];
    return cs_text_take(&text, out, err);
out:
    cs_text_drop(&text);
    return status;
}
