/* Strata: every combination of attribute values, and how many persons have it.
   Attribute 0 is the slowest digit of the stratum's number, the last one the fastest. */
#include "core/mem.h"
#include "population/tables.h"

#include <stdio.h>

#define ADULT_YEARS 18

/* "the attributes make 90000 combinations (income 300 x group 300) ..." */
static cs_status too_many(const cs_attributes *attributes, int64_t strata, cs_error *err)
{
    char list[600] = "";
    int used = 0;
    for (int a = 0; a < attributes->count && used < 500; a++)
        used += snprintf(list + used, sizeof list - (size_t)used, "%s%.40s %d", a ? " x " : "",
                         attributes->items[a].name, attributes->items[a].values);
    return cs_fail(err, CS_RANGE,
                   "the attributes make %s%lld combinations of values (%s), and at most %d fit; "
                   "give them fewer values",
                   strata > 1000000000 ? "more than " : "", (long long)strata, list,
                   CS_STRATA_MOST);
}

cs_status cs_strata_init(cs_population *pop, const cs_population_config *config, cs_error *err)
{
    const cs_attributes *attributes = &config->attributes;
    int count = attributes->count, cell = 1;
    int64_t strata = 1;
    for (int a = 0; a < count; a++)
        if (strata <= 1000000000) strata *= attributes->items[a].values;
    if (strata > CS_STRATA_MOST) return too_many(attributes, strata, err);
    pop->attributes = count;
    pop->strata = (int)strata;
    pop->attribute_values = cs_alloc((size_t)count, sizeof *pop->attribute_values);
    pop->cell_first = cs_alloc((size_t)count, sizeof *pop->cell_first);
    pop->stratum_value = cs_alloc((size_t)strata * (size_t)count, sizeof *pop->stratum_value);
    if (!pop->attribute_values || !pop->cell_first || !pop->stratum_value)
        return cs_fail_memory(err, "the attributes of the population");
    for (int a = 0; a < count; a++) {
        pop->attribute_values[a] = attributes->items[a].values;
        pop->cell_first[a] = cell;
        cell += attributes->items[a].values;
    }
    pop->region_first_cell = cell;
    for (int s = 0; s < (int)strata; s++) {
        int rest = s;
        for (int a = count - 1; a >= 0; a--) {
            pop->stratum_value[s * count + a] = (uint16_t)(rest % pop->attribute_values[a]);
            rest /= pop->attribute_values[a];
        }
    }
    return CS_OK;
}

/* Share of a stratum by the scenario's own attributes, given age and sex. */
static double own_share(const cs_population_config *config, const uint16_t *value)
{
    double share = 1.0;
    for (int a = 0; a < config->attributes.count; a++) {
        const cs_attribute *attribute = &config->attributes.items[a];
        if (!attribute->share) continue;
        int row = attribute->given < 0 ? 0 : value[attribute->given];
        share *= attribute->share[row * attribute->values + value[a]];
    }
    return share;
}

cs_status cs_strata_weigh(const cs_population *pop, const cs_population_config *config,
                          const cs_profile *profile, double *weight, cs_error *err)
{
    static const char *const everyone[] = {"everyone"};
    static const int32_t zero[] = {0}, forever[] = {CS_FOREVER};
    /* a profile's sexes without ages are those of one band */
    cs_ranges bands = config->ages;
    if (bands.count == 0)
        bands = (cs_ranges){1, (const char **)everyone, (int32_t *)zero, (int32_t *)forever};
    int with_age = config->ages.count > 0, sexes = config->sex ? 2 : 1;
    double *brought = cs_alloc((size_t)bands.count * (size_t)sexes, sizeof *brought);
    if (!brought) return cs_fail_memory(err, "the shares of the population");
    if (profile) cs_ages_cut(&bands, profile, sexes, brought);
    else brought[0] = 1.0;
    for (int s = 0; s < pop->strata; s++) {
        const uint16_t *value = &pop->stratum_value[s * pop->attributes];
        int band = with_age ? value[0] : 0;
        int sex = config->sex ? value[with_age] : 0;
        weight[s] = brought[band * sexes + sex] * own_share(config, value);
    }
    cs_free(brought);
    return CS_OK;
}

/* How far first persons are kept to adults: 1 wholly, 0 not at all. With `adults` the share of adults,
   others have weight (1 - h * (keep / adults + 1 - keep)) / (1 - h) times everybody's in adult strata;
   keep is the most that leaves this at or above zero. */
static double keep_to_adults(double adults, double h)
{
    if (adults <= 0.0 || adults >= 1.0) return 0.0;
    double most = (1.0 / h - 1.0) / (1.0 / adults - 1.0);
    return most < 1.0 ? most : 1.0;
}

void cs_strata_split(const cs_population *pop, const cs_population_config *config, double mean_size,
                     const double *weight, double *head, double *other)
{
    double h = 1.0 / mean_size, sum = 0.0, adults = 0.0;
    for (int s = 0; s < pop->strata; s++) {
        bool adult = config->ages.count == 0 ||
                     config->ages.first[pop->stratum_value[s * pop->attributes]] >= ADULT_YEARS;
        sum += weight[s];
        if (adult) adults += weight[s];
        head[s] = adult ? 1.0 : 0.0;
    }
    adults /= sum;
    double keep = keep_to_adults(adults, h);
    for (int s = 0; s < pop->strata; s++) {
        double times = 1.0 - keep + (head[s] > 0.0 && keep > 0.0 ? keep / adults : 0.0);
        double left = (1.0 - h * times) / (1.0 - h);
        head[s] = weight[s] * times;
        /* without households there are no others; rounding may leave -1e-17 */
        other[s] = h < 1.0 ? weight[s] * (left > 0.0 ? left : 0.0) : weight[s];
    }
}
