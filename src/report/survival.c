/* How long penalties stand: Kaplan and Meier's estimate (1958, doi:10.1080/01621459.1958.10501452)
   from the counts of spells by length. Spells still standing on the last day are censored there. */
#include "report/facts.h"

static int64_t spells(const cs_ledger *ledger, const int64_t *table, const cs_fact *what, int day)
{
    int64_t lengths = ledger->extent[CS_DIM_LENGTH], sum = 0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (what->causes >> c & 1u)
            sum += table[((int64_t)what->list * CS_CAUSES + c) * lengths + day];
    return sum;
}

/* Walk along the lengths until `last`, or until the share standing is `until` or less.
   Returns the length reached; *share is what still stands after it, *at_risk what came that far. */
static int walk(const cs_ledger *ledger, const cs_fact *what, int last, double until, double *share,
                int64_t *at_risk)
{
    int lengths = ledger->extent[CS_DIM_LENGTH], day;
    int64_t left = 0;
    for (day = 0; day < lengths; day++)
        left += spells(ledger, ledger->ended, what, day) +
                spells(ledger, ledger->standing, what, day);
    *share = left > 0 ? 1.0 : 0.0;
    *at_risk = left;
    for (day = 0; day < lengths && left > 0; day++) {
        int64_t ended = spells(ledger, ledger->ended, what, day);
        *at_risk = left;
        *share *= 1.0 - (double)ended / (double)left;
        if (*share <= until || day == last) return day;
        left -= ended + spells(ledger, ledger->standing, what, day);
    }
    if (last >= lengths || left <= 0) *at_risk = left;
    return lengths;
}

bool cs_fact_standing(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int64_t at_risk = 0, all = 0;
    double none = 0.0;
    walk(ledger, what, 0, -1.0, &none, &all);
    walk(ledger, what, what->day, -1.0, value, &at_risk);
    return all > 0;
}

bool cs_fact_lifted_after(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    int64_t at_risk = 0;
    double share = 0.0;
    /* 1e-12: a share of one half reached by rounding counts as reached */
    int day = walk(ledger, what, ledger->extent[CS_DIM_LENGTH],
                   1.0 - what->day / 100.0 + 1e-12, &share, &at_risk);
    *value = day;
    return day < ledger->extent[CS_DIM_LENGTH];
}

bool cs_fact_at_risk(const cs_ledger *ledger, const cs_fact *what, double *value)
{
    double share = 0.0;
    int64_t at_risk = 0;
    walk(ledger, what, what->day, -1.0, &share, &at_risk);
    *value = (double)at_risk;
    return true;
}
