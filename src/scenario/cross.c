/* Checks that span the sections of a scenario. */
#include "scenario/reader.h"

#include <stdio.h>
#include <string.h>

/* The node at root.a.b.c, or the deepest one there is on the way. */
static const cs_node *place(const cs_node *root, const char *a, const char *b, const char *c)
{
    const char *steps[3] = {a, b, c};
    for (int i = 0; i < 3 && steps[i]; i++) {
        const cs_node *next = cs_node_get(root, steps[i]);
        if (!next) break;
        root = next;
    }
    return root;
}

static bool check_crowds(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_crowd *crowds = s->crowds.items;
    bool fine = true;
    for (int i = 0; i < s->crowds.count; i++) {
        const cs_crowd *c = &crowds[i];
        if (c->visitors > s->population.persons)
            fine = cs_complain(
                r->log, place(root, "crowds", c->name, "visitors"),
                "the crowd `%s` has %lld visitors, but the population only %lld persons", c->name,
                (long long)c->visitors, (long long)s->population.persons);
        if (c->day > s->horizon_days)
            fine = cs_complain(
                r->log, place(root, "crowds", c->name, "day"),
                "the crowd `%s` first gathers on day %d, but the run ends after %d days", c->name,
                c->day, s->horizon_days);
    }
    return fine;
}

static bool check_persons(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_list *lists = s->lists.items;
    bool fine = true;
    for (int i = 0; i < s->lists.count; i++)
        if (lists[i].enter.initial > s->population.persons)
            fine = cs_complain(r->log, place(root, "lists", lists[i].name, "enter"),
                               "%lld persons are on the list `%s` at the start, but there are only "
                               "%lld persons",
                               (long long)lists[i].enter.initial, lists[i].name,
                               (long long)s->population.persons);
    if (s->population.regions.count > s->population.persons)
        fine = cs_complain(r->log, place(root, "population", "regions", NULL),
                           "there are %d regions but only %lld persons",
                           s->population.regions.count, (long long)s->population.persons);
    return fine;
}

static bool check_figure(cs_reader *r, const cs_node *node, const cs_figure *f)
{
    static const char *const units[] = {[CS_UNIT_NONE] = "a plain number",
                                        [CS_UNIT_SHARE] = "a share in %",
                                        [CS_UNIT_PROBABILITY] = "a probability",
                                        [CS_UNIT_TIME] = "a time",
                                        [CS_UNIT_RATE] = "a rate",
                                        [CS_UNIT_POINTS] = "points"};
    cs_unit unit = cs_metric_unit((cs_metric)f->metric);
    const char *word = cs_node_get(node, "metric")->text;
    if (f->expect.unit != unit)
        return cs_complain(r->log, place(node, "expect", NULL, NULL),
                           "the metric `%s` is %s, and `expect` is %s", word, units[unit],
                           units[f->expect.unit]);
    if (f->metric == CS_METRIC_BAND_SHARE && f->band < 0)
        return cs_complain(r->log, node, "the metric `%s` needs `band:`", word);
    if (f->day != CS_FOREVER && f->day > r->scenario->horizon_days)
        return cs_complain(r->log, place(node, "day", NULL, NULL),
                           "the figure is about day %d, but the run ends after %d days", f->day,
                           r->scenario->horizon_days);
    return true;
}

bool cs_cross_check(cs_reader *r, const cs_node *root)
{
    const cs_node *figures = cs_node_get(root, "reproduces");
    const cs_figure *items = r->scenario->figures.items;
    bool fine = check_crowds(r, root);
    fine &= check_persons(r, root);
    for (int i = 0; i < r->scenario->figures.count; i++)
        fine &= check_figure(r, figures->items[i], &items[i]);
    return fine;
}

/* Names of named items: every such struct begins with its name. */
static bool same_names(const cs_array *a, const cs_array *b, size_t size)
{
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++) {
        const char *one, *other;
        memcpy(&one, (const char *)a->items + (size_t)i * size, sizeof one);
        memcpy(&other, (const char *)b->items + (size_t)i * size, sizeof other);
        if (strcmp(one, other) != 0) return false;
    }
    return true;
}

static bool same_words(int a, const char **names, int b, const char **others)
{
    bool same = a == b;
    for (int i = 0; same && i < a; i++) same = strcmp(names[i], others[i]) == 0;
    return same;
}

static bool same_sensors(const cs_array *a, const cs_array *b)
{
    const cs_kinded *one = a->items, *other = b->items;
    bool same = same_names(a, b, sizeof(cs_kinded));
    for (int i = 0; same && i < a->count; i++) same = one[i].kind == other[i].kind;
    return same;
}

static bool same_score(const cs_score_config *a, const cs_score_config *b)
{
    if (!a || !b) return a == b;
    const cs_rule *one = a->rules.items, *other = b->rules.items;
    bool same = a->rules.count == b->rules.count &&
                same_words(a->bands.count, a->bands.names, b->bands.count, b->bands.names);
    for (int i = 0; same && i < a->rules.count; i++) same = one[i].on == other[i].on;
    return same;
}

static bool same_attributes(const cs_attributes *a, const cs_attributes *b)
{
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = strcmp(a->items[i].name, b->items[i].name) == 0 &&
               same_words(a->items[i].values, a->items[i].value_names, b->items[i].values,
                          b->items[i].value_names);
    return same;
}

static bool same_population(const cs_population_config *a, const cs_population_config *b)
{
    return a->persons == b->persons && a->profile == b->profile &&
           same_words(a->regions.count, a->regions.names, b->regions.count, b->regions.names) &&
           same_attributes(&a->attributes, &b->attributes);
}

bool cs_check_same_world(cs_log *log, const cs_node *at, const cs_scenario *base,
                         const cs_scenario *patched)
{
    const char *what = NULL;
    if (!same_population(&base->population, &patched->population))
        what = "`population`";
    else if (base->horizon_days != patched->horizon_days)
        what = "`horizon`";
    else if (base->seed != patched->seed || base->replicates != patched->replicates)
        what = "`seed` or `replicates`";
    if (!what) return true;
    return cs_complain(log, at,
                       "a safeguard cannot change %s; it is compared on the same people, days and "
                       "chance",
                       what);
}

bool cs_check_same_shape(cs_log *log, const cs_node *at, const cs_scenario *now,
                         const cs_scenario *later)
{
    const char *what = NULL;
    if (!same_names(&now->conduct, &later->conduct, sizeof(cs_conduct)) ||
        !same_words(now->record_kinds, now->record_names, later->record_kinds, later->record_names))
        what = "which kinds of conduct and record there are";
    else if (!same_sensors(&now->sensors, &later->sensors))
        what = "which sensors there are";
    else if (!same_score(now->score, later->score))
        what = "which rules and bands there are";
    else if (!same_names(&now->lists, &later->lists, sizeof(cs_list)))
        what = "which lists there are";
    else if (!same_names(&now->services, &later->services, sizeof(cs_service)))
        what = "which services there are";
    else if (!same_names(&now->crowds, &later->crowds, sizeof(cs_crowd)))
        what = "which crowds there are";
    else if (now->settle_days != later->settle_days)
        what = "the settlement interval";
    if (!what) return true;
    return cs_complain(log, at,
                       "a safeguard that starts later (`from:`) cannot change %s; it may change "
                       "numbers",
                       what);
}
