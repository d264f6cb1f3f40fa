/* The section of the firms: the same words, read by a reader with names of its own. */
#include "scenario/reader.h"

#include <string.h>

bool cs_firms_declare(cs_reader *r, const cs_spec *spec, const cs_node *node)
{
    if (node->type != CS_NODE_MAPPING || r->firms) return true;
    r->firms = cs_keep_room(r, 1, sizeof *r->firms);
    if (!r->firms) return false;
    *r->firms = (cs_reader){.arena = r->arena, .log = r->log, .scenario = r->scenario,
                            .of_firms = true};
    return cs_declare(r->firms, spec, node);
}

void cs_firms_introduce(cs_reader *r)
{
    if (!r->firms) return;
    r->firms->spaces[CS_SPACE_SOURCE] = r->spaces[CS_SPACE_SOURCE];
    r->firms->spaces[CS_SPACE_PERSONS_LIST] = r->spaces[CS_SPACE_LIST];
}

bool cs_firms_read(cs_reader *r, const cs_path *path, const cs_spec *spec, const cs_node *node,
                   cs_scenario *firms)
{
    cs_reader *own = r->firms;
    if (!own) return cs_read_block(r, path, spec, node, firms); /* no map: it complains */
    own->input_room = r->input_room; /* the inputs are the scenario's */
    own->defaulted = r->defaulted;
    own->silent = r->silent;
    firms->arena = r->arena;
    firms->patch = "";
    firms->of_firms = true;
    firms->population.profile = -1;
    bool fine = cs_read_block(own, path, spec, node, firms);
    r->input_room = own->input_room;
    firms->record_kinds = own->spaces[CS_SPACE_RECORD].count;
    firms->record_names = own->spaces[CS_SPACE_RECORD].names;
    return fine;
}

cs_reader *cs_firms_reader(cs_reader *r, const cs_node *item)
{
    const cs_node *of = cs_node_get(item, "of");
    if (!r->firms || !of || of->type != CS_NODE_SCALAR || strcmp(of->text, "firms") != 0) return r;
    r->firms->silent = r->silent;
    return r->firms;
}

void cs_firms_align(cs_scenario *s)
{
    if (!s->firms) return;
    s->firms->title = s->title;
    s->firms->about = s->about;
    s->firms->horizon_days = s->horizon_days;
    s->firms->settle_days = s->settle_days;
    s->firms->seed = s->seed;
    s->firms->replicates = s->replicates;
    s->firms->ledger = s->ledger;
    s->firms->ledger.track = 0;
    s->firms->source_count = s->source_count;
    s->firms->sources = s->sources;
    s->firms->name = s->name;
}
