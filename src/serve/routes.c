/* From a request to its handler: who may ask, what there is, and how. */
#include "serve/server.h"

#include <string.h>

typedef struct route {
    const char *method, *pattern;
    cs_handler *answer;
    const char *help;
} route;

static const route routes[] = {
#define X(method, pattern, handler, help) {#method, pattern, cs_serve_##handler, help},
    CS_ROUTE_LIST(X)
#undef X
};

enum { ROUTES = sizeof routes / sizeof *routes };

/* ---- who may ask ---- */

/* "127.0.0.1:PORT" or "localhost:PORT". Any other name may be one that somebody else's page made lead here. */
static bool is_own_host(const cs_server *server, const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char own[40];
    for (int i = 0; i < 2; i++) {
        snprintf(own, sizeof own, "%s:%d", names[i], server->port);
        if (strcmp(host, own) == 0 || (server->port == 80 && strcmp(host, names[i]) == 0)) return true;
    }
    return false;
}

static bool is_own_origin(const cs_server *server, const char *origin)
{
    static const char scheme[] = "http://";
    size_t length = sizeof scheme - 1;
    return strncmp(origin, scheme, length) == 0 && is_own_host(server, origin + length);
}

static bool has_json(const cs_request *request)
{
    static const char wanted[] = "application/json";
    const char *type = request->content_type;
    size_t length = sizeof wanted - 1;
    return type && strncasecmp(type, wanted, length) == 0 &&
           (type[length] == 0 || type[length] == ';' || type[length] == ' ');
}

/* A reply that cannot be made for lack of memory is one without words. */
static bool refused(cs_reply *reply, cs_status status)
{
    if (status != CS_OK) *reply = (cs_reply){.status = 503, .type = "application/json", .file = -1};
    return false;
}

bool cs_serve_admits(const cs_server *server, const cs_request *request, cs_reply *reply)
{
    cs_error err = {0};
    if (request->twice || !request->host || !is_own_host(server, request->host))
        return refused(reply, cs_refuse(reply, &err, 403, CS_REFUSE_FORBIDDEN,
                                        "the request is for another host; this program answers for "
                                        "127.0.0.1:%d and localhost:%d alone", server->port, server->port));
    if (request->origin && !is_own_origin(server, request->origin))
        return refused(reply, cs_refuse(reply, &err, 403, CS_REFUSE_FORBIDDEN,
                                        "the request comes from a page of another origin; this program "
                                        "answers its own page alone"));
    if (request->fetch_site && strcmp(request->fetch_site, "same-origin") != 0 &&
        strcmp(request->fetch_site, "none") != 0)
        return refused(reply, cs_refuse(reply, &err, 403, CS_REFUSE_FORBIDDEN,
                                        "the request comes from a page of another site; this program "
                                        "answers its own page alone"));
    if (strlen(request->path) > CS_SERVE_PATH_BYTES)
        return refused(reply, cs_refuse(reply, &err, 414, CS_REFUSE_TOO_LARGE,
                                        "the address has more than %d bytes", CS_SERVE_PATH_BYTES));
    if (strcmp(request->method, "POST") == 0 && !has_json(request))
        return refused(reply, cs_refuse(reply, &err, 415, CS_REFUSE_BAD_REQUEST,
                                        "the content type is not application/json, which is wanted"));
    if (request->length > CS_SERVE_BODY_BYTES)
        return refused(reply, cs_refuse(reply, &err, 413, CS_REFUSE_TOO_LARGE,
                                        "the request has more than %zu bytes, the most there may be",
                                        CS_SERVE_BODY_BYTES));
    return true;
}

/* ---- what there is ---- */

static size_t word_length(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/* Whether the path is of the pattern; what stands for {} goes into the call. */
static bool fits(const char *pattern, const char *path, cs_call *call)
{
    int words = 0;
    while (*pattern) {
        if (strncmp(pattern, "{}", 2) == 0) {
            size_t length = word_length(path);
            if (length == 0 || length >= CS_WORD_BYTES || words == 2) return false;
            memcpy(call->word[words], path, length);
            call->word[words++][length] = 0;
            pattern += 2;
            path += length;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == 0;
}

/* HEAD asks for what GET would bring, without it. */
static bool is_method(const char *asked, const char *method)
{
    return strcmp(asked, method) == 0 || (strcmp(asked, "HEAD") == 0 && strcmp(method, "GET") == 0);
}

static cs_status find(cs_call *call, cs_reply *reply, cs_error *err)
{
    const cs_request *request = call->request;
    static const char *const both[] = {"GET, HEAD", "GET, HEAD, POST", "GET, HEAD, DELETE"};
    const char *allow = NULL;
    for (int i = 0; i < ROUTES; i++) {
        if (!fits(routes[i].pattern, request->path, call)) continue;
        if (is_method(request->method, routes[i].method)) return routes[i].answer(call, reply, err);
        if (strcmp(routes[i].method, "GET") == 0) allow = allow ? both[1] : both[0];
        else if (strcmp(routes[i].method, "POST") == 0) allow = allow ? both[1] : "POST";
        else allow = both[2];
    }
    if (!allow)
        return cs_refuse(reply, err, 404, CS_REFUSE_NOT_FOUND,
                         "there is nothing at this address; GET /api/v1/openapi.json says what there is");
    CS_TRY(cs_refuse(reply, err, 405, CS_REFUSE_METHOD, "the method %.20s does not fit this address; it takes %s",
                     request->method, allow));
    reply->allow = allow;
    return CS_OK;
}

void cs_serve_answer(cs_server *server, const cs_request *request, cs_reply *reply)
{
    cs_call call = {.server = server, .request = request};
    cs_error err = {0};
    *reply = (cs_reply){.file = -1};
    if (!cs_serve_admits(server, request, reply)) return;
    cs_status status = find(&call, reply, &err);
    if (status == CS_OK) return;
    cs_error again = {0};
    cs_reply_free(reply);
    if (cs_refuse_status(reply, status, &err, NULL, &again) != CS_OK) refused(reply, CS_NOMEM);
}
