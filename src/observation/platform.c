/* Platform: a registry for the share of people who are on it. Membership is for life. */
#include "observation/office.h"

static const cs_field fields[] = {
    {.key = "members", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_platform, members), .low = 0, .high = 1,
     .help = "Share of people who are on the platform.", .example = "70 %"},
    {.key = "members_by", .type = CS_FIELD_BY, .offset = offsetof(cs_platform, members_by),
     .fallback = "", .low = 0, .high = 1e6,
     .help = "Multipliers of that share by attribute; a product above 100 % counts as 100 %.",
     .example = "{age: {child: 0.2}}"},
    CS_OFFICE_FIELDS(offsetof(cs_platform, registry)),
    {0}};

const cs_kind cs_platform_kind = {
    "platform",
    {.name = "sensor: platform",
     .about = "A private platform that records what its members do there.",
     .size = sizeof(cs_platform), .fields = fields}};
