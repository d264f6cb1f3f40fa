/* For tests of populations: configs built by hand, and the chi-squared test. */
#ifndef CS_TESTS_SUPPORT_PEOPLE_H
#define CS_TESTS_SUPPORT_PEOPLE_H

#include "population/population.h"

/* Tests with a fixed seed refuse below this, so each would fail by chance for one seed in a million. */
#define LEAST_P 1e-6

/* A config and everything it points to; attributes in the order the scenario reader adds them. */
typedef struct people {
    cs_population_config config;
    int32_t first[24], last[24];
    cs_attribute attribute[6];
    double region_share[1000];
    const char *region_name[1000];
} people;

void set_up(people *p, int64_t persons, int profile);
void add_attribute(people *p, const char *name, int values, int given, int rows, double *share);
/* Bands that begin at from[0] = 0, from[1], ...; the last is open. */
void add_ages(people *p, int count, const int *from);
void add_sex(people *p);
/* `count` regions of equal size. */
void add_regions(people *p, int count);
/* cs_population_init, which must succeed. */
void draw(cs_population *pop, const people *p, uint64_t seed);

/* Upper tail of Pearson's statistic; categories of probability zero must be empty. */
double chi_squared_p(int n, const int64_t *count, const double *probability);

#define ASSERT_FITS(n, count, probability)                                                         \
    do {                                                                                           \
        double p_value = chi_squared_p(n, count, probability);                                     \
        if (p_value < LEAST_P) fail_msg("chi-squared p = %g", p_value);                            \
    } while (0)

#endif
