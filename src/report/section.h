/* The sections of the report, in their order. Each is one file: a question, an answer in words, the
   tables behind it. To add one: a line here, a file, and (for a picture) a chart in web/src/charts.
   A section whose mechanism the run does not have adds nothing to the page. */
#ifndef CS_REPORT_SECTION_H
#define CS_REPORT_SECTION_H

#include "report/facts.h"
#include "report/page.h"

#define CS_SECTION_LIST(X)                                                                         \
    X(answer) X(flow) X(ladder) X(buildup) X(groups) X(lifted) X(denied) X(recourse) X(copies)     \
    X(friends) X(firms) X(sensors) X(visits) X(foretold) X(lending) X(gain) X(safeguards)          \
    X(published) X(assumed) X(sure) X(method) X(downloads)

#define X(name)                                                                                    \
    cs_status cs_section_##name(cs_page *page, const cs_facts *facts, cs_error *err) CS_MUST_CHECK;
CS_SECTION_LIST(X)
#undef X

#define X(name) +1
_Static_assert(CS_SECTION_LIST(X) <= CS_PAGE_SECTIONS_MOST, "a page has room for every section");
#undef X

/* What kind of answer there is. */
typedef enum cs_state {
    CS_STATE_WRONGFUL,      /* people are penalised, some wrongly */
    CS_STATE_NONE_WRONGFUL, /* people are penalised, in no replicate anybody wrongly */
    CS_STATE_RECORDS,       /* nobody is on a penal list, but sensors filed records */
    CS_STATE_NOTHING        /* neither */
} cs_state;
cs_state cs_section_state(const cs_facts *facts);
/* Whether the run's main harm is told in wrong records: where nobody is penalised, and for a watch
   list, whose alerts are what the field counts. */
bool cs_section_counts_records(const cs_facts *facts);

#define CS_WHAT(...) (&(cs_fact){__VA_ARGS__})

/* An estimate of a share or count over everyone on `any penal list`. */
void cs_section_everyone(const cs_facts *facts, cs_fact_of figure, unsigned causes,
                         cs_estimate *estimate);
/* Upper bound, per 1,000, of what was seen in no replicate: three over
   persons times replicates (Hanley and Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031). */
double cs_section_rule_of_three(const cs_facts *facts);
/* Write "none in 8 replicates: fewer than 0.05 per 1,000 (95 %)". */
void cs_section_say_none(const cs_facts *facts, cs_text *text);
/* Short name of a cause for tables and labels: "false match". */
const char *cs_section_cause(int cause);
/* A source by its name and what it is; "none". */
const char *cs_section_source(cs_page *page, const cs_facts *facts, int32_t source);
/* Of a published figure: "inside", "outside". */
const char *cs_section_verdict(int verdict);
/* The safeguard with the largest effect on the lead's harm. world 0: there is none. */
cs_status cs_section_best(const cs_facts *facts, int *world, cs_estimate *effect, cs_error *err)
    CS_MUST_CHECK;

#endif
