/* The search over sets of safeguards: on a scenario whose answer can be worked out by hand, against running
   every world by itself, and what it refuses to search for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "results_fixture.h"
#include "study_plan.h"

#include "results/harm.h"
#include "results/search.h"

#include <math.h>

/* 1,000 people are on the list on the first day and nobody else comes onto it. `fewer` has 600 of them,
   `fewest` 300; with `short_stay` all have left after ten days. */
static const char by_hand[] =
    "title: A list that is there\n"
    "about: Nobody does anything; what is listed on the last day can be counted beforehand.\n"
    "horizon: 20 days\n"
    "seed: 5\n"
    "replicates: 8\n"
    "population: {persons: 2000, regions: 1}\n"
    "conduct: {late_payment: {rate: 0 per year}, post: {rate: 1 per year, protected: expression}}\n"
    "sensors: {bank: {kind: registry, sees: late_payment}}\n"
    "lists:\n"
    "  debtors: {enter: {record: late_payment, initial: 1000}, leave: {after: forever}}\n"
    "  watched: {enter: {record: late_payment, initial: 50}, leave: {after: forever}, penal: false}\n"
    "safeguards:\n"
    "  fewer: {about: fewer people, set: {lists.debtors.enter.initial: 600}}\n"
    "  fewest: {about: fewest people, cost: 3, set: {lists.debtors.enter.initial: 300}}\n"
    "  short_stay: {about: they leave, cost: 5, set: {lists.debtors.leave.after: 10 days}}\n";

static char scenario[256], study[256];

static int in_place(void **state)
{
    (void)state;
    cs_error err = {0};
    study_path(scenario, "search-scenario");
    study_path(study, "search");
    return cs_file_write(scenario, by_hand, sizeof by_hand - 1, true, &err) == CS_OK ? 0 : -1;
}

static int cleared(void **state)
{
    (void)state;
    study_path(scenario, "search-scenario");
    study_path(study, "search");
    return 0;
}

static cs_search_options options_of(const char *bound)
{
    return (cs_search_options){.of = {.scenario = scenario, .study = study, .seed = -1, .threads = 1},
                               .figure = "listed list=debtors", .bound = bound};
}

static char *search(const cs_search_options *options, cs_search *out)
{
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_worklist *list = NULL;
    char *text = NULL;
    study_path(study, "search");
    if (cs_search_run(options, &text, &complaints, &err) != CS_OK)
        fail_msg("%s: %s", err.message, complaints.count ? complaints.items[0].message : "");
    if (cs_worklist_read(study, &list, &err) != CS_OK) fail_msg("%s", err.message);
    if (cs_search_read(list, out, &err) != CS_OK) fail_msg("%s", err.message);
    cs_worklist_close(list);
    return text;
}

static void refuse(cs_search_options options, const char *wanted)
{
    cs_error err = {0};
    cs_complaints complaints = {0};
    options.of.study = NULL;
    cs_status status = cs_search_run(&options, NULL, &complaints, &err);
    assert_int_equal(status, CS_USAGE);
    if (!strstr(err.message, wanted)) fail_msg("wanted `%s`, got `%s`", wanted, err.message);
    cs_complaints_free(&complaints);
}

static const cs_search_set *find(const cs_search *s, const char *name)
{
    for (int i = 0; i < s->sets; i++)
        if (strcmp(s->set[i].name, name) == 0) return &s->set[i];
    return NULL;
}

static void the_cheapest_set_by_hand(void **state)
{
    (void)state;
    cs_search s;
    cs_search_options o = options_of("500");
    char *text = search(&o, &s);
    /* none, three alone, fewer+short_stay, fewest+short_stay; fewer and fewest set one number */
    assert_int_equal(s.sets, 6);
    assert_int_equal(s.apart, 1);
    assert_non_null(strstr(s.why_apart[0], "`fewer` and `fewest` cannot be combined"));
    assert_null(find(&s, "fewer+fewest"));
    static const struct { const char *name; double cost, harm; bool keeps, cheapest, front; } known[] = {
        {"", 0, 1000, false, false, true},
        {"fewer", 1, 600, false, false, true},
        {"fewest", 3, 300, true, true, true},
        {"short_stay", 5, 0, true, false, true},
        {"fewer+short_stay", 6, 0, true, false, false},
        {"fewest+short_stay", 8, 0, true, false, false}};
    for (int i = 0; i < 6; i++) {
        const cs_search_set *set = &s.set[i]; /* in the order of cost */
        assert_string_equal(set->name, known[i].name);
        assert_true(set->cost == known[i].cost);
        assert_true(set->harm.mean == known[i].harm && set->harm.mean_high == known[i].harm);
        assert_true(set->change.mean == known[i].harm - 1000);
        assert_int_equal(set->keeps, known[i].keeps);
        assert_int_equal(set->cheapest, known[i].cheapest);
        assert_int_equal(set->front, known[i].front);
    }
    assert_int_equal(s.keeping, 4);
    assert_int_equal(s.front, 4);
    assert_non_null(strstr(text, "cheapest set that keeps it at 500 or less: fewest, at a cost of 3"));
    assert_non_null(strstr(text, "Left out: the safeguards `fewer` and `fewest`"));
    cs_text_free(text);
    cs_search_free(&s);
}

static void ties_are_told(void **state)
{
    (void)state;
    static const char *const costs[] = {"fewest=2", "short_stay=2"};
    cs_search s;
    cs_search_options o = options_of("300"); /* at the bound is under it */
    o.costs = costs;
    o.cost_count = 2;
    char *text = search(&o, &s);
    assert_int_equal(s.cheapest, 2);
    assert_true(find(&s, "fewest")->cheapest && find(&s, "short_stay")->cheapest);
    assert_true(find(&s, "short_stay")->front && !find(&s, "fewest")->front);
    assert_non_null(strstr(text, "As cheap: "));
    cs_text_free(text);
    cs_search_free(&s);
}

static void no_set_may_do(void **state)
{
    (void)state;
    static const char *const among[] = {"fewer", "fewest"};
    cs_search s;
    cs_search_options o = options_of("299");
    o.among = among;
    o.among_count = 2;
    char *text = search(&o, &s);
    assert_int_equal(s.sets, 3);
    assert_int_equal(s.cheapest, 0);
    assert_non_null(strstr(text, "No set keeps it at 299 or less. The least harm is with fewest: 300"));
    cs_text_free(text);
    cs_search_free(&s);
}

static void sets_can_be_kept_small_and_the_bound_left_out(void **state)
{
    (void)state;
    cs_search s;
    cs_search_options o = options_of(NULL);
    o.most = 1;
    char *text = search(&o, &s);
    assert_int_equal(s.sets, 4);
    assert_false(s.bounded);
    assert_int_equal(s.front, 4);
    assert_null(strstr(text, "cheapest"));
    assert_non_null(strstr(text, "Pareto front"));
    cs_text_free(text);
    cs_search_free(&s);
}

/* Every set against its world run by itself. */
static void brute_force_says_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"no_slips", "more_misses", "more_misses+no_slips"};
    static const char *const sets[] = {"no_slips", "more_misses", "no_slips+more_misses"};
    char town[256], results_file[256];
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_results *results = NULL;
    cs_search s;
    cs_search_options o = options_of(NULL);
    study_path(town, "search-town");
    study_path(results_file, "search-results");
    assert_int_equal(cs_file_write(town, fixture_yaml, strlen(fixture_yaml), true, &err), CS_OK);
    o.of.scenario = town;
    o.figure = NULL; /* wrongful_days, on any penal list */
    cs_text_free(search(&o, &s));
    cs_run_options run = {.scenario = town, .safeguards = names, .safeguard_count = 3, .seed = -1,
                          .results = results_file, .threads = 2};
    assert_int_equal(cs_run_worlds(&run, &complaints, &err), CS_OK);
    assert_int_equal(cs_results_open(results_file, &results, &err), CS_OK);
    assert_int_equal(s.sets, 4);
    for (int w = 0; w < 4; w++) {
        cs_query q = {.metric = CS_METRIC_WRONGFUL_DAYS, .list = -1, .service = -1, .sensor = -1,
                      .band = -1, .day = -1};
        cs_estimate e;
        const cs_search_set *set = find(&s, w ? sets[w - 1] : "");
        assert_non_null(set);
        assert_int_equal(cs_results_estimate(results, w, &q, &e, &err), CS_OK);
        assert_true(e.mean > 0 && fabs(e.mean - set->harm.mean) < 1e-9 * e.mean);
        assert_true(fabs(e.mean_high - set->harm.mean_high) < 1e-9 * e.mean_high);
        if (w == 0) continue;
        assert_int_equal(cs_results_difference(results, w, &q, &e, &err), CS_OK);
        assert_true(fabs(e.mean - set->change.mean) < 1e-9 * fabs(e.mean));
        assert_true(fabs(e.low - set->change.low) < 1e-6 * fabs(e.low));
    }
    cs_results_close(results);
    /* a bound above the mean and inside its interval is not kept with confidence */
    char bound[40];
    const cs_estimate harm = find(&s, "")->harm;
    snprintf(bound, sizeof bound, "%.9g", 0.5 * (harm.mean + harm.mean_high));
    cs_search_free(&s);
    o.bound = bound;
    char *text = search(&o, &s);
    assert_true(harm.mean < s.bound && s.bound < harm.mean_high);
    assert_false(find(&s, "")->keeps);
    assert_non_null(strstr(text, "more the mean does and the end of the interval does not"));
    cs_text_free(text);
    cs_search_free(&s);
    study_path(town, "search-town");
    study_path(results_file, "search-results");
}

/* The bound is one on harm, and nothing that more penalties would meet. */
static void only_harms_can_be_bounded(void **state)
{
    (void)state;
    static const struct { const char *figure, *why; } not_harm[] = {
        {"missed", "a bound on it asks for more penalties"},
        {"wrongful_share list=debtors", "falls, too, when more people are rightly listed"},
        {"precision sensor=bank", "bound false_records"},
        {"true_records sensor=bank", "counts what was rightly recorded"},
        {"listed list=watched", "the list watched, which is no penalty"},
        {"withheld_share conduct=late_payment", "where the conduct left undone is a right"},
        {"exits_per_year list=debtors", "is not known to count harm"},
        {"score_mean", "is not known to count harm"},
        {"denials_per_listed_year list=debtors", "when more are listed; bound denials"}};
    for (size_t i = 0; i < sizeof not_harm / sizeof not_harm[0]; i++) {
        cs_search_options o = options_of("10");
        o.figure = not_harm[i].figure;
        refuse(o, not_harm[i].why);
    }
}

static void the_call_is_checked(void **state)
{
    (void)state;
    static const char *const nobody[] = {"nobody"}, *const twice[] = {"fewer", "fewer"};
    static const char *const costs[] = {"fewer", "fewer=x", "fewer=-1", "nobody=2"};
    cs_search_options o = options_of("500");
    o.among = nobody;
    o.among_count = 1;
    refuse(o, "has no safeguard `nobody`; it has fewer, fewest, short_stay");
    o.among = twice;
    o.among_count = 2;
    refuse(o, "named twice");
    for (int i = 0; i < 4; i++) {
        o = options_of("500");
        o.costs = &costs[i];
        o.cost_count = 1;
        refuse(o, i == 3 ? "has no safeguard `nobody`" : "NAME=N");
    }
    o = options_of("500 %");
    refuse(o, "the bound on listed");
    o = options_of("500");
    o.of.replicates = 7;
    refuse(o, "at least 8 are needed");
    o = options_of("500");
    o.figure = "listed list=nowhere";
    refuse(o, "no list");
}

/* Kept in a file, a search is answered from it; one for another bound is another search. */
static void the_file_answers_again(void **state)
{
    (void)state;
    cs_search s;
    cs_error err = {0};
    cs_complaints complaints = {0};
    cs_search_options o = options_of("500");
    char *first = search(&o, &s), *again = NULL;
    cs_search_free(&s);
    assert_int_equal(cs_search_run(&o, &again, &complaints, &err), CS_OK);
    assert_string_equal(first, again);
    cs_text_free(first);
    cs_text_free(again);
    o.of.replicates = 9;
    assert_int_equal(cs_search_run(&o, &again, &complaints, &err), CS_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cheapest_set_by_hand),
        cmocka_unit_test(ties_are_told),
        cmocka_unit_test(no_set_may_do),
        cmocka_unit_test(sets_can_be_kept_small_and_the_bound_left_out),
        cmocka_unit_test(brute_force_says_the_same),
        cmocka_unit_test(only_harms_can_be_bounded),
        cmocka_unit_test(the_call_is_checked),
        cmocka_unit_test(the_file_answers_again),
    };
    return cmocka_run_group_tests(tests, in_place, cleared);
}
