/* `make bench`: how fast and how small, as ratios measured in one run on one machine. Each measurement is
   a process of its own, so that its peak memory is its own. Prints, and writes bench/results.md. */
#include "core/error.h"
#include "core/mem.h"
#include "core/parallel.h"
#include "results/stats.h"
#include "results/store.h"
#include "sim/sim.h"
#include "study/session.h"

#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    const char *scenario;
    int64_t persons;
    int days, threads;     /* no days: generate the people and no more */
    cs_engine engine;
} cs_work;

typedef struct {
    bool done;
    double seconds, peak_mb;
    cs_sim_memory memory;
    char message[200];
} cs_measure;

static FILE *report;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
    FILE *sinks[2] = {stdout, report};
    for (int i = 0; i < 2; i++) {
        va_list arguments;
        if (!sinks[i]) continue;
        va_start(arguments, format);
        vfprintf(sinks[i], format, arguments);
        va_end(arguments);
        fflush(sinks[i]);
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Runs in a child: load, run one world, write what was measured into shared memory. */
static void run_work(const cs_work *work, cs_measure *out)
{
    char persons[64], horizon[64], firms[64];
    const char *sets[] = {persons, horizon, "ledger.track=0", firms};
    bool nation = strcmp(work->scenario, "bench/national.yaml") == 0;
    cs_load_options options = {.sets = sets, .set_count = nation ? 4 : 3};
    cs_complaints complaints = {0};
    cs_scenario *scenario = NULL;
    cs_ledger ledger = {0};
    cs_error err = {0};
    snprintf(persons, sizeof persons, "population.persons=%lld", (long long)work->persons);
    snprintf(firms, sizeof firms, "firms.population.count=%lld", (long long)(work->persons * 236 / 10000));
    snprintf(horizon, sizeof horizon, "horizon=%d days", work->days > 0 ? work->days : 28);
    if (cs_scenario_load(work->scenario, &options, &scenario, &complaints, &err) != CS_OK) {
        snprintf(out->message, sizeof out->message, "%.190s", err.message);
        return;
    }
    cs_sim_options sim = {.seed = 1, .threads = work->threads, .engine = work->engine};
    double start = now();
    if (work->days == 0) {
        cs_population pop = {0};
        out->done = cs_population_init(&pop, &scenario->population, 1, &err) == CS_OK;
        out->seconds = now() - start;
        return;
    }
    if (cs_sim_run(scenario, &sim, &ledger, &out->memory, &err) != CS_OK) {
        snprintf(out->message, sizeof out->message, "%.190s", err.message);
        return;
    }
    out->seconds = now() - start;
    out->done = true;
}

static cs_measure measure_once(const cs_work *work)
{
    cs_measure *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cs_measure result = {0};
    if (shared == MAP_FAILED) return result;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        run_work(work, shared);
        _exit(0);
    }
    struct rusage usage = {0};
    int status;
    if (child > 0) wait4(child, &status, 0, &usage);
    result = *shared;
    result.peak_mb = (double)usage.ru_maxrss / 1024.0;
    munmap(shared, sizeof *shared);
    return result;
}

/* The median of `runs` by seconds. */
static cs_measure measure(const cs_work *work, int runs)
{
    cs_measure all[9];
    for (int i = 0; i < runs; i++) {
        cs_measure one = measure_once(work);
        if (!one.done) return one;
        int at = i;
        for (; at > 0 && all[at - 1].seconds > one.seconds; at--) all[at] = all[at - 1];
        all[at] = one;
    }
    return all[runs / 2];
}

static double speed(const cs_work *work, const cs_measure *m)
{
    return (double)work->persons * work->days / m->seconds;
}

static void say_row(const char *name, const cs_work *work, const cs_measure *m)
{
    if (!m->done) {
        say("| %s | failed: %s | | | | |\n", name, m->message);
        return;
    }
    char acts[32] = "–"; /* the reference engine does not say */
    if (m->memory.acts)
        snprintf(acts, sizeof acts, "%.4f",
                 (double)m->memory.acts / ((double)work->persons * work->days));
    say("| %s | %.2f s | %.0f M | %s | %.0f MB | %.1f |\n", name, m->seconds,
        speed(work, m) / 1e6, acts, m->peak_mb,
        m->peak_mb * 1048576.0 / (double)work->persons);
}

static const char head[] =
    "| work | time | person-days/s | acts per person-day | peak memory | bytes per person |\n"
    "|---|---:|---:|---:|---:|---:|\n";

static void bench_engines(int threads)
{
    cs_work block = {"bench/plain.yaml", 10000000, 365, threads, CS_ENGINE_BLOCK};
    cs_work reference = {"bench/plain.yaml", 100000, 60, 1, CS_ENGINE_REFERENCE};
    say("\n## The plain loop's work: block engine against reference engine\n\n%s", head);
    cs_measure b = measure(&block, 3), r = measure(&reference, 3);
    say_row("block, 10 M persons, 365 days", &block, &b);
    say_row("reference, 100,000 persons, 60 days, 1 thread", &reference, &r);
    if (!b.done || !r.done) return;
    cs_work alone = block;
    alone.threads = 1;
    alone.persons = 1000000;
    cs_measure one = measure(&alone, 3);
    say_row("block, 1 M persons, 1 thread", &alone, &one);
    say("\nBlock engine, per person-day: **%.0f times** the reference engine with %d threads, "
        "%.0f times on one (target: 25).\n",
        speed(&block, &b) / speed(&reference, &r), threads,
        one.done ? speed(&alone, &one) / speed(&reference, &r) : 0.0);
}

static void bench_city(int threads)
{
    cs_work two = {"city-points", 1000000, 1095, threads, CS_ENGINE_BLOCK}, one = two;
    one.threads = 1;
    say("\n## city-points, one world\n\n%s", head);
    cs_measure m = measure(&two, 5), n = measure(&one, 3);
    say_row("1 M persons, 3 years", &two, &m);
    say_row("the same on 1 thread", &one, &n);
    if (!m.done || !n.done) return;
    say("\n%d threads are %.2f times one thread. Target: under 3 s (%s) and 200 MB (%s).\n", threads,
        n.seconds / m.seconds, m.seconds < 3.0 ? "met" : "missed",
        m.peak_mb < 200.0 ? "met" : "missed");
    say("\nBytes per person by column, at the end: stratum and household %.2f, scores in four lanes "
        "%.2f, lists in four lanes %.2f; dense together **%.2f** (target: 14). Sparse (calendar, "
        "spells, accounts, penalties) %.2f.\n",
        m.memory.stratum_bytes, m.memory.score_bytes, m.memory.list_bytes,
        m.memory.stratum_bytes + m.memory.score_bytes + m.memory.list_bytes,
        m.memory.sparse_bytes);
}

static void bench_national(int threads)
{
    static const int64_t sizes[] = {100000, 1000000, 10000000, 100000000};
    double each[4] = {0};
    say("\n## A national list for a year: weekly settlement, association, households, recourse, companies\n\n%s",
        head);
    for (int i = 0; i < 4; i++) {
        cs_work work = {"bench/national.yaml", sizes[i], 365, threads, CS_ENGINE_BLOCK};
        cs_measure m = measure(&work, i < 2 ? 3 : 1);
        char name[64];
        snprintf(name, sizeof name, "%lld persons", (long long)sizes[i]);
        say_row(name, &work, &m);
        if (!m.done) return;
        each[i] = m.seconds / (double)sizes[i];
        if (i == 3)
            say("\nTime per person at 10^8 is %.2f times that at 10^6 and %.2f times that at 10^5; 10^8 persons "
                "took %.2f GB (target 3 GB: %s).\n", each[3] / each[1], each[3] / each[0],
                m.peak_mb / 1024.0, m.peak_mb < 3072.0 ? "met" : "missed");
    }
}

static void bench_cascade(int threads)
{
    cs_work work = {"bench/cascade.yaml", 1000000, 100, threads, CS_ENGINE_BLOCK};
    cs_measure m = measure(&work, 5);
    say("\n## Association: a cascade in a small world, people and ties made included\n\n%s", head);
    say_row("1 M persons, 100 days", &work, &m);
    if (!m.done) return;
    say("\nTarget: 500 M person-days/s (%s), under 20 bytes per person (%s).\n",
        speed(&work, &m) >= 5e8 ? "met" : "missed",
        m.peak_mb * 1048576.0 / (double)work.persons < 20.0 ? "met" : "missed");
}

static void bench_growth(int threads)
{
    static const int64_t sizes[] = {100000, 1000000, 10000000, 100000000};
    double first = 0.0;
    say("\n## Growth: city-points for 28 days\n\n%s", head);
    for (int i = 0; i < 4; i++) {
        char name[64];
        cs_work work = {"city-points", sizes[i], 28, threads, CS_ENGINE_BLOCK};
        cs_measure m = measure(&work, i < 3 ? 5 : 1);
        snprintf(name, sizeof name, "%lld persons", (long long)sizes[i]);
        say_row(name, &work, &m);
        if (!m.done) continue;
        double each = m.seconds / (double)sizes[i] * 1e9;
        if (i == 1) first = each;
        if (i == 3 && first > 0.0)
            say("\nTime per person at 10^8 is %.2f times that at 10^6; 10^8 persons took %.2f GB "
                "(target: 6).\n", each / first, m.peak_mb / 1024.0);
    }
}

static void bench_population(void)
{
    cs_work work = {"city-points", 1000000, 0, 1, CS_ENGINE_BLOCK};
    cs_measure m = measure(&work, 5);
    say("\n## Generating people\n\n1 M persons with households, regions and attributes: %.3f s on one "
        "thread (target: 0.1 s)%s\n", m.seconds, m.done ? "." : "; it FAILED.");
}

/* ---- paired worlds against worlds with seeds of their own ---- */

#define PAIRED_PERSONS 20000
#define PAIRED_REPLICATES 16
#define PAIRED_SAFEGUARDS_MOST 16

static cs_status run_city(const char *path, int64_t seed, int threads, cs_results **results, cs_error *err)
{
    const char *names[PAIRED_SAFEGUARDS_MOST];
    cs_complaints complaints = {0};
    cs_load_options load = {0};
    cs_scenario *city = NULL;
    CS_TRY(cs_scenario_load("city-points", &load, &city, &complaints, err));
    int count = cs_scenario_safeguards(city);
    if (count > PAIRED_SAFEGUARDS_MOST) count = PAIRED_SAFEGUARDS_MOST;
    for (int i = 0; i < count; i++) names[i] = cs_scenario_safeguard_name(city, i);
    cs_run_options options = {.scenario = "city-points", .safeguards = names, .safeguard_count = count,
                              .results = path, .force = true, .seed = seed, .persons = PAIRED_PERSONS,
                              .replicates = PAIRED_REPLICATES, .threads = threads};
    cs_status status = cs_run_worlds(&options, &complaints, err);
    if (status == CS_OK) status = cs_results_open(path, results, err);
    cs_complaints_free(&complaints);
    cs_scenario_free(city);
    return status;
}

/* A figure in every replicate of a world. */
static cs_status values_of(cs_results *results, int world, const cs_query *query, double *values,
                           cs_error *err)
{
    for (int64_t r = 0; r < PAIRED_REPLICATES; r++) {
        cs_ledger *ledger;
        bool owned, defined;
        CS_TRY(cs_results_slim(results, world, r, &ledger, &owned, err));
        cs_metric_value(ledger, query, &values[r], &defined);
        if (!owned) continue;
        cs_ledger_free(ledger);
        cs_free(ledger);
    }
    return CS_OK;
}

/* What pairing can gain at most of a figure with mean `base`: where what is left keeps its proportion to
   what was, an effect varies by its share of the base times what the base varies. */
static double attainable(double base, double effect)
{
    double share = base > 0 ? fabs(effect) / base : 0;
    return share > 0 ? sqrt(1 + (1 - share) * (1 - share)) / share : INFINITY;
}

/* One figure: the interval of each safeguard's effect both ways; base and safeguard of the second way
   come from runs with different seeds. */
static cs_status say_widths(cs_results *one, cs_results *two, const char *name, const cs_query *query,
                            cs_error *err)
{
    double base[PAIRED_REPLICATES], other[PAIRED_REPLICATES];
    cs_estimate whole;
    CS_TRY(values_of(one, 0, query, base, err));
    cs_estimate_mean(base, PAIRED_REPLICATES, &whole);
    for (int world = 1; world < cs_results_worlds(one); world++) {
        cs_estimate paired, apart;
        CS_TRY(cs_results_difference(one, world, query, &paired, err));
        CS_TRY(values_of(two, world, query, other, err));
        for (int r = 0; r < PAIRED_REPLICATES; r++) other[r] -= base[r];
        cs_estimate_mean(other, PAIRED_REPLICATES, &apart);
        double wide = apart.high - apart.low, narrow = paired.high - paired.low;
        say("| %s | %s | %.4g | %.3g | %.3g | ", name, cs_results_world(one, world)->name, paired.mean, narrow,
            wide);
        if (narrow > 0) say("%.1f | %.1f |\n", wide / narrow, attainable(whole.mean, paired.mean));
        else say("no difference in any replicate | |\n");
    }
    return CS_OK;
}

static cs_status compare_widths(const char *const paths[2], int threads, cs_error *err)
{
    static const struct { const char *name; cs_metric metric; } figures[] = {
        {"wrongful person-days", CS_METRIC_WRONGFUL_DAYS},
        {"ever wrongly listed", CS_METRIC_EVER_WRONGFUL},
        {"listed on the last day", CS_METRIC_LISTED},
        {"refused wrongly", CS_METRIC_WRONGFUL_DENIALS},
    };
    cs_results *results[2] = {NULL, NULL};
    cs_status status = CS_OK;
    for (int i = 0; i < 2 && status == CS_OK; i++)
        status = run_city(paths[i], 1 + 1000 * i, threads, &results[i], err);
    for (size_t i = 0; i < sizeof figures / sizeof *figures && status == CS_OK; i++) {
        cs_query query = cs_query_all(figures[i].metric);
        status = say_widths(results[0], results[1], figures[i].name, &query, err);
    }
    for (int i = 0; i < 2; i++) cs_results_close(results[i]);
    return status;
}

static void bench_paired(int threads)
{
    char folder[] = "/tmp/counterscore-bench-XXXXXX", one[64], two[64];
    cs_error err = {0};
    say("\n## Paired worlds against worlds with seeds of their own\n\ncity-points with %d persons, %d "
        "replicates: the width of the 95 %% interval of each safeguard's effect.\n\n"
        "| figure | safeguard | effect | width, paired | width, own seeds | times narrower | at most about |\n"
        "|---|---|---:|---:|---:|---:|---:|\n", PAIRED_PERSONS, PAIRED_REPLICATES);
    if (!mkdtemp(folder)) return;
    snprintf(one, sizeof one, "%s/1.db", folder);
    snprintf(two, sizeof two, "%s/2.db", folder);
    if (compare_widths((const char *const[]){one, two}, threads, &err) != CS_OK)
        say("| failed: %s | | | | | | |\n", err.message);
    unlink(one);
    unlink(two);
    rmdir(folder);
}

/* ---- the work list of a study ---- */

#define STUDY_ROWS 64
#define STUDY_PERSONS "population.persons=110_000" /* about half a second a row */

/* Four points of city-points, 16 replicates; wall time, and what the rows took of it. */
static cs_status run_study(const char *path, int threads, double *wall, double *rows, cs_error *err)
{
    static const char *const misses[4] = {"sensors.bank.misses=1 %", "sensors.bank.misses=2 %",
                                          "sensors.bank.misses=4 %", "sensors.bank.misses=8 %"};
    const char *sets[4][2];
    cs_point point[4];
    cs_asked figure = {.name = "listed", .metric = CS_METRIC_LISTED_SHARE, .day = -1,
                       .at_most = 1000000000};
    cs_study_plan plan = {.title = "bench", .text = "bench", .seed = 1, .replicates = STUDY_ROWS / 4,
                          .figures = 1, .points = 4, .figure = &figure, .point = point};
    for (int i = 0; i < 4; i++) {
        sets[i][0] = STUDY_PERSONS;
        sets[i][1] = misses[i];
        point[i] = (cs_point){.label = "", .scenario = "city-points", .safeguard = "", .sets = sets[i],
                              .set_count = 2};
    }
    cs_session *session;
    sqlite3 *file = NULL;
    sqlite3_stmt *sum = NULL;
    cs_session_options options = {.path = path, .threads = threads};
    CS_TRY(cs_session_open(&plan, &options, &session, NULL, err));
    double start = now();
    cs_status status = cs_session_run(session, err);
    *wall = now() - start;
    cs_session_close(session);
    CS_TRY(status);
    *rows = 0;
    if (sqlite3_open(path, &file) == SQLITE_OK &&
        sqlite3_prepare_v2(file, "SELECT sum(seconds) FROM work", -1, &sum, NULL) == SQLITE_OK &&
        sqlite3_step(sum) == SQLITE_ROW)
        *rows = sqlite3_column_double(sum, 0);
    sqlite3_finalize(sum);
    sqlite3_close(file);
    return CS_OK;
}

static void bench_study(void)
{
    char folder[] = "bench/study-XXXXXX", path[64]; /* on a disk, as a user's would be */
    double wall[2], rows[2];
    cs_error err = {0};
    say("\n## The work list of a study\n\n%d rows of city-points, each row on one thread, each committed as "
        "it is finished.\n\n| threads | time | in rows | a row | list and commits |\n"
        "|---|---:|---:|---:|---:|\n", STUDY_ROWS);
    if (!mkdtemp(folder)) return;
    snprintf(path, sizeof path, "%s/study", folder);
    for (int i = 0; i < 2; i++) {
        cs_status status = run_study(path, i + 1, &wall[i], &rows[i], &err);
        unlink(path);
        if (status != CS_OK) {
            say("| failed: %s | | | | |\n", err.message);
            rmdir(folder);
            return;
        }
        say("| %d | %.2f s | %.2f s | %.3f s | %.2f %% |\n", i + 1, wall[i], rows[i],
            rows[i] / STUDY_ROWS, 100 * ((i + 1) * wall[i] - rows[i]) / ((i + 1) * wall[i]));
    }
    rmdir(folder);
    say("\n2 threads are %.2f times one (target 1.9: %s); the list takes %.2f %% on one thread (target 1: "
        "%s).\n", wall[0] / wall[1], wall[0] >= 1.9 * wall[1] ? "met" : "missed",
        100 * (wall[0] - rows[0]) / wall[0], wall[0] - rows[0] < 0.01 * wall[0] ? "met" : "missed");
}

/* With the name of a part, that part alone, on stdout. */
int main(int argc, char **argv)
{
    struct utsname machine = {0};
    int threads = cs_processors();
    char date[32];
    if (argc > 1 && strcmp(argv[1], "paired") == 0) {
        bench_paired(threads);
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "study") == 0) {
        bench_study();
        return 0;
    }
    time_t today = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&today));
    uname(&machine);
    report = fopen("bench/results.md", "w");
    say("# Bench\n\nWritten by `make bench`; medians; every claim is a ratio within this one run.\n\n"
        "counterscore %s, %s %s, %s, %d processors, %s.\n", CS_VERSION, machine.sysname,
        machine.machine, __VERSION__, threads, date);
    bench_engines(threads);
    bench_city(threads);
    bench_cascade(threads);
    bench_national(threads);
    bench_growth(threads);
    bench_population();
    bench_paired(threads);
    bench_study();
    if (report) fclose(report);
    return 0;
}
