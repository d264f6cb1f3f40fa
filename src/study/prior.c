/* Prior predictive runs: draws from the ranges, each with and without the safeguards. The order of the points
   is that of results/prior.h. Source: G. E. P. Box, J. R. Statist. Soc. A 143, 1980, on predictive checks. */
#include "results/prior.h"

#include "core/mem.h"
#include "core/rng.h"
#include "study/design.h"
#include "study/explore.h"
#include "study/factors.h"
#include "study/headline.h"

#include <math.h>
#include <string.h>

#define DRAWS 200
#define FIGURES_MOST 1000

typedef struct making {
    cs_explore *x;
    const cs_prior_options *options;
    int draws, worlds;
    const char **world;    /* [worlds] safeguards; the first is "" */
    double *design;        /* [draws][factors] */
    double *level;         /* [factors] */
} making;

static cs_status choose_worlds(making *m, cs_error *err)
{
    const cs_prior_options *o = m->options;
    const cs_scenario *s = m->x->base.own;
    int count = o->safeguards ? o->safeguard_count : s->safeguard_count;
    m->world = cs_arena_alloc(m->x->arena, (size_t)count + 1, sizeof *m->world);
    if (!m->world) return cs_fail_memory(err, "the worlds of a study");
    m->world[m->worlds++] = "";
    for (int i = 0; i < count; i++) {
        const char *name = o->safeguards ? o->safeguards[i] : s->safeguards[i].name;
        bool known = strcmp(name, CS_NO_REGIME) == 0 || strchr(name, '+');
        for (int k = 0; k < s->safeguard_count; k++)
            known = known || strcmp(s->safeguards[k].name, name) == 0;
        if (!known)
            return cs_fail_safeguard(s, name, err);
        m->world[m->worlds++] = name;
    }
    return CS_OK;
}

/* A shifted Sobol sequence, or a Latin hypercube where there are too many parameters for one. */
static cs_status make_design(making *m, cs_error *err)
{
    int k = m->x->plan.factors;
    cs_key key = cs_key_of((uint64_t)m->x->plan.seed, "prior.draws");
    CS_TRY(cs_explore_reserve(m->x, (1 + (int64_t)m->draws) * m->worlds, err));
    m->design = cs_alloc((size_t)m->draws * (size_t)k, sizeof *m->design);
    m->level = cs_alloc((size_t)k, sizeof *m->level);
    if (!m->design || !m->level) return cs_fail_memory(err, "the design of a study");
    if (k > CS_SOBOL_MOST) return cs_design_latin(key, m->draws, k, m->design, err);
    return cs_design_sobol(&key, m->draws, k, 0, m->design, err);
}

static cs_status add_group(making *m, const char *label, cs_error *err)
{
    for (int w = 0; w < m->worlds; w++)
        CS_TRY(cs_explore_add(m->x, label, m->world[w], m->level, err));
    return CS_OK;
}

static cs_status add_points(making *m, cs_error *err)
{
    const cs_study_plan *p = &m->x->plan;
    for (int j = 0; j < p->factors; j++) m->level[j] = NAN;
    CS_TRY(add_group(m, "as stated", err));
    for (int i = 0; i < m->draws; i++) {
        for (int j = 0; j < p->factors; j++)
            m->level[j] = cs_factor_level(&p->factor[j],
                                          m->design[(size_t)i * (size_t)p->factors + (size_t)j]);
        const char *label = cs_explore_text(m->x, "draw %d", i + 1);
        if (!label) return cs_fail_memory(err, "a study");
        CS_TRY(add_group(m, label, err));
    }
    return CS_OK;
}

static cs_status name(making *m, cs_error *err)
{
    cs_explore *x = m->x;
    int fixed = m->options->explore.figure_count > 0 ? x->plan.figures : cs_headline_fixed(x->base.own);
    x->plan.settings = cs_explore_text(
        x, "{\"draws\": %d, \"worlds\": %d, \"fixed\": %d, \"persons\": %lld, \"own_persons\": %lld}",
        m->draws, m->worlds, fixed, (long long)x->base.scenario->population.persons, (long long)x->base.own->population.persons);
    const char *method = cs_explore_text(x, "prior: %d", m->draws);
    for (int w = 1; method && w < m->worlds; w++)
        method = cs_explore_text(x, "%s\nsafeguard: %s", method, m->world[w]);
    if (!x->plan.settings || !method) return cs_fail_memory(err, "a study");
    return cs_explore_name(x, "how far the answer depends on what nobody knows", method, err);
}

static cs_status fill(making *m, cs_error *err)
{
    const cs_prior_options *o = m->options;
    if (o->draws < 0 || o->draws > 1000000)
        return cs_fail(err, CS_USAGE, "%lld draws; from 1 to 1,000,000 are possible",
                       (long long)o->draws);
    m->draws = o->draws > 0 ? (int)o->draws : DRAWS;
    m->x->plan.kind = CS_STUDY_PRIOR;
    CS_TRY(cs_explore_figures(m->x, FIGURES_MOST, err));
    CS_TRY(choose_worlds(m, err));
    CS_TRY(make_design(m, err));
    CS_TRY(add_points(m, err));
    return name(m, err);
}

cs_status cs_prior_run(const cs_prior_options *options, char **text, cs_complaints *complaints,
                       cs_error *err)
{
    cs_explore x = {0};
    making m = {.x = &x, .options = options};
    cs_status status = cs_explore_begin(&x, &options->explore, complaints, err);
    if (status == CS_OK) status = fill(&m, err);
    cs_free(m.design);
    cs_free(m.level);
    if (status == CS_OK) status = cs_explore_run(&x, cs_prior_print, text, complaints, err);
    cs_explore_end(&x);
    return status;
}
