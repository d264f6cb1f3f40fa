/* One CSV file being written. */
#include "results/csv.h"

#include "core/mem.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536 /* bytes written at a time */

cs_status cs_csv_begin(cs_csv *csv, const cs_export *export, const char *name, cs_error *err)
{
    cs_text path = {0};
    *csv = (cs_csv){.begun = false};
    cs_text_format(&path, "%s/%s", export->folder, name);
    cs_status status = path.failed ? cs_fail_memory(err, "the name of a file")
                                   : cs_file_begin(&csv->file, path.bytes, false, err);
    cs_text_drop(&path);
    return status;
}

static void separate(cs_csv *csv)
{
    if (csv->begun) cs_text_add_bytes(&csv->line, ",", 1);
    csv->begun = true;
}

void cs_csv_text(cs_csv *csv, const char *value)
{
    separate(csv);
    if (!value[strcspn(value, ",\"\r\n")]) {
        cs_text_add(&csv->line, value);
        return;
    }
    cs_text_add_bytes(&csv->line, "\"", 1);
    for (const char *c = value; *c; c++) {
        if (*c == '"') cs_text_add_bytes(&csv->line, "\"", 1);
        cs_text_add_bytes(&csv->line, c, 1);
    }
    cs_text_add_bytes(&csv->line, "\"", 1);
}

void cs_csv_integer(cs_csv *csv, int64_t value)
{
    separate(csv);
    cs_text_format(&csv->line, "%lld", (long long)value);
}

void cs_csv_real(cs_csv *csv, double value, bool defined)
{
    char room[40];
    separate(csv);
    if (!defined || !isfinite(value)) return;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(room, sizeof room, "%.*g", digits, value);
        if (strtod(room, NULL) == value) break;
    }
    cs_text_add(&csv->line, room);
}

static cs_status flush(cs_csv *csv, cs_error *err)
{
    if (csv->line.failed) return cs_fail_memory(err, "a CSV file");
    cs_status status = cs_file_put(&csv->file, csv->line.bytes, csv->line.length, err);
    csv->line.length = 0;
    return status;
}

cs_status cs_csv_row(cs_csv *csv, cs_error *err)
{
    cs_text_add_bytes(&csv->line, "\n", 1);
    csv->begun = false;
    if (csv->line.failed || csv->line.length >= PIECE) return flush(csv, err);
    return CS_OK;
}

cs_status cs_csv_end(cs_csv *csv, cs_export *export, cs_status status, cs_error *err)
{
    char *path = NULL;
    if (status == CS_OK && (csv->line.length > 0 || csv->line.failed)) status = flush(csv, err);
    void *paths = export->path;
    if (status == CS_OK)
        status = cs_reserve(&paths, &export->room, (size_t)export->files + 1, sizeof(char *),
                            "the names of the files", err);
    export->path = paths;
    if (status == CS_OK) {
        path = cs_copy_text(csv->file.path);
        if (!path) status = cs_fail_memory(err, "the name of a file");
    }
    if (status == CS_OK) status = cs_file_commit(&csv->file, err);
    if (status == CS_OK) export->path[export->files++] = path;
    else cs_free(path);
    cs_file_abandon(&csv->file);
    cs_text_drop(&csv->line);
    return status;
}

cs_status cs_csv_query(cs_export *export, const cs_database *db, const char *file, const char *sql,
                       cs_error *err)
{
    sqlite3_stmt *statement = NULL;
    cs_csv csv;
    bool row;
    CS_TRY(cs_csv_begin(&csv, export, file, err));
    cs_status status = cs_database_prepare(db, sql, &statement, err);
    for (int i = 0; status == CS_OK && i < sqlite3_column_count(statement); i++)
        cs_csv_text(&csv, sqlite3_column_name(statement, i));
    if (status == CS_OK) status = cs_csv_row(&csv, err);
    while (status == CS_OK &&
           (status = cs_database_step(db, statement, &row, err)) == CS_OK && row) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            int type = sqlite3_column_type(statement, i);
            const unsigned char *text = sqlite3_column_text(statement, i);
            if (type == SQLITE_FLOAT)
                cs_csv_real(&csv, sqlite3_column_double(statement, i), true);
            else cs_csv_text(&csv, text ? (const char *)text : "");
        }
        status = cs_csv_row(&csv, err);
    }
    sqlite3_finalize(statement);
    return cs_csv_end(&csv, export, status, err);
}

/* ---- the folder ---- */

cs_status cs_export_begin(cs_export *export, cs_error *err)
{
    if (mkdir(export->folder, 0777) == 0) {
        export->made_folder = true;
        return CS_OK;
    }
    if (errno != EEXIST) return cs_fail_file(err, export->folder, "made", errno);
    DIR *folder = opendir(export->folder);
    if (!folder) return cs_fail_file(err, export->folder, "written to", errno);
    const struct dirent *entry;
    bool empty = true;
    while ((entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) empty = false;
    closedir(folder);
    if (empty) return CS_OK;
    return cs_fail(err, CS_IO,
                   "the folder %s is not empty and was left as it is; name a new or an empty one",
                   export->folder);
}

cs_status cs_export_end(cs_export *export, cs_status status)
{
    for (int i = 0; i < export->files; i++) {
        if (status != CS_OK) unlink(export->path[i]);
        cs_free(export->path[i]);
    }
    cs_free(export->path);
    if (status != CS_OK && export->made_folder) rmdir(export->folder);
    return status;
}
