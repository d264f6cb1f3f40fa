/* Walking the spec tables for those who write about them. */
#include "scenario/language.h"

#include "scenario/quantity.h"
#include "scenario/reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const cs_spec *cs_field_table(const cs_field *f)
{
    if (f->type == CS_FIELD_SAFEGUARDS && strcmp(f->key, "safeguards") == 0)
        return &cs_safeguard_spec;
    return f->table;
}

static void collect(cs_tables *tables, const cs_spec *spec, const cs_kind *kind)
{
    for (int i = 0; i < tables->count; i++)
        if (tables->spec[i] == spec) return;
    if (tables->count == CS_TABLES_MOST) return;
    tables->spec[tables->count] = spec;
    tables->kind[tables->count++] = kind;
    for (const cs_field *f = spec->fields; f->key; f++) {
        const cs_spec *table = cs_field_table(f);
        if (table) collect(tables, table, NULL);
        for (int k = 0; f->kinds && f->kinds[k]; k++)
            collect(tables, &f->kinds[k]->spec, f->kinds[k]);
    }
}

void cs_tables_collect(cs_tables *tables, const cs_spec *top)
{
    *tables = (cs_tables){0};
    collect(tables, top, NULL);
}

void cs_table_slug(const cs_spec *spec, char slug[80])
{
    size_t n = 0;
    for (const char *p = spec->name; *p && n < 79; p++) {
        bool letter = isalnum((unsigned char)*p) || *p == '_';
        if (letter)
            slug[n++] = *p;
        else if (n > 0 && slug[n - 1] != '-')
            slug[n++] = '-';
    }
    slug[n] = 0;
}

bool cs_field_is_number(const cs_field *f)
{
    return f->type == CS_FIELD_COUNT || f->type == CS_FIELD_NUMBER || f->type == CS_FIELD_DAYS ||
           f->type == CS_FIELD_POINTS;
}

cs_unit cs_field_unit(const cs_field *f)
{
    if (f->type == CS_FIELD_DAYS) return CS_UNIT_TIME;
    if (f->type == CS_FIELD_POINTS || f->type == CS_FIELD_BOUNDS) return CS_UNIT_POINTS;
    return f->unit;
}

bool cs_field_may_be_forever(const cs_field *f)
{
    return f->type == CS_FIELD_DAYS && f->high >= CS_FOREVER;
}

bool cs_field_may_be_none(const cs_field *f)
{
    return f->type == CS_FIELD_NUMBER && f->fallback && strcmp(f->fallback, "none") == 0;
}

void cs_limits_print(const cs_field *f, char room[120])
{
    char low[48], high[48];
    room[0] = 0;
    if (f->low == 0 && f->high == 0) return;
    cs_quantity_print(f->low, cs_field_unit(f), low);
    cs_quantity_print(f->high, cs_field_unit(f), high);
    if (cs_field_may_be_forever(f))
        snprintf(room, 120, "at least %s, or `forever`", low);
    else
        snprintf(room, 120, "from %s to %s", low, high);
}
