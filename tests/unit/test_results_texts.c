/* Tests of what is made from a results file: texts that fit the terminal, figures over replicates, CSV, and
   the queries of docs/results.md. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "results_file.h"

#include "results/format.h"
#include "results/stats.h"
#include "results/store.h"
#include "results/verify.h"

#include <math.h>

#include <sqlite3.h>

static void a_failed_export_leaves_nothing(void **state)
{
    (void)state;
    char out[SCRATCH_FILE];
    cs_error err = {0};
    snprintf(out, sizeof out, "%s/csv", folder);
    write_file(path, 1, 1, false);
    cs_results *results = open_file(path);
    for (unsigned long k = 1;; k += 3) {
        cs_fault_arm(CS_FAULT_WRITE, k);
        cs_status status = cs_results_export_csv(results, out, &err);
        int hit = cs_fault_count(CS_FAULT_WRITE) >= k;
        cs_fault_arm(CS_FAULT_WRITE, 0);
        if (!hit) {
            assert_int_equal(status, CS_OK);
            break;
        }
        assert_int_equal(status, CS_IO);
        assert_int_equal(others("results.db"), 0);
    }
    assert_int_equal(cs_results_export_csv(results, out, &err), CS_IO);
    assert_non_null(strstr(err.message, "is not empty"));
    cs_results_close(results);
}

/* ---- texts ---- */

/* No line of more than 80 columns (UTF-8 counted as letters). */
static void assert_fits(const char *text)
{
    int column = 0;
    for (const char *c = text; *c; c++) {
        if (*c == '\n') column = 0;
        else if (((unsigned char)*c & 0xc0) != 0x80) column++;
        if (column > 80) fail_msg("a line is longer than 80 columns: ...%.60s", c - 60);
    }
}

static void assert_says(const char *text, const char *const *words)
{
    assert_fits(text);
    for (; *words; words++)
        if (!strstr(text, *words)) fail_msg("`%s` is not in:\n%s", *words, text);
}

static void texts_say_what_was_found(void **state)
{
    (void)state;
    cs_error err = {0};
    char *text;
    int outside = -1;
    write_file(path, 8, 8, false);
    cs_results *results = open_file(path);
    assert_int_equal(cs_results_summary(results, &text, &err), CS_OK);
    assert_says(text, (const char *const[]){"people who do not exist", "on a penal list", "defaulters",
                                            "any penal list", "by error: false match", "Refusals",
                                            "Records filed", "middle 95 %", "Result hash",
                                            "Totals of the whole run", "median (95 % interval)",
                                            "How many replicates: for the mean of", "this run has 8", NULL});
    cs_text_free(text);
    assert_int_equal(cs_results_compare(results, &text, &err), CS_OK);
    assert_says(text, (const char *const[]){"no_slips", "difference from base",
                                            "cannot be told from zero", "paired", "bootstrap ", "; p ",
                                            "t interval of the mean difference", NULL});
    cs_text_free(text);
    assert_int_equal(cs_results_verify(results, &text, &outside, &err), CS_OK);
    assert_says(text, (const char *const[]){"1. share of people listed", "predicted", "holds",
                                            "does not hold", "because it was made up", NULL});
    assert_true(outside >= 1);
    cs_text_free(text);
    assert_int_equal(cs_results_explain(results, CS_TRACKED_FIRST, &text, &err), CS_OK);
    assert_says(text, (const char *const[]){"Nobody here exists", "wrongly", NULL});
    cs_text_free(text);
    assert_int_equal(cs_results_explain(results, 3, &text, &err), CS_OK);
    assert_says(text, (const char *const[]){"This person does not exist", "did: ", "filed",
                                            "refused", NULL});
    cs_text_free(text);
    assert_int_equal(cs_results_explain(results, 4, &text, &err), CS_USAGE);
    assert_non_null(strstr(err.message, "person 4"));
    cs_results_close(results);
}

static void few_replicates_have_no_interval(void **state)
{
    (void)state;
    cs_error err = {0};
    char *text;
    cs_estimate e;
    cs_query q = {.metric = CS_METRIC_LISTED, .list = -1, .service = -1, .sensor = -1, .band = -1,
                  .day = -1};
    write_file(path, 3, 3, false);
    cs_results *results = open_file(path);
    assert_int_equal(cs_results_estimate(results, 0, &q, &e, &err), CS_OK);
    assert_true(e.defined && !e.has_interval && e.replicates == 3);
    assert_int_equal(cs_results_difference(results, 1, &q, &e, &err), CS_OK);
    assert_int_equal(e.replicates, 3);
    q.day = 5;
    assert_int_equal(cs_results_estimate(results, 0, &q, &e, &err), CS_OK);
    double sum = 0;
    for (int r = 0; r < 3; r++) {
        cs_ledger ledger;
        double value;
        bool defined;
        assert_int_equal(cs_results_ledger(results, 0, r, &ledger, &err), CS_OK);
        cs_metric_value(&ledger, &q, &value, &defined);
        sum += value;
        cs_ledger_free(&ledger);
    }
    assert_true(e.mean == sum / 3);
    assert_int_equal(cs_results_summary(results, &text, &err), CS_OK);
    assert_non_null(strstr(text, "No intervals: 3 replicates were run"));
    cs_text_free(text);
    /* nor a page, whose tables have no columns for ends that are in no row */
    if (cs_report_print(results, &text, &err) != CS_OK) fail_msg("%s", err.message);
    cs_text_free(text);
    assert_int_equal(cs_report_data_print(results, &text, &err), CS_OK);
    assert_non_null(strstr(text, "\"harm\""));
    assert_null(strstr(text, "\"harm_low\""));
    assert_null(strstr(text, "\"harm_boot_low\""));
    cs_text_free(text);
    assert_int_equal(cs_results_estimate(results, 2, &q, &e, &err), CS_USAGE);
    cs_results_close(results);
}

static void a_figure_holds_where_intervals_meet(void **state)
{
    (void)state;
    cs_figure f = {.expect = {10, 10, CS_UNIT_NONE}, .within = 0.1};
    cs_estimate e = {.mean = 12, .low = 9, .high = 15, .mean_low = 11, .mean_high = 13,
                     .defined = true, .has_interval = true};
    assert_int_equal(cs_figure_verdict(&f, &e), CS_VERDICT_HOLDS);
    e.mean_low = 11.01; /* the replicates reach the range, their mean does not */
    assert_int_equal(cs_figure_verdict(&f, &e), CS_VERDICT_OUTSIDE);
    e.defined = false;
    assert_int_equal(cs_figure_verdict(&f, &e), CS_VERDICT_UNDEFINED);
}

static void a_count_of_other_persons_is_not_judged(void **state)
{
    (void)state;
    cs_figure f = {.metric = CS_METRIC_LISTED, .expect = {10, 10, CS_UNIT_NONE}};
    cs_estimate e = {.mean = 12, .mean_low = 11, .mean_high = 13, .defined = true};
    write_file(path, 2, 2, false);
    cs_results *results = open_file(path);
    assert_false(cs_results_resized(results)); /* nothing is known of the scenario's own */
    assert_int_equal(cs_results_judge(results, &f, &e), CS_VERDICT_OUTSIDE);
    results->meta.own_persons = results->world[0].scenario->population.persons + 1;
    assert_true(cs_results_resized(results));
    assert_int_equal(cs_results_judge(results, &f, &e), CS_VERDICT_INCOMPARABLE);
    f.scale = 1000;
    assert_int_equal(cs_results_judge(results, &f, &e), CS_VERDICT_OUTSIDE);
    f.metric = CS_METRIC_LISTED_SD;
    assert_int_equal(cs_results_judge(results, &f, &e), CS_VERDICT_INCOMPARABLE);
    f.scale = 0;
    f.metric = CS_METRIC_ENTRY_RATE;
    assert_int_equal(cs_results_judge(results, &f, &e), CS_VERDICT_OUTSIDE);
    cs_results_close(results);
}

static void the_mean_is_known_better_than_a_replicate(void **state)
{
    (void)state;
    double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    cs_estimate e;
    cs_estimate_spread(values, 9, &e);
    double half = cs_t_quantile(0.975, 8) * sqrt(7.5) / 3; /* variance 60 / 8 */
    assert_true(fabs(e.mean_high - (5 + half)) < 1e-12 && fabs(e.mean_low - (5 - half)) < 1e-12);
    assert_true(e.low < e.mean_low && e.mean_high < e.high);
    cs_estimate_spread(values, 7, &e);
    assert_true(e.mean_low == e.mean && e.mean_high == e.mean);
    cs_estimate_sd(values, 9, &e);
    assert_true(e.mean_low == e.low && e.mean_high == e.high && e.low < e.high);
}

static void names_are_never_cut_within_a_line(void **state)
{
    (void)state;
    cs_text text = {0};
    char longest[100] = "";
    cs_format_name(&text, "court", 8);
    assert_string_equal(text.bytes, "court   ");
    text.length = 0;
    cs_format_name(&text, "petition_office", 8);
    assert_string_equal(text.bytes, "petition_office\n        ");
    text.length = 0;
    memset(longest, 'x', sizeof longest - 1);
    cs_format_name(&text, longest, 2);
    assert_int_equal(strcspn(text.bytes, "\n"), 79 + strlen("…"));
    cs_text_drop(&text);
}

static void digits_follow_the_width(void **state)
{
    (void)state;
    assert_int_equal(cs_format_decimals(123, 1, 9), 1);
    assert_int_equal(cs_format_decimals(2.5, 0, 9), 1);
    assert_int_equal(cs_format_decimals(0.025, 1, 9), 3);
    assert_int_equal(cs_format_decimals(1e-30, 1, 9), 9);
    assert_int_equal(cs_format_decimals(0, 1, 9), 1);
}

/* ---- the documented queries ---- */

static char *read_text(const char *name)
{
    FILE *file = fopen(name, "rb");
    if (!file) fail_msg("%s is missing; tests run from the root of the source tree", name);
    char *text = calloc(1, 100000);
    assert_non_null(text);
    assert_true(fread(text, 1, 99999, file) > 0);
    fclose(file);
    return text;
}

static void every_documented_query_runs(void **state)
{
    (void)state;
    sqlite3 *db;
    int queries = 0;
    char *text = read_text("docs/results.md");
    write_file(path, 2, 2, false);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (char *at = text; (at = strstr(at, "```sql\n")) != NULL; queries++) {
        sqlite3_stmt *statement;
        char *end = strstr(at + 7, "```");
        assert_non_null(end);
        *end = 0;
        if (sqlite3_prepare_v2(db, at + 7, -1, &statement, NULL) != SQLITE_OK)
            fail_msg("%s\n%s", sqlite3_errmsg(db), at + 7);
        if (sqlite3_step(statement) != SQLITE_ROW) fail_msg("no row from\n%s", at + 7);
        sqlite3_finalize(statement);
        at = end + 3;
    }
    assert_true(queries >= 8);
    sqlite3_close(db);
    free(text);
}

static void every_table_is_documented(void **state)
{
    (void)state;
    char *text = read_text("docs/results.md");
    for (int i = 0; i < cs_ledger_table_count; i++)
        if (!strstr(text, cs_ledger_tables[i].help))
            fail_msg("docs/results.md does not say of %s: %s", cs_ledger_tables[i].name,
                     cs_ledger_tables[i].help);
    free(text);
}

/* Lines of a file of the export. */
static int lines_of(const char *name)
{
    char file[SCRATCH_FILE + 60];
    int lines = 0;
    snprintf(file, sizeof file, "%s/csv/%s", folder, name);
    FILE *stream = fopen(file, "rb");
    if (!stream) fail_msg("%s is missing", file);
    for (int c; (c = fgetc(stream)) != EOF;) lines += c == '\n';
    fclose(stream);
    return lines;
}

static void every_count_is_exported(void **state)
{
    (void)state;
    cs_error err = {0};
    char out[SCRATCH_FILE];
    snprintf(out, sizeof out, "%s/csv", folder);
    write_file(path, 2, 2, false);
    cs_results *results = open_file(path);
    if (cs_results_export_csv(results, out, &err) != CS_OK) fail_msg("%s", err.message);
    for (int i = 0; i < cs_ledger_table_count; i++) {
        const cs_ledger_table *table = &cs_ledger_tables[i];
        char name[80];
        int rows = 1;
        snprintf(name, sizeof name, "%s%s.csv", table->name,
                 strcmp(table->name, "band") == 0 ? "_counts" : "");
        for (int w = 0; w < 2; w++)
            for (int r = 0; r < 2; r++) {
                cs_ledger ledger;
                assert_int_equal(cs_results_ledger(results, w, r, &ledger, &err), CS_OK);
                const int64_t *cells = cs_ledger_cells(&ledger, table);
                for (size_t k = 0; k < cs_ledger_size(&ledger, table); k++) rows += cells[k] != 0;
                cs_ledger_free(&ledger);
            }
        assert_int_equal(lines_of(name), rows);
    }
    assert_int_equal(lines_of("world.csv"), 3);
    assert_int_equal(lines_of("event.csv"), 81);
    assert_true(lines_of("dictionary.csv") > 30);
    assert_int_equal(lines_of("group_metrics.csv"), 1 + 2 * 3 * 5 * 8);
    cs_results_close(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_failed_export_leaves_nothing),
        TEST(texts_say_what_was_found),
        TEST(few_replicates_have_no_interval),
        TEST(a_figure_holds_where_intervals_meet),
        TEST(a_count_of_other_persons_is_not_judged),
        TEST(the_mean_is_known_better_than_a_replicate),
        TEST(names_are_never_cut_within_a_line),
        TEST(digits_follow_the_width),
        TEST(every_documented_query_runs),
        TEST(every_table_is_documented),
        TEST(every_count_is_exported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
