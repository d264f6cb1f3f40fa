/* An archive: the state of a run, written down or read back. Whoever has state visits it once, in one
   function for both directions, so that what is written and what is read cannot part ways:

       cs_archive_number(archive, thing->day);
       cs_archive_items(archive, ...);

   Numbers are little-endian and have no padding between them. The first failure stays: nothing is moved
   after it, numbers read as zero and counts as none, so a visitor need not look. Whoever began the
   archive asks cs_archive_end.

   What was written in one order and is read in another would be wrong without showing it. So state is
   visited twice: first to describe it, which moves nothing and makes a mark of the names, widths and order
   of what a visitor meets, then to be moved. A reader whose mark is another one says so (cs_archive_mark). */
#ifndef CS_CORE_ARCHIVE_H
#define CS_CORE_ARCHIVE_H

#include "core/error.h"

#include <stddef.h>
#include <stdint.h>

typedef struct cs_archive {
    bool reading;
    bool describing;       /* nothing is moved; each column and array is visited for one item of zeros */
    uint64_t layout;       /* so far, of what is described */
    const char *name;      /* of the numbers being moved, for whoever looks on */
    /* Write the bytes, or fill them in. */
    cs_status (*move)(void *context, void *bytes, size_t size, cs_error *err);
    void *context;
    cs_status status;      /* of what failed first; CS_OK: nothing has */
    cs_error error;
} cs_archive;

/* A visitor of one item of an array or of a sparse column. */
typedef void cs_archive_visit(cs_archive *archive, void *item);

/* What a visitor calls the members it moves is part of the layout. */
#define cs_archive_bytes(archive, bytes, size) cs_archive_put_bytes((archive), (bytes), (size), #bytes)
/* Shapes: numbers [count] of 1, 2, 4 or 8 bytes each, whole or floating. */
#define cs_archive_numbers(archive, numbers, count, width)                                          \
    cs_archive_put_numbers((archive), (numbers), (count), (width), #numbers " of " #count)
/* One number, in a place that can be written to. */
#define cs_archive_number(archive, place)                                                           \
    cs_archive_put_numbers((archive), &(place), 1, sizeof(place), #place)
#define cs_archive_bool(archive, value) cs_archive_put_bool((archive), (value), #value)
void cs_archive_put_bytes(cs_archive *archive, void *bytes, size_t size, const char *name);
void cs_archive_put_numbers(cs_archive *archive, void *numbers, size_t count, size_t width, const char *name);
void cs_archive_put_bool(cs_archive *archive, bool *value, const char *name);
/* A number both sides know: it must be the same. what: for the sentence. */
void cs_archive_same(cs_archive *archive, uint64_t value, const char *what);
/* How many of something; more than `most` is damage. */
void cs_archive_count(cs_archive *archive, size_t *count, size_t most, const char *what);
/* An array as cs_reserve keeps it: [*count] items of `size` bytes. No more room is asked for than twice
   what has been read. */
void cs_archive_items(cs_archive *archive, void **items, size_t *count, size_t *room, size_t size,
                      size_t most, cs_archive_visit *visit, const char *what);
/* While describing: what an array or a column consists of, one item of `size` bytes. */
void cs_archive_describe(cs_archive *archive, size_t size, cs_archive_visit *visit, const char *what);
/* The mark of what `visit` meets in `thing`, which it then visits again to move it. Errors: CS_FORMAT for
   another mark. */
void cs_archive_mark(cs_archive *archive, cs_archive_visit *visit, void *thing, const char *what);
/* Text of its own (cs_alloc), of at most `most` bytes; not NULL. */
void cs_archive_text(cs_archive *archive, char **text, size_t most, const char *what);
/* What is read cannot be: one sentence, "the checkpoint is damaged: ...". Errors: CS_FORMAT. */
void cs_archive_damaged(cs_archive *archive, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A failure met on the way. */
void cs_archive_fail(cs_archive *archive, cs_status status, const cs_error *error);
/* CS_OK, or what failed first. */
cs_status cs_archive_end(const cs_archive *archive, cs_error *err);

#endif
