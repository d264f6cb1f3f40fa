/* Calibration: parameters that made the figures are found again from elsewhere; what was predicted has no say;
   intervals cover what they are about, and there are none where there is too little. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/text.h"
#include "study_plan.h"

#include "results/calibration.h"

#include <stdio.h>

#define TRUE_RATE 0.9
#define TRUE_MISSES 0.3

/* Acts tell the rate; records and acts together tell what share is missed. */
static const char base[] =
    "title: A sensor that misses\n"
    "about: Two numbers that can be told from two figures.\n"
    "sources: {made: Figures that were made by a run}\n"
    "horizon: 1 year\n"
    "seed: 11\n"
    "replicates: 8\n"
    "population: {persons: 1000, regions: 1}\n"
    "conduct:\n"
    "  late_payment: {rate: {value: %s per year, range: [0.2, 4 per year]}}\n"
    "sensors:\n"
    "  bank: {kind: registry, sees: late_payment, misses: {value: %s, range: [2 %%, 90 %%]}, delay: 1 day}\n"
    "lists:\n"
    "  debtors: {enter: {record: late_payment}, leave: {after: 30 days}}\n";

static const char figures[] =
    "reproduces:\n"
    "  - {figure: acts, metric: acts_per_person_year, conduct: late_payment, expect: %.9g, as: set,\n"
    "     source: made}\n"
    "  - {figure: records, metric: true_records, sensor: bank, expect: %.9g, as: %s, source: made}\n"
    "  - {figure: entries, metric: entry_rate, list: debtors, expect: %.9g %%, within: 5 %%, as: predicted,\n"
    "     source: made}\n";

static char scenario[256], study[256], made[256];
static double figure[3];

static void write_scenario(const char *path, const char *rate, const char *misses, const char *as)
{
    char text[4000];
    cs_error err = {0};
    int length = snprintf(text, sizeof text, base, rate, misses);
    if (as)
        length += snprintf(text + length, sizeof text - (size_t)length, figures, figure[0], figure[1], as,
                           100 * figure[2]);
    assert_int_equal(cs_file_write(path, text, (size_t)length, true, &err), CS_OK);
}

/* The figures of a run with the true values, on luck of its own. */
static int make_figures(void **state)
{
    static const cs_metric metrics[3] = {CS_METRIC_ACTS_PER_PERSON_YEAR, CS_METRIC_TRUE_RECORDS,
                                         CS_METRIC_ENTRY_RATE};
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_results *results = NULL;
    (void)state;
    study_path(scenario, "calibrate-scenario");
    study_path(study, "calibrate");
    study_path(made, "calibrate-made");
    write_scenario(scenario, "0.9", "30 %", NULL);
    cs_run_options run = {.scenario = scenario, .seed = 99, .results = made, .force = true, .threads = 2};
    if (cs_run_worlds(&run, &complaints, &err) != CS_OK || cs_results_open(made, &results, &err) != CS_OK)
        fail_msg("%s", err.message);
    for (int i = 0; i < 3; i++) {
        cs_query q = {.metric = metrics[i], .list = i == 2 ? 0 : -1, .service = -1, .sensor = i == 1 ? 0 : -1,
                      .band = -1, .day = -1, .conduct = i == 0 ? 0 : -1, .response = -1, .association = -1};
        cs_estimate e;
        assert_int_equal(cs_results_estimate(results, 0, &q, &e, &err), CS_OK);
        figure[i] = e.mean;
    }
    cs_results_close(results);
    return 0;
}

static int cleared(void **state)
{
    (void)state;
    study_path(scenario, "calibrate-scenario");
    study_path(study, "calibrate");
    study_path(made, "calibrate-made");
    return 0;
}

static const char *const both[] = {"conduct.late_payment.rate", "sensors.*.misses"};

static cs_calibrate_options options_of(const char *method, int64_t tries)
{
    return (cs_calibrate_options){.of = {.scenario = scenario, .study = study, .seed = -1, .threads = 2},
                                  .parameters = both, .parameter_count = 2, .method = method,
                                  .tries = tries};
}

static void run(const cs_calibrate_options *o, cs_calibration *out, char **text, char **fitted)
{
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_worklist *list = NULL;
    if (cs_calibrate_run(o, text, fitted, &complaints, &err) != CS_OK)
        fail_msg("%s: %s", err.message, complaints.count ? complaints.items[0].message : "");
    if (cs_worklist_read(study, &list, &err) != CS_OK) fail_msg("%s", err.message);
    if (cs_calibration_read(list, out, &err) != CS_OK) fail_msg("%s", err.message);
    /* draws have luck of their own, an optimiser is not misled by it */
    assert_int_equal(cs_worklist_plan(list)->own_luck, out->method == CS_METHOD_ABC);
    cs_worklist_close(list);
}

/* 8 replicates of 1,000 persons and 0.9 acts a year: 7,200 acts, of which 2,160 are missed. The rate is
   known to 1/sqrt(7,200) = 1.18 % and the share missed to sqrt(0.3 x 0.7 / 7,200) = 0.0054; the figures were
   made on other luck of the same size, so errors are sqrt(2) times that. 4 standard errors (error
   probability 1e-4 for the two): 6.7 % of the rate, 0.031 of the share. */
#define RATE_ERROR (0.067 * TRUE_RATE)
#define MISSES_ERROR 0.031

static void fitting_finds_what_made_the_figures(void **state)
{
    static const char *const starts[][2] = {{"0.3", "80 %"}, {"3.5", "5 %"}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        cs_calibration c;
        char *text = NULL;
        cs_calibrate_options o = options_of("fit", 80);
        study_path(study, "calibrate");
        write_scenario(scenario, starts[i][0], starts[i][1], "set");
        run(&o, &c, &text, NULL);
        assert_int_equal(c.parameters, 2);
        assert_int_equal(c.set_figures, 2);
        assert_true(c.misfit[0] > 1);
        print_message("# misfit %g after %d tries: rate %g, misses %g\n", c.misfit[c.best], c.points,
                      c.parameter[0].fitted, c.parameter[1].fitted);
        assert_true(c.misfit[c.best] < 0.1);
        assert_true(c.points <= 82);
        assert_true(fabs(c.parameter[0].fitted - TRUE_RATE) < RATE_ERROR);
        assert_true(fabs(c.parameter[1].fitted - TRUE_MISSES) < MISSES_ERROR);
        /* out of sample: it was not fitted to, and follows */
        assert_int_equal(c.figure[2].wanted.as, CS_FIGURE_PREDICTED);
        assert_int_equal(c.figure[2].held, CS_VERDICT_OUTSIDE);
        assert_int_equal(c.figure[2].holds, CS_VERDICT_HOLDS);
        assert_int_equal(c.figure[0].holds, CS_VERDICT_HOLDS);
        assert_non_null(strstr(text, "out of sample"));
        assert_int_equal(c.parameter[0].at_end, 0);
        cs_text_free(text);
        cs_calibration_free(&c);
    }
}

/* With the records predicted only, nothing is known of what is missed, and the records have no say. */
static void predicted_figures_have_no_say(void **state)
{
    cs_calibration c, other;
    char *text = NULL;
    (void)state;
    cs_calibrate_options o = options_of("fit", 30);
    double kept = figure[1];
    study_path(study, "calibrate");
    write_scenario(scenario, "0.3", "80 %", "predicted");
    run(&o, &c, &text, NULL);
    assert_int_equal(c.set_figures, 1);
    assert_non_null(strstr(text, "There are more parameters (2) than figures to fit them to (1)"));
    figure[1] = 17; /* whatever is predicted, the same tries are made and the same misfit found */
    study_path(study, "calibrate");
    write_scenario(scenario, "0.3", "80 %", "predicted");
    run(&o, &other, NULL, NULL);
    figure[1] = kept;
    assert_int_equal(c.points, other.points);
    for (int i = 0; i < c.points; i++) assert_true(c.misfit[i] == other.misfit[i]);
    for (int i = 0; i < 2 * c.points; i++) assert_true(c.level[i] == other.level[i]);
    cs_text_free(text);
    cs_calibration_free(&c);
    cs_calibration_free(&other);
}

/* A range that ends before the true value: fitted at its end, and said so. */
static void the_end_of_a_range_is_told(void **state)
{
    cs_calibration c;
    char *text = NULL;
    static const char *const sets[] = {"conduct.late_payment.rate={value: 0.4 per year, range: [0.2, 0.5]}"};
    (void)state;
    cs_calibrate_options o = options_of("fit", 60);
    o.of.sets = sets;
    o.of.set_count = 1;
    study_path(study, "calibrate");
    write_scenario(scenario, "0.9", "30 %", "set");
    run(&o, &c, &text, NULL);
    assert_int_equal(c.parameter[0].at_end, 1);
    assert_non_null(strstr(text, "at its high end"));
    cs_text_free(text);
    cs_calibration_free(&c);
}

static void draws_that_are_kept_cover_the_truth(void **state)
{
    cs_calibration c;
    char *text = NULL;
    (void)state;
    static const char *const sets[] = {
        "conduct.late_payment.rate={value: 1.5 per year, range: [0.5, 1.6]}",
        "sensors.bank.misses={value: 60 %, range: [10 %, 60 %]}"};
    cs_calibrate_options o = options_of("abc", 300);
    o.of.replicates = 1;
    o.of.sets = sets;
    o.of.set_count = 2;
    o.tolerance = 0.15;
    study_path(study, "calibrate");
    write_scenario(scenario, "2", "60 %", "set");
    run(&o, &c, &text, NULL);
    print_message("# %d of %d draws kept: rate %g (%g to %g), misses %g (%g to %g)\n", c.accepted_count,
                  c.tries, c.parameter[0].fitted, c.parameter[0].fitted_low, c.parameter[0].fitted_high,
                  c.parameter[1].fitted, c.parameter[1].fitted_low, c.parameter[1].fitted_high);
    assert_int_equal(c.points, 301);
    assert_true(c.enough && c.accepted_count >= CS_ACCEPTED_LEAST);
    assert_true(c.parameter[0].fitted_low <= TRUE_RATE && TRUE_RATE <= c.parameter[0].fitted_high);
    assert_true(c.parameter[1].fitted_low <= TRUE_MISSES && TRUE_MISSES <= c.parameter[1].fitted_high);
    /* a draw within 15 % of the acts has a rate within 15 % of the truth, but for luck (3.6 %) */
    assert_true(c.parameter[0].fitted_low > 0.75 * TRUE_RATE);
    assert_true(c.parameter[0].fitted_high < 1.25 * TRUE_RATE);
    assert_true(c.parameter[0].told && c.parameter[1].told);
    assert_true(!c.accepted[0]);
    for (int i = 1; i < c.points; i++)
        if (c.accepted[i]) assert_true(fabs(c.level[2 * i] / TRUE_RATE - 1) < 0.32);
    assert_int_equal(c.figure[2].holds, CS_VERDICT_HOLDS);
    assert_non_null(strstr(text, "middle 95 %"));
    cs_text_free(text);
    cs_calibration_free(&c);
}

/* A parameter of three values: draws that come to the same one are as many draws, each with its own luck. */
static void equal_draws_are_counted(void **state)
{
    static const char *const delay[] = {"sensors.bank.delay"};
    static const char *const sets[] = {"sensors.bank.delay={value: 2 days, range: [1 day, 3 days]}"};
    cs_calibration c, more;
    char *text = NULL;
    int equal = 0, differ = 0, count[4] = {0};
    (void)state;
    cs_calibrate_options o = options_of("abc", 24);
    o.parameters = delay;
    o.parameter_count = 1;
    o.of.sets = sets;
    o.of.set_count = 1;
    o.of.replicates = 1;
    o.tolerance = 10;
    study_path(study, "calibrate");
    write_scenario(scenario, "0.9", "30 %", "set");
    run(&o, &c, &text, NULL);
    assert_int_equal(c.points, 25);
    assert_int_equal(c.accepted_count, 24);
    assert_non_null(strstr(text, "Of 24 draws 24 (100 %) came within 1,000 % of"));
    for (int i = 1; i < c.points; i++) {
        assert_true(c.level[i] == 1 || c.level[i] == 2 || c.level[i] == 3);
        count[(int)c.level[i]]++;
        for (int j = 1; j < i; j++) {
            equal += c.level[i] == c.level[j];
            differ += c.level[i] == c.level[j] && c.misfit[i] != c.misfit[j];
        }
    }
    for (int day = 1; day <= 3; day++) assert_true(count[day] >= 5 && count[day] <= 12);
    assert_true(differ > equal / 2);
    o.tries = 30; /* more draws: those there are found again */
    run(&o, &more, NULL, NULL);
    assert_int_equal(more.points, 31);
    for (int i = 0; i < c.points; i++) assert_true(c.misfit[i] == more.misfit[i]);
    cs_text_free(text);
    cs_calibration_free(&c);
    cs_calibration_free(&more);
}

static void too_few_draws_give_no_interval(void **state)
{
    cs_calibration c;
    char *text = NULL;
    (void)state;
    cs_calibrate_options o = options_of("abc", 60);
    o.of.replicates = 1;
    o.tolerance = 0.05;
    study_path(study, "calibrate");
    write_scenario(scenario, "2", "60 %", "set");
    run(&o, &c, &text, NULL);
    assert_false(c.enough);
    assert_true(isnan(c.parameter[0].fitted_low) && isnan(c.parameter[1].fitted_high));
    assert_non_null(strstr(text, "Too few draws were kept for intervals"));
    assert_null(strstr(text, "middle 95 %"));
    cs_text_free(text);
    cs_calibration_free(&c);
}

/* Stopped after a few tries, amid the look around, at its end or later, and taken up for more: the tries of an
   unbroken calibration. */
static void a_calibration_goes_on_where_it_was_left(void **state)
{
    static const int64_t parts[] = {1, 6, 9, 20};
    cs_calibration whole, part, rest;
    char *first = NULL, *second = NULL;
    (void)state;
    cs_calibrate_options o = options_of("fit", 60);
    write_scenario(scenario, "0.3", "80 %", "set");
    study_path(study, "calibrate");
    run(&o, &whole, &first, NULL);
    for (int i = 0; i < 4; i++) {
        study_path(study, "calibrate");
        o.tries = parts[i];
        run(&o, &part, NULL, NULL);
        o.tries = 60;
        run(&o, &rest, &second, NULL);
        assert_true(part.tries < whole.tries);
        assert_true(part.tries <= parts[i] + 1);
        assert_int_equal(rest.tries, whole.tries);
        for (int k = 0; k < whole.tries; k++) {
            assert_true(rest.misfit[k] == whole.misfit[k]);
            assert_true(rest.level[2 * k] == whole.level[2 * k]);
        }
        assert_string_equal(first, second);
        cs_text_free(second);
        cs_calibration_free(&part);
        cs_calibration_free(&rest);
    }
    cs_text_free(first);
    cs_calibration_free(&whole);
}

/* The scenario that comes out reads, has the values found and keeps their ranges. */
static void the_fitted_scenario_can_be_used(void **state)
{
    cs_calibration c;
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_scenario *s = NULL;
    char *fitted = NULL;
    int found = 0;
    (void)state;
    cs_calibrate_options o = options_of("fit", 40);
    study_path(study, "calibrate");
    write_scenario(scenario, "0.3", "80 %", "set");
    run(&o, &c, NULL, &fitted);
    assert_non_null(strstr(fitted, "# Fitted by counterscore"));
    assert_non_null(strstr(fitted, "#   records"));
    assert_null(strstr(fitted, "#   entries"));
    if (cs_scenario_parse(fitted, strlen(fitted), "fitted.yaml", NULL, &s, &complaints, &err) != CS_OK)
        fail_msg("%s", complaints.count ? complaints.items[0].message : err.message);
    for (int i = 0; i < s->input_count; i++)
        for (int k = 0; k < 2; k++)
            if (strcmp(s->inputs[i].path, c.parameter[k].path) == 0) {
                assert_true(s->inputs[i].value == c.parameter[k].fitted);
                assert_true(s->inputs[i].low == c.parameter[k].low);
                assert_true(s->inputs[i].high == c.parameter[k].high);
                found++;
            }
    assert_int_equal(found, 2);
    cs_scenario_free(s);
    cs_text_free(fitted);
    cs_calibration_free(&c);
}

static void refuse(cs_calibrate_options o, const char *wanted)
{
    cs_error err = {0};
    cs_complaints complaints = {0};
    char *text = NULL;
    o.of.study = NULL;
    assert_int_equal(cs_calibrate_run(&o, &text, NULL, &complaints, &err), CS_USAGE);
    if (!strstr(err.message, wanted)) fail_msg("wanted `%s`, got `%s`", wanted, err.message);
    cs_complaints_free(&complaints);
}

static void the_call_is_checked(void **state)
{
    static const char *const wrong[] = {"sensors.bank.mises"}, *const fixed[] = {"sensors.bank.delay"};
    cs_calibrate_options o = options_of("fit", 10);
    (void)state;
    write_scenario(scenario, "0.3", "80 %", NULL);
    refuse(o, "states no published figure `as: set` under `reproduces`");
    write_scenario(scenario, "0.3", "80 %", "set");
    o.parameter_count = 0;
    refuse(o, "no parameter is free");
    o = options_of("fit", 10);
    o.parameters = wrong;
    o.parameter_count = 1;
    refuse(o, "did you mean `sensors.bank.misses`");
    o.parameters = fixed;
    refuse(o, "has no range");
    refuse(options_of("newton", 10), "`newton` is no method of calibration; fit and abc are");
    o = options_of("fit", 10);
    o.tolerance = 0.2;
    refuse(o, "a tolerance is for the method abc");
}

static void distances(void **state)
{
    (void)state;
    cs_fit_wanted one = {.as = CS_FIGURE_SET, .low = 90, .high = 100};
    assert_true(cs_fit_distance(&one, 95) == 0);
    assert_true(fabs(cs_fit_distance(&one, 80) - 0.1) < 1e-12);
    assert_true(fabs(cs_fit_distance(&one, 120) - 0.2) < 1e-12);
    cs_fit_wanted zero = {.as = CS_FIGURE_SET};
    assert_true(cs_fit_distance(&zero, 0.25) == 0.25);
    cs_fit_wanted three[3] = {one, {.as = CS_FIGURE_PREDICTED, .low = 5, .high = 5},
                              {.as = CS_FIGURE_SET, .low = 10, .high = 10, .within = 0.1}};
    const double mean[3] = {80, 1000, 12}; /* 0.1 / 0.05 = 2; no say; 0.2 / 0.1 = 2 */
    assert_true(fabs(cs_fit_misfit(three, mean, 3) - 2) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fitting_finds_what_made_the_figures),
        cmocka_unit_test(predicted_figures_have_no_say),
        cmocka_unit_test(the_end_of_a_range_is_told),
        cmocka_unit_test(draws_that_are_kept_cover_the_truth),
        cmocka_unit_test(equal_draws_are_counted),
        cmocka_unit_test(too_few_draws_give_no_interval),
        cmocka_unit_test(a_calibration_goes_on_where_it_was_left),
        cmocka_unit_test(the_fitted_scenario_can_be_used),
        cmocka_unit_test(the_call_is_checked),
        cmocka_unit_test(distances),
    };
    return cmocka_run_group_tests(tests, make_figures, cleared);
}
