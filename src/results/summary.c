/* The summary: what one world found, in a sentence and a few tables. */
#include "results/format.h"
#include "results/names.h"
#include "results/say.h"


/* Which causes a row of a table sums, beside the causes themselves. */
enum { ALL_CAUSES = -1, WRONGFUL_CAUSES = -2, ERROR_CAUSES = -3 };

static bool takes(int wanted, int cause)
{
    if (wanted == ALL_CAUSES) return !cs_causes[cause].spared;
    if (wanted == WRONGFUL_CAUSES) return cs_causes[cause].wrongful;
    if (wanted == ERROR_CAUSES)
        return cs_causes[cause].wrongful && cs_causes[cause].lane == CS_LANE_RECORDED;
    return cause == wanted;
}

typedef enum table { TABLE_STOCK, TABLE_DAYS, TABLE_DENIALS } table;

/* One figure of a table: persons, person-days or refusals per 1,000 persons. */
typedef struct figure {
    table table;
    int row;   /* list or service */
    int cause; /* or one of the sums above */
} figure;

static cs_status per_1000(const cs_ledger *ledger, const void *what, double *value, bool *defined)
{
    const figure *f = what;
    const int64_t *from = f->table == TABLE_STOCK  ? ledger->stock
                          : f->table == TABLE_DAYS ? ledger->person_days
                                                   : ledger->denials;
    const int64_t *row = from + (size_t)f->row * (size_t)ledger->extent[CS_DIM_CELL] * CS_CAUSES;
    int64_t sum = 0;
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (takes(f->cause, cause)) sum += row[cause];
    *defined = ledger->persons[0] > 0;
    *value = *defined ? 1000.0 * (double)sum / (double)ledger->persons[0] : 0;
    return CS_OK;
}

typedef struct tagged { int sensor, tag; } tagged;

static cs_status filed(const cs_ledger *ledger, const void *what, double *value, bool *defined)
{
    const tagged *t = what;
    *value = (double)ledger->records[((size_t)t->sensor * CS_TAGS + (size_t)t->tag) *
                                     (size_t)ledger->extent[CS_DIM_CELL]];
    *defined = true;
    return CS_OK;
}

/* The base world of one population. */
typedef struct view {
    cs_text *text;
    cs_results *results;
    int of;
    const cs_scenario *scenario;
    const char *whom;      /* people, firms */
} view;

/* ---- the sentence ---- */

/* "35 of every 1,000 people (34.0-36.4)", with a larger total where that is less than one. */
static void of_every(char room[160], const cs_estimate *share, double least, const char *whom)
{
    double per = least;
    char count[CS_CELL], total[CS_CELL], low[CS_CELL], high[CS_CELL];
    while (share->mean * per < 1 && per < 1e9) per *= 10;
    cs_format_number(count, share->mean * per, 0);
    cs_format_number(total, per, 0);
    cs_format_number(low, share->low * per, 1);
    cs_format_number(high, share->high * per, 1);
    if (share->has_interval)
        snprintf(room, 160, "%.24s of every %.16s%s (%.20s-%.20s)", count, total, whom, low, high);
    else
        snprintf(room, 160, "%.24s of every %.16s%s", count, total, whom);
}

static void say_nobody(const view *v)
{
    const cs_world *base = &v->results->world[0];
    double seen = (double)v->scenario->population.persons * (double)base->replicates;
    char line[300], bound[CS_CELL];
    /* the rule of three: nothing in n trials bounds the rate by 3 / n at 95 % */
    cs_format_figure(bound, 3000.0 / seen, CS_UNIT_NONE);
    snprintf(line, sizeof line,
             "%s is on a penal list on the last day: none in %lld replicate%s, so fewer than %s "
             "of every 1,000 %s (95 %%).", v->of == CS_FIRMS ? "No firm" : "Nobody",
             (long long)base->replicates, base->replicates == 1 ? "" : "s", bound, v->whom);
    cs_format_paragraph(v->text, 0, line);
}

static cs_status say_headline(const view *v, cs_error *err)
{
    cs_estimate listed, wrongful;
    cs_query query = cs_query_all(CS_METRIC_LISTED_SHARE);
    char people[160], wrong[160], line[500], whom[20];
    query.of = v->of;
    CS_TRY(cs_results_estimate(v->results, 0, &query, &listed, err));
    query.metric = CS_METRIC_WRONGFUL_SHARE;
    CS_TRY(cs_results_estimate(v->results, 0, &query, &wrongful, err));
    if (!listed.defined || listed.mean == 0) {
        say_nobody(v);
        return CS_OK;
    }
    snprintf(whom, sizeof whom, " %s", v->whom);
    of_every(people, &listed, 1000, whom);
    if (wrongful.mean > 0) {
        of_every(wrong, &wrongful, 100, " of them");
        snprintf(line, sizeof line,
                 "On the last day %s are on a penal list, and %s wrongly: they would not be if only "
                 "correct records of their own unprotected conduct counted.", people, wrong);
    } else {
        snprintf(line, sizeof line, "On the last day %s are on a penal list, none of them wrongly.",
                 people);
    }
    cs_format_paragraph(v->text, 0, line);
    return CS_OK;
}

/* ---- lists ---- */

#define NAME_WIDTH 28
#define FIGURE_WIDTH 24

/* A list's table: counts are for so many people, more where the list is short. */
typedef struct list_table {
    const view *of;
    cs_text *text;
    int list;
    double people;
} list_table;

static cs_status cause_row(const list_table *t, int cause, const char *label, bool *any,
                           cs_error *err)
{
    cs_estimate stock, days;
    char a[CS_CELL], b[CS_CELL];
    CS_TRY(cs_results_estimate_of(t->of->results, 0, t->of->of, per_1000,
                                  &(figure){TABLE_STOCK, t->list, cause}, &stock, err));
    CS_TRY(cs_results_estimate_of(t->of->results, 0, t->of->of, per_1000,
                                  &(figure){TABLE_DAYS, t->list, cause}, &days, err));
    *any = stock.mean > 0 || days.mean > 0;
    if (cause >= 0 && !*any) return CS_OK;
    cs_format_estimate(a, &stock, t->people / 1000, 1);
    cs_format_estimate(b, &days, t->people / 1000, days.high * t->people < 1e7 ? 1 : 0);
    cs_format_name(t->text, label, NAME_WIDTH);
    cs_text_format(t->text, "%*s%*s\n", FIGURE_WIDTH, a, CS_LINE - NAME_WIDTH - FIGURE_WIDTH, b);
    return CS_OK;
}

static cs_status metric_row(const list_table *t, cs_metric metric, const char *label, double scale,
                            const char *unit, cs_error *err)
{
    cs_estimate estimate;
    char room[CS_CELL];
    cs_query query = cs_query_all(metric);
    query.of = t->of->of;
    query.list = t->list;
    CS_TRY(cs_results_estimate(t->of->results, 0, &query, &estimate, err));
    cs_format_estimate(room, &estimate, scale, 1);
    cs_format_name(t->text, label, NAME_WIDTH);
    cs_text_format(t->text, "%*s%s\n", FIGURE_WIDTH, room, estimate.defined ? unit : "");
    return CS_OK;
}

static void list_heading(const list_table *t)
{
    const cs_scenario *s = t->of->scenario;
    bool penal = t->list == s->lists.count || CS_ITEMS(cs_list, s->lists)[t->list].penal;
    char people[CS_CELL], per[2 * CS_CELL];
    cs_format_number(people, t->people, 0);
    snprintf(per, sizeof per, "per %s %s", people, t->of->whom);
    cs_text_add(t->text, "\n");
    cs_format_name(t->text, cs_list_name(s, t->list), NAME_WIDTH);
    cs_text_format(t->text, "%*s%*s\n", FIGURE_WIDTH, "on the last day,",
                   CS_LINE - NAME_WIDTH - FIGURE_WIDTH, "whole run, person-days");
    cs_format_name(t->text, penal ? "" : "(no penalty)", NAME_WIDTH);
    cs_text_format(t->text, "%*s%*s\n", FIGURE_WIDTH, per, CS_LINE - NAME_WIDTH - FIGURE_WIDTH,
                   per);
    cs_format_rule(t->text);
}

/* Causes nobody is listed for are named, not left out. */
static void say_unseen(cs_text *text, const bool unseen[CS_CAUSES])
{
    cs_text line = {0};
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (unseen[cause])
            cs_text_format(&line, "%s%s", line.length ? ", " : "Nobody: ", cs_causes[cause].label);
    if (line.failed) text->failed = true;
    else if (line.length) cs_format_paragraph(text, 0, line.bytes);
    cs_text_drop(&line);
}

static cs_status choose_people(list_table *t, cs_error *err)
{
    cs_estimate listed;
    figure f = {TABLE_STOCK, t->list, ALL_CAUSES};
    t->people = 1000;
    CS_TRY(cs_results_estimate_of(t->of->results, 0, t->of->of, per_1000, &f, &listed, err));
    while (listed.mean > 0 && listed.mean * t->people / 1000 < 1 && t->people < 1e6)
        t->people *= 10;
    return CS_OK;
}

static cs_status say_list(const view *v, int list, cs_error *err)
{
    bool unseen[CS_CAUSES] = {false}, any;
    list_table t = {v, v->text, list, 1000};
    CS_TRY(choose_people(&t, err));
    list_heading(&t);
    for (int cause = 0; cause < CS_CAUSES; cause++) {
        if (cs_causes[cause].spared) continue;
        CS_TRY(cause_row(&t, cause, cs_causes[cause].label, &any, err));
        unseen[cause] = !any;
    }
    CS_TRY(cause_row(&t, ALL_CAUSES, "listed, all causes", &any, err));
    CS_TRY(cause_row(&t, WRONGFUL_CAUSES, "  wrongly", &any, err));
    CS_TRY(metric_row(&t, CS_METRIC_WRONGFUL_SHARE, "  wrongly, of those listed", 100, " %", err));
    CS_TRY(metric_row(&t, CS_METRIC_MISSED, "missed", t.people / 1000, "", err));
    say_unseen(v->text, unseen);
    return CS_OK;
}

static cs_status say_lists(const view *v, cs_error *err)
{
    int lists = v->scenario->lists.count;
    for (int list = 0; list < lists; list++) CS_TRY(say_list(v, list, err));
    if (lists > 1) CS_TRY(say_list(v, lists, err));
    return CS_OK;
}

/* ---- services and sensors ---- */

/* Columns for the longest of `count` names and a space, from `least` to `most`; a longer name is
   written above its row. */
static int name_width(const char *(*name)(const cs_scenario *s, int i), const cs_scenario *s,
                      int count, int least, int most)
{
    int width = least;
    for (int i = 0; i < count; i++) {
        int columns = cs_format_columns(name(s, i)) + 1;
        if (columns > width && columns <= most) width = columns;
    }
    return width;
}

static cs_status say_services(const view *v, cs_error *err)
{
    static const int sums[] = {CS_CAUSE_RULE_CONSISTENT, CS_CAUSE_PROTECTED, ERROR_CAUSES,
                               CS_CAUSE_ASSOCIATION};
    const cs_scenario *s = v->scenario;
    cs_text *text = v->text;
    if (s->services.count == 0) return CS_OK;
    cs_text_format(text, "\nRefusals, whole run, per 1,000 %s, by cause of the listing (means)\n",
                   v->whom);
    int width = name_width(cs_service_name, s, s->services.count, 12, 20);
    cs_text_format(text, "%*s%15s%15s%15s%15s\n", width, "", "rule-consistent", "protected",
                   "error", "association");
    cs_format_rule(text);
    for (int service = 0; service < s->services.count; service++) {
        cs_format_name(text, cs_service_name(s, service), width);
        for (int i = 0; i < 4; i++) {
            cs_estimate estimate;
            char room[CS_CELL];
            figure f = {TABLE_DENIALS, service, sums[i]};
            CS_TRY(cs_results_estimate_of(v->results, 0, v->of, per_1000, &f, &estimate, err));
            estimate.has_interval = false;
            cs_format_estimate(room, &estimate, 1, 1);
            cs_text_format(text, "%15s", room);
        }
        cs_text_add(text, "\n");
    }
    return CS_OK;
}

static cs_status say_sensors(const view *v, cs_error *err)
{
    /* a record is filed fresh: what is stale became so on file */
    enum { TAGS = CS_TAG_STALE };
    static const char *const heads[2][TAGS] = {{"correct", "false", "wrong", "false", "duplicate"},
                                               {"", "match", "person", "record"}};
    const cs_scenario *s = v->scenario;
    cs_text *text = v->text;
    if (s->sensors.count == 0) return CS_OK;
    cs_text_add(text, "\nRecords filed, whole run, by what they are (means)\n");
    int width = name_width(cs_sensor_name, s, s->sensors.count, 12, 20);
    int cell = (CS_LINE - width) / TAGS;
    for (int line = 0; line < 2; line++) {
        cs_text_format(text, "%*s", width, "");
        for (int tag = 0; tag < TAGS && heads[line][tag]; tag++)
            cs_text_format(text, "%*s", cell, heads[line][tag]);
        cs_text_add(text, "\n");
    }
    cs_format_rule(text);
    for (int sensor = 0; sensor < s->sensors.count; sensor++) {
        cs_format_name(text, cs_sensor_name(s, sensor), width);
        for (int tag = 0; tag < TAGS; tag++) {
            cs_estimate estimate;
            char room[CS_CELL];
            tagged t = {sensor, tag};
            CS_TRY(cs_results_estimate_of(v->results, 0, v->of, filed, &t, &estimate, err));
            cs_format_number(room, estimate.mean, estimate.mean < 1e6 ? 1 : 0);
            cs_text_format(text, "%*s", cell, room);
        }
        cs_text_add(text, "\n");
    }
    return CS_OK;
}

static void say_truth(cs_text *text, const cs_results *results)
{
    cs_format_paragraph(
        text, 0,
        results->world[0].scenario->ledger.as_written
            ? "Wrongly: absent from lane `conduct`, where only correct records of own unprotected "
              "conduct count. Missed: on the list if every rule were enforced as written, and not on "
              "it. Positive means penalised. Neither calls the rules just."
            : "Wrongly: absent from lane `conduct`, where only correct records of own unprotected "
              "conduct count. Missed: on the list in that lane, and not on it. Positive means "
              "penalised. Neither calls the rules just.");
}

static cs_status say_population(const view *v, cs_error *err)
{
    CS_TRY(say_headline(v, err));
    CS_TRY(say_lists(v, err));
    CS_TRY(say_services(v, err));
    return say_sensors(v, err);
}

static cs_status say_firms(cs_text *text, cs_results *results, cs_error *err)
{
    const cs_scenario *firms = cs_results_scenario(results, 0, CS_FIRMS);
    view v = {text, results, CS_FIRMS, firms, "firms"};
    char count[CS_CELL];
    if (!firms) return CS_OK;
    cs_format_number(count, (double)firms->population.persons, 0);
    cs_text_format(text, "\nFirms (%s)\n\n", count);
    return say_population(&v, err);
}

cs_status cs_results_summary(cs_results *results, char **out, cs_error *err)
{
    cs_status status;
    cs_text text = {0};
    view people = {&text, results, CS_PERSONS, results->world[0].scenario, "people"};
    cs_say_title(&text, results);
    CS_GO(say_population(&people, err));
    CS_GO(say_firms(&text, results, err));
    CS_GO(cs_say_responses(&text, results, err));
    CS_GO(cs_say_effects(&text, results, NULL, err));
    CS_GO(cs_say_lending(&text, results, err));
    CS_GO(cs_say_copies(&text, results, err));
    CS_GO(cs_say_totals(&text, results, err));
    cs_text_add(&text, "\n");
    cs_say_intervals(&text, results, true);
    CS_GO(cs_say_needed(&text, results, err));
    say_truth(&text, results);
    CS_GO(cs_say_origin(&text, results, err));
    return cs_text_take(&text, out, err);
out:
    cs_text_drop(&text);
    return status;
}
