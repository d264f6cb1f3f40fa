/* Names of a scenario: what may be one, who declares them, and the nearest to a misspelt one. */
#include "scenario/reader.h"

#include "core/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MOST = 255 }; /* kinds of record are kept in a byte */

static const char *const space_words[CS_SPACES] = {
    [CS_SPACE_SOURCE] = "source", [CS_SPACE_ATTRIBUTE] = "attribute",
    [CS_SPACE_REGION] = "region", [CS_SPACE_RECORD] = "kind of record",
    [CS_SPACE_SENSOR] = "sensor", [CS_SPACE_BAND] = "band",
    [CS_SPACE_LIST] = "list",     [CS_SPACE_SERVICE] = "service",
    [CS_SPACE_CROWD] = "crowd",   [CS_SPACE_CONDUCT] = "kind of conduct",
    [CS_SPACE_PERSONS_LIST] = "list of persons", [CS_SPACE_RESPONSE] = "response",
    [CS_SPACE_ASSOCIATION] = "rule of association",
    [CS_SPACE_AGENCY] = "agency", [CS_SPACE_REPAIR] = "repair"};

bool cs_name_check(cs_reader *r, const cs_node *node, bool band)
{
    const char *name = node->text;
    size_t length = strlen(name);
    bool good = length > 0 && length <= 32 && isalpha((unsigned char)name[0]);
    for (size_t i = 0; good && i < length; i++) {
        char c = name[i];
        good = islower((unsigned char)c) || isdigit((unsigned char)c) || c == '_' || c == '-' ||
               (band && (isupper((unsigned char)c) || c == '+'));
    }
    if (!good)
        return cs_complain(r->log, node,
                           "`%.60s` cannot be a name; a name is at most 32 %sletters, digits, _ or "
                           "-, and begins with a letter",
                           name, band ? "" : "small ");
    if (strcmp(name, "none") == 0 || strcmp(name, "value") == 0 || strcmp(name, CS_NO_REGIME) == 0)
        return cs_complain(r->log, node, "`%s` has a meaning of its own and cannot be a name",
                           name);
    return true;
}

int cs_names_find(const cs_names *names, const char *word)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->names[i], word) == 0) return i;
    return -1;
}

bool cs_names_add(cs_reader *r, cs_names *names, const char *name)
{
    if (names->count == names->room) {
        int room = names->room ? names->room * 2 : 8;
        const char **grown = cs_keep_room(r, (size_t)room, sizeof(char *));
        if (!grown) return false;
        if (names->count) memcpy(grown, names->names, (size_t)names->count * sizeof(char *));
        names->names = grown;
        names->room = room;
    }
    const char *copy = cs_keep_text(r, name);
    if (!copy) return false;
    names->names[names->count++] = copy;
    return true;
}

void cs_suggest(const char *word, const char *const *words, int count, char room[400])
{
    const char *near = cs_nearest_word(word, words, count);
    room[0] = 0;
    if (near && strlen(word) > 2) { /* every letter is near every other */
        snprintf(room, 400, "; did you mean `%s`?", near);
        return;
    }
    if (count == 0 || count > 16) return;
    size_t used = (size_t)snprintf(room, 400, "; known: ");
    for (int i = 0; i < count && used < 360; i++)
        used += (size_t)snprintf(room + used, 400 - used, "%s%s", i ? ", " : "", words[i]);
}

bool cs_resolve(cs_reader *r, const char *field, cs_space space, const cs_node *node, int32_t *out)
{
    *out = -1;
    if (node->type != CS_NODE_SCALAR)
        return cs_complain(r->log, node, "`%s` is %s; the name of a %s is wanted", field,
                           cs_node_kind_text(node), space_words[space]);
    const cs_names *names = &r->spaces[space];
    *out = cs_names_find(names, node->text);
    if (*out >= 0) return true;
    if (names->count == 0)
        return cs_complain(r->log, node, "`%s` names the %s `%.60s`, but %s none", field,
                           space_words[space], node->text,
                           r->of_firms && space != CS_SPACE_PERSONS_LIST ? "the firms have"
                                                                         : "the scenario has");
    if (space == CS_SPACE_CONDUCT && cs_names_find(&r->spaces[CS_SPACE_RECORD], node->text) >= 0)
        return cs_complain(r->log, node,
                           "`%s` names `%s`, which is a record a sensor files and not a kind of "
                           "conduct; only conduct can be seen",
                           field, node->text);
    char hint[400];
    cs_suggest(node->text, names->names, names->count, hint);
    return cs_complain(r->log, node, "`%s` names `%.60s`, which is no %s of %s%s", field, node->text,
                       space_words[space],
                       r->of_firms && space != CS_SPACE_PERSONS_LIST ? "the firms" : "this scenario",
                       hint);
}

static bool declare(cs_reader *r, cs_space space, const cs_node *name)
{
    cs_names *names = &r->spaces[space];
    if (!cs_name_check(r, name, space == CS_SPACE_BAND)) return false;
    if (cs_names_find(names, name->text) >= 0) return true;
    if (space != CS_SPACE_REGION && names->count >= NAMES_MOST)
        return cs_complain(r->log, name, "there are more than %d names of this sort (%s)",
                           NAMES_MOST, space_words[space]);
    return cs_names_add(r, names, name->text);
}

static bool declare_keys(cs_reader *r, cs_space space, const cs_node *node)
{
    bool fine = true;
    for (int i = 0; i < node->count; i++) {
        fine &= declare(r, space, node->keys[i]);
        if (space == CS_SPACE_RECORD) fine &= declare(r, CS_SPACE_CONDUCT, node->keys[i]);
    }
    return fine;
}

static cs_declared *declare_attribute(cs_reader *r, const char *name, const cs_node *node)
{
    cs_names *names = &r->spaces[CS_SPACE_ATTRIBUTE];
    if (names->count == r->attribute_room) {
        int room = r->attribute_room ? r->attribute_room * 2 : 8;
        cs_declared *grown = cs_keep_room(r, (size_t)room, sizeof *grown);
        if (!grown) return NULL;
        if (names->count) memcpy(grown, r->attributes, (size_t)names->count * sizeof *grown);
        r->attributes = grown;
        r->attribute_room = room;
    }
    cs_declared *d = &r->attributes[names->count];
    if (!cs_names_add(r, names, name)) return NULL;
    *d = (cs_declared){.name = names->names[names->count - 1], .node = node};
    return d;
}

static bool declare_values(cs_reader *r, cs_declared *d, const cs_node *values)
{
    bool fine = d != NULL;
    for (int i = 0; d && values && values->type == CS_NODE_MAPPING && i < values->count; i++) {
        fine &= cs_name_check(r, values->keys[i], false);
        fine &= cs_names_add(r, &d->values, values->keys[i]->text);
    }
    return fine;
}

/* The value names of an attribute stand as keys, or as keys of its first row of `shares`. */
static const cs_node *values_of(const cs_node *attribute)
{
    const cs_node *rows = cs_node_get(attribute, "shares");
    if (cs_node_find(attribute, "given") < 0 || !rows) return attribute;
    return rows->type == CS_NODE_MAPPING && rows->count > 0 ? rows->items[0] : NULL;
}

/* Age and sex come first: the profile brings them, and other attributes may be given by them. */
static bool declare_attributes(cs_reader *r, const cs_node *population)
{
    const cs_node *ages = cs_node_get(population, "ages"),
                  *own = cs_node_get(population, "attributes");
    bool fine = true;
    if (ages && ages->type == CS_NODE_MAPPING)
        fine &= declare_values(r, declare_attribute(r, "age", NULL), ages);
    if (cs_node_is(cs_node_get(population, "sex"), "true")) {
        cs_declared *sex = declare_attribute(r, "sex", NULL);
        fine &=
            sex && cs_names_add(r, &sex->values, "male") && cs_names_add(r, &sex->values, "female");
    }
    for (int i = 0; own && own->type == CS_NODE_MAPPING && i < own->count; i++) {
        const cs_node *key = own->keys[i];
        if (!cs_name_check(r, key, false)) {
            fine = false;
        } else if (cs_names_find(&r->spaces[CS_SPACE_ATTRIBUTE], key->text) >= 0) {
            fine = cs_complain(r->log, key,
                               "the attribute `%s` comes from the profile already (`ages:` or "
                               "`sex:`); give one or the other",
                               key->text);
        } else {
            fine &= declare_values(r, declare_attribute(r, key->text, own->items[i]),
                                   values_of(own->items[i]));
        }
    }
    return fine;
}

/* Regions by count are named r1, r2, ... when they are read; by map here. */
static bool declare_regions(cs_reader *r, const cs_node *node)
{
    if (node->type != CS_NODE_MAPPING || cs_node_is_valued(node)) return true;
    return declare_keys(r, CS_SPACE_REGION, node);
}

static bool declare_items(cs_reader *r, const cs_field *f, const cs_node *node)
{
    bool fine = true;
    for (int i = 0; i < node->count; i++) {
        const cs_spec *table = f->table;
        if (f->type == CS_FIELD_KINDS) {
            const cs_kind *kind = cs_kind_find(f->kinds, node->items[i]);
            table = kind ? &kind->spec : NULL;
        }
        if (table) fine &= cs_declare(r, table, node->items[i]);
    }
    return fine;
}

static bool declare_field(cs_reader *r, const cs_field *f, const cs_node *node)
{
    bool fine = true, mapping = node->type == CS_NODE_MAPPING;
    switch (f->type) {
    case CS_FIELD_SOURCES:
    case CS_FIELD_BOUNDS: return !mapping || declare_keys(r, f->space, node);
    case CS_FIELD_REGIONS: return declare_regions(r, node);
    case CS_FIELD_NEW:
        if (node->type == CS_NODE_SCALAR &&
            cs_names_find(&r->spaces[CS_SPACE_CONDUCT], node->text) >= 0)
            return cs_complain(r->log, node,
                               "`%s` needs a new name; `%s` is a kind of conduct already", f->key,
                               node->text);
        return node->type != CS_NODE_SCALAR || declare(r, f->space, node);
    case CS_FIELD_MAP:
    case CS_FIELD_KINDS:
        if (mapping) fine = declare_keys(r, f->space, node);
        return (!mapping || declare_items(r, f, node)) && fine;
    case CS_FIELD_LIST: return node->type != CS_NODE_SEQUENCE || declare_items(r, f, node);
    case CS_FIELD_BLOCK:
    case CS_FIELD_MAYBE:
        return f->table->apart ? cs_firms_declare(r, f->table, node) : cs_declare(r, f->table, node);
    default: return true;
    }
}

bool cs_declare(cs_reader *r, const cs_spec *spec, const cs_node *node)
{
    bool fine = true;
    if (node->type != CS_NODE_MAPPING) return true;
    for (const cs_field *f = spec->fields; f->key; f++) {
        const cs_node *item = cs_node_get(node, f->key);
        if (f->type == CS_FIELD_ATTRIBUTES)
            fine &= declare_attributes(r, node);
        else if (item)
            fine &= declare_field(r, f, item);
    }
    return fine;
}
