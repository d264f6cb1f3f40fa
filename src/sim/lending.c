/* Lending, tied to the days: people apply, the lender decides, loans are repaid or not, scores move.
   A refusal is a prediction about somebody, not a record about them: nothing here is in a lane. */
#include "sim/mechanism.h"

#include "core/mem.h"
#include "population/hazard.h"

typedef struct lending_ready {
    const cs_lending *config;
    cs_credit_table table;
    cs_hazard hazard;      /* applications at a rate */
    cs_key start_key, outcome_key, chosen_key;
    size_t first_row;
    int samples, every;
    uint16_t *group;       /* [strata] */
    uint64_t *start;       /* [groups][levels] thresholds of the share that starts at a level or below */
    uint64_t *no_file, *unscored; /* [strata] thresholds; unscored: those without a file as well */
    uint64_t *repays;      /* [groups][levels] thresholds */
    cs_credit_move *move;  /* [2][groups][levels] defaulted, repaid */
    uint64_t finds_good, passes_bad;
    double *grant, *threshold; /* the policy at the start */
    uint64_t *grants;      /* grant as thresholds */
} lending_ready;

/* The policy as computed last, where that was not at the start. */
typedef struct lending_shared {
    const lending_ready *of;
    double *people, *grant, *threshold;
    uint64_t *grants;
} lending_shared;

/* A block's people: level, and what the lender has on them in the high byte. */
typedef struct lending_own {
    bool counted;          /* the scores at the start */
    uint16_t *standing;    /* [persons] */
} lending_own;

#define LEVEL(standing) ((standing) & 0xff)
#define FILE_OF(standing) ((standing) >> 8)

/* Rows of the tally: applications by file and fate, by level and fate, then the sums. */
enum { ROW_LOANS = 0, ROW_LEVELS = CS_FILES * CS_FATES };

static size_t row_expected(const lending_ready *l)
{
    return l->first_row + ROW_LEVELS + (size_t)l->table.levels * CS_FATES;
}

static size_t row_change(const lending_ready *l)
{
    return row_expected(l) + (size_t)l->table.levels;
}

static size_t row_profit(const lending_ready *l)
{
    return row_change(l) + 1;
}

/* Scores, and how many people have one, by the sample that first shows them. */
static size_t row_points(const lending_ready *l, int sample)
{
    return row_profit(l) + 1 + 2 * (size_t)sample;
}

static bool wanted(const cs_scenario *scenario)
{
    return scenario->lending != NULL;
}

static size_t rows(const cs_scenario *scenario)
{
    if (!scenario->lending) return 0;
    size_t levels = (size_t)cs_credit_levels(scenario->lending);
    size_t samples = (size_t)(scenario->horizon_days / scenario->ledger.every_days) + 1;
    return ROW_LEVELS + levels * (CS_FATES + 1) + 2 + 2 * samples;
}

/* ---- the plan's part ---- */

static void release(void *ready)
{
    lending_ready *l = ready;
    cs_credit_table_free(&l->table);
    cs_hazard_free(&l->hazard);
    cs_free(l->group);
    cs_free(l->start);
    cs_free(l->no_file);
    cs_free(l->unscored);
    cs_free(l->repays);
    cs_free(l->move);
    cs_free(l->grant);
    cs_free(l->threshold);
    cs_free(l->grants);
    cs_free(l);
}

static cs_status reserve(lending_ready *l, const cs_population *pop, cs_error *err)
{
    size_t strata = (size_t)pop->strata, groups = (size_t)l->table.groups;
    size_t cells = groups * (size_t)l->table.levels;
    l->group = cs_alloc(strata, sizeof *l->group);
    l->no_file = cs_alloc(strata, sizeof *l->no_file);
    l->unscored = cs_alloc(strata, sizeof *l->unscored);
    l->start = cs_alloc(cells, sizeof *l->start);
    l->repays = cs_alloc(cells, sizeof *l->repays);
    l->move = cs_alloc(2 * cells, sizeof *l->move);
    l->grant = cs_alloc(cells, sizeof *l->grant);
    l->threshold = cs_alloc(groups, sizeof *l->threshold);
    l->grants = cs_alloc(cells, sizeof *l->grants);
    if (l->group && l->no_file && l->unscored && l->start && l->repays && l->move && l->grant &&
        l->threshold && l->grants)
        return CS_OK;
    return cs_fail_memory(err, "the tables of a lender");
}

static cs_status fill_strata(lending_ready *l, const cs_population *pop, cs_error *err)
{
    const cs_thin *thin = &l->config->thin;
    double *factor = cs_alloc(2 * (size_t)pop->strata, sizeof *factor);
    if (!factor) return cs_fail_memory(err, "the tables of a lender");
    double *unscored = factor + pop->strata;
    cs_by_table(&thin->no_file_by, pop, factor);
    cs_by_table(&thin->unscored_by, pop, unscored);
    for (int s = 0; s < pop->strata; s++) {
        if (l->config->groups >= 0)
            l->group[s] = pop->stratum_value[(size_t)s * (size_t)pop->attributes +
                                             (size_t)l->config->groups];
        l->no_file[s] = cs_threshold(thin->no_file * factor[s]);
        l->unscored[s] = cs_threshold(thin->no_file * factor[s] + thin->unscored * unscored[s]);
    }
    cs_free(factor);
    return CS_OK;
}

static void fill_levels(lending_ready *l)
{
    const cs_credit_table *t = &l->table;
    int cells = t->groups * t->levels;
    for (int g = 0; g < t->groups; g++) {
        double upto = 0.0;
        for (int k = 0; k < t->levels; k++) {
            int at = g * t->levels + k;
            upto += t->start[at];
            l->start[at] = k + 1 < t->levels ? cs_threshold(upto) : (uint64_t)1 << 32;
            l->repays[at] = cs_threshold(t->repays[at]);
            for (int repaid = 0; repaid < 2; repaid++)
                l->move[repaid * cells + at] = cs_credit_moved(l->config, t, g, k, repaid);
        }
    }
    l->finds_good = cs_threshold(l->config->thin.finds_good);
    l->passes_bad = cs_threshold(l->config->thin.passes_bad);
}

static cs_status decide(const lending_ready *l, const double *people, double *grant,
                        double *threshold, uint64_t *grants, cs_error *err)
{
    CS_TRY(cs_lending_decide(l->config, &l->table, people, grant, threshold, err));
    for (int i = 0; i < l->table.groups * l->table.levels; i++) grants[i] = cs_threshold(grant[i]);
    return CS_OK;
}

/* The policy at the start: by the table, and how many people are of each group. */
static cs_status decide_first(lending_ready *l, const cs_population *pop, cs_error *err)
{
    const cs_credit_table *t = &l->table;
    double *people = cs_alloc((size_t)t->groups * (size_t)t->levels, sizeof *people);
    if (!people) return cs_fail_memory(err, "the tables of a lender");
    for (int g = 0; g < t->groups; g++) {
        int cell = l->config->groups >= 0 ? pop->cell_first[l->config->groups] + g : 0;
        for (int k = 0; k < t->levels; k++)
            people[g * t->levels + k] =
                t->start[g * t->levels + k] * (double)pop->cell_persons[cell];
    }
    cs_status status = decide(l, people, l->grant, l->threshold, l->grants, err);
    cs_free(people);
    return status;
}

static cs_status fill(lending_ready *l, cs_plan *plan, const cs_population *pop, uint64_t seed,
                      cs_error *err)
{
    const cs_attribute *group = NULL;
    if (l->config->groups >= 0)
        group = &plan->scenario->population.attributes.items[l->config->groups];
    l->start_key = cs_key_of(seed, "lending.loans.start");
    l->outcome_key = cs_key_of(seed, "lending.loans.outcome");
    l->chosen_key = cs_key_of(seed, "lending.loans.chosen");
    CS_TRY(cs_plan_claim(plan, l->start_key, err));
    CS_TRY(cs_plan_claim(plan, l->outcome_key, err));
    CS_TRY(cs_plan_claim(plan, l->chosen_key, err));
    CS_TRY(cs_credit_table_init(&l->table, l->config, group ? group->value_names : NULL,
                                group ? group->values : 0, err));
    CS_TRY(reserve(l, pop, err));
    CS_TRY(fill_strata(l, pop, err));
    fill_levels(l);
    CS_TRY(cs_hazard_init(&l->hazard, pop, cs_key_of(seed, "lending.loans.rate"), l->config->rate,
                          &l->config->by, 0.0, err));
    CS_TRY(cs_plan_claim(plan, l->hazard.key, err));
    return decide_first(l, pop, err);
}

static size_t own_row(const cs_plan *plan)
{
    int m = 0;
    while (cs_mechanisms[m] != &cs_lending_mechanism) m++;
    return plan->mechanism_row[m];
}

static cs_status prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err)
{
    const cs_scenario *scenario = plan->scenario;
    lending_ready *l = cs_alloc(1, sizeof *l);
    if (!l) return cs_fail_memory(err, "the tables of a lender");
    *ready = l;
    l->config = scenario->lending;
    l->first_row = own_row(plan);
    l->every = scenario->ledger.every_days;
    l->samples = scenario->horizon_days / l->every + 1;
    return fill(l, plan, pop, seed, err);
}

/* The thresholds of a day stand on everybody's scores of the settlement before. */
static int lookahead(const void *ready)
{
    const lending_ready *l = ready;
    return l->config->again_days == CS_FOREVER ? CS_FOREVER : 1;
}

/* ---- state ---- */

static void close_shared(void *shared)
{
    lending_shared *s = shared;
    cs_free(s->people);
    cs_free(s->grant);
    cs_free(s->threshold);
    cs_free(s->grants);
    cs_free(s);
}

static cs_status open(const void *ready, cs_world_state *w, void **shared, cs_error *err)
{
    const lending_ready *l = ready;
    size_t groups = (size_t)l->table.groups, cells = groups * (size_t)l->table.levels;
    lending_shared *s = cs_alloc(1, sizeof *s);
    (void)w;
    if (!s) return cs_fail_memory(err, "a lender");
    *shared = s;
    s->people = cs_alloc(cells, sizeof *s->people);
    s->grant = cs_alloc(cells, sizeof *s->grant);
    s->threshold = cs_alloc(groups, sizeof *s->threshold);
    s->grants = cs_alloc(cells, sizeof *s->grants);
    if (s->people && s->grant && s->threshold && s->grants) return CS_OK;
    return cs_fail_memory(err, "a lender");
}

static void close_own(void *own)
{
    lending_own *o = own;
    cs_free(o->standing);
    cs_free(o);
}

/* First level whose threshold the word is below. */
static int level_of(const uint64_t *upto, int levels, uint32_t word)
{
    int low = 0, high = levels - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (word < upto[middle]) high = middle;
        else low = middle + 1;
    }
    return low;
}

static cs_status open_block(const void *ready, const cs_world_state *w, cs_block *b, void **own,
                            cs_error *err)
{
    const lending_ready *l = ready;
    lending_own *o = cs_alloc(1, sizeof *o);
    if (!o) return cs_fail_memory(err, "everybody's credit scores");
    *own = o;
    o->standing = cs_alloc(b->size, sizeof *o->standing);
    if (!o->standing) return cs_fail_memory(err, "everybody's credit scores");
    for (uint32_t p = 0; p < b->size; p++) {
        int stratum = cs_population_stratum(w->pop, b->first + p);
        cs_words words = cs_philox(b->first + p, 0, 0, 0, l->start_key);
        const uint64_t *upto = l->start + l->group[stratum] * l->table.levels;
        int file = words.w[1] < l->no_file[stratum]    ? CS_FILE_NONE
                   : words.w[1] < l->unscored[stratum] ? CS_FILE_UNSCORED
                                                       : CS_FILE_SCORED;
        int level = level_of(upto, l->table.levels, words.w[0]);
        o->standing[p] = (uint16_t)(level | file << 8);
    }
    return CS_OK;
}

static void keep_block(const void *ready, const cs_world_state *w, cs_block *b, void *own,
                       cs_archive *a)
{
    const lending_ready *l = ready;
    lending_own *o = own;
    (void)w;
    cs_archive_bool(a, &o->counted);
    cs_archive_numbers(a, o->standing, b->size, sizeof *o->standing);
    for (uint32_t p = 0; a->reading && p < b->size; p++)
        if (LEVEL(o->standing[p]) >= l->table.levels || FILE_OF(o->standing[p]) >= CS_FILES)
            cs_archive_damaged(a, "somebody has credit score number %d", LEVEL(o->standing[p]));
}

/* Thresholds of a plan that is in force no more are of no use. */
static void keep(const void *ready, cs_world_state *w, void *shared, cs_archive *a)
{
    const lending_ready *l = ready;
    lending_shared *s = shared;
    size_t groups = (size_t)l->table.groups, cells = groups * (size_t)l->table.levels;
    bool anew = s->of == l;
    (void)w;
    cs_archive_bool(a, &anew);
    s->of = anew ? l : NULL;
    cs_archive_numbers(a, s->people, cells, sizeof *s->people);
    cs_archive_numbers(a, s->grant, cells, sizeof *s->grant);
    cs_archive_numbers(a, s->threshold, groups, sizeof *s->threshold);
    cs_archive_numbers(a, s->grants, cells, sizeof *s->grants);
}

/* ---- the days of a block ---- */

typedef struct desk {
    const lending_ready *l;
    const cs_block *block;
    const cs_world_state *world;
    cs_worker *worker;
    lending_own *own;
    const uint64_t *grants;
    int day, sample;
} desk;

/* Where somebody is counted. */
typedef struct place { uint16_t person; int stratum, region; } place;

static place place_of(const desk *d, uint16_t person)
{
    uint32_t whole = d->block->first + person;
    return (place){person, cs_population_stratum(d->world->pop, whole),
                   cs_block_region(d->block, d->world->pop, whole)};
}

static void count(const desk *d, size_t row, const place *at, int64_t n)
{
    cs_tally_plus(&d->worker->tally, row, at->stratum, at->region, n);
}

static int64_t rounded(double thousandths)
{
    return (int64_t)(thousandths < 0.0 ? thousandths - 0.5 : thousandths + 0.5);
}

/* A loan: the score moves, and whoever had none has one now. */
static void lend(const desk *d, const place *at, bool good, uint32_t word)
{
    const lending_ready *l = d->l;
    const cs_credit_table *t = &l->table;
    uint16_t *standing = &d->own->standing[at->person];
    int before = LEVEL(*standing), file = FILE_OF(*standing), cells = t->groups * t->levels;
    const cs_credit_move *move =
        &l->move[good * cells + l->group[at->stratum] * t->levels + before];
    int after = move->level + (word < cs_threshold(move->up));
    int64_t change = (int64_t)t->points[after] - t->points[before];
    *standing = (uint16_t)after;
    count(d, row_profit(l), at, rounded(1000.0 * (good ? l->config->gain : -l->config->loss)));
    if (file == CS_FILE_SCORED) count(d, row_change(l), at, change);
    if (d->sample >= l->samples) return;
    if (file != CS_FILE_SCORED) {
        change = t->points[after];
        count(d, row_points(l, d->sample) + 1, at, 1);
    }
    count(d, row_points(l, d->sample), at, change);
}

static cs_status apply(const desk *d, cs_block *b, uint16_t person, uint32_t index, cs_error *err)
{
    const lending_ready *l = d->l;
    place at = place_of(d, person);
    uint16_t standing = d->own->standing[person];
    int level = LEVEL(standing), file = FILE_OF(standing);
    int cell = l->group[at.stratum] * l->table.levels + level;
    cs_words words = cs_philox(index, b->number, (uint32_t)d->day, 0, l->outcome_key);
    bool good = words.w[0] < l->repays[cell], granted = false;
    if (file == CS_FILE_SCORED) granted = words.w[1] < d->grants[cell];
    else if (l->config->thin.treated == CS_THIN_REVIEWED)
        granted = words.w[1] < (good ? l->finds_good : l->passes_bad);
    int fate = granted ? (good ? CS_FATE_REPAID : CS_FATE_DEFAULTED)
                       : (good ? CS_FATE_REFUSED_GOOD : CS_FATE_REFUSED_BAD);
    count(d, l->first_row + ROW_LOANS + (size_t)(file * CS_FATES + fate), &at, 1);
    if (file == CS_FILE_SCORED) {
        count(d, l->first_row + ROW_LEVELS + (size_t)(level * CS_FATES + fate), &at, 1);
        count(d, row_expected(l) + (size_t)level, &at, rounded(1e6 * l->table.repays[cell]));
    }
    if (granted) lend(d, &at, good, words.w[2]);
    return cs_block_note(b, &(cs_event){.person = b->first + person, .day = d->day + 1,
                               .kind = CS_EVENT_LOAN, .lane = -1, .tag = -1, .what = (int16_t)fate,
                               .detail = (int16_t)file,
                               .points = l->table.points[LEVEL(d->own->standing[person])]}, err);
}

/* Everybody's scores before the first loan. */
static void count_start(const desk *d)
{
    const lending_ready *l = d->l;
    for (uint32_t p = 0; p < d->block->size; p++) {
        uint16_t standing = d->own->standing[p];
        if (FILE_OF(standing) != CS_FILE_SCORED) continue;
        place at = place_of(d, (uint16_t)p);
        count(d, row_points(l, 0), &at, l->table.points[LEVEL(standing)]);
        count(d, row_points(l, 0) + 1, &at, 1);
    }
    d->own->counted = true;
}

static cs_status one_a_day(const desk *d, cs_block *b, cs_error *err)
{
    cs_words words = cs_philox((uint32_t)d->day, 0, 0, 0, d->l->chosen_key);
    uint32_t person = cs_below(d->world->pop->persons, words.w[0], words.w[1]);
    if (person / CS_BLOCK_PERSONS != b->number) return CS_OK;
    uint32_t index = person % CS_BLOCK_PERSONS;
    return apply(d, b, (uint16_t)index, index, err);
}

static cs_status run_day(const void *ready, cs_block *b, const cs_world_state *w, cs_worker *worker,
                         int day, cs_error *err)
{
    const lending_ready *l = ready;
    int m = 0;
    while (cs_mechanisms[m] != &cs_lending_mechanism) m++;
    const lending_shared *s = w->shared[m];
    desk d = {.l = l, .block = b, .world = w, .worker = worker, .own = b->own[m],
              .grants = s->of == l ? s->grants : l->grants, .day = day,
              .sample = (day + l->every) / l->every};
    if (cs_lending_idle(l->config)) return CS_OK;
    if (!d.own->counted) count_start(&d);
    if (l->config->apply == CS_APPLY_ONE_A_DAY) return one_a_day(&d, b, err);
    if (l->config->apply == CS_APPLY_ONCE) {
        for (uint32_t p = 0; day == 0 && p < b->size; p++)
            CS_TRY(apply(&d, b, (uint16_t)p, p, err));
        return CS_OK;
    }
    CS_TRY(cs_hazard_draw(&l->hazard, w->pop, b->number, day, &worker->acts, err));
    for (size_t i = 0; i < worker->acts.count; i++)
        CS_TRY(apply(&d, b, worker->acts.act[i].person, worker->acts.act[i].index, err));
    return CS_OK;
}

/* ---- between windows: thresholds anew ---- */

static void count_people(const lending_ready *l, const cs_world_state *w, int m, double *people)
{
    int levels = l->table.levels;
    for (int i = 0; i < l->table.groups * levels; i++) people[i] = 0.0;
    for (uint32_t n = 0; n < w->pop->blocks; n++) {
        const cs_block *b = &w->blocks[n];
        const lending_own *own = b->own[m];
        for (uint32_t p = 0; p < b->size; p++)
            if (FILE_OF(own->standing[p]) == CS_FILE_SCORED)
                people[l->group[cs_population_stratum(w->pop, b->first + p)] * levels +
                       LEVEL(own->standing[p])] += 1.0;
    }
}

static cs_status window(const void *ready, cs_world_state *w, int from, int to, cs_error *err)
{
    const lending_ready *l = ready;
    int m = 0, again = l->config->again_days;
    if (again == CS_FOREVER || to / again == from / again || cs_lending_idle(l->config))
        return CS_OK;
    while (cs_mechanisms[m] != &cs_lending_mechanism) m++;
    lending_shared *s = w->shared[m];
    count_people(l, w, m, s->people);
    s->of = l;
    return decide(l, s->people, s->grant, s->threshold, s->grants, err);
}

/* ---- to the ledger ---- */

static void spread_terms(const lending_ready *l, const cs_world_state *w, cs_ledger *ledger)
{
    int m = 0;
    while (cs_mechanisms[m] != &cs_lending_mechanism) m++;
    const lending_shared *s = w->shared[m];
    const double *threshold = s->of == l ? s->threshold : l->threshold;
    for (int g = 0; g < l->table.groups; g++) {
        int cell = l->config->groups >= 0 ? w->pop->cell_first[l->config->groups] + g : 0;
        if (threshold[g] >= CS_NO_THRESHOLD) continue;
        ledger->loan_terms[cell] = 1;
        ledger->loan_threshold[cell] = rounded(1000.0 * threshold[g]);
    }
}

static void spread(const void *ready, const cs_world_state *w, const cs_tally *all, size_t first,
                   cs_ledger *ledger)
{
    const lending_ready *l = ready;
    size_t cells = (size_t)ledger->extent[CS_DIM_CELL];
    if (cs_lending_idle(l->config)) return;
    for (size_t i = 0; i < CS_FILES * CS_FATES; i++)
        cs_tally_spread(all, first + ROW_LOANS + i, w->pop, ledger->loans + i * cells, 1);
    for (size_t i = 0; i < (size_t)l->table.levels * CS_FATES; i++)
        cs_tally_spread(all, first + ROW_LEVELS + i, w->pop, ledger->loans_by_level + i * cells, 1);
    for (size_t i = 0; i < (size_t)l->table.levels; i++)
        cs_tally_spread(all, row_expected(l) + i, w->pop, ledger->loans_expected + i * cells, 1);
    cs_tally_spread(all, row_change(l), w->pop, ledger->credit_change, 1);
    cs_tally_spread(all, row_profit(l), w->pop, ledger->loan_profit, 1);
    for (int k = 0; k < l->samples; k++) {
        int64_t *points = ledger->credit_points + (size_t)k * cells;
        int64_t *persons = ledger->credit_persons + (size_t)k * cells;
        for (size_t c = 0; k > 0 && c < cells; c++) {
            points[c] = points[c - cells];
            persons[c] = persons[c - cells];
        }
        cs_tally_spread(all, row_points(l, k), w->pop, points, 1);
        cs_tally_spread(all, row_points(l, k) + 1, w->pop, persons, 1);
    }
    spread_terms(l, w, ledger);
}

const cs_mechanism cs_lending_mechanism = {
    .name = "lending", .wanted = wanted, .prepare = prepare, .release = release,
    .lookahead = lookahead, .rows = rows, .spread = spread, .open = open, .close = close_shared,
    .open_block = open_block, .close_block = close_own, .keep = keep, .keep_block = keep_block,
    .day = run_day, .window = window};
