/* The scenario of a study, read once as it stands and once with the persons that the call wants. */
#include "study/base.h"

#include "core/text.h"
#include "scenario/safeguard.h"
#include "study/resize.h"

#include <string.h>

static const char persons_path[] = "population.persons";

/* The settings of a study with so many persons; 0: as many as the scenario says. */
static cs_status make_sets(const cs_points_options *ask, int64_t persons, cs_arena *arena, cs_study_base *base,
                           cs_error *err)
{
    const char **sets = cs_arena_alloc(arena, (size_t)ask->set_count + 1 + CS_RESIZE_MOST, sizeof *sets);
    if (!sets) return cs_fail_memory(err, "the settings of a study");
    for (int i = 0; i < ask->set_count; i++) {
        sets[i] = cs_arena_text(arena, ask->sets[i], strlen(ask->sets[i]));
        if (!sets[i]) return cs_fail_memory(err, "the settings of a study");
    }
    base->sets = sets;
    base->set_count = ask->set_count;
    if (persons < 1) return CS_OK;
    CS_TRY(cs_resize_add(arena, sets, &base->set_count, persons_path, persons, err));
    return cs_resize_firms(base->own, ask->sets, ask->set_count, persons, arena, sets, &base->set_count, err);
}

static cs_status read_with(const cs_points_options *ask, int64_t persons, cs_arena *arena, cs_study_base *out,
                           cs_complaints *complaints, cs_error *err)
{
    CS_TRY(make_sets(ask, persons, arena, out, err));
    cs_load_options options = {.sets = out->sets, .set_count = out->set_count};
    return cs_scenario_load(ask->scenario, &options, &out->scenario, complaints, err);
}

/* Fewer persons, if the scenario allows it: a list may begin with more members than that. */
static cs_status read_smaller(const cs_points_options *ask, int64_t most, cs_arena *arena, cs_study_base *out,
                              cs_error *err)
{
    cs_complaints complaints = {0};
    cs_error inner = {0};
    cs_status status = read_with(ask, most, arena, out, &complaints, &inner);
    cs_complaints_free(&complaints);
    if (status == CS_OK || status == CS_SCENARIO) return CS_OK;
    return cs_fail(err, status, "%s", inner.message);
}

cs_status cs_study_base_read(const cs_points_options *ask, int64_t most, cs_arena *arena, cs_study_base *out,
                             cs_complaints *complaints, cs_error *err)
{
    cs_load_options options = {.sets = ask->sets, .set_count = ask->set_count};
    cs_status status;
    *out = (cs_study_base){0};
    CS_GO(cs_scenario_load(ask->scenario, &options, &out->own, complaints, err));
    if (ask->persons < 1 && out->own->population.persons > most &&
        !cs_resize_is_set(ask->sets, ask->set_count, persons_path))
        CS_GO(read_smaller(ask, most, arena, out, err));
    if (!out->scenario) CS_GO(read_with(ask, ask->persons, arena, out, complaints, err));
    out->seed = ask->seed >= 0 ? ask->seed : out->scenario->seed;
    out->replicates = ask->replicates > 0 ? ask->replicates : out->scenario->replicates;
out:
    if (status != CS_OK) cs_study_base_free(out);
    return status;
}

int64_t cs_points_persons(const cs_points_options *options, int64_t most)
{
    cs_study_base base;
    cs_complaints complaints = {0};
    cs_error ignored = {0};
    int64_t persons = 0;
    cs_arena *arena = cs_arena_new();
    if (arena && cs_study_base_read(options, most, arena, &base, &complaints, &ignored) == CS_OK) {
        persons = base.scenario->population.persons;
        cs_study_base_free(&base);
    }
    cs_complaints_free(&complaints);
    cs_arena_free(arena);
    return persons;
}

bool cs_study_is_resized(const cs_study_base *base)
{
    return base->own->population.persons != base->scenario->population.persons;
}

void cs_study_rescale(const cs_study_base *base, cs_asked *asked)
{
    bool everyone = !asked->cell || !asked->cell[0];
    const cs_scenario *s = asked->of == CS_FIRMS && base->own->firms ? base->own->firms : base->own;
    if (asked->scale <= 0 && everyone && cs_metric_counts((cs_metric)asked->metric))
        asked->scale = (double)s->population.persons;
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

static bool tell_read(void *context, int64_t read, int64_t points, double seconds)
{
    const cs_points_options *options = context;
    return options->reading(options->context, read, points, seconds);
}

cs_status cs_points_open(const cs_points_options *options, const cs_study_plan *plan, cs_session **out,
                         cs_complaints *complaints, cs_error *err)
{
    cs_session_options session = {.path = options->study, .slice = 1, .slices = 1,
                                  .threads = options->threads, .retry = options->retry,
                                  .progress = options->progress ? tell : NULL,
                                  .reading = options->reading ? tell_read : NULL,
                                  .context = (void *)(uintptr_t)options};
    return cs_session_open(plan, &session, out, complaints, err);
}
