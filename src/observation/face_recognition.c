/* Face recognition, as a pair of error rates. identify: each sighting is searched against an
   enrolled gallery. watch_list: a crowd is searched against a list.
   FPIR = 1 - (1 - FMR)^gallery; false alerts come with sightings, not with conduct.
   Source: NIST FRTE 1:N for the definitions; docs/model.md, section "Sensors". */
#include "observation/sensors.h"

static const cs_word modes[] = {
    {"identify", CS_FACE_IDENTIFY, "every sighting is searched against the enrolled gallery"},
    {"watch_list", CS_FACE_WATCH_LIST, "the visitors of a crowd are searched against a list"},
    {0}};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_face_recognition *f = config;
    (void)room;
    if (f->mode == CS_FACE_IDENTIFY) {
        if (f->sees.count == 0) {
            *key = "sees";
            return "a sensor that identifies needs `sees:`, the kinds of conduct it records";
        }
        if (f->list >= 0 || f->crowd >= 0 || f->files) {
            *key = f->list >= 0 ? "list" : f->crowd >= 0 ? "crowd" : "files";
            return "this key belongs to `mode: watch_list`";
        }
        return NULL;
    }
    if (f->list < 0) {
        *key = "list";
        return "a watch list needs `list:`, the list that is searched for";
    }
    if (f->crowd < 0) {
        *key = "crowd";
        return "a watch list needs `crowd:`, the people who pass the cameras";
    }
    if (!f->files) {
        *key = "files";
        return "a watch list needs `files:`, a name for the record that an alert leaves";
    }
    if (f->sees.count > 0) {
        *key = "sees";
        return "this key belongs to `mode: identify`; a watch list looks for people, not conduct";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "mode", .type = CS_FIELD_WORD, .offset = offsetof(cs_face_recognition, mode),
     .words = modes, .help = "How it is used.", .example = "identify"},
    {.key = "sees", .type = CS_FIELD_REFS, .offset = offsetof(cs_face_recognition, sees),
     .space = CS_SPACE_RECORD, .fallback = "",
     .help = "identify: the kinds of conduct it records; a false alert files one of them.",
     .example = "[jaywalking]"},
    {.key = "coverage", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_face_recognition, coverage), .low = 0, .high = 1, .fallback = "100 %",
     .help = "identify: share of acts that happen before a camera.", .example = "2 %"},
    {.key = "finds", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_face_recognition, finds), .low = 0, .high = 1,
     .help = "Share of persons looked for, and in view, who are recognised (true positive "
             "identification rate, 1 - FNIR).",
     .example = "89 %"},
    {.key = "sightings", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_face_recognition, sightings), .low = 0, .high = 365000,
     .fallback = "0 per day",
     .help = "identify: how often a camera of this sensor searches for a person, whatever the "
             "person does.",
     .example = "3 per day"},
    {.key = "false_match", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_face_recognition, false_match), .low = 0, .high = 1,
     .help = "False match rate of one comparison; a search against N faces returns somebody wrong "
             "with probability 1 - (1 - rate)^N.",
     .example = "1.7e-8"},
    {.key = "false_match_by", .type = CS_FIELD_BY,
     .offset = offsetof(cs_face_recognition, false_match_by), .fallback = "", .low = 0, .high = 1e6,
     .help = "Multipliers of that rate by attribute of the person wrongly recorded.",
     .example = "{group: {majority: 1, minority: 3}}"},
    {.key = "gallery", .type = CS_FIELD_COUNT, .offset = offsetof(cs_face_recognition, gallery),
     .low = 0, .high = 1e11, .fallback = "0",
     .help = "identify: enrolled faces; 0 means everybody in the population.",
     .example = "1_000_000"},
    {.key = "list", .type = CS_FIELD_REF, .offset = offsetof(cs_face_recognition, list),
     .space = CS_SPACE_LIST, .fallback = "", .help = "watch_list: the list that is searched for.",
     .example = "wanted"},
    {.key = "crowd", .type = CS_FIELD_REF, .offset = offsetof(cs_face_recognition, crowd),
     .space = CS_SPACE_CROWD, .fallback = "", .help = "watch_list: the crowd that is searched.",
     .example = "final"},
    {.key = "files", .type = CS_FIELD_NEW, .offset = offsetof(cs_face_recognition, files),
     .space = CS_SPACE_RECORD, .fallback = "",
     .help = "watch_list: a name for the kind of record an alert leaves; rules and lists may use "
             "it.",
     .example = "alert"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_face_recognition, delay_days), .low = 0, .high = 36500,
     .fallback = "0 days", .help = "Time from the sighting to the record.", .example = "1 day"},
    {0}};

const cs_kind cs_face_recognition_kind = {
    "face_recognition",
    {.name = "sensor: face_recognition",
     .about = "Face recognition, as error rates alone. There is no image, template or matcher in "
              "this program.",
     .size = sizeof(cs_face_recognition), .fields = fields, .check = check}};
