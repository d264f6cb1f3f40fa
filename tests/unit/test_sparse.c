/* Sparse columns against a plain array: what is made is found, what is removed is not, and the bitmap in
   front never hides a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/rng.h"
#include "core/sparse.h"

#include <stdlib.h>

#define KEYS 524288u /* 65,536 persons with eight keys each */

static uint32_t word(uint32_t i, uint32_t what)
{
    return cs_philox(i, what, 0, 0, (cs_key){1, 2}).w[0];
}

/* Steps of making and removing; `most` keys are in play. */
static void walk(unsigned shift, uint32_t most, uint32_t steps)
{
    cs_sparse column = {.size = sizeof(uint32_t), .shift = shift};
    uint32_t *plain = calloc(KEYS, sizeof *plain);
    cs_error err = {0};
    assert_non_null(plain);
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t key = word(i, 0) % most * (KEYS / most), value = word(i, 1) | 1;
        void *made;
        if (value % 8 < 3) {
            cs_sparse_remove(&column, key);
            plain[key] = 0;
            continue;
        }
        assert_int_equal(cs_sparse_make(&column, key, &made, &err), CS_OK);
        *(uint32_t *)made = plain[key] = value;
    }
    uint32_t count = 0, hidden = 0, let_through = 0, absent = 0;
    for (uint32_t key = 0; key < KEYS; key++) {
        const uint32_t *found = cs_sparse_find(&column, key);
        count += plain[key] != 0;
        hidden += plain[key] && !cs_sparse_may_have(&column, key);
        absent += key % 8 == 5 && !plain[key];
        let_through += key % 8 == 5 && !plain[key] && cs_sparse_may_have(&column, key);
        if (plain[key] ? !found || *found != plain[key] : found != NULL)
            fail_msg("key %u: the column and the plain array differ", key);
    }
    assert_int_equal(column.count, count);
    assert_int_equal(hidden, 0);
    /* few persons have a value, and the front knows it: at most a third of the others get past it */
    if (most <= 4096) assert_true(let_through * 3 < absent);
    cs_sparse_free(&column);
    assert_int_equal(column.size, sizeof(uint32_t));
    assert_int_equal(column.shift, shift);
    assert_null(cs_sparse_find(&column, 0));
    free(plain);
}

static void check_few(void **state)
{
    (void)state;
    walk(3, 8, 100);
    walk(3, 256, 3000);
}

static void check_some(void **state)
{
    (void)state;
    walk(3, 4096, 20000);
    walk(0, 4096, 20000);
}

static void check_many(void **state)
{
    (void)state;
    walk(3, KEYS, 400000);
    walk(5, 65536, 400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_few), cmocka_unit_test(check_some),
                                       cmocka_unit_test(check_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
