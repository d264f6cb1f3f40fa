/* counterscore merge: study files of one study, joined. */
#include "cli/cli.h"

#include <stdlib.h>

static const char notes[] =
    "Joins study files of one study, such as those that `counterscore study --slice' made on several "
    "machines, into one new file.\v"
    "Exit status: 0 joined; 1 a file, the memory or the database failed; 2 a file is no study file, or "
    "of another study, or has another result of the same row.";

enum { KEY_FORCE = 256 };

static const struct argp_option options[] = {
    {"output", 'o', "OUT", 0, "The file to make", 0},
    {"force", KEY_FORCE, 0, 0, "Replace OUT if it is there", 0},
    {0}};

typedef struct merge_call {
    const char **paths; /* [argc] */
    int count;
    const char *out;
    bool force;
} merge_call;

static error_t parse(int key, char *word, struct argp_state *state)
{
    merge_call *call = state->input;
    switch (key) {
    case 'o': call->out = word; return 0;
    case KEY_FORCE: call->force = true; return 0;
    case ARGP_KEY_ARG: call->paths[call->count++] = word; return 0;
    case ARGP_KEY_END:
        if (call->count == 0) argp_error(state, "FILE is missing: the study files to join");
        if (!call->out) argp_error(state, "-o OUT is missing: the file to make");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options, .parser = parse, .args_doc = "FILE...", .doc = notes};

/* How much of the study the new file holds. */
static cs_status say_rows(const char *path, cs_error *err)
{
    cs_study *study = NULL;
    int64_t rows, done, failed;
    char all[32], here[32];
    cs_status status = cs_study_open(path, &study, err);
    if (status == CS_OK) status = cs_study_count(study, &rows, &done, &failed, err);
    cs_study_close(study);
    if (status != CS_OK) return status;
    printf("%s has %s of %s rows", path, cs_count_words(done, here), cs_count_words(rows, all));
    if (failed) printf(", %s of them failed", cs_count_words(failed, here));
    printf(done < rows ? "; the others are still to do.\n" : ": all of the study.\n");
    return CS_OK;
}

int cs_command_merge(int argc, char **argv)
{
    merge_call call = {.count = 0};
    cs_error err = {0};
    call.paths = calloc((size_t)argc, sizeof *call.paths);
    if (!call.paths) {
        fprintf(stderr, "%s: out of memory\n", argv[0]);
        return CS_EXIT_FAILED;
    }
    argp_parse(&parser, argc, argv, 0, NULL, &call);
    cs_status status = cs_study_merge(call.paths, call.count, call.out, call.force, &err);
    free(call.paths);
    if (status == CS_OK) status = say_rows(call.out, &err);
    return status == CS_OK ? CS_EXIT_OK : cs_failure_print(argv[0], &err);
}
