/* An open results file, seen from inside src/results. */
#ifndef CS_RESULTS_STORE_H
#define CS_RESULTS_STORE_H

#include "results/database.h"
#include "results/results.h"

/* Ledgers kept in memory for estimates, at most so many bytes. */
#define CS_CACHE_BYTES ((size_t)256 << 20)

struct cs_results {
    cs_database db;
    char *path;
    cs_results_meta meta;
    char *meta_text[6];      /* owned by this: program, engine, machine, created, scenario_name, base */
    bool complete;
    int worlds;
    cs_world *world;
    char (*scenario_hash)[33]; /* [worlds] of the text in the file, as it was written */
    cs_ledger **slim;        /* [worlds][most replicates]: filled as they are asked for */
    int64_t most_replicates;
    size_t cached_bytes;
};

/* Which rows of a replicate to read. */
typedef struct cs_slice {
    bool slim;  /* without the tables by day, sample or length, whose extents become 0 */
    int day;    /* with slim, from 0: the rows of that day in `daily`, and of its sample in `series` */
    bool events;
} cs_slice;

/* One replicate, or a slice of it. Errors: CS_USAGE (no such replicate), CS_FORMAT, CS_NOMEM. */
cs_status cs_results_read(cs_results *results, int world, int64_t replicate, const cs_slice *slice,
                          cs_ledger *ledger, cs_error *err);
/* The slim ledger of a replicate, from the cache where it has room. *owned: the caller frees it with
   cs_ledger_free and cs_free. */
cs_status cs_results_slim(cs_results *results, int world, int64_t replicate, cs_ledger **ledger,
                          bool *owned, cs_error *err);
/* The hash of a replicate as it was stored when it was counted. */
cs_status cs_results_stored_hash(cs_results *results, int world, int64_t replicate, char hash[33],
                                 cs_error *err);

/* A figure of one ledger that is no cs_metric: for tables of the summary. */
typedef cs_status (*cs_figure_of)(const cs_ledger *ledger, const void *what, double *value,
                                  bool *defined);
/* A figure of each of the first `count` replicates of a world; NAN where it is undefined. */
cs_status cs_results_values(cs_results *results, int world, const cs_query *query, int64_t count,
                            double *values, cs_error *err);
/* Its estimate over the replicates of a world, from slim ledgers of a population (cs_who). */
cs_status cs_results_estimate_of(cs_results *results, int world, int of, cs_figure_of figure,
                                 const void *what, cs_estimate *estimate, cs_error *err);
/* Its paired difference, world minus another. */
cs_status cs_results_paired(cs_results *results, int world, int minus, cs_figure_of figure,
                            const void *what, cs_estimate *estimate, cs_error *err);

#endif
