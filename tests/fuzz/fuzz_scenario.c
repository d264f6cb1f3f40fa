/* libFuzzer target: any bytes as a scenario, and short ones as a study file. It must be refused with printable complaints, or be
   read, and then its resolved text must be read as the same scenario, with each safeguard too.
   Bytes before the first zero byte, if there is one, are a --set.
   Build: clang -fsanitize=fuzzer,address,undefined; run: fuzz_scenario -dict=scenario.dict corpus
 */
#include "counterscore.h"
#include "study/file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A finding: stop so that the fuzzer keeps the input. */
static void insist(bool holds)
{
    if (!holds) abort();
}

static cs_scenario *read_scenario(const char *text, size_t length, const cs_load_options *options)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *printed = NULL;
    cs_status status =
        cs_scenario_parse(text, length, "fuzz.yaml", options, &scenario, &complaints, &err);
    insist(status == CS_OK || status == CS_SCENARIO);
    insist((status == CS_OK) == (complaints.count == 0));
    insist((status == CS_OK) == (scenario != NULL));
    insist(cs_complaints_print(&complaints, true, &printed, &err) == CS_OK);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
    return scenario;
}

/* Longer ones could name scenarios by the dozen, and each is read. */
#define STUDY_BYTES_MOST 400

/* Refused with printable complaints, or a plan whose text gives the same plan. */
static void read_study(const char *text, size_t length, bool again)
{
    cs_arena *arena = cs_arena_new();
    cs_study_plan *plan = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *printed = NULL;
    insist(arena != NULL);
    cs_status status =
        cs_study_file_parse(text, length, "fuzz.yaml", NULL, 0, arena, &plan, &complaints, &err);
    insist(status == CS_OK || status == CS_SCENARIO);
    insist((status == CS_OK) == (complaints.count == 0));
    insist((status == CS_OK) == (plan != NULL));
    insist(!again || plan);
    insist(cs_complaints_print(&complaints, true, &printed, &err) == CS_OK);
    if (plan) insist(plan->points > 0 && plan->figures > 0 && plan->replicates > 0);
    if (again) insist(strncmp(plan->text, text, length) == 0);
    if (plan && !again) read_study(plan->text, strlen(plan->text), true);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
    cs_arena_free(arena);
}

static void check_round_trip(const cs_scenario *scenario, const char *safeguard)
{
    cs_load_options options = {.safeguard = safeguard};
    const char *text = cs_scenario_text(scenario);
    cs_scenario *again = read_scenario(text, strlen(text), &options);
    insist(again != NULL);
    insist(strcmp(cs_scenario_text(again), text) == 0);
    insist(strcmp(cs_scenario_hash(again), cs_scenario_hash(scenario)) == 0);
    cs_scenario_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char set[300];
    const char *const sets[] = {set};
    const uint8_t *zero = size ? memchr(data, 0, size < sizeof set ? size : sizeof set) : NULL;
    cs_load_options options = {.sets = sets, .set_count = zero != NULL};
    size_t skip = zero ? (size_t)(zero - data) + 1 : 0;
    memcpy(set, data, skip);
    const char *text = (const char *)data + skip;
    if (size - skip <= STUDY_BYTES_MOST) read_study(text, size - skip, false);
    cs_scenario *scenario = read_scenario(text, size - skip, &options);
    if (!scenario) return 0;
    check_round_trip(scenario, NULL);
    for (int i = 0; i < cs_scenario_safeguards(scenario) && i < 3; i++) {
        options.safeguard = cs_scenario_safeguard_name(scenario, i);
        cs_scenario *safe = read_scenario(text, size - skip, &options);
        insist(safe != NULL);
        check_round_trip(safe, options.safeguard);
        cs_scenario_free(safe);
    }
    cs_scenario_free(scenario);
    return 0;
}
