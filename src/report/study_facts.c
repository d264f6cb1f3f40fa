/* Reading a study file for its page, and figures over the replicates of a point. */
#include "report/study.h"

#include "core/mem.h"
#include "results/stats.h"
#include "scenario/scenario.h"

#include <math.h>
#include <string.h>

static const double *values_of(const cs_studied_facts *facts, int figure, int point)
{
    size_t replicates = (size_t)facts->plan->replicates, points = (size_t)facts->plan->points;
    return &facts->value[((size_t)figure * points + (size_t)point) * replicates];
}

static bool is_without(const cs_study_plan *plan, int point)
{
    return strcmp(plan->point[point].safeguard, CS_NO_REGIME) == 0;
}

bool cs_studied_is_setting(const cs_studied_facts *facts, int point)
{
    return facts->settings == facts->plan->points || !is_without(facts->plan, point);
}

void cs_studied_estimate(const cs_studied_facts *facts, int figure, int point, cs_estimate *estimate)
{
    const double *value = values_of(facts, figure, point);
    size_t count = 0;
    for (int64_t r = 0; r < facts->plan->replicates; r++)
        if (!isnan(value[r])) facts->scratch[count++] = value[r];
    cs_estimate_spread(facts->scratch, count, estimate);
}

void cs_studied_change(const cs_studied_facts *facts, int figure, int point, int base,
                     cs_estimate *estimate)
{
    size_t count = 0;
    if (base >= 0 && !facts->plan->own_luck) {
        const double *with = values_of(facts, figure, point);
        const double *without = values_of(facts, figure, base);
        for (int64_t r = 0; r < facts->plan->replicates; r++)
            if (!isnan(with[r]) && !isnan(without[r]))
                facts->scratch[count++] = with[r] - without[r];
    }
    cs_estimate_mean(facts->scratch, count, estimate);
}

int64_t cs_studied_done(const cs_studied_facts *facts, int point)
{
    int64_t done = 0;
    for (int64_t r = 0; r < facts->plan->replicates; r++)
        done += cs_worklist_state(facts->list, (cs_work_row){point, r}) == CS_WORK_DONE;
    return done;
}

bool cs_studied_clear(const cs_estimate *difference)
{
    if (!difference->defined || difference->mean == 0.0) return false;
    return !difference->has_interval || difference->low > 0.0 || difference->high < 0.0;
}

/* ---- loading ---- */

static bool same_sets(const cs_point *a, const cs_point *b)
{
    if (a->set_count != b->set_count) return false;
    for (int i = 0; i < a->set_count; i++)
        if (strcmp(a->sets[i], b->sets[i]) != 0) return false;
    return true;
}

/* Points with and without a safeguard stand near each other in every plan; looked for nearest first. */
static int find_base(const cs_study_plan *plan, int point)
{
    const cs_point *with = &plan->point[point];
    if (!with->safeguard[0]) return -1;
    for (int away = 1; away < plan->points; away++)
        for (int side = -1; side <= 1; side += 2) {
            int other = point + side * away;
            if (other < 0 || other >= plan->points) continue;
            const cs_point *base = &plan->point[other];
            if (!base->safeguard[0] && !strcmp(base->scenario, with->scenario) &&
                same_sets(base, with))
                return other;
        }
    return -1;
}

static cs_status load_scenario(cs_studied_facts *facts, cs_error *err)
{
    char hash[33], *text = NULL;
    cs_complaints complaints = {0};
    cs_error ignored = {0};
    if (!facts->plan->points) return CS_OK;
    CS_TRY(cs_worklist_scenario(facts->list, 0, hash, &text, err));
    if (text && cs_scenario_parse(text, strlen(text), "the study", &(cs_load_options){0},
                                  &facts->scenario, &complaints, &ignored) == CS_OK)
        facts->persons = cs_scenario_persons(facts->scenario);
    cs_complaints_free(&complaints);
    cs_text_free(text);
    return ignored.status == CS_NOMEM ? cs_fail_memory(err, "the report") : CS_OK;
}

static cs_status load_effects(cs_studied_facts *facts, cs_error *err)
{
    facts->effects = cs_alloc((size_t)facts->plan->figures + 1, sizeof *facts->effects);
    if (!facts->effects) return cs_fail_memory(err, "the report");
    for (int f = 0; f < facts->plan->figures; f++)
        CS_TRY(cs_effects_of(facts->list, f, &facts->effects[f], err));
    return CS_OK;
}

static cs_status load_values(cs_studied_facts *facts, cs_error *err)
{
    const cs_study_plan *plan = facts->plan;
    size_t rows = (size_t)plan->points * (size_t)plan->replicates;
    facts->value = cs_alloc((size_t)plan->figures * rows + 1, sizeof *facts->value);
    facts->base = cs_alloc((size_t)plan->points + 1, sizeof *facts->base);
    facts->scratch = cs_alloc((size_t)plan->replicates + 1, sizeof *facts->scratch);
    if (!facts->value || !facts->base || !facts->scratch) return cs_fail_memory(err, "the report");
    for (int f = 0; f < plan->figures; f++)
        CS_TRY(cs_worklist_values(facts->list, f, facts->value + (size_t)f * rows, err));
    for (int p = 0; p < plan->points; p++) {
        facts->base[p] = find_base(plan, p);
        facts->settings += !is_without(plan, p);
    }
    if (facts->settings == 0) facts->settings = plan->points;
    return CS_OK;
}

static cs_status load_kind(cs_studied_facts *facts, cs_error *err)
{
    switch (facts->plan->kind) {
    case CS_STUDY_MORRIS:
    case CS_STUDY_SOBOL: return load_effects(facts, err);
    case CS_STUDY_PRIOR: return cs_prior_of(facts->list, &facts->prior, err);
    case CS_STUDY_SAFEGUARDS: return cs_search_read(facts->list, &facts->search, err);
    case CS_STUDY_CALIBRATION: return cs_calibration_read(facts->list, &facts->calibration, err);
    default: return CS_OK;
    }
}

cs_status cs_studied_facts_load(cs_studied_facts *facts, cs_worklist *list, cs_error *err)
{
    cs_status status;
    *facts = (cs_studied_facts){.list = list, .plan = cs_worklist_plan(list)};
    int figures = facts->plan->figures;
    facts->figures = figures < CS_STUDY_FIGURES_MOST ? figures : CS_STUDY_FIGURES_MOST;
    CS_GO(cs_worklist_count(list, &facts->counts, err));
    if (facts->counts.done < 1)
        CS_GO(cs_fail(err, CS_FORMAT, "no row of this study is done yet; a report needs at least one"));
    CS_GO(cs_worklist_hash(list, facts->hash, err));
    CS_GO(load_values(facts, err));
    CS_GO(load_scenario(facts, err));
    CS_GO(load_kind(facts, err));
    return CS_OK;
out:
    cs_studied_facts_free(facts);
    return status;
}

void cs_studied_facts_free(cs_studied_facts *facts)
{
    for (int f = 0; facts->effects && f < facts->plan->figures; f++)
        cs_effects_free(&facts->effects[f]);
    cs_scenario_free(facts->scenario);
    cs_prior_free(&facts->prior);
    cs_search_free(&facts->search);
    cs_calibration_free(&facts->calibration);
    cs_free(facts->effects);
    cs_free(facts->value);
    cs_free(facts->base);
    cs_free(facts->scratch);
    *facts = (cs_studied_facts){0};
}
