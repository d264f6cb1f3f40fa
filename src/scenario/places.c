/* Places that inspections visit: regions, or the values of an attribute. Which of the two is said
   beside the places, so their names are looked up when the whole scenario has been read. */
#include "scenario/reader.h"

#include "observation/observe.h"

#include <string.h>

static const cs_visits *visits_of(const cs_scenario *s, int sensor)
{
    const cs_kinded *k = CS_ITEMS(cs_kinded, s->sensors) + sensor;
    if (k->kind != &cs_inspection_kind.kind) return NULL;
    return ((const cs_inspection *)k->config)->visits;
}

static bool check_start(cs_reader *r, const cs_population_config *p, const cs_node *start,
                        const cs_visits *v)
{
    const cs_attribute *a = v->attribute >= 0 ? &p->attributes.items[v->attribute] : NULL;
    const char *const *names = a ? a->value_names : p->regions.names;
    int count = a ? a->values : p->regions.count;
    bool fine = true;
    for (int i = 0; i < v->start.count; i++) {
        for (int k = 0; k < count && v->start.index[i] < 0; k++)
            if (strcmp(names[k], v->start.names[i]) == 0) v->start.index[i] = k;
        if (v->start.index[i] >= 0) continue;
        char hint[400];
        cs_suggest(v->start.names[i], names, count, hint);
        fine = cs_complain(r->log, start->keys[i], "`start` names `%.60s`, which is no %s%s%s%s",
                           v->start.names[i], a ? "value of the attribute `" : "region",
                           a ? a->name : "", a ? "`" : "", hint);
    }
    return fine;
}

bool cs_check_places(cs_reader *r, const cs_scenario *s, const cs_node *root)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, s->sensors);
    bool fine = true;
    for (int i = 0; i < s->sensors.count; i++) {
        const cs_visits *v = visits_of(s, i);
        const cs_node *node = cs_node_get(cs_node_get(root, "sensors"), sensors[i].name);
        const cs_node *start = cs_node_get(cs_node_get(node, "visits"), "start");
        if (v && start) fine &= check_start(r, &s->population, start, v);
    }
    return fine;
}

bool cs_same_places(const cs_scenario *now, const cs_scenario *later)
{
    for (int i = 0; i < now->sensors.count && i < later->sensors.count; i++) {
        const cs_visits *a = visits_of(now, i), *b = visits_of(later, i);
        if (!a != !b || (a && a->attribute != b->attribute)) return false;
    }
    return true;
}
