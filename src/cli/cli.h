/* The command line, shared by the files of this folder: exit codes, messages, numbers, studies.
   The command line knows the public header and nothing else of the library; tests/lint holds that. */
#ifndef CS_CLI_CLI_H
#define CS_CLI_CLI_H

#include "counterscore.h"

#include <argp.h>

/* Exit codes, as `counterscore --help` states them. */
typedef enum cs_exit {
    CS_EXIT_OK = 0,
    CS_EXIT_FAILED = 1,       /* a file, the memory or the database failed */
    CS_EXIT_INPUT = 2,        /* the call, the scenario or the results file has mistakes */
    CS_EXIT_OUTSIDE = 3,      /* verify: a published figure does not hold */
    CS_EXIT_INTERRUPTED = 130 /* Ctrl-C */
} cs_exit;

/* ---- commands: argv[0] is "counterscore NAME" ---- */

/* Groups of commands, as --help shows them: X(group, its heading) */
#define CS_COMMAND_GROUPS(X)                                                                       \
    X(BEGIN, "To begin with")                                                                      \
    X(RUN, "Run a scenario")                                                                       \
    X(STUDY, "Run many worlds")                                                                    \
    X(LOOK, "Look at what came of it")                                                             \
    X(LANGUAGE, "The language")

typedef enum cs_command_group {
#define X(group, heading) CS_GROUP_##group,
    CS_COMMAND_GROUPS(X)
#undef X
    CS_GROUPS
} cs_command_group;

/* X(group, name, what it does, in one line of --help: 64 characters at most) */
#define CS_COMMAND_LIST(X)                                                                         \
    X(BEGIN, list, "name the bundled scenarios and studies")                                       \
    X(BEGIN, show, "print a bundled scenario or study")                                            \
    X(BEGIN, check, "look for mistakes in scenarios and studies; run nothing")                     \
    X(BEGIN, serve, "a page on this machine: change a regime, run it, look")                       \
    X(RUN, run, "run a scenario and keep its results")                                             \
    X(RUN, compare, "run a scenario with and without each safeguard, same people")                 \
    X(RUN, branch, "go on from a checkpoint, as it was or with something changed")                 \
    X(RUN, verify, "hold a scenario against the published figures it states")                      \
    X(STUDY, study, "run the worlds that a study asks for; stopped, it goes on")                   \
    X(STUDY, merge, "join the slices of a study into one file")                                    \
    X(STUDY, sensitivity, "find which parameters a figure hangs on, over their ranges")            \
    X(STUDY, prior, "draw from all ranges: how far the answer goes, what holds")                   \
    X(STUDY, safeguards, "find the cheapest safeguards that keep a harm under a bound")            \
    X(STUDY, calibrate, "fit parameters to published figures")                                     \
    X(LOOK, serve, "serve a page on this machine to change, run and look")                         \
    X(LOOK, report, "write a results or study file as one self-contained page")                    \
    X(LOOK, explain, "tell one person's file: what was done, recorded, and followed")              \
    X(LOOK, export, "write every table of a results or study file as CSV")                         \
    X(LOOK, hash, "print the fingerprint of what a results or study file counted")                 \
    X(LANGUAGE, docs, "print the reference of the language of scenarios, or studies")              \
    X(LANGUAGE, schema, "print the JSON Schema of either language")

#define X(group, name, about) int cs_command_##name(int argc, char **argv);
CS_COMMAND_LIST(X)
#undef X

/* The largest numbers the scenario language takes for `population.persons` and `seed`. */
#define CS_PERSONS_MOST INT64_C(4000000000)
#define CS_SEED_MOST INT64_C(9000000000000000)

/* ---- messages ---- */

/* "COMMAND: sentence" on stderr, and the exit code that goes with err->status. */
int cs_failure_print(const char *command, const cs_error *err);
/* The complaints about a scenario on stderr; frees them. */
void cs_complaints_show(const char *command, cs_complaints *complaints);
/* True when `stream` is a terminal that wants colours (NO_COLOR, TERM=dumb). */
bool cs_colour_wanted(FILE *stream);
/* Print text on stdout and free it; for text got with `status`, whose failure is reported instead. */
int cs_text_show(const char *command, cs_status status, char *text, const cs_error *err);
/* "12,345,678" in room. */
const char *cs_count_words(int64_t count, char room[32]);

/* ---- arguments ---- */

/* The word as a whole number in [low, high]; 1_000_000 is allowed. On a mistake argp ends the
   program with a sentence that names the option. */
int64_t cs_count_parse(const char *word, const char *option, int64_t low, int64_t high,
                       struct argp_state *state);
/* Whether both names are there and lead to one file, so that writing one would destroy the other. */
bool cs_same_file(const char *a, const char *b);
/* Options that take no argument words, or exactly the `names` given: for the simple commands.
   words[i] stays NULL for an optional word (its name in brackets). */
typedef struct cs_words {
    int wanted, most, count;
    const char **words;
} cs_words;
/* The argp parser of cs_words. */
error_t cs_words_parse(int key, char *word, struct argp_state *state);

/* ---- studies ---- */

/* What run, compare and verify have in common. Zeroed, then cs_run_call_init. */
typedef struct cs_run_call {
    cs_run_options run;
    const char **sets;        /* [argc] */
    const char **safeguards;  /* [safeguard_count] */
    char *safeguard_words;    /* what --safeguards gave, cut up */
    cs_scenario *scenario;    /* the base one, once loaded */
    int64_t persons;          /* in each world */
    const char *command;
    char *temporary;          /* folder of a results file that is not kept */
    char *temporary_file;
    bool results_required, quiet;
    bool baseline;            /* also the world without the regime */
    char *checkpoint;         /* name of the checkpoint, when the call gives its day alone */
} cs_run_call;

/* argp child with the options common to studies; its input is a cs_run_call. */
extern const struct argp cs_run_argp;
/* Errors: false when out of memory. */
bool cs_run_call_init(cs_run_call *call, int argc, char **argv);
/* Load the scenario, showing its complaints. Returns an exit code. */
int cs_run_call_load(cs_run_call *call);
/* Run it with progress and Ctrl-C, into call->run.results or a temporary file, and open the
   results. Returns an exit code; *results is NULL unless it is CS_EXIT_OK. */
int cs_run_call_run(cs_run_call *call, cs_results **results);
/* Also removes a temporary results file. */
void cs_run_call_free(cs_run_call *call);

/* ---- what a progress bar knows ---- */

typedef struct cs_progress_view {
    const char *command;
    const cs_run_call *call; /* of a run; NULL for the rows of a study */
    bool quiet, terminal, colour;
    int columns;
    double shown;            /* seconds, when something was last written */
    bool drawn;              /* a bar stands on the terminal */
    int64_t done_before;     /* rows that were done when the work began; -1: not known yet */
    int64_t persons;         /* in each row, to be said before the work; 0: not known */
} cs_progress_view;

/* ---- studies of one scenario ---- */

/* What sensitivity, prior, calibrate and safeguards have in common; fills *of. */
typedef struct cs_points_call {
    cs_points_options *of;
    const char **sets;        /* [argc] */
    const char *command;
    bool quiet;
    int64_t most;             /* people in each run, where nobody says how many */
} cs_points_call;

/* argp child with the options common to them; its input is a cs_points_call. */
extern const struct argp cs_points_argp;
bool cs_points_call_init(cs_points_call *call, cs_points_options *of, int argc, char **argv);
void cs_points_call_free(cs_points_call *call);
/* Run with progress and Ctrl-C, and print the text that came of it. Returns an exit code. */
int cs_points_call_run(cs_points_call *call,
                       cs_status (*run)(void *context, char **text, cs_complaints *complaints,
                                        cs_error *err),
                       void *context);

/* What sensitivity and prior have in common. Zeroed, then cs_explore_call_init. */
typedef struct cs_explore_call {
    cs_points_call points;
    cs_explore_options options;
    const char **figures, **parameters; /* [argc], cut from `words` */
    char *words;              /* what --parameters gave, cut up */
} cs_explore_call;

/* argp child with their options; its input is a cs_explore_call. */
extern const struct argp cs_explore_argp;
bool cs_explore_call_init(cs_explore_call *call, int argc, char **argv);
void cs_explore_call_free(cs_explore_call *call);
/* "a,b,c" cut into words, which point into *room; both are the caller's to free. Errors: false when out
   of memory. */
bool cs_list_cut(const char *list, char **room, const char ***words, int *count);
/* ---- progress ---- */

void cs_progress_view_init(cs_progress_view *view, const cs_run_call *call);
/* The callback of cs_run_options; false once Ctrl-C was pressed. */
bool cs_progress_view_step(void *view, const cs_progress *progress);
/* The same for a study, of which rows are done. */
void cs_rows_view_init(cs_progress_view *view, const char *command, bool quiet);
bool cs_rows_view_step(void *view, int64_t done, int64_t rows, double seconds);
/* Before its rows: the scenarios of its points are read. */
bool cs_reading_view_step(void *view, int64_t read, int64_t points, double seconds);
/* Take the bar off the terminal. */
void cs_progress_view_close(cs_progress_view *view);

/* From now on SIGINT and SIGTERM ask the run to stop; the second of each ends the program. */
void cs_interrupt_watch(void);
bool cs_interrupt_wanted(void);

#endif
