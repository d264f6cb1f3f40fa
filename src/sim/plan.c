/* A scenario made ready to run. */
#include "sim/plan.h"

#include "core/mem.h"
#include "sim/mechanism.h"
#include "sim/unseen.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static cs_key key_of(uint64_t seed, const char *section, const char *name, const char *what)
{
    char purpose[128];
    snprintf(purpose, sizeof purpose, "%s.%s.%s", section, name, what);
    return cs_key_of(seed, purpose);
}

static bool is_ruled(const cs_plan *plan, int kind)
{
    if (plan->entered_by[kind]) return true;
    for (int r = 0; r < plan->rules; r++)
        if (plan->rule[r].on == kind) return true;
    return false;
}

/* Share of a kind's acts that can leave a record at all. */
static double near_share(const cs_plan *plan, int kind)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, plan->scenario->sensors);
    const cs_foretelling *foretells = plan->score ? plan->score->foretells : NULL;
    int seen_by = 0;
    double most = 0.0;
    if (plan->scenario->in_full && plan->scenario->in_full[kind]) return 1.0;
    if (foretells && foretells->act == kind) return 1.0; /* it matters whose they are */
    for (int s = 0; s < plan->sensors; s++) {
        const cs_sensor_kind *sensor = cs_sensor_kind_of(sensors[s].kind);
        if (!sensor->observe || !sensor->sees(sensors[s].config, kind)) continue;
        seen_by++;
        most = sensor->most_filed(sensors[s].config);
    }
    return cs_near_share(seen_by, most, plan->lanes > CS_LANES);
}

static cs_status plan_conduct(cs_plan *plan, const cs_population *pop, uint64_t seed, cs_error *err)
{
    const cs_conduct *conduct = CS_ITEMS(cs_conduct, plan->scenario->conduct);
    for (int k = 0; k < plan->kinds; k++) {
        cs_plan_conduct *c = &plan->conduct[k];
        c->excused = cs_threshold(conduct[k].excused);
        c->excused_key = key_of(seed, "conduct", conduct[k].name, "excused");
        c->lane = conduct[k].protected_as ? CS_LANE_PROTECTED : CS_LANE_CONDUCT;
        c->unseen_key = key_of(seed, "conduct", conduct[k].name, "unseen");
        c->near = near_share(plan, k);
        c->ruled = is_ruled(plan, k);
        CS_TRY(cs_hazard_init(&c->hazard, pop, key_of(seed, "conduct", conduct[k].name, "rate"),
                              conduct[k].rate, &conduct[k].by, conduct[k].frailty, err));
        cs_hazard_narrow(&c->hazard, c->near);
    }
    return CS_OK;
}

static cs_status plan_where(cs_plan_sensor *sensor, const cs_refs *where, const cs_population *pop,
                            cs_error *err)
{
    if (where->count == 0) return CS_OK;
    sensor->where = cs_alloc((size_t)pop->regions / 64 + 1, sizeof *sensor->where);
    if (!sensor->where) return cs_fail_memory(err, "where a sensor is");
    for (int i = 0; i < where->count; i++)
        sensor->where[where->index[i] >> 6] |= (uint64_t)1 << (where->index[i] & 63);
    return CS_OK;
}

/* Which lists take in the residents of which region. */
static cs_status plan_open(cs_plan *plan, const cs_population *pop, cs_error *err)
{
    const cs_list *lists = CS_ITEMS(cs_list, plan->scenario->lists);
    const cs_movement *movement = plan->scenario->movement;
    uint8_t local = 0;
    for (int l = 0; l < plan->lists; l++) local |= (uint8_t)((lists[l].where.count > 0) << l);
    if (!local) return CS_OK;
    plan->left_behind = movement && movement->listings == CS_LISTINGS_LEFT;
    plan->open = cs_alloc((size_t)pop->regions, sizeof *plan->open);
    if (!plan->open) return cs_fail_memory(err, "where lists are kept");
    for (int r = 0; r < pop->regions; r++) plan->open[r] = (uint8_t)~local;
    for (int l = 0; l < plan->lists; l++)
        for (int i = 0; i < lists[l].where.count; i++)
            plan->open[lists[l].where.index[i]] |= (uint8_t)(1u << l);
    return CS_OK;
}

static cs_status plan_sensors(cs_plan *plan, const cs_population *pop, uint64_t seed, cs_error *err)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, plan->scenario->sensors);
    uint8_t lane[256] = {0};
    double near[256] = {0};
    const cs_hazard *hazard[256] = {0};
    for (int k = 0; k < plan->kinds; k++) {
        lane[k] = plan->conduct[k].lane;
        near[k] = plan->conduct[k].near;
        hazard[k] = &plan->conduct[k].hazard;
    }
    for (int s = 0; s < plan->sensors; s++) {
        cs_setup setup = {.pop = pop, .seed = seed, .number = s, .name = sensors[s].name,
                          .kinds = plan->kinds, .lane = lane, .near = near, .hazard = hazard};
        if (plan->score) {
            setup.floor = plan->score->floor;
            setup.ceiling = plan->score->ceiling;
            setup.bands = &plan->score->bands;
        }
        plan->sensor[s].kind = cs_sensor_kind_of(sensors[s].kind);
        plan->sensor[s].config = sensors[s].config;
        CS_TRY(plan->sensor[s].kind->prepare(sensors[s].config, &setup, &plan->sensor[s].ready, err));
        CS_TRY(plan_where(&plan->sensor[s], &sensors[s].where, pop, err));
        plan->sensor[s].notes = plan->notes;
        if (plan->sensor[s].kind->slots && !plan->scenario->no_regime)
            plan->notes += plan->sensor[s].kind->slots(plan->sensor[s].ready);
    }
    return CS_OK;
}

/* "score below x", where floor and ceiling can make it always or never so. */
static int below(const cs_score_config *score, int bound)
{
    if (score->floor >= bound) return INT_MIN;
    if (score->ceiling < bound) return INT_MAX;
    return bound;
}

static void plan_list(cs_plan *plan, int l, const cs_list *list, uint64_t seed)
{
    cs_list_rule *rule = &plan->list[l];
    rule->by_band = list->enter.band >= 0;
    rule->after_days = list->leave.after_days;
    rule->leave_per_day = list->leave.repaid / 365.0;
    rule->overdue = cs_threshold(list->leave.overdue);
    rule->overdue_days = list->leave.overdue_days;
    rule->key = key_of(seed, "lists", list->name, "leave");
    if (rule->by_band) {
        const cs_bounds *bands = &plan->score->bands;
        int enter = list->enter.band, leave = list->leave.band >= 0 ? list->leave.band : enter - 1;
        rule->enter_below = enter > 0 ? below(plan->score, bands->at_least[enter - 1]) : INT_MAX;
        rule->stay_below = leave >= 0 ? below(plan->score, bands->at_least[leave]) : INT_MAX;
        if (rule->stay_below < rule->enter_below) rule->stay_below = rule->enter_below;
        if (plan->scenario->no_regime) rule->enter_below = rule->stay_below = INT_MIN;
    }
    plan->view[l] = (cs_list_view){.by_band = rule->by_band, .below = rule->enter_below,
                                   .penal = list->penal};
    if (rule->by_band && rule->enter_below > plan->quiet_from) plan->quiet_from = rule->enter_below;
    if (!rule->by_band) plan->by_record = l + 1;
    if (list->penal) plan->penal |= (uint8_t)(1u << l);
    for (int i = 0; i < list->enter.record.count; i++)
        plan->entered_by[list->enter.record.index[i]] |= (uint8_t)(1u << l);
    for (int i = 0; i < list->denies.count; i++)
        plan->denies[list->denies.index[i]] |= (uint8_t)(1u << l);
}

static cs_status plan_services(cs_plan *plan, const cs_population *pop, uint64_t seed, cs_error *err)
{
    const cs_service *services = CS_ITEMS(cs_service, plan->scenario->services);
    for (int s = 0; s < plan->services; s++)
        CS_TRY(cs_hazard_init(&plan->service[s], pop,
                              key_of(seed, "services", services[s].name, "demand"),
                              services[s].demand, &services[s].by, 0.0, err));
    return CS_OK;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static uint64_t whole(cs_key key)
{
    return (uint64_t)key.k1 << 32 | key.k0;
}

cs_status cs_plan_claim(cs_plan *plan, cs_key key, cs_error *err)
{
    CS_TRY(cs_reserve((void **)&plan->key, &plan->key_room, plan->keys + 1, sizeof *plan->key,
                      "the keys of the draws", err));
    plan->key[plan->keys++] = whole(key);
    return CS_OK;
}

static cs_status claim_sensors(cs_plan *plan, uint64_t seed, cs_error *err)
{
    const cs_kinded *sensors = CS_ITEMS(cs_kinded, plan->scenario->sensors);
    for (int s = 0; s < plan->sensors; s++)
        for (int d = 0; plan->sensor[s].kind->draws[d]; d++)
            CS_TRY(cs_plan_claim(plan, key_of(seed, "sensors", sensors[s].name,
                                              plan->sensor[s].kind->draws[d]), err));
    return CS_OK;
}

/* No two decisions of a scenario may share a stream. */
static cs_status check_keys(cs_plan *plan, uint64_t seed, cs_error *err)
{
    for (int k = 0; k < plan->kinds; k++) {
        CS_TRY(cs_plan_claim(plan, plan->conduct[k].hazard.key, err));
        CS_TRY(cs_plan_claim(plan, plan->conduct[k].excused_key, err));
        CS_TRY(cs_plan_claim(plan, plan->conduct[k].unseen_key, err));
    }
    for (int s = 0; s < plan->services; s++)
        CS_TRY(cs_plan_claim(plan, plan->service[s].key, err));
    for (int l = 0; l < plan->lists; l++) CS_TRY(cs_plan_claim(plan, plan->list[l].key, err));
    CS_TRY(claim_sensors(plan, seed, err));
    CS_TRY(cs_plan_claim(plan, plan->overdue_key, err));
    CS_TRY(cs_plan_claim(plan, plan->decay_key, err));
    qsort(plan->key, plan->keys, sizeof *plan->key, compare_keys);
    for (size_t i = 1; i < plan->keys; i++)
        if (plan->key[i] == plan->key[i - 1])
            return cs_fail(err, CS_USAGE, "two parts of the scenario would draw the same chance "
                                          "(their names collide); rename one of them");
    return CS_OK;
}

static bool needs_order(const cs_plan *plan)
{
    for (int r = 0; r < plan->rules; r++)
        if (plan->rule[r].lasts_days == CS_FOREVER) return true;
    return false;
}

static cs_status reserve(cs_plan *plan, cs_error *err)
{
    plan->conduct = cs_alloc((size_t)plan->kinds, sizeof *plan->conduct);
    plan->sensor = cs_alloc((size_t)plan->sensors, sizeof *plan->sensor);
    plan->service = cs_alloc((size_t)plan->services, sizeof *plan->service);
    plan->denies = cs_alloc((size_t)plan->services, sizeof *plan->denies);
    plan->list = cs_alloc((size_t)plan->lists, sizeof *plan->list);
    plan->view = cs_alloc((size_t)plan->lists, sizeof *plan->view);
    plan->entered_by = cs_alloc((size_t)plan->record_kinds, sizeof *plan->entered_by);
    plan->first_rule = cs_alloc((size_t)plan->record_kinds, sizeof *plan->first_rule);
    if (plan->conduct && plan->sensor && plan->service && plan->denies && plan->list &&
        plan->view && plan->entered_by && plan->first_rule)
        return CS_OK;
    return cs_fail_memory(err, "the plan of the run");
}

/* A scorecard's bases, by attributes. */
static cs_status plan_base(cs_plan *plan, const cs_population *pop, cs_error *err)
{
    if (!plan->score || !plan->score->scorecard) return CS_OK;
    plan->base = cs_alloc((size_t)pop->strata, sizeof *plan->base);
    if (!plan->base) return cs_fail_memory(err, "the plan of the run");
    for (int s = 0; s < pop->strata; s++)
        plan->base[s] = (int16_t)cs_scorecard_base(
            plan->score->scorecard, pop->stratum_value + (size_t)s * (size_t)pop->attributes);
    return CS_OK;
}

static cs_status fill(cs_plan *plan, const cs_population *pop, uint64_t seed, cs_error *err)
{
    const cs_list *lists = CS_ITEMS(cs_list, plan->scenario->lists);
    CS_TRY(reserve(plan, err));
    for (int k = 0; k < plan->record_kinds; k++) {
        plan->first_rule[k] = 0;
        while (plan->first_rule[k] < plan->rules && plan->rule[plan->first_rule[k]].on != k)
            plan->first_rule[k]++;
    }
    for (int l = 0; l < plan->lists; l++) plan_list(plan, l, &lists[l], seed);
    CS_TRY(plan_open(plan, pop, err));
    CS_TRY(plan_base(plan, pop, err));
    CS_TRY(plan_conduct(plan, pop, seed, err));
    CS_TRY(plan_sensors(plan, pop, seed, err));
    CS_TRY(plan_services(plan, pop, seed, err));
    plan->overdue_key = cs_key_of(seed, "score.overdue");
    plan->decay_key = cs_key_of(seed, "score.decay");
    plan->in_order = needs_order(plan);
    CS_TRY(cs_mechanisms_prepare(plan, pop, seed, err));
    return check_keys(plan, seed, err);
}

cs_status cs_plan_init(cs_plan *plan, const cs_scenario *scenario, const cs_population *pop,
                       uint64_t seed, cs_error *err)
{
    *plan = (cs_plan){.scenario = scenario,
                      .kinds = scenario->conduct.count,
                      .record_kinds = scenario->record_kinds,
                      .sensors = scenario->sensors.count,
                      .services = scenario->services.count,
                      .lists = scenario->lists.count,
                      .score = scenario->score,
                      .quiet_from = INT_MIN,
                      .lanes = CS_LANES + (scenario->ledger.as_written ? 1 : 0)};
    if (scenario->score) {
        plan->rules = scenario->score->rules.count;
        plan->bands = (size_t)scenario->score->bands.count;
        plan->rule = scenario->score->rules.items;
    }
    cs_status status = fill(plan, pop, seed, err);
    if (status != CS_OK) cs_plan_free(plan);
    return status;
}

void cs_plan_free(cs_plan *plan)
{
    for (int k = 0; plan->conduct && k < plan->kinds; k++) cs_hazard_free(&plan->conduct[k].hazard);
    for (int s = 0; plan->sensor && s < plan->sensors; s++)
        if (plan->sensor[s].kind) plan->sensor[s].kind->release(plan->sensor[s].ready);
    for (int s = 0; plan->sensor && s < plan->sensors; s++) cs_free(plan->sensor[s].where);
    for (int s = 0; plan->service && s < plan->services; s++) cs_hazard_free(&plan->service[s]);
    cs_free(plan->conduct);
    cs_free(plan->sensor);
    cs_free(plan->service);
    cs_free(plan->denies);
    cs_free(plan->list);
    cs_free(plan->view);
    cs_free(plan->base);
    cs_free(plan->entered_by);
    cs_free(plan->first_rule);
    cs_free(plan->open);
    cs_mechanisms_release(plan);
    cs_free(plan->key);
    *plan = (cs_plan){0};
}
