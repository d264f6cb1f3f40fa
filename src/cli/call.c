/* What run, compare and verify have in common: their options, and running worlds. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_SEED = 256, KEY_REPLICATES, KEY_THREADS, KEY_PERSONS, KEY_ENGINE, KEY_SET, KEY_WITH, KEY_FORCE };

static const struct argp_option options[] = {
    {"output", 'o', "RESULTS", 0, "Keep the results in this file", 1},
    {"force", KEY_FORCE, 0, 0, "Replace RESULTS if it is there", 1},
    {"set", KEY_SET, "PATH=VALUE", 0,
     "Change one value of the scenario, as in --set horizon='2 years'; may be repeated", 2},
    {"with", KEY_WITH, "SAFEGUARDS", 0,
     "Switch safeguards on in the base world, and so in every world, as in --with expiry+heard", 2},
    {"seed", KEY_SEED, "N", 0, "Chance; runs with the same seed share people and luck", 2},
    {"replicates", KEY_REPLICATES, "N", 0, "How often to repeat each world with other luck", 2},
    {"persons", KEY_PERSONS, "N", 0, "How many people", 2},
    {"threads", KEY_THREADS, "N", 0,
     "Threads; no result depends on it (default: one for each processor)", 3},
    {"engine", KEY_ENGINE, "NAME", 0,
     "`block' (default), or `reference': everyone, every day, one draw; slow, an oracle for tests",
     3},
    {"quiet", 'q', 0, 0, "No progress on stderr", 3},
    {0}};

static void parse_engine(cs_run_call *call, const char *word, struct argp_state *state)
{
    if (strcmp(word, "block") == 0)
        call->run.engine = CS_ENGINE_BLOCK;
    else if (strcmp(word, "reference") == 0)
        call->run.engine = CS_ENGINE_REFERENCE;
    else
        argp_error(state, "--engine is '%s'; `block' or `reference' is wanted", word);
}

static void parse_set(cs_run_call *call, const char *word, struct argp_state *state)
{
    const char *equals = strchr(word, '=');
    if (!equals || equals == word)
        argp_error(state, "--set is '%s'; PATH=VALUE is wanted, such as horizon='2 years'", word);
    call->sets[call->run.set_count++] = word;
}

static void parse_end(const cs_run_call *call, struct argp_state *state)
{
    if (!call->run.scenario)
        argp_error(state, "SCENARIO is missing: a file, or a name from `counterscore list'");
    if (call->results_required && !call->run.results)
        argp_error(state, "-o RESULTS is missing: the file to keep the results in");
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    cs_run_call *call = state->input;
    cs_run_options *run = &call->run;
    switch (key) {
    case 'o': run->results = word; return 0;
    case 'q': call->quiet = true; return 0;
    case KEY_FORCE: run->force = true; return 0;
    case KEY_SET: parse_set(call, word, state); return 0;
    case KEY_WITH: run->base = word; return 0;
    case KEY_ENGINE: parse_engine(call, word, state); return 0;
    case KEY_SEED: run->seed = cs_count_parse(word, "--seed", 0, CS_SEED_MOST, state); return 0;
    case KEY_REPLICATES:
        run->replicates = cs_count_parse(word, "--replicates", 1, 1000000, state);
        return 0;
    case KEY_PERSONS:
        run->persons = cs_count_parse(word, "--persons", 1, CS_PERSONS_MOST, state);
        return 0;
    case KEY_THREADS:
        run->threads = (int)cs_count_parse(word, "--threads", 1, 4096, state);
        return 0;
    case ARGP_KEY_ARG:
        if (run->scenario) argp_error(state, "'%s' is one argument more than is wanted", word);
        run->scenario = word;
        return 0;
    case ARGP_KEY_END: parse_end(call, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp cs_run_argp = {.options = options, .parser = parse};

bool cs_run_call_init(cs_run_call *call, int argc, char **argv)
{
    memset(call, 0, sizeof *call);
    call->command = argv[0];
    call->run.seed = -1;
    call->sets = calloc((size_t)argc, sizeof *call->sets);
    call->run.sets = call->sets;
    if (!call->sets) fprintf(stderr, "%s: out of memory\n", call->command);
    return call->sets != NULL;
}

/* A bundled name means the bundled scenario, whatever files there are. */
static bool is_bundled(const char *name)
{
    for (int i = 0; cs_bundled_name(i); i++)
        if (strcmp(cs_bundled_name(i), name) == 0) return true;
    return false;
}

int cs_run_call_load(cs_run_call *call)
{
    cs_load_options load = {.sets = call->run.sets, .set_count = call->run.set_count, .safeguard = call->run.base};
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_status status =
        cs_scenario_load(call->run.scenario, &load, &call->scenario, &complaints, &err);
    cs_complaints_show(call->command, &complaints);
    if (status != CS_OK) return cs_failure_print(call->command, &err);
    if (call->run.results && !is_bundled(call->run.scenario) &&
        cs_same_file(call->run.scenario, call->run.results)) {
        fprintf(stderr, "%s: %s is the scenario itself; the results need a file of their own\n",
                call->command, call->run.results);
        return CS_EXIT_INPUT;
    }
    call->persons = call->run.persons ? call->run.persons : cs_scenario_persons(call->scenario);
    return CS_EXIT_OK;
}

/* A results file that nobody asked to keep stands in a folder of its own. */
static bool make_temporary(cs_run_call *call)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !folder[0]) folder = "/tmp";
    if (asprintf(&call->temporary, "%s/counterscore-XXXXXX", folder) < 0) {
        call->temporary = NULL;
    } else if (!mkdtemp(call->temporary)) {
        fprintf(stderr, "%s: no temporary folder could be made in %s: %s\n", call->command, folder,
                strerror(errno));
        free(call->temporary);
        call->temporary = NULL;
        return false;
    } else if (asprintf(&call->temporary_file, "%s/results.db", call->temporary) < 0) {
        call->temporary_file = NULL;
    }
    if (!call->temporary_file) fprintf(stderr, "%s: out of memory\n", call->command);
    call->run.results = call->temporary_file;
    return call->temporary_file != NULL;
}

int cs_run_call_run(cs_run_call *call, cs_results **results)
{
    cs_progress_view view;
    cs_complaints complaints = {0};
    cs_error err = {0};
    *results = NULL;
    if (!call->run.results && !make_temporary(call)) return CS_EXIT_FAILED;
    cs_progress_view_init(&view, call);
    call->run.progress = cs_progress_view_step;
    call->run.context = &view;
    cs_interrupt_watch();
    cs_status status = cs_run_worlds(&call->run, &complaints, &err);
    cs_progress_view_close(&view);
    cs_complaints_show(call->command, &complaints);
    if (status == CS_INTERRUPTED && call->temporary)
        snprintf(err.message, sizeof err.message, "stopped on request; nothing was kept");
    if (status == CS_OK) status = cs_results_open(call->run.results, results, &err);
    return status == CS_OK ? CS_EXIT_OK : cs_failure_print(call->command, &err);
}

static void remove_temporary(cs_run_call *call)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; call->temporary_file && i < sizeof endings / sizeof *endings; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s%s", call->temporary_file, endings[i]) < 0) continue;
        unlink(path);
        free(path);
    }
    if (call->temporary) rmdir(call->temporary);
    free(call->temporary_file);
    free(call->temporary);
}

void cs_run_call_free(cs_run_call *call)
{
    remove_temporary(call);
    cs_scenario_free(call->scenario);
    free(call->sets);
    free(call->safeguards);
    free(call->safeguard_words);
    memset(call, 0, sizeof *call);
}
