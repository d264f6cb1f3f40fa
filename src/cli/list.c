/* counterscore list: the bundled scenarios and studies, one line each. */
#include "cli/cli.h"

#include <string.h>

static const struct argp parser = {
    .parser = cs_words_parse,
    .doc = "Names the bundled scenarios, and then the bundled studies of them, with the title of each. "
           "`counterscore show NAME' prints one, to begin one of your own with. `counterscore run' runs a "
           "scenario, `counterscore study' a study."};

static int print_entry(const char *command, int i, int width)
{
    const char *name = cs_bundled_name(i), *text = cs_bundled_text(i);
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_status status =
        cs_scenario_parse(text, strlen(text), name, NULL, &scenario, &complaints, &err);
    cs_complaints_show(command, &complaints);
    if (status != CS_OK) return cs_failure_print(command, &err);
    printf("  %-*s  %s\n", width, name, cs_scenario_title(scenario));
    cs_scenario_free(scenario);
    return CS_EXIT_OK;
}

/* "study: Which mistake of the utility company costs whom" */
static void print_study(int i, int width)
{
    const char *line = cs_bundled_study_text(i);
    while (line && strncmp(line, "study: ", 7) != 0) {
        line = strchr(line, '\n');
        line += line != NULL;
    }
    if (line) line += 7;
    printf("  %-*s  %.*s\n", width, cs_bundled_study_name(i), line ? (int)strcspn(line, "\n") : 0,
           line ? line : "");
}

int cs_command_list(int argc, char **argv)
{
    cs_words words = {0};
    int width = 0, code = CS_EXIT_OK;
    argp_parse(&parser, argc, argv, 0, NULL, &words);
    for (int i = 0; cs_bundled_name(i); i++) {
        int length = (int)strlen(cs_bundled_name(i));
        if (length > width) width = length;
    }
    printf("Scenarios\n");
    for (int i = 0; code == CS_EXIT_OK && cs_bundled_name(i); i++)
        code = print_entry(argv[0], i, width);
    if (code == CS_EXIT_OK) printf("\nStudies\n");
    for (int i = 0; code == CS_EXIT_OK && cs_bundled_study_name(i); i++) print_study(i, width);
    return code;
}
