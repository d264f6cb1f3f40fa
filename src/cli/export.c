/* counterscore export: every table of a results file, for other programs. */
#include "cli/cli.h"

#include <string.h>

static const char notes[] =
    "Writes every table of RESULTS as a CSV file, and a data dictionary, into FOLDER, which must be "
    "new or empty.";

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

int cs_command_export(int argc, char **argv)
{
    const char *names[2] = {0};
    cs_words words = {.wanted = 2, .most = 2, .words = names};
    cs_results *results = NULL;
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    cs_status status = cs_results_open(names[0], &results, &err);
    if (status == CS_OK) status = cs_results_export_csv(results, names[1], &err);
    cs_results_close(results);
    return status == CS_OK ? CS_EXIT_OK : cs_failure_print(argv[0], &err);
}
