/* Runs: asked for, looked at, followed, stopped. */
#include "serve/events.h"
#include "serve/runs.h"

#include "core/mem.h"
#include "results/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static cs_status reply_run(cs_jobs *jobs, cs_job *job, int status, cs_reply *reply, cs_error *err)
{
    pthread_mutex_lock(&jobs->lock);
    json_t *json = cs_job_json(job);
    pthread_mutex_unlock(&jobs->lock);
    return cs_reply_json(reply, status, json, err);
}

cs_job *cs_run_find(const cs_call *call, int word, cs_reply *reply, cs_status *status, cs_error *err)
{
    cs_job *job = cs_jobs_find(call->server->jobs, call->word[word]);
    *status = CS_OK;
    if (!job)
        *status = cs_refuse(reply, err, 404, CS_REFUSE_NOT_FOUND, "there is no run %s, or it is forgotten",
                            call->word[word]);
    return job;
}

cs_status cs_serve_ask_run(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_order order;
    cs_job *job = NULL;
    cs_status status = cs_order_read(&order, call->request, true, reply, err);
    if (status != CS_OK || reply->status != 0) {
        cs_order_free(&order);
        return status;
    }
    status = cs_jobs_ask(call->server->jobs, &order, reply, &job, err);
    if (job) status = reply_run(call->server->jobs, job, 202, reply, err);
    cs_jobs_release(call->server->jobs, job);
    return status;
}

cs_status cs_serve_runs(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_jobs *jobs = call->server->jobs;
    json_t *list = json_array();
    bool whole = list != NULL;
    pthread_mutex_lock(&jobs->lock);
    for (size_t i = jobs->count; whole && i-- > 0;)
        whole = json_array_append_new(list, cs_job_json(jobs->job[i])) == 0;
    pthread_mutex_unlock(&jobs->lock);
    if (!whole) {
        json_decref(list);
        return cs_fail_memory(err, "the runs");
    }
    return cs_reply_json(reply, 200, json_pack("{s:o}", "runs", list), err);
}

cs_status cs_serve_run(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (job) status = reply_run(call->server->jobs, job, 200, reply, err);
    cs_jobs_release(call->server->jobs, job);
    return status;
}

cs_status cs_serve_forget_run(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_jobs *jobs = call->server->jobs;
    cs_status status;
    cs_error why = {0};
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (!job) return status;
    if (cs_jobs_end(jobs, job, &why) == CS_OK) status = reply_run(jobs, job, 200, reply, err);
    else status = cs_refuse(reply, err, 409, CS_REFUSE_USAGE, "%s", why.message);
    cs_jobs_release(jobs, job);
    return status;
}

cs_status cs_serve_events(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (!job) return status;
    if (strcmp(call->request->method, "HEAD") != 0)
        status = cs_stream_open(call->server->jobs, job, &reply->stream, err);
    cs_jobs_release(call->server->jobs, job);
    if (status != CS_OK) return status;
    if (!reply->stream && strcmp(call->request->method, "HEAD") != 0)
        return cs_refuse(reply, err, 429, CS_REFUSE_BUSY,
                         "%d streams of events are open already, the most there may be", CS_JOBS_STREAMS);
    reply->status = 200;
    reply->type = "text/event-stream; charset=utf-8";
    return CS_OK;
}

cs_status cs_refuse_results(cs_reply *reply, cs_status status, const cs_error *why, cs_error *err)
{
    if (status == CS_USAGE) return cs_refuse(reply, err, 409, CS_REFUSE_NOT_YET, "%s", why->message);
    if (status == CS_RANGE) return cs_refuse(reply, err, 404, CS_REFUSE_NOT_FOUND, "%s", why->message);
    return cs_refuse_status(reply, status, why, NULL, err);
}

cs_status cs_serve_report(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_jobs *jobs = call->server->jobs;
    cs_status status;
    cs_error why = {0};
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (!job) return status;
    cs_shared *report = cs_job_report(jobs, job, &why);
    char *copy = report ? cs_copy_text(report->text) : NULL;
    if (report) cs_shared_release(jobs, report);
    cs_jobs_release(jobs, job);
    if (!report) return cs_refuse_results(reply, why.status, &why, err);
    if (!copy) return cs_fail_memory(err, "a report");
    return cs_reply_text(reply, "application/json; charset=utf-8", copy, err);
}

/* "city-points-r3.html": the run by its scenario and number. */
static void name_file(const cs_job *job, const char *ending, cs_reply *reply)
{
    size_t length = 0;
    for (const char *c = job->scenario; *c && length < 60; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
        reply->name[length++] = plain ? *c : '-';
    }
    snprintf(reply->name + length, sizeof reply->name - length, "-%s%s", job->id, ending);
}

static cs_status print_page(cs_jobs *jobs, cs_job *job, char **html, cs_error *err)
{
    cs_results *results = NULL;
    if (job->study) return cs_report_file_print(job->path, html, err);
    CS_TRY(cs_job_results(jobs, job, &results, err));
    cs_status status = cs_report_print(results, html, err);
    cs_results_close(results);
    return status;
}

/* A report has its script and style within it and names them by their hashes: what it says of itself holds. */
static void take_policy(const char *html, cs_reply *reply)
{
    static const char before[] = "Content-Security-Policy\" content=\"";
    const char *policy = strstr(html, before);
    if (policy) policy += strlen(before);
    size_t length = policy ? strcspn(policy, "\"") : 0;
    if (length > 0 && length < sizeof reply->policy) snprintf(reply->policy, length + 1, "%s", policy);
}

cs_status cs_serve_report_page(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_jobs *jobs = call->server->jobs;
    cs_status status;
    cs_error why = {0};
    char *html = NULL;
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (!job) return status;
    status = print_page(jobs, job, &html, &why);
    if (status == CS_OK) name_file(job, ".html", reply);
    if (status == CS_OK) take_policy(html, reply);
    if (status == CS_OK) status = cs_reply_text(reply, "text/html; charset=utf-8", html, err);
    else status = cs_refuse_results(reply, status, &why, err);
    cs_jobs_release(jobs, job);
    return status;
}

cs_status cs_serve_results(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_jobs *jobs = call->server->jobs;
    cs_status status;
    cs_error why = {0};
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (!job) return status;
    bool gone = cs_job_is_gone(jobs, job, &why);
    pthread_mutex_lock(&jobs->lock);
    bool there = cs_job_ended(job) && job->finished > 0 && !gone;
    bool ended = cs_job_ended(job);
    pthread_mutex_unlock(&jobs->lock);
    if (there) reply->file = open(job->path, O_RDONLY | O_CLOEXEC);
    if (reply->file >= 0) {
        name_file(job, ".db", reply);
        reply->status = 200;
        reply->type = "application/octet-stream";
    } else if (gone) {
        status = cs_refuse_results(reply, CS_RANGE, &why, err);
    } else if (there) {
        status = cs_refuse(reply, err, 500, CS_REFUSE_FAILED, "the results file could not be read: %s",
                           strerror(errno));
    } else {
        status = cs_refuse(reply, err, 409, CS_REFUSE_NOT_YET, "%s",
                           ended ? "nothing of the run was finished when it ended, so there is no results file"
                                 : "the run goes on; its results file is there when it has ended");
    }
    cs_jobs_release(jobs, job);
    return status;
}

cs_status cs_serve_run_scenario(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *job = cs_run_find(call, 0, reply, &status, err);
    if (!job) return status;
    if (job->study) {
        status = cs_refuse(reply, err, 409, CS_REFUSE_USAGE, "a study has no one scenario; its file has them all");
    } else {
        char *copy = cs_copy_text(job->text);
        if (!copy) status = cs_fail_memory(err, "a scenario");
        else status = cs_reply_text(reply, "application/yaml; charset=utf-8", copy, err);
        if (status == CS_OK) name_file(job, ".yaml", reply);
    }
    cs_jobs_release(call->server->jobs, job);
    return status;
}
