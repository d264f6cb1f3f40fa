/* Checks of lending that need to know the population. */
#include "scenario/reader.h"

#include <string.h>

static const cs_attribute *groups_of(const cs_scenario *s)
{
    if (s->lending->groups < 0) return NULL;
    return &s->population.attributes.items[s->lending->groups];
}

/* Shares of a table are by its groups and by nothing else. */
static bool check_by(cs_reader *r, const cs_node *at, const cs_by *by, const char *key)
{
    for (int i = 0; i < by->count; i++)
        if (by->terms[i].attribute != r->scenario->lending->groups)
            return cs_complain(r->log, at,
                               "`%s` is by `%s`, which is not the attribute of `groups`; a table of "
                               "credit scores knows its groups alone",
                               key,
                               r->scenario->population.attributes.items[by->terms[i].attribute].name);
    return true;
}

bool cs_check_lending(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_node *node = cs_node_get(root, "lending");
    if (!s->lending) return true;
    const cs_attribute *groups = groups_of(s);
    const cs_level *levels = s->lending->levels.items;
    bool fine = true;
    for (int l = 0; l < s->lending->levels.count; l++) {
        const cs_node *at = cs_node_get(node, "levels")->items[l];
        fine &= check_by(r, at, &levels[l].repays_by, "repays_by");
        fine &= check_by(r, at, &levels[l].start_by, "start_by");
    }
    if (!fine) return false;
    cs_credit_table table;
    cs_error err = {0};
    cs_status status = cs_credit_table_init(&table, s->lending, groups ? groups->value_names : NULL,
                                            groups ? groups->values : 0, &err);
    if (status == CS_NOMEM) return cs_log_no_memory(r->log);
    if (status != CS_OK) return cs_complain(r->log, node, "%s", err.message);
    cs_credit_table_free(&table);
    return true;
}

bool cs_same_lending(const cs_lending *a, const cs_lending *b)
{
    if (!a || !b) return a == b;
    const cs_level *one = a->levels.items, *other = b->levels.items;
    bool same = a->table == b->table && a->groups == b->groups &&
                a->levels.count == b->levels.count;
    for (int l = 0; same && l < a->levels.count; l++) same = one[l].score == other[l].score;
    return same;
}
