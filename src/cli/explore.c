/* What sensitivity and prior have in common beside that: which parameters and figures. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_PARAMETERS = 400 };

static const struct argp_option options[] = {
    {"parameters", KEY_PARAMETERS, "PATH,...", 0,
     "Only these, * standing for one part, as in 'sensors.*.misses' (default: all that have a range). As there "
     "are many runs, they have 2 replicates and 10,000 persons at most unless you say otherwise", 2},
    {0}};

bool cs_list_cut(const char *list, char **room, const char ***words, int *count)
{
    size_t most = 1;
    for (const char *at = list; *at; at++) most += *at == ',';
    *count = 0;
    *room = strdup(list);
    *words = calloc(most, sizeof **words);
    if (!*room || !*words) return false;
    for (char *rest = *room, *word; (word = strsep(&rest, ","));)
        if (word[0]) (*words)[(*count)++] = word;
    return true;
}

static void parse_parameters(cs_explore_call *call, const char *word, struct argp_state *state)
{
    free(call->words);
    free(call->parameters);
    if (!cs_list_cut(word, &call->words, &call->parameters, &call->options.parameter_count))
        argp_failure(state, CS_EXIT_FAILED, 0, "out of memory");
    if (call->options.parameter_count == 0) argp_error(state, "--parameters names none");
    call->options.parameters = call->parameters;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    cs_explore_call *call = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &call->points; return 0;
    case KEY_PARAMETERS: parse_parameters(call, word, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &cs_points_argp}, {0}};
const struct argp cs_explore_argp = {.options = options, .parser = parse, .children = children};

bool cs_explore_call_init(cs_explore_call *call, int argc, char **argv)
{
    memset(call, 0, sizeof *call);
    if (!cs_points_call_init(&call->points, &call->options.of, argc, argv)) return false;
    call->points.most = CS_EXPLORE_PERSONS;
    call->figures = calloc((size_t)argc, sizeof *call->figures);
    call->options.figures = call->figures;
    if (!call->figures) fprintf(stderr, "%s: out of memory\n", argv[0]);
    return call->figures != NULL;
}

void cs_explore_call_free(cs_explore_call *call)
{
    cs_points_call_free(&call->points);
    free(call->figures);
    free(call->parameters);
    free(call->words);
    memset(call, 0, sizeof *call);
}
