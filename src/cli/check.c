/* counterscore check: is a scenario with each of its safeguards, or a study, free of mistakes? */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static const char notes[] =
    "Reads each scenario or study, a file or a name from `counterscore list', and tells every mistake in "
    "it, with line and column: of a scenario with each of its safeguards, of a study with the scenario of "
    "every point. Runs nothing.\v"
    "Exit status: 0 no mistakes; 1 a file could not be read; 2 there are mistakes.";

typedef struct check_call {
    const char *command;
    const char **sets;
    const char **files;
    int set_count, file_count;
} check_call;

enum { KEY_SET = 256 };

static const struct argp_option options[] = {
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one value first, as `run' does; may be repeated", 0},
    {0}};

static error_t parse(int key, char *word, struct argp_state *state)
{
    check_call *call = state->input;
    switch (key) {
    case KEY_SET: call->sets[call->set_count++] = word; return 0;
    case ARGP_KEY_ARG: call->files[call->file_count++] = word; return 0;
    case ARGP_KEY_END:
        if (call->file_count == 0) argp_error(state, "SCENARIO is missing: a file, or a name from `counterscore list'");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options, .parser = parse, .args_doc = "SCENARIO|STUDY...", .doc = notes};

/* Load with one safeguard on, or none, showing complaints. Returns an exit code. */
static int load(const check_call *call, const char *file, const char *safeguard,
                cs_scenario **scenario)
{
    cs_load_options how = {
        .sets = call->sets, .set_count = call->set_count, .safeguard = safeguard};
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_status status = cs_scenario_load(file, &how, scenario, &complaints, &err);
    if (status != CS_OK && safeguard)
        fprintf(stderr, "%s: %s with the safeguard '%s':\n", call->command, file, safeguard);
    cs_complaints_show(call->command, &complaints);
    return status == CS_OK ? CS_EXIT_OK : cs_failure_print(call->command, &err);
}

static void print_count(int count, const char *one, const char *many)
{
    printf(", %d %s", count, count == 1 ? one : many);
}

static void print_good(const char *file, const cs_scenario *scenario)
{
    char persons[32];
    int safeguards = cs_scenario_safeguards(scenario), figures = cs_scenario_figures(scenario);
    printf("%s: no mistakes\n  %s: %s persons", file, cs_scenario_title(scenario),
           cs_count_words(cs_scenario_persons(scenario), persons));
    print_count(safeguards, "safeguard", "safeguards");
    print_count(figures, "published figure", "published figures");
    putchar('\n');
}

static int check_study(const check_call *call, const char *file)
{
    cs_study_shape shape;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char rows[32];
    cs_status status = cs_study_check(file, call->sets, call->set_count, &shape, &complaints, &err);
    cs_complaints_show(call->command, &complaints);
    if (status != CS_OK) return cs_failure_print(call->command, &err);
    printf("%s: no mistakes\n  %s: a study", file, shape.title);
    print_count(shape.points, "point", "points");
    print_count(shape.figures, "figure", "figures");
    printf(", %s rows\n", cs_count_words(shape.points * shape.replicates, rows));
    return CS_EXIT_OK;
}

static int check_file(const check_call *call, const char *file)
{
    cs_scenario *scenario = NULL;
    if (cs_study_is_text(file)) return check_study(call, file);
    int code = load(call, file, NULL, &scenario);
    for (int i = 0; code == CS_EXIT_OK && i < cs_scenario_safeguards(scenario); i++) {
        cs_scenario *guarded = NULL;
        code = load(call, file, cs_scenario_safeguard_name(scenario, i), &guarded);
        cs_scenario_free(guarded);
    }
    if (code == CS_EXIT_OK) print_good(file, scenario);
    cs_scenario_free(scenario);
    return code;
}

int cs_command_check(int argc, char **argv)
{
    check_call call = {.command = argv[0]};
    int worst = CS_EXIT_OK;
    call.sets = calloc((size_t)argc, sizeof *call.sets);
    call.files = calloc((size_t)argc, sizeof *call.files);
    if (call.sets && call.files) {
        argp_parse(&parser, argc, argv, 0, NULL, &call);
        for (int i = 0; i < call.file_count; i++) {
            int code = check_file(&call, call.files[i]);
            if (code > worst) worst = code;
        }
    } else {
        fprintf(stderr, "%s: out of memory\n", argv[0]);
        worst = CS_EXIT_FAILED;
    }
    free(call.sets);
    free(call.files);
    return worst;
}
