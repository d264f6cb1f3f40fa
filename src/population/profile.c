/* The bundled aggregate tables: finding one, and a strict reader of its text.

   A profile is CSV with comments: lines that begin with '#' are for people, but for `# about: ` (once)
   and `# source: ` (one or more), which are kept. Then the header `table,class,sex,percent`, and rows
       age,0-4,male,3.09       classes in order without gap, male before female, the last one "90+"
       household,1,,25.39      sizes from 1 without gap; the last may be open, "10+", and counts as 10
   The percentages of each table add up to 100 but for rounding. */
#include "core/embedded.h"
#include "population/tables.h"

#include <stdio.h>
#include <string.h>

#define ROUNDING_PERCENT 0.5

typedef struct reader {
    cs_profile *profile;
    const char *name;
    int line;
    bool header;        /* seen */
    bool female_next;   /* the male row of the last class has been read */
    int next_year;      /* first year of the next age class; -1 after the open one */
    bool sizes_open;    /* the open size has been read */
    cs_error *err;
} reader;

/* A field of a row: not ended by a zero. */
typedef struct piece { const char *text; int length; } piece;

static cs_status bad(const reader *r, const char *what)
{
    return cs_fail(r->err, CS_FORMAT, "profile %s, line %d: %s", r->name, r->line, what);
}

static bool same(piece p, const char *word)
{
    return (size_t)p.length == strlen(word) && memcmp(p.text, word, (size_t)p.length) == 0;
}

/* Up to 9 digits; what follows them is left in *rest. -1 when there is none. */
static long digits(piece p, piece *rest)
{
    long value = 0;
    int i = 0;
    for (; i < p.length && i < 9 && p.text[i] >= '0' && p.text[i] <= '9'; i++)
        value = value * 10 + (p.text[i] - '0');
    *rest = (piece){p.text + i, p.length - i};
    return i ? value : -1;
}

/* "3.09": digits, at most 6 more after a point, from 0 to 100. -1 when it is not that. */
static double percent(piece p)
{
    piece rest, end;
    long whole = digits(p, &rest);
    if (whole < 0 || whole > 100) return -1.0;
    if (rest.length == 0) return (double)whole;
    if (rest.text[0] != '.' || rest.length > 7) return -1.0;
    piece fraction = {rest.text + 1, rest.length - 1};
    long part = digits(fraction, &end);
    if (part < 0 || end.length > 0) return -1.0;
    double scale = 1.0;
    for (int i = 0; i < fraction.length; i++) scale *= 10.0;
    double value = ((double)whole * scale + (double)part) / scale;
    return value <= 100.0 ? value : -1.0;
}

/* "0-4" or "90+": first and last year, last = CS_FOREVER when open. */
static bool age_class(piece p, int *first, int *last)
{
    piece rest, end;
    long from = digits(p, &rest);
    if (from < 0 || from > 150 || rest.length < 1) return false;
    *first = (int)from;
    *last = CS_FOREVER;
    if (same(rest, "+")) return true;
    if (rest.text[0] != '-') return false;
    long to = digits((piece){rest.text + 1, rest.length - 1}, &end);
    if (to < from || to > 150 || end.length > 0) return false;
    *last = (int)to;
    return true;
}

static cs_status read_age(reader *r, piece class, piece sex, double value)
{
    cs_profile *p = r->profile;
    int first, last;
    if (!age_class(class, &first, &last))
        return bad(r, "an age class like 0-4 or 90+ is wanted");
    if (r->female_next) {
        int open = r->next_year < 0;
        if (!same(sex, "female") || first != p->age_first[p->ages - 1] ||
            (open ? last != CS_FOREVER : last != r->next_year - 1))
            return bad(r, "the female row of the age class before it is wanted");
        p->female[p->ages - 1] = value;
        r->female_next = false;
        return CS_OK;
    }
    if (!same(sex, "male")) return bad(r, "the male row of an age class comes first");
    if (r->next_year < 0 || first != r->next_year)
        return bad(r, "the age class does not follow on the one before it");
    if (p->ages == CS_AGE_BANDS_MOST) return bad(r, "there are too many age classes");
    p->age_first[p->ages] = first;
    p->male[p->ages++] = value;
    r->next_year = last == CS_FOREVER ? -1 : last + 1;
    r->female_next = true;
    return CS_OK;
}

static cs_status read_household(reader *r, piece class, piece sex, double value)
{
    cs_profile *p = r->profile;
    piece rest;
    long size = digits(class, &rest);
    if (sex.length > 0) return bad(r, "a household has no sex; an empty field is wanted");
    if (r->sizes_open || size != p->sizes + 1 || size > CS_HOUSEHOLD_MOST ||
        !(rest.length == 0 || same(rest, "+")))
        return bad(r, "household sizes are 1, 2, ... in order, at most 16, and only the last is open");
    r->sizes_open = rest.length > 0;
    p->household[p->sizes++] = value;
    return CS_OK;
}

static cs_status read_row(reader *r, piece line)
{
    piece field[4] = {{line.text, 0}};
    int fields = 1;
    for (int i = 0; i < line.length; i++) {
        if (line.text[i] != ',') {
            field[fields - 1].length++;
        } else {
            if (fields == 4) return bad(r, "a row has four fields, and this one has more");
            field[fields++] = (piece){line.text + i + 1, 0};
        }
    }
    if (fields < 4) return bad(r, "a row has four fields: table,class,sex,percent");
    double value = percent(field[3]);
    if (value < 0.0) return bad(r, "a percentage like 3.09 is wanted in the last field");
    if (same(field[0], "age")) return read_age(r, field[1], field[2], value);
    if (same(field[0], "household")) return read_household(r, field[1], field[2], value);
    return bad(r, "a row begins with `age` or `household`");
}

/* Append a kept comment to room[size], after "; " when something is there. */
static cs_status keep_comment(const reader *r, char *room, size_t size, piece comment)
{
    size_t used = strlen(room), gap = used ? 2 : 0;
    if (used + gap + (size_t)comment.length + 1 > size) return bad(r, "the text is too long");
    if (gap) memcpy(room + used, "; ", 2);
    memcpy(room + used + gap, comment.text, (size_t)comment.length);
    room[used + gap + (size_t)comment.length] = 0;
    return CS_OK;
}

static bool begins(piece line, const char *word, piece *rest)
{
    int length = (int)strlen(word);
    if (line.length < length || memcmp(line.text, word, (size_t)length) != 0) return false;
    *rest = (piece){line.text + length, line.length - length};
    return true;
}

static cs_status read_line(reader *r, piece line)
{
    cs_profile *p = r->profile;
    piece comment;
    if (memchr(line.text, 0, (size_t)line.length) || memchr(line.text, '\r', (size_t)line.length))
        return bad(r, "a zero byte or a carriage return has no place here");
    if (begins(line, "# about: ", &comment)) {
        if (p->about[0]) return bad(r, "there is one `# about: ` already");
        return keep_comment(r, p->about, sizeof p->about, comment);
    }
    if (begins(line, "# source: ", &comment))
        return keep_comment(r, p->source, sizeof p->source, comment);
    if (begins(line, "#", &comment)) return CS_OK;
    if (r->header) return read_row(r, line);
    if (!same(line, "table,class,sex,percent"))
        return bad(r, "the header `table,class,sex,percent` is wanted");
    r->header = true;
    return CS_OK;
}

/* Turn percentages into shares that add up to 1. */
static cs_status normalise(const reader *r, double *column, double *second, int rows,
                           const char *what)
{
    double sum = 0.0;
    for (int i = 0; i < rows; i++) sum += column[i] + (second ? second[i] : 0.0);
    if (sum < 100.0 - ROUNDING_PERCENT || sum > 100.0 + ROUNDING_PERCENT)
        return cs_fail(r->err, CS_FORMAT, "profile %s: the %s add up to %.2f %% instead of 100 %%",
                       r->name, what, sum);
    for (int i = 0; i < rows; i++) {
        column[i] /= sum;
        if (second) second[i] /= sum;
    }
    return CS_OK;
}

static cs_status finish(reader *r)
{
    cs_profile *p = r->profile;
    if (r->next_year >= 0 || r->female_next)
        return bad(r, "the age table does not end with both sexes of an open class like 90+");
    if (!p->about[0] || !p->source[0]) return bad(r, "`# about: ` and `# source: ` are wanted");
    CS_TRY(normalise(r, p->male, p->female, p->ages, "ages"));
    return normalise(r, p->household, NULL, p->sizes, "household sizes");
}

cs_status cs_profile_parse(const char *text, size_t length, const char *name, cs_profile *profile,
                           cs_error *err)
{
    reader r = {.profile = profile, .name = name, .err = err};
    *profile = (cs_profile){.name = name};
    const char *at = text, *end = text + length;
    while (at < end) {
        r.line++;
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop || stop - at > 1000) return bad(&r, "the line is not ended, or too long");
        CS_TRY(read_line(&r, (piece){at, (int)(stop - at)}));
        at = stop + 1;
    }
    return finish(&r);
}

const char *cs_profile_name(int i)
{
    for (const cs_embedded *file = cs_embedded_profiles; i >= 0 && file->name; file++)
        if (i-- == 0) return file->name;
    return NULL;
}

cs_status cs_profile_find(const char *name, cs_profile *profile, cs_error *err)
{
    for (const cs_embedded *file = cs_embedded_profiles; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return cs_profile_parse((const char *)file->bytes, file->size, file->name,
                                    profile, err);
    return cs_fail(err, CS_USAGE, "there is no bundled profile called %s", name);
}
