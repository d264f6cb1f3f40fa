/* The reference engine's cameras: rates from a threshold, galleries, sightings, crowds, pictures of
   people and the reviewer, written straight from the scenario. */
#include "sim/reference_response.h"

#include "core/math.h"
#include "core/mem.h"
#include "observation/observe.h"

#include <stdio.h>

/* ---- rates ---- */

static const cs_operating_point *point(const cs_face_recognition *face, int i)
{
    return CS_ITEMS(cs_operating_point, face->operating_points) + i;
}

static double per_comparison(double rate, int64_t against)
{
    return cs_1mexp(-cs_log1m(rate) / (double)against);
}

/* The best line through n points, read at x; through one point with the slope that is given. */
static double on_best_line(int n, const double *xs, const double *ys, double slope, double x)
{
    double sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
    for (int i = 0; i < n; i++) {
        sx += xs[i];
        sy += ys[i];
        sxx += xs[i] * xs[i];
        sxy += xs[i] * ys[i];
    }
    if (n > 1) slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    return sy / n + slope * (x - sx / n);
}

/* The rates at the threshold. rate [strata] comes with ones in it. */
static cs_status rates_at_threshold(cs_reference_sensor *sensor, const cs_reference_run *run,
                                    const cs_face_recognition *face, cs_error *err)
{
    const cs_face_threshold *t = face->threshold;
    int points = face->operating_points.count, strata = run->pop->strata;
    double at[64], found[64], other[64];
    double score = t->score > 0.0 ? t->score
                                  : cs_normal_above(per_comparison(t->at_false_match, t->against));
    double *times = cs_alloc((size_t)strata * (size_t)points, sizeof *times);
    if (!times) return cs_fail_memory(err, "a camera");
    for (int i = 0; i < points; i++) {
        const cs_operating_point *p = point(face, i);
        at[i] = cs_normal_above(per_comparison(p->false_match, p->against));
        found[i] = cs_normal_above(1.0 - p->finds);
        cs_by_table(&p->false_match_by, run->pop, times + i * strata);
    }
    double probit = on_best_line(points, at, found, -1.0 / face->spread, score);
    sensor->finds = 1.0 - cs_normal_tail(probit);
    for (int s = 0; s < strata; s++) {
        for (int i = 0; i < points; i++) {
            const cs_operating_point *p = point(face, i);
            other[i] = cs_normal_above(times[i * strata + s] *
                                       per_comparison(p->false_match, p->against));
        }
        sensor->weight[s] = cs_normal_tail(on_best_line(points, at, other, 1.0, score));
    }
    cs_free(times);
    return CS_OK;
}

/* ---- galleries ---- */

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

/* Draw `count` of the n persons without replacement, to the front. */
static void draw_to_front(uint32_t *persons, uint32_t n, uint32_t count, cs_dice *dice)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = i + cs_dice_below(dice, n - i), person = persons[i];
        persons[i] = persons[other];
        persons[other] = person;
    }
}

/* Unequal odds: everybody in one random line, and each is enrolled whose place in it is within their
   chance. */
static cs_status enrol_by(cs_reference_sensor *sensor, const cs_reference_run *run,
                          const cs_face_recognition *face, cs_key key, cs_error *err)
{
    double *odds = cs_alloc((size_t)run->pop->strata, sizeof *odds), low = 0.0, high = 1e12;
    uint32_t *line = cs_alloc(run->persons, sizeof *line);
    cs_status status = odds && line ? CS_OK : cs_fail_memory(err, "a gallery");
    if (status == CS_OK) {
        cs_dice dice = cs_dice_at(key, 0, 0, 0);
        cs_by_table(&face->enrolled_by, run->pop, odds);
        for (int step = 0; step < 200; step++) {
            double factor = (low + high) / 2.0, sum = 0.0;
            for (uint32_t p = 0; p < run->persons; p++) {
                double x = factor * odds[cs_population_stratum(run->pop, p)];
                sum += x / (1.0 + x);
            }
            if (sum < (double)face->gallery) low = factor;
            else high = factor;
        }
        for (uint32_t p = 0; p < run->persons; p++) line[p] = p;
        draw_to_front(line, run->persons, run->persons, &dice);
        for (uint32_t place = 0; place < run->persons; place++) {
            double x = low * odds[cs_population_stratum(run->pop, line[place])];
            sensor->member[line[place]] = place + 0.5 < x / (1.0 + x) * run->persons;
        }
    }
    cs_free(odds);
    cs_free(line);
    return status;
}

/* Everyone in the gallery adds to the chance that a search returns somebody wrong; faces from
   outside the population are like it on average. */
static cs_status make_gallery(cs_reference_sensor *sensor, const cs_reference_run *run,
                              const cs_face_recognition *face, const char *name, cs_error *err)
{
    static const cs_by nobody = {0};
    int64_t gallery = face->gallery > 0 ? face->gallery : run->persons;
    cs_key key = cs_reference_key(run, "sensors", name, "enrolled");
    double everyone = 0.0;
    sensor->member = cs_alloc(run->persons, sizeof *sensor->member);
    sensor->up_to = cs_alloc(run->persons, sizeof *sensor->up_to);
    if (!sensor->member || !sensor->up_to) return cs_fail_memory(err, "a gallery");
    if (face->enrolled_by.count && gallery < run->persons)
        CS_TRY(enrol_by(sensor, run, face, key, err));
    else
        enrol(sensor, run, gallery, key);
    for (uint32_t p = 0; p < run->persons; p++) {
        double weight = sensor->weight[cs_population_stratum(run->pop, p)];
        everyone += weight;
        if (sensor->member[p]) sensor->total += weight;
        sensor->up_to[p] = sensor->total;
    }
    if (gallery > run->persons)
        sensor->total += everyone / run->persons * (double)(gallery - run->persons);
    sensor->false_alert = cs_1mexp(sensor->total);
    CS_TRY(cs_reference_rate_init(&sensor->rate, run,
                                  cs_reference_key(run, "sensors", name, "sightings"),
                                  face->sightings, &nobody, err));
    cs_reference_rate_finish(&sensor->rate, run->persons);
    return CS_OK;
}

static cs_status make_pictures(cs_reference_sensor *sensor, const cs_reference_run *run,
                               const cs_non_live *n, const char *name, cs_error *err)
{
    char purpose[160];
    snprintf(purpose, sizeof purpose, "sensors.%s.pictures", name);
    CS_TRY(cs_reference_rate_init(&sensor->pictures, run,
                                  cs_reference_key(run, "sensors", name, "pictures"), n->rate,
                                  &n->by, err));
    if (n->frailty > 0.0)
        CS_TRY(cs_reference_add_frailty(&sensor->pictures, run, purpose, n->frailty, err));
    cs_reference_rate_finish(&sensor->pictures, run->persons);
    return CS_OK;
}

cs_status cs_reference_face_init(cs_reference_sensor *sensor, const cs_reference_run *run,
                                 const cs_face_recognition *face, const char *name, cs_error *err)
{
    sensor->weight = cs_alloc((size_t)run->pop->strata, sizeof *sensor->weight);
    if (!sensor->weight) return cs_fail_memory(err, "a camera");
    sensor->finds = face->finds;
    cs_by_table(&face->false_match_by, run->pop, sensor->weight);
    for (int s = 0; s < run->pop->strata; s++) sensor->weight[s] *= face->false_match;
    if (face->threshold) CS_TRY(rates_at_threshold(sensor, run, face, err));
    for (int s = 0; s < run->pop->strata; s++)
        sensor->weight[s] = sensor->weight[s] < 1.0 ? -cs_log1m(sensor->weight[s]) : 700.0;
    if (face->non_live) CS_TRY(make_pictures(sensor, run, face->non_live, name, err));
    if (face->mode == CS_FACE_IDENTIFY) return make_gallery(sensor, run, face, name, err);
    return CS_OK;
}

/* ---- alerts, and who looks at them ---- */

typedef enum { RIGHT, WRONG, NOT_THERE } match;

/* The reviewer looks, and passes it on to be on file, not before day `from`. */
static cs_status review(cs_reference_run *run, const cs_face_recognition *face, match what,
                        cs_dice *dice, int day, int from, const cs_reference_record *record,
                        cs_error *err)
{
    const cs_reviewer *reviewer = face->reviewer;
    int arrives = day + face->delay_days;
    if (reviewer) {
        double passes = what == RIGHT ? reviewer->passes_right : reviewer->passes_wrong;
        if (what == NOT_THERE && reviewer->passes_non_live >= 0.0)
            passes = reviewer->passes_non_live;
        if (!cs_dice_says(dice, passes)) return CS_OK;
        arrives += reviewer->delay_days;
    }
    return cs_reference_send(run, arrives < from ? from : arrives, record, err);
}

/* Whether the sensor is for those of a region. */
static bool is_there(const cs_reference_run *run, int sensor, int region)
{
    return cs_reference_is_for(&CS_ITEMS(cs_kinded, run->now->scenario->sensors)[sensor].where, region);
}

static cs_reference_record false_match(uint32_t person, int sensor, int kind, cs_dice *dice)
{
    return (cs_reference_record){.person = person, .luck = cs_dice_below(dice, UINT32_MAX),
                                 .sensor = (uint8_t)sensor, .kind = (uint8_t)kind,
                                 .lane = CS_LANE_RECORDED, .tag = CS_TAG_FALSE_MATCH};
}

cs_status cs_reference_face_sees(cs_reference_run *run, int sensor, const cs_face_recognition *face,
                                 cs_dice *dice, int day, const cs_reference_record *record,
                                 cs_error *err)
{
    const cs_reference_sensor *camera = &run->now->sensor[sensor];
    if (!cs_dice_says(dice, face->coverage) || !cs_dice_says(dice, camera->finds)) return CS_OK;
    if (!camera->member[record->person]) return CS_OK;
    return review(run, face, RIGHT, dice, day, 0, record, err);
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

/* A search for a person finds somebody else, now and then. */
static cs_status find_another(cs_reference_run *run, uint32_t person, int sensor,
                              const cs_face_recognition *face, match what, cs_dice *dice, int day,
                              cs_error *err)
{
    const cs_reference_sensor *camera = &run->now->sensor[sensor];
    if (!cs_dice_says(dice, camera->false_alert)) return CS_OK;
    uint32_t other = enrolled_at(run, camera, cs_dice_roll(dice) * camera->total);
    if (other == run->persons || other == person) return CS_OK;
    if (!is_there(run, sensor, cs_population_region(run->pop, other))) return CS_OK;
    int kind = face->sees.index[cs_dice_below(dice, (uint32_t)face->sees.count)];
    cs_reference_record record = false_match(other, sensor, kind, dice);
    return review(run, face, what, dice, day, run->to, &record, err);
}

cs_status cs_reference_face_sights(cs_reference_run *run, uint32_t person, int sensor,
                                   const cs_face_recognition *face, int day, cs_error *err)
{
    const cs_reference_sensor *camera = &run->now->sensor[sensor];
    cs_dice dice = cs_dice_at(camera->rate.key, person, (uint32_t)day, 0);
    int sightings = cs_dice_poisson(&dice, camera->rate.mean[person], camera->rate.none[person]);
    for (int i = 0; i < sightings; i++)
        CS_TRY(find_another(run, person, sensor, face, WRONG, &dice, day, err));
    if (!face->non_live) return CS_OK;
    const cs_reference_rate *rate = &camera->pictures;
    dice = cs_dice_at(rate->key, person, (uint32_t)day, 0);
    int pictures = cs_dice_poisson(&dice, rate->mean[person], rate->none[person]);
    for (int i = 0; i < pictures; i++) {
        if (!camera->member[person] || !cs_dice_says(&dice, camera->finds)) {
            CS_TRY(find_another(run, person, sensor, face, NOT_THERE, &dice, day, err));
            continue;
        }
        if (!is_there(run, sensor, run->home[person])) continue;
        int kind = face->sees.index[cs_dice_below(&dice, (uint32_t)face->sees.count)];
        cs_reference_record record = false_match(person, sensor, kind, &dice);
        CS_TRY(review(run, face, NOT_THERE, &dice, day, 0, &record, err));
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

/* A listed visitor who is found leaves a record as right or wrong as the listing is. */
static void as_listed(const cs_reference_run *run, uint32_t person, int list,
                      cs_reference_record *record)
{
    int cause = run->cause[(size_t)person * (size_t)(run->lists + 1) + (size_t)list];
    record->lane = (uint8_t)cs_causes[cause].lane;
    record->tag = CS_TAG_CORRECT;
    if (record->lane >= CS_LANE_RECORDED)
        record->tag = (uint8_t)(cause == CS_CAUSE_ASSOCIATION
                                    ? CS_TAG_FALSE_RECORD
                                    : CS_TAG_FALSE_MATCH + cause - CS_CAUSE_FALSE_MATCH);
    if (record->lane > CS_LANE_RECORDED) record->lane = CS_LANE_RECORDED;
}

/* Chance that somebody who is not on the list is taken for one of those who are. */
static double alert_rate(const cs_reference_run *run, const cs_reference_sensor *camera,
                         uint32_t person, uint32_t listed)
{
    return 1.0 - cs_exp(-camera->weight[cs_population_stratum(run->pop, person)] * listed);
}

static cs_status search(cs_reference_run *run, int sensor, const cs_face_recognition *face, int day,
                        uint32_t *line, uint32_t listed, const cs_crowd *crowd, cs_error *err)
{
    /* who comes is the crowd's, whatever sensor looks; what the sensor makes of them is its own */
    cs_dice comes = cs_dice_at(run->crowd_key, (uint32_t)day, (uint32_t)face->crowd, 1);
    cs_dice dice = cs_dice_at(run->crowd_key, (uint32_t)day, (uint32_t)sensor, 0);
    const cs_reference_sensor *camera = &run->now->sensor[sensor];
    uint32_t others = run->persons - listed;
    int64_t present = crowd->listed_present < listed ? crowd->listed_present : listed;
    int64_t passing = crowd->visitors - crowd->listed_present;
    if (passing > others) passing = others;
    draw_to_front(line, listed, (uint32_t)present, &comes);
    draw_to_front(line + listed, others, (uint32_t)passing, &comes);
    for (int64_t i = 0; i < present + passing; i++) {
        bool is_listed = i < present;
        uint32_t person = is_listed ? line[i] : line[(int64_t)listed + i - present];
        cs_reference_record record = false_match(person, sensor, face->record, &dice);
        double found = is_listed ? camera->finds : alert_rate(run, camera, person, listed);
        if (cs_reference_stays_away(run, person, face->crowd, day)) continue;
        if (!is_there(run, sensor, run->home[person])) continue;
        if (!cs_dice_says(&dice, found)) continue;
        if (is_listed) as_listed(run, person, face->list, &record);
        CS_TRY(review(run, face, is_listed ? RIGHT : WRONG, &dice, day, 0, &record, err));
    }
    return CS_OK;
}

/* Pictures in the crowd: of somebody listed, or taken for somebody listed. Shapes: line [persons],
   those who are listed first. */
static cs_status search_pictures(cs_reference_run *run, int sensor, const cs_face_recognition *face,
                                 int day, const uint32_t *line, uint32_t listed, cs_error *err)
{
    const cs_reference_sensor *camera = &run->now->sensor[sensor];
    const cs_reference_rate *rate = &camera->pictures;
    for (uint32_t i = 0; i < run->persons; i++) {
        cs_dice dice = cs_dice_at(rate->key, line[i], (uint32_t)day, 0);
        int pictures = cs_dice_poisson(&dice, rate->mean[line[i]], rate->none[line[i]]);
        for (int k = 0; k < pictures; k++) {
            uint32_t taken_for = i < listed ? line[i] : line[cs_dice_below(&dice, listed)];
            double found = i < listed ? camera->finds : alert_rate(run, camera, line[i], listed);
            if (listed == 0 || !cs_dice_says(&dice, found)) continue;
            if (!is_there(run, sensor, run->home[taken_for])) continue;
            cs_reference_record record = false_match(taken_for, sensor, face->record, &dice);
            CS_TRY(review(run, face, NOT_THERE, &dice, day, 0, &record, err));
        }
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
    if (status == CS_OK && face->non_live)
        status = search_pictures(run, sensor, face, day, line, listed, err);
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
