/* A run: the base world and each safeguard, replicate by replicate, into a results file.
   Everything is read and checked before anything is written. Replicates are the outer loop, so that a
   run that is stopped has the same replicates of every world, which can be paired. */
#include "core/mem.h"
#include "core/text.h"
#include "results/file.h"
#include "results/names.h"
#include "results/writer.h"
#include "scenario/combine.h"
#include "sim/sim.h"
#include "study/resize.h"
#include "study/running.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Calls of the progress callback are at least so far apart, in seconds. */
#define PROGRESS_SECONDS 0.1

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The scenario of the call: a file, a bundled one, or a text in memory. */
static cs_status read_scenario(const cs_running *s, const cs_load_options *options, cs_scenario **out,
                               cs_complaints *complaints, cs_error *err)
{
    const cs_run_options *o = s->options;
    if (o->text) return cs_scenario_parse(o->text, o->length, o->scenario, options, out, complaints, err);
    return cs_scenario_load(o->scenario, options, out, complaints, err);
}

/* With other persons, other firms. Mistakes are told when the scenario is read as it will run. */
static cs_status resize(cs_running *s, cs_error *err)
{
    const cs_run_options *o = s->options;
    cs_load_options options = {.sets = o->sets, .set_count = o->set_count};
    cs_scenario *own = NULL;
    cs_complaints complaints = {0};
    cs_error inner = {0};
    if (o->persons < 1) return CS_OK;
    cs_status status = read_scenario(s, &options, &own, &complaints, &inner);
    cs_complaints_free(&complaints);
    if (status == CS_NOMEM) return cs_fail(err, status, "%s", inner.message);
    if (status != CS_OK) return CS_OK;
    status = cs_resize_firms(own, o->sets, o->set_count, o->persons, s->arena, s->sets, &s->set_count, err);
    cs_scenario_free(own);
    return status;
}

/* Seed, replicates and persons given as options become sets, so that the resolved text in the file
   tells what was run. */
static cs_status make_sets(cs_running *s, cs_error *err)
{
    const cs_run_options *o = s->options;
    const int64_t values[3] = {o->seed, o->replicates, o->persons};
    const int64_t least[3] = {0, 1, 1};
    static const char *const paths[3] = {"seed", "replicates", "population.persons"};
    s->sets = cs_alloc((size_t)o->set_count + 3 + CS_RESIZE_MOST, sizeof *s->sets);
    s->arena = cs_arena_new();
    if (!s->sets || !s->arena) return cs_fail_memory(err, "the settings of a run");
    for (int i = 0; i < o->set_count; i++) s->sets[s->set_count++] = o->sets[i];
    for (int i = 0; i < 3; i++)
        if (values[i] >= least[i])
            CS_TRY(cs_resize_add(s->arena, s->sets, &s->set_count, paths[i], values[i], err));
    return resize(s, err);
}

/* The safeguards that are on in a world: those of the base world, and its own. */
static cs_status load(cs_running *s, int world, const char *safeguard, cs_complaints *complaints,
                      cs_error *err)
{
    cs_load_options options = {.sets = s->sets, .set_count = s->set_count, .safeguard = safeguard};
    cs_text both = {0};
    const char *base = s->options->base;
    if (base && base[0] && safeguard && strcmp(safeguard, CS_NO_REGIME) != 0) {
        cs_text_format(&both, "%s+%s", base, safeguard);
        if (both.failed) return cs_fail_memory(err, "the safeguards of a world");
        options.safeguard = both.bytes;
    } else if (!safeguard) {
        options.safeguard = base;
    }
    cs_status status = read_scenario(s, &options, &s->scenario[world], complaints, err);
    cs_text_drop(&both);
    return status;
}

/* Persons that the scenario states itself, whatever the call says; 0 where that cannot be told, as
   the other settings are kept and may not fit without it. */
static cs_status find_own_persons(cs_running *s, cs_error *err)
{
    static const char path[] = "population.persons", whole[] = "population=";
    const cs_run_options *o = s->options;
    cs_scenario *own = NULL;
    cs_complaints complaints = {0};
    cs_error inner = {0};
    int kept = 0;
    const char **sets = cs_alloc((size_t)o->set_count + 1, sizeof *sets);
    if (!sets) return cs_fail_memory(err, "the settings of a run");
    for (int i = 0; i < o->set_count; i++)
        if (strncmp(o->sets[i], path, strlen(path)) != 0 &&
            strncmp(o->sets[i], whole, strlen(whole)) != 0)
            sets[kept++] = o->sets[i];
    cs_load_options options = {.sets = sets, .set_count = kept};
    cs_status status = CS_OK;
    s->own_persons = s->scenario[0]->population.persons;
    if (kept < o->set_count || o->persons > 0) {
        status = read_scenario(s, &options, &own, &complaints, &inner);
        s->own_persons = status == CS_OK ? own->population.persons : 0;
    }
    cs_complaints_free(&complaints);
    cs_scenario_free(own);
    cs_free(sets);
    return status == CS_OK || status == CS_SCENARIO ? CS_OK
                                                    : cs_fail(err, status, "%s", inner.message);
}

/* Whether a name of `length` bytes is one of "a+b". */
static bool is_among(const char *words, const char *name, size_t length)
{
    while (words && *words) {
        size_t own = strcspn(words, "+");
        if (own == length && strncmp(words, name, length) == 0) return true;
        words += own + (words[own] == '+');
    }
    return false;
}

/* A world by the safeguards that are on in it and not in the base world, in the order of the file. */
static cs_status name_world(cs_running *s, int world, cs_error *err)
{
    cs_text name = {0};
    const char *from = world == 0 ? "base" : s->scenario[world]->patch;
    for (size_t length; *from; from += length + (from[length] == '+')) {
        length = strcspn(from, "+");
        if (is_among(s->options->base, from, length)) continue;
        if (name.length > 0) cs_text_add(&name, "+");
        cs_text_add_bytes(&name, from, length);
    }
    s->name[world] = name.failed ? NULL : cs_arena_text(s->arena, name.bytes ? name.bytes : "", name.length);
    cs_text_drop(&name);
    return s->name[world] ? CS_OK : cs_fail_memory(err, "the name of a world");
}

const char *cs_running_world(const cs_running *s, int world)
{
    if (s->name) return s->name[world];
    return world == 0 ? "base" : s->scenario[world]->patch;
}

/* Whether the base scenario has the safeguard, whose name is `length` bytes long. */
static bool is_known(const cs_scenario *base, const char *name, size_t length)
{
    for (int k = 0; k < base->safeguard_count; k++)
        if (strlen(base->safeguards[k].name) == length &&
            strncmp(base->safeguards[k].name, name, length) == 0)
            return true;
    return false;
}

/* Each safeguard named must be one of the base scenario's; the reader says the rest. */
cs_status cs_running_check_named(const cs_running *s, int i, cs_error *err)
{
    const cs_scenario *base = s->scenario[0];
    const char *wanted = s->options->safeguards[i], *from = wanted;
    size_t length = strcspn(from, "+");
    if (strcmp(wanted, CS_NO_REGIME) == 0 && i + 1 < s->options->safeguard_count)
        return cs_fail(err, CS_USAGE, "the world %s is the last to be named", wanted);
    if (strcmp(wanted, CS_NO_REGIME) == 0) return CS_OK;
    while (is_known(base, from, length)) {
        if (is_among(s->options->base, from, length))
            return cs_fail(err, CS_USAGE, "the safeguard %.*s is on in the base world, and so in every world",
                           (int)length, from);
        if (!from[length]) return CS_OK;
        from += length + 1;
        length = strcspn(from, "+");
    }
    cs_text known = {0};
    for (int k = 0; k < base->safeguard_count; k++)
        cs_text_format(&known, "%s%s", k ? ", " : "", base->safeguards[k].name);
    cs_status status = cs_fail(err, CS_USAGE, "the scenario %s has no safeguard %.*s; it has %s",
                               s->options->scenario, (int)length, from,
                               known.bytes ? known.bytes : "none");
    cs_text_drop(&known);
    return status;
}

/* Whatever order safeguards are combined in, it is one world. */
cs_status cs_running_check_once(const cs_running *s, int world, cs_error *err)
{
    for (int k = 1; k < world; k++)
        if (strcmp(cs_running_world(s, k), cs_running_world(s, world)) == 0)
            return cs_fail(err, CS_USAGE, "the safeguard %s is named twice", cs_running_world(s, world));
    return CS_OK;
}

/* Worlds are paired person by person, so a safeguard must leave people and chance as they are. */
static cs_status check_pair(const cs_running *s, int world, cs_error *err)
{
    const cs_scenario *base = s->scenario[0], *other = s->scenario[world];
    if (base->population.persons == other->population.persons && base->seed == other->seed &&
        base->replicates == other->replicates)
        return CS_OK;
    return cs_fail(err, CS_USAGE,
                   "the safeguard %s changes `population.persons`, `seed` or `replicates`; a "
                   "safeguard must keep the people and the chance of the base world",
                   s->options->safeguards[world - 1]);
}

static cs_status load_worlds(cs_running *s, cs_complaints *complaints, cs_error *err)
{
    s->worlds = 1 + (s->options->safeguards ? s->options->safeguard_count : 0);
    s->scenario = cs_alloc((size_t)s->worlds, sizeof(cs_scenario *));
    s->name = cs_alloc((size_t)s->worlds, sizeof *s->name);
    if (!s->scenario || !s->name) return cs_fail_memory(err, "the worlds of a run");
    CS_TRY(load(s, 0, NULL, complaints, err));
    CS_TRY(name_world(s, 0, err));
    CS_TRY(find_own_persons(s, err));
    for (int i = 1; i < s->worlds; i++) {
        CS_TRY(cs_running_check_named(s, i - 1, err));
        CS_TRY(load(s, i, s->options->safeguards[i - 1], complaints, err));
        CS_TRY(name_world(s, i, err));
        CS_TRY(cs_running_check_once(s, i, err));
        CS_TRY(check_pair(s, i, err));
    }
    return CS_OK;
}

static cs_status add_world(cs_running *s, int world, cs_error *err)
{
    cs_text about = {0};
    const char *name = cs_running_world(s, world);
    if (world == 0 && s->options->base) cs_members_about(s->scenario[0], s->options->base, &about);
    else if (world == 0) cs_text_add(&about, "the scenario as it stands");
    else if (strcmp(name, CS_NO_REGIME) == 0) cs_text_add(&about, CS_NO_REGIME_ABOUT);
    else cs_members_about(s->scenario[0], name, &about);
    cs_status status = about.failed ? cs_fail_memory(err, "what a world is about")
                                    : cs_results_add_world(s->writer, name,
                                                           about.bytes ? about.bytes : "",
                                                           s->scenario[world], err);
    cs_text_drop(&about);
    return status;
}

static cs_status create(cs_running *s, cs_error *err)
{
    const cs_scenario *base = s->scenario[0];
    char machine[400], created[32];
    struct utsname system;
    time_t moment = time(NULL);
    struct tm utc;
    if (uname(&system) != 0) memset(&system, 0, sizeof system);
    snprintf(machine, sizeof machine, "%s %s %s, %ld processors", system.sysname, system.release,
             system.machine, sysconf(_SC_NPROCESSORS_ONLN));
    gmtime_r(&moment, &utc);
    strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", &utc);
    cs_results_meta meta = {.program = "counterscore " CS_VERSION,
                            .engine = cs_engine_name(s->options->engine),
                            .machine = machine,
                            .created = created,
                            .scenario_name = base->name,
                            .seed = base->seed,
                            .replicates = base->replicates,
                            .threads = s->threads,
                            .own_persons = s->own_persons,
                            .base = s->options->base ? s->options->base : "",
                            .live = s->live};
    CS_TRY(cs_results_create(s->options->results, s->options->force, &meta, &s->writer, err));
    for (int i = 0; i < s->worlds; i++) CS_TRY(add_world(s, i, err));
    return CS_OK;
}

/* Tell the caller where the run is, at most ten times a second; false: stop. */
static bool tell(void *context, int day, int days)
{
    cs_running *s = context;
    double time = now();
    if (!s->options->progress) return true;
    if (time - s->told < PROGRESS_SECONDS) return true;
    s->told = time;
    s->at.day = day;
    s->at.days = days;
    s->at.seconds = time - s->began;
    return s->options->progress(s->options->context, &s->at);
}

/* The state that a world is gone on with: its own, or, where something changes, that of the base world. */
static cs_status find_state(cs_running *s, int world, int64_t replicate, cs_sim_options *options,
                            cs_error *err)
{
    if (s->changed && (s->anew || cs_sim_from_start(s->scenario[world]))) return CS_OK;
    return cs_checkpoint_get(s->from, s->changed ? 0 : (size_t)world, replicate, &options->resume, err);
}

static cs_status run_kept(cs_running *s, int world, int64_t replicate, cs_sim_options *options,
                          cs_ledger *ledger, cs_error *err)
{
    cs_status status = CS_OK;
    if (s->from) CS_TRY(find_state(s, world, replicate, options, err));
    if (s->keeps)
        CS_TRY(cs_checkpoint_part(&s->keep, (uint32_t)world, (uint64_t)replicate, &options->keep, err));
    CS_TRY(cs_sim_run(s->scenario[world], options, ledger, NULL, err));
    if (s->keeps) status = cs_checkpoint_part_end(&s->keep, err);
    if (status == CS_OK && options->resume) status = cs_checkpoint_got(s->from, err);
    if (status != CS_OK) cs_ledger_free(ledger);
    return status;
}

static cs_status run_one(cs_running *s, int world, int64_t replicate, cs_error *err)
{
    const cs_scenario *scenario = s->scenario[world];
    cs_ledger ledger = {0};
    cs_sim_options options = {.seed = (uint64_t)scenario->seed,
                              .replicate = (uint64_t)replicate,
                              .threads = s->threads,
                              .engine = s->options->engine,
                              .track = replicate == 0,
                              .progress = tell,
                              .context = s,
                              .checkpoint_day = s->options->checkpoint_day};
    double began = now();
    s->at.world = world;
    s->at.replicate = replicate;
    cs_status status = run_kept(s, world, replicate, &options, &ledger, err);
    if (status == CS_OK && s->writer)
        status = cs_results_add(s->writer, world, replicate, now() - began, &ledger, err);
    cs_ledger_free(&ledger);
    return status;
}

static cs_status run_all(cs_running *s, cs_error *err)
{
    int64_t replicates = s->scenario[0]->replicates;
    s->at.worlds = s->worlds;
    s->at.replicates = replicates;
    for (int64_t replicate = 0; replicate < replicates; replicate++)
        for (int world = 0; world < s->worlds; world++)
            CS_TRY(run_one(s, world, replicate, err));
    return CS_OK;
}

/* What a stopped run kept, said after why it stopped. */
static void say_kept(const cs_running *s, int64_t finished, cs_status status, cs_error *err)
{
    char why[700];
    if (!err) return;
    snprintf(why, sizeof why, "%.690s", status == CS_INTERRUPTED ? "stopped on request"
                                                                 : err->message);
    if (finished > 0)
        cs_fail(err, status, "%s; %lld of %lld replicates were finished and are kept in %s", why,
                (long long)finished, (long long)s->scenario[0]->replicates, s->options->results);
    else
        cs_fail(err, status, "%s; nothing was kept", why);
}

/* Whatever ended the run, replicates that every world finished are kept. */
static cs_status finish(cs_running *s, cs_status status, cs_error *err)
{
    cs_error closing = {0};
    int64_t finished = s->writer ? cs_results_finished(s->writer) : 0;
    cs_status closed = cs_results_finish(s->writer, finished == 0, &closing);
    if (closed != CS_OK) {
        finished = 0;
        if (status == CS_OK) return cs_fail(err, closed, "%s", closing.message);
    }
    if (status != CS_OK && s->options->results) say_kept(s, finished, status, err);
    return status;
}

/* ---- the checkpoint ---- */

static cs_status check_checkpoint(const cs_running *s, cs_error *err)
{
    const cs_scenario *base = s->scenario[0];
    int day = s->options->checkpoint_day, at;
    if (s->options->engine != CS_ENGINE_BLOCK)
        return cs_fail(err, CS_USAGE, "the reference engine keeps no state; a checkpoint is kept of the "
                                      "block engine");
    if (s->options->base && s->options->base[0])
        return cs_fail(err, CS_USAGE, "the safeguards %s are on in the base world; a checkpoint is kept of a base "
                                      "world without any", s->options->base);
    if (day < 1 || day >= base->horizon_days)
        return cs_fail(err, CS_USAGE, "a checkpoint on day %d was asked for; a day from 1 to %d is "
                                      "wanted, as the run ends after %d days", day,
                       (int)base->horizon_days - 1, (int)base->horizon_days);
    for (int i = 0; i < s->worlds; i++) {
        at = cs_checkpoint_day(s->scenario[i], day);
        if (s->scenario[i]->settle_days != base->settle_days)
            return cs_fail(err, CS_USAGE, "the safeguard %s changes the settlement interval; worlds of "
                                          "one checkpoint are kept on the same day",
                           s->options->safeguards[i - 1]);
        if (at >= base->horizon_days)
            return cs_fail(err, CS_USAGE, "a checkpoint on day %d was asked for, but the next settlement "
                                          "is that of day %d, with which the run ends; an earlier day is "
                                          "wanted", day, at);
    }
    return CS_OK;
}

static cs_status begin_checkpoint(cs_running *s, cs_error *err)
{
    const cs_scenario *base = s->scenario[0];
    const char *world[CS_CHECKPOINT_WORLDS];
    CS_TRY(check_checkpoint(s, err));
    if ((size_t)s->worlds > CS_CHECKPOINT_WORLDS)
        return cs_fail(err, CS_USAGE, "a checkpoint holds %u worlds at most", CS_CHECKPOINT_WORLDS);
    for (int i = 0; i < s->worlds; i++) world[i] = cs_running_world(s, i);
    cs_checkpoint_head head = {.program = (char *)(uintptr_t)"counterscore " CS_VERSION,
                               .scenario = (char *)(uintptr_t)base->name,
                               .text = (char *)(uintptr_t)base->text,
                               .hash = (char *)(uintptr_t)base->hash,
                               .world = (char **)(uintptr_t)world,
                               .worlds = (size_t)s->worlds,
                               .seed = base->seed,
                               .replicates = base->replicates,
                               .persons = base->population.persons,
                               .own_persons = s->own_persons,
                               .day = cs_checkpoint_day(base, s->options->checkpoint_day)};
    CS_TRY(cs_checkpoint_begin(&s->keep, s->options->checkpoint, s->options->force, &head, err));
    s->keeps = true;
    return CS_OK;
}

/* A run that was stopped has no checkpoint: parts of it would be missing. */
static cs_status finish_checkpoint(cs_running *s, cs_status status, cs_error *err)
{
    if (!s->keeps) return status;
    if (status == CS_OK) status = cs_checkpoint_commit(&s->keep, err);
    else cs_checkpoint_abandon(&s->keep);
    s->keeps = false;
    return status;
}

/* ---- from outside ---- */

void cs_running_start(cs_running *s)
{
    s->threads = s->options->threads;
    s->began = now();
    if (s->threads < 1) s->threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (s->threads < 1) s->threads = 1;
}

void cs_running_free(cs_running *s)
{
    for (int i = 0; s->scenario && i < s->worlds; i++) cs_scenario_free(s->scenario[i]);
    cs_free(s->scenario);
    cs_free(s->name);
    cs_free(s->sets);
    if (s->arena) cs_arena_free(s->arena);
}

cs_status cs_running_prepare(cs_running *s, cs_complaints *complaints, cs_error *err)
{
    CS_TRY(make_sets(s, err));
    return load_worlds(s, complaints, err);
}

cs_status cs_running_go(cs_running *s, cs_error *err)
{
    if (s->options->checkpoint) CS_TRY(begin_checkpoint(s, err));
    cs_status status = s->options->results ? create(s, err) : CS_OK;
    if (status != CS_OK) {
        cs_results_finish(s->writer, true, NULL);
        return finish_checkpoint(s, status, err);
    }
    status = run_all(s, err);
    if (s->ending) s->ending(s->options->context, status);
    return finish(s, finish_checkpoint(s, status, err), err);
}

cs_status cs_run_worlds(const cs_run_options *options, cs_complaints *complaints, cs_error *err)
{
    cs_running s = {.options = options};
    cs_status status;
    cs_running_start(&s);
    CS_GO(cs_running_prepare(&s, complaints, err));
    CS_GO(cs_running_go(&s, err));
out:
    cs_running_free(&s);
    return status;
}
