/* Tests of src/results/sensitivity.c and prior.c on studies whose outputs are made up from functions with known
   indices, and of src/study/sensitivity.c, prior.c and explore.c on a small scenario. Designs are of fixed
   keys, so nothing here is left to chance; bounds say by how much a design of that size may miss. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/mem.h"
#include "results/prior.h"
#include "results/sensitivity.h"
#include "study/design.h"
#include "support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PI 3.14159265358979323846
#define NEAR(value, wanted, within)                                                                \
    do {                                                                                           \
        if (!(fabs((value) - (wanted)) <= (within)))                                               \
            fail_msg("%s is %g, not %g", #value, (double)(value), (double)(wanted));              \
    } while (0)
#define OK(call)                                                                                   \
    do {                                                                                           \
        cs_error ok_error = {0};                                                                   \
        cs_error *err = &ok_error;                                                                 \
        if ((call) != CS_OK) fail_msg("%s", ok_error.message);                                     \
    } while (0)

enum { FACTORS = 3, MOST = 6000 };

/* ---- studies by hand ---- */

/* What a point of the study comes to: of its levels, with or without the safeguard, and the replicate. */
typedef double (*made_up)(const double *level, bool guarded, int64_t replicate);

typedef struct study {
    cs_study_plan plan;
    cs_factor factor[FACTORS];
    cs_asked figure;
    cs_point *point;
    double (*level)[FACTORS];
    char settings[100];
} study;

static void add(study *s, const double *level, bool paired)
{
    for (int w = 0; w <= paired; w++) {
        int p = s->plan.points++;
        for (int j = 0; j < FACTORS; j++) s->level[p][j] = level[j];
        s->point[p] = (cs_point){.label = "", .scenario = "made up", .level = s->level[p],
                                 .safeguard = w ? "expiry" : ""};
    }
}

static void begin(study *s, cs_study_kind kind, int64_t replicates)
{
    static const char *const paths[FACTORS] = {"first", "second", "third"};
    memset(s, 0, sizeof *s);
    s->point = calloc(MOST, sizeof *s->point);
    s->level = calloc(MOST, sizeof *s->level);
    for (int j = 0; j < FACTORS; j++)
        s->factor[j] = (cs_factor){.path = paths[j], .label = "", .source = j ? "" : "A paper, 2020",
                                   .value = 0.5, .low = -PI, .high = PI};
    s->figure = cs_asked_nothing;
    s->figure.name = "what came of it";
    s->figure.metric = CS_METRIC_SCORE_MEAN;
    s->plan = (cs_study_plan){.kind = kind, .title = "Made up", .about = "", .text = "", .seed = 1,
                              .replicates = replicates, .factors = FACTORS, .figures = 1,
                              .factor = s->factor, .figure = &s->figure, .point = s->point,
                              .settings = s->settings};
}

static double level_of(double u)
{
    return PI * (2 * u - 1);
}

static void make_sensitivity(study *s, cs_study_kind kind, int samples, int64_t replicates, bool paired)
{
    double own[FACTORS] = {NAN, NAN, NAN}, *design = calloc((size_t)MOST * FACTORS, sizeof *design);
    int width = kind == CS_STUDY_MORRIS ? FACTORS + 1 : FACTORS + 2;
    cs_key key = {3, 4};
    begin(s, kind, replicates);
    snprintf(s->settings, sizeof s->settings, "{\"samples\": %d, \"levels\": 4}", samples);
    add(s, own, paired);
    for (int j = 0; j < FACTORS; j++)
        for (int end = 0; end < 2; end++) {
            double one[FACTORS] = {NAN, NAN, NAN};
            one[j] = level_of(end);
            add(s, one, paired);
        }
    if (kind == CS_STUDY_MORRIS) OK(cs_design_morris(key, samples, FACTORS, 4, design, err));
    else OK(cs_design_saltelli(key, samples, FACTORS, design, err));
    for (int i = 0; i < samples * width; i++) {
        double level[FACTORS];
        for (int j = 0; j < FACTORS; j++) level[j] = level_of(design[i * FACTORS + j]);
        add(s, level, paired);
    }
    free(design);
}

/* Every row, or all but the last `left`. */
static cs_worklist *work_off(const study *s, made_up f, int left)
{
    cs_worklist *list;
    bool any = true;
    OK(cs_worklist_open(NULL, &s->plan, 1, 1, &list, err));
    for (int64_t n = (int64_t)s->plan.points * s->plan.replicates - left; n > 0; n--) {
        cs_work_row row;
        double level[FACTORS];
        OK(cs_worklist_take(list, &row, &any, err));
        assert_true(any);
        const cs_point *p = &s->plan.point[row.point];
        for (int j = 0; j < FACTORS; j++) level[j] = isnan(p->level[j]) ? 0.5 : p->level[j];
        double value = f(level, p->safeguard[0], row.replicate);
        OK(cs_worklist_done(list, row, 0.1, "00000000000000000000000000000000", "x", &value, err));
    }
    return list;
}

static void end(study *s, cs_worklist *list)
{
    cs_worklist_close(list);
    free(s->point);
    free(s->level);
}

static double ishigami(const double *x, bool guarded, int64_t replicate)
{
    (void)guarded;
    (void)replicate;
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
}

/* With 512 pairs of a shifted Sobol sequence the indices are off by less than 0.03; of independent points
   the standard error would be near 0.06. */
static void shares_of_the_ishigami_function(void **state)
{
    (void)state;
    study s;
    cs_effects e;
    char *text = NULL;
    make_sensitivity(&s, CS_STUDY_SOBOL, 512, 1, false);
    cs_worklist *list = work_off(&s, ishigami, 0);
    OK(cs_effects_of(list, 0, &e, err));
    assert_int_equal(e.factors, 3);
    assert_int_equal(e.samples, 512);
    assert_int_equal(e.dropped + e.undefined + e.undone, 0);
    const int order[] = {0, 1, 2};
    const double first[] = {0.3139, 0.4424, 0}, total[] = {0.5576, 0.4424, 0.2437};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(e.effect[i].factor, order[i]);
        NEAR(e.effect[i].first.value, first[i], 0.03);
        NEAR(e.effect[i].total.value, total[i], 0.03);
        assert_true(e.effect[i].total.low < total[i] && total[i] < e.effect[i].total.high);
    }
    assert_int_equal(e.effect[0].direction, 1);
    assert_int_equal(e.effect[1].direction, 0);
    NEAR(e.sd * e.sd, 13.845, 0.5);
    NEAR(e.own, ishigami((double[]){0.5, 0.5, 0.5}, false, 0), 1e-12);
    NEAR(e.effect[0].at_high, ishigami((double[]){PI, 0.5, 0.5}, false, 0), 1e-12);
    assert_true(isnan(e.chance));
    cs_effects_free(&e);
    OK(cs_effects_print(list, -1, &text, err));
    assert_non_null(strstr(text, "By themselves the parameters bring about 7"));
    assert_non_null(strstr(text, "A paper, 2020"));
    assert_non_null(strstr(text, "assumption"));
    cs_text_free(text);
    end(&s, list);
}

/* first up by 2 across its range, second down by 6, and the safeguard turns the third about; luck adds the
   same everywhere but for the odd replicate. */
static double straight(const double *x, bool guarded, int64_t replicate)
{
    double u[3];
    for (int j = 0; j < 3; j++) u[j] = (x[j] / PI + 1) / 2;
    return 2 * u[0] - 6 * u[1] + (guarded ? 4 * u[2] : 0) + 100 * (double)replicate;
}

static void effects_in_units_of_the_figure(void **state)
{
    (void)state;
    study s;
    cs_effects e;
    make_sensitivity(&s, CS_STUDY_MORRIS, 6, 2, false);
    cs_worklist *list = work_off(&s, straight, 0);
    OK(cs_effects_of(list, 0, &e, err));
    assert_string_equal(e.safeguard, "");
    assert_int_equal(e.effect[0].factor, 1);
    assert_int_equal(e.effect[1].factor, 0);
    NEAR(e.effect[0].elementary.mu.value, -6, 1e-9);
    NEAR(e.effect[0].elementary.mu_star.value, 6, 1e-9);
    NEAR(e.effect[1].elementary.mu.value, 2, 1e-9);
    NEAR(e.effect[2].elementary.mu_star.value, 0, 1e-9);
    assert_int_equal(e.effect[0].direction, -1);
    assert_int_equal(e.effect[1].direction, 1);
    assert_int_equal(e.effect[0].elementary.effects, 6);
    NEAR(e.effect[0].at_high - e.effect[0].at_low, -6, 1e-9);
    /* what a replicate adds everywhere is no luck between points */
    NEAR(e.chance, 0, 1e-9);
    NEAR(e.floor, 0, 1e-6);
    cs_effects_free(&e);
    assert_int_equal(cs_effects_of(list, 1, &e, &(cs_error){0}), CS_USAGE);
    end(&s, list);
}

/* Of a factor that is 1 or 2 both steps, 0 -> 2/3 and 1/3 -> 1, go from end to end. */
static void whole_numbers_move_by_what_they_move(void **state)
{
    (void)state;
    study s;
    cs_effects e;
    make_sensitivity(&s, CS_STUDY_MORRIS, 12, 1, false);
    s.factor[1].low = 1, s.factor[1].high = 2;
    for (int p = 0; p < s.plan.points; p++)
        if (!isnan(s.level[p][1])) s.level[p][1] = s.level[p][1] < 0 ? 1 : 2;
    cs_worklist *list = work_off(&s, straight, 0);
    OK(cs_effects_of(list, 0, &e, err));
    NEAR(e.effect[1].factor == 1 ? e.effect[1].elementary.mu_star.value : 0, 3 / PI, 1e-9);
    cs_effects_free(&e);
    end(&s, list);
}

static void the_effect_of_a_safeguard(void **state)
{
    (void)state;
    study s;
    cs_effects e;
    char *text = NULL;
    make_sensitivity(&s, CS_STUDY_MORRIS, 4, 2, true);
    cs_worklist *list = work_off(&s, straight, 0);
    OK(cs_effects_of(list, 0, &e, err));
    assert_string_equal(e.safeguard, "expiry");
    assert_int_equal(e.effect[0].factor, 2);
    NEAR(e.effect[0].elementary.mu.value, 4, 1e-9);
    NEAR(e.effect[1].elementary.mu_star.value, 0, 1e-9);
    cs_effects_free(&e);
    OK(cs_effects_print(list, 0, &text, err));
    assert_non_null(strstr(text, "what expiry changes"));
    assert_non_null(strstr(text, "Settled: third matters most."));
    for (const char *line = text; *line;) {
        size_t columns = 0;
        for (; *line && *line != '\n'; line++) columns += ((unsigned char)*line & 0xc0) != 0x80;
        assert_true(columns <= 80);
        if (*line) line++;
    }
    cs_text_free(text);
    end(&s, list);
}

static double undefined_high(const double *x, bool guarded, int64_t replicate)
{
    return x[1] > 3 ? NAN : straight(x, guarded, replicate);
}

static double same(const double *x, bool guarded, int64_t replicate)
{
    (void)x;
    (void)guarded;
    return replicate > 5 ? 1 : 0.25;
}

static void figures_that_are_undefined_or_the_same(void **state)
{
    (void)state;
    study s;
    cs_effects e;
    char *text = NULL;
    make_sensitivity(&s, CS_STUDY_MORRIS, 40, 1, false);
    cs_worklist *list = work_off(&s, undefined_high, 0);
    OK(cs_effects_of(list, 0, &e, err));
    assert_true(e.undefined > 0 && e.dropped > 0);
    for (int i = 0; i < 3; i++)
        if (e.effect[i].factor == 0) {
            NEAR(e.effect[i].elementary.mu.value, 2, 1e-9);
            assert_true(e.effect[i].elementary.effects < 40);
        }
    assert_true(isnan(e.effect[0].at_high) == (e.effect[0].factor == 1));
    cs_effects_free(&e);
    cs_worklist_close(list);
    list = work_off(&s, same, 0);
    OK(cs_effects_of(list, 0, &e, err));
    assert_true(e.constant);
    cs_effects_free(&e);
    OK(cs_effects_print(list, -1, &text, err));
    assert_non_null(strstr(text, "so there is nothing"));
    cs_text_free(text);
    cs_worklist_close(list);
    list = work_off(&s, straight, 9);
    OK(cs_effects_of(list, 0, &e, err));
    assert_int_equal(e.undone, 9);
    cs_effects_free(&e);
    OK(cs_effects_print(list, -1, &text, err));
    assert_non_null(strstr(text, "The study is not finished"));
    cs_text_free(text);
    cs_prior p;
    assert_int_equal(cs_prior_of(list, &p, &(cs_error){0}), CS_FORMAT);
    end(&s, list);
}

/* ---- draws ---- */

/* Without the safeguard u, from 0 to 99; with it less by 10 in draws below 96, the same in that of 96, more in
   the others; by 2 less at the scenario's own numbers. */
static double drawn(const double *x, bool guarded, int64_t replicate)
{
    (void)replicate;
    if (x[0] == 0.5) return guarded ? 48 : 50;
    return x[0] + (guarded ? (x[0] < 96 ? -10 : x[0] > 96) : 0);
}

static void spreads_and_signs(void **state)
{
    (void)state;
    study s;
    cs_prior p;
    char *text = NULL;
    const double own[FACTORS] = {NAN, NAN, NAN};
    begin(&s, CS_STUDY_PRIOR, 1);
    snprintf(s.settings, sizeof s.settings, "{\"draws\": 100, \"worlds\": 2}");
    add(&s, own, true);
    for (int i = 0; i < 100; i++) add(&s, (double[]){(i * 37 + 36) % 100, 0, 0}, true);
    cs_worklist *list = work_off(&s, drawn, 0);
    OK(cs_prior_of(list, &p, err));
    assert_int_equal(p.worlds, 2);
    assert_string_equal(p.world[1], "expiry");
    NEAR(p.spread[0].own, 50, 0);
    NEAR(p.spread[0].median, 49.5, 1e-12);
    NEAR(p.spread[0].low50, 24.75, 1e-12);
    NEAR(p.spread[0].high50, 74.25, 1e-12);
    NEAR(p.spread[0].low95, 2.475, 1e-12);
    NEAR(p.spread[0].high95, 96.525, 1e-12);
    NEAR(p.spread[1].own, -2, 0);
    assert_int_equal(p.spread[1].same, 96);
    assert_int_equal(p.spread[1].opposite, 3);
    assert_int_equal(cs_spread_holds(&p.spread[1]), CS_HOLDS_NEARLY);
    NEAR(p.spread[1].median, -10, 1e-12);
    cs_spread d = {.own = 1, .draws = 20, .undefined = 2, .same = 18};
    assert_int_equal(cs_spread_holds(&d), CS_HOLDS);
    d.same = 10;
    assert_int_equal(cs_spread_holds(&d), CS_HOLDS_OR_NOTHING);
    d.opposite = 1;
    assert_int_equal(cs_spread_holds(&d), CS_HOLDS_NOT);
    d.own = 0;
    assert_int_equal(cs_spread_holds(&d), CS_HOLDS_NOTHING);
    cs_prior_free(&p);
    OK(cs_prior_print(list, &text, err));
    assert_non_null(strstr(text, "-2     96      1      3  nearly holds"));
    cs_text_free(text);
    end(&s, list);
}

/* ---- a scenario ---- */

static char folder[SCRATCH_PATH], scenario[SCRATCH_FILE], path[SCRATCH_FILE];

static const char yaml[] =
    "title: Small town\nabout: Three ranges.\nhorizon: 20 days\nseed: 7\n"
    "sources: {paper: \"A paper, 2020\"}\n"
    "population: {persons: 1500, regions: 1}\n"
    "conduct:\n"
    "  late_payment: {stream: commercial, rate: {value: 2 per year, range: [1, 4], source: paper}}\n"
    "sensors:\n"
    "  bank: {kind: registry, sees: [late_payment], misses: {value: 20 %, range: [0 %, 60 %]}}\n"
    "  slips: {kind: false_record, of: late_payment, rate: 0.5 per year}\n"
    "lists:\n"
    "  defaulters: {enter: {record: late_payment}, leave: {after: 5 days}, denies: [rail]}\n"
    "services:\n"
    "  rail: {demand: {value: 20 per year, range: [5 per year, 30 per year]}}\n"
    "safeguards:\n"
    "  no_slips: {about: nothing is filed from nothing, set: {sensors.slips.rate: 0 per year}}\n"
    "reproduces:\n"
    "  - {figure: made up, metric: listed_share, list: defaulters, expect: 1 %, as: set, source: paper}\n"
    "  - {figure: spread, metric: listed_sd, list: defaulters, expect: 1, as: set, source: paper}\n"
    "  - {figure: refusals, metric: denials, service: rail, expect: 1, as: set, source: paper}\n";

static int in_a_folder(void **state)
{
    (void)state;
    scratch_make(folder);
    snprintf(path, sizeof path, "%s/study.db", folder);
    snprintf(scenario, sizeof scenario, "%s/small-town.yaml", folder);
    cs_error err = {0};
    return cs_file_write(scenario, yaml, strlen(yaml), false, &err);
}

static int clear_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

static cs_sensitivity_options options_of(const char *const *figures, int count)
{
    return (cs_sensitivity_options){
        .explore = {.of = {.scenario = scenario, .study = path, .seed = -1, .threads = 2},
                    .figures = figures, .figure_count = count},
        .samples = 6};
}

static char *run(const cs_sensitivity_options *o)
{
    char *text = NULL;
    OK(cs_sensitivity_run(o, &text, NULL, err));
    return text;
}

static void effects(cs_effects *e, cs_worklist **list)
{
    OK(cs_worklist_read(path, list, err));
    OK(cs_effects_of(*list, 0, e, err));
}

static void a_study_of_a_scenario(void **state)
{
    (void)state;
    static const char *const figures[] = {"listed_share list=defaulters"};
    cs_sensitivity_options o = options_of(figures, 1);
    cs_effects e;
    cs_worklist *list;
    cs_error err = {0};
    char *text = run(&o), *again = run(&o), *read = NULL;
    assert_string_equal(text, again);
    cs_study *study = NULL;
    OK(cs_study_open(path, &study, err));
    OK(cs_study_summary(study, &read, err));
    cs_study_close(study);
    assert_string_equal(text, read);
    effects(&e, &list);
    assert_int_equal(e.replicates, CS_EXPLORE_REPLICATES);
    const cs_factor *factor = cs_worklist_plan(list)->factor;
    const cs_point *point = cs_worklist_plan(list)->point;
    assert_true(isnan(point[0].level[0]) && point[0].set_count == 0);
    assert_true(point[1].level[0] == 1 && point[2].level[0] == 4 && isnan(point[2].level[1]));
    assert_string_equal(point[2].sets[0], "conduct.late_payment.rate=4 per year");
    /* how often people want to travel changes nobody's listing: not a bit, on the same people and luck */
    assert_string_equal(factor[e.effect[2].factor].path, "services.rail.demand");
    assert_true(e.effect[2].elementary.mu_star.value == 0);
    for (int i = 0; i < 2; i++) {
        bool rate = strcmp(factor[e.effect[i].factor].path, "conduct.late_payment.rate") == 0;
        assert_int_equal(e.effect[i].direction, rate ? 1 : -1);
        assert_true((e.effect[i].at_high > e.effect[i].at_low) == rate);
    }
    cs_effects_free(&e);
    cs_worklist_close(list);
    o.samples = 7;
    assert_int_equal(cs_sensitivity_run(&o, NULL, NULL, &err), CS_FORMAT);
    unlink(path);
    cs_text_free(text);
    cs_text_free(again);
    cs_text_free(read);
}

static void a_study_of_a_safeguard(void **state)
{
    (void)state;
    static const char *const figures[] = {"false_records sensor=slips"};
    static const char *const only[] = {"sensors.*.misses", "services.rail.demand"};
    cs_sensitivity_options o = options_of(figures, 1);
    cs_effects e;
    cs_worklist *list;
    o.safeguard = "no_slips";
    o.explore.parameters = only;
    o.explore.parameter_count = 2;
    cs_text_free(run(&o));
    effects(&e, &list);
    assert_string_equal(e.safeguard, "no_slips");
    assert_int_equal(e.factors, 2);
    /* it takes all of them away, whatever the bank misses */
    assert_true(e.constant && e.own < -10);
    cs_effects_free(&e);
    cs_worklist_close(list);
    unlink(path);
    cs_error err = {0};
    o.safeguard = "no_such";
    assert_int_equal(cs_sensitivity_run(&o, NULL, NULL, &err), CS_USAGE);
    static const char *const over[] = {"listed_sd list=defaulters"};
    o = options_of(over, 1);
    assert_int_equal(cs_sensitivity_run(&o, NULL, NULL, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "no single run"));
}

/* Without a figure it is the share of persons wrongly penalised; Sobol's shares come from the same path. */
static void the_default_figure(void **state)
{
    (void)state;
    cs_sensitivity_options o = options_of(NULL, 0);
    cs_worklist *list;
    cs_effects e;
    o.method = CS_SENSITIVITY_SOBOL;
    cs_text_free(run(&o));
    effects(&e, &list);
    assert_int_equal(cs_worklist_plan(list)->figures, 1);
    assert_int_equal(cs_worklist_plan(list)->figure[0].metric, CS_METRIC_LISTED_WRONGLY);
    assert_int_equal(cs_worklist_plan(list)->points, 1 + 6 + 6 * 5);
    cs_effects_free(&e);
    cs_worklist_close(list);
    unlink(path);
}

static void draws_of_a_scenario(void **state)
{
    (void)state;
    cs_prior_options o = {.explore = options_of(NULL, 0).explore, .draws = 12};
    o.explore.of.persons = 750;
    cs_worklist *list;
    cs_prior p;
    char *text = NULL;
    OK(cs_prior_run(&o, &text, NULL, err));
    assert_non_null(strstr(text, "no_slips"));
    OK(cs_worklist_read(path, &list, err));
    OK(cs_prior_of(list, &p, err));
    const cs_study_plan *plan = cs_worklist_plan(list);
    assert_int_equal(plan->points, 13 * 2);
    assert_int_equal(p.fixed, 8);
    /* the spread over replicates is left out, and a count is told for all the persons of the scenario */
    assert_int_equal(plan->figures, 10);
    assert_int_equal(plan->figure[9].metric, CS_METRIC_DENIALS);
    assert_true(plan->figure[9].scale == 1500);
    assert_string_equal(plan->point[25].sets[0], "population.persons=750");
    assert_int_equal(plan->point[25].set_count, 4);
    /* everybody who is listed by error is so because of a slip, so nobody is without them */
    for (int f = 0; f < p.figures; f++) {
        const cs_spread *base = &p.spread[f * 2], *change = &p.spread[f * 2 + 1];
        if (plan->figure[f].metric != CS_METRIC_LISTED_BY_ERROR) continue;
        assert_true(base->own > 0 && base->low95 >= 0 && base->high95 < 0.1);
        NEAR(change->own, -base->own, 1e-12);
        assert_int_equal(change->opposite, 0);
    }
    cs_prior_free(&p);
    cs_worklist_close(list);
    cs_text_free(text);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_the_ishigami_function),
        cmocka_unit_test(effects_in_units_of_the_figure),
        cmocka_unit_test(whole_numbers_move_by_what_they_move),
        cmocka_unit_test(the_effect_of_a_safeguard),
        cmocka_unit_test(figures_that_are_undefined_or_the_same),
        cmocka_unit_test(spreads_and_signs),
        cmocka_unit_test(a_study_of_a_scenario),
        cmocka_unit_test(a_study_of_a_safeguard),
        cmocka_unit_test(the_default_figure),
        cmocka_unit_test(draws_of_a_scenario),
    };
    return cmocka_run_group_tests(tests, in_a_folder, clear_folder);
}
