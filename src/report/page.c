/* Building the page: sections, tables, cells, and the texts they own. */
#include "report/page.h"

#include "core/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const cs_column_words[CS_COLUMN_TYPES] = {
#define X(name, word) word,
    CS_COLUMN_LIST(X)
#undef X
};

void cs_page_free(cs_page *page)
{
    for (int s = 0; s < page->sections; s++) {
        cs_page_section *section = &page->section[s];
        cs_text_drop(&section->answer);
        for (int t = 0; t < section->tables; t++) cs_free(section->table[t].cell);
    }
    for (size_t i = 0; i < page->kept_count; i++) cs_free(page->kept[i]);
    cs_free(page->kept);
    *page = (cs_page){0};
}

cs_status cs_page_check(const cs_page *page, cs_error *err)
{
    bool failed = page->failed;
    for (int s = 0; s < page->sections; s++) failed |= page->section[s].answer.failed;
    return failed ? cs_fail_memory(err, "the report") : CS_OK;
}

/* Own `copy`, or note that there was no memory for it. */
static const char *own(cs_page *page, char *copy)
{
    if (!copy || cs_reserve((void **)&page->kept, &page->kept_room, page->kept_count + 1,
                            sizeof *page->kept, "the report", NULL) != CS_OK) {
        cs_free(copy);
        page->failed = true;
        return "";
    }
    page->kept[page->kept_count++] = copy;
    return copy;
}

const char *cs_page_keep(cs_page *page, const char *text)
{
    return own(page, cs_copy_text(text ? text : ""));
}

const char *cs_page_keep_text(cs_page *page, cs_text *text)
{
    char *taken = NULL;
    if (cs_text_take(text, &taken, NULL) != CS_OK) taken = NULL;
    return own(page, taken);
}

static const char *drop_controls(cs_page *page, const char *text, char underscore)
{
    char *copy = cs_copy_text(text ? text : ""), *to = copy;
    for (const char *from = copy; from && *from; from++) {
        if ((unsigned char)*from < ' ') continue;
        *to++ = *from == '_' ? underscore : *from;
    }
    if (to) *to = 0;
    return own(page, copy);
}

const char *cs_page_words(cs_page *page, const char *name)
{
    return drop_controls(page, name, ' ');
}

const char *cs_page_clean(cs_page *page, const char *text)
{
    return drop_controls(page, text, '_');
}

void cs_page_add_file(cs_page *page, const char *label, const char *name, const char *text)
{
    if (page->files == CS_PAGE_FILES_MOST) return;
    page->file[page->files++] =
        (cs_page_file){label, cs_page_keep(page, name), cs_page_keep(page, text)};
}

cs_page_section *cs_page_begin(cs_page *page, const char *id, const char *question)
{
    cs_page_section *section = &page->section[page->sections++];
    *section = (cs_page_section){.id = id, .question = question};
    return section;
}

cs_page_table *cs_page_add_table(cs_page_section *section, const char *name, const char *caption)
{
    cs_page_table *table = &section->table[section->tables++];
    *table = (cs_page_table){.name = name, .caption = caption, .undefined = "–"};
    return table;
}

void cs_table_column(cs_page_table *table, const char *key, const char *label, cs_column_type type)
{
    if (table->columns == CS_PAGE_COLUMNS_MOST) return;
    table->column[table->columns++] = (cs_page_column){key, label, type};
}

void cs_table_interval(cs_page *page, cs_page_table *table, const char *key, const char *label,
                       cs_column_type type)
{
    cs_text low = {0}, high = {0};
    cs_text_format(&low, "%s_low", key);
    cs_text_format(&high, "%s_high", key);
    cs_table_column(table, key, label, type);
    cs_table_column(table, cs_page_keep_text(page, &low), "low", type);
    cs_table_column(table, cs_page_keep_text(page, &high), "high", type);
}

static void add_cell(cs_page *page, cs_page_table *table, cs_page_cell cell)
{
    if (cs_reserve((void **)&table->cell, &table->room, table->cells + 1, sizeof *table->cell,
                   "the report", NULL) != CS_OK) {
        page->failed = true;
        return;
    }
    table->cell[table->cells++] = cell;
}

void cs_table_text(cs_page *page, cs_page_table *table, const char *text)
{
    add_cell(page, table, (cs_page_cell){.text = text, .defined = true});
}

/* Nine figures, as the JSON carries them: what is written on the page is then made from the same
   number as what the script reads. */
void cs_table_number(cs_page *page, cs_page_table *table, double number)
{
    char digits[40];
    snprintf(digits, sizeof digits, "%.9g", number);
    add_cell(page, table, (cs_page_cell){.number = strtod(digits, NULL), .defined = true});
}

void cs_table_undefined(cs_page *page, cs_page_table *table)
{
    add_cell(page, table, (cs_page_cell){0});
}

void cs_table_ends(cs_page *page, cs_page_table *table, const cs_estimate *estimate)
{
    if (estimate->defined && estimate->has_interval) {
        cs_table_number(page, table, estimate->low);
        cs_table_number(page, table, estimate->high);
    } else {
        add_cell(page, table, (cs_page_cell){.dash = true});
        add_cell(page, table, (cs_page_cell){.dash = true});
    }
}

void cs_table_estimate(cs_page *page, cs_page_table *table, const cs_estimate *estimate)
{
    if (estimate->defined) cs_table_number(page, table, estimate->mean);
    else cs_table_undefined(page, table);
    cs_table_ends(page, table, estimate);
}

static bool only_dashes(const cs_page_table *table, int column)
{
    for (size_t at = (size_t)column; at < table->cells; at += (size_t)table->columns)
        if (!table->cell[at].dash) return false;
    return table->cells > 0;
}

static void drop_column(cs_page_table *table, int column)
{
    size_t kept = 0;
    for (size_t at = 0; at < table->cells; at++)
        if ((int)(at % (size_t)table->columns) != column) table->cell[kept++] = table->cell[at];
    table->cells = kept;
    for (int c = column; c + 1 < table->columns; c++) table->column[c] = table->column[c + 1];
    table->columns--;
}

void cs_page_tidy(cs_page *page)
{
    for (int s = 0; s < page->sections; s++)
        for (int t = 0; t < page->section[s].tables; t++) {
            cs_page_table *table = &page->section[s].table[t];
            if (table->fixed) continue;
            for (int c = table->columns - 1; c >= 0; c--)
                if (only_dashes(table, c)) drop_column(table, c);
        }
}
