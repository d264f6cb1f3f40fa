/* The network: libmicrohttpd's connections to requests, replies to its responses. A thread for each connection,
   so that one may wait for news of a run without keeping others waiting. Of connections that ask for nothing, the
   oldest are hung up on when there are many: whoever opens a thousand and is silent keeps nobody out. */
#include "serve/events.h"
#include "serve/listen.h"
#include "serve/server.h"

#include "core/mem.h"

#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#define CONNECTIONS_MOST 400
#define IDLE_MOST 200
#define SECONDS_MOST 30        /* of silence in a connection */
#define HEADER_BYTES 32768
#define STREAM_BYTES 16384
/* A refused body is still taken, and dropped, up to here: who is sending hears no answer before. */
#define DROPPED_BYTES ((size_t)16 << 20)

/* A connection, in a ring with the oldest first. */
typedef struct line {
    struct line *before, *after;
    int fd;
    bool busy, hung_up;        /* a request is being answered; it was told to go */
} line;

struct cs_daemon {
    cs_server *server;
    struct MHD_Daemon *http;
    pthread_mutex_t lock;
    line ring;
    int idle;
};

/* One request on its way. */
typedef struct incoming {
    cs_request request;
    char *body;
    size_t length, room;
    bool judged;               /* headers were looked at */
    cs_reply refusal;          /* of the headers; status 0: none */
    line *line;
} incoming;

/* ---- connections ---- */

static void unlink_line(line *l)
{
    l->before->after = l->after;
    l->after->before = l->before;
}

static void put_last(cs_daemon *daemon, line *l)
{
    l->before = daemon->ring.before;
    l->after = &daemon->ring;
    l->before->after = daemon->ring.before = l;
}

/* Under the lock. */
static void hang_up_oldest(cs_daemon *daemon)
{
    for (line *l = daemon->ring.after; l != &daemon->ring && daemon->idle > IDLE_MOST; l = l->after) {
        if (l->busy || l->hung_up) continue;
        l->hung_up = true;
        daemon->idle--;
        cs_hang_up(l->fd);
    }
}

static void set_busy(cs_daemon *daemon, line *l, bool busy)
{
    if (!l) return;
    pthread_mutex_lock(&daemon->lock);
    if (!l->hung_up && l->busy != busy) {
        l->busy = busy;
        daemon->idle += busy ? -1 : 1;
        unlink_line(l);
        put_last(daemon, l);
        hang_up_oldest(daemon);
    }
    pthread_mutex_unlock(&daemon->lock);
}

static void connection_begins(cs_daemon *daemon, struct MHD_Connection *connection, void **context)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    line *l = info ? cs_alloc(1, sizeof *l) : NULL;
    *context = l;
    if (!l) return;
    l->fd = info->connect_fd;
    pthread_mutex_lock(&daemon->lock);
    put_last(daemon, l);
    daemon->idle++;
    hang_up_oldest(daemon);
    pthread_mutex_unlock(&daemon->lock);
}

static void connection_ends(cs_daemon *daemon, line *l)
{
    if (!l) return;
    pthread_mutex_lock(&daemon->lock);
    if (!l->busy && !l->hung_up) daemon->idle--;
    unlink_line(l);
    pthread_mutex_unlock(&daemon->lock);
    cs_free(l);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **own,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) connection_begins(context, connection, own);
    else connection_ends(context, *own);
}

/* ---- replies ---- */

static ssize_t read_stream(void *context, uint64_t at, char *bytes, size_t room)
{
    (void)at;
    size_t got = cs_stream_read(context, bytes, room);
    return got > 0 ? (ssize_t)got : MHD_CONTENT_READER_END_OF_STREAM;
}

static void free_stream(void *stream) { cs_stream_free(stream); }

static struct MHD_Response *file_response(cs_reply *reply)
{
    off_t size = lseek(reply->file, 0, SEEK_END);
    struct MHD_Response *response = size < 0 ? NULL : MHD_create_response_from_fd64((uint64_t)size, reply->file);
    if (response) reply->file = -1; /* closed with the response */
    return response;
}

static struct MHD_Response *make_response(cs_reply *reply)
{
    if (reply->stream) {
        struct MHD_Response *response = MHD_create_response_from_callback(
            MHD_SIZE_UNKNOWN, STREAM_BYTES, read_stream, reply->stream, free_stream);
        if (response) reply->stream = NULL; /* freed with the response */
        return response;
    }
    if (reply->file >= 0) return file_response(reply);
    if (reply->fixed)
        return MHD_create_response_from_buffer(reply->length, (void *)(uintptr_t)reply->fixed,
                                               MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer(reply->length, reply->text, MHD_RESPMEM_MUST_COPY);
}

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " \
               "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'"

static const struct { const char *name, *value; } always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static void add_headers(struct MHD_Response *response, const cs_reply *reply)
{
    char saved[160], policy[480];
    snprintf(policy, sizeof policy, "%s; frame-ancestors 'none'", reply->policy[0] ? reply->policy : POLICY);
    MHD_add_response_header(response, "Content-Security-Policy", policy);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(response, always[i].name, always[i].value);
    if (reply->type) MHD_add_response_header(response, "Content-Type", reply->type);
    if (reply->allow) MHD_add_response_header(response, "Allow", reply->allow);
    MHD_add_response_header(response, "Cache-Control", reply->etag[0] ? "no-cache" : "no-store");
    if (reply->etag[0]) MHD_add_response_header(response, "ETag", reply->etag);
    snprintf(saved, sizeof saved, "%s; filename=\"%s\"", reply->policy[0] ? "inline" : "attachment", reply->name);
    if (reply->name[0]) MHD_add_response_header(response, "Content-Disposition", saved);
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, cs_reply *reply)
{
    enum MHD_Result sent = MHD_NO;
    unsigned status = (unsigned)reply->status;
    struct MHD_Response *response = make_response(reply);
    if (response) {
        add_headers(response, reply);
        sent = MHD_queue_response(connection, status, response);
        MHD_destroy_response(response);
    }
    cs_reply_free(reply);
    return sent;
}

/* ---- requests ---- */

typedef struct headers { cs_request *request; } headers;

static enum MHD_Result read_header(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    cs_request *r = ((headers *)context)->request;
    const struct { const char *name; const char **place; bool once; } wanted[] = {
        {"Host", &r->host, true},
        {"Origin", &r->origin, true},
        {"Sec-Fetch-Site", &r->fetch_site, true},
        {"Content-Type", &r->content_type, true},
        {"If-None-Match", &r->if_none_match, false},
    };
    (void)kind;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (strcasecmp(key, wanted[i].name) != 0) continue;
        if (*wanted[i].place && wanted[i].once) r->twice = true;
        *wanted[i].place = value ? value : "";
    }
    return MHD_YES;
}

/* What a client says its body will have, before it sends it. */
static size_t announced(struct MHD_Connection *connection)
{
    const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    size_t size = 0;
    for (; text && *text >= '0' && *text <= '9'; text++) {
        if (size > DROPPED_BYTES) break;
        size = size * 10 + (size_t)(*text - '0');
    }
    return size;
}

/* Look at the headers, before any of the body is taken. */
static void judge(cs_server *server, struct MHD_Connection *connection, incoming *in, const char *path,
                  const char *method)
{
    headers all = {.request = &in->request};
    in->request.method = method;
    in->request.path = path;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, read_header, &all);
    in->request.length = announced(connection);
    if (cs_serve_admits(server, &in->request, &in->refusal)) in->refusal = (cs_reply){.file = -1};
    in->judged = true;
}

/* A body larger than allowed is dropped as it comes, and refused at the end, if it has one. */
static enum MHD_Result take_body(incoming *in, const char *bytes, size_t size)
{
    cs_error unused;
    if (in->length <= CS_SERVE_BODY_BYTES && in->refusal.status == 0) {
        if (cs_reserve((void **)&in->body, &in->room, in->length + size + 1, 1, "a request", &unused) != CS_OK)
            return MHD_NO;
        memcpy(in->body + in->length, bytes, size);
    }
    in->length += size;
    return in->length <= DROPPED_BYTES ? MHD_YES : MHD_NO;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *bytes, size_t *size,
                                  void **own)
{
    cs_daemon *daemon = context;
    incoming *in = *own;
    cs_reply reply;
    (void)version;
    if (!in) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        in = *own = cs_alloc(1, sizeof *in);
        if (!in) return MHD_NO;
        in->line = info ? info->socket_context : NULL;
        in->refusal.file = -1;
        judge(daemon->server, connection, in, path, method);
        if (in->refusal.status == 0 || in->request.length <= DROPPED_BYTES) return MHD_YES;
        return send_reply(connection, &in->refusal);
    }
    if (*size > 0) {
        enum MHD_Result taken = take_body(in, bytes, *size);
        *size = 0;
        return taken;
    }
    if (in->refusal.status != 0) return send_reply(connection, &in->refusal);
    in->request.body = in->body ? in->body : "";
    in->request.length = in->length;
    set_busy(daemon, in->line, true);
    cs_serve_answer(daemon->server, &in->request, &reply);
    return send_reply(connection, &reply);
}

static void on_end(void *context, struct MHD_Connection *connection, void **own,
                   enum MHD_RequestTerminationCode how)
{
    incoming *in = *own;
    (void)connection;
    (void)how;
    if (!in) return;
    set_busy(context, in->line, false);
    cs_reply_free(&in->refusal);
    cs_free(in->body);
    cs_free(in);
    *own = NULL;
}

/* Paths stay as they were sent: nothing in them needs to be undone, so what is written strangely is not there. */
static size_t leave_as_is(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

/* ---- begin and end ---- */

static struct MHD_Daemon *start(cs_daemon *daemon, int listening)
{
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL | MHD_USE_ITC, 0, NULL, NULL,
        on_request, daemon, MHD_OPTION_LISTEN_SOCKET, listening, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MOST, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SECONDS_MOST,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES, MHD_OPTION_NOTIFY_COMPLETED, on_end, daemon,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, daemon, MHD_OPTION_UNESCAPE_CALLBACK, leave_as_is, NULL,
        MHD_OPTION_END);
}

cs_status cs_daemon_start(cs_server *server, int port, cs_error *err)
{
    int listening = -1;
    cs_daemon *daemon = cs_alloc(1, sizeof *daemon);
    if (!daemon) return cs_fail_memory(err, "the server");
    cs_status status = cs_listen(&port, &listening, err);
    if (status != CS_OK) {
        cs_free(daemon);
        return status;
    }
    daemon->server = server;
    daemon->ring.before = daemon->ring.after = &daemon->ring;
    pthread_mutex_init(&daemon->lock, NULL);
    server->port = port;
    snprintf(server->address, sizeof server->address, "http://127.0.0.1:%d/", port);
    daemon->http = start(daemon, listening);
    server->daemon = daemon;
    if (daemon->http) return CS_OK;
    close(listening);
    server->daemon = NULL;
    cs_daemon_stop(daemon);
    return cs_fail(err, CS_IO, "port %d of 127.0.0.1 cannot be served", port);
}

void cs_daemon_stop(cs_daemon *daemon)
{
    if (!daemon) return;
    if (daemon->http) MHD_stop_daemon(daemon->http);
    pthread_mutex_destroy(&daemon->lock);
    cs_free(daemon);
}
