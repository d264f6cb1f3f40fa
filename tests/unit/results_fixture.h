/* A small scenario and ledgers filled with known numbers, for the tests of results and study. */
#ifndef RESULTS_FIXTURE_H
#define RESULTS_FIXTURE_H

#include "core/mem.h"
#include "results/results.h"

#include <string.h>

static const char fixture_yaml[] =
    "title: Small town\n"
    "about: A regime small enough to count by hand.\n"
    "sources: {paper: \"A paper, 2020\"}\n"
    "horizon: 20 days\n"
    "settle: 1 day\n"
    "seed: 7\n"
    "replicates: 8\n"
    "population:\n"
    "  persons: 1000\n"
    "  regions: 2\n"
    "  attributes:\n"
    "    income: {low: 40 %, high: 60 %}\n"
    "conduct:\n"
    "  late_payment: {stream: commercial, rate: {value: 2 per year, range: [1, 4]}}\n"
    "  post: {stream: social, rate: 3 per year, protected: expression}\n"
    "sensors:\n"
    "  bank:\n"
    "    kind: registry\n"
    "    sees: [late_payment, post]\n"
    "    misses: {value: 5 %, source: paper}\n"
    "  slips: {kind: false_record, of: late_payment, rate: 0.5 per year}\n"
    "score:\n"
    "  base: 1000\n"
    "  rules:\n"
    "    - {on: late_payment, points: -50, lasts: 10 days}\n"
    "    - {on: post, points: -50, lasts: 10 days}\n"
    "  bands: {A: 960, D: 0}\n"
    "lists:\n"
    "  defaulters: {enter: {record: late_payment}, leave: {after: 5 days}, denies: [rail]}\n"
    "  low: {enter: {band: D}, denies: [rail, air]}\n"
    "services:\n"
    "  rail: {demand: 20 per year}\n"
    "  air: {demand: 5 per year}\n"
    "ledger: {every: 5 days, track: 50}\n"
    "safeguards:\n"
    "  no_slips:\n"
    "    about: nothing is filed from nothing\n"
    "    set: {sensors.slips.rate: 0 per year}\n"
    "  more_misses:\n"
    "    about: the bank misses half\n"
    "    set: {sensors.bank.misses: 50 %}\n"
    "reproduces:\n"
    "  - {figure: share of people listed, metric: listed_share, list: low, expect: [0.01 %, 90 %],"
    " as: predicted, source: paper}\n"
    "  - {figure: share of people on no list at all, metric: listed_share, list: low,"
    " expect: 99.9 %, within: 0.01 %, as: set, source: paper, because: it was made up}\n"
    "  - {figure: how many rail trips a listed year costs, metric: denials_per_listed_year,"
    " service: rail, list: low, expect: 20, within: 10 %, as: predicted, source: paper}\n";

/* The scenario, or a failed test. Free with cs_scenario_free. */
static inline cs_scenario *fixture_scenario(const char *safeguard)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_load_options options = {.safeguard = safeguard};
    cs_status status = cs_scenario_parse(fixture_yaml, strlen(fixture_yaml), "small-town.yaml",
                                         &options, &scenario, &complaints, &err);
    for (int i = 0; i < complaints.count; i++)
        print_message("%d:%d %s\n", complaints.items[i].line, complaints.items[i].column,
                      complaints.items[i].message);
    if (status != CS_OK) print_message("%s\n", err.message);
    cs_complaints_free(&complaints);
    assert_int_equal(status, CS_OK);
    return scenario;
}

/* A ledger of the scenario, every table filled sparsely with numbers that depend on `salt`, with
   `events` events. 1,000 persons, 400 with a low income. */
static inline void fixture_fill(cs_ledger *ledger, const cs_scenario *scenario, int salt,
                                size_t events)
{
    cs_error err = {0};
    *ledger = (cs_ledger){0};
    cs_ledger_shape(ledger, scenario);
    assert_int_equal(cs_ledger_init(ledger, &err), CS_OK);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        int64_t *cells = cs_ledger_cells(ledger, &cs_ledger_tables[i]);
        size_t size = cs_ledger_size(ledger, &cs_ledger_tables[i]);
        for (size_t k = 0; k < size; k++) {
            uint64_t mix = (uint64_t)(k + 1) * 2654435761u + (uint64_t)(salt * 97 + i * 31);
            cells[k] = mix % 7 < 4 ? (int64_t)(mix / 7 % 60) : 0;
        }
    }
    static const int64_t persons[] = {1000, 400, 600, 500, 500};
    memcpy(ledger->persons, persons, sizeof persons);
    if (events == 0) return;
    ledger->event = cs_alloc(events, sizeof *ledger->event);
    assert_non_null(ledger->event);
    for (size_t i = 0; i < events; i++)
        ledger->event[i] = (cs_event){.person = (uint32_t)(i / 8 * 3), .day = (int32_t)(i % 8) * 2,
                                      .kind = (uint8_t)(i % 8), .lane = (int8_t)(i % 5) - 1,
                                      .tag = (int8_t)(i % 4) - 1, .what = (int16_t)(i % 2),
                                      .detail = (int16_t)(i % 2), .points = -(int32_t)i};
    ledger->events = events;
}

#endif
