/* The writer of a results file, seen from inside src/results and src/study. */
#ifndef CS_RESULTS_WRITER_H
#define CS_RESULTS_WRITER_H

#include "results/database.h"
#include "results/results.h"

/* How many tables a ledger has, at compile time. */
enum {
    CS_TABLES = 0
#define X(table, a, b, c, help) +1
        CS_LEDGER_TABLES(X)
#undef X
};

struct cs_results_writer {
    cs_database db;
    char *path, *part;
    bool force, live;
    int worlds;
    int64_t wanted;      /* replicates */
    int64_t seed;        /* of the run */
    int64_t *finished;   /* [worlds] */
    size_t room;         /* of finished */
    bool firms;          /* the worlds have them, all or none */
    cs_ledger shape[CS_WHO]; /* extents of the base world; every world must share them */
    sqlite3_stmt *insert[CS_WHO][CS_TABLES];
};

/* Replicates finished in every world. */
int64_t cs_results_finished(const cs_results_writer *writer);

#endif
