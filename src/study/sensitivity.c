/* Sensitivity analysis: the points of a method over the ranges, worked off as any study. The order of the
   points is that of results/sensitivity.h. */
#include "core/mem.h"
#include "core/rng.h"
#include "results/sensitivity.h"
#include "study/design.h"
#include "study/explore.h"
#include "study/factors.h"

#include <math.h>
#include <string.h>

#define LEVELS 4           /* of the grid of trajectories: Morris 1991, and usual since */
#define TRAJECTORIES 10
#define PAIRS 64

typedef struct making {
    cs_explore *x;
    const cs_sensitivity_options *options;
    int samples;
    int64_t points;        /* of the design */
    double *design;        /* [points][factors], in the unit cube */
    double *level;         /* [factors] */
} making;

static bool is_morris(const making *m)
{
    return m->options->method == CS_SENSITIVITY_MORRIS;
}

static bool is_paired(const making *m)
{
    return m->options->safeguard && m->options->safeguard[0];
}

static cs_status make_design(making *m, cs_error *err)
{
    int k = m->x->plan.factors;
    uint64_t seed = (uint64_t)m->x->plan.seed;
    int64_t wanted = m->options->samples;
    m->samples = (int)(wanted > 0 ? wanted : is_morris(m) ? TRAJECTORIES : PAIRS);
    m->points = (int64_t)m->samples * (is_morris(m) ? k + 1 : k + 2);
    CS_TRY(cs_explore_reserve(m->x, (1 + 2 * k + m->points) * (is_paired(m) ? 2 : 1), err));
    m->design = cs_alloc((size_t)m->points * (size_t)k, sizeof *m->design);
    m->level = cs_alloc((size_t)k, sizeof *m->level);
    if (!m->design || !m->level) return cs_fail_memory(err, "the design of a study");
    if (is_morris(m))
        return cs_design_morris(cs_key_of(seed, "sensitivity.morris"), m->samples, k, LEVELS,
                                m->design, err);
    return cs_design_saltelli(cs_key_of(seed, "sensitivity.sobol"), m->samples, k, m->design, err);
}

static cs_status add(making *m, const char *label, cs_error *err)
{
    CS_TRY(cs_explore_add(m->x, label, "", m->level, err));
    return is_paired(m) ? cs_explore_add(m->x, label, m->options->safeguard, m->level, err) : CS_OK;
}

/* The scenario's own numbers, and each parameter alone at the ends of its range. */
static cs_status add_ends(making *m, cs_error *err)
{
    const cs_study_plan *p = &m->x->plan;
    for (int j = 0; j < p->factors; j++) m->level[j] = NAN;
    CS_TRY(add(m, "as stated", err));
    for (int j = 0; j < p->factors; j++) {
        m->level[j] = p->factor[j].low;
        CS_TRY(add(m, cs_explore_text(m->x, "%s low", p->factor[j].path), err));
        m->level[j] = p->factor[j].high;
        CS_TRY(add(m, cs_explore_text(m->x, "%s high", p->factor[j].path), err));
        m->level[j] = NAN;
    }
    return CS_OK;
}

static cs_status add_design(making *m, cs_error *err)
{
    const cs_study_plan *p = &m->x->plan;
    for (int64_t i = 0; i < m->points; i++) {
        for (int j = 0; j < p->factors; j++)
            m->level[j] = cs_factor_level(&p->factor[j], m->design[i * p->factors + j]);
        CS_TRY(add(m, "", err));
    }
    return CS_OK;
}

static cs_status check(const cs_sensitivity_options *o, const cs_explore *x, cs_error *err)
{
    if (o->samples < 0 || o->samples > 1000000)
        return cs_fail(err, CS_USAGE, "%lld samples; from 1 to 1,000,000 are possible",
                       (long long)o->samples);
    if (!o->safeguard || !o->safeguard[0] || strcmp(o->safeguard, CS_NO_REGIME) == 0) return CS_OK;
    if (strchr(o->safeguard, '+')) return CS_OK; /* told by the reader, where they do not fit */
    for (int i = 0; i < x->base.own->safeguard_count; i++)
        if (strcmp(x->base.own->safeguards[i].name, o->safeguard) == 0) return CS_OK;
    return cs_fail_safeguard(x->base.own, o->safeguard, err);
}

static cs_status fill(making *m, cs_error *err)
{
    cs_explore *x = m->x;
    const char *safeguard = is_paired(m) ? m->options->safeguard : "";
    x->plan.kind = is_morris(m) ? CS_STUDY_MORRIS : CS_STUDY_SOBOL;
    CS_TRY(cs_explore_figures(x, 1, err));
    CS_TRY(make_design(m, err));
    CS_TRY(add_ends(m, err));
    CS_TRY(add_design(m, err));
    x->plan.settings = cs_explore_text(
        x, "{\"samples\": %d, \"levels\": %d, \"persons\": %lld, \"own_persons\": %lld}", m->samples,
        LEVELS, (long long)x->base.scenario->population.persons, (long long)x->base.own->population.persons);
    const char *method = cs_explore_text(x, "sensitivity: %s\nsamples: %d\nsafeguard: %s",
                                         is_morris(m) ? "morris" : "sobol", m->samples, safeguard);
    if (!x->plan.settings || !method) return cs_fail_memory(err, "a study");
    return cs_explore_name(x, "what moves it", method, err);
}

static cs_status print(cs_worklist *list, char **text, cs_error *err)
{
    return cs_effects_print(list, -1, text, err);
}

cs_status cs_sensitivity_run(const cs_sensitivity_options *options, char **text,
                             cs_complaints *complaints, cs_error *err)
{
    cs_explore x = {0};
    making m = {.x = &x, .options = options};
    cs_status status = cs_explore_begin(&x, &options->explore, complaints, err);
    if (status == CS_OK) status = check(options, &x, err);
    if (status == CS_OK) status = fill(&m, err);
    cs_free(m.design);
    cs_free(m.level);
    if (status == CS_OK) status = cs_explore_run(&x, print, text, complaints, err);
    cs_explore_end(&x);
    return status;
}
