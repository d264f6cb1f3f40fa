/* Several safeguards at once. They are laid on in the order of the file; that this order does not
   matter is not assumed but tried, two by two. */
#include "scenario/combine.h"

#include "scenario/patch.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 100 };

static bool complain_unknown(cs_log *log, const cs_node *at, const cs_node *safeguards,
                             const char *name)
{
    const char *names[CS_SAFEGUARDS_MOST];
    int count = 0;
    char hint[400];
    for (; safeguards && safeguards->type == CS_NODE_MAPPING && count < safeguards->count &&
           count < CS_SAFEGUARDS_MOST; count++)
        names[count] = safeguards->keys[count]->text;
    cs_suggest(name, names, count, hint);
    return cs_complain(log, at, "there is no safeguard `%.60s`%s", name, hint);
}

bool cs_members_read(cs_log *log, const cs_node *at, const cs_node *safeguards, const char *words,
                     cs_members *out)
{
    char name[NAME_BYTES];
    *out = 0;
    for (const char *from = words;;) {
        size_t length = strcspn(from, "+");
        if (length == 0)
            return cs_complain(log, at, "`%.100s` names nothing before or after a `+`; safeguards "
                               "are joined as in expiry+heard", words);
        snprintf(name, sizeof name, "%.*s", (int)(length < NAME_BYTES ? length : NAME_BYTES - 1),
                 from);
        if (strcmp(name, CS_NO_REGIME) == 0)
            return cs_complain(log, at, "`%.100s`: under %s there is nothing to safeguard; it "
                               "stands alone", words, CS_NO_REGIME);
        int i = cs_node_find(safeguards, name);
        if (i < 0 || i >= CS_SAFEGUARDS_MOST) return complain_unknown(log, at, safeguards, name);
        if (cs_is_member(*out, i))
            return cs_complain(log, at, "`%.100s` names the safeguard `%s` twice", words, name);
        *out |= UINT64_C(1) << i;
        if (!from[length]) return true;
        from += length + 1;
    }
}

const char *cs_members_name(cs_arena *arena, const cs_node *safeguards, cs_members members)
{
    cs_text text = {0};
    for (int i = 0; i < CS_SAFEGUARDS_MOST; i++)
        if (cs_is_member(members, i))
            cs_text_format(&text, "%s%s", text.length ? "+" : "", safeguards->keys[i]->text);
    const char *name = text.failed ? NULL : cs_arena_text(arena, text.bytes, text.length);
    cs_text_drop(&text);
    return name;
}

/* One trial: memory for trees that are thrown away, and complaints that nobody sees. */
typedef struct trial {
    const cs_node *root, *safeguards;
    cs_arena *arena;
    bool no_memory;
} trial;

static cs_node *fresh(trial *t)
{
    cs_node *tree = cs_node_copy(t->arena, t->root);
    t->no_memory |= !tree;
    return tree;
}

static void forget(trial *t, cs_log *log)
{
    t->no_memory |= log->no_memory;
    cs_log_free(log);
}

/* The tree with safeguard `first` and then `second` laid on; NULL where that leads nowhere. */
static cs_node *lay_both(trial *t, int first, int second)
{
    cs_log log = {0};
    cs_node *tree = fresh(t);
    bool fine = tree && cs_safeguard_apply(t->arena, &log, t->safeguards, first, tree) &&
                cs_safeguard_apply(t->arena, &log, t->safeguards, second, tree);
    forget(t, &log);
    return fine ? tree : NULL;
}

/* The same of two entries alone: path p of safeguard a, and path q of safeguard b. */
static cs_node *lay_entries(trial *t, const cs_node *a, int p, const cs_node *b, int q)
{
    cs_log log = {0};
    cs_node *tree = fresh(t);
    cs_patch patch = {.arena = t->arena, .log = &log, .spec = &cs_scenario_spec,
                      .nodes_left = CS_SAFEGUARD_NODES_MOST};
    bool fine = tree && cs_patch_set(&patch, tree, a->keys[p]->text, a->keys[p], a->items[p]) &&
                cs_patch_set(&patch, tree, b->keys[q]->text, b->keys[q], b->items[q]);
    forget(t, &log);
    return fine ? tree : NULL;
}

static bool same_tree(const cs_node *a, const cs_node *b)
{
    return a == b || (a && b && cs_node_same(a, b));
}

/* Where two safeguards part: the first pair of their paths whose order matters. */
static bool complain_apart(trial *t, cs_log *log, int first, int second)
{
    const char *one = t->safeguards->keys[first]->text, *two = t->safeguards->keys[second]->text;
    const cs_node *at = t->safeguards->keys[second];
    const cs_node *a = cs_node_get(t->safeguards->items[first], "set");
    const cs_node *b = cs_node_get(t->safeguards->items[second], "set");
    for (int p = 0; p < a->count; p++) {
        for (int q = 0; q < b->count && !t->no_memory; q++) {
            const char *path = a->keys[p]->text, *other = b->keys[q]->text;
            if (same_tree(lay_entries(t, a, p, b, q), lay_entries(t, b, q, a, p))) continue;
            if (t->no_memory) break;
            if (strcmp(path, other) == 0)
                return cs_complain(log, at, "the safeguards `%s` and `%s` cannot be combined: they "
                                   "set `%.80s` to different values", one, two, path);
            return cs_complain(log, at, "the safeguards `%s` and `%s` cannot be combined: `%.80s` "
                               "of the first and `%.80s` of the second change the same place",
                               one, two, path, other);
        }
    }
    if (t->no_memory) return cs_log_no_memory(log);
    return cs_complain(log, at, "the safeguards `%s` and `%s` cannot be combined: what comes of "
                       "them depends on which is laid on first", one, two);
}

static bool agree(cs_log *log, const cs_node *root, const cs_node *safeguards, int first, int second)
{
    trial t = {.root = root, .safeguards = safeguards, .arena = cs_arena_new()};
    if (!t.arena) return cs_log_no_memory(log);
    cs_node *one = lay_both(&t, first, second), *other = lay_both(&t, second, first);
    bool fine = !t.no_memory && one && same_tree(one, other);
    if (t.no_memory) cs_log_no_memory(log);
    else if (!fine) complain_apart(&t, log, first, second);
    cs_arena_free(t.arena);
    return fine;
}

static bool start_together(cs_log *log, const cs_node *safeguards, const cs_scenario *base,
                           int first, int second)
{
    int32_t one = base->safeguards[first].from_day, other = base->safeguards[second].from_day;
    if (one == other) return true;
    return cs_complain(log, safeguards->keys[second],
                       "the safeguards `%s` and `%s` cannot be combined: they start on different "
                       "days, %d and %d",
                       base->safeguards[first].name, base->safeguards[second].name, one, other);
}

bool cs_members_agree(cs_log *log, const cs_node *root, const cs_scenario *base,
                      cs_members members)
{
    const cs_node *safeguards = cs_node_get(root, "safeguards");
    bool fine = true;
    for (int i = 0; i < base->safeguard_count; i++) {
        if (!cs_is_member(members, i)) continue;
        for (int k = i + 1; k < base->safeguard_count; k++)
            if (cs_is_member(members, k))
                fine &= start_together(log, safeguards, base, i, k) &&
                        agree(log, root, safeguards, i, k);
    }
    return fine;
}

static bool names_contain(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *from = names; *from;) {
        size_t own = strcspn(from, "+");
        if (own == length && strncmp(from, name, length) == 0) return true;
        from += own + (from[own] == '+');
    }
    return false;
}

void cs_members_about(const cs_scenario *base, const char *name, cs_text *out)
{
    for (int i = 0; i < base->safeguard_count; i++) {
        const cs_safeguard *safeguard = &base->safeguards[i];
        if (names_contain(name, safeguard->name))
            cs_text_format(out, "%s%s", out->length ? "; " : "", safeguard->about);
    }
}
