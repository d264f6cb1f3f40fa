/* Tracked persons' files for a terminal: those of the base world. */
#include "core/mem.h"
#include "results/format.h"
#include "results/person.h"
#include "results/store.h"

#include <stdlib.h>

static const char *const sides[] = {
    [CS_SIDE_TRUTH] = "truly", [CS_SIDE_RECORD] = "on file", [CS_SIDE_AFTER] = "followed"};

static cs_status say_history(cs_text *text, const cs_scenario *s, const cs_ledger *ledger,
                             const cs_person_head *h, cs_error *err)
{
    int day = -1;
    cs_text line = {0};
    for (size_t i = h->first; i < h->end; i++) {
        const cs_event *e = &ledger->event[i];
        line.length = 0;
        if (e->day != day) cs_text_format(&line, "day %-6d", e->day);
        else cs_text_format(&line, "%-10s", "");
        day = e->day;
        cs_text_format(&line, "%-10s", sides[cs_event_side(e)]);
        cs_event_say(&line, s, e);
        cs_text_add(&line, "\n");
        if (!line.failed) cs_text_add_bytes(text, line.bytes, line.length);
    }
    bool failed = line.failed;
    cs_text_drop(&line);
    return failed ? cs_fail_memory(err, "a text") : CS_OK;
}

static cs_status say_person(cs_text *text, const cs_results *results, const cs_ledger *ledger,
                            const cs_person_head *h, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    char line[500], days[CS_CELL];
    cs_format_days(days, s->horizon_days);
    snprintf(line, sizeof line,
             "This person does not exist. Person %lu was made up for a model run of %.200s "
             "(%s, world %.60s, replicate 0).", (unsigned long)h->person, s->title, days,
             results->world[0].name);
    cs_format_paragraph(text, 0, line);
    snprintf(line, sizeof line,
             "%d act%s, %d record%s on file (%d wrong), %d day%s on a penal list (%d wrongly), %d "
             "refusal%s.", h->acts, h->acts == 1 ? "" : "s", h->records,
             h->records == 1 ? "" : "s", h->wrong_records, h->listed_days,
             h->listed_days == 1 ? "" : "s", h->wrongful_days, h->refusals,
             h->refusals == 1 ? "" : "s");
    cs_format_paragraph(text, 0, line);
    cs_text_add(text, "\n");
    return say_history(text, s, ledger, h, err);
}

/* ---- who is tracked ---- */

#define FIRST 20 /* rows that a terminal shows without being scrolled */

static void say_rest(cs_text *text, const cs_results *results, size_t left_out, size_t quiet)
{
    char line[600];
    if (left_out > 0) {
        snprintf(line, sizeof line, "%zu more are in the file; `counterscore explain %.400s --all` names them.", left_out,
                 results->path);
        cs_format_paragraph(text, 0, line);
    }
    if (quiet == 0) return;
    snprintf(line, sizeof line, "%zu %shave nothing of this, but other events: a score, a loan, a rule that "
                                "reached them.", quiet, left_out > 0 ? "" : "more ");
    cs_format_paragraph(text, 0, line);
}

static bool all_quiet(const cs_person_head *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!cs_person_is_quiet(&all[i])) return false;
    return true;
}

/* Who has nothing but zeros in the table is left out of it, where not everybody is asked for or is like that: of a
   lender, whose file tells of loans. */
static void say_tracked(cs_text *text, const cs_results *results, cs_person_head *all, size_t count, bool everyone)
{
    char line[400];
    size_t quiet = 0, told = 0, left_out = 0;
    bool with_quiet = everyone || all_quiet(all, count);
    qsort(all, count, sizeof *all, cs_person_wrongly_first);
    snprintf(line, sizeof line,
             "Nobody here exists. %zu tracked people to whom something happened, those listed "
             "wrongly for longest first; of %lld tracked in world %.60s, replicate 0.", count,
             (long long)cs_results_tracked(results), results->world[0].name);
    cs_format_paragraph(text, 0, line);
    cs_text_format(text, "\n%10s%7s%9s%9s%9s%9s  %s\n", "person", "acts", "records", "days",
                   "wrongly", "refused", "most wrongful days");
    cs_text_format(text, "%35s%9s\n", "listed", "listed");
    cs_format_rule(text);
    for (size_t i = 0; i < count; i++) {
        const cs_person_head *h = &all[i];
        if (!with_quiet && cs_person_is_quiet(h)) {
            quiet++;
            continue;
        }
        if (!everyone && told == FIRST) {
            left_out++;
            continue;
        }
        told++;
        cs_text_format(text, "%10lu%7d%9d%9d%9d%9d%s%s\n", (unsigned long)h->person, h->acts,
                       h->records, h->listed_days, h->wrongful_days, h->refusals,
                       h->worst < CS_CAUSES ? "  " : "",
                       h->worst < CS_CAUSES ? cs_causes[h->worst].label : "");
    }
    say_rest(text, results, left_out, quiet);
}

static cs_status explain(cs_text *text, const cs_results *results, const cs_ledger *ledger,
                         int64_t person, cs_error *err)
{
    const cs_scenario *s = results->world[0].scenario;
    cs_status status = CS_OK;
    size_t count = 0;
    cs_person_head *all;
    CS_TRY(cs_person_heads(s, ledger, &all, &count, err));
    if (person < 0) {
        say_tracked(text, results, all, count, person == CS_TRACKED_ALL);
        goto out;
    }
    for (size_t i = 0; i < count; i++)
        if (all[i].person == person) {
            status = say_person(text, results, ledger, &all[i], err);
            goto out;
        }
    status = cs_fail(err, CS_USAGE,
                     "person %lld has no history in %s: not tracked, or nothing happened; "
                     "`counterscore explain %s --all` lists the %zu that have one", (long long)person,
                     results->path, results->path, count);
out:
    cs_free(all);
    return status;
}

cs_status cs_results_explain(cs_results *results, int64_t person, char **out, cs_error *err)
{
    cs_text text = {0};
    cs_ledger ledger;
    cs_slice slice = {.slim = true, .day = -1, .events = true};
    CS_TRY(cs_results_read(results, 0, 0, &slice, &ledger, err));
    cs_status status = explain(&text, results, &ledger, person, err);
    cs_ledger_free(&ledger);
    if (status == CS_OK) return cs_text_take(&text, out, err);
    cs_text_drop(&text);
    return status;
}
