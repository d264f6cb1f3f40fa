/* Figures from one ledger. Positive means penalised; spared causes are never part of a penalty.
   Source of the rates' names: docs/model.md, section "The ledger". */
#include "ledger/metrics.h"

#include <math.h>

#define DAYS_PER_YEAR 365.0

const cs_word cs_metric_words[] = {
#define X(name, word, unit, help) {word, CS_METRIC_##name, help},
    CS_METRIC_LIST(X)
#undef X
    {0}};

cs_unit cs_metric_unit(cs_metric metric)
{
    static const cs_unit units[CS_METRICS] = {
#define X(name, word, unit, help) CS_UNIT_##unit,
        CS_METRIC_LIST(X)
#undef X
    };
    return units[metric];
}

bool cs_metric_over(cs_metric metric)
{
    return metric == CS_METRIC_LISTED_SD || metric == CS_METRIC_COUNT_SHARE_SD;
}

bool cs_metric_counts(cs_metric metric)
{
    switch (metric) {
    case CS_METRIC_LISTED:
    case CS_METRIC_LISTED_SD:
    case CS_METRIC_ENTRIES_PER_YEAR:
    case CS_METRIC_EXITS_PER_YEAR:
    case CS_METRIC_EVER_LISTED:
    case CS_METRIC_DENIALS:
    case CS_METRIC_ANSWERED:
    case CS_METRIC_TRUE_RECORDS:
    case CS_METRIC_FALSE_RECORDS:
    case CS_METRIC_CORRECTED:
    case CS_METRIC_REPAIRS:
    case CS_METRIC_REPAIR_MONEY:
    case CS_METRIC_BOUGHT:
    case CS_METRIC_BOUGHT_MONEY:
    case CS_METRIC_SETBACKS:
    case CS_METRIC_CONTACTS_LOST:
    case CS_METRIC_REACHED:
    case CS_METRIC_CONTACTS_TOTAL: return true;
    default: return false;
    }
}

/* Which causes a sum takes in. */
typedef enum part { PART_PENALTY, PART_WRONGFUL } part;

static bool belongs(int cause, part of)
{
    return of == PART_WRONGFUL ? cs_causes[cause].wrongful : !cs_causes[cause].spared;
}

/* Sum over the causes of one row of a table whose last dimension is CAUSE. */
static double sum_causes(const int64_t *row, part of)
{
    int64_t sum = 0;
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (belongs(cause, of)) sum += row[cause];
    return (double)sum;
}

/* The query with its wildcards resolved, beside the ledger it is put to. */
typedef struct ask {
    const cs_ledger *ledger;
    const cs_query *query;
    int list, cell, day;
    double persons, years;
} ask;

/* A figure: numerator over denominator; denominator 0 means undefined. */
typedef struct ratio { double value, per; } ratio;

static double by_list(const ask *a, const int64_t *table, part of)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    return sum_causes(table + ((size_t)a->list * cells + (size_t)a->cell) * CS_CAUSES, of);
}

static ratio listed(const ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t lists = (size_t)l->extent[CS_DIM_LIST], cells = (size_t)l->extent[CS_DIM_CELL];
    size_t day = (size_t)a->day;
    if (a->day > l->horizon_days) return (ratio){0, 0};
    if (a->day == l->horizon_days) return (ratio){by_list(a, l->stock, PART_PENALTY), 1};
    if (a->cell == 0)
        return (ratio){sum_causes(l->daily + (day * lists + (size_t)a->list) * CS_CAUSES,
                                  PART_PENALTY), 1};
    if (l->every_days < 1 || a->day % l->every_days != 0) return (ratio){0, 0};
    size_t sample = day / (size_t)l->every_days;
    size_t row = sample * lists * cells + (size_t)a->list * cells + (size_t)a->cell;
    return (ratio){sum_causes(l->series + row * CS_CAUSES, PART_PENALTY), 1};
}

/* What is told of the sensors' visits to the cell, beside what is told of all places: a share. */
static ratio looked(const ask *a, int look)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], sensors = (size_t)l->extent[CS_DIM_INSPECTION];
    const int64_t *table = l->inspected;
    ratio share = {0, 0};
    if (a->day > l->horizon_days) return share;
    if (a->day < l->horizon_days) {
        if (l->every_days < 1 || a->day % l->every_days != 0) return share;
        table = l->inspected_series +
                (size_t)(a->day / l->every_days) * sensors * cells * CS_LOOKS;
    }
    for (size_t s = 0; s < sensors; s++) {
        if (a->query->sensor >= 0 && (size_t)a->query->sensor != s) continue;
        share.value += (double)table[(s * cells + (size_t)a->cell) * CS_LOOKS + (size_t)look];
        share.per += (double)table[s * cells * CS_LOOKS + (size_t)look];
    }
    return share;
}

static ratio above(const ask *a)
{
    ratio share = looked(a, CS_LOOK_COUNT);
    return (ratio){share.value > a->query->above * share.per, share.per > 0};
}

/* First and one past the last index that a wildcard (-1) or a single choice stands for. */
static void choose(int32_t wanted, int extent, int *first, int *end)
{
    *first = wanted < 0 ? 0 : wanted;
    *end = wanted < 0 ? extent : wanted < extent ? wanted + 1 : wanted;
}

static double denials(const ask *a, part of)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    choose(a->query->service, l->extent[CS_DIM_SERVICE], &first, &end);
    for (int service = first; service < end; service++)
        sum += sum_causes(l->denials + ((size_t)service * cells + (size_t)a->cell) * CS_CAUSES, of);
    return sum;
}

/* Records of the sensor in the cell: the correct ones, or the wrong ones. */
static double records(const ask *a, bool correct)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    int64_t sum = 0;
    choose(a->query->sensor, l->extent[CS_DIM_SENSOR], &first, &end);
    for (int sensor = first; sensor < end; sensor++)
        for (int tag = 0; tag < CS_TAGS; tag++)
            if ((tag == CS_TAG_CORRECT) == correct)
                sum += l->records[((size_t)sensor * CS_TAGS + (size_t)tag) * cells +
                                  (size_t)a->cell];
    return (double)sum;
}

/* Times somebody was made to answer for a firm, by what the firm was listed for. */
static double answered(const ask *a, part of)
{
    return sum_causes(a->ledger->answered + (size_t)a->cell * CS_CAUSES, of);
}

static double in_band(const ask *a)
{
    const cs_ledger *l = a->ledger;
    int bands = l->extent[CS_DIM_BAND], first, end;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int64_t sum = 0;
    choose(a->query->band, bands, &first, &end);
    for (int band = first; band < end; band++)
        sum += l->band[((size_t)CS_LANE_APPLIED * (size_t)bands + (size_t)band) * cells +
                       (size_t)a->cell];
    return (double)sum;
}

/* How many bands lower the persons of the cell stand in lane recorded than in lane protected, together.
   Bands are in order, best first: whoever falls k bands is k times more in the persons above a limit. */
static double bands_lost(const ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t bands = (size_t)l->extent[CS_DIM_BAND], cells = (size_t)l->extent[CS_DIM_CELL];
    int64_t above = 0, steps = 0; /* persons more in lane protected, in this band or a better one */
    for (size_t band = 0; band < bands; band++) {
        const int64_t *row = l->band + band * cells + (size_t)a->cell;
        above += row[CS_LANE_PROTECTED * bands * cells] - row[CS_LANE_RECORDED * bands * cells];
        steps += above;
    }
    return (double)steps;
}

__extension__ typedef __int128 wide;

/* Mean, or standard deviation between persons, of the score in lane applied. The moments are exact
   integers, so the subtraction is done before rounding. */
static ratio score(const ask *a, bool spread)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    const int64_t *m =
        a->ledger->score + ((size_t)CS_LANE_APPLIED * cells + (size_t)a->cell) * CS_MOMENTS;
    int64_t n = m[CS_MOMENT_COUNT], sum = m[CS_MOMENT_SUM];
    if (!spread) return (ratio){(double)sum, (double)n};
    wide numerator = (wide)n * m[CS_MOMENT_SQUARES] - (wide)sum * sum;
    return (ratio){numerator > 0 ? sqrt((double)numerator) : 0, (double)n};
}

/* Places on the lists, over the persons on any penal one (the last row). */
static ratio lists_each(const ask *a)
{
    ask one = *a;
    double places = 0;
    int any = a->ledger->extent[CS_DIM_LIST] - 1;
    for (one.list = 0; one.list < any; one.list++)
        places += by_list(&one, a->ledger->stock, PART_PENALTY);
    return (ratio){places, by_list(&one, a->ledger->stock, PART_PENALTY)};
}

/* Acts of the conduct; of a table by response, those of the response. */
static double acts(const ask *a, const int64_t *table, bool by_response)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], kinds = (size_t)l->extent[CS_DIM_KIND];
    int first, end, response = 0, responses = 1;
    int64_t sum = 0;
    choose(a->query->conduct, (int)kinds, &first, &end);
    if (by_response)
        choose(a->query->response, l->extent[CS_DIM_RESPONSE], &response, &responses);
    for (; response < responses; response++)
        for (int kind = first; kind < end; kind++)
            sum += table[((size_t)response * kinds + (size_t)kind) * cells + (size_t)a->cell];
    return (double)sum;
}

/* What would have been done: what was, without what responses (all of them) added or took away. */
static double undisturbed(const ask *a)
{
    cs_query all = *a->query;
    ask b = *a;
    all.response = -1;
    b.query = &all;
    return acts(a, a->ledger->acts, false) - acts(&b, a->ledger->added, true) +
           acts(&b, a->ledger->withheld, true);
}

static double setbacks(const ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    choose(a->query->response, l->extent[CS_DIM_RESPONSE], &first, &end);
    for (int r = first; r < end; r++)
        sum += sum_causes(l->setbacks + ((size_t)r * cells + (size_t)a->cell) * CS_CAUSES,
                          PART_PENALTY);
    return sum;
}

/* Of the list, or, without one, of all of them; not of people, who may be on several. */
static double of_lists(const ask *a, const int64_t *table)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    choose(a->query->list, l->extent[CS_DIM_LIST] - 1, &first, &end);
    for (int list = first; list < end; list++)
        sum += sum_causes(table + ((size_t)list * cells + (size_t)a->cell) * CS_CAUSES,
                          PART_PENALTY);
    return sum;
}

static double missed(const ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t row = (size_t)a->list * (size_t)l->extent[CS_DIM_CELL] + (size_t)a->cell;
    return (double)l->confusion[row * CS_OUTCOMES + CS_FALSE_NEGATIVE];
}

static double reached(const ask *a)
{
    const cs_ledger *l = a->ledger;
    int first, end;
    int64_t sum = 0;
    choose(a->query->association, l->extent[CS_DIM_ASSOCIATION], &first, &end);
    for (int rule = first; rule < end; rule++)
        sum += l->reached[rule * l->extent[CS_DIM_CELL] + a->cell];
    return (double)sum;
}

/* Mean, or variance between cascades with n - 1 below. */
static ratio cascade(const ask *a, bool variance)
{
    const int64_t *m = a->ledger->cascade_powers + (size_t)a->list * CS_MOMENTS;
    int64_t n = m[CS_MOMENT_COUNT], sum = m[CS_MOMENT_SUM];
    if (!variance) return (ratio){(double)sum, (double)n};
    wide numerator = (wide)n * m[CS_MOMENT_SQUARES] - (wide)sum * sum;
    return (ratio){(double)numerator, (double)n * (double)(n - 1)};
}

/* Sum over the sizes, or steps, that the figure is about, of one row of a table. */
static double between(const ask *a, const int64_t *row, int most)
{
    int64_t sum = 0;
    for (int64_t i = a->query->at_least; i <= most && i <= a->query->at_most; i++) sum += row[i];
    return (double)sum;
}

static ratio cascade_share(const ask *a)
{
    const int64_t *row = a->ledger->cascades + (size_t)a->list * (CS_CASCADE_MOST + 1);
    return (ratio){between(a, row, CS_CASCADE_MOST),
                   (double)a->ledger->cascade_powers[(size_t)a->list * CS_MOMENTS]};
}

static ratio with_contacts(const ask *a, bool total)
{
    size_t row = (size_t)a->list * (CS_STEPS_MOST + 1);
    double persons = between(a, a->ledger->steps + row, CS_STEPS_MOST);
    double points = between(a, a->ledger->step_points + row, CS_STEPS_MOST) / 1e6;
    return total ? (ratio){points, persons > 0} : (ratio){points, persons};
}

/* Factor that carries a count of the run over to the population a published figure is about. */
static double scale(const ask *a)
{
    return a->query->scale > 0 && a->persons > 0 ? a->query->scale / a->persons : 1;
}

static ratio count(const ask *a, double n)
{
    return (ratio){n * scale(a), 1};
}

/* ---- lending ---- */

/* Applications in the cell by fate, of one kind of file or (-1) of all. */
static double loans(const ask *a, int file, unsigned fates)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], all = (size_t)l->extent[CS_DIM_FATE];
    int first, end;
    double sum = 0;
    choose(file, l->extent[CS_DIM_FILE], &first, &end);
    for (int f = first; f < end; f++)
        for (size_t fate = 0; fate < all; fate++)
            if (fates >> fate & 1)
                sum += (double)l->loans[((size_t)f * all + fate) * cells + (size_t)a->cell];
    return sum;
}

enum { REPAID = 1, DEFAULTED = 2, REFUSED_GOOD = 4, REFUSED_BAD = 8, ANY = 15 };

static ratio loan_calibration(const ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], cell = (size_t)a->cell;
    double off = 0;
    for (size_t level = 0; level < (size_t)l->extent[CS_DIM_LEVEL]; level++) {
        const int64_t *of = l->loans_by_level + level * 4 * cells + cell;
        double good = (double)(of[0] + of[2 * cells]);
        double apart = good - (double)l->loans_expected[level * cells + cell] / 1e6;
        off += apart < 0 ? -apart : apart;
    }
    return (ratio){off, loans(a, 0, ANY)};
}

static ratio credit_score(const ask *a)
{
    const cs_ledger *l = a->ledger;
    if (a->day > l->horizon_days || l->every_days < 1) return (ratio){0, 0};
    if (a->day < l->horizon_days && a->day % l->every_days != 0) return (ratio){0, 0};
    size_t at = (size_t)(a->day / l->every_days) * (size_t)l->extent[CS_DIM_CELL] + (size_t)a->cell;
    if (l->extent[CS_DIM_FILE] == 0 || a->day / l->every_days >= l->extent[CS_DIM_SAMPLE])
        return (ratio){0, 0};
    return (ratio){(double)l->credit_points[at] / 1000, (double)l->credit_persons[at]};
}

/* What a score foretells, in the band asked for or in all: a table, summed. */
static double foretold(const ask *a, const int64_t *table)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    choose(a->query->band, a->ledger->extent[CS_DIM_BAND], &first, &end);
    for (int band = first; band < end; band++)
        sum += (double)table[(size_t)band * cells + (size_t)a->cell];
    return sum;
}

static ratio foretold_error(const ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], cell = (size_t)a->cell;
    double off = 0;
    for (size_t band = 0; band < (size_t)l->extent[CS_DIM_BAND]; band++) {
        size_t at = band * cells + cell;
        double apart = (double)l->foretold_did[at] - (double)l->foretold_said[at] / 1e6;
        off += apart < 0 ? -apart : apart;
    }
    return (ratio){off, foretold(a, l->foretold_persons)};
}

static ratio lending(const ask *a)
{
    const cs_ledger *l = a->ledger;
    switch ((cs_metric)a->query->metric) {
    case CS_METRIC_LENDING_THRESHOLD:
        return (ratio){(double)l->loan_threshold[a->cell] / 1000, (double)l->loan_terms[a->cell]};
    case CS_METRIC_LENT_SHARE: return (ratio){loans(a, -1, REPAID | DEFAULTED), loans(a, -1, ANY)};
    case CS_METRIC_LENT_GOOD_SHARE:
        return (ratio){loans(a, -1, REPAID), loans(a, -1, REPAID | REFUSED_GOOD)};
    case CS_METRIC_REPAID_SHARE:
        return (ratio){loans(a, -1, REPAID), loans(a, -1, REPAID | DEFAULTED)};
    case CS_METRIC_REFUSED_GOOD:
        return (ratio){loans(a, -1, REFUSED_GOOD), loans(a, -1, REFUSED_GOOD | REFUSED_BAD)};
    case CS_METRIC_LOAN_PROFIT:
        return (ratio){(double)l->loan_profit[a->cell] / 1000, loans(a, -1, ANY)};
    case CS_METRIC_SCORE_CHANGE:
        return (ratio){(double)l->credit_change[a->cell] / 1000, loans(a, 0, ANY)};
    case CS_METRIC_CREDIT_SCORE: return credit_score(a);
    case CS_METRIC_LOAN_CALIBRATION: return loan_calibration(a);
    case CS_METRIC_THIN_GOOD_LOANS:
        return (ratio){1000 * (loans(a, 1, REPAID) + loans(a, 2, REPAID)), a->persons};
    case CS_METRIC_FORETOLD_SHARE:
        return (ratio){foretold(a, l->foretold_said) / 1e6, foretold(a, l->foretold_persons)};
    case CS_METRIC_DID_SHARE:
        return (ratio){foretold(a, l->foretold_did), foretold(a, l->foretold_persons)};
    case CS_METRIC_FORETOLD_ERROR: return foretold_error(a);
    default: return (ratio){0, 0};
    }
}

/* ---- recourse ---- */

static double step(const ask *a, cs_stage which)
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
static double paid(const ask *a, bool bought, cs_paid which)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int last = l->extent[CS_DIM_REPAIR] - 1;
    int64_t sum = 0;
    for (int r = bought ? last : 0; r < (bought ? last + 1 : last); r++)
        sum += l->repairs[((size_t)r * cells + (size_t)a->cell) * CS_PAIDS + (size_t)which];
    return (double)sum;
}

static ratio of_recourse(const ask *a)
{
    double days = 0, decided = step(a, CS_STAGE_GRANTED) + step(a, CS_STAGE_REFUSED);
    double stopped = step(a, CS_STAGE_STOPPED), overdue = step(a, CS_STAGE_OVERDUE);
    double disputed = step(a, CS_STAGE_DISPUTED);
    switch ((cs_metric)a->query->metric) {
    case CS_METRIC_TOLD: return (ratio){step(a, CS_STAGE_TOLD) * 1000, a->persons};
    case CS_METRIC_DISPUTES: return (ratio){disputed * 1000, a->persons};
    case CS_METRIC_DISPUTED_SHARE: return (ratio){disputed, step(a, CS_STAGE_TOLD)};
    case CS_METRIC_DISPUTES_EACH: return (ratio){disputed + step(a, CS_STAGE_AGAIN), disputed};
    case CS_METRIC_GRANTED_SHARE: return (ratio){step(a, CS_STAGE_GRANTED), decided};
    case CS_METRIC_OVERDUE_SHARE: return (ratio){overdue, decided + overdue};
    case CS_METRIC_REFUSED_WRONGFUL:
        return (ratio){step(a, CS_STAGE_REFUSED_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_CORRECTED:
        return a->cell ? (ratio){0, 0} : count(a, corrections(a, &days));
    case CS_METRIC_CORRECTION_DAYS_MEAN: {
        double made = corrections(a, &days);
        return (ratio){days, made};
    }
    case CS_METRIC_CORRECTION_DAYS_MEDIAN: return median_days(a);
    case CS_METRIC_REINSERTED_SHARE:
        return (ratio){step(a, CS_STAGE_REINSERTED), corrections(a, &days)};
    case CS_METRIC_STOPPED_SHARE:
        return (ratio){stopped, stopped + by_list(a, a->ledger->entries, PART_PENALTY)};
    case CS_METRIC_WAIT_PROBABILITY:
        return (ratio){queued(a, CS_QUEUED_WAITED), queued(a, CS_QUEUED_BEGUN)};
    case CS_METRIC_WAIT_MEAN:
        return (ratio){queued(a, CS_QUEUED_WAIT_SECONDS) / 86400, queued(a, CS_QUEUED_BEGUN)};
    case CS_METRIC_QUEUE_LENGTH_MEAN:
        return (ratio){queued(a, CS_QUEUED_QUEUE_SECONDS) / 86400,
                       a->cell ? 0 : a->ledger->horizon_days};
    case CS_METRIC_REPAIRS: return count(a, paid(a, false, CS_PAID_TIMES));
    case CS_METRIC_REPAIR_MONEY: return count(a, paid(a, false, CS_PAID_MONEY));
    case CS_METRIC_BOUGHT: return count(a, paid(a, true, CS_PAID_TIMES));
    case CS_METRIC_BOUGHT_MONEY: return count(a, paid(a, true, CS_PAID_MONEY));
    default: return lending(a);
    }
}

static ratio figure(const ask *a)
{
    const cs_ledger *l = a->ledger;
    ratio r;
    switch ((cs_metric)a->query->metric) {
    case CS_METRIC_LISTED:
    case CS_METRIC_LISTED_SD: r = listed(a); return (ratio){r.value * scale(a), r.per};
    case CS_METRIC_LISTED_SHARE: r = listed(a); return (ratio){r.value, r.per * a->persons};
    case CS_METRIC_ENTRIES_PER_YEAR: return count(a, by_list(a, l->entries, PART_PENALTY) / a->years);
    case CS_METRIC_ENTRY_RATE:
        return (ratio){by_list(a, l->entries, PART_PENALTY) / a->years, a->persons};
    case CS_METRIC_EXITS_PER_YEAR: return count(a, by_list(a, l->exits, PART_PENALTY) / a->years);
    case CS_METRIC_EXIT_RATE:
        return (ratio){by_list(a, l->exits, PART_PENALTY) * DAYS_PER_YEAR,
                       by_list(a, l->person_days, PART_PENALTY)};
    case CS_METRIC_EVER_LISTED: return count(a, by_list(a, l->ever, PART_PENALTY));
    case CS_METRIC_WRONGFUL_SHARE:
        return (ratio){by_list(a, l->stock, PART_WRONGFUL), by_list(a, l->stock, PART_PENALTY)};
    case CS_METRIC_WRONGFUL_DAYS:
        return (ratio){by_list(a, l->person_days, PART_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_MISSED: return (ratio){missed(a) * 1000, a->persons};
    case CS_METRIC_DENIALS: return count(a, denials(a, PART_PENALTY));
    case CS_METRIC_DENIALS_PER_LISTED_YEAR:
        return (ratio){denials(a, PART_PENALTY) * DAYS_PER_YEAR,
                       by_list(a, l->person_days, PART_PENALTY)};
    case CS_METRIC_DENIALS_PER_EVER_LISTED:
        return (ratio){denials(a, PART_PENALTY), by_list(a, l->ever, PART_PENALTY)};
    case CS_METRIC_TRUE_RECORDS: return count(a, records(a, true));
    case CS_METRIC_FALSE_RECORDS: return count(a, records(a, false));
    case CS_METRIC_PRECISION:
        return (ratio){records(a, true), records(a, true) + records(a, false)};
    case CS_METRIC_SCORE_MEAN: return score(a, false);
    case CS_METRIC_SCORE_SD: return score(a, true);
    case CS_METRIC_BAND_SHARE: return (ratio){in_band(a), a->persons};
    case CS_METRIC_WRONGFUL_DENIALS: return (ratio){denials(a, PART_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_LISTS_EACH: return lists_each(a);
    case CS_METRIC_BANDS_LOST: return (ratio){bands_lost(a) * 1000, a->persons};
    case CS_METRIC_EVER_WRONGFUL:
        return (ratio){by_list(a, l->ever, PART_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_VISIT_SHARE: return looked(a, CS_LOOK_VISITS);
    case CS_METRIC_COUNT_SHARE:
    case CS_METRIC_COUNT_SHARE_SD: return looked(a, CS_LOOK_COUNT);
    case CS_METRIC_COUNT_SHARE_ABOVE: return above(a);
    case CS_METRIC_ANSWERED: return count(a, answered(a, PART_PENALTY));
    case CS_METRIC_ANSWERED_WRONGFUL:
        return (ratio){answered(a, PART_WRONGFUL), answered(a, PART_PENALTY)};
    case CS_METRIC_ACTS_PER_PERSON_YEAR:
        return (ratio){acts(a, l->acts, false) / a->years, a->persons};
    case CS_METRIC_WITHHELD_SHARE:
        return (ratio){acts(a, l->withheld, true), undisturbed(a)};
    case CS_METRIC_ADDED_SHARE: return (ratio){acts(a, l->added, true), undisturbed(a)};
    case CS_METRIC_HIDDEN_SHARE:
        return (ratio){acts(a, l->hidden, true), acts(a, l->acts, false)};
    case CS_METRIC_SETBACKS: return count(a, setbacks(a));
    case CS_METRIC_CONTACTS_LOST: return count(a, of_lists(a, l->contacts_lost));
    case CS_METRIC_CONTACTS_LOST_PER_ENTRY:
        return (ratio){of_lists(a, l->contacts_lost), of_lists(a, l->entries)};
    case CS_METRIC_CONTACT_DAYS_LOST:
        return (ratio){of_lists(a, l->contact_days_lost) * 1000, a->persons};
    case CS_METRIC_REACHED: return count(a, reached(a));
    case CS_METRIC_CASCADE_MEAN: return cascade(a, false);
    case CS_METRIC_CASCADE_VARIANCE: return cascade(a, true);
    case CS_METRIC_CASCADE_SHARE: return cascade_share(a);
    case CS_METRIC_CONTACTS_MEAN: return with_contacts(a, false);
    case CS_METRIC_CONTACTS_TOTAL: return with_contacts(a, true);
    default: return of_recourse(a);
    }
}

void cs_metric_value(const cs_ledger *all, const cs_query *query, double *value, bool *defined)
{
    const cs_ledger *ledger = cs_ledger_of(all, query->of);
    *value = 0;
    *defined = false;
    if (!ledger) return;
    ask a = {.ledger = ledger, .query = query, .list = query->list, .cell = query->cell,
             .day = query->day};
    if (a.list < 0) a.list = ledger->extent[CS_DIM_LIST] - 1;
    if (a.day < 0 || a.day == CS_FOREVER) a.day = ledger->horizon_days;
    if (a.cell < 0 || a.cell >= ledger->extent[CS_DIM_CELL]) return;
    if (a.list < 0 || a.list >= ledger->extent[CS_DIM_LIST]) return;
    if (ledger->horizon_days < 1) return;
    a.persons = (double)ledger->persons[a.cell];
    a.years = ledger->horizon_days / DAYS_PER_YEAR;
    ratio r = figure(&a);
    if (!(r.per > 0)) return;
    *value = r.value / r.per;
    *defined = true;
}
