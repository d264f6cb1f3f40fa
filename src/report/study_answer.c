/* The answer of a study: its headline, the lead, and figures. */
#include "report/study.h"

#include "results/stats.h"

#include <math.h>
#include <string.h>

static const char *path_of(cs_page *page, const cs_studied_facts *facts, int factor)
{
    return cs_page_clean(page, facts->plan->factor[factor].path);
}

/* ---- headlines, by kind ---- */

static bool range_of(const cs_studied_facts *facts, int figure, double *low, double *high)
{
    bool any = false;
    for (int p = 0; p < facts->plan->points; p++) {
        cs_estimate here;
        if (!cs_studied_is_setting(facts, p)) continue;
        cs_studied_estimate(facts, figure, p, &here);
        if (!here.defined) continue;
        if (!any || here.mean < *low) *low = here.mean;
        if (!any || here.mean > *high) *high = here.mean;
        any = true;
    }
    return any;
}

/* Worlds that settings are of: without a safeguard, and with each. */
static int count_worlds(const cs_studied_facts *facts)
{
    const cs_study_plan *plan = facts->plan;
    int worlds = 0;
    for (int p = 0; p < plan->points; p++) {
        int q = 0;
        if (!cs_studied_is_setting(facts, p)) continue;
        while (q < p && (!cs_studied_is_setting(facts, q) ||
                         strcmp(plan->point[q].safeguard, plan->point[p].safeguard) != 0)) q++;
        worlds += q == p;
    }
    return worlds;
}

/* "Over 8 settings", "Over 8 settings, each in 7 worlds". */
static void say_settings(const cs_studied_facts *facts, cs_text *text)
{
    int worlds = count_worlds(facts), each = facts->settings / (worlds > 0 ? worlds : 1);
    bool even = worlds > 1 && each * worlds == facts->settings;
    cs_text_add(text, "Over ");
    cs_write_number(text, even ? each : facts->settings, CS_COLUMN_COUNT);
    cs_text_format(text, " setting%s", (even ? each : facts->settings) == 1 ? "" : "s");
    if (even) cs_text_format(text, ", %sin %d worlds", each == 1 ? "" : "each ", worlds);
}

static void headline_sweep(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    double low = 0.0, high = 0.0;
    cs_column_type type = cs_studied_type(facts, 0, false);
    if (!range_of(facts, 0, &low, &high)) {
        cs_text_format(text, "“%s” is undefined at every setting.",
                       cs_studied_figure(page, facts, 0));
        return;
    }
    say_settings(facts, text);
    cs_text_format(text, ", “%s” ", cs_studied_figure(page, facts, 0));
    if (low == high) {
        cs_text_add(text, "is always ");
        cs_write_bold(text, low, type);
        cs_studied_write_unit(text, facts, 0);
    } else {
        cs_text_add(text, "lies between ");
        cs_write_bold(text, low, type);
        cs_text_add(text, " and ");
        cs_write_bold(text, high, type);
        cs_studied_write_unit(text, facts, 0);
    }
    cs_text_add(text, ".");
}

static void headline_effects(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    const cs_effects *effects = &facts->effects[0];
    const char *figure = cs_studied_figure(page, facts, 0);
    const char *safeguard =
        effects->safeguard && *effects->safeguard ? cs_studied_world(page, effects->safeguard) : NULL;
    if (!cs_studied_can_tell(effects)) {
        cs_text_format(text, "None of the parameters varied can be said to move “%s”.", figure);
        return;
    }
    int rivals = cs_studied_rivals(effects);
    if (safeguard) cs_text_format(text, "What “%s” changes of “%s” ", safeguard, figure);
    else cs_text_format(text, "“%s” ", figure);
    cs_text_format(text, "%s most on " CS_SAY_B "%s" CS_SAY_B_END,
                   rivals ? "seems to depend" : "depends", path_of(page, facts, effects->effect[0].factor));
    if (rivals) {
        cs_text_add(text, ", but ");
        cs_write_small(text, rivals);
        cs_text_format(text, " other%s may matter as much", rivals == 1 ? "" : "s");
    }
    cs_text_add(text, ".");
}

static void headline_prior(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    const cs_spread *spread = &facts->prior.spread[0];
    cs_column_type type = cs_studied_type(facts, 0, false);
    if (isnan(spread->median)) {
        cs_text_format(text, "“%s” is undefined in every draw.", cs_studied_figure(page, facts, 0));
        return;
    }
    cs_text_format(text, "In 95%% of draws from all ranges, “%s” lies between ",
                   cs_studied_figure(page, facts, 0));
    cs_write_bold(text, spread->low95, type);
    cs_text_add(text, " and ");
    cs_write_bold(text, spread->high95, type);
    cs_studied_write_unit(text, facts, 0);
    cs_text_add(text, ".");
}

static void say_front(const cs_search *search, cs_text *text)
{
    cs_text_add(text, "Of ");
    cs_write_number(text, search->sets, CS_COLUMN_COUNT);
    cs_text_format(text, " set%s of safeguards, ", search->sets == 1 ? "" : "s");
    cs_write_bold(text, search->front, CS_COLUMN_COUNT);
    cs_text_format(text, " %s beaten by no other.", search->front == 1 ? "is" : "are");
}

static void headline_search(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    const cs_search *search = &facts->search;
    const cs_search_set *best = NULL;
    if (!search->bounded) {
        say_front(search, text);
        return;
    }
    for (int i = 0; i < search->sets && !best; i++)
        if (search->set[i].cheapest) best = &search->set[i];
    if (!best) cs_text_add(text, "No set of these safeguards keeps ");
    else if (best->size == 0) cs_text_add(text, CS_SAY_B "No safeguard" CS_SAY_B_END " is needed to keep ");
    else cs_text_add(text, "The cheapest set of safeguards that keeps ");
    cs_text_format(text, "“%s” at ", cs_page_words(page, search->figure));
    cs_write_number(text, search->bound, search->unit == CS_UNIT_SHARE ? CS_COLUMN_SHARE : CS_COLUMN_FIGURE);
    cs_studied_write_unit(text, facts, 0);
    cs_text_add(text, " or less");
    if (best && best->size)
        cs_text_format(text, ": " CS_SAY_B "%s" CS_SAY_B_END, cs_studied_set(page, best));
    cs_text_add(text, ".");
}

/* "2 of 3 published figures it was set to hold". */
static void say_held(cs_text *text, int hold, int count, const char *which)
{
    cs_text_format(text, CS_SAY_B "%d of %d" CS_SAY_B_END " published figure%s %s hold%s", hold, count,
                   count == 1 ? "" : "s", which, hold == 1 ? "s" : "");
}

static void headline_fit(const cs_studied_facts *facts, cs_text *text)
{
    const cs_calibration *fit = &facts->calibration;
    int count[2] = {0}, hold[2] = {0};
    for (int i = 0; i < fit->figures; i++) {
        int as = fit->figure[i].wanted.as == CS_FIGURE_SET ? 0 : 1;
        count[as]++;
        hold[as] += fit->figure[i].holds == CS_VERDICT_HOLDS;
    }
    cs_text_add(text, "After calibration ");
    say_held(text, hold[0], count[0], "it was set to");
    if (count[1]) {
        cs_text_add(text, ", and ");
        say_held(text, hold[1], count[1], "it was not shown");
    }
    cs_text_add(text, ".");
}

static void headline(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    if (facts->counts.done + facts->counts.failed < facts->counts.rows)
        cs_text_add(text, "Not finished; so far: ");
    switch (facts->plan->kind) {
    case CS_STUDY_MORRIS:
    case CS_STUDY_SOBOL: headline_effects(page, facts, text); return;
    case CS_STUDY_PRIOR: headline_prior(page, facts, text); return;
    case CS_STUDY_SAFEGUARDS: headline_search(page, facts, text); return;
    case CS_STUDY_CALIBRATION: headline_fit(facts, text); return;
    default: headline_sweep(page, facts, text);
    }
}

/* ---- the lead and the figures ---- */

static void eyebrow(cs_page *page, const cs_studied_facts *facts)
{
    const cs_study_plan *plan = facts->plan;
    cs_text text = {0};
    cs_text_add(&text, "Study " CS_SAY_B);
    cs_text_add(&text, page->title);
    cs_text_add(&text, CS_SAY_B_END " · ");
    if (facts->persons) {
        cs_write_number(&text, (double)facts->persons, CS_COLUMN_COUNT);
        cs_text_add(&text, " synthetic people · ");
    }
    cs_write_number(&text, plan->points, CS_COLUMN_COUNT);
    cs_text_format(&text, " point%s · ", plan->points == 1 ? "" : "s");
    cs_write_number(&text, (double)plan->replicates, CS_COLUMN_COUNT);
    cs_text_format(&text, " replicate%s", plan->replicates == 1 ? "" : "s");
    page->eyebrow = cs_page_keep_text(page, &text);
}

static void lead(cs_page *page, const cs_studied_facts *facts, cs_text *text)
{
    const cs_study_plan *plan = facts->plan;
    const cs_work_counts *counts = &facts->counts;
    if (plan->about && *plan->about >= ' ') {
        const char *about = cs_page_clean(page, plan->about);
        size_t length = strlen(about);
        char first = about[0] >= 'a' && about[0] <= 'z' ? (char)(about[0] - 'a' + 'A') : about[0];
        cs_text_format(text, "%c%s%s ", first, length ? about + 1 : "",
                       length && strchr(".!?", about[length - 1]) ? "" : ".");
    }
    cs_text_add(text, counts->done == counts->rows && counts->rows > 1 ? "All " CS_SAY_B : CS_SAY_B);
    cs_write_number(text, (double)counts->done, CS_COLUMN_COUNT);
    if (counts->done != counts->rows) {
        cs_text_add(text, " of ");
        cs_write_number(text, (double)counts->rows, CS_COLUMN_COUNT);
    }
    cs_text_add(text, " worlds" CS_SAY_B_END " of this study are computed");
    if (counts->failed) {
        cs_text_add(text, "; ");
        cs_write_small(text, counts->failed);
        cs_text_add(text, " failed");
    }
    cs_text_add(text, ".");
    if (plan->factors) {
        cs_text_format(text, " They differ in %d parameter%s", plan->factors,
                       plan->factors == 1 ? "" : "s");
        cs_text_format(text, " and tell %d figure%s of each.", plan->figures,
                       plan->figures == 1 ? "" : "s");
    }
    if (plan->figures > facts->figures &&
        (plan->kind == CS_STUDY_SWEEP || facts->effects))
        cs_text_format(text, " The page tells the first %d; the study file has the others.",
                       facts->figures);
}

static void add_figure(cs_page *page, cs_page_table *table, const char *figure, double value,
                       const char *unit, const char *note)
{
    cs_estimate estimate = {.mean = value, .defined = !isnan(value)};
    cs_table_text(page, table, figure);
    cs_table_estimate(page, table, &estimate);
    cs_table_text(page, table, unit);
    cs_table_text(page, table, note);
}

static void add_index(cs_page *page, cs_page_table *table, const cs_studied_facts *facts)
{
    const cs_effects *effects = &facts->effects[0];
    if (!cs_studied_can_tell(effects)) return;
    cs_unit unit = cs_studied_figure_unit(facts, 0);
    bool morris = effects->kind == CS_STUDY_MORRIS;
    const cs_index *index = morris ? &effects->effect[0].elementary.mu_star
                                   : &effects->effect[0].total;
    double scale = morris ? cs_page_scale(unit) : 100.0;
    cs_estimate estimate = {.mean = index->value * scale, .low = index->low * scale,
                            .high = index->high * scale, .defined = index->defined,
                            .has_interval = index->defined};
    cs_text text = {0};
    cs_text_format(&text, "%s by %s", morris ? "mean change" : "share of variance",
                   path_of(page, facts, effects->effect[0].factor));
    cs_table_text(page, table, cs_page_keep_text(page, &text));
    cs_table_estimate(page, table, &estimate);
    cs_table_text(page, table, morris ? cs_studied_figure_word(facts, 0) : "%");
    cs_table_text(page, table, morris ? "μ*, over its whole range" : "total index");
}

static void figures(cs_page *page, const cs_studied_facts *facts, cs_page_section *section)
{
    const cs_study_plan *plan = facts->plan;
    cs_page_table *table = cs_page_add_table(section, "figures", "The study in figures");
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "value", "value", CS_COLUMN_FIGURE);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "note", "note", CS_COLUMN_TEXT);
    table->undefined = "undefined";
    add_figure(page, table, "worlds computed", (double)facts->counts.done, "", "rows of the work list");
    add_figure(page, table, "points compared", plan->points, "",
               plan->own_luck ? "each with its own luck" : "on the same people and luck");
    if (plan->factors) add_figure(page, table, "parameters varied", plan->factors, "", "over their ranges");
    if (plan->kind == CS_STUDY_SWEEP || !plan->factors)
        add_figure(page, table, "figures of each", plan->figures, "", "kept");
    if (facts->effects) add_index(page, table, facts);
    else if (plan->kind == CS_STUDY_PRIOR)
        add_figure(page, table, "draws from the ranges", (double)facts->prior.wanted, "", "wanted");
    else if (plan->kind == CS_STUDY_SAFEGUARDS)
        add_figure(page, table, "sets on the front", facts->search.front, "", "beaten by no other");
    else if (plan->kind == CS_STUDY_CALIBRATION)
        add_figure(page, table, facts->calibration.method == CS_METHOD_ABC ? "draws" : "tries",
                   facts->calibration.tries, "", "beside the scenario as stated");
}

/* Which intervals the page has. */
static const char *how(const cs_study_plan *plan)
{
    if (plan->kind == CS_STUDY_SAFEGUARDS)
        return plan->replicates >= CS_INTERVAL_REPLICATES
                   ? "Brackets and ranges are 95% t intervals of a mean over replicates: how well the mean is "
                     "known, not how far replicates go apart. Positive means penalised."
                   : "With fewer than eight replicates a figure stands without an interval. Positive means "
                     "penalised.";
    if (plan->kind != CS_STUDY_SWEEP)
        return "What each interval is stands beside it. Positive means penalised.";
    return plan->replicates >= CS_INTERVAL_REPLICATES
               ? "Brackets and ranges hold the middle 95% of replicates; those of a difference are 95% t "
                 "intervals of its mean. Positive means penalised."
               : "With fewer than eight replicates a point's figure stands without an interval. Positive "
                 "means penalised.";
}

cs_status cs_studied_section_answer(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    cs_text title = {0};
    cs_page_section *section = cs_page_begin(page, "answer", "The answer");
    eyebrow(page, facts);
    headline(page, facts, &title);
    page->headline = cs_page_keep_text(page, &title);
    lead(page, facts, &section->answer);
    figures(page, facts, section);
    section->how = how(facts->plan);
    return CS_OK;
}
