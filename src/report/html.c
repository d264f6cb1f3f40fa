/* The page as one HTML file: every sentence and every table is written here, so the page is whole
   with scripts off; the script adds the charts. Everything that comes from a scenario is escaped. */
#include "report/assets.h"
#include "report/page.h"

#include <string.h>

static void escape(cs_text *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': cs_text_add(out, "&amp;"); break;
        case '<': cs_text_add(out, "&lt;"); break;
        case '>': cs_text_add(out, "&gt;"); break;
        case '"': cs_text_add(out, "&quot;"); break;
        case '\'': cs_text_add(out, "&#39;"); break;
        default: cs_text_add_bytes(out, text, 1);
        }
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A path of a parameter is one long word, which breaks after its dots and underscores. */
static bool breaks(const char *begin, const char *at)
{
    return at > begin && (*at == '.' || *at == '_') && is_letter(at[-1]) && is_letter(at[1]);
}

/* Text with the marks of page.h as elements. */
static void escape_marked(cs_text *out, const char *text)
{
    static const char *const elements[] = {"", "<b>", "</b>", "<span class=\"ci\">", "</span>"};
    const char *begin = text;
    for (; text && *text; text++) {
        char one[2] = {*text, 0};
        if (*text >= 1 && *text <= 4) cs_text_add(out, elements[(int)*text]);
        else escape(out, one);
        if (breaks(begin, text)) cs_text_add(out, "<wbr>");
    }
}

static void cell_html(cs_text *out, const cs_page_table *table, const cs_page_cell *cell, int column)
{
    cs_column_type type = table->column[column].type;
    const char *element = column == 0 ? "th" : "td";
    cs_text_format(out, "<%s%s%s>", element, column == 0 ? " scope=\"row\"" : "",
                   type == CS_COLUMN_TEXT ? "" : " class=\"n\"");
    if (cell->text) escape(out, cell->text);
    else if (cell->defined) cs_write_number(out, cell->number, type);
    else escape(out, cell->dash ? "–" : table->undefined);
    cs_text_format(out, "</%s>", element);
}

static void table_html(cs_text *out, const cs_page_table *table)
{
    cs_text_add(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    escape(out, table->caption);
    cs_text_format(out, "\"><table data-table=\"%s\"><caption><span>", table->name);
    escape(out, table->caption);
    cs_text_add(out, "</span></caption><thead><tr>");
    for (int c = 0; c < table->columns; c++) {
        cs_text_format(out, "<th scope=\"col\"%s>",
                       table->column[c].type == CS_COLUMN_TEXT ? "" : " class=\"n\"");
        escape(out, table->column[c].label);
        cs_text_add(out, "</th>");
    }
    cs_text_add(out, "</tr></thead><tbody>");
    for (size_t i = 0; i < table->cells; i += (size_t)table->columns) {
        cs_text_add(out, "<tr>");
        for (int c = 0; c < table->columns; c++)
            cell_html(out, table, &table->cell[i + (size_t)c], c);
        cs_text_add(out, "</tr>");
    }
    cs_text_add(out, "</tbody></table></div>\n");
}

/* Tables behind a chart fold away; they stand open until the script has drawn the chart. */
static void tables_html(cs_text *out, const cs_page_section *section)
{
    int folded = 0;
    for (int t = 0; t < section->tables; t++) folded += !section->table[t].open;
    if (!folded) return;
    cs_text_format(out, "<details class=\"tb\" open><summary>Show as %s</summary>\n",
                   folded > 1 ? "tables" : "a table");
    for (int t = 0; t < section->tables; t++)
        if (!section->table[t].open) table_html(out, &section->table[t]);
    cs_text_add(out, "</details>");
}

static void items_html(cs_text *out, const char *const *items)
{
    cs_text_add(out, "<ul class=\"lim\">");
    for (; *items; items++) {
        cs_text_add(out, "<li>");
        escape(out, *items);
        cs_text_add(out, "</li>");
    }
    cs_text_add(out, "</ul>\n");
}

static void how_html(cs_text *out, const char *how)
{
    if (!how) return;
    cs_text_add(out, "<p class=\"how\">");
    escape(out, how);
    cs_text_add(out, "</p>\n");
}

static void section_html(cs_text *out, const cs_page_section *section)
{
    cs_text_format(out, "<section id=\"%s\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">", section->id,
                   section->id, section->id);
    escape(out, section->question);
    cs_text_add(out, "</h2><p class=\"say\">");
    escape_marked(out, section->answer.bytes);
    cs_text_add(out, "</p>\n");
    if (section->item[0]) items_html(out, section->item);
    cs_text_add(out, section->tables ? "<div class=\"card\">" : "<div>");
    if (section->chart) cs_text_format(out, "<div data-chart=\"%s\"></div>\n", section->chart);
    for (int t = 0; t < section->tables; t++)
        if (section->table[t].open) table_html(out, &section->table[t]);
    how_html(out, section->how);
    tables_html(out, section);
    cs_text_add(out, "</div></section>\n");
}

/* The four figures under the headline; days are whole here. */
static void figure_html(cs_text *out, const cs_page_cell *row, cs_column_type column)
{
    cs_column_type type = column == CS_COLUMN_FIGURE ? column
                          : strcmp(row[4].text, "days") ? CS_COLUMN_RATE : CS_COLUMN_COUNT;
    cs_text_add(out, "<div><dt>");
    escape_marked(out, row[0].text);
    cs_text_add(out, "</dt><dd>");
    if (row[1].defined) cs_write_number(out, row[1].number, type);
    else cs_text_add(out, "–");
    if (row[1].defined && strcmp(row[4].text, "%") == 0) cs_text_add(out, "%");
    else if (row[1].defined) cs_text_format(out, "%s%s", row[4].text[0] ? " " : "", row[4].text);
    cs_text_add(out, "<small>");
    if (row[2].defined) {
        cs_write_number(out, row[2].number, type);
        cs_text_add(out, row[2].number < 0.0 ? " to " : "–");
        cs_write_number(out, row[3].number, type);
        cs_text_add(out, " · ");
    }
    escape_marked(out, row[5].text);
    cs_text_add(out, "</small></dd></div>\n");
}

static void answer_html(cs_text *out, const cs_page *page, const cs_page_section *section)
{
    cs_text_add(out, "<div id=\"answer\"><p class=\"eyebrow\">");
    escape_marked(out, page->eyebrow);
    cs_text_add(out, "</p>\n<h1>");
    escape_marked(out, page->headline);
    cs_text_add(out, "</h1>\n<p class=\"lead\">");
    escape_marked(out, section->answer.bytes);
    cs_text_add(out, "</p>\n");
    if (section->tables) {
        const cs_page_table *table = &section->table[0];
        cs_text_add(out, "<dl class=\"figs\">");
        for (size_t i = 0; i < table->cells; i += (size_t)table->columns)
            figure_html(out, &table->cell[i], table->column[1].type);
        cs_text_add(out, "</dl>\n");
    }
    how_html(out, section->how);
    tables_html(out, section);
    cs_text_add(out, "</div>\n");
}

static void nav_html(cs_text *out, const cs_page *page)
{
    for (int s = 0; s < page->sections; s++) {
        cs_text_format(out, "<li><a href=\"#%s\">", page->section[s].id);
        escape(out, page->section[s].question);
        cs_text_add(out, "</a></li>\n");
    }
}

static void main_html(cs_text *out, const cs_page *page)
{
    answer_html(out, page, &page->section[0]);
    for (int s = 1; s < page->sections; s++) section_html(out, &page->section[s]);
}

/* JSON inside a script element: no "<" may stand there, or "</script>" would end it. */
static void data_html(cs_text *out, const char *json)
{
    for (; *json; json++) {
        if (*json == '<') cs_text_add(out, "\\u003c");
        else cs_text_add_bytes(out, json, 1);
    }
}

static void fill(cs_text *out, const cs_page *page, const char *json, const char *name, size_t length)
{
    if (!strncmp(name, "title", length)) escape(out, page->title);
    else if (!strncmp(name, "from", length)) escape(out, page->from);
    else if (!strncmp(name, "nav", length)) nav_html(out, page);
    else if (!strncmp(name, "main", length)) main_html(out, page);
    else if (!strncmp(name, "data", length)) data_html(out, json);
    else if (!strncmp(name, "css", length))
        cs_text_add_bytes(out, (const char *)cs_asset_report_css, cs_asset_report_css_size);
    else if (!strncmp(name, "js", length))
        cs_text_add_bytes(out, (const char *)cs_asset_report_js, cs_asset_report_js_size);
}

/* The template, with each {{name}} filled in. */
static void print_template(cs_text *out, const cs_page *page, const char *json)
{
    const char *at = (const char *)cs_asset_report_html, *end = at + cs_asset_report_html_size;
    while (at < end) {
        const char *open = memchr(at, '{', (size_t)(end - at));
        if (!open) open = end;
        cs_text_add_bytes(out, at, (size_t)(open - at));
        const char *close = open < end ? memchr(open, '}', (size_t)(end - open)) : NULL;
        if (close && close - open > 2 && open[1] == '{' && close + 1 < end && close[1] == '}') {
            fill(out, page, json, open + 2, (size_t)(close - open - 2));
            at = close + 2;
        } else {
            cs_text_add_bytes(out, open, open < end);
            at = open + 1;
        }
    }
}

cs_status cs_page_html(const cs_page *page, char **html, cs_error *err)
{
    cs_text out = {0};
    char *json = NULL;
    CS_TRY(cs_page_json(page, &json, err));
    print_template(&out, page, json);
    cs_text_free(json);
    return cs_text_take(&out, html, err);
}
