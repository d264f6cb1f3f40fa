/* The bundled profiles, the strict reader of their text, and the checks of age bands and household
   sizes that a scenario meets before any person is drawn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "population/population.h"
#include "population/tables.h"

static double mean_size(const cs_profile *p)
{
    double mean = 0.0;
    for (int i = 0; i < p->sizes; i++) mean += p->household[i] * (i + 1);
    return mean;
}

static void bundled_profiles_read_well(void **state)
{
    (void)state;
    static const double mean[] = {2.62, 2.3};
    static const double minors_0_14[] = {0.1771, 0.1570};
    cs_error err = {0};
    int i = 0;
    for (; cs_profile_name(i); i++) {
        cs_profile p;
        double shares = 0.0, young = 0.0, sizes = 0.0;
        assert_int_equal(cs_profile_find(cs_profile_name(i), &p, &err), CS_OK);
        for (int a = 0; a < p.ages; a++) shares += p.male[a] + p.female[a];
        for (int a = 0; a < 3; a++) young += p.male[a] + p.female[a];
        for (int s = 0; s < p.sizes; s++) sizes += p.household[s];
        assert_true(shares > 1.0 - 1e-12 && shares < 1.0 + 1e-12);
        assert_true(sizes > 1.0 - 1e-12 && sizes < 1.0 + 1e-12);
        assert_true(young > minors_0_14[i] - 1e-4 && young < minors_0_14[i] + 1e-4);
        assert_true(mean_size(&p) > mean[i] - 0.05 && mean_size(&p) < mean[i] + 0.05);
        assert_non_null(strstr(p.source, "World Population Prospects"));
    }
    assert_int_equal(i, 2);
    assert_null(cs_profile_name(-1));
    assert_null(cs_profile_name(3));
    cs_profile p;
    assert_int_equal(cs_profile_find("atlantis-2020", &p, &err), CS_USAGE);
}

static const cs_field *field_of(const char *key)
{
    for (const cs_field *f = cs_population_spec.fields; f->key; f++)
        if (strcmp(f->key, key) == 0) return f;
    fail_msg("no field %s", key);
    return NULL;
}

static void scenario_words_are_the_bundled_names(void **state)
{
    (void)state;
    const cs_word *words = field_of("profile")->words;
    assert_string_equal(words[0].word, "none");
    assert_int_equal(words[0].value, -1);
    int i = 0;
    for (; cs_profile_name(i); i++) {
        assert_string_equal(words[i + 1].word, cs_profile_name(i));
        assert_int_equal(words[i + 1].value, i);
    }
    assert_null(words[i + 1].word);
}

#define HEAD "# about: a\n# source: s\ntable,class,sex,percent\n"
#define AGES "age,0-4,male,20\nage,0-4,female,20\nage,5+,male,30\nage,5+,female,30\n"
#define SIZES "household,1,,60.5\nhousehold,2+,,39.5\n"

static void a_small_profile(void **state)
{
    (void)state;
    cs_profile p;
    cs_error err = {0};
    const char *text = "# any words\n" HEAD "# here too\n" AGES SIZES "# source: t\n";
    assert_int_equal(cs_profile_parse(text, strlen(text), "small", &p, &err), CS_OK);
    assert_string_equal(p.source, "s; t");
    assert_int_equal(p.ages, 2);
    assert_int_equal(p.age_first[1], 5);
    assert_true(p.female[1] == 0.3);
    assert_int_equal(p.sizes, 2);
    assert_true(p.household[0] == 0.605);
}

static void malformed_profiles_are_refused(void **state)
{
    (void)state;
    static const struct { const char *text, *message; } bad[] = {
        {"", "line 0: the age table does not end"},
        {HEAD AGES SIZES "household,3,,1", "line 10: the line is not ended"},
        {"table,class,sex\n", "line 1: the header"},
        {AGES, "line 1: the header"},
        {HEAD "\n", "line 4: a row has four fields"},
        {HEAD "age,0-4,male\n", "line 4: a row has four fields"},
        {HEAD "age,0-4,male,1,2\n", "and this one has more"},
        {HEAD "age,0-4,male,x\n", "line 4: a percentage"},
        {HEAD "age,0-4,male,-1\n", "line 4: a percentage"},
        {HEAD "age,0-4,male,100.1\n", "line 4: a percentage"},
        {HEAD "age,0-4,male,1.\n", "line 4: a percentage"},
        {HEAD "age,0-4,male,1.1234567\n", "line 4: a percentage"},
        {HEAD "age,0-4,male,1e1\n", "line 4: a percentage"},
        {HEAD "age,0-4,male, 1\n", "line 4: a percentage"},
        {HEAD "person,0-4,male,1\n", "line 4: a row begins with"},
        {HEAD "age,4-0,male,1\n", "line 4: an age class"},
        {HEAD "age,0,male,1\n", "line 4: an age class"},
        {HEAD "age,0-4,female,1\n", "line 4: the male row"},
        {HEAD "age,1-4,male,1\n", "line 4: the age class does not follow"},
        {HEAD "age,0-4,male,1\nage,5-9,male,1\n", "line 5: the female row"},
        {HEAD "age,0-4,male,1\nage,0-5,female,1\n", "line 5: the female row"},
        {HEAD AGES "age,10+,male,1\n", "line 8: the age class does not follow"},
        {HEAD "age,0+,male,100\n" SIZES, "both sexes of an open class"},
        {HEAD AGES "household,2,,50\n", "line 8: household sizes"},
        {HEAD AGES SIZES "household,3,,1\n", "line 10: household sizes"},
        {HEAD AGES "household,1,male,50\n", "line 8: a household has no sex"},
        {HEAD AGES "household,1,,50\n", "household sizes add up to 50.00 %"},
        {HEAD AGES, "household sizes add up to 0.00 %"},
        {HEAD "age,0+,male,30\nage,0+,female,30\n" SIZES, "ages add up to 60.00 %"},
        {"# about: a\n" HEAD, "line 2: there is one"},
        {"table,class,sex,percent\n" AGES SIZES, "`# source: ` are wanted"},
        {HEAD "age,0-4,male,1\r\n", "line 4: a zero byte or a carriage return"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cs_profile p;
        cs_error err = {0};
        cs_status status = cs_profile_parse(bad[i].text, strlen(bad[i].text), "bad", &p, &err);
        assert_int_equal(status, CS_FORMAT);
        if (!strstr(err.message, bad[i].message))
            fail_msg("case %zu: \"%s\" is not in \"%s\"", i, bad[i].message, err.message);
    }
}

/* ---- what a scenario may ask of a profile ---- */

static const char *complaint(const cs_population_config *config, const char *wanted_key)
{
    static char room[200];
    const char *key = "";
    const char *sentence = cs_population_spec.check(config, &key, room);
    if (sentence) assert_string_equal(key, wanted_key);
    return sentence;
}

static void age_bands_must_cut_the_table(void **state)
{
    (void)state;
    static const struct { int32_t first[3], last[3]; int count; const char *message; } cases[] = {
        {{0, 20, 60}, {19, 59, CS_FOREVER}, 3, NULL},
        {{0, 17, 90}, {16, 89, CS_FOREVER}, 3, NULL},
        {{0}, {CS_FOREVER}, 1, NULL},
        {{1, 20, 60}, {19, 59, CS_FOREVER}, 3, "band one begins at 1, and 0 is wanted"},
        {{0, 21, 60}, {19, 59, CS_FOREVER}, 3, "band two begins at 21, and 20 is wanted"},
        {{0, 19, 60}, {19, 59, CS_FOREVER}, 3, "band two begins at 19, and 20 is wanted"},
        {{0, 20, 60}, {19, 59, 99}, 3, "the last band, and only the last, must be open"},
        {{0, 20, 60}, {19, CS_FOREVER, 99}, 3, "the last band, and only the last, must be open"},
        {{0, 20, 95}, {19, 94, CS_FOREVER}, 3, "inside the table's open band 90+"},
    };
    const char *band_names[] = {"one", "two", "three"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_population_config config = {.persons = 1, .profile = 0};
        config.ages = (cs_ranges){cases[i].count, band_names, (int32_t *)cases[i].first,
                                  (int32_t *)cases[i].last};
        const char *sentence = complaint(&config, "ages");
        if (!cases[i].message) assert_null(sentence);
        else if (!sentence || !strstr(sentence, cases[i].message))
            fail_msg("case %zu: %s", i, sentence ? sentence : "no complaint");
    }
}

static void household_sizes_of_a_scenario(void **state)
{
    (void)state;
    static const struct { const char *size[2]; double share[2]; const char *message; } cases[] = {
        {{"1", "6+"}, {0.5, 0.5}, NULL},       {{"6+", "1"}, {0.5, 0.5}, NULL},
        {{"1", "16"}, {0.5, 0.5}, NULL},       {{"1", "17"}, {0.5, 0.5}, "\"17\""},
        {{"0", "1"}, {0.5, 0.5}, "\"0\""},     {{"1", "1"}, {0.5, 0.5}, "\"1\""},
        {{"one", "2"}, {0.5, 0.5}, "\"one\""}, {{"1", "2x"}, {0.5, 0.5}, "\"2x\""},
        {{"", "2"}, {0.5, 0.5}, "\"\""},       {{"01", "2"}, {0.5, 0.5}, "\"01\""},
        {{"3+", "5"}, {0.5, 0.5}, "\"3+\" is open, but there is a larger one, 5"},
        {{"1", "2"}, {0.0, 0.0}, "add up to nothing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_population_config config = {.persons = 1, .profile = -1};
        config.households = (cs_shares){2, (const char **)cases[i].size, (double *)cases[i].share};
        const char *sentence = complaint(&config, "households");
        if (!cases[i].message) assert_null(sentence);
        else if (!sentence || !strstr(sentence, cases[i].message))
            fail_msg("case %zu: %s", i, sentence ? sentence : "no complaint");
    }
}

static void other_checks_of_a_population(void **state)
{
    (void)state;
    cs_attribute many[] = {{"trade", 300, NULL, -1, 1, NULL}, {"town", 300, NULL, -1, 1, NULL}};
    cs_population_config config = {.persons = 1, .profile = -1, .attributes = {2, many}};
    assert_non_null(strstr(complaint(&config, "attributes"), "with town the attributes have more"));
    config = (cs_population_config){.persons = 1, .profile = -1, .sex = true};
    assert_non_null(strstr(complaint(&config, "sex"), "come from a profile"));
    config = (cs_population_config){.persons = 1, .profile = -1, .ages = {.count = 1}};
    assert_non_null(strstr(complaint(&config, "ages"), "no profile"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundled_profiles_read_well),
        cmocka_unit_test(scenario_words_are_the_bundled_names),
        cmocka_unit_test(a_small_profile),
        cmocka_unit_test(malformed_profiles_are_refused),
        cmocka_unit_test(age_bands_must_cut_the_table),
        cmocka_unit_test(household_sizes_of_a_scenario),
        cmocka_unit_test(other_checks_of_a_population),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
