/* Numbers and lines for texts of 80 columns. */
#include "results/format.h"

#include <math.h>
#include <string.h>

void cs_format_number(char room[CS_CELL], double value, int decimals)
{
    char plain[CS_CELL];
    if (!(fabs(value) < 1e15)) {
        snprintf(room, CS_CELL, "%.4g", value);
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    /* a zero that was rounded to is written without the sign it came with */
    if (plain[0] == '-' && strspn(plain + 1, "0.") == strlen(plain + 1))
        memmove(plain, plain + 1, strlen(plain));
    size_t whole = strcspn(plain, "."), first = plain[0] == '-', out = 0;
    for (size_t i = 0; plain[i]; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0) room[out++] = ',';
        room[out++] = plain[i];
    }
    room[out] = 0;
}

void cs_format_count(char room[CS_CELL], int64_t count, const char *one, const char *many)
{
    char number[CS_CELL];
    cs_format_number(number, (double)count, 0);
    if (count == 1 || many) snprintf(room, CS_CELL, "%.30s %.30s", number, count == 1 ? one : many);
    else snprintf(room, CS_CELL, "%.30s %.29ss", number, one);
}

void cs_format_cut(char *room, size_t size, const char *words)
{
    size_t end = strlen(words);
    if (end < size) {
        memcpy(room, words, end + 1);
        return;
    }
    end = size - sizeof "…";
    while (end > 0 && ((unsigned char)words[end] & 0xc0) == 0x80) end--;
    memcpy(room, words, end);
    memcpy(room + end, "…", sizeof "…");
}

/* Digits after the point that show three significant ones. */
static int decimals_for(double value)
{
    double size = fabs(value);
    if (size == 0 || size >= 100) return 0;
    int decimals = 2 - (int)floor(log10(size));
    return decimals > 9 ? 9 : decimals;
}

int cs_format_decimals(double size, int least, int most)
{
    int decimals = size > 0 ? 1 - (int)floor(log10(size)) : least;
    return decimals < least ? least : decimals > most ? most : decimals;
}

/* "0.0770" says "0.077". */
static void drop_zeros(char *number)
{
    size_t length = strlen(number);
    if (!strchr(number, '.')) return;
    while (number[length - 1] == '0') length--;
    if (number[length - 1] == '.') length--;
    number[length] = 0;
}

void cs_format_figure(char room[CS_CELL], double value, cs_unit unit)
{
    char number[CS_CELL];
    if (unit == CS_UNIT_SHARE && fabs(value) >= 1e-6) {
        cs_format_number(number, 100 * value, decimals_for(100 * value));
        drop_zeros(number);
        snprintf(room, CS_CELL, "%.50s %%", number);
        return;
    }
    if (value != 0 && fabs(value) < 1e-4) {
        snprintf(number, sizeof number, "%.3g", value);
    } else {
        cs_format_number(number, value, decimals_for(value));
        drop_zeros(number);
    }
    const char *word = unit == CS_UNIT_TIME   ? " days"
                       : unit == CS_UNIT_RATE ? " per year"
                       : unit == CS_UNIT_SHARE && value == 0 ? " %"
                                              : "";
    snprintf(room, CS_CELL, "%.50s%s", number, word);
}

void cs_format_estimate(char room[CS_CELL], const cs_estimate *estimate, double scale,
                        int decimals)
{
    char mean[CS_CELL], low[CS_CELL], high[CS_CELL];
    if (!estimate->defined) {
        snprintf(room, CS_CELL, "undefined");
        return;
    }
    cs_format_number(mean, scale * estimate->mean, decimals);
    cs_format_number(low, scale * estimate->low, decimals);
    cs_format_number(high, scale * estimate->high, decimals);
    if (!estimate->has_interval) snprintf(room, CS_CELL, "%.60s", mean);
    else
        snprintf(room, CS_CELL, "%.19s (%.18s%s%.18s)", mean, low,
                 estimate->low < 0 ? " to " : "-", high);
}

/* Columns of the bytes up to `end`: code points of UTF-8. */
static int columns(const char *from, const char *end)
{
    int count = 0;
    for (; from < end; from++)
        if (((unsigned char)*from & 0xc0) != 0x80) count++;
    return count;
}

void cs_format_paragraph(cs_text *text, int indent, const char *paragraph)
{
    int at = 0;
    while (*paragraph) {
        paragraph += strspn(paragraph, " \n\t");
        size_t length = strcspn(paragraph, " \n\t");
        if (length == 0) break;
        if (paragraph[length] == ' ' && paragraph[length + 1] == '%') /* "95 %" stays together */
            length += 1 + strcspn(paragraph + length + 1, " \n\t");
        int width = columns(paragraph, paragraph + length);
        if (at > 0 && at + 1 + width > CS_LINE) {
            cs_text_add(text, "\n");
            at = 0;
        }
        if (at == 0) {
            cs_text_format(text, "%*s", indent, "");
            at = indent;
        } else {
            cs_text_add(text, " ");
            at++;
        }
        cs_text_add_bytes(text, paragraph, length);
        at += width;
        paragraph += length;
    }
    cs_text_add(text, "\n");
}

void cs_format_days(char room[CS_CELL], int days)
{
    if (days > 0 && days % 365 == 0)
        snprintf(room, CS_CELL, "%d year%s", days / 365, days == 365 ? "" : "s");
    else
        snprintf(room, CS_CELL, "%d day%s", days, days == 1 ? "" : "s");
}

int cs_format_columns(const char *name)
{
    return columns(name, name + strlen(name));
}

void cs_format_name(cs_text *text, const char *name, int width)
{
    int wide = cs_format_columns(name), left = wide > CS_LINE ? CS_LINE - 1 : wide;
    const char *end = name;
    if (wide <= width) {
        cs_text_format(text, "%s%*s", name, width - wide, "");
        return;
    }
    while (*end && (((unsigned char)*end & 0xc0) == 0x80 || left-- > 0)) end++;
    cs_text_add_bytes(text, name, (size_t)(end - name));
    cs_text_format(text, "%s\n%*s", *end ? "…" : "", width, "");
}

const char *cs_format_part(cs_text *text, const char *name, int width)
{
    const char *end = name, *at = name;
    int wide = 0;
    while (*at) { /* whole words, as many as there is room for */
        const char *word = at + strspn(at, " ");
        word += strcspn(word, " ");
        if (columns(name, word) > width) break;
        at = end = word;
    }
    if (end == name)
        while (*end && (((unsigned char)*end & 0xc0) == 0x80 || wide++ < width)) end++;
    cs_text_add_bytes(text, name, (size_t)(end - name));
    cs_text_format(text, "%*s", width - columns(name, end), "");
    return end + strspn(end, " ");
}

void cs_format_span(char room[CS_CELL], double low, double high, cs_unit unit)
{
    char from[CS_CELL], to[CS_CELL];
    cs_format_figure(from, low, unit);
    cs_format_figure(to, high, unit);
    const char *one = strchr(from, ' '), *other = strchr(to, ' ');
    int length = one && other && !strcmp(one, other) ? (int)(one - from) : (int)strlen(from);
    snprintf(room, CS_CELL, "%.*s to %.30s", length < 28 ? length : 28, from, to);
}

void cs_format_rule(cs_text *text)
{
    for (int i = 0; i < CS_LINE; i++) cs_text_add_bytes(text, "-", 1);
    cs_text_add(text, "\n");
}
