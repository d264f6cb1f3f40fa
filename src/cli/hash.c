/* counterscore hash: the fingerprint of a results file's counts. */
#include "cli/cli.h"

static const struct argp parser = {
    .parser = cs_words_parse,
    .args_doc = "RESULTS",
    .doc = "Prints the fingerprint of every count in RESULTS (XXH3-128). It is the same on every "
           "machine, for any number of threads, and with any compiler."};

int cs_command_hash(int argc, char **argv)
{
    const char *path = NULL;
    cs_words words = {.wanted = 1, .most = 1, .words = &path};
    cs_results *results = NULL;
    char hash[33];
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    cs_status status = cs_results_open(path, &results, &err);
    if (status == CS_OK) status = cs_results_hash(results, hash, &err);
    cs_results_close(results);
    if (status != CS_OK) return cs_failure_print(argv[0], &err);
    printf("%s\n", hash);
    return CS_EXIT_OK;
}
