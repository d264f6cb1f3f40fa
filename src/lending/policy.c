/* Whom to lend to.

   A parity policy lends to the same share of every group, from the top of its scores down: of all its
   people, or of those among them who repay. The lender's utility is a function of that share, straight
   between the shares at which some group comes to its next level, so its largest value is at one of
   them. Where the share falls inside a level, chance decides within it. */
#include "lending/lending.h"

#include "core/mem.h"

/* One group from its highest score down: at [k] the top k levels are lent to. */
typedef struct curve {
    double people;         /* in the group */
    double *share;         /* [levels + 1] of the group that counts, 0 to 1 */
    double *utility;       /* [levels + 1] for the whole group */
} curve;

static double utility_of(const cs_lending *lending, double repays)
{
    return lending->gain * repays - lending->loss * (1.0 - repays);
}

static bool pays(const cs_lending *lending, double repays)
{
    return lending->loss * (1.0 - repays) <= lending->gain * repays;
}

static void draw_curve(curve *c, const cs_lending *lending, const cs_credit_table *t, int g,
                       const double *people)
{
    const double *repays = t->repays + g * t->levels;
    bool of_good = lending->policy == CS_LEND_EQUAL_OPPORTUNITY;
    double all = 0.0;
    c->people = 0.0;
    for (int l = 0; l < t->levels; l++) {
        c->people += people[l];
        all += people[l] * (of_good ? repays[l] : 1.0);
    }
    c->share[0] = c->utility[0] = 0.0;
    for (int k = 0; k < t->levels; k++) {
        int l = t->levels - 1 - k;
        double part = all > 0.0 ? people[l] * (of_good ? repays[l] : 1.0) / all : 0.0;
        c->share[k + 1] = c->share[k] + part;
        c->utility[k + 1] = c->utility[k] + people[l] * utility_of(lending, repays[l]);
    }
}

/* How many levels lie wholly within the share, and the part of the next one that does. */
static int reach(const curve *c, int levels, double share, double *part)
{
    int k = 0;
    while (k < levels && c->share[k] < share && c->share[k + 1] <= share) k++;
    double step = k < levels ? c->share[k + 1] - c->share[k] : 0.0;
    *part = step > 0.0 && share > c->share[k] ? (share - c->share[k]) / step : 0.0;
    return k;
}

static double utility_at(const curve *curves, const cs_credit_table *t, double share)
{
    double sum = 0.0, part;
    for (int g = 0; g < t->groups; g++) {
        const curve *c = &curves[g];
        int k = reach(c, t->levels, share, &part);
        sum += c->utility[k];
        if (part > 0.0) sum += part * (c->utility[k + 1] - c->utility[k]);
    }
    return sum;
}

static double best_share(const curve *curves, const cs_credit_table *t)
{
    double best = 0.0, most = 0.0;
    for (int g = 0; g < t->groups; g++)
        for (int k = 1; k <= t->levels && curves[g].people > 0.0; k++) {
            double utility = utility_at(curves, t, curves[g].share[k]);
            if (utility <= most) continue;
            most = utility;
            best = curves[g].share[k];
        }
    return best;
}

static void grant_share(const curve *c, const cs_credit_table *t, double share, double *grant)
{
    double part;
    int k = reach(c, t->levels, share, &part);
    for (int l = 0; l < t->levels; l++) grant[l] = l >= t->levels - k ? 1.0 : 0.0;
    if (part > 0.0) grant[t->levels - 1 - k] = part;
}

static cs_status parity(const cs_lending *lending, const cs_credit_table *t, const double *people,
                        double *grant, cs_error *err)
{
    size_t groups = (size_t)t->groups, row = (size_t)t->levels + 1;
    curve *curves = cs_alloc(groups, sizeof *curves);
    double *room = cs_alloc(2 * groups * row, sizeof *room);
    if (!curves || !room) {
        cs_free(curves);
        cs_free(room);
        return cs_fail_memory(err, "the curves of a lender");
    }
    for (size_t g = 0; g < groups; g++) {
        curves[g].share = room + 2 * g * row;
        curves[g].utility = room + (2 * g + 1) * row;
        draw_curve(&curves[g], lending, t, (int)g, people + g * (size_t)t->levels);
    }
    double share = best_share(curves, t);
    for (size_t g = 0; g < groups; g++)
        grant_share(&curves[g], t, share, grant + g * (size_t)t->levels);
    cs_free(curves);
    cs_free(room);
    return CS_OK;
}

/* The lowest score lent to; chance within a level counts as part of the step to the next. */
static double threshold_of(const cs_credit_table *t, const double *grant)
{
    int l = 0;
    while (l < t->levels && grant[l] <= 0.0) l++;
    if (l == t->levels) return CS_NO_THRESHOLD;
    if (l + 1 == t->levels) return t->score[l];
    return t->score[l] + (1.0 - grant[l]) * (t->score[l + 1] - t->score[l]);
}

cs_status cs_lending_decide(const cs_lending *lending, const cs_credit_table *t,
                            const double *people, double *grant, double *threshold, cs_error *err)
{
    if (lending->policy == CS_LEND_DEMOGRAPHIC_PARITY ||
        lending->policy == CS_LEND_EQUAL_OPPORTUNITY)
        CS_TRY(parity(lending, t, people, grant, err));
    for (int g = 0; g < t->groups; g++) {
        double *row = grant + g * t->levels;
        for (int l = 0; l < t->levels; l++) {
            if (lending->policy == CS_LEND_MAXIMUM_UTILITY)
                row[l] = pays(lending, t->repays[g * t->levels + l]) ? 1.0 : 0.0;
            if (lending->policy == CS_LEND_THRESHOLD)
                row[l] = t->score[l] >= lending->threshold ? 1.0 : 0.0;
            if (lending->policy == CS_LEND_EVERYONE) row[l] = 1.0;
        }
        threshold[g] = threshold_of(t, row);
    }
    return CS_OK;
}
