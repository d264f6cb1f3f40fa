/* What a scenario may say about those who answer for a firm. */
#include "consequences/responsible.h"

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_responsible *r = config;
    (void)room;
    if (r->points == 0 && r->enters.count == 0) {
        *key = "list";
        return "nothing is passed on: say `points:`, `enters:` or both";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "list", .type = CS_FIELD_REFS, .offset = offsetof(cs_responsible, lists),
     .space = CS_SPACE_LIST,
     .help = "Lists of the firms: when a firm comes onto one, somebody answers for it.",
     .example = "black"},
    {.key = "share", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_responsible, share), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of firms that have a person who is made to answer.", .example = "60 %"},
    {.key = "points", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_responsible, points), .low = -30000, .high = 30000, .fallback = "0",
     .help = "Points in that person's score.", .example = "-50"},
    {.key = "enters", .type = CS_FIELD_REFS, .offset = offsetof(cs_responsible, enters),
     .space = CS_SPACE_PERSONS_LIST, .fallback = "",
     .help = "Lists of persons that person is put on.", .example = "[restricted]"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_responsible, lasts_days), .low = 1, .high = CS_FOREVER, .fallback = "",
     .help = "How long it lasts for the person, `forever` being allowed; without it, as long as the "
             "firm is on its list.",
     .example = "3 years"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_responsible, delay_days), .low = 0, .high = 3650, .fallback = "0 days",
     .help = "Time until it is passed on.", .example = "30 days"},
    {0}};

const cs_spec cs_responsible_spec = {
    .name = "responsible",
    .about = "Each firm has one person, an adult where ages are known, of the same region where the "
             "firms have regions, drawn at random; one person may answer for several firms. What is "
             "passed on counts in lane `applied` alone: it is a penalty by association.",
    .size = sizeof(cs_responsible), .fields = fields, .check = check};
