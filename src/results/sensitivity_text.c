/* A sensitivity study as text for a terminal: what moves the figure, and what of that is settled. */
#include "results/format.h"
#include "results/sensitivity.h"
#include "results/settings.h"
#include "results/study_text.h"
#include "scenario/quantity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 42
#define VALUE_WIDTH 9
#define INTERVAL_WIDTH 19
#define SHOWN_MOST 20
#define SMALL 0.05         /* of the largest: what is less is told in one sentence */
#define WIDE 0.5           /* half an interval, of its estimate: too few samples */
#define MUCH_LUCK 0.1      /* of the variance between points */

typedef struct view {
    cs_text *text;
    const cs_study_plan *plan;
    const cs_effects *e;
    cs_unit unit;          /* of the figure */
    double scale;          /* what indices are multiplied by to be shown */
    int decimals, shown;
} view;

static bool is_morris(const view *v)
{
    return v->e->kind == CS_STUDY_MORRIS;
}

/* What the order of the table goes by. */
static const cs_index *main_index(const view *v, int i)
{
    return is_morris(v) ? &v->e->effect[i].elementary.mu_star : &v->e->effect[i].total;
}

static const cs_factor *factor_of(const view *v, int i)
{
    return &v->plan->factor[v->e->effect[i].factor];
}

#define say(v, ...) cs_say_line((v)->text, __VA_ARGS__)

/* ---- head ---- */

/* Where nothing is seen of a small population there may be something in a larger one. */
static void say_more(view *v)
{
    int64_t persons = cs_settings_count(v->plan->settings, "persons", 0);
    if (persons < cs_settings_count(v->plan->settings, "own_persons", persons))
        say(v, "With more --persons there may be something to see.");
}

static void say_size(view *v)
{
    const cs_effects *e = v->e;
    char own[CS_CELL], low[CS_CELL], high[CS_CELL], mean[CS_CELL];
    const cs_asked *figure = &v->plan->figure[e->figure];
    cs_say_value(own, e->own, figure);
    cs_format_figure(low, e->low, v->unit);
    cs_format_figure(high, e->high, v->unit);
    cs_say_value(mean, e->mean, figure);
    char points[CS_CELL], undefined[CS_CELL], dropped[CS_CELL], parameters[CS_CELL];
    cs_format_count(points, e->points, "point", NULL);
    cs_format_count(parameters, e->factors, "parameter", NULL);
    if (e->undefined == e->points) {
        if (e->undone > 0) {
            say(v, "At no point is it known yet: rows are not run yet, or failed.");
            return;
        }
        say(v, "It is undefined at all %s: there is nobody, or nothing, to divide by.", points);
        say_more(v);
        return;
    }
    if (e->constant) {
        say(v, "It is %s at every point, over the ranges of %s, so there is nothing to explain.", mean,
            parameters);
        say_more(v);
    } else
        say(v, "As stated, at the scenario's own numbers, it is %s; over the ranges of %s it goes from %s to "
               "%s, mean %s.", own, parameters, low, high, mean);
    if (e->undefined > 0) {
        cs_format_number(undefined, (double)e->undefined, 0);
        cs_format_count(dropped, e->dropped, is_morris(v) ? "step" : "pair", NULL);
        say(v, "At %s of %s it is %s in some replicate; %s %s left out for that.", undefined, points,
            e->undone > 0 ? "not run yet, or undefined," : "undefined", dropped,
            e->dropped == 1 ? "was" : "were");
    }
}

static void say_method(view *v)
{
    const char *per = cs_figure_unit(&v->plan->figure[v->e->figure]);
    char samples[CS_CELL], unit[CS_CELL] = "";
    if (*per) snprintf(unit, sizeof unit, " (%s)", v->unit == CS_UNIT_SHARE ? "percentage points" : per);
    cs_format_count(samples, v->e->samples, is_morris(v) ? "trajectory" : "pair of points",
                    is_morris(v) ? "trajectories" : "pairs of points");
    if (is_morris(v))
        say(v, "Elementary effects, %s: how far the figure moves%s when a parameter crosses its "
               "whole range while the others are anywhere in theirs. mu* is the mean size of the move.",
            samples, unit);
    else
        say(v, "Shares of the variance, %s, in percent: `first' is what the parameter brings by itself, "
               "`total' that and what it does together with others. What several do together counts in the "
               "total of each, so totals may add up to more than 100.", samples);
    say(v, "%s: up or down as the parameter rises; either: now up, now down, or not to be told.",
        is_morris(v) ? "Moves it" : "Way");
}

/* ---- table ---- */

static void interval(char room[CS_CELL], const view *v, const cs_index *index)
{
    char low[CS_CELL], high[CS_CELL];
    cs_format_number(low, v->scale * index->low, v->decimals);
    cs_format_number(high, v->scale * index->high, v->decimals);
    snprintf(room, CS_CELL, "%.28s to %.28s", low, high);
    if (!index->defined || isnan(index->low)) snprintf(room, CS_CELL, "-");
}

static void number(char room[CS_CELL], const view *v, const cs_index *index)
{
    cs_format_number(room, v->scale * index->value, v->decimals);
    if (!index->defined) snprintf(room, CS_CELL, "-");
}

static const char *way(int direction)
{
    return direction > 0 ? "up" : direction < 0 ? "down" : "either";
}

/* As a scenario would say it, with commas between thousands. */
static void quantity(char room[CS_CELL], double value, cs_unit unit)
{
    char plain[48];
    cs_quantity_print(value, unit, plain);
    size_t first = plain[0] == '-', out = 0, whole = first + strspn(plain + first, "0123456789");
    for (size_t i = 0; plain[i]; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0) room[out++] = ',';
        room[out++] = plain[i];
    }
    room[out] = 0;
}

/* "0.2 per year to 1 per year, here 0.5 per year; assumption" */
static void say_range(view *v, const cs_factor *f)
{
    char low[CS_CELL], high[CS_CELL], here[CS_CELL], line[400];
    bool sourced = f->source && f->source[0];
    quantity(low, f->low, f->unit);
    quantity(high, f->high, f->unit);
    quantity(here, f->value, f->unit);
    int head = snprintf(line, sizeof line, "  %s to %s, here %s; ", low, high, here);
    int room = CS_LINE - head;
    if (!sourced) snprintf(line + head, sizeof line - (size_t)head, "assumption");
    else if (cs_format_columns(f->source) <= room)
        snprintf(line + head, sizeof line - (size_t)head, "%s", f->source);
    else {
        int end = room - 1;
        while (end > 0 && ((unsigned char)f->source[end] & 0xc0) == 0x80) end--;
        snprintf(line + head, sizeof line - (size_t)head, "%.*s…", end, f->source);
    }
    cs_text_format(v->text, "%s\n", line);
}

static void say_row(view *v, int i)
{
    const cs_effect *e = &v->e->effect[i];
    char value[CS_CELL], between[CS_CELL];
    cs_format_name(v->text, factor_of(v, i)->path, NAME_WIDTH);
    number(value, v, main_index(v, i));
    interval(between, v, main_index(v, i));
    cs_text_format(v->text, "%*s  %-*s", VALUE_WIDTH - 2, value, INTERVAL_WIDTH, between);
    if (!is_morris(v)) {
        number(value, v, &e->first);
        cs_text_format(v->text, "%4s  ", value);
    }
    cs_text_format(v->text, "%s\n", way(e->direction));
    say_range(v, factor_of(v, i));
}

static void say_table(view *v)
{
    cs_format_name(v->text, "parameter", NAME_WIDTH);
    cs_text_format(v->text, "%*s  %-*s%s\n", VALUE_WIDTH - 2, is_morris(v) ? "mu*" : "total",
                   INTERVAL_WIDTH, "95 % interval", is_morris(v) ? "moves it" : "first  way");
    cs_format_rule(v->text);
    for (int i = 0; i < v->shown; i++) say_row(v, i);
    if (v->shown < v->e->factors) {
        char most[CS_CELL];
        const cs_index *next = main_index(v, v->shown);
        number(most, v, next);
        int others = v->e->factors - v->shown;
        const char *words = next->defined ? most : "undefined";
        if (others == 1) say(v, "The one parameter left: %s.", words);
        else
            say(v, "The other %d parameters: %s%s each.", others,
                next->defined && next->value > 0 ? "at most " : "", words);
    }
}

/* Rows worth a line each: what may reach a twentieth of the largest. */
static int choose_shown(const view *v)
{
    int shown = 0;
    double largest = main_index(v, 0)->value;
    while (shown < v->e->factors && shown < SHOWN_MOST) {
        const cs_index *index = main_index(v, shown);
        double reach = isnan(index->high) ? index->value : index->high;
        if (shown > 0 && (!index->defined || reach < SMALL * largest)) break;
        shown++;
    }
    return shown;
}

/* ---- what is settled ---- */

/* How many of the first stand above all others: the smallest number whose intervals lie above the rest's;
   0 where there is none. */
static int standing_apart(const view *v)
{
    if (!cs_effects_tell(v->e)) return 0;
    for (int m = 1; m < v->e->factors && m <= v->shown; m++) {
        double low = INFINITY, high = -INFINITY;
        for (int i = 0; i < v->e->factors; i++) {
            const cs_index *index = main_index(v, i);
            if (!index->defined || isnan(index->low)) continue;
            if (i < m) low = fmin(low, index->low);
            else high = fmax(high, index->high);
        }
        if (isfinite(low) && low > high) return m;
    }
    return 0;
}

static void say_order(view *v)
{
    char names[400] = "";
    int apart = standing_apart(v);
    size_t at = 0;
    for (int i = 0; i < apart && i < 3; i++) {
        int more = snprintf(names + at, sizeof names - at, "%s%.110s",
                            i == 0 ? "" : i + 1 == apart ? " and " : ", ", factor_of(v, i)->path);
        at += more > 0 ? (size_t)more : 0;
    }
    if (v->e->samples < CS_EFFECT_SAMPLES)
        say(v, "Nothing is settled: --samples %d or more are wanted to tell anything.", CS_EFFECT_SAMPLES);
    else if (v->e->chance > CS_EFFECT_LUCK)
        say(v, "Nothing is settled: most of what differs between points is luck.");
    else if (apart == 0)
        say(v, "Which parameter matters most is not settled: the intervals overlap.");
    else if (apart == 1)
        say(v, "Settled: %s matters most.%s", names,
            v->e->factors > 2 ? " The order of the others is not, where intervals overlap." : "");
    else if (apart <= 3)
        say(v, "Settled: %s matter more than the other%s. Not settled: the order of parameters whose intervals "
               "overlap.", names, v->e->factors - apart == 1 ? "" : "s");
    else
        say(v, "Settled: the first %d matter more than the others; not settled: the order among them.",
            apart);
}

/* Factors that cannot be told from ones that do nothing. */
static void say_floor(view *v)
{
    char floor[CS_CELL];
    int below = 0;
    if (!is_morris(v) || isnan(v->e->floor) || v->e->floor <= 0) return;
    for (int i = 0; i < v->e->factors; i++) {
        const cs_index *index = main_index(v, i);
        below += index->defined && index->value <= 2 * v->e->floor;
    }
    cs_format_number(floor, v->scale * v->e->floor,
                     cs_format_decimals(v->scale * v->e->floor, v->decimals, 9));
    say(v, "Luck alone gives a parameter that does nothing a mu* of about %s. Within twice that, and not to "
           "be told from nothing: %d of %d.", floor, below, v->e->factors);
}

static void say_luck(view *v)
{
    double chance = v->e->chance;
    if (v->e->replicates < 2)
        say(v, "With one replicate luck cannot be told from effect: --replicates 2 tells them apart.");
    else if (isnan(chance)) return;
    else
        say(v, "Of the variance between points %.1f %% is luck (%lld replicates)%s", 100 * chance,
            (long long)v->e->replicates,
            chance > MUCH_LUCK ? ": too much; take more persons or replicates." : ".");
    say_floor(v);
}

/* Whether an estimate, or an end of its interval, is no share that there can be. */
static bool is_beyond(const cs_index *index)
{
    if (!index->defined) return false;
    return index->value < 0 || index->value > 1 || index->low < 0 || index->high > 1;
}

/* Shares below nothing and above all are no mistakes of the program. */
static void say_beyond(view *v)
{
    bool beyond = false;
    for (int i = 0; i < v->shown && !is_morris(v); i++)
        beyond |= is_beyond(&v->e->effect[i].first) || is_beyond(&v->e->effect[i].total);
    if (beyond)
        say(v, "A share below 0 or above 100 comes of sampling: it is an estimate, and the true one lies "
               "between them. Where many are so, take more --samples.");
}

static void say_bends(view *v)
{
    int bent = 0, shown = v->shown;
    double sum = 0;
    if (is_morris(v)) {
        for (int i = 0; i < shown; i++) {
            const cs_elementary *e = &v->e->effect[i].elementary;
            bent += e->sigma.defined && e->sigma.value > e->mu_star.value;
        }
        if (bent > 0)
            say(v, "For %d of the %d above the move differs from place to place by more than its mean "
                   "size (sigma above mu*): it is bent, or depends on the others.", bent, shown);
        return;
    }
    if (!cs_effects_tell(v->e)) return;
    for (int i = 0; i < v->e->factors; i++)
        if (v->e->effect[i].first.defined) sum += v->e->effect[i].first.value;
    if (sum >= 0.995) say(v, "By themselves the parameters bring about all of the variance.");
    else
        say(v, "By themselves the parameters bring about %.0f %% of the variance; the rest comes of what they "
               "do together.", 100 * fmax(sum, 0));
}

static void say_enough(view *v)
{
    const cs_index *index = main_index(v, 0);
    if (!index->defined || isnan(index->low) || !(index->value > 0) || !cs_effects_tell(v->e)) return;
    double half = (index->high - index->low) / 2 / index->value;
    if (half > WIDE)
        say(v, "Too few samples: the interval of the largest is as wide as plus or minus %.0f %%; "
               "--samples %lld would about halve it.", 100 * half, (long long)(4 * v->e->samples));
    else
        say(v, "The interval of the largest is plus or minus %.0f %% wide; four times the samples would "
               "halve that.", 100 * half);
}

static void say_figure(view *v)
{
    const cs_effects *e = v->e;
    cs_text_add(v->text, "\n");
    if (e->safeguard[0])
        say(v, "%s: what %s changes (with it less without it, same people and luck)",
            v->plan->figure[e->figure].name, e->safeguard);
    else
        say(v, "%s", v->plan->figure[e->figure].name);
    say_size(v);
    if (e->constant || e->undefined == e->points) return;
    say_method(v);
    cs_text_add(v->text, "\n");
    say_table(v);
    cs_text_add(v->text, "\n");
    say_order(v);
    say_beyond(v);
    say_bends(v);
    say_luck(v);
    say_enough(v);
}

/* ---- all of it ---- */

static cs_status print_figure(cs_text *text, cs_worklist *list, int figure, cs_error *err)
{
    const cs_study_plan *plan = cs_worklist_plan(list);
    cs_effects effects;
    CS_TRY(cs_effects_of(list, figure, &effects, err));
    view v = {.text = text, .plan = plan, .e = &effects,
              .unit = cs_metric_unit((cs_metric)plan->figure[figure].metric)};
    v.scale = effects.kind == CS_STUDY_SOBOL || v.unit == CS_UNIT_SHARE ? 100 : 1;
    double largest = v.scale * main_index(&v, 0)->value;
    v.decimals = effects.kind == CS_STUDY_SOBOL ? 0 : cs_format_decimals(largest, 0, 8) + 1;
    v.shown = choose_shown(&v);
    say_figure(&v);
    cs_effects_free(&effects);
    return CS_OK;
}

cs_status cs_effects_print(cs_worklist *list, int figure, char **out, cs_error *err)
{
    const cs_study_plan *plan = cs_worklist_plan(list);
    cs_text text = {0};
    cs_status status;
    cs_say_study(&text, plan);
    for (int f = figure < 0 ? 0 : figure; f < plan->figures && (figure < 0 || f == figure); f++)
        CS_GO(print_figure(&text, list, f, err));
    if (figure >= plan->figures)
        CS_GO(cs_fail(err, CS_USAGE, "the study has %d figures; there is no number %d",
                      plan->figures, figure));
    cs_text_add(&text, "\n");
    CS_GO(cs_say_study_state(&text, list, err));
    CS_GO(cs_text_take(&text, out, err));
out:
    cs_text_drop(&text);
    return status;
}
