/* Random numbers: Philox against its published vectors and against Random123, and what is made of its
   words. Statistical tests use fixed keys and refuse below p = 1e-6. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/math.h"
#include "core/rng.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic" /* the oracle's header, not ours */
#include <Random123/philox.h>
#pragma GCC diagnostic pop

#define LEAST_P 1e-6

/* Pearson's statistic for `n` equally frequent categories. */
static double evenness_p(int n, const int64_t *count)
{
    double total = 0.0, statistic = 0.0;
    for (int i = 0; i < n; i++) total += (double)count[i];
    for (int i = 0; i < n; i++) {
        double expected = total / n;
        statistic += ((double)count[i] - expected) * ((double)count[i] - expected) / expected;
    }
    return 1.0 - cs_gamma_p((n - 1) / 2.0, statistic / 2.0);
}

/* Source: Random123, kat_vectors, philox4x32 with 10 rounds. */
static void philox_known_answers(void **state)
{
    (void)state;
    static const struct { uint32_t counter[4], key[2], words[4]; } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const uint32_t *c = known[i].counter;
        cs_words w = cs_philox(c[0], c[1], c[2], c[3], (cs_key){known[i].key[0], known[i].key[1]});
        assert_memory_equal(w.w, known[i].words, sizeof w.w);
    }
}

static void philox_as_random123(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        uint64_t a = cs_mix(3 * i), b = cs_mix(3 * i + 1), k = cs_mix(3 * i + 2);
        philox4x32_ctr_t counter = {{(uint32_t)a, (uint32_t)(a >> 32), (uint32_t)b,
                                     (uint32_t)(b >> 32)}};
        philox4x32_key_t key = {{(uint32_t)k, (uint32_t)(k >> 32)}};
        philox4x32_ctr_t wanted = philox4x32(counter, key);
        cs_words w = cs_philox(counter.v[0], counter.v[1], counter.v[2], counter.v[3],
                               (cs_key){key.v[0], key.v[1]});
        assert_memory_equal(w.w, wanted.v, sizeof w.w);
    }
}

/* Source: the first outputs of splitmix64 from state 0 (Vigna, prng.di.unimi.it/splitmix64.c). */
static void mix_known_answers(void **state)
{
    (void)state;
    assert_true(cs_mix(0) == 0xE220A8397B1DCDAFull);
    assert_true(cs_mix(0x9E3779B97F4A7C15ull) == 0x6E789E6AA1B965F4ull);
    assert_true(cs_mix(2 * 0x9E3779B97F4A7C15ull) == 0x06C45D188009454Full);
}

static void keys_differ_by_seed_and_purpose(void **state)
{
    (void)state;
    static const char *purposes[] = {"", "a", "b", "ab", "ba", "conduct.late_payment",
                                     "conduct.late_paymenu", "population.person"};
    cs_key keys[8 * 8];
    int n = 0;
    for (uint64_t seed = 0; seed < 8; seed++)
        for (int p = 0; p < 8; p++) keys[n++] = cs_key_of(seed, purposes[p]);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            assert_false(keys[i].k0 == keys[j].k0 && keys[i].k1 == keys[j].k1);
    for (uint64_t r = 1; r < 1000; r++)
        assert_true(cs_replicate_seed(1, r) != cs_replicate_seed(1, r - 1));
    assert_true(cs_replicate_seed(1, 1) != cs_replicate_seed(2, 0));
}

static void uniform_stays_inside(void **state)
{
    (void)state;
    assert_true(cs_uniform(0, 0) == 0x1p-53);
    assert_true(cs_uniform(UINT32_MAX, UINT32_MAX) == 1.0 - 0x1p-53);
    assert_true(cs_uniform(0x80000000u, 0) == 0.5 + 0x1p-53);
    assert_true(cs_uniform(0, 0x1000) == 1.5 * 0x1p-52);
    assert_true(cs_uniform(0, 0xfff) == 0x1p-53); /* the lowest 12 bits are not used */
    int64_t count[100] = {0};
    for (uint32_t i = 0; i < 500000; i++) {
        cs_words w = cs_philox(i, 0, 0, 0, (cs_key){1, 2});
        count[(int)(cs_uniform(w.w[0], w.w[1]) * 100.0)]++;
        count[(int)(cs_uniform(w.w[2], w.w[3]) * 100.0)]++;
    }
    assert_true(evenness_p(100, count) > LEAST_P);
}

static void below_stays_below(void **state)
{
    (void)state;
    static const uint32_t n[] = {1, 2, 3, 7, 10, 1000, 65536, 0x80000001u, UINT32_MAX};
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        assert_int_equal(cs_below(n[i], 0, 0), 0);
        assert_int_equal(cs_below(n[i], UINT32_MAX, UINT32_MAX), n[i] - 1);
    }
    int64_t count[7] = {0};
    for (uint32_t i = 0; i < 700000; i++) {
        cs_words w = cs_philox(i, 1, 0, 0, (cs_key){1, 2});
        count[cs_below(7, w.w[0], w.w[1])]++;
    }
    assert_true(evenness_p(7, count) > LEAST_P);
    /* 2^32 / 3 is no whole number: the second word decides at the edge of two thirds */
    assert_int_equal(cs_below(3, 0x55555555u, 0), 0);
    assert_int_equal(cs_below(3, 0x55555555u, 0x55555555u), 0);
    assert_int_equal(cs_below(3, 0x55555555u, 0x55555556u), 1);
}

static void thresholds_at_the_edges(void **state)
{
    (void)state;
    assert_true(cs_threshold(0.0) == 0);
    assert_true(cs_threshold(-1.0) == 0);
    assert_true(cs_threshold(1.0) == (uint64_t)1 << 32);
    assert_true(cs_threshold(2.0) == (uint64_t)1 << 32);
    assert_true((uint64_t)UINT32_MAX < cs_threshold(1.0)); /* certain means certain */
    assert_true(cs_threshold(0.5) == (uint64_t)1 << 31);
    assert_true(cs_threshold(0x1p-32) == 1);
    assert_true(cs_threshold(0x1p-34) == 0);
    for (double p = 0.0; p < 1.0; p += 1.0 / 1024) {
        double error = (double)cs_threshold(p) * 0x1p-32 - p;
        assert_true(error <= 0x1p-33 && error >= -0x1p-33);
    }
}

/* ---- keyed permutations ---- */

static void permutations_are_one_to_one(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 3, 4, 5, 16, 17, 1000, 65536, 65537, 100003};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t n = sizes[i];
        cs_permutation p = cs_permutation_of((cs_key){7, (uint32_t)i}, 3, n);
        unsigned char *seen = calloc(n, 1);
        assert_non_null(seen);
        for (uint32_t x = 0; x < n; x++) {
            uint32_t y = cs_permute(&p, x);
            assert_true(y < n && !seen[y]);
            seen[y] = 1;
            assert_int_equal(cs_permute_back(&p, y), x);
        }
        free(seen);
    }
    static const uint32_t large[] = {0x7fffffffu, 0x80000001u, 4000000000u, UINT32_MAX};
    for (size_t i = 0; i < 4; i++) {
        cs_permutation p = cs_permutation_of((cs_key){8, 9}, 0, large[i]);
        for (uint32_t k = 0; k < 20000; k++) {
            uint32_t x = cs_below(large[i], (uint32_t)cs_mix(k), 0), y = cs_permute(&p, x);
            assert_true(y < large[i]);
            assert_int_equal(cs_permute_back(&p, y), x);
        }
    }
}

/* Over many keys, where does one element go, and where two neighbours go relative to each other? */
static void permutations_look_uniform(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {2, 5, 16, 24, 60, 100};
    for (int s = 0; s < 6; s++) {
        uint32_t n = sizes[s];
        int64_t first[100] = {0}, last[100] = {0}, apart[100] = {0}, pair[20] = {0};
        for (uint32_t k = 0; k < 100000; k++) {
            cs_permutation p = cs_permutation_of((cs_key){11, 12}, k, n);
            uint32_t a = cs_permute(&p, 0), b = cs_permute(&p, 1);
            first[a]++;
            last[cs_permute(&p, n - 1)]++;
            apart[(b + n - a) % n - 1]++;
            if (n == 5) pair[a * 4 + (b > a ? b - 1 : b)]++;
        }
        assert_true(evenness_p((int)n, first) > LEAST_P);
        assert_true(evenness_p((int)n, last) > LEAST_P);
        if (n > 2) assert_true(evenness_p((int)n - 1, apart) > LEAST_P);
        if (n == 5) assert_true(evenness_p(20, pair) > LEAST_P);
    }
}

/* Within one permutation of many: images of a run of neighbours spread evenly. */
static void a_large_permutation_spreads(void **state)
{
    (void)state;
    const uint32_t n = 1000000;
    cs_permutation p = cs_permutation_of((cs_key){13, 14}, 0, n);
    int64_t count[100] = {0}, steps[100] = {0};
    for (uint32_t x = 0; x < 100000; x++) {
        uint32_t y = cs_permute(&p, x), z = cs_permute(&p, x + 500000);
        count[y / 10000]++;
        steps[(z + n - y) % n / 10000]++;
    }
    assert_true(evenness_p(100, count) > LEAST_P);
    assert_true(evenness_p(100, steps) > LEAST_P);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_known_answers),
        cmocka_unit_test(philox_as_random123),
        cmocka_unit_test(mix_known_answers),
        cmocka_unit_test(keys_differ_by_seed_and_purpose),
        cmocka_unit_test(uniform_stays_inside),
        cmocka_unit_test(below_stays_below),
        cmocka_unit_test(thresholds_at_the_edges),
        cmocka_unit_test(permutations_are_one_to_one),
        cmocka_unit_test(permutations_look_uniform),
        cmocka_unit_test(a_large_permutation_spreads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
