/* What a request asks for: a Source, or a RunAsked. Read from JSON, checked, and then an ordinary call. */
#ifndef CS_SERVE_ASKED_H
#define CS_SERVE_ASKED_H

#include "serve/http.h"

/* Most of what one run may ask for. */
#define CS_ASKED_PERSONS INT64_C(20000000)
#define CS_ASKED_REPLICATES INT64_C(10000)
#define CS_ASKED_WORLDS 16
#define CS_ASKED_LIVES INT64_C(2000000000) /* persons, times replicates, times worlds */
#define CS_ASKED_SETS 200
#define CS_ASKED_SAFEGUARDS 64
#define CS_ASKED_WORD_BYTES 4000
#define CS_QUICK_PERSONS 65536             /* one block */

typedef struct cs_asked {
    json_t *json;              /* the request; texts below are in it */
    const char *scenario;      /* a bundled name; or what `text` is called */
    const char *text;          /* YAML; NULL: the bundled one */
    size_t length;
    const char *sets[CS_ASKED_SETS], *worlds[CS_ASKED_WORLDS];
    int set_count, world_count;
    char *base;                /* safeguards switched on, "a+b"; NULL: none */
    int64_t persons, replicates, seed; /* 0, 0, -1: the scenario's */
    bool quick;
} cs_asked;

/* Read a body. A mistake is a Refusal in the reply (reply->status is not 0), and nothing else.
   run: more than a Source is allowed. Errors: CS_NOMEM. */
cs_status cs_asked_read(cs_asked *asked, const cs_request *request, bool run, cs_reply *reply, cs_error *err);
void cs_asked_free(cs_asked *asked);
/* The place of a bundled scenario, or -1. */
int cs_bundled_find(const char *name);

#endif
