/* counterscore calibrate: parameters fitted to published figures. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NOTES                                                                                      \
    "Changes the parameters named with --free, within their ranges, until the published figures "   \
    "that SCENARIO marks `set' are met, and shows those it marks `predicted', which have no say.\v" \
    "The method `fit' finds one best point and tells nothing of how well it is known. `abc' draws " \
    "from the ranges, keeps the draws that come within --tolerance of every set figure, and tells " \
    "how widely these are spread.\n\n"                                                              \
    "Every try is --replicates runs. So runs are of 20,000 people where SCENARIO has more, unless " \
    "--persons says otherwise; numbers of people are told for as many as SCENARIO has.\n\n"      \
    "Without -o the study is looked at and not kept. The same call with the same -o and more "      \
    "--tries goes on where it was left.\n\n"                                                       \
    "Exit status: 0 all is well; 1 a file, the memory or the database failed; 2 the call or the "  \
    "scenario has mistakes; 130 interrupted."

enum { KEY_FREE = 512, KEY_METHOD, KEY_TRIES, KEY_TOLERANCE, KEY_WRITE, KEY_FORCE };

static const struct argp_option options[] = {
    {"free", KEY_FREE, "PATH,...", 0,
     "The parameters to fit, * standing for one part, as in 'sensors.*.misses'; each needs a range", 0},
    {"method", KEY_METHOD, "NAME", 0, "`fit' (default) or `abc'", 0},
    {"tries", KEY_TRIES, "N", 0, "Tries to make at most (default 100), or draws (default 500)", 0},
    {"tolerance", KEY_TOLERANCE, "SHARE", 0,
     "How near to each figure a draw must come, as a share of it: 0.1 or 10% (default)", 0},
    {"write", KEY_WRITE, "FILE", 0, "Write the scenario with the values found", 0},
    {"force", KEY_FORCE, 0, 0, "Replace FILE if it is there", 0},
    {0}};

typedef struct call {
    cs_points_call points;
    cs_calibrate_options options;
    const char **parameters;
    char *words;
    const char *write;
    bool force;
} call;

static void parse_free(call *c, const char *word, struct argp_state *state)
{
    free(c->words);
    free(c->parameters);
    if (!cs_list_cut(word, &c->words, &c->parameters, &c->options.parameter_count))
        argp_failure(state, CS_EXIT_FAILED, 0, "out of memory");
    if (c->options.parameter_count == 0) argp_error(state, "--free names none");
    c->options.parameters = c->parameters;
}

static void parse_tolerance(call *c, const char *word, struct argp_state *state)
{
    char *end;
    errno = 0;
    c->options.tolerance = strtod(word, &end);
    end += strspn(end, " ");
    if (*end == '%') {
        c->options.tolerance /= 100;
        end++;
    }
    if (errno || end == word || *end || !(c->options.tolerance > 0 && c->options.tolerance <= 10))
        argp_error(state, "--tolerance is '%s'; a share above 0 is wanted, such as 0.1 or 10%%", word);
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &c->points; return 0;
    case KEY_FREE: parse_free(c, word, state); return 0;
    case KEY_METHOD: c->options.method = word; return 0;
    case KEY_TRIES: c->options.tries = cs_count_parse(word, "--tries", 1, 100000, state); return 0;
    case KEY_TOLERANCE: parse_tolerance(c, word, state); return 0;
    case KEY_WRITE: c->write = word; return 0;
    case KEY_FORCE: c->force = true; return 0;
    case ARGP_KEY_END:
        if (!c->parameters) argp_error(state, "--free PATH,... is missing: the parameters to fit");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &cs_points_argp}, {0}};
static const struct argp parser = {.options = options, .parser = parse, .args_doc = "SCENARIO",
                                   .doc = NOTES, .children = children};

static cs_status run(void *context, char **text, cs_complaints *complaints, cs_error *err)
{
    call *c = context;
    char *fitted = NULL;
    cs_status status = cs_calibrate_run(&c->options, text, c->write ? &fitted : NULL, complaints, err);
    if (status == CS_OK && fitted) status = cs_file_write(c->write, fitted, strlen(fitted), c->force, err);
    if (status != CS_OK && *text) {
        cs_text_free(*text);
        *text = NULL;
    }
    cs_text_free(fitted);
    return status;
}

/* What would fail after an hour of work is said before it. */
static bool may_write(const call *c)
{
    if (!c->write) return true;
    if (cs_same_file(c->write, c->options.of.scenario) ||
        (c->options.of.study && cs_same_file(c->write, c->options.of.study))) {
        fprintf(stderr, "%s: %s is read in this call; the values found need a file of their own\n",
                c->points.command, c->write);
        return false;
    }
    FILE *there = c->force ? NULL : fopen(c->write, "r");
    if (!there) return true;
    fclose(there);
    fprintf(stderr, "%s: %s is there already; --force replaces it\n", c->points.command, c->write);
    return false;
}

int cs_command_calibrate(int argc, char **argv)
{
    call c = {0};
    int code = CS_EXIT_FAILED;
    if (cs_points_call_init(&c.points, &c.options.of, argc, argv)) {
        argp_parse(&parser, argc, argv, 0, NULL, &c);
        c.points.most = CS_SEARCH_PERSONS;
        code = may_write(&c) ? cs_points_call_run(&c.points, run, &c) : CS_EXIT_INPUT;
    }
    cs_points_call_free(&c.points);
    free(c.parameters);
    free(c.words);
    return code;
}
