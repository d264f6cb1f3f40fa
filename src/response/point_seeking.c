/* Point seeking: people do more of what is rewarded. */
#include "response/response.h"

#include "core/mem.h"

static const cs_field fields[] = {
    {.key = "on", .type = CS_FIELD_REFS, .offset = offsetof(cs_point_seeking, on),
     .space = CS_SPACE_CONDUCT, .help = "The kinds of conduct done more often.",
     .example = "[volunteering]"},
    {.key = "aware", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_point_seeking, aware), .low = 0, .high = 1, .fallback = "11 %",
     .help = "Share of people who know of the regime; the others do not respond.",
     .example = "11 %"},
    {.key = "aware_by", .type = CS_FIELD_BY, .offset = offsetof(cs_point_seeking, aware_by),
     .fallback = "", .low = 0, .high = 1e6, .help = "Multipliers of that share by attribute.",
     .example = "{age: {old: 0.5}}"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_point_seeking, by), .fallback = "",
     .low = 0, .high = 100, .help = "Multipliers of `more` by attribute.",
     .example = "{income: {low: 2}}"},
    {.key = "more", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_point_seeking, more), .low = 0, .high = 20,
     .help = "Additional acts, as a share of those the person would do anyway.",
     .example = "50 %"},
    {.key = "within", .type = CS_FIELD_POINTS, .unit = CS_UNIT_POINTS,
     .offset = offsetof(cs_point_seeking, within), .low = 0, .high = 60000, .fallback = "0",
     .help = "Only while at most so many points are missing to the next better band; 0: always.",
     .example = "20"},
    {0}};

typedef struct {
    const cs_point_seeking *config;
    uint64_t *aware;
    double *times;
} seeking;

static bool idle(const void *config)
{
    const cs_point_seeking *c = config;
    return c->aware <= 0.0 || c->more <= 0.0;
}

static bool concerns(const void *config, const cs_response_facts *facts, int conduct)
{
    (void)facts;
    return cs_response_names(&((const cs_point_seeking *)config)->on, conduct);
}

static const char *misfit(const void *config, const cs_response_facts *facts, char room[200])
{
    const cs_point_seeking *c = config;
    (void)room;
    if (c->within > 0 && !facts->bands)
        return "`within` counts points to the next better band, and the scenario has no bands";
    return NULL;
}

static unsigned needs(const void *config)
{
    return ((const cs_point_seeking *)config)->within > 0 ? CS_NEEDS_POINTS : 0u;
}

static cs_status prepare(const void *config, const cs_response_setup *setup, void **out,
                         cs_error *err)
{
    const cs_point_seeking *c = config;
    seeking *ready = cs_alloc(1, sizeof *ready);
    if (!ready) return cs_fail_memory(err, "a response");
    *out = ready;
    ready->config = c;
    ready->times = cs_alloc((size_t)setup->pop->strata, sizeof *ready->times);
    if (!ready->times) return cs_fail_memory(err, "a response");
    cs_by_table(&c->by, setup->pop, ready->times);
    return cs_aware_prepare(c->aware, &c->aware_by, setup->pop, &ready->aware, err);
}

static void release(void *context)
{
    seeking *ready = context;
    if (!ready) return;
    cs_free(ready->aware);
    cs_free(ready->times);
    cs_free(ready);
}

static uint64_t aware(const void *context, int stratum)
{
    return ((const seeking *)context)->aware[stratum];
}

static double factor(const void *context, const cs_circumstances *now, int conduct)
{
    const seeking *ready = context;
    (void)conduct;
    if (now->knows >= ready->aware[now->stratum]) return 1.0;
    if (ready->config->within > 0 && now->short_of > ready->config->within) return 1.0;
    return 1.0 + ready->config->more * ready->times[now->stratum];
}

static double most(const void *context, const cs_response_setup *setup, int conduct)
{
    const seeking *ready = context;
    double times = 0.0;
    (void)conduct;
    for (int s = 0; s < setup->pop->strata; s++)
        if (setup->pop->stratum_persons[s] > 0 && ready->times[s] > times) times = ready->times[s];
    return 1.0 + ready->config->more * times;
}

extern const cs_response_kind cs_point_seeking_kind;
const cs_response_kind cs_point_seeking_kind = {
    .kind = {"point_seeking",
             {.name = "response: point_seeking",
              .about = "People do more of what is rewarded, always or while the next better band is "
                       "near.",
              .size = sizeof(cs_point_seeking), .fields = fields}},
    .idle = idle, .misfit = misfit, .concerns = concerns, .needs = needs,
    .prepare = prepare, .release = release, .aware = aware, .factor = factor, .most = most};
