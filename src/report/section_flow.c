/* How the regime works: its parts in their order, what passes them, and how much of it is wrong. */
#include "report/flow.h"
#include "report/section.h"
#include "results/names.h"
#include "results/stats.h"

#include <string.h>

/* A run shorter than a year is told as it is: what a day brings is not what a year of it would. */
static double per_year(const cs_facts *facts)
{
    return facts->horizon_days >= 365 ? 365.0 / (double)facts->horizon_days : 1.0;
}

/* "and year", "over 100 days". */
static void say_time(const cs_facts *facts, cs_text *text)
{
    if (facts->horizon_days >= 365) {
        cs_text_add(text, "and year");
        return;
    }
    cs_text_add(text, "over ");
    cs_write_days(text, facts->horizon_days);
}

typedef bool (*measure)(const cs_flow *flow, int what, const cs_scenario *scenario,
                        const cs_ledger *ledger, double *value);

static void estimate_of(const cs_facts *facts, const cs_flow *flow, measure figure, int what,
                        double scale, cs_estimate *estimate)
{
    size_t count = 0;
    for (int64_t r = 0; r < facts->replicates; r++) {
        double value;
        if (figure(flow, what, facts->scenario, &facts->ledger[r], &value))
            facts->scratch[count++] = value * scale;
    }
    cs_estimate_spread(facts->scratch, count, estimate);
}

static void nodes_table(cs_page *page, const cs_facts *facts, const cs_flow *flow,
                        cs_page_section *section)
{
    cs_text unit = {0};
    cs_text_format(&unit, "per 1,000 people%s ", facts->scenario->firms ? " or firms" : "");
    say_time(facts, &unit);
    cs_page_table *table =
        cs_page_add_table(section, "nodes", "The parts of the regime. What passes them: acts, records, "
                                            "listings, refusals, copies, notices, decisions.");
    table->undefined = "not counted";
    cs_table_column(table, "id", "part", CS_COLUMN_TEXT);
    cs_table_column(table, "stage", "stage", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "name", CS_COLUMN_TEXT);
    cs_table_column(table, "note", "set so", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "amount", cs_page_keep_text(page, &unit), CS_COLUMN_RATE);
    cs_table_interval(page, table, "wrong", "of these, share wrong", CS_COLUMN_SHARE);
    for (int i = 0; i < flow->nodes; i++) {
        cs_estimate value;
        cs_table_text(page, table, cs_page_clean(page, flow->node[i].id));
        cs_table_text(page, table, cs_flow_stage_words[flow->node[i].stage]);
        cs_table_text(page, table, cs_page_clean(page, flow->node[i].label));
        cs_table_text(page, table, cs_page_clean(page, flow->node[i].note));
        estimate_of(facts, flow, cs_flow_node_amount, i, per_year(facts), &value);
        cs_table_estimate(page, table, &value);
        estimate_of(facts, flow, cs_flow_node_wrong, i, 1.0, &value);
        cs_table_estimate(page, table, &value);
    }
}

static void links_table(cs_page *page, const cs_facts *facts, const cs_flow *flow,
                        cs_page_section *section)
{
    cs_page_table *table =
        cs_page_add_table(section, "links", "What leads to what, in the same unit. Back: a correction, or "
                                            "whatever else acts on a part before it.");
    table->undefined = "not counted";
    cs_table_column(table, "from", "from", CS_COLUMN_TEXT);
    cs_table_column(table, "to", "to", CS_COLUMN_TEXT);
    cs_table_column(table, "back", "back", CS_COLUMN_TEXT);
    cs_table_column(table, "amount", "passing", CS_COLUMN_RATE);
    for (int i = 0; i < flow->links; i++) {
        cs_estimate value;
        cs_table_text(page, table, cs_page_clean(page, flow->node[flow->link[i].from].id));
        cs_table_text(page, table, cs_page_clean(page, flow->node[flow->link[i].to].id));
        cs_table_text(page, table, flow->link[i].back ? "yes" : "");
        estimate_of(facts, flow, cs_flow_link_amount, i, per_year(facts), &value);
        if (value.defined) cs_table_number(page, table, value.mean);
        else cs_table_undefined(page, table);
    }
}

/* ---- the sentence ---- */

/* Acts, and records, of persons or of firms. */
static bool total_of(const cs_flow *flow, int stage, const cs_scenario *scenario, const cs_ledger *ledger,
                     int who, double *value)
{
    bool counted = false;
    *value = 0.0;
    for (int i = 0; i < flow->nodes; i++) {
        double part;
        if (flow->node[i].stage != stage || flow->node[i].count.of != who) continue;
        if (flow->node[i].count.what == CS_FLOW_ASKED) continue; /* to apply for a loan is no act */
        if (!cs_flow_node_amount(flow, i, scenario, ledger, &part)) continue;
        counted = true;
        *value += part;
    }
    return counted;
}

static bool stage_persons(const cs_flow *flow, int stage, const cs_scenario *scenario,
                          const cs_ledger *ledger, double *value)
{
    return total_of(flow, stage, scenario, ledger, CS_PERSONS, value);
}

static bool stage_firms(const cs_flow *flow, int stage, const cs_scenario *scenario,
                        const cs_ledger *ledger, double *value)
{
    return ledger->firms && total_of(flow, stage, scenario, ledger, CS_FIRMS, value);
}

/* Times somebody came onto a penal list, per 1,000; what: cs_who. */
static bool listings(const cs_flow *flow, int what, const cs_scenario *scenario, const cs_ledger *ledger,
                     double *value)
{
    const cs_ledger *own = cs_ledger_of(ledger, what);
    (void)flow;
    (void)scenario;
    if (!own || own->persons[0] <= 0) return false;
    const int64_t *row = own->entries + (int64_t)(own->extent[CS_DIM_LIST] - 1) *
                                            own->extent[CS_DIM_CELL] * CS_CAUSES;
    *value = 0.0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (!cs_causes[c].spared) *value += (double)row[c];
    *value *= 1000.0 / (double)own->persons[0];
    return true;
}

/* The sensor through which most wrong records come in, and its share of them; -1: no record is wrong. */
static int worst_sensor(const cs_facts *facts, const cs_flow *flow, int who, double *share)
{
    double most = 0.0, all = 0.0;
    int worst = -1;
    for (int i = 0; i < flow->nodes; i++) {
        cs_estimate amount, wrong;
        if (flow->node[i].stage != CS_FLOW_SENSOR || flow->node[i].count.of != who) continue;
        estimate_of(facts, flow, cs_flow_node_amount, i, 1.0, &amount);
        estimate_of(facts, flow, cs_flow_node_wrong, i, 1.0, &wrong);
        double filed = amount.defined && wrong.defined ? amount.mean * wrong.mean : 0.0;
        all += filed;
        if (filed <= most) continue;
        most = filed;
        worst = i;
    }
    *share = all > 0.0 ? most / all : 0.0;
    return worst;
}

/* The cause of most wrongful listings, and its share of them. */
static int worst_cause(const cs_facts *facts, double *share)
{
    double most = 0.0, all = 0.0;
    int worst = -1;
    for (int c = 0; c < CS_CAUSES; c++) {
        cs_estimate entries;
        if (!cs_causes[c].wrongful) continue;
        cs_section_everyone(facts, cs_fact_entries_per_year, 1u << c, &entries);
        double part = entries.defined ? entries.mean : 0.0;
        all += part;
        if (part <= most) continue;
        most = part;
        worst = c;
    }
    *share = all > 0.0 ? most / all : 0.0;
    return worst;
}

static void say_number(const cs_facts *facts, const cs_flow *flow, measure figure, int what,
                       cs_text *text)
{
    cs_estimate value;
    estimate_of(facts, flow, figure, what, per_year(facts), &value);
    cs_write_bold(text, value.mean, CS_COLUMN_RATE);
    cs_write_interval(text, &value, CS_COLUMN_RATE);
}

/* "74.8%", or "every": whether one of them is to be named next. */
static bool say_share(cs_text *text, double share)
{
    if (share < 0.9995) cs_write_bold(text, share, CS_COLUMN_SHARE);
    else cs_text_add(text, share < 1.0 ? "nearly every" : "every");
    return share >= 0.9995;
}

static void say_wrong(cs_page *page, const cs_facts *facts, const cs_flow *flow, int who, cs_text *text)
{
    double share, of_listings;
    int sensor = worst_sensor(facts, flow, who, &share), cause = worst_cause(facts, &of_listings);
    if (sensor < 0) {
        cs_text_add(text, "; no record is wrong");
    } else {
        const char *id = flow->node[sensor].id;
        cs_text_add(text, "; ");
        if (say_share(text, share)) cs_text_add(text, " wrong record comes in at ");
        else cs_text_add(text, " of wrong records come in at ");
        cs_text_format(text, CS_SAY_B "%s" CS_SAY_B_END, cs_page_words(page, strrchr(id, '.') + 1));
    }
    if (cause < 0 || who == CS_FIRMS) return;
    cs_text_add(text, ", and the cause of ");
    if (say_share(text, of_listings)) cs_text_add(text, " wrongful listing is ");
    else cs_text_add(text, " of wrongful listings is ");
    cs_text_add(text, cs_section_cause(cause));
}

static bool any(const cs_facts *facts, const cs_flow *flow, measure figure, int what)
{
    cs_estimate value;
    estimate_of(facts, flow, figure, what, 1.0, &value);
    return value.defined;
}

static void say_lending(const cs_facts *facts, const cs_flow *flow, cs_text *text)
{
    int asked = -1, refused = -1;
    for (int i = 0; i < flow->nodes; i++) {
        if (flow->node[i].count.what == CS_FLOW_ASKED) asked = i;
        if (flow->node[i].count.what == CS_FLOW_REFUSED) refused = i;
    }
    cs_estimate wrong;
    say_number(facts, flow, cs_flow_node_amount, asked, text);
    cs_text_add(text, " applications for a loan become ");
    say_number(facts, flow, cs_flow_node_amount, refused, text);
    cs_text_add(text, " refusals");
    estimate_of(facts, flow, cs_flow_node_wrong, refused, 1.0, &wrong);
    if (!wrong.defined) return;
    cs_text_add(text, ", ");
    cs_write_bold(text, wrong.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &wrong, CS_COLUMN_SHARE);
    cs_text_add(text, " of them to people who would have repaid");
}

static void say(cs_page *page, const cs_facts *facts, const cs_flow *flow, cs_text *text)
{
    int who = any(facts, flow, stage_persons, CS_FLOW_SENSOR) || !facts->scenario->firms ? CS_PERSONS
                                                                                         : CS_FIRMS;
    measure stage = who == CS_FIRMS ? stage_firms : stage_persons;
    cs_text_format(text, "Per 1,000 %s ", who == CS_FIRMS ? "firms" : "people");
    say_time(facts, text);
    cs_text_add(text, ", ");
    if (!any(facts, flow, stage, CS_FLOW_SENSOR)) {
        if (facts->scenario->lending) say_lending(facts, flow, text);
        else cs_text_add(text, "nothing is recorded");
        cs_text_add(text, ".");
        return;
    }
    if (facts->scenario->conduct.count || who == CS_FIRMS) {
        say_number(facts, flow, stage, CS_FLOW_STREAM, text);
        cs_text_add(text, " acts become ");
    }
    say_number(facts, flow, stage, CS_FLOW_SENSOR, text);
    cs_text_add(text, facts->scenario->conduct.count || who == CS_FIRMS ? " records, and these "
                                                                        : " alerts become ");
    say_number(facts, flow, listings, who, text);
    cs_text_add(text, " listings");
    say_wrong(page, facts, flow, who, text);
    cs_text_add(text, ".");
}

cs_status cs_section_flow(cs_page *page, const cs_facts *facts, cs_error *err)
{
    cs_flow flow;
    cs_status status = cs_flow_of(facts->scenario, &flow, err);
    if (status == CS_OK && flow.links > 0) {
        cs_page_section *section = cs_page_begin(page, "flow", "How does this regime work?");
        section->chart = "flow";
        section->how = "From left to right: what people do, what sees it, what it is scored as, the lists it "
                       "leads to, what follows, and what can be done about it. A band is as wide as what "
                       "passes along it is much, on a scale of its stage; thin where that is not counted. "
                       "Orange: the share of what passes a part that is wrong. Of records, those that are "
                       "not correct; of listings and what comes of them, those of people listed wrongly.";
        say(page, facts, &flow, &section->answer);
        nodes_table(page, facts, &flow, section);
        links_table(page, facts, &flow, section);
    }
    cs_flow_free(&flow);
    return status;
}
