/* False record: records from nothing, at a rate (data entry, mixed files, averaging). */
#include "observation/sensors.h"

static const cs_word as_words[] = {
    {"false_record", 0, "nothing happened"},
    {"duplicate", 1, "something happened once, long ago, and is filed again"},
    {0}};

static const cs_field fields[] = {
    {.key = "of", .type = CS_FIELD_REF, .offset = offsetof(cs_false_record, of),
     .space = CS_SPACE_RECORD, .help = "The kind of record it makes.", .example = "late_payment"},
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_false_record, rate), .low = 0, .high = 3650,
     .help = "Records per person and year.", .example = "0.003 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_false_record, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the rate by attribute.",
     .example = "{income: {low: 2}}"},
    {.key = "as", .type = CS_FIELD_WORD, .offset = offsetof(cs_false_record, duplicate),
     .words = as_words, .fallback = "false_record", .help = "What such a record really is.",
     .example = "false_record"},
    {0}};

const cs_kind cs_false_record_kind = {
    "false_record",
    {.name = "sensor: false_record",
     .about = "Records of things that did not happen.",
     .size = sizeof(cs_false_record), .fields = fields}};
