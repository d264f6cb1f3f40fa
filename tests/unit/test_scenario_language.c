/* What the spec tables promise: every example and default can be read, and the schema and the
   reference made from the tables are whole. */
#include "scenario/language.h"
#include "study/file_parts.h"
#include "scenario/quantity.h"
#include "scenario/yaml.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>

/* A number text must be readable in the field's unit and within its limits. */
static void check_number(const cs_spec *spec, const cs_field *f, const char *text)
{
    const cs_measure *used;
    double value;
    char room[300];
    if (cs_field_may_be_forever(f) && strcmp(text, "forever") == 0) return;
    if (cs_field_may_be_none(f) && strcmp(text, "none") == 0) return;
    const char *wrong = cs_quantity_read(text, cs_field_unit(f), NULL, "", &used, &value, room);
    if (wrong) fail_msg("%s: `%s` %s", spec->name, f->key, wrong);
    if ((f->low != 0 || f->high != 0) && (value < f->low || value > f->high))
        fail_msg("%s: `%s: %s` is outside its limits", spec->name, f->key, text);
}

static void check_word(const cs_spec *spec, const cs_field *f, const char *text)
{
    for (const cs_word *w = f->words; w->word; w++)
        if (strcmp(w->word, text) == 0) return;
    fail_msg("%s: `%s: %s` is none of its words", spec->name, f->key, text);
}

static void check_yaml(const cs_spec *spec, const cs_field *f, const char *text)
{
    cs_log log = {0};
    cs_arena *arena = cs_arena_new();
    cs_origin origin = {.name = f->key, .text = text, .length = strlen(text)};
    cs_yaml yaml = {.arena = arena, .log = &log, .nodes_left = 1000};
    if (!cs_yaml_read(&yaml, &origin, 0) || !cs_log_is_clean(&log))
        fail_msg("%s: `%s: %s` is no YAML", spec->name, f->key, text);
    cs_log_free(&log);
    cs_arena_free(arena);
}

static void check_text(const cs_spec *spec, const cs_field *f, const char *text)
{
    if (!text || !text[0]) return;
    check_yaml(spec, f, text);
    if (cs_field_is_number(f)) check_number(spec, f, text);
    if (f->type == CS_FIELD_WORD && f->words) check_word(spec, f, text);
    if (f->type == CS_FIELD_FLAG)
        assert_true(strcmp(text, "true") == 0 || strcmp(text, "false") == 0);
}

/* The languages of scenarios and of studies. */
typedef struct language {
    const cs_spec *top;
    int tables_least;
    cs_status (*docs)(char **text, cs_error *err), (*schema)(char **text, cs_error *err);
    const char *section, *definition;
} language;
static const language languages[] = {
    {&cs_scenario_spec, 10, cs_docs_print, cs_schema_print, "sensors", "sensor-registry"},
    {&cs_study_spec, 4, cs_study_docs_print, cs_study_schema_print, "vary", "design"}};

static void check_examples(const language *l)
{
    cs_tables tables;
    cs_tables_collect(&tables, l->top);
    assert_true(tables.count >= l->tables_least);
    for (int t = 0; t < tables.count; t++)
        for (const cs_field *f = tables.spec[t]->fields; f->key; f++) {
            if (!f->example) fail_msg("%s: `%s` has no example", tables.spec[t]->name, f->key);
            check_text(tables.spec[t], f, f->example);
            check_text(tables.spec[t], f, f->fallback);
        }
}

static void test_examples(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) check_examples(&languages[i]);
}

/* References stay inside the schema. */
static void check_references(const json_t *json, const json_t *definitions)
{
    const char *key;
    json_t *value;
    size_t i;
    if (json_is_array(json))
        json_array_foreach(json, i, value) check_references(value, definitions);
    if (!json_is_object(json)) return;
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        if (strcmp(key, "$ref") != 0) {
            check_references(value, definitions);
            continue;
        }
        const char *name = json_string_value(value) + strlen("#/$defs/");
        if (!json_object_get(definitions, name)) fail_msg("$defs has no %s", name);
    }
}

static void check_schema(const language *l)
{
    char *text = NULL, *again = NULL;
    cs_error err = {0};
    assert_int_equal(l->schema(&text, &err), CS_OK);
    assert_int_equal(l->schema(&again, &err), CS_OK);
    assert_string_equal(text, again);
    json_t *schema = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(schema);
    json_t *definitions = json_object_get(schema, "$defs");
    check_references(schema, definitions);
    assert_non_null(json_object_get(json_object_get(schema, "properties"), l->section));
    assert_non_null(json_object_get(definitions, l->definition));
    json_decref(schema);
    cs_text_free(text);
    cs_text_free(again);
}

static void test_schema(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) check_schema(&languages[i]);
}

/* Every key of every table stands in the reference, and every word of every choice. */
static void check_docs(const language *l)
{
    cs_tables tables;
    char *text = NULL, wanted[200];
    cs_error err = {0};
    assert_int_equal(l->docs(&text, &err), CS_OK);
    cs_tables_collect(&tables, l->top);
    for (int t = 0; t < tables.count; t++)
        for (const cs_field *f = tables.spec[t]->fields; f->key; f++) {
            snprintf(wanted, sizeof wanted, "| `%s` | ", f->key);
            assert_non_null(strstr(text, wanted));
            for (const cs_word *w = f->type == CS_FIELD_WORD ? f->words : NULL; w && w->word; w++) {
                snprintf(wanted, sizeof wanted, "- `%s`: ", w->word);
                assert_non_null(strstr(text, wanted));
            }
        }
    cs_text_free(text);
}

static void test_docs(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) check_docs(&languages[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples),
                                       cmocka_unit_test(test_schema), cmocka_unit_test(test_docs)};
    return cmocka_run_group_tests_name("scenario language", tests, NULL, NULL);
}
