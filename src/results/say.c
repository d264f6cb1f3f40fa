/* Parts that the terminal texts share. */
#include "results/say.h"

#include "results/format.h"
#include "results/stats.h"

void cs_say_title(cs_text *text, const cs_results *results)
{
    const cs_scenario *s = results->world[0].scenario;
    char persons[CS_CELL], days[CS_CELL], line[600];
    cs_format_number(persons, (double)s->population.persons, 0);
    cs_format_days(days, s->horizon_days);
    snprintf(line, sizeof line, "%.400s: a model run on %s people who do not exist, %s, %lld "
                                "replicate%s.",
             s->title, persons, days, (long long)results->world[0].replicates,
             results->world[0].replicates == 1 ? "" : "s");
    cs_format_paragraph(text, 0, line);
}

void cs_say_intervals(cs_text *text, const cs_results *results, bool brackets)
{
    int64_t finished = results->world[results->worlds - 1].replicates;
    char line[300];
    if (!results->complete) {
        snprintf(line, sizeof line,
                 "The run was stopped early: %lld of %lld replicates were finished.",
                 (long long)finished, (long long)results->meta.replicates);
        cs_format_paragraph(text, 0, line);
    }
    if (finished < CS_INTERVAL_REPLICATES)
        snprintf(line, sizeof line,
                 "No intervals: %lld replicate%s, and at least %d are needed for them.",
                 (long long)finished, finished == 1 ? " was run" : "s were run",
                 CS_INTERVAL_REPLICATES);
    else
        snprintf(line, sizeof line,
                 "%s the middle 95 %% of %lld replicates, which shows chance and not how sure the "
                 "assumptions are.", brackets ? "In brackets:" : "Of base:", (long long)finished);
    cs_format_paragraph(text, 0, line);
}

cs_status cs_say_origin(cs_text *text, cs_results *results, cs_error *err)
{
    const cs_results_meta *m = &results->meta;
    char hash[33], line[600];
    CS_TRY(cs_results_quick_hash(results, hash, err));
    snprintf(line, sizeof line, "Scenario %.100s, seed %lld, %s engine; %.60s, %.30s.",
             m->scenario_name, (long long)m->seed, m->engine, m->program, m->created);
    cs_format_paragraph(text, 0, line);
    cs_text_format(text, "Scenario hash %s\nResult hash   %s\n", results->scenario_hash[0], hash);
    return CS_OK;
}
