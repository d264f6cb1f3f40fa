/* Counting. */
#include "ledger/count.h"

#include "core/mem.h"

#include <string.h>

cs_status cs_tally_init(cs_tally *tally, size_t rows, const cs_population *pop, cs_error *err)
{
    tally->rows = rows;
    tally->strata = (size_t)pop->strata;
    tally->regions = (size_t)pop->regions;
    tally->by_stratum = cs_alloc(rows * tally->strata, sizeof *tally->by_stratum);
    tally->by_region = cs_alloc(rows * tally->regions, sizeof *tally->by_region);
    if (!tally->by_stratum || !tally->by_region) return cs_fail_memory(err, "a thread's counts");
    return CS_OK;
}

void cs_tally_free(cs_tally *tally)
{
    cs_free(tally->by_stratum);
    cs_free(tally->by_region);
    *tally = (cs_tally){0};
}

void cs_tally_merge(cs_tally *into, const cs_tally *from)
{
    for (size_t i = 0; i < into->rows * into->strata; i++) into->by_stratum[i] += from->by_stratum[i];
    for (size_t i = 0; i < into->rows * into->regions; i++) into->by_region[i] += from->by_region[i];
}

void cs_tally_take(cs_tally *into, cs_tally *from)
{
    cs_tally_merge(into, from);
    memset(from->by_stratum, 0, from->rows * from->strata * sizeof *from->by_stratum);
    memset(from->by_region, 0, from->rows * from->regions * sizeof *from->by_region);
}

void cs_tally_archive(cs_archive *a, cs_tally *tally)
{
    cs_archive_same(a, tally->rows, "the number of rows of a count");
    cs_archive_same(a, tally->strata, "the number of strata");
    cs_archive_same(a, tally->regions, "the number of regions");
    cs_archive_numbers(a, tally->by_stratum, tally->rows * tally->strata, sizeof *tally->by_stratum);
    cs_archive_numbers(a, tally->by_region, tally->rows * tally->regions, sizeof *tally->by_region);
}

void cs_tally_spread(const cs_tally *tally, size_t row, const cs_population *pop, int64_t *out,
                     size_t stride)
{
    for (size_t s = 0; s < tally->strata; s++) {
        int64_t n = tally->by_stratum[row * tally->strata + s];
        if (n == 0) continue;
        out[0] += n;
        for (int a = 0; a < pop->attributes; a++) {
            int value = pop->stratum_value[s * (size_t)pop->attributes + (size_t)a];
            out[(size_t)(pop->cell_first[a] + value) * stride] += n;
        }
    }
    for (size_t r = 0; r < tally->regions; r++)
        out[((size_t)pop->region_first_cell + r) * stride] +=
            tally->by_region[row * tally->regions + r];
}

static int list_row(const cs_ledger *ledger, int slot)
{
    return slot == CS_ANY_LIST ? ledger->extent[CS_DIM_LIST] - 1 : slot;
}

static int is_listed(int cause)
{
    return cause != CS_CAUSE_NONE && !cs_causes[cause].spared;
}

void cs_ledger_move(cs_ledger *ledger, const cs_population *pop, const cs_move *move)
{
    int list = list_row(ledger, move->slot);
    int came = is_listed(move->to) && !is_listed(move->from);
    int went = is_listed(move->from) && !is_listed(move->to);
    CS_FOR_CELLS(pop, move->stratum, move->region, cell)
    {
        if (move->from != CS_CAUSE_NONE) {
            ledger->stock[cs_ledger_at(ledger, list, cell, move->from)]--;
            ledger->exits[cs_ledger_at(ledger, list, cell, move->from)] += went;
        }
        if (move->to != CS_CAUSE_NONE) {
            ledger->stock[cs_ledger_at(ledger, list, cell, move->to)]++;
            ledger->entries[cs_ledger_at(ledger, list, cell, move->to)] += came;
            ledger->ever[cs_ledger_at(ledger, list, cell, move->to)] += move->first;
        }
    }
    if (move->from != CS_CAUSE_NONE)
        ledger->ended[((size_t)list * CS_CAUSES + move->from) *
                          (size_t)ledger->extent[CS_DIM_LENGTH] + move->length]++;
}

void cs_ledger_stand(cs_ledger *ledger, int from, int to)
{
    int lists = ledger->extent[CS_DIM_LIST], cells = ledger->extent[CS_DIM_CELL];
    size_t all = (size_t)lists * (size_t)cells * CS_CAUSES;
    for (size_t i = 0; i < all; i++) ledger->person_days[i] += ledger->stock[i] * (to - from);
    for (int day = from; day < to || day == ledger->horizon_days; day++) {
        for (int list = 0; list < lists; list++)
            for (int cause = 0; cause < CS_CAUSES; cause++)
                ledger->daily[((size_t)day * (size_t)lists + (size_t)list) * CS_CAUSES +
                              (size_t)cause] = ledger->stock[cs_ledger_at(ledger, list, 0, cause)];
        if (day % ledger->every_days == 0) {
            int64_t *series = ledger->series + (size_t)(day / ledger->every_days) * all;
            for (size_t i = 0; i < all; i++) series[i] = ledger->stock[i];
        }
    }
}
