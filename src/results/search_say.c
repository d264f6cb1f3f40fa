/* A search over sets of safeguards, told on a terminal. */
#include "results/columns.h"
#include "results/search.h"
#include "results/study_text.h"

#include <math.h>
#include <string.h>

static const char *name_of(const cs_search_set *set) { return cs_world_name(set->name); }

static void say_paragraph(cs_text *text, cs_text *line)
{
    if (!line->failed) cs_format_paragraph(text, 0, line->bytes ? line->bytes : "");
    text->failed |= line->failed;
    cs_text_drop(line);
}

static void say_cost(char room[CS_CELL], double cost)
{
    if (cost == floor(cost)) cs_format_number(room, cost, 0);
    else snprintf(room, CS_CELL, "%.6g", cost);
}

/* A count of sets. */
static void say_sets(char room[CS_CELL], int sets) { cs_format_count(room, sets, "set", NULL); }

/* "320 per 1,000 persons (95 % interval 300 to 340)" */
static void say_harm(cs_text *line, const cs_search *s, const cs_estimate *e)
{
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    if (!e->defined) {
        cs_text_add(line, "undefined");
        return;
    }
    cs_format_figure(mean, e->mean, s->unit);
    cs_text_format(line, "%s%s%s", mean, *s->per ? " " : "", s->per);
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

/* With other people than the scenario has, things that are so many in all weigh otherwise. */
static void say_resized(cs_text *text, const cs_search *s)
{
    char run[CS_CELL], own[CS_CELL];
    cs_text line = {0};
    if (s->persons == s->own_persons) return;
    cs_format_number(run, (double)s->persons, 0);
    cs_format_number(own, (double)s->own_persons, 0);
    cs_text_format(&line, "Run at %s people, the scenario has %s: numbers of people are told for %s; what is a "
                          "number of things (reviewers, places) stays as it is.", run, own, own);
    say_paragraph(text, &line);
}

static void say_head(cs_text *text, const cs_search *s)
{
    cs_text line = {0};
    char sets[CS_CELL], replicates[CS_CELL];
    say_sets(sets, s->sets);
    cs_format_count(replicates, s->replicates, "replicate", NULL);
    cs_text_format(&line, "%s: %s of safeguards, %s of each, on people who do not exist.", s->title, sets,
                   replicates);
    say_paragraph(text, &line);
    say_resized(text, s);
    cs_text_format(&line, "The harm: %s (%s%s%s). In base, with no safeguard, it comes to ", s->figure,
                   s->harm, *s->per ? ", " : "", s->per);
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
    char number[CS_CELL], keeping[CS_CELL], sets[CS_CELL];
    cs_format_figure(number, s->bound, s->unit);
    snprintf(bound, sizeof bound, "%.40s%s%s", number, *s->per ? " " : "", s->per);
    cs_text_add(text, "\n");
    say_cheapest(text, s, bound);
    cs_format_number(keeping, s->keeping, 0);
    say_sets(sets, s->sets);
    cs_text_format(&line, "%s of %s keep%s it there, which is to say that the upper end of the interval "
                          "does.", keeping, sets, s->keeping == 1 ? "s" : "");
    if (nearly(s) > 0) {
        cs_format_number(keeping, nearly(s), 0);
        cs_text_format(&line, " Of %s more the mean does and the end of the interval does not; more "
                              "replicates would tell.", keeping);
    }
    if (s->keeping > 1)
        cs_text_add(&line, " Each interval is 95 % by itself: of sets that are just at the bound, one "
                           "in forty passes by luck.");
    say_paragraph(text, &line);
}

static void put_front(cs_columns *t, const cs_search *s, int column)
{
    char room[CS_CELL], low[CS_CELL], high[CS_CELL], words[2 * CS_CELL + 8];
    for (int i = 0, row = 0; i < s->sets; i++) {
        const cs_search_set *set = &s->set[i];
        if (!set->front) continue;
        say_cost(room, set->cost);
        if (column == 2) cs_format_figure(room, set->harm.mean, s->unit);
        cs_format_figure(low, set->harm.mean_low, s->unit);
        cs_format_figure(high, set->harm.mean_high, s->unit);
        snprintf(words, sizeof words, "%s to %s", low, high);
        if (!set->harm.has_interval) snprintf(words, sizeof words, "-");
        cs_columns_put(t, row++, column == 0 ? name_of(set) : column == 3 ? words : room);
    }
}

static cs_status say_front(cs_text *text, const cs_search *s, cs_error *err)
{
    static const char *const heads[] = {"safeguards", "cost", "harm", "95 % interval"};
    cs_columns t = {.rows = s->front};
    cs_status status = CS_OK;
    cs_text_add(text, "\nThe Pareto front, which is the sets that no other beats in both cost and harm:\n");
    for (int column = 0; column < 4 && status == CS_OK; column++) {
        status = cs_columns_add(&t, heads[column], column == 2 ? s->per : "", column == 0, err);
        if (status == CS_OK) put_front(&t, s, column);
    }
    if (status == CS_OK) cs_columns_print(&t, text);
    cs_columns_free(&t);
    cs_text_add(text, "\n");
    cs_format_paragraph(text, 0, "Sets that stand beside each other here may do so by luck: look at what a "
                                 "safeguard adds with `counterscore compare` before paying for it.");
    return status;
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
        char sets[CS_CELL];
        say_sets(sets, s->unfinished);
        cs_text_format(&line, "%s %s not run to the end or undefined in some replicate, and held against "
                              "no other.", sets, s->unfinished == 1 ? "is" : "are");
        say_paragraph(text, &line);
    }
    cs_format_paragraph(text, 0,
                        s->replicates < 8
                            ? "No intervals: at least eight replicates are needed for them."
                            : "Every set has the same people and the same chance. An interval is the "
                              "95 % t interval of the mean over replicates.");
}

cs_status cs_search_print(const cs_search *search, char **out, cs_error *err)
{
    cs_text text = {0};
    say_head(&text, search);
    say_answer(&text, search);
    cs_status status = say_front(&text, search, err);
    say_notes(&text, search);
    if (status == CS_OK) status = cs_text_take(&text, out, err);
    cs_text_drop(&text);
    return status;
}
