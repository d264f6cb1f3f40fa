/* JSON of the served page in tests: its members, and results files of the fixture's scenario changed. */
#ifndef SERVED_JSON_H
#define SERVED_JSON_H

#include "results_file.h"

#include <jansson.h>

static inline const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (!text) fail_msg("`%s` is no text", key);
    return text;
}

static inline double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) fail_msg("`%s` is no number", key);
    return json_number_value(value);
}

/* The item of an array whose `key` is `wanted`; a failed test where there is none. */
static inline const json_t *item(const json_t *array, const char *key, const char *wanted)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *one = json_array_get(array, i);
        if (strcmp(text_of(one, key), wanted) == 0) return one;
    }
    fail_msg("nothing has the %s `%s`", key, wanted);
    return NULL;
}

/* The scenario of the fixture with text in it changed, run into a file of the folder, and opened. */
static inline cs_results *run_changed(const char *name, const char *from, const char *to, const char *safeguard)
{
    char yaml[SCRATCH_FILE], file[SCRATCH_FILE], text[sizeof fixture_yaml + 400];
    const char *at = strstr(fixture_yaml, from), *safeguards[] = {safeguard, CS_NO_REGIME};
    cs_error err = {0};
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - fixture_yaml), fixture_yaml, to, at + strlen(from));
    snprintf(yaml, sizeof yaml, "%s/%s.yaml", folder, name);
    snprintf(file, sizeof file, "%s/%s.db", folder, name);
    assert_int_equal(cs_file_write(yaml, text, strlen(text), true, &err), CS_OK);
    cs_run_options options = {.scenario = yaml, .results = file, .force = true, .seed = -1, .threads = 1,
                              .safeguards = safeguards, .safeguard_count = safeguard ? 2 : 0};
    if (cs_run_worlds(&options, NULL, &err) != CS_OK) fail_msg("%s", err.message);
    return open_file(file);
}

/* Records are many, so that fifty tracked people have something to show. */
static inline cs_results *run_busy(const char *name)
{
    return run_changed(name, "rate: 0.5 per year", "rate: 9 per year", "no_slips");
}

#endif
