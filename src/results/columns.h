/* Tables for a terminal: columns of cells as wide as what stands in them, and, where they do not fit beside
   each other in 80 columns, several tables below each other, each with the columns that say whose row it is. */
#ifndef CS_RESULTS_COLUMNS_H
#define CS_RESULTS_COLUMNS_H

#include "core/text.h"
#include "results/format.h"

#define CS_CELL_WIDE 80 /* room for one cell; longer words are cut */

typedef struct cs_column {
    const char *head;   /* a few words, broken over lines where they are long; the caller's */
    const char *under;  /* the last line of the head: a unit, such as "%"; the caller's */
    bool key;           /* it says whose row it is: to the left, and there in every table */
    char (*cell)[CS_CELL_WIDE]; /* [rows] */
    int width;          /* of the head and the cells; cs_columns_measure */
} cs_column;

typedef struct cs_columns {
    int rows, count, room;
    cs_column *column;
} cs_columns;

/* One more column of empty cells, key columns first. Errors: CS_NOMEM. */
cs_status cs_columns_add(cs_columns *columns, const char *head, const char *under, bool key, cs_error *err);
void cs_columns_free(cs_columns *columns);
/* What stands in a cell of the last column added; cut where it is too long. */
void cs_columns_put(cs_columns *columns, int row, const char *words);
/* How wide the columns that say whose row it is are together, with the space behind them. */
int cs_columns_keys(cs_columns *columns);
/* A line above, head, rule and rows, after an empty line; as many tables as it takes. */
void cs_columns_print(cs_columns *columns, cs_text *text);

#endif
