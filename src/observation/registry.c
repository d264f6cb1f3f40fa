/* Registry: an office that is told of acts, misses some, is late, and files some under the wrong
   person. */
#include "observation/office.h"

#include "core/mem.h"

static const cs_word withins[] = {
    {"region", CS_WITHIN_REGION, "anybody in the same region"},
    {"household", CS_WITHIN_HOUSEHOLD, "somebody in the same household (the borrowed travel card)"},
    {"group", CS_WITHIN_GROUP, "somebody alike in `attribute`, in the same region"},
    {0}};

static const char *check_wrong(const void *config, const char **key, char room[200])
{
    const cs_wrong_person *w = config;
    (void)room;
    if (w->within == CS_WITHIN_GROUP && w->attribute < 0) {
        *key = "within";
        return "`within: group` needs `attribute:`, the attribute people are mistaken within";
    }
    return NULL;
}

static const cs_field wrong_fields[] = {
    {.key = "share", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_wrong_person, share), .low = 0, .high = 1,
     .help = "Share of records that land on somebody else.", .example = "0.3 %"},
    {.key = "within", .type = CS_FIELD_WORD, .offset = offsetof(cs_wrong_person, within),
     .words = withins, .fallback = "region", .help = "Whom they land on, at random.",
     .example = "region"},
    {.key = "attribute", .type = CS_FIELD_REF, .offset = offsetof(cs_wrong_person, attribute),
     .space = CS_SPACE_ATTRIBUTE, .fallback = "",
     .help = "For `within: group`: the attribute that the two people share.", .example = "group"},
    {0}};

const cs_spec cs_wrong_person_spec = {
    .name = "wrong person",
    .about = "A share of records filed under somebody else.",
    .size = sizeof(cs_wrong_person), .fields = wrong_fields, .check = check_wrong};

static const char *check(const void *config, const char **key, char room[200])
{
    (void)room;
    return cs_office_check(config, key);
}

static const cs_field fields[] = {CS_OFFICE_FIELDS(0), {0}};

static bool sees(const void *config, int conduct)
{
    return cs_refs_have(&((const cs_registry *)config)->sees, conduct);
}

static double most_filed(const void *config)
{
    return 1.0 - ((const cs_registry *)config)->misses;
}

static int soonest(const void *config)
{
    return cs_office_soonest(config);
}

static void release(void *ready)
{
    if (ready) cs_office_free(ready);
    cs_free(ready);
}

static cs_status prepare(const void *config, const cs_setup *setup, void **ready, cs_error *err)
{
    cs_office *office = cs_alloc(1, sizeof *office);
    if (!office) return cs_fail_memory(err, "a sensor");
    cs_status status = cs_office_init(office, config, setup, err);
    if (status == CS_OK) *ready = office;
    else release(office);
    return status;
}

static cs_status observe(const void *ready, const cs_scene *scene, int conduct,
                         const cs_acts *acts, cs_filings *out, cs_error *err)
{
    CS_TRY(cs_filings_reserve(out, 2 * acts->count, err));
    cs_office_file(ready, scene, conduct, acts->act, acts->count, out);
    return CS_OK;
}

const cs_sensor_kind cs_registry_kind = {
    .kind = {"registry",
             {.name = "sensor: registry",
              .about = "An office that is told of acts and files them.",
              .size = sizeof(cs_registry), .fields = fields, .check = check}},
    .draws = {"acts", "linkage"},
    .prepare = prepare, .release = release, .sees = sees,
    .most_filed = most_filed, .soonest = soonest, .observe = observe};
