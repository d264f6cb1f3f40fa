/* The calendar against a plain list: each day gives what is due on it, in the order in which it came, also
   when several rounds of the ring share a slot and chunks are used again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/rng.h"

#include <stdlib.h>
#include <string.h>

#define DAYS 2000
#define MOST 200000

/* On every day `each` things come, due up to `ahead` days later. */
static void walk(uint32_t each, uint32_t ahead)
{
    cs_calendar calendar = {0};
    cs_due *plain = calloc(MOST, sizeof *plain), *out = NULL;
    size_t count = 0, taken = 0, room = 0;
    cs_error err = {0};
    assert_non_null(plain);
    for (uint32_t day = 0; day < DAYS; day++) {
        for (uint32_t i = 0; i < each; i++) {
            uint32_t w = cs_philox(day, i, each, ahead, (cs_key){3, 4}).w[0];
            cs_due due = {.day = (uint16_t)(day + w % ahead), .person = (uint16_t)(w >> 16),
                          .luck = (uint32_t)count};
            assert_int_equal(cs_calendar_add(&calendar, &due, &err), CS_OK);
            plain[count++] = due;
        }
        size_t before = taken, expected = 0;
        assert_int_equal(cs_calendar_take(&calendar, (uint16_t)day, &out, &taken, &room, &err), CS_OK);
        for (size_t i = 0; i < count; i++) {
            if (plain[i].day != day) continue;
            if (before + expected >= taken ||
                memcmp(&out[before + expected], &plain[i], sizeof *plain) != 0)
                fail_msg("day %u: thing %zu is not what came then", day, expected);
            expected++;
        }
        assert_int_equal(taken - before, expected);
    }
    /* chunks go round: no more than are full at once, and one begun for each slot */
    assert_true(calendar.used <= (size_t)each * ahead / CS_CALENDAR_CHUNK + 2 * CS_CALENDAR_SLOTS);
    cs_calendar_free(&calendar);
    cs_free(out);
    free(plain);
}

static void check_within_a_round(void **state)
{
    (void)state;
    walk(1, 300);
    walk(40, 200);
}

static void check_over_rounds(void **state)
{
    (void)state;
    walk(7, 1500);
    walk(60, 1100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_within_a_round),
                                       cmocka_unit_test(check_over_rounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
