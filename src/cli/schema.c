/* counterscore schema: the language of scenarios, or of studies, as a JSON Schema. */
#include "cli/cli.h"

#include <string.h>

static const struct argp parser = {
    .parser = cs_words_parse,
    .args_doc = "[study]",
    .doc = "Prints the JSON Schema of the scenario language, or with `study' of the language of study files, "
           "for completion in an editor."};

int cs_command_schema(int argc, char **argv)
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
    cs_status status = study ? cs_study_schema_print(&text, &err) : cs_schema_print(&text, &err);
    return cs_text_show(argv[0], status, text, &err);
}
