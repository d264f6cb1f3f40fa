/* Lending: credit scores by group, who is lent to, and what becomes of the score.
   A lender knows a person's score and group and the table of both; whether a loan is repaid is drawn
   from the same table. */
#ifndef CS_LENDING_LENDING_H
#define CS_LENDING_LENDING_H

#include "core/error.h"
#include "core/spec.h"

#define CS_LEVELS_MOST 250

typedef enum cs_lending_policy {
    CS_LEND_MAXIMUM_UTILITY,
    CS_LEND_DEMOGRAPHIC_PARITY,
    CS_LEND_EQUAL_OPPORTUNITY,
    CS_LEND_THRESHOLD,
    CS_LEND_EVERYONE
} cs_lending_policy;

typedef enum cs_apply { CS_APPLY_AT_A_RATE, CS_APPLY_ONE_A_DAY, CS_APPLY_ONCE } cs_apply;
typedef enum cs_credit_moves { CS_MOVES_BY_OUTCOME, CS_MOVES_BY_EXPECTATION } cs_credit_moves;
typedef enum cs_thin_treated { CS_THIN_REFUSED, CS_THIN_REVIEWED } cs_thin_treated;

/* What a lender has on somebody: a score, a file too thin for one, or no file. */
typedef enum cs_credit_file { CS_FILE_SCORED, CS_FILE_UNSCORED, CS_FILE_NONE, CS_FILES } cs_credit_file;

/* What came of an application; of one refused, what would have come of it. */
typedef enum cs_fate {
    CS_FATE_REPAID, CS_FATE_DEFAULTED, CS_FATE_REFUSED_GOOD, CS_FATE_REFUSED_BAD, CS_FATES
} cs_fate;

typedef struct cs_level {
    double score;
    double repays;
    cs_by repays_by;
    double start;           /* share of persons who begin here */
    cs_by start_by;
} cs_level;

typedef struct cs_thin {
    double no_file, unscored;
    cs_by no_file_by, unscored_by;
    int treated;            /* cs_thin_treated */
    double finds_good, passes_bad;
} cs_thin;

typedef struct cs_lending {
    int table;              /* bundled table, -1: levels */
    cs_array levels;        /* of cs_level */
    int32_t groups;         /* attribute, -1: everyone is one group */
    int apply;              /* cs_apply */
    double rate;
    cs_by by;
    int policy;             /* cs_lending_policy */
    double threshold;
    double gain, loss;
    double repaid, defaulted; /* points */
    int moves;              /* cs_credit_moves */
    int32_t again_days;     /* thresholds are computed again so often; CS_FOREVER: never */
    cs_thin thin;
} cs_lending;

extern const cs_spec cs_lending_spec;

/* Nobody ever applies, and nothing is counted. */
static inline bool cs_lending_idle(const cs_lending *l)
{
    return l->apply == CS_APPLY_AT_A_RATE && l->rate <= 0.0;
}

/* ---- tables.c ---- */

/* Scores by group. Shapes: score, points [levels]; start, repays [groups][levels]; start adds up to 1. */
typedef struct cs_credit_table {
    int levels, groups;
    double *score;
    int32_t *points;        /* score in thousandths */
    double *start, *repays;
} cs_credit_table;

/* The groups are those of the names, or one of everybody where count is 0. Errors: CS_NOMEM; CS_FORMAT,
   with a sentence, where the table does not fit the groups. */
cs_status cs_credit_table_init(cs_credit_table *table, const cs_lending *lending,
                               const char *const *names, int count, cs_error *err);
void cs_credit_table_free(cs_credit_table *table);
/* Levels of the table, without making it. */
int cs_credit_levels(const cs_lending *lending);

/* ---- bundled.c ---- */

/* Name of bundled table i, NULL after the last. */
const char *cs_credit_bundled_name(int i);
/* Levels of bundled table i. */
int cs_credit_bundled_levels(int i);
/* Fill a table whose columns have room: the named groups of bundled table i, everyone's first group where
   count is 0. Errors: CS_FORMAT. */
cs_status cs_credit_bundled(int i, const char *const *names, int count, cs_credit_table *table,
                            cs_error *err);

/* ---- policy.c ---- */

#define CS_NO_THRESHOLD 1e300

/* Whom the lender lends to: grant [groups][levels], a chance; threshold [groups], the score from which
   it lends, with the part of the step to the next level that chance leaves out; CS_NO_THRESHOLD where to
   nobody.
   people: [groups][levels], how many have the score (any scale).
   Source: Liu, Dean, Rolf, Simchowitz, Hardt, ICML 2018, arXiv 1803.04383, section 2; Hardt, Price,
   Srebro, NIPS 2016, arXiv 1610.02413. Errors: CS_NOMEM. */
cs_status cs_lending_decide(const cs_lending *lending, const cs_credit_table *table,
                            const double *people, double *grant, double *threshold, cs_error *err);

/* ---- moves.c ---- */

/* Where a score goes: to `level`, or with chance `up` to the one above it. */
typedef struct cs_credit_move { int level; double up; } cs_credit_move;
/* From a level, after a loan that was repaid or not. Scores stay on the table: between two of its
   levels, either is taken so that the mean is right. */
cs_credit_move cs_credit_moved(const cs_lending *lending, const cs_credit_table *table, int group,
                               int level, bool repaid);

#endif
