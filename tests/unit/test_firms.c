/* Firms: names of their own, inputs and sets beside the people's, and who answers for a firm.
   Statistical tests use fixed seeds and refuse below p = 1e-6 (support/people.h). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "consequences/responsible.h"
#include "results/digest.h"
#include "scenario/scenario.h"
#include "sim/sim.h"
#include "support/people.h"

static const char people_part[] =
    "title: People and firms\n"
    "about: The same words twice.\n"
    "sources: {report: A report}\n"
    "horizon: 30 days\n"
    "population: {persons: 2000, attributes: {size: {short: 50 %, tall: 50 %}}}\n"
    "conduct: {late: {rate: 4 per year, by: {size: {tall: 2}}}}\n"
    "sensors: {bank: {kind: registry, sees: [late], wrong_person: {share: 10 %}}}\n"
    "score: {base: 100, rules: [{on: late, points: -10, lasts: 20 days}]}\n"
    "lists: {bad: {enter: {record: late}, leave: {after: 5 days}, denies: [train]}}\n"
    "services: {train: {demand: 9 per year}}\n";

static const char firms_part[] =
    "firms:\n"
    "  population: {count: 1000, attributes: {size: {small: 90 %, middle: 5 %, large: 5 %}}}\n"
    "  conduct: {unsafe: {rate: {value: 9 per year, range: [1, 12 per year], source: report}},\n"
    "            late: {rate: 2 per year, by: {size: {large: 3}}}}\n"
    "  sensors: {market: {kind: registry, sees: [unsafe]}}\n"
    "  lists: {red: {penal: false, enter: {record: late}}, bad: {enter: {record: unsafe}}}\n";

static cs_scenario *read(const char *parts[], const char *set, const char *safeguard)
{
    char text[6000] = "";
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_load_options options = {.sets = &set, .set_count = set ? 1 : 0, .safeguard = safeguard};
    for (int i = 0; parts[i]; i++) strcat(text, parts[i]);
    if (cs_scenario_parse(text, strlen(text), "firms", &options, &scenario, &complaints, &err) !=
        CS_OK)
        fail_msg("%s: %s", err.message, complaints.count ? complaints.items[0].message : "");
    return scenario;
}

static const cs_input *input_of(const cs_scenario *s, const char *path)
{
    for (int i = 0; i < s->input_count; i++)
        if (strcmp(s->inputs[i].path, path) == 0) return &s->inputs[i];
    return NULL;
}

static void names_are_their_own(void **state)
{
    (void)state;
    cs_scenario *s = read((const char *[]){people_part, firms_part, NULL}, NULL, NULL);
    const cs_scenario *firms = s->firms;
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, firms->conduct);
    assert_int_equal(firms->population.persons, 1000);
    assert_int_equal(firms->population.profile, -1);
    assert_int_equal(firms->horizon_days, 30);
    assert_int_equal(firms->record_kinds, 2);
    assert_string_equal(firms->record_names[0], "unsafe");
    assert_string_equal(s->record_names[0], "late");
    assert_int_equal(s->population.attributes.items[0].values, 2);
    assert_int_equal(firms->population.attributes.items[0].values, 3);
    assert_int_equal(conduct[1].by.terms[0].values, 3);
    assert_int_equal(CS_ITEMS(cs_list, s->lists)[0].enter.record.index[0], 0);
    assert_int_equal(CS_ITEMS(cs_list, firms->lists)[0].enter.record.index[0], 1);
    cs_scenario_free(s);
}

static void inputs_and_sets(void **state)
{
    (void)state;
    const char *parts[] = {people_part, firms_part,
                           "safeguards: {strict: {about: strict, set: {firms.conduct.*.rate: 1 per "
                           "year, firms.lists.bad.leave: {after: 9 days}}}}\n", NULL};
    cs_scenario *s = read(parts, "firms.conduct.late.rate=7 per year", NULL);
    const cs_input *unsafe = input_of(s, "firms.conduct.unsafe.rate"),
                   *late = input_of(s, "firms.conduct.late.rate");
    assert_non_null(unsafe);
    assert_non_null(late);
    assert_non_null(input_of(s, "conduct.late.rate"));
    assert_int_equal(unsafe->kind, CS_INPUT_SOURCED);
    assert_true(unsafe->low == 1.0 && unsafe->high == 12.0);
    assert_true(late->value == 7.0);
    cs_scenario_free(s);
    s = read(parts, NULL, "strict");
    assert_true(CS_ITEMS(cs_conduct, s->firms->conduct)[1].rate == 1.0);
    assert_int_equal(CS_ITEMS(cs_list, s->firms->lists)[1].leave.after_days, 9);
    cs_scenario_free(s);
}

/* The hash of the people's part of a run alone. */
static void hash_people(const cs_scenario *s, cs_engine engine, char hash[33])
{
    cs_sim_options options = {.seed = 3, .threads = 1, .engine = engine, .track = true};
    cs_ledger ledger;
    cs_error err = {0};
    if (cs_sim_run(s, &options, &ledger, NULL, &err) != CS_OK) fail_msg("%s", err.message);
    cs_ledger people = ledger;
    people.firms = NULL;
    assert_int_equal(cs_digest_ledger(&people, hash, &err), CS_OK);
    cs_ledger_free(&ledger);
}

/* Firms for whom nobody answers, or nobody yet, change no bit of what happens to people. */
static void firms_move_no_draw(void **state)
{
    (void)state;
    for (int engine = 0; engine < 2; engine++) {
        char without[33], with[33], zero[33], some[33];
        const char *zero_part = "  responsible: {list: bad, share: 0 %, points: -5, enters: bad}\n",
                   *some_part = "  responsible: {list: bad, points: -5, enters: bad}\n";
        cs_scenario *s = read((const char *[]){people_part, NULL}, NULL, NULL);
        hash_people(s, (cs_engine)engine, without);
        cs_scenario_free(s);
        s = read((const char *[]){people_part, firms_part, NULL}, NULL, NULL);
        hash_people(s, (cs_engine)engine, with);
        cs_scenario_free(s);
        s = read((const char *[]){people_part, firms_part, zero_part, NULL}, NULL, NULL);
        hash_people(s, (cs_engine)engine, zero);
        cs_scenario_free(s);
        s = read((const char *[]){people_part, firms_part, some_part, NULL}, NULL, NULL);
        hash_people(s, (cs_engine)engine, some);
        cs_scenario_free(s);
        assert_string_equal(without, with);
        assert_string_equal(without, zero);
        assert_string_not_equal(without, some);
    }
}

/* Firms written like the people, and as many: they are not the people again. */
static void firms_have_luck_of_their_own(void **state)
{
    (void)state;
    const char *alike = "firms:\n"
                        "  population: {count: 2000, attributes: {size: {short: 50 %, tall: 50 %}}}\n"
                        "  conduct: {late: {rate: 4 per year, by: {size: {tall: 2}}}}\n"
                        "  sensors: {bank: {kind: registry, sees: [late], wrong_person: {share: 10 %}}}\n"
                        "  lists: {bad: {enter: {record: late}, leave: {after: 5 days}}}\n";
    cs_scenario *s = read((const char *[]){people_part, alike, NULL}, NULL, NULL);
    for (int engine = 0; engine < 2; engine++) {
        cs_sim_options options = {.seed = 3, .threads = 1, .engine = (cs_engine)engine};
        cs_ledger ledger;
        cs_error err = {0};
        int same = 0;
        if (cs_sim_run(s, &options, &ledger, NULL, &err) != CS_OK) fail_msg("%s", err.message);
        size_t step = 2 * (size_t)CS_CAUSES; /* days, two lists, causes */
        for (size_t day = 5; day <= 30; day++)
            same += ledger.daily[day * step] == ledger.firms->daily[day * step];
        assert_true(same < 13); /* of 26 days, though about as many are listed */
        assert_true(ledger.firms->daily[30 * step] > 0);
        cs_ledger_free(&ledger);
    }
    cs_scenario_free(s);
}

/* ---- who answers ---- */

static void adults_alone_and_evenly(void **state)
{
    (void)state;
    const int from[] = {0, 18, 40};
    people p;
    cs_population pop;
    int64_t children = 0, times[16] = {0};
    double even[16];
    uint32_t adults = 0, rank[4000];
    set_up(&p, 4000, 0);
    add_ages(&p, 3, from);
    draw(&pop, &p, 5);
    cs_answerable a = cs_answerable_of(&pop, &p.config, cs_key_of(5, "who"));
    for (uint32_t i = 1000; i < 3000; i++) {
        bool adult = pop.stratum_value[cs_population_stratum(&pop, i) * pop.attributes] > 0;
        rank[i] = adult ? adults++ : UINT32_MAX;
    }
    for (uint32_t firm = 0; firm < 100000; firm++) {
        uint32_t person = cs_answerable_who(&a, firm, 1000, 3000);
        assert_in_range(person, 1000, 2999);
        if (rank[person] == UINT32_MAX) children++;
        else times[(uint64_t)rank[person] * 16 / adults]++;
        assert_int_equal(person, cs_answerable_who(&a, firm, 1000, 3000));
    }
    for (uint32_t i = 0; i < 16; i++) /* adults of each sixteenth, as the ranks are cut */
        even[i] = (double)((((uint64_t)i + 1) * adults + 15) / 16 - ((uint64_t)i * adults + 15) / 16) /
                  adults;
    assert_int_equal(children, 0);
    ASSERT_FITS(16, times, even);
    cs_population_free(&pop);
}

static void everybody_where_no_band_is_of_adults(void **state)
{
    (void)state;
    const int from[] = {0};
    people p;
    cs_population pop;
    set_up(&p, 100, 0);
    add_ages(&p, 1, from);
    draw(&pop, &p, 5);
    cs_answerable a = cs_answerable_of(&pop, &p.config, cs_key_of(5, "who"));
    bool seen[100] = {false};
    for (uint32_t firm = 0; firm < 5000; firm++) seen[cs_answerable_who(&a, firm, 0, 100)] = true;
    for (int i = 0; i < 100; i++) assert_true(seen[i]); /* missed by chance: 100 exp(-50) */
    cs_population_free(&pop);
}

static void a_share_of_firms(void **state)
{
    (void)state;
    people p;
    cs_population pop;
    int64_t count[2] = {0};
    set_up(&p, 100, -1);
    draw(&pop, &p, 5);
    cs_answerable a = cs_answerable_of(&pop, &p.config, cs_key_of(5, "who"));
    for (uint32_t firm = 0; firm < 100000; firm++) count[cs_answerable_has(&a, firm, 0.3)]++;
    ASSERT_FITS(2, count, ((double[]){0.7, 0.3}));
    assert_true(cs_answerable_has(&a, 7, 1.0));
    assert_false(cs_answerable_has(&a, 7, 0.0));
    cs_population_free(&pop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_their_own),
        cmocka_unit_test(inputs_and_sets),
        cmocka_unit_test(firms_move_no_draw),
        cmocka_unit_test(firms_have_luck_of_their_own),
        cmocka_unit_test(adults_alone_and_evenly),
        cmocka_unit_test(everybody_where_no_band_is_of_adults),
        cmocka_unit_test(a_share_of_firms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
