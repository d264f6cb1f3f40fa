/* How sure: the headline figure in every replicate. */
#include "report/section.h"

#include "results/say.h"
#include "results/stats.h"

#include <math.h>

/* What the run is about, as one figure: wrongly penalised per 1,000, wrong records, or good loans refused. */
static cs_fact_of lead_figure(const cs_facts *facts, cs_fact *what, const char **label,
                              cs_column_type *type)
{
    if (cs_section_counts_records(facts)) {
        *what = (cs_fact){.sensor = -1, .causes = CS_TAGS_WRONG};
        *label = "wrong records";
        *type = CS_COLUMN_COUNT;
        return cs_fact_records;
    }
    if (facts->lead->harm == CS_METRIC_GOOD_LOANS_REFUSED) {
        *what = *CS_WHAT(.metric = CS_METRIC_GOOD_LOANS_REFUSED, .band = -1);
        *label = "good loans refused per 1,000";
        *type = CS_COLUMN_RATIO;
        return cs_fact_metric;
    }
    *what = (cs_fact){.list = facts->any_list, .causes = facts->wrongful};
    *label = "wrongly penalised per 1,000";
    *type = CS_COLUMN_RATIO; /* two decimals: replicates differ by little */
    return cs_fact_stock;
}

static void say(const cs_facts *facts, cs_text *text, const cs_estimate *estimate,
                const char *label, cs_column_type type, double least, double most)
{
    if (facts->replicates == 1) {
        cs_text_format(text, "There is one replicate, so nothing here says how much chance moves the "
                             "figure of ");
        cs_write_bold(text, estimate->mean, type);
        cs_text_format(text, " %s. Run eight or more for an interval.", label);
        return;
    }
    cs_text_add(text, "Chance alone: the ");
    cs_write_small(text, facts->replicates);
    cs_text_add(text, " replicates lie between ");
    cs_write_bold(text, least, type);
    cs_text_add(text, " and ");
    cs_write_bold(text, most, type);
    cs_text_format(text, " %s. ", label);
    cs_text_add(text, facts->replicates < 8
                          ? "That is too few for an interval; eight or more are needed. "
                          : "");
    cs_text_add(text, "What nobody has measured may move it more, and is not in this range: see the "
                      "assumptions above.");
}

static void replicates_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                             cs_fact_of figure, const cs_fact *what, const char *label,
                             cs_column_type type)
{
    cs_page_table *table =
        cs_page_add_table(section, "replicates", "The figure in every replicate");
    table->undefined = "undefined";
    cs_table_column(table, "replicate", "replicate", CS_COLUMN_COUNT);
    cs_table_column(table, "value", label, type);
    for (int64_t r = 0; r < facts->replicates; r++) {
        double value = 0.0;
        cs_table_number(page, table, (double)r);
        if (figure(&facts->ledger[r], what, &value)) cs_table_number(page, table, value);
        else cs_table_undefined(page, table);
    }
}

/* "Eight replicates are enough for the mean to be known within a tenth of itself; this run has 16." */
static void say_needed(cs_text *text, const cs_estimate *estimate, const char *label)
{
    int64_t needed = cs_replicates_needed(estimate, CS_WANTED_SHARE * estimate->mean);
    if (needed == 0) return;
    cs_text_format(text, " For the mean of the %s to be known within a tenth of itself, ", label);
    if (needed > estimate->replicates) cs_text_add(text, "about ");
    cs_write_small(text, needed);
    cs_text_format(text, " replicates are %s; this run has ",
                   needed > estimate->replicates ? "needed" : "enough");
    cs_write_small(text, estimate->replicates);
    cs_text_add(text, ".");
}

static void needed_row(cs_page *page, cs_page_table *table, const char *what, const cs_estimate *estimate,
                       double share)
{
    int64_t needed = cs_replicates_needed(estimate, share * fabs(estimate->mean));
    if (needed == 0) return;
    cs_table_text(page, table, what);
    cs_table_text(page, table, share == CS_WANTED_SHARE ? "a tenth of itself" : "half of itself");
    cs_table_number(page, table, (double)estimate->replicates);
    if (needed >= CS_REPLICATES_MOST) cs_table_undefined(page, table);
    else cs_table_number(page, table, (double)needed);
}

static cs_status needed_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                              const cs_estimate *lead, const char *label, cs_error *err)
{
    if (facts->replicates < 2) return CS_OK;
    cs_page_table *table = cs_page_add_table(section, "needed", "How many replicates would be enough");
    table->undefined = "more than a thousand million";
    cs_table_column(table, "what", "for the mean of", CS_COLUMN_TEXT);
    cs_table_column(table, "within", "to be known within", CS_COLUMN_TEXT);
    cs_table_column(table, "has", "this run has", CS_COLUMN_COUNT);
    cs_table_column(table, "needed", "enough would be", CS_COLUMN_COUNT);
    needed_row(page, table, label, lead, CS_WANTED_SHARE);
    for (int world = 1; world < facts->worlds; world++) {
        cs_query harm = cs_query_all(facts->lead->harm);
        cs_estimate difference;
        cs_text what = {0};
        CS_TRY(cs_results_difference(facts->results, world, &harm, &difference, err));
        cs_text_format(&what, "the effect of %s",
                       cs_page_words(page, cs_results_world(facts->results, world)->name));
        needed_row(page, table, cs_page_keep_text(page, &what), &difference, CS_WANTED_OF_EFFECT);
    }
    return CS_OK;
}

static void quantile_columns(cs_page *page, cs_page_table *table)
{
    cs_table_column(table, "total", "total", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "median", "median", CS_COLUMN_RATE);
    cs_table_interval(page, table, "five", "5% lie below", CS_COLUMN_RATE);
    cs_table_interval(page, table, "ninety_five", "5% lie above", CS_COLUMN_RATE);
    cs_table_column(table, "largest", "of the sum, the largest has", CS_COLUMN_SHARE);
    cs_table_column(table, "few", "the mean rests on few", CS_COLUMN_TEXT);
}

static void quantile_cells(cs_page *page, cs_page_table *table, const cs_quantile *q)
{
    cs_estimate estimate = {.mean = q->value, .low = q->low, .high = q->high, .defined = true,
                            .has_interval = q->has_interval};
    cs_table_estimate(page, table, &estimate);
}

static cs_status totals_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                              cs_error *err)
{
    cs_page_table *table = NULL;
    if (facts->replicates < CS_INTERVAL_REPLICATES) return CS_OK;
    for (int i = 0; i < CS_TOTALS; i++) {
        cs_quantiles q;
        CS_TRY(cs_results_total(facts->results, i, &q, err));
        if (!q.defined) continue;
        if (!table) {
            table = cs_page_add_table(
                section, "totals",
                "Totals of the whole run, over replicates. Intervals are order statistics, which hold the "
                "quantile with 95% whatever the distribution; 5% and 95% need 72 replicates for one.");
            quantile_columns(page, table);
        }
        cs_table_text(page, table, cs_totals[i].label);
        quantile_cells(page, table, &q.median);
        quantile_cells(page, table, &q.low);
        quantile_cells(page, table, &q.high);
        cs_table_number(page, table, q.largest);
        cs_table_text(page, table, q.carried ? "yes: read the median" : "no");
        if (q.carried)
            cs_text_format(&section->answer, " The mean of \"%s\" rests on few replicates: read its median.",
                           cs_totals[i].label);
    }
    return CS_OK;
}

static void range_of(const cs_facts *facts, cs_fact_of figure, const cs_fact *what, double *least,
                     double *most)
{
    *least = *most = 0.0;
    for (int64_t r = 0; r < facts->replicates; r++) {
        double value = 0.0;
        figure(&facts->ledger[r], what, &value);
        if (!r || value < *least) *least = value;
        if (!r || value > *most) *most = value;
    }
}

cs_status cs_section_sure(cs_page *page, const cs_facts *facts, cs_error *err)
{
    if (!facts->lead) return CS_OK;
    cs_fact what;
    const char *label;
    cs_column_type type;
    cs_estimate estimate;
    double least, most;
    cs_fact_of figure = lead_figure(facts, &what, &label, &type);
    cs_page_section *section = cs_page_begin(page, "sure", "How sure is this?");
    section->chart = "sure";
    section->how = "One dot per replicate; shaded: the middle 95% of replicates, where there are "
                   "eight or more. The intervals on this page cover chance between replicates only. "
                   "They do not cover a wrong assumption or a mechanism left out.";
    cs_facts_estimate(facts, figure, &what, &estimate);
    range_of(facts, figure, &what, &least, &most);
    say(facts, &section->answer, &estimate, label, type, least, most);
    cs_page_table *table = cs_page_add_table(section, "interval", "The figure over replicates");
    cs_table_interval(page, table, "value", label, type);
    cs_table_estimate(page, table, &estimate);
    replicates_table(page, facts, section, figure, &what, label, type);
    say_needed(&section->answer, &estimate, label);
    CS_TRY(needed_table(page, facts, section, &estimate, label, err));
    return totals_table(page, facts, section, err);
}
