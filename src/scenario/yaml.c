/* From libfyaml's events to nodes. Refused here: several documents, tags, keys that are not words,
   keys given twice, unknown aliases, and texts that are too large, too deep or grow too much. */
#include "scenario/yaml.h"

#include "core/mem.h"
#include "scenario/utf8.h"

#include <libfyaml.h>
#include <string.h>

typedef struct anchor {
    const char *name;
    const cs_node *node;
    struct anchor *older;
} anchor;

typedef struct builder {
    cs_yaml *yaml;
    struct fy_parser *parser;
    struct fy_diag *diag;
    const cs_origin *origin;
    int skip;
    anchor *anchors;
    const cs_node *open; /* the innermost map or list not closed yet */
    char said[200];      /* what the parser said outside its list of errors */
} builder;

static cs_node *build(builder *b, struct fy_event *event, int depth);

static void hear(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    builder *b = user;
    (void)diag;
    if (b->said[0] || length == 0) return;
    if (length >= sizeof b->said) length = sizeof b->said - 1;
    memcpy(b->said, text, length);
    b->said[length] = 0;
}

/* Place of an event, for the position of its node. */
static cs_node place_of(const builder *b, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    cs_node at = {.origin = b->origin, .line = 1, .column = 1};
    if (mark) {
        at.line = mark->line + 1;
        at.column =
            mark->column + (event->type != FYET_ALIAS); /* the * of an alias, not its name */
    } else if (b->open) {
        at.line = b->open->line;
        at.column = b->open->column;
        if (b->open->count > 0 && b->open->keys[b->open->count - 1]) {
            at.line = b->open->keys[b->open->count - 1]->line;
            at.column = b->open->keys[b->open->count - 1]->column;
        }
    }
    if (at.line == 1) at.column += mark ? b->skip : 0;
    return at;
}

static bool spend(builder *b, const cs_node *at, long nodes)
{
    b->yaml->nodes_left -= nodes;
    if (b->yaml->nodes_left >= 0) return true;
    return cs_complain(b->yaml->log, at,
                       "the scenario has more than %ld values once its aliases are written out; "
                       "none needs so many",
                       CS_NODES_MOST);
}

/* What libfyaml says, and what a person who has never heard of a scanner can do about it. */
static const struct {
    const char *theirs, *ours;
} sayings[] = {
    {"without a closing bracket", "a list opened with [ is never closed"},
    {"without a closing brace", "a map opened with { is never closed"},
    {"wrongly indented flow sequence", "a list opened with [ above is not closed before this line"},
    {"wrongly indented flow mapping", "a map opened with { above is not closed before this line"},
    {"in flow mode", "a list or map opened with [ or { above is not closed before this line"},
    {"wrongly indented double-quoted", "a text opened with \" is not closed on its line"},
    {"wrongly indented single-quoted", "a text opened with ' is not closed on its line"},
    {"double-quoted scalar without closing", "a text opened with \" is never closed"},
    {"single-quoted scalar without closing", "a text opened with ' is never closed"},
    {"mismatched flow",
     "this closes with ] what was opened with {, or with } what was opened with ["},
    {"missing comma", "a comma is missing between two items"},
    {"nested block mapping on the same line",
     "a second `key:` on one line; put it on a line of its own, or put the text in quotes"},
    {"invalid escape",
     "a backslash that begins no known escape; write \\\\ for a backslash, or use single quotes"},
    {"tab ", "a tab where spaces are wanted; indent with spaces"},
    {"as a key", "a key must stand on one line"},
    {"used as key", "a key must stand on one line"},
    {"invalid multiline plain key",
     "this line does not fit the ones around it; check its indentation, and that every key is "
     "followed by a colon and a space"},
    {"indent", "the indentation of this line does not fit the lines above it"},
    {"extra closing", "a bracket is closed that was never opened"},
    {"cannot start with '%'",
     "a value cannot begin with %; put the number before it, or use quotes"},
    {"could not find expected ':'", "a key without a colon; write `key: value`"},
    {"missing ':'", "a key without a colon; write `key: value`"}};

static void complain_syntax(builder *b)
{
    void *iterator = NULL;
    struct fy_diag_error *e = fy_diag_errors_iterate(b->diag, &iterator);
    const char *theirs = e && e->msg ? e->msg : b->said[0] ? b->said : "it cannot be read";
    int line = e && e->line > 0 ? e->line : 1, column = e && e->column > 0 ? e->column : 1;
    column += line == 1 ? b->skip : 0;
    for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++) {
        if (!strstr(theirs, sayings[i].theirs)) continue;
        if (strstr(sayings[i].ours, "is never closed") && strstr(theirs, "flow") && b->open) {
            line = b->open->line; /* where it was opened says more than the end of the file */
            column = b->open->column;
        }
        cs_complain_at(b->yaml->log, b->origin, line, column, "%s", sayings[i].ours);
        return;
    }
    cs_complain_at(b->yaml->log, b->origin, line, column, "this is not valid YAML: %s", theirs);
}

static struct fy_event *next(builder *b)
{
    struct fy_event *event = fy_parser_parse(b->parser);
    if (!event) complain_syntax(b);
    return event;
}

static const char *token_text(builder *b, struct fy_token *token)
{
    size_t length = 0;
    const char *bytes = token ? fy_token_get_text(token, &length) : "";
    char *copy = cs_arena_text(b->yaml->arena, bytes ? bytes : "", bytes ? length : 0);
    if (!copy) cs_log_no_memory(b->yaml->log);
    return copy;
}

/* The text of a single-quoted scalar, from the source: '' is a quote, a line break a space, an
   empty line a line break. libfyaml 0.7 loses memory over texts with many ''. Returns its
   length. */
static size_t unquote(const char *raw, size_t length, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (raw[i] != '\n') {
            out[n++] = raw[i];
            i += raw[i] == '\'';
            continue;
        }
        size_t breaks = 0;
        while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\t')) n--;
        for (; i < length && strchr(" \t\n", raw[i]); i++) breaks += raw[i] == '\n';
        i--;
        if (breaks == 1) out[n++] = ' ';
        for (; breaks > 1; breaks--) out[n++] = '\n';
    }
    return n;
}

/* Text of a scalar in the arena, zero-terminated; *length says where it ends. */
static const char *scalar_text(builder *b, struct fy_token *token, size_t *length)
{
    const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL,
                         *end = token ? fy_token_end_mark(token) : NULL;
    *length = 0;
    if (start && end && fy_token_scalar_style(token) == FYSS_SINGLE_QUOTED) {
        const char *raw = b->origin->text + b->skip + start->input_pos;
        char *copy = cs_arena_alloc(b->yaml->arena, end->input_pos - start->input_pos + 1, 1);
        if (copy) *length = unquote(raw, end->input_pos - start->input_pos, copy);
        if (copy) copy[*length] = 0;
        return copy;
    }
    const char *bytes = token ? fy_token_get_text(token, length) : NULL;
    return cs_arena_text(b->yaml->arena, bytes ? bytes : "", bytes ? *length : 0);
}

static cs_node *build_scalar(builder *b, struct fy_event *event, const cs_node *at)
{
    cs_yaml *y = b->yaml;
    struct fy_token *token = event->scalar.value;
    size_t length = 0;
    const char *text = scalar_text(b, token, &length);
    if (!text) {
        cs_log_no_memory(y->log);
        return NULL;
    }
    if (length > CS_SCALAR_BYTES_MOST) {
        cs_complain(y->log, at, "a text of %zu bytes; at most %d are allowed", length,
                    CS_SCALAR_BYTES_MOST);
        return NULL;
    }
    if (cs_utf8_is_odd(text, length)) {
        cs_complain(y->log, at, "an escape in this text stands for a control character");
        return NULL;
    }
    cs_node *node = cs_node_new(y->arena, CS_NODE_SCALAR, at);
    if (!node) {
        cs_log_no_memory(y->log);
        return NULL;
    }
    node->text = text;
    node->quoted = token && fy_token_scalar_style(token) != FYSS_PLAIN;
    bool in_quotes = node->quoted && fy_token_scalar_style(token) <= FYSS_DOUBLE_QUOTED;
    if (in_quotes && node->column > 1) node->column--; /* the quote, not what follows it */
    return node;
}

static cs_node *build_alias(builder *b, struct fy_event *event, const cs_node *at)
{
    const char *name = token_text(b, event->alias.anchor);
    const anchor *a = b->anchors;
    while (name && a && strcmp(a->name, name) != 0) a = a->older;
    if (!name) return NULL;
    if (!a) {
        cs_complain(b->yaml->log, at, "the alias *%s stands for nothing; no &%s is above it", name,
                    name);
        return NULL;
    }
    if (!spend(b, at, cs_node_size(a->node) - 1)) return NULL;
    cs_node *copy = cs_node_copy(b->yaml->arena, a->node);
    if (!copy) cs_log_no_memory(b->yaml->log);
    return copy;
}

static bool keep_anchor(builder *b, struct fy_token *token, const cs_node *node)
{
    if (!token) return true;
    anchor *a = cs_arena_alloc(b->yaml->arena, 1, sizeof *a);
    if (!a) return cs_log_no_memory(b->yaml->log);
    a->name = token_text(b, token);
    a->node = node;
    a->older = b->anchors;
    b->anchors = a;
    return a->name != NULL;
}

/* Whether a key is new in its map. */
static bool check_key(builder *b, const cs_node *mapping, const cs_node *key)
{
    cs_log *log = b->yaml->log;
    if (cs_node_is(key, "<<"))
        return cs_complain(log, key,
                           "`<<` is not part of YAML 1.2; use `extends`, or write the keys out");
    if (strlen(key->text) > CS_KEY_BYTES_MOST)
        return cs_complain(log, key, "a key of %zu bytes; at most %d are allowed",
                           strlen(key->text), CS_KEY_BYTES_MOST);
    const cs_node *twice = cs_node_get(mapping, key->text);
    if (twice)
        return cs_complain(log, key, "the key `%s` stands here twice; the first is on line %d",
                           key->text, mapping->keys[cs_node_find(mapping, key->text)]->line);
    return true;
}

/* One item, or key and value, that begins with `event`; takes the event. */
static bool add_entry(builder *b, cs_node *node, struct fy_event *event, int depth)
{
    bool mapping = node->type == CS_NODE_MAPPING, keep = true;
    cs_node *key = mapping ? build(b, event, depth) : NULL;
    if (mapping && !key) return false;
    if (mapping && key->type != CS_NODE_SCALAR)
        return cs_complain(b->yaml->log, key, "a key must be a word, and this is %s",
                           cs_node_kind_text(key));
    if (mapping) keep = check_key(b, node, key);
    if (mapping) event = next(b);
    cs_node *item = event ? build(b, event, depth) : NULL;
    if (!item) return false;
    if (mapping && cs_node_is(item, "")) {
        item->line = key->line; /* an empty value stands nowhere */
        item->column = key->column;
    }
    if (keep && node->count >= CS_ITEMS_MOST)
        return cs_complain(b->yaml->log, node, "a %s of more than %d entries",
                           mapping ? "map" : "list", CS_ITEMS_MOST);
    return !keep || cs_node_add(b->yaml->arena, node, key, item) || cs_log_no_memory(b->yaml->log);
}

/* Entries up to the event that closes the map or list. */
static bool fill(builder *b, cs_node *node, int depth)
{
    enum fy_event_type end = node->type == CS_NODE_MAPPING ? FYET_MAPPING_END : FYET_SEQUENCE_END;
    for (;;) {
        struct fy_event *event = next(b);
        if (!event) return false;
        if (event->type == end) {
            fy_parser_event_free(b->parser, event);
            return true;
        }
        if (!add_entry(b, node, event, depth)) return false;
    }
}

static cs_node *build_container(builder *b, cs_node_type type, const cs_node *at, int depth)
{
    if (depth >= CS_DEPTH_MOST) {
        cs_complain(b->yaml->log, at, "maps and lists are nested more than %d deep", CS_DEPTH_MOST);
        return NULL;
    }
    cs_node *node = cs_node_new(b->yaml->arena, type, at);
    if (!node) {
        cs_log_no_memory(b->yaml->log);
        return NULL;
    }
    const cs_node *outer = b->open;
    b->open = node;
    bool filled = fill(b, node, depth + 1);
    b->open = outer;
    return filled ? node : NULL;
}

/* The node an event begins; takes the event. NULL after a complaint. */
static cs_node *build(builder *b, struct fy_event *event, int depth)
{
    cs_node at = place_of(b, event), *node = NULL;
    struct fy_token *tag = fy_event_get_tag_token(event);
    enum fy_event_type type = event->type;
    if (tag)
        cs_complain(b->yaml->log, &at,
                    "a tag (`!...`) stands before this value; scenarios have none");
    if (spend(b, &at, 1)) {
        if (type == FYET_ALIAS) node = build_alias(b, event, &at);
        if (type == FYET_SCALAR) node = build_scalar(b, event, &at);
        if (type == FYET_MAPPING_START) node = build_container(b, CS_NODE_MAPPING, &at, depth);
        if (type == FYET_SEQUENCE_START) node = build_container(b, CS_NODE_SEQUENCE, &at, depth);
        if (node && type != FYET_ALIAS && !keep_anchor(b, fy_event_get_anchor_token(event), node))
            node = NULL;
    }
    fy_parser_event_free(b->parser, event);
    return node;
}

static bool check_alone(builder *b, struct fy_event *event)
{
    if (event->type != FYET_DOCUMENT_START) return true;
    const struct fy_mark *mark = fy_event_start_mark(event);
    return cs_complain_at(b->yaml->log, b->origin, mark ? mark->line + 1 : 1, 1,
                          "a second document begins with `---`; a scenario is one document");
}

static cs_node *build_document(builder *b)
{
    cs_node *root = NULL;
    for (bool going = true; going;) {
        struct fy_event *event = next(b);
        if (!event) return NULL;
        enum fy_event_type type = event->type;
        bool content = type == FYET_SCALAR || type == FYET_ALIAS || type == FYET_MAPPING_START ||
                       type == FYET_SEQUENCE_START;
        if (content) {
            root = build(b, event, 0);
            if (!root) return NULL;
            continue;
        }
        going = type != FYET_STREAM_END && (!root || check_alone(b, event));
        fy_parser_event_free(b->parser, event);
    }
    if (!root)
        cs_complain_at(b->yaml->log, b->origin, 1, 1 + b->skip, "there is nothing here%s",
                       b->skip ? "" : "; a scenario begins with `title:`");
    return root;
}

static bool start(builder *b)
{
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    quiet.output_fn = hear;
    quiet.user = b;
    quiet.level = FYET_ERROR;
    quiet.colorize = quiet.show_source = quiet.show_position = quiet.show_type = quiet.show_module =
        false;
    b->diag = fy_diag_create(&quiet);
    if (!b->diag) return false;
    fy_diag_set_collect_errors(b->diag, true);
    struct fy_parse_cfg config = {.search_path = "",
                                  .diag = b->diag,
                                  .flags = (enum fy_parse_cfg_flags)(FYPCF_DEFAULT_VERSION_1_2 |
                                                                     FYPCF_JSON_NONE |
                                                                     FYPCF_DISABLE_MMAP_OPT)};
    b->parser = fy_parser_create(&config);
    return b->parser && fy_parser_set_string(b->parser, b->origin->text + b->skip,
                                             b->origin->length - (size_t)b->skip) == 0;
}

cs_node *cs_yaml_read(cs_yaml *yaml, const cs_origin *origin, int skip)
{
    builder b = {.yaml = yaml, .origin = origin, .skip = skip};
    cs_node *root = NULL;
    if (origin->length > CS_TEXT_BYTES_MOST) {
        cs_complain_at(yaml->log, origin, 1, 1,
                       "the text is too large; a scenario has at most %d bytes",
                       CS_TEXT_BYTES_MOST);
        return NULL;
    }
    if (!cs_utf8_check(yaml->log, origin)) return NULL;
    if (start(&b))
        root = build_document(&b);
    else
        cs_log_no_memory(yaml->log);
    if (b.parser) fy_parser_destroy(b.parser);
    if (b.diag) fy_diag_destroy(b.diag);
    return root;
}
