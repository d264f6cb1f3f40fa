/* Tests of src/serve's JSON: one run minus another is what a comparison of worlds says. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "served_json.h"

#include "results/store.h"
#include "scenario/asked.h"
#include "serve/json.h"

static json_t *minus(cs_results *one, cs_results *other)
{
    cs_error err = {0};
    json_t *all;
    if (cs_json_minus(one, other, &all, &err) != CS_OK) fail_msg("%s", err.message);
    return all;
}

static void assert_estimate(const json_t *found, const cs_estimate *wanted)
{
    if (!wanted->defined) {
        assert_true(json_is_null(found));
        return;
    }
    assert_true(number_of(found, "mean") == wanted->mean);
    assert_true(number_of(found, "low") == wanted->low && number_of(found, "high") == wanted->high);
    assert_int_equal(json_is_true(json_object_get(found, "interval")), wanted->has_interval);
    assert_int_equal(number_of(found, "replicates"), wanted->replicates);
}

/* The safeguard as a world of one run, and as a run of its own: the same figures and differences. */
static void differences_are_those_of_a_comparison(void **state)
{
    cs_error err = {0};
    (void)state;
    cs_results *both = run_busy("both");
    cs_results *without = run_changed("without", "rate: 0.5 per year", "rate: 0 per year", NULL);
    json_t *all = minus(without, both);
    assert_true(json_is_true(json_object_get(all, "paired")));
    assert_true(json_is_null(json_object_get(all, "why")));
    const json_t *figures = json_object_get(all, "figures");
    static const struct { const char *name; int metric; } known[] = {
        {"listed_wrongly", CS_METRIC_LISTED_WRONGLY}, {"wrongful_days", CS_METRIC_WRONGFUL_DAYS},
        {"wrongful_share", CS_METRIC_WRONGFUL_SHARE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const json_t *figure = item(figures, "figure", known[i].name);
        cs_asked asked = cs_asked_nothing;
        cs_query query;
        cs_estimate value, other, difference;
        asked.metric = known[i].metric;
        assert_int_equal(cs_asked_query(&asked, both->world[0].scenario, &query, &err), CS_OK);
        assert_int_equal(cs_results_estimate(both, 1, &query, &value, &err), CS_OK);
        assert_int_equal(cs_results_estimate(both, 0, &query, &other, &err), CS_OK);
        assert_int_equal(cs_results_difference(both, 1, &query, &difference, &err), CS_OK);
        assert_estimate(json_object_get(figure, "value"), &value);
        assert_estimate(json_object_get(figure, "other"), &other);
        assert_estimate(json_object_get(figure, "difference"), &difference);
        assert_true(difference.defined && difference.mean != 0);
        bool clear = difference.low > 0 || difference.high < 0;
        assert_int_equal(json_is_true(json_object_get(figure, "clear")), clear);
    }
    assert_string_equal(text_of(item(figures, "figure", "listed_wrongly"), "unit"), "share");
    assert_true(json_is_true(json_object_get(item(figures, "figure", "wrongful_days"), "clear")));
    json_decref(all);
    all = minus(both, both);
    const json_t *none = json_object_get(item(json_object_get(all, "figures"), "figure", "wrongful_days"), "difference");
    assert_true(number_of(none, "mean") == 0 && number_of(none, "high") == 0);
    json_decref(all);
    cs_results_close(without);
    cs_results_close(both);
}

/* Fewer replicates on one side: those that both have. */
static void differences_are_over_replicates_of_both(void **state)
{
    (void)state;
    cs_results *all = run_changed("all", "replicates: 8", "replicates: 8", NULL);
    cs_results *few = run_changed("few", "replicates: 8", "replicates: 3", NULL);
    json_t *found = minus(few, all);
    const json_t *figure = item(json_object_get(found, "figures"), "figure", "wrongful_days");
    assert_int_equal(number_of(json_object_get(figure, "value"), "replicates"), 3);
    assert_int_equal(number_of(json_object_get(figure, "other"), "replicates"), 8);
    const json_t *difference = json_object_get(figure, "difference");
    assert_int_equal(number_of(difference, "replicates"), 3);
    assert_true(json_is_false(json_object_get(difference, "interval")));
    assert_true(number_of(difference, "mean") == 0 && json_is_false(json_object_get(figure, "clear")));
    json_decref(found);
    cs_results_close(all);
    cs_results_close(few);
}

/* What another version drew may be other luck with the same seed. */
static void runs_of_two_versions_are_not_subtracted(void **state)
{
    (void)state;
    cs_results *results = run_changed("this", "seed: 7", "seed: 7", NULL);
    cs_results *other = run_changed("older", "seed: 7", "seed: 7", NULL);
    other->meta.program = "counterscore 0.0.1";
    json_t *found = minus(other, results);
    assert_true(json_is_false(json_object_get(found, "paired")));
    assert_non_null(strstr(text_of(found, "why"), "counterscore 0.0.1"));
    json_decref(found);
    cs_results_close(other);
    cs_results_close(results);
}

static void unlike_runs_are_not_subtracted(void **state)
{
    static const struct { const char *from, *to, *why; } cases[] = {
        {"seed: 7", "seed: 8", "the seeds are 8 and 7"},
        {"persons: 1000", "persons: 1100", "one run is of 1100 persons and the other of 1000"},
        {"horizon: 20 days", "horizon: 30 days", "goes on for 30 days and the other for 20"},
        {"low: 40 %, high: 60 %", "low: 50 %, high: 50 %", "the scenarios differ in `population`"},
        {"regions: 2", "regions: 3", "the scenarios differ in `population`"}};
    (void)state;
    cs_results *results = run_changed("plain", "seed: 7", "seed: 7", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_results *other = run_changed("other", cases[i].from, cases[i].to, NULL);
        json_t *found = minus(other, results);
        assert_true(json_is_false(json_object_get(found, "paired")));
        if (!strstr(text_of(found, "why"), cases[i].why))
            fail_msg("`%s` lacks `%s`", text_of(found, "why"), cases[i].why);
        assert_int_equal(json_array_size(json_object_get(found, "figures")), 0);
        json_decref(found);
        cs_results_close(other);
    }
    cs_results_close(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_those_of_a_comparison),
        cmocka_unit_test(differences_are_over_replicates_of_both),
        cmocka_unit_test(runs_of_two_versions_are_not_subtracted),
        cmocka_unit_test(unlike_runs_are_not_subtracted),
    };
    return cmocka_run_group_tests_name("serve_minus", tests, in_a_folder, clear_folder);
}
