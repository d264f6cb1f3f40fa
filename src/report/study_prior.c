/* Draws from all ranges: how far each figure could lie, and which conclusions hold wherever the
   assumptions stand. */
#include "report/study.h"

#include <math.h>

static const cs_spread *spread_of(const cs_prior *prior, int figure, int world)
{
    return &prior->spread[figure * prior->worlds + world];
}

static void add_scaled(cs_page *page, cs_page_table *table, double value, cs_unit unit)
{
    if (isnan(value)) cs_table_undefined(page, table);
    else cs_table_number(page, table, value * cs_page_scale(unit));
}

/* Median, and the middle 95 %. */
static void add_middle(cs_page *page, cs_page_table *table, const cs_spread *spread, cs_unit unit)
{
    double scale = cs_page_scale(unit);
    bool defined = !isnan(spread->median);
    cs_estimate estimate = {.mean = spread->median * scale, .low = spread->low95 * scale,
                            .high = spread->high95 * scale, .defined = defined,
                            .has_interval = defined && spread->draws - spread->undefined > 1};
    cs_table_estimate(page, table, &estimate);
}

/* ---- how far figures could lie ---- */

static void extremes(const cs_studied_facts *facts, int figure, double *least, double *most)
{
    *least = *most = NAN;
    for (int p = facts->prior.worlds; p < facts->plan->points; p += facts->prior.worlds) {
        cs_estimate here;
        cs_studied_estimate(facts, figure, p, &here);
        if (!here.defined) continue;
        if (isnan(*least) || here.mean < *least) *least = here.mean;
        if (isnan(*most) || here.mean > *most) *most = here.mean;
    }
}

static void spread_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts)
{
    cs_page_table *table = cs_page_add_table(
        section, "spread", "Each figure of the base scenario over the draws: median, middle 95%, middle half, "
                           "and the whole way from least to most");
    table->undefined = "undefined";
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_column(table, "about", "what it is", CS_COLUMN_TEXT);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "central", "as stated", CS_COLUMN_FIGURE);
    cs_table_interval(page, table, "middle", "median", CS_COLUMN_FIGURE);
    cs_table_column(table, "half_low", "middle half from", CS_COLUMN_FIGURE);
    cs_table_column(table, "half_high", "to", CS_COLUMN_FIGURE);
    cs_table_column(table, "least", "least", CS_COLUMN_FIGURE);
    cs_table_column(table, "most", "most", CS_COLUMN_FIGURE);
    cs_table_column(table, "draws", "draws", CS_COLUMN_COUNT);
    cs_table_column(table, "none", "of them undefined", CS_COLUMN_COUNT);
    for (int f = 0; f < facts->plan->figures; f++) {
        const cs_spread *spread = spread_of(&facts->prior, f, 0);
        cs_unit unit = cs_studied_figure_unit(facts, f);
        double least, most;
        extremes(facts, f, &least, &most);
        cs_table_text(page, table, cs_studied_figure(page, facts, f));
        cs_table_text(page, table, cs_studied_figure_help(facts, f));
        cs_table_text(page, table, cs_studied_figure_word(facts, f));
        add_scaled(page, table, spread->own, unit);
        add_middle(page, table, spread, unit);
        add_scaled(page, table, spread->low50, unit);
        add_scaled(page, table, spread->high50, unit);
        add_scaled(page, table, least, unit);
        add_scaled(page, table, most, unit);
        cs_table_number(page, table, (double)spread->draws);
        cs_table_number(page, table, (double)spread->undefined);
    }
}

/* The first figure that is defined, in numbers; how many span more than a factor of ten. */
static void say_spread(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    int said = 0, wide = 0, figures = 0;
    for (int f = 0; f < facts->plan->figures; f++) {
        const cs_spread *spread = spread_of(&facts->prior, f, 0);
        cs_column_type type = cs_studied_type(facts, f, false);
        if (isnan(spread->median)) continue;
        figures++;
        wide += spread->low95 >= 0.0 && spread->high95 > 10.0 * spread->low95;
        if (said++) continue;
        cs_text_format(text, "“%s” is between ", cs_studied_figure(page, facts, f));
        cs_write_bold(text, spread->low95, type);
        cs_text_add(text, " and ");
        cs_write_bold(text, spread->high95, type);
        cs_studied_write_unit(text, facts, f);
        cs_text_add(text, " in 95% of ");
        cs_write_number(text, (double)(spread->draws - spread->undefined), CS_COLUMN_COUNT);
        cs_text_format(text, " draw%s, its median ", spread->draws - spread->undefined == 1 ? "" : "s");
        cs_write_number(text, spread->median, type);
        cs_text_add(text, ". ");
    }
    if (!figures) {
        cs_text_add(text, "No figure is done and defined in any draw yet.");
        return;
    }
    cs_text_add(text, "Of ");
    cs_write_small(text, figures);
    cs_text_format(text, " figure%s, ", figures == 1 ? "" : "s");
    cs_write_few(text, wide);
    cs_text_format(text, " span%s more than a factor of ten", wide < 2 ? "s" : "");
    cs_text_add(text, wide ? ": of those this study says little more than their order." : ".");
}

cs_status cs_studied_section_spread(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->plan->kind != CS_STUDY_PRIOR) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "spread", "How far could each figure lie?");
    section->chart = "spread";
    section->how = "Every draw takes every parameter that has a range from somewhere in that range, all "
                   "independently; nothing here was held against published figures. Each figure has a "
                   "scale of its own. Chance between replicates is in it too.";
    spread_table(page, section, facts);
    say_spread(page, facts, &section->answer);
    return CS_OK;
}

/* ---- which conclusions hold ---- */

typedef struct signs { double lower, same, higher; int64_t draws; } signs;

/* The paired difference of a draw: the mean over its replicates; NAN where one is not defined. */
static double difference(const cs_studied_facts *facts, int figure, int point, int base)
{
    cs_estimate change;
    cs_studied_change(facts, figure, point, base, &change);
    return change.defined && change.replicates == facts->plan->replicates ? change.mean : NAN;
}

static signs signs_of(const cs_studied_facts *facts, int figure, int world)
{
    signs count = {0};
    int worlds = facts->prior.worlds;
    for (int p = worlds; p + world < facts->plan->points; p += worlds) {
        double change = difference(facts, figure, p + world, p);
        if (isnan(change)) continue;
        count.draws++;
        count.lower += change < 0.0;
        count.higher += change > 0.0;
    }
    double draws = count.draws ? (double)count.draws : 1.0;
    count.lower /= draws;
    count.higher /= draws;
    count.same = count.draws ? 1.0 - count.lower - count.higher : 0.0;
    if (count.same < 1e-12) count.same = 0.0;
    return count;
}

static const char *verdict_text(cs_page *page, const signs *count, const cs_spread *spread)
{
    cs_text text = {0};
    bool lower = spread->own < 0.0;
    double share = lower ? count->lower : count->higher, other = lower ? count->higher : count->lower;
    const char *way = lower ? "lower" : "higher", *back = lower ? "higher" : "lower";
    switch (cs_spread_holds(spread)) {
    case CS_HOLDS: cs_text_format(&text, "holds: %s in every draw", way); break;
    case CS_HOLDS_NEARLY:
        cs_text_format(&text, "nearly holds: %s in ", way);
        cs_write_number(&text, share, CS_COLUMN_SHARE);
        cs_text_add(&text, " of draws");
        break;
    case CS_HOLDS_OR_NOTHING:
        cs_text_format(&text, "%s or nothing: %s in ", way, way);
        cs_write_number(&text, share, CS_COLUMN_SHARE);
        cs_text_format(&text, " of draws, never %s", back);
        break;
    case CS_HOLDS_NOT:
        cs_text_format(&text, "does not hold: %s in ", way);
        cs_write_number(&text, share, CS_COLUMN_SHARE);
        cs_text_format(&text, " of draws, %s in ", back);
        cs_write_number(&text, other, CS_COLUMN_SHARE);
        break;
    default: cs_text_add(&text, count->draws ? "no effect as stated" : "undefined");
    }
    return cs_page_keep_text(page, &text);
}

typedef struct tally { int conclusions, hold, nearly, not; } tally;

static void add_conclusion(cs_page *page, cs_page_table *table, const cs_studied_facts *facts,
                           int figure, int world, tally *tally)
{
    const cs_spread *spread = spread_of(&facts->prior, figure, world);
    cs_unit unit = cs_studied_figure_unit(facts, figure);
    signs count = signs_of(facts, figure, world);
    cs_holding found = cs_spread_holds(spread);
    tally->conclusions += found != CS_HOLDS_NOTHING;
    tally->hold += found == CS_HOLDS;
    tally->nearly += found == CS_HOLDS_NEARLY || found == CS_HOLDS_OR_NOTHING;
    tally->not += found == CS_HOLDS_NOT;
    cs_table_text(page, table, cs_studied_figure(page, facts, figure));
    cs_table_text(page, table, cs_studied_world(page, facts->prior.world[world]));
    cs_table_number(page, table, count.lower);
    cs_table_number(page, table, count.same);
    cs_table_number(page, table, count.higher);
    cs_table_number(page, table, (double)count.draws);
    cs_table_text(page, table, cs_studied_figure_word(facts, figure));
    add_scaled(page, table, spread->own, unit);
    add_middle(page, table, spread, unit);
    cs_table_text(page, table, verdict_text(page, &count, spread));
}

static void conclusions_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts,
                              tally *tally)
{
    cs_page_table *table = cs_page_add_table(
        section, "conclusions", "What each safeguard does to each figure, draw by draw: the share of draws in "
                                "which it lowers or raises it, and the paired difference over the draws");
    table->undefined = "undefined";
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_column(table, "safeguard", "safeguard", CS_COLUMN_TEXT);
    cs_table_column(table, "lower", "lower in", CS_COLUMN_SHARE);
    cs_table_column(table, "same", "the same in", CS_COLUMN_SHARE);
    cs_table_column(table, "higher", "higher in", CS_COLUMN_SHARE);
    cs_table_column(table, "draws", "draws", CS_COLUMN_COUNT);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "central", "difference as stated", CS_COLUMN_FIGURE);
    cs_table_interval(page, table, "change", "median difference", CS_COLUMN_FIGURE);
    cs_table_column(table, "verdict", "verdict", CS_COLUMN_TEXT);
    for (int f = 0; f < facts->plan->figures; f++)
        for (int w = 1; w < facts->prior.worlds; w++)
            add_conclusion(page, table, facts, f, w, tally);
}

cs_status cs_studied_section_holds(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->plan->kind != CS_STUDY_PRIOR || facts->prior.worlds < 2) return CS_OK;
    tally tally = {0};
    cs_page_section *section =
        cs_page_begin(page, "holds", "Which conclusions hold across the whole range?");
    cs_text *text = &section->answer;
    section->chart = "conclusions";
    section->how = "In every draw the world with the safeguard and the world without it share people, chance "
                   "and the drawn parameters. A conclusion is the direction in which the safeguard moves the "
                   "figure as stated, at the scenario's own numbers. It holds when that is so in every draw; nearly, in 95% "
                   "of them; or nothing, when in fewer but never the other way; else it depends on numbers "
                   "nobody has measured.";
    conclusions_table(page, section, facts, &tally);
    if (!tally.conclusions) {
        cs_text_add(text, "As stated, no safeguard of this study changes any of its figures.");
        return CS_OK;
    }
    cs_text_add(text, "Of ");
    cs_write_small(text, tally.conclusions);
    cs_text_format(text, " thing%s that safeguards change as stated, " CS_SAY_B,
                   tally.conclusions == 1 ? "" : "s");
    cs_write_few(text, tally.hold);
    cs_text_format(text, CS_SAY_B_END " go%s the same way in every draw", tally.hold < 2 ? "es" : "");
    if (tally.nearly) {
        cs_text_add(text, ", ");
        cs_write_small(text, tally.nearly);
        cs_text_add(text, " in nearly every one, or else not at all");
    }
    cs_text_add(text, "; " CS_SAY_B);
    cs_write_few(text, tally.not);
    cs_text_format(text, CS_SAY_B_END " depend%s on what was assumed.", tally.not < 2 ? "s" : "");
    return CS_OK;
}
