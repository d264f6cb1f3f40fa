/* Drawing from a table of weights in constant time: Walker's alias method.
   Source: Vose, IEEE Trans. Software Eng. 17(9), 1991, doi 10.1109/32.92917. */
#ifndef CS_POPULATION_ALIAS_H
#define CS_POPULATION_ALIAS_H

#include "core/error.h"

#include <stdint.h>

/* Column c is drawn, and kept with probability keep / 2^32, else `other` is taken. */
typedef struct cs_alias_column { uint32_t keep, other; } cs_alias_column;

typedef struct cs_alias {
    uint32_t count;
    cs_alias_column *columns;
} cs_alias;

/* Build the table for weight[count] >= 0, not all zero; they need not add up to 1. Uses + - * / in a
   fixed order only, so the table has the same bits everywhere.
   Errors: CS_NOMEM. */
cs_status cs_alias_init(cs_alias *alias, const double *weight, uint32_t count, cs_error *err);
void cs_alias_free(cs_alias *alias);

/* An index from two random words. A column's chance is within 2^-32 of 1/count, and what is kept of
   it within 2^-32 of what it should be. An item of weight zero is never drawn. */
static inline uint32_t cs_alias_draw(const cs_alias *alias, uint32_t word, uint32_t second)
{
    uint32_t column = (uint32_t)(((uint64_t)word * alias->count) >> 32);
    const cs_alias_column *c = &alias->columns[column];
    return second < c->keep ? column : c->other;
}

#endif
