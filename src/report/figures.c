/* Single figures of one ledger, for estimates over replicates. */
#include "report/facts.h"

static int64_t at(const cs_ledger *ledger, const int64_t *table, int list, int cell, int cause)
{
    int cells = ledger->extent[CS_DIM_CELL];
    return table[((int64_t)list * cells + cell) * CS_CAUSES + cause];
}

/* Sum over the causes asked for, of a table by list (or service), cell and cause. */
static double sum_causes(const cs_ledger *ledger, const int64_t *table, int row,
                         const cs_fact *what)
{
    int64_t sum = 0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (what->causes >> c & 1u) sum += at(ledger, table, row, what->cell, c);
    return (double)sum;
}

static bool ratio(double part, double whole, double times, double *value)
{
    *value = whole > 0.0 ? part / whole * times : 0.0;
    return whole > 0.0;
}

static bool per_1000(const cs_ledger *ledger, double count, int cell, double *value)
{
    return ratio(count, (double)ledger->persons[cell], 1000.0, value);
}

bool cs_fact_stock(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return per_1000(ledger, sum_causes(ledger, ledger->stock, what->list, what), what->cell, value);
}

bool cs_fact_count(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    *value = sum_causes(ledger, ledger->stock, what->list, what);
    return true;
}

static cs_fact whole_list(const cs_fact *what)
{
    cs_fact all = *what;
    all.causes = 0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (!cs_causes[c].spared) all.causes |= 1u << c;
    return all;
}

bool cs_fact_stock_share(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    cs_fact all = whole_list(what);
    return ratio(sum_causes(ledger, ledger->stock, what->list, what),
                 sum_causes(ledger, ledger->stock, what->list, &all), 1.0, value);
}

bool cs_fact_contributing(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int64_t sum = 0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (what->causes >> c & 1u) sum += ledger->contributing[what->list * CS_CAUSES + c];
    return per_1000(ledger, (double)sum, 0, value);
}

bool cs_fact_person_days(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return per_1000(ledger, sum_causes(ledger, ledger->person_days, what->list, what), what->cell,
                    value);
}

bool cs_fact_days_between(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int lists = ledger->extent[CS_DIM_LIST];
    int64_t sum = 0;
    for (int day = what->day; day <= what->last_day; day++)
        for (int c = 0; c < CS_CAUSES; c++)
            if (what->causes >> c & 1u)
                sum += ledger->daily[((int64_t)day * lists + what->list) * CS_CAUSES + c];
    return per_1000(ledger, (double)sum, 0, value);
}

bool cs_fact_entries_per_year(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double entries = sum_causes(ledger, ledger->entries, what->list, what);
    return per_1000(ledger, entries * 365.0 / ledger->horizon_days, what->cell, value);
}

bool cs_fact_ever(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    return per_1000(ledger, sum_causes(ledger, ledger->ever, what->list, what), what->cell, value);
}

bool cs_fact_ever_count(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    *value = sum_causes(ledger, ledger->ever, what->list, what);
    return true;
}

bool cs_fact_attempts(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int cells = ledger->extent[CS_DIM_CELL];
    int64_t sum = 0;
    for (int s = 0; s < ledger->extent[CS_DIM_SERVICE]; s++)
        if (what->service < 0 || what->service == s)
            sum += ledger->attempts[s * cells + what->cell];
    return per_1000(ledger, (double)sum, what->cell, value);
}

bool cs_fact_denials(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double sum = 0.0;
    for (int s = 0; s < ledger->extent[CS_DIM_SERVICE]; s++)
        if (what->service < 0 || what->service == s)
            sum += sum_causes(ledger, ledger->denials, s, what);
    return per_1000(ledger, sum, what->cell, value);
}

bool cs_fact_records(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int cells = ledger->extent[CS_DIM_CELL], sensors = ledger->extent[CS_DIM_SENSOR];
    int64_t sum = 0;
    for (int s = 0; s < sensors; s++)
        for (int tag = 0; tag < CS_TAGS; tag++)
            if ((what->sensor < 0 || what->sensor == s) && (what->causes >> tag & 1u))
                sum += ledger->records[((int64_t)s * CS_TAGS + tag) * cells + what->cell];
    *value = (double)sum;
    return true;
}

bool cs_fact_records_per_1000(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double count = 0.0;
    cs_fact_records(ledger, what, &count);
    return per_1000(ledger, count, what->cell, value);
}

bool cs_fact_records_share(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    cs_fact every = *what;
    double part = 0.0, whole = 0.0;
    every.causes = CS_TAGS_ALL;
    cs_fact_records(ledger, what, &part);
    cs_fact_records(ledger, &every, &whole);
    return ratio(part, whole, 1.0, value);
}

double cs_fact_row(const cs_ledger *ledger, const int64_t *table, int row, const cs_fact *what)
{
    return sum_causes(ledger, table, row, what);
}

bool cs_fact_metric(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    cs_query query = cs_query_all(what->metric);
    bool defined;
    query.band = what->band;
    query.cell = what->cell;
    cs_metric_value(ledger, &query, value, &defined);
    return defined;
}

bool cs_fact_loans(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int cells = ledger->extent[CS_DIM_CELL];
    int64_t sum = 0;
    for (int file = 0; file < ledger->extent[CS_DIM_FILE]; file++)
        for (int fate = 0; fate < CS_FATES; fate++)
            if ((what->file < 0 || what->file == file) && (what->causes >> fate & 1u))
                sum += ledger->loans[(file * CS_FATES + fate) * cells + what->cell];
    *value = (double)sum;
    return true;
}

bool cs_fact_loans_per_1000(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double count = 0.0;
    cs_fact_loans(ledger, what, &count);
    return per_1000(ledger, count, what->cell, value);
}

static double outcome(const cs_ledger *ledger, const cs_fact *what, int which)
{
    int cells = ledger->extent[CS_DIM_CELL];
    return (double)ledger->confusion[((int64_t)what->list * cells + what->cell) * CS_OUTCOMES +
                                     which];
}

bool cs_fact_outcome(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    *value = outcome(ledger, what, what->tag);
    return true;
}
