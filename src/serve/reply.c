/* What is answered. */
#include "serve/http.h"

#include "core/mem.h"
#include "core/text.h"
#include "serve/events.h"
#include "serve/json.h"
#include "serve/put.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_BYTES 1200

void cs_reply_free(cs_reply *reply)
{
    cs_text_free(reply->text);
    if (reply->file >= 0) close(reply->file);
    cs_stream_free(reply->stream);
    *reply = (cs_reply){.file = -1};
}

cs_status cs_reply_text(cs_reply *reply, const char *type, char *text, cs_error *err)
{
    (void)err;
    reply->status = 200;
    reply->type = type;
    reply->text = text;
    reply->length = strlen(text);
    return CS_OK;
}

/* Text from jansson becomes the library's, which one function frees. */
static char *print_json(const json_t *json)
{
    char *own = NULL, *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    if (text) own = cs_copy_text(text);
    free(text); /* jansson's, not the library's */
    return own;
}

cs_status cs_reply_json(cs_reply *reply, int status, json_t *json, cs_error *err)
{
    char *text = print_json(json);
    json_decref(json);
    if (!text) return cs_fail_memory(err, "an answer");
    cs_reply_text(reply, "application/json; charset=utf-8", text, err);
    reply->status = status;
    return CS_OK;
}

static const char *const words[CS_REFUSALS] = {
#define X(name, word) word,
    CS_REFUSAL_LIST(X)
#undef X
};

static cs_status refuse(cs_reply *reply, int status, cs_refusal code, const char *message, json_t *complaints,
                        cs_error *err)
{
    json_t *error = json_pack("{s:s, s:o}", "code", words[code], "message", cs_json_text(message));
    if (complaints && json_object_set_new(error, "complaints", complaints) != 0) {
        json_decref(error);
        error = NULL;
    }
    return cs_reply_json(reply, status, json_pack("{s:o}", "error", error), err);
}

cs_status cs_refuse(cs_reply *reply, cs_error *err, int status, cs_refusal code, const char *format, ...)
{
    char message[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return refuse(reply, status, code, message, NULL, err);
}

cs_status cs_refuse_status(cs_reply *reply, cs_status status, const cs_error *why,
                           const cs_complaints *complaints, cs_error *err)
{
    json_t *list = NULL;
    if (complaints && complaints->count > 0) CS_TRY(cs_json_complaints(complaints, &list, err));
    switch (status) {
    case CS_SCENARIO: return refuse(reply, 422, CS_REFUSE_SCENARIO, why->message, list, err);
    case CS_USAGE:
    case CS_RANGE: return refuse(reply, 422, CS_REFUSE_USAGE, why->message, list, err);
    case CS_NOMEM: return refuse(reply, 503, CS_REFUSE_FAILED, why->message, list, err);
    default: return refuse(reply, 500, CS_REFUSE_FAILED, why->message, list, err);
    }
}
