/* The generated people against the tables they are drawn from.
   Statistical tests use fixed seeds and refuse below p = 1e-6, so each would fail by chance for one seed
   in a million. First persons of households are drawn from one table and the others from another, so
   the chi-squared of all together is a little smaller than a multinomial's; the two parts are therefore
   also held to tables of their own (test_households.c). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/mem.h"
#include "population/population.h"
#include "population/tables.h"
#include "support/people.h"

#define GOLDEN_PEOPLE 0x2e309004dfd4ba66ull

/* ---- what always holds ---- */

static void check_lines(const cs_population *pop)
{
    assert_int_equal(pop->blocks, (pop->persons + 65535u) / 65536u);
    for (uint32_t b = 0; b < pop->blocks; b++)
        assert_true(pop->stratum[b * 65536u] & CS_HOUSEHOLD_FIRST);
    assert_int_equal(pop->region_start[0], 0);
    assert_int_equal(pop->region_start[pop->regions], pop->persons);
    for (int r = 0; r < pop->regions; r++) {
        assert_true(pop->region_start[r] < pop->region_start[r + 1]);
        assert_true(pop->stratum[pop->region_start[r]] & CS_HOUSEHOLD_FIRST);
    }
    for (uint32_t i = 0; i < pop->persons; i++)
        assert_true(cs_population_stratum(pop, i) < pop->strata);
}

static void check_counts(const cs_population *pop)
{
    int64_t all = 0;
    for (int s = 0; s < pop->strata; s++) all += pop->stratum_persons[s];
    assert_int_equal(all, pop->persons);
    assert_int_equal(pop->cell_persons[0], pop->persons);
    for (int a = 0; a <= pop->attributes; a++) {
        bool regions = a == pop->attributes;
        int first = regions ? pop->region_first_cell : pop->cell_first[a];
        int values = regions ? pop->regions : pop->attribute_values[a];
        int64_t sum = 0;
        for (int v = 0; v < values; v++) sum += pop->cell_persons[first + v];
        assert_int_equal(sum, pop->persons);
    }
    assert_int_equal(pop->cells, pop->region_first_cell + pop->regions);
}

static void check_people(const cs_population *pop)
{
    check_lines(pop);
    check_counts(pop);
}

/* ---- marginals ---- */

static const int five_years[] = {0,  5,  10, 15, 20, 25, 30, 35, 40, 45,
                                 50, 55, 60, 65, 70, 75, 80, 85, 90};

static void age_by_sex_as_in_the_table(void **state)
{
    (void)state;
    for (int profile = 0; profile < 2; profile++) {
        people p;
        cs_population pop;
        cs_profile table;
        cs_error err = {0};
        double expected[38];
        set_up(&p, 2000000, profile);
        add_ages(&p, 19, five_years);
        add_sex(&p);
        draw(&pop, &p, 11);
        check_people(&pop);
        assert_int_equal(cs_profile_find(cs_profile_name(profile), &table, &err), CS_OK);
        for (int a = 0; a < 19; a++) {
            expected[a * 2] = table.male[a];
            expected[a * 2 + 1] = table.female[a];
        }
        ASSERT_FITS(38, pop.stratum_persons, expected);
        cs_population_free(&pop);
    }
}

/* 0-2 and 3-17 cut five-year bands: three fifths of 0-4; 15-17 is three fifths of 15-19. */
static void bands_that_cut_five_years(void **state)
{
    (void)state;
    static const int from[] = {0, 3, 18, 65};
    double all[19], expected[4] = {0};
    people p;
    cs_population pop;
    cs_profile table;
    cs_error err = {0};
    set_up(&p, 1000000, 0);
    add_ages(&p, 4, from);
    draw(&pop, &p, 12);
    assert_int_equal(cs_profile_find("china-2020", &table, &err), CS_OK);
    for (int a = 0; a < 19; a++) all[a] = table.male[a] + table.female[a];
    expected[0] = all[0] * 0.6;
    expected[1] = all[0] * 0.4 + all[1] + all[2] + all[3] * 0.6;
    expected[2] = all[3] * 0.4;
    for (int a = 4; a < 13; a++) expected[2] += all[a];
    for (int a = 13; a < 19; a++) expected[3] += all[a];
    ASSERT_FITS(4, pop.stratum_persons, expected);
    cs_population_free(&pop);
}

static void own_attributes_also_given_another(void **state)
{
    (void)state;
    static const int from[] = {0, 20, 60};
    double group[] = {0.9, 0.1}, income[] = {0.2, 0.5, 0.3, 0.6, 0.4, 0.0};
    double job[] = {0.0, 1.0, 0.7, 0.3, 0.1, 0.9}, expected[36];
    people p;
    cs_population pop;
    cs_profile table;
    cs_error err = {0};
    set_up(&p, 1000000, 1);
    add_ages(&p, 3, from);
    add_attribute(&p, "group", 2, -1, 1, group);
    add_attribute(&p, "income", 3, 1, 2, income);
    add_attribute(&p, "job", 2, 0, 3, job);
    draw(&pop, &p, 13);
    check_people(&pop);
    assert_int_equal(pop.strata, 36);
    assert_int_equal(cs_profile_find("netherlands-2020", &table, &err), CS_OK);
    double age[3] = {0};
    for (int a = 0; a < 19; a++) age[(a >= 4) + (a >= 12)] += table.male[a] + table.female[a];
    for (int s = 0; s < 36; s++) {
        int a = s / 12, g = s / 6 % 2, i = s / 2 % 3, j = s % 2;
        expected[s] = age[a] * group[g] * income[g * 3 + i] * job[a * 2 + j];
        uint16_t wanted[4] = {(uint16_t)a, (uint16_t)g, (uint16_t)i, (uint16_t)j};
        assert_memory_equal(&pop.stratum_value[s * 4], wanted, sizeof wanted);
    }
    ASSERT_FITS(36, pop.stratum_persons, expected);
    cs_population_free(&pop);
}

/* Persons next to each other share a counter's words: their strata must not know of each other. */
static void neighbours_are_independent(void **state)
{
    (void)state;
    double value[] = {0.1, 0.2, 0.3, 0.4}, expected[16];
    people p;
    cs_population pop;
    set_up(&p, 1000000, -1);
    add_attribute(&p, "group", 4, -1, 1, value);
    draw(&pop, &p, 14);
    for (int i = 0; i < 16; i++) expected[i] = value[i / 4] * value[i % 4];
    static const uint32_t apart[] = {1, 2, 65536};
    for (int lag = 0; lag < 3; lag++) {
        for (uint32_t from = 0; from < 2; from++) {
            int64_t pairs[16] = {0};
            uint32_t step = apart[lag];
            for (uint32_t i = 0; i + step < pop.persons; i++) {
                if (i / step % 2 != from) continue; /* nobody is in two pairs */
                pairs[cs_population_stratum(&pop, i) * 4 + cs_population_stratum(&pop, i + step)]++;
            }
            ASSERT_FITS(16, pairs, expected);
        }
    }
    cs_population_free(&pop);
}

/* ---- regions ---- */

static void regions_are_runs_of_households(void **state)
{
    (void)state;
    static const int persons[] = {200000, 65537, 3000, 24};
    static const int regions[] = {3, 1000, 1000, 12};
    for (int k = 0; k < 4; k++) {
        people p;
        cs_population pop;
        set_up(&p, persons[k], 0);
        add_regions(&p, regions[k]);
        draw(&pop, &p, 41);
        check_people(&pop);
        assert_int_equal(pop.regions, regions[k]);
        for (int r = 0; r < pop.regions; r++) {
            double nominal = (double)persons[k] * r / regions[k];
            assert_true(pop.region_start[r] + 1.0 >= nominal);
            assert_true(pop.region_start[r] <= nominal + 11.0);
            assert_int_equal(cs_population_region(&pop, pop.region_start[r]), r);
            assert_int_equal(cs_population_region(&pop, pop.region_start[r + 1] - 1), r);
        }
        cs_population_free(&pop);
    }
}

static void a_region_without_persons_is_refused(void **state)
{
    (void)state;
    people p;
    cs_population pop;
    cs_error err = {0};
    set_up(&p, 7, 0);
    add_regions(&p, 12);
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
    assert_non_null(strstr(err.message, "would have no persons"));
    set_up(&p, 100, 0);
    add_regions(&p, 3);
    p.region_share[0] = 0.0;
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
    p.region_share[0] = 0.4;
    p.region_share[2] = 0.0;
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
    assert_null(pop.stratum);
}

/* ---- edges ---- */

static void small_and_odd_numbers_of_persons(void **state)
{
    (void)state;
    static const int persons[] = {1, 2, 7, 65535, 65536, 65537, 131072};
    static const int from[] = {0, 20, 60};
    for (int k = 0; k < 7; k++) {
        people p;
        cs_population pop;
        set_up(&p, persons[k], 0);
        add_ages(&p, 3, from);
        add_sex(&p);
        draw(&pop, &p, 51);
        check_people(&pop);
        assert_int_equal(pop.persons, persons[k]);
        assert_int_equal(cs_block_size(&pop, pop.blocks - 1), (persons[k] - 1) % 65536 + 1);
        cs_population_free(&pop);
    }
}

static void too_many_strata_are_refused(void **state)
{
    (void)state;
    static double share[300];
    people p;
    cs_population pop;
    cs_error err = {0};
    for (int i = 0; i < 300; i++) share[i] = 1.0 / 300;
    set_up(&p, 1000, -1);
    add_attribute(&p, "trade", 300, -1, 1, share);
    add_attribute(&p, "town", 300, -1, 1, share);
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
    assert_non_null(strstr(err.message, "90000 combinations"));
    assert_non_null(strstr(err.message, "trade 300 x town 300"));
    p.attribute[1].values = 109; /* 32700 fit */
    draw(&pop, &p, 1);
    assert_int_equal(pop.strata, 32700);
    cs_population_free(&pop);
    p.config.persons = 0;
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
    p.config.persons = INT64_C(5000000000);
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
}

static void ages_without_a_profile_are_refused(void **state)
{
    (void)state;
    static const int from[] = {0, 20}, gap[] = {0, 95};
    people p;
    cs_population pop;
    cs_error err = {0};
    set_up(&p, 1000, -1);
    add_ages(&p, 2, from);
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_USAGE);
    set_up(&p, 1000, 0);
    add_ages(&p, 2, gap);
    assert_int_equal(cs_population_init(&pop, &p.config, 1, &err), CS_RANGE);
    assert_non_null(strstr(err.message, "open band 90+"));
}

/* ---- the same everywhere ---- */

static uint64_t digest(const cs_population *pop, uint32_t persons)
{
    uint64_t h = 0xCBF29CE484222325ull; /* FNV-1a */
    for (uint32_t i = 0; i < persons; i++) h = (h ^ pop->stratum[i]) * 0x100000001B3ull;
    return h;
}

static void same_seed_same_people(void **state)
{
    (void)state;
    static const int from[] = {0, 18, 30, 45, 60};
    double income[] = {0.3, 0.5, 0.2};
    people p;
    cs_population one, same, other, longer;
    set_up(&p, 200000, 0);
    add_ages(&p, 5, from);
    add_sex(&p);
    add_attribute(&p, "income", 3, -1, 1, income);
    draw(&one, &p, 1);
    draw(&same, &p, 1);
    draw(&other, &p, 2);
    p.config.persons = 400000;
    draw(&longer, &p, 1);
    assert_int_equal(digest(&one, 200000), digest(&same, 200000));
    assert_int_not_equal(digest(&one, 200000), digest(&other, 200000));
    assert_int_equal(digest(&one, 200000), digest(&longer, 200000));
    /* golden: change it only with a note in CHANGES.md, for every result changes with it */
    assert_int_equal(digest(&one, 200000), GOLDEN_PEOPLE);
    cs_population_free(&one);
    cs_population_free(&same);
    cs_population_free(&other);
    cs_population_free(&longer);
}

static void factors_by_stratum(void **state)
{
    (void)state;
    double group[] = {0.5, 0.5}, income[] = {0.2, 0.3, 0.5}, by_group[] = {1.0, 3.0};
    double by_income[] = {2.0, 1.0, 0.5}, factor[6];
    cs_by_term terms[] = {{1, 3, by_income}, {0, 2, by_group}};
    people p;
    cs_population pop;
    set_up(&p, 10, -1);
    add_attribute(&p, "group", 2, -1, 1, group);
    add_attribute(&p, "income", 3, -1, 1, income);
    draw(&pop, &p, 1);
    cs_by_table(&(cs_by){2, terms}, &pop, factor);
    static const double wanted[] = {2.0, 1.0, 0.5, 6.0, 3.0, 1.5};
    for (int s = 0; s < 6; s++) assert_true(factor[s] == wanted[s]);
    cs_by_table(&(cs_by){0, NULL}, &pop, factor);
    for (int s = 0; s < 6; s++) assert_true(factor[s] == 1.0);
    cs_population_free(&pop);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const int from[] = {0, 20};
    people p;
    cs_population pop;
    cs_status status = CS_NOMEM;
    unsigned long k = 0;
    set_up(&p, 1000, 0);
    add_ages(&p, 2, from);
    while (status == CS_NOMEM && k < 100) {
        cs_error err = {0};
        cs_fault_arm(CS_FAULT_ALLOC, ++k);
        status = cs_population_init(&pop, &p.config, 1, &err);
        if (status == CS_NOMEM) assert_null(pop.stratum);
    }
    cs_fault_arm(CS_FAULT_ALLOC, 0);
    assert_int_equal(status, CS_OK);
    assert_true(k > 10);
    cs_population_free(&pop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(age_by_sex_as_in_the_table),
        cmocka_unit_test(bands_that_cut_five_years),
        cmocka_unit_test(own_attributes_also_given_another),
        cmocka_unit_test(neighbours_are_independent),
        cmocka_unit_test(regions_are_runs_of_households),
        cmocka_unit_test(a_region_without_persons_is_refused),
        cmocka_unit_test(small_and_odd_numbers_of_persons),
        cmocka_unit_test(too_many_strata_are_refused),
        cmocka_unit_test(ages_without_a_profile_are_refused),
        cmocka_unit_test(same_seed_same_people),
        cmocka_unit_test(factors_by_stratum),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
