/* Headline figures: every bundled scenario has them, and its own published ones among them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "study/headline.h"

#define OK(call)                                                                                   \
    do {                                                                                           \
        cs_error ok_error = {0};                                                                   \
        cs_error *err = &ok_error;                                                                 \
        if ((call) != CS_OK) fail_msg("%s", ok_error.message);                                     \
    } while (0)

static void headline_figures_of_scenarios(void **state)
{
    (void)state;
    for (int i = 0; cs_bundled_name(i); i++) {
        cs_scenario *s = NULL;
        cs_asked *figure = NULL;
        int count = 0;
        OK(cs_scenario_load(cs_bundled_name(i), NULL, &s, NULL, err));
        cs_arena *arena = cs_arena_new();
        OK(cs_headline_figures(s, arena, &figure, &count, err));
        assert_true(count > 0 && cs_headline_fixed(s) <= count);
        for (int f = 0; f < count; f++) {
            cs_query query;
            OK(cs_asked_query(&figure[f], s, &query, err));
            assert_int_equal(query.metric, figure[f].metric);
            assert_false(cs_metric_over((cs_metric)query.metric));
        }
        /* the scenario's own come last, and ask what it asks */
        for (int k = 0; k < s->figures.count; k++) {
            const cs_figure *own = &CS_ITEMS(cs_figure, s->figures)[k];
            bool found = cs_metric_over((cs_metric)own->metric);
            for (int f = 0; f < count; f++) {
                cs_query q;
                OK(cs_asked_query(&figure[f], s, &q, err));
                found = found || (q.metric == own->metric && q.of == own->of && q.list == own->list &&
                                  q.service == own->service && q.sensor == own->sensor &&
                                  q.band == own->band && q.cell == own->cell &&
                                  q.conduct == own->conduct && q.response == own->response &&
                                  q.association == own->association);
            }
            if (!found) fail_msg("%s: %s", cs_bundled_name(i), own->figure);
        }
        cs_arena_free(arena);
        cs_scenario_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(headline_figures_of_scenarios)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
