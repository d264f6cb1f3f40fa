/* counterscore serve: the explorer on this machine, until Ctrl-C. */
#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>

static const char notes[] =
    "Serves a page on this machine (127.0.0.1), and on no network: change a regime, watch what follows, look "
    "into one synthetic person's file. Prints its address.\v"
    "Runs go into a temporary folder that goes with the program; the page offers them for download. Ctrl-C "
    "ends it.\n\nExit status: 0 ended on request; 1 the port is taken, or a file or the memory failed; 2 the "
    "call has mistakes, or RESULTS is neither a results file nor a study file.";

enum { KEY_PORT = 256, KEY_THREADS };

static const struct argp_option options[] = {
    {"results", 'r', "RESULTS", 0, "A results file or a study file to begin with", 0},
    {"port", KEY_PORT, "N", 0, "The port to listen on (default: a free one)", 0},
    {"threads", KEY_THREADS, "N", 0,
     "Threads for runs; no result depends on it (default: one for each processor)", 0},
    {0}};

static error_t parse(int key, char *word, struct argp_state *state)
{
    cs_server_options *call = state->input;
    switch (key) {
    case 'r': call->results = word; return 0;
    case KEY_PORT: call->port = (int)cs_count_parse(word, "--port", 1, 65535, state); return 0;
    case KEY_THREADS: call->threads = (int)cs_count_parse(word, "--threads", 1, 4096, state); return 0;
    case ARGP_KEY_ARG: argp_error(state, "'%s' is one argument more than is wanted", word); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {.options = options, .parser = parse, .doc = notes};

int cs_command_serve(int argc, char **argv)
{
    cs_server_options call = {0};
    cs_server *server = NULL;
    cs_error err = {0};
    sigset_t ends;
    int signal_number;
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    /* Waited for below; threads of the server are not to be woken by them. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGHUP);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    if (cs_server_start(&call, &server, &err) != CS_OK) return cs_failure_print(argv[0], &err);
    printf("%s\n", cs_server_address(server));
    fflush(stdout);
    sigwait(&ends, &signal_number);
    sigprocmask(SIG_UNBLOCK, &ends, NULL); /* a second one ends the program at once */
    cs_server_stop(server);
    return CS_EXIT_OK;
}
