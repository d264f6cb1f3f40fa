/* Reading numbers and units. Percents move the decimal exponent instead of dividing, so that 5 % is
   exactly the double 0.05. */
#include "scenario/quantity.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const cs_measure cs_measures[] = {{"%", CS_UNIT_SHARE, -2, 1, NULL},
                                  {"%", CS_UNIT_PROBABILITY, -2, 1, NULL},
                                  {"days", CS_UNIT_TIME, 0, 1, "day"},
                                  {"weeks", CS_UNIT_TIME, 0, 7, "week"},
                                  {"months", CS_UNIT_TIME, 0, 365.0 / 12, "month"},
                                  {"years", CS_UNIT_TIME, 0, 365, "year"},
                                  {"per day", CS_UNIT_RATE, 0, 365, NULL},
                                  {"per week", CS_UNIT_RATE, 0, 365.0 / 7, NULL},
                                  {"per month", CS_UNIT_RATE, 0, 12, NULL},
                                  {"per year", CS_UNIT_RATE, 0, 1, NULL},
                                  {0}};

static const char *const wanted_words[] = {
    [CS_UNIT_NONE] = "a bare number such as 1.5",
    [CS_UNIT_SHARE] = "a share such as 5 %",
    [CS_UNIT_PROBABILITY] = "a probability such as 1.7e-8, 5 % or 1 in 6000",
    [CS_UNIT_TIME] = "a time such as 14 days (or weeks, months, years)",
    [CS_UNIT_RATE] = "a rate such as 0.8 per year (or per month, per week, per day)",
    [CS_UNIT_POINTS] = "a whole number of points such as -10"};

const char *cs_unit_wanted(cs_unit unit) { return wanted_words[unit]; }

/* The digits of a number without underscores, its exponent shifted by `power`; returns how many
   bytes of text it took, 0 when there is no number. No hexadecimal, no infinity. */
static size_t scan_number(const char *text, int power, char digits[64])
{
    size_t i = 0, n = 0, seen = 0;
    if (text[i] == '-' || text[i] == '+') digits[n++] = text[i++];
    for (int dot = 0;; i++) {
        if (isdigit((unsigned char)text[i])) {
            seen++;
        } else if (text[i] == '_') {
            if (!seen || !isdigit((unsigned char)text[i - 1]) ||
                !isdigit((unsigned char)text[i + 1]))
                return 0;
            continue;
        } else if (text[i] != '.' || dot++) {
            break;
        }
        if (n > 48) return 0;
        digits[n++] = text[i];
    }
    if (!seen) return 0;
    long exponent = 0;
    if (text[i] == 'e' || text[i] == 'E') {
        size_t sign = text[i + 1] == '-' || text[i + 1] == '+';
        if (!isdigit((unsigned char)text[i + 1 + sign])) return 0;
        char *end;
        exponent = strtol(text + i + 1, &end, 10);
        i = (size_t)(end - text);
    }
    if (exponent > 9999 || exponent < -9999) exponent = exponent > 0 ? 9999 : -9999;
    snprintf(digits + n, 64 - n, "e%ld", exponent + power);
    return i;
}

/* strtod as the C locale has it, whatever the host program set. */
static double read_double(const char *digits)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = c ? strtod_l(digits, NULL, c) : strtod(digits, NULL);
    if (c) freelocale(c);
    return value;
}

static const cs_measure *find_measure(const char *word, cs_unit unit)
{
    for (const cs_measure *m = cs_measures; m->word; m++)
        if (m->unit == unit &&
            (strcmp(m->word, word) == 0 || (m->also && strcmp(m->also, word) == 0)))
            return m;
    return NULL;
}

static const char *say_unit(const char *text, const char *word, cs_unit unit, const char *wanted,
                            char room[300])
{
    if (unit == CS_UNIT_NONE || unit == CS_UNIT_POINTS)
        snprintf(room, 300, "is `%.40s`, but no unit goes here; %s is wanted", text, wanted);
    else if (word[0] == 0)
        snprintf(room, 300, "is %.40s without a unit; %s is wanted", text, wanted);
    else
        snprintf(room, 300, "is in an unknown unit, `%.40s`; %s is wanted", word, wanted);
    return room;
}

static const char *say_not_a_number(const char *text, const char *wanted, char room[300])
{
    const char *bare = text + (text[0] == '-' || text[0] == '+');
    bare += bare[0] == '.';
    if (strncmp(bare, "nan", 3) == 0 || strncmp(bare, "NaN", 3) == 0 ||
        strncmp(bare, "inf", 3) == 0 || strncmp(bare, "Inf", 3) == 0)
        snprintf(room, 300, "is %.40s, which is not a number to compute with; %s is wanted", text,
                 wanted);
    else
        snprintf(room, 300, "is `%.40s`; %s is wanted", text, wanted);
    return room;
}

/* "1 in 6000" */
static const char *read_odds(const char *text, const char *rest, double a, const char *wanted,
                             double *value, char room[300])
{
    char digits[64];
    size_t length = scan_number(rest, 0, digits);
    double b = length ? read_double(digits) : 0;
    if (!length || rest[length] || !(b > 0) || !isfinite(b))
        return say_not_a_number(text, wanted, room);
    *value = a / b;
    return NULL;
}

/* Days: whole ones as written, months and years rounded to the nearest day. */
static const char *round_days(const char *text, const cs_measure *m, double *value, char room[300])
{
    double days = round(*value);
    if (m->factor == 1 && days != *value) {
        snprintf(room, 300, "is %.40s; the model's step is a day, so a whole number is wanted",
                 text);
        return room;
    }
    if (fabs(days) >= CS_FOREVER) {
        snprintf(room, 300,
                 "is %.40s, which is longer than the program can count; say `forever` "
                 "where that is allowed",
                 text);
        return room;
    }
    *value = days;
    return NULL;
}

const char *cs_quantity_read(const char *text, cs_unit unit, const cs_measure *assumed,
                             const char *wanted, const cs_measure **used, double *value,
                             char room[300])
{
    char digits[64];
    size_t length = scan_number(text, 0, digits);
    const char *word = text + length;
    *used = NULL;
    if (!length) return say_not_a_number(text, wanted, room);
    word += strspn(word, " ");
    *value = read_double(digits);
    if (unit == CS_UNIT_PROBABILITY && strncmp(word, "in ", 3) == 0)
        return read_odds(text, word + 3, *value, wanted, value, room);
    const cs_measure *m = find_measure(word, unit);
    bool bare = unit == CS_UNIT_NONE || unit == CS_UNIT_POINTS || unit == CS_UNIT_PROBABILITY;
    bool stuck = bare && word == text + length && word[0] != '%'; /* 0x27 is no unit of 0 */
    if (word[0] && !m && (stuck || (!isalpha((unsigned char)word[0]) && word[0] != '%')))
        return say_not_a_number(text, wanted, room);
    if (word[0] && !m) return say_unit(text, word, unit, wanted, room);
    *used = m;
    if (!m) m = assumed;
    if (!m && !bare) return say_unit(text, word, unit, wanted, room);
    if (m) {
        scan_number(text, m->power, digits);
        *value = read_double(digits) * m->factor;
    }
    if (!isfinite(*value)) {
        snprintf(room, 300, "is %.40s, which is too large a number to compute with", text);
        return room;
    }
    return unit == CS_UNIT_TIME ? round_days(text, m, value, room) : NULL;
}

/* 10_000 and more in groups of three, as the language writes them. */
static void print_number(double value, char digits[32])
{
    char plain[32];
    size_t n = 0;
    snprintf(plain, sizeof plain, "%.10g", value);
    if (value == floor(value) && fabs(value) >= 10000 && fabs(value) < 1e15)
        snprintf(plain, sizeof plain, "%.0f", value);
    bool group = !strpbrk(plain, ".e") && fabs(value) >= 10000;
    size_t length = strlen(plain);
    for (size_t i = 0; i < length && n < 30; i++) {
        if (group && i > 0 && (length - i) % 3 == 0 && plain[i - 1] != '-') digits[n++] = '_';
        digits[n++] = plain[i];
    }
    digits[n] = 0;
}

void cs_quantity_print(double value, cs_unit unit, char room[48])
{
    char digits[32];
    print_number(unit == CS_UNIT_SHARE ? value * 100 : value, digits);
    if (unit == CS_UNIT_SHARE)
        snprintf(room, 48, "%s %%", digits);
    else if (unit == CS_UNIT_TIME)
        snprintf(room, 48, "%s day%s", digits, value == 1 ? "" : "s");
    else if (unit == CS_UNIT_RATE)
        snprintf(room, 48, "%s per year", digits);
    else
        snprintf(room, 48, "%s", digits);
}

void cs_unit_pattern(cs_unit unit, bool forever, char room[300])
{
    const char *tail = "";
    if (unit == CS_UNIT_SHARE) tail = " *%";
    if (unit == CS_UNIT_PROBABILITY) tail = "( *%| in [0-9][0-9_]*)?";
    if (unit == CS_UNIT_TIME) tail = " (day|week|month|year)s?";
    if (unit == CS_UNIT_RATE) tail = " per (day|week|month|year)";
    snprintf(room, 300, "^([-+]?([0-9][0-9_]*\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?%s%s)$", tail,
             forever ? "|forever" : "");
}

int32_t cs_days_of(const char *text)
{
    const cs_measure *used, *days = cs_measures;
    double value;
    char room[300];
    while (days->word && (days->unit != CS_UNIT_TIME || days->factor != 1 || days->power != 0)) days++;
    if (cs_quantity_read(text, CS_UNIT_TIME, days, cs_unit_wanted(CS_UNIT_TIME), &used, &value, room)) return -1;
    return value >= 0 && value <= 36500 ? (int32_t)value : -1;
}
