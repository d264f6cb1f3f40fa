/* An implicit graph: who knows whom, worked out each time it is asked. */
#include "population/ties.h"

#include "core/math.h"
#include "core/mem.h"
#include "core/rng.h"

#define ENDS_MOST 2000000000.0 /* loose ends that one permutation joins */
#define MEAN_MOST 300.0        /* contacts of the best-connected group: CS_TIES_MOST is then never reached */

/* Loose ends joined among a run of persons. Ranks below rank_from[d + 1] have at most d loose ends; the
   ends of a rank follow those of the ranks before it. */
typedef struct layer {
    uint32_t first, persons, ends;
    cs_permutation ranks, joins;
    uint32_t *rank_from, *end_from; /* [degrees + 1] */
} layer;

struct cs_ties {
    cs_ties_config config;
    const cs_population *pop;
    cs_key key;
    uint64_t keep[2];      /* thresholds: of a tie between people unlike, and alike */
    uint64_t unwired;      /* threshold: a tie of the ring is no more */
    uint32_t reach;        /* ring: how many on either side */
    int degrees;           /* loose ends are fewer than this */
    int near, far;         /* layers of each region, and of everyone */
    layer *layers;         /* [regions * near + far] */
    uint32_t *steps;       /* what the layers' steps stand in */
};

/* ---- making ready ---- */

/* Share of the pairs of people that are kept, and the largest share that anyone keeps. */
static double kept_share(const cs_ties *t, double *most)
{
    const cs_population *pop = t->pop;
    double alike = t->config.homophily, mean = 0.0;
    double keep[2] = {alike > 1.0 ? 1.0 / alike : 1.0, alike > 1.0 ? 1.0 : alike};
    *most = 1.0;
    if (t->config.alike < 0) return 1.0;
    *most = 0.0;
    const int64_t *persons = pop->cell_persons + pop->cell_first[t->config.alike];
    for (int v = 0; v < pop->attribute_values[t->config.alike]; v++) {
        double share = (double)persons[v] / pop->persons;
        double kept = share * keep[1] + (1.0 - share) * keep[0];
        mean += share * kept;
        if (persons[v] > 0 && kept > *most) *most = kept;
    }
    return mean;
}

/* up_to[d]: the chance of at most d, for a Poisson number of the given mean. */
static void poisson_up_to(double mean, int degrees, double *up_to)
{
    double chance = cs_exp(-mean), sum = 0.0;
    for (int d = 0; d < degrees; d++) {
        sum += chance;
        up_to[d] = sum < 1.0 ? sum : 1.0;
        chance *= mean / (d + 1);
    }
    up_to[degrees - 1] = 1.0;
}

static void make_layer(cs_ties *t, int number, uint32_t first, uint32_t persons, const double *up_to)
{
    layer *l = &t->layers[number];
    *l = (layer){.first = first, .persons = persons};
    l->rank_from = t->steps + (size_t)number * 2 * ((size_t)t->degrees + 1);
    l->end_from = l->rank_from + t->degrees + 1;
    for (int d = 0; d < t->degrees; d++) {
        uint32_t next = (uint32_t)(up_to[d] * persons + 0.5);
        l->rank_from[d + 1] = next > l->rank_from[d] ? next : l->rank_from[d];
        l->end_from[d + 1] = l->end_from[d] + (uint32_t)d * (l->rank_from[d + 1] - l->rank_from[d]);
    }
    l->ends = l->end_from[t->degrees];
    l->ranks = cs_permutation_of(t->key, 2 * (uint32_t)number, persons);
    l->joins = cs_permutation_of(t->key, 2 * (uint32_t)number + 1, l->ends ? l->ends : 1);
}

static uint32_t region_persons(const cs_population *pop, int region)
{
    return pop->region_start[region + 1] - pop->region_start[region];
}

/* mean[0], mean[1]: loose ends of a person inside the region, and anywhere. */
static cs_status check_room(const cs_ties *t, const double mean[2], double most, cs_error *err)
{
    uint32_t least = t->pop->persons;
    for (int r = 0; mean[0] > 0.0 && r < t->pop->regions; r++)
        if (region_persons(t->pop, r) < least) least = region_persons(t->pop, r);
    if ((mean[0] + mean[1]) * most > MEAN_MOST)
        return cs_fail(err, CS_RANGE,
                       "the best-connected group would have %.0f contacts a person; %.0f can be held",
                       (mean[0] + mean[1]) * most, MEAN_MOST);
    double widest = mean[0] > mean[1] ? mean[0] : mean[1];
    if (t->reach * 2 >= t->pop->persons || widest * 2.0 > least)
        return cs_fail(err, CS_RANGE,
                       "%g contacts a person are too many for %s of %u persons; ask for fewer contacts "
                       "or more persons", t->config.mean_degree,
                       mean[0] > 0.0 && t->pop->regions > 1 ? "a region" : "a population", least);
    return CS_OK;
}

static int layers_for(double mean, double persons)
{
    return mean > 0.0 ? 1 + (int)(mean * persons * 1.01 / ENDS_MOST) : 0;
}

static cs_status make_layers(cs_ties *t, const double mean[2], cs_error *err)
{
    const cs_population *pop = t->pop;
    uint32_t largest = 0;
    for (int r = 0; r < pop->regions; r++)
        if (region_persons(pop, r) > largest) largest = region_persons(pop, r);
    t->near = layers_for(mean[0], largest);
    t->far = layers_for(mean[1], pop->persons);
    double each[2] = {t->near ? mean[0] / t->near : 0.0, t->far ? mean[1] / t->far : 0.0};
    double widest = each[0] > each[1] ? each[0] : each[1];
    /* ten standard deviations above the mean, and more where the mean is small */
    t->degrees = 60 + (int)(2.0 * widest);
    size_t layers = (size_t)pop->regions * (size_t)t->near + (size_t)t->far;
    double *up_to = cs_alloc((size_t)t->degrees, sizeof *up_to);
    t->layers = cs_alloc(layers, sizeof *t->layers);
    t->steps = cs_alloc(layers * 2 * ((size_t)t->degrees + 1), sizeof *t->steps);
    if (!up_to || !t->layers || !t->steps) {
        cs_free(up_to);
        return cs_fail_memory(err, "the ties between people");
    }
    int number = 0;
    poisson_up_to(each[0], t->degrees, up_to);
    for (int r = 0; r < pop->regions; r++)
        for (int i = 0; i < t->near; i++)
            make_layer(t, number++, pop->region_start[r], region_persons(pop, r), up_to);
    poisson_up_to(each[1], t->degrees, up_to);
    for (int i = 0; i < t->far; i++) make_layer(t, number++, 0, pop->persons, up_to);
    cs_free(up_to);
    return CS_OK;
}

static cs_status fill(cs_ties *t, cs_error *err)
{
    const cs_ties_config *c = &t->config;
    double most, share = kept_share(t, &most), mean[2] = {0.0, 0.0};
    t->keep[0] = cs_threshold(c->homophily > 1.0 ? 1.0 / c->homophily : 1.0);
    t->keep[1] = cs_threshold(c->homophily < 1.0 ? c->homophily : 1.0);
    if (c->form == CS_TIES_RING) {
        t->reach = (uint32_t)(c->mean_degree / 2.0);
        t->unwired = cs_threshold(c->rewired);
        mean[1] = c->mean_degree * c->rewired;
    } else {
        mean[0] = c->mean_degree * c->within_region / share;
        mean[1] = c->mean_degree * (1.0 - c->within_region) / share;
    }
    CS_TRY(check_room(t, mean, most, err));
    return make_layers(t, mean, err);
}

cs_status cs_ties_init(cs_ties **ties, const cs_ties_config *config, const cs_population *pop,
                       uint64_t seed, cs_error *err)
{
    cs_ties *t = cs_alloc(1, sizeof *t);
    *ties = t;
    if (!t) return cs_fail_memory(err, "the ties between people");
    *t = (cs_ties){.config = *config, .pop = pop, .key = cs_key_of(seed, "population.ties")};
    cs_status status = fill(t, err);
    if (status != CS_OK) {
        cs_ties_free(t);
        *ties = NULL;
    }
    return status;
}

void cs_ties_free(cs_ties *t)
{
    if (!t) return;
    cs_free(t->layers);
    cs_free(t->steps);
    cs_free(t);
}

/* ---- asking ---- */

/* Everything that the contacts of one person are found with. */
typedef struct asker {
    const cs_ties *ties;
    uint32_t person, home, home_end; /* the household */
    int count;
    uint32_t *contact;
} asker;

/* Ties have a chance of their own, which is the same from both ends. */
static uint32_t tie_word(const cs_ties *t, uint32_t a, uint32_t b, int word)
{
    return cs_philox(a < b ? a : b, a < b ? b : a, 0, 0x54494553u, t->key).w[word];
}

static int value_of(const cs_ties *t, uint32_t person)
{
    const cs_population *pop = t->pop;
    return pop->stratum_value[(size_t)cs_population_stratum(pop, person) * (size_t)pop->attributes +
                              (size_t)t->config.alike];
}

static void add(asker *a, uint32_t other)
{
    if (other >= a->home && other < a->home_end) return; /* the person too */
    for (int i = 0; i < a->count; i++)
        if (a->contact[i] == other) return;
    if (a->count < CS_TIES_MOST) a->contact[a->count++] = other;
}

/* Whether two people who met become acquainted. */
static bool take_to(const cs_ties *t, uint32_t person, uint32_t other)
{
    if (t->config.alike < 0) return true;
    uint64_t keep = t->keep[value_of(t, person) == value_of(t, other)];
    return keep >> 32 || tie_word(t, person, other, 0) < keep;
}

/* Number of the step that x falls on: from[step] <= x < from[step + 1]. */
static int step_of(const uint32_t *from, int steps, uint32_t x)
{
    int low = 0, high = steps;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (from[middle] <= x) low = middle;
        else high = middle;
    }
    return low;
}

static void ask_layer(asker *a, const layer *l)
{
    const cs_ties *t = a->ties;
    if (l->ends < 2) return;
    uint32_t rank = cs_permute(&l->ranks, a->person - l->first);
    int degree = step_of(l->rank_from, t->degrees, rank);
    uint32_t end = l->end_from[degree] + (rank - l->rank_from[degree]) * (uint32_t)degree;
    for (int i = 0; i < degree; i++) {
        uint32_t joined = cs_permute(&l->joins, end + (uint32_t)i) ^ 1;
        if (joined >= l->ends) continue; /* an odd one is left over */
        uint32_t other_end = cs_permute_back(&l->joins, joined);
        int other_degree = step_of(l->end_from, t->degrees, other_end);
        uint32_t other_rank = l->rank_from[other_degree] +
                              (other_end - l->end_from[other_degree]) / (uint32_t)other_degree;
        uint32_t other = l->first + cs_permute_back(&l->ranks, other_rank);
        if (take_to(t, a->person, other)) add(a, other);
    }
}

static void ask_ring(asker *a)
{
    const cs_ties *t = a->ties;
    uint32_t n = t->pop->persons;
    for (uint32_t i = 1; i <= t->reach; i++) {
        uint32_t side[2] = {(uint32_t)(((uint64_t)a->person + i) % n),
                            (uint32_t)(((uint64_t)a->person + n - i) % n)};
        for (int s = 0; s < 2; s++)
            if (!t->unwired || tie_word(t, a->person, side[s], 1) >= t->unwired) add(a, side[s]);
    }
}

int cs_ties_of(const cs_ties *t, uint32_t person, uint32_t *contact)
{
    asker a = {.ties = t, .person = person, .contact = contact};
    cs_population_household(t->pop, person, &a.home, &a.home_end);
    a.home_end += a.home;
    ask_ring(&a);
    if (t->near) {
        const layer *region = t->layers + cs_population_region(t->pop, person) * t->near;
        for (int i = 0; i < t->near; i++) ask_layer(&a, &region[i]);
    }
    const layer *everyone = t->layers + t->pop->regions * t->near;
    for (int i = 0; i < t->far; i++) ask_layer(&a, &everyone[i]);
    return a.count;
}
