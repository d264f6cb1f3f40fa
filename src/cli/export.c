/* counterscore export: every table of a results file or a study file, for other programs. */
#include "cli/cli.h"

#include <string.h>

static const char notes[] =
    "Writes every table of RESULTS, the file of a run or of a study, as a CSV file, and what they mean, "
    "into FOLDER, which must be new or empty.";

enum { KEY_FORMAT = 256 };

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, "NAME", 0, "`csv' (the default, and the only one so far)", 0},
    {0}};

static error_t parse(int key, char *word, struct argp_state *state)
{
    if (key != KEY_FORMAT) return cs_words_parse(key, word, state);
    if (strcmp(word, "csv") != 0) argp_error(state, "--format is '%s'; `csv' is wanted", word);
    return 0;
}

static const struct argp parser = {
    .options = options, .parser = parse, .args_doc = "RESULTS FOLDER", .doc = notes};

static cs_status export_study(const char *path, const char *folder, cs_error *err)
{
    cs_study *study = NULL;
    cs_status status = cs_study_open(path, &study, err);
    if (status == CS_OK) status = cs_study_export_csv(study, folder, err);
    cs_study_close(study);
    return status;
}

static cs_status export_results(const char *path, const char *folder, cs_error *err)
{
    cs_results *results = NULL;
    cs_status status = cs_results_open(path, &results, err);
    if (status == CS_OK) status = cs_results_export_csv(results, folder, err);
    cs_results_close(results);
    return status;
}

int cs_command_export(int argc, char **argv)
{
    const char *names[2] = {0};
    cs_words words = {.wanted = 2, .most = 2, .words = names};
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    cs_status status = cs_study_is(names[0]) ? export_study(names[0], names[1], &err)
                                             : export_results(names[0], names[1], &err);
    return status == CS_OK ? CS_EXIT_OK : cs_failure_print(argv[0], &err);
}
