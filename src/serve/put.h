/* Small helpers for building JSON. A value that could not be made is NULL, and putting NULL anywhere fails, so
   a builder may go on and ask once, at the end, whether all went well. */
#ifndef CS_SERVE_PUT_H
#define CS_SERVE_PUT_H

#include "core/error.h"
#include "core/spec.h"

#include <jansson.h>
#include <stdbool.h>

/* A text as JSON. JSON is UTF-8, and a message may quote bytes that are none, or be cut within a character:
   such bytes become U+FFFD. NULL: out of memory. */
json_t *cs_json_text(const char *text);
/* The same, and null for NULL. */
json_t *cs_json_text_or_null(const char *text);

/* A unit as web/src/explorer/api.ts calls it. */
const char *cs_unit_word(cs_unit unit);

/* Hands `value` over; false when it is NULL or there is no memory. */
static inline bool cs_put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}
static inline bool cs_put_text(json_t *object, const char *key, const char *text)
{
    return cs_put(object, key, cs_json_text(text));
}
static inline bool cs_put_number(json_t *object, const char *key, double number)
{
    return cs_put(object, key, json_real(number));
}
static inline bool cs_put_whole(json_t *object, const char *key, int64_t number)
{
    return cs_put(object, key, json_integer(number));
}
static inline bool cs_put_flag(json_t *object, const char *key, bool flag)
{
    return cs_put(object, key, json_boolean(flag));
}
/* Appends an item, handed over together with whether it was made well. */
static inline bool cs_put_item(json_t *array, json_t *item, bool fine)
{
    bool put = json_array_append_new(array, item) == 0;
    return put && fine;
}
/* The value, or nothing where it was not made well. */
json_t *cs_made(json_t *value, bool fine);
/* Ends a builder: the value in *out, or nothing and CS_NOMEM. */
cs_status cs_put_end(json_t *value, bool fine, const char *what, json_t **out, cs_error *err);

#endif
