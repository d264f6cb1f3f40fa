/* Trees: from YAML, merged, and printed so that reading gives them back. */
#include "scenario/emit.h"
#include "scenario/yaml.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

typedef struct reading {
    cs_arena *arena;
    cs_log log;
} reading;

static cs_node *read_yaml(reading *r, const char *text)
{
    cs_origin *origin = cs_arena_alloc(r->arena, 1, sizeof *origin);
    assert_non_null(origin);
    *origin = (cs_origin){.name = "tree.yaml", .text = text, .length = strlen(text)};
    cs_yaml yaml = {.arena = r->arena, .log = &r->log, .nodes_left = 1000};
    cs_node *root = cs_yaml_read(&yaml, origin, 0);
    for (int i = 0; i < r->log.complaints.count; i++)
        print_message("%s: %s\n", text, r->log.complaints.items[i].message);
    assert_non_null(root);
    assert_true(cs_log_is_clean(&r->log));
    return root;
}

static void check_print(const cs_node *root, const char *wanted)
{
    cs_text out = {0};
    cs_tree_print(root, &out);
    assert_false(out.failed);
    assert_string_equal(out.bytes, wanted);
    cs_text_drop(&out);
}

static int set_up(void **state)
{
    static reading r;
    r = (reading){.arena = cs_arena_new()};
    *state = &r;
    return r.arena == NULL;
}

static int tear_down(void **state)
{
    reading *r = *state;
    cs_log_free(&r->log);
    cs_arena_free(r->arena);
    return 0;
}

static void test_merge(void **state)
{
    static const struct {
        const char *base, *over, *wanted;
    } cases[] = {{"a: 1\nb: 2", "b: 3\nc: 4", "a: 1\nb: 3\nc: 4\n"},
                 {"a: {x: 1, y: 2}", "a: {y: 3}", "a:\n  x: 1\n  y: 3\n"},
                 {"a: [1, 2]", "a: [3]", "a:\n  - 3\n"},
                 {"a: {x: {value: 1, source: s}}", "a: {x: {value: 2}}", "a:\n  x: {value: 2}\n"},
                 {"a: {x: 1}", "a: {x: {value: 2}}", "a:\n  x: {value: 2}\n"},
                 {"a: {x: {p: 1}, y: 2}", "a: {x: none}", "a:\n  y: 2\n"},
                 {"a: {x: 1}", "a: {x: none}", "a:\n  x: none\n"},
                 {"a: {x: {p: 1}}", "a: {x: 'none'}", "a:\n  x: \"none\"\n"},
                 {"a: 1", "a: {x: 2}", "a:\n  x: 2\n"}};
    reading *r = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cs_node *base = read_yaml(r, cases[i].base);
        assert_true(cs_node_merge(r->arena, base, read_yaml(r, cases[i].over)));
        check_print(base, cases[i].wanted);
    }
}

/* What the text of a scalar is, however it is written. */
static void test_scalars(void **state)
{
    static const struct {
        const char *yaml, *text;
    } cases[] = {{"a: plain text", "plain text"},
                 {"a: 'it''s'", "it's"},
                 {"a: ''''''''''''''''''''''''''''''''''''''''''", "''''''''''''''''''''"},
                 {"a: 'one\n  two\n\n  three'", "one two\nthree"},
                 {"a: \"one\\ttwo\\n\\u00e9\"", "one\ttwo\n\xc3\xa9"},
                 {"a: |\n  one\n  two\n", "one\ntwo\n"},
                 {"a: >-\n  one\n  two\n", "one two"},
                 {"a: 5 %", "5 %"},
                 {"a: ", ""},
                 {"b: &x 3\na: *x", "3"}};
    reading *r = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cs_node *a = cs_node_get(read_yaml(r, cases[i].yaml), "a");
        assert_non_null(a);
        assert_string_equal(a->text, cases[i].text);
    }
}

/* Texts that YAML could take for something else come back as they were. */
static void test_print_texts(void **state)
{
    static const char *const texts[] = {
        "a",   "",     " ",        "a: b", "a #b", "#a",   "- a", "-",    "?",    "&a",
        "*a",  "!a",   "{a}",      "[a]",  "a, b", "'",    "\"",  "a\"b", "a\\b", "a\nb",
        "\n",  "a\n",  "null",     "~",    "none", "true", "1e3", "-5 %", "+1",   ".5",
        "a:",  ":",    "@a",       "%a",   "`a`",  "a  b", "a ",  " a",   "\ta",  "a\tb",
        "---", "... ", "\xc3\xa9", "a'b",  "<<",   "a|b",  ">",   "0x1",  "a:b",  "http://x/y"};
    reading *r = *state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cs_node *root = cs_node_new(r->arena, CS_NODE_MAPPING, NULL);
        cs_node *list = cs_node_new(r->arena, CS_NODE_SEQUENCE, NULL);
        cs_node *key = cs_node_scalar(r->arena, "k", NULL),
                *deep = cs_node_scalar(r->arena, "m", NULL);
        cs_node *one = cs_node_scalar(r->arena, texts[i], NULL),
                *two = cs_node_scalar(r->arena, texts[i], NULL);
        assert_true(root && list && key && deep && one && two);
        one->quoted = two->quoted = true;
        assert_true(cs_node_add(r->arena, root, key, one));
        assert_true(cs_node_add(r->arena, list, NULL, two));
        assert_true(cs_node_add(r->arena, root, deep, list));
        cs_text out = {0};
        cs_tree_print(root, &out);
        const cs_node *again = read_yaml(r, out.bytes);
        assert_string_equal(cs_node_get(again, "k")->text, texts[i]);
        assert_string_equal(cs_node_get(again, "m")->items[0]->text, texts[i]);
        assert_false(cs_node_is_null(cs_node_get(again, "k")));
        check_print(again, out.bytes);
        cs_text_drop(&out);
    }
}

/* Every value knows where it stood. */
static void test_places(void **state)
{
    reading *r = *state;
    const cs_node *root = read_yaml(r, "a: 1\nb:\n  - {c: \"q\", d: 'r'}\n  - e\nf:\n");
    const cs_node *b = cs_node_get(root, "b"), *c = cs_node_get(b->items[0], "c");
    assert_int_equal(b->line, 3);
    assert_int_equal(b->column, 3);
    assert_int_equal(b->items[0]->column, 5);
    assert_int_equal(c->line, 3);
    assert_int_equal(c->column, 9); /* the quote */
    assert_int_equal(cs_node_get(b->items[0], "d")->column, 17);
    assert_int_equal(cs_node_get(root, "f")->line, 5); /* nothing stands where its key stands */
    assert_int_equal(cs_node_size(root), 3 + 1 + 1 + 1 + 1 + 4 + 1 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_merge, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scalars, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_print_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down)};
    return cmocka_run_group_tests_name("scenario tree", tests, NULL, NULL);
}
