/* A search over sets of safeguards, from its study file. */
#include "results/search.h"

#include "core/mem.h"
#include "results/stats.h"
#include "results/study_text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what was asked ---- */

static const char *keep(cs_search *s, const char *text, cs_status *status, cs_error *err)
{
    const char *copy = cs_arena_text(s->arena, text ? text : "", text ? strlen(text) : 0);
    if (!copy) *status = cs_fail_memory(err, "a search");
    return copy;
}

static cs_status read_safeguards(cs_search *s, const json_t *all, cs_error *err)
{
    size_t count = json_array_size(all);
    cs_status status = CS_OK;
    const char **name = cs_arena_alloc(s->arena, count + 1, sizeof *name);
    double *cost = cs_arena_alloc(s->arena, count + 1, sizeof *cost);
    if (!name || !cost) return cs_fail_memory(err, "a search");
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(all, i);
        name[i] = keep(s, json_string_value(json_object_get(one, "name")), &status, err);
        cost[i] = json_number_value(json_object_get(one, "cost"));
    }
    s->safeguards = (int)count;
    s->name = name;
    s->cost = cost;
    return status;
}

static cs_status read_apart(cs_search *s, const json_t *all, cs_error *err)
{
    size_t count = json_array_size(all);
    cs_status status = CS_OK;
    const char **why = cs_arena_alloc(s->arena, count + 1, sizeof *why);
    if (!why) return cs_fail_memory(err, "a search");
    for (size_t i = 0; i < count; i++)
        why[i] = keep(s, json_string_value(json_array_get(all, i)), &status, err);
    s->apart = (int)count;
    s->why_apart = why;
    return status;
}

static cs_status read_settings(cs_search *s, const cs_study_plan *plan, cs_error *err)
{
    cs_status status = CS_OK;
    json_t *root = json_loads(plan->settings, 0, NULL);
    const json_t *bound = json_object_get(root, "bound");
    if (!json_is_object(root))
        CS_GO(cs_fail(err, CS_FORMAT, "the study file does not say what was searched for"));
    CS_GO(read_safeguards(s, json_object_get(root, "safeguards"), err));
    CS_GO(read_apart(s, json_object_get(root, "apart"), err));
    s->figure = keep(s, json_string_value(json_object_get(root, "figure")), &status, err);
    s->harm = keep(s, json_string_value(json_object_get(root, "harm")), &status, err);
    s->title = keep(s, plan->title, &status, err);
    s->bounded = json_is_number(bound);
    s->bound = json_number_value(bound);
    s->most = (int)json_integer_value(json_object_get(root, "most"));
    s->unit = cs_metric_unit((cs_metric)plan->figure[0].metric);
    s->per = cs_figure_per(&plan->figure[0]);
    s->replicates = plan->replicates;
    s->persons = json_integer_value(json_object_get(root, "persons"));
    s->own_persons = json_integer_value(json_object_get(root, "own_persons"));
out:
    json_decref(root);
    return status;
}

/* ---- what came of it ---- */

static double cost_of(const cs_search *s, const char *name, int *size)
{
    double cost = 0;
    *size = 0;
    for (const char *from = name; *from;) {
        size_t length = strcspn(from, "+");
        for (int i = 0; i < s->safeguards; i++)
            if (strlen(s->name[i]) == length && strncmp(s->name[i], from, length) == 0)
                cost += s->cost[i];
        ++*size;
        from += length + (from[length] == '+');
    }
    return nearbyint(1e6 * cost) / 1e6; /* 0.1 and 0.2 are 0.3 */
}

/* A set is told of when all its replicates are there: else it would be held against others on luck of
   its own. */
static cs_estimate mean_of(const double *value, const double *minus, int64_t n, double *room)
{
    cs_estimate estimate = {0};
    size_t count = 0;
    for (int64_t r = 0; r < n; r++) {
        double own = value[r] - (minus ? minus[r] : 0);
        if (!isnan(own)) room[count++] = own;
    }
    cs_estimate_mean(room, count, &estimate);
    estimate.defined = count == (size_t)n && n > 0;
    return estimate;
}

static cs_status read_sets(cs_search *s, cs_worklist *list, cs_error *err)
{
    const cs_study_plan *plan = cs_worklist_plan(list);
    size_t rows = (size_t)plan->points * (size_t)plan->replicates;
    cs_status status = CS_OK;
    double *value = cs_alloc(rows + 1, sizeof *value);
    double *room = cs_alloc((size_t)plan->replicates + 1, sizeof *room);
    s->set = cs_arena_alloc(s->arena, (size_t)plan->points + 1, sizeof *s->set);
    if (!value || !room || !s->set) CS_GO(cs_fail_memory(err, "the sets of a search"));
    CS_GO(cs_worklist_values(list, 0, value, err));
    s->sets = plan->points;
    for (int i = 0; i < plan->points; i++) {
        cs_search_set *set = &s->set[i];
        const double *own = value + (size_t)i * (size_t)plan->replicates;
        set->point = i;
        set->name = keep(s, plan->point[i].safeguard, &status, err);
        if (status != CS_OK) goto out;
        set->cost = cost_of(s, set->name, &set->size);
        set->harm = mean_of(own, NULL, plan->replicates, room);
        set->change = mean_of(own, value, plan->replicates, room); /* the first point is no set */
        s->unfinished += !set->harm.defined;
    }
out:
    cs_free(value);
    cs_free(room);
    return status;
}

/* ---- which are best ---- */

static bool beats(const cs_search_set *a, const cs_search_set *b)
{
    return a->harm.defined && a->cost <= b->cost && a->harm.mean <= b->harm.mean &&
           (a->cost < b->cost || a->harm.mean < b->harm.mean);
}

static void find_front(cs_search *s)
{
    for (int i = 0; i < s->sets; i++) {
        bool beaten = !s->set[i].harm.defined;
        for (int k = 0; k < s->sets && !beaten; k++) beaten = beats(&s->set[k], &s->set[i]);
        s->set[i].front = !beaten;
        s->front += !beaten;
    }
}

static void find_cheapest(cs_search *s)
{
    double least = INFINITY;
    for (int i = 0; i < s->sets && s->bounded; i++) {
        cs_search_set *set = &s->set[i];
        set->keeps = set->harm.defined && set->harm.has_interval &&
                     set->harm.mean_high <= s->bound;
        s->keeping += set->keeps;
        if (set->keeps && set->cost < least) least = set->cost;
    }
    for (int i = 0; i < s->sets; i++) {
        s->set[i].cheapest = s->set[i].keeps && s->set[i].cost == least;
        s->cheapest += s->set[i].cheapest;
    }
}

static int by_cost(const void *a, const void *b)
{
    const cs_search_set *one = a, *other = b;
    if (one->cost != other->cost) return one->cost < other->cost ? -1 : 1;
    if (one->harm.defined != other->harm.defined) return one->harm.defined ? -1 : 1;
    if (one->harm.mean != other->harm.mean) return one->harm.mean < other->harm.mean ? -1 : 1;
    return one->point - other->point;
}

cs_status cs_search_read(cs_worklist *list, cs_search *out, cs_error *err)
{
    const cs_study_plan *plan = cs_worklist_plan(list);
    cs_status status;
    *out = (cs_search){.arena = cs_arena_new()};
    if (!out->arena) return cs_fail_memory(err, "a search");
    if (plan->kind != CS_STUDY_SAFEGUARDS || plan->figures < 1 || plan->points < 1)
        CS_GO(cs_fail(err, CS_FORMAT, "the study file is no search over safeguards"));
    CS_GO(read_settings(out, plan, err));
    CS_GO(read_sets(out, list, err));
    find_front(out);
    find_cheapest(out);
    qsort(out->set, (size_t)out->sets, sizeof *out->set, by_cost);
out:
    if (status != CS_OK) cs_search_free(out);
    return status;
}

void cs_search_free(cs_search *search)
{
    cs_arena_free(search->arena);
    *search = (cs_search){0};
}
