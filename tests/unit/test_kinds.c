/* Kinds of sensors and of responses: what the engine calls without asking whether it is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "observation/observe.h"
#include "response/response.h"

static void every_sensor_can_be_run(void **state)
{
    int count = 0;
    (void)state;
    for (; cs_sensor_kinds[count]; count++) {
        const cs_sensor_kind *kind = cs_sensor_kind_of(cs_sensor_kinds[count]);
        if (!kind->prepare || !kind->release || !kind->soonest)
            fail_msg("%s lacks prepare, release or soonest", kind->kind.word);
        if (kind->observe && (!kind->sees || !kind->most_filed))
            fail_msg("%s observes, but lacks sees or most_filed", kind->kind.word);
        if (!kind->observe && !kind->invent && !kind->search)
            fail_msg("%s does nothing", kind->kind.word);
        if (!kind->draws[0]) fail_msg("%s names nothing that it draws", kind->kind.word);
    }
    assert_true(count >= 5);
}

static void every_response_can_be_run(void **state)
{
    int count = 0;
    (void)state;
    for (; cs_response_kinds[count]; count++) {
        const cs_response_kind *kind = (const cs_response_kind *)(const void *)cs_response_kinds[count];
        if (!kind->idle || !kind->concerns || !kind->needs || !kind->prepare || !kind->release)
            fail_msg("%s lacks idle, concerns, needs, prepare or release", kind->kind.word);
    }
    assert_true(count >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_sensor_can_be_run),
                                       cmocka_unit_test(every_response_can_be_run)};
    return cmocka_run_group_tests_name("kinds", tests, NULL, NULL);
}
