/* Tables of credit scores by group. */
#include "lending/lending.h"

#include "core/mem.h"

#define ROUNDING 0.005

void cs_credit_table_free(cs_credit_table *table)
{
    cs_free(table->score);
    cs_free(table->points);
    cs_free(table->start);
    cs_free(table->repays);
    *table = (cs_credit_table){0};
}

int cs_credit_levels(const cs_lending *lending)
{
    return lending->table >= 0 ? cs_credit_bundled_levels(lending->table) : lending->levels.count;
}

/* The factor of a group. */
static double times(const cs_by *by, int32_t groups, int g)
{
    double factor = 1.0;
    for (int i = 0; i < by->count; i++)
        if (by->terms[i].attribute == groups) factor *= by->terms[i].times[g];
    return factor;
}

static cs_status from_levels(cs_credit_table *t, const cs_lending *lending, const char *const *names,
                             cs_error *err)
{
    const cs_level *levels = lending->levels.items;
    t->levels = lending->levels.count;
    for (int l = 0; l < t->levels; l++) t->score[l] = levels[l].score;
    for (int g = 0; g < t->groups; g++) {
        double sum = 0.0;
        const char *name = names ? names[g] : "everybody";
        for (int l = 0; l < t->levels; l++) {
            double repays = levels[l].repays * times(&levels[l].repays_by, lending->groups, g);
            double start = levels[l].start * times(&levels[l].start_by, lending->groups, g);
            if (repays > 1.0)
                return cs_fail(err, CS_FORMAT,
                               "of `%.40s` with score %g, %g %% would repay, more than everybody",
                               name, t->score[l], 100.0 * repays);
            t->repays[g * CS_LEVELS_MOST + l] = repays;
            t->start[g * CS_LEVELS_MOST + l] = start;
            sum += start;
        }
        if (sum < 1.0 - ROUNDING || sum > 1.0 + ROUNDING)
            return cs_fail(err, CS_FORMAT,
                           "the shares that start at each level add up to %g %% for `%.40s` instead "
                           "of 100 %%", 100.0 * sum, name);
        for (int l = 0; l < t->levels; l++) t->start[g * CS_LEVELS_MOST + l] /= sum;
    }
    return CS_OK;
}

/* Rows as long as there are levels, from rows as long as there may be. */
static void close_up(double *column, int groups, int levels)
{
    for (int g = 1; g < groups; g++)
        for (int l = 0; l < levels; l++)
            column[g * levels + l] = column[g * CS_LEVELS_MOST + l];
}

cs_status cs_credit_table_init(cs_credit_table *t, const cs_lending *lending,
                               const char *const *names, int count, cs_error *err)
{
    *t = (cs_credit_table){.groups = count > 0 ? count : 1};
    size_t cells = (size_t)t->groups * CS_LEVELS_MOST;
    t->score = cs_alloc(CS_LEVELS_MOST, sizeof *t->score);
    t->points = cs_alloc(CS_LEVELS_MOST, sizeof *t->points);
    t->start = cs_alloc(cells, sizeof *t->start);
    t->repays = cs_alloc(cells, sizeof *t->repays);
    cs_status status = CS_OK;
    if (!t->score || !t->points || !t->start || !t->repays)
        status = cs_fail_memory(err, "a table of credit scores");
    else if (lending->table >= 0)
        status = cs_credit_bundled(lending->table, names, count, t, err);
    else status = from_levels(t, lending, count > 0 ? names : NULL, err);
    if (status != CS_OK) {
        cs_credit_table_free(t);
        return status;
    }
    close_up(t->start, t->groups, t->levels);
    close_up(t->repays, t->groups, t->levels);
    for (int l = 0; l < t->levels; l++) {
        double thousandths = t->score[l] * 1000.0;
        t->points[l] = (int32_t)(thousandths < 0.0 ? thousandths - 0.5 : thousandths + 0.5);
    }
    return CS_OK;
}
