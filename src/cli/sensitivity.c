/* counterscore sensitivity: which parameters a figure hangs on. */
#include "cli/cli.h"

#include <string.h>

#define NOTES                                                                                      \
    "Moves the parameters of SCENARIO over their ranges, all at once, and prints which of them a "  \
    "figure hangs on, by how much, in which direction, and what of that is settled.\v"             \
    "The method `morris' needs few points and finds what matters; `sobol' shares out the variance " \
    "and needs many, so name few parameters.\n\n"                                                  \
    "FIGURE is a name of the scenario language's list of figures, with words that narrow it: "     \
    "'listed_share list=discredited', 'denials_per_listed_year cell=group.minority'. Without --of "  \
    "it is the share of people wrongly penalised on the last day.\n\n"                             \
    "Without -o the study is looked at and not kept. The same call with the same -o goes on where " \
    "it was left, and prints again what is finished.\n\n"                                          \
    "Exit status: 0 all is well; 1 a file, the memory or the database failed; 2 the call or the "  \
    "scenario has mistakes; 130 interrupted."

enum { KEY_OF = 512, KEY_METHOD, KEY_SAMPLES, KEY_EFFECT };

static const struct argp_option options[] = {
    {"of", KEY_OF, "FIGURE", 0, "What is to be explained; may be repeated", 0},
    {"effect", KEY_EFFECT, "SAFEGUARD", 0,
     "Explain what the safeguard changes of it, on the same people and luck", 0},
    {"method", KEY_METHOD, "NAME", 0, "`morris' (default) or `sobol'", 0},
    {"samples", KEY_SAMPLES, "N", 0, "Trajectories (default 10), or pairs of points (default 64)", 0},
    {0}};

typedef struct call { cs_explore_call explore; cs_sensitivity_options options; } call;

static void parse_method(call *c, const char *word, struct argp_state *state)
{
    if (strcmp(word, "morris") == 0)
        c->options.method = CS_SENSITIVITY_MORRIS;
    else if (strcmp(word, "sobol") == 0)
        c->options.method = CS_SENSITIVITY_SOBOL;
    else
        argp_error(state, "--method is '%s'; `morris' or `sobol' is wanted", word);
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &c->explore; return 0;
    case KEY_OF: c->explore.figures[c->explore.options.figure_count++] = word; return 0;
    case KEY_EFFECT: c->options.safeguard = word; return 0;
    case KEY_METHOD: parse_method(c, word, state); return 0;
    case KEY_SAMPLES:
        c->options.samples = cs_count_parse(word, "--samples", 2, 1000000, state);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &cs_explore_argp}, {0}};
static const struct argp parser = {.options = options, .parser = parse, .args_doc = "SCENARIO",
                                   .doc = NOTES, .children = children};

static cs_status run(void *context, char **text, cs_complaints *complaints, cs_error *err)
{
    call *c = context;
    c->options.explore = c->explore.options;
    return cs_sensitivity_run(&c->options, text, complaints, err);
}

int cs_command_sensitivity(int argc, char **argv)
{
    call c = {0};
    int code = CS_EXIT_FAILED;
    if (cs_explore_call_init(&c.explore, argc, argv)) {
        argp_parse(&parser, argc, argv, 0, NULL, &c);
        code = cs_points_call_run(&c.explore.points, run, &c);
    }
    cs_explore_call_free(&c.explore);
    return code;
}
