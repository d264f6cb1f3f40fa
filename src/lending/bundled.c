/* The bundled tables of credit scores, and a strict reader of their text.

   A table is CSV with comments ('#'). Its header is `points`, then two columns a group: NAME, the percent
   of the group with this score or a lower one, and NAME_bad, the percent of those with the score who do
   not repay. Rows run from the lowest score up; the last has 100 in every NAME. */
#include "core/embedded.h"
#include "lending/lending.h"

#include <string.h>

#define GROUPS_MOST 16

typedef struct piece { const char *text; int length; } piece;

typedef struct reader {
    const cs_embedded *file;
    int line, columns;
    piece column[2 * GROUPS_MOST + 1];
    int taken[GROUPS_MOST]; /* column of each group wanted */
    cs_credit_table *table;
    cs_error *err;
} reader;

static const cs_embedded *file_of(int i)
{
    const cs_embedded *file = cs_embedded_lending;
    while (i > 0 && file->name) i--, file++;
    return i == 0 && file->name ? file : NULL;
}

const char *cs_credit_bundled_name(int i)
{
    const cs_embedded *file = i < 0 ? NULL : file_of(i);
    return file ? file->name : NULL;
}

static cs_status bad(const reader *r, const char *what)
{
    return cs_fail(r->err, CS_FORMAT, "table %s, line %d: %s", r->file->name, r->line, what);
}

/* "12.34": digits, and at most six more after a point; -1 when it is not that. */
static double number(piece p)
{
    int64_t value = 0, scale = 1;
    int i = 0, digits = 0;
    for (; i < p.length && p.text[i] >= '0' && p.text[i] <= '9'; i++, digits++)
        value = value * 10 + (p.text[i] - '0');
    if (digits == 0 || digits > 6) return -1.0;
    if (i < p.length && p.text[i++] != '.') return -1.0;
    for (; i < p.length; i++) {
        if (p.text[i] < '0' || p.text[i] > '9' || scale >= 1000000) return -1.0;
        value = value * 10 + (p.text[i] - '0');
        scale *= 10;
    }
    return (double)value / (double)scale;
}

/* The fields of a line; how many, or -1 when there are more than fit. */
static int split(piece line, piece *field)
{
    int count = 1;
    field[0] = (piece){line.text, 0};
    for (int i = 0; i < line.length; i++) {
        if (line.text[i] != ',') {
            field[count - 1].length++;
            continue;
        }
        if (count == 2 * GROUPS_MOST + 1) return -1;
        field[count++] = (piece){line.text + i + 1, 0};
    }
    return count;
}

static bool same(piece p, const char *word)
{
    return (size_t)p.length == strlen(word) && memcmp(p.text, word, (size_t)p.length) == 0;
}

static cs_status read_header(reader *r, piece line, const char *const *names, int count)
{
    r->columns = split(line, r->column);
    if (r->columns < 3 || r->columns % 2 == 0 || !same(r->column[0], "points"))
        return bad(r, "the header `points,GROUP,GROUP_bad,...` is wanted");
    r->taken[0] = 1;
    for (int g = 0; g < count; g++) {
        int at = 1;
        while (at < r->columns && !same(r->column[at], names[g])) at += 2;
        if (at >= r->columns)
            return cs_fail(r->err, CS_FORMAT,
                           "the table %s has no group `%.40s`; the values of `groups` must be among "
                           "those it has", r->file->name, names[g]);
        r->taken[g] = at;
    }
    return CS_OK;
}

static cs_status read_row(reader *r, piece line)
{
    piece field[2 * GROUPS_MOST + 1];
    cs_credit_table *t = r->table;
    int l = t->levels;
    if (split(line, field) != r->columns) return bad(r, "as many fields as the header are wanted");
    if (l == CS_LEVELS_MOST) return bad(r, "there are more than 250 levels");
    t->score[l] = number(field[0]);
    if (t->score[l] < 0.0 || (l > 0 && t->score[l] <= t->score[l - 1]))
        return bad(r, "points must be numbers that rise");
    for (int g = 0; g < t->groups; g++) {
        double upto = number(field[r->taken[g]]), late = number(field[r->taken[g] + 1]);
        if (upto < 0.0 || upto > 100.0 || late < 0.0 || late > 100.0)
            return bad(r, "a percentage like 3.09 is wanted");
        t->start[g * CS_LEVELS_MOST + l] = upto / 100.0;
        t->repays[g * CS_LEVELS_MOST + l] = 1.0 - late / 100.0;
    }
    t->levels++;
    return CS_OK;
}

/* From shares up to a level to shares of the level. */
static cs_status finish(const reader *r)
{
    cs_credit_table *t = r->table;
    for (int g = 0; g < t->groups; g++) {
        double *start = t->start + g * CS_LEVELS_MOST;
        if (t->levels == 0 || start[t->levels - 1] != 1.0)
            return bad(r, "the last row must have 100 percent in every group");
        for (int l = t->levels - 1; l > 0; l--) {
            start[l] -= start[l - 1];
            if (start[l] < 0.0) return bad(r, "percentages up to a score cannot fall");
        }
    }
    return CS_OK;
}

cs_status cs_credit_bundled(int i, const char *const *names, int count, cs_credit_table *table,
                            cs_error *err)
{
    reader r = {.file = file_of(i), .table = table, .err = err};
    if (!r.file || count > GROUPS_MOST)
        return cs_fail(err, CS_FORMAT, "a bundled table has at most %d groups", GROUPS_MOST);
    const char *at = (const char *)r.file->bytes, *end = at + r.file->size;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        piece line = {at, (int)((stop ? stop : end) - at)};
        at = stop ? stop + 1 : end;
        r.line++;
        if (line.length > 0 && line.text[0] == '#') continue;
        if (r.columns == 0) CS_TRY(read_header(&r, line, names, count));
        else CS_TRY(read_row(&r, line));
    }
    return finish(&r);
}

int cs_credit_bundled_levels(int i)
{
    const cs_embedded *file = file_of(i);
    int lines = -1; /* the header */
    bool begins = true;
    for (size_t b = 0; file && b < file->size; b++) {
        lines += begins && file->bytes[b] != '#';
        begins = file->bytes[b] == '\n';
    }
    return lines > 0 ? lines : 0;
}
