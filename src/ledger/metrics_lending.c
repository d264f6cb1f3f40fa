/* Figures of lending, and of what a score foretells. */
#include "ledger/ask.h"

/* Applications in the cell by fate, of one kind of file or (-1) of all. */
static double loans(const cs_ask *a, int file, unsigned fates)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], all = (size_t)l->extent[CS_DIM_FATE];
    int first, end;
    double sum = 0;
    cs_ask_choose(file, l->extent[CS_DIM_FILE], &first, &end);
    for (int f = first; f < end; f++)
        for (size_t fate = 0; fate < all; fate++)
            if (fates >> fate & 1)
                sum += (double)l->loans[((size_t)f * all + fate) * cells + (size_t)a->cell];
    return sum;
}

enum { REPAID = 1, DEFAULTED = 2, REFUSED_GOOD = 4, REFUSED_BAD = 8, ANY = 15 };

static cs_ratio loan_calibration(const cs_ask *a)
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
    return (cs_ratio){off, loans(a, 0, ANY)};
}

static cs_ratio credit_score(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    if (a->day > l->horizon_days || l->every_days < 1) return (cs_ratio){0, 0};
    if (a->day < l->horizon_days && a->day % l->every_days != 0) return (cs_ratio){0, 0};
    size_t at = (size_t)(a->day / l->every_days) * (size_t)l->extent[CS_DIM_CELL] + (size_t)a->cell;
    if (l->extent[CS_DIM_FILE] == 0 || a->day / l->every_days >= l->extent[CS_DIM_SAMPLE])
        return (cs_ratio){0, 0};
    return (cs_ratio){(double)l->credit_points[at] / 1000, (double)l->credit_persons[at]};
}

/* What a score foretells, in the band asked for or in all: a table, summed. */
static double foretold(const cs_ask *a, const int64_t *table)
{
    size_t cells = (size_t)a->ledger->extent[CS_DIM_CELL];
    int first, end;
    double sum = 0;
    cs_ask_choose(a->query->band, a->ledger->extent[CS_DIM_BAND], &first, &end);
    for (int band = first; band < end; band++)
        sum += (double)table[(size_t)band * cells + (size_t)a->cell];
    return sum;
}

static cs_ratio foretold_error(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    size_t cells = (size_t)l->extent[CS_DIM_CELL], cell = (size_t)a->cell;
    double off = 0;
    for (size_t band = 0; band < (size_t)l->extent[CS_DIM_BAND]; band++) {
        size_t at = band * cells + cell;
        double apart = (double)l->foretold_did[at] - (double)l->foretold_said[at] / 1e6;
        off += apart < 0 ? -apart : apart;
    }
    return (cs_ratio){off, foretold(a, l->foretold_persons)};
}

cs_ratio cs_ask_lending(const cs_ask *a)
{
    const cs_ledger *l = a->ledger;
    switch ((cs_metric)a->query->metric) {
    case CS_METRIC_LENDING_THRESHOLD:
        return (cs_ratio){(double)l->loan_threshold[a->cell] / 1000, (double)l->loan_terms[a->cell]};
    case CS_METRIC_LENT_SHARE: return (cs_ratio){loans(a, -1, REPAID | DEFAULTED), loans(a, -1, ANY)};
    case CS_METRIC_LENT_GOOD_SHARE:
        return (cs_ratio){loans(a, -1, REPAID), loans(a, -1, REPAID | REFUSED_GOOD)};
    case CS_METRIC_REPAID_SHARE:
        return (cs_ratio){loans(a, -1, REPAID), loans(a, -1, REPAID | DEFAULTED)};
    case CS_METRIC_REFUSED_GOOD:
        return (cs_ratio){loans(a, -1, REFUSED_GOOD), loans(a, -1, REFUSED_GOOD | REFUSED_BAD)};
    case CS_METRIC_GOOD_LOANS_REFUSED: return (cs_ratio){1000 * loans(a, -1, REFUSED_GOOD), a->persons};
    case CS_METRIC_LOANS_DEFAULTED: return (cs_ratio){1000 * loans(a, -1, DEFAULTED), a->persons};
    case CS_METRIC_LOAN_PROFIT:
        return (cs_ratio){(double)l->loan_profit[a->cell] / 1000, loans(a, -1, ANY)};
    case CS_METRIC_SCORE_CHANGE:
        return (cs_ratio){(double)l->credit_change[a->cell] / 1000, loans(a, 0, ANY)};
    case CS_METRIC_CREDIT_SCORE: return credit_score(a);
    case CS_METRIC_LOAN_CALIBRATION: return loan_calibration(a);
    case CS_METRIC_THIN_GOOD_LOANS:
        return (cs_ratio){1000 * (loans(a, 1, REPAID) + loans(a, 2, REPAID)), a->persons};
    case CS_METRIC_FORETOLD_SHARE:
        return (cs_ratio){foretold(a, l->foretold_said) / 1e6, foretold(a, l->foretold_persons)};
    case CS_METRIC_DID_SHARE:
        return (cs_ratio){foretold(a, l->foretold_did), foretold(a, l->foretold_persons)};
    case CS_METRIC_FORETOLD_ERROR: return foretold_error(a);
    default: return (cs_ratio){0, 0};
    }
}
