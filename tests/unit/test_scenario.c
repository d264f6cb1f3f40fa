/* The scenario reader: values, sets, wildcards, extends, safeguards, inputs, and the resolved
   text. */
#include "scenario/scenario.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char base[] =
    "title: A small regime\n"
    "about: One kind of conduct, one sensor, one list.\n"
    "sources:\n"
    "  report-2020: A report of 2020\n"
    "horizon: 2 years\n"
    "population:\n"
    "  persons: 10_000\n"
    "  profile: china-2020\n"
    "  ages: {young: 0-39, old: 40+}\n"
    "  sex: true\n"
    "  regions: {coast: 60 %, inland: 40 %}\n"
    "  attributes:\n"
    "    income: {low: 30 %, high: 70 %}\n"
    "    owner: {given: income, shares: {high: {no: 20 %, yes: 80 %}, low: {no: 90 %, yes: 10 "
    "%}}}\n"
    "conduct:\n"
    "  late_payment:\n"
    "    rate: {value: 0.8 per year, range: [0.4, 2 per month], source: report-2020}\n"
    "    by: {income: {low: 2}, sex: {female: 0.5}}\n"
    "  critical_post: {rate: 1 per month, protected: expression}\n"
    "sensors:\n"
    "  bank: {kind: registry, sees: [late_payment], misses: 5 %, delay: 14 days}\n"
    "  forum: {kind: platform, members: 70 %, sees: critical_post}\n"
    "  gate: {kind: face_recognition, mode: watch_list, finds: 89 %, false_match: 1 in 6000,\n"
    "         list: debtors, crowd: final, files: alert}\n"
    "crowds:\n"
    "  final: {visitors: 100, listed_present: 5}\n"
    "score:\n"
    "  base: 1000\n"
    "  rules:\n"
    "    - {on: late_payment, points: -10, lasts: 6 months}\n"
    "    - {on: critical_post, points: -50, lasts: forever}\n"
    "    - {on: alert, points: -1, lasts: 1 week}\n"
    "  bands: {A: 960, B: 850, C: 600}\n"
    "lists:\n"
    "  debtors: {enter: {record: late_payment}, leave: {after: 2 years}, denies: [air_travel]}\n"
    "  low: {enter: {band: C}, leave: {band: B}, penal: false}\n"
    "services:\n"
    "  air_travel: {demand: 2 per week}\n"
    "safeguards:\n"
    "  expiry: {about: records end early, set: {score.rules.*.lasts: 1 month}}\n"
    "  later: {about: the same in the second year, from: 1 year,\n"
    "          set: {score.rules.late_payment.lasts: 1 month}}\n"
    "reproduces:\n"
    "  - {figure: entries, metric: entry_rate, list: debtors, expect: [0.1, 0.3 %], as: "
    "predicted,\n"
    "     source: report-2020}\n";

/* The base with some values set and a safeguard on; NULL when it is refused. */
static cs_scenario *load_with(const char *const *sets, const char *safeguard,
                              cs_complaints *complaints)
{
    cs_load_options options = {.sets = sets, .safeguard = safeguard};
    cs_scenario *scenario = NULL;
    cs_error err = {0};
    while (sets && sets[options.set_count]) options.set_count++;
    cs_status status = cs_scenario_parse(base, sizeof base - 1, "base.yaml", &options, &scenario,
                                         complaints, &err);
    if (status == CS_OK) assert_int_equal(complaints->count, 0);
    return scenario;
}

static cs_scenario *load_set(const char *set)
{
    const char *const sets[] = {set, NULL};
    cs_complaints complaints = {0};
    cs_scenario *s = load_with(sets, NULL, &complaints);
    for (int i = 0; i < complaints.count; i++)
        print_message("%s: %s\n", set ? set : "base", complaints.items[i].message);
    cs_complaints_free(&complaints);
    assert_non_null(s);
    return s;
}

/* Refused, with `wanted` in the first complaint, at that column of the option. */
static void refuse(const char *set, const char *wanted, int column)
{
    const char *const sets[] = {set, NULL};
    cs_complaints complaints = {0};
    assert_null(load_with(sets, NULL, &complaints));
    assert_true(complaints.count > 0);
    if (!strstr(complaints.items[0].message, wanted))
        fail_msg("%s: wanted `%s`, got `%s`", set, wanted, complaints.items[0].message);
    assert_int_equal(complaints.items[0].column, column);
    assert_string_equal(complaints.items[0].file, "--set");
    assert_string_equal(complaints.items[0].excerpt, set);
    cs_complaints_free(&complaints);
}

static const cs_conduct *conduct_of(const cs_scenario *s, int i)
{
    return CS_ITEMS(cs_conduct, s->conduct) + i;
}

static const cs_rule *rule_of(const cs_scenario *s, int i)
{
    return CS_ITEMS(cs_rule, s->score->rules) + i;
}

static void test_struct(void **state)
{
    (void)state;
    cs_scenario *s = load_set(NULL);
    assert_string_equal(cs_scenario_title(s), "A small regime");
    assert_string_equal(s->name, "base");
    assert_int_equal(s->horizon_days, 730);
    assert_int_equal(s->settle_days, 1);
    assert_int_equal(cs_scenario_persons(s), 10000);
    assert_int_equal(cs_scenario_replicates(s), 8);
    assert_int_equal(s->conduct.count, 2);
    assert_true(conduct_of(s, 0)->rate == 0.8);
    assert_true(conduct_of(s, 1)->rate == 12);
    assert_int_equal(conduct_of(s, 1)->protected_as, CS_PROTECTED_EXPRESSION);
    assert_int_equal(rule_of(s, 0)->lasts_days, 183); /* 182.5, to the nearest day */
    assert_int_equal(rule_of(s, 1)->lasts_days, CS_FOREVER);
    assert_int_equal(rule_of(s, 2)->lasts_days, 7);
    assert_int_equal(s->score->bands.count, 3);
    assert_int_equal(s->score->bands.at_least[1], 850);
    assert_null(s->score->decay);
    const cs_list *lists = s->lists.items;
    assert_int_equal(lists[0].enter.band, -1);
    assert_int_equal(lists[0].leave.band, -1);
    assert_int_equal(lists[0].denies.count, 1);
    assert_true(lists[0].penal);
    assert_int_equal(lists[1].enter.band, 2);
    assert_int_equal(lists[1].leave.band, 1);
    assert_false(lists[1].penal);
    const cs_service *services = s->services.items;
    assert_true(services[0].demand == 2 * (365.0 / 7));
    cs_scenario_free(s);
}

static void test_attributes(void **state)
{
    (void)state;
    cs_scenario *s = load_set(NULL);
    const cs_population_config *p = &s->population;
    assert_int_equal(p->attributes.count, 4);
    assert_string_equal(p->attributes.items[0].name, "age");
    assert_string_equal(p->attributes.items[1].name, "sex");
    assert_null(p->attributes.items[0].share);
    const cs_attribute *owner = &p->attributes.items[3];
    assert_int_equal(owner->given, 2);
    assert_int_equal(owner->rows, 2);
    assert_true(owner->share[0] == 0.9); /* the row of low, though high stands first */
    assert_true(owner->share[3] == 0.8);
    assert_string_equal(owner->value_names[1], "yes");
    const cs_by *by = &conduct_of(s, 0)->by;
    assert_int_equal(by->count, 2);
    assert_int_equal(by->terms[0].attribute, 2);
    assert_true(by->terms[0].times[0] == 2 && by->terms[0].times[1] == 1);
    assert_true(by->terms[1].times[1] == 0.5);
    assert_int_equal(p->regions.count, 2);
    assert_string_equal(p->regions.names[1], "inland");
    cs_scenario_free(s);
    s = load_set("population.regions=3");
    assert_int_equal(s->population.regions.count, 3);
    assert_string_equal(s->population.regions.names[2], "r3");
    assert_true(s->population.regions.share[0] == 1.0 / 3);
    cs_scenario_free(s);
}

static void test_records(void **state)
{
    (void)state;
    cs_scenario *s = load_set(NULL);
    const cs_kinded *sensors = s->sensors.items;
    assert_int_equal(s->record_kinds, 3);
    assert_string_equal(s->record_names[2], "alert");
    const cs_face_recognition *gate = sensors[2].config;
    assert_int_equal(gate->record, 2);
    assert_int_equal(gate->list, 0);
    assert_int_equal(gate->crowd, 0);
    assert_true(gate->false_match == 1.0 / 6000);
    const cs_platform *forum = sensors[1].config;
    assert_true(forum->members == 0.7);
    assert_int_equal(forum->registry.sees.count, 1);
    assert_int_equal(forum->registry.sees.index[0], 1);
    assert_int_equal(forum->registry.wrong_person.attribute, -1);
    cs_scenario_free(s);
}

static const cs_input *find_input(const cs_scenario *s, const char *path)
{
    for (int i = 0; i < s->input_count; i++)
        if (strcmp(s->inputs[i].path, path) == 0) return &s->inputs[i];
    fail_msg("there is no input %s", path);
    return NULL;
}

static void test_inputs(void **state)
{
    (void)state;
    cs_scenario *s = load_set("sensors.bank.misses={value: 5 %, range: [1, 9 %]}");
    const cs_input *rate = find_input(s, "conduct.late_payment.rate");
    assert_string_equal(rate->text, "0.8 per year");
    assert_true(rate->value == 0.8 && rate->low == 0.4 && rate->high == 24);
    assert_int_equal(rate->kind, CS_INPUT_SOURCED);
    assert_int_equal(rate->source, 0);
    assert_string_equal(s->sources[0].name, "report-2020");
    const cs_input *misses = find_input(s, "sensors.bank.misses");
    assert_true(misses->value == 0.05 && misses->low == 0.01 && misses->high == 0.09);
    assert_int_equal(misses->kind, CS_INPUT_ASSUMED);
    assert_int_equal(find_input(s, "sensors.bank.duplicates")->kind, CS_INPUT_DEFAULT);
    assert_int_equal(find_input(s, "settle")->kind, CS_INPUT_DEFAULT);
    assert_true(find_input(s, "conduct.late_payment.by.sex.female")->value == 0.5);
    assert_true(find_input(s, "population.attributes.income.low")->value == 0.3);
    assert_true(find_input(s, "score.rules.critical_post.points")->value == -50);
    assert_true(find_input(s, "score.bands.B")->value == 850);
    assert_string_equal(find_input(s, "sensors.bank.delay")->label,
                        "Time from the act to the record");
    for (int i = 0; i < s->input_count; i++) {
        assert_true(s->inputs[i].low <= s->inputs[i].value &&
                    s->inputs[i].value <= s->inputs[i].high);
        assert_null(strstr(s->inputs[i].path, "reproduces"));
        assert_non_null(s->inputs[i].label);
        /* a sentence: a capital first, and every bracket closed */
        const char *label = s->inputs[i].label, *open = strrchr(label, '(');
        assert_false(*label >= 'a' && *label <= 'z');
        assert_true(!open || strchr(open, ')'));
    }
    cs_scenario_free(s);
}

/* A number set by --set comes out as it should. */
static void test_units(void **state)
{
    static const struct {
        const char *text;
        double value;
    } rates[] = {{"3 per day", 1095},      {"1 per week", 365.0 / 7}, {"2 per month", 24},
                 {"1_000 per year", 1000}, {"1e-3 per year", 0.001},  {".5 per year", 0.5},
                 {"+2 per year", 2},       {"2.5e+1 per year", 25},   {"'0.25 per year'", 0.25}};
    static const struct {
        const char *text;
        int days;
    } times[] = {{"1 day", 1},    {"14 days", 14},    {"2 weeks", 14},
                 {"1 month", 30}, {"6 months", 183},  {"12 months", 365},
                 {"1 year", 365}, {"0.5 years", 183}, {"forever", CS_FOREVER}};
    char set[100];
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        snprintf(set, sizeof set, "conduct.late_payment.rate=%s", rates[i].text);
        cs_scenario *s = load_set(set);
        assert_true(conduct_of(s, 0)->rate == rates[i].value);
        cs_scenario_free(s);
    }
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        snprintf(set, sizeof set, "score.rules.0.lasts=%s", times[i].text);
        cs_scenario *s = load_set(set);
        assert_int_equal(rule_of(s, 0)->lasts_days, times[i].days);
        cs_scenario_free(s);
    }
}

/* Percents are exact: 0.3 % is the double 0.003, not 0.3 / 100. */
static void test_percents(void **state)
{
    (void)state;
    for (int i = 0; i <= 1000; i += 3) {
        char set[60], digits[20];
        snprintf(set, sizeof set, "sensors.bank.misses=%d.%d %%", i / 10, i % 10);
        snprintf(digits, sizeof digits, "%de-3", i);
        cs_scenario *s = load_set(set);
        const cs_kinded *sensors = s->sensors.items;
        assert_true(((const cs_registry *)sensors[0].config)->misses == strtod(digits, NULL));
        cs_scenario_free(s);
    }
}

static void test_sets(void **state)
{
    (void)state;
    cs_scenario *s = load_set("score.rules.*.points=-7");
    for (int i = 0; i < 3; i++) assert_int_equal(rule_of(s, i)->points, -7);
    cs_scenario_free(s);
    s = load_set("score.rules.critical_post.points=-7");
    assert_int_equal(rule_of(s, 0)->points, -10);
    assert_int_equal(rule_of(s, 1)->points, -7);
    cs_scenario_free(s);
    s = load_set("sensors.bank.wrong_person.share=1 %"); /* the block comes into being */
    const cs_kinded *sensors = s->sensors.items;
    assert_true(((const cs_registry *)sensors[0].config)->wrong_person.share == 0.01);
    cs_scenario_free(s);
    s = load_set("sensors.*.duplicates=2 %"); /* the gate has no such key */
    sensors = s->sensors.items;
    assert_true(((const cs_registry *)sensors[0].config)->duplicates == 0.02);
    assert_true(((const cs_platform *)sensors[1].config)->registry.duplicates == 0.02);
    cs_scenario_free(s);
    s = load_set("services.rail={demand: 1 per year}");
    assert_int_equal(s->services.count, 2);
    cs_scenario_free(s);
    s = load_set("conduct.late_payment.rate.source=report-2020");
    cs_scenario_free(s);
}

static void test_bad_sets(void **state)
{
    (void)state;
    refuse("sensors.bnak.misses=1 %", "did you mean `bank`", 1);
    refuse("sensors.bank.mises=1 %", "did you mean `misses`", 1);
    refuse("sensors.*.mises=1 %", "did you mean `misses`", 1);
    refuse("sensors.bank.misses.value=1 %", "single value", 1);
    refuse("sensors.bank.misses=1", "without a unit", 21);
    refuse("sensors.bank.misses=", "nothing here", 21);
    refuse("sensors.bank.misses=[", "never closed", 21);
    refuse("score.rules.7.points=1", "no `7`", 1);
    refuse("score.rules..points=1", "empty", 1);
    refuse("misses", "not path=value", 1);
    refuse("extends=city-points", "cannot be set", 1);
    refuse("score.rules.0.points={value: 1, value: 2}", "twice", 33);
    refuse("horizon=&a [*a]", "", 13);
}

static void test_safeguard(void **state)
{
    (void)state;
    cs_complaints complaints = {0};
    cs_scenario *plain = load_set(NULL), *s = load_with(NULL, "expiry", &complaints);
    assert_int_equal(cs_scenario_safeguards(plain), 2);
    assert_string_equal(cs_scenario_safeguard_name(plain, 0), "expiry");
    assert_string_equal(cs_scenario_safeguard_about(plain, 0), "records end early");
    assert_int_equal(rule_of(s, 0)->lasts_days, 30);
    assert_int_equal(rule_of(s, 1)->lasts_days, 30);
    assert_string_equal(s->patch, "expiry");
    assert_null(s->later);
    assert_string_not_equal(s->hash, plain->hash);
    cs_scenario_free(s);
    s = load_with(NULL, "later", &complaints);
    assert_int_equal(rule_of(s, 0)->lasts_days, 183);
    assert_int_equal(s->later_day, 365);
    assert_int_equal(rule_of(s->later, 0)->lasts_days, 30);
    assert_string_equal(s->patch, "later");
    assert_string_equal(s->text, plain->text);
    assert_string_not_equal(s->hash, plain->hash);
    cs_scenario_free(s);
    cs_scenario_free(plain);
    assert_null(load_with(NULL, "expiri", &complaints));
    assert_non_null(strstr(complaints.items[0].message, "did you mean `expiry`"));
    cs_complaints_free(&complaints);
}

static cs_scenario *parse_text(const char *text, const char *safeguard)
{
    cs_load_options options = {.safeguard = safeguard};
    cs_scenario *s = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    if (cs_scenario_parse(text, strlen(text), "base.yaml", &options, &s, &complaints, &err) !=
            CS_OK &&
        complaints.count > 0)
        print_message("# %d: %s\n", complaints.items[0].line, complaints.items[0].message);
    cs_complaints_free(&complaints);
    return s;
}

/* Reading the resolved text gives the same scenario, with each safeguard too. */
static void test_round_trip(void **state)
{
    static const char *const safeguards[] = {NULL, "expiry", "later"};
    (void)state;
    for (int i = 0; i < 3; i++) {
        cs_complaints complaints = {0};
        cs_scenario *s = load_with(NULL, safeguards[i], &complaints);
        assert_non_null(s);
        cs_scenario *again = parse_text(s->text, safeguards[i]);
        assert_non_null(again);
        assert_string_equal(s->text, again->text);
        assert_string_equal(s->hash, again->hash);
        assert_int_equal(s->input_count, again->input_count);
        for (int k = 0; k < s->input_count; k++) {
            assert_string_equal(s->inputs[k].path, again->inputs[k].path);
            assert_true(s->inputs[k].value == again->inputs[k].value);
            assert_true(s->inputs[k].low == again->inputs[k].low);
            assert_int_equal(s->inputs[k].source, again->inputs[k].source);
        }
        cs_scenario_free(again);
        cs_scenario_free(s);
    }
}

static void test_bundled(void **state)
{
    (void)state;
    for (int i = 0; cs_bundled_name(i); i++) {
        cs_scenario *s = parse_text(cs_bundled_text(i), NULL);
        assert_non_null(s);
        cs_scenario *again = parse_text(s->text, NULL);
        assert_non_null(again);
        assert_string_equal(s->hash, again->hash);
        for (int k = 0; k < cs_scenario_safeguards(s); k++) {
            const char *name = cs_scenario_safeguard_name(s, k);
            cs_scenario *safe = parse_text(cs_bundled_text(i), name);
            assert_non_null(safe);
            cs_scenario *safe_again = parse_text(safe->text, name);
            assert_non_null(safe_again);
            assert_string_equal(safe->hash, safe_again->hash);
            cs_scenario_free(safe);
            cs_scenario_free(safe_again);
        }
        cs_scenario_free(again);
        cs_scenario_free(s);
    }
}

static void test_extends_bundled(void **state)
{
    (void)state;
    char text[400];
    if (!cs_bundled_name(0)) skip();
    snprintf(text, sizeof text,
             "extends: %s\ntitle: A variant\npopulation: {persons: {value: 123_456}}\n"
             "safeguards: none\n",
             cs_bundled_name(0));
    cs_scenario *s = parse_text(text, NULL);
    assert_non_null(s);
    assert_string_equal(cs_scenario_title(s), "A variant");
    assert_int_equal(cs_scenario_persons(s), 123456);
    assert_int_equal(cs_scenario_safeguards(s), 0); /* `none` takes a map out */
    assert_null(strstr(s->text, "extends"));
    cs_scenario_free(s);
    assert_null(parse_text("extends: base.yaml\ntitle: x\n", NULL)); /* from memory: bundled only */
}

/* Every mistake is told at once, in the order of the file, and the caret stands under it. */
static void test_complaints(void **state)
{
    static const char *const sets[] = {"horizon=3", "sensors.bank.misses=200 %", NULL};
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *text = NULL;
    (void)state;
    assert_null(load_with(sets, NULL, &complaints));
    assert_int_equal(complaints.count, 2);
    assert_int_equal(cs_complaints_print(&complaints, false, &text, &err), CS_OK);
    assert_string_equal(
        text, "--set:1:9: `horizon` is 3 without a unit; a time such as 14 days (or weeks, "
              "months, years) is wanted\n    1 | horizon=3\n      |         ^\n"
              "--set:1:21: `misses` is 200 %; anything from 0 % to 100 % is allowed\n"
              "    1 | sensors.bank.misses=200 %\n      |                     ^\n");
    cs_text_free(text);
    assert_int_equal(cs_complaints_print(&complaints, true, &text, &err), CS_OK);
    assert_non_null(strstr(text, "\033[31m^"));
    cs_text_free(text);
    cs_complaints_free(&complaints);
    cs_complaints_free(&complaints); /* empty may be freed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_struct),    cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_records),   cmocka_unit_test(test_inputs),
        cmocka_unit_test(test_units),     cmocka_unit_test(test_percents),
        cmocka_unit_test(test_sets),      cmocka_unit_test(test_bad_sets),
        cmocka_unit_test(test_safeguard), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_bundled),   cmocka_unit_test(test_extends_bundled),
        cmocka_unit_test(test_complaints)};
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
