/* counterscore branch: on from a checkpoint, as it was or with something changed from its day on. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define NOTES                                                                                      \
    "Goes on from CHECKPOINT, which `counterscore run --checkpoint' has kept, to the end of its "  \
    "run.\v"                                                                                       \
    "With neither --set nor --safeguard every world goes on as it was, and the results have the "  \
    "fingerprint of a run that never stopped. Else the base world goes on as it was, and beside "  \
    "it a world for each safeguard named (or one called `" CS_BRANCH "') in which the safeguard "  \
    "and the values set hold from the day of the checkpoint on. They may change numbers (rates, "  \
    "points, bounds, delays, shares), but not what there is, nor the people, the days and chance.\n\n"                                                                       \
    "Exit status: 0 done; 1 a file, the memory or the database failed; 2 the call, the "           \
    "checkpoint or the change has mistakes, and nothing was written; 130 interrupted."

enum { KEY_THREADS = 256, KEY_SET, KEY_FORCE, KEY_SAFEGUARD };

static const struct argp_option options[] = {
    {"output", 'o', "RESULTS", 0, "Keep the results in this file", 1},
    {"force", KEY_FORCE, 0, 0, "Replace RESULTS if it is there", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one value from that day on; may be repeated", 2},
    {"safeguard", KEY_SAFEGUARD, "NAME", 0,
     "Begin this safeguard of the scenario on that day; may be repeated", 2},
    {"threads", KEY_THREADS, "N", 0,
     "Threads; no result depends on it (default: one for each processor)", 3},
    {"quiet", 'q', 0, 0, "No progress on stderr", 3},
    {0}};

typedef struct branch_call {
    cs_branch_options branch;
    cs_run_call view;          /* what the progress shows */
    const char **sets, **safeguards; /* [argc] */
    cs_checkpoint *checkpoint;
    const char **names;        /* of its worlds beside the base one */
} branch_call;

static void parse_end(const branch_call *call, struct argp_state *state)
{
    if (!call->branch.checkpoint)
        argp_error(state, "CHECKPOINT is missing: a file kept by `counterscore run --checkpoint'");
    if (!call->branch.results)
        argp_error(state, "-o RESULTS is missing: the file to keep the results in");
}

static void parse_set(branch_call *call, const char *word, struct argp_state *state)
{
    const char *equals = strchr(word, '=');
    if (!equals || equals == word)
        argp_error(state, "--set is '%s'; PATH=VALUE is wanted, such as score.base=900", word);
    call->sets[call->branch.set_count++] = word;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    branch_call *call = state->input;
    cs_branch_options *branch = &call->branch;
    switch (key) {
    case 'o': branch->results = word; return 0;
    case 'q': call->view.quiet = true; return 0;
    case KEY_FORCE: branch->force = true; return 0;
    case KEY_SET: parse_set(call, word, state); return 0;
    case KEY_SAFEGUARD: call->safeguards[branch->safeguard_count++] = word; return 0;
    case KEY_THREADS:
        branch->threads = (int)cs_count_parse(word, "--threads", 1, 4096, state);
        return 0;
    case ARGP_KEY_ARG:
        if (branch->checkpoint) argp_error(state, "'%s' is one argument more than is wanted", word);
        branch->checkpoint = word;
        return 0;
    case ARGP_KEY_END: parse_end(call, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {.options = options, .parser = parse,
    .args_doc = "CHECKPOINT -o RESULTS", .doc = NOTES};

/* What the progress calls the worlds. */
static int prepare_view(branch_call *call)
{
    cs_error err = {0};
    static const char *const one[] = {CS_BRANCH};
    const cs_branch_options *branch = &call->branch;
    cs_run_options *run = &call->view.run;
    if (cs_same_file(branch->checkpoint, branch->results)) {
        fprintf(stderr, "%s: %s is the checkpoint itself; the results need a file of their own\n",
                call->view.command, branch->results);
        return CS_EXIT_INPUT;
    }
    cs_status status = cs_checkpoint_open(branch->checkpoint, &call->checkpoint, &err);
    if (status != CS_OK) return cs_failure_print(call->view.command, &err);
    bool changed = branch->set_count > 0 || branch->safeguard_count > 0;
    int worlds = cs_checkpoint_worlds(call->checkpoint);
    call->names = calloc((size_t)worlds, sizeof *call->names);
    if (!call->names) {
        fprintf(stderr, "%s: out of memory\n", call->view.command);
        return CS_EXIT_FAILED;
    }
    for (int i = 1; i < worlds; i++) call->names[i - 1] = cs_checkpoint_world(call->checkpoint, i);
    run->safeguards = !changed ? call->names : branch->safeguard_count ? call->safeguards : one;
    run->safeguard_count = !changed ? worlds - 1 : branch->safeguard_count ? branch->safeguard_count : 1;
    call->view.persons = cs_checkpoint_persons(call->checkpoint);
    return CS_EXIT_OK;
}

static int go_on(branch_call *call, cs_results **results)
{
    cs_progress_view view;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_progress_view_init(&view, &call->view);
    call->branch.progress = cs_progress_view_step;
    call->branch.context = &view;
    cs_interrupt_watch();
    cs_status status = cs_branch_run(&call->branch, &complaints, &err);
    cs_progress_view_close(&view);
    cs_complaints_show(call->view.command, &complaints);
    if (status == CS_OK) status = cs_results_open(call->branch.results, results, &err);
    return status == CS_OK ? CS_EXIT_OK : cs_failure_print(call->view.command, &err);
}

/* From which day on, and what is another from then on. */
static void print_head(const branch_call *call)
{
    const cs_branch_options *branch = &call->branch;
    printf("On from day %d, kept in %s", cs_checkpoint_at(call->checkpoint), branch->checkpoint);
    if (branch->set_count == 0 && branch->safeguard_count == 0) {
        printf(", as it was.\n\n");
        return;
    }
    printf(".\nFrom that day on%s:\n", branch->safeguard_count > 1 && branch->set_count > 0 ? ", in each world" : "");
    for (int i = 0; i < branch->safeguard_count; i++) printf("  the safeguard %s\n", branch->safeguards[i]);
    for (int i = 0; i < branch->set_count; i++) {
        int path = (int)strcspn(branch->sets[i], "=");
        printf("  %.*s = %s\n", path, branch->sets[i], branch->sets[i] + path + 1);
    }
    printf("The base world goes on as it was.\n\n");
}

static int run_call(branch_call *call)
{
    cs_results *results = NULL;
    int code = prepare_view(call);
    if (code == CS_EXIT_OK) code = go_on(call, &results);
    if (code == CS_EXIT_OK) {
        char *text = NULL;
        cs_error err = {0};
        print_head(call);
        cs_status status = call->view.run.safeguard_count > 0
                               ? cs_results_compare(results, &text, &err)
                               : cs_results_summary(results, &text, &err);
        code = cs_text_show(call->view.command, status, text, &err);
    }
    cs_results_close(results);
    cs_checkpoint_close(call->checkpoint);
    free(call->names);
    return code;
}

int cs_command_branch(int argc, char **argv)
{
    branch_call call = {.view.command = argv[0]};
    call.sets = calloc(2 * (size_t)argc, sizeof *call.sets);
    if (!call.sets) {
        fprintf(stderr, "%s: out of memory\n", argv[0]);
        return CS_EXIT_FAILED;
    }
    call.safeguards = call.sets + argc;
    call.branch.sets = call.sets;
    call.branch.safeguards = call.safeguards;
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    int code = run_call(&call);
    free(call.sets);
    return code;
}
