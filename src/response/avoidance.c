/* Avoidance: people keep out of a sensor's sight, or away from a crowd that is searched. */
#include "response/response.h"

#include <stdio.h>

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_avoidance *c = config;
    (void)room;
    *key = "sensor";
    if (c->sensor < 0 && c->crowd < 0) return "what is avoided? Say `sensor:` or `crowd:`";
    if (c->sensor >= 0 && c->crowd >= 0)
        return "a sensor or a crowd is avoided, not both; make two responses";
    return NULL;
}

static const cs_field fields[] = {
    {.key = "sensor", .type = CS_FIELD_REF, .offset = offsetof(cs_avoidance, sensor),
     .space = CS_SPACE_SENSOR, .fallback = "",
     .help = "The sensor that a share of acts is kept from; they are done where it does not look.",
     .example = "cameras"},
    {.key = "crowd", .type = CS_FIELD_REF, .offset = offsetof(cs_avoidance, crowd),
     .space = CS_SPACE_CROWD, .fallback = "",
     .help = "The crowd that a share of its visitors stays away from.", .example = "match"},
    {.key = "on", .type = CS_FIELD_REFS, .offset = offsetof(cs_avoidance, on),
     .space = CS_SPACE_CONDUCT, .fallback = "",
     .help = "With a sensor: the kinds of conduct kept from it; without, all that it sees.",
     .example = "[protest]"},
    CS_FEAR_FIELDS(offsetof(cs_avoidance, fear), "0 %", "0 %", "0 days"),
    {0}};

static bool idle(const void *config)
{
    return cs_fear_idle(&((const cs_avoidance *)config)->fear);
}

static bool concerns(const void *config, const cs_response_facts *facts, int conduct)
{
    const cs_avoidance *c = config;
    return c->sensor >= 0 && facts->sees[c->sensor * facts->kinds + conduct] &&
           (c->on.count == 0 || cs_response_names(&c->on, conduct));
}

static const char *misfit(const void *config, const cs_response_facts *facts, char room[200])
{
    const cs_avoidance *c = config;
    bool any = c->sensor < 0;
    for (int k = 0; k < facts->kinds && !any; k++) any = facts->sees[c->sensor * facts->kinds + k];
    if (!any) {
        snprintf(room, 200,
                 "the sensor `%.32s` sees no conduct that could be kept from it; a crowd is avoided "
                 "with `crowd:`", facts->sensor[c->sensor]);
        return room;
    }
    for (int i = 0; i < c->on.count; i++) {
        if (c->sensor >= 0 && facts->sees[c->sensor * facts->kinds + c->on.index[i]]) continue;
        snprintf(room, 200, "`%.32s` is nothing that %s%.32s sees", facts->kind[c->on.index[i]],
                 c->sensor >= 0 ? "the sensor " : "a crowd", c->sensor >= 0 ? facts->sensor[c->sensor] : "");
        return room;
    }
    return cs_fear_misfit(&c->fear, facts);
}

static unsigned needs(const void *config)
{
    return cs_fear_needs(&((const cs_avoidance *)config)->fear);
}

static cs_status prepare(const void *config, const cs_response_setup *setup, void **ready,
                         cs_error *err)
{
    return cs_fear_prepare(&((const cs_avoidance *)config)->fear, setup, ready, err);
}

static void avoids(const void *config, int *sensor, int *crowd)
{
    const cs_avoidance *c = config;
    *sensor = c->sensor;
    *crowd = c->crowd;
}

static double away(const void *ready, const cs_circumstances *now)
{
    return cs_fear_share(ready, now);
}

extern const cs_response_kind cs_avoidance_kind;
const cs_response_kind cs_avoidance_kind = {
    .kind = {"avoidance",
             {.name = "response: avoidance",
              .about = "People keep a share of their acts out of a sensor's sight, or stay away from "
                       "a crowd that is searched. The acts are done all the same.",
              .size = sizeof(cs_avoidance), .fields = fields, .check = check}},
    .idle = idle, .misfit = misfit, .concerns = concerns, .needs = needs,
    .prepare = prepare, .release = cs_fear_release, .aware = cs_fear_aware,
    .avoids = avoids, .away = away};
