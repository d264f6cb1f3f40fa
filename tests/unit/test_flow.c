/* The regime as parts and links: of every bundled scenario, and of a kind of sensor that does not exist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/embedded.h"
#include "core/mem.h"
#include "report/flow_parts.h"

static cs_scenario *load(const char *name)
{
    cs_scenario *scenario = NULL;
    cs_error err = {0};
    if (cs_scenario_load(name, NULL, &scenario, NULL, &err) != CS_OK) fail_msg("%s: %s", name, err.message);
    return scenario;
}

static cs_flow flow_of(const cs_scenario *scenario)
{
    cs_flow flow;
    cs_error err = {0};
    if (cs_flow_of(scenario, &flow, &err) != CS_OK) fail_msg("%s", err.message);
    return flow;
}

static int at(const cs_flow *flow, const char *id)
{
    for (int i = 0; i < flow->nodes; i++)
        if (strcmp(flow->node[i].id, id) == 0) return i;
    return -1;
}

static const cs_flow_link *link_of(const cs_flow *flow, const char *from, const char *to)
{
    for (int i = 0; i < flow->links; i++)
        if (flow->link[i].from == at(flow, from) && flow->link[i].to == at(flow, to)) return &flow->link[i];
    fail_msg("no link from %s to %s", from, to);
    return NULL;
}

static void print(const char *name, const cs_flow *flow)
{
    printf("## %s\n", name);
    for (int i = 0; i < flow->nodes; i++)
        printf("%-11s %-36s %-30s | %s (%d)\n", cs_flow_stage_words[flow->node[i].stage],
               flow->node[i].id, flow->node[i].label, flow->node[i].note, flow->node[i].parameters);
    for (int i = 0; i < flow->links; i++)
        printf("  %s %s %s [%d %d]\n", flow->node[flow->link[i].from].id,
               flow->link[i].back ? "<~" : "->", flow->node[flow->link[i].to].id,
               flow->link[i].count.what, flow->link[i].count.index);
}

static int words_in(const char *text)
{
    int words = *text != 0;
    for (; *text; text++) words += *text == ' ' && text[1] != '%';
    return words;
}

static void check_node(const char *name, const cs_flow *flow, int i)
{
    const cs_flow_node *node = &flow->node[i];
    int ends = 0;
    if (at(flow, node->id) != i) fail_msg("%s: %s twice", name, node->id);
    if (!*node->label || !*node->note || !*node->about) fail_msg("%s: %s says nothing", name, node->id);
    if (words_in(node->note) > 8) fail_msg("%s: %s: long: %s", name, node->id, node->note);
    if (i && node->stage < node[-1].stage) fail_msg("%s: %s out of order", name, node->id);
    for (int l = 0; l < flow->links; l++) ends += flow->link[l].from == i || flow->link[l].to == i;
    /* A list that nothing leads to, and that leads to nothing, may be there all the same. */
    if (!ends && node->stage != CS_FLOW_LIST) fail_msg("%s: %s is linked to nothing", name, node->id);
}

/* Sections of which every number is a parameter of some part. */
static bool drawn(const char *path)
{
    static const char *const sections[] = {"conduct.", "sensors.", "crowds.", "score.", "lists.",
                                           "services.", "sharing.", "association.", "recourse.",
                                           "response."};
    if (strncmp(path, "firms.", 6) == 0) path += 6;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (strncmp(path, sections[i], strlen(sections[i])) == 0) return true;
    return false;
}

static bool has_parameter(const cs_flow *flow, const char *path)
{
    for (int i = 0; i < flow->nodes; i++)
        for (int p = 0; p < flow->node[i].parameters; p++)
            if (strcmp(flow->node[i].parameter[p], path) == 0) return true;
    return false;
}

static void every_bundled_scenario_can_be_drawn(void **state)
{
    (void)state;
    for (int b = 0; cs_bundled_name(b); b++) {
        const char *name = cs_bundled_name(b);
        cs_scenario *scenario = load(name);
        cs_flow flow = flow_of(scenario);
        if (getenv("PRINT_FLOW")) print(name, &flow);
        assert_true(flow.nodes > 2 && flow.links > 1);
        for (int i = 0; i < flow.nodes; i++) check_node(name, &flow, i);
        for (int l = 0; l < flow.links; l++) {
            const cs_flow_link *link = &flow.link[l];
            int from = flow.node[link->from].stage, to = flow.node[link->to].stage;
            if (link->back ? to > from : to < from)
                fail_msg("%s: %s to %s runs the wrong way", name, flow.node[link->from].id,
                         flow.node[link->to].id);
        }
        for (int i = 0; i < scenario->input_count; i++)
            if (drawn(scenario->inputs[i].path) && !has_parameter(&flow, scenario->inputs[i].path))
                fail_msg("%s: no part has %s", name, scenario->inputs[i].path);
        cs_flow_free(&flow);
        cs_scenario_free(scenario);
    }
}

static void the_city_is_as_its_scenario_says(void **state)
{
    (void)state;
    cs_scenario *scenario = load("city-points");
    cs_flow flow = flow_of(scenario);
    assert_string_equal(flow.node[at(&flow, "sensors.bank")].note, "misses 5 %, 0.3 % wrong person");
    assert_string_equal(flow.node[at(&flow, "lists.discredited")].label, "Discredited");
    assert_false(link_of(&flow, "conduct.jaywalking", "sensors.crossings")->back);
    assert_false(link_of(&flow, "sensors.court", "lists.defaulters")->back);
    assert_false(link_of(&flow, "sensors.court", "score")->back);
    assert_false(link_of(&flow, "score", "lists.discredited")->back);
    assert_false(link_of(&flow, "score", "association.friends")->back);
    assert_true(link_of(&flow, "association.friends", "score")->back);
    assert_true(link_of(&flow, "recourse.review", "lists.defaulters")->back);
    assert_int_equal(link_of(&flow, "lists.defaulters", "services.air_travel")->count.what, CS_FLOW_DENIALS);
    /* Two lists deny it, so along which it was refused is not counted. */
    assert_int_equal(link_of(&flow, "lists.defaulters", "services.public_job")->count.what, CS_FLOW_UNCOUNTED);
    cs_flow_free(&flow);
    cs_scenario_free(scenario);
}

static void firms_are_linked_to_people(void **state)
{
    (void)state;
    cs_scenario *scenario = load("company-ratings");
    cs_flow flow = flow_of(scenario);
    assert_true(link_of(&flow, "firms.responsible", "lists.restricted")->back);
    assert_true(link_of(&flow, "firms.lists.black", "firms.sensors.customs")->back);
    assert_true(link_of(&flow, "firms.score", "firms.sensors.customs")->back);
    assert_string_equal(flow.node[at(&flow, "firms.lists.black")].label, "Firms: black");
    cs_flow_free(&flow);
    cs_scenario_free(scenario);
}

/* A kind of sensor of which nothing is known but its table. */
typedef struct hearsay { cs_refs told_of; cs_per about; const char *writes; } hearsay;
typedef struct gossip { const hearsay *hearsay; int32_t at; } gossip;
static const cs_field hearsay_fields[] = {
    {.key = "told_of", .type = CS_FIELD_REFS, .offset = offsetof(hearsay, told_of), .space = CS_SPACE_CONDUCT},
    {.key = "about", .type = CS_FIELD_PER, .offset = offsetof(hearsay, about), .space = CS_SPACE_LIST},
    {.key = "writes", .type = CS_FIELD_NEW, .offset = offsetof(hearsay, writes), .space = CS_SPACE_RECORD},
    {0}};
static const cs_spec hearsay_spec = {.name = "hearsay", .size = sizeof(hearsay), .fields = hearsay_fields};
static const cs_field gossip_fields[] = {
    {.key = "hearsay", .type = CS_FIELD_MAYBE, .offset = offsetof(gossip, hearsay), .table = &hearsay_spec},
    {.key = "at", .type = CS_FIELD_REF, .offset = offsetof(gossip, at), .space = CS_SPACE_CROWD},
    {0}};
static const cs_spec gossip_spec = {.name = "gossip", .size = sizeof(gossip), .fields = gossip_fields};

static void a_new_kind_of_sensor_is_linked_by_its_table(void **state)
{
    (void)state;
    int32_t seen[] = {1}, listed[] = {2};
    double often[] = {0.5};
    hearsay told = {{1, seen}, {1, NULL, listed, often}, "rumour"};
    gossip config = {&told, 0};
    const char *names[] = {"late", "loud", "rumour"};
    cs_scenario of = {.record_kinds = 3, .record_names = names};
    cs_flow_refs refs = {0};
    cs_flow_refer(&gossip_spec, &config, &of, &refs);
    assert_true(refs.conduct[1] && refs.records[1] && refs.records[2] && refs.list[2] && refs.crowd[0]);
    assert_false(refs.conduct[0] || refs.conduct[2] || refs.records[0] || refs.bands);
    config = (gossip){NULL, -1};
    refs = (cs_flow_refs){0};
    cs_flow_refer(&gossip_spec, &config, &of, &refs);
    for (int i = 0; i < CS_FLOW_NAMES_MOST; i++)
        assert_false(refs.conduct[i] || refs.records[i] || refs.list[i] || refs.crowd[i]);
}

static void no_memory_is_said(void **state)
{
    (void)state;
    cs_scenario *scenario = load("company-ratings");
    cs_error err = {0};
    cs_status status = CS_NOMEM;
    unsigned long k = 0;
    while (status != CS_OK && k < 100000) {
        cs_flow flow;
        cs_fault_arm(CS_FAULT_ALLOC, ++k);
        status = cs_flow_of(scenario, &flow, &err);
        cs_fault_arm(CS_FAULT_ALLOC, 0);
        cs_flow_free(&flow);
        if (status != CS_OK) assert_int_equal(status, CS_NOMEM);
    }
    assert_int_equal(status, CS_OK);
    assert_true(k > 3);
    cs_scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bundled_scenario_can_be_drawn),
        cmocka_unit_test(the_city_is_as_its_scenario_says),
        cmocka_unit_test(firms_are_linked_to_people),
        cmocka_unit_test(a_new_kind_of_sensor_is_linked_by_its_table),
        cmocka_unit_test(no_memory_is_said)};
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
