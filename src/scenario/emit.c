/* Canonical YAML: block style, two spaces; a map or list of scalars that fits stays on one line. */
#include "scenario/emit.h"

#include <ctype.h>
#include <string.h>

enum { LINE_WIDTH = 96 };

static void print_flow(const cs_node *node, cs_text *out);
static void print_block(const cs_node *node, int indent, cs_text *out);

/* Whether a text means the same without quotes; inside [ ] and { } fewer do. */
static bool is_plain(const char *text, bool flow)
{
    size_t length = strlen(text);
    unsigned char first = (unsigned char)text[0], second = length > 1 ? (unsigned char)text[1] : 0;
    if (length == 0 || text[length - 1] == ' ') return false;
    if (!isalnum(first) && first < 0x80 && !(strchr("+-.", first) && isdigit(second))) return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (isalnum(c) || c >= 0x80 || strchr(" _.%+/()*-", c)) continue;
        bool inner_colon = c == ':' && text[i + 1] && text[i + 1] != ' ';
        if (flow || !(strchr(",;'&=<>!?", c) || inner_colon)) return false;
    }
    return strcmp(text, "null") != 0;
}

static void print_scalar(const cs_node *node, bool flow, cs_text *out)
{
    const char *text = node->text;
    if (is_plain(text, flow) && !(node->quoted && strcmp(text, "none") == 0)) {
        cs_text_add(out, text);
        return;
    }
    if (!node->quoted && (text[0] == 0 || strcmp(text, "null") == 0 || strcmp(text, "~") == 0)) {
        cs_text_add(out, "null");
        return;
    }
    cs_text_add(out, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') cs_text_add(out, "\\");
        if (*text == '\n')
            cs_text_add(out, "\\n");
        else if (*text == '\t')
            cs_text_add(out, "\\t");
        else
            cs_text_add_bytes(out, text, 1);
    }
    cs_text_add(out, "\"");
}

static void print_flow(const cs_node *node, cs_text *out)
{
    bool mapping = node->type == CS_NODE_MAPPING;
    if (node->type == CS_NODE_SCALAR) {
        print_scalar(node, true, out);
        return;
    }
    cs_text_add(out, mapping ? "{" : "[");
    for (int i = 0; i < node->count; i++) {
        if (i) cs_text_add(out, ", ");
        if (mapping) {
            print_scalar(node->keys[i], true, out);
            cs_text_add(out, ": ");
        }
        print_flow(node->items[i], out);
    }
    cs_text_add(out, mapping ? "}" : "]");
}

/* Bytes of the flow form, or more than `most` when it is longer: an upper bound without quoting. */
static int flow_width(const cs_node *node, int most)
{
    if (node->type == CS_NODE_SCALAR) {
        size_t length = strlen(node->text);
        return length > (size_t)most ? most + 1 : (int)length;
    }
    int width = 2;
    for (int i = 0; i < node->count && width <= most; i++) {
        width += 2 + flow_width(node->items[i], most);
        if (node->keys[i]) width += 2 + flow_width(node->keys[i], most);
    }
    return width;
}

/* Sections of the top always stand open; below, what fits stays on one line. */
static bool fits(const cs_node *node, int indent)
{
    if (node->type == CS_NODE_SCALAR || node->count == 0) return true;
    return indent > 0 && flow_width(node, LINE_WIDTH) + indent <= LINE_WIDTH;
}

static void print_indent(int indent, cs_text *out)
{
    for (int i = 0; i < indent; i++) cs_text_add(out, " ");
}

static void print_item(const cs_node *item, int indent, bool dash, cs_text *out)
{
    if (fits(item, indent)) {
        cs_text_add(out, " ");
        if (item->type == CS_NODE_SCALAR)
            print_scalar(item, false, out);
        else
            print_flow(item, out);
        cs_text_add(out, "\n");
    } else if (dash && item->type == CS_NODE_MAPPING) {
        cs_text_add(out, " ");
        print_block(item, -(indent + 2), out); /* its first key stands after the dash */
    } else {
        cs_text_add(out, "\n");
        print_block(item, indent + 2, out);
    }
}

/* indent < 0: the first line is indented already. */
static void print_block(const cs_node *node, int indent, cs_text *out)
{
    bool begun = indent < 0;
    if (begun) indent = -indent;
    for (int i = 0; i < node->count; i++) {
        if (!begun || i > 0) print_indent(indent, out);
        if (node->type == CS_NODE_MAPPING) {
            print_scalar(node->keys[i], true, out);
            cs_text_add(out, ":");
        } else {
            cs_text_add(out, "-");
        }
        print_item(node->items[i], indent, node->type == CS_NODE_SEQUENCE, out);
    }
}

void cs_tree_print(const cs_node *root, cs_text *out)
{
    if (root->count == 0) {
        print_flow(root, out);
        cs_text_add(out, "\n");
    } else {
        print_block(root, 0, out);
    }
}

void cs_tree_print_flow(const cs_node *root, cs_text *out) { print_flow(root, out); }
