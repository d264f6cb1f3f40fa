/* Settings of a study's method. */
#include "results/settings.h"

#include <jansson.h>

int64_t cs_settings_count(const char *settings, const char *key, int64_t fallback)
{
    json_t *all = json_loads(settings ? settings : "", 0, NULL);
    const json_t *value = json_object_get(all, key);
    int64_t count = json_is_integer(value) ? (int64_t)json_integer_value(value) : fallback;
    json_decref(all);
    return count;
}
