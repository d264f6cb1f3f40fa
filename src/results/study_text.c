/* Parts that the texts of studies share. */
#include "results/study_text.h"

#include "results/format.h"
#include "results/settings.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void cs_say_line(cs_text *text, const char *format, ...)
{
    char line[900];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    cs_format_paragraph(text, 0, line);
}

/* The list of metrics says what each is counted per. */
const char *cs_figure_per(const cs_asked *figure)
{
    bool per = strstr(cs_metric_words[figure->metric].help, "per 1,000 persons") != NULL;
    return !per ? "" : figure->of == CS_FIRMS ? "per 1,000 firms" : "per 1,000 persons";
}

const char *cs_figure_unit(const cs_asked *figure)
{
    switch (cs_metric_unit((cs_metric)figure->metric)) {
    case CS_UNIT_SHARE: return "%";
    case CS_UNIT_TIME: return "days";
    case CS_UNIT_RATE: return "per year";
    default: return cs_figure_per(figure);
    }
}

void cs_say_value(char room[CS_CELL], double value, const cs_asked *figure)
{
    char number[CS_CELL];
    const char *per = cs_figure_per(figure);
    snprintf(room, CS_CELL, "undefined");
    if (isnan(value)) return;
    cs_format_figure(number, value, cs_metric_unit((cs_metric)figure->metric));
    snprintf(room, CS_CELL, "%.40s%s%s", number, *per ? " " : "", per);
}

/* Whether a path is the tail, or ends with it as whole parts. */
static bool ends_with(const char *path, const char *tail)
{
    size_t length = strlen(path), end = strlen(tail);
    if (length < end || strcmp(path + length - end, tail) != 0) return false;
    return length == end || path[length - end - 1] == '.';
}

const char *cs_factor_short(const cs_study_plan *plan, int factor)
{
    const char *path = plan->factor[factor].path, *tail = path + strlen(path);
    for (int parts = 1; tail > path; parts++) {
        bool alone = parts > 1;
        do tail--;
        while (tail > path && tail[-1] != '.');
        for (int i = 0; i < plan->factors && alone; i++)
            alone = i == factor || !ends_with(plan->factor[i].path, tail);
        if (alone) break;
    }
    return tail;
}

const char *cs_world_name(const char *safeguard)
{
    return safeguard && *safeguard ? safeguard : "base";
}

void cs_say_study(cs_text *text, const cs_study_plan *p)
{
    int64_t persons = cs_settings_count(p->settings, "persons", 0);
    int64_t own = cs_settings_count(p->settings, "own_persons", persons);
    char points[CS_CELL], replicates[CS_CELL], count[CS_CELL], all[CS_CELL];
    cs_format_count(points, p->points, "point", NULL);
    cs_format_count(replicates, p->replicates, "replicate", NULL);
    cs_format_number(count, (double)persons, 0);
    cs_format_number(all, (double)own, 0);
    cs_say_line(text, "%.400s: %s, %s of each, on %s people who do not exist.", p->title, points,
                replicates, count);
    if (persons == own) return;
    cs_say_line(text, "The scenario has %s people. Shares and rates keep their meaning with other "
                      "numbers of them; what is a number of things (reviewers, places) stays as it is.",
                all);
}

/* Why the first row that failed did. */
static cs_status say_failure(cs_text *text, cs_worklist *list, cs_error *err)
{
    const cs_study_plan *p = cs_worklist_plan(list);
    for (int64_t i = 0; i < p->points * p->replicates; i++) {
        cs_work_row row = {(int)(i / p->replicates), i % p->replicates};
        char *message = NULL;
        if (cs_worklist_state(list, row) != CS_WORK_FAILED) continue;
        CS_TRY(cs_worklist_message(list, row, &message, err));
        cs_say_line(text, "Point %d, replicate %lld failed: %.700s", row.point, (long long)row.replicate,
                    message ? message : "");
        cs_text_free(message);
        break;
    }
    return CS_OK;
}

cs_status cs_say_study_state(cs_text *text, cs_worklist *list, cs_error *err)
{
    cs_work_counts counts;
    char hash[33];
    CS_TRY(cs_worklist_count(list, &counts, err));
    if (counts.done < counts.rows) {
        char rows[CS_CELL], done[CS_CELL], failed[CS_CELL];
        cs_format_count(rows, counts.rows, "row", NULL);
        cs_format_number(done, (double)counts.done, 0);
        cs_format_number(failed, (double)counts.failed, 0);
        cs_say_line(text, "The study is not finished: of %s %s are done and %s failed. What rests on a row "
                          "that is missing is left out above, or told as undefined.", rows, done, failed);
    }
    if (counts.failed > 0) CS_TRY(say_failure(text, list, err));
    CS_TRY(cs_worklist_hash(list, hash, err));
    cs_text_format(text, "Seed %lld. Study hash %s\n", (long long)cs_worklist_plan(list)->seed, hash);
    return CS_OK;
}
