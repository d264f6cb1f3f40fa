/* counterscore docs: the reference of the scenario language, as Markdown. */
#include "cli/cli.h"

static const struct argp parser = {
    .parser = cs_words_parse,
    .doc = "Prints the reference of the scenario language as Markdown, from the tables that the "
           "reader checks with (docs/scenario.md is this text)."};

int cs_command_docs(int argc, char **argv)
{
    cs_words words = {0};
    char *text = NULL;
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    cs_status status = cs_docs_print(&text, &err);
    return cs_text_show(argv[0], status, text, &err);
}
