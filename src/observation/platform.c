/* Platform: a registry for the share of people who are on it. Membership is for life. */
#include "observation/office.h"

#include "core/many.h"
#include "core/mem.h"

static const cs_field fields[] = {
    {.key = "members", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_platform, members), .low = 0, .high = 1,
     .help = "Share of people who are on the platform.", .example = "70 %"},
    {.key = "members_by", .type = CS_FIELD_BY, .offset = offsetof(cs_platform, members_by),
     .fallback = "", .low = 0, .high = 1e6,
     .help = "Multipliers of that share by attribute; a product above 100 % counts as 100 %.",
     .example = "{age: {child: 0.2}}"},
    CS_OFFICE_FIELDS(offsetof(cs_platform, registry)),
    {0}};

static const char *check(const void *config, const char **key, char room[200])
{
    (void)room;
    return cs_office_check(&((const cs_platform *)config)->registry, key);
}

typedef struct {
    cs_office office;
    cs_key key;
    uint64_t *member; /* [strata] threshold */
} cs_ready;

static bool sees(const void *config, int conduct)
{
    return cs_refs_have(&((const cs_platform *)config)->registry.sees, conduct);
}

static double most_filed(const void *config)
{
    return 1.0 - ((const cs_platform *)config)->registry.misses;
}

static int soonest(const void *config)
{
    return cs_office_soonest(&((const cs_platform *)config)->registry);
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (r) {
        cs_office_free(&r->office);
        cs_free(r->member);
    }
    cs_free(r);
}

static cs_status prepare(const void *config, const cs_setup *setup, void **ready, cs_error *err)
{
    const cs_platform *platform = config;
    const cs_population *pop = setup->pop;
    cs_ready *r = cs_alloc(1, sizeof *r);
    double *factor = cs_alloc((size_t)pop->strata, sizeof *factor);
    if (r) r->member = cs_alloc((size_t)pop->strata, sizeof *r->member);
    if (!r || !factor || !r->member) {
        release(r);
        cs_free(factor);
        return cs_fail_memory(err, "a sensor");
    }
    cs_status status = cs_office_init(&r->office, &platform->registry, setup, err);
    r->key = cs_sensor_key(setup, "members");
    cs_by_table(&platform->members_by, pop, factor);
    for (int s = 0; s < pop->strata; s++)
        r->member[s] = cs_threshold(platform->members * factor[s]);
    cs_free(factor);
    if (status == CS_OK) *ready = r;
    else release(r);
    return status;
}

/* The acts of members, of up to sixteen; membership is a draw of the person's own. */
static size_t of_members(const cs_ready *r, const cs_scene *scene, const cs_act *act, size_t count,
                         cs_act *kept)
{
    uint32_t person[CS_MANY] = {0};
    cs_many many;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) person[i] = scene->block * CS_BLOCK_PERSONS + act[i].person;
    cs_philox_many(person, 0, 0, 0, r->key, &many);
    for (size_t i = 0; i < count; i++)
        if (many.w[0][i] < r->member[cs_population_stratum(scene->pop, person[i])])
            kept[n++] = act[i];
    return n;
}

static cs_status observe(const void *ready, const cs_scene *scene, int conduct,
                         const cs_acts *acts, cs_filings *out, cs_error *err)
{
    const cs_ready *r = ready;
    cs_act kept[CS_MANY];
    CS_TRY(cs_filings_reserve(out, 2 * acts->count, err));
    for (size_t first = 0; first < acts->count; first += CS_MANY) {
        size_t some = acts->count - first < CS_MANY ? acts->count - first : CS_MANY;
        size_t n = of_members(r, scene, acts->act + first, some, kept);
        cs_office_file(&r->office, scene, conduct, kept, n, out);
    }
    return CS_OK;
}

const cs_sensor_kind cs_platform_kind = {
    .kind = {"platform",
             {.name = "sensor: platform",
              .about = "A private platform that records what its members do there.",
              .size = sizeof(cs_platform), .fields = fields, .check = check}},
    .draws = {"acts", "members", "linkage"},
    .prepare = prepare, .release = release, .sees = sees,
    .most_filed = most_filed, .soonest = soonest, .observe = observe};
