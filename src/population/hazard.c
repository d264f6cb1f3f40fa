/* Skip and thin: the Poisson process over the persons of a block. */
#include "population/hazard.h"

#include "core/many.h"
#include "core/math.h"
#include "core/mem.h"

/* Next quantile of Gamma(shape, 1) after `from`: P(x) = p, by Newton steps kept in a bracket. */
static double next_quantile(double shape, double from, double p)
{
    double low = from, high = from > 0.0 ? from * 2.0 : 1.0;
    while (cs_gamma_p(shape, high) < p) high *= 2.0;
    double x = from > 0.0 ? from : cs_exp((cs_log(p) + cs_lgamma(shape + 1.0)) / shape);
    if (x <= low || x >= high) x = 0.5 * (low + high);
    for (int i = 0; i < 60; i++) {
        double miss = cs_gamma_p(shape, x) - p;
        if (miss > 0.0) high = x;
        else low = x;
        if (miss < 1e-14 && miss > -1e-14) break;
        double slope = cs_exp((shape - 1.0) * cs_log(x) - x - cs_lgamma(shape));
        double next = x - miss / slope;
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (next - x < x * 1e-13 && x - next < x * 1e-13) break;
        x = next;
    }
    return x;
}

void cs_frailty_classes(double variation, double *factor)
{
    double shape = 1.0 / (variation * variation), from = 0.0, below = 0.0;
    for (int c = 0; c < CS_FRAILTY_CLASSES; c++) {
        double up_to = 1.0; /* share of the mean that lies below the class's upper end */
        if (c + 1 < CS_FRAILTY_CLASSES) {
            from = next_quantile(shape, from, (c + 1.0) / CS_FRAILTY_CLASSES);
            up_to = cs_gamma_p(shape + 1.0, from);
        }
        factor[c] = (up_to - below) * CS_FRAILTY_CLASSES;
        if (factor[c] < 0.0) factor[c] = 0.0;
        below = up_to;
    }
}

/* Class of a rank among n persons: every class gets its share of ranks, from the middle. */
static int rank_class(uint32_t n, uint32_t rank)
{
    return (int)(((uint64_t)2 * rank + 1) * CS_FRAILTY_CLASSES / ((uint64_t)2 * n));
}

/* A step's class is that of the hazard where the step before it begins, so that rounding does not
   matter. */
static void fill_guide(cs_reach *reach)
{
    double all = reach->class[CS_FRAILTY_CLASSES].below;
    int class = 0;
    reach->steps = all > 0.0 ? CS_FRAILTY_CLASSES / all : 0.0;
    for (int step = 0; step < CS_FRAILTY_CLASSES; step++) {
        double from = all * (step - 1) / CS_FRAILTY_CLASSES;
        while (class + 1 < CS_FRAILTY_CLASSES && reach->class[class + 1].below <= from) class++;
        reach->guide[step] = (uint16_t)class;
    }
}

static void fill_reach(cs_reach *reach, uint32_t n, const double *frailty)
{
    uint32_t rank = 0;
    double below = 0.0;
    reach->n = n;
    for (int c = 0; c < CS_FRAILTY_CLASSES; c++) {
        reach->class[c] = (cs_frail){.below = below, .first = rank};
        uint32_t from = rank;
        while (rank < n && rank_class(n, rank) == c) rank++;
        below += (rank - from) * frailty[c];
    }
    reach->class[CS_FRAILTY_CLASSES] = (cs_frail){.below = below, .first = n};
    /* few persons do not have every class; without this their mean would lie below 1 */
    reach->scale = below > 0.0 ? n / below : 1.0;
    for (int c = 0; c <= CS_FRAILTY_CLASSES; c++) {
        reach->class[c].below *= reach->scale;
        if (c < CS_FRAILTY_CLASSES) reach->class[c].each = frailty[c] * reach->scale;
    }
    fill_guide(reach);
}

cs_status cs_hazard_init(cs_hazard *h, const cs_population *pop, cs_key key, double rate_per_year,
                         const cs_by *by, double frailty, cs_error *err)
{
    *h = (cs_hazard){.key = key, .who = key, .daily = rate_per_year / 365.0};
    double most = 1.0;
    if (by && by->count > 0) {
        h->keep = cs_alloc((size_t)pop->strata, sizeof *h->keep);
        h->factor = cs_alloc((size_t)pop->strata, sizeof *h->factor);
        if (!h->keep || !h->factor) return cs_fail_memory(err, "the rates of each stratum");
        cs_by_table(by, pop, h->factor);
        most = 0.0;
        for (int s = 0; s < pop->strata; s++)
            if (pop->stratum_persons[s] > 0 && h->factor[s] > most) most = h->factor[s];
        for (int s = 0; s < pop->strata; s++)
            h->keep[s] = most > 0.0 ? cs_threshold(h->factor[s] / most) : 0;
    }
    if (h->daily * most > 0.0) h->gap = 1.0 / (h->daily * most);
    if (frailty > 0.0) {
        h->frailty = cs_alloc(CS_FRAILTY_CLASSES, sizeof *h->frailty);
        if (!h->frailty) return cs_fail_memory(err, "the classes of frailty");
        cs_frailty_classes(frailty, h->frailty);
        h->reach = cs_alloc(2, sizeof *h->reach);
        if (!h->reach) return cs_fail_memory(err, "the classes of frailty");
        fill_reach(&h->reach[0], CS_BLOCK_PERSONS, h->frailty);
        fill_reach(&h->reach[1], cs_block_size(pop, pop->blocks - 1), h->frailty);
    }
    return CS_OK;
}

void cs_hazard_narrow(cs_hazard *h, double share)
{
    h->gap /= share;
}

void cs_hazard_free(cs_hazard *h)
{
    cs_free(h->keep);
    cs_free(h->factor);
    cs_free(h->frailty);
    cs_free(h->reach);
    *h = (cs_hazard){0};
}

/* Rank at hazard x, or n beyond the end. No search leans on the one before, so that the processor does
   several at a time. */
static uint32_t reach_rank(const cs_reach *reach, double x)
{
    if (x >= reach->class[CS_FRAILTY_CLASSES].below) return reach->n;
    uint32_t step = (uint32_t)(x * reach->steps);
    const cs_frail *class =
        reach->class + reach->guide[step < CS_FRAILTY_CLASSES ? step : CS_FRAILTY_CLASSES - 1];
    while (class[1].below <= x) class++;
    uint32_t rank = class->first + (uint32_t)((x - class->below) / class->each);
    return rank < class[1].first ? rank : class[1].first - 1;
}

/* A walk along a block: where the candidates fall. */
typedef struct {
    uint32_t n;
    const cs_reach *reach;     /* NULL without frailty: a unit of x is a person */
    cs_permutation places;
    double x;
} cs_walk;

/* Sixteen candidates: their words, and the places of those that fall within the block. */
typedef struct {
    uint32_t first;        /* number of the first of them */
    int some;              /* how many fall within the block */
    cs_many words;
    uint32_t place[CS_MANY];
} cs_batch;

/* The candidates from number `first` on. What the next step reads of them is fetched meanwhile. */
static void draw_batch(const cs_hazard *h, const uint16_t *stratum, uint32_t block, uint32_t day,
                       uint32_t first, cs_walk *walk, cs_batch *batch)
{
    uint32_t index[CS_MANY];
    double gap[CS_MANY];
    int some = 0;
    batch->first = first;
    for (uint32_t i = 0; i < CS_MANY; i++) index[i] = first + i;
    cs_philox_many(index, block, day, 0, h->key, &batch->words);
    cs_gap_many(&batch->words, h->gap, gap);
    for (; some < CS_MANY; some++) {
        walk->x += gap[some];
        uint32_t place = walk->n;
        if (walk->reach) place = reach_rank(walk->reach, walk->x);
        else if (walk->x < walk->n) place = (uint32_t)walk->x;
        if (place >= walk->n) break;
        batch->place[some] = place;
    }
    batch->some = some;
    if (walk->reach && some > 0) {
        for (int i = some; i < CS_MANY; i++) batch->place[i] = 0;
        cs_permute_many(&walk->places, batch->place);
    }
    for (int i = 0; h->keep && i < some; i++) __builtin_prefetch(stratum + batch->place[i]);
}

static void keep_batch(const cs_hazard *h, const uint16_t *stratum, const cs_batch *batch,
                       cs_acts *acts)
{
    cs_act *act = acts->act + acts->count;
    for (int i = 0; i < batch->some; i++) {
        /* written always, kept by chance: no branch to guess */
        uint32_t place = batch->place[i];
        *act = (cs_act){.index = batch->first + (uint32_t)i, .luck = batch->words.w[2][i],
                        .person = (uint16_t)place};
        act += !h->keep || batch->words.w[1][i] < h->keep[stratum[place] & 0x7fff];
    }
    acts->count = (size_t)(act - acts->act);
}

cs_status cs_hazard_draw(const cs_hazard *h, const cs_population *pop, uint32_t block, int day,
                         cs_acts *acts, cs_error *err)
{
    acts->count = 0;
    if (h->gap == 0.0) return CS_OK;
    const uint16_t *stratum = pop->stratum + (size_t)block * CS_BLOCK_PERSONS;
    cs_walk walk = {.n = cs_block_size(pop, block)};
    if (h->frailty) {
        walk.reach = &h->reach[walk.n != CS_BLOCK_PERSONS];
        walk.places = cs_permutation_of(h->who, block, walk.n);
    }
    cs_batch batch[2]; /* one drawn while the other's memory arrives */
    draw_batch(h, stratum, block, (uint32_t)day, 0, &walk, &batch[0]);
    for (uint32_t n = 0;; n++) {
        const cs_batch *now = &batch[n % 2];
        CS_TRY(cs_reserve((void **)&acts->act, &acts->room, acts->count + CS_MANY,
                          sizeof *acts->act, "the acts of a day", err));
        if (now->some == CS_MANY)
            draw_batch(h, stratum, block, (uint32_t)day, now->first + CS_MANY, &walk,
                       &batch[(n + 1) % 2]);
        keep_batch(h, stratum, now, acts);
        if (now->some < CS_MANY) return CS_OK;
    }
}

double cs_hazard_rate(const cs_hazard *h, const cs_population *pop, uint32_t person)
{
    double rate = h->daily;
    if (h->factor) rate *= h->factor[cs_population_stratum(pop, person)];
    if (h->frailty) {
        uint32_t block = person / CS_BLOCK_PERSONS, n = cs_block_size(pop, block);
        cs_permutation places = cs_permutation_of(h->who, block, n);
        rate *= h->frailty[rank_class(n, cs_permute_back(&places, person % CS_BLOCK_PERSONS))] *
                h->reach[n != CS_BLOCK_PERSONS].scale;
    }
    return rate;
}
