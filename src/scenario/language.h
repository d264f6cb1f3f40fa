/* What the schema and the reference both say about a field, drawn from the spec tables. */
#ifndef CS_SCENARIO_LANGUAGE_H
#define CS_SCENARIO_LANGUAGE_H

#include "core/spec.h"
#include "core/text.h"

#include <stdbool.h>

#define CS_TABLES_MOST 64

/* Every table of a language, each once, outer ones first: blocks and kinds of
   sensor. */
typedef struct cs_tables {
    int count;
    const cs_spec *spec[CS_TABLES_MOST];
    const cs_kind *kind[CS_TABLES_MOST]; /* of a kind of sensor, else NULL */
} cs_tables;

void cs_tables_collect(cs_tables *tables, const cs_spec *top);
/* The table of a field's block or items, NULL for other fields; safeguards have one too. */
const cs_spec *cs_field_table(const cs_field *f);
/* "sensor: face_recognition" -> "sensor-face_recognition" */
void cs_table_slug(const cs_spec *spec, char slug[80]);
/* "from 0 % to 100 %", "at least 1 day, or `forever`"; empty without limits. */
void cs_limits_print(const cs_field *f, char room[120]);
bool cs_field_is_number(const cs_field *f);
cs_unit cs_field_unit(const cs_field *f);
bool cs_field_may_be_forever(const cs_field *f);
/* A number that may be absent, and taken away again with `none`. */
bool cs_field_may_be_none(const cs_field *f);

/* The language whose outermost table is `top`: lines to begin with (NULL after the last), then every
   table, as Markdown. */
cs_status cs_language_docs(const char *const *introduction, const cs_spec *top, char **text, cs_error *err);
/* The same as a JSON Schema. */
cs_status cs_language_schema(const char *title, const cs_spec *top, char **text, cs_error *err);

#endif
