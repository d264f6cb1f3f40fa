/* Recourse made ready: thresholds, hazards and keys, worked out once. */
#include "core/mem.h"
#include "sim/recourse.h"

#include <stdio.h>

int cs_recourse_class(cs_cause cause)
{
    if (cause == CS_CAUSE_RULE_CONSISTENT) return CS_CLASS_RIGHT;
    if (cause == CS_CAUSE_PROTECTED) return CS_CLASS_PROTECTED;
    return cause == CS_CAUSE_ASSOCIATION ? CS_CLASS_ASSOCIATION : CS_CLASS_WRONG;
}

bool cs_recourse_wanted(const cs_scenario *scenario)
{
    const cs_list *lists = CS_ITEMS(cs_list, scenario->lists);
    for (int l = 0; l < scenario->lists.count; l++)
        if (lists[l].review_before) return true;
    return scenario->recourse != NULL;
}

static uint8_t lists_of(const cs_refs *refs)
{
    unsigned lists = 0;
    for (int i = 0; i < refs->count; i++) lists |= 1u << refs->index[i];
    return (uint8_t)lists;
}

static cs_status claim(cs_plan *plan, uint64_t seed, const char *purpose, cs_key *key, cs_error *err)
{
    *key = cs_key_of(seed, purpose);
    return cs_plan_claim(plan, *key, err);
}

static cs_status claim_named(cs_plan *plan, uint64_t seed, const char *section, const char *name,
                             cs_key *key, cs_error *err)
{
    char purpose[160];
    snprintf(purpose, sizeof purpose, "recourse.%s.%s", section, name);
    return claim(plan, seed, purpose, key, err);
}

static void plan_before(cs_recourse_ready *r, const cs_scenario *scenario)
{
    const cs_list *lists = CS_ITEMS(cs_list, scenario->lists);
    for (int l = 0; l < scenario->lists.count; l++) {
        const cs_review_before *review = lists[l].review_before;
        if (!review) continue;
        r->before |= (uint8_t)(1u << l);
        r->passes[l][CS_CLASS_WRONG] = cs_threshold(review->wrong);
        r->passes[l][CS_CLASS_RIGHT] = cs_threshold(review->right);
        r->passes[l][CS_CLASS_PROTECTED] = cs_threshold(review->protected_conduct);
        r->passes[l][CS_CLASS_ASSOCIATION] = cs_threshold(review->association);
    }
}

/* The shortest time from a dispute to its decision, in whole days. */
static int soonest(const cs_agency *agency)
{
    double days = agency->form == CS_SERVICE_FIXED ? 365.0 / agency->pace : 0.0;
    if (agency->then.sigma == 0.0) days += agency->then.median_days;
    if (days > agency->deadline_days) days = agency->deadline_days;
    return days < 1000.0 ? (int)days : 1000;
}

/* Whether anybody will ever dispute anything. */
static bool disputes(const cs_recourse *c)
{
    const cs_by_class *share = &c->dispute.share;
    return (c->notice.told > 0 || c->notice.finds_out > 0 || c->notice.on_refusal > 0) &&
           (share->wrong > 0 || share->right > 0 || share->protected_conduct > 0 ||
            share->association > 0);
}

static cs_status plan_agencies(cs_recourse_ready *r, cs_plan *plan, uint64_t seed, cs_error *err)
{
    const cs_agency *agencies = CS_ITEMS(cs_agency, r->config->agencies);
    for (int a = 0; a < r->config->agencies.count; a++) {
        cs_key key;
        CS_TRY(claim_named(plan, seed, "agencies", agencies[a].name, &key, err));
        r->desk[a] = cs_desk_of(&agencies[a], key);
        r->corrects[a] = lists_of(&agencies[a].lists) | lists_of(&agencies[a].corrects);
        r->heard |= lists_of(&agencies[a].lists);
        for (int i = 0; i < agencies[a].lists.count; i++)
            r->agency_of[agencies[a].lists.index[i]] = (int8_t)a;
        int ahead = soonest(&agencies[a]);
        if (disputes(r->config) && ahead < r->lookahead) r->lookahead = ahead > 0 ? ahead : 1;
    }
    return CS_OK;
}

static void thresholds(uint64_t *out, int strata, double share, const double *factor)
{
    for (int s = 0; s < strata; s++) out[s] = cs_threshold(share * factor[s]);
}

static cs_status plan_shares(cs_recourse_ready *r, const cs_population *pop, cs_error *err)
{
    const cs_recourse *c = r->config;
    const cs_by_class *share = &c->dispute.share, *grants = &c->review.grants;
    const double by_class[CS_CLASSES] = {share->wrong, share->right, share->protected_conduct,
                                         share->association};
    size_t strata = (size_t)pop->strata;
    double *factor = cs_alloc(strata, sizeof *factor);
    r->told = cs_alloc(strata, sizeof *r->told);
    r->disputes = cs_alloc(CS_CLASSES * strata, sizeof *r->disputes);
    if (!factor || !r->told || !r->disputes) {
        cs_free(factor);
        return cs_fail_memory(err, "the shares of recourse");
    }
    cs_by_table(&c->notice.told_by, pop, factor);
    thresholds(r->told, pop->strata, c->notice.told, factor);
    cs_by_table(&c->dispute.by, pop, factor);
    for (int i = 0; i < CS_CLASSES; i++)
        thresholds(r->disputes + (size_t)i * strata, pop->strata, by_class[i], factor);
    cs_free(factor);
    r->grants[CS_CLASS_WRONG] = cs_threshold(grants->wrong);
    r->grants[CS_CLASS_RIGHT] = cs_threshold(grants->right);
    r->grants[CS_CLASS_PROTECTED] = cs_threshold(grants->protected_conduct);
    r->grants[CS_CLASS_ASSOCIATION] = cs_threshold(grants->association);
    r->gives_up = cs_threshold(c->review.gives_up);
    r->on_refusal = cs_threshold(c->notice.on_refusal);
    r->comes_back = c->reinserted ? cs_threshold(c->reinserted->share) : 0;
    return CS_OK;
}

static cs_status plan_hazards(cs_recourse_ready *r, cs_plan *plan, const cs_population *pop,
                              uint64_t seed, cs_error *err)
{
    static const cs_by everybody = {0};
    const cs_recourse *c = r->config;
    const cs_repair *repairs = CS_ITEMS(cs_repair, c->repair);
    cs_key key;
    CS_TRY(claim(plan, seed, "recourse.notice.finds_out", &key, err));
    CS_TRY(cs_hazard_init(&r->finds_out, pop, key, c->notice.finds_out, &everybody, 0.0, err));
    for (int i = 0; i < c->repair.count; i++) {
        CS_TRY(claim_named(plan, seed, "repair", repairs[i].name, &key, err));
        CS_TRY(cs_hazard_init(&r->repair[i], pop, key, repairs[i].rate, &repairs[i].by, 0.0, err));
    }
    if (!c->bought) return CS_OK;
    CS_TRY(claim(plan, seed, "recourse.bought_points", &key, err));
    return cs_hazard_init(&r->repair[CS_LEDGER_REPAIRS - 1], pop, key, c->bought->rate,
                          &c->bought->by, 0.0, err);
}

static cs_status fill(cs_recourse_ready *r, cs_plan *plan, const cs_population *pop, uint64_t seed,
                      cs_error *err)
{
    plan_before(r, plan->scenario);
    CS_TRY(claim(plan, seed, "recourse.review_before", &r->before_key, err));
    if (!r->config) return CS_OK;
    CS_TRY(claim(plan, seed, "recourse.notice.told", &r->notice_key, err));
    CS_TRY(claim(plan, seed, "recourse.notice.on_refusal", &r->refusal_key, err));
    CS_TRY(claim(plan, seed, "recourse.dispute", &r->dispute_key, err));
    CS_TRY(claim(plan, seed, "recourse.review", &r->review_key, err));
    CS_TRY(claim(plan, seed, "recourse.reinserted", &r->back_key, err));
    CS_TRY(plan_agencies(r, plan, seed, err));
    CS_TRY(plan_shares(r, pop, err));
    return plan_hazards(r, plan, pop, seed, err);
}

cs_status cs_recourse_prepare(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                              cs_error *err)
{
    cs_recourse_ready *r = cs_alloc(1, sizeof *r);
    if (!r) return cs_fail_memory(err, "recourse");
    r->config = plan->scenario->recourse;
    r->number = plan->mechanisms - 1;
    r->row = plan->mechanism_row[r->number];
    r->lookahead = CS_FOREVER;
    for (int l = 0; l < CS_LISTS_MOST; l++) r->agency_of[l] = -1;
    cs_status status = fill(r, plan, pop, seed, err);
    if (status == CS_OK) *ready = r;
    else cs_recourse_release(r);
    return status;
}

void cs_recourse_release(void *ready)
{
    cs_recourse_ready *r = ready;
    if (!r) return;
    cs_free(r->told);
    cs_free(r->disputes);
    cs_hazard_free(&r->finds_out);
    for (int i = 0; i < CS_LEDGER_REPAIRS; i++) cs_hazard_free(&r->repair[i]);
    cs_free(r);
}

/* ---- read from a checkpoint ---- */

/* Moments are not so late that a sum with a deadline starts anew. */
void cs_recourse_check(cs_archive *a, const cs_recourse_ready *r, const cs_world_state *w,
                       const cs_dispute *dispute, size_t count)
{
    for (size_t i = 0; a->reading && i < count; i++) {
        const cs_dispute *d = &dispute[i];
        if (d->person >= w->pop->persons || d->list >= w->plan->lists ||
            (r->config && r->agency_of[d->list] < 0) || d->moment / CS_INSTANTS_PER_DAY > (uint64_t)w->horizon ||
            d->since > d->moment / CS_INSTANTS_PER_DAY + 1)
            cs_archive_damaged(a, "person %u disputes list number %d", d->person, d->list);
    }
}

/* A decision comes after the listing; what went off a list was on one. */
bool cs_recourse_fits(const void *ready, const cs_world_state *w, const cs_due *due)
{
    const cs_recourse_ready *r = ready;
    int code = (due->what - CS_DUE_MECHANISMS) % 16;
    if (due->index >= w->plan->lists || (r->config && r->agency_of[due->index] < 0)) return false;
    if (code == CS_RECOURSE_DECISION && (due->luck & 0xffff) > due->day + 1u && due->day > 0) return false;
    return code != CS_RECOURSE_BACK || (due->luck >> 16 & 0xff) >> w->plan->lists == 0;
}
