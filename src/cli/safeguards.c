/* counterscore safeguards: the cheapest set of safeguards that keeps a harm under a bound. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define NOTES                                                                                      \
    "Runs SCENARIO with every set of its safeguards, on the same people and luck, and prints the "  \
    "sets that no other beats in cost and harm; with --keep, the cheapest set that keeps a harm "   \
    "under a bound. Nothing but safeguards is varied.\v"                                           \
    "FIGURE counts a harm, with words that narrow it: 'wrongful_days list=discredited'. It keeps "  \
    "under BOUND where the upper end of the 95 % interval of its mean does. Shares of those "       \
    "listed, or people who are missed, are no such figures: more penalties would lower them.\n\n"   \
    "What a safeguard costs is yours to say, in any unit; it is 1 where neither --cost nor the "    \
    "scenario says.\n\n"                                                                           \
    "n safeguards have up to 2^n sets, and every one is --replicates runs. So runs are of 20,000 "  \
    "people where SCENARIO has more, unless --persons says otherwise; numbers of people are told " \
    "for as many as SCENARIO has. With more people intervals are narrower, and a cheaper set may do.\n\n" \
    "Without -o the study is looked at and not kept.\n\n"                                          \
    "Exit status: 0 all is well; 1 a file, the memory or the database failed; 2 the call or the "  \
    "scenario has mistakes; 130 interrupted."

enum { KEY_KEEP = 512, KEY_OF, KEY_COST, KEY_AMONG, KEY_MOST };

static const struct argp_option options[] = {
    {"keep", KEY_KEEP, "FIGURE <= BOUND", 0, "The harm that is to stay at or below BOUND", 0},
    {"of", KEY_OF, "FIGURE", 0, "The harm, without a bound (default: wrongful_days on all penal lists)", 0},
    {"cost", KEY_COST, "NAME=N", 0, "What a safeguard costs; may be repeated", 0},
    {"among", KEY_AMONG, "A,B,...", 0, "Only these safeguards (default: all there are, 10 at most)", 0},
    {"most", KEY_MOST, "N", 0, "No more than so many at once", 0},
    {0}};

typedef struct call {
    cs_points_call points;
    cs_search_options options;
    const char **costs, **among; /* [argc], cut from `words` */
    char *keep, *words;
} call;

static char *trim(char *text)
{
    char *end = text + strlen(text);
    while (end > text && strchr(" \t", end[-1])) *--end = 0;
    return text + strspn(text, " \t");
}

/* "wrongful_days list=discredited <= 500" */
static void parse_keep(call *c, const char *word, struct argp_state *state)
{
    free(c->keep);
    c->keep = strdup(word);
    if (!c->keep) argp_failure(state, CS_EXIT_FAILED, 0, "out of memory");
    if (strchr(word, '>'))
        argp_error(state, "--keep is '%s'; a harm is kept under a bound, never above one", word);
    char *sign = strchr(c->keep, '<');
    if (!sign) argp_error(state, "--keep is '%s'; 'FIGURE <= BOUND' is wanted", word);
    if (sign[1] != '=')
        argp_error(state, "--keep is '%s'; a harm is kept at or below a bound: 'FIGURE <= BOUND' is wanted", word);
    *sign = 0;
    c->options.figure = trim(c->keep);
    c->options.bound = trim(sign + 2);
    if (!*c->options.figure || !*c->options.bound)
        argp_error(state, "--keep is '%s'; 'FIGURE <= BOUND' is wanted", word);
}

static void parse_among(call *c, const char *word, struct argp_state *state)
{
    free(c->words);
    free(c->among);
    if (!cs_list_cut(word, &c->words, &c->among, &c->options.among_count))
        argp_failure(state, CS_EXIT_FAILED, 0, "out of memory");
    if (c->options.among_count == 0) argp_error(state, "--among names none");
    c->options.among = c->among;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &c->points; return 0;
    case KEY_KEEP: parse_keep(c, word, state); return 0;
    case KEY_OF:
        if (c->options.bound) argp_error(state, "--of stands beside --keep, which names the harm itself");
        c->options.figure = word;
        return 0;
    case KEY_COST: c->costs[c->options.cost_count++] = word; return 0;
    case KEY_AMONG: parse_among(c, word, state); return 0;
    case KEY_MOST: c->options.most = (int)cs_count_parse(word, "--most", 1, 64, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &cs_points_argp}, {0}};
static const struct argp parser = {.options = options, .parser = parse, .args_doc = "SCENARIO",
                                   .doc = NOTES, .children = children};

static cs_status run(void *context, char **text, cs_complaints *complaints, cs_error *err)
{
    call *c = context;
    return cs_search_run(&c->options, text, complaints, err);
}

int cs_command_safeguards(int argc, char **argv)
{
    call c = {0};
    int code = CS_EXIT_FAILED;
    c.costs = calloc((size_t)argc, sizeof *c.costs);
    c.options.costs = c.costs;
    if (cs_points_call_init(&c.points, &c.options.of, argc, argv) && c.costs) {
        argp_parse(&parser, argc, argv, 0, NULL, &c);
        c.points.most = CS_SEARCH_PERSONS;
        code = cs_points_call_run(&c.points, run, &c);
    }
    cs_points_call_free(&c.points);
    free(c.costs);
    free(c.among);
    free(c.words);
    free(c.keep);
    return code;
}
