/* Where inspectors looked: visits of sensors that learn, by place, beside where the acts truly were. */
#include "report/section.h"

#include "observation/observe.h"

#define PLACES_MOST 60

/* Which places a sensor visits: cells from first to before end. */
typedef struct places { int sensor, first, end, half; const cs_inspection *config; } places;

static bool visits_of(const cs_facts *facts, int sensor, places *p)
{
    const cs_scenario *s = facts->scenario;
    const cs_population_config *people = &s->population;
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, s->sensors);
    const cs_ledger *ledger = &facts->ledger[0];
    if (sensors[sensor].kind != &cs_inspection_kind.kind) return false;
    *p = (places){.sensor = sensor, .first = 1, .config = sensors[sensor].config};
    if (!p->config->visits || sensor >= ledger->extent[CS_DIM_INSPECTION]) return false;
    int attribute = p->config->visits->attribute, of = attribute < 0 ? people->attributes.count : attribute;
    for (int i = 0; i < of; i++) p->first += people->attributes.items[i].values;
    p->end = p->first +
             (attribute < 0 ? people->regions.count : people->attributes.items[attribute].values);
    p->half = ledger->every_days > 0 ? facts->horizon_days / 2 / ledger->every_days : 0;
    return p->end - p->first > 1 && p->end - p->first <= PLACES_MOST;
}

/* What is told of a place up to the half (what->day: the sample) or, without one, the last day. */
static double told(const cs_ledger *ledger, const cs_fact *what, int cell, cs_look look, bool half)
{
    size_t cells = (size_t)ledger->extent[CS_DIM_CELL];
    size_t sensors = (size_t)ledger->extent[CS_DIM_INSPECTION];
    size_t at = ((size_t)what->sensor * cells + (size_t)cell) * CS_LOOKS + (size_t)look;
    if (!half) return (double)ledger->inspected[at];
    return (double)ledger->inspected_series[(size_t)what->day * sensors * cells * CS_LOOKS + at];
}

static bool share(double part, double whole, double *value)
{
    *value = whole > 0.0 ? part / whole : 0.0;
    return whole > 0.0;
}

static bool visited_early(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return share(told(ledger, what, what->cell, CS_LOOK_VISITS, true),
                 told(ledger, what, 0, CS_LOOK_VISITS, true), value);
}

static bool visited_late(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return share(told(ledger, what, what->cell, CS_LOOK_VISITS, false) -
                     told(ledger, what, what->cell, CS_LOOK_VISITS, true),
                 told(ledger, what, 0, CS_LOOK_VISITS, false) -
                     told(ledger, what, 0, CS_LOOK_VISITS, true), value);
}

static bool found(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return share(told(ledger, what, what->cell, CS_LOOK_FINDS, false),
                 told(ledger, what, 0, CS_LOOK_FINDS, false), value);
}

static bool acts(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, what->scenario->sensors);
    const cs_inspection *config = sensors[what->sensor].config;
    int cells = ledger->extent[CS_DIM_CELL];
    double here = 0.0, all = 0.0;
    for (int i = 0; i < config->sees.count; i++) {
        const int64_t *row = ledger->acts + (int64_t)config->sees.index[i] * cells;
        here += (double)row[what->cell];
        all += (double)row[0];
    }
    return share(here, all, value);
}

static const struct { const char *key, *label; cs_fact_of figure; } columns[] = {
    {"acts", "of acts truly done", acts},
    {"early", "of visits, first half", visited_early},
    {"late", "of visits, second half", visited_late},
    {"found", "of acts found", found},
};

static void measure(const cs_facts *facts, const places *p, int cell, cs_fact_of figure,
                    cs_estimate *value)
{
    cs_facts_estimate(facts, figure,
                      CS_WHAT(.sensor = p->sensor, .cell = cell, .day = p->half,
                              .scenario = facts->scenario), value);
}

static void add_sensor(cs_page *page, cs_page_table *table, const cs_facts *facts, const places *p)
{
    for (int cell = p->first; cell < p->end; cell++) {
        const char *attribute, *value;
        cs_estimate estimate;
        cs_scenario_cell(facts->scenario, cell, &attribute, &value);
        cs_table_text(page, table, cs_page_words(page, CS_ITEMS(cs_kinded, facts->scenario->sensors)
                                                           [p->sensor].name));
        cs_table_text(page, table, cs_page_words(page, value));
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
            measure(facts, p, cell, columns[i].figure, &estimate);
            cs_table_estimate(page, table, &estimate);
        }
    }
}

/* The place whose share of the later visits lies furthest above its share of acts. */
static void say(cs_page *page, const cs_facts *facts, cs_text *text, const places *p)
{
    cs_estimate truly, late, most_truly = {0}, most_late = {0};
    const char *attribute, *value;
    int furthest = 0;
    for (int cell = p->first; cell < p->end; cell++) {
        measure(facts, p, cell, acts, &truly);
        measure(facts, p, cell, visited_late, &late);
        if (furthest && late.mean - truly.mean <= most_late.mean - most_truly.mean) continue;
        furthest = cell;
        most_truly = truly;
        most_late = late;
    }
    if (!most_late.defined) return;
    cs_scenario_cell(facts->scenario, furthest, &attribute, &value);
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, facts->scenario->sensors);
    if (text->length) cs_text_add(text, " ");
    cs_text_format(text, "In the second half of the run, “%s” made ",
                   cs_page_words(page, sensors[p->sensor].name));
    cs_write_bold(text, most_late.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &most_late, CS_COLUMN_SHARE);
    cs_text_format(text, " of its visits to “%s”, where ", cs_page_words(page, value));
    cs_write_bold(text, most_truly.mean, CS_COLUMN_SHARE);
    cs_text_add(text, " of the acts it looks for were done.");
}

cs_status cs_section_visits(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    cs_page_section *section = NULL;
    cs_page_table *table = NULL;
    for (int s = 0; s < facts->scenario->sensors.count; s++) {
        places p;
        if (!visits_of(facts, s, &p)) continue;
        if (!section) {
            section = cs_page_begin(page, "visits", "Where did inspectors look?");
            section->chart = "visits";
            section->how = "Dashed: where the acts truly were. Visits that go where something was found "
                           "find more there, and go there again: what is found is then no picture of "
                           "what is done.";
            table = cs_page_add_table(section, "visits", "Share of each place, by sensor");
            table->undefined = "undefined: no visits";
            cs_table_column(table, "sensor", "sensor", CS_COLUMN_TEXT);
            cs_table_column(table, "place", "place", CS_COLUMN_TEXT);
            for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
                cs_table_interval(page, table, columns[i].key, columns[i].label, CS_COLUMN_SHARE);
        }
        add_sensor(page, table, facts, &p);
        say(page, facts, &section->answer, &p);
    }
    if (section && !section->answer.length)
        cs_text_add(&section->answer, "In no replicate was anybody visited.");
    return CS_OK;
}
