/* The scenario language as a JSON Schema (draft 2020-12), for completion and checks in editors. The
   program's own check says more; the schema accepts whatever the program accepts. */
#include "scenario/language.h"
#include "scenario/quantity.h"
#include "scenario/reader.h"
#include "scenario/yaml.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_PATTERN "^[a-z][a-z0-9_-]{0,31}$"

/* jansson's *_new calls take NULL for a failure of what is put in, and say so by returning -1. */
typedef struct writer {
    bool failed;
    cs_arena *arena;
} writer;

static void put(writer *w, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) w->failed = true;
}

static void append(writer *w, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0) w->failed = true;
}

static json_t *object_of_type(writer *w, const char *type)
{
    json_t *object = json_object();
    put(w, object, "type", json_string(type));
    return object;
}

static json_t *reference(writer *w, const char *name)
{
    json_t *object = json_object();
    put(w, object, "$ref", json_sprintf("#/$defs/%s", name));
    return object;
}

/* A map whose keys are names and whose values are all alike. */
static json_t *map_of(writer *w, const char *pattern, json_t *value)
{
    json_t *object = object_of_type(w, "object"), *names = json_object();
    put(w, names, "pattern", json_string(pattern));
    put(w, object, "propertyNames", names);
    put(w, object, "additionalProperties", value);
    return object;
}

static json_t *list_of(writer *w, json_t *item)
{
    json_t *array = object_of_type(w, "array");
    put(w, array, "items", item);
    return array;
}

static json_t *either(writer *w, json_t *a, json_t *b, json_t *c)
{
    json_t *object = json_object(), *choices = json_array();
    append(w, choices, a);
    append(w, choices, b);
    if (c) append(w, choices, c);
    put(w, object, "anyOf", choices);
    return object;
}

static json_t *constant(writer *w, const char *word)
{
    json_t *object = json_object();
    put(w, object, "const", json_string(word));
    return object;
}

/* ---- YAML examples as JSON ---- */

static json_t *json_of(writer *w, const cs_node *node)
{
    if (node->type == CS_NODE_SCALAR) {
        char *end;
        double number = strtod(node->text, &end);
        if (!node->quoted && strcmp(node->text, "true") == 0) return json_true();
        if (!node->quoted && strcmp(node->text, "false") == 0) return json_false();
        if (node->quoted || *end || end == node->text) return json_string(node->text);
        if (number == (double)(json_int_t)number) return json_integer((json_int_t)number);
        return json_real(number);
    }
    json_t *all = node->type == CS_NODE_MAPPING ? json_object() : json_array();
    for (int i = 0; i < node->count; i++) {
        if (node->type == CS_NODE_MAPPING)
            put(w, all, node->keys[i]->text, json_of(w, node->items[i]));
        else
            append(w, all, json_of(w, node->items[i]));
    }
    return all;
}

/* YAML text of a table as JSON. */
static json_t *example_of(writer *w, const char *text)
{
    cs_log log = {0};
    cs_origin origin = {.name = "example", .text = text, .length = strlen(text)};
    cs_yaml yaml = {.arena = w->arena, .log = &log, .nodes_left = CS_NODES_MOST};
    const cs_node *node = cs_yaml_read(&yaml, &origin, 0);
    json_t *json = node ? json_of(w, node) : NULL;
    if (!json) w->failed = true;
    cs_log_free(&log);
    return json;
}

/* ---- numbers ---- */

static const struct {
    const char *name;
    cs_unit unit;
    bool forever;
} number_types[] = {{"number", CS_UNIT_NONE, false},
                    {"share", CS_UNIT_SHARE, false},
                    {"probability", CS_UNIT_PROBABILITY, false},
                    {"time", CS_UNIT_TIME, false},
                    {"time_or_forever", CS_UNIT_TIME, true},
                    {"rate", CS_UNIT_RATE, false},
                    {"points", CS_UNIT_POINTS, false}};

static json_t *scalar_number(writer *w, cs_unit unit, bool forever)
{
    char pattern[300];
    bool bare = unit == CS_UNIT_NONE || unit == CS_UNIT_PROBABILITY || unit == CS_UNIT_POINTS;
    json_t *text = object_of_type(w, "string");
    cs_unit_pattern(unit, forever, pattern);
    put(w, text, "pattern", json_string(pattern));
    put(w, text, "description", json_string(cs_unit_wanted(unit)));
    if (!bare) return text;
    return either(w, object_of_type(w, unit == CS_UNIT_POINTS ? "integer" : "number"), text, NULL);
}

/* {value, range, source}: ends of a range may leave out the unit. */
static json_t *valued_number(writer *w, cs_unit unit, bool forever)
{
    json_t *object = object_of_type(w, "object"), *properties = json_object(), *range,
           *required = json_array();
    put(w, properties, "value", scalar_number(w, unit, forever));
    range = list_of(w, either(w, object_of_type(w, "number"), object_of_type(w, "string"), NULL));
    put(w, range, "minItems", json_integer(2));
    put(w, range, "maxItems", json_integer(2));
    put(w, range, "description", json_string("How low and how high it could be."));
    put(w, properties, "range", range);
    json_t *source = object_of_type(w, "string");
    put(w, source, "description", json_string("Where it comes from: a name under `sources`."));
    put(w, properties, "source", source);
    put(w, object, "properties", properties);
    append(w, required, json_string("value"));
    put(w, object, "required", required);
    put(w, object, "additionalProperties", json_false());
    return object;
}

static const char *number_name(const cs_field *f)
{
    cs_unit unit = cs_field_unit(f);
    for (size_t i = 0; i < sizeof number_types / sizeof number_types[0]; i++)
        if (number_types[i].unit == unit && number_types[i].forever == cs_field_may_be_forever(f))
            return number_types[i].name;
    return "number";
}

/* ---- fields ---- */

static json_t *words_of(writer *w, const cs_field *f)
{
    json_t *object = json_object(), *words = json_array();
    for (const cs_word *word = f->words; word && word->word; word++)
        append(w, words, json_string(word->word));
    put(w, object, "enum", words);
    return object;
}

static json_t *table_reference(writer *w, const cs_field *f)
{
    char slug[80];
    cs_table_slug(cs_field_table(f), slug);
    return reference(w, slug);
}

static json_t *names_or_name(writer *w)
{
    return either(w, object_of_type(w, "string"), list_of(w, object_of_type(w, "string")), NULL);
}

static json_t *attributes_of(writer *w)
{
    json_t *shares = map_of(w, NAME_PATTERN, reference(w, "share"));
    json_t *given = object_of_type(w, "object"), *properties = json_object(),
           *required = json_array();
    put(w, properties, "given", object_of_type(w, "string"));
    put(w, properties, "shares",
        map_of(w, NAME_PATTERN, map_of(w, NAME_PATTERN, reference(w, "share"))));
    put(w, given, "properties", properties);
    append(w, required, json_string("given"));
    append(w, required, json_string("shares"));
    put(w, given, "required", required);
    put(w, given, "additionalProperties", json_false());
    return map_of(w, NAME_PATTERN, either(w, given, shares, NULL));
}

static json_t *expect_of(writer *w)
{
    json_t *range =
        list_of(w, either(w, object_of_type(w, "number"), object_of_type(w, "string"), NULL));
    put(w, range, "minItems", json_integer(2));
    put(w, range, "maxItems", json_integer(2));
    return either(w, object_of_type(w, "number"), object_of_type(w, "string"), range);
}

static json_t *patch_of(writer *w, const cs_field *f)
{
    if (cs_field_table(f)) return map_of(w, NAME_PATTERN, table_reference(w, f));
    return object_of_type(w, "object");
}

static json_t *field_shape(writer *w, const cs_field *f)
{
    switch (f->type) {
    case CS_FIELD_TEXT:
        return either(w, object_of_type(w, "string"), object_of_type(w, "number"), NULL);
    case CS_FIELD_NEW:
    case CS_FIELD_CELL:
    case CS_FIELD_REF: return object_of_type(w, "string");
    case CS_FIELD_FLAG: return object_of_type(w, "boolean");
    case CS_FIELD_WORD: return words_of(w, f);
    case CS_FIELD_NUMBER:
        if (cs_field_may_be_none(f))
            return either(w, constant(w, "none"), reference(w, number_name(f)), NULL);
        return reference(w, number_name(f));
    case CS_FIELD_COUNT:
    case CS_FIELD_DAYS:
    case CS_FIELD_POINTS: return reference(w, number_name(f));
    case CS_FIELD_REFS: return names_or_name(w);
    case CS_FIELD_SUMS:
    case CS_FIELD_BY:
        return map_of(w, NAME_PATTERN, map_of(w, NAME_PATTERN, reference(w, "number")));
    case CS_FIELD_PER:
        return map_of(w, "^[A-Za-z][A-Za-z0-9_+-]{0,31}$", reference(w, number_name(f)));
    case CS_FIELD_SHARES: return map_of(w, "^[0-9]+\\+?$", reference(w, "share"));
    case CS_FIELD_BOUNDS:
        return map_of(w, "^[A-Za-z][A-Za-z0-9_+-]{0,31}$", reference(w, "points"));
    case CS_FIELD_RANGES: return map_of(w, NAME_PATTERN, object_of_type(w, "string"));
    case CS_FIELD_REGIONS:
        return either(w, reference(w, "number"), map_of(w, NAME_PATTERN, reference(w, "share")),
                      NULL);
    case CS_FIELD_ATTRIBUTES: return attributes_of(w);
    case CS_FIELD_EXPECT: return expect_of(w);
    case CS_FIELD_BLOCK: return table_reference(w, f);
    case CS_FIELD_MAYBE: return either(w, constant(w, "none"), table_reference(w, f), NULL);
    case CS_FIELD_LIST: return list_of(w, table_reference(w, f));
    case CS_FIELD_MAP:
        return map_of(w, f->space == CS_SPACE_NONE ? "." : NAME_PATTERN, either(w, table_reference(w, f), constant(w, "none"), NULL));
    case CS_FIELD_KINDS:
        return map_of(w, NAME_PATTERN, either(w, reference(w, f->key), constant(w, "none"), NULL));
    case CS_FIELD_SAFEGUARDS: return patch_of(w, f);
    case CS_FIELD_SOURCES: return map_of(w, NAME_PATTERN, object_of_type(w, "string"));
    case CS_FIELD_TREE: break;
    }
    return json_object();
}

static json_t *field_schema(writer *w, const cs_field *f)
{
    char limits[120];
    json_t *schema = field_shape(w, f), *examples = json_array();
    cs_limits_print(f, limits);
    put(w, schema, "description",
        json_sprintf("%s%s%s%s", f->help, limits[0] ? " Allowed: " : "", limits,
                     limits[0] ? "." : ""));
    if (f->example) append(w, examples, example_of(w, f->example));
    put(w, schema, "examples", examples);
    if (f->fallback && f->fallback[0]) put(w, schema, "default", example_of(w, f->fallback));
    return schema;
}

/* Nothing is `required` inside: a scenario that extends another may leave anything out. */
static json_t *table_schema(writer *w, const cs_spec *spec, const cs_kind *kind)
{
    json_t *schema = object_of_type(w, "object"), *properties = json_object();
    put(w, schema, "description", json_string(spec->about));
    if (kind) put(w, properties, "kind", constant(w, kind->word));
    for (const cs_field *f = spec->fields; f->key; f++)
        put(w, properties, f->key, field_schema(w, f));
    for (const cs_field *f = kind && strncmp(spec->name, "sensor", 6) == 0 ? cs_sensor_spec.fields
                                                                                     : NULL; f && f->key; f++)
        put(w, properties, f->key, field_schema(w, f));
    put(w, schema, "properties", properties);
    put(w, schema, "additionalProperties", json_false());
    return schema;
}

/* A sensor or a response: `kind` says which table holds. */
static json_t *kinds_schema(writer *w, const cs_field *f)
{
    json_t *schema = object_of_type(w, "object"), *properties = json_object(),
           *kind = json_object();
    json_t *words = json_array(), *rules = json_array();
    for (int k = 0; f->kinds[k]; k++) {
        char slug[80];
        json_t *rule = json_object(), *test = json_object(), *named = json_object(),
               *required = json_array();
        append(w, words, json_string(f->kinds[k]->word));
        put(w, named, "kind", constant(w, f->kinds[k]->word));
        append(w, required, json_string("kind"));
        put(w, test, "properties", named);
        put(w, test, "required", required);
        cs_table_slug(&f->kinds[k]->spec, slug);
        put(w, rule, "if", test);
        put(w, rule, "then", reference(w, slug));
        append(w, rules, rule);
    }
    put(w, kind, "enum", words);
    put(w, properties, "kind", kind);
    put(w, schema, "properties", properties);
    put(w, schema, "allOf", rules);
    return schema;
}

static json_t *definitions(writer *w, const cs_spec *top)
{
    json_t *all = json_object();
    cs_tables tables;
    for (size_t i = 0; i < sizeof number_types / sizeof number_types[0]; i++)
        put(w, all, number_types[i].name,
            either(w, scalar_number(w, number_types[i].unit, number_types[i].forever),
                   valued_number(w, number_types[i].unit, number_types[i].forever), NULL));
    cs_tables_collect(&tables, top);
    for (int t = 1; t < tables.count; t++) {
        char slug[80];
        cs_table_slug(tables.spec[t], slug);
        put(w, all, slug, table_schema(w, tables.spec[t], tables.kind[t]));
    }
    for (const cs_field *f = top->fields; f->key; f++)
        if (f->type == CS_FIELD_KINDS) put(w, all, f->key, kinds_schema(w, f));
    return all;
}

/* Required at the top, unless the rest comes from another file. */
static json_t *top_required(writer *w, const cs_spec *top)
{
    json_t *whole = json_object(), *part = json_object(), *keys = json_array(),
           *extends = json_array();
    bool may_extend = false;
    for (const cs_field *f = top->fields; f->key; f++) {
        if (!f->fallback) append(w, keys, json_string(f->key));
        may_extend = may_extend || strcmp(f->key, "extends") == 0;
    }
    append(w, extends, json_string("extends"));
    put(w, whole, "required", keys);
    put(w, part, "required", extends);
    json_t *choices = json_array();
    append(w, choices, whole);
    if (may_extend)
        append(w, choices, part);
    else
        json_decref(part);
    return choices;
}

cs_status cs_language_schema(const char *title, const cs_spec *top_spec, char **text, cs_error *err)
{
    writer w = {.arena = cs_arena_new()};
    if (!w.arena) return cs_fail_memory(err, "the JSON Schema");
    json_t *schema = json_object();
    put(&w, schema, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
    put(&w, schema, "title", json_string(title));
    json_t *top = table_schema(&w, top_spec, NULL);
    if (json_object_update(schema, top) != 0) w.failed = true;
    json_decref(top);
    put(&w, schema, "anyOf", top_required(&w, top_spec));
    put(&w, schema, "$defs", definitions(&w, top_spec));
    char *json = w.failed ? NULL : json_dumps(schema, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    cs_text out = {0};
    if (json) {
        cs_text_add(&out, json);
        cs_text_add(&out, "\n");
    }
    json_decref(schema);
    free(json); /* jansson's, not the library's */
    cs_arena_free(w.arena);
    if (!json) return cs_fail_memory(err, "the JSON Schema");
    return cs_text_take(&out, text, err);
}

cs_status cs_schema_print(char **text, cs_error *err)
{
    return cs_language_schema("counterscore scenario", &cs_scenario_spec, text, err);
}
