/* counterscore show: the text of a bundled scenario or study. */
#include "cli/cli.h"

#include <string.h>

static const struct argp parser = {
    .parser = cs_words_parse,
    .args_doc = "NAME",
    .doc = "Prints the bundled scenario or study NAME, as in `counterscore show city-points > mine.yaml'. "
           "`counterscore list' names them."};

int cs_command_show(int argc, char **argv)
{
    const char *name = "";
    cs_words words = {.wanted = 1, .most = 1, .words = &name};
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    for (int i = 0; cs_bundled_name(i); i++) {
        if (strcmp(cs_bundled_name(i), name) == 0) {
            fputs(cs_bundled_text(i), stdout);
            return CS_EXIT_OK;
        }
    }
    for (int i = 0; cs_bundled_study_name(i); i++) {
        if (strcmp(cs_bundled_study_name(i), name) == 0) {
            fputs(cs_bundled_study_text(i), stdout);
            return CS_EXIT_OK;
        }
    }
    fprintf(stderr, "%s: there is no bundled scenario or study '%s'; there are", argv[0], name);
    for (int i = 0; cs_bundled_name(i); i++)
        fprintf(stderr, "%s %s", i ? "," : "", cs_bundled_name(i));
    for (int i = 0; cs_bundled_study_name(i); i++) fprintf(stderr, ", %s", cs_bundled_study_name(i));
    fputc('\n', stderr);
    return CS_EXIT_INPUT;
}
