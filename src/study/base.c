/* The scenario of a study, read once as it stands and once with the persons that the call wants. */
#include "study/base.h"

#include "core/text.h"
#include "scenario/safeguard.h"
#include "study/resize.h"

#include <string.h>

static cs_status make_sets(const cs_points_options *ask, cs_arena *arena, cs_study_base *base, cs_error *err)
{
    const char **sets = cs_arena_alloc(arena, (size_t)ask->set_count + 1 + CS_RESIZE_MOST, sizeof *sets);
    if (!sets) return cs_fail_memory(err, "the settings of a study");
    for (int i = 0; i < ask->set_count; i++) {
        sets[i] = cs_arena_text(arena, ask->sets[i], strlen(ask->sets[i]));
        if (!sets[i]) return cs_fail_memory(err, "the settings of a study");
    }
    base->sets = sets;
    base->set_count = ask->set_count;
    if (ask->persons < 1) return CS_OK;
    CS_TRY(cs_resize_add(arena, sets, &base->set_count, "population.persons", ask->persons, err));
    return cs_resize_firms(base->own, ask->sets, ask->set_count, ask->persons, arena, sets, &base->set_count,
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

cs_status cs_fail_safeguard(const cs_scenario *s, const char *name, cs_error *err)
{
    const char *names[CS_SAFEGUARDS_MOST];
    char hint[120] = "";
    cs_text known = {0};
    for (int i = 0; i < s->safeguard_count && i < CS_SAFEGUARDS_MOST; i++) {
        names[i] = s->safeguards[i].name;
        cs_text_format(&known, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = cs_nearest_word(name, names, s->safeguard_count);
    if (near) snprintf(hint, sizeof hint, "; did you mean `%.80s`?", near);
    cs_status status = cs_fail(err, CS_USAGE, "the scenario %.100s has no safeguard `%.60s`%s%s %s", s->name, name,
                               near ? hint : ";", near ? " It has" : " it has", known.bytes ? known.bytes : "none");
    cs_text_drop(&known);
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
