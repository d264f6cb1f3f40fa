/* Which assumption moves a figure: elementary effects, or shares of the variance, one section a figure. */
#include "report/study.h"

#include <math.h>

static const char *const direction_words[] = {"more of it lowers the figure", "goes either way",
                                              "more of it raises the figure"};

static const char *question(cs_page *page, const cs_studied_facts *facts, int figure)
{
    cs_text text = {0};
    const cs_effects *effects = &facts->effects[figure];
    if (effects->safeguard[0])
        cs_text_format(&text, "On what does it depend how “%s” changes “%s”?",
                       cs_studied_world(page, effects->safeguard), cs_studied_figure(page, facts, figure));
    else
        cs_text_format(&text, "Which assumptions move “%s”?", cs_studied_figure(page, facts, figure));
    return cs_page_keep_text(page, &text);
}

static cs_estimate estimate_of(const cs_index *index)
{
    return (cs_estimate){.mean = index->value, .low = index->low, .high = index->high,
                         .defined = index->defined,
                         .has_interval = index->defined && !isnan(index->low)};
}

static void add_index(cs_page *page, cs_page_table *table, const cs_index *index)
{
    cs_estimate estimate = estimate_of(index);
    cs_table_estimate(page, table, &estimate);
}

static void add_number(cs_page *page, cs_page_table *table, double number)
{
    if (isnan(number)) cs_table_undefined(page, table);
    else cs_table_number(page, table, number);
}

/* Captions name the figure: no two tables of the page are called the same. */
static const char *caption(cs_page *page, const cs_studied_facts *facts, int figure, const char *words)
{
    cs_text text = {0};
    const char *word = cs_studied_figure_word(facts, figure);
    cs_text_format(&text, "“%s”%s%s: %s", cs_studied_figure(page, facts, figure), *word ? ", " : "", word, words);
    return cs_page_keep_text(page, &text);
}

static void own_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts, int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    cs_column_type type = cs_studied_type(facts, figure, false);
    cs_page_table *table = cs_page_add_table(
        section, "own", caption(page, facts, figure, "as stated, and over the points of the "
                                                     "design, in which all parameters move at once"));
    table->undefined = "undefined";
    cs_table_column(table, "own", "as stated", type);
    cs_table_column(table, "mean", "mean", type);
    cs_table_column(table, "sd", "standard deviation", type);
    cs_table_column(table, "least", "least of the design", type);
    cs_table_column(table, "most", "most of the design", type);
    cs_table_column(table, "samples", "samples", CS_COLUMN_COUNT);
    cs_table_column(table, "points", "points of the design", CS_COLUMN_COUNT);
    cs_table_column(table, "undefined", "undefined at", CS_COLUMN_COUNT);
    cs_table_column(table, "chance", "share of variance that is luck", CS_COLUMN_SHARE);
    cs_table_column(table, "floor", "μ* from luck alone", type);
    add_number(page, table, effects->own);
    add_number(page, table, effects->mean);
    add_number(page, table, effects->sd);
    add_number(page, table, effects->low);
    add_number(page, table, effects->high);
    add_number(page, table, (double)effects->samples);
    add_number(page, table, (double)effects->points);
    add_number(page, table, (double)effects->undefined);
    add_number(page, table, effects->chance);
    add_number(page, table, effects->kind == CS_STUDY_MORRIS ? effects->floor : NAN);
}

static void begin_row(cs_page *page, cs_page_table *table, const cs_factor *factor)
{
    cs_table_text(page, table, cs_page_clean(page, factor->path));
    cs_table_text(page, table, cs_page_clean(page, factor->label));
    cs_table_text(page, table, cs_studied_range(page, factor->low, factor->high, factor->unit));
}

static void first_columns(cs_page_table *table)
{
    table->undefined = "undefined";
    cs_table_column(table, "input", "input", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "what it is", CS_COLUMN_TEXT);
    cs_table_column(table, "range", "range", CS_COLUMN_TEXT);
}

static void last_columns(cs_page_table *table, cs_column_type type)
{
    cs_table_column(table, "at_low", "it alone at its low end", type);
    cs_table_column(table, "at_high", "it alone at its high end", type);
}

static void morris_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts,
                         int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    cs_column_type type = cs_studied_type(facts, figure, false);
    cs_page_table *table = cs_page_add_table(
        section, "effects",
        caption(page, facts, figure, "mean size (μ*), mean (μ) and standard deviation (σ) of its change when "
                                     "one parameter alone goes across its whole range"));
    first_columns(table);
    cs_table_column(table, "direction", "direction", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "mu_star", "μ*", type);
    cs_table_interval(page, table, "mu", "μ", cs_studied_type(facts, figure, true));
    cs_table_interval(page, table, "sigma", "σ", type);
    last_columns(table, type);
    cs_table_column(table, "count", "effects", CS_COLUMN_COUNT);
    for (int i = 0; i < effects->factors; i++) {
        const cs_effect *effect = &effects->effect[i];
        begin_row(page, table, &facts->plan->factor[effect->factor]);
        cs_table_text(page, table, direction_words[effect->direction + 1]);
        add_index(page, table, &effect->elementary.mu_star);
        add_index(page, table, &effect->elementary.mu);
        add_index(page, table, &effect->elementary.sigma);
        add_number(page, table, effect->at_low);
        add_number(page, table, effect->at_high);
        add_number(page, table, effect->elementary.effects);
    }
}

static void sobol_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts,
                        int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    cs_page_table *table = cs_page_add_table(
        section, "indices",
        caption(page, facts, figure, "share of its variance that each parameter brings, alone (first) and "
                                     "with everything it works together with (total). Intervals: 95%, "
                                     "bootstrap"));
    first_columns(table);
    cs_table_interval(page, table, "first", "first", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "total", "total", CS_COLUMN_SHARE);
    last_columns(table, cs_studied_type(facts, figure, false));
    for (int i = 0; i < effects->factors; i++) {
        const cs_effect *effect = &effects->effect[i];
        begin_row(page, table, &facts->plan->factor[effect->factor]);
        add_index(page, table, &effect->first);
        add_index(page, table, &effect->total);
        add_number(page, table, effect->at_low);
        add_number(page, table, effect->at_high);
    }
}

/* ---- in words ---- */

static const char *path_of(cs_page *page, const cs_studied_facts *facts, const cs_effect *effect)
{
    return cs_page_clean(page, facts->plan->factor[effect->factor].path);
}

static void say_morris(cs_page *page, const cs_studied_facts *facts, cs_text *text, int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    cs_column_type type = cs_studied_type(facts, figure, false);
    cs_estimate first = estimate_of(&effects->effect[0].elementary.mu_star);
    int none = 0;
    cs_text_format(text, CS_SAY_B "%s" CS_SAY_B_END " moves it most: by ",
                   path_of(page, facts, &effects->effect[0]));
    cs_write_bold(text, first.mean, type);
    cs_write_interval(text, &first, type);
    cs_studied_write_unit(text, facts, figure);
    cs_text_add(text, " on average when it goes across its range.");
    if (effects->factors > 1 && effects->effect[1].elementary.mu_star.defined) {
        cs_estimate second = estimate_of(&effects->effect[1].elementary.mu_star);
        cs_text_format(text, " Next is %s (", path_of(page, facts, &effects->effect[1]));
        cs_write_number(text, second.mean, type);
        cs_text_add(text, ").");
    }
    /* as the text for a terminal says it: within twice what luck alone gives */
    double floor = isnan(effects->floor) ? 0.0 : 2.0 * effects->floor;
    for (int i = 0; i < effects->factors; i++)
        none += effects->effect[i].elementary.mu_star.value <= floor;
    if (!none) return;
    cs_text_add(text, " Of the ");
    cs_write_small(text, effects->factors);
    cs_text_add(text, " parameters, ");
    cs_write_small(text, none);
    cs_text_format(text, floor > 0.0 ? " cannot be told from luck alone."
                                     : " move%s it not at all.", none == 1 ? "s" : "");
}

static void say_sobol(cs_page *page, const cs_studied_facts *facts, cs_text *text, int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    cs_estimate first = estimate_of(&effects->effect[0].first);
    cs_estimate total = estimate_of(&effects->effect[0].total);
    double sum = 0.0;
    cs_text_format(text, CS_SAY_B "%s" CS_SAY_B_END " brings the largest part of its variance: ",
                   path_of(page, facts, &effects->effect[0]));
    cs_write_bold(text, total.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &total, CS_COLUMN_SHARE);
    cs_text_add(text, " with all it works together with, ");
    cs_write_number(text, first.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &first, CS_COLUMN_SHARE);
    cs_text_add(text, " alone.");
    for (int i = 0; i < effects->factors; i++)
        if (effects->effect[i].first.defined) sum += effects->effect[i].first.value;
    if (!cs_effects_tell(effects)) return;
    cs_text_add(text, " By themselves the parameters bring about ");
    cs_write_number(text, fmin(fmax(sum, 0.0), 1.0), CS_COLUMN_SHARE);
    cs_text_add(text, "; the rest comes of what they do together.");
}

/* Every point of the study counts: those of the design, and each parameter alone at the ends of its range. */
static void say_spread(const cs_studied_facts *facts, cs_text *text, int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    cs_column_type type = cs_studied_type(facts, figure, false);
    const char *where = "all points of this study";
    double low = effects->low, high = effects->high;
    for (int i = 0; i < effects->factors; i++) {
        const cs_effect *effect = &effects->effect[i];
        low = fmin(low, fmin(effect->at_low, effect->at_high)); /* of a NAN and a number, the number */
        high = fmax(high, fmax(effect->at_low, effect->at_high));
    }
    if (!isnan(effects->own)) {
        cs_text_add(text, " As stated it is ");
        cs_write_number(text, effects->own, type);
        cs_text_format(text, "; over %s it goes from ", where);
    } else {
        cs_text_format(text, " Over %s it goes from ", where);
    }
    cs_write_number(text, low, type);
    cs_text_add(text, " to ");
    cs_write_number(text, high, type);
    cs_studied_write_unit(text, facts, figure);
    cs_text_add(text, ".");
    if (isnan(effects->chance)) return;
    cs_text_add(text, " Of its variance between points, ");
    cs_write_number(text, effects->chance < 1.0 ? effects->chance : 1.0, CS_COLUMN_SHARE);
    cs_text_add(text, " is luck and not the parameters.");
}

static void say_undone(cs_text *text, int64_t undone)
{
    cs_text_add(text, " ");
    cs_write_number(text, (double)undone, CS_COLUMN_COUNT);
    cs_text_format(text, " row%s of the study %s not done: what is told here may yet change.",
                   undone == 1 ? "" : "s", undone == 1 ? "is" : "are");
}

static void say_undefined(cs_text *text, const cs_effects *effects)
{
    cs_text_add(text, " At ");
    cs_write_number(text, (double)effects->undefined, CS_COLUMN_COUNT);
    cs_text_add(text, " of ");
    cs_write_number(text, (double)effects->points, CS_COLUMN_COUNT);
    cs_text_add(text, " points it is undefined in some replicate, and ");
    cs_write_number(text, (double)effects->dropped, CS_COLUMN_COUNT);
    cs_text_format(text, " sample%s left out for that.", effects->dropped == 1 ? " was" : "s were");
}

static void say_missing(cs_text *text, const cs_effects *effects)
{
    if (effects->undone > 0) say_undone(text, effects->undone);
    else if (effects->undefined > 0) say_undefined(text, effects);
}

static const cs_index *main_index(const cs_effects *effects, int i)
{
    return effects->kind == CS_STUDY_MORRIS ? &effects->effect[i].elementary.mu_star
                                            : &effects->effect[i].total;
}

bool cs_studied_can_tell(const cs_effects *effects)
{
    return !effects->constant && effects->factors > 0 && main_index(effects, 0)->defined &&
           cs_effects_tell(effects);
}

int cs_studied_rivals(const cs_effects *effects)
{
    const cs_index *first = main_index(effects, 0);
    int rivals = 0;
    for (int i = 1; i < effects->factors; i++) {
        const cs_index *other = main_index(effects, i);
        rivals += other->defined && !(first->low > other->high);
    }
    return rivals;
}

static void say(cs_page *page, const cs_studied_facts *facts, cs_text *text, int figure)
{
    const cs_effects *effects = &facts->effects[figure];
    if (effects->constant) {
        cs_text_add(text, "It is the same at every point of this study: none of these parameters moves "
                          "it, and there is nothing to explain.");
        return;
    }
    if (!cs_studied_can_tell(effects)) {
        cs_text_add(text, "Nothing can be told: too few samples are done and defined, or most of what differs between points is luck.");
        say_missing(text, effects);
        return;
    }
    if (effects->kind == CS_STUDY_MORRIS) say_morris(page, facts, text, figure);
    else say_sobol(page, facts, text, figure);
    if (cs_studied_rivals(effects))
        cs_text_add(text, " Which parameter matters most is not settled: the intervals overlap.");
    say_spread(facts, text, figure);
    say_missing(text, effects);
}

static const char *how(cs_page *page, const cs_studied_facts *facts, int figure)
{
    cs_text text = {0};
    cs_text_format(&text, "%s: %s.", facts->plan->figure[figure].name,
                   cs_studied_figure_help(facts, figure));
    cs_text_add(&text, facts->plan->kind == CS_STUDY_MORRIS
                           ? " Elementary effects (Morris 1991; Campolongo and others 2007), per whole "
                             "range. Intervals: 95%, bootstrap over trajectories."
                           : " First indices after Saltelli and others 2010, total after Jansen 1999. "
                             "An estimate near zero may fall below it. Intervals: 95%, bootstrap.");
    cs_text_add(&text, " Influence is over the ranges given: a parameter with a narrow range moves "
                       "little.");
    return cs_page_keep_text(page, &text);
}

cs_status cs_studied_section_effects(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (!facts->effects) return CS_OK;
    bool morris = facts->plan->kind == CS_STUDY_MORRIS;
    for (int f = 0; f < facts->figures; f++) {
        cs_text id = {0};
        cs_text_format(&id, "figure-%d", f + 1);
        cs_page_section *section =
            cs_page_begin(page, cs_page_keep_text(page, &id), question(page, facts, f));
        if (cs_studied_can_tell(&facts->effects[f])) section->chart = morris ? "morris" : "sobol";
        section->how = how(page, facts, f);
        if (morris) morris_table(page, section, facts, f);
        else sobol_table(page, section, facts, f);
        own_table(page, section, facts, f);
        say(page, facts, &section->answer, f);
    }
    return CS_OK;
}
