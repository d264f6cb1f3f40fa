/* Where scores go. */
#include "lending/lending.h"

static int32_t thousandths(double points)
{
    return (int32_t)(points < 0.0 ? points * 1000.0 - 0.5 : points * 1000.0 + 0.5);
}

cs_credit_move cs_credit_moved(const cs_lending *lending, const cs_credit_table *table, int group,
                               int level, bool repaid)
{
    const int32_t *points = table->points;
    double repays = table->repays[group * table->levels + level];
    double by = repaid ? lending->repaid : lending->defaulted;
    if (lending->moves == CS_MOVES_BY_EXPECTATION)
        by = repays * lending->repaid + (1.0 - repays) * lending->defaulted;
    int top = table->levels - 1, at = level;
    int64_t target = (int64_t)points[level] + thousandths(by);
    if (target <= points[0]) return (cs_credit_move){0, 0.0};
    if (target >= points[top]) return (cs_credit_move){top, 0.0};
    while (points[at] > target) at--;
    while (points[at + 1] <= target) at++;
    return (cs_credit_move){at, (double)(target - points[at]) / (points[at + 1] - points[at])};
}
