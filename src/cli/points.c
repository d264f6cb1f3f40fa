/* What the studies of one scenario have in common: their options, progress, and showing what came of it. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_SEED = 256, KEY_REPLICATES, KEY_THREADS, KEY_PERSONS, KEY_SET, KEY_RETRY };

static const struct argp_option options[] = {
    {"output", 'o', "STUDY", 0,
     "Keep the study in this file; if it is there, go on where it was left", 1},
    {"retry", KEY_RETRY, 0, 0, "Try rows of STUDY again that failed", 1},
    {"set", KEY_SET, "PATH=VALUE", 0,
     "Change one value of the scenario, as in --set horizon='2 years'; may be repeated", 3},
    {"seed", KEY_SEED, "N", 0, "Chance, of the people and of the points", 3},
    {"replicates", KEY_REPLICATES, "N", 0, "How often to run each point with other luck", 3},
    {"persons", KEY_PERSONS, "N", 0,
     "How many people in each run (default: the scenario's, but no more than said below)", 3},
    {"threads", KEY_THREADS, "N", 0,
     "Threads; no result depends on it (default: one for each processor)", 4},
    {"quiet", 'q', 0, 0, "No progress on stderr", 4},
    {0}};

static void parse_set(cs_points_call *call, const char *word, struct argp_state *state)
{
    const char *equals = strchr(word, '=');
    if (!equals || equals == word)
        argp_error(state, "--set is '%s'; PATH=VALUE is wanted, such as horizon='2 years'", word);
    call->sets[call->of->set_count++] = word;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    cs_points_call *call = state->input;
    cs_points_options *o = call->of;
    switch (key) {
    case 'o': o->study = word; return 0;
    case 'q': call->quiet = true; return 0;
    case KEY_RETRY: o->retry = true; return 0;
    case KEY_SET: parse_set(call, word, state); return 0;
    case KEY_SEED: o->seed = cs_count_parse(word, "--seed", 0, CS_SEED_MOST, state); return 0;
    case KEY_REPLICATES:
        o->replicates = cs_count_parse(word, "--replicates", 1, 1000000, state);
        return 0;
    case KEY_PERSONS: o->persons = cs_count_parse(word, "--persons", 1, CS_PERSONS_MOST, state); return 0;
    case KEY_THREADS: o->threads = (int)cs_count_parse(word, "--threads", 1, 4096, state); return 0;
    case ARGP_KEY_ARG:
        if (o->scenario) argp_error(state, "'%s' is one argument more than is wanted", word);
        o->scenario = word;
        return 0;
    case ARGP_KEY_END:
        if (!o->scenario)
            argp_error(state, "SCENARIO is missing: a file, or a name from `counterscore list'");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp cs_points_argp = {.options = options, .parser = parse};

bool cs_points_call_init(cs_points_call *call, cs_points_options *of, int argc, char **argv)
{
    *call = (cs_points_call){.of = of, .command = argv[0]};
    call->sets = calloc((size_t)argc, sizeof *call->sets);
    of->seed = -1;
    of->sets = call->sets;
    if (!call->sets) fprintf(stderr, "%s: out of memory\n", call->command);
    return call->sets != NULL;
}

void cs_points_call_free(cs_points_call *call)
{
    free(call->sets);
    memset(call, 0, sizeof *call);
}

int cs_points_call_run(cs_points_call *call,
                       cs_status (*run)(void *context, char **text, cs_complaints *complaints,
                                        cs_error *err),
                       void *context)
{
    cs_progress_view view;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *text = NULL;
    cs_rows_view_init(&view, call->command, call->quiet);
    view.persons = call->quiet ? 0 : cs_points_persons(call->of, call->most);
    call->of->progress = cs_rows_view_step;
    call->of->reading = cs_reading_view_step;
    call->of->context = &view;
    cs_interrupt_watch();
    cs_status status = run(context, &text, &complaints, &err);
    cs_progress_view_close(&view);
    cs_complaints_show(call->command, &complaints);
    if (status == CS_INTERRUPTED && !call->of->study)
        snprintf(err.message, sizeof err.message, "stopped on request; nothing was kept (-o keeps it)");
    return cs_text_show(call->command, status, text, &err);
}
