/* Deterrence: people do less of what no right protects. */
#include "response/response.h"

#include <stdio.h>

static const cs_field fields[] = {
    {.key = "on", .type = CS_FIELD_REFS, .offset = offsetof(cs_holding_back, on),
     .space = CS_SPACE_CONDUCT, .fallback = "",
     .help = "The kinds of conduct that fall; without it, all that are not protected.",
     .example = "[late_payment]"},
    CS_FEAR_FIELDS(offsetof(cs_holding_back, fear), "0 %", "0 %", "0 days"),
    {0}};

static bool idle(const void *config)
{
    return cs_fear_idle(&((const cs_holding_back *)config)->fear);
}

static bool concerns(const void *config, const cs_response_facts *facts, int conduct)
{
    const cs_holding_back *c = config;
    return !facts->protects[conduct] &&
           (c->on.count == 0 || cs_response_names(&c->on, conduct));
}

static const char *misfit(const void *config, const cs_response_facts *facts, char room[200])
{
    const cs_holding_back *c = config;
    for (int i = 0; i < c->on.count; i++) {
        if (!facts->protects[c->on.index[i]]) continue;
        snprintf(room, 200,
                 "`%.32s` is protected conduct; a fall in it is `kind: chilling`",
                 facts->kind[c->on.index[i]]);
        return room;
    }
    return cs_fear_misfit(&c->fear, facts);
}

static unsigned needs(const void *config)
{
    return cs_fear_needs(&((const cs_holding_back *)config)->fear);
}

static cs_status prepare(const void *config, const cs_response_setup *setup, void **ready,
                         cs_error *err)
{
    return cs_fear_prepare(&((const cs_holding_back *)config)->fear, setup, ready, err);
}

static double factor(const void *ready, const cs_circumstances *now, int conduct)
{
    (void)conduct;
    return 1.0 - cs_fear_share(ready, now);
}

extern const cs_response_kind cs_deterrence_kind;
const cs_response_kind cs_deterrence_kind = {
    .kind = {"deterrence",
             {.name = "response: deterrence",
              .about = "People do less of what no right protects, because they know that it is "
                       "watched or have seen what follows: the benefit that a regime claims. "
                       "How much is for the scenario to say.",
              .size = sizeof(cs_holding_back), .fields = fields}},
    .idle = idle, .misfit = misfit, .concerns = concerns, .needs = needs,
    .prepare = prepare, .release = cs_fear_release, .aware = cs_fear_aware, .factor = factor};
