/* Drawing people: households along the line, regions over them, then everyone's stratum. */
#include "population/population.h"

#include "core/mem.h"
#include "core/rng.h"
#include "population/alias.h"
#include "population/tables.h"

#include <stdio.h>
#include <string.h>

#define PERSONS_MOST 4000000000

/* What the people of every block are drawn with. */
typedef struct draws {
    cs_alias size, head, other;
    cs_key size_key, person_key;
} draws;

static void free_draws(draws *d)
{
    cs_alias_free(&d->size);
    cs_alias_free(&d->head);
    cs_alias_free(&d->other);
}

static cs_status init_strata_draws(draws *d, const cs_population *pop,
                                   const cs_population_config *config, const cs_profile *profile,
                                   double mean_size, cs_error *err)
{
    cs_status status = CS_OK;
    size_t strata = (size_t)pop->strata;
    double *weight = cs_alloc(strata * 3, sizeof *weight);
    if (!weight) return cs_fail_memory(err, "the shares of the population");
    double *head = weight + strata, *other = head + strata;
    CS_GO(cs_strata_weigh(pop, config, profile, weight, err));
    cs_strata_split(pop, config, mean_size, weight, head, other);
    CS_GO(cs_alias_init(&d->head, head, (uint32_t)strata, err));
    CS_GO(cs_alias_init(&d->other, other, (uint32_t)strata, err));
out:
    cs_free(weight);
    return status;
}

static cs_status init_draws(draws *d, const cs_population *pop, const cs_population_config *config,
                            uint64_t seed, cs_error *err)
{
    cs_profile found;
    const cs_profile *profile = NULL;
    char room[200];
    const char *trouble = NULL;
    double share[CS_HOUSEHOLD_MOST], mean_size;
    if (config->profile >= 0) {
        const char *name = cs_profile_name(config->profile);
        CS_TRY(cs_profile_find(name ? name : "", &found, err));
        profile = &found;
        if (config->ages.count > 0) trouble = cs_ages_check(&config->ages, profile, room);
        if (trouble) return cs_fail(err, CS_RANGE, "ages: %s", trouble);
    } else if (config->ages.count > 0 || config->sex) {
        return cs_fail(err, CS_USAGE, "ages and sexes come from a profile, and there is none");
    }
    trouble = cs_household_shares(&config->households, profile, share, &mean_size, room);
    if (trouble) return cs_fail(err, CS_RANGE, "households: %s", trouble);
    d->size_key = cs_key_of(seed, "population.households");
    d->person_key = cs_key_of(seed, "population.person");
    CS_TRY(cs_alias_init(&d->size, share, CS_HOUSEHOLD_MOST, err));
    return init_strata_draws(d, pop, config, profile, mean_size, err);
}

/* Mark the first persons of a block's households. The last household is cut at the block's end. */
static void draw_households(cs_population *pop, const draws *d, uint32_t block)
{
    uint16_t *person = pop->stratum + (size_t)block * CS_BLOCK_PERSONS;
    uint32_t size = cs_block_size(pop, block), at = 0;
    for (uint32_t pair = 0; at < size; pair++) {
        cs_words w = cs_philox(pair, block, 0, 0, d->size_key);
        person[at] = CS_HOUSEHOLD_FIRST;
        at += 1 + cs_alias_draw(&d->size, w.w[0], w.w[1]);
        if (at < size) person[at] = CS_HOUSEHOLD_FIRST;
        at += 1 + cs_alias_draw(&d->size, w.w[2], w.w[3]);
    }
}

static uint16_t person_of(const draws *d, uint16_t first, uint32_t word, uint32_t second)
{
    const cs_alias *table = first ? &d->head : &d->other;
    return (uint16_t)(first | cs_alias_draw(table, word, second));
}

/* Give everyone of a block a stratum; two persons share the four words of a counter. */
static void draw_strata(cs_population *pop, const draws *d, uint32_t block)
{
    uint16_t *person = pop->stratum + (size_t)block * CS_BLOCK_PERSONS;
    uint32_t size = cs_block_size(pop, block);
    for (uint32_t i = 0; i < size; i += 2) {
        cs_words w = cs_philox(i / 2, block, 0, 0, d->person_key);
        person[i] = person_of(d, person[i], w.w[0], w.w[1]);
        if (i + 1 < size) person[i + 1] = person_of(d, person[i + 1], w.w[2], w.w[3]);
    }
}

static cs_status no_persons(const cs_population *pop, const cs_shares *regions, int r, cs_error *err)
{
    return cs_fail(err, CS_RANGE,
                   "region %.60s would have no persons: %u persons are too few for %d regions of "
                   "these shares; ask for more persons or fewer regions",
                   regions->count ? regions->names[r] : "1", pop->persons, pop->regions);
}

/* A region starts at its share of the line, or at the next household from there. Where that would leave
   it, or the region before it, without persons, the household is cut at the region's start instead. */
static cs_status place_regions(cs_population *pop, const cs_shares *regions, cs_error *err)
{
    double total = 0.0, below = 0.0;
    for (int r = 0; r < regions->count; r++) total += regions->share[r];
    uint32_t nominal = 0;
    for (int r = 0; r < pop->regions; r++) {
        below += regions->count ? regions->share[r] : 1.0;
        double end = below / (regions->count ? total : 1.0) * pop->persons + 0.5;
        uint32_t next = r + 1 == pop->regions || end >= pop->persons ? pop->persons : (uint32_t)end;
        if (next <= nominal) return no_persons(pop, regions, r, err);
        uint32_t start = nominal;
        while (start < next && !(pop->stratum[start] & CS_HOUSEHOLD_FIRST)) start++;
        if (start == next) start = nominal;
        pop->stratum[start] |= CS_HOUSEHOLD_FIRST;
        pop->region_start[r] = start;
        nominal = next;
    }
    pop->region_start[pop->regions] = pop->persons;
    return CS_OK;
}

static void count_cells(cs_population *pop)
{
    for (uint32_t i = 0; i < pop->persons; i++) pop->stratum_persons[cs_population_stratum(pop, i)]++;
    pop->cell_persons[0] = pop->persons;
    for (int s = 0; s < pop->strata; s++)
        for (int a = 0; a < pop->attributes; a++) {
            int value = pop->stratum_value[s * pop->attributes + a];
            pop->cell_persons[pop->cell_first[a] + value] += pop->stratum_persons[s];
        }
    for (int r = 0; r < pop->regions; r++)
        pop->cell_persons[pop->region_first_cell + r] =
            (int64_t)pop->region_start[r + 1] - pop->region_start[r];
}

/* Sizes and memory of everything but the people themselves. */
static cs_status init_shape(cs_population *pop, const cs_population_config *config, cs_error *err)
{
    if (config->persons < 1 || config->persons > PERSONS_MOST)
        return cs_fail(err, CS_RANGE, "%lld persons were asked for; 1 to %lld can be held",
                       (long long)config->persons, (long long)PERSONS_MOST);
    pop->persons = (uint32_t)config->persons;
    pop->blocks = (uint32_t)((config->persons + CS_BLOCK_PERSONS - 1) / CS_BLOCK_PERSONS);
    pop->regions = config->regions.count > 0 ? config->regions.count : 1;
    CS_TRY(cs_strata_init(pop, config, err));
    pop->cells = pop->region_first_cell + pop->regions;
    pop->stratum = cs_alloc(pop->persons, sizeof *pop->stratum);
    pop->region_start = cs_alloc((size_t)pop->regions + 1, sizeof *pop->region_start);
    pop->cell_persons = cs_alloc((size_t)pop->cells, sizeof *pop->cell_persons);
    pop->stratum_persons = cs_alloc((size_t)pop->strata, sizeof *pop->stratum_persons);
    if (!pop->stratum || !pop->region_start || !pop->cell_persons || !pop->stratum_persons)
        return cs_fail_memory(err, "the people");
    return CS_OK;
}

cs_status cs_population_init(cs_population *pop, const cs_population_config *config, uint64_t seed,
                             cs_error *err)
{
    cs_status status = CS_OK;
    draws d = {0};
    *pop = (cs_population){0};
    CS_GO(init_shape(pop, config, err));
    CS_GO(init_draws(&d, pop, config, seed, err));
    for (uint32_t b = 0; b < pop->blocks; b++) draw_households(pop, &d, b);
    CS_GO(place_regions(pop, &config->regions, err));
    for (uint32_t b = 0; pop->strata > 1 && b < pop->blocks; b++) draw_strata(pop, &d, b);
    count_cells(pop);
out:
    free_draws(&d);
    if (status != CS_OK) cs_population_free(pop);
    return status;
}

void cs_population_free(cs_population *pop)
{
    cs_free(pop->attribute_values);
    cs_free(pop->cell_first);
    cs_free(pop->stratum_value);
    cs_free(pop->stratum);
    cs_free(pop->region_start);
    cs_free(pop->cell_persons);
    cs_free(pop->stratum_persons);
    *pop = (cs_population){0};
}

int cs_population_region(const cs_population *pop, uint32_t person)
{
    int low = 0, high = pop->regions;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (pop->region_start[middle] <= person) low = middle;
        else high = middle;
    }
    return low;
}

void cs_population_household(const cs_population *pop, uint32_t person, uint32_t *first,
                             uint32_t *size)
{
    uint32_t start = person, end = person + 1;
    while (!(pop->stratum[start] & CS_HOUSEHOLD_FIRST)) start--;
    while (end < pop->persons && !(pop->stratum[end] & CS_HOUSEHOLD_FIRST)) end++;
    *first = start;
    *size = end - start;
}

void cs_by_table(const cs_by *by, const cs_population *pop, double *multiplier)
{
    for (int s = 0; s < pop->strata; s++) {
        double product = 1.0;
        for (int t = 0; t < by->count; t++) {
            const cs_by_term *term = &by->terms[t];
            product *= term->times[pop->stratum_value[s * pop->attributes + term->attribute]];
        }
        multiplier[s] = product;
    }
}
