/* Populations built by hand, and the chi-squared test. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/math.h"
#include "support/people.h"

static const char *names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l",
                              "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x"};

void set_up(people *p, int64_t persons, int profile)
{
    memset(p, 0, sizeof *p);
    p->config.persons = persons;
    p->config.profile = profile;
    p->config.attributes.items = p->attribute;
}

void add_attribute(people *p, const char *name, int values, int given, int rows, double *share)
{
    p->attribute[p->config.attributes.count++] =
        (cs_attribute){name, values, names, given, rows, share};
}

void add_ages(people *p, int count, const int *from)
{
    for (int i = 0; i < count; i++) {
        p->first[i] = from[i];
        p->last[i] = i + 1 < count ? from[i + 1] - 1 : CS_FOREVER;
    }
    p->config.ages = (cs_ranges){count, names, p->first, p->last};
    add_attribute(p, "age", count, -1, 1, NULL);
}

void add_sex(people *p)
{
    p->config.sex = true;
    add_attribute(p, "sex", 2, -1, 1, NULL);
}

void add_regions(people *p, int count)
{
    for (int i = 0; i < count; i++) {
        p->region_share[i] = 1.0 / count;
        p->region_name[i] = names[i % 24];
    }
    p->config.regions = (cs_shares){count, p->region_name, p->region_share};
}

void draw(cs_population *pop, const people *p, uint64_t seed)
{
    cs_error err = {0};
    cs_status status = cs_population_init(pop, &p->config, seed, &err);
    if (status != CS_OK) fail_msg("%s", err.message);
}

double chi_squared_p(int n, const int64_t *count, const double *probability)
{
    double total = 0.0, statistic = 0.0;
    int used = 0;
    for (int i = 0; i < n; i++) total += (double)count[i];
    for (int i = 0; i < n; i++) {
        double expected = total * probability[i];
        if (probability[i] <= 0.0) {
            assert_int_equal(count[i], 0);
            continue;
        }
        statistic += ((double)count[i] - expected) * ((double)count[i] - expected) / expected;
        used++;
    }
    return 1.0 - cs_gamma_p((used - 1) / 2.0, statistic / 2.0);
}
