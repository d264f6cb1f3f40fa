/* Tests of src/ledger/ledger.c and causes.c: the tables as data, allocation, overflow. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/mem.h"
#include "ledger/ledger.h"

#include <string.h>

static cs_ledger small(void)
{
    cs_ledger ledger = {0};
    for (int i = 0; i < CS_DIMS; i++) ledger.extent[i] = i + 1;
    return ledger;
}

static void tables_come_from_the_list(void **state)
{
    (void)state;
    assert_string_equal(cs_dim_names[CS_DIM_CAUSE], "cause");
    assert_string_equal(cs_ledger_tables[0].name, "persons");
    assert_string_equal(cs_ledger_tables[1].name, "stock");
    assert_int_equal(cs_ledger_tables[1].dim[1], CS_DIM_CELL);
    cs_ledger ledger = small();
    cs_error err = {0};
    assert_int_equal(cs_ledger_init(&ledger, &err), CS_OK);
    assert_ptr_equal(cs_ledger_cells(&ledger, &cs_ledger_tables[1]), ledger.stock);
    assert_int_equal(cs_ledger_size(&ledger, &cs_ledger_tables[1]),
                     ledger.extent[CS_DIM_LIST] * ledger.extent[CS_DIM_CELL] *
                         ledger.extent[CS_DIM_CAUSE]);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const int64_t *cells = cs_ledger_cells(&ledger, &cs_ledger_tables[i]);
        for (size_t k = 0; k < cs_ledger_size(&ledger, &cs_ledger_tables[i]); k++)
            assert_int_equal(cells[k], 0);
    }
    cs_ledger_free(&ledger);
    assert_null(ledger.stock);
    cs_ledger_free(&ledger); /* twice is once */
}

static void empty_dimensions_are_fine(void **state)
{
    (void)state;
    cs_ledger ledger = small();
    cs_error err = {0};
    ledger.extent[CS_DIM_SERVICE] = 0;
    assert_int_equal(cs_ledger_init(&ledger, &err), CS_OK);
    assert_non_null(ledger.denials);
    cs_ledger_free(&ledger);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    cs_ledger ledger = small();
    cs_error err = {0};
    ledger.extent[CS_DIM_LIST] = ledger.extent[CS_DIM_CELL] = ledger.extent[CS_DIM_CAUSE] =
        INT32_MAX;
    assert_int_equal(cs_ledger_init(&ledger, &err), CS_NOMEM);
    assert_non_null(strstr(err.message, "ledger table stock"));
    assert_null(ledger.persons);
    ledger = small();
    ledger.extent[CS_DIM_KIND] = -1;
    assert_int_equal(cs_ledger_init(&ledger, &err), CS_NOMEM);
    assert_null(ledger.persons);
}

static void every_failing_allocation_leaves_nothing(void **state)
{
    (void)state;
    for (unsigned long k = 1;; k++) {
        cs_ledger ledger = small();
        cs_error err = {0};
        cs_fault_arm(CS_FAULT_ALLOC, k);
        cs_status status = cs_ledger_init(&ledger, &err);
        cs_fault_arm(CS_FAULT_ALLOC, 0);
        if (status == CS_OK) {
            assert_int_equal(k, cs_ledger_table_count + 1);
            cs_ledger_free(&ledger);
            return;
        }
        assert_null(ledger.persons);
        assert_null(ledger.band);
    }
}

static void causes_are_in_the_order_of_the_ladder(void **state)
{
    (void)state;
    int lane = 0;
    for (int i = 0; i < CS_CAUSES; i++) {
        assert_false(cs_causes[i].wrongful && cs_causes[i].spared);
        if (cs_causes[i].spared) continue;
        assert_true(cs_causes[i].lane >= lane);
        lane = cs_causes[i].lane;
        assert_int_equal(cs_causes[i].wrongful, i != CS_CAUSE_RULE_CONSISTENT);
    }
    assert_string_equal(cs_causes[CS_CAUSE_STALE].key, "stale");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_come_from_the_list),
        cmocka_unit_test(empty_dimensions_are_fine),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(every_failing_allocation_leaves_nothing),
        cmocka_unit_test(causes_are_in_the_order_of_the_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
