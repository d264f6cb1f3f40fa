/* Who shares a name, who a birth date, and whom a report is taken for. Nothing is stored about a person:
   everybody has a place in a keyed order of their line (the region, or everybody), the first places have
   the first name, the next the second, and so on, with numbers of namesakes drawn as if each person had
   drawn a name. So a name's people are a run of places. Birth dates are dealt out within a name the same
   way, by halving the dates; and in an order of their own over everybody, for those who have a date but
   not the name in common. The two deals are independent, so that nobody's date is the same in both: only
   who agrees with whom is ever asked, and of that the numbers are right. */
#include "observation/linkage.h"

#include "core/mem.h"
#include "core/poisson.h"

#include <stdio.h>

#define STARTS_MOST 50000000u /* counts of namesakes: 200 MB */

struct cs_link {
    const cs_population *pop;
    cs_key key, name_dates, dates; /* of reports; of dates within a name; of dates among all */
    int lines;                     /* regions, or 1 */
    uint32_t names, birth_dates;
    double *up_to;                 /* [names + 1] shares added up */
    uint32_t *start;               /* [lines][names + 1] first place of each name */
    cs_permutation *by_name, *by_date; /* [lines] place to person of the line */
    uint64_t name_agrees, date_agrees; /* thresholds */
    bool unless_alone;
    int levels;
    cs_agreement level[3];
};

/* ---- the people ---- */

static uint32_t line_first(const cs_link *l, int line)
{
    return l->lines == 1 ? 0 : l->pop->region_start[line];
}

static uint32_t line_size(const cs_link *l, int line)
{
    return l->lines == 1 ? l->pop->persons
                         : l->pop->region_start[line + 1] - l->pop->region_start[line];
}

/* How many of the line have each name, as if everybody had drawn theirs. */
static void deal_names(const cs_link *l, int line, cs_key key)
{
    uint32_t *start = l->start + (size_t)line * (l->names + 1), left = line_size(l, line), at = 0;
    for (uint32_t i = 0; i < l->names; i++) {
        cs_words w = cs_philox(i, (uint32_t)line, 0, 0, key);
        double share = (l->up_to[i + 1] - l->up_to[i]) / (1.0 - l->up_to[i]);
        uint32_t have = i + 1 == l->names ? left : cs_binomial(left, share, cs_uniform(w.w[0], w.w[1]));
        start[i] = at;
        at += have;
        left -= have;
    }
    start[l->names] = at;
}

static cs_status deal(cs_link *l, uint64_t seed, cs_error *err)
{
    cs_key counts = cs_key_of(seed, "population.names.counts");
    cs_key order = cs_key_of(seed, "population.names"), dates = cs_key_of(seed, "population.birth_dates");
    size_t lines = (size_t)l->lines;
    if (lines * (l->names + 1) > STARTS_MOST)
        return cs_fail(err, CS_RANGE,
                       "%d regions with %u names each are too many to count namesakes in; take fewer "
                       "names, or `within: everybody`", l->lines, (unsigned)l->names);
    l->start = cs_alloc(lines * (l->names + 1), sizeof *l->start);
    l->by_name = cs_alloc(lines, sizeof *l->by_name);
    l->by_date = cs_alloc(lines, sizeof *l->by_date);
    if (!l->start || !l->by_name || !l->by_date) return cs_fail_memory(err, "namesakes");
    for (int line = 0; line < l->lines; line++) {
        uint32_t number = l->lines == 1 ? 0 : (uint32_t)line + 1;
        deal_names(l, line, counts);
        l->by_name[line] = cs_permutation_of(order, number, line_size(l, line));
        l->by_date[line] = cs_permutation_of(dates, number, line_size(l, line));
    }
    return CS_OK;
}

static cs_status add_up_names(cs_link *l, const cs_name_shares *names, double *same_name,
                              cs_error *err)
{
    double sum = 0.0, squares = 0.0;
    l->names = (uint32_t)cs_names_count(names);
    l->up_to = cs_alloc((size_t)l->names + 1, sizeof *l->up_to);
    if (!l->up_to) return cs_fail_memory(err, "the frequencies of names");
    cs_names_fill(names, l->up_to + 1);
    for (uint32_t i = 1; i <= l->names; i++) {
        squares += l->up_to[i] * l->up_to[i];
        l->up_to[i] = sum += l->up_to[i];
    }
    l->up_to[l->names] = 1.0;
    *same_name = squares;
    return CS_OK;
}

cs_status cs_link_init(cs_link **out, const cs_linkage *linkage, const cs_setup *setup, cs_error *err)
{
    double same_name = 0.0;
    cs_link *l = cs_alloc(1, sizeof *l);
    if (!l) return cs_fail_memory(err, "a sensor");
    l->pop = setup->pop;
    l->key = cs_sensor_key(setup, "linkage");
    l->name_dates = cs_key_of(setup->seed, "population.names.birth_dates");
    l->dates = cs_key_of(setup->seed, "population.birth_dates.counts");
    l->lines = linkage->everybody ? 1 : setup->pop->regions;
    l->birth_dates = (uint32_t)linkage->birth_dates;
    l->name_agrees = cs_threshold(linkage->name_agrees);
    l->date_agrees = cs_threshold(linkage->birth_date_agrees);
    l->unless_alone = linkage->unless_alone;
    cs_status status = add_up_names(l, &linkage->names, &same_name, err);
    if (status == CS_OK) {
        l->levels = cs_linkage_levels(linkage, same_name, l->level);
        status = deal(l, setup->seed, err);
    }
    if (status != CS_OK) {
        cs_link_free(l);
        return status;
    }
    *out = l;
    return CS_OK;
}

void cs_link_free(cs_link *l)
{
    if (!l) return;
    cs_free(l->up_to);
    cs_free(l->start);
    cs_free(l->by_name);
    cs_free(l->by_date);
    cs_free(l);
}

/* ---- a report ---- */

/* A run of places that have something in common. */
typedef struct run { uint32_t first, count; } run;

/* The last i below n with at[i] <= x. */
static uint32_t find_start(const uint32_t *at, uint32_t n, uint32_t x)
{
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (at[middle] <= x) low = middle;
        else high = middle - 1;
    }
    return low;
}

/* The places of a run that have one birth date, found by halving the dates: the date of a place where
   `at` is one, else the date *date. Returns it in *date. */
#define BY_DATE UINT32_MAX
static run same_date(const cs_link *l, cs_key key, uint32_t line, uint32_t name, run all,
                     uint32_t at, uint32_t *date)
{
    uint32_t low = 0, dates = l->birth_dates;
    while (dates > 1) {
        uint32_t half = dates / 2;
        cs_words w = cs_philox(low, dates, line, name, key);
        uint32_t here = cs_binomial(all.count, (double)half / dates, cs_uniform(w.w[0], w.w[1]));
        bool left = at == BY_DATE ? *date < low + half : at < all.first + here;
        if (left) {
            all.count = here;
            dates = half;
        } else {
            all.first += here;
            all.count -= here;
            low += half;
            dates -= half;
        }
    }
    *date = low;
    return all;
}

/* What a report says, against the person it is about. */
typedef struct report {
    int line;
    uint32_t person, place;        /* in the line; in its order by name */
    uint32_t own_name, name;
    bool date_agrees;
    uint32_t date_off;             /* else: so many dates later, round the clock */
    uint32_t pick[2];
} report;

/* Another name, in proportion to how often it occurs. */
static uint32_t other_name(const cs_link *l, uint32_t own, double u)
{
    double from = l->up_to[own], share = l->up_to[own + 1] - from;
    uint32_t low = 0, high = l->names - 1;
    u *= 1.0 - share;
    if (u >= from) u += share;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->up_to[middle + 1] > u) high = middle;
        else low = middle + 1;
    }
    return low != own ? low : own + 1 < l->names ? own + 1 : own > 0 ? own - 1 : own;
}

static report make_report(const cs_link *l, const cs_scene *scene, int conduct, uint32_t act,
                          uint32_t person)
{
    int line = l->lines == 1 ? 0 : cs_population_region(l->pop, person);
    cs_words w = cs_philox(act, scene->block, (uint32_t)scene->day, (uint32_t)conduct, l->key);
    cs_words v = cs_philox(act, scene->block, (uint32_t)scene->day, 256u + (uint32_t)conduct, l->key);
    report r = {.line = line, .person = person - line_first(l, line), .pick = {w.w[2], w.w[3]}};
    r.place = cs_permute_back(&l->by_name[line], r.person);
    r.own_name = find_start(l->start + (size_t)line * (l->names + 1), l->names, r.place);
    r.name = w.w[0] < l->name_agrees ? r.own_name
                                     : other_name(l, r.own_name, cs_uniform(v.w[0], v.w[1]));
    r.date_agrees = w.w[1] < l->date_agrees || l->birth_dates < 2;
    if (!r.date_agrees) r.date_off = 1 + cs_below(l->birth_dates - 1, v.w[2], v.w[3]);
    return r;
}

static run of_name(const cs_link *l, int line, uint32_t name)
{
    const uint32_t *start = l->start + (size_t)line * (l->names + 1);
    return (run){start[name], start[name + 1] - start[name]};
}

/* Those with the name and the date that the report says. */
static run of_both(const cs_link *l, const report *r)
{
    uint32_t line = (uint32_t)r->line, date;
    run own = same_date(l, l->name_dates, line, r->own_name, of_name(l, r->line, r->own_name),
                        r->place, &date);
    if (r->name == r->own_name && r->date_agrees) return own;
    date = (date + r->date_off) % l->birth_dates;
    return same_date(l, l->name_dates, line, r->name, of_name(l, r->line, r->name), BY_DATE, &date);
}

static run of_date(const cs_link *l, const report *r)
{
    uint32_t line = (uint32_t)r->line, date;
    run all = {0, line_size(l, r->line)};
    uint32_t place = cs_permute_back(&l->by_date[r->line], r->person);
    run own = same_date(l, l->dates, line, 0, all, place, &date);
    if (r->date_agrees) return own;
    date = (date + r->date_off) % l->birth_dates;
    return same_date(l, l->dates, line, 0, all, BY_DATE, &date);
}

static bool has_name(const cs_link *l, const report *r, uint32_t person)
{
    run name = of_name(l, r->line, r->name);
    uint32_t place = cs_permute_back(&l->by_name[r->line], person);
    return place >= name.first && place - name.first < name.count;
}

/* The k-th of those with the date who do not have the name; *count of them there are. */
static uint32_t without_name(const cs_link *l, const report *r, run dated, uint32_t k,
                             uint32_t *count)
{
    uint32_t seen = 0, found = 0;
    for (uint32_t i = 0; i < dated.count; i++) {
        uint32_t person = cs_permute(&l->by_date[r->line], dated.first + i);
        if (has_name(l, r, person)) continue;
        if (seen++ == k) found = person;
    }
    *count = seen;
    return found;
}

/* Somebody of a level, in *person; returns how many there were to choose from. */
static uint32_t choose(const cs_link *l, const report *r, cs_agreement level, uint32_t *person)
{
    if (level == CS_AGREES_DATE) {
        run dated = of_date(l, r);
        uint32_t count, ignored;
        without_name(l, r, dated, 0, &count);
        if (count > 0)
            *person = without_name(l, r, dated, cs_below(count, r->pick[0], r->pick[1]), &ignored);
        return count;
    }
    run alike = level == CS_AGREES_NAME ? of_name(l, r->line, r->name) : of_both(l, r);
    if (alike.count > 0)
        *person = cs_permute(&l->by_name[r->line],
                             alike.first + cs_below(alike.count, r->pick[0], r->pick[1]));
    return alike.count;
}

bool cs_link_find(const cs_link *l, const cs_scene *scene, int conduct, uint32_t act,
                  uint32_t person, uint32_t *filed_under)
{
    report r = make_report(l, scene, conduct, act, person);
    for (int i = 0; i < l->levels; i++) {
        uint32_t found = 0, count = choose(l, &r, l->level[i], &found);
        if (count == 0) continue;
        *filed_under = line_first(l, r.line) + found;
        return count == 1 || !l->unless_alone;
    }
    return false;
}
