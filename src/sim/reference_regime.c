/* The reference engine's tables: everyone's rates, and who is on a platform. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"
#include "observation/observe.h"
#include "population/hazard.h"

#include <stdio.h>

cs_key cs_reference_key(const cs_reference_run *run, const char *section, const char *name,
                        const char *what)
{
    char purpose[160];
    snprintf(purpose, sizeof purpose, "reference.%s.%s.%s", section, name, what);
    return cs_key_of(run->seed, purpose);
}

static void free_rate(cs_reference_rate *rate)
{
    cs_free(rate->mean);
    cs_free(rate->none);
}

/* The factor that each person keeps comes from the population's own table, see the header. */
cs_status cs_reference_add_frailty(cs_reference_rate *rate, const cs_reference_run *run,
                                   const char *purpose, double frailty, cs_error *err)
{
    cs_hazard hazard;
    cs_status status = cs_hazard_init(&hazard, run->pop, cs_key_of(run->seed, purpose), 365.0, NULL,
                                      frailty, err);
    for (uint32_t p = 0; status == CS_OK && p < run->persons; p++)
        rate->mean[p] *= cs_hazard_rate(&hazard, run->pop, p);
    cs_hazard_free(&hazard);
    return status;
}

cs_status cs_reference_rate_init(cs_reference_rate *rate, const cs_reference_run *run, cs_key key,
                                 double per_year, const cs_by *by, cs_error *err)
{
    double *factor = cs_alloc((size_t)run->pop->strata, sizeof *factor);
    rate->key = key;
    rate->mean = cs_alloc(run->persons, sizeof *rate->mean);
    rate->none = cs_alloc(run->persons, sizeof *rate->none);
    if (!factor || !rate->mean || !rate->none) {
        cs_free(factor);
        return cs_fail_memory(err, "everyone's rates");
    }
    cs_by_table(by, run->pop, factor);
    for (uint32_t p = 0; p < run->persons; p++)
        rate->mean[p] = per_year / 365.0 * factor[cs_population_stratum(run->pop, p)];
    cs_free(factor);
    return CS_OK;
}

void cs_reference_rate_finish(cs_reference_rate *rate, uint32_t persons)
{
    for (uint32_t p = 0; p < persons; p++) rate->none[p] = cs_exp(-rate->mean[p]);
}

static cs_status make_members(cs_reference_sensor *sensor, const cs_reference_run *run,
                              const cs_platform *platform, const char *name, cs_error *err)
{
    cs_key key = cs_reference_key(run, "sensors", name, "members");
    double *factor = cs_alloc((size_t)run->pop->strata, sizeof *factor);
    sensor->member = cs_alloc(run->persons, sizeof *sensor->member);
    if (!factor || !sensor->member) {
        cs_free(factor);
        return cs_fail_memory(err, "the members of a platform");
    }
    cs_by_table(&platform->members_by, run->pop, factor);
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_dice dice = cs_dice_at(key, p, 0, 0);
        sensor->member[p] =
            cs_dice_says(&dice, platform->members * factor[cs_population_stratum(run->pop, p)]);
    }
    cs_free(factor);
    return CS_OK;
}

static cs_status make_sensor(cs_reference_sensor *sensor, const cs_reference_run *run,
                             const cs_kinded *kinded, cs_error *err)
{
    sensor->key = cs_reference_key(run, "sensors", kinded->name, "acts");
    const cs_platform *platform = kinded->config;
    const cs_registry *registry = kinded->config;
    if (kinded->kind == &cs_platform_kind.kind) {
        CS_TRY(make_members(sensor, run, platform, kinded->name, err));
        return cs_reference_linkage_init(sensor, run, platform->registry.linkage, err);
    }
    if (kinded->kind == &cs_registry_kind.kind)
        return cs_reference_linkage_init(sensor, run, registry->linkage, err);
    if (kinded->kind == &cs_face_recognition_kind.kind)
        return cs_reference_face_init(sensor, run, kinded->config, kinded->name, err);
    if (kinded->kind == &cs_false_record_kind.kind) {
        const cs_false_record *f = kinded->config;
        CS_TRY(cs_reference_rate_init(&sensor->rate, run, cs_reference_key(run, "sensors", kinded->name, "rate"), f->rate,
                         &f->by, err));
        cs_reference_rate_finish(&sensor->rate, run->persons);
        return CS_OK;
    }
    if (kinded->kind == &cs_inspection_kind.kind) return CS_OK;
    return cs_fail(err, CS_USAGE, "the reference engine knows no sensors of kind `%s`; run with the "
                                  "block engine, or teach it in sim/reference_sensors.c",
                   kinded->kind->word);
}

cs_status cs_reference_regime_init(cs_reference_regime *regime, const cs_reference_run *run,
                                   const cs_scenario *scenario, cs_error *err)
{
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, scenario->conduct);
    const cs_service *service = CS_ITEMS(cs_service, scenario->services);
    regime->scenario = scenario;
    regime->conduct = cs_alloc((size_t)scenario->conduct.count, sizeof *regime->conduct);
    regime->service = cs_alloc((size_t)scenario->services.count, sizeof *regime->service);
    regime->sensor = cs_alloc((size_t)scenario->sensors.count, sizeof *regime->sensor);
    if (!regime->conduct || !regime->service || !regime->sensor)
        return cs_fail_memory(err, "the tables of the reference engine");
    for (int k = 0; k < scenario->conduct.count; k++) {
        cs_reference_rate *rate = &regime->conduct[k];
        CS_TRY(cs_reference_rate_init(rate, run, cs_reference_key(run, "conduct", conduct[k].name, "acts"),
                         conduct[k].rate, &conduct[k].by, err));
        char purpose[160];
        snprintf(purpose, sizeof purpose, "conduct.%s.rate", conduct[k].name);
        if (conduct[k].frailty > 0.0)
            CS_TRY(cs_reference_add_frailty(rate, run, purpose, conduct[k].frailty, err));
        cs_reference_rate_finish(rate, run->persons);
    }
    for (int s = 0; s < scenario->services.count; s++) {
        CS_TRY(cs_reference_rate_init(&regime->service[s], run,
                         cs_reference_key(run, "services", service[s].name, "attempts"), service[s].demand,
                         &service[s].by, err));
        cs_reference_rate_finish(&regime->service[s], run->persons);
    }
    for (int s = 0; s < scenario->sensors.count; s++)
        CS_TRY(make_sensor(&regime->sensor[s], run, CS_ITEMS(cs_kinded, scenario->sensors) + s,
                           err));
    return CS_OK;
}

void cs_reference_regime_free(cs_reference_regime *regime)
{
    const cs_scenario *scenario = regime->scenario;
    if (!scenario) return;
    for (int k = 0; regime->conduct && k < scenario->conduct.count; k++)
        free_rate(&regime->conduct[k]);
    for (int s = 0; regime->service && s < scenario->services.count; s++)
        free_rate(&regime->service[s]);
    for (int s = 0; regime->sensor && s < scenario->sensors.count; s++) {
        free_rate(&regime->sensor[s].rate);
        free_rate(&regime->sensor[s].pictures);
        cs_free(regime->sensor[s].member);
        cs_free(regime->sensor[s].weight);
        cs_free(regime->sensor[s].up_to);
        cs_free(regime->sensor[s].name);
        cs_free(regime->sensor[s].birth_date);
    }
    cs_free(regime->conduct);
    cs_free(regime->service);
    cs_free(regime->sensor);
    *regime = (cs_reference_regime){0};
}
