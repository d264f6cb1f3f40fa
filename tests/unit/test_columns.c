/* Tables for a terminal: within 80 columns, in as many parts as it takes; short names that tell apart. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "results/columns.h"
#include "results/study_text.h"

#include <stdio.h>
#include <string.h>

static void add(cs_columns *t, const char *head, const char *under, bool key, const char *cell)
{
    cs_error err;
    assert_int_equal(cs_columns_add(t, head, under, key, &err), CS_OK);
    for (int i = 0; i < t->rows; i++) cs_columns_put(t, i, cell);
}

static char *printed(cs_columns *t)
{
    cs_text text = {0};
    cs_error err;
    char *out = NULL;
    cs_columns_print(t, &text);
    assert_int_equal(cs_text_take(&text, &out, &err), CS_OK);
    cs_columns_free(t);
    return out;
}

static void a_table_has_heads_units_and_rows(void **state)
{
    (void)state;
    cs_columns t = {.rows = 1};
    add(&t, "safeguard", "", true, "base");
    add(&t, "sensors.bank.misses", "", true, "2 %");
    add(&t, "wrongful days", "per 1,000", false, "4,253 (9-12)");
    char *text = printed(&t);
    assert_string_equal(text, "\n"
                              "           sensors.\n"
                              "           bank.          wrongful\n"
                              "safeguard  misses             days\n"
                              "                         per 1,000\n"
                              "--------------------------------------------------------------------------------\n"
                              "base       2 %        4,253 (9-12)\n");
    cs_text_free(text);
}

static void wide_tables_go_on_below_with_their_keys(void **state)
{
    (void)state;
    cs_columns t = {.rows = 2};
    int tables = 0, wide = 0;
    add(&t, "point", "", true, "é of letters that are two bytes");
    for (int i = 0; i < 7; i++) add(&t, "a figure", "%", false, "12.3 (11.2-13.4)");
    char *text = printed(&t);
    for (const char *at = text; (at = strstr(at, "point")); at++) tables++;
    assert_int_equal(tables, 4);
    for (const char *at = text; *at; at++) {
        wide = *at == '\n' ? 0 : wide + (((unsigned char)*at & 0xc0) != 0x80);
        assert_true(wide <= CS_LINE);
        if (*at == '\n' && at > text) assert_true(at[-1] != ' ');
    }
    cs_text_free(text);
}

static void long_words_are_cut(void **state)
{
    (void)state;
    char word[300];
    cs_columns t = {.rows = 1};
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = 0;
    add(&t, "x", "", true, word);
    assert_non_null(strstr(t.column[0].cell[0], "…"));
    assert_true(strlen(t.column[0].cell[0]) < CS_CELL_WIDE);
    cs_columns_free(&t);
}

static void short_names_tell_parameters_apart(void **state)
{
    (void)state;
    const cs_factor factor[] = {
        {.path = "sensors.bank.misses"}, {.path = "sensors.utility.misses"},
        {.path = "sensors.bank.wrong_person.share"}, {.path = "sensors.utility.wrong_person.share"},
        {.path = "horizon"}, {.path = "conduct.late_payment.rate"}};
    const char *const wanted[] = {"bank.misses", "utility.misses", "bank.wrong_person.share",
                                  "utility.wrong_person.share", "horizon", "late_payment.rate"};
    cs_study_plan plan = {.factor = factor, .factors = 6};
    for (int i = 0; i < 6; i++) assert_string_equal(cs_factor_short(&plan, i), wanted[i]);
}

static void figures_have_their_units(void **state)
{
    (void)state;
    char room[CS_CELL];
    cs_asked days = {.metric = CS_METRIC_WRONGFUL_DAYS}, firms = {.metric = CS_METRIC_WRONGFUL_DAYS, .of = CS_FIRMS};
    cs_asked share = {.metric = CS_METRIC_LISTED_SHARE};
    cs_say_value(room, 423, &days);
    assert_string_equal(room, "423 per 1,000 persons");
    assert_string_equal(cs_figure_unit(&firms), "per 1,000 firms");
    cs_say_value(room, 0.5, &share);
    assert_string_equal(room, "50 %");
    assert_string_equal(cs_figure_unit(&share), "%");
    cs_format_count(room, 1, "draw", NULL);
    assert_string_equal(room, "1 draw");
    cs_format_count(room, 12345, "try", "tries");
    assert_string_equal(room, "12,345 tries");
    cs_format_span(room, 0.0021, 0.02, CS_UNIT_RATE);
    assert_string_equal(room, "0.0021 to 0.02 per year");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_heads_units_and_rows),
        cmocka_unit_test(wide_tables_go_on_below_with_their_keys),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(short_names_tell_parameters_apart),
        cmocka_unit_test(figures_have_their_units),
    };
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
