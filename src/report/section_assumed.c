/* On what it rests: every number of the scenario. */
#include "report/section.h"
#include "results/format.h"
#include "results/names.h"

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

const char *cs_section_source(cs_page *page, const cs_facts *facts, int32_t source)
{
    const cs_scenario *scenario = facts->scenario;
    if (source < 0 || source >= scenario->source_count) return "none";
    cs_text text = {0};
    cs_text_format(&text, "%s: %s", scenario->sources[source].name, scenario->sources[source].text);
    return cs_page_keep_text(page, &text);
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
        cs_table_text(page, table, cs_section_source(page, facts, input->source));
    }
}

static int count_inputs(const cs_facts *facts, int kind)
{
    int count = 0;
    for (int i = 0; i < facts->scenario->input_count; i++)
        count += facts->scenario->inputs[i].kind == kind && !cs_input_is_setting(&facts->scenario->inputs[i]);
    return count;
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
    (void)err;
    cs_page_section *section = cs_page_begin(page, "assumed", "What was assumed, and where from?");
    say_inputs(facts, &section->answer);
    section->how = "A number with neither a source nor a default is an assumption; where the scenario "
                   "gives a range, it stands beside it. The scenario file, with every number, is in "
                   "the downloads.";
    inputs_table(page, facts, section, CS_INPUT_ASSUMED, "assumptions", "Numbers assumed");
    inputs_table(page, facts, section, CS_INPUT_SOURCED, "sourced", "Numbers with a source");
    inputs_table(page, facts, section, CS_INPUT_DEFAULT, "defaults", "Numbers left at their default");
    return CS_OK;
}
