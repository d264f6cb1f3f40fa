/* A plan made by hand, for tests of study files. */
#ifndef CS_TESTS_UNIT_STUDY_PLAN_H
#define CS_TESTS_UNIT_STUDY_PLAN_H

#include "results/worklist.h"
#include "support/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLAN_SCENARIO "tests/fault/tiny.yaml"
#define PLAN_POINTS_MOST 2000

/* A place for a study file, with nothing there. */
static inline void study_path(char path[256], const char *name)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal", ".workers"};
    snprintf(path, 256, "%s/counterscore-%s-%d.study", scratch_root(), name, (int)getpid());
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char file[300];
        snprintf(file, sizeof file, "%s%s", path, tails[i]);
        unlink(file);
    }
}

typedef struct hand_plan {
    cs_study_plan plan;
    cs_factor factor[1];
    cs_asked figure[2];
    cs_point point[PLAN_POINTS_MOST];
    const char *sets[PLAN_POINTS_MOST][2];
    char text[PLAN_POINTS_MOST][64];
    double level[PLAN_POINTS_MOST][1];
} hand_plan;

/* Points that differ in a number of people; two figures; free with free(). */
static inline hand_plan *hand_plan_make(int points, int64_t replicates)
{
    hand_plan *h = calloc(1, sizeof *h);
    if (!h) abort();
    h->factor[0] = (cs_factor){.path = "population.persons", .label = "How many people.",
                               .source = "", .value = 300, .low = 300, .high = 300 + points};
    h->figure[0] = (cs_asked){.name = "listed", .metric = CS_METRIC_LISTED_SHARE, .day = -1,
                              .at_most = 1000000000};
    h->figure[1] = (cs_asked){.name = "denials", .metric = CS_METRIC_DENIALS, .day = -1,
                              .at_most = 1000000000};
    for (int i = 0; i < points; i++) {
        snprintf(h->text[i], sizeof h->text[i], "population.persons=%d", 300 + i);
        h->sets[i][0] = h->text[i];
        h->level[i][0] = 300 + i;
        h->point[i] = (cs_point){.label = "", .scenario = PLAN_SCENARIO, .safeguard = "",
                                 .sets = h->sets[i], .set_count = 1, .level = h->level[i]};
    }
    h->plan = (cs_study_plan){.kind = CS_STUDY_SWEEP, .title = "By hand", .about = "",
                              .text = "by hand", .settings = "{}", .seed = 7,
                              .replicates = replicates, .factors = 1, .figures = 2,
                              .points = points, .factor = h->factor, .figure = h->figure,
                              .point = h->point};
    return h;
}

#endif
