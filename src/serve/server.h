/* The server, inside: what handlers of routes are given. */
#ifndef CS_SERVE_SERVER_H
#define CS_SERVE_SERVER_H

#include "serve/http.h"
#include "serve/jobs.h"

/* What is allowed, so that no page can fill this machine. */
#define CS_SERVE_BODY_BYTES ((size_t)1 << 20)
#define CS_SERVE_PATH_BYTES 2000
#define CS_SERVE_JSON_DEEP 8

typedef struct cs_daemon cs_daemon;

struct cs_server {
    int port;
    char address[40];
    int threads;
    cs_jobs *jobs;
    cs_daemon *daemon; /* NULL: there is no network */
};

/* Parts of a path that stand for something: {name}, {id}. Letters, digits, '-' and '_' alone. */
#define CS_WORD_BYTES 64
typedef struct cs_call {
    cs_server *server;
    const cs_request *request;
    char word[2][CS_WORD_BYTES];
} cs_call;

typedef cs_status cs_handler(const cs_call *call, cs_reply *reply, cs_error *err);

/* Everything a request may ask for. X(method, pattern, handler, what it is) */
#define CS_ROUTE_LIST(X)                                                                           \
    X(GET, "/", page, "the page")                                                                  \
    X(GET, "/explorer.css", style, "how it looks")                                                 \
    X(GET, "/explorer.js", script, "what it does")                                                 \
    X(GET, "/api/v1/program", program, "the program, and what it allows")                          \
    X(GET, "/api/v1/openapi.json", openapi, "this interface")                                      \
    X(GET, "/api/v1/scenarios", scenarios, "the bundled scenarios")                                \
    X(GET, "/api/v1/scenarios/{}", scenario, "one of them, as written")                            \
    X(POST, "/api/v1/model", model, "what a scenario says")                                        \
    X(POST, "/api/v1/runs", ask_run, "a run")                                                      \
    X(GET, "/api/v1/runs", runs, "all runs")                                                       \
    X(GET, "/api/v1/runs/{}", run, "how a run is")                                                 \
    X(DELETE, "/api/v1/runs/{}", forget_run, "stop a run, or forget it")                           \
    X(GET, "/api/v1/runs/{}/events", events, "how it goes on, as it does")                         \
    X(GET, "/api/v1/runs/{}/report", report, "its report")                                         \
    X(GET, "/api/v1/runs/{}/report.html", report_page, "its report as one page")                   \
    X(GET, "/api/v1/runs/{}/results.db", results, "its results file")                              \
    X(GET, "/api/v1/runs/{}/scenario.yaml", run_scenario, "its scenario, resolved")                \
    X(GET, "/api/v1/runs/{}/tables", tables, "names of the tables of its results file")            \
    X(GET, "/api/v1/runs/{}/tables/{}.csv", table, "one of them")                                  \
    X(GET, "/api/v1/runs/{}/people", people, "tracked synthetic persons")                          \
    X(GET, "/api/v1/runs/{}/people/{}", person, "the file of one of them")                         \
    X(GET, "/api/v1/runs/{}/minus/{}", minus, "a run minus another, replicate by replicate")

#define X(method, pattern, handler, help) cs_handler cs_serve_##handler;
CS_ROUTE_LIST(X)
#undef X

/* Answer a request, whatever it is; the reply can always be sent. */
void cs_serve_answer(cs_server *server, const cs_request *request, cs_reply *reply);
/* Whether a request may ask at all; fills in the refusal where not. Nothing of a body is needed. */
bool cs_serve_admits(const cs_server *server, const cs_request *request, cs_reply *reply);

/* ---- the network ---- */

/* Listen on 127.0.0.1 (port 0: a free one) and fill in server->port and address. Errors: CS_IO, CS_NOMEM. */
cs_status cs_daemon_start(cs_server *server, int port, cs_error *err);
/* The same in two steps: no new connections; then wait until the others are gone. */
void cs_daemon_stop(cs_daemon *daemon);

#endif
