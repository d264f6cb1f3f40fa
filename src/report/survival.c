/* How long penalties stand: Kaplan and Meier's estimate (1958, doi:10.1080/01621459.1958.10501452)
   from the counts of spells by length. Spells still standing on the last day are censored there. */
#include "report/survival.h"

#include "core/mem.h"
#include "results/stats.h"

static double spells(const cs_ledger *ledger, const int64_t *table, int list, unsigned causes,
                     int length)
{
    int64_t lengths = ledger->extent[CS_DIM_LENGTH], sum = 0;
    for (int c = 0; c < CS_CAUSES; c++)
        if (causes >> c & 1u) sum += table[((int64_t)list * CS_CAUSES + c) * lengths + length];
    return (double)sum;
}

static void fill(const cs_ledger *ledger, int list, unsigned causes, double *share, double *at_risk)
{
    int lengths = ledger->extent[CS_DIM_LENGTH];
    double left = 0.0, standing = 1.0;
    for (int t = lengths - 1; t >= 0; t--) {
        left += spells(ledger, ledger->ended, list, causes, t) +
                spells(ledger, ledger->standing, list, causes, t);
        at_risk[t] = left;
    }
    for (int t = 0; t < lengths; t++) {
        if (at_risk[t] > 0.0)
            standing *= 1.0 - spells(ledger, ledger->ended, list, causes, t) / at_risk[t];
        share[t] = standing;
    }
}

cs_status cs_survival_init(cs_survival *survival, const cs_facts *facts, unsigned causes,
                           cs_error *err)
{
    int lengths = facts->ledger[0].extent[CS_DIM_LENGTH];
    size_t count = (size_t)facts->replicates * (size_t)lengths;
    *survival = (cs_survival){facts, lengths, cs_alloc(count, sizeof(double)),
                              cs_alloc(count, sizeof(double))};
    if (!survival->share || !survival->at_risk) {
        cs_survival_free(survival);
        return cs_fail_memory(err, "the survival curves of the report");
    }
    for (int64_t r = 0; r < facts->replicates; r++)
        fill(&facts->ledger[r], facts->any_list, causes, survival->share + r * lengths,
             survival->at_risk + r * lengths);
    return CS_OK;
}

void cs_survival_free(cs_survival *survival)
{
    cs_free(survival->share);
    cs_free(survival->at_risk);
    *survival = (cs_survival){0};
}

void cs_survival_standing(const cs_survival *survival, int day, cs_estimate *estimate)
{
    size_t count = 0;
    for (int64_t r = 0; r < survival->facts->replicates; r++)
        if (survival->at_risk[r * survival->lengths] > 0.0)
            survival->facts->scratch[count++] = survival->share[r * survival->lengths + day];
    cs_estimate_spread(survival->facts->scratch, count, estimate);
}

void cs_survival_at_risk(const cs_survival *survival, int day, cs_estimate *estimate)
{
    size_t count = 0;
    for (int64_t r = 0; r < survival->facts->replicates; r++)
        survival->facts->scratch[count++] = survival->at_risk[r * survival->lengths + day];
    cs_estimate_spread(survival->facts->scratch, count, estimate);
}

void cs_survival_lifted(const cs_survival *survival, int percent, cs_estimate *estimate)
{
    size_t count = 0;
    int64_t replicates = survival->facts->replicates;
    /* a share reached but for rounding counts as reached */
    double until = 1.0 - percent / 100.0 + 1e-12;
    for (int64_t r = 0; r < replicates; r++) {
        const double *share = survival->share + r * survival->lengths;
        int day = 0;
        while (day < survival->lengths && share[day] > until) day++;
        if (day < survival->lengths && survival->at_risk[r * survival->lengths] > 0.0)
            survival->facts->scratch[count++] = day;
    }
    /* replicates that never get there would be left out of a mean: then there is none */
    cs_estimate_spread(survival->facts->scratch, 2 * (int64_t)count >= replicates ? count : 0,
                       estimate);
    if ((int64_t)count < replicates) estimate->has_interval = false;
}
