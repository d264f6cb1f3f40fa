/* An open study file, seen from inside src/results. */
#ifndef CS_RESULTS_WORKLIST_STORE_H
#define CS_RESULTS_WORKLIST_STORE_H

#include "results/claims.h"
#include "results/database.h"
#include "results/worklist.h"
#include "scenario/arena.h"

#include <threads.h>

#define CS_STUDY_VERSION 1

struct cs_worklist {
    cs_database db;
    char *path;                 /* for sentences; "a study in memory" */
    mtx_t lock;                 /* one thread at a time in here */
    cs_claims claims;
    cs_arena *arena;            /* of the plan */
    cs_study_plan plan;
    cs_point *point;            /* plan.point, which may grow */
    size_t point_room;
    bool working;               /* the file was found to be ours, and may be written */
    bool made;
    int slice, slices;
    int64_t worker;             /* our number in the table `worker` */
    int64_t seen;               /* rows of the table `work` are known up to this number */
    unsigned char *state;       /* [points][replicates], cs_work_state */
    unsigned char *mine;        /* [points][replicates]: in our hands */
    size_t state_room, mine_room;
    int64_t in_hand;            /* rows that are ours */
    int64_t cursor;             /* places before this have nothing left to take */
    cs_work_counts counts;      /* of the slice; waiting and taken are worked out when asked for */
    sqlite3_stmt *put_work, *put_value, *news;
};

/* ---- worklist_plan.c: the plan as tables ---- */
/* Tables, and the plan in them. Inside a transaction. */
cs_status cs_plan_create(const cs_worklist *list, const cs_study_plan *plan, cs_error *err);
/* The plan in the file into list->plan, which must be empty. */
cs_status cs_plan_read(cs_worklist *list, cs_error *err);
/* Points from number list->plan.points on, as others may have added some. */
cs_status cs_plan_read_points(cs_worklist *list, cs_error *err);
cs_status cs_plan_put_point(const cs_database *db, const cs_study_plan *plan, int number,
                            const cs_point *point, cs_error *err);
/* Number of the first point with the same scenario, safeguard and settings, and of draws the same label;
   -1: none. */
cs_status cs_plan_find_point(const cs_worklist *list, const cs_point *point, int *number,
                             cs_error *err);
/* CS_FORMAT with what differs, unless `plan` is the study of the file. name: how to call the second. */
cs_status cs_plan_compare(const cs_worklist *list, const cs_study_plan *plan, const char *name,
                          cs_error *err);

/* ---- worklist.c ---- */
static inline size_t cs_row_index(const cs_worklist *list, cs_work_row row)
{
    return (size_t)row.point * (size_t)list->plan.replicates + (size_t)row.replicate;
}
bool cs_row_in_slice(const cs_worklist *list, cs_work_row row);
/* Fold the log into the file and let go of it. Errors: CS_IO, CS_DATABASE (others are at work). */
cs_status cs_worklist_fold(cs_worklist *list, cs_error *err);
/* Undo the transaction; never fails in a way that matters. */
void cs_worklist_roll_back(const cs_worklist *list);
/* Room for the states of all points there are. */
cs_status cs_worklist_room(cs_worklist *list, cs_error *err);
void cs_row_note(cs_worklist *list, cs_work_row row, int state);
/* What others finished since we last looked. */
cs_status cs_worklist_refresh(cs_worklist *list, cs_error *err);

#endif
