/* What a scenario may say about sharing. */
#include "consequences/sharing.h"

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_arrow *a = config;
    (void)room;
    if (a->from == a->to) {
        *key = "to";
        return "a list cannot be shared with itself";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "from", .type = CS_FIELD_REF, .offset = offsetof(cs_arrow, from),
     .space = CS_SPACE_LIST, .help = "The list whose listings are copied.", .example = "west"},
    {.key = "to", .type = CS_FIELD_REF, .offset = offsetof(cs_arrow, to), .space = CS_SPACE_LIST,
     .help = "The list they are copied to: one entered by record, or by sharing alone. A copy stays "
             "for that list's `after`, or until it is corrected.",
     .example = "east"},
    {.key = "share", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_arrow, share), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of listings that are copied.", .example = "100 %"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_arrow, delay_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "Time until a copy is there, and until a correction is.", .example = "7 days"},
    {.key = "corrections", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_arrow, corrections), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of ended listings whose end is told, so that the copy goes too; until it does, "
             "the copy is stale.",
     .example = "50 %"},
    {0}};

const cs_spec cs_arrow_spec = {
    .name = "arrow",
    .about = "Listings on one list that are copied to another: joined-up databases.",
    .size = sizeof(cs_arrow), .fields = fields, .check = check};
