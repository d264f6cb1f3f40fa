/* The parameters that registries and platforms share, written once. */
#ifndef CS_OBSERVATION_OFFICE_H
#define CS_OBSERVATION_OFFICE_H

#include "observation/linkage.h"

extern const cs_spec cs_wrong_person_spec;

/* An office made ready: the thresholds of its decisions. */
typedef struct cs_office {
    const cs_population *pop;
    cs_key key;
    int number;
    uint64_t wrong, duplicate, tells_apart;
    uint64_t files[256];   /* by kind of conduct, of the acts shown */
    uint16_t delay_days;
    int within, attribute;
    cs_link *link;         /* NULL: files under whom it means to, but for `wrong` */
    uint8_t lane[256];     /* by kind of conduct */
} cs_office;

/* Delay of a record filed under somebody else, CS_FOREVER when there is none. */
int cs_office_soonest(const cs_registry *registry);
/* NULL, or what is wrong. */
const char *cs_office_check(const cs_registry *registry, const char **key);
/* Errors: CS_NOMEM, CS_RANGE (see cs_link_init). */
cs_status cs_office_init(cs_office *office, const cs_registry *registry, const cs_setup *setup,
                         cs_error *err);
void cs_office_free(cs_office *office);
/* File acts: recorded or missed, under whom, how often. Needs room for two filings each. */
void cs_office_file(const cs_office *office, const cs_scene *scene, int conduct, const cs_act *act,
                    size_t count, cs_filings *out);

/* The fields of a cs_registry that lies `at` bytes into the struct of a spec table. */
#define CS_OFFICE_FIELDS(at)                                                                       \
    {.key = "sees", .type = CS_FIELD_REFS, .offset = (at) + offsetof(cs_registry, sees),           \
     .space = CS_SPACE_CONDUCT, .help = "The kinds of conduct it records.",                         \
     .example = "[late_payment]"},                                                                 \
    {.key = "misses", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                              \
     .offset = (at) + offsetof(cs_registry, misses), .low = 0, .high = 1, .fallback = "0 %",       \
     .help = "Share of acts it never records (false non-match, never reported).",                  \
     .example = "5 %"},                                                                            \
    {.key = "tells_apart", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                         \
     .offset = (at) + offsetof(cs_registry, tells_apart), .low = 0, .high = 1, .fallback = "0 %",  \
     .help = "Share of excused acts it recognises as excused and does not record.",                \
     .example = "50 %"},                                                                           \
    {.key = "wrong_person", .type = CS_FIELD_BLOCK,                                                \
     .offset = (at) + offsetof(cs_registry, wrong_person), .fallback = "{share: 0 %}",             \
     .table = &cs_wrong_person_spec,                                                               \
     .help = "Records filed under somebody else.",                                                 \
     .example = "{share: 0.3 %, within: region}"},                                                 \
    {.key = "linkage", .type = CS_FIELD_MAYBE,                                                     \
     .offset = (at) + offsetof(cs_registry, linkage), .table = &cs_linkage_spec,                   \
     .fallback = "none",                                                                           \
     .help = "Filing by name and birth date, instead of `wrong_person`.",                           \
     .example = "{match: name, names: {kinds: 5_000, exponent: 1.1}}"},                             \
    {.key = "duplicates", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                          \
     .offset = (at) + offsetof(cs_registry, duplicates), .low = 0, .high = 1, .fallback = "0 %",   \
     .help = "Share of records that are filed a second time.", .example = "0.5 %"},                \
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,                                  \
     .offset = (at) + offsetof(cs_registry, delay_days), .low = 0, .high = 36500,                  \
     .fallback = "0 days", .help = "Time from the act to the record.", .example = "14 days"}

#endif
