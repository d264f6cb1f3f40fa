/* What a part of a regime refers to: read off its configuration with its own spec table, so that a kind of
   sensor which nobody has thought of yet is linked like all the others. */
#include "report/flow_parts.h"

#include <string.h>

static void note(cs_flow_refs *refs, cs_space space, int32_t index)
{
    if (index < 0 || index >= CS_FLOW_NAMES_MOST) return;
    switch (space) {
    case CS_SPACE_CONDUCT: refs->conduct[index] = refs->records[index] = true; break;
    case CS_SPACE_RECORD: refs->records[index] = true; break;
    case CS_SPACE_LIST: refs->list[index] = true; break;
    case CS_SPACE_CROWD: refs->crowd[index] = true; break;
    case CS_SPACE_BAND: refs->bands = true; break;
    default: break;
    }
}

static void note_new(cs_flow_refs *refs, const cs_scenario *of, const char *name)
{
    for (int32_t i = 0; name && i < of->record_kinds; i++)
        if (strcmp(of->record_names[i], name) == 0) note(refs, CS_SPACE_RECORD, i);
}

static void note_all(cs_flow_refs *refs, cs_space space, int32_t count, const int32_t *index)
{
    for (int32_t i = 0; index && i < count; i++) note(refs, space, index[i]);
}

static void refer_array(const cs_field *f, const cs_array *array, const cs_scenario *of,
                        cs_flow_refs *refs)
{
    for (int32_t i = 0; i < array->count; i++)
        cs_flow_refer(f->table, (const char *)array->items + (size_t)i * f->table->size, of, refs);
}

static void refer_field(const cs_field *f, const void *member, const cs_scenario *of,
                        cs_flow_refs *refs)
{
    switch (f->type) {
    case CS_FIELD_REF: note(refs, f->space, *(const int32_t *)member); break;
    case CS_FIELD_REFS: {
        const cs_refs *many = member;
        note_all(refs, f->space, many->count, many->index);
        break;
    }
    case CS_FIELD_PER: {
        const cs_per *per = member;
        note_all(refs, f->space, per->count, per->index);
        break;
    }
    case CS_FIELD_NEW: note_new(refs, of, *(const char *const *)member); break;
    case CS_FIELD_BLOCK: cs_flow_refer(f->table, member, of, refs); break;
    case CS_FIELD_MAYBE:
        if (*(const void *const *)member)
            cs_flow_refer(f->table, *(const void *const *)member, of, refs);
        break;
    case CS_FIELD_LIST:
    case CS_FIELD_MAP: refer_array(f, member, of, refs); break;
    default: break;
    }
}

void cs_flow_refer(const cs_spec *spec, const void *config, const cs_scenario *of, cs_flow_refs *refs)
{
    for (const cs_field *f = spec->fields; f->key; f++)
        if (f->offset != SIZE_MAX) refer_field(f, (const char *)config + f->offset, of, refs);
}
