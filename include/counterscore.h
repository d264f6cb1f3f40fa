/* counterscore: models of scoring regimes, on people who do not exist.
   The one installed header. Nothing declared here prints, exits or aborts.

   Ownership: what a function hands over through `**out` is freed with the matching _free; text handed
   over is freed with cs_text_free. `const` text belongs to the object it was got from. */
#ifndef COUNTERSCORE_H
#define COUNTERSCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CS_VERSION "0.1.0"

/* X(name, what it means) */
#define CS_STATUS_LIST(X)                                                                          \
    X(OK, "all is well")                                                                           \
    X(NOMEM, "out of memory")                                                                      \
    X(IO, "a file could not be read or written")                                                   \
    X(SCENARIO, "the scenario has mistakes")                                                       \
    X(USAGE, "the call does not fit")                                                              \
    X(RANGE, "a number outgrew what the program can hold")                                         \
    X(DATABASE, "the database reported a fault")                                                   \
    X(FORMAT, "the file is not what it should be")                                                 \
    X(INTERRUPTED, "stopped on request")

typedef enum cs_status {
#define X(name, help) CS_##name,
    CS_STATUS_LIST(X)
#undef X
    CS_STATUSES
} cs_status;

/* Caller-owned; {0} to begin with. message is one sentence: what was found, what was wanted. */
typedef struct cs_error {
    cs_status status;
    char message[1000];
} cs_error;

#define CS_MUST_CHECK __attribute__((warn_unused_result))

void cs_text_free(char *text);

/* ---- scenarios ---- */

typedef struct cs_scenario cs_scenario;

/* One complaint about a scenario. Lines and columns count from 1; excerpt is the line itself. */
typedef struct cs_complaint {
    char *file;
    int line, column;
    char *message;
    char *excerpt;
} cs_complaint;

typedef struct cs_complaints {
    int count;
    cs_complaint *items;
} cs_complaints;

void cs_complaints_free(cs_complaints *complaints);
/* "file:line:column: message", the line and a caret, for every complaint. Errors: CS_NOMEM. */
cs_status cs_complaints_print(const cs_complaints *complaints, bool colour, char **text,
                              cs_error *err) CS_MUST_CHECK;

/* The world without the regime: the same people, what they do and their luck, but nothing is filed,
   nobody is listed and nobody responds. May be named wherever a safeguard is, as the last. */
#define CS_NO_REGIME "no_regime"
#define CS_NO_REGIME_ABOUT "the same people under no regime at all"

typedef struct cs_load_options {
    const char *const *sets; /* "path=value", as --set */
    int set_count;
    const char *safeguard;   /* name of the patch to switch on, several as "expiry+heard" in any order,
                                or CS_NO_REGIME; NULL for none */
} cs_load_options;

/* Read a scenario: a path, or the name of a bundled one. All mistakes are reported at once.
   Errors: CS_SCENARIO (see complaints; err says how many), CS_IO, CS_NOMEM. */
cs_status cs_scenario_load(const char *path_or_name, const cs_load_options *options,
                           cs_scenario **out, cs_complaints *complaints, cs_error *err)
    CS_MUST_CHECK;
/* The same from memory; `name` stands for the file in complaints. `extends` may name bundled
   scenarios only. */
cs_status cs_scenario_parse(const char *text, size_t length, const char *name,
                            const cs_load_options *options, cs_scenario **out,
                            cs_complaints *complaints, cs_error *err) CS_MUST_CHECK;
void cs_scenario_free(cs_scenario *scenario);

const char *cs_scenario_title(const cs_scenario *scenario);
const char *cs_scenario_about(const cs_scenario *scenario);
const char *cs_scenario_text(const cs_scenario *scenario);
const char *cs_scenario_hash(const cs_scenario *scenario);
int64_t cs_scenario_persons(const cs_scenario *scenario);
int64_t cs_scenario_replicates(const cs_scenario *scenario);
int cs_scenario_safeguards(const cs_scenario *scenario);
const char *cs_scenario_safeguard_name(const cs_scenario *scenario, int i);
const char *cs_scenario_safeguard_about(const cs_scenario *scenario, int i);
double cs_scenario_safeguard_cost(const cs_scenario *scenario, int i);
int cs_scenario_figures(const cs_scenario *scenario);
int cs_scenario_responses(const cs_scenario *scenario);

/* Bundled scenarios: name and YAML text of the i-th, NULL after the last. */
const char *cs_bundled_name(int i);
const char *cs_bundled_text(int i);

/* Bundled studies, likewise. */
const char *cs_bundled_study_name(int i);
const char *cs_bundled_study_text(int i);
/* Whether a path, or a bundled name, is that of the text of a study, and not of a scenario. */
bool cs_study_is_text(const char *path_or_name);

/* The language, from the spec tables: JSON Schema, and the Markdown reference. */
cs_status cs_schema_print(char **text, cs_error *err) CS_MUST_CHECK;
cs_status cs_docs_print(char **text, cs_error *err) CS_MUST_CHECK;
/* The same of study files. */
cs_status cs_study_schema_print(char **text, cs_error *err) CS_MUST_CHECK;
cs_status cs_study_docs_print(char **text, cs_error *err) CS_MUST_CHECK;

/* The days that a duration of the scenario language stands for, "90 days" or "1 year", or a bare number of
   days; -1 where it is none, or longer than 100 years. */
int32_t cs_days_of(const char *text);

/* ---- runs: worlds times replicates, into a results file ---- */

typedef enum cs_engine { CS_ENGINE_BLOCK, CS_ENGINE_REFERENCE } cs_engine;

typedef struct cs_progress {
    int world, worlds;           /* 0-based */
    int64_t replicate, replicates;
    int day, days;
    double seconds;              /* since the run began */
} cs_progress;

typedef struct cs_run_options {
    const char *scenario;        /* path or bundled name */
    const char *text;            /* the scenario itself, `scenario` being what complaints call it; it may
                                    extend bundled ones only. NULL: read `scenario` */
    size_t length;               /* of the text */
    const char *const *sets;
    int set_count;
    const char *base;            /* safeguards that are on in the base world, and so in every world with a
                                    regime: "a+b"; NULL: none */
    const char *const *safeguards; /* worlds beside the base one, "a+b" for both (CS_NO_REGIME last);
                                      NULL: none */
    int safeguard_count;
    const char *results;         /* path of the results file; NULL: keep nothing */
    bool force;                  /* replace a results file that is there */
    int64_t seed;                /* -1: the scenario's */
    int64_t replicates;          /* 0: the scenario's */
    int64_t persons;             /* 0: the scenario's */
    int threads;                 /* 0: as many as there are processors */
    cs_engine engine;
    /* A checkpoint of every world and replicate, at the first settlement on that day or after; NULL:
       none. The block engine alone keeps one. */
    const char *checkpoint;
    int checkpoint_day;
    /* Called now and then from the calling thread; returning false stops the run, keeping the
       finished replicates (CS_INTERRUPTED). May be NULL. */
    bool (*progress)(void *context, const cs_progress *progress);
    void *context;
} cs_run_options;

/* A figure over replicates. low, high: the middle 95 % of replicates, given from 8 replicates on
   (else has_interval is false); for a paired difference, the 95 % t interval of the mean.
   mean_low, mean_high: how well `mean` itself is known: its 95 % t interval (chi-squared for a
   standard deviation); the mean twice where there is no interval.
   boot_low, boot_high: of a paired difference, the 95 % bootstrap interval of its mean, which needs no
   normal distribution; else as mean_low and mean_high.
   sd: standard deviation of the replicates, from two on.
   p: of a paired difference with an interval, how often chance alone would make one as large (t test);
   else 1. Where several are compared, see cs_adjust_holm. */
typedef struct cs_estimate {
    double mean, low, high, mean_low, mean_high, boot_low, boot_high, sd, p;
    bool defined, has_interval;
    int64_t replicates;
} cs_estimate;

/* A quantile of replicates, with an interval from order statistics that holds it with 95 % whatever the
   distribution; has_interval is false where the replicates are too few for one: the median needs 6, the
   quantiles at 5 % and 95 % need 72. */
typedef struct cs_quantile {
    double value, low, high;
    bool has_interval;
} cs_quantile;

/* A total over replicates that may be lopsided. largest: part of the sum that the largest replicate has, 0
   where a value is negative; skewness: 0 for fewer than three replicates. carried: the mean rests on few
   replicates (one has over a fifth of the sum and three times its fair part, or skewness is above 2). */
typedef struct cs_quantiles {
    cs_quantile low, median, high; /* 5 %, 50 %, 95 % of replicates */
    double largest, skewness;
    bool defined, carried;
    int64_t replicates;
} cs_quantiles;

#define CS_REPLICATES_MOST 1000000000

/* How many replicates make the 95 % t interval of the mean reach no further than half_width (in the
   figure's own unit, above 0) to each side, if they vary as those at hand do: never fewer than 8, at most
   CS_REPLICATES_MOST. 0: cannot be said (fewer than two replicates, or a figure that is itself a spread). */
int64_t cs_replicates_needed(const cs_estimate *estimate, double half_width);
/* p-values of `count` comparisons, made fit to be judged together: each then says how often chance alone
   would make any of them as clear. Source: Holm 1979, Scand. J. Statist. 6, 65-70. */
void cs_adjust_holm(double *p, size_t count);

/* Runs every world (the base, then each safeguard) with every replicate, writing each replicate in
   one transaction. Nothing is written when the scenario has mistakes.
   Errors: as cs_scenario_load; CS_IO, CS_DATABASE, CS_INTERRUPTED, CS_RANGE. */
cs_status cs_run_worlds(const cs_run_options *options, cs_complaints *complaints, cs_error *err)
    CS_MUST_CHECK;

/* ---- checkpoints: to go on from a day, as it was or with something changed ---- */

typedef struct cs_checkpoint cs_checkpoint;

/* Read a checkpoint from end to end. Errors: CS_IO; CS_FORMAT (not one, cut short, damaged, of another
   layout, of another version of the program), with a sentence that says what was found and wanted. */
cs_status cs_checkpoint_open(const char *path, cs_checkpoint **out, cs_error *err) CS_MUST_CHECK;
void cs_checkpoint_close(cs_checkpoint *checkpoint);
const char *cs_checkpoint_scenario(const cs_checkpoint *checkpoint);
/* Its worlds: "base", then the safeguards of the run. */
int cs_checkpoint_worlds(const cs_checkpoint *checkpoint);
const char *cs_checkpoint_world(const cs_checkpoint *checkpoint, int world);
int64_t cs_checkpoint_replicates(const cs_checkpoint *checkpoint);
int64_t cs_checkpoint_persons(const cs_checkpoint *checkpoint);
/* Days that had gone by. */
int cs_checkpoint_at(const cs_checkpoint *checkpoint);

typedef struct cs_branch_options {
    const char *checkpoint;      /* path */
    const char *const *sets;     /* "path=value", from the day of the checkpoint on */
    int set_count;
    const char *const *safeguards; /* of the scenario, from that day on */
    int safeguard_count;
    const char *results;         /* path of the results file; NULL: keep nothing */
    bool force;
    int threads;                 /* 0: as many as there are processors */
    bool (*progress)(void *context, const cs_progress *progress);
    void *context;
} cs_branch_options;

/* The world that sets make which name no safeguard. */
#define CS_BRANCH "branch"

/* Go on from a checkpoint. With neither sets nor safeguards: every world of the run to its end, with the
   counts (and the result hash) of a run that never stopped. Else: the base world as it was, and beside it
   a world for each safeguard named (or, where none is, one called CS_BRANCH) in which the safeguard and
   the sets hold from the day of the checkpoint on, as under a safeguard with `from:` that day; they may
   change numbers, but not what there is. What must be known from the first day on (what firms do; news
   that no response minded before) is run from the first day, with the same result.
   Errors: as cs_checkpoint_open and cs_run_worlds. */
cs_status cs_branch_run(const cs_branch_options *options, cs_complaints *complaints, cs_error *err)
    CS_MUST_CHECK;
/* ---- safeguards that keep a harm down, and parameters fitted to published figures ---- */

/* What studies of one scenario have in common. Zeroed, then `scenario`, and seed -1. */
typedef struct cs_points_options {
    const char *scenario;        /* path or bundled name */
    const char *const *sets;
    int set_count;
    const char *study;           /* the study file, gone on with if it is there; NULL: in memory */
    int64_t seed;                /* -1: the scenario's */
    int64_t replicates;          /* 0: the scenario's */
    int64_t persons;             /* 0: the scenario's, but CS_SEARCH_PERSONS or CS_EXPLORE_PERSONS at most */
    int threads;                 /* 0: as many as there are processors */
    bool retry;                  /* rows that failed are tried again */
    /* Called now and then, one call at a time; returning false stops the work (CS_INTERRUPTED). */
    bool (*progress)(void *context, int64_t done, int64_t rows, double seconds);
    /* The same before the first run, while the scenarios of all points are read. May be NULL. */
    bool (*reading)(void *context, int64_t read, int64_t points, double seconds);
    void *context;
} cs_points_options;

/* A study is many runs. Where neither `persons` nor a setting of population.persons says how many, they are
   of fewer people than the scenario has, if it allows so few: this many for sets of safeguards and for
   calibrations, whose figures are held against a number, and fewer over ranges, where there are most runs.
   Counts of everyone are told for as many as the scenario has. */
#define CS_SEARCH_PERSONS 20000
#define CS_EXPLORE_PERSONS 10000

/* How many people each run of such a study has; `most` is one of the two above. 0: the scenario cannot be
   read. */
int64_t cs_points_persons(const cs_points_options *options, int64_t most);

/* A search over sets of safeguards, and over nothing else. */
typedef struct cs_search_options {
    cs_points_options of;
    const char *figure;          /* a harm: "wrongful_days list=discredited"; NULL: wrongful_days */
    const char *bound;           /* that the harm is to stay at or below: "500", "0.2 %"; NULL: none */
    const char *const *among;    /* safeguards to choose from; NULL: all of the scenario, 10 at most */
    int among_count;
    const char *const *costs;    /* "expiry=3"; else what the scenario says (1 where it says nothing) */
    int cost_count;
    int most;                    /* safeguards in a set, at most; 0: any number */
} cs_search_options;

/* Every set of the safeguards, on the same people and luck: the cheapest with which the 95 % t interval of
   the mean harm ends at or below the bound, and the sets that no other beats in cost and harm. *text is
   for a terminal (NULL: not wanted). Figures of which less is not less harm done are refused.
   Errors: as cs_scenario_load; CS_USAGE; CS_FORMAT (the file holds another study), CS_IO, CS_DATABASE,
   CS_INTERRUPTED (what is finished is kept). */
cs_status cs_search_run(const cs_search_options *options, char **text, cs_complaints *complaints,
                        cs_error *err) CS_MUST_CHECK;

typedef struct cs_calibrate_options {
    cs_points_options of;
    const char *const *parameters; /* paths of numbers with a range, * for one part of them */
    int parameter_count;
    const char *method;          /* "fit" or "abc"; NULL: fit */
    int64_t tries;               /* points computed at most; 0: 100 to fit, 500 draws for abc */
    double tolerance;            /* abc: as a share of each figure; 0: 0.1 */
} cs_calibrate_options;

/* Fit parameters to those of the scenario's `reproduces` that are marked `set`; the predicted ones are shown
   out of sample. *text is for a terminal, *fitted is the scenario with the values found, as YAML (NULL: not
   wanted). Errors: the same; CS_USAGE, too, when nothing is marked `set`. */
cs_status cs_calibrate_run(const cs_calibrate_options *options, char **text, char **fitted,
                           cs_complaints *complaints, cs_error *err) CS_MUST_CHECK;

/* ---- studies over the ranges of a scenario ---- */

/* What sensitivity analysis and draws from the ranges have in common. Here `of` means with replicates 0
   CS_EXPLORE_REPLICATES. */
typedef struct cs_explore_options {
    cs_points_options of;
    const char *const *parameters; /* paths, * for one part of them (sensors.*.misses); none: all with a range */
    int parameter_count;
    const char *const *figures;  /* "listed_share list=discredited"; none: as the method says */
    int figure_count;
} cs_explore_options;

#define CS_EXPLORE_REPLICATES 2

typedef enum cs_sensitivity_method { CS_SENSITIVITY_MORRIS, CS_SENSITIVITY_SOBOL } cs_sensitivity_method;

/* figures of `explore`; none: the share of persons wrongly penalised, or the first headline figure. */
typedef struct cs_sensitivity_options {
    cs_explore_options explore;
    cs_sensitivity_method method;
    int64_t samples;             /* trajectories, or pairs of points; 0: 10, 64 */
    const char *safeguard;       /* of its effect, with it less without it; NULL: of the figures themselves */
} cs_sensitivity_options;

/* figures of `explore`; none: every headline figure. */
typedef struct cs_prior_options {
    cs_explore_options explore;
    int64_t draws;               /* 0: 200 */
    const char *const *safeguards; /* NULL: all of the scenario; with safeguard_count 0 none */
    int safeguard_count;
} cs_prior_options;

/* Which parameters a figure hangs on: a study over the ranges of the scenario, and its text for a terminal
   (NULL: not wanted). Errors: as cs_search_run; CS_USAGE, too, for a parameter or figure there is not. */
cs_status cs_sensitivity_run(const cs_sensitivity_options *options, char **text,
                             cs_complaints *complaints, cs_error *err) CS_MUST_CHECK;
/* How far the figures go over the ranges of the scenario, and which effects of safeguards hold everywhere in
   them. Errors: the same. The texts of either come again from cs_study_summary. */
cs_status cs_prior_run(const cs_prior_options *options, char **text, cs_complaints *complaints,
                       cs_error *err) CS_MUST_CHECK;

/* ---- results files ---- */

typedef struct cs_results cs_results;

/* Open for reading. Errors: CS_IO, CS_FORMAT (not a results file, truncated, of another version). */
cs_status cs_results_open(const char *path, cs_results **out, cs_error *err) CS_MUST_CHECK;
void cs_results_close(cs_results *results);
/* Result hash: XXH3-128, hex, of every count of every finished replicate in canonical order;
   the same for any threads, compiler and machine. */
cs_status cs_results_hash(cs_results *results, char hash[33], cs_error *err) CS_MUST_CHECK;
/* Every table as CSV, one file each, and a data dictionary, into a new or empty folder. */
cs_status cs_results_export_csv(cs_results *results, const char *folder, cs_error *err)
    CS_MUST_CHECK;
/* Text for a terminal (80 columns). */
cs_status cs_results_summary(cs_results *results, char **text, cs_error *err) CS_MUST_CHECK;
cs_status cs_results_compare(cs_results *results, char **text, cs_error *err) CS_MUST_CHECK;
/* The `reproduces` table; *outside is how many figures do not hold. */
cs_status cs_results_verify(cs_results *results, char **text, int *outside, cs_error *err)
    CS_MUST_CHECK;
/* One tracked person's file; or who is tracked, those wrongly penalised longest first: the first few of them, or
   all. */
#define CS_TRACKED_FIRST INT64_C(-1)
#define CS_TRACKED_ALL INT64_C(-2)
cs_status cs_results_explain(cs_results *results, int64_t person, char **text, cs_error *err)
    CS_MUST_CHECK;
/* The report: one self-contained HTML page; and the data in it. */
cs_status cs_report_print(cs_results *results, char **html, cs_error *err) CS_MUST_CHECK;
cs_status cs_report_data_print(cs_results *results, char **json, cs_error *err) CS_MUST_CHECK;
/* The same of a file, which may be a results file or a study file. Errors: as cs_results_open; CS_FORMAT
   when nothing in it is done yet. */
cs_status cs_report_file_print(const char *path, char **html, cs_error *err) CS_MUST_CHECK;
cs_status cs_report_file_data_print(const char *path, char **json, cs_error *err) CS_MUST_CHECK;
/* Write text to a file so that no half of it is ever seen: beside it first, then renamed. */
cs_status cs_file_write(const char *path, const char *text, size_t length, bool force,
                        cs_error *err) CS_MUST_CHECK;

/* ---- studies: many worlds, each with many replicates, into a study file ---- */

/* Zeroed, then `study` and `results`. */
typedef struct cs_study_options {
    const char *study;       /* YAML that says what to compute: a path, or a bundled name */
    const char *const *sets; /* "path=value", as --set */
    int set_count;
    const char *results;     /* the study file: made, or gone on with where it is the same study */
    int slice, slices;       /* 3 of 16: only so much of the work, into a file of its own; 0 of 0: all */
    int threads;             /* 0: as many as there are processors */
    bool retry;              /* rows that failed are tried again */
    /* Called now and then, one call at a time: rows finished, of how many. Returning false stops the
       work, keeping what is finished (CS_INTERRUPTED). May be NULL. */
    bool (*progress)(void *context, int64_t done, int64_t rows, double seconds);
    /* The same before the first row, while the scenarios of all points are read. May be NULL. */
    bool (*reading)(void *context, int64_t read, int64_t points, double seconds);
    void *context;
} cs_study_options;

/* Work until every row (a point, a replicate) is finished. Every row is kept as soon as it is finished; what
   was finished before is not computed again; a row that fails is kept with its message and the rest go on.
   Several processes may work on one file at once.
   Errors: CS_SCENARIO (see complaints), CS_FORMAT (`results` is another study, or no study file), CS_USAGE,
   CS_IO, CS_DATABASE, CS_INTERRUPTED. */
cs_status cs_study_run(const cs_study_options *options, cs_complaints *complaints, cs_error *err)
    CS_MUST_CHECK;

/* How much a study is, before any of it is run. */
typedef struct cs_study_shape {
    char title[200];
    int points, figures;
    int64_t replicates;
} cs_study_shape;

/* Read a study and the scenario of every point, and run nothing. Errors: as cs_study_run. */
cs_status cs_study_check(const char *study, const char *const *sets, int set_count, cs_study_shape *shape,
                         cs_complaints *complaints, cs_error *err) CS_MUST_CHECK;

typedef struct cs_study cs_study;

/* Open a study file for reading, finished or not. Errors: CS_IO, CS_FORMAT, CS_NOMEM. */
cs_status cs_study_open(const char *path, cs_study **out, cs_error *err) CS_MUST_CHECK;
void cs_study_close(cs_study *study);
/* Whether the file is one of a study, and not of a run. */
bool cs_study_is(const char *path);

const char *cs_study_title(const cs_study *study);
int cs_study_points(const cs_study *study);
int cs_study_figures(const cs_study *study);
int cs_study_factors(const cs_study *study); /* parameters that differ between points */
int64_t cs_study_replicates(const cs_study *study);
/* Names of a point ("city-points, expiry, misses = 5 %"), a figure, a parameter; "" where there is none. */
const char *cs_study_point_name(const cs_study *study, int point);
const char *cs_study_figure_name(const cs_study *study, int figure);
const char *cs_study_factor_path(const cs_study *study, int factor);
/* What the parameter is at the point, in its canonical unit; NAN where it is as the scenario says. */
double cs_study_level(const cs_study *study, int point, int factor);
/* Rows there are, finished, and failed. */
cs_status cs_study_count(cs_study *study, int64_t *rows, int64_t *done, int64_t *failed,
                         cs_error *err) CS_MUST_CHECK;
/* A figure of one row; NAN: undefined there, or not finished. */
cs_status cs_study_value(cs_study *study, int point, int64_t replicate, int figure, double *value,
                         cs_error *err) CS_MUST_CHECK;
/* A figure at a point, over its finished replicates; and its paired difference, point minus other, over the
   replicates that both have. Errors: CS_USAGE (no such point, no such figure), CS_NOMEM. */
cs_status cs_study_estimate(cs_study *study, int point, int figure, cs_estimate *estimate,
                            cs_error *err) CS_MUST_CHECK;
cs_status cs_study_difference(cs_study *study, int point, int other, int figure,
                              cs_estimate *estimate, cs_error *err) CS_MUST_CHECK;
/* XXH3-128, hex, of every finished row: the same for any threads, slices and machines, and however often the
   work was stopped. */
cs_status cs_study_hash(cs_study *study, char hash[33], cs_error *err) CS_MUST_CHECK;
/* Text for a terminal (80 columns): points and figures, what failed and why. */
cs_status cs_study_summary(cs_study *study, char **text, cs_error *err) CS_MUST_CHECK;
/* Its tables as CSV, one file each, into a new or empty folder. */
cs_status cs_study_export_csv(cs_study *study, const char *folder, cs_error *err) CS_MUST_CHECK;
/* Join study files of one study (slices of it) into a new one. Errors: CS_FORMAT where they are of different
   studies, or have different results of one row; CS_IO. */
cs_status cs_study_merge(const char *const *paths, int count, const char *out, bool force,
                         cs_error *err) CS_MUST_CHECK;

/* ---- a page on this machine, for people who would rather look ---- */

typedef struct cs_server cs_server;

/* Zeroed for the defaults. */
typedef struct cs_server_options {
    int port;            /* 0: a free one */
    const char *results; /* a results file or a study file to begin with; NULL: none */
    int threads;         /* for runs; 0: as many as there are processors */
} cs_server_options;

/* Serve the explorer and its JSON interface (docs/api.md) on 127.0.0.1, and on nothing else, from threads of
   its own. Runs go into files in a temporary folder that goes with the server.
   Errors: CS_IO (the port is taken, no folder), CS_FORMAT (`results` is neither a results nor a study
   file), CS_NOMEM. */
cs_status cs_server_start(const cs_server_options *options, cs_server **out, cs_error *err)
    CS_MUST_CHECK;
/* "http://127.0.0.1:43211/"; owned by the server. */
const char *cs_server_address(const cs_server *server);
/* Stops runs, hangs up, and takes the temporary folder away. */
void cs_server_stop(cs_server *server);

#ifdef __cplusplus
}
#endif

#endif
