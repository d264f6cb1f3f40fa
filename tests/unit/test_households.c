/* Households against their table, and who stands first in them.
   Statistical tests use fixed seeds and refuse below p = 1e-6 (support/people.h). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "population/population.h"
#include "population/tables.h"
#include "support/people.h"

/* ---- households ---- */

/* The first 20,000 households of each block never meet its end, so they are a plain sample. */
static void check_sizes(const cs_population *pop, int sizes, const double *expected)
{
    int64_t count[CS_HOUSEHOLD_MOST] = {0};
    for (uint32_t b = 0; b + 1 < pop->blocks; b++) {
        uint32_t at = b * 65536u, first, size;
        for (int k = 0; k < 20000; k++) {
            cs_population_household(pop, at, &first, &size);
            assert_int_equal(first, at);
            assert_true(size <= CS_HOUSEHOLD_MOST);
            count[size - 1]++;
            at += size;
        }
        assert_true(at < (b + 1) * 65536u);
    }
    for (int i = sizes; i < CS_HOUSEHOLD_MOST; i++) assert_int_equal(count[i], 0);
    ASSERT_FITS(sizes, count, expected);
}

static void household_sizes_as_in_the_table(void **state)
{
    (void)state;
    for (int profile = 0; profile < 2; profile++) {
        people p;
        cs_population pop;
        cs_profile table;
        cs_error err = {0};
        set_up(&p, 2000000, profile);
        draw(&pop, &p, 21);
        assert_int_equal(cs_profile_find(cs_profile_name(profile), &table, &err), CS_OK);
        check_sizes(&pop, table.sizes, table.household);
        cs_population_free(&pop);
    }
}

static void household_sizes_of_the_scenario(void **state)
{
    (void)state;
    const char *sizes[] = {"2", "1", "4+"};
    double share[] = {0.5, 0.3, 0.2}, expected[] = {0.3, 0.5, 0.0, 0.2};
    people p;
    cs_population pop;
    set_up(&p, 1000000, 0);
    p.config.households = (cs_shares){3, sizes, share};
    draw(&pop, &p, 22);
    check_sizes(&pop, 4, expected);
    cs_population_free(&pop);
}

static void without_a_table_all_live_alone(void **state)
{
    (void)state;
    people p;
    cs_population pop;
    set_up(&p, 70000, -1);
    draw(&pop, &p, 23);
    assert_int_equal(pop.strata, 1);
    for (uint32_t i = 0; i < pop.persons; i++)
        assert_int_equal(pop.stratum[i], CS_HOUSEHOLD_FIRST);
    cs_population_free(&pop);
}

static void household_of_every_member(void **state)
{
    (void)state;
    people p;
    cs_population pop;
    set_up(&p, 65536 + 1000, 0);
    draw(&pop, &p, 24);
    uint32_t start = 0;
    for (uint32_t i = 0; i < pop.persons; i++) {
        uint32_t first, size;
        if (pop.stratum[i] & CS_HOUSEHOLD_FIRST) start = i;
        cs_population_household(&pop, i, &first, &size);
        assert_int_equal(first, start);
        assert_true(i < first + size && first + size <= pop.persons);
        assert_true(first / 65536 == (first + size - 1) / 65536);
    }
    cs_population_free(&pop);
}

/* Two households share a counter's words, and blocks share a key. */
static void sizes_are_independent(void **state)
{
    (void)state;
    static uint8_t size_of[30][20000];
    double expected[9];
    people p;
    cs_population pop;
    cs_profile table;
    cs_error err = {0};
    set_up(&p, 30 * 65536, 0);
    draw(&pop, &p, 25);
    assert_int_equal(cs_profile_find("china-2020", &table, &err), CS_OK);
    for (uint32_t b = 0; b < 30; b++) {
        uint32_t at = b * 65536u, first, size;
        for (int k = 0; k < 20000; k++, at += size) {
            cs_population_household(&pop, at, &first, &size);
            size_of[b][k] = size > 2 ? 2 : (uint8_t)(size - 1);
        }
    }
    double share[3] = {table.household[0], table.household[1], 0.0};
    share[2] = 1.0 - share[0] - share[1];
    for (int i = 0; i < 9; i++) expected[i] = share[i / 3] * share[i % 3];
    /* each pair of (blocks apart, households apart); nobody is in two pairs */
    static const int apart[][2] = {{1, 0}, {0, 1}, {0, 2}, {0, 3}};
    for (int a = 0; a < 4; a++) {
        int64_t pairs[9] = {0};
        for (int b = 0; b + apart[a][0] < 30; b += apart[a][0] + 1)
            for (int k = 0; k + apart[a][1] < 20000; k++)
                if (apart[a][1] == 0 || k / apart[a][1] % 2 == 0)
                    pairs[size_of[b][k] * 3 + size_of[b + apart[a][0]][k + apart[a][1]]]++;
        ASSERT_FITS(9, pairs, expected);
    }
    cs_population_free(&pop);
}

/* ---- first persons are adults ---- */

/* Persons by stratum among the first persons of households (heads) or the others. */
static void count_strata(const cs_population *pop, bool heads, int64_t *count)
{
    memset(count, 0, (size_t)pop->strata * sizeof *count);
    for (uint32_t i = 0; i < pop->persons; i++)
        if (heads == !!(pop->stratum[i] & CS_HOUSEHOLD_FIRST))
            count[cs_population_stratum(pop, i)]++;
}

static void first_persons_are_adults(void **state)
{
    (void)state;
    static const int from[] = {0, 18, 40, 65};
    people p;
    cs_population pop;
    int64_t count[4];
    double share[4], head[4], other[4];
    cs_profile table;
    cs_error err = {0};
    set_up(&p, 1000000, 0);
    add_ages(&p, 4, from);
    draw(&pop, &p, 31);
    assert_int_equal(cs_profile_find("china-2020", &table, &err), CS_OK);
    cs_ages_cut(&p.config.ages, &table, 1, share);
    double mean = 0.0, adults = 1.0 - share[0];
    for (int i = 0; i < table.sizes; i++) mean += table.household[i] * (i + 1);
    for (int a = 0; a < 4; a++) {
        head[a] = a == 0 ? 0.0 : share[a] / adults;
        other[a] = (share[a] - head[a] / mean) / (1.0 - 1.0 / mean);
    }
    count_strata(&pop, true, count);
    ASSERT_FITS(4, count, head);
    count_strata(&pop, false, count);
    ASSERT_FITS(4, count, other);
    cs_population_free(&pop);
}

/* Half are minors and most live alone: some minors must come first for the shares to hold. */
static void too_few_adults_for_every_household(void **state)
{
    (void)state;
    const char *sizes[] = {"1", "2"};
    double share[] = {0.9, 0.1}, expected[2], other[] = {1.0, 0.0}, all[38];
    static const int from[] = {0, 40}; /* a band from 0 to 39 counts as minors */
    people p;
    cs_population pop;
    int64_t count[2];
    cs_profile table;
    cs_error err = {0};
    set_up(&p, 1000000, 0);
    p.config.households = (cs_shares){2, sizes, share};
    add_ages(&p, 2, from);
    draw(&pop, &p, 32);
    assert_int_equal(cs_profile_find("china-2020", &table, &err), CS_OK);
    cs_ages_cut(&p.config.ages, &table, 1, all);
    memcpy(expected, all, sizeof expected);
    ASSERT_FITS(2, pop.stratum_persons, expected);
    count_strata(&pop, false, count);
    ASSERT_FITS(2, count, other); /* every adult there is stands first */
    cs_population_free(&pop);
}

static void one_band_for_all_is_no_restriction(void **state)
{
    (void)state;
    static const int from[] = {0};
    people p;
    cs_population pop;
    double expected[2] = {0};
    int64_t count[2];
    cs_profile table;
    cs_error err = {0};
    set_up(&p, 500000, 0);
    add_ages(&p, 1, from);
    add_sex(&p);
    draw(&pop, &p, 33);
    assert_int_equal(cs_profile_find("china-2020", &table, &err), CS_OK);
    for (int a = 0; a < 19; a++) {
        expected[0] += table.male[a];
        expected[1] += table.female[a];
    }
    count_strata(&pop, true, count);
    ASSERT_FITS(2, count, expected);
    cs_population_free(&pop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(household_sizes_as_in_the_table),
        cmocka_unit_test(household_sizes_of_the_scenario),
        cmocka_unit_test(without_a_table_all_live_alone),
        cmocka_unit_test(household_of_every_member),
        cmocka_unit_test(sizes_are_independent),
        cmocka_unit_test(first_persons_are_adults),
        cmocka_unit_test(too_few_adults_for_every_household),
        cmocka_unit_test(one_band_for_all_is_no_restriction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
