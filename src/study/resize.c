/* Settings that go with other persons than the scenario says. */
#include "study/resize.h"

#include "core/text.h"

#include <stdio.h>
#include <string.h>

bool cs_resize_is_set(const char *const *sets, int count, const char *path)
{
    size_t length = strlen(path);
    for (int i = 0; i < count; i++) {
        size_t own = strcspn(sets[i], "=");
        if (own <= length && strncmp(sets[i], path, own) == 0 && (path[own] == 0 || path[own] == '.'))
            return true;
    }
    return false;
}

cs_status cs_resize_add(cs_arena *arena, const char **sets, int *count, const char *path, int64_t value,
                        cs_error *err)
{
    cs_text text = {0};
    cs_text_format(&text, "%s=%lld", path, (long long)value);
    const char *kept = text.failed ? NULL : cs_arena_text(arena, text.bytes, text.length);
    cs_text_drop(&text);
    if (!kept) return cs_fail_memory(err, "the settings of a run");
    sets[(*count)++] = kept;
    return CS_OK;
}

cs_status cs_resize_firms(const cs_scenario *own, const char *const *sets, int set_count, int64_t persons,
                          cs_arena *arena, const char **out, int *count, cs_error *err)
{
    static const char firms_path[] = "firms.population.count";
    if (persons < 1 || !own->firms || cs_resize_is_set(sets, set_count, firms_path)) return CS_OK;
    double times = (double)persons / (double)own->population.persons;
    double firms = (double)own->firms->population.persons * times + 0.5;
    CS_TRY(cs_resize_add(arena, out, count, firms_path, firms < 1 ? 1 : (int64_t)firms, err));
    const cs_list *lists = CS_ITEMS(cs_list, own->firms->lists);
    for (int l = 0; l < own->firms->lists.count; l++) {
        char path[200];
        int64_t members = (int64_t)((double)lists[l].enter.initial * times + 0.5);
        snprintf(path, sizeof path, "firms.lists.%s.enter.initial", lists[l].name);
        if (lists[l].enter.initial == 0 || cs_resize_is_set(sets, set_count, path)) continue;
        /* a list that only begins with members is none without any */
        CS_TRY(cs_resize_add(arena, out, count, path, members < 1 ? 1 : members, err));
    }
    return CS_OK;
}
