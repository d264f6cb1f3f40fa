/* The top of the scenario language: what sections there are. */
#include "scenario/scenario.h"

static const cs_word as_words[] = {
    {"set", CS_FIGURE_SET, "the figure was used to choose a parameter"},
    {"predicted", CS_FIGURE_PREDICTED, "the figure was not used; the model must find it"},
    {0}};

static const cs_word who_words[] = {
    {"persons", CS_PERSONS, "of the people"},
    {"firms", CS_FIRMS, "of the firms; list, service, sensor and band are theirs too"},
    {0}};

static const cs_field figure_fields[] = {
    {.key = "figure", .type = CS_FIELD_TEXT, .offset = offsetof(cs_figure, figure),
     .help = "The published figure, in words.", .example = "share of adults listed per year"},
    {.key = "metric", .type = CS_FIELD_WORD, .offset = offsetof(cs_figure, metric),
     .words = cs_metric_words, .help = "The figure of the run to hold against it.",
     .example = "entry_rate"},
    {.key = "of", .type = CS_FIELD_WORD, .offset = offsetof(cs_figure, of), .words = who_words,
     .fallback = "persons", .help = "Of which population it is a figure.", .example = "firms"},
    {.key = "list", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, list),
     .space = CS_SPACE_LIST, .fallback = "", .help = "On which list; without it, on any penal one.",
     .example = "defaulters"},
    {.key = "service", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, service),
     .space = CS_SPACE_SERVICE, .fallback = "", .help = "Which service; without it, all together.",
     .example = "air_travel"},
    {.key = "sensor", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, sensor),
     .space = CS_SPACE_SENSOR, .fallback = "", .help = "Which sensor; without it, all together.",
     .example = "gate"},
    {.key = "band", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, band),
     .space = CS_SPACE_BAND, .fallback = "", .help = "Which band of the score.", .example = "D"},
    {.key = "conduct", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, conduct),
     .space = CS_SPACE_CONDUCT, .fallback = "",
     .help = "Which kind of conduct; without it, all together.", .example = "post"},
    {.key = "response", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, response),
     .space = CS_SPACE_RESPONSE, .fallback = "",
     .help = "Which response; without it, all together.", .example = "hush"},
    {.key = "cell", .type = CS_FIELD_CELL, .offset = offsetof(cs_figure, cell), .fallback = "",
     .help = "Of whom: one value of an attribute, or a region; without it, of everyone.",
     .example = "income.low"},
    {.key = "association", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, association),
     .space = CS_SPACE_ASSOCIATION, .fallback = "",
     .help = "Which rule of association; without it, all together.", .example = "guilt"},
    {.key = "above", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_figure, above), .low = 0, .high = 1, .fallback = "0 %",
     .help = "For count_share_above: the bound.", .example = "90 %"},
    {.key = "day", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME, .offset = offsetof(cs_figure, day),
     .low = 0, .high = CS_FOREVER, .fallback = "forever",
     .help = "On which day, for figures about one; `forever` means the last.",
     .example = "365 days"},
    {.key = "scale", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_figure, scale), .low = 0,
     .high = 1e11, .fallback = "0",
     .help = "Persons the published count is about; the run's count is scaled to it. 0: as it is.",
     .example = "1.11e9"},
    {.key = "at_least", .type = CS_FIELD_COUNT, .offset = offsetof(cs_figure, at_least),
     .low = 0, .high = 1e9, .fallback = "0",
     .help = "For figures about sizes or distances: from this one on.", .example = "10"},
    {.key = "at_most", .type = CS_FIELD_COUNT, .offset = offsetof(cs_figure, at_most),
     .low = 0, .high = 1e9, .fallback = "1_000_000_000", .help = "Likewise: up to this one.",
     .example = "1"},
    {.key = "expect", .type = CS_FIELD_EXPECT, .offset = offsetof(cs_figure, expect),
     .help = "What was published: a number, or [low, high].", .example = "[0.1 %, 0.3 %]"},
    {.key = "within", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_figure, within), .low = 0, .high = 10, .fallback = "0 %",
     .help = "Tolerance around a single expected number.", .example = "5 %"},
    {.key = "as", .type = CS_FIELD_WORD, .offset = offsetof(cs_figure, as), .words = as_words,
     .help = "Whether the scenario was set to it or predicts it.", .example = "predicted"},
    {.key = "source", .type = CS_FIELD_REF, .offset = offsetof(cs_figure, source),
     .space = CS_SPACE_SOURCE, .help = "Where it was published.", .example = "spc-2025"},
    {.key = "because", .type = CS_FIELD_TEXT, .offset = offsetof(cs_figure, because),
     .fallback = "", .help = "Where it does not hold: why, as far as is known.",
     .example = "listed people stop trying to buy tickets"},
    {0}};

static const cs_spec figure_spec = {
    .name = "reproduces",
    .about = "A published figure, held against the run by `counterscore verify`.",
    .size = sizeof(cs_figure), .fields = figure_fields};

static const cs_field ledger_fields[] = {
    {.key = "every", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_ledger_config, every_days), .low = 1, .high = 36500,
     .fallback = "1 day",
     .help = "Spacing of the series by group and region; the series of everyone is daily.",
     .example = "30 days"},
    {.key = "track", .type = CS_FIELD_COUNT, .offset = offsetof(cs_ledger_config, track), .low = 0,
     .high = 100000, .fallback = "1000",
     .help = "Synthetic persons, drawn at random, whose full history is kept (first replicate).",
     .example = "1000"},
    {.key = "as_written", .type = CS_FIELD_FLAG, .offset = offsetof(cs_ledger_config, as_written),
     .fallback = "false",
     .help = "Also keep the lane that sees all own conduct perfectly and at once, and take it as "
             "the truth of the confusion counts.",
     .example = "true"},
    {0}};

static const cs_spec ledger_spec = {.name = "ledger", .about = "What is counted, and how finely.",
                                    .size = sizeof(cs_ledger_config), .fields = ledger_fields};

const char *cs_scenario_check_sizes(const cs_scenario *s, const char **key)
{
    if (s->lists.count > CS_LISTS_MOST) {
        *key = "lists";
        return "more than 7 lists; a person's lists are kept in 7 bits";
    }
    if (s->sensors.count > 60 || s->record_kinds > 250) {
        *key = s->sensors.count > 60 ? "sensors" : "conduct";
        return "more than 60 sensors or 250 kinds of record";
    }
    if (s->responses.count > CS_RESPONSES_MOST) {
        *key = "response";
        return "more than 30 responses";
    }
    if (s->association.count > CS_ASSOCIATIONS_MOST) {
        *key = "association";
        return "more than 16 rules of association";
    }
    if (s->sharing.count > CS_ARROWS_MOST) {
        *key = "sharing";
        return "more than 16 arrows of sharing";
    }
    if (s->score && s->score->rules.count > 250) {
        *key = "score";
        return "more than 250 rules";
    }
    return NULL;
}

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_scenario *s = config;
    (void)room;
    if (s->settle_days > s->horizon_days) {
        *key = "settle";
        return "the settlement interval is longer than the horizon";
    }
    return cs_scenario_check_sizes(s, key);
}

static const cs_field fields[] = {
    {.key = "extends", .type = CS_FIELD_TEXT, .offset = SIZE_MAX, .fallback = "",
     .help = "Another scenario (a file beside this one, or a bundled name) that this one changes; "
             "maps are merged, anything else is replaced.",
     .example = "city-points"},
    {.key = "title", .type = CS_FIELD_TEXT, .offset = offsetof(cs_scenario, title),
     .help = "The name of the regime in a few words.", .example = "City points pilot"},
    {.key = "about", .type = CS_FIELD_TEXT, .offset = offsetof(cs_scenario, about),
     .help = "What is modelled, in a sentence or two.",
     .example = "A mid-sized city scores its residents."},
    {.key = "sources", .type = CS_FIELD_SOURCES, .offset = SIZE_MAX, .fallback = "",
     .space = CS_SPACE_SOURCE, .help = "Sources by short name; numbers refer to them.",
     .example = "{npl-2023: \"National Physical Laboratory, March 2023\"}"},
    {.key = "horizon", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_scenario, horizon_days), .low = 1, .high = 36500,
     .help = "How long the run is.", .example = "3 years"},
    {.key = "settle", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_scenario, settle_days), .low = 1, .high = 365, .fallback = "1 day",
     .help = "How often bands, lists and records about other people are brought up to date.",
     .example = "1 day"},
    {.key = "seed", .type = CS_FIELD_COUNT, .offset = offsetof(cs_scenario, seed), .low = 0,
     .high = 9e15, .fallback = "1", .help = "The seed of all chance.", .example = "20260001"},
    {.key = "replicates", .type = CS_FIELD_COUNT, .offset = offsetof(cs_scenario, replicates),
     .low = 1, .high = 1000000, .fallback = "8",
     .help = "How many times it is run, each with other chance, for the intervals.",
     .example = "8"},
    {.key = "population", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_scenario, population),
     .table = &cs_population_spec, .help = "The people.", .example = "{persons: 100_000}"},
    {.key = "conduct", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, conduct),
     .table = &cs_conduct_spec, .space = CS_SPACE_RECORD, .fallback = "",
     .help = "What people truly do, by kind.", .example = "{late_payment: {rate: 0.25 per year}}"},
    {.key = "sensors", .type = CS_FIELD_KINDS, .offset = offsetof(cs_scenario, sensors),
     .kinds = cs_sensor_kinds, .table = &cs_sensor_spec, .space = CS_SPACE_SENSOR, .fallback = "",
     .help = "What turns conduct, and nothing at all, into records.",
     .example = "{bank: {kind: registry, sees: [late_payment]}}"},
    {.key = "crowds", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, crowds),
     .table = &cs_crowd_spec, .space = CS_SPACE_CROWD, .fallback = "",
     .help = "Crowds that pass the cameras of a watch-list sensor.",
     .example = "{final: {visitors: 100_000, listed_present: 10}}"},
    {.key = "score", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, score),
     .table = &cs_score_spec, .fallback = "none", .help = "The score; `none` for lists alone.",
     .example = "{base: 1000, rules: []}"},
    {.key = "lists", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, lists),
     .table = &cs_list_spec, .space = CS_SPACE_LIST, .fallback = "",
     .help = "Lists of people, at most 7.", .example = "{defaulters: {enter: {band: D}}}"},
    {.key = "services", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, services),
     .table = &cs_service_spec, .space = CS_SPACE_SERVICE, .fallback = "",
     .help = "What listed people may be refused.",
     .example = "{air_travel: {demand: 0.45 per year}}"},
    {.key = "sharing", .type = CS_FIELD_LIST, .offset = offsetof(cs_scenario, sharing),
     .table = &cs_arrow_spec, .fallback = "",
     .help = "What is copied from one list to another, at most 16 arrows.",
     .example = "[{from: west, to: east, delay: 7 days, corrections: 50 %}]"},
    {.key = "movement", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, movement),
     .table = &cs_movement_spec, .fallback = "none",
     .help = "People who move to another region.", .example = "{rate: 0.05 per year}"},
    {.key = "recourse", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, recourse),
     .table = &cs_recourse_spec, .fallback = "none",
     .help = "What people can do about being listed; `none`: nothing.",
     .example = "{notice: {told: 60 %}, dispute: {wrong: 15 %}, agencies: {court: {lists: "
                "[defaulters], reviewers: 10, pace: 1 per day}}}"},
    {.key = "response", .type = CS_FIELD_KINDS, .offset = offsetof(cs_scenario, responses),
     .kinds = cs_response_kinds, .space = CS_SPACE_RESPONSE, .fallback = "",
     .help = "How people change what they do under the regime.",
     .example = "{hush: {kind: chilling, on: post, own: 30 %}}"},
    {.key = "lending", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, lending),
     .table = &cs_lending_spec, .fallback = "none", .help = "Loans by credit score.",
     .example = "{table: fed-2007, groups: race, rate: 0.5 per year, policy: maximum_utility}"},
    {.key = "association", .type = CS_FIELD_MAP, .offset = offsetof(cs_scenario, association),
     .table = &cs_association_spec, .space = CS_SPACE_ASSOCIATION, .fallback = "",
     .help = "What other people's penalties do to a person, at most 16 rules.",
     .example = "{guilt: {list: defaulters, points: -5}}"},
    {.key = "ledger", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_scenario, ledger),
     .table = &ledger_spec, .fallback = "{}", .help = "What is counted, and how finely.",
     .example = "{every: 30 days}"},
    {.key = "firms", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_scenario, firms),
     .table = &cs_firms_spec, .fallback = "none",
     .help = "A second population, of firms, under rules of its own in the same words.",
     .example = "{population: {count: 33_000}, lists: {}}"},
    {.key = "safeguards", .type = CS_FIELD_SAFEGUARDS, .offset = SIZE_MAX, .fallback = "",
     .help = "Named patches. `set` maps paths to new values; `*` stands for every name or item; "
             "`from` delays the start. `compare` runs the scenario with each of them.",
     .example = "{expiry: {about: records end after six months, "
                "set: {score.rules.*.lasts: 6 months}}}"},
    {.key = "reproduces", .type = CS_FIELD_LIST, .offset = offsetof(cs_scenario, figures),
     .table = &figure_spec, .fallback = "",
     .help = "Published figures the scenario was set to or must predict.",
     .example = "[{figure: new listings a year, metric: entry_rate, expect: 0.2 %, as: set, "
                "source: spc-2025}]"},
    {0}};

const cs_spec cs_scenario_spec = {
    .name = "scenario",
    .about = "A model of a scoring regime and of the people under it. Inputs are rates and aggregate "
             "shares only.",
    .size = sizeof(cs_scenario), .fields = fields, .check = check};
