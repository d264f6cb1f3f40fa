/* counterscore explain: one simulated person's file, as text. */
#include "cli/cli.h"

static const char notes[] =
    "Tells the file of one of the few tracked persons of RESULTS: what was truly done, what was "
    "recorded, and what followed. Without PERSON, names who was tracked.\v"
    "The persons are made by the model; nobody of these numbers exists.";

typedef struct explain_call {
    const char *results;
    int64_t person;
} explain_call;

static error_t parse(int key, char *word, struct argp_state *state)
{
    explain_call *call = state->input;
    switch (key) {
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
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {.parser = parse, .args_doc = "RESULTS [PERSON]", .doc = notes};

int cs_command_explain(int argc, char **argv)
{
    explain_call call = {.person = -1};
    cs_results *results = NULL;
    char *text = NULL;
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    cs_status status = cs_results_open(call.results, &results, &err);
    if (status == CS_OK) status = cs_results_explain(results, call.person, &text, &err);
    int code = cs_text_show(argv[0], status, text, &err);
    cs_results_close(results);
    return code;
}
