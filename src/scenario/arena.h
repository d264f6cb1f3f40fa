/* An arena: memory that is handed out piece by piece and freed all at once. A scenario, and the
   tree it was read from, live in one. */
#ifndef CS_SCENARIO_ARENA_H
#define CS_SCENARIO_ARENA_H

#include <stddef.h>

typedef struct cs_arena cs_arena;

/* NULL when there is no memory. */
cs_arena *cs_arena_new(void);
/* count * size bytes, zeroed, aligned for any type; NULL when there is no memory. */
void *cs_arena_alloc(cs_arena *arena, size_t count, size_t size);
/* A copy of `length` bytes with a zero after them, or NULL. */
char *cs_arena_text(cs_arena *arena, const char *bytes, size_t length);
void cs_arena_free(cs_arena *arena);

#endif
