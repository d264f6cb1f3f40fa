/* Texts as JSON, and the end of a builder. */
#include "serve/put.h"

#include "core/mem.h"

#include <string.h>

/* Bytes of the character at `at`; 0: it is not UTF-8. The zero at the end of a text is no continuation, so
   nothing beyond it is read. Source: RFC 3629, section 4. */
static size_t character(const unsigned char *at)
{
    unsigned low = 0x80, high = 0xbf;
    size_t bytes = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (at[0] > 0xf4) bytes = 0;
    if (at[0] == 0xe0) low = 0xa0;
    if (at[0] == 0xed) high = 0x9f;
    if (at[0] == 0xf0) low = 0x90;
    if (at[0] == 0xf4) high = 0x8f;
    if (bytes > 1 && (at[1] < low || at[1] > high)) return 0;
    for (size_t i = 2; i < bytes; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return bytes;
}

static json_t *mended(const char *text)
{
    static const char instead[] = "\xef\xbf\xbd"; /* U+FFFD */
    char *room = cs_alloc(strlen(text) + 1, sizeof instead);
    char *to = room;
    if (!room) return NULL;
    while (*text) {
        size_t bytes = character((const unsigned char *)text);
        const char *from = bytes ? text : instead;
        size_t copied = bytes ? bytes : sizeof instead - 1;
        memcpy(to, from, copied);
        to += copied;
        text += bytes ? bytes : 1;
    }
    *to = 0;
    json_t *value = json_string(room);
    cs_free(room);
    return value;
}

json_t *cs_json_text(const char *text)
{
    if (!text) return NULL;
    json_t *value = json_string(text);
    return value ? value : mended(text);
}

json_t *cs_json_text_or_null(const char *text)
{
    return text ? cs_json_text(text) : json_null();
}

json_t *cs_made(json_t *value, bool fine)
{
    if (fine) return value;
    json_decref(value);
    return NULL;
}

cs_status cs_put_end(json_t *value, bool fine, const char *what, json_t **out, cs_error *err)
{
    *out = cs_made(value, fine);
    return *out ? CS_OK : cs_fail_memory(err, what);
}

const char *cs_unit_word(cs_unit unit)
{
    switch (unit) {
    case CS_UNIT_SHARE: return "share";
    case CS_UNIT_PROBABILITY: return "probability";
    case CS_UNIT_TIME: return "time";
    case CS_UNIT_RATE: return "rate";
    case CS_UNIT_POINTS: return "points";
    case CS_UNIT_NONE: break;
    }
    return "none";
}
