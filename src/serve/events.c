/* Server-sent events: the run as it is, its report when there is a newer one, and its end.
   Source: WHATWG HTML, "Server-sent events". */
#include "serve/events.h"

#include "core/mem.h"
#include "core/text.h"

#include <stdlib.h>
#include <string.h>

#define RUN_SECONDS 0.1
#define SILENCE_SECONDS 15.0

struct cs_stream {
    cs_jobs *jobs;
    cs_job *job;               /* held */
    cs_text text;              /* what is to be sent */
    size_t sent;
    uint64_t change, report_change;
    bool began, ended;
    double said, told;         /* when something, and when the run, was last sent */
};

cs_status cs_stream_open(cs_jobs *jobs, cs_job *job, cs_stream **out, cs_error *err)
{
    *out = NULL;
    cs_stream *stream = cs_alloc(1, sizeof *stream);
    if (!stream) return cs_fail_memory(err, "a stream of events");
    pthread_mutex_lock(&jobs->lock);
    if (jobs->streams < CS_JOBS_STREAMS) {
        *stream = (cs_stream){.jobs = jobs, .job = job, .said = cs_clock()};
        *out = stream;
        jobs->streams++;
        job->streams++;
        job->held++;
        pthread_cond_broadcast(&jobs->changed);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (!*out) cs_free(stream);
    return CS_OK;
}

void cs_stream_free(cs_stream *stream)
{
    if (!stream) return;
    pthread_mutex_lock(&stream->jobs->lock);
    stream->jobs->streams--;
    stream->job->streams--;
    pthread_mutex_unlock(&stream->jobs->lock);
    cs_jobs_release(stream->jobs, stream->job);
    cs_text_drop(&stream->text);
    cs_free(stream);
}

/* Each line of the data is a line of the event. */
static void add_event(cs_text *text, const char *name, const char *data)
{
    cs_text_format(text, "event: %s\n", name);
    while (*data) {
        size_t length = strcspn(data, "\n");
        cs_text_add(text, "data: ");
        cs_text_add_bytes(text, data, length);
        cs_text_add(text, "\n");
        data += length + (data[length] == '\n');
    }
    cs_text_add(text, "\n");
}

static void add_run(cs_stream *stream, const char *name)
{
    json_t *json = cs_job_json(stream->job);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    if (text) add_event(&stream->text, name, text);
    else stream->text.failed = true;
    free(text); /* jansson's, not the library's */
    stream->change = stream->job->change;
    stream->told = cs_clock();
}

static void add_report(cs_stream *stream)
{
    stream->report_change = stream->job->report_change;
    if (stream->job->report) add_event(&stream->text, "report", stream->job->report->text);
}

/* What there is to say now; under the lock. Else how long nothing will have to be said. */
static double gather(cs_stream *stream)
{
    cs_job *job = stream->job;
    double now = cs_clock(), quiet = SILENCE_SECONDS - (now - stream->said);
    bool changed = stream->change != job->change || !stream->began;
    bool over = cs_job_ended(job) && !cs_job_report_due(job);
    bool report = stream->report_change != job->report_change || (!stream->began && job->report);
    /* a report comes after the run that it is of */
    if (changed && (report || now - stream->told >= RUN_SECONDS || over)) add_run(stream, "run");
    else if (changed && stream->told + RUN_SECONDS - now < quiet) quiet = stream->told + RUN_SECONDS - now;
    if (report) add_report(stream);
    stream->began = true;
    if (over) {
        add_run(stream, "end");
        stream->ended = true;
    }
    if (stream->text.length == 0 && quiet <= 0) cs_text_add(&stream->text, ": still here\n\n");
    return quiet;
}

static void wait_for_text(cs_stream *stream)
{
    cs_jobs *jobs = stream->jobs;
    cs_text_drop(&stream->text);
    stream->text = (cs_text){0};
    stream->sent = 0;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->closing && !stream->ended) {
        double quiet = gather(stream);
        if (stream->text.length > 0 || stream->text.failed) break;
        cs_jobs_wait(jobs, quiet);
    }
    pthread_mutex_unlock(&jobs->lock);
    stream->said = cs_clock();
}

size_t cs_stream_read(cs_stream *stream, char *bytes, size_t room)
{
    if (stream->sent == stream->text.length) wait_for_text(stream);
    size_t left = stream->text.failed ? 0 : stream->text.length - stream->sent;
    if (left > room) left = room;
    if (left > 0) memcpy(bytes, stream->text.bytes + stream->sent, left);
    stream->sent += left;
    return left;
}
