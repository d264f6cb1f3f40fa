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
    if (cs_dice_says(&dice, registry->wrong_person.share)) {
        record.person = somebody_else(run->pop, &registry->wrong_person, act->person, &dice);
        if (record.person != act->person) {
            make_wrong(&record, CS_TAG_WRONG_PERSON);
            if (day < run->to) day = run->to; /* told at settlement */
        }
    }
    CS_TRY(cs_reference_send(run, day, &record, err));
    if (!cs_dice_says(&dice, registry->duplicates)) return CS_OK;
    make_wrong(&record, record.tag == CS_TAG_CORRECT ? CS_TAG_DUPLICATE : record.tag);
    return cs_reference_send(run, day, &record, err);
}

static cs_status camera_files(const reference_act *act, int sensor, const cs_face_recognition *face,
                              cs_error *err)
{
    const cs_reference_sensor *camera = &act->run->now->sensor[sensor];
    cs_dice dice = cs_dice_at(camera->key, act->person, (uint32_t)act->day,
                              (uint32_t)(act->number * 256 + act->kind));
    if (face->mode != CS_FACE_IDENTIFY || !sees(&face->sees, act->kind)) return CS_OK;
    if (!cs_dice_says(&dice, face->coverage) || !cs_dice_says(&dice, face->finds)) return CS_OK;
    if (!camera->member[act->person]) return CS_OK;
    cs_reference_record record = correct_record(act, sensor);
    if (act->excused) make_wrong(&record, CS_TAG_FALSE_RECORD);
    return cs_reference_send(act->run, act->day + face->delay_days, &record, err);
}

static cs_status observe(const reference_act *act, cs_error *err)
{
    const cs_scenario *scenario = act->run->now->scenario;
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (int s = 0; s < scenario->sensors.count; s++) {
        const void *config = sensors[s].config;
        if (cs_reference_hides(act->run, act->person, s, act->kind, act->day, act->number)) continue;
        if (sensors[s].kind == &cs_registry_kind.kind)
            CS_TRY(registry_files(act, s, config, err));
        if (sensors[s].kind == &cs_platform_kind.kind && act->run->now->sensor[s].member[act->person])
            CS_TRY(registry_files(act, s, &((const cs_platform *)config)->registry, err));
        if (sensors[s].kind == &cs_face_recognition_kind.kind)
            CS_TRY(camera_files(act, s, config, err));
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

/* The enrolled person at a weight, run->persons for a face from outside the population. */
static uint32_t enrolled_at(const cs_reference_run *run, const cs_reference_sensor *camera,
                            double weight)
{
    uint32_t low = 0, high = run->persons; /* first person with up_to > weight */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (camera->up_to[middle] > weight) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* Everyone sighted is searched for, whatever they do; now and then the search returns somebody else. */
static cs_status sight(cs_reference_run *run, uint32_t person, int sensor,
                       const cs_face_recognition *face, int day, cs_error *err)
{
    const cs_reference_sensor *camera = &run->now->sensor[sensor];
    cs_dice dice = cs_dice_at(camera->rate.key, person, (uint32_t)day, 0);
    int sightings = cs_dice_poisson(&dice, camera->rate.mean[person], camera->rate.none[person]);
    for (int i = 0; i < sightings; i++) {
        if (!cs_dice_says(&dice, camera->false_alert)) continue;
        uint32_t other = enrolled_at(run, camera, cs_dice_roll(&dice) * camera->total);
        if (other == run->persons || other == person) continue;
        cs_reference_record record = {.person = other, .luck = cs_dice_below(&dice, UINT32_MAX),
                                      .sensor = (uint8_t)sensor};
        record.kind = (uint8_t)face->sees.index[cs_dice_below(&dice, (uint32_t)face->sees.count)];
        make_wrong(&record, CS_TAG_FALSE_MATCH);
        int arrives = day + face->delay_days;
        CS_TRY(cs_reference_send(run, arrives < run->to ? run->to : arrives, &record, err));
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
            if (sensors[s].kind == &cs_false_record_kind.kind)
                CS_TRY(invent_records(run, person, s, sensors[s].config, day, err));
            if (sensors[s].kind == &cs_face_recognition_kind.kind &&
                ((const cs_face_recognition *)sensors[s].config)->mode == CS_FACE_IDENTIFY)
                CS_TRY(sight(run, person, s, sensors[s].config, day, err));
        }
    }
    return CS_OK;
}

/* ---- crowds ---- */

static bool gathers(const cs_crowd *crowd, int day)
{
    int first = crowd->day > 1 ? crowd->day - 1 : 0; /* day 1 of the scenario is our day 0 */
    for (int64_t i = 0; i < crowd->times; i++) {
        if (first + i * crowd->every_days == day) return true;
        if (crowd->every_days == 0) break;
    }
    return false;
}

/* Draw `count` of the n persons without replacement, to the front. */
static void draw_to_front(uint32_t *persons, uint32_t n, uint32_t count, cs_dice *dice)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = i + cs_dice_below(dice, n - i), person = persons[i];
        persons[i] = persons[other];
        persons[other] = person;
    }
}

/* A listed visitor who is found leaves a record as right or wrong as the listing is. */
static void as_listed(const cs_reference_run *run, uint32_t person, int list,
                      cs_reference_record *record)
{
    int cause = run->cause[(size_t)person * (size_t)(run->lists + 1) + (size_t)list];
    record->lane = (uint8_t)cs_causes[cause].lane;
    record->tag = CS_TAG_CORRECT;
    if (record->lane >= CS_LANE_RECORDED)
        make_wrong(record, cause == CS_CAUSE_ASSOCIATION
                               ? CS_TAG_FALSE_RECORD
                               : CS_TAG_FALSE_MATCH + cause - CS_CAUSE_FALSE_MATCH);
}

static cs_status search(cs_reference_run *run, int sensor, const cs_face_recognition *face, int day,
                        uint32_t *line, uint32_t listed, const cs_crowd *crowd, cs_error *err)
{
    /* who comes is the crowd's, whatever sensor looks; what the sensor makes of them is its own */
    cs_dice comes = cs_dice_at(run->crowd_key, (uint32_t)day, (uint32_t)face->crowd, 1);
    cs_dice dice = cs_dice_at(run->crowd_key, (uint32_t)day, (uint32_t)sensor, 0);
    uint32_t others = run->persons - listed;
    int64_t present = crowd->listed_present < listed ? crowd->listed_present : listed;
    int64_t passing = crowd->visitors - crowd->listed_present;
    if (passing > others) passing = others;
    draw_to_front(line, listed, (uint32_t)present, &comes);
    draw_to_front(line + listed, others, (uint32_t)passing, &comes);
    for (int64_t i = 0; i < present + passing; i++) {
        bool is_listed = i < present;
        cs_reference_record record = {.sensor = (uint8_t)sensor, .kind = (uint8_t)face->record};
        record.person = is_listed ? line[i] : line[(int64_t)listed + i - present];
        record.luck = cs_dice_below(&dice, UINT32_MAX);
        if (cs_reference_stays_away(run, record.person, face->crowd, day)) continue;
        double one = run->now->sensor[sensor].weight[cs_population_stratum(run->pop, record.person)];
        if (!cs_dice_says(&dice, is_listed ? face->finds : 1.0 - cs_exp(-one * listed))) continue;
        if (is_listed) as_listed(run, record.person, face->list, &record);
        else make_wrong(&record, CS_TAG_FALSE_MATCH);
        CS_TRY(cs_reference_send(run, day + face->delay_days, &record, err));
    }
    return CS_OK;
}

static cs_status search_crowd(cs_reference_run *run, int sensor, const cs_face_recognition *face,
                              int day, cs_error *err)
{
    const cs_crowd *crowd = CS_ITEMS(cs_crowd, run->now->scenario->crowds) + face->crowd;
    if (!gathers(crowd, day)) return CS_OK;
    uint32_t *line = cs_alloc(run->persons, sizeof *line), listed = 0;
    if (!line) return cs_fail_memory(err, "a crowd");
    for (int wanted = 1; wanted >= 0; wanted--) /* those on the list first */
        for (uint32_t p = 0, at = wanted ? 0 : listed; p < run->persons; p++) {
            uint8_t lists = run->on[(size_t)p * (size_t)run->lanes + CS_LANE_APPLIED];
            if ((lists >> face->list & 1) != wanted) continue;
            line[at++] = p;
            listed += (uint32_t)wanted;
        }
    cs_status status = search(run, sensor, face, day, line, listed, crowd, err);
    cs_free(line);
    return status;
}

cs_status cs_reference_crowds(cs_reference_run *run, int day, cs_error *err)
{
    const cs_scenario *scenario = run->now->scenario;
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, scenario->sensors);
    for (int s = 0; s < scenario->sensors.count && !run->base->no_regime; s++) {
        const cs_face_recognition *face = sensors[s].config;
        if (sensors[s].kind == &cs_face_recognition_kind.kind && face->mode == CS_FACE_WATCH_LIST)
            CS_TRY(search_crowd(run, s, face, day, err));
    }
    return CS_OK;
}
