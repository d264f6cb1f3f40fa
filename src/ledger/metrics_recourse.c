/* The figures of recourse. */
#include "ledger/metrics_recourse.h"

/* What is asked, of whom. */
typedef struct ask {
    const cs_ledger *ledger;
    int list, cell;
    double scale;          /* to the persons a published count is about */
} ask;

typedef struct ratio { double value, per; } ratio;

static double stage(const ask *a, cs_stage which)
{
    const cs_ledger *l = a->ledger;
    size_t row = (size_t)a->list * (size_t)l->extent[CS_DIM_CELL] + (size_t)a->cell;
    return l->extent[CS_DIM_STAGE] ? (double)l->recourse[row * CS_STAGES + (size_t)which] : 0;
}

/* Corrections of the list, and the sum of their days. There are no cells: of a group, nothing. */
static double corrections(const ask *a, double *days)
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
static ratio median_days(const ask *a)
{
    double days, count = corrections(a, &days), sum = 0;
    size_t delays = (size_t)a->ledger->extent[CS_DIM_DELAY], d = 0;
    const int64_t *row = a->ledger->corrections + (size_t)a->list * delays;
    while (d < delays && (sum += (double)row[d]) * 2 < count) d++;
    return (ratio){(double)d * count, count};
}

/* All agencies together; of a group, nothing. */
static double queued(const ask *a, cs_queued which)
{
    int64_t sum = 0;
    for (int g = 0; g < a->ledger->extent[CS_DIM_AGENCY] && a->cell == 0; g++)
        sum += a->ledger->queues[g * CS_QUEUEDS + (int)which];
    return (double)sum;
}

/* All ways of making good together, or bought points. */
static ratio paid(const ask *a, bool bought, cs_paid which)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int last = l->extent[CS_DIM_REPAIR] - 1;
    int64_t sum = 0;
    for (int r = bought ? last : 0; r < (bought ? last + 1 : last); r++)
        sum += l->repairs[((size_t)r * cells + (size_t)a->cell) * CS_PAIDS + (size_t)which];
    return (ratio){(double)sum * a->scale, 1};
}

static double entries(const ask *a)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    const int64_t *row =
        a->ledger->entries + ((size_t)a->list * cells + (size_t)a->cell) * CS_CAUSES;
    int64_t sum = 0;
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (!cs_causes[cause].spared) sum += row[cause];
    return (double)sum;
}

static bool figure(const ask *a, int metric, ratio *r)
{
    double days = 0, decided = stage(a, CS_STAGE_GRANTED) + stage(a, CS_STAGE_REFUSED);
    double stopped = stage(a, CS_STAGE_STOPPED), overdue = stage(a, CS_STAGE_OVERDUE);
    double disputed = stage(a, CS_STAGE_DISPUTED), corrected = corrections(a, &days);
    double persons = (double)a->ledger->persons[a->cell];
    double horizon = a->cell ? 0 : a->ledger->horizon_days;
    switch (metric) {
    case CS_METRIC_TOLD: *r = (ratio){stage(a, CS_STAGE_TOLD) * 1000, persons}; return true;
    case CS_METRIC_DISPUTES: *r = (ratio){disputed * 1000, persons}; return true;
    case CS_METRIC_DISPUTED_SHARE: *r = (ratio){disputed, stage(a, CS_STAGE_TOLD)}; return true;
    case CS_METRIC_DISPUTES_EACH:
        *r = (ratio){disputed + stage(a, CS_STAGE_AGAIN), disputed};
        return true;
    case CS_METRIC_GRANTED_SHARE: *r = (ratio){stage(a, CS_STAGE_GRANTED), decided}; return true;
    case CS_METRIC_OVERDUE_SHARE: *r = (ratio){overdue, decided + overdue}; return true;
    case CS_METRIC_REFUSED_WRONGFUL:
        *r = (ratio){stage(a, CS_STAGE_REFUSED_WRONGFUL) * 1000, persons};
        return true;
    case CS_METRIC_CORRECTED: *r = (ratio){corrected * a->scale, a->cell == 0}; return true;
    case CS_METRIC_CORRECTION_DAYS_MEAN: *r = (ratio){days, corrected}; return true;
    case CS_METRIC_CORRECTION_DAYS_MEDIAN: *r = median_days(a); return true;
    case CS_METRIC_REINSERTED_SHARE:
        *r = (ratio){stage(a, CS_STAGE_REINSERTED), corrected};
        return true;
    case CS_METRIC_STOPPED_SHARE: *r = (ratio){stopped, stopped + entries(a)}; return true;
    case CS_METRIC_WAIT_PROBABILITY:
        *r = (ratio){queued(a, CS_QUEUED_WAITED), queued(a, CS_QUEUED_BEGUN)};
        return true;
    case CS_METRIC_WAIT_MEAN:
        *r = (ratio){queued(a, CS_QUEUED_WAIT_SECONDS) / 86400, queued(a, CS_QUEUED_BEGUN)};
        return true;
    case CS_METRIC_QUEUE_LENGTH_MEAN:
        *r = (ratio){queued(a, CS_QUEUED_QUEUE_SECONDS) / 86400, horizon};
        return true;
    case CS_METRIC_REPAIRS: *r = paid(a, false, CS_PAID_TIMES); return true;
    case CS_METRIC_REPAIR_MONEY: *r = paid(a, false, CS_PAID_MONEY); return true;
    case CS_METRIC_BOUGHT: *r = paid(a, true, CS_PAID_TIMES); return true;
    case CS_METRIC_BOUGHT_MONEY: *r = paid(a, true, CS_PAID_MONEY); return true;
    default: return false;
    }
}

bool cs_metric_recourse(const cs_ledger *ledger, const cs_query *query, int list, int cell,
                        double *value, double *per)
{
    double persons = (double)ledger->persons[cell];
    ask a = {.ledger = ledger, .list = list, .cell = cell,
             .scale = query->scale > 0 && persons > 0 ? query->scale / persons : 1};
    ratio r;
    if (query->metric < CS_METRIC_TOLD || query->metric > CS_METRIC_BOUGHT_MONEY) return false;
    if (!figure(&a, query->metric, &r)) return false;
    *value = r.value;
    *per = r.per;
    return true;
}
