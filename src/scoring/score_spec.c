/* What a scenario may say about its score. */
#include "scoring/score.h"

#include <stdio.h>

static const cs_word forms[] = {
    {"linear", CS_DECAY_LINEAR, "the distance to the base shrinks by `points` a year"},
    {"exponential", CS_DECAY_EXPONENTIAL, "the distance to the base halves every `half_life`"},
    {"yearly_reset", CS_DECAY_YEARLY_RESET, "everyone is back at the base every 365 days"},
    {0}};

static const char overdue_text[] = "a record that lasts forever can never be overdue";
static const char overdue_for_text[] =
    "a share of records is overdue, so how long they stay must be said: add `overdue_for: 90 days`";

static const char *check_rule(const void *config, const char **key, char room[200])
{
    const cs_rule *r = config;
    (void)room;
    if (r->overdue > 0 && r->lasts_days == CS_FOREVER) {
        *key = "overdue";
        return overdue_text;
    }
    if (r->overdue > 0 && r->overdue_days == 0) {
        *key = "overdue_for";
        return overdue_for_text;
    }
    return NULL;
}

static const cs_field rule_fields[] = {
    {.key = "on", .type = CS_FIELD_REF, .offset = offsetof(cs_rule, on), .space = CS_SPACE_RECORD,
     .help = "The kind of record.", .example = "late_payment"},
    {.key = "points", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_rule, points), .low = -30000, .high = 30000,
     .help = "Points for each record of this kind; negative takes away.", .example = "-10"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_rule, lasts_days), .low = 1, .high = CS_FOREVER,
     .help = "How long they count; `forever` is allowed.", .example = "1 year"},
    {.key = "overdue", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_rule, overdue), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of records that go on counting when they should have gone (stale).",
     .example = "5 %"},
    {.key = "overdue_for", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_rule, overdue_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "How long such a stale record stays.", .example = "90 days"},
    {0}};

static const cs_spec rule_spec = {
    .name = "rule", .about = "Points for a kind of record.", .size = sizeof(cs_rule),
    .fields = rule_fields, .check = check_rule};

static const char *check_decay(const void *config, const char **key, char room[200])
{
    const cs_decay *d = config;
    (void)room;
    if (d->form == CS_DECAY_LINEAR && d->points_per_year == 0) {
        *key = "points";
        return "linear decay needs `points:`, how many points a year";
    }
    if (d->form == CS_DECAY_EXPONENTIAL && d->half_life_days == 0) {
        *key = "half_life";
        return "exponential decay needs `half_life:`, such as 1 year";
    }
    return NULL;
}

static const cs_field decay_fields[] = {
    {.key = "form", .type = CS_FIELD_WORD, .offset = offsetof(cs_decay, form), .words = forms,
     .help = "How points fade.", .example = "exponential"},
    {.key = "points", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_decay, points_per_year), .low = 0, .high = 30000, .fallback = "0",
     .help = "linear: points a year towards the base.", .example = "10"},
    {.key = "half_life", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_decay, half_life_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "exponential: time in which the distance to the base halves.", .example = "1 year"},
    {0}};

static const cs_spec decay_spec = {
    .name = "decay", .about = "How a score drifts back to its base.", .size = sizeof(cs_decay),
    .fields = decay_fields, .check = check_decay};

static const char *check_record(const void *config, const char **key, char room[200])
{
    const cs_card_record *r = config;
    (void)room;
    *key = r->overdue > 0 && r->lasts_days == CS_FOREVER ? "overdue" : "overdue_for";
    if (r->overdue > 0 && r->lasts_days == CS_FOREVER) return overdue_text;
    return r->overdue > 0 && r->overdue_days == 0 ? overdue_for_text : NULL;
}

static const cs_field record_fields[] = {
    {.key = "on", .type = CS_FIELD_REF, .offset = offsetof(cs_card_record, on),
     .space = CS_SPACE_RECORD, .help = "The kind of record.", .example = "late_payment"},
    {.key = "adds", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_card_record, adds), .low = -20,
     .high = 20, .help = "What each adds to the log odds of being good; negative takes away.",
     .example = "-0.5"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_card_record, lasts_days), .low = 1, .high = CS_FOREVER,
     .help = "How long they count; `forever` is allowed.", .example = "2 years"},
    {.key = "overdue", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_card_record, overdue), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of records that go on counting when they should have gone (stale).",
     .example = "5 %"},
    {.key = "overdue_for", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_card_record, overdue_days), .low = 0, .high = 36500,
     .fallback = "0 days", .help = "How long such a stale record stays.", .example = "90 days"},
    {0}};

static const cs_spec record_spec = {
    .name = "card record", .about = "What a kind of record adds to a scorecard's log odds.",
    .size = sizeof(cs_card_record), .fields = record_fields, .check = check_record};

static const cs_field card_fields[] = {
    {.key = "intercept", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_scorecard, intercept),
     .low = -50, .high = 50,
     .help = "Log odds of being good of somebody with nothing on file to whom no attribute adds.",
     .example = "3.4"},
    {.key = "attributes", .type = CS_FIELD_SUMS, .offset = offsetof(cs_scorecard, attributes),
     .low = -50, .high = 50, .fallback = "", .help = "What values of attributes add to the log odds.",
     .example = "{income: {low: -0.4}}"},
    {.key = "records", .type = CS_FIELD_LIST, .offset = offsetof(cs_scorecard, records),
     .table = &record_spec, .fallback = "", .help = "What records add.",
     .example = "[{on: late_payment, adds: -0.5, lasts: 2 years}]"},
    {.key = "points", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_scorecard, points),
     .low = -30000, .high = 30000, .fallback = "600", .help = "The score at odds `at_odds`.",
     .example = "600"},
    {.key = "at_odds", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_scorecard, at_odds),
     .low = 1e-9, .high = 1e9, .fallback = "30", .help = "How many good to one bad score `points`.",
     .example = "30"},
    {.key = "doubles_every", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_scorecard, doubles_every),
     .low = 0.1, .high = 10000, .fallback = "20", .help = "Points after which the odds have doubled.",
     .example = "20"},
    {0}};

static const cs_spec card_spec = {
    .name = "scorecard",
    .about = "A logistic scorecard: attributes and records add to the log odds of being good, and the "
             "sum is put on a scale of points. Points are whole numbers.",
    .size = sizeof(cs_scorecard), .fields = card_fields};

static const cs_field foretelling_fields[] = {
    {.key = "act", .type = CS_FIELD_REF, .offset = offsetof(cs_foretelling, act),
     .space = CS_SPACE_CONDUCT, .help = "The kind of conduct.", .example = "default"},
    {.key = "from", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_foretelling, from_day), .low = 0, .high = 36500,
     .help = "The score on this day is taken.", .example = "1 year"},
    {.key = "for", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_foretelling, for_days), .low = 1, .high = 36500,
     .help = "How long after it people are watched.", .example = "1 year"},
    {0}};

static const cs_spec foretelling_spec = {
    .name = "foretells",
    .about = "What the score is meant to foretell: counted by band, who then did it, and what a scorecard "
             "said.",
    .size = sizeof(cs_foretelling), .fields = foretelling_fields};

static const char *check_card(const cs_score_config *s, const char **key)
{
    *key = "scorecard";
    if (s->decay)
        return "a scorecard's records count for their time, so its score does not fade; leave out "
               "`decay:`";
    if (s->rules.count > 0)
        return "what records do to a scorecard stands under its `records:`; leave out `rules:`";
    return NULL;
}
static const cs_word contacts_forms[] = {
    {"one_step", CS_CONTACTS_ONE_STEP, "of the contacts' own scores, as their files have them"},
    {"fixed_point", CS_CONTACTS_FIXED_POINT,
     "of the contacts' scores with their contacts' share in them, and so on"},
    {0}};

static const cs_field contacts_fields[] = {
    {.key = "weight", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_contacts, weight), .low = 0, .high = 0.99,
     .help = "Share of the score that is the mean score of the contacts (population.ties).",
     .example = "5 %"},
    {.key = "form", .type = CS_FIELD_WORD, .offset = offsetof(cs_contacts, form),
     .words = contacts_forms, .fallback = "one_step", .help = "Which scores of the contacts count.",
     .example = "fixed_point"},
    {0}};

static const cs_spec contacts_spec = {
    .name = "contacts",
    .about = "Averaging with one's contacts: x = (1 - weight) s + weight * mean over contacts, where s "
             "is the score of the person's own file. It counts in lane `applied` alone; who has no "
             "contacts keeps s.",
    .size = sizeof(cs_contacts), .fields = contacts_fields};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_score_config *s = config;
    if (s->foretells && s->bands.count == 0) {
        *key = "foretells";
        return "what a score foretells is counted by band; add `bands:`";
    }
    if (s->scorecard) return check_card(s, key);
    if (s->floor > s->base || s->ceiling < s->base) {
        *key = s->floor > s->base ? "floor" : "ceiling";
        snprintf(room, 200, "the base %d lies outside floor %d and ceiling %d", s->base, s->floor,
                 s->ceiling);
        return room;
    }
    const cs_rule *rules = s->rules.items;
    for (int i = 0; s->decay && i < s->rules.count; i++)
        if (rules[i].lasts_days != CS_FOREVER) {
            *key = "decay";
            return "points that fade cannot also end on a day: with `decay:`, every rule needs "
                   "`lasts: forever`";
        }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "base", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_score_config, base), .low = -30000, .high = 30000,
     .fallback = "", .help = "The score everyone starts from; a scorecard has its own.",
     .example = "1000"},
    {.key = "floor", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_score_config, floor), .low = -30000, .high = 30000,
     .fallback = "-30000", .help = "The lowest score there is.", .example = "0"},
    {.key = "ceiling", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_score_config, ceiling), .low = -30000, .high = 30000,
     .fallback = "30000", .help = "The highest score there is.", .example = "1300"},
    {.key = "rules", .type = CS_FIELD_LIST, .offset = offsetof(cs_score_config, rules),
     .table = &rule_spec, .fallback = "", .help = "Points by kind of record.",
     .example = "[{on: late_payment, points: -10, lasts: 1 year}]"},
    {.key = "scorecard", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_score_config, scorecard),
     .table = &card_spec, .fallback = "none", .help = "In place of `base` and `rules`, a scorecard.",
     .example = "{intercept: 3.4, records: [{on: late_payment, adds: -0.5, lasts: 2 years}]}"},
    {.key = "foretells", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_score_config, foretells),
     .table = &foretelling_spec, .fallback = "none",
     .help = "What the score is held against: who does the act it is meant to foretell.",
     .example = "{act: default, from: 1 year, for: 1 year}"},
    {.key = "decay", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_score_config, decay),
     .table = &decay_spec, .fallback = "none", .help = "How points fade; `none`: they do not.",
     .example = "{form: exponential, half_life: 1 year}"},
    {.key = "bands", .type = CS_FIELD_BOUNDS, .offset = offsetof(cs_score_config, bands),
     .fallback = "", .low = -30000, .high = 30000, .space = CS_SPACE_BAND,
     .help = "Names for stretches of the score, each with its lowest score, best first; the last "
             "takes everybody below.",
     .example = "{A: 960, B: 850, C: 600, D: 0}"},
    {.key = "contacts", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_score_config, contacts),
     .table = &contacts_spec, .fallback = "none",
     .help = "The share that acquaintances' scores have in a person's own.",
     .example = "{weight: 5 %, form: fixed_point}"},
    {0}};

const cs_spec cs_score_spec = {
    .name = "score",
    .about = "Points: rules turn records into a score, bands give stretches of it a name. In every "
             "lane of the ladder the same rules run on that lane's records.",
    .size = sizeof(cs_score_config), .fields = fields, .check = check};
