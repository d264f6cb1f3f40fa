/* The reference engine's tables: everyone's rates, who is on a platform, who is in a gallery. */
#include "sim/reference.h"

#include "core/math.h"
#include "core/mem.h"
#include "observation/observe.h"
#include "population/hazard.h"

#include <stdio.h>

static cs_key key_of(const cs_reference_run *run, const char *section, const char *name,
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

/* frailty: the factor that each person keeps; the same people differ in the same way in both engines,
   so it comes from the population's own table. */
static cs_status add_frailty(cs_reference_rate *rate, const cs_reference_run *run, const char *name,
                             double frailty, cs_error *err)
{
    char purpose[160];
    cs_hazard hazard;
    snprintf(purpose, sizeof purpose, "conduct.%s.rate", name);
    cs_status status = cs_hazard_init(&hazard, run->pop, cs_key_of(run->seed, purpose), 365.0, NULL,
                                      frailty, err);
    for (uint32_t p = 0; status == CS_OK && p < run->persons; p++)
        rate->mean[p] *= cs_hazard_rate(&hazard, run->pop, p);
    cs_hazard_free(&hazard);
    return status;
}

static cs_status make_rate(cs_reference_rate *rate, const cs_reference_run *run, cs_key key,
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

static void finish_rate(cs_reference_rate *rate, uint32_t persons)
{
    for (uint32_t p = 0; p < persons; p++) rate->none[p] = cs_exp(-rate->mean[p]);
}

static cs_status make_members(cs_reference_sensor *sensor, const cs_reference_run *run,
                              const cs_platform *platform, const char *name, cs_error *err)
{
    cs_key key = key_of(run, "sensors", name, "members");
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

/* Choose who is enrolled: `left` of those who have not been asked yet, one after the other. */
static void enrol(cs_reference_sensor *sensor, const cs_reference_run *run, int64_t gallery,
                  cs_key key)
{
    int64_t left = gallery;
    for (uint32_t p = 0; p < run->persons; p++) {
        cs_dice dice = cs_dice_at(key, p, 0, 0);
        sensor->member[p] = cs_dice_roll(&dice) * (run->persons - p) < (double)left;
        left -= sensor->member[p];
    }
}

/* Everyone in the gallery adds to the chance that a search returns somebody wrong; faces from
   outside the population are like it on average. */
static cs_status make_gallery(cs_reference_sensor *sensor, const cs_reference_run *run,
                              const cs_face_recognition *face, const char *name, cs_error *err)
{
    static const cs_by nobody = {0};
    int64_t gallery = face->gallery > 0 ? face->gallery : run->persons;
    double everyone = 0.0;
    sensor->member = cs_alloc(run->persons, sizeof *sensor->member);
    sensor->up_to = cs_alloc(run->persons, sizeof *sensor->up_to);
    if (!sensor->member || !sensor->up_to) return cs_fail_memory(err, "a gallery");
    enrol(sensor, run, gallery, key_of(run, "sensors", name, "enrolled"));
    for (uint32_t p = 0; p < run->persons; p++) {
        double weight = sensor->weight[cs_population_stratum(run->pop, p)];
        everyone += weight;
        if (sensor->member[p]) sensor->total += weight;
        sensor->up_to[p] = sensor->total;
    }
    if (gallery > run->persons)
        sensor->total += everyone / run->persons * (double)(gallery - run->persons);
    sensor->false_alert = cs_1mexp(sensor->total);
    CS_TRY(make_rate(&sensor->rate, run, key_of(run, "sensors", name, "sightings"), face->sightings,
                     &nobody, err));
    finish_rate(&sensor->rate, run->persons);
    return CS_OK;
}

static cs_status make_face(cs_reference_sensor *sensor, const cs_reference_run *run,
                           const cs_face_recognition *face, const char *name, cs_error *err)
{
    sensor->weight = cs_alloc((size_t)run->pop->strata, sizeof *sensor->weight);
    if (!sensor->weight) return cs_fail_memory(err, "a camera");
    cs_by_table(&face->false_match_by, run->pop, sensor->weight);
    for (int s = 0; s < run->pop->strata; s++) {
        double rate = face->false_match * sensor->weight[s];
        sensor->weight[s] = rate < 1.0 ? -cs_log1m(rate) : 700.0;
    }
    if (face->mode == CS_FACE_IDENTIFY) return make_gallery(sensor, run, face, name, err);
    return CS_OK;
}

static cs_status make_sensor(cs_reference_sensor *sensor, const cs_reference_run *run,
                             const cs_kinded *kinded, cs_error *err)
{
    sensor->key = key_of(run, "sensors", kinded->name, "acts");
    if (kinded->kind == &cs_platform_kind.kind)
        return make_members(sensor, run, kinded->config, kinded->name, err);
    if (kinded->kind == &cs_face_recognition_kind.kind)
        return make_face(sensor, run, kinded->config, kinded->name, err);
    if (kinded->kind == &cs_false_record_kind.kind) {
        const cs_false_record *f = kinded->config;
        CS_TRY(make_rate(&sensor->rate, run, key_of(run, "sensors", kinded->name, "rate"), f->rate,
                         &f->by, err));
        finish_rate(&sensor->rate, run->persons);
    }
    return CS_OK;
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
        CS_TRY(make_rate(rate, run, key_of(run, "conduct", conduct[k].name, "acts"),
                         conduct[k].rate, &conduct[k].by, err));
        if (conduct[k].frailty > 0.0)
            CS_TRY(add_frailty(rate, run, conduct[k].name, conduct[k].frailty, err));
        finish_rate(rate, run->persons);
    }
    for (int s = 0; s < scenario->services.count; s++) {
        CS_TRY(make_rate(&regime->service[s], run,
                         key_of(run, "services", service[s].name, "attempts"), service[s].demand,
                         &service[s].by, err));
        finish_rate(&regime->service[s], run->persons);
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
        cs_free(regime->sensor[s].member);
        cs_free(regime->sensor[s].weight);
        cs_free(regime->sensor[s].up_to);
    }
    cs_free(regime->conduct);
    cs_free(regime->service);
    cs_free(regime->sensor);
    *regime = (cs_reference_regime){0};
}
