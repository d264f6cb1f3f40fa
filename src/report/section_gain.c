/* What for, at what cost: the claimed benefits beside the harms, on one axis and never netted.
   The world without the regime has the same people, acts and chance: what it would have differed in
   is what responses withheld and added, act by act, so no second world is needed to know it; and in
   it nobody is listed, refused or lent to. */
#include "report/section.h"

#define ROWS_MOST 12

typedef struct row {
    const char *event;         /* what there is more of under the regime */
    const char *instead;       /* what a figure below zero means; NULL: there is none */
    bool benefit;
    cs_fact_of figure;
    cs_fact what;
    cs_estimate value;
} row;

typedef struct rows { row row[ROWS_MOST]; int count, benefits; } rows;

/* Acts of a class (what->tag) more than without the regime, per 1,000. */
static bool acts_more(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    size_t cells = (size_t)ledger->extent[CS_DIM_CELL], kinds = (size_t)ledger->extent[CS_DIM_KIND];
    int64_t sum = 0;
    for (size_t response = 0; response < (size_t)ledger->extent[CS_DIM_RESPONSE]; response++)
        for (size_t kind = 0; kind < kinds; kind++) {
            if ((int)cs_results_class(what->scenario, (int)kind) != what->tag) continue;
            size_t at = (response * kinds + kind) * cells;
            sum += ledger->added[at] - ledger->withheld[at];
        }
    *value = 1000.0 * (double)sum / (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

static bool acts_less(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    bool defined = acts_more(ledger, what, value);
    *value = 0.0 - *value;
    return defined;
}

static bool setbacks(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double sum = 0.0;
    for (int r = 0; r < ledger->extent[CS_DIM_RESPONSE]; r++)
        sum += cs_fact_row(ledger, ledger->setbacks, r, what);
    *value = 1000.0 * sum / (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

static bool contacts_lost(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double sum = 0.0;
    for (int l = 0; l < ledger->extent[CS_DIM_LIST] - 1; l++)
        sum += cs_fact_row(ledger, ledger->contacts_lost, l, what);
    *value = 1000.0 * sum / (double)ledger->persons[0];
    return ledger->persons[0] > 0;
}

static bool has_class(const cs_scenario *scenario, cs_conduct_class class)
{
    for (int k = 0; k < scenario->conduct.count; k++)
        if (cs_results_class(scenario, k) == class) return scenario->responses.count > 0;
    return false;
}

static bool publishes(const cs_scenario *scenario)
{
    for (int l = 0; l < scenario->lists.count; l++)
        if (CS_ITEMS(cs_list, scenario->lists)[l].published) return true;
    return false;
}

static bool sets_back(const cs_scenario *scenario)
{
    for (int r = 0; r < scenario->responses.count; r++)
        if (cs_response_kind_of(CS_ITEMS(cs_kinded, scenario->responses)[r].kind)->lasts) return true;
    return false;
}

static void add(rows *all, const cs_facts *facts, bool there, row one)
{
    if (!there) return;
    row *made = &all->row[all->count++];
    *made = one;
    made->what.scenario = facts->scenario;
    cs_facts_estimate(facts, made->figure, &made->what, &made->value);
    all->benefits += made->benefit;
}

static void benefits(rows *all, const cs_facts *facts)
{
    const cs_scenario *s = facts->scenario;
    add(all, facts, has_class(s, CS_CONDUCT_AGAINST),
        (row){.event = "acts against the rules averted", .instead = "acts against the rules more, not fewer", .benefit = true,
              .figure = acts_less, .what = {.tag = CS_CONDUCT_AGAINST}});
    add(all, facts, has_class(s, CS_CONDUCT_REWARDED),
        (row){.event = "rewarded acts gained", .instead = "rewarded acts fewer, not more", .benefit = true,
              .figure = acts_more, .what = {.tag = CS_CONDUCT_REWARDED}});
    add(all, facts, s->lending && s->lending->thin.no_file + s->lending->thin.unscored > 0.0,
        (row){.event = "loans repaid by people without a credit score", .benefit = true,
              .figure = cs_fact_metric, .what = {.metric = CS_METRIC_THIN_GOOD_LOANS}});
}

static void harms(rows *all, const cs_facts *facts)
{
    const cs_scenario *s = facts->scenario;
    add(all, facts, facts->found.penal,
        (row){.event = "people penalised wrongly at some time",
              .figure = cs_fact_ever, .what = {.list = facts->any_list, .causes = facts->wrongful}});
    add(all, facts, s->services.count > 0 && facts->found.penal,
        (row){.event = "refusals of people listed wrongly",
              .figure = cs_fact_denials, .what = {.service = -1, .causes = facts->wrongful}});
    add(all, facts, sets_back(s),
        (row){.event = "refusals that set somebody back in life",
              .figure = setbacks, .what = {.causes = facts->penalised}});
    add(all, facts, s->lending,
        (row){.event = "loans refused to people who would have repaid",
              .figure = cs_fact_loans_per_1000, .what = {.file = -1, .causes = 1u << CS_FATE_REFUSED_GOOD}});
    add(all, facts, has_class(s, CS_CONDUCT_PROTECTED),
        (row){.event = "protected acts left undone", .instead = "protected acts more, not fewer",
              .figure = acts_less, .what = {.tag = CS_CONDUCT_PROTECTED}});
    add(all, facts, publishes(s),
        (row){.event = "contacts lost by being published",
              .figure = contacts_lost, .what = {.causes = facts->penalised}});
}

/* "35 (34.0-36.4) protected acts left undone". */
static void say_row(cs_text *text, const row *row)
{
    cs_estimate shown = row->value;
    bool below = shown.mean < 0.0 && row->instead;
    if (shown.mean == 0.0 || (shown.has_interval && shown.low <= 0.0 && shown.high >= 0.0)) {
        cs_text_format(text, shown.mean == 0.0 ? "no %s" : "%s, which cannot be told from zero",
                       row->event);
        return;
    }
    if (below)
        shown = (cs_estimate){.mean = -shown.mean, .low = -row->value.high, .high = -row->value.low,
                              .defined = true, .has_interval = shown.has_interval};
    cs_text_add(text, CS_SAY_B);
    cs_write_people(text, shown.mean);
    cs_text_add(text, CS_SAY_B_END);
    cs_write_interval(text, &shown, CS_COLUMN_RATE);
    cs_text_format(text, " %s", below ? row->instead : row->event);
}

static void say_side(cs_text *text, const rows *all, int first, int count)
{
    for (int i = 0; i < count; i++) {
        cs_text_add(text, i == 0 ? "" : i == count - 1 ? "; and " : "; ");
        say_row(text, &all->row[first + i]);
    }
    cs_text_add(text, ".");
}

static void table(cs_page *page, const rows *all, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "gain", "Difference from no regime over the whole run, per 1,000 people");
    cs_table_column(table, "event", "what", CS_COLUMN_TEXT);
    cs_table_column(table, "side", "side", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "diff", "per 1,000 people", CS_COLUMN_RATE);
    for (int i = 0; i < all->count; i++) {
        cs_table_text(page, table, all->row[i].event);
        cs_table_text(page, table, all->row[i].benefit ? "claimed benefit" : "harm");
        cs_table_estimate(page, table, &all->row[i].value);
    }
}

cs_status cs_section_gain(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    rows all = {0};
    benefits(&all, facts);
    if (!all.benefits) return CS_OK;
    harms(&all, facts);
    cs_page_section *section = cs_page_begin(page, "gain", "What for, at what cost?");
    section->chart = "gain";
    section->how =
        "Against a world without the regime that has the same people, acts and chance, so that every "
        "difference is counted act by act. Both sides stand on one axis and are counted alike; they "
        "are not set off against each other, for they do not fall on the same people. A hollow dot: "
        "the interval contains zero. That a benefit is claimed does not say that the regime was needed "
        "for it.";
    cs_text_add(&section->answer, "For every 1,000 people, in ");
    cs_write_days(&section->answer, facts->horizon_days);
    cs_text_add(&section->answer, " and against no regime. What it claims: ");
    say_side(&section->answer, &all, 0, all.benefits);
    if (all.count > all.benefits) {
        cs_text_add(&section->answer, " What it costs: ");
        say_side(&section->answer, &all, all.benefits, all.count - all.benefits);
    }
    table(page, &all, section);
    return CS_OK;
}
