/* Tests of src/serve's JSON: every number of it is one that the program gives elsewhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "served_json.h"

#include "core/embedded.h"
#include "results/person.h"
#include "results/store.h"
#include "serve/influence.h"
#include "serve/json.h"
#include "serve/put.h"

/* ---- a scenario ---- */

static json_t *model_of(const cs_scenario *scenario)
{
    json_t *model;
    cs_error err = {0};
    assert_int_equal(cs_json_model(scenario, &model, &err), CS_OK);
    return model;
}

static void a_model_says_what_the_scenario_says(void **state)
{
    (void)state;
    cs_scenario *s = fixture_scenario(NULL);
    json_t *model = model_of(s);
    assert_string_equal(text_of(model, "name"), "small-town");
    assert_string_equal(text_of(model, "title"), "Small town");
    assert_string_equal(text_of(model, "hash"), s->hash);
    assert_string_equal(text_of(model, "text"), s->text);
    assert_int_equal(number_of(model, "persons"), 1000);
    assert_int_equal(number_of(model, "replicates"), 8);
    assert_int_equal(number_of(model, "seed"), 7);
    assert_int_equal(number_of(model, "horizon_days"), 20);
    const json_t *source = json_array_get(json_object_get(model, "sources"), 0);
    assert_string_equal(text_of(source, "name"), "paper");
    assert_string_equal(text_of(source, "text"), "A paper, 2020");
    json_decref(model);
    cs_scenario_free(s);
}

static void every_number_of_the_scenario_is_a_parameter(void **state)
{
    (void)state;
    cs_scenario *s = fixture_scenario(NULL);
    json_t *model = model_of(s);
    const json_t *all = json_object_get(model, "parameters");
    size_t wanted = 0;
    for (int i = 0; i < s->input_count; i++) wanted += !cs_input_is_setting(&s->inputs[i]);
    assert_int_equal(json_array_size(all), wanted);
    assert_int_equal(wanted, (size_t)s->input_count - 4); /* seed, replicates, track, every */
    const json_t *rate = item(all, "path", "conduct.late_payment.rate");
    assert_string_equal(text_of(rate, "text"), "2 per year");
    assert_string_equal(text_of(rate, "unit"), "rate");
    assert_string_equal(text_of(rate, "kind"), "assumed");
    assert_true(number_of(rate, "value") == 2 && number_of(rate, "low") == 1 && number_of(rate, "high") == 4);
    assert_true(json_is_null(json_object_get(rate, "source")));
    assert_true(json_is_false(json_object_get(rate, "whole")));
    const json_t *misses = item(all, "path", "sensors.bank.misses");
    assert_string_equal(text_of(misses, "unit"), "share");
    assert_string_equal(text_of(misses, "kind"), "sourced");
    assert_string_equal(text_of(misses, "source"), "paper");
    assert_true(number_of(misses, "value") == 0.05 && number_of(misses, "low") == 0.05);
    assert_non_null(strstr(text_of(misses, "label"), "acts"));
    const json_t *points = item(all, "path", "score.rules.late_payment.points");
    assert_string_equal(text_of(points, "unit"), "points");
    assert_true(json_is_true(json_object_get(points, "whole")));
    json_decref(model);
    cs_scenario_free(s);
}

/* The list of safeguards stays whole whichever are switched on, so that others can be. */
static void safeguards_say_which_are_on(void **state)
{
    static const struct { const char *chosen; bool first, second; } cases[] = {
        {NULL, false, false}, {"no_slips", true, false}, {"more_misses+no_slips", true, true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_scenario *s = fixture_scenario(cases[i].chosen);
        json_t *model = model_of(s);
        const json_t *all = json_object_get(model, "safeguards");
        assert_int_equal(json_array_size(all), 2);
        const json_t *first = item(all, "name", "no_slips"), *second = item(all, "name", "more_misses");
        assert_string_equal(text_of(first, "about"), "nothing is filed from nothing");
        assert_true(number_of(first, "cost") == 1 && number_of(first, "from_day") == 0);
        assert_int_equal(json_is_true(json_object_get(first, "on")), cases[i].first);
        assert_int_equal(json_is_true(json_object_get(second, "on")), cases[i].second);
        json_decref(model);
        cs_scenario_free(s);
    }
}

static const cs_input *input_of(const cs_scenario *s, const char *path, size_t length)
{
    for (int i = 0; i < s->input_count; i++)
        if (strlen(s->inputs[i].path) == length && memcmp(s->inputs[i].path, path, length) == 0) return &s->inputs[i];
    return NULL;
}

/* A table may be older than its scenario, but every path in it is one of the scenario's numbers with a range, and
   the ranks of its model are 1, 2, 3 and so on. */
static void ranks_are_of_parameters_that_exist(void **state)
{
    (void)state;
    for (const cs_embedded *file = cs_embedded_influence; file->name; file++) {
        cs_scenario *s;
        cs_error err = {0};
        if (cs_scenario_load(file->name, NULL, &s, NULL, &err) != CS_OK) fail_msg("%s", err.message);
        const char *line = strstr((const char *)file->bytes, "\nrank,path,mu_star\n");
        assert_non_null(line);
        line = strchr(line + 1, '\n') + 1;
        for (int rank = 1; *line; rank++, line = strchr(line, '\n') + 1) {
            char path[200];
            int found;
            assert_int_equal(sscanf(line, "%d,%199[^,],", &found, path), 2);
            assert_int_equal(found, rank);
            const cs_input *input = input_of(s, path, strlen(path));
            if (!input || input->low == input->high)
                fail_msg("data/influence/%s.csv: %s is no parameter with a range; scripts/write-influence", file->name, path);
            assert_int_equal(cs_influence_rank(file->name, path), rank);
        }
        cs_scenario_free(s);
    }
    assert_int_equal(cs_influence_rank("city-points", "sensors.bank"), 0);
    assert_int_equal(cs_influence_rank("small-town", "sensors.bank.misses"), 0);
}

static void a_model_has_the_ranks_of_its_table(void **state)
{
    cs_scenario *s;
    cs_error err = {0};
    char path[200];
    (void)state;
    assert_int_equal(cs_scenario_load("city-points", NULL, &s, NULL, &err), CS_OK);
    json_t *model = model_of(s);
    const json_t *all = json_object_get(model, "parameters");
    int ranked = 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *rank = json_object_get(json_array_get(all, i), "rank");
        snprintf(path, sizeof path, "%s", text_of(json_array_get(all, i), "path"));
        ranked += json_is_integer(rank);
        assert_int_equal(json_integer_value(rank), cs_influence_rank("city-points", path));
    }
    assert_true(ranked > 3 && ranked <= 8);
    json_decref(model);
    cs_scenario_free(s);
}

static void complaints_say_where(void **state)
{
    static const char bad[] = "title: Town\nhorizon: many days\nabout: \xff\xc3(\n";
    cs_scenario *s = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    json_t *all;
    (void)state;
    assert_int_equal(cs_scenario_parse(bad, strlen(bad), "town.yaml", NULL, &s, &complaints, &err), CS_SCENARIO);
    assert_int_equal(cs_json_complaints(&complaints, &all, &err), CS_OK);
    assert_int_equal(json_array_size(all), (size_t)complaints.count);
    assert_true(complaints.count > 0);
    const json_t *first = json_array_get(all, 0);
    assert_string_equal(text_of(first, "file"), "town.yaml");
    assert_int_equal(number_of(first, "line"), 3);
    assert_int_equal(number_of(first, "column"), 8);
    assert_string_equal(text_of(first, "message"), complaints.items[0].message);
    assert_string_equal(text_of(first, "excerpt"), complaints.items[0].excerpt ? complaints.items[0].excerpt : "");
    json_decref(all);
    cs_complaints_free(&complaints);
}

/* JSON is UTF-8: bytes that are none, and halves of a character, are told as such. */
static void every_text_can_be_said(void **state)
{
    static const struct { const char *said, *told; } cases[] = {
        {"", ""}, {"na\xc3\xafve \xf0\x9f\x98\x80", "na\xc3\xafve \xf0\x9f\x98\x80"},
        {"\xff\xc3(", "\xef\xbf\xbd\xef\xbf\xbd("}, {"cut \xe2\x82", "cut \xef\xbf\xbd\xef\xbf\xbd"},
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"}, {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf4\x90\x80\x80!", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd!"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *text = cs_json_text(cases[i].said);
        assert_string_equal(json_string_value(text), cases[i].told);
        json_decref(text);
    }
}

/* ---- people ---- */

/* A line of `explain` about this person. */
static const char *line_of(const char *text, long person)
{
    char start[20];
    snprintf(start, sizeof start, "\n%10ld ", person);
    const char *line = strstr(text, start);
    if (!line) fail_msg("explain has no person %ld", person);
    return line + 1;
}

static void people_are_those_of_explain(void **state)
{
    cs_error err = {0};
    char *text;
    json_t *people;
    (void)state;
    cs_results *results = run_busy("busy");
    assert_int_equal(cs_results_explain(results, CS_TRACKED_ALL, &text, &err), CS_OK);
    assert_int_equal(cs_json_people(results, &people, &err), CS_OK);
    assert_int_equal(number_of(people, "tracked"), 50);
    assert_int_equal(number_of(people, "persons"), 1000);
    const json_t *all = json_object_get(people, "people");
    double before = 1e9, wrongly = 0;
    assert_true(json_array_size(all) > 20);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *head = json_array_get(all, i);
        const char *line = line_of(text, (long)number_of(head, "person"));
        int acts, records, listed, wrongful, refused;
        assert_int_equal(sscanf(line, "%*d%d%d%d%d%d", &acts, &records, &listed, &wrongful, &refused), 5);
        assert_int_equal(number_of(head, "acts"), acts);
        assert_int_equal(number_of(head, "records"), records);
        assert_int_equal(number_of(head, "listed_days"), listed);
        assert_int_equal(number_of(head, "wrongful_days"), wrongful);
        assert_int_equal(number_of(head, "refusals"), refused);
        assert_true(wrongful <= before);
        before = wrongful;
        wrongly += wrongful > 0;
    }
    assert_true(wrongly >= 5);
    size_t middle = (size_t)(wrongly / 2);
    assert_int_equal(number_of(people, "typical"), number_of(json_array_get(all, middle), "person"));
    json_decref(people);
    cs_text_free(text);
    cs_results_close(results);
}

/* Days are counted one by one, from the spells and from nothing else. */
static void count_days(const json_t *spells, int horizon, int *listed, int *wrongful, int *longest)
{
    int run = 0;
    *listed = *wrongful = *longest = 0;
    for (int day = 0; day < horizon; day++) {
        bool on = false, wrong = false;
        for (size_t i = 0; i < json_array_size(spells); i++) {
            const json_t *spell = json_array_get(spells, i), *to = json_object_get(spell, "to");
            int end = json_is_null(to) ? horizon : (int)json_integer_value(to);
            if (day < (int)number_of(spell, "from") || day >= end) continue;
            on = true;
            wrong |= json_is_true(json_object_get(spell, "wrongful"));
        }
        run = wrong ? run + 1 : 0;
        *listed += on;
        *wrongful += wrong;
        if (run > *longest) *longest = run;
    }
}

static size_t count_kind(const json_t *events, const char *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(events); i++)
        count += strcmp(text_of(json_array_get(events, i), "kind"), kind) == 0;
    return count;
}

static void check_world(const json_t *world, const char *explained)
{
    const json_t *head = json_object_get(world, "head"), *events = json_object_get(world, "events");
    int listed, wrongful, longest;
    count_days(json_object_get(world, "spells"), 20, &listed, &wrongful, &longest);
    assert_int_equal(number_of(head, "listed_days"), listed);
    assert_int_equal(number_of(head, "wrongful_days"), wrongful);
    assert_int_equal(number_of(head, "longest"), longest);
    assert_int_equal(number_of(head, "acts"), count_kind(events, "act"));
    assert_int_equal(number_of(head, "records"), count_kind(events, "record"));
    assert_int_equal(number_of(head, "refusals"), json_array_size(json_object_get(world, "denials")));
    assert_int_equal(number_of(head, "refusals"), count_kind(events, "denied"));
    for (size_t i = 0; explained && i < json_array_size(events); i++)
        if (!strstr(explained, text_of(json_array_get(events, i), "text")))
            fail_msg("explain does not say: %s", text_of(json_array_get(events, i), "text"));
}

static void a_file_is_that_of_explain_in_every_world(void **state)
{
    cs_error err = {0};
    json_t *people, *file;
    char *text;
    (void)state;
    cs_results *results = run_busy("busy");
    assert_int_equal(cs_json_people(results, &people, &err), CS_OK);
    const json_t *all = json_object_get(people, "people");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *head = json_array_get(all, i);
        int64_t person = (int64_t)number_of(head, "person");
        assert_int_equal(cs_json_person(results, person, &file, &err), CS_OK);
        assert_int_equal(cs_results_explain(results, person, &text, &err), CS_OK);
        const json_t *worlds = json_object_get(file, "worlds");
        assert_int_equal(json_array_size(worlds), 3);
        assert_string_equal(text_of(json_array_get(worlds, 0), "world"), "base");
        assert_string_equal(text_of(json_array_get(worlds, 1), "world"), "no_slips");
        assert_true(json_equal(head, json_object_get(json_array_get(worlds, 0), "head")));
        check_world(json_array_get(worlds, 0), text);
        check_world(json_array_get(worlds, 1), NULL);
        check_world(json_array_get(worlds, 2), NULL);
        /* nothing is filed without a regime; acts and luck are the same in every world */
        const json_t *free_head = json_object_get(json_array_get(worlds, 2), "head");
        assert_int_equal(number_of(free_head, "records"), 0);
        assert_int_equal(number_of(free_head, "acts"), number_of(head, "acts"));
        cs_text_free(text);
        json_decref(file);
    }
    json_decref(people);
    cs_results_close(results);
}

/* Twice wrongly on a list, with days between; then for another cause on another list while still on the first. */
static void the_longest_time_is_unbroken(void **state)
{
    static cs_event events[] = {
        {.person = 4, .day = 1, .kind = CS_EVENT_LISTED, .what = 0, .tag = CS_CAUSE_STALE},
        {.person = 4, .day = 4, .kind = CS_EVENT_LEFT, .what = 0, .tag = CS_CAUSE_STALE},
        {.person = 4, .day = 9, .kind = CS_EVENT_LISTED, .what = 0, .tag = CS_CAUSE_PROTECTED},
        {.person = 4, .day = 12, .kind = CS_EVENT_LISTED, .what = 1, .tag = CS_CAUSE_STALE},
        {.person = 4, .day = 13, .kind = CS_EVENT_CAUSE, .what = 0, .tag = CS_CAUSE_RULE_CONSISTENT},
        {.person = 4, .day = 15, .kind = CS_EVENT_LEFT, .what = 1, .tag = CS_CAUSE_STALE}};
    cs_ledger ledger = {.event = events, .events = sizeof events / sizeof *events};
    cs_scenario *s = fixture_scenario(NULL);
    cs_person_head head = cs_person_find(s, &ledger, 4);
    (void)state;
    assert_int_equal(head.listed_days, 14); /* 1-4, and 9 to the end */
    assert_int_equal(head.wrongful_days, 9);
    assert_int_equal(head.longest, 6);
    assert_int_equal(head.worst, CS_CAUSE_STALE);
    cs_scenario_free(s);
}

/* Of the same people: how many have each value is what the ledger says of the whole. */
static void a_person_has_the_strata_of_the_population(void **state)
{
    cs_error err = {0};
    cs_ledger ledger;
    uint16_t value[2];
    int64_t low = 0, north = 0;
    (void)state;
    cs_results *results = run_busy("busy");
    assert_int_equal(cs_results_read(results, 0, 0, &(cs_slice){.slim = true, .day = -1}, &ledger, &err), CS_OK);
    for (uint32_t p = 0; p < 1000; p++) {
        assert_int_equal(cs_results_who(results, p, value, &err), CS_OK);
        low += value[0] == 0;
        north += value[1] == 0;
        assert_int_equal(cs_results_base(results, 0, value), 1000);
    }
    assert_int_equal(ledger.persons[1], low);
    assert_int_equal(ledger.persons[3], north);
    cs_ledger_free(&ledger);
    cs_results_close(results);
}

static void scores_and_thresholds_are_the_scenarios(void **state)
{
    cs_error err = {0};
    json_t *people, *file;
    (void)state;
    cs_results *results = run_busy("busy");
    assert_int_equal(cs_json_people(results, &people, &err), CS_OK);
    const json_t *first = json_array_get(json_object_get(people, "people"), 0);
    assert_int_equal(cs_json_person(results, (int64_t)number_of(first, "person"), &file, &err), CS_OK);
    const json_t *threshold = json_array_get(json_object_get(file, "thresholds"), 0);
    assert_int_equal(json_array_size(json_object_get(file, "thresholds")), 1);
    assert_string_equal(text_of(threshold, "label"), "low");
    assert_int_equal(number_of(threshold, "points"), 960);
    const json_t *strata = json_object_get(file, "strata");
    assert_true(strcmp(text_of(strata, "income"), "low") == 0 || strcmp(text_of(strata, "income"), "high") == 0);
    assert_non_null(json_object_get(strata, "region"));
    const json_t *scores = json_object_get(json_array_get(json_object_get(file, "worlds"), 0), "scores");
    const json_t *start = json_array_get(scores, 0);
    assert_true(number_of(start, "day") == 0 && number_of(start, "applied") == 1000);
    assert_true(json_array_size(scores) > 1);
    for (size_t i = 1; i < json_array_size(scores); i++) {
        const json_t *score = json_array_get(scores, i);
        assert_true(number_of(score, "day") > 0 && number_of(score, "applied") <= number_of(score, "conduct"));
    }
    json_decref(file);
    json_decref(people);
    cs_results_close(results);
}

/* A safeguard may change the base: in its world a score begins with the world's own. */
static void a_score_begins_with_the_base_of_its_world(void **state)
{
    cs_error err = {0};
    json_t *people, *file;
    int begun = 0;
    (void)state;
    cs_results *results = run_changed("based", "set: {sensors.slips.rate: 0 per year}", "set: {score.base: 980}",
                                      "no_slips");
    assert_int_equal(cs_json_people(results, &people, &err), CS_OK);
    const json_t *all = json_object_get(people, "people");
    for (size_t i = 0; i < json_array_size(all); i++) {
        int64_t person = (int64_t)number_of(json_array_get(all, i), "person");
        assert_int_equal(cs_json_person(results, person, &file, &err), CS_OK);
        const json_t *worlds = json_object_get(file, "worlds");
        for (size_t w = 0; w < 2; w++) {
            const json_t *scores = json_object_get(json_array_get(worlds, w), "scores");
            const json_t *start = json_array_get(scores, 0);
            assert_int_equal(number_of(start, "day"), 0);
            assert_int_equal(number_of(start, "applied"), w ? 980 : 1000);
            assert_int_equal(number_of(start, "conduct"), w ? 980 : 1000);
            begun++;
        }
        json_decref(file);
    }
    assert_true(begun > 10);
    json_decref(people);
    cs_results_close(results);
}

/* What is said of an event: which time it is, in words. */
static void times_are_said_in_words(void **state)
{
    static const struct { int time; const char *said; } cases[] = {
        {1, "disputed the listing on defaulters"},
        {2, "disputed the listing on defaulters, for the second time"},
        {3, "disputed the listing on defaulters, for the third time"},
        {10, "disputed the listing on defaulters, for the tenth time"},
        {21, "disputed the listing on defaulters, time number 21"}};
    (void)state;
    cs_scenario *s = fixture_scenario(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_text line = {0};
        cs_event_say(&line, s, &(cs_event){.kind = CS_EVENT_DISPUTE, .detail = (int16_t)cases[i].time});
        assert_false(line.failed);
        assert_string_equal(line.bytes, cases[i].said);
        cs_text_drop(&line);
    }
    cs_scenario_free(s);
}

static void who_is_not_tracked_has_no_file(void **state)
{
    static const int64_t nobody[] = {-1, 1000, INT64_C(1) << 32};
    cs_error err = {0};
    json_t *file;
    int64_t tracked = 0;
    (void)state;
    cs_results *results = run_busy("busy");
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        assert_int_equal(cs_json_person(results, nobody[i], &file, &err), CS_RANGE);
        assert_null(file);
    }
    for (int64_t p = 0; p < 1000; p++) {
        bool is = cs_results_tracks(results, p);
        tracked += is;
        if (!is) assert_int_equal(cs_json_person(results, p, &file, &err), CS_RANGE);
    }
    assert_int_equal(tracked, 50);
    assert_non_null(strstr(err.message, "no history is kept of person"));
    cs_results_close(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_says_what_the_scenario_says),
        cmocka_unit_test(every_number_of_the_scenario_is_a_parameter),
        cmocka_unit_test(safeguards_say_which_are_on),
        cmocka_unit_test(ranks_are_of_parameters_that_exist),
        cmocka_unit_test(a_model_has_the_ranks_of_its_table),
        cmocka_unit_test(complaints_say_where),
        cmocka_unit_test(every_text_can_be_said),
        cmocka_unit_test(people_are_those_of_explain),
        cmocka_unit_test(a_file_is_that_of_explain_in_every_world),
        cmocka_unit_test(the_longest_time_is_unbroken),
        cmocka_unit_test(a_person_has_the_strata_of_the_population),
        cmocka_unit_test(scores_and_thresholds_are_the_scenarios),
        cmocka_unit_test(a_score_begins_with_the_base_of_its_world),
        cmocka_unit_test(times_are_said_in_words),
        cmocka_unit_test(who_is_not_tracked_has_no_file),
    };
    return cmocka_run_group_tests_name("serve_json", tests, in_a_folder, clear_folder);
}
