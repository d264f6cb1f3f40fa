/* Draws from all ranges, as text for a terminal. */
#include "results/format.h"
#include "results/prior.h"
#include "results/study_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 25
#define EFFECT_NAME_WIDTH 32
#define VALUE_WIDTH 9
#define SPAN_WIDTH 18
#define DRAWS_WIDTH 7

static const char *const holding_words[] = {"holds", "nearly holds", "or nothing", "does not hold",
                                            "no effect"};

static cs_unit unit_of(const cs_study_plan *plan, int figure)
{
    return cs_metric_unit((cs_metric)plan->figure[figure].metric);
}

static void value(char room[CS_CELL], double number, cs_unit unit)
{
    if (isnan(number)) snprintf(room, CS_CELL, "-");
    else cs_format_figure(room, number, unit);
}

static void between(char room[CS_CELL], double low, double high, cs_unit unit)
{
    if (isnan(low)) snprintf(room, CS_CELL, "-");
    else cs_format_span(room, low, high, unit);
}

/* What a row begins with: the name of its figure, with its unit where that is not in the name; what is left of
   it stands below the row. */
static const char *begin_row(cs_text *text, const cs_asked *figure, int width, char room[400])
{
    const char *per = cs_figure_per(figure);
    bool said = !*per || strstr(figure->name, "per 1,000") || strstr(figure->name, "in 1,000");
    snprintf(room, 400, "%.360s%s%s", figure->name, said ? "" : ", ", said ? "" : per);
    return cs_format_part(text, room, width);
}

static void end_row(cs_text *text, const char *left, int width)
{
    while (*left) {
        cs_text line = {0};
        cs_text_add(&line, "  ");
        left = cs_format_part(&line, left, width - 2);
        text->failed |= line.failed;
        if (!line.failed) cs_format_paragraph(text, 2, line.bytes);
        cs_text_drop(&line);
    }
}

static void say_spreads(cs_text *text, const cs_study_plan *plan, const cs_prior *prior)
{
    char own[CS_CELL], median[CS_CELL], half[CS_CELL], most[CS_CELL], name[400];
    cs_text_format(text, "\n%-*s%*s%*s%*s%*s\n", NAME_WIDTH, "figure", VALUE_WIDTH, "as stated",
                   VALUE_WIDTH + 1, "median", SPAN_WIDTH, "50 % of draws", SPAN_WIDTH, "95 % of draws");
    cs_format_rule(text);
    for (int f = 0; f < prior->figures; f++) {
        const cs_spread *s = &prior->spread[f * prior->worlds];
        cs_unit unit = unit_of(plan, f);
        value(own, s->own, unit);
        value(median, s->median, unit);
        between(half, s->low50, s->high50, unit);
        between(most, s->low95, s->high95, unit);
        const char *left = begin_row(text, &plan->figure[f], NAME_WIDTH, name);
        cs_text_format(text, "%*s%*s%*s%*s\n", VALUE_WIDTH, own, VALUE_WIDTH + 1, median, SPAN_WIDTH, half,
                       SPAN_WIDTH, most);
        end_row(text, left, NAME_WIDTH);
        if (s->undefined > 0) {
            char undefined[CS_CELL], draws[CS_CELL];
            cs_format_number(undefined, (double)s->undefined, 0);
            cs_format_count(draws, s->draws, "draw", NULL);
            cs_text_format(text, "  %s in %s of %s\n",
                           prior->undone > 0 ? "not run yet, or undefined," : "undefined", undefined, draws);
        }
    }
}

static void say_effect(cs_text *text, const cs_study_plan *plan, int figure, const cs_spread *s)
{
    char own[CS_CELL], with_sign[CS_CELL], count[3][CS_CELL], name[400];
    const char *left = begin_row(text, &plan->figure[figure], EFFECT_NAME_WIDTH, name);
    int64_t draws[3] = {s->same, s->draws - s->undefined - s->same - s->opposite, s->opposite};
    value(own, s->own, unit_of(plan, figure));
    if (cs_spread_holds(s) == CS_HOLDS_NOTHING) {
        cs_text_format(text, "%*s\n", VALUE_WIDTH + 3, isnan(s->own) ? "undefined" : "no effect");
    } else {
        for (int i = 0; i < 3; i++) cs_format_number(count[i], (double)draws[i], 0);
        snprintf(with_sign, sizeof with_sign, "%s%.50s", s->own > 0 ? "+" : "", own);
        cs_text_format(text, "%*s%*s%*s%*s  %s\n", VALUE_WIDTH + 3, with_sign, DRAWS_WIDTH, count[0], DRAWS_WIDTH, count[1],
                       DRAWS_WIDTH, count[2], holding_words[cs_spread_holds(s)]);
    }
    end_row(text, left, EFFECT_NAME_WIDTH);
}

static void say_safeguard(cs_text *text, const cs_study_plan *plan, const cs_prior *prior, int world)
{
    cs_text_format(text, "\n%s\n", prior->world[world]);
    cs_text_format(text, "%-*s%*s%*s%*s%*s  %s\n", EFFECT_NAME_WIDTH, "figure", VALUE_WIDTH + 3, "difference",
                   DRAWS_WIDTH, "same", DRAWS_WIDTH, "none", DRAWS_WIDTH, "other", "verdict");
    cs_format_rule(text);
    for (int f = 0; f < prior->fixed && f < prior->figures; f++)
        say_effect(text, plan, f, &prior->spread[f * prior->worlds + world]);
}

static void say_what_draws_are(cs_text *text, const cs_study_plan *plan, const cs_prior *prior)
{
    char draws[CS_CELL], parameters[CS_CELL];
    cs_format_count(draws, prior->wanted, "draw", NULL);
    cs_format_count(parameters, plan->factors, "parameter", NULL);
    cs_say_line(text, "%s from the range%s of %s (each evenly over its range, or over its logarithm where "
                      "that spans a factor of ten or more)%s. Not how likely anything is: how far the answer "
                      "depends on what nobody knows. As stated: at the scenario's own numbers.", draws,
                plan->factors == 1 ? "" : "s", parameters,
                plan->factors == 1 ? "" : ", independent of each other");
}

static void say_rule(cs_text *text, const cs_prior *prior)
{
    char draws[CS_CELL];
    cs_format_count(draws, prior->wanted, "draw", NULL);
    cs_say_line(text, "Difference: from base at the scenario's own numbers, of the same people and luck; of "
                      "shares in percentage points. Same, none, other: draws in which it goes the same way, "
                      "is nought, or goes the other way. It holds if it goes the same way in every draw, "
                      "nearly if in 95 %% of them; \"or nothing\" if in fewer, but never the other way.");
    cs_say_line(text, "What holds in all of %s may still fail in up to %.2g %% of the ranges (95 %% sure).",
                draws, fmin(100, 300.0 / (double)prior->wanted));
}

cs_status cs_prior_print(cs_worklist *list, char **out, cs_error *err)
{
    const cs_study_plan *plan = cs_worklist_plan(list);
    cs_text text = {0};
    cs_prior prior = {0};
    cs_status status;
    CS_GO(cs_prior_of(list, &prior, err));
    cs_say_study(&text, plan);
    say_what_draws_are(&text, plan, &prior);
    say_spreads(&text, plan, &prior);
    if (prior.worlds > 1) {
        cs_text_add(&text, "\nWhat each safeguard changes, and whether that holds over the ranges:\n");
        for (int w = 1; w < prior.worlds; w++) say_safeguard(&text, plan, &prior, w);
        cs_text_add(&text, "\n");
        say_rule(&text, &prior);
    }
    cs_text_add(&text, "\n");
    CS_GO(cs_say_study_state(&text, list, err));
    CS_GO(cs_text_take(&text, out, err));
out:
    cs_text_drop(&text);
    cs_prior_free(&prior);
    return status;
}
