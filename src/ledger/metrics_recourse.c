/* Figures of recourse. */
#include "ledger/ask.h"

#include <math.h>

static double step(const cs_ask *a, cs_stage which)
{
    const cs_ledger *l = a->ledger;
    size_t row = (size_t)a->list * (size_t)l->extent[CS_DIM_CELL] + (size_t)a->cell;
    return l->extent[CS_DIM_STAGE] ? (double)l->recourse[row * CS_STAGES + (size_t)which] : 0;
}

/* Corrections of the list, and the sum of their days. There are no cells: of a group, nothing. */
static double corrections(const cs_ask *a, double *days)
{
    size_t delays = (size_t)a->ledger->extent[CS_DIM_DELAY];
    const int64_t *row = a->ledger->corrections + (size_t)a->list * delays;
    int64_t count = 0, sum = 0;
    for (size_t d = 0; d < delays && a->cell == 0; d++) {
        count += row[d];
        sum += row[d] * (int64_t)d;
    }
    *days = (double)sum;
    return (double)count;
}

/* The smallest number of days in which half of the corrections had been made. */
static cs_ratio median_days(const cs_ask *a)
{
    double days, count = corrections(a, &days), sum = 0;
    size_t delays = (size_t)a->ledger->extent[CS_DIM_DELAY], d = 0;
    const int64_t *row = a->ledger->corrections + (size_t)a->list * delays;
    while (d < delays && (sum += (double)row[d]) * 2 < count) d++;
    return (cs_ratio){(double)d * count, count};
}

/* All agencies together; of a group, nothing. */
static double queued(const cs_ask *a, cs_queued which)
{
    int64_t sum = 0;
    for (int g = 0; g < a->ledger->extent[CS_DIM_AGENCY] && a->cell == 0; g++)
        sum += a->ledger->queues[g * CS_QUEUEDS + (int)which];
    return (double)sum;
}

/* All ways of making good together, or bought points. */
static double paid(const cs_ask *a, bool bought, cs_paid which)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int last = l->extent[CS_DIM_REPAIR] - 1; /* below 0 in a ledger of a model without any */
    int64_t sum = 0;
    for (int r = bought && last > 0 ? last : 0; r < (bought ? last + 1 : last); r++)
        sum += l->repairs[((size_t)r * cells + (size_t)a->cell) * CS_PAIDS + (size_t)which];
    return (double)sum;
}

cs_ratio cs_ask_recourse(const cs_ask *a)
{
    double days = 0, decided = step(a, CS_STAGE_GRANTED) + step(a, CS_STAGE_REFUSED);
    double stopped = step(a, CS_STAGE_STOPPED), overdue = step(a, CS_STAGE_OVERDUE);
    double disputed = step(a, CS_STAGE_DISPUTED);
    switch ((cs_metric)a->query->metric) {
    case CS_METRIC_TOLD: return (cs_ratio){step(a, CS_STAGE_TOLD) * 1000, a->persons};
    case CS_METRIC_DISPUTES: return (cs_ratio){disputed * 1000, a->persons};
    case CS_METRIC_DISPUTED_SHARE: return (cs_ratio){disputed, step(a, CS_STAGE_TOLD)};
    case CS_METRIC_DISPUTES_EACH: return (cs_ratio){disputed + step(a, CS_STAGE_AGAIN), disputed};
    case CS_METRIC_GRANTED_SHARE: return (cs_ratio){step(a, CS_STAGE_GRANTED), decided};
    case CS_METRIC_OVERDUE_SHARE: return (cs_ratio){overdue, decided + overdue};
    case CS_METRIC_REFUSED_WRONGFUL:
        return (cs_ratio){step(a, CS_STAGE_REFUSED_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_CORRECTED:
        return a->cell ? (cs_ratio){0, 0} : cs_ask_count(a, corrections(a, &days));
    case CS_METRIC_CORRECTION_DAYS_MEAN: {
        double made = corrections(a, &days);
        return (cs_ratio){days, made};
    }
    case CS_METRIC_CORRECTION_DAYS_MEDIAN: return median_days(a);
    case CS_METRIC_REINSERTED_SHARE:
        return (cs_ratio){step(a, CS_STAGE_REINSERTED), corrections(a, &days)};
    case CS_METRIC_STOPPED_SHARE:
        return (cs_ratio){stopped, stopped + cs_ask_by_list(a, a->ledger->entries, CS_PART_PENALTY)};
    case CS_METRIC_WAIT_PROBABILITY:
        return (cs_ratio){queued(a, CS_QUEUED_WAITED), queued(a, CS_QUEUED_BEGUN)};
    case CS_METRIC_WAIT_MEAN:
        return (cs_ratio){queued(a, CS_QUEUED_WAIT_SECONDS) / 86400, queued(a, CS_QUEUED_BEGUN)};
    case CS_METRIC_QUEUE_LENGTH_MEAN:
        return (cs_ratio){queued(a, CS_QUEUED_QUEUE_SECONDS) / 86400,
                       a->cell ? 0 : a->ledger->horizon_days};
    case CS_METRIC_REPAIRS: return cs_ask_count(a, paid(a, false, CS_PAID_TIMES));
    case CS_METRIC_REPAIR_MONEY: return cs_ask_count(a, paid(a, false, CS_PAID_MONEY));
    case CS_METRIC_BOUGHT: return cs_ask_count(a, paid(a, true, CS_PAID_TIMES));
    case CS_METRIC_BOUGHT_MONEY: return cs_ask_count(a, paid(a, true, CS_PAID_MONEY));
    default: return cs_ask_lending(a);
    }
}
