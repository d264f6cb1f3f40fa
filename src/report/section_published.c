/* Does it find what was published? The figures of `reproduces`, as `counterscore verify` judges them. */
#include "report/section.h"
#include "results/names.h"
#include "results/verify.h"

static const char *const verdict_words[CS_VERDICTS] = {
    [CS_VERDICT_HOLDS] = "inside",
    [CS_VERDICT_OUTSIDE] = "outside",
    [CS_VERDICT_UNDEFINED] = "undefined",
    [CS_VERDICT_INCOMPARABLE] = "not comparable",
};

const char *cs_section_verdict(int verdict)
{
    return verdict_words[verdict];
}

typedef struct tally { int all[CS_VERDICTS], predicted[CS_VERDICTS]; } tally;

static int sum(const int count[CS_VERDICTS])
{
    int all = 0;
    for (int v = 0; v < CS_VERDICTS; v++) all += count[v];
    return all;
}

/* What does not hold stands before the table, with its reason where the scenario gives one. */
static void add_item(cs_page *page, cs_page_section *section, const cs_figure *figure, cs_verdict verdict)
{
    int items = 0;
    cs_text text = {0};
    while (items < CS_PAGE_ITEMS_MOST && section->item[items]) items++;
    if (verdict == CS_VERDICT_HOLDS || verdict == CS_VERDICT_INCOMPARABLE || items == CS_PAGE_ITEMS_MOST) return;
    cs_text_format(&text, "%s, %s: %s.", verdict == CS_VERDICT_OUTSIDE ? "Outside" : "Undefined",
                   cs_figure_as_names[figure->as], cs_page_words(page, figure->figure));
    if (figure->because && *figure->because)
        cs_text_format(&text, " The scenario says why: %s", cs_page_words(page, figure->because));
    else
        cs_text_add(&text, " The scenario gives no reason.");
    section->item[items] = cs_page_keep_text(page, &text);
}

static void add_cells(cs_page *page, cs_page_table *table, const cs_facts *facts, const cs_figure *figure,
                      const cs_estimate *estimate, cs_verdict verdict)
{
    cs_unit unit = figure->expect.unit ? figure->expect.unit : cs_metric_unit(figure->metric);
    double scale = cs_page_scale(unit), low = figure->expect.low, high = figure->expect.high;
    cs_estimate mean = *estimate, spread = *estimate;
    mean.mean *= scale;
    mean.low = estimate->mean_low * scale;
    mean.high = estimate->mean_high * scale;
    spread.low *= scale;
    spread.high *= scale;
    cs_table_text(page, table, cs_page_words(page, figure->figure));
    cs_table_text(page, table, cs_figure_as_names[figure->as]);
    cs_table_text(page, table, cs_page_unit(unit));
    cs_table_number(page, table, low * scale);
    cs_table_number(page, table, high * scale);
    cs_table_number(page, table, figure->within);
    cs_table_estimate(page, table, &mean);
    cs_table_ends(page, table, &spread);
    cs_table_text(page, table, verdict_words[verdict]);
    cs_table_text(page, table, cs_section_source(page, facts, figure->source));
    cs_table_text(page, table, figure->because ? cs_page_words(page, figure->because) : "");
}

static cs_page_table *begin_table(cs_page *page, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "figures", "Published figures, and the mean of the model with its 95% interval. Set: the scenario "
                            "was made to meet it. Predicted: it was not. Inside: that interval meets the published "
                            "range, give or take what the scenario allows");
    table->undefined = "undefined";
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_column(table, "kind", "kind", CS_COLUMN_TEXT);
    cs_table_column(table, "unit", "unit", CS_COLUMN_TEXT);
    cs_table_column(table, "published_from", "published from", CS_COLUMN_FIGURE);
    cs_table_column(table, "published_to", "to", CS_COLUMN_FIGURE);
    cs_table_column(table, "within", "give or take", CS_COLUMN_SHARE);
    cs_table_interval(page, table, "value", "the model", CS_COLUMN_FIGURE);
    cs_table_column(table, "middle_low", "middle 95% of replicates from", CS_COLUMN_FIGURE);
    cs_table_column(table, "middle_high", "to", CS_COLUMN_FIGURE);
    cs_table_column(table, "verdict", "verdict", CS_COLUMN_TEXT);
    cs_table_column(table, "source", "source", CS_COLUMN_TEXT);
    cs_table_column(table, "because", "why not", CS_COLUMN_TEXT);
    return table;
}

/* Predictions first: they alone are a test. */
static cs_status add_figures(cs_page *page, const cs_facts *facts, cs_page_section *section, tally *tally,
                             cs_error *err)
{
    const cs_scenario *scenario = facts->scenario;
    cs_page_table *table = begin_table(page, section);
    for (int set = 0; set < 2; set++)
        for (int i = 0; i < scenario->figures.count; i++) {
            const cs_figure *figure = &CS_ITEMS(cs_figure, scenario->figures)[i];
            cs_query query = cs_figure_query(figure);
            cs_estimate estimate;
            if ((figure->as == CS_FIGURE_SET) != (set == 1)) continue;
            CS_TRY(cs_results_estimate(facts->results, 0, &query, &estimate, err));
            cs_verdict verdict = cs_results_judge(facts->results, figure, &estimate);
            tally->all[verdict]++;
            if (figure->as == CS_FIGURE_PREDICTED) tally->predicted[verdict]++;
            add_cells(page, table, facts, figure, &estimate, verdict);
            add_item(page, section, figure, verdict);
        }
    return CS_OK;
}

static void say_inside(cs_text *text, const int count[CS_VERDICTS])
{
    int inside = count[CS_VERDICT_HOLDS], all = sum(count);
    if (all == 1) {
        cs_text_format(text, "it is %s", inside ? "inside" : count[CS_VERDICT_OUTSIDE] ? "outside" :
                       count[CS_VERDICT_UNDEFINED] ? "undefined" : "not comparable");
        return;
    }
    cs_write_few(text, inside);
    cs_text_format(text, " %s inside", inside > 1 ? "are" : "is");
    for (int v = CS_VERDICT_OUTSIDE; v < CS_VERDICTS; v++) {
        if (!count[v]) continue;
        cs_text_add(text, ", ");
        cs_write_small(text, count[v]);
        cs_text_format(text, " %s", verdict_words[v]);
    }
}

static void say_figures(const cs_facts *facts, cs_text *text, const tally *tally)
{
    int predicted = sum(tally->predicted), set = sum(tally->all) - predicted;
    int of_set[CS_VERDICTS];
    for (int v = 0; v < CS_VERDICTS; v++) of_set[v] = tally->all[v] - tally->predicted[v];
    if (predicted) {
        cs_text_add(text, "The scenario " CS_SAY_B "predicts" CS_SAY_B_END " ");
        cs_write_small(text, predicted);
        cs_text_format(text, " published figure%s it was not made to meet: ", predicted == 1 ? "" : "s");
        say_inside(text, tally->predicted);
    } else {
        cs_text_add(text, "The scenario " CS_SAY_B "predicts" CS_SAY_B_END " no published figure: that it meets "
                          "what it was set to is no test");
    }
    cs_text_add(text, ". ");
    if (set) {
        cs_text_add(text, "It was " CS_SAY_B "set" CS_SAY_B_END " to ");
        cs_write_small(text, set);
        cs_text_add(text, predicted ? " more: " : ": ");
        say_inside(text, of_set);
        cs_text_add(text, ".");
    }
    if (!cs_results_resized(facts->results)) return;
    cs_text_add(text, set ? " It was run at " : "It was run at ");
    cs_write_number(text, (double)facts->scenario->population.persons, CS_COLUMN_COUNT);
    cs_text_add(text, " people where the scenario says ");
    cs_write_number(text, (double)facts->meta->own_persons, CS_COLUMN_COUNT);
    cs_text_add(text, ", so counts of people cannot be compared unless the scenario says for how many they are.");
}

cs_status cs_section_published(cs_page *page, const cs_facts *facts, cs_error *err)
{
    tally tally = {{0}, {0}};
    if (facts->scenario->figures.count == 0) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "published", "Does it find what was published?");
    section->chart = "published";
    section->how = "Each figure has a scale of its own. A figure outside is no mistake of the page: the model does "
                   "not find it, and what the scenario says of the reason is its author’s.";
    CS_TRY(add_figures(page, facts, section, &tally, err));
    say_figures(facts, &section->answer, &tally);
    return CS_OK;
}
