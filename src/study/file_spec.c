/* The language of study files, and its reference and schema. */
#include "counterscore.h"
#include "scenario/language.h"
#include "study/design.h"
#include "study/file_parts.h"

#include <string.h>

static const char *check_vary(const void *config, const char **key, char room[200])
{
    const cs_vary_text *vary = config;
    (void)room;
    if (!vary->values || !vary->range) return NULL;
    *key = "range";
    return "a parameter varies by `values` or over a `range`; say one of them";
}

static const cs_field vary_fields[] = {
    {.key = "values", .type = CS_FIELD_TREE, .offset = offsetof(cs_vary_text, values), .fallback = "",
     .help = "The values it takes, in its unit; one that has none is in the unit of the last.",
     .example = "[0 %, 5 %, 10 %]"},
    {.key = "range", .type = CS_FIELD_TREE, .offset = offsetof(cs_vary_text, range), .fallback = "",
     .help = "Where it is drawn from, for a design that draws; without it, the range in the scenario. A range "
             "over a factor of ten or more, above zero, is drawn along its logarithm.",
     .example = "[0.1 %, 1 %]"},
    {0}};

static const cs_spec vary_spec = {
    .name = "parameter",
    .about = "A number of the scenario that differs between points, called by its path (`counterscore show` "
             "prints the paths a scenario spells out; defaults have theirs in docs/scenario.md).",
    .size = sizeof(cs_vary_text), .fields = vary_fields, .check = check_vary};

const cs_word cs_study_design_words[] = {
#define X(name, word, drawn, help) {word, CS_STUDY_DESIGN_##name, help},
    CS_STUDY_DESIGN_LIST(X)
#undef X
    {0}};

static const cs_field design_fields[] = {
    {.key = "kind", .type = CS_FIELD_WORD, .offset = offsetof(cs_design_text, kind), .words = cs_study_design_words,
     .fallback = "grid", .help = "How points are laid out.", .example = "latin"},
    {.key = "points", .type = CS_FIELD_COUNT, .offset = offsetof(cs_design_text, points), .low = 1,
     .high = CS_STUDY_POINTS_MOST, .fallback = "",
     .help = "For designs that draw: how many. A grid and a list have as many as their values make.",
     .example = "64"},
    {0}};

static const cs_spec design_spec = {.name = "design", .about = "Where the points lie.",
                                    .size = sizeof(cs_design_text), .fields = design_fields};

static const cs_word luck_words[] = {
    {"shared", false, "all points have the same people and the same luck, so that what differs between them "
                      "is what was changed"},
    {"own", true, "each point has people and luck of its own"},
    {0}};

static const cs_word who_words[] = {
    {"persons", CS_PERSONS, "of the people"},
    {"firms", CS_FIRMS, "of the firms; list, service, sensor and band are theirs too"},
    {0}};

#define NAME(word, text, sample)                                                                   \
    {.key = #word, .type = CS_FIELD_TEXT, .offset = offsetof(cs_asked, word), .fallback = "",      \
     .help = text, .example = sample}

static const cs_field figure_fields[] = {
    {.key = "metric", .type = CS_FIELD_WORD, .offset = offsetof(cs_asked, metric), .words = cs_metric_words,
     .help = "The figure of the run.", .example = "wrongful_share"},
    {.key = "of", .type = CS_FIELD_WORD, .offset = offsetof(cs_asked, of), .words = who_words,
     .fallback = "persons", .help = "Of which population.", .example = "firms"},
    NAME(list, "On which list; without it, on any penal one.", "defaulters"),
    NAME(service, "Which service; without it, all together.", "air_travel"),
    NAME(sensor, "Which sensor; without it, all together.", "gate"),
    NAME(band, "Which band of the score.", "D"),
    NAME(conduct, "Which kind of conduct; without it, all together.", "post"),
    NAME(response, "Which response; without it, all together.", "hush"),
    NAME(association, "Which rule of association; without it, all together.", "guilt"),
    NAME(cell, "Of whom: one value of an attribute, or a region; without it, of everyone.", "income.low"),
    {.key = "day", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME, .offset = offsetof(cs_asked, day), .low = 0,
     .high = CS_FOREVER, .fallback = "forever",
     .help = "On which day, for figures about one; `forever` means the last.", .example = "365 days"},
    {.key = "at_least", .type = CS_FIELD_COUNT, .offset = offsetof(cs_asked, at_least), .low = 0, .high = 1e9,
     .fallback = "0", .help = "For figures about sizes or distances: from this one on.", .example = "10"},
    {.key = "at_most", .type = CS_FIELD_COUNT, .offset = offsetof(cs_asked, at_most), .low = 0, .high = 1e9,
     .fallback = "1_000_000_000", .help = "Likewise: up to this one.", .example = "1"},
    {.key = "above", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE, .offset = offsetof(cs_asked, above),
     .low = 0, .high = 1, .fallback = "0 %", .help = "For count_share_above: the bound.", .example = "90 %"},
    {.key = "scale", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_asked, scale), .low = 0, .high = 1e11,
     .fallback = "0", .help = "Persons a count is scaled to. 0: as it is.", .example = "1.11e9"},
    {0}};

static const cs_spec figure_spec = {.name = "figure", .about = "A figure that is kept of every row.",
                                    .size = sizeof(cs_asked), .fields = figure_fields};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_study_text *study = config;
    (void)room;
    if (!study->scenario && !study->scenarios) return "`scenario` is missing in study; write for example "
                                                      "`scenario: city-points`";
    *key = "scenarios";
    if (study->scenario && study->scenarios)
        return "a study has one `scenario` or several `scenarios`; say one of them";
    *key = "vary";
    if (study->vary.count > CS_SOBOL_MOST) return "more than 250 parameters vary";
    *key = "figures";
    if (study->figures.count > CS_STUDY_FIGURES_MOST) return "more than 200 figures";
    return NULL;
}

static const cs_field fields[] = {
    {.key = "study", .type = CS_FIELD_TEXT, .offset = offsetof(cs_study_text, title),
     .help = "What is asked, in a few words.", .example = "Which matching rule costs whom"},
    {.key = "about", .type = CS_FIELD_TEXT, .offset = offsetof(cs_study_text, about), .fallback = "",
     .help = "The same in a sentence or two.", .example = "What a sloppy match of names does, by group."},
    {.key = "scenario", .type = CS_FIELD_TREE, .offset = offsetof(cs_study_text, scenario), .fallback = "",
     .help = "The scenario: a bundled name, or a file from the study's folder.", .example = "city-points"},
    {.key = "scenarios", .type = CS_FIELD_TREE, .offset = offsetof(cs_study_text, scenarios), .fallback = "",
     .help = "Or several, each with every safeguard and every value.",
     .example = "[city-points, app-points]"},
    {.key = "set", .type = CS_FIELD_TREE, .offset = offsetof(cs_study_text, set), .fallback = "",
     .help = "Paths of the scenarios and their values, for all points.",
     .example = "{population.persons: 20_000}"},
    {.key = "safeguards", .type = CS_FIELD_TREE, .offset = offsetof(cs_study_text, safeguards),
     .fallback = "none",
     .help = "The worlds: `none` is the scenario as it is, then names of its safeguards, several joined by +, "
             "and `no_regime`; `each` stands for `none` and every safeguard of the scenario.",
     .example = "[none, expiry, expiry+no_protected, no_regime]"},
    {.key = "vary", .type = CS_FIELD_MAP, .offset = offsetof(cs_study_text, vary), .table = &vary_spec,
     .fallback = "", .help = "What differs between points: parameters of the scenario by path.",
     .example = "{sensors.bank.misses: {values: [0 %, 5 %]}}"},
    {.key = "design", .type = CS_FIELD_BLOCK, .offset = offsetof(cs_study_text, design),
     .table = &design_spec, .fallback = "{}", .help = "How values become points.",
     .example = "{kind: latin, points: 64}"},
    {.key = "replicates", .type = CS_FIELD_COUNT, .offset = offsetof(cs_study_text, replicates), .low = 1,
     .high = 1000000, .fallback = "", .help = "How many times each point is run; without it, what the "
                                              "(first) scenario says.",
     .example = "8"},
    {.key = "seed", .type = CS_FIELD_COUNT, .offset = offsetof(cs_study_text, seed), .low = 0, .high = 9e15,
     .fallback = "", .help = "The seed of all chance, of the design too; without it, the (first) scenario's.",
     .example = "7"},
    {.key = "luck", .type = CS_FIELD_WORD, .offset = offsetof(cs_study_text, own_luck), .words = luck_words,
     .fallback = "shared", .help = "Whether points are comparable person by person.", .example = "shared"},
    {.key = "figures", .type = CS_FIELD_MAP, .offset = offsetof(cs_study_text, figures),
     .table = &figure_spec, .fallback = "",
     .help = "What is kept of every row, by whatever name; without it, the figures the (first) scenario is "
             "held against (`reproduces`).",
     .example = "{wrongly listed: {metric: wrongful_share, list: discredited}}"},
    {0}};

const cs_spec cs_study_spec = {
    .name = "study",
    .about = "Which worlds are computed: every scenario with every safeguard at every point of the design, "
             "each with every replicate.",
    .size = sizeof(cs_study_text), .fields = fields, .check = check};

static const char *const introduction[] = {
#include "study/introduction.inc"
    NULL};

cs_status cs_study_docs_print(char **text, cs_error *err)
{
    return cs_language_docs(introduction, &cs_study_spec, text, err);
}

cs_status cs_study_schema_print(char **text, cs_error *err)
{
    return cs_language_schema("counterscore study", &cs_study_spec, text, err);
}
