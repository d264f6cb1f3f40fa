/* counterscore report: a results file or a study file as one self-contained page. */
#include "cli/cli.h"

#include <string.h>

static const char notes[] =
    "Writes RESULTS, the file of a run or of a study of any kind, as one page that needs nothing "
    "beside it and asks the network for nothing.\v"
    "Exit status: 0 written; 1 a file, the memory or the database failed; 2 RESULTS is neither a "
    "results file nor a study file, or nothing in it is done yet.";

enum { KEY_FORCE = 256, KEY_DATA };

typedef struct report_call {
    const char *results, *page;
    bool force, data;
} report_call;

static const struct argp_option options[] = {
    {"output", 'o', "PAGE", 0, "Write the page to this file (default: report.html)", 0},
    {"force", KEY_FORCE, 0, 0, "Replace PAGE if it is there", 0},
    {"data", KEY_DATA, 0, 0, "Print the data of the page, as JSON, on stdout; write no page", 0},
    {0}};

static error_t parse(int key, char *word, struct argp_state *state)
{
    report_call *call = state->input;
    switch (key) {
    case 'o': call->page = word; return 0;
    case KEY_FORCE: call->force = true; return 0;
    case KEY_DATA: call->data = true; return 0;
    case ARGP_KEY_ARG:
        if (call->results) argp_error(state, "'%s' is one argument more than is wanted", word);
        call->results = word;
        return 0;
    case ARGP_KEY_END:
        if (!call->results) argp_error(state, "RESULTS is missing: the file `run' wrote");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options, .parser = parse, .args_doc = "RESULTS", .doc = notes};

static int write_page(const char *command, const report_call *call)
{
    char *html = NULL;
    cs_error err = {0};
    cs_status status = cs_report_file_print(call->results, &html, &err);
    if (status == CS_OK) status = cs_file_write(call->page, html, strlen(html), call->force, &err);
    cs_text_free(html);
    if (status != CS_OK) return cs_failure_print(command, &err);
    printf("wrote %s\n", call->page);
    return CS_EXIT_OK;
}

static int print_data(const char *command, const report_call *call)
{
    char *json = NULL;
    cs_error err = {0};
    cs_status status = cs_report_file_data_print(call->results, &json, &err);
    return cs_text_show(command, status, json, &err);
}

int cs_command_report(int argc, char **argv)
{
    report_call call = {.page = "report.html"};
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    if (!call.data && cs_same_file(call.results, call.page)) {
        fprintf(stderr, "%s: %s is the results file itself; the page needs a file of its own\n",
                argv[0], call.page);
        return CS_EXIT_INPUT;
    }
    return call.data ? print_data(argv[0], &call) : write_page(argv[0], &call);
}
