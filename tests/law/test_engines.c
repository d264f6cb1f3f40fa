/* The block engine against the reference engine: the same scenario, the same people, other chance,
   over many seeds; every count in the ledger must have the same mean and the same distribution.

   The test of means. Let d be the difference between the engines of one quantity under one seed. The
   engines draw independently for the same people, so if they are equal d is as likely as -d. Then
     T = |sum of d| / sqrt(sum of d^2)
   (the difference of means in standard errors, nearly) exceeds z with a probability of at most
   2 exp(-z^2 / 2), whatever the distribution (Hoeffding 1963, doi 10.1080/01621459.1963.10500830).
   The test of spreads is the same one on the squares about the common mean.
   The test of distributions is that of Kolmogorov and Smirnov for two samples, with the bound
   2 exp(-n D^2) for the chance that they differ by D somewhere (Massart 1990, with its constant for
   two samples of equal size: Wei and Dudley 2012, doi 10.1016/j.spl.2011.11.012). Samples that share
   people differ less than independent ones do, so the bound holds on the safe side.
   All comparisons of all scenarios together raise a false alarm with probability below 1e-4: each gets
   an equal part (Bonferroni). That puts z near 6 instead of 4 for a single comparison; how many
   comparisons there were, z, and the largest T are printed. The seeds are fixed.

   T is at most sqrt(seeds), so below about 45 seeds no difference of means can be seen; that is said.
   COUNTERSCORE_SEEDS=2000 asks for more seeds than the 200, which finds smaller differences. */
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/parallel.h"
#include "ledger/ledger.h"
#include "scenario/scenario.h"
#include "sim/shape.h"
#include "sim/sim.h"

#define FALSE_ALARM 1e-4
#define TESTS 3   /* means, spreads, distributions */
#define CASES_MOST 64 /* scenarios in the folder, at most */
#define NAME 80

/* Quantities by seed: value[seed * quantities + q], for each engine. */
typedef struct {
    int seeds, quantities;
    double *value[2];
    char (*name)[NAME];
    const cs_scenario *scenario;
} comparison;

/* ---- what is compared ---- */

typedef struct {
    double *value;
    char (*name)[NAME];    /* NULL: not wanted */
    int count, room;
    const char *whose;     /* "", or "firm_" before the names of tables */
} collector;

static void collect(collector *c, double value, const char *table, const char *what, size_t index)
{
    if (c->value && c->count < c->room) c->value[c->count] = value;
    if (c->name && c->count < c->room)
        snprintf(c->name[c->count], NAME, "%s%s %s[%zu]", c->whose, table, what, index);
    c->count++;
}

/* Spells by length: how many, their days, the squares, and how many in stretches of length. */
static void collect_lengths(collector *c, const cs_ledger *ledger, const int64_t *cells, size_t rows,
                            const char *table)
{
    static const int upto[] = {1, 2, 3, 7, 14, 30, 60, 120, INT32_MAX};
    size_t lengths = (size_t)ledger->extent[CS_DIM_LENGTH];
    for (size_t row = 0; row < rows; row++) {
        double sum[3] = {0}, stretch[9] = {0};
        for (size_t length = 0; length < lengths; length++) {
            double n = (double)cells[row * lengths + length];
            int s = 0;
            while ((int)length > upto[s]) s++;
            stretch[s] += n;
            sum[0] += n;
            sum[1] += n * (double)length;
            sum[2] += n * (double)length * (double)length;
        }
        for (size_t i = 0; i < 3; i++) collect(c, sum[i], table, "power, row", i * 1000 + row);
        for (size_t i = 0; i < 9; i++) collect(c, stretch[i], table, "stretch, row", i * 1000 + row);
    }
}

/* Some days of a table that begins with days (or samples). */
static void collect_days(collector *c, const int64_t *cells, size_t days, size_t size,
                         const char *table)
{
    size_t chosen[] = {0, 1, days / 5, days / 2 - 1, days / 2, days - 2, days - 1};
    size_t row = size / days;
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
        if (chosen[i] >= days || (i > 0 && chosen[i] <= chosen[i - 1])) continue;
        for (size_t k = 0; k < row; k++)
            collect(c, (double)cells[chosen[i] * row + k], table, "", chosen[i] * row + k);
    }
}

static void collect_population(collector *c, const cs_ledger *ledger, const char *whose)
{
    c->whose = whose;
    for (int t = 0; t < cs_ledger_table_count; t++) {
        const cs_ledger_table *table = &cs_ledger_tables[t];
        const int64_t *cells = cs_ledger_cells(ledger, table);
        size_t size = cs_ledger_size(ledger, table);
        if (table->dim[2] == CS_DIM_LENGTH)
            collect_lengths(c, ledger, cells, size / (size_t)ledger->extent[CS_DIM_LENGTH],
                            table->name);
        else if (table->dim[0] == CS_DIM_DAY || table->dim[0] == CS_DIM_SAMPLE)
            collect_days(c, cells, (size_t)ledger->extent[table->dim[0]], size, table->name);
        else
            for (size_t i = 0; i < size; i++) collect(c, (double)cells[i], table->name, "", i);
    }
}

static void collect_ledger(collector *c, const cs_ledger *ledger)
{
    c->count = 0;
    collect_population(c, ledger, "");
    if (ledger->firms) collect_population(c, ledger->firms, "firm_");
}

/* ---- the tests ---- */

/* Means (power 1) or spreads (power 2, about the common mean). */
static double symmetric_test(const comparison *c, int q, int power)
{
    double centre = 0.0, sum = 0.0, squares = 0.0;
    size_t step = (size_t)c->quantities;
    const double *a = c->value[0] + q, *b = c->value[1] + q;
    for (int i = 0; i < c->seeds; i++) centre += a[(size_t)i * step] + b[(size_t)i * step];
    centre /= 2.0 * c->seeds;
    for (int i = 0; i < c->seeds; i++) {
        double x = a[(size_t)i * step] - centre, y = b[(size_t)i * step] - centre;
        double d = power == 1 ? x - y : x * x - y * y;
        sum += d;
        squares += d * d;
    }
    return squares > 0.0 ? fabs(sum) / sqrt(squares) : 0.0;
}

static int compare_numbers(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* sqrt(n) times the largest difference of the two empirical distributions. */
static double distribution_test(const comparison *c, int q, double *room)
{
    int n = c->seeds, i = 0, j = 0, most = 0;
    double *a = room, *b = room + n;
    for (int s = 0; s < n; s++) {
        a[s] = c->value[0][(size_t)s * (size_t)c->quantities + (size_t)q];
        b[s] = c->value[1][(size_t)s * (size_t)c->quantities + (size_t)q];
    }
    qsort(a, (size_t)n, sizeof *a, compare_numbers);
    qsort(b, (size_t)n, sizeof *b, compare_numbers);
    while (i < n && j < n) {
        double x = a[i] < b[j] ? a[i] : b[j];
        while (i < n && a[i] == x) i++;
        while (j < n && b[j] == x) j++;
        if (abs(i - j) > most) most = abs(i - j);
    }
    return most / (double)n * sqrt(n);
}

static double mean(const comparison *c, int engine, int q)
{
    double sum = 0.0;
    for (int i = 0; i < c->seeds; i++)
        sum += c->value[engine][(size_t)i * (size_t)c->quantities + (size_t)q];
    return sum / c->seeds;
}

static bool varies(const comparison *c, int q)
{
    for (int i = 0; i < c->seeds; i++) {
        size_t at = (size_t)i * (size_t)c->quantities + (size_t)q;
        if (c->value[0][at] != c->value[1][at]) return true;
    }
    return false;
}

static void complain(const comparison *c, int q, const char *test, double statistic, double limit)
{
    print_message("# %s differ in %s: block %g, reference %g on average; %.2f > %.2f\n", test,
                  c->name[q], mean(c, 0, q), mean(c, 1, q), statistic, limit);
}

/* Holds every quantity against its limits; how many are beyond. */
static int judge(const comparison *c, const char *title)
{
    static const char *const names[TESTS] = {"means", "spreads", "distributions"};
    double most[TESTS] = {0}, *room = malloc(2 * (size_t)c->seeds * sizeof *room);
    int different = 0, compared = 0, shown = 0, beyond_4 = 0;
    assert_non_null(room);
    for (int q = 0; q < c->quantities; q++) compared += varies(c, q);
    double share = FALSE_ALARM / CASES_MOST / TESTS / (compared ? compared : 1);
    double limits[TESTS] = {sqrt(2.0 * log(2.0 / share)), sqrt(2.0 * log(2.0 / share)),
                            sqrt(log(2.0 / share))};
    for (int q = 0; q < c->quantities; q++) {
        if (!varies(c, q)) continue;
        double statistic[TESTS] = {symmetric_test(c, q, 1), symmetric_test(c, q, 2),
                                   distribution_test(c, q, room)};
        beyond_4 += statistic[0] > 4.0;
        for (int t = 0; t < TESTS; t++) {
            if (statistic[t] > most[t]) most[t] = statistic[t];
            if (statistic[t] <= limits[t]) continue;
            if (shown++ < 40) complain(c, q, names[t], statistic[t], limits[t]);
            different++;
        }
    }
    print_message("# %s: %d quantities, %d seeds%s; largest T %.2f (limit %.2f, %d beyond 4), of "
                  "spreads %.2f, of distributions %.2f (limit %.2f)\n",
                  title, compared, c->seeds, c->seeds > limits[0] * limits[0] ? "" : ", too few to tell means apart",
                  most[0], limits[0], beyond_4, most[1], most[2], limits[2]);
    free(room);
    return different;
}

/* ---- running ---- */

static cs_scenario *load(const char *path, const char *safeguard)
{
    cs_complaints complaints = {0};
    cs_error err = {0};
    cs_scenario *scenario = NULL;
    cs_load_options options = {.safeguard = safeguard};
    cs_status status = cs_scenario_load(path, &options, &scenario, &complaints, &err);
    if (status != CS_OK)
        fail_msg("%s: %s; %s", path, err.message,
                 complaints.count ? complaints.items[0].message : "");
    cs_complaints_free(&complaints);
    return scenario;
}

/* One world: seed i / 2, by one engine or the other. */
static cs_status run_world(void *context, int thread, uint32_t i, cs_error *err)
{
    comparison *c = context;
    cs_engine engine = i % 2 ? CS_ENGINE_REFERENCE : CS_ENGINE_BLOCK;
    cs_sim_options options = {.seed = 20260, .replicate = i / 2, .threads = 1, .engine = engine};
    cs_ledger ledger;
    (void)thread;
    CS_TRY(cs_sim_run(c->scenario, &options, &ledger, NULL, err));
    collector count = {.room = c->quantities, .value = c->value[i % 2] +
                                                       (size_t)(i / 2) * (size_t)c->quantities};
    collect_ledger(&count, &ledger);
    cs_ledger_free(&ledger);
    return CS_OK;
}

/* Find out what the quantities are, and make room for them. */
static void prepare(comparison *c)
{
    cs_ledger ledger = {0};
    cs_error err = {0};
    collector count = {0};
    cs_ledger_shape(&ledger, c->scenario);
    assert_int_equal(cs_ledger_init(&ledger, &err), CS_OK);
    if (c->scenario->firms) {
        assert_int_equal(cs_ledger_add_firms(&ledger, &err), CS_OK);
        cs_ledger_shape(ledger.firms, c->scenario->firms);
        assert_int_equal(cs_ledger_init(ledger.firms, &err), CS_OK);
    }
    collect_ledger(&count, &ledger);
    c->quantities = count.count;
    c->name = calloc((size_t)c->quantities, NAME);
    for (int e = 0; e < 2; e++)
        c->value[e] = calloc((size_t)c->quantities * (size_t)c->seeds, sizeof(double));
    assert_true(c->name && c->value[0] && c->value[1]);
    count = (collector){.name = c->name, .room = c->quantities};
    collect_ledger(&count, &ledger);
    cs_ledger_free(&ledger);
}

/* Whether the word stands in the text between blanks. */
static bool names(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || strchr(" \n", at[-1])) && strchr(" \n", at[length])) return true;
    return false;
}

/* Something must have been counted in every table that `tables` names; those of firms begin with firm_. */
static void check_counted(const comparison *c, const char *tables)
{
    for (int t = 0; t < 2 * cs_ledger_table_count; t++) {
        char name[NAME];
        int length = snprintf(name, NAME, "%s%s", t % 2 ? "firm_" : "", cs_ledger_tables[t / 2].name);
        bool counted = !names(tables, name);
        for (int q = 0; q < c->quantities && !counted; q++)
            counted = strncmp(c->name[q], name, (size_t)length) == 0 &&
                      c->name[q][length] == ' ' && varies(c, q);
        if (!counted) fail_msg("nothing was counted in %s", name);
    }
}

/* part: of the seeds, one in so many. */
static void compare(const char *path, const char *safeguard, int part, const char *tables)
{
    const char *wanted = getenv("COUNTERSCORE_SEEDS");
    cs_scenario *scenario = load(path, safeguard);
    comparison c = {.scenario = scenario, .seeds = (wanted ? atoi(wanted) : 200) / part};
    cs_error err = {0};
    prepare(&c);
    cs_status status =
        cs_parallel(cs_processors(), 2 * (uint32_t)c.seeds, run_world, &c, &err);
    if (status != CS_OK) fail_msg("%s", err.message);
    int different = judge(&c, cs_scenario_title(scenario));
    check_counted(&c, tables);
    cs_scenario_free(scenario);
    free(c.name);
    free(c.value[0]);
    free(c.value[1]);
    assert_int_equal(different, 0);
}

/* What a file of tests/law/engines says of itself in its first comment:
     # compare: TABLES that must have counted something[, with SAFEGUARD][, 1 in N seeds] */
static void compare_file(void **state)
{
    const char *path = *state;
    char line[1000], tables[1000] = "", safeguard[80] = "";
    int part = 1;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (!tables[0] && fgets(line, sizeof line, file))
        if (strncmp(line, "# compare:", 10) == 0) snprintf(tables, sizeof tables, "%s", line + 10);
    fclose(file);
    if (!tables[0]) fail_msg("%s says nothing after `# compare:`", path);
    char *with = strstr(tables, ", with "), *one = strstr(tables, ", 1 in ");
    if (with) sscanf(with, ", with %79[^, \n]", safeguard);
    if (one) sscanf(one, ", 1 in %d", &part);
    if (with) *with = 0;
    if (one) *one = 0;
    compare(path, safeguard[0] ? safeguard : NULL, part, tables);
}

/* A word picks tests by name: test_engines '*decay*'. */
int main(int count, char **words)
{
    glob_t found;
    struct CMUnitTest tests[CASES_MOST];
    if (count > 1) cmocka_set_test_filter(words[1]);
    if (glob("tests/law/engines/*.yaml", 0, NULL, &found) != 0 || found.gl_pathc > CASES_MOST) return 1;
    for (size_t i = 0; i < found.gl_pathc; i++)
        tests[i] = (struct CMUnitTest){.name = found.gl_pathv[i], .test_func = compare_file,
                                       .initial_state = found.gl_pathv[i]};
    int failed = _cmocka_run_group_tests("engines", tests, found.gl_pathc, NULL, NULL);
    globfree(&found);
    return failed;
}
