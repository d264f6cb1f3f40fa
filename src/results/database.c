/* SQLite, with the library's manners. */
#include "results/database.h"

#include "core/mem.h"
#include "results/file.h"

#include <errno.h>
#include <string.h>

cs_status cs_database_fail(const cs_database *db, int code, cs_error *err)
{
    const char *what = db->writing ? "written" : "read";
    int fault = db->handle ? sqlite3_system_errno(db->handle) : 0;
    switch (code & 0xff) {
    case SQLITE_NOMEM: return cs_fail_memory(err, "the results database");
    case SQLITE_FULL: return cs_fail_file(err, db->path, what, ENOSPC);
    case SQLITE_READONLY:
    case SQLITE_PERM: return cs_fail_file(err, db->path, what, EACCES);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: return cs_fail_file(err, db->path, what, fault ? fault : EIO);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return cs_fail(err, CS_FORMAT,
                       "%s is damaged: its tables cannot be read; run it again (the seed "
                       "gives the same results) or fetch a good copy", db->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return cs_fail(err, CS_DATABASE, "%s is in use by another program; wait for it to end",
                       db->path);
    default:
        return cs_fail(err, CS_DATABASE, "the database %s reported a fault: %s", db->path,
                       db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
    }
}

cs_status cs_database_prepare(const cs_database *db, const char *sql, sqlite3_stmt **statement,
                              cs_error *err)
{
    int code = sqlite3_prepare_v2(db->handle, sql, -1, statement, NULL);
    if (code == SQLITE_OK) return CS_OK;
    if (code == SQLITE_ERROR && !db->writing)
        return cs_fail(err, CS_FORMAT, "%s lacks a table of a results file: %s", db->path,
                       sqlite3_errmsg(db->handle));
    return cs_database_fail(db, code, err);
}

cs_status cs_database_step(const cs_database *db, sqlite3_stmt *statement, bool *row,
                           cs_error *err)
{
    if (cs_fault_hit(CS_FAULT_STEP)) return cs_database_fail(db, SQLITE_IOERR, err);
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return cs_database_fail(db, code, err);
    if (row) *row = code == SQLITE_ROW;
    return CS_OK;
}

cs_status cs_database_run(const cs_database *db, sqlite3_stmt *statement, cs_error *err)
{
    cs_status status = cs_database_step(db, statement, NULL, err);
    sqlite3_reset(statement);
    return status;
}

cs_status cs_database_exec(const cs_database *db, const char *sql, cs_error *err)
{
    while (*sql) {
        sqlite3_stmt *statement = NULL;
        const char *rest = NULL;
        int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, &rest);
        if (code != SQLITE_OK) return cs_database_fail(db, code, err);
        bool row = statement != NULL;
        cs_status status = CS_OK;
        while (row && status == CS_OK) status = cs_database_step(db, statement, &row, err);
        sqlite3_finalize(statement);
        if (status != CS_OK) return status;
        sql = rest;
    }
    return CS_OK;
}

cs_status cs_database_number(const cs_database *db, const char *sql, int64_t *value,
                             cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    *value = 0;
    CS_TRY(cs_database_prepare(db, sql, &statement, err));
    cs_status status = cs_database_step(db, statement, &row, err);
    if (row) *value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

void cs_database_text(sqlite3_stmt *statement, int column, const char *text)
{
    sqlite3_bind_text(statement, column, text ? text : "", -1, SQLITE_STATIC);
}
