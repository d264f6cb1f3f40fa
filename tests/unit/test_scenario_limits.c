/* Scenarios made to hurt: too large, too deep, growing, endless. Each is refused quickly, with a
   sentence, and no more than a hundred complaints. */
#include "scenario/scenario.h"

#include "core/text.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Seconds of this processor: other work on the machine is no fault of the reader's. */
static double now(void) { return (double)clock() / CLOCKS_PER_SEC; }

/* Refused with `wanted` somewhere in the complaints, within seconds even under a sanitiser. */
static void refuse(const char *text, size_t length, const char *wanted)
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    char *printed = NULL;
    double start = now();
    assert_int_equal(
        cs_scenario_parse(text, length, "city.yaml", NULL, &scenario, &complaints, &err),
        CS_SCENARIO);
    assert_true(now() - start < 10);
    assert_true(complaints.count > 0 && complaints.count <= 101);
    assert_int_equal(cs_complaints_print(&complaints, false, &printed, &err), CS_OK);
    assert_true(strlen(printed) < 200000);
    if (!strstr(printed, wanted)) fail_msg("wanted `%s`, got `%.300s`", wanted, printed);
    cs_text_free(printed);
    cs_complaints_free(&complaints);
}

static void refuse_text(cs_text *text, const char *wanted)
{
    assert_false(text->failed);
    refuse(text->bytes, text->length, wanted);
    cs_text_drop(text);
}

static void repeat(cs_text *text, const char *piece, int times)
{
    for (int i = 0; i < times; i++) cs_text_add(text, piece);
}

static void test_deep(void **state)
{
    static const char *const pieces[] = {"[", "{a: ", "- ", "? ", "[[{"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        cs_text text = {0};
        cs_text_add(&text, i == 2 || i == 3 ? "" : "title: ");
        repeat(&text, pieces[i], 200000);
        refuse_text(&text, "nested more than 32 deep");
    }
}

static void test_laughs(void **state)
{
    cs_text text = {0};
    (void)state;
    cs_text_add(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
        cs_text_format(&text, "a%d: &a%d [", i, i);
        for (int j = 0; j < 9; j++) cs_text_format(&text, "*a%d,", i - 1);
        cs_text_add(&text, "]\n");
    }
    refuse_text(&text, "aliases are written out");
}

static void test_large(void **state)
{
    cs_text text = {0};
    (void)state;
    cs_text_add(&text, "title: ");
    repeat(&text, "aaaaaaaaaa", 500000);
    refuse_text(&text, "too large");
    cs_text_add(&text, "title: ");
    repeat(&text, "aaaaaaaaaa", 10000);
    refuse_text(&text, "at most 65536 are allowed");
    for (int i = 0; i < 60000; i++) cs_text_format(&text, "k%d: 1\n", i);
    refuse_text(&text, "more than 10000 entries");
    cs_text_add(&text, "title: [");
    for (int i = 0; i < 400000; i++) cs_text_add(&text, "1, ");
    refuse_text(&text, "more than 10000 entries");
    for (int i = 0; i < 60000; i++) cs_text_format(&text, "- &a%d {b: [%d]}\n", i, i);
    refuse_text(&text, "more than");
    repeat(&text, "k", 3000);
    cs_text_add(&text, ": 1\n");
    refuse_text(&text, "");
}

/* A hundred complaints, and how many more there are. */
static void test_many(void **state)
{
    cs_text text = {0};
    (void)state;
    cs_text_add(&text, "title: x\n");
    for (int i = 0; i < 5000; i++) cs_text_format(&text, "wrong%d: 1\n", i);
    refuse_text(&text, "and more: 4903 further mistakes"); /* three sections are missing, too */
}

/* Many safeguards on a large scenario: work that multiplies is bounded. */
static void test_many_safeguards(void **state)
{
    cs_text text = {0};
    (void)state;
    cs_text_add(&text,
                "title: x\nabout: x\nhorizon: 1 day\npopulation: {persons: 10}\nservices:\n");
    for (int i = 0; i < 255; i++) cs_text_format(&text, "  s%d: {demand: 1 per year}\n", i);
    cs_text_add(&text, "safeguards:\n");
    for (int i = 0; i < 64; i++) {
        cs_text_format(&text, "  g%d:\n    about: x\n    set:\n", i);
        for (int j = 0; j < 200; j++)
            cs_text_format(&text, "      services.*.by.a%d: {x: %d}\n", j, j);
    }
    refuse_text(&text, "too large");
}

static void test_bytes(void **state)
{
    static const char *const pieces[] = {"\xff\xfe",     "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                         "\xc2",         "\x01",         "\xc2\x85",
                                         "\xe2\x80\xa8", "\xef\xbb\xbf", "\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        cs_text text = {0};
        cs_text_format(&text, "title: caf\xc3\xa9 %s", pieces[i]);
        refuse(text.bytes, text.length, "city.yaml:1:13: ");
        cs_text_drop(&text);
    }
    refuse("title: a\0b", 10, "city.yaml:1:9: there is a zero byte");
}

static cs_status load(const char *path, char message[1000])
{
    cs_scenario *scenario = NULL;
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_status status = cs_scenario_load(path, NULL, &scenario, &complaints, &err);
    snprintf(message, 1000, "%s", complaints.count ? complaints.items[0].message : err.message);
    cs_complaints_free(&complaints);
    cs_scenario_free(scenario);
    return status;
}

/* Files that are no files, and one that says it has a gigabyte. */
static void test_files(void **state)
{
    char folder[SCRATCH_PATH], path[SCRATCH_FILE], message[1000];
    (void)state;
    scratch_make(folder);
    assert_int_equal(load(folder, message), CS_IO);
    assert_non_null(strstr(message, "not a regular file"));
    assert_int_equal(load("/dev/zero", message), CS_IO);
    snprintf(path, sizeof path, "%s/pipe.yaml", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(load(path, message), CS_IO);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(load(path, message), CS_IO);
    assert_non_null(strstr(message, "No such file"));
    snprintf(path, sizeof path, "%s/large.yaml", folder);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)1 << 30), 0);
    close(file);
    assert_int_equal(load(path, message), CS_SCENARIO);
    assert_non_null(strstr(message, "too large"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

/* Nine files, each extending the next. */
static void test_extends_deep(void **state)
{
    char folder[SCRATCH_PATH], path[SCRATCH_FILE], message[1000];
    (void)state;
    scratch_make(folder);
    for (int i = 0; i < 12; i++) {
        snprintf(path, sizeof path, "%s/s%d.yaml", folder, i);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        if (i < 11) fprintf(file, "extends: s%d.yaml\n", i + 1);
        fprintf(file, "title: number %d\n", i);
        if (i == 11) fprintf(file, "about: x\nhorizon: 1 day\npopulation: {persons: 10}\n");
        fclose(file);
    }
    snprintf(path, sizeof path, "%s/s0.yaml", folder);
    assert_int_equal(load(path, message), CS_SCENARIO);
    assert_non_null(strstr(message, "more than 8 files deep"));
    snprintf(path, sizeof path, "%s/s3.yaml", folder);
    assert_int_equal(load(path, message), CS_OK);
    for (int i = 0; i < 12; i++) {
        snprintf(path, sizeof path, "%s/s%d.yaml", folder, i);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_deep),
                                       cmocka_unit_test(test_laughs),
                                       cmocka_unit_test(test_large),
                                       cmocka_unit_test(test_many),
                                       cmocka_unit_test(test_many_safeguards),
                                       cmocka_unit_test(test_bytes),
                                       cmocka_unit_test(test_files),
                                       cmocka_unit_test(test_extends_deep)};
    return cmocka_run_group_tests_name("scenario limits", tests, NULL, NULL);
}
