/* One run after another. */
#include "serve/jobs.h"

#include "core/mem.h"
#include "results/results.h"
#include "serve/folder.h"
#include "serve/put.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STEP_BACK = 10 }; /* in the kernel's own measure, `nice` */

static json_t *list_of(const char *const *words, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++) json_array_append_new(list, cs_json_text(words[i]));
    return list;
}

json_t *cs_json_cut(const char *words)
{
    json_t *list = json_array();
    while (words && *words) {
        size_t length = strcspn(words, "+");
        json_array_append_new(list, json_stringn(words, length));
        words += length + (words[length] == '+');
    }
    return list;
}

/* What is known of a run before it begins. */
static cs_status describe(cs_job *job, cs_error *err)
{
    const cs_scenario *base = job->running.scenario[0];
    job->title = cs_copy_text(base->title ? base->title : "");
    job->scenario = cs_copy_text(base->name);
    job->text = cs_copy_text(base->text);
    snprintf(job->hash, sizeof job->hash, "%s", base->hash);
    job->sets = list_of(job->order.sets, job->order.set_count);
    job->safeguards = cs_json_cut(job->order.base);
    job->worlds = json_array();
    for (int i = 0; i < job->running.worlds; i++)
        json_array_append_new(job->worlds, cs_json_text(cs_running_world(&job->running, i)));
    job->persons = base->population.persons;
    job->replicates = base->replicates;
    job->seed = base->seed;
    job->days = (int)base->horizon_days;
    job->rows = job->replicates * job->running.worlds;
    bool whole = job->title && job->scenario && job->text && job->sets && job->safeguards &&
                 json_array_size(job->worlds) == (size_t)job->running.worlds;
    return whole ? CS_OK : cs_fail_memory(err, "a run");
}

static cs_status prepare(cs_job *job, int64_t persons, cs_complaints *complaints, cs_error *err)
{
    const cs_order *a = &job->order;
    job->options = (cs_run_options){.scenario = a->scenario,
                                    .text = a->text,
                                    .length = a->length,
                                    .sets = a->sets,
                                    .set_count = a->set_count,
                                    .base = a->base,
                                    .safeguards = a->worlds,
                                    .safeguard_count = a->world_count,
                                    .results = job->path,
                                    .seed = a->seed,
                                    .persons = persons,
                                    .replicates = a->quick ? 1 : a->replicates,
                                    .threads = job->running.threads};
    job->running = (cs_running){.options = &job->options, .live = true};
    return cs_running_prepare(&job->running, complaints, err);
}

static cs_status read_own_persons(const cs_job *job, int64_t *persons, cs_complaints *complaints, cs_error *err)
{
    cs_load_options load = {.sets = job->order.sets, .set_count = job->order.set_count};
    cs_scenario *own = NULL;
    const cs_order *a = &job->order;
    CS_TRY(a->text ? cs_scenario_parse(a->text, a->length, a->scenario, &load, &own, complaints, err)
                   : cs_scenario_load(a->scenario, &load, &own, complaints, err));
    *persons = cs_scenario_persons(own);
    cs_scenario_free(own);
    return CS_OK;
}

cs_status cs_job_prepare(cs_job *job, cs_complaints *complaints, cs_error *err)
{
    const cs_order *a = &job->order;
    int64_t persons = a->persons, own = a->persons;
    if (a->quick && own == 0) CS_TRY(read_own_persons(job, &own, complaints, err));
    if (a->quick) persons = own < CS_QUICK_PERSONS ? own : CS_QUICK_PERSONS;
    cs_status status = prepare(job, persons, complaints, err);
    if (status == CS_SCENARIO && persons < own) { /* as a list may begin with more members than that */
        cs_running_free(&job->running);
        job->running.threads = job->options.threads;
        cs_complaints_free(complaints);
        *complaints = (cs_complaints){0};
        status = prepare(job, own, complaints, err);
    }
    CS_TRY(status);
    return describe(job, err);
}

/* ---- the thread ---- */

typedef struct work { cs_jobs *jobs; cs_job *job; } work;

/* A run's share is 1 when nothing is left to compute; its last day is not yet that. */
#define ALMOST 0.999

static bool tell(void *context, const cs_progress *at)
{
    work *w = context;
    cs_job *job = w->job;
    pthread_mutex_lock(&w->jobs->lock);
    job->finished = at->replicate * at->worlds + at->world;
    job->day = at->day;
    job->days = at->days;
    job->seconds = at->seconds;
    double share = ((double)job->finished + (double)at->day / (at->days > 0 ? at->days : 1)) / (double)job->rows;
    job->share = fmin(share, ALMOST);
    job->change++;
    bool goes = !job->stop && !w->jobs->closing;
    pthread_cond_broadcast(&w->jobs->changed);
    pthread_mutex_unlock(&w->jobs->lock);
    return goes;
}

/* The end waits for those who read. If others came meanwhile for ever, so would it. */
static void tell_ending(void *context, cs_status status)
{
    work *w = context;
    pthread_mutex_lock(&w->jobs->lock);
    w->job->ending = true;
    if (status == CS_OK) w->job->share = 1;
    w->job->change++;
    pthread_cond_broadcast(&w->jobs->changed);
    pthread_mutex_unlock(&w->jobs->lock);
}

/* What came of it, as it stands in the file. */
static cs_status look(const cs_job *job, int64_t *finished, char hash[33], cs_error *err)
{
    cs_results *results = NULL;
    *finished = 0;
    CS_TRY(cs_results_open(job->path, &results, err));
    for (int i = 0; i < cs_results_worlds(results); i++)
        *finished += cs_results_world(results, i)->replicates;
    cs_status status = cs_results_quick_hash(results, hash, err);
    cs_results_close(results);
    return status;
}

static void end(cs_jobs *jobs, cs_job *job, cs_status status, const cs_error *why)
{
    cs_error unused = {0};
    int64_t finished = 0;
    char hash[33] = "";
    if (look(job, &finished, hash, &unused) != CS_OK) finished = 0;
    pthread_mutex_lock(&jobs->lock);
    job->finished = finished;
    job->seconds = cs_clock() - job->running.began;
    job->state = status == CS_OK            ? CS_JOB_DONE
                 : status == CS_INTERRUPTED ? CS_JOB_CANCELLED
                                            : CS_JOB_FAILED;
    if (status == CS_OK) {
        job->share = 1;
        job->day = job->days;
        snprintf(job->result, sizeof job->result, "%s", hash);
    } else {
        job->share = fmin(job->share, ALMOST);
        snprintf(job->error, sizeof job->error, "%s", why->message);
    }
    cs_running_free(&job->running);
    job->running = (cs_running){0};
    job->change++;
    pthread_cond_broadcast(&jobs->changed);
    cs_job_let_go(job);
    pthread_mutex_unlock(&jobs->lock);
}

static void run(cs_jobs *jobs, cs_job *job)
{
    cs_error err = {0};
    work w = {.jobs = jobs, .job = job};
    job->options.progress = tell;
    job->options.context = &w;
    job->running.ending = tell_ending;
    cs_running_start(&job->running);
    cs_status status = cs_folder_keep(jobs->folder, &err);
    if (status == CS_OK) status = cs_running_go(&job->running, &err);
    end(jobs, job, status, &err);
}

/* The one that waits longest, held; under the lock. */
static cs_job *next(cs_jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++) {
        cs_job *job = jobs->job[i];
        if (job->state != CS_JOB_WAITING) continue;
        job->state = CS_JOB_RUNNING;
        job->held++;
        job->change++;
        pthread_cond_broadcast(&jobs->changed);
        return job;
    }
    return NULL;
}

void *cs_jobs_run(void *context)
{
    cs_jobs *jobs = context;
    /* This thread, and those it computes with, step back for the page that watches them. */
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), STEP_BACK);
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->closing) {
        cs_job *job = next(jobs);
        if (!job) {
            cs_jobs_wait(jobs, 60);
            continue;
        }
        pthread_mutex_unlock(&jobs->lock);
        run(jobs, job);
        pthread_mutex_lock(&jobs->lock);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}
