/* Who carries it: error rates by attribute value, and the field's disparity measures. */
#include "report/section.h"
#include "results/fairness.h"

#include <math.h>
#include <string.h>

#define VALUES_MOST 60 /* an attribute with more values stays in the results file */

/* A run of cells that belong to one attribute. */
typedef struct span { const char *attribute; int first, count, largest; } span;

static int64_t persons(const cs_facts *facts, int cell) { return facts->ledger[0].persons[cell]; }

/* The attribute that starts at `first`; false after the last. */
static bool next_span(const cs_facts *facts, int first, span *span)
{
    const char *attribute, *value;
    int cells = cs_scenario_cells(facts->scenario);
    if (first >= cells) return false;
    cs_scenario_cell(facts->scenario, first, &span->attribute, &value);
    span->first = span->largest = first;
    for (int c = first; c < cells; c++) {
        cs_scenario_cell(facts->scenario, c, &attribute, &value);
        if (strcmp(attribute, span->attribute) != 0) break;
        span->count = c - first + 1;
        if (persons(facts, c) > persons(facts, span->largest)) span->largest = c;
    }
    return true;
}

/* ---- rates of a cell (what->cell), and disparities of the cells of an attribute: those from
   what->cell on, what->day of them, with what->tag the reference ---- */

static bool maybe(cs_maybe figure, double *value)
{
    *value = figure.value;
    return figure.defined;
}

static bool rate(const cs_ledger *ledger, const cs_fact *what, cs_rate which, double *value)
{
    cs_confusion counts = cs_confusion_of(ledger, what->list, what->cell);
    return maybe(cs_rate_of(&counts, which), value);
}

static bool false_positive_rate(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return rate(ledger, what, CS_RATE_FALSE_POSITIVE, value);
}

static bool false_discovery_rate(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return rate(ledger, what, CS_RATE_FALSE_DISCOVERY, value);
}

static bool prevalence(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return rate(ledger, what, CS_RATE_PREVALENCE, value);
}

static bool false_negative_rate(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return rate(ledger, what, CS_RATE_FALSE_NEGATIVE, value);
}

static bool disparity(const cs_ledger *ledger, const cs_fact *what, cs_rate which, double *value)
{
    cs_confusion group = cs_confusion_of(ledger, what->list, what->cell);
    cs_confusion reference = cs_confusion_of(ledger, what->list, what->tag);
    return maybe(cs_rate_disparity(&group, &reference, which), value);
}

static bool fpr_ratio(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return disparity(ledger, what, CS_RATE_FALSE_POSITIVE, value);
}

static bool over_groups(const cs_ledger *ledger, const cs_fact *what,
                        cs_maybe (*measure)(const cs_confusion *groups, int n), double *value)
{
    cs_confusion groups[VALUES_MOST];
    for (int i = 0; i < what->day; i++)
        groups[i] = cs_confusion_of(ledger, what->list, what->cell + i);
    return maybe(measure(groups, what->day), value);
}

static bool demographic_parity_difference(const cs_ledger *ledger, const cs_fact *what,
                                          double *value)
{
    return over_groups(ledger, what, cs_demographic_parity_difference, value);
}

static bool demographic_parity_ratio(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return over_groups(ledger, what, cs_demographic_parity_ratio, value);
}

static bool equalized_odds_difference(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return over_groups(ledger, what, cs_equalized_odds_difference, value);
}

/* The largest disparity among the groups. */
static bool largest(const cs_ledger *ledger, const cs_fact *what, cs_rate which, double *value)
{
    bool any = false;
    for (int i = 0; i < what->day; i++) {
        cs_fact one = *what;
        double ratio;
        one.cell = what->cell + i;
        if (!disparity(ledger, &one, which, &ratio)) continue;
        if (!any || ratio > *value) *value = ratio;
        any = true;
    }
    return any;
}

static bool fpr_disparity(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return largest(ledger, what, CS_RATE_FALSE_POSITIVE, value);
}

static bool fdr_disparity(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return largest(ledger, what, CS_RATE_FALSE_DISCOVERY, value);
}

static const struct { const char *name; cs_fact_of of; } measures[] = {
    {"demographic_parity_difference", demographic_parity_difference},
    {"demographic_parity_ratio", demographic_parity_ratio},
    {"equalized_odds_difference", equalized_odds_difference},
    {"fpr_disparity", fpr_disparity},
    {"fdr_disparity", fdr_disparity},
};

static void add_outcomes(cs_page *page, cs_page_table *table, const cs_facts *facts, int cell)
{
    for (int o = 0; o < CS_OUTCOMES; o++) {
        cs_estimate value;
        cs_facts_estimate(facts, cs_fact_outcome,
                          CS_WHAT(.list = facts->any_list, .cell = cell, .tag = o), &value);
        cs_table_number(page, table, value.mean);
    }
}

/* A rate that was zero in every replicate: its upper end is three over all who could have counted
   (section.h, rule of three), not zero. */
static void widen_zero(const cs_facts *facts, const cs_fact *what, int other, cs_estimate *rate)
{
    cs_fact wrong = *what, right = *what;
    double count = 0.0;
    wrong.tag = CS_FALSE_POSITIVE;
    right.tag = other;
    for (int64_t r = 0; rate->has_interval && r < facts->replicates; r++) {
        double value;
        cs_fact_outcome(&facts->ledger[r], &wrong, &value);
        if (value > 0.0) return;
        cs_fact_outcome(&facts->ledger[r], &right, &value);
        count += value;
    }
    if (rate->has_interval && count > 0.0) rate->high = count > 3.0 ? 3.0 / count : 1.0;
}

static bool people(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    *value = (double)ledger->persons[what->cell];
    return true;
}

static void add_cell(cs_page *page, cs_page_table *table, const cs_facts *facts, int cell)
{
    const char *attribute, *value;
    cs_estimate rate, count;
    cs_fact what = {.list = facts->any_list, .cell = cell, .causes = facts->wrongful};
    cs_scenario_cell(facts->scenario, cell, &attribute, &value);
    cs_table_text(page, table, cs_page_words(page, attribute));
    cs_table_text(page, table, cs_page_words(page, value));
    cs_facts_estimate(facts, people, &what, &count);
    cs_table_number(page, table, count.mean);
    add_outcomes(page, table, facts, cell);
    cs_facts_estimate(facts, prevalence, &what, &rate);
    cs_table_number(page, table, rate.mean);
    cs_facts_estimate(facts, false_positive_rate, &what, &rate);
    widen_zero(facts, &what, CS_TRUE_NEGATIVE, &rate);
    cs_table_estimate(page, table, &rate);
    cs_facts_estimate(facts, false_discovery_rate, &what, &rate);
    widen_zero(facts, &what, CS_TRUE_POSITIVE, &rate);
    cs_table_estimate(page, table, &rate);
    cs_facts_estimate(facts, false_negative_rate, &what, &rate);
    cs_table_estimate(page, table, &rate);
}

static void groups_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    span span;
    cs_page_table *table = cs_page_add_table(
        section, "groups",
        facts->scenario->ledger.as_written
            ? "Error rates by group on the last day. Positive = penalised. Truth: the rules enforced "
              "to the letter (lane as_written), which is not the ladder’s. n, counts and rates are "
              "means over replicates."
            : "Error rates by group on the last day. Positive = penalised. Truth: lane conduct. "
              "n, counts and rates are means over replicates.");
    table->undefined = "undefined";
    cs_table_column(table, "attribute", "attribute", CS_COLUMN_TEXT);
    cs_table_column(table, "stratum", "stratum", CS_COLUMN_TEXT);
    cs_table_column(table, "n", "n", CS_COLUMN_COUNT);
    cs_table_column(table, "tp", "tp", CS_COLUMN_RATE);
    cs_table_column(table, "fp", "fp", CS_COLUMN_RATE);
    cs_table_column(table, "fn", "fn", CS_COLUMN_RATE);
    cs_table_column(table, "tn", "tn", CS_COLUMN_RATE);
    cs_table_column(table, "prevalence", "prevalence", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "false_positive_rate", "false positive rate", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "false_discovery_rate", "false discovery rate", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "false_negative_rate", "false negative rate", CS_COLUMN_SHARE);
    for (int first = 0; next_span(facts, first, &span); first += span.count)
        for (int i = 0; span.count <= VALUES_MOST && i < span.count; i++)
            add_cell(page, table, facts, first + i);
}

static void disparity_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    span span;
    cs_page_table *table = cs_page_add_table(
        section, "disparities", "Disparities between groups, with the names the field uses. "
                                "Reference: the largest group. Positive = penalised.");
    table->undefined = "undefined";
    cs_table_column(table, "measure", "measure", CS_COLUMN_TEXT);
    cs_table_column(table, "attribute", "attribute", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "value", "value", CS_COLUMN_RATIO);
    cs_table_column(table, "reference", "reference", CS_COLUMN_TEXT);
    for (int first = 1; next_span(facts, first, &span); first += span.count) {
        const char *attribute, *reference;
        if (span.count > VALUES_MOST || span.count < 2) continue;
        cs_scenario_cell(facts->scenario, span.largest, &attribute, &reference);
        for (size_t m = 0; m < sizeof measures / sizeof *measures; m++) {
            cs_estimate value;
            cs_facts_estimate(facts, measures[m].of,
                              CS_WHAT(.list = facts->any_list, .cell = first, .day = span.count,
                                      .tag = span.largest),
                              &value);
            cs_table_text(page, table, measures[m].name);
            cs_table_text(page, table, cs_page_words(page, span.attribute));
            cs_table_estimate(page, table, &value);
            cs_table_text(page, table, cs_page_words(page, reference));
        }
    }
}

/* The value of the attribute whose rate is furthest from the largest group's, where the interval
   leaves no doubt. 0: none. */
static int furthest(const cs_facts *facts, const span *span, cs_estimate *best)
{
    int cell = 0;
    for (int c = span->first; c < span->first + span->count; c++) {
        cs_estimate ratio;
        if (c == span->largest) continue;
        cs_facts_estimate(facts, fpr_ratio,
                          CS_WHAT(.list = facts->any_list, .cell = c, .tag = span->largest), &ratio);
        bool told = ratio.defined && ratio.mean > 0.0 && ratio.has_interval &&
                    !(ratio.low <= 1.0 && ratio.high >= 1.0);
        if (!told || (cell && fabs(log(ratio.mean)) <= fabs(log(best->mean)))) continue;
        cell = c;
        *best = ratio;
    }
    return cell;
}

static void say_span(cs_page *page, const cs_facts *facts, cs_text *text, const span *span, int cell,
                     const cs_estimate *ratio)
{
    const char *attribute, *value, *reference;
    cs_scenario_cell(facts->scenario, cell, &attribute, &value);
    cs_scenario_cell(facts->scenario, span->largest, &attribute, &reference);
    cs_text_format(text, CS_SAY_B "%s “%s”" CS_SAY_B_END ": " CS_SAY_B,
                   cs_page_words(page, attribute), cs_page_words(page, value));
    cs_write_number(text, ratio->mean, CS_COLUMN_RATIO);
    cs_text_add(text, " times" CS_SAY_B_END " as often as “");
    cs_text_format(text, "%s”", cs_page_words(page, reference));
    cs_write_interval(text, ratio, CS_COLUMN_RATIO);
}

static void say(cs_page *page, const cs_facts *facts, cs_text *text)
{
    span span;
    int said = 0;
    cs_estimate everyone;
    cs_section_everyone(facts, false_positive_rate, 0, &everyone);
    if (everyone.defined && everyone.mean == 0.0) {
        cs_text_add(text, "On the last day nobody is listed who should not be.");
        return;
    }
    cs_text_add(text, "Of people who should not be listed, ");
    cs_write_bold(text, everyone.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &everyone, CS_COLUMN_SHARE);
    cs_text_add(text, " are listed.");
    for (int first = 1; next_span(facts, first, &span); first += span.count) {
        cs_estimate ratio;
        int cell = strcmp(span.attribute, "region") != 0 ? furthest(facts, &span, &ratio) : 0;
        if (!cell || said == 3) continue;
        cs_text_add(text, said++ ? "; " : " By ");
        say_span(page, facts, text, &span, cell, &ratio);
    }
    if (said) cs_text_add(text, ".");
    else if (everyone.has_interval || everyone.replicates >= 8)
        cs_text_add(text, " Differences between groups cannot be told from zero.");
    else cs_text_add(text, " Eight replicates or more are needed to tell groups apart.");
}

cs_status cs_section_groups(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    if (!facts->found.penal) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "groups", "Who carries it?");
    section->chart = "groups";
    section->how =
        "Dashed line: everyone. Small groups are shown with their wide intervals, never dropped; a "
        "rate without anybody in its denominator is “undefined”, not zero; one that was zero in every "
        "replicate has the rule of three as its upper end. Positive = penalised. The two columns "
        "answer different questions and cannot in general both be equal when groups differ in "
        "conduct: with prevalence p, FPR = p/(1−p) × FDR/(1−FDR) × (1−FNR). All four are in the "
        "table. Group labels are the scenario’s.";
    say(page, facts, &section->answer);
    groups_table(page, facts, section);
    if (cs_scenario_cells(facts->scenario) > 1) disparity_table(page, facts, section);
    return CS_OK;
}
