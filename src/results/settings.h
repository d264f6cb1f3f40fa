/* Settings of a study's method, as they stand in cs_study_plan.settings: a JSON object of numbers. */
#ifndef CS_RESULTS_SETTINGS_H
#define CS_RESULTS_SETTINGS_H

#include <stdint.h>

/* The whole number under `key`; `fallback` where there is none, or no JSON. */
int64_t cs_settings_count(const char *settings, const char *key, int64_t fallback);

#endif
