/* counterscore prior: draws from all ranges. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define NOTES                                                                                      \
    "Draws the parameters of SCENARIO from their ranges again and again and prints how far every " \
    "headline figure goes, beside what the scenario's own numbers give, and for each safeguard in "  \
    "how many draws its effect has the sign it has at these.\v"                                    \
    "Without -o the study is looked at and not kept. The same call with the same -o goes on where " \
    "it was left, and prints again what is finished.\n\n"                                          \
    "Exit status: 0 all is well; 1 a file, the memory or the database failed; 2 the call or the "  \
    "scenario has mistakes; 130 interrupted."

enum { KEY_DRAWS = 512, KEY_SAFEGUARDS, KEY_OF };

static const struct argp_option options[] = {
    {"draws", KEY_DRAWS, "N", 0, "How many (default 200)", 0},
    {"safeguards", KEY_SAFEGUARDS, "NAME,...", 0,
     "Only these safeguards, or `none' (default: all of the scenario)", 0},
    {"of", KEY_OF, "FIGURE", 0,
     "Only this figure, such as 'listed_share list=discredited'; may be repeated", 0},
    {0}};

typedef struct call {
    cs_explore_call explore;
    cs_prior_options options;
    char *room;
    const char **names;
} call;

static void parse_safeguards(call *c, const char *word, struct argp_state *state)
{
    cs_prior_options *o = &c->options;
    free(c->room);
    free(c->names);
    if (!cs_list_cut(word, &c->room, &c->names, &o->safeguard_count))
        argp_failure(state, CS_EXIT_FAILED, 0, "out of memory");
    o->safeguards = c->names;
    if (o->safeguard_count == 1 && strcmp(c->names[0], "none") == 0) o->safeguard_count = 0;
    else if (o->safeguard_count == 0) argp_error(state, "--safeguards names none");
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &c->explore; return 0;
    case KEY_OF: c->explore.figures[c->explore.options.figure_count++] = word; return 0;
    case KEY_SAFEGUARDS: parse_safeguards(c, word, state); return 0;
    case KEY_DRAWS: c->options.draws = cs_count_parse(word, "--draws", 1, 1000000, state); return 0;
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
    return cs_prior_run(&c->options, text, complaints, err);
}

int cs_command_prior(int argc, char **argv)
{
    call c = {0};
    int code = CS_EXIT_FAILED;
    if (cs_explore_call_init(&c.explore, argc, argv)) {
        argp_parse(&parser, argc, argv, 0, NULL, &c);
        code = cs_points_call_run(&c.explore.points, run, &c);
    }
    cs_explore_call_free(&c.explore);
    free(c.room);
    free(c.names);
    return code;
}
