/* A scenario as JSON: what it says, its numbers, its safeguards; and what is wrong with one. */
#include "serve/json.h"

#include "report/flow.h"
#include "results/names.h"
#include "serve/influence.h"
#include "serve/put.h"

#include <string.h>

static json_t *parameter_json(const cs_scenario *s, const cs_input *input)
{
    bool sourced = input->source >= 0 && input->source < s->source_count;
    int rank = cs_influence_rank(s->name, input->path);
    json_t *p = json_object();
    bool fine = cs_put_text(p, "path", input->path);
    fine &= cs_put_text(p, "label", input->label ? input->label : "");
    fine &= cs_put_text(p, "text", input->text ? input->text : "");
    fine &= cs_put_number(p, "value", input->value);
    fine &= cs_put_number(p, "low", input->low);
    fine &= cs_put_number(p, "high", input->high);
    fine &= cs_put_text(p, "unit", cs_unit_word(input->unit));
    fine &= cs_put_flag(p, "whole", input->whole);
    fine &= cs_put_text(p, "kind", cs_input_kind_names[input->kind]);
    fine &= cs_put(p, "source", sourced ? cs_json_text(s->sources[input->source].name) : json_null());
    fine &= cs_put(p, "rank", rank ? json_integer(rank) : json_null());
    return cs_made(p, fine);
}

static json_t *parameters_json(const cs_scenario *s)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    for (int i = 0; fine && i < s->input_count; i++)
        if (!cs_input_is_setting(&s->inputs[i]))
            fine = cs_put_item(all, parameter_json(s, &s->inputs[i]), true);
    return cs_made(all, fine);
}

/* Whether a safeguard is one of "expiry+heard". */
static bool is_on(const char *patch, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = patch; *at;) {
        size_t part = strcspn(at, "+");
        if (part == length && memcmp(at, name, length) == 0) return true;
        at += part + (at[part] == '+');
    }
    return false;
}

static json_t *safeguards_json(const cs_scenario *s)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    for (int i = 0; fine && i < s->safeguard_count; i++) {
        const cs_safeguard *safeguard = &s->safeguards[i];
        json_t *one = json_object();
        bool made = cs_put_text(one, "name", safeguard->name);
        made &= cs_put_text(one, "about", safeguard->about);
        made &= cs_put_number(one, "cost", safeguard->cost);
        made &= cs_put_whole(one, "from_day", safeguard->from_day);
        made &= cs_put_flag(one, "on", is_on(s->patch, safeguard->name));
        fine = cs_put_item(all, one, made);
    }
    return cs_made(all, fine);
}

static json_t *sources_json(const cs_scenario *s)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    for (int i = 0; fine && i < s->source_count; i++) {
        json_t *one = json_object();
        bool made = cs_put_text(one, "name", s->sources[i].name);
        made &= cs_put_text(one, "text", s->sources[i].text);
        fine = cs_put_item(all, one, made);
    }
    return cs_made(all, fine);
}

/* ---- the regime as parts and links ---- */

static json_t *node_json(const cs_flow_node *node)
{
    json_t *one = json_object(), *paths = json_array();
    bool fine = paths != NULL;
    for (int i = 0; i < node->parameters; i++)
        fine &= cs_put_item(paths, cs_json_text(node->parameter[i]), true);
    fine &= cs_put_text(one, "id", node->id);
    fine &= cs_put_text(one, "stage", cs_flow_stage_words[node->stage]);
    fine &= cs_put_text(one, "label", node->label);
    fine &= cs_put_text(one, "note", node->note);
    fine &= cs_put_text(one, "about", node->about);
    fine &= cs_put(one, "parameters", paths);
    return cs_made(one, fine);
}

static json_t *link_json(const cs_flow *flow, const cs_flow_link *link)
{
    json_t *one = json_object();
    bool fine = cs_put_text(one, "from", flow->node[link->from].id);
    fine &= cs_put_text(one, "to", flow->node[link->to].id);
    fine &= cs_put_flag(one, "back", link->back);
    return cs_made(one, fine);
}

static json_t *parts_json(const cs_flow *flow)
{
    json_t *all = json_object(), *nodes = json_array(), *links = json_array();
    bool fine = nodes && links;
    for (int i = 0; fine && i < flow->nodes; i++)
        fine = cs_put_item(nodes, node_json(&flow->node[i]), true);
    for (int i = 0; fine && i < flow->links; i++)
        fine = cs_put_item(links, link_json(flow, &flow->link[i]), true);
    fine &= cs_put(all, "nodes", nodes);
    fine &= cs_put(all, "links", links);
    return cs_made(all, fine);
}

static cs_status flow_json(const cs_scenario *s, json_t **out, cs_error *err)
{
    cs_flow flow = {0};
    *out = NULL;
    cs_status status = cs_flow_of(s, &flow, err);
    if (status == CS_OK) status = cs_put_end(parts_json(&flow), true, "the regime's parts", out, err);
    cs_flow_free(&flow);
    return status;
}

cs_status cs_json_model(const cs_scenario *scenario, json_t **out, cs_error *err)
{
    const cs_scenario *s = scenario;
    json_t *flow;
    *out = NULL;
    CS_TRY(flow_json(s, &flow, err));
    json_t *model = json_object();
    bool fine = cs_put_text(model, "name", s->name);
    fine &= cs_put_text(model, "title", s->title);
    fine &= cs_put_text(model, "about", s->about);
    fine &= cs_put_text(model, "hash", s->hash);
    fine &= cs_put_text(model, "text", s->text);
    fine &= cs_put_whole(model, "persons", s->population.persons);
    fine &= cs_put_whole(model, "replicates", s->replicates);
    fine &= cs_put_whole(model, "seed", s->seed);
    fine &= cs_put_whole(model, "horizon_days", s->horizon_days);
    fine &= cs_put(model, "parameters", parameters_json(s));
    fine &= cs_put(model, "safeguards", safeguards_json(s));
    fine &= cs_put(model, "sources", sources_json(s));
    fine &= cs_put(model, "flow", flow);
    return cs_put_end(model, fine, "the scenario as JSON", out, err);
}

cs_status cs_json_complaints(const cs_complaints *complaints, json_t **out, cs_error *err)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    for (int i = 0; fine && i < complaints->count; i++) {
        const cs_complaint *complaint = &complaints->items[i];
        json_t *one = json_object();
        bool made = cs_put_text(one, "file", complaint->file ? complaint->file : "");
        made &= cs_put_whole(one, "line", complaint->line);
        made &= cs_put_whole(one, "column", complaint->column);
        made &= cs_put_text(one, "message", complaint->message ? complaint->message : "");
        made &= cs_put_text(one, "excerpt", complaint->excerpt ? complaint->excerpt : "");
        fine = cs_put_item(all, one, made);
    }
    return cs_put_end(all, fine, "the complaints as JSON", out, err);
}
