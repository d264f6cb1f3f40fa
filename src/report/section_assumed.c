/* On what it rests: the figures of `reproduces`, and every number of the scenario. */
#include "report/section.h"
#include "results/format.h"
#include "results/names.h"
#include "results/verify.h"

#include <string.h>

static void write_in_unit(cs_text *text, double value, cs_unit unit)
{
    char figure[CS_CELL];
    cs_format_figure(figure, value, unit);
    cs_text_add(text, unit == CS_UNIT_TIME && value >= CS_FOREVER ? "forever" : figure);
}

static const char *range_text(cs_page *page, double low, double high, cs_unit unit)
{
    cs_text text = {0};
    write_in_unit(&text, low, unit);
    if (high != low) {
        cs_text_add(&text, " – ");
        write_in_unit(&text, high, unit);
    }
    return cs_page_keep_text(page, &text);
}

static const char *source_text(cs_page *page, const cs_facts *facts, int32_t source)
{
    const cs_scenario *scenario = facts->scenario;
    if (source < 0 || source >= scenario->source_count) return "none";
    cs_text text = {0};
    cs_text_format(&text, "%s: %s", scenario->sources[source].name, scenario->sources[source].text);
    return cs_page_keep_text(page, &text);
}

/* ---- figures ---- */

static const char *simulated_text(cs_page *page, const cs_estimate *simulated, cs_unit unit)
{
    cs_text text = {0};
    if (!simulated->defined) return "undefined";
    write_in_unit(&text, simulated->mean, unit);
    if (simulated->has_interval) {
        cs_text_add(&text, " (");
        write_in_unit(&text, simulated->low, unit);
        cs_text_add(&text, " – ");
        write_in_unit(&text, simulated->high, unit);
        cs_text_add(&text, ")");
    }
    return cs_page_keep_text(page, &text);
}

static const char *const verdict_words[] = {[CS_VERDICT_HOLDS] = "holds",
                                            [CS_VERDICT_OUTSIDE] = "outside",
                                            [CS_VERDICT_UNDEFINED] = "undefined",
                                            [CS_VERDICT_INCOMPARABLE] = "not comparable"};

typedef struct tally { int set, predicted, held; } tally;

static cs_status add_figure(cs_page *page, cs_page_table *table, const cs_facts *facts,
                            const cs_figure *figure, tally *tally, cs_error *err)
{
    cs_estimate simulated;
    cs_query query = cs_figure_query(figure);
    cs_unit unit = figure->expect.unit ? figure->expect.unit : cs_metric_unit(figure->metric);
    CS_TRY(cs_results_estimate(facts->results, 0, &query, &simulated, err));
    cs_verdict verdict = cs_results_judge(facts->results, figure, &simulated);
    bool predicted = figure->as == CS_FIGURE_PREDICTED;
    *(predicted ? &tally->predicted : &tally->set) += 1;
    tally->held += predicted && verdict == CS_VERDICT_HOLDS;
    cs_table_text(page, table, cs_page_words(page, figure->figure));
    cs_table_text(page, table, cs_figure_as_names[figure->as]);
    cs_table_text(page, table,
                  range_text(page, figure->expect.low, figure->expect.high, unit));
    cs_table_text(page, table, simulated_text(page, &simulated, unit));
    cs_table_text(page, table, verdict_words[verdict]);
    cs_table_text(page, table, source_text(page, facts, figure->source));
    cs_table_text(page, table, figure->because ? cs_page_words(page, figure->because) : "");
    return CS_OK;
}

static cs_status figures_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                               tally *tally, cs_error *err)
{
    const cs_figure *figures = CS_ITEMS(cs_figure, facts->scenario->figures);
    cs_page_table *table = cs_page_add_table(
        section, "figures", "Published figures. Set: the scenario was made to meet it. Predicted: it "
                            "was not. Holds: the 95 % interval of the simulated mean and the published "
                            "range meet. In brackets: the middle 95 % of replicates.");
    table->open = true;
    cs_table_column(table, "figure", "figure", CS_COLUMN_TEXT);
    cs_table_column(table, "kind", "kind", CS_COLUMN_TEXT);
    cs_table_column(table, "published", "published", CS_COLUMN_TEXT);
    cs_table_column(table, "simulated", "simulated", CS_COLUMN_TEXT);
    cs_table_column(table, "verdict", "verdict", CS_COLUMN_TEXT);
    cs_table_column(table, "source", "source", CS_COLUMN_TEXT);
    cs_table_column(table, "because", "why not", CS_COLUMN_TEXT);
    for (int i = 0; i < facts->scenario->figures.count; i++)
        CS_TRY(add_figure(page, table, facts, &figures[i], tally, err));
    return CS_OK;
}

/* ---- inputs ---- */

/* As written, and in the unit of the range where that is another. */
static const char *value_text(cs_page *page, const cs_input *input)
{
    cs_text text = {0}, figure = {0};
    const char *written = input->text ? input->text : "";
    write_in_unit(&figure, input->value, input->unit);
    cs_text_add(&text, written);
    if (input->low != input->high && figure.bytes && strcmp(figure.bytes, written) != 0)
        cs_text_format(&text, " (%s)", figure.bytes);
    text.failed |= figure.failed;
    cs_text_drop(&figure);
    return cs_page_keep_text(page, &text);
}

static void inputs_table(cs_page *page, const cs_facts *facts, cs_page_section *section,
                         int kind, const char *name, const char *caption)
{
    cs_page_table *table = cs_page_add_table(section, name, caption);
    cs_table_column(table, "input", "input", CS_COLUMN_TEXT);
    cs_table_column(table, "label", "what it is", CS_COLUMN_TEXT);
    cs_table_column(table, "value", "value", CS_COLUMN_TEXT);
    cs_table_column(table, "range", "range", CS_COLUMN_TEXT);
    cs_table_column(table, "kind", "kind", CS_COLUMN_TEXT);
    cs_table_column(table, "source", "source", CS_COLUMN_TEXT);
    for (int i = 0; i < facts->scenario->input_count; i++) {
        const cs_input *input = &facts->scenario->inputs[i];
        if (input->kind != kind || cs_input_is_setting(input)) continue;
        bool ranged = input->low != input->high;
        cs_table_text(page, table, input->path);
        cs_table_text(page, table, input->label ? input->label : "");
        cs_table_text(page, table, value_text(page, input));
        cs_table_text(page, table, ranged ? range_text(page, input->low, input->high, input->unit)
                                          : "");
        cs_table_text(page, table, cs_input_kind_names[input->kind]);
        cs_table_text(page, table, source_text(page, facts, input->source));
    }
}

static int count_inputs(const cs_facts *facts, int kind)
{
    int count = 0;
    for (int i = 0; i < facts->scenario->input_count; i++)
        count += facts->scenario->inputs[i].kind == kind && !cs_input_is_setting(&facts->scenario->inputs[i]);
    return count;
}

static void say_figures(cs_text *text, const tally *tally)
{
    cs_text_add(text, "The scenario is " CS_SAY_B "set" CS_SAY_B_END " to ");
    cs_write_small(text, tally->set);
    cs_text_format(text, " published figure%s and " CS_SAY_B "predicts" CS_SAY_B_END " ",
                   tally->set == 1 ? "" : "s");
    cs_write_small(text, tally->predicted);
    cs_text_add(text, " it was not shown");
    if (tally->predicted) {
        cs_text_add(text, "; of these predictions ");
        cs_write_small(text, tally->held);
        cs_text_format(text, " hold%s", tally->held == 1 ? "s" : "");
    }
    cs_text_add(text, ". ");
}

static void say_inputs(const cs_facts *facts, cs_text *text)
{
    int sourced = count_inputs(facts, CS_INPUT_SOURCED), left = count_inputs(facts, CS_INPUT_DEFAULT);
    int assumed = count_inputs(facts, CS_INPUT_ASSUMED);
    cs_text_format(text, "Its %d numbers: %d with a source, " CS_SAY_B "%d assumed" CS_SAY_B_END
                         ", %d left at the program’s default.",
                   sourced + assumed + left, sourced, assumed, left);
}

cs_status cs_section_assumed(cs_page *page, const cs_facts *facts, cs_error *err)
{
    tally tally = {0};
    cs_page_section *section = cs_page_begin(page, "assumed", "What was assumed, and where from?");
    if (facts->scenario->figures.count > 0) {
        CS_TRY(figures_table(page, facts, section, &tally, err));
        say_figures(&section->answer, &tally);
    } else {
        cs_text_add(&section->answer, "The scenario names no published figure to be held against. ");
    }
    say_inputs(facts, &section->answer);
    section->how = "A number with neither a source nor a default is an assumption; where the scenario "
                   "gives a range, it stands beside it. The scenario file, with every number, is in "
                   "the downloads.";
    inputs_table(page, facts, section, CS_INPUT_ASSUMED, "assumptions", "Numbers assumed");
    inputs_table(page, facts, section, CS_INPUT_SOURCED, "sourced", "Numbers with a source");
    inputs_table(page, facts, section, CS_INPUT_DEFAULT, "defaults", "Numbers left at their default");
    return CS_OK;
}
