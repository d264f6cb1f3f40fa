/* libFuzzer target: any bytes as a request, from its method to its body. Whatever it is, there is a reply that
   can be sent, and what is refused is refused in JSON with a sentence. Runs are queued and never begun.
   Lines: a byte of which headers are given, method and path, the other headers, and after an empty line the
   body. Build: as fuzz_scenario; run: fuzz_request -dict=request.dict requests */
#include "serve/server.h"

#include "core/mem.h"
#include "serve/events.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cs_server server = {.port = 8000};

static void insist(bool holds)
{
    if (!holds) abort();
}

static void end(void)
{
    cs_jobs_free(server.jobs);
}

static void begin(void)
{
    cs_error err;
    insist(cs_jobs_start(1, false, &server.jobs, &err) == CS_OK);
    insist(atexit(end) == 0);
}

/* The next line, cut off; the empty text after the last. */
static char *cut(char **rest)
{
    char *line = *rest, *feed = strchr(line, '\n');
    *rest = feed ? feed + 1 : line + strlen(line);
    if (feed) *feed = 0;
    return line;
}

static void check(const cs_reply *reply)
{
    insist(reply->status >= 200 && reply->status < 600);
    insist(reply->type != NULL);
    if (reply->status < 400) return;
    json_t *json = json_loadb(reply->text, reply->length, 0, NULL);
    const json_t *error = json_object_get(json, "error");
    insist(json_is_string(json_object_get(error, "code")));
    insist(json_string_length(json_object_get(error, "message")) > 10);
    json_decref(json);
}

static void forget(void)
{
    cs_error err;
    while (server.jobs->count > 0) {
        cs_job *job = cs_jobs_find(server.jobs, server.jobs->job[0]->id);
        insist(job && cs_jobs_end(server.jobs, job, &err) == CS_OK);
        cs_jobs_release(server.jobs, job);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cs_reply reply;
    if (!server.jobs) begin();
    if (size < 2) return 0;
    char *text = cs_alloc(size, 1);
    insist(text != NULL);
    memcpy(text, data + 1, size - 1);
    char *rest = text;
    cs_request request = {.method = cut(&rest), .path = cut(&rest), .host = "127.0.0.1:8000",
                          .content_type = "application/json"};
    if (data[0] & 1) request.host = cut(&rest);
    if (data[0] & 2) request.origin = cut(&rest);
    if (data[0] & 4) request.fetch_site = cut(&rest);
    if (data[0] & 8) request.content_type = cut(&rest);
    if (data[0] & 16) request.if_none_match = cut(&rest);
    request.body = rest;
    request.length = (size_t)(text + size - 1 - rest);
    cs_serve_answer(&server, &request, &reply);
    check(&reply);
    cs_reply_free(&reply);
    forget();
    cs_free(text);
    return 0;
}
