/* Study files: YAML that says which worlds to compute and which figures of them, read and checked like
   scenarios, with the same tables and the same kind of complaints. */
#ifndef CS_STUDY_FILE_H
#define CS_STUDY_FILE_H

#include "results/plan.h"
#include "scenario/arena.h"

#define CS_STUDY_POINTS_MOST 100000
#define CS_STUDY_ROWS_MOST 10000000
#define CS_STUDY_FIGURES_MOST 200

/* The plan of a study file: a path, or the name of a bundled study. sets: "path=value", where the path is
   one of the study's own (design.points=8) or else of its scenarios (population.persons=10_000). Every
   scenario it names is read and checked. Everything of the plan is in the arena.
   Errors: CS_SCENARIO (see complaints; err says how many), CS_IO, CS_NOMEM, CS_USAGE. */
cs_status cs_study_file_read(const char *path, const char *const *sets, int set_count, cs_arena *arena,
                             cs_study_plan **plan, cs_complaints *complaints, cs_error *err);
/* The same from memory; it may name bundled scenarios only. */
cs_status cs_study_file_parse(const char *text, size_t length, const char *name, const char *const *sets,
                              int set_count, cs_arena *arena, cs_study_plan **plan,
                              cs_complaints *complaints, cs_error *err);

#endif
