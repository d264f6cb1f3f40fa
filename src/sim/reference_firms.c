/* The reference engine's firms: who is on a list at the end of an interval that was not before, and who
   answers for it, asked afresh every day. */
#include "sim/reference.h"

#include "core/mem.h"

#include <string.h>

/* One stay of a firm, and the person who answers for it. */
typedef struct cs_reference_duty {
    uint32_t person;
    int32_t day;           /* on which it is passed on; NEVER: nobody answers, or not known yet */
} cs_reference_duty;

#define NEVER INT32_MAX

static const cs_responsible *answers_of(const cs_scenario *s)
{
    if (s->of_firms) return s->responsible;
    return s->firms ? s->firms->responsible : NULL;
}

/* ---- the firms' run ---- */

static bool tells(const cs_responsible *answers, int list)
{
    bool found = false;
    for (int i = 0; i < answers->lists.count; i++) found = found || answers->lists.index[i] == list;
    return found;
}

static cs_status note_firm(cs_reference_run *run, uint32_t firm, int list, cs_error *err)
{
    bool is = run->on[(size_t)firm * (size_t)run->lanes + CS_LANE_APPLIED] >> list & 1;
    size_t *open = &run->open[(size_t)firm * (size_t)run->lists + (size_t)list];
    if (is == (*open > 0)) return CS_OK;
    if (!is) {
        run->firms->spell[*open - 1].to = (uint16_t)run->to;
        *open = 0;
        return CS_OK;
    }
    CS_TRY(cs_reserve((void **)&run->firms->spell, &run->firms->room, run->firms->count + 1,
                      sizeof *run->firms->spell, "the stays of firms", err));
    size_t slot = (size_t)firm * (size_t)(run->lists + 1) + (size_t)list;
    run->firms->spell[run->firms->count++] = (cs_firm_spell){
        .firm = firm, .region = (uint16_t)cs_population_region(run->pop, firm),
        .from = (uint16_t)run->to, .to = CS_FIRM_STAYS, .list = (uint8_t)list,
        .cause = run->cause[slot]};
    *open = run->firms->count;
    return CS_OK;
}

cs_status cs_reference_note_firms(cs_reference_run *run, cs_error *err)
{
    const cs_responsible *answers = answers_of(run->base);
    if (!run->base->of_firms || !answers) return CS_OK;
    if (!run->open) run->open = cs_alloc((size_t)run->persons * (size_t)run->lists, sizeof *run->open);
    if (!run->open) return cs_fail_memory(err, "the stays of firms");
    for (uint32_t firm = 0; firm < run->persons; firm++)
        for (int list = 0; list < run->lists; list++)
            if (tells(answers, list)) CS_TRY(note_firm(run, firm, list, err));
    return CS_OK;
}

/* ---- the persons' run ---- */

/* Adults where ages are known: those of bands that begin at 18 or later. */
static bool is_adult(const cs_reference_run *run, uint32_t person)
{
    const cs_population_config *people = &run->base->population;
    bool any = false;
    for (int b = 0; b < people->ages.count; b++) any = any || people->ages.first[b] >= 18;
    if (!any) return true;
    for (int a = 0; a < people->attributes.count; a++) {
        if (strcmp(people->attributes.items[a].name, "age") != 0) continue;
        size_t row = (size_t)cs_population_stratum(run->pop, person) * (size_t)run->pop->attributes;
        return people->ages.first[run->pop->stratum_value[row + (size_t)a]] >= 18;
    }
    return true;
}

/* Somebody of the firm's region: count the adults there, choose one. The same for every stay. */
static uint32_t who_answers(const cs_reference_run *run, const cs_firm_spell *spell)
{
    const cs_shares *regions = &run->base->firms->population.regions;
    cs_dice dice = cs_dice_at(cs_key_of(run->seed, "reference.firms.who"), spell->firm, 0, 0);
    uint32_t adults = 0, first = 0, end = run->persons;
    for (int r = 0; regions->count > 1 && r < run->pop->regions; r++) {
        if (strcmp(run->base->population.regions.names[r], regions->names[spell->region]) != 0)
            continue;
        first = run->pop->region_start[r];
        end = run->pop->region_start[r + 1];
    }
    for (uint32_t p = first; p < end; p++) adults += is_adult(run, p);
    uint32_t chosen = cs_dice_below(&dice, adults);
    for (uint32_t p = first; p < end; p++)
        if (is_adult(run, p) && chosen-- == 0) return p;
    return first;
}

/* On the day the stay begins it is settled who answers, and when. */
static void settle_duty(cs_reference_run *run, const cs_responsible *answers, size_t i)
{
    const cs_firm_spell *spell = &run->firms->spell[i];
    cs_dice dice = cs_dice_at(cs_key_of(run->seed, "reference.firms.share"), spell->firm, 0, 0);
    if (!cs_dice_says(&dice, answers->share)) return;
    run->duty[i].person = who_answers(run, spell);
    run->duty[i].day = spell->from == 0 ? -1 : spell->from + answers->delay_days;
}

/* First day on which the person answers no longer. */
static int32_t until(const cs_reference_run *run, const cs_responsible *answers, size_t i, int day)
{
    const cs_firm_spell *spell = &run->firms->spell[i];
    int32_t now = day < 0 ? 0 : day;
    if (answers->lasts_days == CS_FOREVER) return NEVER;
    if (answers->lasts_days > 0 && day < 0) { /* part of it has gone by */
        cs_dice dice = cs_dice_at(cs_key_of(run->seed, "reference.firms.rest"), spell->firm,
                                  spell->list, 0);
        return (int32_t)cs_dice_below(&dice, (uint32_t)answers->lasts_days);
    }
    if (answers->lasts_days > 0) return now + answers->lasts_days;
    return spell->to == CS_FIRM_STAYS ? NEVER : now + spell->to - spell->from;
}

static cs_status answer(cs_reference_run *run, const cs_responsible *answers, size_t i, int day,
                        cs_error *err)
{
    uint32_t person = run->duty[i].person;
    cs_reference_effect e = {.rule = -1, .list = -1, .lane = CS_LANE_APPLIED, .tag = CS_TAG_CORRECT,
                             .points = answers->points};
    e.term = e.gone = until(run, answers, i, day);
    if (answers->points != 0 && answers->lasts_days == CS_FOREVER)
        cs_reference_give(run, person, CS_LANE_APPLIED, answers->points, day);
    else if (answers->points != 0) CS_TRY(cs_reference_file(run, person, &e, err));
    e.points = 0;
    for (int k = 0; k < answers->enters.count; k++) {
        e.list = (int16_t)answers->enters.index[k];
        CS_TRY(cs_reference_file(run, person, &e, err));
    }
    if (day >= 0)
        cs_reference_count(run, person, run->ledger->answered + run->firms->spell[i].cause,
                           CS_CAUSES, 1);
    return CS_OK;
}

cs_status cs_reference_answer(cs_reference_run *run, int day, cs_error *err)
{
    const cs_responsible *answers = answers_of(run->now->scenario);
    if (run->base->of_firms || !answers) return CS_OK;
    if (!run->duty) {
        run->duty = cs_alloc(run->firms->count + 1, sizeof *run->duty);
        if (!run->duty) return cs_fail_memory(err, "who answers for firms");
        for (size_t i = 0; i < run->firms->count; i++) run->duty[i].day = NEVER;
    }
    for (size_t i = 0; i < run->firms->count; i++) {
        if (run->firms->spell[i].from == (day < 0 ? 0 : day) && run->duty[i].day == NEVER && day != 0)
            settle_duty(run, answers, i);
        if (run->duty[i].day == day) CS_TRY(answer(run, answers, i, day, err));
    }
    return CS_OK;
}
