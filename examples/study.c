/* Runs a study, as often as it takes, and reads what came of it. From an installation:
   cc study.c -o study $(pkg-config --cflags --libs --static counterscore) && ./study matching-rules out.db */
#include <counterscore.h>

#include <stdio.h>

static int fail(const cs_error *err)
{
    fprintf(stderr, "%s\n", err->message);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) return fprintf(stderr, "usage: study STUDY RESULTS\n"), 2;
    cs_study_options options = {.study = argv[1], .results = argv[2]};
    cs_complaints complaints = {0};
    cs_study *study = NULL;
    cs_error err = {0};

    /* a second call with the same names goes on where the first one stopped */
    cs_status status = cs_study_run(&options, &complaints, &err);
    for (int i = 0; i < complaints.count; i++)
        fprintf(stderr, "line %d: %s\n", complaints.items[i].line, complaints.items[i].message);
    cs_complaints_free(&complaints);
    if (status != CS_OK || cs_study_open(argv[2], &study, &err) != CS_OK) return fail(&err);

    for (int figure = 0; figure < cs_study_figures(study); figure++)
        for (int point = 0; point < cs_study_points(study); point++) {
            cs_estimate here, change;
            if (cs_study_estimate(study, point, figure, &here, &err) != CS_OK ||
                cs_study_difference(study, point, 0, figure, &change, &err) != CS_OK)
                return fail(&err);
            printf("%s at %s: %g; against the first point %+g (95 %%: %g to %g)\n",
                   cs_study_figure_name(study, figure), cs_study_point_name(study, point), here.mean,
                   change.mean, change.low, change.high);
        }
    cs_study_close(study);
    return 0;
}
