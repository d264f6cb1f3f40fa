/* Hash of one replicate. */
#include "results/digest.h"

#include "core/mem.h"
#include "results/schema.h"

#include <string.h>

static void put(unsigned char *bytes, int64_t value)
{
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
}

void cs_digest_number(XXH3_state_t *state, int64_t value)
{
    unsigned char bytes[8];
    put(bytes, value);
    XXH3_128bits_update(state, bytes, sizeof bytes);
}

void cs_digest_text(XXH3_state_t *state, const char *text)
{
    XXH3_128bits_update(state, text, strlen(text) + 1);
}

void cs_digest_hex(XXH3_state_t *state, char hash[33])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    for (int i = 0; i < 16; i++) snprintf(hash + 2 * i, 3, "%02x", canonical.digest[i]);
}

static void add_table(XXH3_state_t *state, const cs_ledger *ledger, const cs_ledger_table *table)
{
    cs_columns columns = cs_columns_of(table, ledger);
    const int64_t *cells = cs_ledger_cells(ledger, table);
    size_t size = cs_ledger_size(ledger, table), index[CS_COLUMNS_MOST];
    bool counted = table - cs_ledger_tables < CS_LEDGER_FIRST_OF_MECHANISMS;
    for (size_t flat = 0; flat < size && !counted; flat++) counted = cells[flat] != 0;
    if (!counted) return;
    cs_digest_text(state, table->name);
    for (int i = 0; i < columns.count; i++)
        cs_digest_text(state, cs_dim_names[columns.dim[i]]);
    for (size_t flat = 0; flat < size; flat++) {
        unsigned char bytes[8 * (CS_COLUMNS_MOST + 1)];
        if (cells[flat] == 0) continue;
        cs_columns_split(&columns, flat, index);
        for (int i = 0; i < columns.count; i++) put(bytes + 8 * i, (int64_t)index[i]);
        put(bytes + 8 * columns.count, cells[flat]);
        XXH3_128bits_update(state, bytes, 8 * (size_t)(columns.count + 1));
    }
}

static void add_events(XXH3_state_t *state, const cs_ledger *ledger)
{
    cs_digest_text(state, "event");
    for (size_t i = 0; i < ledger->events; i++) {
        const cs_event *e = &ledger->event[i];
        const int64_t members[] = {e->person, e->day,    e->kind,  e->lane,
                                   e->tag,    e->what, e->detail, e->points};
        unsigned char bytes[sizeof members];
        for (size_t k = 0; k < sizeof members / 8; k++) put(bytes + 8 * k, members[k]);
        XXH3_128bits_update(state, bytes, sizeof bytes);
    }
}

static void add_ledger(XXH3_state_t *state, const cs_ledger *ledger)
{
    for (int i = 0; i < cs_ledger_table_count; i++)
        add_table(state, ledger, &cs_ledger_tables[i]);
    add_events(state, ledger);
}

cs_status cs_digest_ledger(const cs_ledger *ledger, char hash[33], cs_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state) return cs_fail_memory(err, "a hash");
    XXH3_128bits_reset(state);
    add_ledger(state, ledger);
    if (ledger->firms) {
        cs_digest_text(state, "firms");
        add_ledger(state, ledger->firms);
    }
    cs_digest_hex(state, hash);
    XXH3_freeState(state);
    return CS_OK;
}
