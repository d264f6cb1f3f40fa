/* A sparse column: values for the few keys that have one. Open addressing with linear probing and
   backward-shift deletion, so that what it holds depends on the calls alone. Most keys that are asked for
   have no value: a bitmap of who ever had one, by key >> shift, stands before the column, at most half
   as large as its keys, and answers for nearly all of them. */
#ifndef CS_CORE_SPARSE_H
#define CS_CORE_SPARSE_H

#include "core/archive.h"

#include <stddef.h>
#include <stdint.h>

typedef struct cs_sparse {
    uint32_t count, room;   /* room is 0 or a power of two */
    size_t size;            /* bytes of a value; set before first use */
    unsigned shift;         /* keys of one person differ in the bits below; likewise */
    uint64_t *front;        /* [cs_sparse_words]; NULL: anybody may have a value */
    uint32_t *keys;         /* key + 1; 0: free */
    unsigned char *values;
} cs_sparse;

/* Words of the front: sixteen bits a slot, and no more than a block has persons. */
static inline uint32_t cs_sparse_words(const cs_sparse *sparse)
{
    return sparse->room < 4096 ? sparse->room / 4 : 1024;
}
static inline uint32_t cs_sparse_word(const cs_sparse *sparse, uint32_t who)
{
    return (who >> 6) & (cs_sparse_words(sparse) - 1);
}
/* False: no key that is the same but for the bits below shift has a value. */
static inline bool cs_sparse_may_have(const cs_sparse *sparse, uint32_t key)
{
    uint32_t who = key >> sparse->shift;
    return sparse->count > 0 &&
           (!sparse->front || (sparse->front[cs_sparse_word(sparse, who)] >> (who & 63) & 1));
}
void *cs_sparse_look_up(const cs_sparse *sparse, uint32_t key);
/* The value of key, or NULL. */
static inline void *cs_sparse_find(const cs_sparse *sparse, uint32_t key)
{
    return cs_sparse_may_have(sparse, key) ? cs_sparse_look_up(sparse, key) : NULL;
}
/* The value of key, made (all zero) when there is none. Errors: CS_NOMEM.
   Pointers to values hold until the next make or remove. */
cs_status cs_sparse_make(cs_sparse *sparse, uint32_t key, void **value, cs_error *err);
void cs_sparse_remove(cs_sparse *sparse, uint32_t key);
void cs_sparse_free(cs_sparse *sparse);
/* Walk: for (i = 0; i < room; i++) if (keys[i]) ... key = keys[i] - 1, value = values + i * size. */
size_t cs_sparse_bytes(const cs_sparse *sparse);
/* Every value where it stands, so that what follows goes the same way. Keys are below `keys`. */
void cs_sparse_archive(cs_archive *archive, cs_sparse *sparse, uint32_t keys,
                       cs_archive_visit *visit, const char *what);

#endif
