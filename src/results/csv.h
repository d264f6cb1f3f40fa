/* One CSV file being written (RFC 4180, lines end with \n, undefined numbers empty). */
#ifndef CS_RESULTS_CSV_H
#define CS_RESULTS_CSV_H

#include "core/text.h"
#include "results/file.h"
#include "results/store.h"

/* An export: its folder, and what was written, so that a failure leaves nothing behind. */
typedef struct cs_export {
    cs_results *results; /* NULL: of a study */
    const char *folder;
    bool made_folder;
    int files;
    size_t room;
    char **path;        /* [files] finished */
} cs_export;

typedef struct cs_csv {
    cs_file file;
    cs_text line;       /* filled, and written out in larger pieces */
    bool begun;         /* a field of the line is there */
} cs_csv;

cs_status cs_csv_begin(cs_csv *csv, const cs_export *export, const char *name, cs_error *err);
void cs_csv_text(cs_csv *csv, const char *value);
void cs_csv_integer(cs_csv *csv, int64_t value);
/* Shortest decimal that reads back as the same number; empty when not defined. */
void cs_csv_real(cs_csv *csv, double value, bool defined);
cs_status cs_csv_row(cs_csv *csv, cs_error *err);
/* Finish the file, or after a failure (`status`) abandon it; returns status, or what went wrong. */
cs_status cs_csv_end(cs_csv *csv, cs_export *export, cs_status status, cs_error *err);

/* What a query brings, its columns named as the query names them. */
cs_status cs_csv_query(cs_export *export, const cs_database *db, const char *file, const char *sql,
                       cs_error *err);
/* Make the folder, or find it empty. Errors: CS_IO. */
cs_status cs_export_begin(cs_export *export, cs_error *err);
/* After a failure (`status`) nothing is left; returns status. */
cs_status cs_export_end(cs_export *export, cs_status status);

/* Of a population (cs_who): the group metrics of every world, list and cell, with intervals over replicates
   (group_metrics.csv), and their differences and ratios by attribute (group_differences.csv). */
cs_status cs_export_group_metrics(cs_export *export, int of, cs_error *err);
cs_status cs_export_group_differences(cs_export *export, int of, cs_error *err);

#endif
