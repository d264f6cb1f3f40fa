/* The comparison: base and each safeguard on the same people and the same chance. */
#include "core/mem.h"
#include "results/format.h"
#include "results/lead.h"
#include "results/say.h"
#include "results/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct measure {
    const char *title;
    cs_metric metric;
    double scale;
} measure;

static const measure measures[] = {
    {"Wrongful person-days on a penal list, whole run, per 1,000 people", CS_METRIC_WRONGFUL_DAYS,
     1},
    {"People ever wrongly listed (when they first came onto a penal list), per 1,000",
     CS_METRIC_EVER_WRONGFUL, 1},
    {"People on a penal list on the last day, per 1,000", CS_METRIC_LISTED_SHARE, 1000},
    {"People missed on the last day, per 1,000", CS_METRIC_MISSED, 1},
    {"Refusals of people wrongly listed, whole run, per 1,000 people", CS_METRIC_WRONGFUL_DENIALS,
     1},
};

static const measure record_measures[] = {
    {"Wrong records, whole run", CS_METRIC_FALSE_RECORDS, 1},
    {"Correct records, whole run", CS_METRIC_TRUE_RECORDS, 1},
};

static const measure loan_measures[] = {
    {"Loans refused to people who would have repaid, per 1,000 people", CS_METRIC_GOOD_LOANS_REFUSED, 1},
    {"Loans not repaid, per 1,000 people", CS_METRIC_LOANS_DEFAULTED, 1},
    {"Applications for a loan that are granted, %", CS_METRIC_LENT_SHARE, 100},
    {"Applications by people who repay that are granted, %", CS_METRIC_LENT_GOOD_SHARE, 100},
    {"Of applications refused, by people who would have repaid, %", CS_METRIC_REFUSED_GOOD, 100},
};

static const measure firm_measures[] = {
    {"Firms on a penal list on the last day, per 1,000 firms", CS_METRIC_LISTED_SHARE, 1000},
    {"Wrongful days of firms on a penal list, whole run, per 1,000 firms", CS_METRIC_WRONGFUL_DAYS,
     1},
    {"Refusals of firms wrongly listed, whole run, per 1,000 firms", CS_METRIC_WRONGFUL_DENIALS, 1},
};

#define MEAN_WIDTH 11
#define DECIMALS_MOST 9

/* One measure in every world, base first. */
typedef struct table {
    const measure *m;
    int of;                    /* cs_who */
    const cs_ranked *order;
    cs_estimate *own, *paired; /* [worlds] */
    double *p;                 /* [worlds] of all those compared here, adjusted for their number */
    int worlds, compared, name_width, decimals;
} table;

static void say_mean(cs_text *text, const table *t, int world)
{
    char room[CS_CELL];
    cs_estimate mean = t->own[world];
    mean.has_interval = false;
    cs_format_estimate(room, &mean, t->m->scale, t->decimals);
    cs_text_format(text, "%*s", MEAN_WIDTH, room);
}

static void base_row(cs_text *text, const table *t)
{
    const cs_estimate *base = &t->own[0];
    cs_format_name(text, "base", t->name_width);
    say_mean(text, t, 0);
    if (base->defined && base->has_interval) {
        char low[CS_CELL], high[CS_CELL];
        cs_format_number(low, t->m->scale * base->low, t->decimals);
        cs_format_number(high, t->m->scale * base->high, t->decimals);
        cs_text_format(text, "  middle 95 %%: %s-%s", low, high);
    }
    cs_text_add(text, "\n");
}

static bool shows_zero(double value, int decimals)
{
    char room[CS_CELL];
    cs_format_number(room, value, decimals);
    return strspn(room, "0.") == strlen(room);
}

/* Two significant digits of the interval's width, and so many that an end which is not zero does not
   look like it: the interval shown and what is said of zero must agree. */
static int difference_decimals(const cs_estimate *d, double scale)
{
    const double ends[] = {d->low, d->high, d->boot_low, d->boot_high};
    int decimals = cs_format_decimals(scale * (d->has_interval ? d->high - d->low : fabs(d->mean)), 1,
                                      DECIMALS_MOST);
    for (int i = 0; i < 4; i++)
        while (decimals < DECIMALS_MOST && ends[i] != 0 && shows_zero(scale * ends[i], decimals))
            decimals++;
    return decimals;
}

static bool no_difference(const cs_estimate *d)
{
    return d->mean == 0 && d->low == 0 && d->high == 0;
}

/* "-12.0 (-15.1 to -9.0)". */
static void difference(char room[160], const cs_estimate *d, double scale)
{
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    int decimals = difference_decimals(d, scale);
    if (!d->defined) {
        snprintf(room, 160, "undefined");
        return;
    }
    if (no_difference(d)) {
        snprintf(room, 160, "no difference in any replicate");
        return;
    }
    cs_format_number(mean, scale * d->mean, decimals);
    cs_format_number(low, scale * d->low, decimals);
    cs_format_number(high, scale * d->high, decimals);
    const char *sign = mean[0] != '-' && strspn(mean, "0.") < strlen(mean) ? "+" : "";
    if (!d->has_interval) snprintf(room, 160, "%s%.20s", sign, mean);
    else snprintf(room, 160, "%s%.20s (%.20s to %.20s)", sign, mean, low, high);
}

/* Whether a difference can be told from zero, by itself and among all those of the table. */
static void say_verdict(cs_text *line, const cs_estimate *d, double adjusted, int compared)
{
    if (adjusted < 0.001) cs_text_add(line, "p < 0.001");
    else cs_text_format(line, "p %.*f", adjusted < 0.0995 ? 3 : 2, adjusted);
    if (d->p >= 0.05) cs_text_add(line, ": cannot be told from zero");
    else if (adjusted >= 0.05)
        cs_text_format(line, ": told from zero alone, but not after %d comparisons", compared);
}

/* The second line of a safeguard: the other interval, and what the two say. */
static void say_more(cs_text *text, const table *t, int world)
{
    const cs_estimate *d = &t->paired[world];
    char low[CS_CELL], high[CS_CELL];
    cs_text line = {0};
    int decimals = difference_decimals(d, t->m->scale);
    if (!d->defined || !d->has_interval || no_difference(d)) return;
    cs_format_number(low, t->m->scale * d->boot_low, decimals);
    cs_format_number(high, t->m->scale * d->boot_high, decimals);
    cs_text_format(&line, "bootstrap %.20s to %.20s%s; ", low, high,
                   cs_estimate_disputed(d) ? " (the two disagree)" : "");
    say_verdict(&line, d, t->p[world], t->compared);
    if (line.failed) text->failed = true;
    else cs_format_paragraph(text, 4, line.bytes);
    cs_text_drop(&line);
}

static void world_row(cs_text *text, const cs_results *results, const table *t, int world)
{
    char words[160];
    difference(words, &t->paired[world], t->m->scale);
    cs_format_name(text, results->world[world].name, t->name_width);
    say_mean(text, t, world);
    cs_text_format(text, "  %s\n", words);
    say_more(text, t, world);
}

static int by_effect(const void *a, const void *b)
{
    const cs_ranked *x = a, *y = b;
    if (x->effect != y->effect) return x->effect < y->effect ? -1 : 1;
    return x->world - y->world;
}

/* Something must decide the order where nothing was done to anybody, too. */
static const cs_lead *compared_by(const cs_found *found, const cs_scenario *scenario)
{
    const cs_lead *lead = cs_lead_of(found, scenario);
    if (lead) return lead;
    return scenario->firms ? &cs_lead_firms : &cs_lead_days;
}

/* Worlds beside the base one, those that take away most of the harm first. */
static cs_status rank_worlds(cs_results *results, const cs_lead *lead, cs_ranked *order, cs_error *err)
{
    for (int world = 1; world < cs_results_guarded(results); world++) {
        cs_estimate paired;
        cs_query query = cs_query_all(lead->harm);
        query.of = lead->of;
        CS_TRY(cs_results_difference(results, world, &query, &paired, err));
        order[world - 1] = (cs_ranked){world, paired.mean};
    }
    qsort(order, (size_t)cs_results_guarded(results) - 1, sizeof *order, by_effect);
    return CS_OK;
}

/* The family is the safeguards of this table: what can be compared by this one figure. */
static void adjust(table *t)
{
    t->compared = 0;
    for (int world = 1; world < t->worlds; world++)
        if (t->paired[world].defined && t->paired[world].has_interval)
            t->p[t->compared++] = t->paired[world].p;
    cs_adjust_holm(t->p, (size_t)t->compared);
    for (int world = t->worlds - 1, at = t->compared; world > 0; world--)
        t->p[world] = t->paired[world].defined && t->paired[world].has_interval ? t->p[--at] : 1;
}

static cs_status fill(cs_results *results, table *t, cs_error *err)
{
    cs_query query = cs_query_all(t->m->metric);
    query.of = t->of;
    for (int world = 0; world < t->worlds; world++) {
        CS_TRY(cs_results_estimate(results, world, &query, &t->own[world], err));
        CS_TRY(cs_results_difference(results, world, &query, &t->paired[world], err));
    }
    adjust(t);
    return CS_OK;
}

/* Nothing is below zero here, so a mean of zero is zero in every replicate. */
static bool all_zero(const table *t)
{
    for (int world = 0; world < t->worlds; world++)
        if (!t->own[world].defined || t->own[world].mean != 0) return false;
    return true;
}

/* Means of one table share their digits: two significant ones of the smallest that is not zero. */
static int mean_decimals(const table *t)
{
    double least = 0;
    for (int world = 0; world < t->worlds; world++) {
        double mean = t->m->scale * t->own[world].mean;
        if (mean > 0 && (least == 0 || mean < least)) least = mean;
    }
    return cs_format_decimals(least, 1, 4);
}

static void say_family(cs_text *text, const table *t)
{
    int clear = 0;
    for (int world = 1; world < t->worlds; world++) clear += t->p[world] < 0.05;
    if (t->compared < 2) return;
    cs_text_format(text, "Still told from zero after %d comparisons: %d of %d.\n", t->compared, clear,
                   t->compared);
}

static cs_status say_measure(cs_text *text, cs_results *results, table *t, cs_error *err)
{
    CS_TRY(fill(results, t, err));
    if (all_zero(t)) {
        cs_text_format(text, "\n%s:\nnone, in any world and any replicate.\n", t->m->title);
        return CS_OK;
    }
    t->decimals = mean_decimals(t);
    cs_text_format(text, "\n%s\n", t->m->title);
    cs_format_name(text, "", t->name_width);
    cs_text_format(text, "%*s  %s\n", MEAN_WIDTH, "mean", "difference from base (95 % interval)");
    cs_format_rule(text);
    base_row(text, t);
    for (int i = 0; i < t->worlds - 1; i++) world_row(text, results, t, t->order[i].world);
    say_family(text, t);
    return CS_OK;
}

static int widest_name(const cs_results *results)
{
    int width = 12;
    for (int world = 1; world < cs_results_guarded(results); world++) {
        int columns = cs_format_columns(results->world[world].name) + 1;
        if (columns > width && columns <= 28) width = columns;
    }
    return width;
}

/* Measures in their order, of one population (cs_who). */
static cs_status say_some(cs_text *text, cs_results *results, table *t, int of, const measure *some, size_t count,
                          cs_error *err)
{
    t->of = of;
    for (size_t i = 0; i < count; i++) {
        t->m = &some[i];
        CS_TRY(say_measure(text, results, t, err));
    }
    return CS_OK;
}
#define SAY_ALL(some) say_some(text, results, &t, of, some, sizeof (some) / sizeof *(some), err)

/* What the run is about comes first; what it has nothing of is left out, or one line says so. */
static cs_status say_measures(cs_text *text, cs_results *results, const cs_lead *lead, const cs_found *found,
                              const cs_ranked *order, cs_error *err)
{
    cs_status status = CS_OK;
    size_t worlds = (size_t)results->worlds;
    const cs_scenario *scenario = results->world[0].scenario;
    table t = {.order = order, .worlds = cs_results_guarded(results), .name_width = widest_name(results)};
    int of = CS_PERSONS;
    t.own = cs_alloc(worlds, sizeof *t.own);
    t.paired = cs_alloc(worlds, sizeof *t.paired);
    t.p = cs_alloc(worlds, sizeof *t.p);
    if (!t.own || !t.paired || !t.p) CS_GO(cs_fail_memory(err, "the figures of the worlds"));
    if (lead->harm == CS_METRIC_FALSE_RECORDS) CS_GO(SAY_ALL(record_measures));
    if (found->penal) CS_GO(SAY_ALL(measures));
    if (scenario->lending) CS_GO(SAY_ALL(loan_measures));
    if (!found->penal && (cs_any_penal_list(scenario) || !cs_lead_of(found, scenario)))
        CS_GO(say_some(text, results, &t, of, measures, 1, err));
    of = CS_FIRMS;
    if (scenario->firms) CS_GO(SAY_ALL(firm_measures));
out:
    cs_free(t.own);
    cs_free(t.paired);
    cs_free(t.p);
    return status;
}

#undef SAY_ALL

static void say_worlds(cs_text *text, const cs_results *results, const cs_ranked *order)
{
    cs_text_add(text, "\n");
    for (int i = 0; i < cs_results_guarded(results) - 1; i++) {
        const cs_world *w = &results->world[order[i].world];
        char line[500];
        size_t length = strlen(w->about);
        bool ended = length > 0 && w->about[length - 1] == '.';
        snprintf(line, sizeof line, "%.100s: %.380s%s", w->name, w->about, ended ? "" : ".");
        cs_format_paragraph(text, 0, line);
    }
}

/* How much narrower pairing makes the intervals than independent worlds of the same spread would have. */
static cs_status say_pairing(cs_text *text, cs_results *results, const cs_lead *lead, cs_error *err)
{
    cs_query query = cs_query_all(lead->harm);
    query.of = lead->of;
    cs_estimate base, other, paired;
    double least = 0, most = 0;
    const char *names[2] = {"", ""};
    char line[400], low[CS_CELL], high[CS_CELL];
    CS_TRY(cs_results_estimate(results, 0, &query, &base, err));
    for (int world = 1; world < cs_results_guarded(results); world++) {
        CS_TRY(cs_results_estimate(results, world, &query, &other, err));
        CS_TRY(cs_results_difference(results, world, &query, &paired, err));
        if (!paired.has_interval || paired.sd <= 0) continue;
        double times = sqrt(base.sd * base.sd + other.sd * other.sd) / paired.sd;
        if (least == 0 || times < least) names[0] = results->world[world].name;
        if (times > most) names[1] = results->world[world].name;
        least = least == 0 || times < least ? times : least;
        most = times > most ? times : most;
    }
    if (most <= 0) return CS_OK;
    cs_format_number(low, least, 1);
    cs_format_number(high, most, 1);
    if (names[0] == names[1])
        snprintf(line, sizeof line, "Pairing makes the interval of %s %.20s times narrower than worlds with seeds of "
                                    "their own would have.", lead->harm_label, low);
    else
        snprintf(line, sizeof line, "Pairing makes intervals of %s %.20s (%.60s) to %.20s (%.60s) times narrower than "
                                    "worlds with seeds of their own would have.", lead->harm_label, low, names[0],
                 high, names[1]);
    cs_format_paragraph(text, 0, line);
    return CS_OK;
}

static void say_method(cs_text *text, const cs_results *results, const cs_lead *lead)
{
    int count = cs_results_guarded(results) - 1;
    bool intervals = results->world[results->worlds - 1].replicates >= CS_INTERVAL_REPLICATES;
    char line[300];
    snprintf(line, sizeof line, "Every world has the same people and the same chance, so differences are paired, "
                                "replicate by replicate. Safeguards stand in the order of their effect on %s.",
             lead->harm_label);
    cs_format_paragraph(text, 0, line);
    if (!intervals || count < 1) return;
    cs_format_paragraph(text, 0,
                        "In brackets: the 95 % t interval of the mean difference. The bootstrap interval "
                        "below it does not suppose a bell curve; where the two disagree, replicates are "
                        "few or lopsided, and the wider is the safer.");
    cs_format_paragraph(text, 0,
                        count > 1 ? "p: how often chance alone would make so clear a difference (t test), "
                                    "made larger by Holm's method for the number of safeguards in the "
                                    "table: of many comparisons, some stand out by chance."
                                  : "p: how often chance alone would make so clear a difference (t test).");
}

cs_status cs_results_compare(cs_results *results, char **out, cs_error *err)
{
    cs_status status;
    cs_text text = {0};
    cs_found found;
    const cs_lead *lead;
    cs_ranked *order = cs_alloc((size_t)results->worlds, sizeof *order);
    if (!order) return cs_fail_memory(err, "the order of the safeguards");
    cs_say_title(&text, results);
    if (results->worlds < 2)
        cs_format_paragraph(&text, 0,
                            "This file holds the base world alone, so there is nothing to compare; "
                            "`counterscore compare SCENARIO` runs the safeguards too.");
    CS_GO(cs_results_found(results, &found, err));
    lead = compared_by(&found, results->world[0].scenario);
    CS_GO(rank_worlds(results, lead, order, err));
    say_worlds(&text, results, order);
    CS_GO(say_measures(&text, results, lead, &found, order, err));
    CS_GO(cs_say_effects(&text, results, order, err));
    cs_text_add(&text, "\n");
    say_method(&text, results, lead);
    CS_GO(say_pairing(&text, results, lead, err));
    cs_say_intervals(&text, results, false);
    CS_GO(cs_say_needed_effects(&text, results, err));
    CS_GO(cs_say_origin(&text, results, err));
    status = cs_text_take(&text, out, err);
out:
    cs_text_drop(&text);
    cs_free(order);
    return status;
}
