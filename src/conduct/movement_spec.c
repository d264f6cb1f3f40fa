/* What a scenario may say about moving. */
#include "conduct/movement.h"

static const cs_word baggage[] = {
    {"kept", CS_LISTINGS_KEPT, "who moves stays on the lists of before until they end"},
    {"left", CS_LISTINGS_LEFT,
     "lists with `where:` hold those who moved only while they live there; back within the term, they "
     "are on it again"},
    {0}};

static const cs_field fields[] = {
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_movement, rate), .low = 0, .high = 365,
     .help = "How often a person moves house. Where to is drawn by the people of the regions at the "
             "start, the own region among them, so that regions keep their sizes.",
     .example = "0.05 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_movement, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the rate by attribute.",
     .example = "{age: {young: 2}}"},
    {.key = "listings", .type = CS_FIELD_WORD, .offset = offsetof(cs_movement, listings),
     .words = baggage, .fallback = "kept", .help = "What becomes of their listings.",
     .example = "kept"},
    {0}};

const cs_spec cs_movement_spec = {
    .name = "movement",
    .about = "People who move to another region, and come under its sensors and lists.",
    .size = sizeof(cs_movement), .fields = fields};
