/* The page of a study file: facts read from it once, and the sections. A section is a file, or one of a
   few that belong together: a question, an answer in words, the tables behind it. To add one: a line here,
   a file, and (for a picture) a chart in web/src/charts. A section that does not concern the kind of study
   adds nothing to the page. */
#ifndef CS_REPORT_STUDY_H
#define CS_REPORT_STUDY_H

#include "report/page.h"
#include "results/calibration.h"
#include "results/prior.h"
#include "results/search.h"
#include "results/sensitivity.h"
#include "results/worklist.h"

typedef struct cs_studied_facts {
    cs_worklist *list;
    const cs_study_plan *plan;
    cs_work_counts counts;
    char hash[33];
    cs_scenario *scenario;     /* of the first point; NULL: its text is not kept */
    int64_t persons;           /* of it, or 0 */
    int figures;               /* that the page has room to tell: the first of the plan's */
    double *value;             /* [figures of the plan][points][replicates]; NAN: undefined, or not done */
    int settings;              /* points under the regime; where each is without one, all */
    int *base;                 /* [points]: the same without its safeguard, -1: none */
    double *scratch;           /* [replicates] */
    cs_effects *effects;       /* [figures of the plan]: Morris, Sobol */
    cs_prior prior;
    cs_search search;
    cs_calibration calibration;
} cs_studied_facts;

#define CS_STUDY_FIGURES_MOST 16 /* figures with a section of their own */

cs_status cs_studied_facts_load(cs_studied_facts *facts, cs_worklist *list, cs_error *err) CS_MUST_CHECK;
void cs_studied_facts_free(cs_studied_facts *facts);

#define CS_STUDY_SECTION_LIST(X)                                                                   \
    X(answer) X(sweep) X(effects) X(spread) X(holds) X(front) X(fit) X(targets)    \
    X(varied) X(work) X(method) X(downloads)

#define X(name)                                                                                    \
    cs_status cs_studied_section_##name(cs_page *page, const cs_studied_facts *facts, cs_error *err)   \
        CS_MUST_CHECK;
CS_STUDY_SECTION_LIST(X)
#undef X

#define X(name) +1
_Static_assert(CS_STUDY_SECTION_LIST(X) + CS_STUDY_FIGURES_MOST <= CS_PAGE_SECTIONS_MOST,
               "a page has room for every section of a study");
#undef X

/* ---- what sections of a study say alike (study_facts.c, study_words.c) ---- */

/* A figure at a point: mean and middle 95 % over the replicates in which it is done and defined. */
/* Whether the point is one of the settings. The world without a regime is what others are held against. */
bool cs_studied_is_setting(const cs_studied_facts *facts, int point);
void cs_studied_estimate(const cs_studied_facts *facts, int figure, int point, cs_estimate *estimate);
/* The same, less that of another point, replicate by replicate; 95 % t interval of the mean. Undefined
   where points do not share their luck. */
void cs_studied_change(const cs_studied_facts *facts, int figure, int point, int base,
                     cs_estimate *estimate);
/* How often the row of a point is done. */
int64_t cs_studied_done(const cs_studied_facts *facts, int point);
/* Told from zero: defined, and its interval (where there is one) does not hold zero. */
bool cs_studied_clear(const cs_estimate *difference);

/* Whether there are effects to tell; and how many others cannot be told from the first. */
bool cs_studied_can_tell(const cs_effects *effects);
int cs_studied_rivals(const cs_effects *effects);

/* The command that makes the same study (study_again.c), what it needs beside the program, and what was asked
   for in words. */
const char *cs_studied_again(cs_page *page, const cs_studied_facts *facts);
const char *cs_studied_again_needs(cs_page *page, const cs_studied_facts *facts);
const char *cs_studied_asked(cs_page *page, const cs_studied_facts *facts);

/* “wrongful days”, without the quotes; and what it is. */
const char *cs_studied_figure(cs_page *page, const cs_studied_facts *facts, int figure);
const char *cs_studied_figure_help(const cs_studied_facts *facts, int figure);
cs_unit cs_studied_figure_unit(const cs_studied_facts *facts, int figure);
/* What stands behind a number of it: "%", "days", "per 1,000 persons"; "" where its name says so already. */
const char *cs_studied_figure_word(const cs_studied_facts *facts, int figure);
/* The same behind a number that has its per cent sign: " per 1,000 persons", or nothing. */
void cs_studied_write_unit(cs_text *text, const cs_studied_facts *facts, int figure);
/* “wrongful days (per 1,000 persons)”, without the quotes: the head of a column. */
const char *cs_studied_head(cs_page *page, const cs_studied_facts *facts, int figure);
/* How its column is written; difference: signed, where that is not in per cent. */
cs_column_type cs_studied_type(const cs_studied_facts *facts, int figure, bool difference);
/* “base”, “careful matching + expiry”, “no regime”. */
const char *cs_studied_world(cs_page *page, const char *safeguard);
/* "scenarios/city-points.yaml" as "city-points". */
const char *cs_studied_scenario(cs_page *page, const char *scenario);
/* A few words for a point: its label, or its scenario and safeguard. */
const char *cs_studied_point(cs_page *page, const cs_studied_facts *facts, int point);
/* "expiry + heard", "base". */
const char *cs_studied_set(cs_page *page, const cs_search_set *set);
/* "12%", "30 days". */
void cs_studied_write(cs_text *text, double value, cs_unit unit);
const char *cs_studied_range(cs_page *page, double low, double high, cs_unit unit);

#endif
