/* What a scenario may say about guilt by association. */
#include "association/association.h"

#include <string.h>

static const cs_word to_words[] = {
    {"contacts", CS_TO_CONTACTS, "acquaintances, see population.ties"},
    {"household", CS_TO_HOUSEHOLD, "the others of the household"},
    {0}};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_association *a = config;
    (void)room;
    *key = "list";
    if (a->list >= 0 && a->band >= 0)
        return "a rule is set off by a list or by a band, not by both; make two rules";
    if (a->list < 0 && a->band < 0)
        return "what sets this rule off? say `list:` or `band:`";
    *key = "per_day";
    if (a->per_day > 0 && a->probability < 1)
        return "either each contact is reached with one `probability`, or with one `per_day`; "
               "leave one of them out";
    return NULL;
}

static const cs_field fields[] = {
    {.key = "list", .type = CS_FIELD_REF, .offset = offsetof(cs_association, list),
     .space = CS_SPACE_LIST, .fallback = "",
     .help = "Set off by people on this list (in lane `applied`), those who are on it from the start "
             "included.",
     .example = "defaulters"},
    {.key = "band", .type = CS_FIELD_REF, .offset = offsetof(cs_association, band),
     .space = CS_SPACE_BAND, .fallback = "",
     .help = "Or: set off by people in this band of the score, or in a lower one.", .example = "D"},
    {.key = "to", .type = CS_FIELD_WORD, .offset = offsetof(cs_association, to), .words = to_words,
     .fallback = "contacts", .help = "Who is reached.", .example = "contacts"},
    {.key = "passes_on", .type = CS_FIELD_FLAG, .offset = offsetof(cs_association, passes_on),
     .fallback = "true",
     .help = "Whether people who are on the list or in the band only through others set it off as "
             "well, so that it goes on from contact to contact (a cascade); `false`: only those whose "
             "own file puts them there.",
     .example = "false"},
    {.key = "points", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_association, points), .low = -30000, .high = 30000, .fallback = "0",
     .help = "Points for each contact of this kind; negative takes away.", .example = "-5"},
    {.key = "enters", .type = CS_FIELD_REFS, .offset = offsetof(cs_association, enters),
     .space = CS_SPACE_LIST, .fallback = "", .help = "Lists the people reached are put on.",
     .example = "[defaulters]"},
    {.key = "probability", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_association, probability), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Chance that a contact is reached, drawn once when it is set off.", .example = "5 %"},
    {.key = "per_day", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_association, per_day), .low = 0, .high = 1, .fallback = "0",
     .help = "Or: chance for each contact and day, as long as what set it off is there; a contact is "
             "reached once at most each time.",
     .example = "0.1 %"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_association, lasts_days), .low = 0, .high = CS_FOREVER,
     .fallback = "0 days",
     .help = "How long points or listing last for the person reached, `forever` is allowed; left out "
             "(0 days), as long as what set it off is there.",
     .example = "1 year"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_association, delay_days), .low = 0, .high = 3650, .fallback = "0 days",
     .help = "Time until they are on the contact's file (and off it again).", .example = "7 days"},
    {0}};

const cs_spec cs_association_spec = {
    .name = "association",
    .about = "What other people's penalties do to a person: points or a listing for having a contact, "
             "or somebody in the household, on a list or in a band. All of it counts in lane "
             "`applied` alone; a penalty that it makes is one by association.",
    .size = sizeof(cs_association), .fields = fields, .check = check};

bool cs_association_same(const cs_association *a, const cs_association *b)
{
    return strcmp(a->name, b->name) == 0 && a->list == b->list && a->band == b->band &&
           a->to == b->to && a->passes_on == b->passes_on && a->delay_days == b->delay_days &&
           (a->lasts_days == 0) == (b->lasts_days == 0) && (a->per_day > 0) == (b->per_day > 0) &&
           a->enters.count == b->enters.count &&
           (a->enters.count == 0 || memcmp(a->enters.index, b->enters.index,
                                           (size_t)a->enters.count * sizeof *a->enters.index) == 0);
}
