/* The page as JSON: what web/src/data.ts describes and the charts read. */
#include "report/page.h"

#include "core/mem.h"

#include <jansson.h>
#include <string.h>

/* Answer without its marks. */
static json_t *plain(const char *marked, cs_error *err)
{
    char *copy = cs_copy_text(marked ? marked : ""), *to = copy;
    if (!copy) {
        (void)cs_fail_memory(err, "the report");
        return NULL;
    }
    for (const char *from = copy; *from; from++)
        if ((unsigned char)*from >= ' ' || *from == '\n') *to++ = *from;
    *to = 0;
    json_t *text = json_string(copy);
    cs_free(copy);
    return text;
}

static json_t *cell_json(const cs_page_cell *cell)
{
    if (cell->text) return json_string(cell->text);
    return cell->defined ? json_real(cell->number) : json_null();
}

static json_t *columns_json(const cs_page_table *table)
{
    json_t *columns = json_array();
    for (int c = 0; c < table->columns; c++) {
        const cs_page_column *column = &table->column[c];
        if (json_array_append_new(columns, json_pack("{s:s, s:s, s:s}", "key", column->key, "label",
                                                     column->label, "type",
                                                     cs_column_words[column->type]))) {
            json_decref(columns);
            return NULL;
        }
    }
    return columns;
}

static json_t *rows_json(const cs_page_table *table)
{
    json_t *rows = json_array();
    bool failed = !rows;
    for (size_t i = 0; !failed && i < table->cells; i += (size_t)table->columns) {
        json_t *row = json_array();
        for (int c = 0; c < table->columns; c++)
            failed |= json_array_append_new(row, cell_json(&table->cell[i + (size_t)c])) != 0;
        failed |= json_array_append_new(rows, row) != 0;
    }
    if (!failed) return rows;
    json_decref(rows);
    return NULL;
}

static json_t *table_json(const cs_page_table *table)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", table->name, "caption", table->caption,
                     "undefined", table->undefined, "columns", columns_json(table), "rows",
                     rows_json(table));
}

static json_t *section_json(const cs_page_section *section, cs_error *err)
{
    json_t *tables = json_array();
    for (int t = 0; t < section->tables; t++)
        if (json_array_append_new(tables, table_json(&section->table[t]))) {
            json_decref(tables);
            return NULL;
        }
    return json_pack("{s:s, s:s, s:o, s:s?, s:o}", "id", section->id, "question", section->question,
                     "answer", plain(section->answer.bytes, err), "chart", section->chart, "tables",
                     tables);
}

static json_t *files_json(const cs_page *page)
{
    json_t *files = json_array();
    for (int f = 0; f < page->files; f++)
        if (json_array_append_new(files, json_pack("{s:s, s:s, s:s}", "label", page->file[f].label,
                                                   "name", page->file[f].name, "text",
                                                   page->file[f].text))) {
            json_decref(files);
            return NULL;
        }
    return files;
}

static json_t *page_json(const cs_page *page, cs_error *err)
{
    json_t *sections = json_array();
    for (int s = 0; s < page->sections; s++)
        if (json_array_append_new(sections, section_json(&page->section[s], err))) {
            json_decref(sections);
            return NULL;
        }
    return json_pack("{s:i, s:s, s:s, s:s, s:o, s:s?, s:o, s:o}", "format", 1, "program", CS_VERSION,
                     "name", page->name, "title", page->title, "headline",
                     plain(page->headline, err), "lead", page->lead, "files", files_json(page), "sections", sections);
}

cs_status cs_page_json(const cs_page *page, char **json, cs_error *err)
{
    json_t *root = page_json(page, err);
    if (!root) return cs_fail_memory(err, "the data of the report");
    char *dumped = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(root);
    *json = dumped ? cs_copy_text(dumped) : NULL;
    json_free_t release;
    json_malloc_t unused;
    json_get_alloc_funcs(&unused, &release);
    if (dumped) release(dumped);
    return *json ? CS_OK : cs_fail_memory(err, "the data of the report");
}
