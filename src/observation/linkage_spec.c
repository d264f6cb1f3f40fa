/* What a scenario says of record linkage, and what it amounts to before there are people. */
#include "observation/linkage.h"

#include "core/math.h"

#include <stdio.h>

/* ---- names ---- */

int64_t cs_names_count(const cs_name_shares *names)
{
    const cs_name_class *class = names->classes.items;
    int64_t count = names->classes.count ? 0 : names->kinds;
    for (int i = 0; i < names->classes.count; i++) count += class[i].kinds;
    return count;
}

/* Sum over all names of share^power before it is made to add up to 1. */
static double power_sum(const cs_name_shares *names, int power)
{
    const cs_name_class *class = names->classes.items;
    double sum = 0.0;
    for (int i = 0; i < names->classes.count; i++) {
        double one = class[i].share / (double)class[i].kinds;
        sum += (double)class[i].kinds * (power == 2 ? one * one : one);
    }
    if (names->classes.count == 0)
        for (int64_t k = names->kinds; k >= 1; k--)
            sum += cs_pow((double)k, -names->exponent * power);
    return sum;
}

void cs_names_fill(const cs_name_shares *names, double *share)
{
    const cs_name_class *class = names->classes.items;
    double all = power_sum(names, 1);
    for (int i = 0; i < names->classes.count; i++)
        for (int64_t k = 0; k < class[i].kinds; k++)
            *share++ = class[i].share / (double)class[i].kinds / all;
    if (names->classes.count == 0)
        for (int64_t k = 1; k <= names->kinds; k++)
            *share++ = cs_pow((double)k, -names->exponent) / all;
}

static double same_name_of(const cs_name_shares *names)
{
    double all = power_sum(names, 1);
    return power_sum(names, 2) / (all * all);
}

/* ---- weights ---- */

/* Bits for and against a link, by what agrees. */
typedef struct weights { double name[2], date[2]; } weights;

static double bits(double if_same, double if_other)
{
    const double certain = 1e9, ln2 = 0.69314718055994530942;
    if (if_same <= 0.0) return -certain;
    return if_other > 0.0 ? cs_log(if_same / if_other) / ln2 : certain;
}

static weights weights_of(const cs_linkage *l, double same_name)
{
    double m = l->name_agrees, n = l->birth_date_agrees, u = same_name, v = 1.0 / (double)l->birth_dates;
    return (weights){.name = {bits(1.0 - m, 1.0 - u), bits(m, u)},
                     .date = {bits(1.0 - n, 1.0 - v), bits(n, v)}};
}

int cs_linkage_levels(const cs_linkage *l, double same_name, cs_agreement level[3])
{
    int levels = 0;
    if (l->match == CS_MATCH_WEIGHTS) {
        weights w = weights_of(l, same_name);
        double name = w.name[1] + w.date[0], date = w.name[0] + w.date[1];
        level[levels++] = CS_AGREES_BOTH;
        if (name >= l->threshold) level[levels++] = CS_AGREES_NAME;
        if (date >= l->threshold) level[levels++] = CS_AGREES_DATE;
        if (levels == 3 && date > name) {
            level[1] = CS_AGREES_DATE;
            level[2] = CS_AGREES_NAME;
        }
        return levels;
    }
    level[0] = l->match == CS_MATCH_NAME ? CS_AGREES_NAME : CS_AGREES_BOTH;
    return 1;
}

/* ---- checks ---- */

static const char *check_names(const void *config, const char **key, char room[200])
{
    const cs_name_shares *n = config;
    const cs_name_class *class = n->classes.items;
    double sum = 0.0;
    if ((n->kinds > 0) == (n->classes.count > 0))
        return "names are either `kinds:` with an `exponent:`, or `classes:`";
    *key = n->classes.count ? "classes" : "kinds";
    if (cs_names_count(n) > CS_NAMES_MOST) return "more than 1,000,000 names";
    for (int i = 0; i < n->classes.count; i++) sum += class[i].share;
    if (n->classes.count && (sum < 0.999 || sum > 1.001)) {
        snprintf(room, 200, "the shares of the classes add up to %.6g %%, not 100 %%", sum * 100);
        return room;
    }
    return NULL;
}

static const char *check_weights(const cs_linkage *l, const char **key, char room[200])
{
    double same_name = same_name_of(&l->names);
    weights w = weights_of(l, same_name);
    *key = "threshold";
    if (l->threshold < 0.0) return "`match: weights` needs `threshold:`, the bits for a link";
    if (l->name_agrees <= same_name || l->birth_date_agrees * (double)l->birth_dates <= 1.0) {
        *key = l->name_agrees <= same_name ? "name_agrees" : "birth_date_agrees";
        return "the same person must agree more often than two persons by chance";
    }
    if (w.name[1] + w.date[1] >= l->threshold) return NULL;
    snprintf(room, 200, "nothing reaches the threshold: name and birth date together weigh %.1f bits",
             w.name[1] + w.date[1]);
    return room;
}

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_linkage *l = config;
    if (l->match == CS_MATCH_WEIGHTS) return check_weights(l, key, room);
    if (l->threshold < 0.0) return NULL;
    *key = "threshold";
    return "this key belongs to `match: weights`";
}

/* ---- tables ---- */

static const cs_word matches[] = {
    {"name", CS_MATCH_NAME, "the name must agree"},
    {"name_and_birth_date", CS_MATCH_NAME_AND_BIRTH_DATE, "both must agree"},
    {"weights", CS_MATCH_WEIGHTS,
     "agreements count by how telling they are (Fellegi and Sunter); the best above `threshold` is "
     "taken"},
    {0}};

static const cs_word withins[] = {
    {"region", 0, "the file holds the people of the region"},
    {"everybody", 1, "the file holds everybody"},
    {0}};

static const cs_word several[] = {
    {"random", 0, "one of them, at random"},
    {"nobody", 1, "nobody; the report is put aside"},
    {0}};

static const cs_field class_fields[] = {
    {.key = "kinds", .type = CS_FIELD_COUNT, .offset = offsetof(cs_name_class, kinds), .low = 1,
     .high = CS_NAMES_MOST, .help = "How many names of this frequency there are.", .example = "10"},
    {.key = "share", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_name_class, share), .low = 0, .high = 1,
     .help = "Share of people with one of them.", .example = "40 %"},
    {0}};

static const cs_spec class_spec = {
    .name = "names alike", .about = "Names that are equally frequent.",
    .size = sizeof(cs_name_class), .fields = class_fields};

static const cs_field name_fields[] = {
    {.key = "kinds", .type = CS_FIELD_COUNT, .offset = offsetof(cs_name_shares, kinds), .low = 1,
     .high = CS_NAMES_MOST, .fallback = "", .help = "How many names there are.", .example = "5_000"},
    {.key = "exponent", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_name_shares, exponent),
     .low = 0, .high = 5, .fallback = "1",
     .help = "With `kinds`: the k-th name is k^-exponent times as frequent as the first (Zipf).",
     .example = "1.1"},
    {.key = "classes", .type = CS_FIELD_LIST, .offset = offsetof(cs_name_shares, classes),
     .table = &class_spec, .fallback = "", .help = "A frequency table, instead of `kinds`.",
     .example = "[{kinds: 3, share: 21 %}, {kinds: 4_997, share: 79 %}]"},
    {0}};

static const cs_spec names_spec = {
    .name = "names", .about = "How often names occur; never which.",
    .size = sizeof(cs_name_shares), .fields = name_fields, .check = check_names};

static const cs_field fields[] = {
    {.key = "match", .type = CS_FIELD_WORD, .offset = offsetof(cs_linkage, match), .words = matches,
     .help = "What makes a person on file the one who is meant.", .example = "name"},
    {.key = "within", .type = CS_FIELD_WORD, .offset = offsetof(cs_linkage, everybody),
     .words = withins, .fallback = "region", .help = "Among whom the person is looked for.",
     .example = "everybody"},
    {.key = "names", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_linkage, names),
     .table = &names_spec, .help = "How often names occur.",
     .example = "{kinds: 5_000, exponent: 1.1}"},
    {.key = "birth_dates", .type = CS_FIELD_COUNT, .offset = offsetof(cs_linkage, birth_dates),
     .low = 1, .high = 100000, .fallback = "25_000",
     .help = "How many birth dates there are, all equally frequent.", .example = "25_000"},
    {.key = "name_agrees", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_linkage, name_agrees), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of reports with the name as it is on file; the others have somebody else's.",
     .example = "95 %"},
    {.key = "birth_date_agrees", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_linkage, birth_date_agrees), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of reports with the birth date as it is on file; the others have another.",
     .example = "97 %"},
    {.key = "threshold", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_linkage, threshold),
     .low = 0, .high = 1000, .fallback = "none",
     .help = "weights: bits from which on a report is linked.", .example = "8"},
    {.key = "several", .type = CS_FIELD_WORD, .offset = offsetof(cs_linkage, unless_alone),
     .words = several, .fallback = "random",
     .help = "Under whom it is filed when several people match equally well.",
     .example = "random"},
    {0}};

const cs_spec cs_linkage_spec = {
    .name = "linkage",
    .about = "Filing by name and birth date: whom records land on follows from how often these occur.",
    .size = sizeof(cs_linkage), .fields = fields, .check = check};
