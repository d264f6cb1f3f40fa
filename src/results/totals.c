/* Totals that may be lopsided: their median, where most replicates lie, and whether the mean rests on few. */
#include "results/format.h"
#include "results/say.h"
#include "results/stats.h"

#define LABEL 34
#define MEDIAN 28

const cs_total cs_totals[CS_TOTALS] = {
    {CS_METRIC_WRONGFUL_DAYS, "wrongful person-days, per 1,000"},
    {CS_METRIC_EVER_WRONGFUL, "first listed wrongly, per 1,000"},
    {CS_METRIC_WRONGFUL_DENIALS, "refused wrongly, per 1,000"},
    {CS_METRIC_CASCADE_MEAN, "put on a list through one person"},
    {CS_METRIC_CONTACTS_LOST, "contacts lost by publication"},
    {CS_METRIC_REPAIR_MONEY, "money paid for making good"},
};

cs_status cs_results_total(cs_results *results, int total, cs_quantiles *quantiles, cs_error *err)
{
    cs_query query = cs_query_all(cs_totals[total].metric);
    CS_TRY(cs_results_quantiles(results, 0, &query, quantiles, err));
    quantiles->defined = quantiles->defined && quantiles->high.value > 0;
    return CS_OK;
}

static void row(cs_text *text, const char *label, const cs_quantiles *q)
{
    char room[5][CS_CELL], cell[4 * CS_CELL];
    const double values[5] = {q->median.value, q->median.low, q->median.high, q->low.value, q->high.value};
    double size = q->median.value > 0 ? q->median.value : q->high.value;
    int decimals = cs_format_decimals(size, size < 1000 ? 1 : 0, 4);
    for (int i = 0; i < 5; i++) cs_format_number(room[i], values[i], decimals);
    cs_format_name(text, label, LABEL);
    snprintf(cell, sizeof cell, "%.24s (%.24s-%.24s)", room[0], room[1], room[2]);
    cs_text_format(text, "%*s", MEDIAN, cell);
    snprintf(cell, sizeof cell, "%.24s-%.24s", room[3], room[4]);
    cs_text_format(text, "%*s\n", CS_LINE - LABEL - MEDIAN, cell);
}

static void say_carried(cs_text *text, const char *label, const cs_quantiles *q)
{
    char line[300], share[CS_CELL], skew[CS_CELL];
    cs_format_figure(share, q->largest, CS_UNIT_SHARE);
    cs_format_number(skew, q->skewness, 1);
    snprintf(line, sizeof line,
             "The mean of \"%s\" rests on few replicates (the largest has %.20s of the sum; skewness "
             "%.20s): read the median.", label, share, skew);
    cs_format_paragraph(text, 0, line);
}

static void heading(cs_text *text)
{
    cs_text_add(text, "\nTotals of the whole run, over replicates\n");
    cs_format_name(text, "", LABEL);
    cs_text_format(text, "%*s%*s\n", MEDIAN, "median (95 % interval)", CS_LINE - LABEL - MEDIAN, "5 %-95 %");
    cs_format_rule(text);
}

cs_status cs_say_totals(cs_text *text, cs_results *results, cs_error *err)
{
    cs_quantiles q[CS_TOTALS];
    int shown = 0;
    if (results->world[0].replicates < CS_INTERVAL_REPLICATES) return CS_OK;
    for (int i = 0; i < CS_TOTALS; i++) {
        CS_TRY(cs_results_total(results, i, &q[i], err));
        if (!q[i].defined) continue;
        if (shown++ == 0) heading(text);
        row(text, cs_totals[i].label, &q[i]);
    }
    for (int i = 0; i < CS_TOTALS; i++)
        if (q[i].defined && q[i].carried) say_carried(text, cs_totals[i].label, &q[i]);
    return CS_OK;
}
