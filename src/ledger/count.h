/* Counting: folding moves, tallies and the last day's scan into a ledger's tables. */
#ifndef CS_LEDGER_COUNT_H
#define CS_LEDGER_COUNT_H

#include "ledger/book.h"
#include "population/population.h"

/* Counts one thread makes while blocks run, by stratum and by region; added up at the end. */
typedef struct cs_tally {
    size_t strata, regions, rows;
    int64_t *by_stratum;   /* [rows][strata] */
    int64_t *by_region;    /* [rows][regions] */
} cs_tally;

cs_status cs_tally_init(cs_tally *tally, size_t rows, const cs_population *pop, cs_error *err);
void cs_tally_free(cs_tally *tally);
static inline void cs_tally_plus(cs_tally *tally, size_t row, int stratum, int region, int64_t n)
{
    tally->by_stratum[row * tally->strata + (size_t)stratum] += n;
    tally->by_region[row * tally->regions + (size_t)region] += n;
}
void cs_tally_merge(cs_tally *into, const cs_tally *from);
/* The same, and nothing is left in `from`. */
void cs_tally_take(cs_tally *into, cs_tally *from);
void cs_tally_archive(cs_archive *archive, cs_tally *tally);
/* Spread one row over cells: out[cell * stride] gets its counts. */
void cs_tally_spread(const cs_tally *tally, size_t row, const cs_population *pop, int64_t *out,
                     size_t stride);

/* Index into the tables with dimensions LIST, CELL, CAUSE. */
static inline size_t cs_ledger_at(const cs_ledger *ledger, int list, int cell, int cause)
{
    return ((size_t)list * (size_t)ledger->extent[CS_DIM_CELL] + (size_t)cell) * CS_CAUSES +
           (size_t)cause;
}

/* Call visit for every cell a person of the stratum and region is in. */
#define CS_FOR_CELLS(pop, of_stratum, of_region, cell)                                             \
    for (int cs_i = -2, cell = 0; cs_i < (pop)->attributes; cs_i++)                                \
        if (cell = cs_i == -2   ? 0                                                                \
                   : cs_i == -1 ? (pop)->region_first_cell + (of_region)                           \
                                : (pop)->cell_first[cs_i] +                                        \
                                      (pop)->stratum_value[(size_t)(of_stratum) *                  \
                                                               (size_t)(pop)->attributes +         \
                                                           (size_t)cs_i],                          \
            1)

/* One move of one person, at the settlement of a day. any_list: the row of `any penal list`. */
void cs_ledger_move(cs_ledger *ledger, const cs_population *pop, const cs_move *move);
/* The state stands from `from` to `to`: person-days, and the daily and sampled series. */
void cs_ledger_stand(cs_ledger *ledger, int from, int to);

#endif
