/* The reference engine's observation: everyone's acts of the day, one draw each, and what each sensor
   files about them, written straight from the scenario. */
#include "sim/reference_response.h"

#include "core/math.h"
#include "core/mem.h"
#include "observation/observe.h"

/* One act, as the sensors meet it. */
typedef struct {
    cs_reference_run *run;
    uint32_t person, luck;
    int day, number, kind; /* number: how many such acts the person had done before on the day */
    bool excused;
} reference_act;

static const cs_conduct *conduct_of(const cs_reference_run *run, int kind)
{
    return CS_ITEMS(cs_conduct, run->now->scenario->conduct) + kind;
}

/* A correct record of the act. */
static cs_reference_record correct_record(const reference_act *act, int sensor)
{
    bool is_protected = conduct_of(act->run, act->kind)->protected_as != CS_PROTECTED_NONE;
    return (cs_reference_record){.person = act->person, .luck = act->luck,
                                 .kind = (uint8_t)act->kind, .sensor = (uint8_t)sensor,
                                 .lane = is_protected ? CS_LANE_PROTECTED : CS_LANE_CONDUCT,
                                 .tag = CS_TAG_CORRECT};
}

static void make_wrong(cs_reference_record *record, int tag)
{
    record->lane = CS_LANE_RECORDED;
    record->tag = (uint8_t)tag;
}

static bool sees(const cs_refs *refs, int kind)
{
    bool found = false;
    for (int i = 0; i < refs->count; i++) found = found || refs->index[i] == kind;
    return found;
}

/* Whether `other` may be mistaken for the person. */
static bool alike(const cs_population *pop, const cs_wrong_person *wrong, uint32_t person,
                  uint32_t other)
{
    if (other == person) return false;
    if (wrong->within != CS_WITHIN_GROUP) return true;
    size_t width = (size_t)pop->attributes, attribute = (size_t)wrong->attribute;
    return pop->stratum_value[(size_t)cs_population_stratum(pop, person) * width + attribute] ==
           pop->stratum_value[(size_t)cs_population_stratum(pop, other) * width + attribute];
}

/* Somebody else at random out of all who may be mistaken for the person: count them, choose one.
   The person, where there is nobody. */
static uint32_t somebody_else(const cs_population *pop, const cs_wrong_person *wrong,
                              uint32_t person, cs_dice *dice)
{
    int region = cs_population_region(pop, person);
    uint32_t first = pop->region_start[region], end = pop->region_start[region + 1], count = 0;
    if (wrong->within == CS_WITHIN_HOUSEHOLD) {
        cs_population_household(pop, person, &first, &end);
        end += first;
    }
    for (uint32_t p = first; p < end; p++) count += alike(pop, wrong, person, p);
    if (count == 0) return person;
    uint32_t chosen = cs_dice_below(dice, count);
    for (uint32_t p = first; p < end; p++)
        if (alike(pop, wrong, person, p) && chosen-- == 0) return p;
    return person;
}

static cs_status registry_files(const reference_act *act, int sensor, const cs_registry *registry,
                                cs_error *err)
{
    cs_reference_run *run = act->run;
    cs_dice dice = cs_dice_at(run->now->sensor[sensor].key, act->person, (uint32_t)act->day,
                              (uint32_t)(act->number * 256 + act->kind));
    if (!sees(&registry->sees, act->kind)) return CS_OK;
    if (cs_dice_says(&dice, registry->misses)) return CS_OK;
    if (act->excused && cs_dice_says(&dice, registry->tells_apart)) return CS_OK;
    cs_reference_record record = correct_record(act, sensor);
    int day = act->day + registry->delay_days;
    if (act->excused) make_wrong(&record, CS_TAG_FALSE_RECORD);
    if (registry->linkage) {
        if (!cs_reference_link(run, &run->now->sensor[sensor], registry->linkage, act->person, &dice,
                               &record.person))
            return CS_OK;
    } else if (cs_dice_says(&dice, registry->wrong_person.share)) {
        record.person = somebody_else(run->pop, &registry->wrong_person, act->person, &dice);
    }
    if (record.person != act->person) {
        make_wrong(&record, CS_TAG_WRONG_PERSON);
        if (day < run->to) day = run->to; /* told at settlement */
    }
    CS_TRY(cs_reference_send(run, day, &record, err));
    if (!cs_dice_says(&dice, registry->duplicates)) return CS_OK;
    make_wrong(&record, record.tag == CS_TAG_CORRECT ? CS_TAG_DUPLICATE : record.tag);
    return cs_reference_send(run, day, &record, err);
}

static cs_status camera_files(const reference_act *act, int sensor, const cs_face_recognition *face,
                              cs_error *err)
{
    cs_dice dice = cs_dice_at(act->run->now->sensor[sensor].key, act->person, (uint32_t)act->day,
                              (uint32_t)(act->number * 256 + act->kind));
    if (face->mode != CS_FACE_IDENTIFY || !sees(&face->sees, act->kind)) return CS_OK;
    cs_reference_record record = correct_record(act, sensor);
    if (act->excused) make_wrong(&record, CS_TAG_FALSE_RECORD);
    return cs_reference_face_sees(act->run, sensor, face, &dice, act->day, &record, err);
}

static cs_status inspectors_file(const reference_act *act, int sensor, const cs_inspection *config,
                                 cs_error *err)
{
    cs_dice dice = cs_dice_at(act->run->now->sensor[sensor].key, act->person, (uint32_t)act->day,
                              (uint32_t)(act->number * 256 + act->kind));
    if (!sees(&config->sees, act->kind)) return CS_OK;
    if (!cs_reference_inspects(act->run, sensor, config, act->person, act->day, &dice)) return CS_OK;
    cs_reference_record record = correct_record(act, sensor);
    if (act->excused) make_wrong(&record, CS_TAG_FALSE_RECORD);
    return cs_reference_send(act->run, act->day + config->delay_days, &record, err);
}

static cs_status observe(const reference_act *act, cs_error *err)
{
    const cs_scenario *scenario = act->run->now->scenario;
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (int s = 0; s < scenario->sensors.count; s++) {
        const void *config = sensors[s].config;
        if (!cs_reference_is_for(&sensors[s].where, act->run->home[act->person])) continue;
        if (cs_reference_hides(act->run, act->person, s, act->kind, act->day, act->number)) continue;
        if (sensors[s].kind == &cs_registry_kind.kind)
            CS_TRY(registry_files(act, s, config, err));
        if (sensors[s].kind == &cs_platform_kind.kind && act->run->now->sensor[s].member[act->person])
            CS_TRY(registry_files(act, s, &((const cs_platform *)config)->registry, err));
        if (sensors[s].kind == &cs_face_recognition_kind.kind)
            CS_TRY(camera_files(act, s, config, err));
        if (sensors[s].kind == &cs_inspection_kind.kind)
            CS_TRY(inspectors_file(act, s, config, err));
    }
    return CS_OK;
}

/* The acts of one person, kind and day. */
static cs_status act_all_day(cs_reference_run *run, uint32_t person, int kind, int day,
                             cs_error *err)
{
    const cs_reference_rate *rate = &run->now->conduct[kind];
    cs_dice dice = cs_dice_at(rate->key, person, (uint32_t)day, 0);
    int acts = cs_dice_poisson(&dice, rate->mean[person], rate->none[person]);
    bool regime = !run->base->no_regime;
    if (regime) acts = cs_reference_respond(run, person, kind, day, rate->mean[person], acts);
    for (int i = 0; i < acts; i++) {
        reference_act act = {run, person, 0, day, i, kind, false};
        cs_reference_did(run, person, kind, day);
        act.excused = cs_dice_says(&dice, conduct_of(run, kind)->excused);
        act.luck = cs_philox(person, (uint32_t)day, (uint32_t)kind, (uint32_t)i, run->luck_key).w[0];
        cs_reference_count(run, person, run->ledger->acts + (size_t)kind * (size_t)run->pop->cells,
                           1, 1);
        if (!regime) continue;
        if (run->lanes > CS_LANES && !act.excused) {
            cs_reference_record seen = {.person = person, .luck = act.luck, .kind = (uint8_t)kind,
                                        .lane = CS_LANE_AS_WRITTEN};
            CS_TRY(cs_reference_send(run, day, &seen, err));
        }
        CS_TRY(observe(&act, err));
    }
    return CS_OK;
}

static cs_status invent_records(cs_reference_run *run, uint32_t person, int sensor,
                                const cs_false_record *f, int day, cs_error *err)
{
    const cs_reference_rate *rate = &run->now->sensor[sensor].rate;
    cs_dice dice = cs_dice_at(rate->key, person, (uint32_t)day, 0);
    int count = cs_dice_poisson(&dice, rate->mean[person], rate->none[person]);
    for (int i = 0; i < count; i++) {
        cs_reference_record record = {.person = person, .luck = cs_dice_below(&dice, UINT32_MAX),
                                      .kind = (uint8_t)f->of, .sensor = (uint8_t)sensor};
        make_wrong(&record, f->duplicate ? CS_TAG_DUPLICATE : CS_TAG_FALSE_RECORD);
        CS_TRY(cs_reference_send(run, day, &record, err));
    }
    return CS_OK;
}

cs_status cs_reference_live(cs_reference_run *run, int day, cs_error *err)
{
    const cs_scenario *scenario = run->now->scenario;
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (uint32_t person = 0; person < run->persons; person++) {
        for (int k = 0; k < scenario->conduct.count; k++)
            CS_TRY(act_all_day(run, person, k, day, err));
        for (int s = 0; s < scenario->sensors.count && !run->base->no_regime; s++) {
            if (sensors[s].kind == &cs_false_record_kind.kind &&
                cs_reference_is_for(&sensors[s].where, run->home[person]))
                CS_TRY(invent_records(run, person, s, sensors[s].config, day, err));
            if (sensors[s].kind == &cs_face_recognition_kind.kind &&
                ((const cs_face_recognition *)sensors[s].config)->mode == CS_FACE_IDENTIFY)
                CS_TRY(cs_reference_face_sights(run, person, s, sensors[s].config, day, err));
        }
    }
    return CS_OK;
}
