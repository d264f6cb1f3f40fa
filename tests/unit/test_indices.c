/* Tests of src/results/indices.c, against functions whose indices are known: the Ishigami function and
   Sobol's g. Where draws are used, 60 designs are made of independent points of fixed keys, and the mean of
   the estimates must be within 4 standard errors of the truth: for 11 factors and two indices that fails by
   chance with a probability of 0.0014. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/rng.h"
#include "results/indices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 1024, REPEATS = 60, MOST = 8 };
#define PI 3.14159265358979323846

typedef struct known {
    int k;
    double (*f)(const double *u, int k);
    double first[MOST], total[MOST];
} known;

/* T. Ishigami and T. Homma, 1990, with a = 7, b = 0.1, of three numbers in [-pi, pi]. */
static double ishigami(const double *u, int k)
{
    (void)k;
    double x = PI * (2 * u[0] - 1), y = PI * (2 * u[1] - 1), z = PI * (2 * u[2] - 1);
    return sin(x) + 7 * sin(y) * sin(y) + 0.1 * z * z * z * z * sin(x);
}

static const double g_a[MOST] = {0, 1, 4.5, 9, 99, 99, 99, 99};

static double g(const double *u, int k)
{
    double product = 1;
    for (int j = 0; j < k; j++) product *= (fabs(4 * u[j] - 2) + g_a[j]) / (1 + g_a[j]);
    return product;
}

static known ishigami_known(void)
{
    double b = 0.1, p4 = PI * PI * PI * PI;
    double v1 = 0.5 * (1 + b * p4 / 5) * (1 + b * p4 / 5), v2 = 49.0 / 8;
    double v13 = 8 * b * b * p4 * p4 / 225, v = v1 + v2 + v13;
    return (known){3, ishigami, {v1 / v, v2 / v, 0}, {(v1 + v13) / v, v2 / v, v13 / v}};
}

static known g_known(void)
{
    known out = {.k = MOST, .f = g};
    double part[MOST], all = 1;
    for (int j = 0; j < MOST; j++) {
        part[j] = 1 / (3 * (1 + g_a[j]) * (1 + g_a[j]));
        all *= 1 + part[j];
    }
    for (int j = 0; j < MOST; j++) {
        out.first[j] = part[j] / (all - 1);
        out.total[j] = part[j] * all / (1 + part[j]) / (all - 1);
    }
    return out;
}

static double uniform(uint32_t place, uint32_t row, uint32_t repeat)
{
    cs_words w = cs_philox(place, row, repeat, 0, (cs_key){11, 12});
    return cs_uniform(w.w[0], w.w[1]);
}

/* Outputs of the `repeat`-th design of independent points, A, B, AB_1 .. AB_k a row. */
static double *outputs(const known *f, int rows, uint32_t repeat)
{
    size_t width = (size_t)f->k + 2;
    double *y = malloc((size_t)rows * width * sizeof *y);
    assert_non_null(y);
    for (int i = 0; i < rows; i++) {
        double a[MOST], b[MOST], ab[MOST], *row = y + (size_t)i * width;
        for (int j = 0; j < f->k; j++) {
            a[j] = uniform((uint32_t)j, (uint32_t)i, repeat);
            b[j] = uniform((uint32_t)(MOST + j), (uint32_t)i, repeat);
        }
        row[0] = f->f(a, f->k);
        row[1] = f->f(b, f->k);
        for (int j = 0; j < f->k; j++) {
            memcpy(ab, a, sizeof ab);
            ab[j] = b[j];
            row[2 + j] = f->f(ab, f->k);
        }
    }
    return y;
}

static void estimate(int rows, int k, const double *y, cs_index *first, cs_index *total, int *used)
{
    cs_error err = {0};
    if (cs_indices_sobol(rows, k, y, first, total, used, &err) != CS_OK) fail_msg("%s", err.message);
}

/* Sums over designs of one index: the estimate, its square, the width of its interval, and how often
   that has the truth. */
typedef struct tally { double sum, squares, width; int covered; } tally;

static void count(tally *t, const cs_index *index, double truth)
{
    assert_true(index->defined && index->low <= index->high);
    t->sum += index->value;
    t->squares += index->value * index->value;
    t->width += index->high - index->low;
    t->covered += index->low <= truth && truth <= index->high;
}

static void check(const tally *t, double truth, const char *what, int j)
{
    double mean = t->sum / REPEATS;
    double variance = (t->squares - REPEATS * mean * mean) / (REPEATS - 1);
    double error = sqrt(variance / REPEATS);
    if (fabs(mean - truth) > 4 * error)
        fail_msg("%s index of factor %d is %.4f, not %.4f: %.1f standard errors", what, j, mean,
                 truth, (mean - truth) / error);
    /* 95 % intervals hold the truth in 57 of 60; fewer than 48 have a probability below 2e-5 even if
       they held it in 93 % only */
    if (t->covered < 48) fail_msg("%s index of factor %d: %d of 60 intervals", what, j, t->covered);
    /* and are as wide as the estimates scatter, whose standard deviation 60 designs give to 9 % */
    double ratio = t->width / REPEATS / (3.92 * sqrt(variance));
    if (ratio < 0.64 || ratio > 1.4) fail_msg("%s index of factor %d: width %.2f", what, j, ratio);
}

static void meet_known(const known *f)
{
    tally first[MOST] = {0}, total[MOST] = {0};
    for (uint32_t repeat = 0; repeat < REPEATS; repeat++) {
        cs_index s[MOST], st[MOST];
        int used = 0;
        double *y = outputs(f, ROWS, repeat);
        estimate(ROWS, f->k, y, s, st, &used);
        assert_int_equal(used, ROWS);
        for (int j = 0; j < f->k; j++) {
            count(&first[j], &s[j], f->first[j]);
            count(&total[j], &st[j], f->total[j]);
        }
        free(y);
    }
    for (int j = 0; j < f->k; j++) {
        check(&first[j], f->first[j], "first", j);
        if (f->total[j] > 1e-9) check(&total[j], f->total[j], "total", j);
    }
}

static void the_ishigami_function(void **state)
{
    (void)state;
    known f = ishigami_known();
    /* as printed: A. Saltelli et al., Global Sensitivity Analysis: The Primer, 2008 */
    assert_true(fabs(f.first[0] - 0.3139) < 1e-4 && fabs(f.first[1] - 0.4424) < 1e-4);
    assert_true(fabs(f.total[0] - 0.5576) < 1e-4 && fabs(f.total[2] - 0.2437) < 1e-4);
    meet_known(&f);
}

static void the_g_function(void **state)
{
    (void)state;
    known f = g_known();
    meet_known(&f);
}

static void a_large_mean_changes_nothing(void **state)
{
    (void)state;
    known f = ishigami_known();
    cs_index first[2][3], total[2][3];
    int used;
    double *y = outputs(&f, ROWS, 1);
    estimate(ROWS, 3, y, first[0], total[0], &used);
    for (int i = 0; i < ROWS * 5; i++) y[i] += 1e6;
    estimate(ROWS, 3, y, first[1], total[1], &used);
    for (int j = 0; j < 3; j++) {
        assert_true(fabs(first[0][j].value - first[1][j].value) < 1e-7);
        assert_true(fabs(total[0][j].value - total[1][j].value) < 1e-7);
        assert_true(fabs(first[0][j].high - first[1][j].high) < 1e-7);
    }
    free(y);
}

static void rows_without_a_figure_are_left_out_whole(void **state)
{
    (void)state;
    known f = ishigami_known();
    cs_index first[2][3], total[2][3];
    int used;
    double *y = outputs(&f, 300, 2);
    y[5 * 7 + 4] = NAN;  /* one output of rows 7 and 20 */
    y[5 * 20] = NAN;
    estimate(300, 3, y, first[0], total[0], &used);
    assert_int_equal(used, 298);
    memmove(y + 5 * 20, y + 5 * 21, 5 * 279 * sizeof *y);
    memmove(y + 5 * 7, y + 5 * 8, 5 * 291 * sizeof *y);
    estimate(298, 3, y, first[1], total[1], &used);
    assert_int_equal(used, 298);
    for (int j = 0; j < 3; j++) {
        assert_true(first[0][j].value == first[1][j].value && first[0][j].low == first[1][j].low);
        assert_true(total[0][j].value == total[1][j].value && total[0][j].high == total[1][j].high);
    }
    free(y);
}

static void what_does_not_vary_has_no_indices(void **state)
{
    (void)state;
    double y[50 * 5];
    cs_index first[3], total[3];
    int used;
    for (int i = 0; i < 250; i++) y[i] = 0.1;
    estimate(50, 3, y, first, total, &used);
    assert_int_equal(used, 50);
    for (int j = 0; j < 3; j++) assert_false(first[j].defined || total[j].defined);
    for (int i = 0; i < 250; i++) y[i] = i % 3 ? 0.1 : nextafter(0.1, 1); /* nor does the last digit count */
    estimate(50, 3, y, first, total, &used);
    for (int j = 0; j < 3; j++) assert_false(first[j].defined || total[j].defined);
    for (int i = 0; i < 250; i++) y[i] = 0.1 + (i % 3 ? 0 : 1e-9); /* but this does */
    estimate(50, 3, y, first, total, &used);
    assert_true(first[0].defined && total[0].defined);
    for (int i = 0; i < 250; i++) y[i] = NAN;
    estimate(50, 3, y, first, total, &used);
    assert_int_equal(used, 0);
    assert_false(first[0].defined);
}

/* ---- elementary effects ---- */

enum { TRAJECTORIES = 400, LEVELS = 4 };
#define DELTA (2.0 / 3)

/* 400 trajectories of independent draws: y of 4 factors. */
typedef struct walks {
    double y[TRAJECTORIES * 5], step[TRAJECTORIES * 4];
    int move[TRAJECTORIES * 4];
} walks;

/* What is known: straight up by 3, straight down by 2, two that act together, and (below) bent ones. */
static double bent(const double *u)
{
    return 3 * u[0] - 2 * u[1] + u[2] * u[3];
}

static double hollow(const double *u)
{
    return (u[0] - 0.5) * (u[0] - 0.5) + u[1];
}

static void walk(walks *w, double (*f)(const double *u))
{
    for (uint32_t i = 0; i < TRAJECTORIES; i++) {
        double u[4];
        int order[4] = {0, 1, 2, 3};
        for (uint32_t j = 0; j < 4; j++) u[j] = floor(LEVELS * uniform(j, i, 900)) / (LEVELS - 1);
        for (uint32_t j = 3; j > 0; j--) {
            int other = (int)((double)(j + 1) * uniform(10 + j, i, 900)), kept = order[j];
            order[j] = order[other];
            order[other] = kept;
        }
        w->y[5 * i] = f(u);
        for (int t = 0; t < 4; t++) {
            int j = order[t];
            double by = u[j] < 0.5 ? DELTA : -DELTA;
            u[j] += by;
            w->move[4 * i + (uint32_t)t] = j;
            w->step[4 * i + (uint32_t)t] = by;
            w->y[5 * i + (uint32_t)t + 1] = f(u);
        }
    }
}

static void effects(const walks *w, cs_elementary *out, int64_t *dropped)
{
    cs_error err = {0};
    if (cs_indices_morris(TRAJECTORIES, 4, w->y, w->move, w->step, out, dropped, &err) != CS_OK)
        fail_msg("%s", err.message);
}

#define NEAR(value, wanted, within) assert_true(fabs((value) - (wanted)) <= (within))

static void straight_and_joint_effects(void **state)
{
    (void)state;
    static walks w;
    cs_elementary e[4];
    int64_t dropped;
    walk(&w, bent);
    effects(&w, e, &dropped);
    assert_int_equal(dropped, 0);
    NEAR(e[0].mu.value, 3, 1e-12);
    NEAR(e[0].mu_star.value, 3, 1e-12);
    NEAR(e[0].sigma.value, 0, 1e-12);
    NEAR(e[0].mu_star.low, 3, 1e-12);
    NEAR(e[1].mu.value, -2, 1e-12);
    NEAR(e[1].mu_star.value, 2, 1e-12);
    for (int j = 2; j < 4; j++) {
        /* the effect of u on u v is v: 0, 1/3, 2/3 or 1; 4 standard errors each */
        double sd = sqrt((1.0 / 9 + 4.0 / 9 + 1) / 4 - 0.25);
        assert_int_equal(e[j].effects, TRAJECTORIES);
        NEAR(e[j].mu.value, 0.5, 4 * sd / sqrt(TRAJECTORIES));
        NEAR(e[j].sigma.value, sd, 4 * sd / sqrt(2.0 * TRAJECTORIES));
        /* the interval is about as wide as 2 * 1.96 standard errors */
        NEAR(e[j].mu.high - e[j].mu.low, 3.92 * sd / sqrt(TRAJECTORIES), 0.01);
    }
}

static void an_effect_that_changes_sign(void **state)
{
    (void)state;
    static walks w;
    cs_elementary e[4];
    int64_t dropped;
    walk(&w, hollow);
    effects(&w, e, &dropped);
    /* from 0 to 2/3: -1/3; from 1/3 to 1: 1/3, and so back */
    NEAR(e[0].mu_star.value, 1.0 / 3, 1e-12);
    NEAR(e[0].mu.value, 0, 4.0 / 3 / sqrt(TRAJECTORIES));
    NEAR(e[2].mu_star.value, 0, 0);
}

static void steps_without_a_figure_are_left_out(void **state)
{
    (void)state;
    static walks w;
    cs_elementary e[4];
    int64_t dropped;
    walk(&w, bent);
    w.y[5 * 17 + 2] = NAN; /* the second and the third step of trajectory 17 */
    effects(&w, e, &dropped);
    assert_int_equal(dropped, 2);
    int all = 0;
    for (int j = 0; j < 4; j++) all += e[j].effects;
    assert_int_equal(all, 4 * TRAJECTORIES - 2);
    NEAR(e[0].mu.value, 3, 1e-12);
    assert_int_equal(e[w.move[4 * 17 + 1]].effects, TRAJECTORIES - 1);
    /* moves that nobody can name made no difference */
    walk(&w, hollow);
    for (int i = 0; i < 4 * TRAJECTORIES; i++)
        if (w.move[i] > 1) w.move[i] = -1;
    effects(&w, e, &dropped);
    assert_int_equal(e[3].effects, TRAJECTORIES);
    NEAR(e[3].mu_star.value, 0, 0);
    NEAR(e[1].mu.value, 1, 1e-12);
}

/* ---- luck ---- */

static void luck_is_what_points_and_replicates_leave(void **state)
{
    (void)state;
    /* points 0, 10, 20 and replicates 0, 5: nothing left */
    const double added[] = {0, 5, 10, 15, 20, 25};
    NEAR(cs_indices_chance(added, 3, 2), 0, 1e-12);
    /* left over: +-1 in every cell of 2 x 2, 4 in squares with 1 degree; means of points are apart by 10:
       2 * (25 + 25) / 1 = 100 */
    const double crossed[] = {1, -1, 9, 11};
    NEAR(cs_indices_chance(crossed, 2, 2), 0.04, 1e-12);
    assert_true(isnan(cs_indices_chance(added, 6, 1)));
    const double holed[] = {0, NAN, 1, -1, 9, 11};
    NEAR(cs_indices_chance(holed, 3, 2), 0.04, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ishigami_function),
        cmocka_unit_test(the_g_function),
        cmocka_unit_test(a_large_mean_changes_nothing),
        cmocka_unit_test(rows_without_a_figure_are_left_out_whole),
        cmocka_unit_test(what_does_not_vary_has_no_indices),
        cmocka_unit_test(straight_and_joint_effects),
        cmocka_unit_test(an_effect_that_changes_sign),
        cmocka_unit_test(steps_without_a_figure_are_left_out),
        cmocka_unit_test(luck_is_what_points_and_replicates_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
