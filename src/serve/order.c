/* Reading what is asked for. */
#include "serve/order.h"

#include "core/mem.h"
#include "core/text.h"
#include "serve/server.h"

#include <string.h>

typedef struct reading {
    cs_order *order;
    cs_reply *reply;
    cs_error *err;
    cs_status status;
} reading;

/* One sentence is enough; false, so that a reader may end with one. */
static bool bad(reading *r, int status, cs_refusal code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static bool bad(reading *r, int status, cs_refusal code, const char *format, ...)
{
    char message[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (r->status == CS_OK && r->reply->status == 0)
        r->status = cs_refuse(r->reply, r->err, status, code, "%s", message);
    return false;
}

int cs_bundled_find(const char *name)
{
    for (int i = 0; cs_bundled_name(i); i++)
        if (strcmp(cs_bundled_name(i), name) == 0) return i;
    return -1;
}

/* How deep brackets go, outside strings: before a parser is let loose on them. */
static int depth(const char *body, size_t length)
{
    int deep = 0, deepest = 0;
    bool string = false;
    for (size_t i = 0; i < length; i++) {
        if (string && body[i] == '\\') i++;
        else if (body[i] == '"') string = !string;
        else if (!string && (body[i] == '[' || body[i] == '{') && ++deep > deepest) deepest = deep;
        else if (!string && (body[i] == ']' || body[i] == '}')) deep--;
    }
    return deepest;
}

static bool read_words(reading *r, const char *key, const json_t *value, const char **out, int most, int *count)
{
    if (!json_is_array(value)) return bad(r, 400, CS_REFUSE_BAD_REQUEST, "`%s` is not a list of texts", key);
    if (json_array_size(value) > (size_t)most)
        return bad(r, 413, CS_REFUSE_TOO_LARGE, "`%s` has %zu items; %d are the most", key,
                   json_array_size(value), most);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        if (!json_is_string(item)) return bad(r, 400, CS_REFUSE_BAD_REQUEST, "`%s` is not a list of texts", key);
        if (json_string_length(item) > CS_ORDER_WORD_BYTES)
            return bad(r, 413, CS_REFUSE_TOO_LARGE, "an item of `%s` has more than %d bytes", key,
                       CS_ORDER_WORD_BYTES);
        out[(*count)++] = json_string_value(item);
    }
    return true;
}

static bool read_number(reading *r, const char *key, const json_t *value, int64_t low, int64_t high,
                        int64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < low || json_integer_value(value) > high)
        return bad(r, 400, CS_REFUSE_BAD_REQUEST, "`%s` is not a whole number from %lld to %lld", key,
                   (long long)low, (long long)high);
    *out = json_integer_value(value);
    return true;
}

static bool read_text(reading *r, const char *key, const json_t *value, const char **out)
{
    if (!json_is_string(value)) return bad(r, 400, CS_REFUSE_BAD_REQUEST, "`%s` is not a text", key);
    *out = json_string_value(value);
    return true;
}

/* Safeguards that are on together are one word. */
static bool read_base(reading *r, const json_t *value)
{
    const char *names[CS_ORDER_SAFEGUARDS];
    int count = 0;
    cs_text text = {0};
    if (!read_words(r, "safeguards", value, names, CS_ORDER_SAFEGUARDS, &count)) return false;
    for (int i = 0; i < count; i++) {
        if (names[i][0] == 0 || strchr(names[i], '+')) {
            cs_text_drop(&text);
            return bad(r, 400, CS_REFUSE_BAD_REQUEST, "an item of `safeguards` is '%.60s'; the name of one "
                                                      "safeguard is wanted", names[i]);
        }
        cs_text_format(&text, "%s%s", i ? "+" : "", names[i]);
    }
    if (count > 0) r->status = cs_text_take(&text, &r->order->base, r->err);
    return r->status == CS_OK;
}

static bool read_member(reading *r, const char *key, const json_t *value, bool run)
{
    cs_order *a = r->order;
    if (strcmp(key, "scenario") == 0) return read_text(r, key, value, &a->scenario);
    if (strcmp(key, "text") == 0) return read_text(r, key, value, &a->text);
    if (strcmp(key, "sets") == 0) return read_words(r, key, value, a->sets, CS_ORDER_SETS, &a->set_count);
    if (strcmp(key, "safeguards") == 0) return read_base(r, value);
    if (!run) return bad(r, 400, CS_REFUSE_BAD_REQUEST, "`%.60s` is no member here; there are `scenario`, "
                                                        "`text`, `sets` and `safeguards`", key);
    if (strcmp(key, "persons") == 0) return read_number(r, key, value, 0, CS_ORDER_PERSONS, &a->persons);
    if (strcmp(key, "replicates") == 0)
        return read_number(r, key, value, 0, CS_ORDER_REPLICATES, &a->replicates);
    if (strcmp(key, "seed") == 0) return read_number(r, key, value, 0, INT64_C(9000000000000000), &a->seed);
    if (strcmp(key, "worlds") == 0)
        return read_words(r, key, value, a->worlds, CS_ORDER_WORLDS, &a->world_count);
    if (strcmp(key, "quick") != 0)
        return bad(r, 400, CS_REFUSE_BAD_REQUEST,
                   "`%.60s` is no member here; there are `scenario`, `text`, `sets`, `safeguards`, `persons`, "
                   "`replicates`, `seed`, `quick` and `worlds`", key);
    a->quick = json_is_true(value);
    return json_is_boolean(value) || bad(r, 400, CS_REFUSE_BAD_REQUEST, "`quick` is not true or false");
}

static bool read_members(reading *r, bool run)
{
    cs_order *a = r->order;
    const char *key;
    json_t *value;
    json_object_foreach(a->json, key, value)
        if (!read_member(r, key, value, run)) return false;
    if (!a->scenario == !a->text)
        return bad(r, 400, CS_REFUSE_BAD_REQUEST, "%s; one of `scenario` and `text` is wanted",
                   a->text ? "there are both `scenario` and `text`" : "there is no scenario");
    if (a->scenario && cs_bundled_find(a->scenario) < 0)
        return bad(r, 404, CS_REFUSE_NOT_FOUND, "there is no bundled scenario %.60s; GET /api/v1/scenarios "
                                                "names them", a->scenario);
    if (a->text) {
        a->scenario = "scenario.yaml";
        a->length = strlen(a->text);
    }
    return true;
}

cs_status cs_order_read(cs_order *order, const cs_request *request, bool run, cs_reply *reply, cs_error *err)
{
    reading r = {.order = order, .reply = reply, .err = err};
    json_error_t fault;
    *order = (cs_order){.seed = -1};
    if (depth(request->body, request->length) > CS_SERVE_JSON_DEEP) {
        bad(&r, 400, CS_REFUSE_BAD_REQUEST, "the JSON is more than %d brackets deep", CS_SERVE_JSON_DEEP);
        return r.status;
    }
    order->json = json_loadb(request->body, request->length, JSON_REJECT_DUPLICATES, &fault);
    if (!order->json)
        bad(&r, 400, CS_REFUSE_BAD_REQUEST, "line %d, column %d is no JSON: %.200s", fault.line, fault.column,
            fault.text);
    else if (!json_is_object(order->json))
        bad(&r, 400, CS_REFUSE_BAD_REQUEST, "the JSON is not an object, which is wanted");
    else
        read_members(&r, run);
    return r.status;
}

void cs_order_free(cs_order *order)
{
    json_decref(order->json);
    cs_text_free(order->base);
    *order = (cs_order){.seed = -1};
}
