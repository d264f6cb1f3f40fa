/* The search over sets of safeguards: every set is a point of one study. Nothing but safeguards is varied,
   and the bound is an upper one on a harm (results/harm.h). */
#include "results/search.h"

#include "core/mem.h"
#include "results/harm.h"
#include "results/names.h"
#include "results/stats.h"
#include "scenario/combine.h"
#include "scenario/quantity.h"
#include "study/base.h"

#include <jansson.h>
#include <string.h>

#define SAFEGUARDS_SEARCHED 10 /* 1,024 sets */

typedef struct searching {
    const cs_search_options *options;
    cs_arena *arena;
    cs_study_base of;
    const cs_scenario *base;     /* without any safeguard */
    int count;                   /* safeguards to choose from */
    int *safeguard;              /* [count] their numbers in the scenario */
    double *cost;                /* [count] */
    uint32_t *clashes;           /* [count] bits of those it cannot be combined with */
    json_t *apart;               /* why not, a sentence for each pair */
    cs_asked figure;
    const char *harm, *asked;
    double bound;
    cs_study_plan plan;
} searching;

static const char *name_of(const searching *s, int i)
{
    return s->base->safeguards[s->safeguard[i]].name;
}

static cs_status keep(searching *s, cs_text *text, const char **out, cs_error *err)
{
    *out = text->failed ? NULL : cs_arena_text(s->arena, text->bytes ? text->bytes : "", text->length);
    cs_text_drop(text);
    return *out ? CS_OK : cs_fail_memory(err, "a search");
}

/* ---- which safeguards ---- */

static int find_safeguard(const cs_scenario *scenario, const char *name)
{
    for (int i = 0; i < scenario->safeguard_count; i++)
        if (strcmp(scenario->safeguards[i].name, name) == 0) return i;
    return -1;
}

static cs_status choose(searching *s, cs_error *err)
{
    const cs_search_options *o = s->options;
    int all = s->base->safeguard_count;
    bool wanted[CS_SAFEGUARDS_MOST] = {0};
    for (int i = 0; i < o->among_count; i++) {
        int at = find_safeguard(s->base, o->among[i]);
        if (at < 0) return cs_fail_safeguard(s->base, o->among[i], err);
        if (wanted[at])
            return cs_fail(err, CS_USAGE, "the safeguard %s is named twice", o->among[i]);
        wanted[at] = true;
    }
    s->safeguard = cs_arena_alloc(s->arena, (size_t)all + 1, sizeof *s->safeguard);
    s->cost = cs_arena_alloc(s->arena, (size_t)all + 1, sizeof *s->cost);
    s->clashes = cs_arena_alloc(s->arena, (size_t)all + 1, sizeof *s->clashes);
    if (!s->safeguard || !s->cost || !s->clashes) return cs_fail_memory(err, "a search");
    for (int i = 0; i < all; i++) {
        if (o->among_count > 0 && !wanted[i]) continue;
        s->cost[s->count] = s->base->safeguards[i].cost;
        s->safeguard[s->count++] = i;
    }
    if (s->count == 0)
        return cs_fail(err, CS_USAGE, "the scenario %s has no safeguards to choose from", o->of.scenario);
    if (s->count > SAFEGUARDS_SEARCHED)
        return cs_fail(err, CS_USAGE,
                       "%d safeguards have more sets than can be gone through; name at most %d of them "
                       "(--among)", s->count, SAFEGUARDS_SEARCHED);
    return CS_OK;
}

/* "expiry=3" */
static cs_status set_cost(searching *s, const char *word, cs_error *err)
{
    char *end;
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : 0;
    if (!length) return cs_fail(err, CS_USAGE, "the cost `%.60s` is not NAME=N", word);
    double cost = strtod(equals + 1, &end);
    if (end == equals + 1 || *end || !(cost >= 0 && cost <= 1e12))
        return cs_fail(err, CS_USAGE, "the cost `%.60s` is not NAME=N with a number from 0 to 1e12",
                       word);
    for (int i = 0; i < s->count; i++)
        if (strlen(name_of(s, i)) == length && strncmp(name_of(s, i), word, length) == 0) {
            s->cost[i] = cost;
            return CS_OK;
        }
    char name[80];
    snprintf(name, sizeof name, "%.*s", (int)(length < 70 ? length : 70), word);
    if (find_safeguard(s->base, name) < 0) return cs_fail_safeguard(s->base, name, err);
    return cs_fail(err, CS_USAGE, "%s has a cost and is not among the safeguards to choose from", name);
}

/* ---- what is to be kept down ---- */

static cs_status read_figure(searching *s, cs_error *err)
{
    const char *asked = s->options->figure ? s->options->figure : "wrongful_days";
    cs_query query;
    char why[300], *room = cs_arena_text(s->arena, asked, strlen(asked));
    s->asked = cs_arena_text(s->arena, asked, strlen(asked));
    if (!room || !s->asked) return cs_fail_memory(err, "a search");
    CS_TRY(cs_asked_read(room, &s->figure, err));
    s->figure.name = s->asked;
    CS_TRY(cs_asked_query(&s->figure, s->base, &query, err));
    s->harm = cs_harm_of(&query, s->base, why);
    if (!s->harm)
        return cs_fail(err, CS_USAGE, "%s cannot be searched for: it %s", cs_metric_name(query.metric),
                       why);
    if (cs_study_is_resized(&s->of) && cs_metric_counts((cs_metric)s->figure.metric) && s->figure.cell &&
        s->figure.cell[0] && s->figure.scale <= 0)
        return cs_fail(err, CS_USAGE,
                       "%s of a group is a number, which runs of other persons than the scenario's do not tell; "
                       "ask for as many persons (--persons %lld), or for each 1,000 of the group (scale=1000)",
                       cs_metric_name(query.metric), (long long)s->of.own->population.persons);
    cs_study_rescale(&s->of, &s->figure);
    return CS_OK;
}

static cs_status read_bound(searching *s, cs_error *err)
{
    const cs_search_options *o = s->options;
    cs_unit unit = cs_metric_unit((cs_metric)s->figure.metric);
    const cs_measure *used;
    char room[300];
    if (!o->bound) return CS_OK;
    const char *wrong = cs_quantity_read(o->bound, unit, NULL, cs_unit_wanted(unit), &used, &s->bound, room);
    if (!wrong && !(s->bound >= 0))
        return cs_fail(err, CS_USAGE, "the bound on %s is %.60s; no harm is below 0, so a number from 0 up is wanted",
                       cs_metric_name(s->figure.metric), o->bound);
    if (wrong) return cs_fail(err, CS_USAGE, "the bound on %s %s", cs_metric_name(s->figure.metric), wrong);
    if (s->plan.replicates < CS_INTERVAL_REPLICATES)
        return cs_fail(err, CS_USAGE,
                       "%lld replicates give no interval to hold against a bound; at least %d are needed "
                       "(--replicates)", (long long)s->plan.replicates, CS_INTERVAL_REPLICATES);
    return CS_OK;
}

/* ---- which sets there are ---- */

static cs_status set_name(searching *s, uint32_t members, const char **out, cs_error *err)
{
    cs_text text = {0};
    for (int i = 0; i < s->count; i++)
        if (members >> i & 1) cs_text_format(&text, "%s%s", text.length ? "+" : "", name_of(s, i));
    return keep(s, &text, out, err);
}

/* Two that cannot be combined are left out of all sets; three of which each two can be are not. */
static cs_status try_pair(searching *s, int a, int b, cs_error *err)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_load_options options = {.sets = s->of.sets, .set_count = s->of.set_count};
    cs_error inner = {0};
    CS_TRY(set_name(s, UINT32_C(1) << a | UINT32_C(1) << b, &options.safeguard, err));
    cs_status status = cs_scenario_load(s->options->of.scenario, &options, &scenario, &complaints, &inner);
    cs_scenario_free(scenario);
    if (status == CS_SCENARIO) {
        s->clashes[a] |= UINT32_C(1) << b;
        s->clashes[b] |= UINT32_C(1) << a;
        json_t *why = json_string(complaints.count > 0 ? complaints.items[0].message : inner.message);
        status = json_array_append_new(s->apart, why) == 0 ? CS_OK : cs_fail_memory(err, "a search");
    } else if (status != CS_OK) {
        cs_fail(err, status, "%s", inner.message);
    }
    cs_complaints_free(&complaints);
    return status;
}

static bool is_set(const searching *s, uint32_t members)
{
    int most = s->options->most;
    if (most > 0 && __builtin_popcount(members) > most) return false;
    for (int i = 0; i < s->count; i++)
        if (members >> i & 1 && members & s->clashes[i]) return false;
    return true;
}

static cs_status make_points(searching *s, cs_error *err)
{
    uint32_t end = UINT32_C(1) << s->count;
    cs_point *point = cs_arena_alloc(s->arena, end, sizeof *point);
    s->apart = json_array();
    if (!point || !s->apart) return cs_fail_memory(err, "the sets of safeguards");
    for (int a = 0; a < s->count && s->options->most != 1; a++)
        for (int b = a + 1; b < s->count; b++) CS_TRY(try_pair(s, a, b, err));
    for (uint32_t members = 0; members < end; members++) {
        cs_point *next = &point[s->plan.points];
        if (!is_set(s, members)) continue;
        *next = (cs_point){.label = "base", .scenario = s->options->of.scenario,
                           .sets = s->of.sets, .set_count = s->of.set_count};
        CS_TRY(set_name(s, members, &next->safeguard, err));
        if (members) next->label = next->safeguard;
        s->plan.points++;
    }
    s->plan.point = point;
    return CS_OK;
}

/* ---- the study ---- */

static cs_status make_settings(searching *s, cs_error *err)
{
    json_t *safeguards = json_array();
    bool failed = !safeguards;
    for (int i = 0; i < s->count; i++)
        failed |= json_array_append_new(safeguards, json_pack("{s:s, s:f}", "name", name_of(s, i), "cost",
                                                              s->cost[i])) != 0;
    json_t *root = json_pack("{s:s, s:s, s:i, s:I, s:I, s:o, s:O}", "figure", s->asked, "harm", s->harm, "most",
                             s->options->most, "persons", (json_int_t)s->base->population.persons, "own_persons",
                             (json_int_t)s->of.own->population.persons, "safeguards", safeguards, "apart",
                             s->apart);
    if (s->options->bound) failed |= json_object_set_new(root, "bound", json_real(s->bound)) != 0;
    char *text = root ? json_dumps(root, JSON_SORT_KEYS) : NULL;
    json_free_t release;
    json_malloc_t unused;
    json_get_alloc_funcs(&unused, &release);
    s->plan.settings = text ? cs_arena_text(s->arena, text, strlen(text)) : NULL;
    if (text) release(text);
    json_decref(root);
    return failed || !s->plan.settings ? cs_fail_memory(err, "a search") : CS_OK;
}

static cs_status make_plan(searching *s, cs_error *err)
{
    cs_text text = {0};
    s->plan.kind = CS_STUDY_SAFEGUARDS;
    s->plan.title = s->base->title;
    s->plan.about = "sets of safeguards";
    s->plan.seed = s->of.seed;
    s->plan.figures = 1;
    s->plan.figure = &s->figure;
    CS_TRY(make_settings(s, err));
    cs_text_format(&text, "safeguards of %s %s seed %lld replicates %lld: %s\n", s->options->of.scenario,
                   s->base->hash, (long long)s->plan.seed, (long long)s->plan.replicates,
                   s->plan.settings);
    return keep(s, &text, &s->plan.text, err);
}

static cs_status prepare(searching *s, cs_complaints *complaints, cs_error *err)
{
    const cs_search_options *o = s->options;
    s->arena = cs_arena_new();
    if (!s->arena) return cs_fail_memory(err, "a search");
    CS_TRY(cs_study_base_read(&o->of, CS_SEARCH_PERSONS, s->arena, &s->of, complaints, err));
    s->base = s->of.scenario;
    s->plan.replicates = s->of.replicates;
    CS_TRY(choose(s, err));
    for (int i = 0; i < o->cost_count; i++) CS_TRY(set_cost(s, o->costs[i], err));
    CS_TRY(read_figure(s, err));
    CS_TRY(read_bound(s, err));
    CS_TRY(make_points(s, err));
    return make_plan(s, err);
}

static void end(searching *s)
{
    json_decref(s->apart);
    cs_study_base_free(&s->of);
    cs_arena_free(s->arena);
}

static cs_status tell(cs_worklist *list, char **text, cs_error *err)
{
    cs_search search;
    if (!text) return CS_OK;
    CS_TRY(cs_search_read(list, &search, err));
    cs_status status = cs_search_print(&search, text, err);
    cs_search_free(&search);
    return status;
}

cs_status cs_search_run(const cs_search_options *options, char **text, cs_complaints *complaints,
                        cs_error *err)
{
    searching s = {.options = options};
    cs_session *session = NULL;
    cs_status status;
    CS_GO(prepare(&s, complaints, err));
    CS_GO(cs_points_open(&options->of, &s.plan, &session, complaints, err));
    CS_GO(cs_session_run(session, err));
    status = tell(cs_session_list(session), text, err);
out:
    cs_session_close(session);
    end(&s);
    return status;
}
