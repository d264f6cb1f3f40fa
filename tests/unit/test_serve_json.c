/* Tests of src/serve's JSON: every number of it is one that the program gives elsewhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "results_fixture.h"

#include "serve/json.h"

#include <string.h>

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (!text) fail_msg("`%s` is no text", key);
    return text;
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) fail_msg("`%s` is no number", key);
    return json_number_value(value);
}

/* The item of an array whose `key` is `wanted`; a failed test where there is none. */
static const json_t *item(const json_t *array, const char *key, const char *wanted)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *one = json_array_get(array, i);
        if (strcmp(text_of(one, key), wanted) == 0) return one;
    }
    fail_msg("nothing has the %s `%s`", key, wanted);
    return NULL;
}

/* ---- a scenario ---- */

static json_t *model_of(const cs_scenario *scenario)
{
    json_t *model;
    cs_error err = {0};
    assert_int_equal(cs_json_model(scenario, &model, &err), CS_OK);
    return model;
}

static void a_model_says_what_the_scenario_says(void **state)
{
    (void)state;
    cs_scenario *s = fixture_scenario(NULL);
    json_t *model = model_of(s);
    assert_string_equal(text_of(model, "name"), "small-town");
    assert_string_equal(text_of(model, "title"), "Small town");
    assert_string_equal(text_of(model, "hash"), s->hash);
    assert_string_equal(text_of(model, "text"), s->text);
    assert_int_equal(number_of(model, "persons"), 1000);
    assert_int_equal(number_of(model, "replicates"), 8);
    assert_int_equal(number_of(model, "seed"), 7);
    assert_int_equal(number_of(model, "horizon_days"), 20);
    const json_t *source = json_array_get(json_object_get(model, "sources"), 0);
    assert_string_equal(text_of(source, "name"), "paper");
    assert_string_equal(text_of(source, "text"), "A paper, 2020");
    json_decref(model);
    cs_scenario_free(s);
}

static void every_number_of_the_scenario_is_a_parameter(void **state)
{
    (void)state;
    cs_scenario *s = fixture_scenario(NULL);
    json_t *model = model_of(s);
    const json_t *all = json_object_get(model, "parameters");
    size_t wanted = 0;
    for (int i = 0; i < s->input_count; i++) wanted += !cs_input_is_setting(&s->inputs[i]);
    assert_int_equal(json_array_size(all), wanted);
    assert_int_equal(wanted, (size_t)s->input_count - 4); /* seed, replicates, track, every */
    const json_t *rate = item(all, "path", "conduct.late_payment.rate");
    assert_string_equal(text_of(rate, "text"), "2 per year");
    assert_string_equal(text_of(rate, "unit"), "rate");
    assert_string_equal(text_of(rate, "kind"), "assumed");
    assert_true(number_of(rate, "value") == 2 && number_of(rate, "low") == 1 && number_of(rate, "high") == 4);
    assert_true(json_is_null(json_object_get(rate, "source")));
    assert_true(json_is_false(json_object_get(rate, "whole")));
    const json_t *misses = item(all, "path", "sensors.bank.misses");
    assert_string_equal(text_of(misses, "unit"), "share");
    assert_string_equal(text_of(misses, "kind"), "sourced");
    assert_string_equal(text_of(misses, "source"), "paper");
    assert_true(number_of(misses, "value") == 0.05 && number_of(misses, "low") == 0.05);
    assert_non_null(strstr(text_of(misses, "label"), "acts"));
    const json_t *points = item(all, "path", "score.rules.late_payment.points");
    assert_string_equal(text_of(points, "unit"), "points");
    assert_true(json_is_true(json_object_get(points, "whole")));
    json_decref(model);
    cs_scenario_free(s);
}

/* The list of safeguards stays whole whichever are switched on, so that others can be. */
static void safeguards_say_which_are_on(void **state)
{
    static const struct { const char *chosen; bool first, second; } cases[] = {
        {NULL, false, false}, {"no_slips", true, false}, {"more_misses+no_slips", true, true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_scenario *s = fixture_scenario(cases[i].chosen);
        json_t *model = model_of(s);
        const json_t *all = json_object_get(model, "safeguards");
        assert_int_equal(json_array_size(all), 2);
        const json_t *first = item(all, "name", "no_slips"), *second = item(all, "name", "more_misses");
        assert_string_equal(text_of(first, "about"), "nothing is filed from nothing");
        assert_true(number_of(first, "cost") == 1 && number_of(first, "from_day") == 0);
        assert_int_equal(json_is_true(json_object_get(first, "on")), cases[i].first);
        assert_int_equal(json_is_true(json_object_get(second, "on")), cases[i].second);
        json_decref(model);
        cs_scenario_free(s);
    }
}

static void complaints_say_where(void **state)
{
    static const char bad[] = "title: Town\nhorizon: many days\nabout: \xff\xc3(\n";
    cs_scenario *s = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    json_t *all;
    (void)state;
    assert_int_equal(cs_scenario_parse(bad, strlen(bad), "town.yaml", NULL, &s, &complaints, &err), CS_SCENARIO);
    assert_int_equal(cs_json_complaints(&complaints, &all, &err), CS_OK);
    assert_int_equal(json_array_size(all), (size_t)complaints.count);
    assert_true(complaints.count > 0);
    const json_t *first = json_array_get(all, 0);
    assert_string_equal(text_of(first, "file"), "town.yaml");
    assert_int_equal(number_of(first, "line"), 3);
    assert_int_equal(number_of(first, "column"), 8);
    assert_string_equal(text_of(first, "message"), complaints.items[0].message);
    /* bytes that are no UTF-8 cannot stand in JSON */
    assert_string_equal(text_of(first, "excerpt"), "about: \xef\xbf\xbd\xef\xbf\xbd(");
    json_decref(all);
    cs_complaints_free(&complaints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_says_what_the_scenario_says),
        cmocka_unit_test(every_number_of_the_scenario_is_a_parameter),
        cmocka_unit_test(safeguards_say_which_are_on),
        cmocka_unit_test(complaints_say_where),
    };
    return cmocka_run_group_tests_name("serve_json", tests, NULL, NULL);
}
