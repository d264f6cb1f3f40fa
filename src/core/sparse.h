/* A sparse column: values for the few keys that have one. Open addressing with linear probing and
   backward-shift deletion, so that what it holds depends on the calls alone. */
#ifndef CS_CORE_SPARSE_H
#define CS_CORE_SPARSE_H

#include "core/archive.h"

#include <stddef.h>
#include <stdint.h>

typedef struct cs_sparse {
    uint32_t count, room;   /* room is 0 or a power of two */
    size_t size;            /* bytes of a value; set before first use */
    uint32_t *keys;         /* key + 1; 0: free */
    unsigned char *values;
} cs_sparse;

/* The value of key, or NULL. */
void *cs_sparse_find(const cs_sparse *sparse, uint32_t key);
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
