/* SQLite, with the library's manners: every step through one place, errors as sentences that name
   the file. */
#ifndef CS_RESULTS_DATABASE_H
#define CS_RESULTS_DATABASE_H

#include "core/error.h"
#include "scenario/kind.h"

#include <sqlite3.h>

typedef struct cs_database {
    sqlite3 *handle;
    const char *path; /* for sentences; the owner's */
    bool writing;
} cs_database;

/* The sentence for the SQLite result `code`. Errors: CS_IO (disk full, read-only, input or output),
   CS_FORMAT (corrupt, while reading), CS_NOMEM, CS_DATABASE. */
cs_status cs_database_fail(const cs_database *db, int code, cs_error *err);
cs_status cs_database_prepare(const cs_database *db, const char *sql, sqlite3_stmt **statement,
                              cs_error *err);
/* One step; *row says whether it brought a row. NULL when none is wanted. */
cs_status cs_database_step(const cs_database *db, sqlite3_stmt *statement, bool *row,
                           cs_error *err);
/* Step a statement that brings no row, and make it ready for the next use. */
cs_status cs_database_run(const cs_database *db, sqlite3_stmt *statement, cs_error *err);
/* All statements of `sql`, rows ignored. */
cs_status cs_database_exec(const cs_database *db, const char *sql, cs_error *err);
/* The first column of the first row of `sql` as a number; 0 when there is no row. */
cs_status cs_database_number(const cs_database *db, const char *sql, int64_t *value,
                             cs_error *err);
/* Bind text, NULL becoming "". The text must outlive the step. */
void cs_database_text(sqlite3_stmt *statement, int column, const char *text);

#endif
