/* counterscore verify: run a scenario and hold it against the published figures it states. */
#include "cli/cli.h"

#define NOTES                                                                                      \
    "Runs SCENARIO and prints the published figures it states under `reproduces': which were "     \
    "used to set it and which it predicts, what was published, what the model gives, and whether " \
    "that holds.\v"                                                                                \
    "Without -o the results are looked at and not kept.\n\n"                                       \
    "Exit status: 0 every figure holds; 3 at least one does not; 1 a file, the memory or the "     \
    "database failed; 2 the call or the scenario has mistakes, or it states no figures; 130 "      \
    "interrupted."

static const struct argp_child children[] = {{.argp = &cs_run_argp}, {0}};

static error_t parse(int key, char *word, struct argp_state *state)
{
    (void)word;
    if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->input;
    return 0;
}

static const struct argp parser = {
    .parser = parse, .args_doc = "SCENARIO", .doc = NOTES, .children = children};

static int load(cs_run_call *call)
{
    int code = cs_run_call_load(call);
    if (code != CS_EXIT_OK || cs_scenario_figures(call->scenario) > 0) return code;
    fprintf(stderr, "%s: %s states no published figures (`reproduces'), so there is nothing to "
                    "hold it against\n",
            call->command, call->run.scenario);
    return CS_EXIT_INPUT;
}

int cs_command_verify(int argc, char **argv)
{
    cs_run_call call;
    cs_results *results = NULL;
    if (!cs_run_call_init(&call, argc, argv)) return CS_EXIT_FAILED;
    argp_parse(&parser, argc, argv, 0, NULL, &call);

    int code = load(&call);
    if (code == CS_EXIT_OK) code = cs_run_call_run(&call, &results);
    if (code == CS_EXIT_OK) {
        char *text = NULL;
        int outside = 0;
        cs_error err = {0};
        cs_status status = cs_results_verify(results, &text, &outside, &err);
        code = cs_text_show(argv[0], status, text, &err);
        if (code == CS_EXIT_OK && outside > 0) code = CS_EXIT_OUTSIDE;
    }
    cs_results_close(results);
    cs_run_call_free(&call);
    return code;
}
