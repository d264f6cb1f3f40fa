/* The figures a scenario is told in. */
#include "study/headline.h"

#include "results/names.h"
#include "sim/shape.h"

#include <stdio.h>
#include <string.h>


typedef struct standard { const char *name; int metric; } standard;

static const standard listing[] = {
    {"wrongly on a penal list on the last day", CS_METRIC_LISTED_WRONGLY},
    {"on a penal list on the last day", CS_METRIC_LISTED_SHARE},
    {"on a penal list by error", CS_METRIC_LISTED_BY_ERROR},
    {"on a penal list by association", CS_METRIC_LISTED_BY_ASSOCIATION},
    {"on a penal list for protected conduct", CS_METRIC_LISTED_FOR_PROTECTED},
    {"of those on a penal list, wrongly", CS_METRIC_WRONGFUL_SHARE},
    {"wrongful person-days on a penal list, per 1,000 persons", CS_METRIC_WRONGFUL_DAYS},
    {"refusals of people wrongly listed, per 1,000 persons", CS_METRIC_WRONGFUL_DENIALS},
};
static const standard of_firms[] = {
    {"firms wrongly on a penal list on the last day", CS_METRIC_LISTED_WRONGLY},
    {"firms on a penal list on the last day", CS_METRIC_LISTED_SHARE},
    {"of firms on a penal list, wrongly", CS_METRIC_WRONGFUL_SHARE},
    {"wrongful days of firms on a penal list, per 1,000 firms", CS_METRIC_WRONGFUL_DAYS},
};
static const standard of_loans[] = {
    {"applications for a loan granted", CS_METRIC_LENT_SHARE},
    {"applications granted, of people who repay", CS_METRIC_LENT_GOOD_SHARE},
    {"loans repaid", CS_METRIC_REPAID_SHARE},
    {"refused, of whom would have repaid", CS_METRIC_REFUSED_GOOD},
};
#define COUNT(table) ((int)(sizeof table / sizeof *table))

static bool has_penal(const cs_scenario *s)
{
    for (int i = 0; i < s->lists.count; i++)
        if (CS_ITEMS(cs_list, s->lists)[i].penal) return true;
    return false;
}

/* Protected conduct of which acts may be left undone. */
static bool is_silenced(const cs_scenario *s, int kind)
{
    return s->responses.count > 0 && s->in_full && s->in_full[kind] &&
           CS_ITEMS(cs_conduct, s->conduct)[kind].protected_as != CS_PROTECTED_NONE;
}

int cs_headline_fixed(const cs_scenario *s)
{
    int count = has_penal(s) ? COUNT(listing) : 0;
    for (int kind = 0; kind < s->conduct.count; kind++) count += is_silenced(s, kind);
    if (s->firms && has_penal(s->firms)) count += COUNT(of_firms);
    if (s->lending) count += COUNT(of_loans);
    return count;
}

static cs_asked plain(const char *name, int metric, int of)
{
    cs_asked asked = cs_asked_nothing;
    asked.name = name;
    asked.metric = metric;
    asked.of = of;
    return asked;
}

static int add_all(cs_asked *out, const standard *table, int n, int of)
{
    for (int i = 0; i < n; i++) out[i] = plain(table[i].name, table[i].metric, of);
    return n;
}

static cs_status add_silenced(const cs_scenario *s, int kind, cs_arena *arena, cs_asked *out,
                              cs_error *err)
{
    const char *conduct = cs_conduct_name(s, kind);
    char name[200];
    int length = snprintf(name, sizeof name, "acts of %.150s left undone", conduct);
    *out = plain(cs_arena_text(arena, name, (size_t)length), CS_METRIC_WITHHELD_SHARE, CS_PERSONS);
    out->conduct = conduct;
    return out->name ? CS_OK : cs_fail_memory(err, "the name of a figure");
}

/* Name of an item of a map, whose struct begins with it; NULL for none. */
static const char *name_in(cs_array array, size_t size, int32_t index)
{
    if (index < 0 || index >= array.count) return NULL;
    const char *const *item = (const void *)((const char *)array.items + (size_t)index * size);
    return *item;
}

static cs_status name_cell(const cs_scenario *s, int32_t cell, cs_arena *arena, const char **out,
                           cs_error *err)
{
    const char *attribute, *value;
    char room[300];
    *out = NULL;
    if (cell <= 0) return CS_OK;
    cs_scenario_cell(s, cell, &attribute, &value);
    int length = snprintf(room, sizeof room, "%.140s.%.140s", attribute, value);
    *out = cs_arena_text(arena, room, (size_t)length);
    return *out ? CS_OK : cs_fail_memory(err, "the name of a group");
}

cs_status cs_headline_of(const cs_scenario *scenario, const cs_figure *f, cs_arena *arena,
                         cs_asked *out, cs_error *err)
{
    const cs_scenario *s = f->of == CS_FIRMS && scenario->firms ? scenario->firms : scenario;
    *out = plain(f->figure, f->metric, f->of);
    out->list = name_in(s->lists, sizeof(cs_list), f->list);
    out->service = name_in(s->services, sizeof(cs_service), f->service);
    out->sensor = name_in(s->sensors, sizeof(cs_kinded), f->sensor);
    out->conduct = name_in(s->conduct, sizeof(cs_conduct), f->conduct);
    out->response = name_in(s->responses, sizeof(cs_kinded), f->response);
    out->association = name_in(s->association, sizeof(cs_association), f->association);
    if (s->score && f->band >= 0 && f->band < s->score->bands.count)
        out->band = s->score->bands.names[f->band];
    out->day = f->day == CS_FOREVER ? -1 : f->day;
    out->at_least = f->at_least;
    out->at_most = f->at_most;
    out->above = f->above;
    out->scale = f->scale;
    if (out->scale <= 0 && f->cell <= 0 && cs_metric_counts((cs_metric)f->metric))
        out->scale = (double)s->population.persons;
    return name_cell(s, f->cell, arena, &out->cell, err);
}

static cs_status add_own(const cs_scenario *s, cs_arena *arena, cs_asked *out, int *count,
                         cs_error *err)
{
    for (int i = 0; i < s->figures.count; i++) {
        const cs_figure *f = &CS_ITEMS(cs_figure, s->figures)[i];
        bool known = false;
        if (cs_metric_over((cs_metric)f->metric)) continue;
        CS_TRY(cs_headline_of(s, f, arena, &out[*count], err));
        for (int k = 0; k < *count; k++) known |= cs_asked_same(&out[k], &out[*count]);
        *count += !known;
    }
    return CS_OK;
}

cs_status cs_headline_figures(const cs_scenario *s, cs_arena *arena, cs_asked **out, int *count,
                              cs_error *err)
{
    size_t most = (size_t)cs_headline_fixed(s) + (size_t)s->figures.count;
    cs_asked *all = cs_arena_alloc(arena, most ? most : 1, sizeof *all);
    int n = 0;
    if (!all) return cs_fail_memory(err, "the figures of a scenario");
    if (has_penal(s)) n += add_all(all, listing, COUNT(listing), CS_PERSONS);
    for (int kind = 0; kind < s->conduct.count; kind++)
        if (is_silenced(s, kind)) CS_TRY(add_silenced(s, kind, arena, &all[n++], err));
    if (s->firms && has_penal(s->firms)) n += add_all(all + n, of_firms, COUNT(of_firms), CS_FIRMS);
    if (s->lending) n += add_all(all + n, of_loans, COUNT(of_loans), CS_PERSONS);
    CS_TRY(add_own(s, arena, all, &n, err));
    *out = all;
    *count = n;
    return CS_OK;
}
