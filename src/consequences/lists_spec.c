/* What a scenario may say about lists, services and crowds. */
#include "consequences/lists.h"

static const cs_field enter_fields[] = {
    {.key = "record", .type = CS_FIELD_REFS, .offset = offsetof(cs_list_enter, record),
     .space = CS_SPACE_RECORD, .fallback = "", .help = "Kinds of record that put a person on it.",
     .example = "judgment_default"},
    {.key = "band", .type = CS_FIELD_REF, .offset = offsetof(cs_list_enter, band),
     .space = CS_SPACE_BAND, .fallback = "",
     .help = "A band of the score: whoever is in it, or in a lower one, is put on the list.",
     .example = "D"},
    {.key = "initial", .type = CS_FIELD_COUNT, .offset = offsetof(cs_list_enter, initial),
     .low = 0, .high = 4e9, .fallback = "0",
     .help = "Persons, drawn at random, who are on it on the first day, taken to be rightly listed.",
     .example = "10_000"},
    {.key = "shared", .type = CS_FIELD_FLAG, .offset = offsetof(cs_list_enter, shared),
     .fallback = "false", .help = "Whether people come from other lists, by `sharing:`.",
     .example = "true"},
    {0}};

static const cs_spec enter_spec = {.name = "enter", .about = "How people get onto a list.",
                                   .size = sizeof(cs_list_enter), .fields = enter_fields};

static const char *check_leave(const void *config, const char **key, char room[200])
{
    const cs_list_leave *l = config;
    (void)room;
    if (l->overdue > 0 && l->overdue_days == 0) {
        *key = "overdue_for";
        return "a share of removals is overdue, so how late they come must be said: add "
               "`overdue_for: 30 days`";
    }
    return NULL;
}

static const cs_field leave_fields[] = {
    {.key = "after", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_list_leave, after_days), .low = 1, .high = CS_FOREVER,
     .fallback = "forever", .help = "Time on the list for one record.", .example = "2 years"},
    {.key = "repaid", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_list_leave, repaid), .low = 0, .high = 3650, .fallback = "0 per year",
     .help = "How fast listed people set the matter right and leave (a hazard). It is a fact and "
             "ends the listing in every lane.",
     .example = "0.3 per year"},
    {.key = "band", .type = CS_FIELD_REF, .offset = offsetof(cs_list_leave, band),
     .space = CS_SPACE_BAND, .fallback = "",
     .help = "For a list entered by band: it is left on reaching this band or a better one; "
             "without it, on leaving the band of entry.",
     .example = "C"},
    {.key = "overdue", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_list_leave, overdue), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of removals that come late; until then the listing is stale.",
     .example = "5 %"},
    {.key = "overdue_for", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_list_leave, overdue_days), .low = 0, .high = 36500,
     .fallback = "0 days", .help = "How late they come.", .example = "30 days"},
    {0}};

static const cs_spec leave_spec = {.name = "leave", .about = "How people get off a list.",
                                   .size = sizeof(cs_list_leave), .fields = leave_fields,
                                   .check = check_leave};

#define CS_PASSES(word, member, what)                                                              \
    {.key = word, .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,                                  \
     .offset = offsetof(cs_review_before, member), .low = 0, .high = 1, .fallback = "100 %",       \
     .help = "Share let through of those " what, .example = "30 %"}

static const cs_field review_before_fields[] = {
    CS_PASSES("passes_wrong", wrong, "who would be listed by error."),
    CS_PASSES("passes_right", right, "who would be listed rightly."),
    CS_PASSES("passes_protected", protected_conduct, "who would be listed for protected conduct."),
    CS_PASSES("passes_association", association, "who would be listed for what others did."),
    {0}};

static const cs_spec review_before_spec = {
    .name = "review before",
    .about = "Somebody looks at each proposed listing before it takes effect. One that is stopped "
             "stays stopped until it would have ended anyway, or a new record comes.",
    .size = sizeof(cs_review_before), .fields = review_before_fields};
static const cs_word hows[] = {
    {"public_list", 0, "a list that anybody can look into"},
    {"screen", 1, "faces and names on screens in the street"},
    {"warning_tone", 2, "a message that callers hear before the person answers"},
    {0}};

static const cs_field published_fields[] = {
    {.key = "how", .type = CS_FIELD_WORD, .offset = offsetof(cs_publication, how), .words = hows,
     .fallback = "public_list", .help = "What people are shown; a word for the reader.",
     .example = "screen"},
    {.key = "reach", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_publication, reach), .low = 0, .high = 1,
     .help = "Share of a listed person's acquaintances who learn of it.", .example = "30 %"},
    {.key = "avoid", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_publication, avoid), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of those who learn of it who keep away from the person while it lasts.",
     .example = "20 %"},
    {0}};

static const cs_spec published_spec = {
    .name = "published",
    .about = "A list that is shown to all the world. Acquaintances learn of it and some keep away: a "
             "harm that needs no score and no refusal.",
    .size = sizeof(cs_publication), .fields = published_fields};

static const char *check_list(const void *config, const char **key, char room[200])
{
    const cs_list *l = config;
    (void)room;
    if (l->enter.record.count > 0 && l->enter.band >= 0) {
        *key = "enter";
        return "a list is entered by record or by band, not by both; make two lists";
    }
    if (l->enter.band >= 0 && l->enter.shared) {
        *key = "enter";
        return "a list entered by band follows the score, so nothing can be `shared:` with it";
    }
    if (l->enter.band >= 0 && l->enter.initial > 0) {
        *key = "enter";
        return "a list entered by band follows the score, so it cannot have `initial:` members";
    }
    if (l->enter.band < 0 && l->leave.band >= 0) {
        *key = "leave";
        return "`band:` under leave belongs to a list entered by band";
    }
    if (l->enter.band >= 0 &&
        (l->leave.after_days != CS_FOREVER || l->leave.repaid > 0 || l->leave.overdue > 0)) {
        *key = "leave";
        return "a list entered by band is left by band; `after:`, `repaid:` and `overdue:` belong "
               "to lists entered by record";
    }
    if (l->leave.band > l->enter.band) {
        *key = "leave";
        return "the band to leave by is worse than the band of entry";
    }
    return NULL;
}

static const cs_field list_fields[] = {
    {.key = "enter", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_list, enter),
     .table = &enter_spec, .help = "How people get onto it.",
     .example = "{record: judgment_default}"},
    {.key = "leave", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_list, leave),
     .table = &leave_spec, .fallback = "{}", .help = "How people get off it.",
     .example = "{after: 2 years, repaid: 0.3 per year}"},
    {.key = "where", .type = CS_FIELD_REFS, .offset = offsetof(cs_list, where),
     .space = CS_SPACE_REGION, .fallback = "",
     .help = "The regions whose residents can come onto it, save by `sharing:`; without it, all.",
     .example = "[north, east]"},
    {.key = "denies", .type = CS_FIELD_REFS, .offset = offsetof(cs_list, denies),
     .space = CS_SPACE_SERVICE, .fallback = "", .help = "Services its members are refused.",
     .example = "[air_travel, fast_rail]"},
    {.key = "review_before", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_list, review_before),
     .table = &review_before_spec, .fallback = "none",
     .help = "A review of each listing before it takes effect; `none`: nobody looks.",
     .example = "{passes_wrong: 30 %, passes_right: 95 %}"},
    {.key = "published", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_list, published),
     .table = &published_spec, .fallback = "none",
     .help = "Whether it is shown to all the world, and what acquaintances make of it.",
     .example = "{how: screen, reach: 30 %, avoid: 20 %}"},
    {.key = "penal", .type = CS_FIELD_FLAG, .offset = offsetof(cs_list, penal), .fallback = "true",
     .help = "Whether being on it is a penalty; `false` for a reward or a plain watch list.",
     .example = "true"},
    {0}};

const cs_spec cs_list_spec = {
    .name = "list",
    .about = "A list of people, entered by record or by band of the score, with what its members "
             "are refused. In every lane of the ladder the same rules run.",
    .size = sizeof(cs_list), .fields = list_fields, .check = check_list};

static const cs_field service_fields[] = {
    {.key = "demand", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_service, demand), .low = 0, .high = 3650,
     .help = "How often a person tries to use it.", .example = "0.45 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_service, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the demand by attribute.",
     .example = "{income: {low: 0.2, middle: 1, high: 2.2}}"},
    {0}};

const cs_spec cs_service_spec = {
    .name = "service",
    .about = "Something people use and listed people are refused; each attempt refused is a denial.",
    .size = sizeof(cs_service), .fields = service_fields};

static const char *check_crowd(const void *config, const char **key, char room[200])
{
    const cs_crowd *c = config;
    (void)room;
    if (c->listed_present > c->visitors) {
        *key = "listed_present";
        return "more listed people are present than there are visitors";
    }
    if (c->times > 1 && c->every_days == 0) {
        *key = "times";
        return "a crowd that gathers more than once needs `every:`, such as 7 days";
    }
    return NULL;
}

static const cs_field crowd_fields[] = {
    {.key = "visitors", .type = CS_FIELD_COUNT, .offset = offsetof(cs_crowd, visitors), .low = 1,
     .high = 4e9, .help = "People who pass the cameras, drawn at random from the population.",
     .example = "100_000"},
    {.key = "day", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME, .offset = offsetof(cs_crowd, day),
     .low = 0, .high = 36500, .fallback = "1 day",
     .help = "When it first gathers, counted from the start.", .example = "200 days"},
    {.key = "every", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_crowd, every_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "Time between gatherings.", .example = "7 days"},
    {.key = "times", .type = CS_FIELD_COUNT, .offset = offsetof(cs_crowd, times), .low = 1,
     .high = 36500, .fallback = "1", .help = "How often it gathers.", .example = "26"},
    {.key = "listed_present", .type = CS_FIELD_COUNT, .offset = offsetof(cs_crowd, listed_present),
     .low = 0, .high = 4e9, .help = "How many of the visitors are on the list searched for.",
     .example = "10"},
    {0}};

const cs_spec cs_crowd_spec = {
    .name = "crowd",
    .about = "People who pass the cameras of a watch-list sensor at one time and place.",
    .size = sizeof(cs_crowd), .fields = crowd_fields, .check = check_crowd};
