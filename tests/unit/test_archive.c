/* Tests of src/core/archive.c and of the visitors of columns and queues: what is written is read, and
   whatever else is read is refused: cut short anywhere, or with any byte another one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/sparse.h"
#include "recourse/queue.h"
#include "sim/mechanism.h"
#include "support/kept.h"

#include <string.h>

#define PERSONS 1000u

/* Some of everything. */
typedef struct things {
    int32_t number;
    bool yes;
    char *text;
    cs_sparse sparse;      /* of uint32_t */
    cs_calendar calendar;
    uint16_t *item;
    size_t items, item_room;
    cs_queue queue;
} things;

static void visit_value(cs_archive *a, void *item)
{
    uint32_t *value = item;
    cs_archive_number(a, *value);
}

static void visit_item(cs_archive *a, void *item)
{
    uint16_t *value = item;
    cs_archive_number(a, *value);
}

static cs_status visit(cs_archive *a, things *t, cs_error *err)
{
    cs_archive_number(a, t->number);
    cs_archive_bool(a, &t->yes);
    cs_archive_text(a, &t->text, 100, "a text");
    cs_archive_same(a, 77, "a number both know");
    cs_sparse_archive(a, &t->sparse, PERSONS, visit_value, "values");
    cs_calendar_archive(a, &t->calendar, PERSONS, 20, 2000);
    cs_archive_items(a, (void **)&t->item, &t->items, &t->item_room, sizeof *t->item, SIZE_MAX,
                     visit_item, "items");
    cs_queue_archive(a, &t->queue);
    return cs_archive_end(a, err);
}

static void drop(things *t)
{
    cs_free(t->text);
    cs_sparse_free(&t->sparse);
    cs_calendar_free(&t->calendar);
    cs_free(t->item);
    cs_queue_free(&t->queue);
    *t = (things){.sparse.size = sizeof(uint32_t)};
}

static void fill(things *t)
{
    cs_error err = {0};
    const cs_desk desk = {.reviewers = 3, .days = 1.0, .deadline = UINT64_MAX, .fixed = true};
    *t = (things){.number = -5, .yes = true, .text = cs_copy_text("as it is"),
                  .sparse.size = sizeof(uint32_t)};
    for (uint32_t i = 0; i < 200; i++) {
        void *value;
        cs_due due = {.day = (uint16_t)(20 + i * 37 % 1900), .person = (uint16_t)i, .luck = i};
        assert_int_equal(cs_sparse_make(&t->sparse, i * 7919 % PERSONS, &value, &err), CS_OK);
        *(uint32_t *)value = i;
        if (i % 3 == 0) cs_sparse_remove(&t->sparse, i / 2 * 7919 % PERSONS);
        assert_int_equal(cs_calendar_add(&t->calendar, &due, &err), CS_OK);
    }
    for (uint16_t i = 0; i < 50; i++) {
        cs_dispute dispute = {.moment = (uint64_t)i << 30, .person = i, .list = 1, .round = 1};
        assert_int_equal(cs_reserve((void **)&t->item, &t->item_room, t->items + 1, 2, "", &err), CS_OK);
        t->item[t->items++] = i;
        assert_int_equal(cs_queue_add(&t->queue, &dispute, &err), CS_OK);
    }
    assert_int_equal(cs_queue_staff(&t->queue, &desk, 0, &err), CS_OK);
}

static void write(things *t, cs_kept *kept)
{
    cs_error err = {0};
    cs_archive out = kept_writer(kept);
    if (visit(&out, t, &err) != CS_OK) fail_msg("%s", err.message);
}

static void what_is_written_is_read(void **state)
{
    things first, second = {.sparse.size = sizeof(uint32_t)};
    cs_kept kept = {0}, again = {0};
    cs_error err = {0};
    (void)state;
    fill(&first);
    write(&first, &kept);
    cs_archive in = kept_reader(&kept);
    assert_int_equal(visit(&in, &second, &err), CS_OK);
    assert_int_equal(kept.at, kept.size);
    write(&second, &again); /* the same, byte by byte: also where values stand, and in which order */
    assert_int_equal(kept.size, again.size);
    assert_memory_equal(kept.bytes, again.bytes, kept.size);
    assert_string_equal(second.text, "as it is");
    for (int day = 20; day < 2000; day++) {
        cs_due *due[2] = {NULL, NULL};
        size_t count[2] = {0, 0}, room[2] = {0, 0};
        cs_calendar *of[2] = {&first.calendar, &second.calendar};
        for (int i = 0; i < 2; i++)
            assert_int_equal(cs_calendar_take(of[i], (uint16_t)day, &due[i], &count[i], &room[i], &err),
                             CS_OK);
        assert_int_equal(count[0], count[1]);
        for (size_t i = 0; i < count[0]; i++) assert_int_equal(due[0][i].luck, due[1][i].luck);
        cs_free(due[0]);
        cs_free(due[1]);
    }
    drop(&first);
    drop(&second);
    kept_free(&kept);
    kept_free(&again);
}

/* Reading a spoilt copy ends in a sentence or, where the byte was a mere number, in another thing. */
static void read_spoilt(cs_kept *kept, bool refused)
{
    things t = {.sparse.size = sizeof(uint32_t)};
    cs_error err = {0};
    cs_archive in = kept_reader(kept);
    cs_status status = visit(&in, &t, &err);
    if (refused || status != CS_OK) {
        assert_int_equal(status, CS_FORMAT);
        assert_true(strlen(err.message) > 10);
    }
    drop(&t);
}

static void anything_else_is_refused(void **state)
{
    things whole;
    cs_kept kept = {0};
    (void)state;
    fill(&whole);
    write(&whole, &kept);
    size_t size = kept.size;
    for (size_t cut = 0; cut < size; cut++) {
        kept.size = cut;
        read_spoilt(&kept, true);
    }
    kept.size = size;
    for (size_t at = 0; at < size; at++)
        for (int bit = 0; bit < 8; bit += 7) {
            kept.bytes[at] ^= (unsigned char)(1 << bit);
            read_spoilt(&kept, false);
            kept.bytes[at] ^= (unsigned char)(1 << bit);
        }
    drop(&whole);
    kept_free(&kept);
}

/* A count that lies asks for no more room than there is something to put into it. */
static void lies_take_no_room(void **state)
{
    unsigned char bytes[8 + 6] = {0, 0, 0, 0, 0, 1}; /* 2^40 items, and three of them */
    cs_kept kept = {.bytes = bytes, .size = sizeof bytes};
    cs_archive in = kept_reader(&kept);
    uint16_t *item = NULL;
    size_t items = 0, room = 0;
    (void)state;
    cs_archive_items(&in, (void **)&item, &items, &room, sizeof *item, SIZE_MAX, visit_item, "items");
    assert_int_equal(in.status, CS_FORMAT);
    assert_true(room < 100);
    cs_free(item);
    in = kept_reader(&kept);
    items = 0;
    cs_archive_count(&in, &items, 1000, "items");
    assert_int_equal(in.status, CS_FORMAT);
    assert_int_equal(items, 0);
}

/* ---- marks ---- */

typedef struct pair { uint32_t first, second; cs_sparse column; } pair;

static void visit_pair(cs_archive *a, void *item)
{
    pair *p = item;
    cs_archive_number(a, p->first);
    cs_archive_number(a, p->second);
}

static void visit_swapped(cs_archive *a, void *item)
{
    pair *p = item;
    cs_archive_number(a, p->second);
    cs_archive_number(a, p->first);
}

static void visit_narrower(cs_archive *a, void *item)
{
    struct { uint32_t first; uint16_t second; } room = {0}, *p = &room;
    (void)item;
    cs_archive_number(a, p->first);
    cs_archive_number(a, p->second);
}

static void visit_columns(cs_archive *a, void *item)
{
    pair *p = item;
    cs_sparse_archive(a, &p->column, PERSONS, visit_pair, "pairs");
}

static void visit_columns_swapped(cs_archive *a, void *item)
{
    pair *p = item;
    cs_sparse_archive(a, &p->column, PERSONS, visit_swapped, "pairs");
}

/* State that another build lays out otherwise is told apart, whether or not there is any of it, and with
   members of the same width, which read without complaint. */
static void another_layout_is_told(void **state)
{
    static const struct { cs_archive_visit *written, *read; bool same; } cases[] = {
        {visit_pair, visit_pair, true},          {visit_pair, visit_swapped, false},
        {visit_pair, visit_narrower, false},     {visit_columns, visit_columns, true},
        {visit_columns, visit_columns_swapped, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pair one = {1, 2, {.size = sizeof(pair)}}, two = {0, 0, {.size = sizeof(pair)}};
        cs_kept kept = {0};
        cs_error err = {0};
        cs_archive out = kept_writer(&kept);
        cs_archive_mark(&out, cases[i].written, &one, "pairs");
        assert_int_equal(cs_archive_end(&out, &err), CS_OK);
        cs_archive in = kept_reader(&kept);
        cs_archive_mark(&in, cases[i].read, &two, "pairs");
        cs_status status = cs_archive_end(&in, &err);
        if ((status == CS_OK) != cases[i].same) fail_msg("case %zu: %s", i, err.message);
        if (!cases[i].same) assert_non_null(strstr(err.message, "which lays out pairs otherwise"));
        if (!cases[i].same) assert_int_equal(two.first + two.second, 0); /* nothing was read */
        kept_free(&kept);
    }
}

/* The rule of mechanism.h: whoever opens, keeps. */
static void every_mechanism_keeps_what_it_opens(void **state)
{
    (void)state;
    for (int m = 0; cs_mechanisms[m]; m++) {
        if (cs_mechanisms[m]->open && !cs_mechanisms[m]->keep)
            fail_msg("the mechanism %s has `open` and no `keep`", cs_mechanisms[m]->name);
        if (cs_mechanisms[m]->open_block && !cs_mechanisms[m]->keep_block)
            fail_msg("the mechanism %s has `open_block` and no `keep_block`", cs_mechanisms[m]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(lies_take_no_room),
        cmocka_unit_test(another_layout_is_told),
        cmocka_unit_test(every_mechanism_keeps_what_it_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
