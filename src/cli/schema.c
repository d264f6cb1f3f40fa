/* counterscore schema: the scenario language as a JSON Schema. */
#include "cli/cli.h"

static const struct argp parser = {
    .parser = cs_words_parse,
    .doc = "Prints the JSON Schema of the scenario language, for completion in an editor."};

int cs_command_schema(int argc, char **argv)
{
    cs_words words = {0};
    char *text = NULL;
    cs_error err = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    cs_status status = cs_schema_print(&text, &err);
    return cs_text_show(argv[0], status, text, &err);
}
