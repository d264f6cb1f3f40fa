/* Text that grows, and the nearest known word to a misspelt one. */
#include "core/text.h"

#include "core/mem.h"

#include <stdio.h>
#include <string.h>

static bool reserve(cs_text *text, size_t extra)
{
    size_t wanted = text->length + extra + 1;
    if (text->failed) return false;
    if (wanted > text->room) {
        size_t room = text->room ? text->room * 2 : 256;
        if (room < wanted) room = wanted;
        char *bytes = cs_resize(text->bytes, room, 1);
        if (!bytes) {
            text->failed = true;
            return false;
        }
        text->bytes = bytes;
        text->room = room;
    }
    return true;
}

void cs_text_add_bytes(cs_text *text, const char *piece, size_t length)
{
    if (!reserve(text, length)) return;
    memcpy(text->bytes + text->length, piece, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

void cs_text_add(cs_text *text, const char *piece)
{
    cs_text_add_bytes(text, piece, strlen(piece));
}

void cs_text_format(cs_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(text, (size_t)length)) return;
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

void cs_text_add_word(cs_text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=,./:";
    if (*word && word[strspn(word, plain)] == 0) {
        cs_text_add(text, word);
        return;
    }
    cs_text_add(text, "'");
    for (; *word; word++) {
        if (*word == '\'') cs_text_add(text, "'\\''");
        else cs_text_add_bytes(text, word, 1);
    }
    cs_text_add(text, "'");
}

cs_status cs_text_take(cs_text *text, char **out, cs_error *err)
{
    if (!text->failed) cs_text_add_bytes(text, "", 0);
    if (text->failed) {
        cs_text_drop(text);
        return cs_fail_memory(err, "a text");
    }
    *out = text->bytes;
    *text = (cs_text){0};
    return CS_OK;
}

void cs_text_drop(cs_text *text)
{
    cs_free(text->bytes);
    *text = (cs_text){0};
}

/* Optimal string alignment distance, up to 31 letters. */
static int distance(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b), d[33][33];
    if (n > 31 || m > 31) return 99;
    for (int i = 0; i <= n; i++) d[i][0] = i;
    for (int j = 0; j <= m; j++) d[0][j] = j;
    for (int i = 1; i <= n; i++)
        for (int j = 1; j <= m; j++) {
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

const char *cs_nearest_word(const char *word, const char *const *words, int count)
{
    const char *nearest = NULL;
    int least = (int)strlen(word) / 3 + 1;
    for (int i = 0; i < count; i++) {
        int d = words[i] ? distance(word, words[i]) : 99;
        if (d <= least && (d < least || !nearest)) {
            least = d;
            nearest = words[i];
        }
    }
    return nearest;
}
