/* Memory: every allocation of the library goes through here, so that the fault sweep can make
   any one of them fail. Byte counts overflow into a refusal, never into a short buffer. */
#ifndef CS_CORE_MEM_H
#define CS_CORE_MEM_H

#include "core/error.h"

#include <stddef.h>

/* count * size bytes, set to zero. NULL when there is none. Free with cs_free. */
void *cs_alloc(size_t count, size_t size);
/* Room for count items, old content kept, new room not set. NULL leaves the old block as it was. */
void *cs_resize(void *block, size_t count, size_t size);
void cs_free(void *block);
/* A copy of text (cs_alloc), or NULL. */
char *cs_copy_text(const char *text);

/* Make *items (of `size` bytes each, *room of them) hold at least `count`, doubling as it grows. */
cs_status cs_reserve(void **items, size_t *room, size_t count, size_t size, const char *what,
                     cs_error *err);

/* Fault injection, for tests/fault: the k-th call of a site fails; 0 turns it off. */
typedef enum { CS_FAULT_ALLOC, CS_FAULT_WRITE, CS_FAULT_STEP, CS_FAULT_SITES } cs_fault_site;
void cs_fault_arm(cs_fault_site site, unsigned long k);
/* True when this call is the one to fail. Sites call it; tests do not. */
int cs_fault_hit(cs_fault_site site);
/* How often the site was passed since it was armed. */
unsigned long cs_fault_count(cs_fault_site site);

#endif
