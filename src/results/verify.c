/* Published figures held against the run: set ones and predicted ones. */
#include "results/verify.h"

#include "results/format.h"
#include "results/names.h"
#include "results/say.h"

#include <math.h>

cs_query cs_figure_query(const cs_figure *figure)
{
    return (cs_query){.metric = figure->metric, .list = figure->list, .service = figure->service,
                      .sensor = figure->sensor, .band = figure->band,
                      .day = figure->day == CS_FOREVER ? -1 : figure->day,
                      .scale = figure->scale};
}

cs_verdict cs_figure_verdict(const cs_figure *figure, const cs_estimate *estimate)
{
    double low = figure->expect.low - figure->within * fabs(figure->expect.low);
    double high = figure->expect.high + figure->within * fabs(figure->expect.high);
    if (!estimate->defined) return CS_VERDICT_UNDEFINED;
    if (estimate->high < low || estimate->low > high) return CS_VERDICT_OUTSIDE;
    return CS_VERDICT_HOLDS;
}

/* What is measured: "entry_rate on defaulters at day 365". */
static void say_metric(cs_text *text, const cs_scenario *s, const cs_figure *f)
{
    cs_text_add(text, cs_metric_name(f->metric));
    if (f->list >= 0) cs_text_format(text, ", list %s", cs_list_name(s, f->list));
    if (f->service >= 0) cs_text_format(text, ", service %s", cs_service_name(s, f->service));
    if (f->sensor >= 0) cs_text_format(text, ", sensor %s", cs_sensor_name(s, f->sensor));
    if (f->band >= 0 && s->score && f->band < s->score->bands.count)
        cs_text_format(text, ", band %s", s->score->bands.names[f->band]);
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
    if (e->has_interval) cs_text_format(text, " (%s to %s)", low, high);
}

static const char *const verdict_words[] = {"holds", "does not hold", "undefined"};

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
    say_metric(text, s, f);
    if (f->source >= 0 && f->source < s->source_count)
        cs_text_format(text, "\n   source     %s", s->sources[f->source].name);
    cs_text_add(text, "\n");
    if (verdict != CS_VERDICT_HOLDS && f->because && *f->because) {
        line.length = 0;
        cs_text_format(&line, "because %s", f->because);
        if (!line.failed) cs_format_paragraph(text, 3, line.bytes);
    }
    bool failed = line.failed;
    cs_text_drop(&line);
    return failed ? cs_fail_memory(err, "a text") : CS_OK;
}

static cs_status say_figures(cs_text *text, cs_results *results, int counts[3], cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    for (int i = 0; i < s->figures.count; i++) {
        const cs_figure *f = &CS_ITEMS(cs_figure, s->figures)[i];
        cs_query query = cs_figure_query(f);
        cs_estimate estimate;
        CS_TRY(cs_results_estimate(results, 0, &query, &estimate, err));
        cs_verdict verdict = cs_figure_verdict(f, &estimate);
        counts[verdict]++;
        cs_text_add(text, "\n");
        CS_TRY(say_figure(text, results, f, i, &estimate, verdict, err));
    }
    return CS_OK;
}

static void say_total(cs_text *text, const int counts[3])
{
    char line[300];
    int all = counts[0] + counts[1] + counts[2];
    if (all == 0) snprintf(line, sizeof line, "The scenario states no published figure.");
    else if (counts[CS_VERDICT_UNDEFINED] > 0)
        snprintf(line, sizeof line, "%d of %d figures hold; %d do not, %d undefined.", counts[0],
                 all, counts[1], counts[2]);
    else
        snprintf(line, sizeof line, "%d of %d figures hold.", counts[0], all);
    cs_text_add(text, "\n");
    cs_format_paragraph(text, 0, line);
    cs_format_paragraph(text, 0,
                        "Set: the scenario was fitted to the figure. Predicted: it was not, and the "
                        "model had to find it. A figure holds where the simulated interval meets "
                        "the expected range.");
}

/* An undefined figure does not hold: *outside counts it too. */
cs_status cs_results_verify(cs_results *results, char **out, int *outside, cs_error *err)
{
    cs_status status;
    cs_text text = {0};
    int counts[3] = {0, 0, 0};
    cs_say_title(&text, results);
    CS_GO(say_figures(&text, results, counts, err));
    say_total(&text, counts);
    cs_say_intervals(&text, results);
    CS_GO(cs_say_origin(&text, results, err));
    *outside = counts[CS_VERDICT_OUTSIDE] + counts[CS_VERDICT_UNDEFINED];
    return cs_text_take(&text, out, err);
out:
    cs_text_drop(&text);
    return status;
}
