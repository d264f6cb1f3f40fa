/* Who knows whom: the graph is symmetric, without self or household, and has the degrees, the region
   share and the homophily that were asked for. Fixed seeds; error probabilities stand at each test. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/math.h"
#include "population/ties.h"
#include "support/people.h"

static const cs_ties_config plain = {.mean_degree = 10, .alike = -1, .homophily = 1};

static cs_ties *make(const cs_ties_config *config, const cs_population *pop)
{
    cs_ties *ties = NULL;
    cs_error err = {0};
    if (cs_ties_init(&ties, config, pop, 7, &err) != CS_OK) fail_msg("%s", err.message);
    return ties;
}

static bool knows(const cs_ties *ties, uint32_t person, uint32_t other)
{
    uint32_t contact[CS_TIES_MOST];
    int count = cs_ties_of(ties, person, contact), found = 0;
    for (int i = 0; i < count; i++) found += contact[i] == other;
    assert_true(found <= 1); /* each once */
    return found == 1;
}

/* Symmetric; nobody knows himself or a member of the household, and nobody twice. */
static void check_all(const cs_ties *ties, const cs_population *pop)
{
    uint32_t contact[CS_TIES_MOST], first, size;
    for (uint32_t p = 0; p < pop->persons; p++) {
        int count = cs_ties_of(ties, p, contact);
        cs_population_household(pop, p, &first, &size);
        for (int i = 0; i < count; i++) {
            assert_true(contact[i] < pop->persons);
            assert_true(contact[i] < first || contact[i] >= first + size);
            if (!knows(ties, contact[i], p)) fail_msg("%u knows %u, not the reverse", p, contact[i]);
        }
    }
}

static void symmetric(void **state)
{
    people p;
    cs_population pop;
    double share[] = {0.2, 0.3, 0.5};
    (void)state;
    set_up(&p, 3001, 0);
    add_regions(&p, 3);
    add_attribute(&p, "group", 3, -1, 1, share);
    draw(&pop, &p, 5);
    cs_ties_config configs[] = {
        plain, {.mean_degree = 8, .within_region = 0.7, .alike = 0, .homophily = 4},
        {.mean_degree = 8, .within_region = 1, .alike = 0, .homophily = 0.25},
        {.form = CS_TIES_RING, .mean_degree = 6, .alike = -1, .homophily = 1, .rewired = 0.1},
        {.mean_degree = 0, .alike = -1, .homophily = 1}};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        cs_ties *ties = make(&configs[i], &pop);
        check_all(ties, &pop);
        cs_ties_free(ties);
    }
    cs_population_free(&pop);
}

/* Chances of 0 .. most - 1 contacts, and of more, when their number is Poisson. */
static void poisson(double mean, int most, double *chance)
{
    double p = cs_exp(-mean), rest = 1.0;
    for (int d = 0; d < most; d++, p *= mean / d) {
        chance[d] = p;
        rest -= p;
    }
    chance[most] = rest;
}

/* Who has how many contacts is drawn; how many have how many is the Poisson law itself, so even by
   group the counts cannot be far off. Chi-squared refuses one seed in 10^6. */
static void degrees(void **state)
{
    people p;
    cs_population pop;
    uint32_t contact[CS_TIES_MOST];
    double chance[31];
    int64_t count[2][31] = {{0}}, sum = 0;
    (void)state;
    set_up(&p, 200000, -1);
    add_regions(&p, 4);
    draw(&pop, &p, 11);
    cs_ties_config config = plain;
    config.within_region = 0.6;
    cs_ties *ties = make(&config, &pop);
    for (uint32_t i = 0; i < pop.persons; i++) {
        int d = cs_ties_of(ties, i, contact);
        count[i % 2][d < 25 ? d : 25]++;
        sum += d;
    }
    poisson(10.0, 25, chance);
    ASSERT_FITS(26, count[0], chance);
    ASSERT_FITS(26, count[1], chance);
    /* near * far parts are each exact but for rounding; a few pairs in 50,000 meet twice */
    assert_true(fabs((double)sum / pop.persons - 10.0) < 0.01);
    cs_ties_free(ties);
    cs_population_free(&pop);
}

/* A contact's other contacts are Poisson too, as in a graph without any other order: 10 more of them.
   50,000 contacts of contacts counted, standard deviation sqrt(10): standard error 0.015, and those
   counted from one person are not independent; 0.1 is 4 standard errors with room. */
static void excess(void **state)
{
    people p;
    cs_population pop;
    uint32_t contact[CS_TIES_MOST], others[CS_TIES_MOST];
    int64_t sum = 0, n = 0;
    (void)state;
    set_up(&p, 100000, -1);
    draw(&pop, &p, 3);
    cs_ties *ties = make(&plain, &pop);
    for (uint32_t i = 0; i < 5000; i++) {
        int d = cs_ties_of(ties, i * 20, contact);
        for (int c = 0; c < d; c++, n++) sum += cs_ties_of(ties, contact[c], others) - 1;
    }
    assert_true(fabs((double)sum / (double)n - 10.0) < 0.1);
    cs_ties_free(ties);
    cs_population_free(&pop);
}

/* 60 % of ties inside, and a quarter of the other 40 %: 70 %. A million ties: standard error 0.0005. */
static void regions(void **state)
{
    people p;
    cs_population pop;
    uint32_t contact[CS_TIES_MOST];
    int64_t inside = 0, n = 0;
    (void)state;
    set_up(&p, 200000, -1);
    add_regions(&p, 4);
    draw(&pop, &p, 13);
    cs_ties_config config = plain;
    config.within_region = 0.6;
    cs_ties *ties = make(&config, &pop);
    for (uint32_t i = 0; i < pop.persons; i++) {
        int d = cs_ties_of(ties, i, contact);
        for (int c = 0; c < d; c++, n++)
            inside += cs_population_region(&pop, i) == cs_population_region(&pop, contact[c]);
    }
    assert_true(fabs((double)inside / (double)n - 0.7) < 4 * 0.0005);
    cs_ties_free(ties);
    cs_population_free(&pop);
}

/* Ties between alike people are three times as likely as their share of pairs has it: with groups of 20
   and 80 %, 0.68 of pairs are alike, so 0.68 / (0.68 + 0.32 / 3) = 0.86441 of ties. The mean degree stays
   10, and someone of the small group has 10 * (0.2 + 0.8 / 3) / (0.68 + 0.32 / 3) = 5.9322.
   Two million ends of ties: standard errors 0.00034 and, on 40,000 persons, 0.0122. */
static void homophily(void **state)
{
    people p;
    cs_population pop;
    uint32_t contact[CS_TIES_MOST];
    double share[] = {0.2, 0.8};
    int64_t alike = 0, n = 0, of_small = 0, small = 0;
    (void)state;
    set_up(&p, 200000, -1);
    add_attribute(&p, "group", 2, -1, 1, share);
    draw(&pop, &p, 17);
    cs_ties_config config = plain;
    config.alike = 0;
    config.homophily = 3;
    config.within_region = 0.5; /* among everybody or within the only region, it is the same */
    cs_ties *ties = make(&config, &pop);
    for (uint32_t i = 0; i < pop.persons; i++) {
        int d = cs_ties_of(ties, i, contact), s = cs_population_stratum(&pop, i);
        for (int c = 0; c < d; c++) alike += cs_population_stratum(&pop, contact[c]) == s;
        n += d;
        if (s == 0) of_small += d, small++;
    }
    assert_true(fabs((double)alike / (double)n - 0.86441) < 0.0014 + 0.001 /* shares as drawn */);
    assert_true(fabs((double)n / pop.persons - 10.0) < 4 * 0.0071);
    assert_true(fabs((double)of_small / (double)small - 5.9322) < 4 * 0.0122 + 0.02);
    cs_ties_free(ties);
    cs_population_free(&pop);
}

/* On a ring everyone knows the next three on either side; rewired, a tenth of these ties is gone and as
   many lead anywhere. 600,000 ends of ties: standard error of the share 0.0006. */
static void ring(void **state)
{
    people p;
    cs_population pop;
    uint32_t contact[CS_TIES_MOST];
    int64_t next = 0, n = 0;
    (void)state;
    set_up(&p, 100000, -1);
    draw(&pop, &p, 19);
    cs_ties_config config = plain;
    config.form = CS_TIES_RING;
    config.mean_degree = 6;
    cs_ties *ties = make(&config, &pop);
    assert_int_equal(cs_ties_of(ties, 0, contact), 6);
    assert_true(knows(ties, 0, 1) && knows(ties, 0, 3) && knows(ties, 0, 99999));
    assert_true(knows(ties, 99999, 2) && !knows(ties, 0, 4));
    cs_ties_free(ties);
    config.rewired = 0.1;
    ties = make(&config, &pop);
    for (uint32_t i = 0; i < pop.persons; i++) {
        int d = cs_ties_of(ties, i, contact);
        for (int c = 0; c < d; c++) {
            uint32_t apart = contact[c] > i ? contact[c] - i : i - contact[c];
            next += apart <= 3 || apart >= 99997;
        }
        n += d;
    }
    assert_true(fabs((double)n / pop.persons - 6.0) < 4 * 0.0035 + 0.001);
    assert_true(fabs((double)next / (double)n - 0.9) < 4 * 0.0006);
    cs_ties_free(ties);
    cs_population_free(&pop);
}

static void too_many(void **state)
{
    people p;
    cs_population pop;
    cs_ties *ties = NULL;
    cs_error err = {0};
    (void)state;
    set_up(&p, 15, -1);
    draw(&pop, &p, 1);
    assert_int_equal(cs_ties_init(&ties, &plain, &pop, 1, &err), CS_RANGE);
    assert_null(ties);
    assert_non_null(strstr(err.message, "too many for a population of 15 persons"));
    cs_population_free(&pop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symmetric), cmocka_unit_test(degrees),   cmocka_unit_test(excess),
        cmocka_unit_test(regions),   cmocka_unit_test(homophily), cmocka_unit_test(ring),
        cmocka_unit_test(too_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
