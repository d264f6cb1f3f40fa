/* The database's schema: fixed tables as text, one table per table of the ledger. */
#include "results/schema.h"

#include "results/database.h"
#include "results/results.h"

#include <string.h>

const char *const cs_event_words[] = {"act", "record", "expired", "listed",
                                      "left", "cause", "denied", "score", "answers", "loan",
                                      "association", "notice", "dispute", "decision",
                                      "reinserted", "repair"};
const int cs_event_word_count = (int)(sizeof cs_event_words / sizeof cs_event_words[0]);

/* STRICT: a column holds its type and nothing else. WITHOUT ROWID: the key is the table. */
static const char fixed[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE world (world INTEGER PRIMARY KEY, name TEXT NOT NULL, about TEXT NOT NULL,"
    " patch TEXT NOT NULL, title TEXT NOT NULL, scenario_hash TEXT NOT NULL,"
    " scenario_text TEXT NOT NULL, persons INTEGER NOT NULL, horizon_days INTEGER NOT NULL,"
    " settle_days INTEGER NOT NULL, every_days INTEGER NOT NULL, as_written INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE replicate (world INTEGER NOT NULL, replicate INTEGER NOT NULL,"
    " seed INTEGER NOT NULL, seconds REAL NOT NULL, hash TEXT NOT NULL,"
    " PRIMARY KEY (world, replicate)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE input (world INTEGER NOT NULL, input INTEGER NOT NULL, path TEXT NOT NULL,"
    " label TEXT NOT NULL, text TEXT NOT NULL, value REAL, low REAL, high REAL,"
    " unit TEXT NOT NULL, kind TEXT NOT NULL, source TEXT,"
    " PRIMARY KEY (world, input)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE source (world INTEGER NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL,"
    " PRIMARY KEY (world, source)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE figure (world INTEGER NOT NULL, figure INTEGER NOT NULL, name TEXT NOT NULL,"
    " population TEXT NOT NULL, metric TEXT NOT NULL, list INTEGER, service INTEGER, sensor INTEGER,"
    " band INTEGER, conduct INTEGER, response INTEGER, cell TEXT NOT NULL, association INTEGER,"
    " at_least INTEGER, at_most INTEGER, above REAL NOT NULL, day INTEGER, scale REAL NOT NULL, low REAL,"
    " high REAL, unit TEXT NOT NULL,"
    " within REAL NOT NULL, role TEXT NOT NULL, source TEXT, because TEXT NOT NULL,"
    " PRIMARY KEY (world, figure)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE cause (cause INTEGER PRIMARY KEY, key TEXT NOT NULL, label TEXT NOT NULL,"
    " lane INTEGER NOT NULL, wrongful INTEGER NOT NULL, spared INTEGER NOT NULL) STRICT;"
    "CREATE TABLE tag (tag INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE lane (lane INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE outcome (outcome INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE moment (moment INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE stage (stage INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE agency (agency INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE queued (queued INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE repair (repair INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE paid (paid INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE file (file INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE fate (fate INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE level (level INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE look (look INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE arrow (arrow INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE copy (copy INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE event_kind (kind INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE event (world INTEGER NOT NULL, replicate INTEGER NOT NULL,"
    " seq INTEGER NOT NULL, person INTEGER NOT NULL, day INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " lane INTEGER, tag INTEGER, what INTEGER NOT NULL, detail INTEGER NOT NULL,"
    " points INTEGER NOT NULL, PRIMARY KEY (world, replicate, seq)) STRICT, WITHOUT ROWID;";

/* Names that each population has for itself; @ stands for the prefix of its tables. */
static const char own[] =
    "CREATE TABLE @list (list INTEGER PRIMARY KEY, name TEXT NOT NULL, penal INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE @cell (cell INTEGER PRIMARY KEY, attribute TEXT NOT NULL, value TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE @kind (kind INTEGER PRIMARY KEY, name TEXT NOT NULL, protected INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE @sensor (sensor INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE @response (response INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE @service (service INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE @band (band INTEGER PRIMARY KEY, name TEXT NOT NULL, at_least INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE @association (association INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE @record_kind (record_kind INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE @rule (rule INTEGER PRIMARY KEY, record_kind INTEGER NOT NULL,"
    " points INTEGER NOT NULL, lasts_days INTEGER) STRICT;";

cs_columns cs_columns_of(const cs_ledger_table *table, const cs_ledger *ledger)
{
    cs_columns columns = {0};
    for (int i = 0; i < 3; i++) {
        cs_dim parts[2] = {table->dim[i], CS_DIM_NONE};
        if (table->dim[i] == CS_DIM_LISTCELL) {
            parts[0] = CS_DIM_LIST;
            parts[1] = CS_DIM_CELL;
        }
        if (table->dim[i] == CS_DIM_INSPECTIONCELL) {
            parts[0] = CS_DIM_INSPECTION;
            parts[1] = CS_DIM_CELL;
        }
        for (int k = 0; k < 2; k++) {
            if (parts[k] == CS_DIM_NONE) continue;
            columns.dim[columns.count] = parts[k];
            columns.extent[columns.count++] = ledger ? (size_t)ledger->extent[parts[k]] : 0;
        }
    }
    return columns;
}

const char *const cs_table_prefixes[CS_WHO] = {[CS_PERSONS] = "", [CS_FIRMS] = "firm_"};

void cs_table_name(const cs_ledger_table *table, int who, char name[64])
{
    bool taken = false;
    for (int i = 0; i < CS_DIMS; i++)
        if (strcmp(cs_dim_names[i], table->name) == 0) taken = true;
    snprintf(name, 64, "%s%s%s", cs_table_prefixes[who], table->name, taken ? "_counts" : "");
}

void cs_sql_prefix(cs_text *sql, const char *statement, int who)
{
    for (; *statement; statement++) {
        if (*statement == '@') cs_text_add(sql, cs_table_prefixes[who]);
        else cs_text_add_bytes(sql, statement, 1);
    }
}

static void counts_sql(cs_text *sql, const cs_ledger_table *table, int who)
{
    cs_columns columns = cs_columns_of(table, NULL);
    char name[64];
    cs_table_name(table, who, name);
    cs_text_format(sql, "CREATE TABLE %s (world INTEGER NOT NULL, replicate INTEGER NOT NULL",
                   name);
    for (int i = 0; i < columns.count; i++)
        cs_text_format(sql, ", %s INTEGER NOT NULL", cs_dim_names[columns.dim[i]]);
    cs_text_add(sql, ", n INTEGER NOT NULL, PRIMARY KEY (world, replicate");
    for (int i = 0; i < columns.count; i++)
        cs_text_format(sql, ", %s", cs_dim_names[columns.dim[i]]);
    cs_text_add(sql, ")) STRICT, WITHOUT ROWID;");
}

void cs_schema_sql(cs_text *sql)
{
    cs_text_format(sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;", CS_APPLICATION_ID,
                   CS_RESULTS_VERSION);
    cs_text_add(sql, fixed);
    cs_schema_sql_of(sql, CS_PERSONS);
}

void cs_schema_sql_of(cs_text *sql, int who)
{
    cs_sql_prefix(sql, own, who);
    for (int i = 0; i < cs_ledger_table_count; i++) counts_sql(sql, &cs_ledger_tables[i], who);
}
