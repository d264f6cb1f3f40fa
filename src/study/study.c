/* A study as the public header has it: read its file, work it off. */
#include "scenario/arena.h"
#include "study/file.h"
#include "study/session.h"

typedef struct telling { const cs_study_options *options; } telling;

static bool tell(void *context, const cs_work_counts *counts, double seconds)
{
    const telling *t = context;
    return t->options->progress(t->options->context, counts->done + counts->failed, counts->rows,
                                seconds);
}

static bool tell_read(void *context, int64_t read, int64_t points, double seconds)
{
    const telling *t = context;
    return t->options->reading(t->options->context, read, points, seconds);
}

static cs_status work_off(const cs_study_options *options, const cs_study_plan *plan,
                          cs_complaints *complaints, cs_error *err)
{
    telling t = {options};
    cs_session *session;
    cs_session_options how = {.path = options->results,
                              .slice = options->slice,
                              .slices = options->slices,
                              .threads = options->threads,
                              .retry = options->retry,
                              .progress = options->progress ? tell : NULL,
                              .reading = options->reading ? tell_read : NULL,
                              .context = &t};
    CS_TRY(cs_session_open(plan, &how, &session, complaints, err));
    cs_status status = cs_session_run(session, err);
    cs_session_close(session);
    return status;
}

cs_status cs_study_check(const char *study, const char *const *sets, int set_count, cs_study_shape *shape,
                         cs_complaints *complaints, cs_error *err)
{
    cs_study_plan *plan = NULL;
    cs_session *session = NULL;
    cs_session_options options = {.slice = 1, .slices = 1};
    cs_arena *arena = cs_arena_new();
    if (!arena) return cs_fail_memory(err, "a study");
    cs_status status = cs_study_file_read(study, sets, set_count, arena, &plan, complaints, err);
    if (status == CS_OK) status = cs_session_open(plan, &options, &session, complaints, err);
    if (status == CS_OK) {
        *shape = (cs_study_shape){.points = plan->points, .figures = plan->figures, .replicates = plan->replicates};
        snprintf(shape->title, sizeof shape->title, "%s", plan->title);
    }
    cs_session_close(session);
    cs_arena_free(arena);
    return status;
}

cs_status cs_study_run(const cs_study_options *options, cs_complaints *complaints, cs_error *err)
{
    cs_study_plan *plan = NULL;
    if (!options->study || !options->results)
        return cs_fail(err, CS_USAGE, "a study file and a name for its results are wanted");
    cs_arena *arena = cs_arena_new();
    if (!arena) return cs_fail_memory(err, "a study");
    cs_status status = cs_study_file_read(options->study, options->sets, options->set_count, arena,
                                          &plan, complaints, err);
    if (status == CS_OK) status = work_off(options, plan, complaints, err);
    cs_arena_free(arena);
    return status;
}
