/* What a scenario may say about its people. */
#include "population/population.h"

#include <string.h>

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_population_config *p = config;
    (void)room;
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
    return NULL;
}

static const cs_field fields[] = {
    {.key = "persons", .type = CS_FIELD_COUNT, .offset = offsetof(cs_population_config, persons),
     .low = 1, .high = 4000000000.0,
     .help = "How many synthetic persons to generate.", .example = "1_000_000"},
    {.key = "profile", .type = CS_FIELD_WORD, .offset = offsetof(cs_population_config, profile),
     .fallback = "none",
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
    {0}};

const cs_spec cs_population_spec = {
    .name = "population",
    .about = "The people. They are generated from aggregate shares; no person-level file is ever "
             "read. Persons stand in households, households in regions.",
    .size = sizeof(cs_population_config), .fields = fields, .check = check};
