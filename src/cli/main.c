/* counterscore: finds the command and runs it. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *argp_program_version = "counterscore " CS_VERSION;

typedef struct command {
    const char *name, *about, *full_name;
    cs_command_group group;
    int (*run)(int argc, char **argv);
} command;

static const command commands[] = {
#define X(group, name, about) {#name, about, "counterscore " #name, CS_GROUP_##group, cs_command_##name},
    CS_COMMAND_LIST(X)
#undef X
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(void)
{
    static const char *const headings[] = {
#define X(group, heading) heading,
        CS_COMMAND_GROUPS(X)
#undef X
    };
    printf("Usage: counterscore COMMAND [OPTION...] [ARGUMENT...]\n"
           "Under a scoring regime, who is penalised, for what reason, for how long, and\n"
           "which safeguard changes it? Answered by a model, on people who do not exist.\n");
    for (int group = 0; group < CS_GROUPS; group++) {
        printf("\n%s\n", headings[group]);
        for (int i = 0; i < COMMANDS; i++)
            if ((int)commands[i].group == group)
                printf("  %-11s  %s\n", commands[i].name, commands[i].about);
    }
    printf("\n  --help       print this; `counterscore COMMAND --help' tells of one command\n"
           "  --version    print the version\n\n"
           "For example\n"
           "  counterscore compare city-points --persons 20000 -o results.db\n"
           "  counterscore report results.db -o report.html\n\n"
           "Exit status: 0 all is well; 1 a file, the memory or the database failed; 2 the\n"
           "call, the scenario or the file has mistakes; 3 `verify' found a figure that does\n"
           "not hold; 130 interrupted. A reader that stops early (`| head') changes nothing\n"
           "and is not told.\n"
           "Environment: NO_COLOR, or TERM=dumb: no colours; the latter also: no progress\n"
           "bar.\n");
}

/* How many letters must be added, dropped, changed or swapped with a neighbour, up to 99. */
static int edit_distance(const char *a, const char *b)
{
    enum { MOST = 24 };
    int n = (int)strlen(a), m = (int)strlen(b), d[MOST + 1][MOST + 1];
    if (n > MOST || m > MOST) return 99;
    for (int i = 0; i <= n; i++) d[i][0] = i;
    for (int j = 0; j <= m; j++) d[0][j] = j;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    }
    return d[n][m];
}

static int refuse_command(const char *word)
{
    const char *nearest = NULL;
    int best = 3;
    for (int i = 0; i < COMMANDS; i++) {
        int distance = edit_distance(word, commands[i].name);
        if (distance < best) {
            best = distance;
            nearest = commands[i].name;
        }
    }
    if (nearest)
        fprintf(stderr, "counterscore: '%s' is not a command; did you mean '%s'?\n", word, nearest);
    else
        fprintf(stderr, "counterscore: '%s' is not %s\n", word,
                word[0] == '-' ? "an option here" : "a command");
    fprintf(stderr, "Try `counterscore --help' for the commands there are.\n");
    return CS_EXIT_INPUT;
}

/* A closed standard stream would let the next file opened take its place, and messages land in it.
   What is put there instead cannot be written to, so that lost output is noticed. */
static void keep_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            int got = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
            if (got >= 0 && got != fd) close(got);
        }
    }
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "counterscore: a command is wanted, such as `counterscore list'\n"
                        "Try `counterscore --help' for the commands there are.\n");
        return CS_EXIT_INPUT;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0 || strcmp(word, "help") == 0) {
        print_help();
        return CS_EXIT_OK;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        printf("%s\n", argp_program_version);
        return CS_EXIT_OK;
    }
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(word, commands[i].name) == 0) {
            argv[1] = (char *)commands[i].full_name;
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return refuse_command(word);
}

/* Whether whoever read the output has gone away, as in `counterscore docs | head'. */
static bool reader_is_gone(int fault)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return fault == EPIPE || (poll(&out, 1, 0) == 1 && (out.revents & POLLERR));
}

/* On every way out, argp's included: output that was lost is told, and is a failure. A reader that had
   enough is neither: the exit status stays the command's. */
static void close_output(void)
{
    int failed = ferror(stdout);
    errno = 0;
    if (fflush(stdout) == 0 && !failed) return;
    int fault = errno;
    if (reader_is_gone(fault)) return;
    errno = fault;
    fprintf(stderr, "counterscore: the output could not be written%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    _exit(CS_EXIT_FAILED);
}

/* Threads that wait are to sleep. A simulated day is so short that spinning between two of them costs
   several times the work itself as soon as other programs want the processors. OpenMP reads this
   before main begins, hence the second start. */
static void start_with_sleeping_threads(char **argv)
{
    if (getenv("OMP_WAIT_POLICY")) return;
    if (setenv("OMP_WAIT_POLICY", "passive", 1) == 0) execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    start_with_sleeping_threads(argv);
    keep_standard_streams();
    /* A file at its limit is a write that fails and is told; a reader that goes away must not end a
       run whose results are to be kept. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    argp_err_exit_status = CS_EXIT_INPUT;
    if (atexit(close_output) != 0) return CS_EXIT_FAILED;
    return dispatch(argc, argv);
}
