/* What happens as chosen parameters, scenarios and safeguards change: a section for each figure. */
#include "report/study.h"

#include <math.h>
#include <string.h>

/* Columns of the table beside those of the parameters. */
#define COLUMNS_BESIDE 10

static bool one_scenario(const cs_study_plan *plan)
{
    for (int p = 1; p < plan->points; p++)
        if (strcmp(plan->point[p].scenario, plan->point[0].scenario) != 0) return false;
    return true;
}

static bool level_of(const cs_studied_facts *facts, int point, int factor, double *level)
{
    const cs_study_plan *plan = facts->plan;
    const double *levels = plan->point[point].level;
    *level = levels ? levels[factor] : NAN;
    if (isnan(*level) && one_scenario(plan)) *level = plan->factor[factor].value;
    return !isnan(*level);
}

static bool any_change(const cs_studied_facts *facts)
{
    if (facts->plan->own_luck) return false;
    for (int p = 0; p < facts->plan->points; p++)
        if (facts->base[p] >= 0) return true;
    return false;
}

static const char *level_label(cs_page *page, const cs_factor *factor)
{
    cs_text text = {0};
    const char *unit = cs_page_unit(factor->unit);
    cs_text_add(&text, cs_page_clean(page, factor->path));
    if (*unit) cs_text_format(&text, " (%s)", unit);
    return cs_page_keep_text(page, &text);
}

static int factors_shown(const cs_study_plan *plan)
{
    int room = CS_PAGE_COLUMNS_MOST - COLUMNS_BESIDE;
    return plan->factors < room ? plan->factors : room;
}

static void columns(cs_page *page, cs_page_table *table, const cs_studied_facts *facts, int figure,
                    bool changes)
{
    const cs_study_plan *plan = facts->plan;
    cs_table_column(table, "point", "point", CS_COLUMN_TEXT);
    cs_table_column(table, "scenario", "scenario", CS_COLUMN_TEXT);
    cs_table_column(table, "safeguard", "safeguard", CS_COLUMN_TEXT);
    for (int f = 0; f < factors_shown(plan); f++) {
        cs_text key = {0};
        cs_text_format(&key, "x%d", f);
        cs_table_column(table, cs_page_keep_text(page, &key), level_label(page, &plan->factor[f]),
                        CS_COLUMN_FIGURE);
    }
    cs_table_interval(page, table, "value", cs_studied_head(page, facts, figure),
                      cs_studied_type(facts, figure, false));
    if (changes)
        cs_table_interval(page, table, "change", "change by the safeguard",
                          cs_studied_type(facts, figure, true));
    cs_table_column(table, "done", "replicates", CS_COLUMN_COUNT);
}

static const char *caption(cs_page *page, const cs_studied_facts *facts, int figure, bool changes)
{
    cs_text text = {0};
    int shown = factors_shown(facts->plan);
    cs_text_format(&text, "“%s” at every point: ", cs_studied_figure(page, facts, figure));
    cs_text_add(&text, "mean and middle 95% of its replicates (from eight on)");
    if (changes)
        cs_text_add(&text, "; change: with the safeguard less without it, same people and same "
                           "chance, 95% t interval of the mean");
    cs_text_add(&text, ".");
    if (shown < facts->plan->factors)
        cs_text_format(&text, " The first %d of %d parameters; the study file has the others.", shown,
                       facts->plan->factors);
    return cs_page_keep_text(page, &text);
}

static void points_table(cs_page *page, cs_page_section *section, const cs_studied_facts *facts,
                         int figure)
{
    bool changes = any_change(facts);
    cs_page_table *table = cs_page_add_table(section, "points", caption(page, facts, figure, changes));
    table->undefined = "undefined";
    columns(page, table, facts, figure, changes);
    for (int p = 0; p < facts->plan->points; p++) {
        const cs_point *point = &facts->plan->point[p];
        cs_estimate estimate;
        double level;
        cs_table_text(page, table, cs_studied_point(page, facts, p));
        cs_table_text(page, table, cs_studied_scenario(page, point->scenario));
        cs_table_text(page, table, cs_studied_world(page, point->safeguard));
        for (int f = 0; f < factors_shown(facts->plan); f++) {
            double scale = cs_page_scale(facts->plan->factor[f].unit);
            if (level_of(facts, p, f, &level)) cs_table_number(page, table, level * scale);
            else cs_table_undefined(page, table);
        }
        cs_studied_estimate(facts, figure, p, &estimate);
        cs_table_estimate(page, table, &estimate);
        if (changes) {
            cs_studied_change(facts, figure, p, facts->base[p], &estimate);
            cs_table_estimate(page, table, &estimate);
        }
        cs_table_number(page, table, (double)cs_studied_done(facts, p));
    }
}

/* ---- in words ---- */

/* "sensors.bank.misses 5%, expiry". */
static void say_where(cs_page *page, const cs_studied_facts *facts, cs_text *text, int point)
{
    const cs_study_plan *plan = facts->plan;
    const cs_point *p = &plan->point[point];
    const char *before = "";
    double level;
    cs_text_add(text, " (");
    if (plan->factors == 0 || plan->factors > 3) {
        cs_text_add(text, cs_studied_point(page, facts, point));
    } else {
        for (int f = 0; f < plan->factors; f++) {
            if (!level_of(facts, point, f, &level)) continue;
            cs_text_format(text, "%s%s ", before, cs_page_clean(page, plan->factor[f].path));
            cs_studied_write(text, level, plan->factor[f].unit);
            before = ", ";
        }
        if (!one_scenario(plan))
            cs_text_format(text, "%s%s", before, cs_studied_scenario(page, p->scenario));
        if (p->safeguard[0] || facts->base[point] >= 0)
            cs_text_format(text, ", %s", cs_studied_world(page, p->safeguard));
    }
    cs_text_add(text, ")");
}

static int extreme(const cs_studied_facts *facts, int figure, bool most, cs_estimate *at)
{
    int found = -1;
    for (int p = 0; p < facts->plan->points; p++) {
        cs_estimate here;
        if (!cs_studied_is_setting(facts, p)) continue;
        cs_studied_estimate(facts, figure, p, &here);
        if (!here.defined) continue;
        if (found >= 0 && (most ? here.mean <= at->mean : here.mean >= at->mean)) continue;
        found = p;
        *at = here;
    }
    return found;
}

typedef struct tally { int pairs, lower, higher; } tally;

static tally count_changes(const cs_studied_facts *facts, int figure, const char *safeguard)
{
    tally count = {0};
    for (int p = 0; p < facts->plan->points; p++) {
        cs_estimate change;
        if (facts->base[p] < 0 || strcmp(facts->plan->point[p].safeguard, safeguard) != 0) continue;
        cs_studied_change(facts, figure, p, facts->base[p], &change);
        if (!change.defined) continue;
        count.pairs++;
        count.lower += cs_studied_clear(&change) && change.mean < 0.0;
        count.higher += cs_studied_clear(&change) && change.mean > 0.0;
    }
    return count;
}

static bool seen_before(const cs_study_plan *plan, int point)
{
    for (int p = 0; p < point; p++)
        if (!strcmp(plan->point[p].safeguard, plan->point[point].safeguard)) return true;
    return false;
}

static void say_of(cs_text *text, int count, int pairs, const char *words)
{
    if (!count) return;
    cs_text_format(text, "%s at ", words);
    if (count == pairs && pairs > 1) cs_text_format(text, "all %d settings", pairs);
    else cs_text_format(text, "%d of %d setting%s", count, pairs, pairs == 1 ? "" : "s");
}

/* What each safeguard does, wherever the rest stands. */
static void say_safeguards(cs_page *page, const cs_studied_facts *facts, cs_text *text, int figure)
{
    const cs_study_plan *plan = facts->plan;
    for (int p = 0; p < plan->points; p++) {
        const char *safeguard = plan->point[p].safeguard;
        if (!safeguard[0] || seen_before(plan, p)) continue;
        tally count = count_changes(facts, figure, safeguard);
        if (!count.pairs) continue;
        cs_text_format(text, " With " CS_SAY_B "%s" CS_SAY_B_END " it is ",
                       cs_studied_world(page, safeguard));
        say_of(text, count.lower, count.pairs, "lower");
        if (count.lower && count.higher) cs_text_add(text, ", ");
        say_of(text, count.higher, count.pairs, "higher");
        if (!count.lower && !count.higher)
            cs_text_add(text, "nowhere different that could be told from zero");
        else if (count.lower + count.higher < count.pairs)
            cs_text_format(text, ", and not told apart at %d",
                           count.pairs - count.lower - count.higher);
        cs_text_add(text, ".");
    }
}

static void say(cs_page *page, const cs_studied_facts *facts, cs_text *text, int figure)
{
    cs_estimate low, high;
    cs_column_type type = cs_studied_type(facts, figure, false);
    int least = extreme(facts, figure, false, &low), most = extreme(facts, figure, true, &high);
    if (least < 0) {
        cs_text_add(text, "It is undefined at every setting of this study.");
        return;
    }
    if (low.mean == high.mean) {
        cs_text_add(text, "It is ");
        cs_write_bold(text, low.mean, type);
        cs_studied_write_unit(text, facts, figure);
        cs_text_add(text, " wherever it is defined.");
        return;
    }
    cs_text_add(text, "It lies between ");
    cs_write_bold(text, low.mean, type);
    cs_write_interval(text, &low, type);
    say_where(page, facts, text, least);
    cs_text_add(text, " and ");
    cs_write_bold(text, high.mean, type);
    cs_write_interval(text, &high, type);
    cs_studied_write_unit(text, facts, figure);
    say_where(page, facts, text, most);
    cs_text_add(text, ".");
    if (any_change(facts)) say_safeguards(page, facts, text, figure);
}

cs_status cs_studied_section_sweep(cs_page *page, const cs_studied_facts *facts, cs_error *err)
{
    (void)err;
    if (facts->plan->kind != CS_STUDY_SWEEP) return CS_OK;
    for (int f = 0; f < facts->figures; f++) {
        cs_text id = {0}, question = {0}, how = {0};
        cs_text_format(&id, "figure-%d", f + 1);
        cs_text_format(&question, "What happens to “%s”?", cs_studied_figure(page, facts, f));
        cs_page_section *section = cs_page_begin(page, cs_page_keep_text(page, &id),
                                                 cs_page_keep_text(page, &question));
        section->chart = "sweep";
        cs_text_format(&how, "%s: %s.%s", facts->plan->figure[f].name, cs_studied_figure_help(facts, f),
                       facts->plan->own_luck
                           ? " Every point drew its people and its luck anew, so points are not paired."
                           : " All points share people and chance, replicate by replicate, so a "
                             "difference between points is known better than either.");
        section->how = cs_page_keep_text(page, &how);
        points_table(page, section, facts, f);
        say(page, facts, &section->answer, f);
    }
    return CS_OK;
}
