/* Working off a plan. Each thread takes a row, runs its world alone, and keeps what came of it; threads meet
   at the list and at the scenarios, and nowhere else. */
#include "study/session.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "core/rng.h"
#include "results/digest.h"
#include "sim/sim.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>
#include <time.h>

/* Calls of the progress callback are at least so far apart, in seconds; so are looks at the list. */
#define PROGRESS_SECONDS 0.1
#define COUNT_SECONDS 1.0

struct cs_session {
    cs_worklist *list;
    const cs_study_plan *plan;   /* the list's */
    int threads;
    bool (*progress)(void *context, const cs_work_counts *counts, double seconds);
    bool (*reading)(void *context, int64_t read, int64_t points, double seconds);
    void *context;
    mtx_t telling;               /* the progress callback, and what it is told */
    mtx_t keeping;               /* the scenarios */
    double began, told, counted;
    cs_work_counts counts;
    atomic_bool stop;            /* somebody failed, or the caller wants an end */
    bool interrupted;
    cs_scenario **scenario;      /* [points] those in use or kept; NULL: not read */
    int *users;                  /* [points] threads that run it just now */
    char (*hash)[33];            /* [points] of the scenario, as it was when it was checked */
    size_t scenario_room, users_room, hash_room;
    int together;                /* the group of points whose scenarios are kept when nobody runs them */
    int checked;                 /* points whose scenario was read and agreed with the list */
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- scenarios ---- */

static cs_status load(const cs_point *point, cs_scenario **out, cs_complaints *complaints,
                      cs_error *err)
{
    cs_load_options options = {.sets = point->sets, .set_count = point->set_count,
                               .safeguard = point->safeguard && *point->safeguard
                                                ? point->safeguard : NULL};
    return cs_scenario_load(point->scenario, &options, out, complaints, err);
}

static cs_status room(cs_session *s, cs_error *err)
{
    size_t points = (size_t)s->plan->points + 1, had = s->scenario_room, before = s->users_room;
    void *scenario = s->scenario, *users = s->users, *hash = s->hash;
    CS_TRY(cs_reserve(&scenario, &s->scenario_room, points, sizeof *s->scenario,
                      "the scenarios of a study", err));
    s->scenario = scenario;
    for (size_t i = had; i < s->scenario_room; i++) s->scenario[i] = NULL;
    CS_TRY(cs_reserve(&users, &s->users_room, points, sizeof *s->users,
                      "the scenarios of a study", err));
    s->users = users;
    for (size_t i = before; i < s->users_room; i++) s->users[i] = 0;
    CS_TRY(cs_reserve(&hash, &s->hash_room, points, sizeof *s->hash, "the scenarios of a study", err));
    s->hash = hash;
    return CS_OK;
}

static void forget(cs_session *s, int point)
{
    cs_scenario_free(s->scenario[point]);
    s->scenario[point] = NULL;
}

/* Scenarios are kept for the points whose rows are taken together; others are read again in their turn. */
static bool is_kept(const cs_session *s, int point)
{
    return point / CS_POINTS_TOGETHER == s->together;
}

/* Another group is kept from here on. Of the one before, those that somebody runs go when they are let go. */
static void turn_to(cs_session *s, int together)
{
    if (together == s->together) return;
    int first = s->together * CS_POINTS_TOGETHER, end = first + CS_POINTS_TOGETHER;
    for (int i = first; i < end && (size_t)i < s->scenario_room; i++)
        if (s->users[i] == 0) forget(s, i);
    s->together = together;
}

/* Points are checked by several threads at once. What they find out is told to the list afterwards. */
typedef struct checking {
    cs_session *session;
    int first;
    char (*hash)[33];
    char **text;                 /* of points that are the first with their scenario and safeguard */
    mtx_t lock;
    int read;
    int complained;              /* the point whose complaints are kept; -1: none */
    cs_complaints *complaints;
} checking;

static bool same_origin(const cs_point *a, const cs_point *b)
{
    return strcmp(a->scenario, b->scenario) == 0 &&
           strcmp(a->safeguard ? a->safeguard : "", b->safeguard ? b->safeguard : "") == 0;
}

static bool is_first(const cs_study_plan *plan, int point)
{
    for (int i = 0; i < point; i++)
        if (same_origin(&plan->point[i], &plan->point[point])) return false;
    return true;
}

static cs_status check_figures(const cs_study_plan *plan, const cs_scenario *scenario, cs_error *err)
{
    for (int i = 0; i < plan->figures; i++) {
        cs_query query;
        CS_TRY(cs_asked_query(&plan->figure[i], scenario, &query, err));
    }
    return CS_OK;
}

/* The complaints of the first point that has any are the caller's to show. */
static void keep_complaints(checking *c, int point, cs_complaints *complaints)
{
    mtx_lock(&c->lock);
    bool wanted = c->complaints && complaints->count > 0 &&
                  (c->complained < 0 || point < c->complained);
    if (wanted) {
        cs_complaints_free(c->complaints);
        *c->complaints = *complaints;
        *complaints = (cs_complaints){0};
        c->complained = point;
    }
    mtx_unlock(&c->lock);
    cs_complaints_free(complaints);
}

/* Tell the caller how many more are read; whoever wants to stop need not wait for the rest. */
static void tell_read(checking *c, int more)
{
    cs_session *s = c->session;
    double time = now();
    mtx_lock(&s->telling);
    c->read += more;
    int all = s->plan->points - c->first;
    if (s->reading && (c->read == 0 || c->read == all || time - s->told >= PROGRESS_SECONDS)) {
        s->told = time;
        if (!s->reading(s->context, c->read, all, time - s->began)) {
            s->interrupted = true;
            atomic_store(&s->stop, true);
        }
    }
    mtx_unlock(&s->telling);
}

static cs_status check_point(void *context, int thread, uint32_t i, cs_error *err)
{
    checking *c = context;
    cs_session *s = c->session;
    int number = c->first + (int)i;
    const cs_point *point = &s->plan->point[number];
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    (void)thread;
    if (atomic_load(&s->stop)) return CS_OK;
    cs_status status = load(point, &scenario, &complaints, err);
    if (status == CS_OK) status = check_figures(s->plan, scenario, err);
    if (status == CS_OK) {
        memcpy(c->hash[i], scenario->hash, sizeof c->hash[i]);
        if (is_first(s->plan, number)) {
            c->text[i] = cs_copy_text(scenario->text);
            if (!c->text[i]) status = cs_fail_memory(err, "the text of a scenario");
        }
    }
    keep_complaints(c, number, &complaints);
    if (status == CS_OK && is_kept(s, number)) s->scenario[number] = scenario;
    else cs_scenario_free(scenario);
    if (status != CS_OK) atomic_store(&s->stop, true);
    tell_read(c, 1);
    return status;
}

static void checking_free(checking *c, int n)
{
    for (int i = 0; c->text && i < n; i++) cs_text_free(c->text[i]);
    cs_free(c->text);
    cs_free(c->hash);
    mtx_destroy(&c->lock);
}

/* Read every point of the plan that was not read yet. c is freed with checking_free, whatever came of it. */
static cs_status read_points(cs_session *s, checking *c, cs_complaints *complaints, cs_error *err)
{
    int n = s->plan->points - s->checked;
    *c = (checking){.session = s, .first = s->checked, .complaints = complaints, .complained = -1};
    if (mtx_init(&c->lock, mtx_plain) != thrd_success) return cs_fail_memory(err, "a study");
    c->hash = cs_alloc((size_t)n + 1, sizeof *c->hash);
    c->text = cs_alloc((size_t)n + 1, sizeof *c->text);
    if (!c->hash || !c->text) return cs_fail_memory(err, "the scenarios of a study");
    atomic_store(&s->stop, false);
    CS_TRY(room(s, err));
    turn_to(s, s->checked / CS_POINTS_TOGETHER);
    s->began = s->told = now();
    s->interrupted = false;
    tell_read(c, 0);
    CS_TRY(cs_parallel(s->threads, (uint32_t)n, check_point, c, err));
    if (!s->interrupted) return CS_OK;
    return cs_fail(err, CS_INTERRUPTED, "stopped on request, while scenarios were read: nothing more was run");
}

/* Hold what was read against what the list knows. */
static cs_status tell_points(cs_session *s, const checking *c, int n, cs_error *err)
{
    CS_TRY(cs_worklist_scenarios(s->list, c->first, n, (const char(*)[33])c->hash,
                                 (const char *const *)c->text, err));
    memcpy(s->hash + c->first, c->hash, (size_t)n * sizeof *c->hash);
    s->checked = c->first + n;
    return CS_OK;
}

/* A point read again must be what it was when the study was begun. That it cannot be read any more is a
   change too. */
static cs_status read_again(cs_session *s, int point, cs_scenario **out, cs_error *err)
{
    const cs_point *p = &s->plan->point[point];
    cs_complaints complaints = {0};
    cs_status status = load(p, out, &complaints, err);
    cs_complaints_free(&complaints);
    if (status == CS_NOMEM) return status;
    if (status == CS_OK && strcmp((*out)->hash, s->hash[point]) == 0) return CS_OK;
    if (status == CS_OK) cs_scenario_free(*out);
    *out = NULL;
    return cs_fail(err, CS_FORMAT,
                   "the scenario %.300s changed while the study ran; nothing was kept of what it is now. "
                   "With its old text the same call goes on; the new one wants a study file of its own",
                   p->scenario);
}

/* New points are read from the text that the first ones were. */
static cs_status check_unchanged(cs_session *s, cs_error *err)
{
    cs_scenario *first = NULL;
    if (s->checked < 1) return CS_OK;
    CS_TRY(read_again(s, 0, &first, err));
    cs_scenario_free(first);
    return CS_OK;
}

/* Points that came since: added by us, or by another process. */
static cs_status check_new_points(cs_session *s, cs_complaints *complaints, cs_error *err)
{
    int n = s->plan->points - s->checked;
    checking c;
    if (n <= 0) return CS_OK;
    cs_status status = read_points(s, &c, complaints, err);
    if (status == CS_OK) status = check_unchanged(s, err);
    if (status == CS_OK) status = tell_points(s, &c, n, err);
    checking_free(&c, n);
    return status;
}

static void let_go(cs_session *s, int point)
{
    mtx_lock(&s->keeping);
    s->users[point]--;
    if (s->users[point] == 0 && !is_kept(s, point)) forget(s, point);
    mtx_unlock(&s->keeping);
}

/* The scenario of a point, for one thread's use until let_go. Two threads may read it at once; one of
   them is kept. */
static cs_status get_scenario(cs_session *s, int point, const cs_scenario **out, cs_error *err)
{
    cs_scenario *read = NULL;
    mtx_lock(&s->keeping);
    bool there = s->scenario[point] != NULL;
    s->users[point]++;
    mtx_unlock(&s->keeping);
    cs_status status = there ? CS_OK : read_again(s, point, &read, err);
    if (status != CS_OK) {
        let_go(s, point);
        return status;
    }
    mtx_lock(&s->keeping);
    turn_to(s, point / CS_POINTS_TOGETHER);
    if (!s->scenario[point]) {
        s->scenario[point] = read;
        read = NULL;
    }
    *out = s->scenario[point];
    mtx_unlock(&s->keeping);
    cs_scenario_free(read);
    return CS_OK;
}

/* ---- rows ---- */

/* Points that share luck share the seed; others have one each, of seed and number. */
static uint64_t seed_of(const cs_study_plan *plan, int point)
{
    if (!plan->own_luck) return (uint64_t)plan->seed;
    cs_words words = cs_philox((uint32_t)point, 0, 0, 0,
                               cs_key_of((uint64_t)plan->seed, "study.point"));
    return (uint64_t)words.w[0] << 32 | words.w[1];
}

/* Tell the caller how far it is, at most ten times a second; false: stop. */
static bool tell(cs_session *s, bool finished)
{
    double time = now();
    mtx_lock(&s->telling);
    if (s->progress && (finished || time - s->told >= PROGRESS_SECONDS)) {
        cs_error err = {0};
        s->told = time;
        if (finished || time - s->counted >= COUNT_SECONDS) {
            s->counted = time;
            (void)cs_worklist_count(s->list, &s->counts, &err);
        }
        if (!s->progress(s->context, &s->counts, time - s->began)) {
            s->interrupted = true;
            atomic_store(&s->stop, true);
        }
    }
    mtx_unlock(&s->telling);
    return !atomic_load(&s->stop);
}

static bool go_on(void *context, int day, int days)
{
    (void)day;
    (void)days;
    return tell(context, false);
}

/* What came of a row. */
typedef struct outcome {
    double seconds;
    char hash[33];
    double *value; /* [figures] */
} outcome;

static cs_status read_off(const cs_study_plan *plan, const cs_scenario *scenario,
                          const cs_ledger *ledger, outcome *out, cs_error *err)
{
    for (int i = 0; i < plan->figures; i++) {
        cs_query query;
        bool defined;
        CS_TRY(cs_asked_query(&plan->figure[i], scenario, &query, err));
        cs_metric_value(ledger, &query, &out->value[i], &defined);
        if (!defined) out->value[i] = NAN;
    }
    return cs_digest_ledger(ledger, out->hash, err);
}

static cs_status run_world(cs_session *s, cs_work_row row, const cs_scenario *scenario,
                           outcome *out, cs_error *err)
{
    cs_ledger ledger = {0};
    cs_sim_memory memory = {0};
    cs_sim_options options = {.seed = seed_of(s->plan, row.point),
                              .replicate = (uint64_t)row.replicate,
                              .threads = 1,
                              .engine = CS_ENGINE_BLOCK,
                              .progress = go_on,
                              .context = s};
    double began = now();
    cs_status status = cs_sim_run(scenario, &options, &ledger, &memory, err);
    if (status == CS_OK) status = read_off(s->plan, scenario, &ledger, out, err);
    out->seconds = now() - began;
    cs_ledger_free(&ledger);
    return status;
}

/* A row ends done, failed, or given back. Only what the list says ends the work. */
static cs_status end_row(cs_session *s, cs_work_row row, cs_status status, const char *scenario_hash,
                         const outcome *out, const cs_error *why, cs_error *err)
{
    if (status == CS_OK)
        return cs_worklist_done(s->list, row, out->seconds, out->hash, scenario_hash, out->value,
                                err);
    if (status == CS_INTERRUPTED || atomic_load(&s->stop))
        return cs_worklist_return(s->list, row, err);
    return cs_worklist_failed(s->list, row, why->message, err);
}

static cs_status run_row(cs_session *s, cs_work_row row, outcome *out, cs_error *err)
{
    const cs_scenario *scenario = NULL;
    cs_error why = {0};
    cs_status status = get_scenario(s, row.point, &scenario, err);
    if (status != CS_OK) {
        (void)cs_worklist_return(s->list, row, NULL);
        return status;
    }
    status = run_world(s, row, scenario, out, &why);
    status = end_row(s, row, status, scenario->hash, out, &why, err);
    let_go(s, row.point);
    return status;
}

/* One thread's share of the work: rows, until there are none or somebody says stop. */
static cs_status work(void *context, int thread, uint32_t i, cs_error *err)
{
    cs_session *s = context;
    cs_status status = CS_OK;
    outcome out = {.value = cs_alloc((size_t)s->plan->figures + 1, sizeof *out.value)};
    bool any = true;
    (void)thread;
    (void)i;
    if (!out.value) status = cs_fail_memory(err, "the figures of a row");
    while (status == CS_OK && any && tell(s, false)) {
        cs_work_row row;
        status = cs_worklist_take(s->list, &row, &any, err);
        if (status == CS_OK && any) status = run_row(s, row, &out, err);
    }
    cs_free(out.value);
    if (status != CS_OK) atomic_store(&s->stop, true);
    return status;
}

/* ---- the session ---- */

cs_status cs_session_run(cs_session *s, cs_error *err)
{
    cs_work_counts counts;
    s->began = now();
    s->interrupted = false;
    atomic_store(&s->stop, false);
    CS_TRY(cs_worklist_count(s->list, &s->counts, err));
    s->counted = s->told = s->began;
    /* once before anything is done, too: who tells how much there is to do must not come after short rows */
    if (tell(s, true)) CS_TRY(cs_parallel(s->threads, (uint32_t)s->threads, work, s, err));
    if (!s->interrupted) tell(s, true);
    if (!s->interrupted) return CS_OK;
    CS_TRY(cs_worklist_count(s->list, &counts, err));
    if (counts.waiting == 0) return CS_OK; /* the wish to stop came when all was done */
    return cs_fail(err, CS_INTERRUPTED,
                   "stopped on request; %lld of %lld rows are finished and kept, and the same call "
                   "goes on from there", (long long)(counts.done + counts.failed),
                   (long long)counts.rows);
}

static bool holds_something(const char *path)
{
    struct stat found;
    return path && stat(path, &found) == 0 && found.st_size > 0;
}

/* A file with something in it is opened first: that it holds another study is said at once. Where there is none, or
   an empty one, the plan's scenarios come before it, so that a mistake in one leaves nothing behind. */
static cs_status begin(cs_session *s, const cs_study_plan *plan, const cs_session_options *options,
                       cs_complaints *complaints, cs_error *err)
{
    int slices = options->slices > 0 ? options->slices : 1;
    int slice = options->slice > 0 ? options->slice : 1, n = plan->points;
    bool there = holds_something(options->path);
    checking c;
    s->plan = plan;
    if (there) CS_TRY(cs_worklist_open(options->path, plan, slice, slices, &s->list, err));
    cs_status status = read_points(s, &c, complaints, err);
    if (status == CS_OK && !there)
        status = cs_worklist_open(options->path, plan, slice, slices, &s->list, err);
    if (status == CS_OK) {
        s->plan = cs_worklist_plan(s->list);
        status = tell_points(s, &c, n, err);
    }
    checking_free(&c, n);
    CS_TRY(status);
    CS_TRY(check_new_points(s, complaints, err));
    return options->retry ? cs_worklist_retry(s->list, err) : CS_OK;
}

cs_status cs_session_open(const cs_study_plan *plan, const cs_session_options *options,
                          cs_session **out, cs_complaints *complaints, cs_error *err)
{
    *out = NULL;
    cs_session *s = cs_alloc(1, sizeof *s);
    if (!s) return cs_fail_memory(err, "a study");
    if (mtx_init(&s->telling, mtx_plain) != thrd_success ||
        mtx_init(&s->keeping, mtx_plain) != thrd_success) {
        cs_free(s);
        return cs_fail_memory(err, "a study");
    }
    s->threads = options->threads > 0 ? options->threads : cs_processors();
    s->progress = options->progress;
    s->reading = options->reading;
    s->context = options->context;
    cs_status status = begin(s, plan, options, complaints, err);
    if (status == CS_OK) *out = s;
    else cs_session_close(s);
    return status;
}

cs_status cs_session_add(cs_session *s, const cs_point *points, int n, int *number,
                         cs_complaints *complaints, cs_error *err)
{
    CS_TRY(cs_worklist_add(s->list, points, n, number, err));
    CS_TRY(check_new_points(s, complaints, err));
    return cs_session_run(s, err);
}

cs_worklist *cs_session_list(cs_session *s)
{
    return s->list;
}

void cs_session_close(cs_session *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->scenario_room; i++) cs_scenario_free(s->scenario[i]);
    cs_free(s->scenario);
    cs_free(s->users);
    cs_free(s->hash);
    cs_worklist_close(s->list);
    mtx_destroy(&s->telling);
    mtx_destroy(&s->keeping);
    cs_free(s);
}
