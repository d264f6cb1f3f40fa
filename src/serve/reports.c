/* Reports of what is finished so far, made by a thread of their own, for whoever waits for one. */
#include "serve/jobs.h"

#include "core/mem.h"
#include "results/results.h"

#include <string.h>

/* While a run goes on, reports are so far apart at least, and take at most a part of the time. */
#define REPORT_SECONDS 0.5
#define REPORT_PART 0.2

/* Worlds of one replicate come one after the other; a report is of whole replicates. */
static int64_t whole(const cs_job *job)
{
    int64_t worlds = (int64_t)json_array_size(job->worlds);
    return worlds > 0 && !job->study ? job->finished - job->finished % worlds : job->finished;
}

/* Nobody makes a report of a run that is forgotten, so nobody may wait for one. */
static bool is_stale(const cs_job *job)
{
    if (job->forgotten) return false;
    if (whole(job) == 0 && !job->study) return false;
    return job->report_of < whole(job) || (cs_job_ended(job) && !job->report_last);
}

bool cs_job_report_due(const cs_job *job)
{
    return is_stale(job) && (job->streams > 0 || job->report_wanted >= 0);
}

/* Whose turn it is, and in how many seconds it may be. */
static cs_job *find(cs_jobs *jobs, double *seconds)
{
    cs_job *best = NULL;
    *seconds = 60;
    for (size_t i = 0; i < jobs->count; i++) {
        cs_job *job = jobs->job[i];
        if (!cs_job_report_due(job)) continue;
        double left = cs_job_ended(job) ? 0 : job->report_next - cs_clock();
        if (left >= *seconds) continue;
        *seconds = left;
        best = job;
    }
    return best;
}

static cs_status print(cs_jobs *jobs, cs_job *job, char **text, cs_error *err)
{
    cs_results *results = NULL;
    if (job->study) return cs_report_file_data_print(job->path, text, err);
    CS_TRY(cs_job_results(jobs, job, &results, err));
    cs_status status = cs_report_data_print(results, text, err);
    cs_results_close(results);
    return status;
}

static cs_shared *share(char *text)
{
    cs_shared *shared = text ? cs_alloc(1, sizeof *shared) : NULL;
    if (!shared) {
        cs_text_free(text);
        return NULL;
    }
    *shared = (cs_shared){.held = 1, .text = text, .length = strlen(text)};
    return shared;
}

static void let_go(cs_shared *shared)
{
    if (!shared || --shared->held > 0) return;
    cs_text_free(shared->text);
    cs_free(shared);
}

void cs_shared_release(cs_jobs *jobs, cs_shared *shared)
{
    pthread_mutex_lock(&jobs->lock);
    let_go(shared);
    pthread_mutex_unlock(&jobs->lock);
}

/* Under the lock, which is let go of while the report is made. */
static void make(cs_jobs *jobs, cs_job *job)
{
    cs_error err = {0};
    char *text = NULL;
    int64_t of = whole(job);
    bool last = cs_job_ended(job);
    double began = cs_clock();
    job->held++;
    pthread_mutex_unlock(&jobs->lock);
    cs_status status = print(jobs, job, &text, &err);
    cs_shared *made = status == CS_OK ? share(text) : NULL;
    if (status == CS_OK && !made) cs_fail_memory(&err, "a report");
    double took = cs_clock() - began, pause = took * (1 / REPORT_PART - 1);
    pthread_mutex_lock(&jobs->lock);
    job->report_of = of;
    job->report_last = last;
    job->report_next = cs_clock() + (pause > REPORT_SECONDS ? pause : REPORT_SECONDS);
    job->report_wanted = -1;
    snprintf(job->report_error, sizeof job->report_error, "%s", made ? "" : err.message);
    if (made) {
        let_go(job->report);
        job->report = made;
    }
    job->report_change++;
    pthread_cond_broadcast(&jobs->changed);
    cs_job_let_go(job);
}

void *cs_jobs_report(void *context)
{
    cs_jobs *jobs = context;
    double seconds;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->closing) {
        cs_job *job = find(jobs, &seconds);
        if (job && seconds <= 0) make(jobs, job);
        else cs_jobs_wait(jobs, seconds);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

cs_shared *cs_job_report(cs_jobs *jobs, cs_job *job, cs_error *err)
{
    cs_shared *report = NULL;
    pthread_mutex_lock(&jobs->lock);
    while (jobs->started && !jobs->closing && is_stale(job)) {
        job->report_wanted = whole(job);
        pthread_cond_broadcast(&jobs->changed);
        uint64_t before = job->report_change;
        while (job->report_change == before && !jobs->closing && !job->forgotten) cs_jobs_wait(jobs, 1);
        if (!cs_job_ended(job)) break; /* good enough: it goes on */
    }
    /* while it goes on, an earlier one is better than none */
    if (job->report && (!job->report_error[0] || !cs_job_ended(job))) {
        report = job->report;
        report->held++;
    } else if (job->report_error[0]) {
        cs_fail(err, CS_FORMAT, "%s", job->report_error);
    } else if (job->forgotten) {
        cs_fail(err, CS_RANGE, "the run was forgotten before its report was made");
    } else {
        cs_fail(err, CS_USAGE, "%s", cs_job_ended(job) ? "nothing of the run was finished when it ended"
                                                       : "no replicate of the run is finished yet");
    }
    pthread_mutex_unlock(&jobs->lock);
    return report;
}
