/* Parts that the texts of studies share. */
#include "results/study_text.h"

#include "results/format.h"
#include "results/settings.h"

#include <stdio.h>

void cs_say_line(cs_text *text, const char *format, ...)
{
    char line[900];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    cs_format_paragraph(text, 0, line);
}

void cs_say_study(cs_text *text, const cs_study_plan *p)
{
    int64_t persons = cs_settings_count(p->settings, "persons", 0);
    int64_t own = cs_settings_count(p->settings, "own_persons", persons);
    char count[CS_CELL], all[CS_CELL];
    cs_format_number(count, (double)persons, 0);
    cs_format_number(all, (double)own, 0);
    cs_say_line(text, "%.400s: %d points, %lld replicate%s of each, on %s people who do not exist.",
                p->title, p->points, (long long)p->replicates, p->replicates == 1 ? "" : "s", count);
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
    if (counts.done < counts.rows)
        cs_say_line(text, "The study is not finished: of %lld rows %lld are done and %lld failed; the "
                          "others count as undefined.", (long long)counts.rows,
                    (long long)counts.done, (long long)counts.failed);
    if (counts.failed > 0) CS_TRY(say_failure(text, list, err));
    CS_TRY(cs_worklist_hash(list, hash, err));
    cs_text_format(text, "Seed %lld. Study hash %s\n", (long long)cs_worklist_plan(list)->seed, hash);
    return CS_OK;
}
