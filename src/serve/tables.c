/* What is read from the results of runs: their tables, people, and differences. */
#include "serve/folder.h"
#include "serve/json.h"
#include "serve/put.h"
#include "serve/runs.h"

#include "core/mem.h"
#include "core/text.h"
#include "results/person.h"
#include "results/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* Results of the run a word of the path names; NULL with a refusal. The job is held. */
static cs_results *open_results(const cs_call *call, int word, cs_job **job, cs_reply *reply, cs_status *status,
                                cs_error *err)
{
    cs_results *results = NULL;
    cs_error why = {0};
    *job = cs_run_find(call, word, reply, status, err);
    if (!*job) return NULL;
    if ((*job)->study) {
        *status = cs_refuse(reply, err, 409, CS_REFUSE_USAGE,
                            "%s is a study, which keeps figures and no people; a run is wanted", (*job)->id);
        return NULL;
    }
    *status = cs_job_results(call->server->jobs, *job, &results, &why);
    if (*status != CS_OK) *status = cs_refuse_results(reply, *status, &why, err);
    return results;
}

cs_status cs_serve_tables(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *job;
    char name[64];
    json_t *list = json_array();
    bool fine = list != NULL;
    cs_results *results = open_results(call, 0, &job, reply, &status, err);
    for (int i = 0; results && i < cs_results_tables(results); i++) {
        cs_results_table_name(i, name);
        fine = cs_put_item(list, cs_json_text(name), fine);
    }
    if (results && !fine) status = cs_fail_memory(err, "the names of tables");
    else if (results) status = cs_reply_json(reply, 200, json_pack("{s:O}", "tables", list), err);
    json_decref(list);
    cs_results_close(results);
    cs_jobs_release(call->server->jobs, job);
    return status;
}

static int find_table(const cs_results *results, const char *wanted)
{
    char name[64];
    for (int i = 0; i < cs_results_tables(results); i++) {
        cs_results_table_name(i, name);
        if (strcmp(name, wanted) == 0) return i;
    }
    return -1;
}

/* Into a folder of its own, which goes as soon as the file is open. The name is one of ours. */
static cs_status write_table(cs_jobs *jobs, cs_results *results, int table, int *file, cs_error *err)
{
    char name[64], *folder = NULL, *path = NULL;
    cs_status status;
    cs_results_table_name(table, name);
    CS_TRY(cs_folder_make(jobs->folder, &folder, err));
    CS_GO(cs_folder_file(folder, name, ".csv", &path, err));
    CS_GO(cs_results_export_table(results, table, folder, err));
    *file = open(path, O_RDONLY | O_CLOEXEC);
    if (*file < 0) status = cs_fail(err, CS_IO, "a table could not be read again: %s", strerror(errno));
out:
    cs_folder_remove(folder);
    cs_free(folder);
    cs_free(path);
    return status;
}

cs_status cs_serve_table(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *job;
    cs_error why = {0};
    cs_results *results = open_results(call, 0, &job, reply, &status, err);
    int table = results ? find_table(results, call->word[1]) : -1;
    if (results && table < 0) {
        status = cs_refuse(reply, err, 404, CS_REFUSE_NOT_FOUND, "the results have no table %s", call->word[1]);
    } else if (results) {
        status = write_table(call->server->jobs, results, table, &reply->file, &why);
        if (status != CS_OK) status = cs_refuse_status(reply, status, &why, NULL, err);
        else reply->status = 200;
        reply->type = reply->status == 200 ? "text/csv; charset=utf-8" : reply->type;
        if (reply->status == 200) snprintf(reply->name, sizeof reply->name, "%s.csv", call->word[1]);
    }
    cs_results_close(results);
    cs_jobs_release(call->server->jobs, job);
    return status;
}

/* JSON that was made, or why it was not. */
static cs_status reply_made(cs_reply *reply, cs_status made, json_t **json, const cs_error *why, cs_error *err)
{
    if (made == CS_OK) return cs_reply_json(reply, 200, *json, err);
    return cs_refuse_results(reply, made, why, err);
}

cs_status cs_serve_people(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *job;
    cs_error why = {0};
    json_t *json = NULL;
    cs_results *results = open_results(call, 0, &job, reply, &status, err);
    if (results) status = reply_made(reply, cs_json_people(results, &json, &why), &json, &why, err);
    cs_results_close(results);
    cs_jobs_release(call->server->jobs, job);
    return status;
}

cs_status cs_serve_person(const cs_call *call, cs_reply *reply, cs_error *err)
{
    const char *word = call->word[1];
    cs_status status;
    cs_job *job;
    cs_error why = {0};
    json_t *json = NULL;
    if (strspn(word, "0123456789") != strlen(word) || strlen(word) > 10)
        return cs_refuse(reply, err, 404, CS_REFUSE_NOT_FOUND, "'%s' is not the number of a person", word);
    cs_results *results = open_results(call, 0, &job, reply, &status, err);
    int64_t person = strtoll(word, NULL, 10);
    cs_status made = results ? cs_json_person(results, person, &json, &why) : CS_OK;
    if (made == CS_RANGE && !cs_results_tracks(results, person))
        status = cs_refuse(reply, err, 404, CS_REFUSE_NOT_TRACKED, "%s", why.message);
    else if (results)
        status = reply_made(reply, made, &json, &why, err);
    cs_results_close(results);
    cs_jobs_release(call->server->jobs, job);
    return status;
}

cs_status cs_serve_minus(const cs_call *call, cs_reply *reply, cs_error *err)
{
    cs_status status;
    cs_job *one, *other = NULL;
    cs_error why = {0};
    json_t *json = NULL;
    cs_results *a = open_results(call, 0, &one, reply, &status, err), *b = NULL;
    /* once, where they are the same: the end of a run waits for the one, and whoever reads another for the end */
    if (a && strcmp(call->word[0], call->word[1]) == 0) b = a;
    else if (a) b = open_results(call, 1, &other, reply, &status, err);
    if (b) status = reply_made(reply, cs_json_minus(a, b, &json, &why), &json, &why, err);
    if (b != a) cs_results_close(b);
    cs_results_close(a);
    cs_jobs_release(call->server->jobs, one);
    cs_jobs_release(call->server->jobs, other);
    return status;
}
