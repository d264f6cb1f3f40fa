/* Results inside the library: what report and study need beyond the public header. */
#ifndef CS_RESULTS_RESULTS_H
#define CS_RESULTS_RESULTS_H

#include "ledger/ledger.h"
#include "scenario/scenario.h"
#include "sim/shape.h"

#define CS_RESULTS_VERSION 2

typedef struct cs_world {
    const char *name;          /* "base" or the safeguard's name */
    const char *about;
    cs_scenario *scenario;     /* parsed again from the resolved text in the file */
    int64_t replicates;        /* finished */
} cs_world;

/* Facts of the run: program, engine, threads, machine, created (UTC), seed, wanted replicates.
   own_persons: those the scenario states, before --persons or --set; 0 where it is not known.
   base: safeguards that are on in the base world, "a+b"; "": none.
   live: to write: what is finished may be read meanwhile (cs_results_open_live). */
typedef struct cs_results_meta {
    const char *program, *engine, *machine, *created, *scenario_name, *base;
    int64_t seed, replicates, threads, own_persons;
    bool live;
} cs_results_meta;

/* Open what is finished of a run that writes its results to `path` and is `live`; the replicates that are there
   now, whatever comes. The run's end waits until it is closed. Errors: as cs_results_open. */
cs_status cs_results_open_live(const char *path, cs_results **out, cs_error *err);
/* The results' hash from the stored hashes, without reading the counts again. */
cs_status cs_results_quick_hash(cs_results *results, char hash[33], cs_error *err);

const cs_results_meta *cs_results_get_meta(const cs_results *results);
int cs_results_worlds(const cs_results *results);
const cs_world *cs_results_world(const cs_results *results, int world);
/* The base world and the safeguards: all but the world without a regime, which is the last if it is there. */
int cs_results_guarded(const cs_results *results);
/* What the rules say of a kind of conduct: that it is wrong, that it earns points, or nothing, as it is a right. */
typedef enum cs_conduct_class {
    CS_CONDUCT_AGAINST, CS_CONDUCT_REWARDED, CS_CONDUCT_PROTECTED, CS_CONDUCT_CLASSES
} cs_conduct_class;
cs_conduct_class cs_results_class(const cs_scenario *scenario, int kind);
/* The scenario of a population (cs_who) of a world: itself, or its firms' part (NULL: it has none). */
const cs_scenario *cs_results_scenario(const cs_results *results, int world, int of);
/* One replicate's ledger, as it was counted (events for replicate 0). Free with cs_ledger_free. */
cs_status cs_results_ledger(cs_results *results, int world, int64_t replicate, cs_ledger *ledger,
                            cs_error *err);
/* The figure over a world's replicates, and its paired difference world minus base (same replicate,
   same people, same chance). */
cs_status cs_results_estimate(cs_results *results, int world, const cs_query *query,
                              cs_estimate *estimate, cs_error *err);
cs_status cs_results_difference(cs_results *results, int world, const cs_query *query,
                                cs_estimate *estimate, cs_error *err);
/* Quantiles of the figure over a world's replicates: for totals, which may be lopsided. */
cs_status cs_results_quantiles(cs_results *results, int world, const cs_query *query,
                               cs_quantiles *quantiles, cs_error *err);
/* Totals that may be lopsided; undefined where they are zero in nearly every replicate. */
typedef struct cs_total { cs_metric metric; const char *label; } cs_total;
#define CS_TOTALS 6
extern const cs_total cs_totals[CS_TOTALS];
cs_status cs_results_total(cs_results *results, int total, cs_quantiles *quantiles, cs_error *err);

/* Tables of cs_results_export_csv by number, their names (files without ".csv"), and one alone, into a new or
   empty folder. Errors: as cs_results_export_csv. */
int cs_results_tables(const cs_results *results);
void cs_results_table_name(int table, char name[64]);
cs_status cs_results_export_table(cs_results *results, int table, const char *folder, cs_error *err);

/* ---- writing ---- */
typedef struct cs_results_writer cs_results_writer;
cs_status cs_results_create(const char *path, bool force, const cs_results_meta *meta,
                            cs_results_writer **out, cs_error *err);
/* Adds a world with its dimension names, inputs, sources and figures; worlds count up from 0. */
cs_status cs_results_add_world(cs_results_writer *writer, const char *name, const char *about,
                               const cs_scenario *scenario, cs_error *err);
/* One replicate in one transaction. */
cs_status cs_results_add(cs_results_writer *writer, int world, int64_t replicate, double seconds,
                         const cs_ledger *ledger, cs_error *err);
/* Close; with nothing finished, or `discard`, no file is left. */
cs_status cs_results_finish(cs_results_writer *writer, bool discard, cs_error *err);

#endif
