/* Safeguards combined: whatever the order, one world; and who cannot be combined is told. */
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
    "about: One kind of conduct, two sensors, one list.\n"
    "sources:\n"
    "  tariff: What things cost\n"
    "horizon: 2 years\n"
    "population: {persons: 1000, regions: 1}\n"
    "conduct:\n"
    "  late_payment: {rate: 0.8 per year}\n"
    "  critical_post: {rate: 1 per month, protected: expression}\n"
    "sensors:\n"
    "  bank: {kind: registry, sees: late_payment, misses: 5 %, delay: 14 days}\n"
    "  forum: {kind: platform, members: 70 %, sees: critical_post}\n"
    "score:\n"
    "  base: 1000\n"
    "  rules:\n"
    "    - {on: late_payment, points: -10, lasts: 6 months}\n"
    "    - {on: critical_post, points: -50, lasts: forever}\n"
    "  bands: {A: 960, B: 850, C: 600}\n"
    "lists:\n"
    "  debtors: {enter: {record: late_payment}, leave: {after: 2 years},\n"
    "            review_before: {passes_wrong: 30 %, passes_right: 94 %}}\n"
    "safeguards:\n"
    "  expiry: {about: records end early, set: {score.rules.*.lasts: 1 month}}\n"
    "  careful: {about: the bank takes care, cost: {value: 2.5, source: tariff},\n"
    "            set: {sensors.bank.duplicates: 0 %, sensors.bank.misses: 10 %}}\n"
    "  quick: {about: the bank is quick,\n"
    "          set: {sensors.bank.delay: 1 day, sensors.bank.wrong_person.share: 1 %}}\n"
    "  same: {about: the bank takes the same care, set: {sensors.bank.misses: 10 %}}\n"
    "  short_memory: {about: one rule, set: {score.rules.late_payment.lasts: 2 months}}\n"
    "  no_look: {about: nobody looks, set: {lists.debtors.review_before: none}}\n"
    "  good_look: {about: a good look, set: {lists.debtors.review_before.passes_wrong: 5 %}}\n"
    "  later: {about: quick in the second year, from: 1 year, set: {sensors.bank.delay: 2 days}}\n"
    "  later_misses: {about: missed then, from: 1 year, set: {sensors.bank.misses: 12 %}}\n";

static cs_scenario *load(const char *safeguard, cs_complaints *complaints)
{
    cs_load_options options = {.safeguard = safeguard};
    cs_scenario *s = NULL;
    cs_error err = {0};
    cs_status status = cs_scenario_parse(base, sizeof base - 1, "base.yaml", &options, &s,
                                         complaints, &err);
    assert_true((status == CS_OK) == (s != NULL));
    return s;
}

static cs_scenario *load_well(const char *safeguard)
{
    cs_complaints complaints = {0};
    cs_scenario *s = load(safeguard, &complaints);
    if (!s) fail_msg("%s: %s", safeguard ? safeguard : "base", complaints.count ? complaints.items[0].message : "?");
    return s;
}

static void refuse(const char *safeguard, const char *wanted)
{
    cs_complaints complaints = {0};
    assert_null(load(safeguard, &complaints));
    assert_int_equal(complaints.count, 1);
    if (!strstr(complaints.items[0].message, wanted))
        fail_msg("%s: wanted `%s`, got `%s`", safeguard, wanted, complaints.items[0].message);
    cs_complaints_free(&complaints);
}

static const cs_rule *rule_of(const cs_scenario *s, int i)
{
    return CS_ITEMS(cs_rule, s->score->rules) + i;
}

static void the_order_does_not_matter(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"expiry+careful", "careful+expiry"},
                                           {"quick+careful", "careful+quick"},
                                           {"quick+expiry+careful", "careful+quick+expiry"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        cs_scenario *one = load_well(pairs[i][0]), *other = load_well(pairs[i][1]);
        assert_string_equal(one->text, other->text);
        assert_string_equal(one->hash, other->hash);
        assert_string_equal(one->patch, other->patch);
        cs_scenario_free(one);
        cs_scenario_free(other);
    }
}

static void all_of_them_are_on(void **state)
{
    (void)state;
    cs_scenario *s = load_well("quick+careful+expiry"), *plain = load_well(NULL);
    const cs_kinded *bank = CS_ITEMS(cs_kinded, s->sensors);
    assert_string_equal(s->patch, "expiry+careful+quick");
    assert_int_equal(rule_of(s, 0)->lasts_days, 30);
    assert_int_equal(rule_of(s, 1)->lasts_days, 30);
    assert_non_null(bank);
    assert_non_null(strstr(s->text, "delay: 1 day"));
    assert_non_null(strstr(s->text, "misses: 10 %"));
    assert_string_not_equal(s->hash, plain->hash);
    cs_scenario *one = load_well("expiry");
    assert_string_not_equal(s->hash, one->hash);
    cs_scenario_free(one);
    cs_scenario_free(plain);
    cs_scenario_free(s);
}

/* The resolved text is what a results file keeps and reads again. */
static void the_text_can_be_read_again(void **state)
{
    (void)state;
    cs_scenario *s = load_well("careful+expiry"), *again = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_status status = cs_scenario_parse(s->text, strlen(s->text), "base.yaml", NULL, &again,
                                         &complaints, &err);
    if (status != CS_OK) fail_msg("%s", complaints.count ? complaints.items[0].message : "?");
    assert_string_equal(s->text, again->text);
    assert_int_equal(again->safeguard_count, 2);
    cs_scenario_free(again);
    cs_scenario_free(s);
}

static void one_place_set_alike_is_no_conflict(void **state)
{
    (void)state;
    cs_scenario *s = load_well("careful+same");
    assert_non_null(strstr(s->text, "misses: 10 %"));
    cs_scenario_free(s);
}

static void who_cannot_be_combined_is_told(void **state)
{
    (void)state;
    refuse("expiry+short_memory",
           "the safeguards `expiry` and `short_memory` cannot be combined: `score.rules.*.lasts` of "
           "the first and `score.rules.late_payment.lasts` of the second change the same place");
    refuse("no_look+good_look",
           "the safeguards `no_look` and `good_look` cannot be combined: `lists.debtors.review_before` "
           "of the first and `lists.debtors.review_before.passes_wrong` of the second");
    refuse("later+quick", "`quick` and `later` cannot be combined: they start on different days, 0 "
                          "and 365");
    refuse("expiry+later_misses", "start on different days, 0 and 365");
}

static void a_conflict_deep_inside_is_found(void **state)
{
    (void)state;
    /* the third sets what the first does: of three, two do not agree */
    refuse("expiry+careful+short_memory", "the safeguards `expiry` and `short_memory`");
}

static void later_ones_start_together(void **state)
{
    (void)state;
    cs_scenario *s = load_well("later_misses+later");
    assert_non_null(s->later);
    assert_int_equal(s->later_day, 365);
    assert_string_equal(s->patch, "later+later_misses");
    assert_non_null(strstr(s->later->text, "delay: 2 days"));
    assert_non_null(strstr(s->later->text, "misses: 12 %"));
    cs_scenario_free(s);
}

static void names_are_checked(void **state)
{
    (void)state;
    refuse("expiry+carefull", "there is no safeguard `carefull`; did you mean `careful`?");
    refuse("expiry+expiry", "names the safeguard `expiry` twice");
    refuse("expiry+", "names nothing before or after a `+`");
    refuse("+expiry", "names nothing before or after a `+`");
    refuse("expiry++quick", "names nothing before or after a `+`");
    refuse("expiry+no_regime", "under no_regime there is nothing to safeguard");
}

static void costs_are_read(void **state)
{
    (void)state;
    cs_scenario *s = load_well(NULL);
    assert_true(cs_scenario_safeguard_cost(s, 0) == 1);
    assert_true(cs_scenario_safeguard_cost(s, 1) == 2.5);
    assert_true(cs_scenario_safeguard_cost(s, 99) == 0);
    /* a cost is no number of the model: it is not among those that a run depends on */
    for (int i = 0; i < s->input_count; i++)
        assert_null(strstr(s->inputs[i].path, "safeguards"));
    cs_scenario_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_does_not_matter),
        cmocka_unit_test(all_of_them_are_on),
        cmocka_unit_test(the_text_can_be_read_again),
        cmocka_unit_test(one_place_set_alike_is_no_conflict),
        cmocka_unit_test(who_cannot_be_combined_is_told),
        cmocka_unit_test(a_conflict_deep_inside_is_found),
        cmocka_unit_test(later_ones_start_together),
        cmocka_unit_test(names_are_checked),
        cmocka_unit_test(costs_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
