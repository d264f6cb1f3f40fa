/* What a scenario may say about lending. */
#include "lending/lending.h"

#include <stdio.h>

/* In the order of cs_credit_bundled_name; tests/unit/test_lending.c holds them to it. */
static const cs_word tables[] = {
    {"none", -1, "the table stands in `levels`"},
    {"fed-2007", 0,
     "TransRisk scores and late payment by group, Federal Reserve Board 2007; its groups are black, "
     "white, hispanic and asian"},
    {0}};

static const cs_word policies[] = {
    {"maximum_utility", CS_LEND_MAXIMUM_UTILITY,
     "lend wherever the expected gain is no smaller than the expected loss, group by group"},
    {"demographic_parity", CS_LEND_DEMOGRAPHIC_PARITY,
     "the most utility with the same share of every group lent to"},
    {"equal_opportunity", CS_LEND_EQUAL_OPPORTUNITY,
     "the most utility with the same share lent to of those in every group who repay"},
    {"threshold", CS_LEND_THRESHOLD, "lend from the score `threshold` up, whatever the group"},
    {"everyone", CS_LEND_EVERYONE, "lend to everybody who has a score"},
    {0}};

static const cs_word ways[] = {
    {"at_a_rate", CS_APPLY_AT_A_RATE, "people apply at random, `rate` times a year"},
    {"one_a_day", CS_APPLY_ONE_A_DAY, "each day one person, drawn from everybody"},
    {"once", CS_APPLY_ONCE, "everybody once, on the first day"},
    {0}};

static const cs_word moves[] = {
    {"by_outcome", CS_MOVES_BY_OUTCOME, "by `repaid` or by `defaulted`, as it turns out"},
    {"by_expectation", CS_MOVES_BY_EXPECTATION,
     "by what is expected of the score and group, whatever the outcome"},
    {0}};

static const cs_word treatments[] = {
    {"refused", CS_THIN_REFUSED, "nobody without a score is lent to"},
    {"reviewed", CS_THIN_REVIEWED, "somebody looks: `finds_good` and `passes_bad` say how well"},
    {0}};

static const cs_field level_fields[] = {
    {.key = "score", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_level, score), .low = -100000,
     .high = 100000, .help = "The score.", .example = "3"},
    {.key = "repays", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_level, repays), .low = 0, .high = 1,
     .help = "Share of people with it who repay a loan.", .example = "60 %"},
    {.key = "repays_by", .type = CS_FIELD_BY, .offset = offsetof(cs_level, repays_by),
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that share by group.",
     .example = "{group: {a: 1, b: 0.9}}"},
    {.key = "start", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_level, start), .low = 0, .high = 1,
     .help = "Share of persons who have it at the start.", .example = "30 %"},
    {.key = "start_by", .type = CS_FIELD_BY, .offset = offsetof(cs_level, start_by),
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that share by group.",
     .example = "{group: {a: 0}}"},
    {0}};

static const cs_spec level_spec = {.name = "level", .about = "One score of a table of credit scores.",
                                   .size = sizeof(cs_level), .fields = level_fields};

static const char *check_thin(const void *config, const char **key, char room[200])
{
    const cs_thin *t = config;
    (void)room;
    if (t->no_file + t->unscored > 1.0) {
        *key = "unscored";
        return "`no_file` and `unscored` together are more than everybody";
    }
    if (t->treated == CS_THIN_REFUSED && (t->finds_good > 0.0 || t->passes_bad > 0.0)) {
        *key = "treated";
        return "`finds_good` and `passes_bad` belong to `treated: reviewed`";
    }
    return NULL;
}

static const cs_field thin_fields[] = {
    {.key = "no_file", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_thin, no_file), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of persons without a credit file.", .example = "2.7 %"},
    {.key = "no_file_by", .type = CS_FIELD_BY, .offset = offsetof(cs_thin, no_file_by),
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that share by attribute.",
     .example = "{income: {low: 2}}"},
    {.key = "unscored", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_thin, unscored), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of persons whose file is too thin for a score.", .example = "9.8 %"},
    {.key = "unscored_by", .type = CS_FIELD_BY, .offset = offsetof(cs_thin, unscored_by),
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that share by attribute.",
     .example = "{income: {low: 2}}"},
    {.key = "treated", .type = CS_FIELD_WORD, .offset = offsetof(cs_thin, treated),
     .words = treatments, .fallback = "refused", .help = "What becomes of their applications.",
     .example = "reviewed"},
    {.key = "finds_good", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_thin, finds_good), .low = 0, .high = 1, .fallback = "0 %",
     .help = "reviewed: of those who would repay, share lent to.", .example = "70 %"},
    {.key = "passes_bad", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_thin, passes_bad), .low = 0, .high = 1, .fallback = "0 %",
     .help = "reviewed: of those who would default, share lent to.", .example = "20 %"},
    {0}};

static const cs_spec thin_spec = {
    .name = "thin", .about = "People the lender has no score of. A loan gives them one.",
    .size = sizeof(cs_thin), .fields = thin_fields, .check = check_thin};

static const char *check_levels(const cs_lending *l, const char **key, char room[200])
{
    const cs_level *levels = l->levels.items;
    *key = "levels";
    if (l->table >= 0 && l->levels.count > 0)
        return "scores come from a bundled `table:` or from `levels:`, not from both";
    if (l->table < 0 && l->levels.count < 2)
        return "a table of credit scores is wanted: `table: fed-2007`, or two `levels:` or more";
    if (l->levels.count > CS_LEVELS_MOST) return "more than 250 levels; a score is kept in 8 bits";
    for (int i = 1; i < l->levels.count; i++)
        if (levels[i].score <= levels[i - 1].score) {
            snprintf(room, 200, "the score %g does not come after %g; levels stand lowest first",
                     levels[i].score, levels[i - 1].score);
            return room;
        }
    return NULL;
}

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_lending *l = config;
    const char *trouble = check_levels(l, key, room);
    if (trouble) return trouble;
    if (l->apply != CS_APPLY_AT_A_RATE && l->rate > 0.0) {
        *key = "rate";
        return "`rate` belongs to `apply: at_a_rate`";
    }
    bool parity = l->policy == CS_LEND_DEMOGRAPHIC_PARITY || l->policy == CS_LEND_EQUAL_OPPORTUNITY;
    if (parity && l->groups < 0) {
        *key = "policy";
        return "a policy of parity is between groups; say `groups:`, an attribute";
    }
    if (l->policy == CS_LEND_THRESHOLD && l->again_days != CS_FOREVER) {
        *key = "again";
        return "a fixed threshold is not computed, so it cannot be computed `again`";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "table", .type = CS_FIELD_WORD, .offset = offsetof(cs_lending, table), .words = tables,
     .fallback = "none", .help = "A bundled table of scores and repayment by group.",
     .example = "fed-2007"},
    {.key = "levels", .type = CS_FIELD_LIST, .offset = offsetof(cs_lending, levels),
     .table = &level_spec, .fallback = "", .help = "Or the table itself, lowest score first.",
     .example = "[{score: 0, repays: 40 %, start: 50 %}, {score: 1, repays: 80 %, start: 50 %}]"},
    {.key = "groups", .type = CS_FIELD_REF, .offset = offsetof(cs_lending, groups),
     .space = CS_SPACE_ATTRIBUTE, .fallback = "",
     .help = "The attribute whose values are the groups of the table; without it everybody is one.",
     .example = "race"},
    {.key = "apply", .type = CS_FIELD_WORD, .offset = offsetof(cs_lending, apply), .words = ways,
     .fallback = "at_a_rate", .help = "How people come to apply for a loan.", .example = "once"},
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_lending, rate), .low = 0, .high = 3650, .fallback = "0 per year",
     .help = "Applications per person.", .example = "0.5 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_lending, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the rate by attribute.",
     .example = "{income: {low: 1.5, high: 0.7}}"},
    {.key = "policy", .type = CS_FIELD_WORD, .offset = offsetof(cs_lending, policy),
     .words = policies, .help = "Whom the lender lends to.", .example = "maximum_utility"},
    {.key = "threshold", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_lending, threshold),
     .low = -100000, .high = 100000, .fallback = "0", .help = "Lowest score lent to, where the policy is `threshold`.",
     .example = "620"},
    {.key = "gain", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_lending, gain), .low = 0,
     .high = 1e6, .fallback = "1", .help = "What a loan repaid is worth to the lender.",
     .example = "1"},
    {.key = "loss", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_lending, loss), .low = 0,
     .high = 1e6, .fallback = "4",
     .help = "What a loan not repaid costs the lender, counted as the gain of one repaid is; "
             "4 as in Liu et al. 2018.",
     .example = "4"},
    {.key = "repaid", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_lending, repaid),
     .low = -100000, .high = 100000, .fallback = "75",
     .help = "How far a loan repaid moves the score, within the table; 75 as in Liu et al. 2018.",
     .example = "75"},
    {.key = "defaulted", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_lending, defaulted),
     .low = -100000, .high = 100000, .fallback = "-150",
     .help = "How far a loan not repaid moves it; -150 as in Liu et al. 2018.", .example = "-150"},
    {.key = "moves", .type = CS_FIELD_WORD, .offset = offsetof(cs_lending, moves), .words = moves,
     .fallback = "by_outcome", .help = "What the score moves by.", .example = "by_outcome"},
    {.key = "again", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_lending, again_days), .low = 1, .high = CS_FOREVER,
     .fallback = "forever",
     .help = "How often the lender computes its thresholds anew from the scores people then have.",
     .example = "1 year"},
    {.key = "thin", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_lending, thin),
     .table = &thin_spec, .fallback = "{}", .help = "People without a score.",
     .example = "{no_file: 2.7 %, unscored: 9.8 %}"},
    {0}};

const cs_spec cs_lending_spec = {
    .name = "lending",
    .about = "Loans by credit score: who applies, whom the lender lends to, who repays, and what that does "
             "to the score.",
    .size = sizeof(cs_lending), .fields = fields, .check = check};
