/* The reference engine's inspections: where the inspectors go, and what they see of one act. */
#include "sim/reference.h"

#include "core/mem.h"
#include "observation/observe.h"

static const cs_inspection *inspection_of(const cs_reference_run *run, int sensor)
{
    const cs_kinded *s = CS_ITEMS(cs_kinded, run->now->scenario->sensors) + sensor;
    return s->kind == &cs_inspection_kind.kind ? s->config : NULL;
}

static int places_of(const cs_reference_run *run, const cs_visits *v)
{
    return v->attribute < 0 ? run->pop->regions : run->pop->attribute_values[v->attribute];
}

static int place_of(const cs_reference_run *run, const cs_visits *v, uint32_t person)
{
    if (v->attribute < 0) return cs_population_region(run->pop, person);
    return run->pop->stratum_value[cs_population_stratum(run->pop, person) * run->pop->attributes +
                                   v->attribute];
}

cs_status cs_reference_inspectors_init(cs_reference_run *run, cs_error *err)
{
    const cs_scenario *scenario = run->base;
    run->inspector = cs_alloc((size_t)scenario->sensors.count, sizeof *run->inspector);
    if (!run->inspector) return cs_fail_memory(err, "the inspectors");
    for (int s = 0; s < scenario->sensors.count; s++) {
        const cs_inspection *config = inspection_of(run, s);
        if (!config || !config->visits) continue;
        size_t places = (size_t)places_of(run, config->visits);
        run->inspector[s].place = cs_alloc(places, sizeof *run->inspector[s].place);
        run->inspector[s].today =
            cs_alloc(places * (size_t)scenario->settle_days, sizeof *run->inspector[s].today);
        if (!run->inspector[s].place || !run->inspector[s].today)
            return cs_fail_memory(err, "the inspectors");
    }
    return CS_OK;
}

void cs_reference_inspectors_free(cs_reference_run *run)
{
    for (int s = 0; run->inspector && s < run->base->sensors.count; s++) {
        cs_free(run->inspector[s].place);
        cs_free(run->inspector[s].today);
    }
    cs_free(run->inspector);
}

/* Acts a day in the place that a visit finds, on average. */
static double mean_finds(const cs_reference_run *run, const cs_inspection *config, int place)
{
    double sum = 0.0;
    for (uint32_t p = 0; p < run->persons; p++)
        for (int i = 0; i < config->sees.count; i++)
            if (place_of(run, config->visits, p) == place)
                sum += run->now->conduct[config->sees.index[i]].mean[p];
    return sum * config->finds;
}

static double count_of(const cs_reference_run *run, int sensor, int place)
{
    const cs_inspection *config = inspection_of(run, sensor);
    const cs_visits *v = config->visits;
    const cs_reference_place *now = &run->inspector[sensor].place[place];
    double count = v->start.count ? 0.0 : 1.0;
    for (int i = 0; i < v->start.count; i++)
        if (v->start.index[i] == place) count = v->start.value[i];
    if (v->counts == CS_COUNTS_FOUND) count += (double)now->kept;
    if (v->counts == CS_COUNTS_ONE) count += (double)now->taken;
    if (v->counts == CS_COUNTS_RATE) count += (double)now->taken * mean_finds(run, config, place);
    return count + (double)now->reported;
}

/* A place in proportion to the weights: share of each by what it is of the sum. */
static int draw_place(const cs_reference_place *place, int places, cs_dice *dice)
{
    double all = 0.0, left;
    for (int p = 0; p < places; p++) all += place[p].weight;
    left = cs_dice_roll(dice) * all;
    for (int p = 0; p < places; p++) {
        if (left < place[p].weight) return p;
        left -= place[p].weight;
    }
    return places - 1;
}

/* Whether what is met in a place is counted. */
static bool is_counted(const cs_visits *v, const cs_reference_place *place, int places, int at,
                       cs_dice *dice)
{
    double least = place[at].weight;
    if (v->improvement == CS_IMPROVE_NONE) return true;
    if (v->improvement == CS_IMPROVE_OTHER_PLACE) return draw_place(place, places, dice) != at;
    for (int p = 0; p < places; p++)
        if (place[p].weight > 0.0 && place[p].weight < least) least = place[p].weight;
    return cs_dice_says(dice, least / place[at].weight);
}

/* Weights by chance or alike; greedy: one place after the other, each time the highest of those not
   visited in this round, one of them where several are. */
static int choose(const cs_visits *v, const cs_reference_place *place, int places, int *visited,
                  int round, cs_dice *dice)
{
    int best = -1, ties = 0;
    if (v->allocation != CS_ALLOCATE_GREEDY) return draw_place(place, places, dice);
    for (int p = 0; p < places; p++) {
        if (visited[p] > round) continue;
        if (best >= 0 && place[p].weight < place[best].weight) continue;
        ties = best >= 0 && place[p].weight == place[best].weight ? ties + 1 : 1;
        if (cs_dice_below(dice, (uint32_t)ties) == 0) best = p;
    }
    return best;
}

static void plan_sensor(cs_reference_run *run, int sensor, const cs_visits *v)
{
    int places = places_of(run, v);
    cs_reference_place *place = run->inspector[sensor].place;
    double known = 0.0, daily = v->budget / 365.0;
    for (int p = 0; p < places; p++) {
        place[p].weight = v->allocation == CS_ALLOCATE_UNIFORM ? 1.0 : count_of(run, sensor, p);
        known += place[p].weight;
    }
    for (int p = 0; p < places && known <= 0.0; p++) place[p].weight = 1.0;
    for (int day = run->from; day < run->to; day++) {
        int *today = run->inspector[sensor].today + (size_t)(day - run->from) * (size_t)places;
        cs_dice dice = cs_dice_at(run->now->sensor[sensor].key, UINT32_MAX, (uint32_t)day, 0);
        int visits = (int)daily + cs_dice_says(&dice, daily - (int)daily);
        for (int p = 0; p < places; p++) today[p] = 0;
        for (int i = 0; i < visits; i++) {
            int at = choose(v, place, places, today, i / places, &dice);
            today[at]++;
            place[at].visits++;
            place[at].taken += is_counted(v, place, places, at, &dice);
        }
    }
}

void cs_reference_plan_visits(cs_reference_run *run)
{
    if (run->base->no_regime) return;
    for (int s = 0; s < run->now->scenario->sensors.count; s++) {
        const cs_inspection *config = inspection_of(run, s);
        if (config && config->visits) plan_sensor(run, s, config->visits);
    }
}

/* Share of the person's acts that the inspectors look at, by what is on file. */
static double share_looked_at(cs_reference_run *run, const cs_inspection *config, uint32_t person,
                              int day)
{
    uint8_t on = run->on[(size_t)person * (size_t)run->lanes + CS_LANE_APPLIED];
    const cs_score_config *score = run->now->scenario->score;
    for (int i = 0; i < config->on_list.count; i++)
        if (on >> config->on_list.index[i] & 1) return config->on_list.value[i];
    if (!score) return config->otherwise;
    cs_reference_sums sums;
    cs_reference_read(run, person, day - 1, &sums);
    int band = cs_reference_band(score, sums.points[CS_LANE_APPLIED]);
    for (int i = 0; i < config->rate_by_band.count; i++)
        if (config->rate_by_band.index[i] == band) return config->rate_by_band.value[i];
    return config->otherwise;
}

bool cs_reference_inspects(cs_reference_run *run, int sensor, const cs_inspection *config,
                           uint32_t person, int day, cs_dice *dice)
{
    if (!config->visits)
        return cs_dice_says(dice, share_looked_at(run, config, person, day)) &&
               cs_dice_says(dice, config->finds);
    const cs_visits *v = config->visits;
    int places = places_of(run, v), at = place_of(run, v, person);
    cs_reference_inspector *inspector = &run->inspector[sensor];
    int visits = inspector->today[(size_t)(day - run->from) * (size_t)places + (size_t)at];
    bool found = false;
    if (cs_dice_says(dice, v->reported)) inspector->place[at].reported++;
    for (int i = 0; i < visits; i++) found |= cs_dice_says(dice, config->finds);
    if (!found) return false;
    inspector->place[at].found++;
    inspector->place[at].kept += is_counted(v, inspector->place, places, at, dice);
    return true;
}

static void tell_sensor(const cs_reference_run *run, int sensor, const cs_visits *v, int64_t *table)
{
    int first = v->attribute < 0 ? run->pop->region_first_cell : run->pop->cell_first[v->attribute];
    int64_t *cells = table + (size_t)sensor * (size_t)run->pop->cells * CS_LOOKS;
    for (int p = 0; p < places_of(run, v); p++) {
        const cs_reference_place *place = &run->inspector[sensor].place[p];
        int64_t told[CS_LOOKS] = {place->visits, place->found, place->reported,
                                  (int64_t)(count_of(run, sensor, p) * CS_LOOK_UNIT + 0.5)};
        for (int look = 0; look < CS_LOOKS; look++) {
            cells[look] += told[look];
            cells[(size_t)(first + p) * CS_LOOKS + (size_t)look] = told[look];
        }
    }
}

void cs_reference_tell_visits(cs_reference_run *run, int from, int to)
{
    const cs_scenario *scenario = run->now->scenario;
    cs_ledger *ledger = run->ledger;
    size_t size = (size_t)scenario->sensors.count * (size_t)run->pop->cells * CS_LOOKS;
    if (run->base->no_regime) return;
    for (int s = 0; s < scenario->sensors.count; s++) {
        const cs_inspection *config = inspection_of(run, s);
        if (!config || !config->visits) continue;
        for (int day = from; day < to; day++)
            if (day % ledger->every_days == 0)
                tell_sensor(run, s, config->visits,
                            ledger->inspected_series + (size_t)(day / ledger->every_days) * size);
        if (from == run->horizon) tell_sensor(run, s, config->visits, ledger->inspected);
    }
}
