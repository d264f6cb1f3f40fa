/* Memory, and the fault sweep's hand on it. The counters are the library's only mutable globals;
   they are atomic, and idle (limit 0) outside tests/fault. */
#include "core/mem.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static atomic_ulong fault_limit[CS_FAULT_SITES];
static atomic_ulong fault_passed[CS_FAULT_SITES];

void cs_fault_arm(cs_fault_site site, unsigned long k)
{
    atomic_store(&fault_passed[site], 0);
    atomic_store(&fault_limit[site], k);
}

int cs_fault_hit(cs_fault_site site)
{
    unsigned long limit = atomic_load_explicit(&fault_limit[site], memory_order_relaxed);
    if (limit == 0) return 0;
    return atomic_fetch_add(&fault_passed[site], 1) + 1 == limit;
}

unsigned long cs_fault_count(cs_fault_site site)
{
    return atomic_load(&fault_passed[site]);
}

void *cs_alloc(size_t count, size_t size)
{
    if (cs_fault_hit(CS_FAULT_ALLOC)) return NULL;
    return calloc(count ? count : 1, size ? size : 1);
}

void *cs_resize(void *block, size_t count, size_t size)
{
    if (cs_fault_hit(CS_FAULT_ALLOC)) return NULL;
    if (size && count > SIZE_MAX / size) return NULL;
    size_t bytes = count * size;
    return realloc(block, bytes ? bytes : 1);
}

void cs_free(void *block)
{
    free(block);
}

void cs_text_free(char *text)
{
    free(text);
}

char *cs_copy_text(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = cs_alloc(bytes, 1);
    if (copy) memcpy(copy, text, bytes);
    return copy;
}

cs_status cs_reserve(void **items, size_t *room, size_t count, size_t size, const char *what,
                     cs_error *err)
{
    if (count <= *room) return CS_OK;
    size_t wanted = *room ? *room * 2 : 16;
    if (wanted < count) wanted = count;
    void *grown = cs_resize(*items, wanted, size);
    if (!grown) return cs_fail_memory(err, what);
    *items = grown;
    *room = wanted;
    return CS_OK;
}
