/* What a scenario may say about who knows whom. */
#include "population/ties.h"

static const cs_word forms[] = {
    {"random", CS_TIES_RANDOM, "anybody may know anybody; the number of contacts is Poisson"},
    {"ring", CS_TIES_RING, "people know those next to them in line; with `rewired`, a small world"},
    {0}};

static const char *check_ring(const cs_ties_config *t, const char **key)
{
    if (t->within_region > 0 || t->alike >= 0) {
        *key = t->alike >= 0 ? "alike" : "within_region";
        return "on a ring the contacts are those next in line, so neither region nor likeness "
               "chooses them; use `form: random`";
    }
    if (t->mean_degree != (double)(int)(t->mean_degree / 2) * 2) {
        *key = "mean_degree";
        return "on a ring everyone has as many contacts on either side, so `mean_degree` is an even "
               "number";
    }
    return NULL;
}

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_ties_config *t = config;
    (void)room;
    if (t->form == CS_TIES_RING) return check_ring(t, key);
    if (t->rewired > 0) {
        *key = "rewired";
        return "only a ring has ties to rewire; add `form: ring` or leave `rewired` out";
    }
    if (t->homophily != 1 && t->alike < 0) {
        *key = "homophily";
        return "in what are they alike? say `alike:` with an attribute";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "form", .type = CS_FIELD_WORD, .offset = offsetof(cs_ties_config, form),
     .fallback = "random", .words = forms, .help = "How contacts are found.", .example = "random"},
    {.key = "mean_degree", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_ties_config, mean_degree),
     .low = 0, .high = 300,
     .help = "Contacts of a person outside the household, on average.", .example = "10"},
    {.key = "within_region", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_ties_config, within_region), .low = 0, .high = 1, .fallback = "0 %",
     .help = "random: share of ties that stay inside the region; the others lead anywhere, the region "
             "included.",
     .example = "70 %"},
    {.key = "alike", .type = CS_FIELD_REF, .offset = offsetof(cs_ties_config, alike),
     .space = CS_SPACE_ATTRIBUTE, .fallback = "",
     .help = "random: the attribute in which people seek their like.", .example = "group"},
    {.key = "homophily", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_ties_config, homophily),
     .low = 0.001, .high = 1000, .fallback = "1",
     .help = "random: how many times as likely two people of the same value of `alike` know each "
             "other as two of different values.",
     .example = "3"},
    {.key = "rewired", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_ties_config, rewired), .low = 0, .high = 1, .fallback = "0 %",
     .help = "ring: share of ties that lead anywhere instead.", .example = "5 %"},
    {0}};

const cs_spec cs_ties_spec = {
    .name = "ties",
    .about = "Who knows whom outside the household: a random graph worked out from the numbers of the "
             "synthetic persons. Members of one household are not each other's contacts.",
    .size = sizeof(cs_ties_config), .fields = fields, .check = check};
