/* Several safeguards at once: which are meant, under one name, and whether they agree. */
#ifndef CS_SCENARIO_COMBINE_H
#define CS_SCENARIO_COMBINE_H

#include "core/text.h"
#include "scenario/safeguard.h"

/* Safeguards of a scenario: bit i for the i-th of the file. */
typedef uint64_t cs_members;

/* "heard+expiry" to members of `safeguards` (may be NULL). Complains at `at` about a name that is not
   there, stands twice, or is CS_NO_REGIME, which takes nothing beside it. */
bool cs_members_read(cs_log *log, const cs_node *at, const cs_node *safeguards, const char *words,
                     cs_members *out);
/* Their names in the order of the file, joined by `+`; whatever the order they were asked for in.
   NULL: out of memory. */
const char *cs_members_name(cs_arena *arena, const cs_node *safeguards, cs_members members);
/* Whether the tree is the same whichever is laid on first, and all start on one day; complains where
   not, naming two that do not agree. */
bool cs_members_agree(cs_log *log, const cs_node *root, const cs_scenario *base,
                      cs_members members);
/* What the safeguards named "expiry+heard" do, joined by "; ": for people. Names that `base` does not
   have are passed over. */
void cs_members_about(const cs_scenario *base, const char *name, cs_text *out);

static inline bool cs_is_member(cs_members members, int i) { return members >> i & 1; }
static inline int cs_members_count(cs_members members) { return __builtin_popcountll(members); }

#endif
