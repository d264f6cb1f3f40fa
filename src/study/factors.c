/* Parameters with a range, and values of theirs written as --set takes them. */
#include "study/factors.h"

#include "core/math.h"
#include "core/text.h"
#include "scenario/quantity.h"
#include "scenario/suggest.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SUGGESTED_MOST = 64, NAMED_MOST = 8 };

/* "sensors.*.misses" */
static bool matches(const char *pattern, const char *path)
{
    while (*pattern && *path) {
        size_t p = strcspn(pattern, "."), q = strcspn(path, ".");
        bool any = p == 1 && *pattern == '*';
        if (!any && (p != q || memcmp(pattern, path, p) != 0)) return false;
        if ((pattern[p] == 0) != (path[q] == 0)) return false;
        pattern += p + (pattern[p] == '.');
        path += q + (path[q] == '.');
    }
    return !*pattern && !*path;
}

/* How many parts two paths have in common at their beginning. */
static int common_parts(const char *a, const char *b)
{
    int parts = 0;
    for (;;) {
        size_t p = strcspn(a, "."), q = strcspn(b, ".");
        if (p != q || memcmp(a, b, p) != 0) return parts;
        parts++;
        if (!a[p] || !b[q]) return parts;
        a += p + 1;
        b += q + 1;
    }
}

/* The nearest parameters: those that begin like the one wanted, and of these the one spelt most like it. */
static void suggest(const cs_scenario *scenario, const char *wanted, bool ranged, char hint[400])
{
    const char *paths[SUGGESTED_MOST], *tails[SUGGESTED_MOST] = {0};
    int count = 0, most = 0, i;
    for (i = 0; i < scenario->input_count; i++) {
        const cs_input *input = &scenario->inputs[i];
        int common = common_parts(wanted, input->path);
        if (ranged ? !cs_input_has_range(input) : cs_input_is_setting(input)) continue;
        if (common > most) count = 0;
        if (common > most) most = common;
        if (common == most && count < SUGGESTED_MOST) paths[count++] = input->path;
    }
    size_t skip = 0;
    for (int part = 0; part < most; part++) skip += strcspn(wanted + skip, ".") + 1;
    if (skip > strlen(wanted)) skip = 0;
    for (i = 0; i < count; i++) tails[i] = strlen(paths[i]) > skip ? paths[i] + skip : paths[i];
    const char *near = cs_nearest_word(wanted + skip, tails, count);
    for (i = 0; near && i < count; i++)
        if (tails[i] == near) near = paths[i];
    hint[0] = 0;
    if (near && strlen(wanted) > 2)
        snprintf(hint, 400, "; did you mean `%.300s`?", near);
    else if (count <= NAMED_MOST)
        cs_suggest("", paths, count, hint);
    else
        snprintf(hint, 400, "; it has `%.100s`, `%.100s` and others, which `counterscore show` and the report of a "
                            "run name", paths[0], paths[1]);
}

static cs_status complain(const cs_scenario *scenario, const char *wanted, bool ranged, cs_error *err)
{
    char hint[400];
    for (int i = 0; ranged && i < scenario->input_count; i++)
        if (strcmp(scenario->inputs[i].path, wanted) == 0)
            return cs_fail(err, CS_USAGE,
                           "`%.200s` has no range in the scenario %.100s; write it as {value: ..., "
                           "range: [low, high]}",
                           wanted, scenario->name);
    suggest(scenario, wanted, ranged, hint);
    return cs_fail(err, CS_USAGE, "`%.200s` is no parameter%s of the scenario %.100s%s", wanted,
                   ranged ? " with a range" : "", scenario->name, hint);
}

/* Texts are copied: a study outlives the scenarios it is made from. */
static cs_status fill(const cs_scenario *scenario, const cs_input *input, cs_arena *arena, cs_factor *out,
                      cs_error *err)
{
    const char *source = input->source >= 0 ? scenario->sources[input->source].text : "";
    *out = (cs_factor){.path = cs_arena_text(arena, input->path, strlen(input->path)),
                       .label = cs_arena_text(arena, input->label, strlen(input->label)),
                       .source = cs_arena_text(arena, source, strlen(source)),
                       .unit = input->unit, .value = input->value, .low = input->low,
                       .high = input->high, .whole = input->whole};
    return out->path && out->label && out->source ? CS_OK : cs_fail_memory(err, "parameters");
}

static bool is_wanted(const char *path, const char *const *only, int wanted)
{
    bool found = wanted == 0;
    for (int w = 0; w < wanted; w++) found = found || matches(only[w], path);
    return found;
}

cs_status cs_factors_of(const cs_scenario *scenario, const char *const *only, int wanted,
                        cs_arena *arena, cs_factor **out, int *count, cs_error *err)
{
    *count = 0;
    *out = cs_arena_alloc(arena, (size_t)scenario->input_count + 1, sizeof **out);
    if (!*out) return cs_fail_memory(err, "parameters");
    for (int i = 0; i < scenario->input_count; i++) {
        const cs_input *input = &scenario->inputs[i];
        if (cs_input_has_range(input) && is_wanted(input->path, only, wanted))
            CS_TRY(fill(scenario, input, arena, &(*out)[(*count)++], err));
    }
    for (int w = 0; w < wanted; w++) {
        bool found = false;
        for (int f = 0; f < *count && !found; f++) found = matches(only[w], (*out)[f].path);
        if (!found) return complain(scenario, only[w], true, err);
    }
    return CS_OK;
}

cs_status cs_factor_at(const cs_scenario *scenario, const char *path, cs_arena *arena, cs_factor *out,
                       cs_error *err)
{
    for (int i = 0; i < scenario->input_count; i++)
        if (strcmp(scenario->inputs[i].path, path) == 0 && !cs_input_is_setting(&scenario->inputs[i]))
            return fill(scenario, &scenario->inputs[i], arena, out, err);
    return complain(scenario, path, false, err);
}

double cs_factor_level(const cs_factor *f, double u)
{
    double low = f->low, high = f->high, end = f->whole ? high + 1 : high;
    double level = cs_factor_along_log(f) ? low * cs_exp(u * cs_log(end / low)) : low + u * (end - low);
    if (f->whole) level = floor(level);
    if (u >= 1) return high; /* whatever the logarithm was rounded to */
    return level < low ? low : level > high ? high : level;
}

/* No double needs more significant digits. */
#define DIGITS 17

/* The first significant digits of |value|, rounded; and the power of ten of the first of them. */
static int read_digits(double value, int precision, char digits[DIGITS + 1])
{
    char printed[40];
    int count = 0, exponent = 0;
    snprintf(printed, sizeof printed, "%.*e", precision - 1, fabs(value));
    for (const char *p = printed; *p && *p != 'e'; p++) /* whatever the locale puts between them */
        if (*p >= '0' && *p <= '9' && count < DIGITS) digits[count++] = *p;
    sscanf(strchr(printed, 'e') + 1, "%d", &exponent);
    digits[count] = 0;
    return exponent;
}

/* Digits that say `value` to `precision` places, times 10^power: plain where that is short. */
static void print_digits(double value, int precision, int power, char room[64])
{
    char digits[DIGITS + 1];
    int exponent = read_digits(value, precision, digits), count = (int)strlen(digits);
    exponent = value == 0 ? 0 : exponent + power;
    const char *sign = value < 0 ? "-" : "";
    if (exponent < -4 || exponent > 15)
        snprintf(room, 64, "%s%c.%se%d", sign, digits[0], count > 1 ? digits + 1 : "0", exponent);
    else if (exponent < 0)
        snprintf(room, 64, "%s0.%.*s%s", sign, -1 - exponent, "0000", digits);
    else if (count <= exponent + 1)
        snprintf(room, 64, "%s%s%.*s", sign, digits, exponent + 1 - count, "000000000000000");
    else
        snprintf(room, 64, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
}

/* Whether the first `precision` digits, rounded, can be the number: those behind them, up to the 14th, are all 0
   or all 9. Else they are off by more than 1 in 10^14, which is more than reading rounds. */
static bool can_do(const char digits[DIGITS + 1], int precision)
{
    for (int i = precision; i < 14; i++)
        if ((digits[i] != '0' && digits[i] != '9') || digits[i] != digits[precision]) return false;
    return true;
}

/* The shortest text the reader of scenarios takes for exactly this number. */
static bool print_exactly(double value, cs_unit unit, char text[80])
{
    static const char *const tails[] = {[CS_UNIT_SHARE] = " %", [CS_UNIT_TIME] = " days",
                                        [CS_UNIT_RATE] = " per year", [CS_UNIT_POINTS] = ""};
    const char *tail = unit < sizeof tails / sizeof *tails && tails[unit] ? tails[unit] : "";
    char all[DIGITS + 1];
    read_digits(value, DIGITS, all);
    for (int precision = 1; precision <= DIGITS; precision++) {
        char digits[64], room[300];
        const cs_measure *used;
        double read;
        if (fabs(value) >= DBL_MIN && !can_do(all, precision)) continue;
        print_digits(value, precision, unit == CS_UNIT_SHARE ? 2 : 0, digits);
        snprintf(text, 80, "%s%s", digits, tail);
        if (!cs_quantity_read(text, unit, NULL, "", &used, &read, room) && read == value) return true;
    }
    return false;
}

cs_status cs_factor_set(const cs_factor *factor, double level, cs_arena *arena, const char **set,
                        cs_error *err)
{
    char value[80];
    size_t length = strlen(factor->path);
    bool possible = isfinite(level) && !(factor->whole && level != floor(level));
    bool forever = factor->unit == CS_UNIT_TIME && level == CS_FOREVER;
    if (forever) snprintf(value, sizeof value, "forever");
    if (!possible || (!forever && !print_exactly(level, factor->unit, value)))
        return cs_fail(err, CS_USAGE, "`%.200s` cannot be %g%s", factor->path, level,
                       factor->whole ? "; a whole number is wanted" : "");
    char *text = cs_arena_alloc(arena, length + strlen(value) + 2, 1);
    if (!text) return cs_fail_memory(err, "a setting");
    snprintf(text, length + strlen(value) + 2, "%s=%s", factor->path, value);
    *set = text;
    return CS_OK;
}
