/* Figures asked for by names: lines to figures and back, names to the numbers of a scenario. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scenario/asked.h"

static void read_line(const char *line, char room[300], cs_asked *asked)
{
    cs_error err = {0};
    strcpy(room, line);
    if (cs_asked_read(room, asked, &err) != CS_OK) fail_msg("%s: %s", line, err.message);
}

static void lines_are_read_and_written(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "listed_share",
        "listed_share list=discredited cell=group.minority day=180",
        "listed_share of=firms list=defaulters cell=region.north",
        "denials service=air_travel",
        "true_records sensor=gate",
        "band_share band=D",
        "acts_per_person_year conduct=post",
        "reached association=guilt",
        "cascade_share at_least=10 at_most=99",
        "count_share_above cell=region.north above=0.90000000000000002",
        "listed scale=1110000000",
        "listed_share day=0",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char room[300];
        cs_asked asked;
        cs_text out = {0};
        read_line(lines[i], room, &asked);
        cs_asked_print(&asked, &out);
        assert_string_equal(out.bytes, lines[i]);
        cs_text_drop(&out);
    }
    char room[300];
    cs_asked asked;
    read_line("  wrongful_share   list=a  above=90%", room, &asked);
    assert_int_equal(asked.metric, CS_METRIC_WRONGFUL_SHARE);
    assert_string_equal(asked.name, "wrongful_share");
    assert_string_equal(asked.list, "a");
    assert_true(asked.above == 0.9 && asked.day == -1 && asked.at_most == 1000000000);
    assert_null(asked.cell);
}

static void lines_that_say_nothing_are_refused(void **state)
{
    (void)state;
    static const struct { const char *line, *says; } bad[] = {
        {"", "a figure is wanted"},
        {"   ", "a figure is wanted"},
        {"listed_shar", "did you mean `listed_share`?"},
        {"listed_share discredited", "`discredited` is not key=value"},
        {"listed_share lst=a", "a figure has no `lst`; did you mean `list`?"},
        {"listed_share list=", "`list=` says nothing"},
        {"listed_share of=people", "persons or firms is wanted"},
        {"listed_share day=-1", "`day` is -1; a whole number from 0 to 36500 is wanted"},
        {"listed_share day=1.5", "`day` is 1.5; a whole number"},
        {"listed_share day=soon", "`day` is `soon`"},
        {"count_share_above above=2", "`above` is 2; a number from 0 to 1 is wanted"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char room[300];
        cs_asked asked;
        cs_error err = {0};
        strcpy(room, bad[i].line);
        assert_int_equal(cs_asked_read(room, &asked, &err), CS_USAGE);
        if (!strstr(err.message, bad[i].says)) fail_msg("`%s`: %s", bad[i].line, err.message);
    }
}

static cs_scenario *load(const char *name)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    assert_int_equal(cs_scenario_load(name, NULL, &scenario, &complaints, &err), CS_OK);
    return scenario;
}

static cs_query find(const cs_scenario *scenario, const char *line)
{
    char room[300];
    cs_asked asked;
    cs_query query;
    cs_error err = {0};
    read_line(line, room, &asked);
    if (cs_asked_query(&asked, scenario, &query, &err) != CS_OK) fail_msg("%s: %s", line, err.message);
    return query;
}

/* Whatever a scenario's own `reproduces` says in numbers, the same names lead to. */
static void names_are_found(void **state)
{
    (void)state;
    cs_scenario *s = load("city-points");
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, s->sensors);
    const cs_list *lists = CS_ITEMS(cs_list, s->lists);
    char line[300];
    for (int i = 0; i < s->sensors.count; i++) {
        snprintf(line, sizeof line, "true_records sensor=%s", sensors[i].name);
        assert_int_equal(find(s, line).sensor, i);
    }
    for (int i = 0; i < s->lists.count; i++) {
        snprintf(line, sizeof line, "listed list=%s", lists[i].name);
        assert_int_equal(find(s, line).list, i);
    }
    for (int i = 0; i < s->score->bands.count; i++) {
        snprintf(line, sizeof line, "band_share band=%s", s->score->bands.names[i]);
        assert_int_equal(find(s, line).band, i);
    }
    for (int i = 0; i < s->conduct.count; i++) {
        snprintf(line, sizeof line, "acts_per_person_year conduct=%s",
                 CS_ITEMS(cs_conduct, s->conduct)[i].name);
        assert_int_equal(find(s, line).conduct, i);
    }
    int cell = 0;
    for (int a = 0; a < s->population.attributes.count; a++)
        for (int v = 0; v < s->population.attributes.items[a].values; v++) {
            snprintf(line, sizeof line, "listed cell=%s.%s", s->population.attributes.items[a].name,
                     s->population.attributes.items[a].value_names[v]);
            assert_int_equal(find(s, line).cell, ++cell);
        }
    for (int i = 0; i < s->population.regions.count; i++) {
        snprintf(line, sizeof line, "listed cell=region.%s", s->population.regions.names[i]);
        assert_int_equal(find(s, line).cell, ++cell);
    }
    cs_query all = find(s, "listed"), own = cs_query_all(CS_METRIC_LISTED);
    assert_memory_equal(&all, &own, sizeof all);
    assert_int_equal(all.list, -1);
    assert_int_equal(all.sensor, -1);
    assert_int_equal(all.conduct, -1);
    assert_int_equal(all.response, -1);
    assert_int_equal(all.association, -1);
    assert_int_equal(all.service, -1);
    assert_int_equal(all.band, -1);
    assert_int_equal(all.cell, 0);
    assert_int_equal(all.day, -1);
    cs_scenario_free(s);
}

static void firms_have_names_of_their_own(void **state)
{
    (void)state;
    cs_scenario *s = load("company-ratings");
    const char *list = CS_ITEMS(cs_list, s->firms->lists)[0].name;
    char line[300];
    snprintf(line, sizeof line, "listed of=firms list=%s", list);
    cs_query query = find(s, line);
    assert_int_equal(query.of, CS_FIRMS);
    assert_int_equal(query.list, 0);
    cs_scenario_free(s);
}

static void what_a_scenario_lacks_is_said(void **state)
{
    (void)state;
    static const struct { const char *line, *says; } bad[] = {
        {"listed list=discredted", "`discredted` is no list of the scenario city-points; did you mean"},
        {"listed of=firms", "is one of firms, but the scenario city-points has none"},
        {"band_share", "the figure `band_share` needs a band"},
        {"visit_share", "needs a cell, such as region.north"},
        {"listed cell=minority", "attribute.value is wanted"},
        {"listed cell=grop.minority", "`grop` is no attribute of the scenario city-points; did you mean `group`?"},
        {"listed cell=group.minorty", "`minorty` is no value of that attribute"},
        {"listed day=36000", "is about day 36000, but the scenario city-points ends after"},
        {"listed response=hush", "`hush` is no response of the scenario city-points"},
    };
    cs_scenario *s = load("city-points");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char room[300];
        cs_asked asked;
        cs_query query;
        cs_error err = {0};
        read_line(bad[i].line, room, &asked);
        assert_int_equal(cs_asked_query(&asked, s, &query, &err), CS_USAGE);
        if (!strstr(err.message, bad[i].says)) fail_msg("`%s`: %s", bad[i].line, err.message);
    }
    cs_scenario_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_and_written),
        cmocka_unit_test(lines_that_say_nothing_are_refused),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(firms_have_names_of_their_own),
        cmocka_unit_test(what_a_scenario_lacks_is_said),
    };
    return cmocka_run_group_tests_name("asked", tests, NULL, NULL);
}
