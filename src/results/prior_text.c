/* Draws from all ranges, as text for a terminal. */
#include "results/format.h"
#include "results/prior.h"
#include "results/study_text.h"

#include <math.h>
#include <stdio.h>

#define NAME_WIDTH 46
#define VALUE_WIDTH 14
#define BETWEEN_WIDTH 26

static const char *const holding_words[] = {"holds", "nearly", "or none", "not", "-"};

static cs_unit unit_of(const cs_study_plan *plan, int figure)
{
    return cs_metric_unit((cs_metric)plan->figure[figure].metric);
}

static void value(char room[CS_CELL], double number, cs_unit unit)
{
    if (isnan(number)) snprintf(room, CS_CELL, "undefined");
    else cs_format_figure(room, number, unit);
}

static void between(char room[CS_CELL], double low, double high, cs_unit unit)
{
    char a[CS_CELL], b[CS_CELL];
    value(a, low, unit);
    value(b, high, unit);
    snprintf(room, CS_CELL, "%.28s to %.28s", a, b);
    if (isnan(low)) snprintf(room, CS_CELL, "-");
}

static void say_spreads(cs_text *text, const cs_study_plan *plan, const cs_prior *prior)
{
    char own[CS_CELL], median[CS_CELL], half[CS_CELL], most[CS_CELL];
    cs_text_format(text, "\n%*s%*s%*s%*s\n", VALUE_WIDTH, "own numbers", VALUE_WIDTH, "median",
                   BETWEEN_WIDTH, "50 % of draws", BETWEEN_WIDTH, "95 % of draws");
    cs_format_rule(text);
    for (int f = 0; f < prior->figures; f++) {
        const cs_spread *s = &prior->spread[f * prior->worlds];
        cs_unit unit = unit_of(plan, f);
        value(own, s->own, unit);
        value(median, s->median, unit);
        between(half, s->low50, s->high50, unit);
        between(most, s->low95, s->high95, unit);
        cs_format_paragraph(text, 0, plan->figure[f].name);
        cs_text_format(text, "%*s%*s%*s%*s\n", VALUE_WIDTH, own, VALUE_WIDTH, median, BETWEEN_WIDTH,
                       half, BETWEEN_WIDTH, most);
        if (s->undefined > 0)
            cs_text_format(text, "  undefined in %lld of %lld draws\n", (long long)s->undefined,
                           (long long)s->draws);
    }
}

static void say_effect(cs_text *text, const cs_study_plan *plan, int figure, const cs_spread *s)
{
    char own[CS_CELL], with_sign[CS_CELL];
    value(own, s->own, unit_of(plan, figure));
    snprintf(with_sign, sizeof with_sign, "%s%.50s", s->own > 0 ? "+" : "", own);
    cs_format_name(text, plan->figure[figure].name, NAME_WIDTH);
    if (cs_spread_holds(s) == CS_HOLDS_NOTHING) cs_text_format(text, "%12s\n", "no effect");
    else
        cs_text_format(text, "%12s%7lld%7lld %s\n", with_sign, (long long)s->same,
                       (long long)s->opposite, holding_words[cs_spread_holds(s)]);
}

static void say_safeguard(cs_text *text, const cs_study_plan *plan, const cs_prior *prior, int world)
{
    cs_text_add(text, "\n");
    cs_format_name(text, prior->world[world], NAME_WIDTH);
    cs_text_format(text, "%12s%7s%7s\n", "effect", "same", "other");
    cs_format_rule(text);
    for (int f = 0; f < prior->fixed && f < prior->figures; f++)
        say_effect(text, plan, f, &prior->spread[f * prior->worlds + world]);
}

static void say_what_draws_are(cs_text *text, const cs_study_plan *plan, const cs_prior *prior)
{
    cs_say_line(text, "%lld draws from the ranges of %d parameters (each evenly over its range, or over "
                      "its logarithm where that spans a factor of ten or more), independent of each "
                      "other. Not how likely anything is: how far the answer depends on what nobody knows.",
                (long long)prior->wanted, plan->factors);
}

static void say_rule(cs_text *text, const cs_prior *prior)
{
    cs_say_line(text, "effect: at the scenario's own numbers, with the safeguard less without it, of the same "
                      "people and luck; of shares in percentage points. same, other: draws in which it "
                      "has the same sign, and the other one. What it says of a safeguard holds if that is "
                      "so in every draw (then at most %.2g %% of the ranges are against it, at 95 %%), "
                      "nearly if in 95 %% of them, \"or none\" if in fewer but never the other way round.",
                fmin(100, 300.0 / (double)prior->wanted));
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
        cs_text_add(&text, "\nWhat each safeguard changes, and whether that holds over the ranges\n");
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
