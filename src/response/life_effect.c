/* Life effect: what was refused changes what the person does afterwards. */
#include "response/response.h"

#include "core/mem.h"

static const cs_field fields[] = {
    {.key = "refused", .type = CS_FIELD_REFS, .offset = offsetof(cs_life_effect, refused),
     .space = CS_SPACE_SERVICE, .help = "The services whose refusal has the effect.",
     .example = "[loan]"},
    {.key = "on", .type = CS_FIELD_REFS, .offset = offsetof(cs_life_effect, on),
     .space = CS_SPACE_CONDUCT, .fallback = "",
     .help = "The kinds of conduct that change; without it, all.", .example = "[default]"},
    {.key = "factor", .type = CS_FIELD_NUMBER, .offset = offsetof(cs_life_effect, factor),
     .low = 0, .high = 20, .fallback = "1",
     .help = "Factor on the person's rate of that conduct while it lasts.", .example = "1.5"},
    {.key = "lowers", .type = CS_FIELD_REF, .offset = offsetof(cs_life_effect, lowers),
     .space = CS_SPACE_ATTRIBUTE, .fallback = "",
     .help = "An attribute whose values stand from the lowest to the highest: while it lasts, the "
             "person's rates are those of somebody one value lower. A rate of zero stays zero.",
     .example = "income"},
    {.key = "lasts", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_life_effect, lasts_days), .low = 0, .high = 36500,
     .help = "How long it lasts, from the day after the refusal; another refusal begins it anew.",
     .example = "2 years"},
    {0}};

typedef struct {
    const cs_life_effect *config;
    double **ratio;        /* [kinds] by stratum; NULL: the factor alone */
    int kinds;
} effect;

static bool idle(const void *config)
{
    const cs_life_effect *c = config;
    return c->lasts_days == 0 || (c->factor == 1.0 && c->lowers < 0);
}

static bool concerns(const void *config, const cs_response_facts *facts, int conduct)
{
    const cs_life_effect *c = config;
    (void)facts;
    return c->on.count == 0 || cs_response_names(&c->on, conduct);
}

static unsigned needs(const void *config)
{
    (void)config;
    return CS_NEEDS_REFUSALS;
}

/* Rates of somebody one value lower over one's own; 1 where one's own is zero. */
static void compare_lower(const cs_population *pop, int attribute, const double *times,
                          double *ratio)
{
    int stride = 1;
    for (int a = attribute + 1; a < pop->attributes; a++) stride *= pop->attribute_values[a];
    for (int s = 0; s < pop->strata; s++) {
        bool lowest = pop->stratum_value[s * pop->attributes + attribute] == 0;
        ratio[s] = lowest || times[s] <= 0.0 ? 1.0 : times[s - stride] / times[s];
    }
}

static void release(void *context)
{
    effect *ready = context;
    if (!ready) return;
    for (int k = 0; ready->ratio && k < ready->kinds; k++) cs_free(ready->ratio[k]);
    cs_free(ready->ratio);
    cs_free(ready);
}

static cs_status prepare(const void *config, const cs_response_setup *setup, void **out,
                         cs_error *err)
{
    const cs_life_effect *c = config;
    effect *ready = cs_alloc(1, sizeof *ready);
    if (!ready) return cs_fail_memory(err, "a response");
    *out = ready;
    ready->config = c;
    ready->kinds = setup->kinds;
    ready->ratio = cs_alloc((size_t)setup->kinds, sizeof *ready->ratio);
    if (!ready->ratio) return cs_fail_memory(err, "a response");
    for (int k = 0; k < setup->kinds; k++) {
        if (c->lowers < 0 || !setup->times[k]) continue;
        ready->ratio[k] = cs_alloc((size_t)setup->pop->strata, sizeof **ready->ratio);
        if (!ready->ratio[k]) return cs_fail_memory(err, "a response");
        compare_lower(setup->pop, c->lowers, setup->times[k], ready->ratio[k]);
    }
    return CS_OK;
}

/* A refusal is felt whether or not one knows of the regime; nothing else is. */
static uint64_t aware(const void *ready, int stratum)
{
    (void)ready;
    (void)stratum;
    return 0;
}

static double factor(const void *context, const cs_circumstances *now, int conduct)
{
    const effect *ready = context;
    if (!now->set_back) return 1.0;
    return ready->config->factor * (ready->ratio[conduct] ? ready->ratio[conduct][now->stratum] : 1.0);
}

static double most(const void *context, const cs_response_setup *setup, int conduct)
{
    const effect *ready = context;
    double ratio = ready->ratio[conduct] ? 0.0 : 1.0;
    for (int s = 0; ready->ratio[conduct] && s < setup->pop->strata; s++)
        if (setup->pop->stratum_persons[s] > 0 && ready->ratio[conduct][s] > ratio)
            ratio = ready->ratio[conduct][s];
    return ready->config->factor * ratio;
}

static int32_t lasts(const void *config, int service)
{
    const cs_life_effect *c = config;
    return cs_response_names(&c->refused, service) ? c->lasts_days : 0;
}

extern const cs_response_kind cs_life_effect_kind;
const cs_response_kind cs_life_effect_kind = {
    .kind = {"life_effect",
             {.name = "response: life_effect",
              .about = "A refused service changes later life: without the loan people default more "
                       "often, without the job they live like those one income band lower.",
              .size = sizeof(cs_life_effect), .fields = fields}},
    .idle = idle, .concerns = concerns, .needs = needs,
    .prepare = prepare, .release = release, .aware = aware, .factor = factor, .most = most,
    .lasts = lasts};
