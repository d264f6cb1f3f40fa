/* What a request asks for: a Source, or a RunAsked. Read from JSON, checked, and then an ordinary call. */
#ifndef CS_SERVE_ORDER_H
#define CS_SERVE_ORDER_H

#include "serve/http.h"

/* Most of what one run may ask for. */
#define CS_ORDER_PERSONS INT64_C(20000000)
#define CS_ORDER_REPLICATES INT64_C(10000)
#define CS_ORDER_WORLDS 16
#define CS_ORDER_LIVES INT64_C(2000000000) /* persons, times replicates, times worlds */
#define CS_ORDER_SETS 200
#define CS_ORDER_SAFEGUARDS 64
#define CS_ORDER_WORD_BYTES 4000
#define CS_QUICK_PERSONS 65536             /* one block */

typedef struct cs_order {
    json_t *json;              /* the request; texts below are in it */
    const char *scenario;      /* a bundled name; or what `text` is called */
    const char *text;          /* YAML; NULL: the bundled one */
    size_t length;
    const char *sets[CS_ORDER_SETS], *worlds[CS_ORDER_WORLDS];
    int set_count, world_count;
    char *base;                /* safeguards switched on, "a+b"; NULL: none */
    int64_t persons, replicates, seed; /* 0, 0, -1: the scenario's */
    bool quick;
} cs_order;

/* Read a body. A mistake is a Refusal in the reply (reply->status is not 0), and nothing else.
   run: more than a Source is allowed. Errors: CS_NOMEM. */
cs_status cs_order_read(cs_order *order, const cs_request *request, bool run, cs_reply *reply, cs_error *err);
void cs_order_free(cs_order *order);
/* The place of a bundled scenario, or -1. */
int cs_bundled_find(const char *name);

#endif
