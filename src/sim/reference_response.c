/* The reference engine's responses: everybody's circumstances on the day, the factor they make, and the
   acts that are done, written straight from the scenario. */
#include "sim/reference_response.h"

#include "core/math.h"
#include "core/mem.h"
#include "ledger/count.h"
#include "observation/observe.h"
#include "population/ties.h"

#include <string.h>

static const cs_kinded *responses_of(const cs_reference_run *run, int *count)
{
    *count = run->now->scenario->responses.count;
    return CS_ITEMS(cs_kinded, run->now->scenario->responses);
}

static bool is(const cs_kinded *response, const char *word)
{
    return strcmp(response->kind->word, word) == 0;
}

static bool names(const cs_refs *refs, int index)
{
    bool found = false;
    for (int i = 0; i < refs->count; i++) found = found || refs->index[i] == index;
    return found;
}

static double times(const cs_reference_run *run, const cs_by *by, uint32_t person)
{
    const cs_population *pop = run->pop;
    const uint16_t *value =
        pop->stratum_value + (size_t)cs_population_stratum(pop, person) * (size_t)pop->attributes;
    double product = 1.0;
    for (int i = 0; i < by->count; i++) product *= by->terms[i].times[value[by->terms[i].attribute]];
    return product;
}

static uint8_t penal_lists(const cs_reference_run *run)
{
    const cs_list *lists = CS_ITEMS(cs_list, run->now->scenario->lists);
    uint8_t penal = 0;
    for (int l = 0; l < run->lists; l++) penal |= (uint8_t)(lists[l].penal << l);
    return penal;
}

/* ---- circumstances ---- */

static bool knows(const cs_reference_run *run, uint32_t person, double aware, const cs_by *by)
{
    cs_dice dice = cs_dice_at(run->lives->aware_key, person, 0, 0);
    return cs_dice_says(&dice, aware * times(run, by, person));
}

static double held_back(const cs_reference_run *run, const cs_fear *fear, uint32_t person, int day)
{
    const cs_reference_lives *lives = run->lives;
    uint8_t on = run->on[(size_t)person * (size_t)run->lanes + CS_LANE_APPLIED];
    if (!knows(run, person, fear->aware, &fear->aware_by)) return 0.0;
    double used_to_it = fear->after_days > day ? (double)day / fear->after_days : 1.0;
    double share = (1.0 - used_to_it) * fear->first + used_to_it * fear->later;
    double half_life = fear->recovery_days * times(run, &fear->recovery_by, person);
    if (on & penal_lists(run)) share += fear->own;
    else if (lives->left[person] >= 0 && half_life > 0.0)
        share += fear->own * cs_pow(0.5, (day - lives->left[person]) / half_life);
    share += lives->contacts[person] * fear->contact;
    share += lives->learned[person] * fear->publication;
    share *= times(run, &fear->by, person);
    return share > 1.0 ? 1.0 : share;
}

/* Points that are missing to the next better band; many where there is none. */
static int missing(cs_reference_run *run, uint32_t person, int day)
{
    const cs_score_config *score = run->now->scenario->score;
    cs_reference_sums sums;
    if (!score || score->bands.count == 0) return 1000000;
    cs_reference_read(run, person, day - 1, &sums);
    int points = cs_reference_score(score, sums.points[CS_LANE_APPLIED]), least = 1000000;
    for (int b = 0; b < score->bands.count - 1; b++)
        if (score->bands.at_least[b] > points && score->bands.at_least[b] - points < least)
            least = score->bands.at_least[b] - points;
    return least;
}

static double seeking(cs_reference_run *run, const cs_point_seeking *seek, uint32_t person,
                      int kind, int day)
{
    if (!names(&seek->on, kind) || !knows(run, person, seek->aware, &seek->aware_by)) return 1.0;
    if (seek->within > 0 && missing(run, person, day) > seek->within) return 1.0;
    return 1.0 + seek->more * times(run, &seek->by, person);
}

/* What the conduct's multipliers would be for somebody one value lower in the attribute. */
static double lowered(const cs_reference_run *run, int attribute, uint32_t person, int kind)
{
    const cs_by *by = &CS_ITEMS(cs_conduct, run->now->scenario->conduct)[kind].by;
    const cs_population *pop = run->pop;
    int value = pop->stratum_value[(size_t)cs_population_stratum(pop, person) *
                                       (size_t)pop->attributes + (size_t)attribute];
    double ratio = 1.0;
    for (int i = 0; i < by->count; i++)
        if (by->terms[i].attribute == attribute && value > 0 && by->terms[i].times[value] > 0.0)
            ratio = by->terms[i].times[value - 1] / by->terms[i].times[value];
    return ratio;
}

static double set_back(const cs_reference_run *run, const cs_life_effect *life, int response,
                       uint32_t person, int kind, int day)
{
    int count;
    responses_of(run, &count);
    int32_t until = run->lives->until[(size_t)person * (size_t)count + (size_t)response];
    if (day > until || (life->on.count > 0 && !names(&life->on, kind))) return 1.0;
    return life->factor * (life->lowers >= 0 ? lowered(run, life->lowers, person, kind) : 1.0);
}

/* The response's factor on the person's rate. */
static double factor_of(cs_reference_run *run, int response, uint32_t person, int kind, int day)
{
    int count;
    const cs_kinded *r = responses_of(run, &count) + response;
    bool is_protected = CS_ITEMS(cs_conduct, run->now->scenario->conduct)[kind].protected_as;
    if (is(r, "chilling") || is(r, "deterrence")) {
        const cs_holding_back *back = r->config;
        if (is_protected != is(r, "chilling")) return 1.0;
        if (back->on.count > 0 && !names(&back->on, kind)) return 1.0;
        return 1.0 - held_back(run, &back->fear, person, day);
    }
    if (is(r, "point_seeking")) return seeking(run, r->config, person, kind, day);
    if (is(r, "life_effect")) return set_back(run, r->config, response, person, kind, day);
    return 1.0;
}

/* ---- acts ---- */

static void count(const cs_reference_run *run, int64_t *table, int response, int kind,
                  uint32_t person)
{
    size_t kinds = (size_t)run->now->scenario->conduct.count, cells = (size_t)run->pop->cells;
    cs_reference_count(run, person, table + ((size_t)response * kinds + (size_t)kind) * cells, 1, 1);
}

int cs_reference_respond(cs_reference_run *run, uint32_t person, int kind, int day, double mean,
                         int acts)
{
    int responses, done = 0;
    double factor[CS_RESPONSES_MOST], grown = mean;
    responses_of(run, &responses);
    if (responses == 0) return acts;
    cs_dice dice = cs_dice_at(run->lives->act_key, person, (uint32_t)day, (uint32_t)kind);
    for (int r = 0; r < responses; r++) {
        factor[r] = factor_of(run, r, person, kind, day);
        if (factor[r] <= 1.0) continue;
        double more = grown * (factor[r] - 1.0);
        int extra = cs_dice_poisson(&dice, more, cs_exp(-more));
        for (int i = 0; i < extra; i++) count(run, run->ledger->added, r, kind, person);
        acts += extra;
        grown *= factor[r];
    }
    for (int i = 0; i < acts; i++) {
        bool doing = true;
        for (int r = 0; r < responses && doing; r++) {
            if (factor[r] >= 1.0 || cs_dice_says(&dice, factor[r])) continue;
            count(run, run->ledger->withheld, r, kind, person);
            doing = false;
        }
        done += doing;
    }
    return done;
}

bool cs_reference_hides(cs_reference_run *run, uint32_t person, int sensor, int kind, int day,
                        int number)
{
    int responses;
    const cs_kinded *r = responses_of(run, &responses);
    cs_dice dice = cs_dice_at(run->lives->hide_key, person, (uint32_t)day,
                              (uint32_t)(number * 256 + kind) * 64 + (uint32_t)sensor);
    for (int i = 0; i < responses; i++) {
        const cs_avoidance *avoid = r[i].config;
        if (!is(&r[i], "avoidance") || avoid->sensor != sensor) continue;
        const cs_kinded *watcher = CS_ITEMS(cs_kinded, run->now->scenario->sensors) + sensor;
        const cs_sensor_kind *watch = cs_sensor_kind_of(watcher->kind);
        if (!watch->observe || !watch->sees(watcher->config, kind)) continue;
        if (avoid->on.count > 0 && !names(&avoid->on, kind)) continue;
        if (!cs_dice_says(&dice, held_back(run, &avoid->fear, person, day))) continue;
        count(run, run->ledger->hidden, i, kind, person);
        return true;
    }
    return false;
}

bool cs_reference_stays_away(const cs_reference_run *run, uint32_t person, int crowd, int day)
{
    int responses;
    const cs_kinded *r = responses_of(run, &responses);
    cs_dice dice = cs_dice_at(run->lives->crowd_key, person, (uint32_t)day, (uint32_t)crowd);
    bool away = false;
    for (int i = 0; i < responses; i++) {
        const cs_avoidance *avoid = r[i].config;
        if (is(&r[i], "avoidance") && avoid->crowd == crowd)
            away = cs_dice_says(&dice, held_back(run, &avoid->fear, person, day)) || away;
    }
    return away;
}

void cs_reference_refused(cs_reference_run *run, uint32_t person, int service, int cause, int times,
                          int day)
{
    int responses;
    const cs_kinded *r = responses_of(run, &responses);
    size_t cells = (size_t)run->pop->cells;
    for (int i = 0; i < responses; i++) {
        const cs_life_effect *life = r[i].config;
        if (!is(&r[i], "life_effect") || !names(&life->refused, service)) continue;
        if (life->lasts_days == 0 || (life->factor == 1.0 && life->lowers < 0)) continue;
        run->lives->until[(size_t)person * (size_t)responses + (size_t)i] = day + life->lasts_days;
        cs_reference_count(run, person,
                           run->ledger->setbacks + (size_t)i * cells * CS_CAUSES + cause, CS_CAUSES,
                           times);
    }
}

/* ---- news ---- */

static cs_status begin_showing(cs_reference_run *run, uint32_t person, int list, cs_error *err)
{
    cs_reference_lives *lives = run->lives;
    const cs_publication *shown = CS_ITEMS(cs_list, run->now->scenario->lists)[list].published;
    size_t slot = (size_t)person * (size_t)run->lists + (size_t)list;
    size_t cells = (size_t)run->pop->cells;
    int cause = run->cause[(size_t)person * (size_t)(run->lists + 1) + (size_t)list], lost = 0;
    if (!shown) return CS_OK;
    for (uint32_t i = lives->first_contact[person]; i < lives->first_contact[person + 1]; i++) {
        uint32_t contact = lives->contact[i];
        cs_dice dice = cs_dice_at(lives->learn_key, contact, person,
                                  (uint32_t)(run->to * CS_LISTS_MOST + list));
        if (!cs_dice_says(&dice, shown->reach)) continue;
        lost += cs_dice_says(&dice, shown->avoid);
        CS_TRY(cs_reserve((void **)&lives->news, &lives->room, lives->count + 1,
                          sizeof *lives->news, "news of the reference engine", err));
        lives->news[lives->count++] = (cs_reference_news){person, contact, list, false};
        lives->soon[contact]++;
    }
    lives->lost[slot] = lost;
    lives->lost_cause[slot] = (uint8_t)cause;
    if (lost == 0 || run->to == 0) return CS_OK; /* who was there already did not come */
    size_t at = (size_t)list * cells * CS_CAUSES + (size_t)cause;
    cs_reference_count(run, person, run->ledger->shunned + at, CS_CAUSES, 1);
    cs_reference_count(run, person, run->ledger->contacts_lost + at, CS_CAUSES, lost);
    return CS_OK;
}

static void end_showing(cs_reference_run *run, uint32_t person, int list)
{
    cs_reference_lives *lives = run->lives;
    lives->lost[(size_t)person * (size_t)run->lists + (size_t)list] = 0;
    for (size_t i = 0; i < lives->count; i++) {
        cs_reference_news *news = &lives->news[i];
        if (news->about != person || news->list != list || news->over) continue;
        news->over = true;
        lives->soon[news->learner]--;
    }
}

cs_status cs_reference_moved(cs_reference_run *run, uint32_t person, uint8_t was, uint8_t is_on,
                             cs_error *err)
{
    uint8_t penal = penal_lists(run);
    if (!run->lives->any) return CS_OK;
    if ((was & penal) && !(is_on & penal)) run->lives->left[person] = run->to;
    for (int l = 0; l < run->lists; l++) {
        if (!((was ^ is_on) >> l & 1)) continue;
        if (is_on >> l & 1) CS_TRY(begin_showing(run, person, l, err));
        else end_showing(run, person, l);
    }
    return CS_OK;
}

void cs_reference_hear(cs_reference_run *run)
{
    cs_reference_lives *lives = run->lives;
    uint8_t penal = penal_lists(run);
    for (uint32_t p = 0; lives->any && p < run->persons; p++) {
        lives->learned[p] = lives->soon[p];
        lives->contacts[p] = 0;
        for (uint32_t i = lives->first_contact[p]; i < lives->first_contact[p + 1]; i++) {
            size_t other = lives->contact[i];
            uint8_t on = run->on[other * (size_t)run->lanes + CS_LANE_APPLIED];
            lives->contacts[p] += (on & penal) != 0;
        }
    }
}

void cs_reference_shunned(cs_reference_run *run, int from, int to)
{
    const cs_reference_lives *lives = run->lives;
    size_t cells = (size_t)run->pop->cells;
    if (to > run->horizon) to = run->horizon;
    for (uint32_t p = 0; lives->any && p < run->persons && from < to; p++)
        for (int l = 0; l < run->lists; l++) {
            size_t slot = (size_t)p * (size_t)run->lists + (size_t)l;
            if (lives->lost[slot])
                cs_reference_count(run, p,
                                   run->ledger->contact_days_lost + (size_t)l * cells * CS_CAUSES +
                                       lives->lost_cause[slot], CS_CAUSES,
                                   (int64_t)lives->lost[slot] * (to - from));
        }
}

/* ---- beginning and end ---- */

static cs_status meet(cs_reference_run *run, cs_error *err)
{
    cs_reference_lives *lives = run->lives;
    cs_ties *ties = NULL;
    uint32_t contact[CS_TIES_MOST];
    size_t count = 0, room = 0;
    if (!run->base->population.ties) return CS_OK;
    CS_TRY(cs_ties_init(&ties, run->base->population.ties, run->pop, run->seed, err));
    cs_status status = CS_OK;
    for (uint32_t p = 0; p < run->persons && status == CS_OK; p++) {
        int some = cs_ties_of(ties, p, contact);
        status = cs_reserve((void **)&lives->contact, &room, count + (size_t)some,
                            sizeof *lives->contact, "who knows whom", err);
        if (status == CS_OK && some)
            memcpy(lives->contact + count, contact, (size_t)some * sizeof *contact);
        count += (size_t)some;
        lives->first_contact[p + 1] = (uint32_t)count;
    }
    cs_ties_free(ties);
    return status;
}

static bool has_any(const cs_scenario *s)
{
    const cs_list *lists = CS_ITEMS(cs_list, s->lists);
    bool any = s->responses.count > 0;
    for (int l = 0; l < s->lists.count; l++) any = any || lists[l].published;
    return any && !s->no_regime;
}

cs_status cs_reference_lives_init(cs_reference_run *run, cs_error *err)
{
    size_t persons = run->persons, lists = persons * (size_t)run->lists;
    size_t effects = persons * (size_t)run->base->responses.count;
    cs_reference_lives *lives = cs_alloc(1, sizeof *lives);
    run->lives = lives;
    if (!lives) return cs_fail_memory(err, "the lives of the reference engine");
    lives->any = has_any(run->base) || (run->base->later && has_any(run->base->later));
    if (!lives->any) return CS_OK;
    lives->aware_key = cs_key_of(run->seed, "reference.response.aware");
    lives->act_key = cs_key_of(run->seed, "reference.response.acts");
    lives->hide_key = cs_key_of(run->seed, "reference.response.hidden");
    lives->crowd_key = cs_key_of(run->seed, "reference.response.crowds");
    lives->learn_key = cs_key_of(run->seed, "reference.response.learned");
    lives->first_contact = cs_alloc(persons + 1, sizeof *lives->first_contact);
    lives->contacts = cs_alloc(persons, sizeof *lives->contacts);
    lives->learned = cs_alloc(persons, sizeof *lives->learned);
    lives->soon = cs_alloc(persons, sizeof *lives->soon);
    lives->left = cs_alloc(persons, sizeof *lives->left);
    lives->until = cs_alloc(effects + 1, sizeof *lives->until);
    lives->lost = cs_alloc(lists + 1, sizeof *lives->lost);
    lives->lost_cause = cs_alloc(lists + 1, sizeof *lives->lost_cause);
    if (!lives->first_contact || !lives->contacts || !lives->learned || !lives->soon ||
        !lives->left || !lives->until || !lives->lost || !lives->lost_cause)
        return cs_fail_memory(err, "the lives of the reference engine");
    for (size_t p = 0; p < persons; p++) lives->left[p] = -1;
    for (size_t i = 0; i < effects; i++) lives->until[i] = -1;
    return meet(run, err);
}

void cs_reference_lives_free(cs_reference_run *run)
{
    cs_reference_lives *lives = run->lives;
    if (!lives) return;
    cs_free(lives->first_contact);
    cs_free(lives->contact);
    cs_free(lives->contacts);
    cs_free(lives->learned);
    cs_free(lives->soon);
    cs_free(lives->left);
    cs_free(lives->until);
    cs_free(lives->lost);
    cs_free(lives->lost_cause);
    cs_free(lives->news);
    cs_free(lives);
    run->lives = NULL;
}
