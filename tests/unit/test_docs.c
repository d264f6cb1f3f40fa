/* docs/scenario.md is what `counterscore docs` prints, to the letter; the schema is JSON. After a change
   of a spec table: build/counterscore docs > docs/scenario.md */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counterscore.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("%s cannot be read; run this from the root of the source tree", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    fclose(file);
    return text;
}

static void test_reference_is_fresh(void **state)
{
    (void)state;
    char *printed = NULL, *kept = read_file("docs/scenario.md");
    cs_error err = {0};
    if (cs_docs_print(&printed, &err) != CS_OK) fail_msg("%s", err.message);
    if (strcmp(printed, kept) != 0)
        fail_msg("docs/scenario.md is out of date: run build/counterscore docs > docs/scenario.md");
    cs_text_free(printed);
    free(kept);
}

static void test_schema_is_json(void **state)
{
    (void)state;
    char *printed = NULL;
    cs_error err = {0};
    json_error_t fault;
    if (cs_schema_print(&printed, &err) != CS_OK) fail_msg("%s", err.message);
    json_t *schema = json_loads(printed, 0, &fault);
    if (!schema) fail_msg("the schema is no JSON: line %d, %s", fault.line, fault.text);
    assert_non_null(json_object_get(json_object_get(schema, "properties"), "sensors"));
    json_decref(schema);
    cs_text_free(printed);
}

static void test_study_reference_is_fresh(void **state)
{
    (void)state;
    char *printed = NULL, *kept = read_file("docs/study.md");
    cs_error err = {0};
    if (cs_study_docs_print(&printed, &err) != CS_OK) fail_msg("%s", err.message);
    if (strcmp(printed, kept) != 0)
        fail_msg("docs/study.md is out of date: run build/counterscore docs study > docs/study.md");
    cs_text_free(printed);
    free(kept);
}

static void test_study_schema_is_json(void **state)
{
    (void)state;
    char *printed = NULL;
    cs_error err = {0};
    json_error_t fault;
    if (cs_study_schema_print(&printed, &err) != CS_OK) fail_msg("%s", err.message);
    json_t *schema = json_loads(printed, 0, &fault);
    if (!schema) fail_msg("the schema is no JSON: line %d, %s", fault.line, fault.text);
    assert_non_null(json_object_get(json_object_get(schema, "properties"), "safeguards"));
    assert_non_null(json_object_get(json_object_get(schema, "$defs"), "design"));
    json_decref(schema);
    cs_text_free(printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference_is_fresh),
                                       cmocka_unit_test(test_schema_is_json),
                                       cmocka_unit_test(test_study_reference_is_fresh),
                                       cmocka_unit_test(test_study_schema_is_json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
