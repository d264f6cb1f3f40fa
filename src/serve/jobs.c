/* The jobs: the list, what is asked of them, and what becomes of their files. */
#include "serve/jobs.h"

#include "core/mem.h"
#include "serve/folder.h"
#include "serve/put.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double cs_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void cs_jobs_wait(cs_jobs *jobs, double seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nanoseconds = until.tv_nsec + (int64_t)(seconds * 1e9) + 1;
    until.tv_sec += (time_t)(nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    pthread_cond_timedwait(&jobs->changed, &jobs->lock, &until);
}

bool cs_job_ended(const cs_job *job)
{
    return job->state != CS_JOB_WAITING && job->state != CS_JOB_RUNNING;
}

/* ---- one job ---- */

static void remove_files(const cs_job *job)
{
    static const char *const endings[] = {"", ".part", ".part-wal", ".part-shm", ".part-journal"};
    for (size_t i = 0; job->path && !job->opened && i < sizeof endings / sizeof *endings; i++) {
        char name[4096];
        if (snprintf(name, sizeof name, "%s%s", job->path, endings[i]) < (int)sizeof name) unlink(name);
    }
}

static void job_free(cs_job *job)
{
    if (!job) return;
    remove_files(job);
    cs_running_free(&job->running);
    cs_order_free(&job->order);
    cs_free(job->path);
    cs_free(job->title);
    cs_free(job->scenario);
    cs_free(job->text);
    json_decref(job->sets);
    json_decref(job->safeguards);
    json_decref(job->worlds);
    if (job->report) {
        cs_text_free(job->report->text);
        cs_free(job->report);
    }
    cs_free(job);
}

static cs_job *job_new(cs_jobs *jobs, cs_error *err)
{
    cs_job *job = cs_alloc(1, sizeof *job);
    if (!job) cs_fail_memory(err, "a run");
    else job->report_of = job->report_wanted = -1;
    if (job) job->running.threads = jobs->threads;
    return job;
}

static const char *const state_words[CS_JOB_STATES] = {
#define X(name, word) word,
    CS_JOB_STATE_LIST(X)
#undef X
};

/* A text, or null where it is empty. */
static json_t *text_or_null(const char *text)
{
    return cs_json_text_or_null(text[0] ? text : NULL);
}

json_t *cs_job_json(const cs_job *job)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:b, s:I, s:I, s:f, s:i, s:i, "
                     "s:f, s:o, s:o}",
                     "id", job->id, "kind", job->study ? "study" : "run", "state", state_words[job->state],
                     "title", cs_json_text(job->title), "scenario", cs_json_text(job->scenario),
                     "scenario_hash", job->hash, "sets", json_deep_copy(job->sets), "safeguards",
                     json_deep_copy(job->safeguards), "worlds", json_deep_copy(job->worlds), "persons",
                     (json_int_t)job->persons, "replicates", (json_int_t)job->replicates, "seed",
                     (json_int_t)job->seed, "quick", job->order.quick, "finished", (json_int_t)job->finished,
                     "rows", (json_int_t)job->rows, "share", job->share, "day", job->day, "days", job->days,
                     "seconds", job->seconds, "result_hash", text_or_null(job->result), "error",
                     text_or_null(job->state == CS_JOB_FAILED ? job->error : ""));
}

/* ---- the list, under the lock ---- */

static void take_off(cs_jobs *jobs, cs_job *job)
{
    size_t i = 0;
    while (i < jobs->count && jobs->job[i] != job) i++;
    if (i == jobs->count) return;
    memmove(jobs->job + i, jobs->job + i + 1, (--jobs->count - i) * sizeof *jobs->job);
    job->forgotten = true;
    if (job->held == 0) job_free(job);
}

/* The oldest of those that ended go when there are too many. */
static void forget_oldest(cs_jobs *jobs)
{
    for (;;) {
        cs_job *oldest = NULL;
        int ended = 0;
        for (size_t i = jobs->count; i-- > 0;)
            if (cs_job_ended(jobs->job[i]) && !jobs->job[i]->opened) {
                ended++;
                oldest = jobs->job[i];
            }
        if (ended <= CS_JOBS_KEPT) return;
        take_off(jobs, oldest);
    }
}

static int count_waiting(const cs_jobs *jobs)
{
    int waiting = 0;
    for (size_t i = 0; i < jobs->count; i++) waiting += jobs->job[i]->state == CS_JOB_WAITING;
    return waiting;
}

static cs_status put_on(cs_jobs *jobs, cs_job *job, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&jobs->job, &jobs->room, jobs->count + 1, sizeof *jobs->job, "the runs", err));
    jobs->job[jobs->count++] = job;
    return CS_OK;
}

static cs_status name_job(cs_jobs *jobs, cs_job *job, cs_error *err)
{
    pthread_mutex_lock(&jobs->lock);
    snprintf(job->id, sizeof job->id, "r%lld", (long long)++jobs->asked);
    pthread_mutex_unlock(&jobs->lock);
    return cs_folder_file(jobs->folder, job->id, ".db", &job->path, err);
}

/* ---- asked from outside ---- */

/* Reading a scenario takes memory, so only few are read at once. */
static bool reading_begins(cs_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    while (jobs->reading >= 4 && !jobs->closing) cs_jobs_wait(jobs, 1);
    bool goes = !jobs->closing && count_waiting(jobs) < CS_JOBS_WAITING;
    if (goes) jobs->reading++;
    pthread_mutex_unlock(&jobs->lock);
    return goes;
}

static void reading_ends(cs_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->reading--;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
}

static cs_status refuse_full(cs_reply *reply, cs_error *err)
{
    return cs_refuse(reply, err, 429, CS_REFUSE_BUSY,
                     "%d runs wait already, the most there may be; wait for one to end, or stop one",
                     CS_JOBS_WAITING);
}

/* More than a page should be able to ask of a machine. */
static cs_status check_size(const cs_job *job, cs_reply *reply, cs_error *err)
{
    if (job->persons > CS_ORDER_PERSONS || job->replicates > CS_ORDER_REPLICATES)
        return cs_refuse(reply, err, 413, CS_REFUSE_TOO_LARGE,
                         "a run of %lld persons and %lld replicates was asked for; here %lld and %lld are the "
                         "most; `counterscore run` has no such bounds",
                         (long long)job->persons, (long long)job->replicates, (long long)CS_ORDER_PERSONS,
                         (long long)CS_ORDER_REPLICATES);
    if (job->persons > CS_ORDER_LIVES / job->rows)
        return cs_refuse(reply, err, 413, CS_REFUSE_TOO_LARGE,
                         "%lld persons in %lld worlds and replicates were asked for; here %lld in all are the "
                         "most; `counterscore run` has no such bounds",
                         (long long)job->persons, (long long)job->rows, (long long)CS_ORDER_LIVES);
    return CS_OK;
}

static cs_status queue(cs_jobs *jobs, cs_job *job, cs_reply *reply, cs_error *err)
{
    cs_status status = CS_OK;
    pthread_mutex_lock(&jobs->lock);
    if (jobs->closing || count_waiting(jobs) >= CS_JOBS_WAITING) status = refuse_full(reply, err);
    else status = put_on(jobs, job, err);
    if (status == CS_OK && reply->status == 0) {
        job->held = 1;
        forget_oldest(jobs);
        pthread_cond_broadcast(&jobs->changed);
    }
    pthread_mutex_unlock(&jobs->lock);
    return status;
}

static cs_status prepare(cs_jobs *jobs, cs_job *job, cs_reply *reply, cs_error *err)
{
    cs_complaints complaints = {0};
    cs_error why = {0};
    if (!reading_begins(jobs)) return refuse_full(reply, err);
    cs_status status = cs_job_prepare(job, &complaints, &why);
    reading_ends(jobs);
    if (status != CS_OK) status = cs_refuse_status(reply, status, &why, &complaints, err);
    else status = check_size(job, reply, err);
    cs_complaints_free(&complaints);
    return status;
}

cs_status cs_jobs_ask(cs_jobs *jobs, cs_order *order, cs_reply *reply, cs_job **out, cs_error *err)
{
    *out = NULL;
    cs_job *job = job_new(jobs, err);
    if (!job) {
        cs_order_free(order);
        return CS_NOMEM;
    }
    job->order = *order;
    cs_status status = name_job(jobs, job, err);
    if (status == CS_OK) status = prepare(jobs, job, reply, err);
    if (status == CS_OK && reply->status == 0) status = queue(jobs, job, reply, err);
    if (status == CS_OK && reply->status == 0) *out = job;
    else job_free(job);
    return status;
}

cs_job *cs_jobs_find(cs_jobs *jobs, const char *id)
{
    cs_job *found = NULL;
    pthread_mutex_lock(&jobs->lock);
    for (size_t i = 0; i < jobs->count; i++)
        if (strcmp(jobs->job[i]->id, id) == 0) found = jobs->job[i];
    if (found) found->held++;
    pthread_mutex_unlock(&jobs->lock);
    return found;
}

void cs_job_let_go(cs_job *job)
{
    if (--job->held == 0 && job->forgotten) job_free(job);
}

void cs_jobs_release(cs_jobs *jobs, cs_job *job)
{
    if (!job) return;
    pthread_mutex_lock(&jobs->lock);
    cs_job_let_go(job);
    pthread_mutex_unlock(&jobs->lock);
}

cs_status cs_jobs_end(cs_jobs *jobs, cs_job *job, cs_error *err)
{
    cs_status status = CS_OK;
    pthread_mutex_lock(&jobs->lock);
    if (job->opened)
        status = cs_fail(err, CS_USAGE, "the file that the program was started with stays as long as it does");
    else if (job->state == CS_JOB_WAITING)
        job->state = CS_JOB_CANCELLED;
    else if (job->state == CS_JOB_RUNNING)
        job->stop = true;
    else
        take_off(jobs, job);
    job->change++;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
    return status;
}

/* ---- the file that the program was started with ---- */

/* "/home/a/results.db" -> "results.db" */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static cs_status fill_study(cs_job *job, cs_error *err)
{
    cs_study *study = NULL;
    cs_status status;
    CS_TRY(cs_study_open(job->path, &study, err));
    int64_t failed;
    job->study = true;
    job->replicates = cs_study_replicates(study);
    job->title = cs_copy_text(cs_study_title(study));
    job->scenario = cs_copy_text(file_name(job->path));
    job->text = cs_copy_text("");
    job->worlds = json_array();
    job->safeguards = json_array();
    CS_GO(cs_study_count(study, &job->rows, &job->finished, &failed, err));
    CS_GO(cs_study_hash(study, job->result, err));
out:
    cs_study_close(study);
    return status;
}

static cs_status fill_results(cs_job *job, cs_error *err)
{
    cs_results *results = NULL;
    cs_status status;
    CS_TRY(cs_results_open(job->path, &results, err));
    const cs_results_meta *meta = cs_results_get_meta(results);
    const cs_scenario *scenario = cs_results_scenario(results, 0, CS_PERSONS);
    job->title = cs_copy_text(scenario->title ? scenario->title : "");
    job->scenario = cs_copy_text(meta->scenario_name);
    job->text = cs_copy_text(cs_scenario_text(scenario));
    snprintf(job->hash, sizeof job->hash, "%s", cs_scenario_hash(scenario));
    job->persons = cs_scenario_persons(scenario);
    job->replicates = meta->replicates;
    job->seed = meta->seed;
    job->days = job->day = (int)scenario->horizon_days;
    job->rows = meta->replicates * cs_results_worlds(results);
    job->worlds = json_array();
    job->safeguards = cs_json_cut(meta->base);
    for (int i = 0; i < cs_results_worlds(results); i++) {
        job->finished += cs_results_world(results, i)->replicates;
        json_array_append_new(job->worlds, cs_json_text(cs_results_world(results, i)->name));
    }
    CS_GO(cs_results_quick_hash(results, job->result, err));
out:
    cs_results_close(results);
    return status;
}

cs_status cs_jobs_open(cs_jobs *jobs, const char *path, cs_error *err)
{
    cs_job *job = job_new(jobs, err);
    cs_status status;
    if (!job) return CS_NOMEM;
    job->opened = true;
    job->state = CS_JOB_DONE;
    job->share = 1;
    snprintf(job->id, sizeof job->id, "opened");
    job->path = cs_copy_text(path);
    job->sets = json_array();
    if (!job->path) CS_GO(cs_fail_memory(err, "the name of the results file"));
    CS_GO(cs_study_is(path) ? fill_study(job, err) : fill_results(job, err));
    if (!job->title || !job->scenario || !job->text || !job->worlds || !job->sets || !job->safeguards)
        CS_GO(cs_fail_memory(err, "the file that was opened"));
    pthread_mutex_lock(&jobs->lock);
    status = put_on(jobs, job, err);
    pthread_mutex_unlock(&jobs->lock);
    if (status == CS_OK) return CS_OK;
out:
    job_free(job);
    return status;
}

bool cs_job_is_gone(cs_jobs *jobs, cs_job *job, cs_error *err)
{
    pthread_mutex_lock(&jobs->lock);
    bool had = cs_job_ended(job) && job->finished > 0 && !job->opened; /* one stopped while it waits never had one */
    bool gone = had && access(job->path, F_OK) != 0 && errno == ENOENT;
    if (gone) take_off(jobs, job);
    pthread_mutex_unlock(&jobs->lock);
    if (gone)
        cs_fail(err, CS_RANGE, "the file of %s is gone from the program's temporary folder; run it again", job->id);
    return gone;
}

cs_status cs_job_results(cs_jobs *jobs, cs_job *job, cs_results **out, cs_error *err)
{
    for (int tries = 0;; tries++) {
        pthread_mutex_lock(&jobs->lock);
        while (job->state == CS_JOB_RUNNING && job->ending) cs_jobs_wait(jobs, 60);
        bool running = job->state == CS_JOB_RUNNING;
        bool some = job->finished >= (int64_t)json_array_size(job->worlds) && job->finished > 0;
        pthread_mutex_unlock(&jobs->lock);
        *out = NULL;
        if (!some && !job->study)
            return cs_fail(err, CS_USAGE, "nothing of the run is finished yet, so there are no results of it");
        if (cs_job_is_gone(jobs, job, err)) return CS_RANGE;
        cs_status status = running ? cs_results_open_live(job->path, out, err)
                                   : cs_results_open(job->path, out, err);
        /* it may have ended just now */
        if (status == CS_OK || !running || tries == 20) return status;
        usleep(20000);
    }
}

/* ---- begin and end ---- */

cs_status cs_jobs_start(int threads, bool work, cs_jobs **out, cs_error *err)
{
    cs_status status;
    pthread_condattr_t monotonic;
    *out = NULL;
    cs_jobs *jobs = cs_alloc(1, sizeof *jobs);
    if (!jobs) return cs_fail_memory(err, "the runs");
    jobs->threads = threads;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    CS_GO(cs_folder_make(NULL, &jobs->folder, err));
    if (work && pthread_create(&jobs->runner, NULL, cs_jobs_run, jobs) != 0)
        CS_GO(cs_fail(err, CS_IO, "a thread for runs could not be started"));
    if (work && pthread_create(&jobs->reporter, NULL, cs_jobs_report, jobs) != 0) {
        cs_jobs_close(jobs);
        pthread_join(jobs->runner, NULL);
        CS_GO(cs_fail(err, CS_IO, "a thread for reports could not be started"));
    }
    jobs->started = work;
    *out = jobs;
    return CS_OK;
out:
    cs_jobs_free(jobs);
    return status;
}

void cs_jobs_close(cs_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->closing = true;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
}

void cs_jobs_free(cs_jobs *jobs)
{
    if (!jobs) return;
    if (jobs->started) {
        cs_jobs_close(jobs);
        pthread_join(jobs->runner, NULL);
        pthread_join(jobs->reporter, NULL);
    }
    for (size_t i = 0; i < jobs->count; i++) job_free(jobs->job[i]);
    cs_free(jobs->job);
    cs_folder_remove(jobs->folder);
    cs_free(jobs->folder);
    pthread_cond_destroy(&jobs->changed);
    pthread_mutex_destroy(&jobs->lock);
    cs_free(jobs);
}
