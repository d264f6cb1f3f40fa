/* The section of the firms: which of the language's words it knows. */
#include "scenario/scenario.h"

#include <stdio.h>

static const char *check_population(const void *config, const char **key, char room[200])
{
    const cs_population_config *p = config;
    int64_t strata = 1;
    for (int a = 0; a < p->attributes.count; a++) {
        strata *= p->attributes.items[a].values;
        if (strata <= CS_STRATA_MOST) continue;
        *key = "attributes";
        snprintf(room, 200,
                 "with %.60s the attributes have more than %d combinations of values, the most "
                 "there may be; give them fewer values", p->attributes.items[a].name, CS_STRATA_MOST);
        return room;
    }
    return NULL;
}

static const cs_field population_fields[] = {
    {.key = "count", .type = CS_FIELD_COUNT, .offset = offsetof(cs_population_config, persons),
     .low = 1, .high = 4000000000.0, .help = "How many synthetic firms to generate; with `--persons` as many for each person.",
     .example = "33_000"},
    {.key = "regions", .type = CS_FIELD_REGIONS, .offset = offsetof(cs_population_config, regions),
     .fallback = "1", .space = CS_SPACE_REGION,
     .help = "As for people, and of the same names; with one region alone, who answers for a firm "
             "may live anywhere.",
     .example = "12"},
    {.key = "attributes", .type = CS_FIELD_ATTRIBUTES,
     .offset = offsetof(cs_population_config, attributes), .fallback = "",
     .space = CS_SPACE_ATTRIBUTE, .help = "Attributes firms differ in, such as sector and size.",
     .example = "{sector: {trade: 60 %, food: 10 %, building: 30 %}}"},
    {0}};

static const cs_spec population_spec = {
    .name = "population of firms",
    .about = "The firms: generated from aggregate shares, as the people are.",
    .size = sizeof(cs_population_config), .fields = population_fields, .check = check_population};

static const char *check(const void *config, const char **key, char room[200])
{
    (void)room;
    return cs_scenario_check_sizes(config, key);
}

static const cs_field fields[] = {
    {.key = "population", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_scenario, population),
     .table = &population_spec, .help = "The firms.", .example = "{count: 33_000}"},
    {.key = "conduct", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, conduct),
     .table = &cs_conduct_spec, .space = CS_SPACE_RECORD, .fallback = "",
     .help = "What firms truly do, by kind.", .example = "{unsafe_food: {rate: 0.1 per year}}"},
    {.key = "sensors", .type = CS_FIELD_KINDS, .offset = offsetof(cs_scenario, sensors),
     .kinds = cs_sensor_kinds, .table = &cs_sensor_spec, .space = CS_SPACE_SENSOR, .fallback = "",
     .help = "What turns that into records; not face_recognition.",
     .example = "{market_office: {kind: registry, sees: [unsafe_food]}}"},
    {.key = "score", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, score),
     .table = &cs_score_spec, .fallback = "none",
     .help = "The score of firms; its bands are their grades.",
     .example = "{base: 1000, rules: [], bands: {A: 900, B: 700, C: 400, D: 0}}"},
    {.key = "lists", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, lists),
     .table = &cs_list_spec, .space = CS_SPACE_LIST, .fallback = "",
     .help = "Lists of firms, at most 7; a red list is one with `penal: false`.",
     .example = "{black: {enter: {band: D}, denies: [procurement]}}"},
    {.key = "services", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, services),
     .table = &cs_service_spec, .space = CS_SPACE_SERVICE, .fallback = "",
     .help = "What listed firms are refused: access to a market, a licence, a tender, a loan.",
     .example = "{procurement: {demand: 0.4 per year}}"},
    {.key = "responsible", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, responsible),
     .table = &cs_responsible_spec, .fallback = "none",
     .help = "The person who takes a share of a firm's penalty; `none`: nobody does.",
     .example = "{list: black, enters: [restricted]}"},
    {0}};

const cs_spec cs_firms_spec = {
    .name = "firms",
    .about = "A second population, run by the same engine and counted in a ledger of its own. Its "
             "sections are written like those for people, and the names in them are its own: an "
             "attribute, a list or a service of the firms is not one of the people. Days, seed, "
             "replicates and `ledger` are the scenario's. Nothing that people do touches a firm; "
             "what firms pass on to people is said under `responsible`.",
    .size = sizeof(cs_scenario), .fields = fields, .check = check, .apart = true};
