/* An archive. */
#include "core/archive.h"

#include "core/mem.h"

#include <string.h>
#include <xxhash.h>

#define PIECE 4096u /* numbers turned round at a time where bytes stand the other way */

void cs_archive_fail(cs_archive *a, cs_status status, const cs_error *error)
{
    if (a->status != CS_OK || status == CS_OK) return;
    a->status = status;
    a->error = *error;
}

void cs_archive_damaged(cs_archive *a, const char *format, ...)
{
    char sentence[600];
    cs_error error = {0};
    va_list words;
    if (a->describing) return; /* an item of zeros is none */
    va_start(words, format);
    vsnprintf(sentence, sizeof sentence, format, words);
    va_end(words);
    cs_archive_fail(a, cs_fail(&error, CS_FORMAT, "the checkpoint is damaged: %s", sentence), &error);
}

cs_status cs_archive_end(const cs_archive *a, cs_error *err)
{
    if (a->status != CS_OK && err) *err = a->error;
    return a->status;
}

/* ---- described ---- */

static void describe(cs_archive *a, const char *name, size_t width)
{
    uint64_t number = width;
    a->layout = XXH3_64bits_withSeed(name, strlen(name), a->layout);
    a->layout = XXH3_64bits_withSeed(&number, sizeof number, a->layout);
}

void cs_archive_describe(cs_archive *a, size_t size, cs_archive_visit *visit, const char *what)
{
    cs_error error = {0};
    void *item = cs_alloc(1, size);
    describe(a, what, 0);
    if (item) visit(a, item);
    else cs_archive_fail(a, cs_fail_memory(&error, what), &error);
    cs_free(item);
    describe(a, what, 0);
}

void cs_archive_mark(cs_archive *a, cs_archive_visit *visit, void *thing, const char *what)
{
    cs_archive plain = {.describing = true};
    cs_error error = {0};
    if (a->describing) {
        describe(a, what, 0);
        return;
    }
    visit(&plain, thing);
    cs_archive_fail(a, plain.status, &plain.error);
    uint64_t mark = plain.layout;
    cs_archive_number(a, mark);
    if (a->status == CS_OK && mark != plain.layout)
        cs_archive_fail(a, cs_fail(&error, CS_FORMAT,
                                   "the checkpoint was kept by another build of counterscore, which lays out "
                                   "%s otherwise (mark %016llx, and %016llx is wanted); a state is gone on "
                                   "with by the build that kept it", what, (unsigned long long)mark,
                                   (unsigned long long)plain.layout), &error);
    if (a->status == CS_OK) visit(a, thing);
}

/* ---- moved ---- */

static void put(cs_archive *a, void *bytes, size_t size)
{
    cs_error error = {0};
    if (a->status == CS_OK) cs_archive_fail(a, a->move(a->context, bytes, size, &error), &error);
    if (a->status != CS_OK && a->reading) memset(bytes, 0, size);
}

void cs_archive_put_bytes(cs_archive *a, void *bytes, size_t size, const char *name)
{
    if (a->describing) describe(a, name, 1);
    else put(a, bytes, size);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static void put_numbers(cs_archive *a, void *numbers, size_t count, size_t width)
{
    put(a, numbers, count * width);
}
#else
static void turn_round(unsigned char *to, const unsigned char *from, size_t count, size_t width)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < width; k++) to[i * width + k] = from[i * width + width - 1 - k];
}

static void put_numbers(cs_archive *a, void *numbers, size_t count, size_t width)
{
    unsigned char room[PIECE * 8], *at = numbers;
    for (size_t left = count, now; left > 0; left -= now, at += now * width) {
        now = left < PIECE ? left : PIECE;
        turn_round(room, at, now, width);
        put(a, room, now * width);
        if (a->reading) turn_round(at, room, now, width);
    }
}
#endif

void cs_archive_put_numbers(cs_archive *a, void *numbers, size_t count, size_t width, const char *name)
{
    a->name = name;
    if (a->describing) describe(a, name, width);
    else put_numbers(a, numbers, count, width);
}

void cs_archive_put_bool(cs_archive *a, bool *value, const char *name)
{
    uint8_t byte = *value;
    cs_archive_put_numbers(a, &byte, 1, 1, name);
    if (byte > 1) cs_archive_damaged(a, "a yes or no is %d", byte);
    *value = byte == 1;
}

void cs_archive_same(cs_archive *a, uint64_t value, const char *what)
{
    uint64_t found = value;
    cs_archive_put_numbers(a, &found, 1, sizeof found, what);
    if (found != value)
        cs_archive_damaged(a, "%s is %llu, and %llu was wanted", what, (unsigned long long)found,
                           (unsigned long long)value);
}

void cs_archive_count(cs_archive *a, size_t *count, size_t most, const char *what)
{
    uint64_t number = *count;
    cs_archive_put_numbers(a, &number, 1, sizeof number, what);
    if (a->describing) return;
    if (number > most)
        cs_archive_damaged(a, "it counts %llu of %s, and at most %llu can be",
                           (unsigned long long)number, what, (unsigned long long)most);
    *count = a->status == CS_OK ? (size_t)number : 0;
}

void cs_archive_items(cs_archive *a, void **items, size_t *count, size_t *room, size_t size,
                      size_t most, cs_archive_visit *visit, const char *what)
{
    cs_error error = {0};
    size_t kept = *count, counted = *count;
    if (a->describing) {
        cs_archive_describe(a, size, visit, what);
        return;
    }
    cs_archive_count(a, &counted, most, what);
    if (a->reading) *count = 0;
    for (size_t i = 0; i < (a->reading ? counted : kept) && a->status == CS_OK; i++) {
        if (a->reading) {
            cs_archive_fail(a, cs_reserve(items, room, i + 1, size, what, &error), &error);
            if (a->status != CS_OK) return;
            memset((char *)*items + i * size, 0, size);
            *count = i + 1;
        }
        visit(a, (char *)*items + i * size);
    }
}

void cs_archive_text(cs_archive *a, char **text, size_t most, const char *what)
{
    size_t length = a->reading ? 0 : strlen(*text);
    cs_error error = {0};
    cs_archive_count(a, &length, most, what);
    if (a->describing) return;
    if (a->reading) {
        *text = cs_alloc(length + 1, 1);
        if (!*text) cs_archive_fail(a, cs_fail_memory(&error, what), &error);
    }
    if (*text) put(a, *text, length);
    if (a->status == CS_OK && strlen(*text) != length) cs_archive_damaged(a, "%s is cut short", what);
}
