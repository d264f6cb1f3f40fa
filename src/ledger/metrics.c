/* Figures from one ledger. Positive means penalised; spared causes are never cs_part of a penalty.
   Source of the rates' names: docs/model.md, section "The ledger". */
#include "ledger/ask.h"

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

static cs_ratio listed(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t lists = (size_t)l->extent[CS_DIM_LIST], cells = (size_t)l->extent[CS_DIM_CELL];
    size_t day = (size_t)a->day;
    if (a->day > l->horizon_days) return (cs_ratio){0, 0};
    if (a->day == l->horizon_days) return (cs_ratio){cs_ask_by_list(a, l->stock, CS_PART_PENALTY), 1};
    if (a->cell == 0)
        return (cs_ratio){cs_ask_causes(l->daily + (day * lists + (size_t)a->list) * CS_CAUSES,
                                  CS_PART_PENALTY), 1};
    if (l->every_days < 1 || a->day % l->every_days != 0) return (cs_ratio){0, 0};
    size_t sample = day / (size_t)l->every_days;
    size_t row = sample * lists * cells + (size_t)a->list * cells + (size_t)a->cell;
    return (cs_ratio){cs_ask_causes(l->series + row * CS_CAUSES, CS_PART_PENALTY), 1};
}

/* What is told of the sensors' visits to the cell, beside what is told of all places: a share. */
static cs_ratio looked(const cs_ask *a, int look)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], sensors = (size_t)l->extent[CS_DIM_INSPECTION];
    const int64_t *table = l->inspected;
    cs_ratio share = {0, 0};
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

static cs_ratio above(const cs_ask *a)
{
    cs_ratio share = looked(a, CS_LOOK_COUNT);
    return (cs_ratio){share.value > a->query->above * share.per, share.per > 0};
}

static double denials(const cs_ask *a, cs_part of)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    cs_ask_choose(a->query->service, l->extent[CS_DIM_SERVICE], &first, &end);
    for (int service = first; service < end; service++)
        sum += cs_ask_causes(l->denials + ((size_t)service * cells + (size_t)a->cell) * CS_CAUSES, of);
    return sum;
}

/* Records of the sensor in the cell: the correct ones, or the wrong ones. */
static double records(const cs_ask *a, bool correct)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    int64_t sum = 0;
    cs_ask_choose(a->query->sensor, l->extent[CS_DIM_SENSOR], &first, &end);
    for (int sensor = first; sensor < end; sensor++)
        for (int tag = 0; tag < CS_TAGS; tag++)
            if ((tag == CS_TAG_CORRECT) == correct)
                sum += l->records[((size_t)sensor * CS_TAGS + (size_t)tag) * cells +
                                  (size_t)a->cell];
    return (double)sum;
}

/* Times somebody was made to answer for a firm, by what the firm was listed for. */
static double answered(const cs_ask *a, cs_part of)
{
    return cs_ask_causes(a->ledger->answered + (size_t)a->cell * CS_CAUSES, of);
}

static double in_band(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    int bands = l->extent[CS_DIM_BAND], first, end;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int64_t sum = 0;
    cs_ask_choose(a->query->band, bands, &first, &end);
    for (int band = first; band < end; band++)
        sum += l->band[((size_t)CS_LANE_APPLIED * (size_t)bands + (size_t)band) * cells +
                       (size_t)a->cell];
    return (double)sum;
}

/* How many bands lower the persons of the cell stand in lane recorded than in lane protected, together.
   Bands are in order, best first: whoever falls k bands is k times more in the persons above a limit. */
static double bands_lost(const cs_ask *a)
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
static cs_ratio score(const cs_ask *a, bool spread)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    const int64_t *m =
        a->ledger->score + ((size_t)CS_LANE_APPLIED * cells + (size_t)a->cell) * CS_MOMENTS;
    int64_t n = m[CS_MOMENT_COUNT], sum = m[CS_MOMENT_SUM];
    if (!spread) return (cs_ratio){(double)sum, (double)n};
    wide numerator = (wide)n * m[CS_MOMENT_SQUARES] - (wide)sum * sum;
    return (cs_ratio){numerator > 0 ? sqrt((double)numerator) : 0, (double)n};
}

/* Places on the lists, over the persons on any penal one (the last row). */
static cs_ratio lists_each(const cs_ask *a)
{
    cs_ask one = *a;
    double places = 0;
    int any = a->ledger->extent[CS_DIM_LIST] - 1;
    for (one.list = 0; one.list < any; one.list++)
        places += cs_ask_by_list(&one, a->ledger->stock, CS_PART_PENALTY);
    return (cs_ratio){places, cs_ask_by_list(&one, a->ledger->stock, CS_PART_PENALTY)};
}

/* Acts of the conduct; of a table by response, those of the response. */
static double acts(const cs_ask *a, const int64_t *table, bool by_response)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], kinds = (size_t)l->extent[CS_DIM_KIND];
    int first, end, response = 0, responses = 1;
    int64_t sum = 0;
    cs_ask_choose(a->query->conduct, (int)kinds, &first, &end);
    if (by_response)
        cs_ask_choose(a->query->response, l->extent[CS_DIM_RESPONSE], &response, &responses);
    for (; response < responses; response++)
        for (int kind = first; kind < end; kind++)
            sum += table[((size_t)response * kinds + (size_t)kind) * cells + (size_t)a->cell];
    return (double)sum;
}

/* What would have been done: what was, without what responses (all of them) added or took away. */
static double undisturbed(const cs_ask *a)
{
    cs_query all = *a->query;
    cs_ask b = *a;
    all.response = -1;
    b.query = &all;
    return acts(a, a->ledger->acts, false) - acts(&b, a->ledger->added, true) +
           acts(&b, a->ledger->withheld, true);
}

static double setbacks(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    cs_ask_choose(a->query->response, l->extent[CS_DIM_RESPONSE], &first, &end);
    for (int r = first; r < end; r++)
        sum += cs_ask_causes(l->setbacks + ((size_t)r * cells + (size_t)a->cell) * CS_CAUSES,
                          CS_PART_PENALTY);
    return sum;
}

/* Of the list, or, without one, of all of them; not of people, who may be on several. */
static double of_lists(const cs_ask *a, const int64_t *table)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    cs_ask_choose(a->query->list, l->extent[CS_DIM_LIST] - 1, &first, &end);
    for (int list = first; list < end; list++)
        sum += cs_ask_causes(table + ((size_t)list * cells + (size_t)a->cell) * CS_CAUSES,
                          CS_PART_PENALTY);
    return sum;
}

static double missed(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t row = (size_t)a->list * (size_t)l->extent[CS_DIM_CELL] + (size_t)a->cell;
    return (double)l->confusion[row * CS_OUTCOMES + CS_FALSE_NEGATIVE];
}

static double reached(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    int first, end;
    int64_t sum = 0;
    cs_ask_choose(a->query->association, l->extent[CS_DIM_ASSOCIATION], &first, &end);
    for (int rule = first; rule < end; rule++)
        sum += l->reached[rule * l->extent[CS_DIM_CELL] + a->cell];
    return (double)sum;
}

/* Mean, or variance between cascades with n - 1 below. */
static cs_ratio cascade(const cs_ask *a, bool variance)
{
    const int64_t *m = a->ledger->cascade_powers + (size_t)a->list * CS_MOMENTS;
    int64_t n = m[CS_MOMENT_COUNT], sum = m[CS_MOMENT_SUM];
    if (!variance) return (cs_ratio){(double)sum, (double)n};
    wide numerator = (wide)n * m[CS_MOMENT_SQUARES] - (wide)sum * sum;
    return (cs_ratio){(double)numerator, (double)n * (double)(n - 1)};
}

/* Sum over the sizes, or steps, that the figure is about, of one row of a table. */
static double between(const cs_ask *a, const int64_t *row, int most)
{
    int64_t sum = 0;
    for (int64_t i = a->query->at_least; i <= most && i <= a->query->at_most; i++) sum += row[i];
    return (double)sum;
}

static cs_ratio cascade_share(const cs_ask *a)
{
    int sizes = a->ledger->extent[CS_DIM_SIZE];
    const int64_t *row = a->ledger->cascades + (size_t)a->list * (size_t)sizes;
    return (cs_ratio){between(a, row, sizes - 1),
                   (double)a->ledger->cascade_powers[(size_t)a->list * CS_MOMENTS]};
}

static cs_ratio with_contacts(const cs_ask *a, bool total)
{
    int steps = a->ledger->extent[CS_DIM_STEP];
    size_t row = (size_t)a->list * (size_t)steps;
    double persons = between(a, a->ledger->steps + row, steps - 1);
    double points = between(a, a->ledger->step_points + row, steps - 1) / 1e6;
    return total ? (cs_ratio){points, persons > 0} : (cs_ratio){points, persons};
}

/* Persons on the list on the last day, of the wrongful causes that first appear in the lane. */
static cs_ratio wrongly(const cs_ask *a, int lane)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    const int64_t *row = a->ledger->stock + ((size_t)a->list * cells + (size_t)a->cell) * CS_CAUSES;
    int64_t sum = 0;
    for (int cause = 0; cause < CS_CAUSES; cause++)
        if (cs_causes[cause].wrongful && cs_causes[cause].lane == lane) sum += row[cause];
    return (cs_ratio){(double)sum, a->persons};
}

static cs_ratio figure(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    cs_ratio r;
    switch ((cs_metric)a->query->metric) {
    case CS_METRIC_LISTED:
    case CS_METRIC_LISTED_SD: r = listed(a); return (cs_ratio){r.value * cs_ask_scale(a), r.per};
    case CS_METRIC_LISTED_SHARE: r = listed(a); return (cs_ratio){r.value, r.per * a->persons};
    case CS_METRIC_ENTRIES_PER_YEAR: return cs_ask_count(a, cs_ask_by_list(a, l->entries, CS_PART_PENALTY) / a->years);
    case CS_METRIC_ENTRY_RATE:
        return (cs_ratio){cs_ask_by_list(a, l->entries, CS_PART_PENALTY) / a->years, a->persons};
    case CS_METRIC_EXITS_PER_YEAR: return cs_ask_count(a, cs_ask_by_list(a, l->exits, CS_PART_PENALTY) / a->years);
    case CS_METRIC_EXIT_RATE:
        return (cs_ratio){cs_ask_by_list(a, l->exits, CS_PART_PENALTY) * DAYS_PER_YEAR,
                       cs_ask_by_list(a, l->person_days, CS_PART_PENALTY)};
    case CS_METRIC_EVER_LISTED: return cs_ask_count(a, cs_ask_by_list(a, l->ever, CS_PART_PENALTY));
    case CS_METRIC_WRONGFUL_SHARE:
        return (cs_ratio){cs_ask_by_list(a, l->stock, CS_PART_WRONGFUL), cs_ask_by_list(a, l->stock, CS_PART_PENALTY)};
    case CS_METRIC_WRONGFUL_DAYS:
        return (cs_ratio){cs_ask_by_list(a, l->person_days, CS_PART_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_MISSED: return (cs_ratio){missed(a) * 1000, a->persons};
    case CS_METRIC_DENIALS: return cs_ask_count(a, denials(a, CS_PART_PENALTY));
    case CS_METRIC_DENIALS_PER_LISTED_YEAR:
        return (cs_ratio){denials(a, CS_PART_PENALTY) * DAYS_PER_YEAR,
                       cs_ask_by_list(a, l->person_days, CS_PART_PENALTY)};
    case CS_METRIC_DENIALS_PER_EVER_LISTED:
        return (cs_ratio){denials(a, CS_PART_PENALTY), cs_ask_by_list(a, l->ever, CS_PART_PENALTY)};
    case CS_METRIC_TRUE_RECORDS: return cs_ask_count(a, records(a, true));
    case CS_METRIC_FALSE_RECORDS: return cs_ask_count(a, records(a, false));
    case CS_METRIC_PRECISION:
        return (cs_ratio){records(a, true), records(a, true) + records(a, false)};
    case CS_METRIC_SCORE_MEAN: return score(a, false);
    case CS_METRIC_SCORE_SD: return score(a, true);
    case CS_METRIC_BAND_SHARE: return (cs_ratio){in_band(a), a->persons};
    case CS_METRIC_WRONGFUL_DENIALS: return (cs_ratio){denials(a, CS_PART_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_LISTS_EACH: return lists_each(a);
    case CS_METRIC_BANDS_LOST: return (cs_ratio){bands_lost(a) * 1000, a->persons};
    case CS_METRIC_EVER_WRONGFUL:
        return (cs_ratio){cs_ask_by_list(a, l->ever, CS_PART_WRONGFUL) * 1000, a->persons};
    case CS_METRIC_LISTED_WRONGLY:
        return (cs_ratio){cs_ask_by_list(a, l->stock, CS_PART_WRONGFUL), a->persons};
    case CS_METRIC_LISTED_BY_ERROR: return wrongly(a, CS_LANE_RECORDED);
    case CS_METRIC_LISTED_BY_ASSOCIATION: return wrongly(a, CS_LANE_APPLIED);
    case CS_METRIC_LISTED_FOR_PROTECTED: return wrongly(a, CS_LANE_PROTECTED);
    case CS_METRIC_VISIT_SHARE: return looked(a, CS_LOOK_VISITS);
    case CS_METRIC_COUNT_SHARE:
    case CS_METRIC_COUNT_SHARE_SD: return looked(a, CS_LOOK_COUNT);
    case CS_METRIC_COUNT_SHARE_ABOVE: return above(a);
    case CS_METRIC_ANSWERED: return cs_ask_count(a, answered(a, CS_PART_PENALTY));
    case CS_METRIC_ANSWERED_WRONGFUL:
        return (cs_ratio){answered(a, CS_PART_WRONGFUL), answered(a, CS_PART_PENALTY)};
    case CS_METRIC_ACTS_PER_PERSON_YEAR:
        return (cs_ratio){acts(a, l->acts, false) / a->years, a->persons};
    case CS_METRIC_WITHHELD_SHARE:
        return (cs_ratio){acts(a, l->withheld, true), undisturbed(a)};
    case CS_METRIC_ADDED_SHARE: return (cs_ratio){acts(a, l->added, true), undisturbed(a)};
    case CS_METRIC_HIDDEN_SHARE:
        return (cs_ratio){acts(a, l->hidden, true), acts(a, l->acts, false)};
    case CS_METRIC_SETBACKS: return cs_ask_count(a, setbacks(a));
    case CS_METRIC_CONTACTS_LOST: return cs_ask_count(a, of_lists(a, l->contacts_lost));
    case CS_METRIC_CONTACTS_LOST_PER_ENTRY:
        return (cs_ratio){of_lists(a, l->contacts_lost), of_lists(a, l->entries)};
    case CS_METRIC_CONTACT_DAYS_LOST:
        return (cs_ratio){of_lists(a, l->contact_days_lost) * 1000, a->persons};
    case CS_METRIC_REACHED: return cs_ask_count(a, reached(a));
    case CS_METRIC_CASCADE_MEAN: return cascade(a, false);
    case CS_METRIC_CASCADE_VARIANCE: return cascade(a, true);
    case CS_METRIC_CASCADE_SHARE: return cascade_share(a);
    case CS_METRIC_CONTACTS_MEAN: return with_contacts(a, false);
    case CS_METRIC_CONTACTS_TOTAL: return with_contacts(a, true);
    default: return cs_ask_recourse(a);
    }
}

cs_query cs_query_all(cs_metric metric)
{
    return (cs_query){.of = CS_PERSONS, .metric = (int32_t)metric, .list = -1, .service = -1, .sensor = -1,
                      .band = -1, .day = -1, .association = -1, .conduct = -1, .response = -1,
                      .at_most = CS_SIZE_MOST};
}

void cs_metric_value(const cs_ledger *all, const cs_query *query, double *value, bool *defined)
{
    const cs_ledger *ledger = cs_ledger_of(all, query->of);
    *value = 0;
    *defined = false;
    if (!ledger) return;
    cs_ask a = {.ledger = ledger, .query = query, .list = query->list, .cell = query->cell,
             .day = query->day};
    if (a.list < 0) a.list = ledger->extent[CS_DIM_LIST] - 1;
    if (a.day < 0 || a.day == CS_FOREVER) a.day = ledger->horizon_days;
    if (a.cell < 0 || a.cell >= ledger->extent[CS_DIM_CELL]) return;
    if (a.list < 0 || a.list >= ledger->extent[CS_DIM_LIST]) return;
    if (ledger->horizon_days < 1) return;
    a.persons = (double)ledger->persons[a.cell];
    a.years = ledger->horizon_days / DAYS_PER_YEAR;
    cs_ratio r = figure(&a);
    if (!(r.per > 0)) return;
    *value = r.value / r.per;
    *defined = true;
}
