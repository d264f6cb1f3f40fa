/* What a scenario may say about its safeguards, and laying one on the tree. */
#include "scenario/safeguard.h"

#include "scenario/patch.h"

#include <string.h>

static const cs_field fields[] = {
    {.key = "about",
     .type = CS_FIELD_TEXT,
     .offset = offsetof(cs_safeguard, about),
     .help = "What it does, in a few words.",
     .example = "records fall away after six months"},
    {.key = "from",
     .type = CS_FIELD_DAYS,
     .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_safeguard, from_day),
     .low = 0,
     .high = 36500,
     .fallback = "0 days",
     .help =
         "When it starts, counted from the first day; until then the scenario runs without it. A "
         "safeguard that starts later may change numbers, but not what there is.",
     .example = "2 years"},
    {.key = "cost",
     .type = CS_FIELD_NUMBER,
     .offset = offsetof(cs_safeguard, cost),
     .low = 0,
     .high = 1e12,
     .fallback = "1",
     .help = "What it costs, in any unit of your own that all safeguards of the scenario share; "
             "`counterscore safeguards` looks for the cheapest. The default counts safeguards.",
     .example = "3"},
    {.key = "set",
     .type = CS_FIELD_SAFEGUARDS,
     .offset = SIZE_MAX,
     .help = "Paths and their new values; `*` in a path stands for every name or item.",
     .example = "{score.rules.*.lasts: 6 months}"},
    {0}};

const cs_spec cs_safeguard_spec = {
    .name = "safeguard",
    .about = "A named patch: the same regime with something changed for the better. It is checked "
             "whenever the scenario is read.",
    .size = sizeof(cs_safeguard),
    .fields = fields};

bool cs_safeguards_read(cs_reader *r, const cs_node *root)
{
    const cs_node *node = cs_node_get(root, "safeguards");
    cs_scenario *s = r->scenario;
    bool fine = true;
    if (!node) return true;
    if (!cs_expect_type(r, "safeguards", node, CS_NODE_MAPPING, "a map of names")) return false;
    if (node->count > CS_SAFEGUARDS_MOST)
        return cs_complain(r->log, node, "there are %d safeguards; at most %d are allowed",
                           node->count, CS_SAFEGUARDS_MOST);
    s->safeguards = cs_keep_room(r, (size_t)node->count, sizeof *s->safeguards);
    if (!s->safeguards) return false;
    s->safeguard_count = node->count;
    r->silent++;
    for (int i = 0; i < node->count; i++) {
        cs_path up = {NULL, "safeguards"}, at = {&up, node->keys[i]->text};
        cs_safeguard *safeguard = &s->safeguards[i];
        safeguard->name = cs_keep_text(r, at.segment);
        fine &= safeguard->name && cs_name_check(r, node->keys[i], false);
        fine &= cs_read_block(r, &at, &cs_safeguard_spec, node->items[i], safeguard);
        if (fine && safeguard->from_day > 0 && safeguard->from_day >= s->horizon_days)
            fine =
                s->horizon_days == 0 ||
                cs_complain(r->log, cs_node_get(node->items[i], "from"),
                            "the safeguard `%s` starts on day %d, but the run ends after %d days",
                            safeguard->name, safeguard->from_day, s->horizon_days);
    }
    r->silent--;
    return fine;
}

bool cs_safeguard_apply(cs_arena *arena, cs_log *log, const cs_node *safeguards, int i,
                        cs_node *tree)
{
    const cs_node *set = cs_node_get(safeguards->items[i], "set");
    cs_patch patch = {.arena = arena,
                      .log = log,
                      .spec = &cs_scenario_spec,
                      .nodes_left = CS_SAFEGUARD_NODES_MOST};
    bool fine = true;
    if (!set || set->type != CS_NODE_MAPPING || set->count == 0) {
        if (set) cs_complain(log, set, "`set` must be a map of paths and new values");
        return false; /* a missing one has been complained about */
    }
    for (int p = 0; p < set->count; p++) {
        const char *path = set->keys[p]->text;
        if (strncmp(path, "safeguards", 10) == 0 && (path[10] == 0 || path[10] == '.'))
            fine = cs_complain(log, set->keys[p], "a safeguard cannot change safeguards");
        else
            fine &= cs_patch_set(&patch, tree, path, set->keys[p], set->items[p]);
    }
    return fine;
}
