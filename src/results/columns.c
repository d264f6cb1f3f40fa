/* Tables for a terminal. */
#include "results/columns.h"

#include "core/mem.h"

#include <string.h>

#define GAP 2
#define HEAD_LEAST 9 /* words of a head are broken over lines narrower than this only by being short */
#define HEAD_LINES 6

void cs_columns_free(cs_columns *columns)
{
    for (int i = 0; i < columns->count; i++) cs_free(columns->column[i].cell);
    cs_free(columns->column);
    *columns = (cs_columns){0};
}

cs_status cs_columns_add(cs_columns *columns, const char *head, const char *under, bool key, cs_error *err)
{
    if (columns->count == columns->room) {
        int room = columns->room ? 2 * columns->room : 8;
        cs_column *more = cs_resize(columns->column, (size_t)room, sizeof *more);
        if (!more) return cs_fail_memory(err, "the columns of a table");
        columns->column = more;
        columns->room = room;
    }
    cs_column added = {.head = head, .under = under, .key = key,
                       .cell = cs_alloc((size_t)columns->rows + 1, sizeof *added.cell)};
    if (!added.cell) return cs_fail_memory(err, "the cells of a table");
    columns->column[columns->count++] = added;
    return CS_OK;
}

void cs_columns_put(cs_columns *columns, int row, const char *words)
{
    char *cell = columns->column[columns->count - 1].cell[row];
    cs_format_cut(cell, CS_CELL_WIDE, words);
}

/* ---- widths ---- */

/* Where the first word of `at` ends: at a space, or behind a dot within a path. */
static size_t word_end(const char *at)
{
    size_t end = strcspn(at, " .");
    while (at[end] == '.' && (end == 0 || at[end + 1] == ' ')) end += 1 + strcspn(at + end + 1, " .");
    return at[end] == '.' ? end + 1 : end;
}

/* Bytes of `head` that stand in a line of `width` columns: whole words, at least one; *taken: columns. */
static size_t line_of(const char *head, int width, int *taken)
{
    size_t end = 0;
    *taken = 0;
    for (size_t at = 0; head[at];) {
        size_t next = at + word_end(head + at);
        int wide = 0;
        for (size_t i = 0; i < next; i++) wide += ((unsigned char)head[i] & 0xc0) != 0x80;
        if (end > 0 && wide > width) break;
        end = next;
        *taken = wide;
        at = next + strspn(head + next, " ");
    }
    return end;
}

static int longest_word(const char *head)
{
    int most = 0, taken;
    while (*head) {
        size_t end = line_of(head, 1, &taken);
        most = taken > most ? taken : most;
        head += end + strspn(head + end, " ");
    }
    return most;
}

static int head_lines(const cs_column *c)
{
    int lines = 0, taken;
    for (const char *at = c->head; *at; lines++) {
        at += line_of(at, c->width, &taken);
        at += strspn(at, " ");
    }
    return lines;
}

static void measure(cs_column *c, int rows)
{
    int head = cs_format_columns(c->head), word = longest_word(c->head);
    int width = head < HEAD_LEAST ? head : HEAD_LEAST;
    width = word > width ? word : width;
    for (int i = 0; i < rows; i++) {
        int wide = cs_format_columns(c->cell[i]);
        width = wide > width ? wide : width;
    }
    int under = cs_format_columns(c->under);
    c->width = under > width ? under : width;
    while (head_lines(c) > HEAD_LINES) c->width++;
}

int cs_columns_keys(cs_columns *columns)
{
    int width = 0;
    for (int i = 0; i < columns->count; i++) {
        measure(&columns->column[i], columns->rows);
        if (columns->column[i].key) width += columns->column[i].width + GAP;
    }
    return width;
}

/* ---- printing ---- */

/* Words to the left in columns that say whose row it is, to the right in others; no spaces at the end. */
static void put(cs_text *line, const cs_column *c, const char *words, int wide)
{
    int before = c->key ? 0 : c->width - wide, after = c->key ? c->width - wide : 0;
    if (line->length > 0 || !c->key) cs_text_format(line, "%*s", line->length > 0 ? GAP : 0, "");
    cs_text_format(line, "%*s", before, "");
    cs_text_add(line, words);
    cs_text_format(line, "%*s", after, "");
}

static void end_line(cs_text *text, cs_text *line)
{
    while (line->length > 0 && line->bytes[line->length - 1] == ' ') line->bytes[--line->length] = 0;
    if (line->length > 0) cs_text_add(text, line->bytes);
    cs_text_add(text, "\n");
    text->failed |= line->failed;
    line->length = 0;
}

/* The nth of so many lines of a head, which stand at the bottom, over the unit. */
static void put_head(cs_text *line, const cs_column *c, int n, int lines, bool under)
{
    char words[CS_CELL_WIDE * 2];
    int taken, skip = lines - under - head_lines(c);
    const char *at = c->head;
    if (under && n == lines - 1) {
        put(line, c, c->under, cs_format_columns(c->under));
        return;
    }
    for (int i = skip; i < n && *at; i++) {
        at += line_of(at, c->width, &taken);
        at += strspn(at, " ");
    }
    size_t length = n < skip ? 0 : line_of(at, c->width, &taken);
    snprintf(words, sizeof words, "%.*s", (int)length, at);
    put(line, c, words, cs_format_columns(words));
}

/* One table: the key columns and those from `first` to before `end`. */
static void print_part(const cs_columns *t, int first, int end, cs_text *text)
{
    cs_text line = {0};
    int lines = 1;
    bool under = false;
#define EACH(i) for (int i = 0; i < t->count; i++) if (t->column[i].key || (i >= first && i < end))
    EACH(i) under |= *t->column[i].under != 0;
    EACH(i) if (head_lines(&t->column[i]) + under > lines) lines = head_lines(&t->column[i]) + under;
    cs_text_add(text, "\n");
    for (int n = 0; n < lines; n++) {
        EACH(i) put_head(&line, &t->column[i], n, lines, under);
        end_line(text, &line);
    }
    cs_format_rule(text);
    for (int row = 0; row < t->rows; row++) {
        EACH(i) put(&line, &t->column[i], t->column[i].cell[row], cs_format_columns(t->column[i].cell[row]));
        end_line(text, &line);
    }
#undef EACH
    cs_text_drop(&line);
}

void cs_columns_print(cs_columns *columns, cs_text *text)
{
    int keys = cs_columns_keys(columns), first = 0;
    while (first < columns->count && columns->column[first].key) first++;
    for (int end = first, wide = keys; first < columns->count; first = end, wide = keys) {
        do wide += columns->column[end++].width + GAP;
        while (end < columns->count && wide + columns->column[end].width <= CS_LINE);
        print_part(columns, first, end, text);
    }
}
