/* What a scenario says of face recognition: error rates, directly or by a threshold. */
#include "observation/face.h"

#include "observation/score_model.h"

static const cs_word modes[] = {
    {"identify", CS_FACE_IDENTIFY, "every sighting is searched against the enrolled gallery"},
    {"watch_list", CS_FACE_WATCH_LIST, "the visitors of a crowd are searched against a list"},
    {0}};

static const char *check_mode(const cs_face_recognition *f, const char **key)
{
    if (f->mode == CS_FACE_IDENTIFY) {
        if (f->sees.count == 0) {
            *key = "sees";
            return "a sensor that identifies needs `sees:`, the kinds of conduct it records";
        }
        if (f->list >= 0 || f->crowd >= 0 || f->files) {
            *key = f->list >= 0 ? "list" : f->crowd >= 0 ? "crowd" : "files";
            return "this key belongs to `mode: watch_list`";
        }
        if (f->enrolled_by.count && f->gallery == 0) {
            *key = "enrolled_by";
            return "unequal enrolment needs `gallery:`, how many are enrolled; without it everybody is";
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
    if (f->enrolled_by.count) {
        *key = "enrolled_by";
        return "this key belongs to `mode: identify`; a watch list looks for those who are on it";
    }
    return NULL;
}

const char *cs_face_check(const void *config, const char **key, char room[200])
{
    const char *wrong = check_mode(config, key);
    return wrong ? wrong : cs_face_check_rates(config, key, room);
}

static const cs_field point_fields[] = {
    {.key = "false_match", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_operating_point, false_match), .low = 1e-200, .high = 0.5,
     .help = "False match rate at this point, of one comparison or of a search against many.",
     .example = "1.7e-8"},
    {.key = "against", .type = CS_FIELD_COUNT, .offset = offsetof(cs_operating_point, against),
     .low = 1, .high = 4294967295.0, .fallback = "1",
     .help = "Faces compared with in one search, where the rate was published per search.",
     .example = "10_000"},
    {.key = "finds", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_operating_point, finds), .low = 0.0001, .high = 0.999999,
     .help = "Share of persons looked for who are recognised at this point.", .example = "89 %"},
    {.key = "false_match_by", .type = CS_FIELD_BY,
     .offset = offsetof(cs_operating_point, false_match_by), .fallback = "", .low = 1e-6,
     .high = 1e6,
     .help = "Multipliers of the false match rate of one comparison at this point, by attribute of "
             "the person wrongly recorded.",
     .example = "{group: {minority: 3}}"},
    {0}};

static const cs_spec point_spec = {
    .name = "operating point",
    .about = "A published pair of error rates, at one threshold.",
    .size = sizeof(cs_operating_point), .fields = point_fields};

static const cs_field threshold_fields[] = {
    {.key = "score", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_face_threshold, score),
     .low = 0.01, .high = 37, .fallback = "",
     .help = "In standard deviations of the scores of two different persons, above their mean.",
     .example = "5.5"},
    {.key = "at_false_match", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_face_threshold, at_false_match), .low = 1e-200, .high = 0.5,
     .fallback = "", .help = "Where the false match rate, before multipliers, is this.",
     .example = "1e-8"},
    {.key = "against", .type = CS_FIELD_COUNT, .offset = offsetof(cs_face_threshold, against),
     .low = 1, .high = 4294967295.0, .fallback = "1",
     .help = "Faces compared with in one search, where that rate is meant per search.",
     .example = "10_000"},
    {0}};

static const cs_spec threshold_spec = {
    .name = "face threshold",
    .about = "Where the threshold stands: a score, or the false match rate it gives.",
    .size = sizeof(cs_face_threshold), .fields = threshold_fields};

static const cs_field non_live_fields[] = {
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_non_live, rate), .low = 0, .high = 3650,
     .help = "How often a picture of a person passes a camera, per person.",
     .example = "0.02 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_non_live, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the rate by attribute of the person depicted.",
     .example = "{age: {young: 2}}"},
    {.key = "frailty", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_non_live, frailty),
     .low = 0, .high = 10, .fallback = "0",
     .help = "How unevenly people are depicted: coefficient of variation of each person's own "
             "factor; 0: evenly.",
     .example = "3"},
    {0}};

static const cs_spec non_live_spec = {
    .name = "non-live faces",
    .about = "Faces of people who are not there: adverts, screens, photographs.",
    .size = sizeof(cs_non_live), .fields = non_live_fields};

static const cs_field reviewer_fields[] = {
    {.key = "passes_wrong", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_reviewer, passes_wrong), .low = 0, .high = 1,
     .help = "Share of false matches that the reviewer lets through.", .example = "30 %"},
    {.key = "passes_right", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_reviewer, passes_right), .low = 0, .high = 1,
     .help = "Share of right matches that the reviewer lets through.", .example = "90 %"},
    {.key = "passes_non_live", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_reviewer, passes_non_live), .low = 0, .high = 1, .fallback = "none",
     .help = "Share of alerts for a picture of the person that are let through; `none`: as of false "
             "matches.",
     .example = "90 %"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_reviewer, delay_days), .low = 0, .high = 3650, .fallback = "0 days",
     .help = "Time the review takes.", .example = "1 day"},
    {0}};

static const cs_spec reviewer_spec = {
    .name = "reviewer",
    .about = "Somebody who looks at an alert before it becomes a record.",
    .size = sizeof(cs_reviewer), .fields = reviewer_fields};

const cs_field cs_face_fields[] = {
    {.key = "mode", .type = CS_FIELD_WORD, .offset = offsetof(cs_face_recognition, mode),
     .words = modes, .help = "How it is used.", .example = "identify"},
    {.key = "sees", .type = CS_FIELD_REFS, .offset = offsetof(cs_face_recognition, sees),
     .space = CS_SPACE_CONDUCT, .fallback = "",
     .help = "identify: the kinds of conduct it records; a false alert files one of them.",
     .example = "[jaywalking]"},
    {.key = "coverage", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_face_recognition, coverage), .low = 0, .high = 1, .fallback = "100 %",
     .help = "identify: share of acts that happen before a camera.", .example = "2 %"},
    {.key = "finds", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_face_recognition, finds), .low = 0, .high = 1, .fallback = "none",
     .help = "Share of persons looked for, and in view, who are recognised (true positive "
             "identification rate, 1 - FNIR); with a threshold it follows from that.",
     .example = "89 %"},
    {.key = "sightings", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_face_recognition, sightings), .low = 0, .high = 365000,
     .fallback = "0 per day",
     .help = "identify: how often a camera of this sensor searches for a person, whatever the "
             "person does.",
     .example = "3 per day"},
    {.key = "false_match", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_face_recognition, false_match), .low = 0, .high = 1, .fallback = "none",
     .help = "False match rate of one comparison; a search against N faces returns somebody wrong "
             "with probability 1 - (1 - rate)^N; with a threshold it follows from that.",
     .example = "1.7e-8"},
    {.key = "false_match_by", .type = CS_FIELD_BY,
     .offset = offsetof(cs_face_recognition, false_match_by), .fallback = "", .low = 0, .high = 1e6,
     .help = "Multipliers of that rate by attribute of the person wrongly recorded.",
     .example = "{group: {majority: 1, minority: 3}}"},
    {.key = "operating_points", .type = CS_FIELD_LIST,
     .offset = offsetof(cs_face_recognition, operating_points), .table = &point_spec,
     .fallback = "",
     .help = "Published pairs of rates, instead of `finds` and `false_match`; with `threshold` "
             "both follow from one score.",
     .example = "[{false_match: 1.7e-8, finds: 89 %}, {false_match: 3e-7, finds: 93 %}]"},
    {.key = "spread", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_face_recognition, spread),
     .low = 0.05, .high = 20, .fallback = "1",
     .help = "Spread of the scores of true pairs over that of false ones, with one operating "
             "point; two or more points say it themselves.",
     .example = "1"},
    {.key = "threshold", .type = CS_FIELD_MAYBE,
     .offset = offsetof(cs_face_recognition, threshold), .table = &threshold_spec,
     .fallback = "none", .help = "Where on the line through the operating points it works.",
     .example = "{at_false_match: 1e-8}"},
    {.key = "gallery", .type = CS_FIELD_COUNT, .offset = offsetof(cs_face_recognition, gallery),
     .low = 0, .high = 4294967295.0, .fallback = "0",
     .help = "identify: enrolled faces; 0 means everybody in the population.",
     .example = "1_000_000"},
    {.key = "enrolled_by", .type = CS_FIELD_BY,
     .offset = offsetof(cs_face_recognition, enrolled_by), .fallback = "", .low = 1e-6,
     .high = 1e6,
     .help = "identify: relative odds of being among the enrolled, by attribute.",
     .example = "{group: {majority: 1, minority: 3}}"},
    {.key = "non_live", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_face_recognition, non_live),
     .table = &non_live_spec, .fallback = "none",
     .help = "Pictures of people that pass the cameras and are taken for them.",
     .example = "{rate: 0.02 per year, frailty: 3}"},
    {.key = "reviewer", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_face_recognition, reviewer),
     .table = &reviewer_spec, .fallback = "none",
     .help = "Somebody who looks at every alert before it becomes a record.",
     .example = "{passes_wrong: 30 %, passes_right: 90 %}"},
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
