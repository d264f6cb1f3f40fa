/* counterscore compare: the base world and one for each safeguard, on the same people and luck. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define NOTES                                                                                      \
    "Runs SCENARIO as it is, and once more with each of its safeguards; all worlds share their "   \
    "people, what these do, and their luck, so a difference is the safeguard's.\v"                 \
    "Without -o the results are looked at and not kept.\n\n"                                       \
    "Exit status: 0 done; 1 a file, the memory or the database failed; 2 the call or the "         \
    "scenario has mistakes, and nothing was written; 130 interrupted."

enum { KEY_SAFEGUARDS = 512, KEY_BASELINE };

static const struct argp_option options[] = {
    {"safeguards", KEY_SAFEGUARDS, "A,B,...", 0,
     "Only these safeguards (default: all there are, each alone); A+B: both at once",
     1},
    {"baseline", KEY_BASELINE, 0, 0,
     "Also run the same people under no regime at all (always, where people respond to it)", 1},
    {0}};

static const struct argp_child children[] = {{.argp = &cs_run_argp}, {0}};

static error_t parse(int key, char *word, struct argp_state *state)
{
    cs_run_call *call = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = call; return 0;
    case KEY_SAFEGUARDS:
        free(call->safeguard_words);
        call->safeguard_words = strdup(word);
        if (!call->safeguard_words) argp_failure(state, CS_EXIT_FAILED, 0, "out of memory");
        return 0;
    case KEY_BASELINE: call->baseline = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {.options = options, .parser = parse,
    .args_doc = "SCENARIO", .doc = NOTES, .children = children};

/* The safeguards named with --safeguards; all of the scenario's when none were named. */
static int choose_safeguards(cs_run_call *call)
{
    int known = cs_scenario_safeguards(call->scenario), count = 0;
    size_t room = call->safeguard_words ? strlen(call->safeguard_words) : (size_t)known;
    call->safeguards = calloc(room + 2, sizeof *call->safeguards);
    if (!call->safeguards) {
        fprintf(stderr, "%s: out of memory\n", call->command);
        return CS_EXIT_FAILED;
    }
    if (!call->safeguard_words) {
        for (; count < known; count++)
            call->safeguards[count] = cs_scenario_safeguard_name(call->scenario, count);
    } else {
        char *rest = NULL;
        for (char *name = strtok_r(call->safeguard_words, ", ", &rest); name;
             name = strtok_r(NULL, ", ", &rest)) {
            if (strcmp(name, CS_NO_REGIME) == 0) call->baseline = true;
            else call->safeguards[count++] = name;
        }
    }
    if (call->baseline || (!call->safeguard_words && cs_scenario_responses(call->scenario) > 0))
        call->safeguards[count++] = CS_NO_REGIME;
    call->run.safeguards = call->safeguards;
    call->run.safeguard_count = count;
    if (count > 0) return CS_EXIT_OK;
    fprintf(stderr, "%s: %s; `counterscore run' runs the scenario alone\n", call->command,
            known > 0 ? "--safeguards names none" : "the scenario has no safeguards to compare");
    return CS_EXIT_INPUT;
}

int cs_command_compare(int argc, char **argv)
{
    cs_run_call call;
    cs_results *results = NULL;
    if (!cs_run_call_init(&call, argc, argv)) return CS_EXIT_FAILED;
    argp_parse(&parser, argc, argv, 0, NULL, &call);

    int code = cs_run_call_load(&call);
    if (code == CS_EXIT_OK) code = choose_safeguards(&call);
    if (code == CS_EXIT_OK) code = cs_run_call_run(&call, &results);
    if (code == CS_EXIT_OK) {
        char *text = NULL;
        cs_error err = {0};
        cs_status status = cs_results_compare(results, &text, &err);
        code = cs_text_show(argv[0], status, text, &err);
    }
    cs_results_close(results);
    cs_run_call_free(&call);
    return code;
}
