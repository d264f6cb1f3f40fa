/* Designs: the table of direction numbers against what its authors say of it, and each design against its
   definition. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/math.h"
#include "study/design.h"
#include "study/sobol.h"

enum { ALL = CS_SOBOL_MOST };

/* ---- the table, read here once more by other means ---- */

typedef struct line { int s; unsigned a, m[20]; } line;

static void read_table(line table[ALL])
{
    char text[400];
    int rows = 0;
    FILE *file = fopen("data/sobol/joe-kuo-6.csv", "r");
    assert_non_null(file);
    table[0] = (line){.s = 0};
    while (fgets(text, sizeof text, file)) {
        int dimension, used;
        line row = {0};
        if (sscanf(text, "%d,%d,%u,%n", &dimension, &row.s, &row.a, &used) != 3) continue;
        char *at = text + used;
        for (int j = 0; j < row.s; j++) row.m[j] = (unsigned)strtoul(at, &at, 10);
        assert_int_equal(*at, '\n');
        assert_int_equal(dimension, ++rows + 1);
        assert_true(rows < ALL);
        table[rows] = row;
    }
    fclose(file);
    assert_int_equal(rows, ALL - 1);
}

/* The numbers are those of the copy that SciPy 1.10.1 carries (_sobol_direction_numbers.npz), from which this
   was computed: h = 1000003 h + x for each number of each row, from the left. */
static void numbers_are_the_published_ones(void **state)
{
    (void)state;
    line table[ALL];
    uint64_t h = 0;
    read_table(table);
    for (int d = 1; d < ALL; d++) {
        h = (h * 1000003 + (uint64_t)d + 1) * 1000003 + (uint64_t)table[d].s;
        h = h * 1000003 + table[d].a;
        for (int j = 0; j < table[d].s; j++) h = h * 1000003 + table[d].m[j];
    }
    assert_true(h == 0x4af5487a64eb2c09ull);
}

/* x^s + ... + 1 with the inner coefficients between. */
static unsigned polynomial(const line *row)
{
    return 1u << row->s | row->a << 1 | 1u;
}

/* Primitive: x generates every non-zero residue before it comes back to 1. */
static void polynomials_are_primitive(void **state)
{
    (void)state;
    line table[ALL];
    read_table(table);
    for (int d = 1; d < ALL; d++) {
        unsigned p = polynomial(&table[d]), top = 1u << table[d].s, x = 1, order = 0;
        do {
            x <<= 1;
            if (x & top) x ^= p;
            order++;
        } while (x != 1 && order <= top);
        assert_int_equal(order, top - 1);
        assert_true(table[d].s >= table[d - 1].s);
        for (int e = 1; e < d; e++) assert_int_not_equal(polynomial(&table[e]), p);
    }
}

static void first_numbers_are_odd_and_small(void **state)
{
    (void)state;
    line table[ALL];
    read_table(table);
    for (int d = 1; d < ALL; d++)
        for (int j = 0; j < table[d].s; j++) {
            assert_true(table[d].m[j] % 2 == 1);
            assert_true(table[d].m[j] < 2u << j);
        }
}

/* Property A: of the first 2^d points of d dimensions, one lies in each part of the cube halved along every
   side. It holds when the first digits of the first d direction numbers of d dimensions are independent;
   Joe and Kuo state it for all dimensions up to 1,111. The first digits follow the recurrence alone. */
static void property_a(void **state)
{
    (void)state;
    line table[ALL];
    static unsigned char digit[ALL][ALL], work[ALL][ALL];
    read_table(table);
    for (int d = 0; d < ALL; d++)
        for (int j = 0; j < ALL; j++) {
            const line *row = &table[d];
            if (j < row->s || d == 0) {
                digit[d][j] = d == 0 ? j == 0 : row->m[j] >> j & 1;
                continue;
            }
            digit[d][j] = digit[d][j - row->s];
            for (int i = 1; i < row->s; i++)
                digit[d][j] ^= (row->a >> (row->s - 1 - i) & 1) & digit[d][j - i];
        }
    for (int size = 1; size <= ALL; size++) {
        int rank = 0;
        memcpy(work, digit, sizeof work);
        for (int column = 0; column < size; column++) {
            int pivot = rank;
            while (pivot < size && !work[pivot][column]) pivot++;
            if (pivot == size) continue;
            for (int j = 0; j < size; j++) {
                unsigned char swap = work[rank][j];
                work[rank][j] = work[pivot][j];
                work[pivot][j] = swap;
            }
            for (int i = rank + 1; i < size; i++)
                for (int j = column; work[i][column] && j < size; j++)
                    if (j > column) work[i][j] ^= work[rank][j];
            for (int i = rank + 1; i < size; i++) work[i][column] = 0;
            rank++;
        }
        if (rank != size) fail_msg("property A does not hold for %d dimensions", size);
    }
}

/* What the program makes of the table: the first digits are those of the numbers m. */
static void directions_begin_with_the_table(void **state)
{
    (void)state;
    line table[ALL];
    static uint64_t v[ALL][CS_SOBOL_BITS];
    cs_error err = {0};
    read_table(table);
    assert_int_equal(cs_sobol_directions(ALL, v, &err), CS_OK);
    for (int d = 1; d < ALL; d++)
        for (int j = 0; j < table[d].s; j++)
            assert_true(v[d][j] == (uint64_t)table[d].m[j] << (CS_SOBOL_BITS - 1 - j));
}

/* ---- the sequence ---- */

static double *sobol(const cs_key *key, int n, int k, int64_t skip)
{
    cs_error err = {0};
    double *x = calloc((size_t)n * (size_t)k, sizeof *x);
    assert_non_null(x);
    assert_int_equal(cs_design_sobol(key, n, k, skip, x, &err), CS_OK);
    return x;
}

/* Source: documentation of scipy.stats.qmc.Sobol, `Sobol(d=2, scramble=False).random_base2(m=3)`; third
   column: by hand from m = 1, 3 and x^2 + x + 1 (v = 1/2, 3/4, 5/8). */
static void first_points(void **state)
{
    (void)state;
    static const double known[8][3] = {{0, 0, 0},           {0.5, 0.5, 0.5},
                                       {0.75, 0.25, 0.25},  {0.25, 0.75, 0.75},
                                       {0.375, 0.375, 0.625}, {0.875, 0.875, 0.125},
                                       {0.625, 0.125, 0.875}, {0.125, 0.625, 0.375}};
    double *x = sobol(NULL, 8, 3, 0);
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 3; j++) assert_true(x[i * 3 + j] == known[i][j]);
    free(x);
}

/* Each dimension by itself is a (0, m, 1)-net: one point in each 2^m-th, shifted or not, from any multiple
   of 2^m on. */
static void every_projection_is_even(void **state)
{
    (void)state;
    const cs_key key = cs_key_of(5, "test.design");
    for (int shifted = 0; shifted < 2; shifted++)
        for (int m = 0; m <= 12; m += 3) {
            int n = 1 << m;
            double *x = sobol(shifted ? &key : NULL, n, ALL, shifted ? 3 * n : 0);
            unsigned char *seen = calloc((size_t)n, 1);
            assert_non_null(seen);
            for (int d = 0; d < ALL; d++) {
                memset(seen, 0, (size_t)n);
                for (int i = 0; i < n; i++) {
                    double at = x[(size_t)i * ALL + (size_t)d];
                    assert_true(at >= 0 && at < 1);
                    assert_int_equal(seen[(int)(at * n)]++, 0);
                }
            }
            free(seen);
            free(x);
        }
}

/* The t of two columns of 2^m points as a (t, m, 2)-net: every box of area 2^(t - m) has 2^t points. */
static int net_t(const double *x, int m, int k, int a, int b)
{
    int n = 1 << m, t = 0;
    for (; t < m; t++) {
        int fine = 1;
        for (int p = 0; p <= m - t && fine; p++) {
            int count[1 << 10] = {0}, across = 1 << p, up = 1 << (m - t - p);
            for (int i = 0; i < n; i++)
                count[(int)(x[i * k + a] * across) * up + (int)(x[i * k + b] * up)]++;
            for (int box = 0; box < across * up; box++) fine = fine && count[box] == 1 << t;
        }
        if (fine) break;
    }
    return t;
}

/* What the set of numbers was searched for: even pairs. With m = 10 the pairs of the first 24 dimensions
   have t of 5 at most, 2.2 on average. */
static void pairs_are_even(void **state)
{
    (void)state;
    enum { M = 10, K = 24 };
    double *x = sobol(NULL, 1 << M, K, 0), sum = 0;
    int most = 0, pairs = 0;
    for (int a = 0; a < K; a++)
        for (int b = 0; b < a; b++) {
            int t = net_t(x, M, K, a, b);
            most = t > most ? t : most;
            sum += t;
            pairs++;
        }
    assert_int_equal(net_t(x, M, K, 0, 1), 0);
    print_message("# t of pairs: %.2f on average, %d at most\n", sum / pairs, most);
    assert_true(most <= 5);
    assert_true(sum / pairs < 2.3);
    free(x);
}

static void skipping_goes_on(void **state)
{
    (void)state;
    const cs_key key = cs_key_of(6, "test.design");
    double *whole = sobol(&key, 100, 7, 0);
    for (int skip = 0; skip < 100; skip += 13) {
        double *part = sobol(&key, 100 - skip, 7, skip);
        assert_memory_equal(part, whole + skip * 7, sizeof *part * (size_t)(100 - skip) * 7);
        free(part);
    }
    free(whole);
}

/* A shift is uniform: over keys, the first point of a dimension falls anywhere. */
static void shifts_are_uniform(void **state)
{
    (void)state;
    int count[16] = {0};
    for (uint64_t seed = 0; seed < 1600; seed++) {
        const cs_key key = cs_key_of(seed, "test.design");
        double x[3];
        cs_error err = {0};
        assert_int_equal(cs_design_sobol(&key, 1, 3, 0, x, &err), CS_OK);
        count[(int)(x[2] * 16)]++;
    }
    double statistic = 0;
    for (int i = 0; i < 16; i++) statistic += (count[i] - 100.0) * (count[i] - 100.0) / 100.0;
    assert_true(statistic < 60); /* chi-squared with 15 degrees: beyond it one seed in 2 million */
}

/* ---- the other designs ---- */

static void latin_has_one_in_each_part(void **state)
{
    (void)state;
    static const int sizes[] = {1, 2, 3, 7, 64, 1000};
    cs_error err = {0};
    for (int s = 0; s < 6; s++) {
        int n = sizes[s], k = 9, apart = 0;
        double *x = calloc((size_t)(n * k), sizeof *x);
        unsigned char *seen = calloc((size_t)n, 1);
        assert_int_equal(cs_design_latin(cs_key_of(3, "test.latin"), n, k, x, &err), CS_OK);
        for (int j = 0; j < k; j++) {
            memset(seen, 0, (size_t)n);
            for (int i = 0; i < n; i++) {
                assert_true(x[i * k + j] >= 0 && x[i * k + j] < 1);
                assert_int_equal(seen[(int)(x[i * k + j] * n)]++, 0);
                apart += j > 0 && (int)(x[i * k + j] * n) != (int)(x[i * k] * n);
            }
        }
        if (n >= 7) assert_true(apart > n * (k - 1) / 2); /* columns in orders of their own */
        free(seen);
        free(x);
    }
}

/* Two columns of a hypercube are independent orders: their correlation is 0 with a standard error of
   1 / sqrt(n - 1), here 0.0316; five of them are exceeded once in 1.7 million. */
static void latin_columns_are_unrelated(void **state)
{
    (void)state;
    enum { N = 1000, K = 6 };
    static double x[N * K];
    cs_error err = {0};
    assert_int_equal(cs_design_latin(cs_key_of(8, "test.latin"), N, K, x, &err), CS_OK);
    for (int a = 0; a < K; a++)
        for (int b = 0; b < a; b++) {
            double sum = 0;
            for (int i = 0; i < N; i++) sum += (x[i * K + a] - 0.5) * (x[i * K + b] - 0.5);
            assert_true(fabs(sum / N * 12) < 5 * 0.0316);
        }
}

static void random_is_even_and_does_not_depend_on_its_length(void **state)
{
    (void)state;
    enum { N = 4000, K = 4 };
    static double x[N * K], y[10 * K];
    const cs_key key = cs_key_of(2, "test.random");
    cs_design_random(key, N, K, x);
    cs_design_random(key, 10, K, y);
    assert_memory_equal(x, y, sizeof y);
    int count[64] = {0};
    for (int i = 0; i < N * K; i++) {
        assert_true(x[i] > 0 && x[i] < 1);
        count[(int)(x[i] * 64)]++;
    }
    double statistic = 0, expected = N * K / 64.0;
    for (int i = 0; i < 64; i++) statistic += (count[i] - expected) * (count[i] - expected) / expected;
    assert_true(1.0 - cs_gamma_p(63 / 2.0, statistic / 2.0) > 1e-6);
}

/* A trajectory moves every parameter once, by the same step, on the grid; over many, every level is begun at
   about as often, up as often as down, and any parameter may come first. */
static void trajectories_move_one_at_a_time(void **state)
{
    (void)state;
    enum { R = 3000, K = 5, LEVELS = 4 };
    static double x[R * (K + 1) * K];
    int start[LEVELS] = {0}, up = 0, first[K] = {0};
    cs_error err = {0};
    assert_int_equal(cs_design_morris(cs_key_of(4, "test.morris"), R, K, LEVELS, x, &err), CS_OK);
    for (int t = 0; t < R; t++) {
        int moved[K] = {0};
        for (int i = 1; i <= K; i++) {
            const double *now = &x[(t * (K + 1) + i) * K], *was = now - K;
            int changes = 0;
            for (int j = 0; j < K; j++) {
                double step = now[j] - was[j];
                assert_true(fabs(now[j] * (LEVELS - 1) - round(now[j] * (LEVELS - 1))) < 1e-12);
                assert_true(now[j] >= 0 && now[j] <= 1);
                if (step == 0) continue;
                assert_true(fabs(fabs(step) - 2.0 / 3.0) < 1e-12); /* 4 / (2 * 3) */
                changes++;
                moved[j]++;
                up += step > 0;
                if (i == 1) first[j]++;
            }
            assert_int_equal(changes, 1);
        }
        for (int j = 0; j < K; j++) {
            assert_int_equal(moved[j], 1);
            start[(int)(x[t * (K + 1) * K + j] * (LEVELS - 1) + 0.5)]++;
        }
    }
    /* 15,000 draws: a share of 1/4 has a standard error of 0.0035, of 1/2 one of 0.0041; 5 of them */
    for (int l = 0; l < LEVELS; l++) assert_true(fabs(start[l] / 15000.0 - 0.25) < 5 * 0.0035);
    assert_true(fabs(up / 15000.0 - 0.5) < 5 * 0.0041);
    for (int j = 0; j < K; j++) assert_true(fabs(first[j] / 3000.0 - 0.2) < 5 * 0.0073);
}

static void saltelli_mixes_one_column(void **state)
{
    (void)state;
    enum { N = 64, K = 6 };
    static double x[N * (K + 2) * K], base[N * 2 * K];
    cs_error err = {0};
    const cs_key key = cs_key_of(9, "test.saltelli");
    assert_int_equal(cs_design_saltelli(key, N, K, x, &err), CS_OK);
    assert_int_equal(cs_design_sobol(&key, N, 2 * K, 0, base, &err), CS_OK);
    for (int i = 0; i < N; i++) {
        const double *a = &x[i * (K + 2) * K], *b = a + K;
        assert_memory_equal(a, &base[i * 2 * K], 2 * K * sizeof *a);
        for (int j = 0; j < K; j++)
            for (int c = 0; c < K; c++) assert_true(b[(j + 1) * K + c] == (c == j ? b[c] : a[c]));
    }
}

/* Ishigami's function, a = 7, b = 0.1: first indices 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437
   (closed forms: A. Saltelli et al., Global Sensitivity Analysis, 2008, section 4.4). */
static double ishigami(const double *u)
{
    double x[3];
    for (int j = 0; j < 3; j++) x[j] = 3.14159265358979 * (2 * u[j] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
}

static void saltelli_finds_the_indices_of_ishigami(void **state)
{
    (void)state;
    enum { N = 4096, K = 3 };
    static double x[N * (K + 2) * K];
    static const double first[K] = {0.3139, 0.4424, 0}, total[K] = {0.5576, 0.4424, 0.2437};
    double mean = 0, square = 0, one[K] = {0}, all[K] = {0};
    cs_error err = {0};
    assert_int_equal(cs_design_saltelli(cs_key_of(1, "test.ishigami"), N, K, x, &err), CS_OK);
    for (int i = 0; i < N; i++) {
        const double *point = &x[i * (K + 2) * K];
        double a = ishigami(point), b = ishigami(point + K);
        mean += (a + b) / (2 * N);
        square += (a * a + b * b) / (2 * N);
        for (int j = 0; j < K; j++) {
            double mixed = ishigami(point + (j + 2) * K);
            one[j] += b * (mixed - a) / N;
            all[j] += (a - mixed) * (a - mixed) / (2 * N);
        }
    }
    double variance = square - mean * mean;
    for (int j = 0; j < K; j++) {
        assert_true(fabs(one[j] / variance - first[j]) < 0.01);
        assert_true(fabs(all[j] / variance - total[j]) < 0.01);
    }
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    double x[8];
    cs_error err = {0};
    const cs_key key = {1, 2};
    assert_int_equal(cs_design_sobol(&key, 1, ALL + 1, 0, x, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "251 dimensions"));
    assert_int_equal(cs_design_sobol(&key, 1, 1, -1, x, &err), CS_USAGE);
    assert_int_equal(cs_design_saltelli(key, 1, ALL / 2 + 1, x, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "126 parameters"));
    assert_int_equal(cs_design_morris(key, 1, 2, 3, x, &err), CS_USAGE);
    assert_int_equal(cs_design_latin(key, 0, 1, x, &err), CS_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_the_published_ones),
        cmocka_unit_test(polynomials_are_primitive),
        cmocka_unit_test(first_numbers_are_odd_and_small),
        cmocka_unit_test(property_a),
        cmocka_unit_test(directions_begin_with_the_table),
        cmocka_unit_test(first_points),
        cmocka_unit_test(every_projection_is_even),
        cmocka_unit_test(pairs_are_even),
        cmocka_unit_test(skipping_goes_on),
        cmocka_unit_test(shifts_are_uniform),
        cmocka_unit_test(latin_has_one_in_each_part),
        cmocka_unit_test(latin_columns_are_unrelated),
        cmocka_unit_test(random_is_even_and_does_not_depend_on_its_length),
        cmocka_unit_test(trajectories_move_one_at_a_time),
        cmocka_unit_test(saltelli_mixes_one_column),
        cmocka_unit_test(saltelli_finds_the_indices_of_ishigami),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests_name("design", tests, NULL, NULL);
}
