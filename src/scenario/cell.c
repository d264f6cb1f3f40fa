/* Whom a figure is about: one value of an attribute, or a region. */
#include "scenario/reader.h"

#include <stdio.h>
#include <string.h>

/* The cell of value `value` of attribute `a`: everyone is 0, then come values, attribute by attribute. */
static int32_t cell_of(const cs_reader *r, int a, int value)
{
    int32_t cell = 1 + value;
    for (int i = 0; i < a; i++) cell += r->attributes[i].values.count;
    return cell;
}

static bool complain_value(cs_reader *r, const cs_node *node, const char *what, const char *value,
                           const cs_names *names)
{
    char hint[400];
    cs_suggest(value, names->names, names->count, hint);
    return cs_complain(r->log, node, "`%.60s` is no %s%s", value, what, hint);
}

bool cs_read_cell(cs_reader *r, const char *field, const cs_node *node, int32_t *out)
{
    const cs_names *attributes = &r->spaces[CS_SPACE_ATTRIBUTE];
    const cs_names *regions = &r->spaces[CS_SPACE_REGION];
    char attribute[64], what[120];
    if (!cs_expect_type(r, field, node, CS_NODE_SCALAR, "attribute.value, such as income.low"))
        return false;
    const char *dot = strchr(node->text, '.');
    if (!dot || dot == node->text || dot - node->text > 60)
        return cs_complain(r->log, node, "`%s` is `%.60s`; attribute.value is wanted, such as "
                                         "income.low", field, node->text);
    snprintf(attribute, sizeof attribute, "%.*s", (int)(dot - node->text), node->text);
    int a = cs_names_find(attributes, attribute);
    if (a < 0 && strcmp(attribute, "region") == 0) {
        int region = cs_names_find(regions, dot + 1);
        if (region < 0) return complain_value(r, node, "region of this scenario", dot + 1, regions);
        *out = cell_of(r, attributes->count, region);
        return true;
    }
    if (a < 0) return complain_value(r, node, "attribute of this scenario", attribute, attributes);
    int value = cs_names_find(&r->attributes[a].values, dot + 1);
    if (value < 0) {
        snprintf(what, sizeof what, "value of the attribute `%.60s`", attribute);
        return complain_value(r, node, what, dot + 1, &r->attributes[a].values);
    }
    *out = cell_of(r, a, value);
    return true;
}
