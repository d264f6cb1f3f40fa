/* Checks of association against the other sections of a scenario. */
#include "scenario/reader.h"

static bool check_target(cs_reader *r, const cs_node *node, const cs_association *a)
{
    const cs_list *lists = r->scenario->lists.items;
    const cs_node *enters = cs_node_get(node, "enters");
    for (int i = 0; i < a->enters.count; i++) {
        const cs_list *list = &lists[a->enters.index[i]];
        if (list->enter.band >= 0)
            return cs_complain(r->log, enters,
                               "the list `%s` is entered by band, so nobody can be put on it; give "
                               "`points:` instead, or make it a list entered by record", list->name);
    }
    return true;
}

static bool check_rule(cs_reader *r, const cs_node *node, const cs_association *a)
{
    const cs_scenario *s = r->scenario;
    bool fine = check_target(r, node, a);
    if (a->to == CS_TO_CONTACTS && !s->population.ties)
        fine = cs_complain(r->log, node,
                           "`%s` reaches contacts, and nobody has any: say `population: {ties: "
                           "{mean_degree: 10}}`, or `to: household`", a->name);
    if (a->points != 0 && !s->score)
        fine = cs_complain(r->log, cs_node_get(node, "points"),
                           "`%s` gives points, and there is no `score:`", a->name);
    if (a->points != 0 && s->score && s->score->decay && a->lasts_days != CS_FOREVER)
        fine = cs_complain(r->log, cs_node_get(node, "points"),
                           "points that fade cannot also end: with `score.decay`, say `lasts: "
                           "forever`");
    return fine;
}

bool cs_check_association(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_association *rules = s->association.items;
    const cs_node *section = cs_node_get(root, "association"), *score = cs_node_get(root, "score");
    bool fine = true;
    for (int i = 0; i < s->association.count; i++)
        fine &= check_rule(r, cs_node_get(section, rules[i].name), &rules[i]);
    if (s->score && s->score->contacts && !s->population.ties)
        fine = cs_complain(r->log, cs_node_get(score, "contacts"),
                           "contacts have a share in the score, and nobody has any: say "
                           "`population: {ties: {mean_degree: 10}}`");
    return fine;
}

bool cs_association_enters(const cs_scenario *s, int list)
{
    const cs_association *rules = s->association.items;
    for (int i = 0; i < s->association.count; i++)
        for (int k = 0; k < rules[i].enters.count; k++)
            if (rules[i].enters.index[k] == list) return true;
    return false;
}

bool cs_same_association(const cs_array *a, const cs_array *b)
{
    const cs_association *one = a->items, *other = b->items;
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++) same = cs_association_same(&one[i], &other[i]);
    return same;
}
