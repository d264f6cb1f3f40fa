/* Study files: what a plan becomes of them. Mistakes are in tests/bad/studies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "study/file.h"
#include "support/scratch.h"

typedef struct made { cs_arena *arena; cs_study_plan *plan; } made;

static made read_with(const char *text, const char *const *sets, int set_count)
{
    made m = {.arena = cs_arena_new()};
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *printed = NULL;
    if (cs_study_file_parse(text, strlen(text), "test.yaml", sets, set_count, m.arena, &m.plan, &complaints,
                            &err) != CS_OK &&
        cs_complaints_print(&complaints, false, &printed, &err) == CS_OK)
        print_message("# %s %s\n", err.message, printed);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
    assert_non_null(m.plan);
    return m;
}

static made read_text(const char *text) { return read_with(text, NULL, 0); }
static void drop(made *m) { cs_arena_free(m->arena); }

static bool has_set(const cs_point *point, const char *set)
{
    for (int i = 0; i < point->set_count; i++)
        if (strcmp(point->sets[i], set) == 0) return true;
    return false;
}

static void a_grid_is_every_combination(void **state)
{
    (void)state;
    made m = read_text("study: Misses\n"
                       "about: Two ways to miss.\n"
                       "scenario: city-points\n"
                       "set: {population.persons: 20_000, horizon: 2 years}\n"
                       "safeguards: [none, heard+expiry, no_regime]\n"
                       "vary:\n"
                       "  sensors.bank.misses: {values: [1, 5, 15 %]}\n"
                       "  sensors.bank.delay: {values: [7 days, 1 year]}\n"
                       "replicates: 3\nseed: 11\nluck: own\n"
                       "figures:\n"
                       "  wrongly listed: {metric: wrongful_share, list: discredited}\n"
                       "  on day 100: {metric: listed, day: 100 days, cell: group.minority}\n");
    const cs_study_plan *p = m.plan;
    assert_int_equal(p->kind, CS_STUDY_SWEEP);
    assert_string_equal(p->title, "Misses");
    assert_string_equal(p->about, "Two ways to miss.");
    assert_int_equal(p->points, 18);
    assert_int_equal(p->factors, 2);
    assert_int_equal(p->replicates, 3);
    assert_int_equal(p->seed, 11);
    assert_true(p->own_luck && !p->grows);
    assert_string_equal(p->factor[0].path, "sensors.bank.misses");
    assert_true(p->factor[0].low == 0.01 && p->factor[0].high == 0.15 && p->factor[0].value == 0.05);
    assert_string_equal(p->factor[1].path, "sensors.bank.delay");
    assert_true(p->factor[1].whole && p->factor[1].high == 365);
    static const double misses[] = {0.01, 0.05, 0.15}, delay[] = {7, 365};
    static const char *const worlds[] = {"", "expiry+heard", "no_regime"};
    static const char *const labels[] = {"base", "expiry+heard", "no_regime"};
    for (int w = 0; w < 3; w++)
        for (int i = 0; i < 6; i++) {
            const cs_point *point = &p->point[w * 6 + i];
            assert_string_equal(point->safeguard, worlds[w]);
            assert_string_equal(point->label, labels[w]);
            assert_string_equal(point->scenario, "city-points");
            assert_true(point->level[0] == misses[i / 2] && point->level[1] == delay[i % 2]);
            assert_int_equal(point->set_count, 4);
            assert_true(has_set(point, "population.persons=20_000") && has_set(point, "horizon=2 years"));
            assert_true(has_set(point, i % 2 ? "sensors.bank.delay=365 days" : "sensors.bank.delay=7 days"));
            assert_true(has_set(point, i / 2 == 0   ? "sensors.bank.misses=1 %"
                                       : i / 2 == 1 ? "sensors.bank.misses=5 %"
                                                    : "sensors.bank.misses=15 %"));
        }
    assert_int_equal(p->figures, 2);
    assert_string_equal(p->figure[0].name, "wrongly listed");
    assert_string_equal(p->figure[0].list, "discredited");
    assert_int_equal(p->figure[0].metric, CS_METRIC_WRONGFUL_SHARE);
    assert_int_equal(p->figure[0].day, -1);
    assert_int_equal(p->figure[1].day, 100);
    assert_string_equal(p->figure[1].cell, "group.minority");
    drop(&m);
}

static void a_list_walks_together(void **state)
{
    (void)state;
    made m = read_text("study: a\nscenario: city-points\ndesign: {kind: list}\n"
                       "vary:\n"
                       "  sensors.bank.misses: {values: [1 %, 5 %, 15 %]}\n"
                       "  sensors.utility.misses: {values: [2 %, 2 %, 20 %]}\n");
    static const double one[] = {0.01, 0.05, 0.15}, other[] = {0.02, 0.02, 0.2};
    assert_int_equal(m.plan->points, 3);
    for (int i = 0; i < 3; i++)
        assert_true(m.plan->point[i].level[0] == one[i] && m.plan->point[i].level[1] == other[i]);
    drop(&m);
}

/* 16 points of a hypercube: one in each sixteenth of a range that runs along its logarithm, and each of two
   values eight times; every world has the same ones. */
static void draws_are_shared_by_all_worlds(void **state)
{
    (void)state;
    static const char *const kinds[] = {"latin", "sobol", "random"};
    for (int k = 0; k < 3; k++) {
        char text[500];
        snprintf(text, sizeof text,
                 "study: a\nscenario: city-points\nsafeguards: each\ndesign: {kind: %s, points: 16}\n"
                 "vary:\n"
                 "  sensors.bank.misses: {range: [0.1, 10 %%]}\n"
                 "  sensors.utility.misses: {}\n"
                 "  sensors.bank.delay: {values: [7 days, 30 days]}\n",
                 kinds[k]);
        made m = read_text(text);
        int seen[16] = {0}, early = 0, worlds = m.plan->points / 16;
        assert_true(worlds > 5 && m.plan->points == worlds * 16);
        for (int i = 0; i < m.plan->points; i++) {
            const double *level = m.plan->point[i].level, *first = m.plan->point[i % 16].level;
            assert_true(level[0] >= 0.001 && level[0] <= 0.1 && level[1] >= 0.02 && level[1] <= 0.3);
            assert_true(level[2] == 7 || level[2] == 30);
            assert_memory_equal(level, first, 3 * sizeof *level);
            if (i >= 16) continue;
            seen[(int)(log(level[0] / 0.001) / log(100) * 16)]++;
            early += level[2] == 7;
        }
        for (int i = 0; k < 2 && i < 16; i++) assert_int_equal(seen[i], 1);
        if (k < 2) assert_int_equal(early, 8);
        assert_non_null(strstr(m.plan->settings, kinds[k]));
        drop(&m);
    }
}

static void what_is_not_said_comes_from_the_scenario(void **state)
{
    (void)state;
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    assert_int_equal(cs_scenario_load("city-points", NULL, &scenario, &complaints, &err), CS_OK);
    made m = read_text("study: a\nscenario: city-points\n");
    const cs_figure *figures = CS_ITEMS(cs_figure, scenario->figures);
    assert_int_equal(m.plan->points, 1);
    assert_int_equal(m.plan->factors, 0);
    assert_int_equal(m.plan->point[0].set_count, 0);
    assert_string_equal(m.plan->point[0].label, "");
    assert_int_equal(m.plan->replicates, scenario->replicates);
    assert_int_equal(m.plan->seed, scenario->seed);
    assert_false(m.plan->own_luck);
    assert_true(m.plan->figures > 0);
    int f = 0;
    for (int i = 0; i < scenario->figures.count; i++) {
        cs_query query;
        if (cs_metric_over((cs_metric)figures[i].metric)) continue;
        assert_string_equal(m.plan->figure[f].name, figures[i].figure);
        assert_int_equal(cs_asked_query(&m.plan->figure[f], scenario, &query, &err), CS_OK);
        assert_int_equal(query.list, figures[i].list);
        assert_int_equal(query.service, figures[i].service);
        assert_int_equal(query.cell, figures[i].cell);
        assert_int_equal(query.sensor, figures[i].sensor);
        assert_int_equal(query.band, figures[i].band);
        assert_int_equal(query.conduct, figures[i].conduct);
        assert_int_equal(query.response, figures[i].response);
        assert_true(query.scale == figures[i].scale);
        f++;
    }
    assert_int_equal(f, m.plan->figures);
    cs_scenario_free(scenario);
    drop(&m);
}

/* Every bundled scenario's own figures can be asked for by name. */
static void every_scenario_has_figures_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; cs_bundled_name(i); i++) {
        char text[200];
        snprintf(text, sizeof text, "study: a\nscenario: %s\n", cs_bundled_name(i));
        made m = read_text(text);
        drop(&m);
    }
}

static void settings_of_the_command_line(void **state)
{
    (void)state;
    static const char text[] = "study: a\nscenario: city-points\nset: {horizon: 2 years}\n"
                               "vary: {sensors.bank.misses: {}}\ndesign: {kind: sobol, points: 64}\n";
    static const char *const sets[] = {"design.points=8", "population.persons=5000", "horizon=1 year",
                                       "replicates=2", "design.kind=latin"};
    made m = read_with(text, sets, 5);
    assert_int_equal(m.plan->points, 8);
    assert_int_equal(m.plan->replicates, 2);
    assert_int_equal(m.plan->point[0].set_count, 3);
    assert_true(has_set(&m.plan->point[0], "population.persons=5000"));
    assert_true(has_set(&m.plan->point[0], "horizon=1 year"));
    assert_non_null(strstr(m.plan->text, "latin"));
    drop(&m);
    static const char *const bare[] = {"population.persons=5000"};
    made n = read_with("study: a\nscenario: city-points\n", bare, 1);
    assert_true(has_set(&n.plan->point[0], "population.persons=5000"));
    drop(&n);
}

static void refuse_set(const char *set, const char *says)
{
    static const char text[] = "study: a\nscenario: city-points\n";
    cs_arena *arena = cs_arena_new();
    cs_study_plan *plan;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *printed = NULL;
    assert_int_equal(cs_study_file_parse(text, strlen(text), "test.yaml", &set, 1, arena, &plan, &complaints,
                                         &err), CS_SCENARIO);
    assert_int_equal(cs_complaints_print(&complaints, false, &printed, &err), CS_OK);
    if (!strstr(printed, says)) fail_msg("%s: %s", set, printed);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
    cs_arena_free(arena);
}

static void settings_that_lead_nowhere(void **state)
{
    (void)state;
    refuse_set("design.pionts=8", "--set:1:1: the path `design.pionts` leads nowhere");
    refuse_set("population.persns=8", "--set:1:1: in the scenario city-points: the path `population.persns`");
    refuse_set("replicates", "--set:1:1: `replicates` is not path=value");
}

/* The text is the same for the same study, however it is laid out, and another when the scenario is. */
static void the_text_says_what_the_study_is(void **state)
{
    (void)state;
    made a = read_text("study: a\nscenario: city-points\nreplicates: 2\n"),
         b = read_text("study:   a   # laid out otherwise\nscenario: \"city-points\"\nreplicates: 2\n"),
         c = read_text("study: a\nscenario: city-points\nreplicates: 3\n");
    assert_string_equal(a.plan->text, b.plan->text);
    assert_string_not_equal(a.plan->text, c.plan->text);
    drop(&a);
    drop(&b);
    drop(&c);
    static const char *const rates[] = {"5 %", "6 %"};
    char folder[SCRATCH_PATH], study[SCRATCH_FILE], scenario[SCRATCH_FILE], *texts[2];
    scratch_make(folder);
    snprintf(study, sizeof study, "%s/study.yaml", folder);
    snprintf(scenario, sizeof scenario, "%s/mine.yaml", folder);
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(study, "w");
        fputs("study: a\nscenario: mine.yaml\n", file);
        fclose(file);
        file = fopen(scenario, "w");
        fprintf(file, "extends: city-points\nsensors: {bank: {misses: %s}}\n", rates[i]);
        fclose(file);
        cs_arena *arena = cs_arena_new();
        cs_study_plan *plan;
        cs_complaints complaints;
        cs_error err = {0};
        assert_int_equal(cs_study_file_read(study, NULL, 0, arena, &plan, &complaints, &err), CS_OK);
        assert_string_equal(plan->point[0].scenario, scenario); /* from the study's folder */
        texts[i] = strdup(plan->text);
        cs_arena_free(arena);
    }
    assert_string_not_equal(texts[0], texts[1]);
    free(texts[0]);
    free(texts[1]);
    assert_int_equal(scratch_remove(folder), 0);
}

static void several_scenarios(void **state)
{
    (void)state;
    made m = read_text("study: a\nscenarios: [city-points, app-points]\nsafeguards: [none, no_regime]\n"
                       "set: {population.persons: 5000}\nfigures: {listed: {metric: listed_share}}\n");
    static const char *const labels[] = {"city-points, base", "city-points, no_regime", "app-points, base",
                                         "app-points, no_regime"};
    assert_int_equal(m.plan->points, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(m.plan->point[i].label, labels[i]);
        assert_string_equal(m.plan->point[i].scenario, i < 2 ? "city-points" : "app-points");
    }
    drop(&m);
}

static void bundled_studies_are_read(void **state)
{
    (void)state;
    int count = 0;
    for (; cs_bundled_study_name(count); count++) {
        made m = {.arena = cs_arena_new()};
        cs_complaints complaints = {0};
        cs_error err = {0};
        char *printed = NULL;
        if (cs_study_file_read(cs_bundled_study_name(count), NULL, 0, m.arena, &m.plan, &complaints, &err) !=
                CS_OK &&
            cs_complaints_print(&complaints, false, &printed, &err) == CS_OK)
            fail_msg("%s: %s %s", cs_bundled_study_name(count), err.message, printed);
        assert_true(m.plan->points > 1 && m.plan->about[0]);
        drop(&m);
    }
    assert_true(count >= 2);
}

/* Run a bundled study at a small size, in memory of the file system, and open what came of it. */
static cs_study *run_small(const char *name, const char *const *sets, int set_count, char path[SCRATCH_FILE])
{
    cs_study_options options = {.study = name, .sets = sets, .set_count = set_count, .results = path,
                                .threads = 1};
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_study *study = NULL;
    int64_t rows, done, failed;
    snprintf(path, SCRATCH_FILE, "%s/counterscore-study-%d.db", scratch_root(), (int)getpid());
    unlink(path);
    if (cs_study_run(&options, &complaints, &err) != CS_OK) fail_msg("%s: %s", name, err.message);
    assert_int_equal(cs_study_open(path, &study, &err), CS_OK);
    assert_int_equal(cs_study_count(study, &rows, &done, &failed, &err), CS_OK);
    assert_true(done == rows && failed == 0 && rows == cs_study_points(study) * cs_study_replicates(study));
    return study;
}

static double value_of(cs_study *study, int point, int figure)
{
    double value = NAN;
    cs_error err = {0};
    assert_int_equal(cs_study_value(study, point, 0, figure, &value, &err), CS_OK);
    return value;
}

/* On the same luck, a record missed at 2 % is missed at 30 % too, so along that axis people are listed on
   fewer days. Without the regime nobody is listed. */
static void bundled_studies_run(void **state)
{
    (void)state;
    static const char *const small[] = {"population.persons=4000", "replicates=1"};
    static const char *const few[] = {"population.persons=500", "horizon=1 year", "replicates=1",
                                      "design.points=2"};
    char path[SCRATCH_FILE];
    cs_study *study = run_small("matching-rules", small, 2, path);
    assert_int_equal(cs_study_points(study), 18);
    for (int i = 0; i < 3; i++)
        assert_true(value_of(study, i, 2) > value_of(study, i + 6, 2));
    assert_true(value_of(study, 0, 0) > 0);
    cs_study_close(study);
    study = run_small("points-under-doubt", few, 4, path);
    int points = cs_study_points(study);
    assert_true(points % 2 == 0);
    for (int i = points - 2; i < points; i++) assert_true(value_of(study, i, 0) == 0); /* no_regime */
    assert_true(cs_study_level(study, 0, 0) == cs_study_level(study, 2, 0));
    cs_study_close(study);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_is_every_combination),
        cmocka_unit_test(a_list_walks_together),
        cmocka_unit_test(draws_are_shared_by_all_worlds),
        cmocka_unit_test(what_is_not_said_comes_from_the_scenario),
        cmocka_unit_test(every_scenario_has_figures_of_its_own),
        cmocka_unit_test(settings_of_the_command_line),
        cmocka_unit_test(settings_that_lead_nowhere),
        cmocka_unit_test(the_text_says_what_the_study_is),
        cmocka_unit_test(several_scenarios),
        cmocka_unit_test(bundled_studies_are_read),
        cmocka_unit_test(bundled_studies_run),
    };
    return cmocka_run_group_tests_name("study file", tests, NULL, NULL);
}
