/* The reference engine's lender: everyone, every day; whom to lend to is tried out share by share. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"

typedef struct cs_reference_credit {
    cs_credit_table table;
    cs_key start_key, apply_key, chosen_key;
    const cs_scenario *decided_for;
    int *level, *file;     /* [persons] */
    int *group;            /* [persons] */
    double *grant;         /* [groups][levels] */
    double *threshold;     /* [groups] */
} cs_reference_credit;

static const cs_lending *lending_of(const cs_reference_run *run)
{
    return run->now->scenario->lending;
}

/* ---- whom to lend to ---- */

/* Lend from the top of a group until `share` of its people (or of those who repay) are lent to. */
static void lend_to_share(const cs_lending *lending, const cs_credit_table *t, int g,
                          const double *people, double share, double *grant)
{
    bool of_good = lending->policy == CS_LEND_EQUAL_OPPORTUNITY;
    double all = 0.0;
    for (int l = 0; l < t->levels; l++)
        all += people[l] * (of_good ? t->repays[g * t->levels + l] : 1.0);
    double left = share * all;
    for (int l = t->levels - 1; l >= 0; l--) {
        double here = people[l] * (of_good ? t->repays[g * t->levels + l] : 1.0);
        grant[l] = left <= 1e-12 * all ? 0.0 : here <= left * (1.0 + 1e-12) ? 1.0 : left / here;
        left -= grant[l] * here;
    }
}

static double worth(const cs_lending *lending, const cs_credit_table *t, const double *people,
                    const double *grant)
{
    double sum = 0.0;
    for (int i = 0; i < t->groups * t->levels; i++)
        sum += people[i] * grant[i] *
               (lending->gain * t->repays[i] - lending->loss * (1.0 - t->repays[i]));
    return sum;
}

static void lend_in_parity(const cs_lending *lending, const cs_credit_table *t,
                           const double *people, double share, double *grant)
{
    for (int g = 0; g < t->groups; g++)
        lend_to_share(lending, t, g, people + g * t->levels, share, grant + g * t->levels);
}

/* Share of a group, as its policy counts, from a level up. */
static double share_from(const cs_lending *lending, const cs_credit_table *t, int g,
                         const double *people, int level)
{
    double above = 0.0, all = 0.0;
    for (int l = 0; l < t->levels; l++) {
        bool of_good = lending->policy == CS_LEND_EQUAL_OPPORTUNITY;
        double here = people[g * t->levels + l] * (of_good ? t->repays[g * t->levels + l] : 1.0);
        all += here;
        if (l >= level) above += here;
    }
    return all > 0.0 ? above / all : 0.0;
}

static void decide_parity(const cs_lending *lending, const cs_credit_table *t, const double *people,
                          double *grant)
{
    double best = 0.0, most = 0.0;
    for (int g = 0; g < t->groups; g++)
        for (int l = 0; l < t->levels; l++) {
            double share = share_from(lending, t, g, people, l);
            lend_in_parity(lending, t, people, share, grant);
            double here = worth(lending, t, people, grant);
            if (here <= most) continue;
            most = here;
            best = share;
        }
    lend_in_parity(lending, t, people, best, grant);
}

static void decide(cs_reference_run *run, const double *people)
{
    const cs_lending *lending = lending_of(run);
    cs_reference_credit *c = run->credit;
    const cs_credit_table *t = &c->table;
    bool parity = lending->policy == CS_LEND_DEMOGRAPHIC_PARITY ||
                  lending->policy == CS_LEND_EQUAL_OPPORTUNITY;
    c->decided_for = run->now->scenario;
    if (parity) decide_parity(lending, t, people, c->grant);
    for (int i = 0; i < t->groups * t->levels && !parity; i++) {
        double repays = t->repays[i];
        c->grant[i] = 1.0;
        if (lending->policy == CS_LEND_MAXIMUM_UTILITY)
            c->grant[i] = lending->gain * repays >= lending->loss * (1.0 - repays);
        if (lending->policy == CS_LEND_THRESHOLD)
            c->grant[i] = t->score[i % t->levels] >= lending->threshold;
    }
    for (int g = 0; g < t->groups; g++) {
        c->threshold[g] = CS_NO_THRESHOLD;
        for (int l = t->levels - 1; l >= 0; l--) {
            double grant = c->grant[g * t->levels + l];
            double step = l + 1 < t->levels ? t->score[l + 1] - t->score[l] : 0.0;
            if (grant > 0.0) c->threshold[g] = t->score[l] + (1.0 - grant) * step;
        }
    }
}

/* As the table has it at the start, or as people's scores are now. */
static cs_status decide_by(cs_reference_run *run, bool by_table, cs_error *err)
{
    cs_reference_credit *c = run->credit;
    int levels = c->table.levels;
    double *people = cs_alloc((size_t)(c->table.groups * levels), sizeof *people);
    if (!people) return cs_fail_memory(err, "a lender's people");
    for (uint32_t p = 0; p < run->persons; p++)
        for (int l = 0; l < levels; l++) {
            int cell = c->group[p] * levels + l;
            if (by_table) people[cell] += c->table.start[cell];
            else people[cell] += c->file[p] == CS_FILE_SCORED && c->level[p] == l;
        }
    decide(run, people);
    cs_free(people);
    return CS_OK;
}

/* ---- the beginning ---- */

void cs_reference_credit_free(cs_reference_run *run)
{
    cs_reference_credit *c = run->credit;
    if (!c) return;
    cs_credit_table_free(&c->table);
    cs_free(c->level);
    cs_free(c->file);
    cs_free(c->group);
    cs_free(c->grant);
    cs_free(c->threshold);
    cs_free(c);
    run->credit = NULL;
}

static double share_of(const cs_by *by, const cs_population *pop, uint32_t person, double share)
{
    for (int i = 0; i < by->count; i++) {
        const cs_by_term *term = &by->terms[i];
        size_t stratum = (size_t)cs_population_stratum(pop, person);
        share *= term->times[pop->stratum_value[stratum * (size_t)pop->attributes +
                                                (size_t)term->attribute]];
    }
    return share;
}

static void begin_person(cs_reference_run *run, uint32_t p)
{
    cs_reference_credit *c = run->credit;
    const cs_thin *thin = &lending_of(run)->thin;
    cs_dice dice = cs_dice_at(c->start_key, p, 0, 0);
    if (lending_of(run)->groups >= 0)
        c->group[p] = run->pop->stratum_value[(size_t)cs_population_stratum(run->pop, p) *
                                                  (size_t)run->pop->attributes +
                                              (size_t)lending_of(run)->groups];
    double left = cs_dice_roll(&dice);
    const double *start = c->table.start + c->group[p] * c->table.levels;
    for (c->level[p] = 0; c->level[p] + 1 < c->table.levels; c->level[p]++) {
        left -= start[c->level[p]];
        if (left < 0.0) break;
    }
    double none = share_of(&thin->no_file_by, run->pop, p, thin->no_file);
    double thinly = share_of(&thin->unscored_by, run->pop, p, thin->unscored);
    double roll = cs_dice_roll(&dice);
    c->file[p] = roll < none ? CS_FILE_NONE : roll < none + thinly ? CS_FILE_UNSCORED : CS_FILE_SCORED;
}

static void sample(cs_reference_run *run, int day)
{
    const cs_reference_credit *c = run->credit;
    size_t at = (size_t)(day / run->ledger->every_days) * (size_t)run->pop->cells;
    if (day % run->ledger->every_days != 0) return;
    for (uint32_t p = 0; p < run->persons; p++) {
        if (c->file[p] != CS_FILE_SCORED) continue;
        cs_reference_count(run, p, run->ledger->credit_points + at, 1, c->table.points[c->level[p]]);
        cs_reference_count(run, p, run->ledger->credit_persons + at, 1, 1);
    }
}

cs_status cs_reference_credit_begin(cs_reference_run *run, cs_error *err)
{
    const cs_lending *lending = lending_of(run);
    if (!lending || cs_lending_idle(lending)) return CS_OK;
    const cs_attribute *groups = NULL;
    if (lending->groups >= 0) groups = &run->base->population.attributes.items[lending->groups];
    cs_reference_credit *c = run->credit = cs_alloc(1, sizeof *c);
    if (!c) return cs_fail_memory(err, "a lender");
    c->start_key = cs_key_of(run->seed, "reference.lending.start");
    c->apply_key = cs_key_of(run->seed, "reference.lending.apply");
    c->chosen_key = cs_key_of(run->seed, "reference.lending.chosen");
    CS_TRY(cs_credit_table_init(&c->table, lending, groups ? groups->value_names : NULL,
                                groups ? groups->values : 0, err));
    c->level = cs_alloc(run->persons, sizeof *c->level);
    c->file = cs_alloc(run->persons, sizeof *c->file);
    c->group = cs_alloc(run->persons, sizeof *c->group);
    c->grant = cs_alloc((size_t)(c->table.groups * c->table.levels), sizeof *c->grant);
    c->threshold = cs_alloc((size_t)c->table.groups, sizeof *c->threshold);
    if (!c->level || !c->file || !c->group || !c->grant || !c->threshold)
        return cs_fail_memory(err, "everybody's credit scores");
    for (uint32_t p = 0; p < run->persons; p++) begin_person(run, p);
    sample(run, 0);
    return CS_OK;
}

/* ---- the days ---- */

/* Points up or down, held to the table; between two levels either, so that the mean is right. */
static int moved(const cs_reference_run *run, int group, int level, bool repaid, cs_dice *dice)
{
    const cs_lending *lending = lending_of(run);
    const cs_credit_table *t = &run->credit->table;
    double repays = t->repays[group * t->levels + level];
    double to = t->score[level] + (repaid ? lending->repaid : lending->defaulted);
    if (lending->moves == CS_MOVES_BY_EXPECTATION)
        to = t->score[level] + repays * lending->repaid + (1.0 - repays) * lending->defaulted;
    int above = 0;
    while (above < t->levels && t->score[above] < to - 1e-9) above++;
    if (above == 0) return 0;
    if (above == t->levels) return t->levels - 1;
    double part = (to - t->score[above - 1]) / (t->score[above] - t->score[above - 1]);
    return cs_dice_says(dice, part) ? above : above - 1;
}

static void apply(cs_reference_run *run, uint32_t p, cs_dice *dice)
{
    const cs_lending *lending = lending_of(run);
    cs_reference_credit *c = run->credit;
    cs_ledger *ledger = run->ledger;
    int levels = c->table.levels, level = c->level[p], file = c->file[p];
    int cell = c->group[p] * levels + level;
    size_t cells = (size_t)run->pop->cells;
    bool good = cs_dice_says(dice, c->table.repays[cell]), granted = false;
    if (file == CS_FILE_SCORED) granted = cs_dice_says(dice, c->grant[cell]);
    else if (lending->thin.treated == CS_THIN_REVIEWED)
        granted = cs_dice_says(dice, good ? lending->thin.finds_good : lending->thin.passes_bad);
    int fate = (granted ? CS_FATE_REPAID : CS_FATE_REFUSED_GOOD) + !good;
    cs_reference_count(run, p, ledger->loans + (size_t)(file * CS_FATES + fate) * cells, 1, 1);
    if (file == CS_FILE_SCORED) {
        cs_reference_count(run, p, ledger->loans_by_level + (size_t)(level * CS_FATES + fate) * cells,
                           1, 1);
        cs_reference_count(run, p, ledger->loans_expected + (size_t)level * cells, 1,
                           (int64_t)(1e6 * c->table.repays[cell] + 0.5));
    }
    if (!granted) return;
    double profit = 1000.0 * (good ? lending->gain : -lending->loss);
    c->level[p] = moved(run, c->group[p], level, good, dice);
    c->file[p] = CS_FILE_SCORED;
    cs_reference_count(run, p, ledger->loan_profit, 1,
                       (int64_t)(profit < 0 ? profit - 0.5 : profit + 0.5));
    if (file == CS_FILE_SCORED)
        cs_reference_count(run, p, ledger->credit_change, 1,
                           c->table.points[c->level[p]] - c->table.points[level]);
}

cs_status cs_reference_lend(cs_reference_run *run, int day, cs_error *err)
{
    const cs_lending *lending = lending_of(run);
    cs_reference_credit *c = run->credit;
    if (!c) return CS_OK;
    if (c->decided_for != run->now->scenario) CS_TRY(decide_by(run, true, err));
    cs_dice chosen = cs_dice_at(c->chosen_key, (uint32_t)day, 0, 0);
    uint32_t one = cs_dice_below(&chosen, run->persons);
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_dice dice = cs_dice_at(c->apply_key, p, (uint32_t)day, 0);
        double mean = share_of(&lending->by, run->pop, p, lending->rate / 365.0);
        int times = cs_dice_poisson(&dice, mean, cs_exp(-mean));
        if (lending->apply == CS_APPLY_ONCE) times = day == 0;
        if (lending->apply == CS_APPLY_ONE_A_DAY) times = p == one;
        for (int i = 0; i < times; i++) apply(run, p, &dice);
    }
    sample(run, day + 1);
    return CS_OK;
}

cs_status cs_reference_lend_settle(cs_reference_run *run, cs_error *err)
{
    int again = run->credit ? lending_of(run)->again_days : CS_FOREVER;
    if (again == CS_FOREVER || run->to / again == run->from / again) return CS_OK;
    return decide_by(run, false, err);
}

void cs_reference_lend_close(cs_reference_run *run)
{
    const cs_reference_credit *c = run->credit;
    for (int g = 0; c && g < c->table.groups; g++) {
        int groups = lending_of(run)->groups;
        int cell = groups >= 0 ? run->pop->cell_first[groups] + g : 0;
        if (c->threshold[g] >= CS_NO_THRESHOLD) continue;
        double thousandths = 1000.0 * c->threshold[g];
        run->ledger->loan_terms[cell] = 1;
        run->ledger->loan_threshold[cell] =
            (int64_t)(thousandths < 0 ? thousandths - 0.5 : thousandths + 0.5);
    }
}
