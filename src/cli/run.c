/* counterscore run: a scenario, its replicates, a results file, a summary. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define NOTES                                                                                      \
    "Runs SCENARIO, a file or a name from `counterscore list', and keeps its results.\v"           \
    "Ctrl-C stops the run and keeps the replicates that were finished; a second one ends it at "   \
    "once.\n\nExit status: 0 done; 1 a file, the memory or the database failed; 2 the call or "    \
    "the scenario has mistakes, and nothing was written; 130 interrupted."

enum { KEY_BASELINE = 512, KEY_CHECKPOINT };

static const struct argp_option options[] = {
    {"baseline", KEY_BASELINE, 0, 0, "Also run the same people under no regime at all", 1},
    {"checkpoint", KEY_CHECKPOINT, "DAY[=FILE]", 0,
     "Keep the state on that day (365, '90 days', '1 year'), or at the first settlement after it, in FILE "
     "(default: RESULTS.day365 and the like), for `counterscore branch'", 1},
    {0}};

static const struct argp_child children[] = {{.argp = &cs_run_argp}, {0}};

/* "365", "1 year" or "365=winter.state" */
static void parse_checkpoint(cs_run_call *call, char *word, struct argp_state *state)
{
    char *file = strchr(word, '=');
    if (file) *file++ = 0;
    if (file && !file[0])
        argp_error(state, "--checkpoint has no name after the `='; DAY=FILE, or DAY, is wanted");
    call->run.checkpoint_day = cs_days_of(word);
    if (call->run.checkpoint_day < 1)
        argp_error(state, "--checkpoint is '%s'; a day after the first is wanted, such as 365, '90 days' or '1 year'",
                   word);
    call->run.checkpoint = file;
}

/* The checkpoint needs a file of its own. */
static bool check_checkpoint(const cs_run_call *call)
{
    const char *file = call->run.checkpoint;
    if (!file) return true;
    bool taken = strcmp(file, call->run.results) == 0 || cs_same_file(file, call->run.results);
    if (!taken && !cs_same_file(file, call->run.scenario)) return true;
    fprintf(stderr, "%s: %s is the %s; the checkpoint needs a file of its own\n", call->command, file,
            taken ? "results file" : "scenario itself");
    return false;
}

/* The name of a checkpoint that was given none. */
static bool name_checkpoint(cs_run_call *call)
{
    if (!call->run.checkpoint_day || call->run.checkpoint) return true;
    if (asprintf(&call->checkpoint, "%s.day%d", call->run.results, call->run.checkpoint_day) < 0)
        call->checkpoint = NULL;
    call->run.checkpoint = call->checkpoint;
    if (!call->checkpoint) fprintf(stderr, "%s: out of memory\n", call->command);
    return call->checkpoint != NULL;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    cs_run_call *call = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = call; return 0;
    case KEY_BASELINE: call->baseline = true; return 0;
    case KEY_CHECKPOINT: parse_checkpoint(call, word, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options, .parser = parse, .args_doc = "SCENARIO -o RESULTS", .doc = NOTES,
    .children = children};

int cs_command_run(int argc, char **argv)
{
    static const char *const baseline[] = {CS_NO_REGIME};
    cs_run_call call;
    cs_results *results = NULL;
    if (!cs_run_call_init(&call, argc, argv)) return CS_EXIT_FAILED;
    call.results_required = true;
    argp_parse(&parser, argc, argv, 0, NULL, &call);

    call.run.safeguards = baseline;
    call.run.safeguard_count = call.baseline;
    int code = name_checkpoint(&call) ? cs_run_call_load(&call) : CS_EXIT_FAILED;
    if (code == CS_EXIT_OK && !check_checkpoint(&call)) code = CS_EXIT_INPUT;
    if (code == CS_EXIT_OK) code = cs_run_call_run(&call, &results);
    if (code == CS_EXIT_OK) {
        char *text = NULL;
        cs_error err = {0};
        cs_status status = cs_results_summary(results, &text, &err);
        code = cs_text_show(argv[0], status, text, &err);
    }
    cs_results_close(results);
    free(call.checkpoint);
    cs_run_call_free(&call);
    return code;
}
