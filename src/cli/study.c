/* counterscore study: many worlds, as a study file says, into a file that can be gone on with. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static const char notes[] =
    "Runs every world that STUDY asks for, with every replicate, and keeps each as soon as it is finished. "
    "Where RESULTS is there and is of the same study, only what it lacks is run: after Ctrl-C, a crash or a "
    "full disk, the same call goes on. Several calls may work on one RESULTS at once on one machine; on "
    "several machines each does a --slice into a file of its own, and `counterscore merge' joins them.\v"
    "Exit status: 0 done; 1 rows failed (they are told, and kept with their message), or a file, the memory "
    "or the database did; 2 the call or the study has mistakes, or RESULTS is of another study; 130 interrupted.";

enum { KEY_SET = 256, KEY_SLICE, KEY_THREADS, KEY_RETRY };

static const struct argp_option options[] = {
    {"output", 'o', "RESULTS", 0, "Keep the results in this file, or go on with it", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one value of the study; may be repeated", 2},
    {"slice", KEY_SLICE, "I/N", 0, "Only the I-th of N parts of the work, such as 3/16", 2},
    {"threads", KEY_THREADS, "N", 0,
     "Threads, each running a world of its own; no result depends on it (default: one for each "
     "processor)", 3},
    {"retry", KEY_RETRY, 0, 0, "Run again what failed", 3},
    {"quiet", 'q', 0, 0, "No progress on stderr, no summary", 3},
    {0}};

typedef struct study_call {
    cs_study_options study;
    const char **sets; /* [argc] */
    bool quiet;
} study_call;

static void parse_slice(study_call *call, const char *word, struct argp_state *state)
{
    char part[32];
    const char *slash = strchr(word, '/');
    size_t length = slash ? (size_t)(slash - word) : 0;
    if (!slash || length == 0 || length >= sizeof part)
        argp_error(state, "--slice is '%s'; I/N is wanted, such as 3/16", word);
    memcpy(part, word, length);
    part[length] = 0;
    call->study.slices = (int)cs_count_parse(slash + 1, "the N of --slice I/N", 1, 1000000, state);
    call->study.slice =
        (int)cs_count_parse(part, "the I of --slice I/N", 1, call->study.slices, state);
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    study_call *call = state->input;
    cs_study_options *study = &call->study;
    switch (key) {
    case 'o': study->results = word; return 0;
    case 'q': call->quiet = true; return 0;
    case KEY_RETRY: study->retry = true; return 0;
    case KEY_SLICE: parse_slice(call, word, state); return 0;
    case KEY_THREADS:
        study->threads = (int)cs_count_parse(word, "--threads", 1, 4096, state);
        return 0;
    case KEY_SET:
        if (!strchr(word, '=') || word[0] == '=')
            argp_error(state, "--set is '%s'; PATH=VALUE is wanted", word);
        call->sets[study->set_count++] = word;
        return 0;
    case ARGP_KEY_ARG:
        if (study->study) argp_error(state, "'%s' is one argument more than is wanted", word);
        study->study = word;
        return 0;
    case ARGP_KEY_END:
        if (!study->study) argp_error(state, "STUDY is missing: the file that says what to run");
        if (!study->results)
            argp_error(state, "-o RESULTS is missing: the file to keep the results in");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options, .parser = parse, .args_doc = "STUDY", .doc = notes};

/* What the file holds now; a row that failed is told, however quiet. */
static cs_status tell(const char *path, const char *command, char **text, int64_t *failed,
                      cs_error *err)
{
    cs_study *study = NULL;
    int64_t rows, done;
    cs_status status = cs_study_open(path, &study, err);
    if (status == CS_OK) status = cs_study_count(study, &rows, &done, failed, err);
    if (status == CS_OK && text) status = cs_study_summary(study, text, err);
    cs_study_close(study);
    if (status == CS_OK && *failed > 0) {
        char room[2][32];
        fprintf(stderr, "%s: %s of %s rows failed; --retry runs them again\n", command,
                cs_count_words(*failed, room[0]), cs_count_words(rows, room[1]));
    }
    return status;
}

static int conclude(const study_call *call, const char *command)
{
    char *text = NULL;
    int64_t failed = 0;
    cs_error err = {0};
    if (tell(call->study.results, command, call->quiet ? NULL : &text, &failed, &err) != CS_OK)
        return cs_failure_print(command, &err);
    if (text) fputs(text, stdout);
    cs_text_free(text);
    return failed > 0 ? CS_EXIT_FAILED : CS_EXIT_OK;
}

static int run(study_call *call, const char *command)
{
    cs_progress_view view;
    cs_complaints complaints = {0};
    cs_error err = {0};
    if (cs_same_file(call->study.study, call->study.results)) {
        fprintf(stderr, "%s: %s is the study itself; the results need a file of their own\n", command,
                call->study.results);
        return CS_EXIT_INPUT;
    }
    cs_rows_view_init(&view, command, call->quiet);
    call->study.progress = cs_rows_view_step;
    call->study.reading = cs_reading_view_step;
    call->study.context = &view;
    cs_interrupt_watch();
    cs_status status = cs_study_run(&call->study, &complaints, &err);
    cs_progress_view_close(&view);
    cs_complaints_show(command, &complaints);
    if (status != CS_OK) return cs_failure_print(command, &err);
    return conclude(call, command);
}

int cs_command_study(int argc, char **argv)
{
    study_call call = {.quiet = false};
    call.sets = calloc((size_t)argc, sizeof *call.sets);
    if (!call.sets) {
        fprintf(stderr, "%s: out of memory\n", argv[0]);
        return CS_EXIT_FAILED;
    }
    call.study.sets = call.sets;
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    int code = run(&call, argv[0]);
    free(call.sets);
    return code;
}
