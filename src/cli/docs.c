/* counterscore docs: the reference of the language of scenarios, or of studies, as Markdown. */
#include "cli/cli.h"

#include <string.h>

static const struct argp parser = {
    .parser = cs_words_parse,
    .args_doc = "[study]",
    .doc = "Prints the reference of the scenario language as Markdown, or with `study' of the language of "
           "study files, from the tables that the reader checks with (docs/scenario.md and docs/study.md "
           "are these texts)."};

int cs_command_docs(int argc, char **argv)
{
    const char *word = NULL;
    cs_words words = {.most = 1, .words = &word};
    char *text = NULL;
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    bool study = word && strcmp(word, "study") == 0;
    if (word && !study && strcmp(word, "scenario") != 0) {
        fprintf(stderr, "%s: there is no language '%s'; there are scenario, study\n", argv[0], word);
        return CS_EXIT_INPUT;
    }
    cs_status status = study ? cs_study_docs_print(&text, &err) : cs_docs_print(&text, &err);
    return cs_text_show(argv[0], status, text, &err);
}
