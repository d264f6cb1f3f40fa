/* The comparison: base and each safeguard on the same people and the same chance. */
#include "core/mem.h"
#include "results/format.h"
#include "results/say.h"

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
    {"People on a penal list on the last day, per 1,000", CS_METRIC_LISTED_SHARE, 1000},
    {"People missed on the last day, per 1,000", CS_METRIC_MISSED, 1},
    {"Refusals of people wrongly listed, whole run, per 1,000 people", CS_METRIC_WRONGFUL_DENIALS,
     1},
};

#define NAME_WIDTH 20
#define MEAN_WIDTH 11

static cs_query query_of(cs_metric metric)
{
    return (cs_query){.metric = (int32_t)metric, .list = -1, .service = -1, .sensor = -1,
                      .band = -1, .day = -1};
}

static void base_row(cs_text *text, const cs_estimate *estimate, double scale)
{
    char room[CS_CELL];
    cs_estimate mean = *estimate;
    mean.has_interval = false;
    cs_format_name(text, "base", NAME_WIDTH);
    cs_format_estimate(room, &mean, scale, 1);
    cs_text_format(text, "%*s", MEAN_WIDTH, room);
    if (estimate->defined && estimate->has_interval) {
        char low[CS_CELL], high[CS_CELL];
        cs_format_number(low, scale * estimate->low, 1);
        cs_format_number(high, scale * estimate->high, 1);
        cs_text_format(text, "  middle 95 %%: %s-%s", low, high);
    }
    cs_text_add(text, "\n");
}

/* "-12.0 (-15.1 to -9.0)", and in words where the interval contains zero. */
static void difference(char room[160], const cs_estimate *d, double scale)
{
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    if (!d->defined) {
        snprintf(room, 160, "undefined");
        return;
    }
    cs_format_number(mean, scale * d->mean, 1);
    cs_format_number(low, scale * d->low, 1);
    cs_format_number(high, scale * d->high, 1);
    const char *sign = mean[0] != '-' && strspn(mean, "0.") < strlen(mean) ? "+" : "";
    if (!d->has_interval) snprintf(room, 160, "%s%.20s", sign, mean);
    else
        snprintf(room, 160, "%s%.20s (%.20s to %.20s)%s", sign, mean, low, high,
                 d->low <= 0 && d->high >= 0 ? "\ncannot be told from zero" : "");
}

static cs_status world_row(cs_text *text, cs_results *results, int world, const measure *m,
                           cs_error *err)
{
    cs_estimate own, paired;
    char room[CS_CELL], words[160];
    cs_query query = query_of(m->metric);
    CS_TRY(cs_results_estimate(results, world, &query, &own, err));
    CS_TRY(cs_results_difference(results, world, &query, &paired, err));
    own.has_interval = false;
    cs_format_estimate(room, &own, m->scale, 1);
    difference(words, &paired, m->scale);
    cs_format_name(text, results->world[world].name, NAME_WIDTH);
    cs_text_format(text, "%*s  ", MEAN_WIDTH, room);
    for (const char *c = words; *c; c++) {
        if (*c == '\n') cs_text_format(text, "\n%*s", NAME_WIDTH + MEAN_WIDTH + 2, "");
        else cs_text_add_bytes(text, c, 1);
    }
    cs_text_add(text, "\n");
    return CS_OK;
}

typedef struct ranked { int world; double effect; } ranked;

static int by_effect(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->effect != y->effect) return x->effect < y->effect ? -1 : 1;
    return x->world - y->world;
}

/* Worlds beside the base one, those that take away most wrongful days first. */
static cs_status rank_worlds(cs_results *results, ranked *order, cs_error *err)
{
    for (int world = 1; world < results->worlds; world++) {
        cs_estimate paired;
        cs_query query = query_of(CS_METRIC_WRONGFUL_DAYS);
        CS_TRY(cs_results_difference(results, world, &query, &paired, err));
        order[world - 1] = (ranked){world, paired.mean};
    }
    qsort(order, (size_t)results->worlds - 1, sizeof *order, by_effect);
    return CS_OK;
}

static cs_status say_measure(cs_text *text, cs_results *results, const measure *m,
                             const ranked *order, cs_error *err)
{
    cs_estimate base;
    cs_query query = query_of(m->metric);
    CS_TRY(cs_results_estimate(results, 0, &query, &base, err));
    cs_text_format(text, "\n%s\n", m->title);
    cs_format_name(text, "", NAME_WIDTH);
    cs_text_format(text, "%*s  %s\n", MEAN_WIDTH, "mean", "difference from base (95 % interval)");
    cs_format_rule(text);
    base_row(text, &base, m->scale);
    for (int i = 0; i < results->worlds - 1; i++)
        CS_TRY(world_row(text, results, order[i].world, m, err));
    return CS_OK;
}

static void say_worlds(cs_text *text, const cs_results *results, const ranked *order)
{
    cs_text_add(text, "\n");
    for (int i = 0; i < results->worlds - 1; i++) {
        const cs_world *w = &results->world[order[i].world];
        char line[500];
        snprintf(line, sizeof line, "%.100s: %.380s.", w->name, w->about);
        cs_format_paragraph(text, 0, line);
    }
}

cs_status cs_results_compare(cs_results *results, char **out, cs_error *err)
{
    cs_status status;
    cs_text text = {0};
    ranked *order = cs_alloc((size_t)results->worlds, sizeof *order);
    if (!order) return cs_fail_memory(err, "the order of the safeguards");
    cs_say_title(&text, results);
    if (results->worlds < 2)
        cs_format_paragraph(&text, 0,
                            "This file holds the base world alone, so there is nothing to compare; "
                            "`counterscore compare SCENARIO` runs the safeguards too.");
    CS_GO(rank_worlds(results, order, err));
    say_worlds(&text, results, order);
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        CS_GO(say_measure(&text, results, &measures[i], order, err));
    cs_text_add(&text, "\n");
    cs_format_paragraph(&text, 0,
                        "Every world has the same people and the same chance, so differences are "
                        "paired, replicate by replicate; their interval is the 95 % t interval of "
                        "the mean. Safeguards stand in the order of their effect on wrongful "
                        "person-days.");
    cs_say_intervals(&text, results);
    CS_GO(cs_say_origin(&text, results, err));
    status = cs_text_take(&text, out, err);
out:
    cs_text_drop(&text);
    cs_free(order);
    return status;
}
