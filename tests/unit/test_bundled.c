/* Bundled scenarios: names in order, text that is whole, and an end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/embedded.h"
#include "counterscore.h"

static void names_and_texts(void **state)
{
    (void)state;
    int i = 0;
    for (; cs_bundled_name(i); i++) {
        const char *name = cs_bundled_name(i), *text = cs_bundled_text(i);
        assert_null(strchr(name, '.'));
        if (i > 0) assert_true(strcmp(cs_bundled_name(i - 1), name) < 0);
        assert_non_null(strstr(text, "title:"));
        assert_int_equal(strlen(text), cs_embedded_scenarios[i].size);
    }
    assert_null(cs_bundled_text(i));
    assert_null(cs_bundled_name(i + 1000));
    assert_null(cs_bundled_name(-1));
    assert_null(cs_bundled_text(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_and_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
