/* The parts that figures are made of, shared by the files that know their formulas. */
#ifndef CS_LEDGER_ASK_H
#define CS_LEDGER_ASK_H

#include "ledger/metrics.h"

/* The query with its wildcards resolved, beside the ledger it is put to. */
typedef struct cs_ask {
    const cs_ledger *ledger;
    const cs_query *query;
    int list, cell, day;
    double persons, years;
} cs_ask;

/* A figure: numerator over denominator; denominator 0 means undefined. */
typedef struct cs_ratio { double value, per; } cs_ratio;

/* Which causes a sum takes in. */
typedef enum cs_part { CS_PART_PENALTY, CS_PART_WRONGFUL } cs_part;

static inline bool cs_ask_belongs(int cause, cs_part of)
{
    return of == CS_PART_WRONGFUL ? cs_causes[cause].wrongful : !cs_causes[cause].spared;
}

/* Sum over the causes of one row of a table whose last dimension is CAUSE. */
static inline double cs_ask_causes(const int64_t *row, cs_part of)
{
    int64_t sum = 0;
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (cs_ask_belongs(cause, of)) sum += row[cause];
    return (double)sum;
}

static inline double cs_ask_by_list(const cs_ask *a, const int64_t *table, cs_part of)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    return cs_ask_causes(table + ((size_t)a->list * cells + (size_t)a->cell) * CS_CAUSES, of);
}

/* First and one past the last index that a wildcard (-1) or a single choice stands for. */
static inline void cs_ask_choose(int32_t wanted, int extent, int *first, int *end)
{
    *first = wanted < 0 ? 0 : wanted;
    *end = wanted < 0 ? extent : wanted < extent ? wanted + 1 : wanted;
}

/* Factor that carries a count of the run over to the population a published figure is about. */
static inline double cs_ask_scale(const cs_ask *a)
{
    return a->query->scale > 0 && a->persons > 0 ? a->query->scale / a->persons : 1;
}

static inline cs_ratio cs_ask_count(const cs_ask *a, double n)
{
    return (cs_ratio){n * cs_ask_scale(a), 1};
}

/* Figures of lending and of scorecards; undefined for any other metric. */
cs_ratio cs_ask_lending(const cs_ask *ask);
/* Figures of recourse, likewise. */
cs_ratio cs_ask_recourse(const cs_ask *ask);

#endif
