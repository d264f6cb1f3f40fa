/* counterscore hash: the fingerprint of what a results file or a study file counted. */
#include "cli/cli.h"

static const struct argp parser = {
    .parser = cs_words_parse,
    .args_doc = "RESULTS",
    .doc = "Prints the fingerprint of every count in RESULTS (XXH3-128), the file of a run or of a "
           "study. It is the same on every machine, for any number of threads, and with any compiler; "
           "of a study, however often it was stopped and whatever slices it was done in."};

static cs_status hash_study(const char *path, char hash[33], cs_error *err)
{
    cs_study *study = NULL;
    cs_status status = cs_study_open(path, &study, err);
    if (status == CS_OK) status = cs_study_hash(study, hash, err);
    cs_study_close(study);
    return status;
}

static cs_status hash_results(const char *path, char hash[33], cs_error *err)
{
    cs_results *results = NULL;
    cs_status status = cs_results_open(path, &results, err);
    if (status == CS_OK) status = cs_results_hash(results, hash, err);
    cs_results_close(results);
    return status;
}

int cs_command_hash(int argc, char **argv)
{
    const char *path = NULL;
    cs_words words = {.wanted = 1, .most = 1, .words = &path};
    char hash[33];
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    cs_status status = cs_study_is(path) ? hash_study(path, hash, &err)
                                         : hash_results(path, hash, &err);
    if (status != CS_OK) return cs_failure_print(argv[0], &err);
    printf("%s\n", hash);
    return CS_EXIT_OK;
}
