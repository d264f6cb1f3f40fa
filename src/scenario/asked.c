/* Figures asked for by names. */
#include "scenario/asked.h"

#include "scenario/quantity.h"
#include "scenario/suggest.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MOST = 256 };

const cs_asked cs_asked_nothing = {.day = -1, .at_most = CS_SIZE_MOST};

/* ---- names to numbers ---- */

/* One sort of name of a scenario, and the place of its number. */
typedef struct sought {
    const char *what, *name;
    int32_t *out;
    int count;
    const char *names[NAMES_MOST];
} sought;

static void add(sought *s, const char *name)
{
    if (s->count < NAMES_MOST) s->names[s->count++] = name;
}

/* Items that begin with their name. */
static void add_items(sought *s, const cs_array *items, size_t size)
{
    for (int i = 0; i < items->count; i++) {
        const char *name;
        memcpy(&name, (const char *)items->items + (size_t)i * size, sizeof name);
        add(s, name);
    }
}

static cs_status complain(const sought *s, const cs_scenario *scenario, cs_error *err)
{
    char hint[400];
    cs_suggest(s->name, s->names, s->count, hint);
    return cs_fail(err, CS_USAGE, "`%.60s` is no %s of the scenario %.100s%s%s", s->name, s->what,
                   scenario->name, s->count ? "" : ", which has none", hint);
}

static cs_status find(const sought *s, const cs_scenario *scenario, cs_error *err)
{
    *s->out = -1;
    if (!s->name || !s->name[0]) return CS_OK;
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->names[i], s->name) == 0) {
            *s->out = i;
            return CS_OK;
        }
    return complain(s, scenario, err);
}

static cs_status find_item(const char *what, const char *name, const cs_array *items, size_t size,
                           int32_t *out, const cs_scenario *scenario, cs_error *err)
{
    sought s = {.what = what, .name = name, .out = out};
    add_items(&s, items, size);
    return find(&s, scenario, err);
}

static cs_status find_band(const char *name, int32_t *out, const cs_scenario *scenario, cs_error *err)
{
    sought s = {.what = "band", .name = name, .out = out};
    for (int i = 0; scenario->score && i < scenario->score->bands.count; i++)
        add(&s, scenario->score->bands.names[i]);
    return find(&s, scenario, err);
}

/* "group.minority", "region.north": everyone is 0, then come values, attribute by attribute, then regions. */
static cs_status find_cell(const char *name, int32_t *out, const cs_scenario *scenario, cs_error *err)
{
    const cs_population_config *p = &scenario->population;
    sought attributes = {.what = "attribute"}, values = {.what = "value of that attribute"};
    int32_t value = -1, first = 1;
    *out = 0;
    if (!name || !name[0]) return CS_OK;
    const char *dot = strchr(name, '.');
    size_t length = dot ? (size_t)(dot - name) : 0;
    if (!length || !dot[1])
        return cs_fail(err, CS_USAGE, "`%.60s` is no group; attribute.value is wanted, such as region.north",
                       name);
    for (int a = 0; a <= p->attributes.count; a++) {
        bool region = a == p->attributes.count;
        const char *own = region ? "region" : p->attributes.items[a].name;
        const char **names = region ? p->regions.names : p->attributes.items[a].value_names;
        int count = region ? p->regions.count : p->attributes.items[a].values;
        add(&attributes, own);
        if (strlen(own) == length && memcmp(own, name, length) == 0) {
            values.name = dot + 1;
            values.out = &value;
            for (int i = 0; i < count; i++) add(&values, names[i]);
            CS_TRY(find(&values, scenario, err));
            *out = first + value;
            return CS_OK;
        }
        first += count;
    }
    char own[64];
    snprintf(own, sizeof own, "%.*s", (int)(length < 63 ? length : 63), name);
    attributes.name = own;
    return complain(&attributes, scenario, err);
}

static cs_status check(const cs_query *q, const cs_scenario *scenario, cs_error *err)
{
    const char *word = cs_metric_words[q->metric].word;
    bool by_place = q->metric >= CS_METRIC_VISIT_SHARE && q->metric <= CS_METRIC_COUNT_SHARE_ABOVE;
    if (q->metric == CS_METRIC_BAND_SHARE && q->band < 0)
        return cs_fail(err, CS_USAGE, "the figure `%s` needs a band", word);
    if (by_place && q->cell <= 0)
        return cs_fail(err, CS_USAGE, "the figure `%s` needs a cell, such as region.north", word);
    if (q->day > scenario->horizon_days)
        return cs_fail(err, CS_USAGE, "`%s` is about day %d, but the scenario %.100s ends after %d days",
                       word, q->day, scenario->name, scenario->horizon_days);
    return CS_OK;
}

cs_status cs_asked_query(const cs_asked *asked, const cs_scenario *scenario, cs_query *query, cs_error *err)
{
    const cs_scenario *s = asked->of == CS_FIRMS ? scenario->firms : scenario;
    *query = cs_query_all(asked->metric);
    query->of = asked->of;
    query->day = asked->day;
    query->at_least = asked->at_least;
    query->at_most = asked->at_most;
    query->above = asked->above;
    query->scale = asked->scale;
    if (!s)
        return cs_fail(err, CS_USAGE, "the figure `%.100s` is one of firms, but the scenario %.100s has none",
                       asked->name ? asked->name : "", scenario->name);
    CS_TRY(find_item("list", asked->list, &s->lists, sizeof(cs_list), &query->list, s, err));
    CS_TRY(find_item("service", asked->service, &s->services, sizeof(cs_service), &query->service, s, err));
    CS_TRY(find_item("sensor", asked->sensor, &s->sensors, sizeof(cs_kinded), &query->sensor, s, err));
    CS_TRY(find_item("kind of conduct", asked->conduct, &s->conduct, sizeof(cs_conduct), &query->conduct, s,
                     err));
    CS_TRY(find_item("response", asked->response, &s->responses, sizeof(cs_kinded), &query->response, s,
                     err));
    CS_TRY(find_item("rule of association", asked->association, &s->association, sizeof(cs_association),
                     &query->association, s, err));
    CS_TRY(find_band(asked->band, &query->band, s, err));
    CS_TRY(find_cell(asked->cell, &query->cell, s, err));
    return check(query, s, err);
}

/* ---- a line to a figure, and back ---- */

typedef struct key {
    const char *word;
    enum { KEY_NAME, KEY_WHO, KEY_DAY, KEY_SIZE, KEY_SHARE, KEY_NUMBER } type;
    size_t offset;
} key;

#define KEY(word, type) {#word, KEY_##type, offsetof(cs_asked, word)}
static const key keys[] = {KEY(of, WHO),          KEY(list, NAME),    KEY(service, NAME),
                           KEY(sensor, NAME),     KEY(band, NAME),    KEY(conduct, NAME),
                           KEY(response, NAME),   KEY(association, NAME), KEY(cell, NAME),
                           KEY(day, DAY),         KEY(at_least, SIZE), KEY(at_most, SIZE),
                           KEY(above, SHARE),     KEY(scale, NUMBER)};
enum { KEYS = sizeof keys / sizeof *keys };

static cs_status read_number(const key *k, char *text, void *at, cs_error *err)
{
    cs_unit unit = k->type == KEY_SHARE ? CS_UNIT_PROBABILITY : CS_UNIT_NONE; /* 90% or 0.9 */
    const cs_measure *used;
    char room[300];
    double value = 0;
    const char *wrong = cs_quantity_read(text, unit, NULL, cs_unit_wanted(unit), &used, &value, room);
    if (wrong) return cs_fail(err, CS_USAGE, "`%s` %s", k->word, wrong);
    bool whole = k->type == KEY_DAY || k->type == KEY_SIZE;
    double most = k->type == KEY_DAY ? 36500 : k->type == KEY_SHARE ? 1 : k->type == KEY_SIZE ? 1e9 : 1e11;
    if (value < 0 || value > most || (whole && value != floor(value)))
        return cs_fail(err, CS_USAGE, "`%s` is %.40s; a %snumber from 0 to %g is wanted", k->word, text,
                       whole ? "whole " : "", most);
    int32_t day = (int32_t)(k->type == KEY_DAY ? value : 0);
    int64_t size = (int64_t)value;
    if (k->type == KEY_DAY)
        memcpy(at, &day, sizeof day);
    else if (k->type == KEY_SIZE)
        memcpy(at, &size, sizeof size);
    else
        memcpy(at, &value, sizeof value);
    return CS_OK;
}

static cs_status read_value(const key *k, char *text, void *at, cs_error *err)
{
    const char *name = text;
    if (!text[0]) return cs_fail(err, CS_USAGE, "`%s=` says nothing", k->word);
    if (k->type == KEY_NAME) {
        memcpy(at, &name, sizeof name);
        return CS_OK;
    }
    if (k->type != KEY_WHO) return read_number(k, text, at, err);
    int who = strcmp(text, "firms") == 0 ? CS_FIRMS : CS_PERSONS;
    if (who == CS_PERSONS && strcmp(text, "persons") != 0)
        return cs_fail(err, CS_USAGE, "`of` is %.40s; persons or firms is wanted", text);
    memcpy(at, &who, sizeof who);
    return CS_OK;
}

static cs_status read_pair(char *pair, cs_asked *asked, cs_error *err)
{
    const char *words[KEYS];
    char hint[400], *equals = strchr(pair, '=');
    if (!equals) return cs_fail(err, CS_USAGE, "`%.60s` is not key=value, such as list=discredited", pair);
    *equals = 0;
    for (int i = 0; i < KEYS; i++) {
        words[i] = keys[i].word;
        if (strcmp(pair, words[i]) == 0)
            return read_value(&keys[i], equals + 1, (char *)asked + keys[i].offset, err);
    }
    cs_suggest(pair, words, KEYS, hint);
    return cs_fail(err, CS_USAGE, "a figure has no `%.60s`%s", pair, hint);
}

static cs_status read_metric(const char *word, cs_asked *asked, cs_error *err)
{
    const char *words[CS_METRICS];
    char hint[400];
    for (int m = 0; m < CS_METRICS; m++) {
        words[m] = cs_metric_words[m].word;
        if (strcmp(word, words[m]) != 0) continue;
        asked->metric = m;
        asked->name = words[m];
        return CS_OK;
    }
    cs_suggest(word, words, CS_METRICS, hint);
    return cs_fail(err, CS_USAGE, "there is no figure `%.60s`%s%s `counterscore docs` names them all under `reproduces`",
                   word, hint, hint[0] ? "" : ";");
}

cs_status cs_asked_read(char *room, cs_asked *asked, cs_error *err)
{
    bool first = true;
    *asked = cs_asked_nothing;
    for (char *at = room; *at;) {
        char *word = at + strspn(at, " "), *end = word + strcspn(word, " ");
        at = *end ? end + 1 : end;
        if (word == end) continue;
        *end = 0;
        CS_TRY(first ? read_metric(word, asked, err) : read_pair(word, asked, err));
        first = false;
    }
    return first ? cs_fail(err, CS_USAGE, "a figure is wanted, such as listed_share list=discredited") : CS_OK;
}

void cs_asked_print(const cs_asked *asked, cs_text *out)
{
    cs_text_add(out, cs_metric_words[asked->metric].word);
    if (asked->of == CS_FIRMS) cs_text_add(out, " of=firms");
    for (int i = 0; i < KEYS; i++) {
        const char *name = NULL;
        if (keys[i].type == KEY_NAME)
            memcpy(&name, (const char *)asked + keys[i].offset, sizeof name);
        if (name && name[0]) cs_text_format(out, " %s=%s", keys[i].word, name);
    }
    if (asked->day >= 0) cs_text_format(out, " day=%d", asked->day);
    if (asked->at_least > 0) cs_text_format(out, " at_least=%lld", (long long)asked->at_least);
    if (asked->at_most < CS_SIZE_MOST) cs_text_format(out, " at_most=%lld", (long long)asked->at_most);
    if (asked->above > 0) cs_text_format(out, " above=%.17g", asked->above);
    if (asked->scale > 0) cs_text_format(out, " scale=%.17g", asked->scale);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool cs_asked_same(const cs_asked *a, const cs_asked *b)
{
    return a->metric == b->metric && a->of == b->of && same_text(a->list, b->list) &&
           same_text(a->service, b->service) && same_text(a->sensor, b->sensor) &&
           same_text(a->band, b->band) && same_text(a->conduct, b->conduct) &&
           same_text(a->response, b->response) && same_text(a->association, b->association) &&
           same_text(a->cell, b->cell) && a->day == b->day && a->at_least == b->at_least &&
           a->at_most == b->at_most && a->above == b->above && a->scale == b->scale;
}
