/* The scenario language as a Markdown reference: docs/scenario.md is this output. */
#include "scenario/language.h"
#include "scenario/quantity.h"
#include "scenario/reader.h"

#include <string.h>

static const char *const introduction[] = {
#include "scenario/introduction.inc"
    NULL};

/* Text into a table cell: a bar would end it. */
static void add_cell(cs_text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|') cs_text_add(out, "\\");
        cs_text_add_bytes(out, *text == '\n' ? " " : text, 1);
    }
}

static const char *type_words(const cs_field *f)
{
    static const char *const words[] = {[CS_FIELD_TEXT] = "text",
                                        [CS_FIELD_FLAG] = "`true` or `false`",
                                        [CS_FIELD_COUNT] = "whole number",
                                        [CS_FIELD_DAYS] = "time",
                                        [CS_FIELD_POINTS] = "points",
                                        [CS_FIELD_NEW] = "a new name",
                                        [CS_FIELD_BY] = "multipliers by attribute",
                                        [CS_FIELD_PER] = "numbers by name",
                                        [CS_FIELD_SUMS] = "terms by attribute",
                                        [CS_FIELD_SHARES] = "shares by size",
                                        [CS_FIELD_BOUNDS] = "lowest scores by band",
                                        [CS_FIELD_RANGES] = "age bands",
                                        [CS_FIELD_REGIONS] = "number, or shares",
                                        [CS_FIELD_ATTRIBUTES] = "attributes",
                                        [CS_FIELD_CELL] = "`attribute.value`, or `region.name`",
                                        [CS_FIELD_EXPECT] = "number, or `[low, high]`",
                                        [CS_FIELD_SOURCES] = "texts by name",
                                        [CS_FIELD_TREE] = "as in the example"};
    static const char *const units[] = {"number", "share", "probability", "time", "rate", "points"};
    if (f->type == CS_FIELD_NUMBER) return units[f->unit];
    return (size_t)f->type < sizeof words / sizeof words[0] ? words[f->type] : NULL;
}

static const char *space_word(cs_space space)
{
    static const char *const words[CS_SPACES] = {
        "",     "source", "attribute", "region", "kind of record", "sensor",
        "band", "list",   "service",   "crowd",  "rule of association",
        "kind of conduct", "list of persons", "response"};
    return words[space];
}

static void add_link(cs_text *out, const char *before, const cs_spec *spec)
{
    char slug[80];
    cs_table_slug(spec, slug);
    cs_text_format(out, "%s[%s](#%s)", before, spec->name, slug);
}

static void add_kind(cs_text *out, const cs_field *f)
{
    const cs_spec *table = cs_field_table(f);
    char limits[120];
    const char *words = type_words(f);
    if (f->type == CS_FIELD_WORD)
        cs_text_add(out, "one word, see below");
    else if (f->type == CS_FIELD_REF)
        cs_text_format(out, "name of %s %s", f->space == CS_SPACE_ATTRIBUTE ? "an" : "a",
                       space_word(f->space));
    else if (f->type == CS_FIELD_REFS)
        cs_text_format(out, "names, each a %s", space_word(f->space));
    else if (f->type == CS_FIELD_KINDS)
        cs_text_format(out, "%ss by name, see below", space_word(f->space));
    else if (f->type == CS_FIELD_SAFEGUARDS && !table)
        cs_text_add(out, "values by path");
    else if (table)
        add_link(out,
                 f->type == CS_FIELD_LIST    ? "list of "
                 : f->type == CS_FIELD_BLOCK ? ""
                 : f->type == CS_FIELD_MAYBE ? "`none`, or "
                                             : "by name: ",
                 table);
    else
        cs_text_add(out, words ? words : "");
    cs_limits_print(f, limits);
    if (limits[0] && table == NULL) cs_text_format(out, ", %s", limits);
}

static void add_default(cs_text *out, const cs_field *f)
{
    if (!f->fallback)
        cs_text_add(out, "**required**");
    else if (!f->fallback[0])
        cs_text_add(out, "absent");
    else
        cs_text_format(out, "`%s`", f->fallback);
}

static void add_words(cs_text *out, const cs_field *f)
{
    if (f->type != CS_FIELD_WORD || !f->words) return;
    cs_text_format(out, "\n`%s` is one of\n\n", f->key);
    for (const cs_word *w = f->words; w->word; w++)
        cs_text_format(out, "- `%s`: %s\n", w->word, w->help);
}

static void add_table(cs_text *out, const cs_spec *spec, const cs_kind *kind)
{
    char slug[80];
    cs_table_slug(spec, slug);
    cs_text_format(out, "\n<a id=\"%s\"></a>\n\n## %s\n\n%s\n", slug, spec->name, spec->about);
    if (kind) cs_text_format(out, "\nWritten with `kind: %s`.\n", kind->word);
    cs_text_add(out, "\n| key | what | value | default | example |\n|---|---|---|---|---|\n");
    for (const cs_field *f = spec->fields; f->key; f++) {
        cs_text_format(out, "| `%s` | ", f->key);
        add_cell(out, f->help);
        cs_text_add(out, " | ");
        add_kind(out, f);
        cs_text_add(out, " | ");
        add_default(out, f);
        cs_text_add(out, " | ");
        if (f->example) {
            cs_text_add(out, "`");
            add_cell(out, f->example);
            cs_text_add(out, "`");
        }
        cs_text_add(out, " |\n");
    }
    for (const cs_field *f = spec->fields; f->key; f++) add_words(out, f);
}

cs_status cs_language_docs(const char *const *head, const cs_spec *top, char **text, cs_error *err)
{
    cs_text out = {0};
    cs_tables tables;
    while (*head) cs_text_add(&out, *head++);
    cs_tables_collect(&tables, top);
    for (int t = 0; t < tables.count; t++) add_table(&out, tables.spec[t], tables.kind[t]);
    return cs_text_take(&out, text, err);
}

cs_status cs_docs_print(char **text, cs_error *err)
{
    return cs_language_docs(introduction, &cs_scenario_spec, text, err);
}
