/* Runs in the background: a queue, one thread that works it off, one that makes reports of what is there so
   far. Whoever looks at a job does so under the lock of the jobs, or holds it. */
#ifndef CS_SERVE_JOBS_H
#define CS_SERVE_JOBS_H

#include "serve/order.h"
#include "study/running.h"

#include <pthread.h>

#define CS_JOBS_WAITING 8
#define CS_JOBS_KEPT 32
#define CS_JOBS_STREAMS 32

#define CS_JOB_STATE_LIST(X) X(WAITING, "waiting") X(RUNNING, "running") X(DONE, "done")          \
    X(FAILED, "failed") X(CANCELLED, "cancelled")
typedef enum cs_job_state {
#define X(name, word) CS_JOB_##name,
    CS_JOB_STATE_LIST(X)
#undef X
    CS_JOB_STATES
} cs_job_state;

/* A text that several hold. */
typedef struct cs_shared {
    int held;
    char *text;
    size_t length;
} cs_shared;

typedef struct cs_job {
    char id[24];
    cs_job_state state;
    bool opened;               /* the file that the program was started with */
    bool study;                /* it is of a study */
    char *path;                /* of its results file */
    cs_order order;
    cs_run_options options;
    cs_running running;
    char *title, *scenario, *text; /* of the base world; text: the resolved scenario */
    char hash[33], result[33];
    json_t *sets, *safeguards, *worlds;
    int64_t persons, replicates, seed, rows, finished;
    int day, days;
    double share, seconds;
    char error[1000];
    bool stop;                 /* it was asked to */
    bool ending;               /* nothing is computed any more; nobody begins to read it before it has ended */
    int held;                  /* by handlers and streams */
    bool forgotten;            /* off the list; goes when nobody holds it */
    uint64_t change;           /* counts changes of what is above */
    /* the report of what is there so far */
    cs_shared *report;         /* NULL: none yet */
    uint64_t report_change;
    int64_t report_of;         /* what was finished when it was begun; -1: none was */
    int64_t report_wanted;     /* somebody waits for one of as much as this; -1: nobody */
    bool report_last;          /* of the ended run */
    char report_error[1000];   /* "": none */
    double report_next;        /* not before */
    int streams;
} cs_job;

typedef struct cs_jobs {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *folder;              /* private, temporary */
    int threads;
    cs_job **job;              /* [count] in the order they were asked for */
    size_t count, room;
    int64_t asked;             /* so far; numbers are not used twice */
    int streams, reading;
    bool closing, started;
    pthread_t runner, reporter;
} cs_jobs;

/* Private folder, and threads (with `work`; without, nothing is run). Errors: CS_IO, CS_NOMEM. */
cs_status cs_jobs_start(int threads, bool work, cs_jobs **out, cs_error *err);
/* Every stream and wait ends; runs stop. What still holds jobs must let go before cs_jobs_free. */
void cs_jobs_close(cs_jobs *jobs);
void cs_jobs_free(cs_jobs *jobs);

/* A run to be worked off, read and checked; the order is taken over. A full queue or a mistake is a Refusal in
   the reply, else the job is held. Errors: CS_NOMEM, CS_IO. */
cs_status cs_jobs_ask(cs_jobs *jobs, cs_order *order, cs_reply *reply, cs_job **out, cs_error *err);
/* A results file or a study file as a job that is done. Errors: as cs_results_open. */
cs_status cs_jobs_open(cs_jobs *jobs, const char *path, cs_error *err);
/* Held, or NULL. */
cs_job *cs_jobs_find(cs_jobs *jobs, const char *id);
void cs_jobs_release(cs_jobs *jobs, cs_job *job);
/* The same, under the lock. */
void cs_job_let_go(cs_job *job);
/* Stop or forget. Errors: CS_USAGE (the opened one stays). */
cs_status cs_jobs_end(cs_jobs *jobs, cs_job *job, cs_error *err);
bool cs_job_ended(const cs_job *job);
/* Whether something outside took the file of a run that has ended; it is then forgotten, and err says so. */
bool cs_job_is_gone(cs_jobs *jobs, cs_job *job, cs_error *err);
/* Its results, whole or as far as they are. Errors: as cs_results_open; CS_USAGE (there are none yet);
   CS_RANGE (its file was taken away, and it is forgotten now). */
cs_status cs_job_results(cs_jobs *jobs, cs_job *job, cs_results **out, cs_error *err);
/* Run, under the lock. NULL: out of memory. */
json_t *cs_job_json(const cs_job *job);

/* ---- reports.c ---- */

/* The report of what is finished, made when it is not there; NULL with err (CS_USAGE: nothing is yet; CS_RANGE:
   the run was forgotten meanwhile). Let go with cs_shared_release. */
cs_shared *cs_job_report(cs_jobs *jobs, cs_job *job, cs_error *err);
void cs_shared_release(cs_jobs *jobs, cs_shared *shared);
/* Whether there is a report to come, or one to be made anew; under the lock. */
bool cs_job_report_due(const cs_job *job);
void *cs_jobs_report(void *jobs);

/* ---- runner.c ---- */
/* Read the scenarios of all worlds, and fill in what is known of the job. Errors: as cs_run_worlds. */
cs_status cs_job_prepare(cs_job *job, cs_complaints *complaints, cs_error *err);
void *cs_jobs_run(void *jobs);
/* "a+b" as a list; NULL: out of memory. */
json_t *cs_json_cut(const char *words);

double cs_clock(void);
/* Wait for a change, but no longer than this; under the lock. */
void cs_jobs_wait(cs_jobs *jobs, double seconds);

#endif
