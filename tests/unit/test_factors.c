/* Parameters with a range: which there are, the levels in them, and that a level written as a setting is
   read as exactly that number. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/quantity.h"
#include "study/factors.h"

#include "core/rng.h"

static const char *const text =
    "title: small\nabout: small\nhorizon: 1 year\npopulation: {persons: {value: 1000, range: [500, 2_000]}}\n"
    "replicates: {value: 4, range: [2, 8]}\n"
    "ledger: {track: {value: 10, range: [5, 20]}}\n"
    "sources: {paper: A paper on banks}\n"
    "conduct: {late: {rate: {value: 0.5 per year, range: [0.1 per year, 2 per year]}}}\n"
    "sensors:\n"
    "  bank: {kind: registry, sees: [late], misses: {value: 5 %, range: [1 %, 15 %], source: paper}}\n"
    "  court: {kind: registry, sees: [late], misses: {value: 2 %, range: [1 %, 3 %]},\n"
    "          delay: {value: 20 days, range: [10 days, 30 days]}}\n"
    "score: {base: 100, bands: {A: 100, B: 0}, rules: [{on: late, points: {value: -10, range: [-30, -5]}, "
    "lasts: 1 year}]}\n";

static cs_scenario *read_text(const char *from, const cs_load_options *options)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *printed = NULL;
    if (cs_scenario_parse(from, strlen(from), "small", options, &scenario, &complaints, &err) != CS_OK &&
        cs_complaints_print(&complaints, false, &printed, &err) == CS_OK)
        print_message("# %s\n", printed);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
    assert_non_null(scenario);
    return scenario;
}

static cs_scenario *small(void) { return read_text(text, NULL); }

static void those_with_a_range_in_file_order(void **state)
{
    (void)state;
    static const char *const wanted[] = {"population.persons", "conduct.late.rate", "sensors.bank.misses",
                                         "sensors.court.misses", "sensors.court.delay",
                                         "score.rules.late.points"};
    cs_scenario *scenario = small();
    cs_arena *arena = cs_arena_new();
    cs_factor *factor;
    int count;
    cs_error err = {0};
    assert_int_equal(cs_factors_of(scenario, NULL, 0, arena, &factor, &count, &err), CS_OK);
    assert_int_equal(count, 6);
    for (int i = 0; i < count; i++) {
        bool found = false;
        for (int w = 0; w < 6; w++) found = found || strcmp(factor[i].path, wanted[w]) == 0;
        if (!found) fail_msg("%s is no parameter with a range", factor[i].path);
        if (strcmp(factor[i].path, "sensors.bank.misses") != 0) continue;
        assert_true(factor[i].low == 0.01 && factor[i].high == 0.15 && factor[i].value == 0.05);
        assert_string_equal(factor[i].source, "A paper on banks");
        assert_int_equal(factor[i].unit, CS_UNIT_SHARE);
        assert_false(factor[i].whole);
    }
    cs_scenario_free(scenario); /* the parameters are copies */
    assert_string_equal(factor[0].source, "");
    cs_arena_free(arena);
}

static void stars_stand_for_one_part(void **state)
{
    (void)state;
    static const char *const only[] = {"sensors.*.misses", "conduct.late.rate"};
    cs_scenario *scenario = small();
    cs_arena *arena = cs_arena_new();
    cs_factor *factor;
    int count;
    cs_error err = {0};
    assert_int_equal(cs_factors_of(scenario, only, 2, arena, &factor, &count, &err), CS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(cs_factors_of(scenario, only, 1, arena, &factor, &count, &err), CS_OK);
    assert_int_equal(count, 2);
    cs_arena_free(arena);
    cs_scenario_free(scenario);
}

static void expect_refusal(const char *path, const char *says)
{
    cs_scenario *scenario = small();
    cs_arena *arena = cs_arena_new();
    cs_factor *factor;
    int count;
    cs_error err = {0};
    assert_int_equal(cs_factors_of(scenario, &path, 1, arena, &factor, &count, &err), CS_USAGE);
    if (!strstr(err.message, says)) fail_msg("%s: %s", path, err.message);
    cs_arena_free(arena);
    cs_scenario_free(scenario);
}

static void the_unknown_is_refused_with_the_nearest(void **state)
{
    (void)state;
    expect_refusal("sensors.bank.mises", "did you mean `sensors.bank.misses`?");
    expect_refusal("sensors.bnk.misses", "did you mean `sensors.bank.misses`?");
    expect_refusal("sensors.court.x", "known: sensors.court.misses, sensors.court.delay");
    expect_refusal("sensors.*", "no parameter with a range");
    expect_refusal("sensors.*.misses.more", "no parameter with a range");
    expect_refusal("score.base", "has no range");
    expect_refusal("seed", "has no range");
}

static void numbers_without_a_range(void **state)
{
    (void)state;
    cs_scenario *scenario = small();
    cs_arena *arena = cs_arena_new();
    cs_factor f;
    cs_error err = {0};
    assert_int_equal(cs_factor_at(scenario, "score.base", arena, &f, &err), CS_OK);
    assert_true(f.value == 100 && f.low == 100 && f.high == 100 && f.whole);
    assert_int_equal(f.unit, CS_UNIT_POINTS);
    assert_int_equal(cs_factor_at(scenario, "score.bse", arena, &f, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "did you mean `score.base`?"));
    assert_int_equal(cs_factor_at(scenario, "replicates", arena, &f, &err), CS_USAGE);
    cs_arena_free(arena);
    cs_scenario_free(scenario);
}

static void levels(void **state)
{
    (void)state;
    cs_factor line = {.low = 2, .high = 6}, decades = {.low = 0.001, .high = 1},
              whole = {.low = -1, .high = 2, .whole = true},
              many = {.low = 1, .high = 999, .whole = true};
    assert_true(cs_factor_level(&line, 0) == 2 && cs_factor_level(&line, 1) == 6);
    assert_true(cs_factor_level(&line, 0.5) == 4);
    assert_true(cs_factor_level(&decades, 0) == 0.001 && cs_factor_level(&decades, 1) == 1);
    assert_true(fabs(cs_factor_level(&decades, 1.0 / 3) / 0.01 - 1) < 1e-12);
    static const double wanted[] = {-1, -1, 0, 0, 1, 1, 2, 2};
    for (int i = 0; i < 8; i++) assert_true(cs_factor_level(&whole, (i + 0.5) / 8) == wanted[i]);
    assert_true(cs_factor_level(&whole, 1) == 2 && cs_factor_level(&whole, 0) == -1);
    assert_true(cs_factor_level(&many, 0) == 1 && cs_factor_level(&many, 1) == 999);
    assert_true(cs_factor_level(&many, 1.0 / 3) == 10 || cs_factor_level(&many, 1.0 / 3) == 9);
    assert_true(cs_factor_level(&many, 0.34) == 10);
}

/* Numbers of every size, written and read by the reader of scenarios: the same double. */
static void a_setting_says_exactly_the_level(void **state)
{
    (void)state;
    static const cs_unit units[] = {CS_UNIT_NONE, CS_UNIT_SHARE, CS_UNIT_PROBABILITY, CS_UNIT_RATE,
                                    CS_UNIT_TIME, CS_UNIT_POINTS};
    cs_arena *arena = cs_arena_new();
    for (uint32_t i = 0; i < 30000; i++) {
        cs_words w = cs_philox(i, 0, 0, 0, (cs_key){1, 2});
        cs_factor f = {.path = "a.b", .unit = units[i % 6]};
        double level = ldexp(cs_uniform(w.w[0], w.w[1]), (int)(w.w[2] % 60) - 40) * (w.w[3] & 1 ? 1 : -1), read;
        f.whole = f.unit == CS_UNIT_TIME || f.unit == CS_UNIT_POINTS;
        if (f.unit == CS_UNIT_TIME) level = fabs(level);
        if (f.whole) level = floor(level);
        const char *set;
        const cs_measure *used;
        char room[300];
        cs_error err = {0};
        assert_int_equal(cs_factor_set(&f, level, arena, &set, &err), CS_OK);
        assert_memory_equal(set, "a.b=", 4);
        if (cs_quantity_read(set + 4, f.unit, NULL, "", &used, &read, room))
            fail_msg("%s: %s", set, room);
        if (read != level) fail_msg("%s is read as %.17g, not %.17g", set, read, level);
    }
    cs_arena_free(arena);
}

static void settings_are_short(void **state)
{
    (void)state;
    static const struct { double level; cs_unit unit; const char *set; } known[] = {
        {0.05, CS_UNIT_SHARE, "x=5 %"},        {0.003, CS_UNIT_SHARE, "x=0.3 %"},
        {0.125, CS_UNIT_SHARE, "x=12.5 %"},    {1, CS_UNIT_SHARE, "x=100 %"},
        {0, CS_UNIT_SHARE, "x=0 %"},           {0.8, CS_UNIT_RATE, "x=0.8 per year"},
        {14, CS_UNIT_TIME, "x=14 days"},       {-10, CS_UNIT_POINTS, "x=-10"},
        {1e6, CS_UNIT_NONE, "x=1000000"},      {1.7e-8, CS_UNIT_PROBABILITY, "x=1.7e-8"},
        {0.0001, CS_UNIT_NONE, "x=0.0001"},    {1e20, CS_UNIT_NONE, "x=1.0e20"}};
    cs_arena *arena = cs_arena_new();
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        cs_factor f = {.path = "x", .unit = known[i].unit};
        const char *set;
        cs_error err = {0};
        assert_int_equal(cs_factor_set(&f, known[i].level, arena, &set, &err), CS_OK);
        assert_string_equal(set, known[i].set);
    }
    const char *set;
    cs_error err = {0};
    cs_factor lasts = {.path = "x", .unit = CS_UNIT_TIME};
    assert_int_equal(cs_factor_set(&lasts, CS_FOREVER, arena, &set, &err), CS_OK);
    assert_string_equal(set, "x=forever");
    cs_factor days = {.path = "x", .unit = CS_UNIT_TIME, .whole = true}, any = {.path = "x"};
    assert_int_equal(cs_factor_set(&days, 1.5, arena, &set, &err), CS_USAGE);
    assert_int_equal(cs_factor_set(&any, NAN, arena, &set, &err), CS_USAGE);
    cs_arena_free(arena);
}

/* Every bundled scenario, with all its parameters drawn from their ranges at once: it is read, and reads
   each number as it was drawn. */
static void bundled_scenarios_take_what_is_drawn(void **state)
{
    (void)state;
    for (int b = 0; cs_bundled_name(b); b++) {
        cs_scenario *base = read_text(cs_bundled_text(b), NULL);
        cs_arena *arena = cs_arena_new();
        cs_factor *factor;
        int count;
        cs_error err = {0};
        assert_int_equal(cs_factors_of(base, NULL, 0, arena, &factor, &count, &err), CS_OK);
        assert_true(count > 0);
        for (uint32_t draw = 0; draw < 3; draw++) {
            const char **sets = calloc((size_t)count, sizeof *sets);
            double *level = calloc((size_t)count, sizeof *level);
            for (int f = 0; f < count; f++) {
                cs_words w = cs_philox((uint32_t)f, draw, (uint32_t)b, 0, (cs_key){7, 7});
                level[f] = cs_factor_level(&factor[f], cs_uniform(w.w[0], w.w[1]));
                assert_true(level[f] >= factor[f].low && level[f] <= factor[f].high);
                assert_int_equal(cs_factor_set(&factor[f], level[f], arena, &sets[f], &err), CS_OK);
            }
            cs_scenario *drawn = read_text(
                cs_bundled_text(b), &(cs_load_options){.sets = sets, .set_count = count});
            for (int f = 0; f < count; f++) {
                cs_factor again;
                assert_int_equal(cs_factor_at(drawn, factor[f].path, arena, &again, &err), CS_OK);
                if (again.value != level[f]) fail_msg("%s: %.17g", sets[f], again.value);
            }
            cs_scenario_free(drawn);
            free(sets);
            free(level);
        }
        cs_arena_free(arena);
        cs_scenario_free(base);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_with_a_range_in_file_order),
        cmocka_unit_test(stars_stand_for_one_part),
        cmocka_unit_test(the_unknown_is_refused_with_the_nearest),
        cmocka_unit_test(numbers_without_a_range),
        cmocka_unit_test(levels),
        cmocka_unit_test(a_setting_says_exactly_the_level),
        cmocka_unit_test(settings_are_short),
        cmocka_unit_test(bundled_scenarios_take_what_is_drawn),
    };
    return cmocka_run_group_tests_name("factors", tests, NULL, NULL);
}
