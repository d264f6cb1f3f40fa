/* A study file: the list of work of a study, and what came of it. One SQLite file that several threads
   and several processes of one machine may work off at once; what is finished is committed row by row.
   Ledgers are not kept: of a row its figures, and the hash of its counts. */
#ifndef CS_RESULTS_WORKLIST_H
#define CS_RESULTS_WORKLIST_H

#include "results/plan.h"

/* X(name, word): the state of a row. The file knows nothing of rows being taken: a row is taken by a lock
   that ends with the process that holds it (results/claims.h), so nothing need be undone after a crash. */
#define CS_WORK_STATE_LIST(X) X(WAITING, "waiting") X(DONE, "done") X(FAILED, "failed")
typedef enum cs_work_state {
#define X(name, word) CS_WORK_##name,
    CS_WORK_STATE_LIST(X)
#undef X
    CS_WORK_STATES
} cs_work_state;

typedef struct cs_work_row { int point; int64_t replicate; } cs_work_row;

/* Of the rows of the slice. taken: of those waiting, in somebody's hand just now. */
typedef struct cs_work_counts { int64_t rows, waiting, taken, done, failed; } cs_work_counts;

/* Rows are taken so many points at a time, and of these all of replicate 0 first, then all of replicate 1:
   a study that is stopped has pairs, and whoever runs it need not keep more scenarios than these. */
#define CS_POINTS_TOGETHER 512

/* No study has more rows, points or replicates than this, and no file is believed that says it has. */
#define CS_WORK_ROWS_MOST 10000000

typedef struct cs_worklist cs_worklist;

/* Make the file, or go on with the one that is there. path NULL: in memory alone. slice of slices: rows
   whose number (replicate * points + point) modulo `slices` is `slice` - 1; 1 of 1 for all, and for a plan
   that grows, which one list at a time may have open.
   Errors: CS_FORMAT (another kind of file, another study: says what differs), CS_USAGE, CS_IO,
   CS_DATABASE. */
cs_status cs_worklist_open(const char *path, const cs_study_plan *plan, int slice, int slices,
                           cs_worklist **out, cs_error *err);
/* Whether the file says that it is a study file; one being written may say so in its log alone. */
bool cs_worklist_is(const char *path);
/* For reading alone, with the plan as it is in the file. */
cs_status cs_worklist_read(const char *path, cs_worklist **out, cs_error *err);
void cs_worklist_close(cs_worklist *list);
/* The plan as kept: points, factors, figures; owned by the list. Of a plan that grows, with all points so
   far. */
const cs_study_plan *cs_worklist_plan(const cs_worklist *list);
/* Points behind those there are. Points that are there already (the same scenario, safeguard and
   settings, and of draws the same label) are found again, not added: number[i] says where. Not while rows are being worked on.
   Shapes: points, number [n]. */
cs_status cs_worklist_add(cs_worklist *list, const cs_point *points, int n, int *number,
                          cs_error *err);
/* Tell the list what the scenario of each point was found to be: hash of its resolved text, and the text
   itself for those points whose text is worth keeping (NULL: not). What was told before must be the same.
   Shapes: hash, text [n], for the points first .. first + n - 1. Errors: CS_FORMAT (a scenario is not what
   it was when the study was begun). */
cs_status cs_worklist_scenarios(cs_worklist *list, int first, int n, const char (*hash)[33],
                                const char *const *text, cs_error *err);
/* The hash of a point's scenario ("" where nothing was told yet), and the resolved text kept of the first
   point with the same scenario and safeguard (NULL: none; cs_text_free it). */
cs_status cs_worklist_scenario(cs_worklist *list, int point, char hash[33], char **text,
                               cs_error *err);

/* ---- working; may be called from several threads ---- */
/* The next row nobody has. *any false: there is none left for this slice (rows taken by living processes
   are theirs). */
cs_status cs_worklist_take(cs_worklist *list, cs_work_row *row, bool *any, cs_error *err);
/* Shapes: value [figures], NAN: undefined. hash: of the ledger. scenario_hash: of the resolved scenario. */
cs_status cs_worklist_done(cs_worklist *list, cs_work_row row, double seconds, const char hash[33],
                           const char *scenario_hash, const double *value, cs_error *err);
cs_status cs_worklist_failed(cs_worklist *list, cs_work_row row, const char *message, cs_error *err);
/* Give a row back, unfinished (the run was interrupted). */
cs_status cs_worklist_return(cs_worklist *list, cs_work_row row, cs_error *err);
/* Failed rows wait again. */
cs_status cs_worklist_retry(cs_worklist *list, cs_error *err);

/* ---- reading ---- */
cs_status cs_worklist_count(cs_worklist *list, cs_work_counts *counts, cs_error *err);
/* One figure of every row. Shapes: value [points][replicates]; NAN: undefined, or not done. */
cs_status cs_worklist_values(cs_worklist *list, int figure, double *value, cs_error *err);
/* The message of a row that failed (cs_text_free it); NULL where it did not. */
cs_status cs_worklist_message(cs_worklist *list, cs_work_row row, char **message, cs_error *err);
/* The state of a row, as this list last saw it. */
cs_work_state cs_worklist_state(cs_worklist *list, cs_work_row row);
/* XXH3-128, hex, of every row that is done (point, replicate, hash of its counts, figures) in order: the
   same however the work was divided, stopped and taken up again. */
cs_status cs_worklist_hash(cs_worklist *list, char hash[33], cs_error *err);
/* Join files of one study into a new one. Errors: CS_FORMAT when they are of different studies, or hold
   different results of one row. */
cs_status cs_worklist_merge(const char *const *paths, int count, const char *out, bool force,
                            cs_error *err);

#endif
