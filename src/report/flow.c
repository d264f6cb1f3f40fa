/* The parts of a regime, stage by stage, from the scenario and its spec tables. */
#include "report/flow_parts.h"

#include "core/mem.h"
#include "response/response.h"
#include "scenario/responses.h"

#include <stdio.h>
#include <string.h>

const char *const cs_flow_stage_words[CS_FLOW_STAGES] = {
#define X(name, word) word,
    CS_FLOW_STAGE_LIST(X)
#undef X
};

const char *cs_flow_id(cs_flow_builder *b, const char *section, const char *name)
{
    return cs_flow_format(b->flow->arena, "%s%s%s%s", b->of->of_firms ? "firms." : "", section,
                          name ? "." : "", name ? name : "");
}

int cs_flow_at(cs_flow_builder *b, const char *section, const char *name)
{
    char id[400];
    snprintf(id, sizeof id, "%s%s%s%s", b->of->of_firms ? "firms." : "", section, name ? "." : "",
             name ? name : "");
    for (int i = 0; i < b->flow->nodes; i++)
        if (b->flow->node[i].id && strcmp(b->flow->node[i].id, id) == 0) return i;
    return -1;
}

/* What the spec tables say of the part of the scenario at a path; names within a map are passed over. */
static const char *about(const char *path)
{
    const cs_spec *spec = &cs_scenario_spec;
    const char *said = spec->about;
    while (spec && *path) {
        size_t length = strcspn(path, ".");
        const cs_field *f = spec->fields;
        while (f->key && (strlen(f->key) != length || strncmp(f->key, path, length) != 0)) f++;
        if (!f->key) return said;
        said = f->table ? f->table->about : f->help;
        spec = f->table;
        path += length + (path[length] == '.');
        if (f->type != CS_FIELD_MAP && f->type != CS_FIELD_KINDS) continue;
        length = strcspn(path, ".");
        path += length + (path[length] == '.');
    }
    return said;
}

static int inputs_of(const cs_scenario *scenario, const char *id, const char **path)
{
    size_t length = strlen(id);
    int count = 0;
    for (int i = 0; i < scenario->input_count; i++) {
        const char *at = scenario->inputs[i].path;
        if (strncmp(at, id, length) != 0 || (at[length] != '.' && at[length] != 0)) continue;
        if (path) path[count] = at;
        count++;
    }
    return count;
}

/* The parameters of the node: those below each of the paths, NULL at their end. */
static void give_parameters(cs_flow_builder *b, cs_flow_node *node, const char *const *below)
{
    int count = 0;
    for (int i = 0; below[i]; i++) count += inputs_of(b->whole, below[i], NULL);
    const char **path = cs_arena_alloc(b->flow->arena, (size_t)count + 1, sizeof *path);
    b->failed |= !path;
    for (int i = 0; path && below[i]; i++)
        node->parameters += inputs_of(b->whole, below[i], path + node->parameters);
    node->parameter = path;
}

/* What is said of a part beside its place. */
typedef struct part {
    const char *name, *label;  /* label: in place of the name */
    const char *lead, *otherwise;
    const char *about;         /* in place of that of the tables */
    const char *const *below;  /* paths of its parameters, in place of its own */
    int what, index;           /* cs_flow_count */
} part;

static void add(cs_flow_builder *b, cs_flow_stage stage, const char *section, const part *p)
{
    cs_flow *flow = b->flow;
    const char *id = cs_flow_id(b, section, p->name);
    if (!id || cs_reserve((void **)&flow->node, &flow->node_room, (size_t)flow->nodes + 1,
                          sizeof *flow->node, "the flow", NULL) != CS_OK) {
        b->failed = true;
        return;
    }
    const char *own[] = {id, NULL};
    cs_flow_node *node = &flow->node[flow->nodes++];
    *node = (cs_flow_node){
        .id = id, .stage = stage,
        .label = cs_flow_label(flow->arena, b->of, p->label ? p->label : p->name),
        .note = cs_flow_note(flow->arena, b->whole, id, p->lead ? p->lead : "",
                             p->otherwise ? p->otherwise : ""),
        .about = p->about ? p->about : about(id),
        .count = {p->what, p->index, b->of->of_firms ? CS_FIRMS : CS_PERSONS}};
    b->failed |= !node->label || !node->note;
    give_parameters(b, node, p->below ? p->below : own);
}

/* ---- the stages ---- */

/* A kind of conduct has beside its own parameters those of the responses that change it. */
static void add_conduct(cs_flow_builder *b, int kind, const cs_response_facts *facts)
{
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, b->of->conduct) + kind;
    const cs_kinded *response = CS_ITEMS(cs_kinded, b->of->responses);
    const char *below[CS_RESPONSES_MOST + 2] = {cs_flow_id(b, "conduct", conduct->name)};
    int count = 1;
    for (int r = 0; r < b->of->responses.count && count <= CS_RESPONSES_MOST; r++)
        if (cs_response_kind_of(response[r].kind)->concerns(response[r].config, facts, kind))
            below[count++] = cs_flow_id(b, "response", response[r].name);
    for (int i = 0; i < count; i++)
        if (!below[i]) b->failed = true;
    if (b->failed) return;
    add(b, CS_FLOW_STREAM, "conduct",
        &(part){.name = conduct->name, .otherwise = "never", .below = below, .what = CS_FLOW_ACTS,
                .lead = conduct->protected_as != CS_PROTECTED_NONE ? "protected" : "", .index = kind});
}

static void add_streams(cs_flow_builder *b)
{
    const cs_crowd *crowd = CS_ITEMS(cs_crowd, b->of->crowds);
    cs_response_facts facts;
    b->failed |= cs_response_facts_of(b->of, &facts, NULL) != CS_OK;
    if (b->failed) return;
    for (int k = 0; k < b->of->conduct.count; k++) add_conduct(b, k, &facts);
    cs_response_facts_free(&facts);
    for (int c = 0; c < b->of->crowds.count; c++)
        add(b, CS_FLOW_STREAM, "crowds", &(part){.name = crowd[c].name});
    if (b->of->lending)
        add(b, CS_FLOW_STREAM, "lending.rate",
            &(part){.label = "applications for loans", .otherwise = "each person, in turn",
                    .what = CS_FLOW_ASKED,
                    .lead = b->of->lending->apply == CS_APPLY_AT_A_RATE ? "" : "in turn"});
}

static void add_sensors(cs_flow_builder *b)
{
    const cs_kinded *sensor = CS_ITEMS(cs_kinded, b->of->sensors);
    for (int s = 0; s < b->of->sensors.count && !b->failed; s++) {
        const char *kind = cs_flow_words(b->flow->arena, sensor[s].kind->word);
        b->failed |= !kind;
        add(b, CS_FLOW_SENSOR, "sensors",
            &(part){.name = sensor[s].name, .about = sensor[s].kind->spec.about, .otherwise = kind,
                    .what = CS_FLOW_RECORDS, .index = s});
    }
}

static void add_score(cs_flow_builder *b)
{
    const cs_score_config *score = b->of->score;
    const cs_lending *lending = b->of->lending;
    if (score) {
        const char *label = cs_flow_format(b->flow->arena, "score, %d to %d", score->floor, score->ceiling);
        const char *bands = score->bands.count < 2 ? "no bands"
                                                   : cs_flow_format(b->flow->arena, "bands %s to %s",
                                                         score->bands.names[0],
                                                         score->bands.names[score->bands.count - 1]);
        add(b, CS_FLOW_SCORE, "score", &(part){.label = label ? label : "", .lead = bands ? bands : "",
                                               .what = CS_FLOW_SCORED});
    }
    if (lending) {
        const char *table = lending->table < 0 ? "" : cs_credit_bundled_name(lending->table);
        const char *lead = *table ? cs_flow_format(b->flow->arena, "table %s", table) : "";
        static const char *const below[] = {"lending.levels", "lending.repaid", "lending.defaulted",
                                            "lending.again", NULL};
        add(b, CS_FLOW_SCORE, "lending.table",
            &(part){.label = "credit scores", .lead = lead ? lead : "", .below = below,
                    .otherwise = "as the scenario has them"});
    }
}

static bool brought_by_others(const cs_flow_builder *b, int list)
{
    const cs_arrow *arrow = CS_ITEMS(cs_arrow, b->of->sharing);
    const cs_association *rule = CS_ITEMS(cs_association, b->of->association);
    for (int a = 0; a < b->of->sharing.count; a++)
        if (arrow[a].to == list) return true;
    for (int a = 0; a < b->of->association.count; a++)
        for (int e = 0; e < rule[a].enters.count; e++)
            if (rule[a].enters.index[e] == list) return true;
    return b->whole->firms && !b->of->of_firms;
}

static void add_lists(cs_flow_builder *b)
{
    const cs_list *list = CS_ITEMS(cs_list, b->of->lists);
    for (int l = 0; l < b->of->lists.count && !b->failed; l++) {
        const cs_list_enter *enter = &list[l].enter;
        const char *lead = !list[l].penal ? "no penalty" : "";
        if (enter->band >= 0)
            lead = cs_flow_format(b->flow->arena, "band %s or lower",
                                  b->of->score->bands.names[enter->band]);
        else if (enter->record.count == 0 && brought_by_others(b, l))
            lead = "through others";
        add(b, CS_FLOW_LIST, "lists",
            &(part){.name = list[l].name, .lead = lead ? lead : "", .what = CS_FLOW_ENTRIES, .index = l,
                    .otherwise = list[l].leave.after_days == CS_FOREVER ? "for good" : ""});
    }
    if (!b->of->lending) return;
    const cs_lending *lending = b->of->lending;
    static const char *const below[] = {"lending.threshold", "lending.gain", "lending.loss", NULL};
    static const char *const policies[] = {
        [CS_LEND_MAXIMUM_UTILITY] = "where it gains", [CS_LEND_THRESHOLD] = "one limit for all",
        [CS_LEND_DEMOGRAPHIC_PARITY] = "same share of each group",
        [CS_LEND_EQUAL_OPPORTUNITY] = "same chance in each group", [CS_LEND_EVERYONE] = "everyone"};
    add(b, CS_FLOW_LIST, "lending.policy",
        &(part){.label = "the lender’s limit", .lead = policies[lending->policy], .below = below});
}

static void add_published(cs_flow_builder *b)
{
    const cs_list *list = CS_ITEMS(cs_list, b->of->lists);
    for (int l = 0; l < b->of->lists.count && !b->failed; l++) {
        if (!list[l].published) continue;
        const char *name = cs_flow_format(b->flow->arena, "%s.published", list[l].name),
                   *label = cs_flow_format(b->flow->arena, "%s, published", list[l].name);
        b->failed |= !name || !label;
        add(b, CS_FLOW_CONSEQUENCE, "lists",
            &(part){.name = name, .label = label, .what = CS_FLOW_ENTRIES, .index = l,
                    .otherwise = "shown to all"});
    }
}

static void add_consequences(cs_flow_builder *b)
{
    const cs_service *service = CS_ITEMS(cs_service, b->of->services);
    const cs_association *rule = CS_ITEMS(cs_association, b->of->association);
    for (int s = 0; s < b->of->services.count && !b->failed; s++)
        add(b, CS_FLOW_CONSEQUENCE, "services",
            &(part){.name = service[s].name, .what = CS_FLOW_DENIALS, .index = s});
    add_published(b);
    if (b->of->sharing.count) {
        const char *ways = cs_flow_format(b->flow->arena, "%d way%s", b->of->sharing.count,
                                          b->of->sharing.count == 1 ? "" : "s");
        add(b, CS_FLOW_CONSEQUENCE, "sharing",
            &(part){.label = "copied to other lists", .lead = ways ? ways : "", .what = CS_FLOW_COPIES});
    }
    for (int a = 0; a < b->of->association.count; a++)
        add(b, CS_FLOW_CONSEQUENCE, "association",
            &(part){.name = rule[a].name, .what = CS_FLOW_REACHED, .index = a,
                    .lead = rule[a].to == CS_TO_HOUSEHOLD ? "to the household" : "to contacts"});
    if (b->of->score && b->of->score->contacts)
        add(b, CS_FLOW_CONSEQUENCE, "score.contacts", &(part){.label = "contacts’ scores"});
    if (b->of->responsible)
        add(b, CS_FLOW_CONSEQUENCE, "responsible",
            &(part){.label = "who answers for them", .what = CS_FLOW_ANSWERED});
    if (b->of->lending) {
        static const char *const below[] = {"lending.thin", NULL};
        add(b, CS_FLOW_CONSEQUENCE, "lending.refused",
            &(part){.label = "loans refused", .below = below, .what = CS_FLOW_REFUSED,
                    .lead = "below the limit"});
        add(b, CS_FLOW_CONSEQUENCE, "lending.lent",
            &(part){.label = "loans made", .what = CS_FLOW_LENT, .lead = "repaid or not"});
    }
}

static const char *share_of_inputs(cs_flow_builder *b, const char *path, const char *format)
{
    for (int i = 0; i < b->whole->input_count; i++)
        if (strcmp(b->whole->inputs[i].path, path) == 0) {
            const char *note = cs_flow_format(b->flow->arena, format, b->whole->inputs[i].text);
            b->failed |= !note;
            return note ? note : "";
        }
    return "";
}

static void add_recourse(cs_flow_builder *b)
{
    const cs_recourse *recourse = b->of->recourse;
    if (!recourse) return;
    const cs_agency *agency = CS_ITEMS(cs_agency, recourse->agencies);
    const cs_repair *repair = CS_ITEMS(cs_repair, recourse->repair);
    static const char *const review[] = {"recourse.review", "recourse.reinserted", NULL};
    add(b, CS_FLOW_RECOURSE, "recourse.notice",
        &(part){.label = "notice", .what = CS_FLOW_TOLD, .index = -1, .otherwise = "nobody is told"});
    add(b, CS_FLOW_RECOURSE, "recourse.dispute",
        &(part){.label = "dispute", .what = CS_FLOW_DISPUTED, .index = -1,
                .lead = share_of_inputs(b, "recourse.dispute.wrong", "%s of those wronged")});
    for (int a = 0; a < recourse->agencies.count; a++)
        add(b, CS_FLOW_RECOURSE, "recourse.agencies",
            &(part){.name = agency[a].name, .what = CS_FLOW_QUEUED, .index = a});
    add(b, CS_FLOW_RECOURSE, "recourse.review",
        &(part){.label = "review", .what = CS_FLOW_REVIEWED, .index = -1, .below = review,
                .lead = share_of_inputs(b, "recourse.review.wrong", "sees %s of errors")});
    for (int r = 0; r < recourse->repair.count; r++)
        add(b, CS_FLOW_RECOURSE, "recourse.repair",
            &(part){.name = repair[r].name, .what = CS_FLOW_REPAIRED, .index = r});
    if (recourse->bought)
        add(b, CS_FLOW_RECOURSE, "recourse.bought_points",
            &(part){.label = "bought points", .what = CS_FLOW_REPAIRED, .index = CS_LEDGER_REPAIRS - 1});
}

void cs_flow_add_stage(cs_flow_builder *b, cs_flow_stage stage)
{
    static void (*const stages[CS_FLOW_STAGES])(cs_flow_builder *) = {
        [CS_FLOW_STREAM] = add_streams, [CS_FLOW_SENSOR] = add_sensors, [CS_FLOW_SCORE] = add_score,
        [CS_FLOW_LIST] = add_lists, [CS_FLOW_CONSEQUENCE] = add_consequences,
        [CS_FLOW_RECOURSE] = add_recourse};
    stages[stage](b);
}

cs_status cs_flow_of(const cs_scenario *scenario, cs_flow *flow, cs_error *err)
{
    *flow = (cs_flow){.arena = cs_arena_new()};
    cs_flow_builder persons = {flow, scenario, scenario, !flow->arena},
                    firms = {flow, scenario, scenario->firms, false};
    for (int stage = 0; stage < CS_FLOW_STAGES && !persons.failed && !firms.failed; stage++) {
        cs_flow_add_stage(&persons, stage);
        if (scenario->firms) cs_flow_add_stage(&firms, stage);
    }
    if (!persons.failed && !firms.failed) cs_flow_add_links(&persons);
    if (scenario->firms && !persons.failed && !firms.failed) cs_flow_add_links(&firms);
    return persons.failed || firms.failed ? cs_fail_memory(err, "the flow") : CS_OK;
}

void cs_flow_free(cs_flow *flow)
{
    cs_free(flow->node);
    cs_free(flow->link);
    if (flow->arena) cs_arena_free(flow->arena);
    *flow = (cs_flow){0};
}
