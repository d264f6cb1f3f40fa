/* What a scenario may say about its people. */
#include "population/population.h"

#include "population/tables.h"
#include "population/ties.h"

#include <stdio.h>

/* In the order of cs_profile_name; tests/unit/test_population.c holds them to it. */
static const cs_word profile_words[] = {
    {"none", -1, "no tables: everyone is alike but for the scenario's own attributes"},
    {"china-2020", 0, "China 2020, age by sex and household sizes"},
    {"netherlands-2020", 1,
     "Netherlands 2020, age by sex; household sizes of the EU-28 in 2017 as a stand-in"},
    {0}};

/* Do the shares of the profile fit what the scenario asks of them? */
static const char *check_shares(const cs_population_config *p, const char **key, char room[200])
{
    cs_profile found;
    cs_error err = {0};
    double share[CS_HOUSEHOLD_MOST], mean;
    const char *name = cs_profile_name(p->profile), *trouble = NULL;
    if (name && cs_profile_find(name, &found, &err) != CS_OK) {
        *key = "profile";
        snprintf(room, 200, "%.190s", err.message);
        return room;
    }
    if (name && p->ages.count > 0) trouble = cs_ages_check(&p->ages, &found, room);
    if (trouble) {
        *key = "ages";
        return trouble;
    }
    *key = "households";
    return cs_household_shares(&p->households, name ? &found : NULL, share, &mean, room);
}

static const char *check_strata(const cs_population_config *p, const char **key, char room[200])
{
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

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_population_config *p = config;
    if (p->profile < 0 && p->ages.count > 0) {
        *key = "ages";
        return "age bands are cut from a profile's table, and this population has no profile; "
               "add `profile:` or give age as an attribute with shares";
    }
    if (p->profile < 0 && p->sex) {
        *key = "sex";
        return "the shares of the sexes come from a profile, and this population has none; "
               "add `profile:` or give sex as an attribute with shares";
    }
    const char *trouble = check_shares(p, key, room);
    return trouble ? trouble : check_strata(p, key, room);
}

static const cs_field fields[] = {
    {.key = "persons", .type = CS_FIELD_COUNT, .offset = offsetof(cs_population_config, persons),
     .low = 1, .high = 4000000000.0,
     .help = "How many synthetic persons to generate.", .example = "1_000_000"},
    {.key = "profile", .type = CS_FIELD_WORD, .offset = offsetof(cs_population_config, profile),
     .fallback = "none", .words = profile_words,
     .help = "Bundled aggregate tables of age by sex and of household sizes to draw people from.",
     .example = "china-2020"},
    {.key = "ages", .type = CS_FIELD_RANGES, .offset = offsetof(cs_population_config, ages),
     .fallback = "", .space = CS_SPACE_ATTRIBUTE,
     .help = "Age bands cut from the profile's five-year table; adds the attribute `age`.",
     .example = "{child: 0-19, young: 20-39, middle: 40-59, old: 60+}"},
    {.key = "sex", .type = CS_FIELD_FLAG, .offset = offsetof(cs_population_config, sex),
     .fallback = "false",
     .help = "Adds the attribute `sex` (male, female) with the profile's shares by age.",
     .example = "true"},
    {.key = "households", .type = CS_FIELD_SHARES,
     .offset = offsetof(cs_population_config, households), .fallback = "",
     .help = "Share of households by number of persons (\"1\", \"2\", ..., the last may be open, "
             "\"6+\" counts as 6); without it the profile's, and without a profile everyone lives "
             "alone.",
     .example = "{1: 38.5 %, 2: 32.6 %, 3: 11.8 %, 4: 12 %, 5: 5.1 %}"},
    {.key = "regions", .type = CS_FIELD_REGIONS, .offset = offsetof(cs_population_config, regions),
     .fallback = "1", .space = CS_SPACE_REGION,
     .help = "How many regions of equal size, or their names and shares of the persons.",
     .example = "12"},
    {.key = "attributes", .type = CS_FIELD_ATTRIBUTES,
     .offset = offsetof(cs_population_config, attributes), .fallback = "",
     .space = CS_SPACE_ATTRIBUTE,
     .help = "Attributes people differ in, each with the shares of its values, for everyone or, "
             "with `given:`, for each value of an attribute named before it.",
     .example = "{income: {low: 30 %, middle: 50 %, high: 20 %}}"},
    {.key = "ties", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_population_config, ties),
     .table = &cs_ties_spec, .fallback = "none",
     .help = "Who knows whom outside the household, for what passes between acquaintances.",
     .example = "{mean_degree: 10, within_region: 70 %}"},
    {0}};

const cs_spec cs_population_spec = {
    .name = "population",
    .about = "The people. They are generated from aggregate shares; no person-level file is ever "
             "read. Persons stand in households, households in regions.",
    .size = sizeof(cs_population_config), .fields = fields, .check = check};
