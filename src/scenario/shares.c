/* Maps of numbers: shares, regions, multipliers, bands, age bands and attributes. */
#include "scenario/reader.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REGIONS_MOST = 10000, HOUSEHOLD_MOST = 16, YEARS_MOST = 130 };

static bool expect_names(cs_reader *r, const cs_field *f, const cs_node *node, const char *wanted)
{
    if (!cs_expect_type(r, f->key, node, CS_NODE_MAPPING, wanted)) return false;
    if (node->count > 0) return true;
    return cs_complain(r->log, node, "`%s` is empty; %s is wanted", f->key, wanted);
}

/* The shares of a map into share[], made to add up to exactly what they should: 1. */
static bool read_share_row(cs_reader *r, const cs_path *path, const cs_node *node, double *share)
{
    double sum = 0;
    bool fine = true;
    for (int i = 0; i < node->count; i++) {
        const char *name = node->keys[i]->text;
        cs_path at = {path, name};
        char label[120];
        snprintf(label, sizeof label, "Share of `%s` in %s", name, path->segment);
        cs_wanted wanted = {.name = name, .unit = CS_UNIT_SHARE, .high = 1, .label = label};
        fine &= cs_read_number(r, &at, &wanted, node->items[i], &share[i]);
        sum += share[i];
    }
    if (!fine) return false;
    if (fabs(sum - 1) > 0.001 + 1e-9)
        return cs_complain(r->log, node, "the shares of `%s` add up to %.6g %%, not 100 %%",
                           path->segment, sum * 100);
    for (int i = 0; i < node->count; i++) share[i] /= sum;
    return true;
}

static bool keep_keys(cs_reader *r, const cs_node *node, const char ***names)
{
    *names = cs_keep_room(r, (size_t)node->count, sizeof(char *));
    for (int i = 0; *names && i < node->count; i++)
        if (!((*names)[i] = cs_keep_text(r, node->keys[i]->text))) return false;
    return *names != NULL;
}

/* Household sizes: "1", "2", ... rising, the last may be open ("6+"). */
static bool check_sizes(cs_reader *r, const cs_field *f, const cs_node *node)
{
    long before = 0;
    for (int i = 0; i < node->count; i++) {
        const char *text = node->keys[i]->text;
        char *end;
        long size = isdigit((unsigned char)text[0]) ? strtol(text, &end, 10) : 0;
        bool open = size > 0 && strcmp(end, "+") == 0 && i == node->count - 1;
        if (size < 1 || size > HOUSEHOLD_MOST || (*end && !open) || size <= before)
            return cs_complain(r->log, node->keys[i],
                               "`%.40s` is no size for `%s`; sizes are whole numbers from 1 to %d, "
                               "rising, and the last may be open, as in 6+",
                               text, f->key, HOUSEHOLD_MOST);
        before = size;
    }
    return true;
}

bool cs_read_shares(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                    cs_shares *out)
{
    if (!expect_names(r, f, node, "a map of shares such as {1: 40 %, 2: 60 %}")) return false;
    if (!check_sizes(r, f, node)) return false;
    out->share = cs_keep_room(r, (size_t)node->count, sizeof(double));
    if (!out->share || !keep_keys(r, node, &out->names)) return false;
    out->count = node->count;
    return read_share_row(r, path, node, out->share);
}

static bool count_regions(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                          cs_shares *out)
{
    double count = 0;
    cs_wanted wanted = {.name = f->key,
                        .unit = CS_UNIT_NONE,
                        .whole = true,
                        .low = 1,
                        .high = REGIONS_MOST,
                        .label = f->help};
    if (!cs_read_number(r, path, &wanted, node, &count)) return false;
    out->count = (int32_t)count;
    out->share = cs_keep_room(r, (size_t)out->count, sizeof(double));
    for (int i = 0; out->share && i < out->count; i++) {
        char name[16];
        snprintf(name, sizeof name, "r%d", i + 1);
        if (!cs_names_add(r, &r->spaces[CS_SPACE_REGION], name)) return false;
        out->share[i] = 1.0 / out->count;
    }
    out->names = r->spaces[CS_SPACE_REGION].names;
    return out->share != NULL;
}

bool cs_read_regions(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                     cs_shares *out)
{
    if (node->type == CS_NODE_SCALAR || cs_node_is_valued(node))
        return count_regions(r, path, f, node, out);
    if (!expect_names(r, f, node, "a number of regions, or a map of shares")) return false;
    if (node->count > REGIONS_MOST)
        return cs_complain(r->log, node, "there are %d regions; at most %d are allowed",
                           node->count, REGIONS_MOST);
    out->share = cs_keep_room(r, (size_t)node->count, sizeof(double));
    if (!out->share || !keep_keys(r, node, &out->names)) return false;
    out->count = node->count;
    return read_share_row(r, path, node, out->share);
}

/* The factors of one attribute: 1 where the scenario says nothing. */
static bool read_by_term(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                         cs_by_term *term)
{
    const cs_declared *attribute = &r->attributes[term->attribute];
    bool fine = true;
    if (!cs_expect_type(r, attribute->name, node, CS_NODE_MAPPING,
                        "a map of multipliers such as {low: 2, high: 0.4}"))
        return false;
    term->values = attribute->values.count;
    term->times = cs_keep_room(r, (size_t)term->values, sizeof(double));
    if (!term->times) return false;
    for (int i = 0; i < term->values; i++) term->times[i] = f->type == CS_FIELD_SUMS ? 0 : 1;
    for (int i = 0; i < node->count; i++) {
        const cs_node *key = node->keys[i];
        int value = cs_names_find(&attribute->values, key->text);
        char hint[400];
        if (value < 0) {
            cs_suggest(key->text, attribute->values.names, attribute->values.count, hint);
            fine = cs_complain(r->log, key, "`%.60s` is no value of the attribute `%s`%s",
                               key->text, attribute->name, hint);
            continue;
        }
        cs_path at = {path, key->text};
        cs_wanted wanted = {.name = key->text, .low = f->low, .high = f->high, .label = f->help};
        fine &= cs_read_number(r, &at, &wanted, node->items[i], &term->times[value]);
    }
    return fine;
}

bool cs_read_by(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                cs_by *out)
{
    bool fine = true;
    if (!cs_expect_type(r, f->key, node, CS_NODE_MAPPING,
                        "a map of multipliers by attribute such as {income: {low: 2}}"))
        return false;
    out->terms = cs_keep_room(r, (size_t)node->count, sizeof *out->terms);
    if (!out->terms) return false;
    for (int i = 0; i < node->count; i++) {
        cs_path at = {path, node->keys[i]->text};
        cs_by_term *term = &out->terms[out->count];
        if (!cs_resolve(r, f->key, CS_SPACE_ATTRIBUTE, node->keys[i], &term->attribute) ||
            !read_by_term(r, &at, f, node->items[i], term))
            fine = false;
        else
            out->count++;
    }
    return fine;
}

bool cs_read_per(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                 cs_per *out)
{
    bool fine = true;
    char wanted_map[160];
    snprintf(wanted_map, sizeof wanted_map, "a map of numbers such as %.100s", f->example);
    if (!expect_names(r, f, node, wanted_map)) return false;
    out->index = cs_keep_room(r, (size_t)node->count, sizeof(int32_t));
    out->value = cs_keep_room(r, (size_t)node->count, sizeof(double));
    if (!out->index || !out->value || !keep_keys(r, node, &out->names)) return false;
    out->count = node->count;
    for (int i = 0; i < node->count; i++) {
        const char *name = node->keys[i]->text;
        cs_path at = {path, name};
        cs_wanted wanted = {.name = name, .unit = f->unit, .low = f->low, .high = f->high,
                            .label = f->help};
        out->index[i] = -1;
        if (f->space != CS_SPACE_NONE)
            fine &= cs_resolve(r, f->key, f->space, node->keys[i], &out->index[i]);
        fine &= cs_read_number(r, &at, &wanted, node->items[i], &out->value[i]);
    }
    return fine;
}

bool cs_read_bounds(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                    cs_bounds *out)
{
    bool fine = true;
    char label[120];
    if (!expect_names(r, f, node, "a map such as {A: 960, B: 850, C: 600}")) return false;
    out->at_least = cs_keep_room(r, (size_t)node->count, sizeof(int32_t));
    if (!out->at_least || !keep_keys(r, node, &out->names)) return false;
    out->count = node->count;
    for (int i = 0; i < node->count; i++) {
        const char *name = node->keys[i]->text;
        cs_path at = {path, name};
        cs_wanted wanted = {.name = name,
                            .unit = CS_UNIT_POINTS,
                            .whole = true,
                            .low = f->low,
                            .high = f->high,
                            .label = label};
        snprintf(label, sizeof label, "Lowest score of band `%s`", name);
        double value = 0;
        fine &= cs_read_number(r, &at, &wanted, node->items[i], &value);
        out->at_least[i] = (int32_t)value;
        if (fine && i > 0 && out->at_least[i] >= out->at_least[i - 1])
            fine = cs_complain(r->log, node->items[i],
                               "the band `%s` begins at %d, not below `%s` at %d; the best band "
                               "stands first",
                               name, out->at_least[i], out->names[i - 1], out->at_least[i - 1]);
    }
    return fine;
}

/* "20-39" or "60+". */
static bool read_years(const char *text, int32_t *first, int32_t *last)
{
    char *end;
    if (!isdigit((unsigned char)text[0])) return false;
    long from = strtol(text, &end, 10), to = CS_FOREVER;
    if (*end == '-' && isdigit((unsigned char)end[1]))
        to = strtol(end + 1, &end, 10);
    else if (*end == '+')
        end++;
    else
        return false;
    if (*end || from > YEARS_MOST || (to != CS_FOREVER && to > YEARS_MOST) || to < from)
        return false;
    *first = (int32_t)from;
    *last = (int32_t)to;
    return true;
}

static bool read_age_band(cs_reader *r, const cs_node *key, const cs_node *item, int i,
                          cs_ranges *out)
{
    if (item->type != CS_NODE_SCALAR || !read_years(item->text, &out->first[i], &out->last[i]))
        return cs_complain(r->log, item,
                           "the ages of `%s` must be whole years such as 20-39 or 60+", key->text);
    long wanted = i == 0 ? 0 : (long)out->last[i - 1] + 1;
    if (i > 0 && out->last[i - 1] == CS_FOREVER)
        return cs_complain(r->log, item,
                           "`%s` comes after a band without end; the open one stands last",
                           key->text);
    if (out->first[i] != wanted)
        return cs_complain(
            r->log, item,
            "`%s` begins at age %d, but %ld comes next; bands begin at 0 and leave no "
            "gap",
            key->text, out->first[i], wanted);
    return true;
}

bool cs_read_ranges(cs_reader *r, const cs_field *f, const cs_node *node, cs_ranges *out)
{
    bool fine = true;
    if (!expect_names(r, f, node, "a map such as {young: 0-39, old: 40+}")) return false;
    out->first = cs_keep_room(r, (size_t)node->count, sizeof(int32_t));
    out->last = cs_keep_room(r, (size_t)node->count, sizeof(int32_t));
    if (!out->first || !out->last || !keep_keys(r, node, &out->names)) return false;
    out->count = node->count;
    for (int i = 0; fine && i < node->count; i++)
        fine = read_age_band(r, node->keys[i], node->items[i], i, out);
    if (fine && out->last[out->count - 1] != CS_FOREVER)
        return cs_complain(r->log, node->items[node->count - 1],
                           "the last band must be open, such as 60+, so that everybody is in one");
    return fine;
}

/* The row for one value of the attribute that is given. */
static bool read_row(cs_reader *r, const cs_path *path, const cs_node *key, const cs_node *item,
                     const cs_names *values, cs_attribute *out)
{
    const cs_names *by = &r->attributes[out->given].values;
    int at = cs_names_find(by, key->text);
    cs_path up = {path, "shares"}, here = {&up, key->text};
    if (at < 0) {
        char hint[400];
        cs_suggest(key->text, by->names, by->count, hint);
        return cs_complain(r->log, key, "`%.60s` is no value of the attribute `%s`%s", key->text,
                           r->attributes[out->given].name, hint);
    }
    bool same = item->type == CS_NODE_MAPPING && item->count == values->count;
    for (int i = 0; same && i < item->count; i++)
        same = strcmp(item->keys[i]->text, values->names[i]) == 0;
    if (!same)
        return cs_complain(r->log, item,
                           "the rows of `%s` must all name the same values in the same order",
                           out->name);
    return read_share_row(r, &here, item, out->share + (size_t)at * (size_t)out->values);
}

/* One row of shares per value of the attribute it is given by. */
static bool read_given(cs_reader *r, const cs_path *path, const cs_node *node, int self,
                       cs_attribute *out)
{
    const cs_node *given = cs_node_get(node, "given"), *rows = cs_node_get(node, "shares");
    const cs_names *values = &r->attributes[self].values;
    bool fine = true;
    if (!rows || node->count != 2 || rows->type != CS_NODE_MAPPING || values->count == 0)
        return cs_complain(r->log, node,
                           "`%s` needs `given:`, an attribute, and `shares:`, a row of shares for "
                           "each of its values, and nothing else",
                           out->name);
    if (!cs_resolve(r, "given", CS_SPACE_ATTRIBUTE, given, &out->given)) return false;
    if (out->given >= self)
        return cs_complain(r->log, given, "`%s` is given by `%s`, which must stand before it",
                           out->name, given->text);
    const cs_declared *by = &r->attributes[out->given];
    out->rows = by->values.count;
    out->share = cs_keep_room(r, (size_t)out->rows * (size_t)out->values, sizeof(double));
    if (!out->share) return false;
    for (int v = 0; v < rows->count; v++)
        fine &= read_row(r, path, rows->keys[v], rows->items[v], values, out);
    for (int v = 0; fine && v < by->values.count; v++)
        if (!cs_node_get(rows, by->values.names[v]))
            fine = cs_complain(r->log, rows, "`%s` has no row for `%s`, a value of `%s`", out->name,
                               by->values.names[v], by->name);
    return fine;
}

static bool read_attribute(cs_reader *r, const cs_path *path, int self, cs_attribute *out)
{
    const cs_declared *d = &r->attributes[self];
    out->name = d->name;
    out->values = d->values.count;
    out->value_names = d->values.names;
    out->given = -1;
    if (!d->node) return true;
    if (!cs_expect_type(r, d->name, d->node, CS_NODE_MAPPING, "a map of shares")) return false;
    if (cs_node_find(d->node, "given") >= 0) return read_given(r, path, d->node, self, out);
    if (d->node->count == 0)
        return cs_complain(r->log, d->node, "`%s` is empty; a map of shares is wanted", d->name);
    out->rows = 1;
    out->share = cs_keep_room(r, (size_t)out->values, sizeof(double));
    return out->share && read_share_row(r, path, d->node, out->share);
}

bool cs_read_attributes(cs_reader *r, const cs_path *path, const cs_field *f, const cs_node *node,
                        cs_attributes *out)
{
    int count = r->spaces[CS_SPACE_ATTRIBUTE].count;
    bool fine = true;
    if (node && !cs_expect_type(r, f->key, node, CS_NODE_MAPPING, "a map of attributes"))
        return false;
    out->items = cs_keep_room(r, (size_t)count, sizeof *out->items);
    if (!out->items) return false;
    out->count = count;
    for (int i = 0; i < count; i++) {
        cs_path at = {path, r->attributes[i].name};
        fine &= read_attribute(r, &at, i, &out->items[i]);
    }
    return fine;
}
