/* The database's schema, and the ledger's tables as rows of it. */
#ifndef CS_RESULTS_SCHEMA_H
#define CS_RESULTS_SCHEMA_H

#include "core/text.h"
#include "ledger/ledger.h"

#define CS_COLUMNS_MOST 4

/* The columns of a ledger table: its dimensions, list_cell being two, and their extents. The last
   varies fastest. */
typedef struct cs_columns {
    int count;
    cs_dim dim[CS_COLUMNS_MOST];
    size_t extent[CS_COLUMNS_MOST];
} cs_columns;

/* `ledger` may be NULL when the extents do not matter. */
cs_columns cs_columns_of(const cs_ledger_table *table, const cs_ledger *ledger);
/* Flat index to one index per column. */
static inline void cs_columns_split(const cs_columns *columns, size_t flat,
                                    size_t index[CS_COLUMNS_MOST])
{
    for (int i = columns->count - 1; i >= 0; i--) {
        index[i] = flat % columns->extent[i];
        flat /= columns->extent[i];
    }
}

/* What the names of a population's tables begin with: "" for people, "firm_". */
extern const char *const cs_table_prefixes[CS_WHO];
/* The table's name in the database: the ledger's, with `_counts` where a dimension has it already. */
void cs_table_name(const cs_ledger_table *table, int who, char name[64]);
/* Adds a statement in which @ stands for the population's prefix. */
void cs_sql_prefix(cs_text *sql, const char *statement, int who);
/* The statements that make an empty results file, without tables of firms. */
void cs_schema_sql(cs_text *sql);
/* Those that make the tables of one population. */
void cs_schema_sql_of(cs_text *sql, int who);
/* Every event kind's word, in the order of cs_event_kind. */
extern const char *const cs_event_words[];
extern const int cs_event_word_count;

#endif
