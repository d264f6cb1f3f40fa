/* The ledger's tables as memory: names of dimensions, the tables as data, allocation.
   Everything here is expanded from the lists in ledger.h; what is counted is none of its business. */
#include "ledger/ledger.h"

#include "core/mem.h"

#include <string.h>

const char *const cs_dim_names[CS_DIMS] = {
#define X(name, key) key,
    CS_DIM_LIST(X)
#undef X
};

const cs_ledger_table cs_ledger_tables[] = {
#define X(table, a, b, c, help)                                                                    \
    {#table, help, {CS_DIM_##a, CS_DIM_##b, CS_DIM_##c}, offsetof(cs_ledger, table)},
    CS_LEDGER_TABLES(X)
#undef X
};

const int cs_ledger_table_count = (int)(sizeof cs_ledger_tables / sizeof cs_ledger_tables[0]);

/* Product of a table's extents in *size; false when it does not fit, or an extent is negative. */
static bool measure(const cs_ledger *ledger, const cs_ledger_table *table, size_t *size)
{
    size_t product = 1;
    for (int i = 0; i < 3; i++) {
        int extent = table->dim[i] == CS_DIM_NONE ? 1 : ledger->extent[table->dim[i]];
        if (extent < 0 || __builtin_mul_overflow(product, (size_t)extent, &product)) return false;
    }
    *size = product;
    return product <= SIZE_MAX / sizeof(int64_t);
}

size_t cs_ledger_size(const cs_ledger *ledger, const cs_ledger_table *table)
{
    size_t size = 0;
    return measure(ledger, table, &size) ? size : 0;
}

static void place(cs_ledger *ledger, const cs_ledger_table *table, int64_t *cells)
{
    memcpy((char *)ledger + table->offset, &cells, sizeof cells);
}

cs_status cs_ledger_init(cs_ledger *ledger, cs_error *err)
{
    ledger->extent[CS_DIM_NONE] = 1;
    ledger->events = 0;
    ledger->event = NULL;
    ledger->firms = NULL;
    for (int i = 0; i < cs_ledger_table_count; i++) place(ledger, &cs_ledger_tables[i], NULL);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const cs_ledger_table *table = &cs_ledger_tables[i];
        size_t size;
        int64_t *cells = NULL;
        if (measure(ledger, table, &size)) cells = cs_alloc(size, sizeof *cells);
        if (!cells) {
            char what[80];
            snprintf(what, sizeof what, "the counts of the ledger table %s", table->name);
            cs_ledger_free(ledger);
            return cs_fail_memory(err, what);
        }
        place(ledger, table, cells);
    }
    return CS_OK;
}

cs_status cs_ledger_add_firms(cs_ledger *ledger, cs_error *err)
{
    ledger->firms = cs_alloc(1, sizeof *ledger->firms);
    return ledger->firms ? CS_OK : cs_fail_memory(err, "the ledger of the firms");
}

void cs_ledger_free(cs_ledger *ledger)
{
    for (int i = 0; i < cs_ledger_table_count; i++) {
        cs_free(cs_ledger_cells(ledger, &cs_ledger_tables[i]));
        place(ledger, &cs_ledger_tables[i], NULL);
    }
    cs_free(ledger->event);
    ledger->event = NULL;
    ledger->events = 0;
    if (ledger->firms) cs_ledger_free(ledger->firms);
    cs_free(ledger->firms);
    ledger->firms = NULL;
}

void cs_event_archive(cs_archive *a, void *item)
{
    cs_event *event = item;
    cs_archive_number(a, event->person);
    cs_archive_number(a, event->day);
    cs_archive_number(a, event->kind);
    cs_archive_number(a, event->lane);
    cs_archive_number(a, event->tag);
    cs_archive_number(a, event->what);
    cs_archive_number(a, event->detail);
    cs_archive_number(a, event->points);
    if (event->kind > CS_EVENT_REPAIR || event->lane < -1 || event->lane >= CS_LANES_MOST ||
        event->tag < -1 || event->tag > CS_CAUSES ||
        (event->kind == CS_EVENT_RECORD && event->tag >= CS_TAGS))
        cs_archive_damaged(a, "an event is of kind %d", (int)event->kind);
}

static void visit_counts(cs_archive *a, void *item)
{
    cs_ledger *ledger = item;
    size_t room = ledger->events;
    for (int i = 0; i < CS_DIMS; i++)
        cs_archive_same(a, (uint64_t)ledger->extent[i], cs_dim_names[i]);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const cs_ledger_table *table = &cs_ledger_tables[i];
        cs_archive_numbers(a, cs_ledger_cells(ledger, table), cs_ledger_size(ledger, table),
                           sizeof(int64_t));
    }
    cs_archive_items(a, (void **)&ledger->event, &ledger->events, &room, sizeof *ledger->event,
                     SIZE_MAX / sizeof *ledger->event, cs_event_archive, "events");
}

void cs_ledger_archive(cs_archive *a, cs_ledger *ledger)
{
    cs_archive_mark(a, visit_counts, ledger, "the counts");
}
