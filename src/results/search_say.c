/* A search over sets of safeguards, told on a terminal. */
#include "results/format.h"
#include "results/search.h"

#include <string.h>

enum { NAME_WIDTH = 34 };

static const char *name_of(const cs_search_set *set) { return *set->name ? set->name : "none"; }

static void say_paragraph(cs_text *text, cs_text *line)
{
    if (!line->failed) cs_format_paragraph(text, 0, line->bytes ? line->bytes : "");
    text->failed |= line->failed;
    cs_text_drop(line);
}

static void say_cost(char room[CS_CELL], double cost) { snprintf(room, CS_CELL, "%.6g", cost); }

/* "320.1 (95 % interval 300.2 to 340)" */
static void say_harm(cs_text *line, const cs_search *s, const cs_estimate *e)
{
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    if (!e->defined) {
        cs_text_add(line, "undefined");
        return;
    }
    cs_format_figure(mean, e->mean, s->unit);
    cs_text_add(line, mean);
    if (!e->has_interval) return;
    cs_format_figure(low, e->mean_low, s->unit);
    cs_format_figure(high, e->mean_high, s->unit);
    cs_text_format(line, " (95 %% interval %s to %s)", low, high);
}

static const cs_search_set *find_none(const cs_search *s)
{
    for (int i = 0; i < s->sets; i++)
        if (s->set[i].size == 0) return &s->set[i];
    return &s->set[0];
}

static void say_head(cs_text *text, const cs_search *s)
{
    cs_text line = {0};
    cs_text_format(&line, "%s: %d set%s of safeguards, %lld replicate%s of each, on people who do not "
                          "exist.", s->title, s->sets, s->sets == 1 ? "" : "s",
                   (long long)s->replicates, s->replicates == 1 ? "" : "s");
    say_paragraph(text, &line);
    cs_text_format(&line, "The harm: %s (%s). With no safeguard it comes to ", s->figure, s->harm);
    say_harm(&line, s, &find_none(s)->harm);
    cs_text_add(&line, ".");
    say_paragraph(text, &line);
}

static const cs_search_set *least_harm(const cs_search *s)
{
    const cs_search_set *least = NULL;
    for (int i = 0; i < s->sets; i++)
        if (s->set[i].harm.defined && (!least || s->set[i].harm.mean < least->harm.mean))
            least = &s->set[i];
    return least;
}

static int nearly(const cs_search *s)
{
    int count = 0;
    for (int i = 0; i < s->sets; i++)
        count += s->set[i].harm.defined && !s->set[i].keeps && s->set[i].harm.mean <= s->bound;
    return count;
}

static void say_none_keeps(cs_text *text, const cs_search *s, const char *bound)
{
    cs_text line = {0};
    const cs_search_set *least = least_harm(s);
    cs_text_format(&line, "No set keeps it at %s or less.", bound);
    if (least) {
        cs_text_format(&line, " The least harm is with %s: ", name_of(least));
        say_harm(&line, s, &least->harm);
        cs_text_add(&line, ".");
    }
    say_paragraph(text, &line);
}

static void say_cheapest(cs_text *text, const cs_search *s, const char *bound)
{
    char cost[CS_CELL];
    cs_text line = {0};
    bool first = true;
    for (int i = 0; i < s->sets; i++) {
        if (!s->set[i].cheapest) continue;
        say_cost(cost, s->set[i].cost);
        if (first)
            cs_text_format(&line, "The cheapest set that keeps it at %s or less: %s, at a cost of %s. ",
                           bound, name_of(&s->set[i]), cost);
        else
            cs_text_format(&line, "As cheap: %s. ", name_of(&s->set[i]));
        cs_text_add(&line, "The harm is then ");
        say_harm(&line, s, &s->set[i].harm);
        cs_text_add(&line, ".");
        say_paragraph(text, &line);
        first = false;
    }
    if (first) say_none_keeps(text, s, bound);
}

static void say_answer(cs_text *text, const cs_search *s)
{
    char bound[CS_CELL];
    cs_text line = {0};
    if (!s->bounded) return;
    cs_format_figure(bound, s->bound, s->unit);
    cs_text_add(text, "\n");
    say_cheapest(text, s, bound);
    cs_text_format(&line, "%d of %d sets keep it there, which is to say that the upper end of the "
                          "interval does.", s->keeping, s->sets);
    if (nearly(s) > 0)
        cs_text_format(&line, " Of %d more the mean does and the end of the interval does not; more "
                              "replicates would tell.", nearly(s));
    if (s->keeping > 1)
        cs_text_add(&line, " Each interval is 95 % by itself: of sets that are just at the bound, one "
                           "in forty passes by luck.");
    say_paragraph(text, &line);
}

static void say_row(cs_text *text, const cs_search *s, const cs_search_set *set)
{
    char cost[CS_CELL], mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    say_cost(cost, set->cost);
    cs_format_figure(mean, set->harm.mean, s->unit);
    cs_format_name(text, name_of(set), NAME_WIDTH);
    cs_text_format(text, "%8s%12s", cost, mean);
    if (set->harm.has_interval) {
        cs_format_figure(low, set->harm.mean_low, s->unit);
        cs_format_figure(high, set->harm.mean_high, s->unit);
        cs_text_format(text, "  (%s to %s)", low, high);
    }
    cs_text_add(text, "\n");
}

static void say_front(cs_text *text, const cs_search *s)
{
    cs_text_add(text, "\nThe Pareto front: no other set costs less without harming more.\n");
    cs_text_format(text, "%-*s%8s%12s  (95 %% interval)\n", NAME_WIDTH, "safeguards", "cost", "harm");
    cs_format_rule(text);
    for (int i = 0; i < s->sets; i++)
        if (s->set[i].front) say_row(text, s, &s->set[i]);
    cs_format_paragraph(text, 0, "Sets that stand beside each other here may do so by luck: look at what a "
                                 "safeguard adds with `counterscore compare` before paying for it.");
}

static void say_costs(cs_text *text, const cs_search *s)
{
    cs_text line = {0};
    char cost[CS_CELL];
    cs_text_add(&line, "Costs are yours to say (--cost NAME=N): ");
    for (int i = 0; i < s->safeguards; i++) {
        say_cost(cost, s->cost[i]);
        cs_text_format(&line, "%s%s %s", i ? ", " : "", s->name[i], cost);
    }
    cs_text_add(&line, ". A set costs what its safeguards cost together.");
    say_paragraph(text, &line);
}

static void say_notes(cs_text *text, const cs_search *s)
{
    cs_text line = {0};
    cs_text_add(text, "\n");
    say_costs(text, s);
    for (int i = 0; i < s->apart; i++) {
        cs_text_format(&line, "Left out: %s.", s->why_apart[i]);
        say_paragraph(text, &line);
    }
    if (s->most > 0 && s->most < s->safeguards) {
        cs_text_format(&line, "Sets of more than %d were not looked at.", s->most);
        say_paragraph(text, &line);
    }
    if (s->unfinished > 0) {
        cs_text_format(&line, "%d set%s not finished or undefined in some replicate, and held against "
                              "no other.", s->unfinished, s->unfinished == 1 ? " is" : "s are");
        say_paragraph(text, &line);
    }
    cs_format_paragraph(text, 0,
                        s->replicates < 8
                            ? "No intervals: at least 8 replicates are needed for them."
                            : "Every set has the same people and the same chance. An interval is the "
                              "95 % t interval of the mean over replicates.");
}

cs_status cs_search_print(const cs_search *search, char **out, cs_error *err)
{
    cs_text text = {0};
    say_head(&text, search);
    say_answer(&text, search);
    say_front(&text, search);
    say_notes(&text, search);
    return cs_text_take(&text, out, err);
}
