/* counterscore explain: one simulated person's file, as text. */
#include "cli/cli.h"

static const char notes[] =
    "Tells the file of one of the few tracked persons of RESULTS: what was truly done, what was "
    "recorded, and what followed. Without PERSON, names those tracked who were penalised wrongly for longest.\v"
    "The persons are made by the model; nobody of these numbers exists.";

static const struct argp_option options[] = {
    {"all", 'a', NULL, 0, "Name everybody who was tracked and to whom something happened", 0},
    {0},
};

typedef struct explain_call {
    const char *results;
    int64_t person;
    bool all;
} explain_call;

static error_t parse(int key, char *word, struct argp_state *state)
{
    explain_call *call = state->input;
    switch (key) {
    case 'a': call->all = true; return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            call->results = word;
        else if (state->arg_num == 1)
            call->person = cs_count_parse(word, "PERSON", 0, CS_PERSONS_MOST, state);
        else
            argp_error(state, "'%s' is one argument more than is wanted", word);
        return 0;
    case ARGP_KEY_END:
        if (!call->results) argp_error(state, "RESULTS is missing: the file `run' wrote");
        if (call->all && call->person >= 0) argp_error(state, "--all names everybody, and PERSON asks for one");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {.options = options, .parser = parse, .args_doc = "RESULTS [PERSON]", .doc = notes};

int cs_command_explain(int argc, char **argv)
{
    explain_call call = {.person = CS_TRACKED_FIRST};
    cs_results *results = NULL;
    char *text = NULL;
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    cs_status status = cs_results_open(call.results, &results, &err);
    if (call.all) call.person = CS_TRACKED_ALL;
    if (status == CS_OK) status = cs_results_explain(results, call.person, &text, &err);
    int code = cs_text_show(argv[0], status, text, &err);
    cs_results_close(results);
    return code;
}
