/* A request and what is answered, as plain data: what the network brings and takes is daemon.c's business, so
   that everything else can be tried without a network. */
#ifndef CS_SERVE_HTTP_H
#define CS_SERVE_HTTP_H

#include "core/error.h"

#include <jansson.h>

/* Headers that are looked at; NULL: not there. */
typedef struct cs_request {
    const char *method, *path; /* the path as it was sent, up to the question mark */
    const char *host, *origin, *fetch_site, *content_type, *if_none_match;
    bool twice;                /* a header that decides who asks stands twice */
    const char *body;
    size_t length;
} cs_request;

typedef struct cs_stream cs_stream;

/* What is sent: bytes of its own, bytes of somebody else's, a file, or a stream. {.file = -1} to begin with. */
typedef struct cs_reply {
    int status;
    const char *type;          /* media type */
    char *text;                /* owned: cs_text_free */
    size_t length;
    const unsigned char *fixed;
    int file;                  /* owned: closed; -1: none */
    cs_stream *stream;         /* owned: cs_stream_free */
    const char *allow;         /* methods that fit */
    char etag[40];             /* "": none, and the reply is not to be kept */
    char name[120];            /* to save it under; "": none */
    char policy[400];          /* a page's own content security policy; "": that of the explorer. Such a page is for
                                  looking at, whatever its name */
} cs_reply;

void cs_reply_free(cs_reply *reply);

/* The words of a Refusal. X(name, word) */
#define CS_REFUSAL_LIST(X)                                                                         \
    X(BAD_REQUEST, "bad_request")                                                                  \
    X(FORBIDDEN, "forbidden")                                                                      \
    X(NOT_FOUND, "not_found")                                                                      \
    X(NOT_TRACKED, "not_tracked") /* the run is there and keeps no history of this person */       \
    X(METHOD, "method")                                                                            \
    X(TOO_LARGE, "too_large")                                                                      \
    X(SCENARIO, "scenario")                                                                        \
    X(USAGE, "usage")                                                                              \
    X(BUSY, "busy")                                                                                \
    X(NOT_YET, "not_yet")                                                                          \
    X(FAILED, "failed")

typedef enum cs_refusal {
#define X(name, word) CS_REFUSE_##name,
    CS_REFUSAL_LIST(X)
#undef X
    CS_REFUSALS
} cs_refusal;

/* Fill the reply with JSON (the reference is taken over), a text (likewise), or a Refusal. They return CS_OK,
   so that a handler may end with one. Errors: CS_NOMEM. */
cs_status cs_reply_json(cs_reply *reply, int status, json_t *json, cs_error *err);
cs_status cs_reply_text(cs_reply *reply, const char *type, char *text, cs_error *err);
cs_status cs_refuse(cs_reply *reply, cs_error *err, int status, cs_refusal code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* What a call came to, and the complaints there were, as a Refusal. */
cs_status cs_refuse_status(cs_reply *reply, cs_status status, const cs_error *why,
                           const cs_complaints *complaints, cs_error *err);

#endif
