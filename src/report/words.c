/* Numbers and lengths of time as the page writes them; web/src/format.ts follows the same rules. */
#include "report/page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One decimal; none from 1,000 up; two figures below 0.1, or below 1 per cent. */
static int decimals_of(double size, cs_column_type type)
{
    int decimals = 1;
    if (size >= 999.5) return 0;
    for (double edge = type == CS_COLUMN_SHARE ? 0.995 : 0.0995; decimals < 9 && size > 0.0 && size < edge; edge /= 10.0) decimals++;
    return decimals;
}

/* Digits of size >= 0 with commas between thousands. */
static void write_digits(cs_text *text, double size, int decimals)
{
    char digits[64];
    /* halves go up, whatever their binary form: printf and JavaScript would differ on exact ties */
    int length = snprintf(digits, sizeof digits, "%.*f", decimals, size * (1.0 + 1e-12));
    int whole = decimals ? length - decimals - 1 : length;
    for (int i = 0; i < length; i++) {
        if (i && i < whole && (whole - i) % 3 == 0) cs_text_add(text, ",");
        cs_text_add_bytes(text, &digits[i], 1);
    }
}

static void write_figures(cs_text *text, double size)
{
    int decimals = 0;
    for (double edge = 99.95; decimals < 12 && size > 0.0 && size < edge; edge /= 10.0) decimals++;
    write_digits(text, size, decimals);
    while (decimals && !text->failed && text->length && text->bytes[text->length - 1] == '0') {
        text->bytes[--text->length] = 0;
        decimals--;
    }
    if (!decimals && text->length && text->bytes[text->length - 1] == '.')
        text->bytes[--text->length] = 0;
}

void cs_write_number(cs_text *text, double number, cs_column_type type)
{
    double size = fabs(number) * (type == CS_COLUMN_SHARE ? 100.0 : 1.0);
    if (type == CS_COLUMN_FIGURE) {
        if (number < 0.0) cs_text_add(text, "−");
        write_figures(text, size);
        return;
    }
    int decimals = type == CS_COLUMN_COUNT ? 0 : decimals_of(size, type);
    if (type == CS_COLUMN_RATIO && decimals == 1) decimals = 2;
    if (number < 0.0 && !(decimals == 0 && size < 0.5)) cs_text_add(text, "−");
    else if (number > 0.0 && type == CS_COLUMN_DIFFERENCE) cs_text_add(text, "+");
    write_digits(text, size, decimals);
    if (type == CS_COLUMN_SHARE) cs_text_add(text, "%");
}

void cs_write_people(cs_text *text, double per_1000)
{
    cs_write_number(text, per_1000, per_1000 >= 9.95 ? CS_COLUMN_COUNT : CS_COLUMN_RATE);
}

void cs_write_bold(cs_text *text, double number, cs_column_type type)
{
    cs_text_add(text, CS_SAY_B);
    cs_write_number(text, number, type);
    cs_text_add(text, CS_SAY_B_END);
}

void cs_write_interval(cs_text *text, const cs_estimate *estimate, cs_column_type type)
{
    if (!estimate->defined || !estimate->has_interval) return;
    cs_text_add(text, " " CS_SAY_CI "(");
    size_t start = text->length;
    cs_write_number(text, estimate->low, type);
    /* one per cent sign is enough for both ends */
    if (type == CS_COLUMN_SHARE && text->length > start) text->bytes[--text->length] = 0;
    cs_text_add(text, type == CS_COLUMN_DIFFERENCE || estimate->low < 0.0 ? " to " : "–");
    cs_write_number(text, estimate->high, type);
    cs_text_add(text, ")" CS_SAY_CI_END);
}

void cs_write_small(cs_text *text, int64_t number)
{
    static const char *const words[] = {"no",  "one",   "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};
    if (number >= 0 && number <= 10) cs_text_add(text, words[number]);
    else cs_write_number(text, (double)number, CS_COLUMN_COUNT);
}

void cs_write_few(cs_text *text, int64_t number)
{
    if (number == 0) cs_text_add(text, "none");
    else cs_write_small(text, number);
}

void cs_write_days(cs_text *text, int days)
{
    int count = days;
    const char *unit = "day";
    if (days >= 365 && days % 365 == 0) {
        count = days / 365;
        unit = "year";
    } else if (days > 0 && (days * 12) % 365 == 0) {
        count = days * 12 / 365;
        unit = "month";
    }
    cs_write_small(text, count);
    cs_text_format(text, " %s%s", unit, count == 1 ? "" : "s");
    if (count <= 730 || *unit != 'd') return;
    cs_text_format(text, " (%.1f years)", days / 365.0);
}

void cs_write_joint(cs_text *text, int i, int count, const char *last)
{
    if (i == 0) return;
    if (i == count - 1) cs_text_format(text, "%s %s ", count > 2 ? "," : "", last);
    else cs_text_add(text, ", ");
}

double cs_page_scale(cs_unit unit)
{
    return unit == CS_UNIT_SHARE ? 100.0 : 1.0;
}

const char *cs_page_unit(cs_unit unit)
{
    switch (unit) {
    case CS_UNIT_SHARE: return "%";
    case CS_UNIT_TIME: return "days";
    case CS_UNIT_RATE: return "per year";
    case CS_UNIT_POINTS: return "points";
    default: return "";
    }
}
