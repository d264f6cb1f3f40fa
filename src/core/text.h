/* Text that grows. A failed append is remembered and reported once, by cs_text_take. */
#ifndef CS_CORE_TEXT_H
#define CS_CORE_TEXT_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct cs_text {
    char *bytes;       /* always ends with a zero once something was added */
    size_t length, room;
    bool failed;
} cs_text;

void cs_text_add(cs_text *text, const char *piece);
void cs_text_add_bytes(cs_text *text, const char *piece, size_t length);
void cs_text_format(cs_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A word of a command line: in quotes where a shell would read anything else than the word. */
void cs_text_add_word(cs_text *text, const char *word);
/* Hand the text over (cs_text_free it) and leave `text` empty. Errors: CS_NOMEM. */
cs_status cs_text_take(cs_text *text, char **out, cs_error *err);
void cs_text_drop(cs_text *text);
/* Nearest of `count` words to `word` by edit distance, or NULL when none is near. */
const char *cs_nearest_word(const char *word, const char *const *words, int count);

#endif
