/* The scenario of a study, read once as it stands and once with the persons that the call wants. */
#include "study/base.h"

#include <stdio.h>
#include <string.h>

/* Does one of the settings say something of the path? */
static bool is_set(const cs_points_options *ask, const char *path)
{
    size_t length = strlen(path);
    for (int i = 0; i < ask->set_count; i++) {
        size_t own = strcspn(ask->sets[i], "=");
        if (own <= length && strncmp(ask->sets[i], path, own) == 0 && (path[own] == 0 || path[own] == '.'))
            return true;
    }
    return false;
}

static cs_status add_set(cs_arena *arena, const char **sets, int *count, const char *path, int64_t value,
                         cs_error *err)
{
    char text[80];
    int length = snprintf(text, sizeof text, "%s=%lld", path, (long long)value);
    sets[*count] = cs_arena_text(arena, text, (size_t)length);
    return sets[(*count)++] ? CS_OK : cs_fail_memory(err, "the settings of a study");
}

static cs_status make_sets(const cs_points_options *ask, cs_arena *arena, cs_study_base *base, cs_error *err)
{
    const char **sets = cs_arena_alloc(arena, (size_t)ask->set_count + 2, sizeof *sets);
    if (!sets) return cs_fail_memory(err, "the settings of a study");
    for (int i = 0; i < ask->set_count; i++) {
        sets[i] = cs_arena_text(arena, ask->sets[i], strlen(ask->sets[i]));
        if (!sets[i]) return cs_fail_memory(err, "the settings of a study");
    }
    base->sets = sets;
    base->set_count = ask->set_count;
    if (ask->persons < 1) return CS_OK;
    CS_TRY(add_set(arena, sets, &base->set_count, "population.persons", ask->persons, err));
    if (!base->own->firms || is_set(ask, "firms.population.count")) return CS_OK;
    double each = (double)base->own->firms->population.persons / (double)base->own->population.persons;
    double firms = each * (double)ask->persons + 0.5;
    return add_set(arena, sets, &base->set_count, "firms.population.count", firms < 1 ? 1 : (int64_t)firms,
                   err);
}

cs_status cs_study_base_read(const cs_points_options *ask, cs_arena *arena, cs_study_base *out,
                             cs_complaints *complaints, cs_error *err)
{
    cs_load_options options = {.sets = ask->sets, .set_count = ask->set_count};
    cs_status status;
    *out = (cs_study_base){0};
    CS_GO(cs_scenario_load(ask->scenario, &options, &out->own, complaints, err));
    CS_GO(make_sets(ask, arena, out, err));
    options = (cs_load_options){.sets = out->sets, .set_count = out->set_count};
    CS_GO(cs_scenario_load(ask->scenario, &options, &out->scenario, complaints, err));
    out->seed = ask->seed >= 0 ? ask->seed : out->scenario->seed;
    out->replicates = ask->replicates > 0 ? ask->replicates : out->scenario->replicates;
out:
    if (status != CS_OK) cs_study_base_free(out);
    return status;
}

void cs_study_base_free(cs_study_base *base)
{
    cs_scenario_free(base->own);
    cs_scenario_free(base->scenario);
    *base = (cs_study_base){0};
}

static bool tell(void *context, const cs_work_counts *counts, double seconds)
{
    const cs_points_options *options = context;
    return options->progress(options->context, counts->done + counts->failed, counts->rows, seconds);
}

cs_status cs_points_open(const cs_points_options *options, const cs_study_plan *plan, cs_session **out,
                         cs_complaints *complaints, cs_error *err)
{
    cs_session_options session = {.path = options->study, .slice = 1, .slices = 1,
                                  .threads = options->threads, .retry = options->retry,
                                  .progress = options->progress ? tell : NULL,
                                  .context = (void *)(uintptr_t)options};
    return cs_session_open(plan, &session, out, complaints, err);
}
