/* What registries and platforms do with an act: miss it, file it, file it under somebody else, file
   it twice. Source: docs/model.md, section "Sensors". */
#include "observation/office.h"

#include "core/many.h"
#include "core/mem.h"

#include <stdio.h>

cs_status cs_filings_reserve(cs_filings *out, size_t more, cs_error *err)
{
    return cs_reserve((void **)&out->filing, &out->room, out->count + more, sizeof *out->filing,
                      "the records of a day", err);
}

cs_key cs_sensor_key(const cs_setup *setup, const char *what)
{
    char purpose[128];
    snprintf(purpose, sizeof purpose, "sensors.%s.%s", setup->name, what);
    return cs_key_of(setup->seed, purpose);
}

bool cs_refs_have(const cs_refs *refs, int index)
{
    for (int i = 0; i < refs->count; i++)
        if (refs->index[i] == index) return true;
    return false;
}

int cs_office_soonest(const cs_registry *registry)
{
    bool errs = registry->wrong_person.share > 0.0 || registry->linkage;
    return errs ? registry->delay_days : CS_FOREVER;
}

const char *cs_office_check(const cs_registry *registry, const char **key)
{
    if (!registry->linkage || registry->wrong_person.share <= 0.0) return NULL;
    *key = "wrong_person";
    return "with `linkage:` whom a record lands on follows; `wrong_person:` cannot be set beside it";
}

cs_status cs_office_init(cs_office *office, const cs_registry *registry, const cs_setup *setup,
                         cs_error *err)
{
    *office = (cs_office){
        .pop = setup->pop,
        .key = cs_sensor_key(setup, "acts"),
        .number = setup->number,
        .wrong = cs_threshold(registry->wrong_person.share),
        .duplicate = cs_threshold(registry->duplicates),
        .tells_apart = cs_threshold(registry->tells_apart),
        .delay_days = (uint16_t)registry->delay_days,
        .within = registry->wrong_person.within,
        .attribute = registry->wrong_person.attribute};
    for (int k = 0; k < setup->kinds && k < 256; k++) {
        office->lane[k] = setup->lane[k];
        office->files[k] = cs_threshold((1.0 - registry->misses) / setup->near[k]);
    }
    return registry->linkage ? cs_link_init(&office->link, registry->linkage, setup, err) : CS_OK;
}

void cs_office_free(cs_office *office)
{
    cs_link_free(office->link);
}

/* Somebody in [first, first + size) other than person, from 64 random bits. */
static uint32_t other_of(uint32_t first, uint32_t size, uint32_t person, uint32_t high, uint32_t low)
{
    uint32_t other = first + cs_below(size - 1, high, low);
    return other >= person ? other + 1 : other;
}

/* Somebody of the region alike in the attribute: draw until alike; a region with nobody else alike
   is noticed after so many draws that missing one is out of question, and then searched. */
static uint32_t alike_in_region(const cs_office *o, const cs_scene *scene, const cs_act *act,
                                int conduct, uint32_t first, uint32_t size, uint32_t person)
{
    const cs_population *pop = o->pop;
    size_t width = (size_t)pop->attributes;
    uint16_t value =
        pop->stratum_value[(size_t)cs_population_stratum(pop, person) * width + (size_t)o->attribute];
    for (uint32_t draw = 0; draw < 4096; draw++) {
        cs_words w = cs_philox(act->index, scene->block, (uint32_t)scene->day,
                               (draw + 2) << 8 | (uint32_t)conduct, o->key);
        uint32_t other = other_of(first, size, person, w.w[0], w.w[1]);
        if (pop->stratum_value[(size_t)cs_population_stratum(pop, other) * width +
                               (size_t)o->attribute] == value)
            return other;
    }
    for (uint32_t step = 1; step < size; step++) {
        uint32_t other = first + (person - first + step) % size;
        if (pop->stratum_value[(size_t)cs_population_stratum(pop, other) * width +
                               (size_t)o->attribute] == value)
            return other;
    }
    return person;
}

/* The wrong person, or the right one where there is nobody else to mistake them for. */
static uint32_t mistaken(const cs_office *o, const cs_scene *scene, const cs_act *act, int conduct,
                         uint32_t person)
{
    uint32_t first, size;
    if (o->within == CS_WITHIN_HOUSEHOLD) {
        cs_population_household(o->pop, person, &first, &size);
    } else {
        int region = cs_population_region(o->pop, person);
        first = o->pop->region_start[region];
        size = o->pop->region_start[region + 1] - first;
    }
    if (size < 2) return person;
    if (o->within == CS_WITHIN_GROUP)
        return alike_in_region(o, scene, act, conduct, first, size, person);
    cs_words w = cs_philox(act->index, scene->block, (uint32_t)scene->day,
                           1u << 8 | (uint32_t)conduct, o->key);
    return other_of(first, size, person, w.w[0], w.w[1]);
}

/* One act, and the words drawn for it. */
static void file_act(const cs_office *o, const cs_scene *scene, int conduct, const cs_act *act,
                     cs_words w, cs_filings *out)
{
    uint32_t person = scene->block * CS_BLOCK_PERSONS + act->person;
    cs_filing filing = {.person = person, .luck = act->luck, .delay_days = o->delay_days,
                        .kind = (uint8_t)conduct, .sensor = (uint8_t)o->number,
                        .lane = o->lane[conduct], .tag = CS_TAG_CORRECT};
    if (act->excused) {
        if (w.w[3] < o->tells_apart) return;
        filing.lane = CS_LANE_RECORDED;
        filing.tag = CS_TAG_FALSE_RECORD;
    }
    if (o->link) {
        if (!cs_link_find(o->link, scene, conduct, act->index, person, &filing.person)) return;
    } else if (w.w[1] < o->wrong) {
        filing.person = mistaken(o, scene, act, conduct, person);
    }
    if (filing.person != person) {
        filing.lane = CS_LANE_RECORDED;
        filing.tag = CS_TAG_WRONG_PERSON;
        filing.elsewhere = 1;
    }
    cs_filings_add(out, filing);
    if (w.w[2] < o->duplicate) {
        filing.lane = CS_LANE_RECORDED;
        if (filing.tag == CS_TAG_CORRECT) filing.tag = CS_TAG_DUPLICATE;
        cs_filings_add(out, filing);
    }
}

void cs_office_file(const cs_office *o, const cs_scene *scene, int conduct, const cs_act *act,
                    size_t count, cs_filings *out)
{
    uint32_t index[CS_MANY] = {0};
    cs_many many;
    for (size_t first = 0; first < count; first += CS_MANY) {
        size_t some = count - first < CS_MANY ? count - first : CS_MANY;
        for (size_t i = 0; i < some; i++) index[i] = act[first + i].index;
        cs_philox_many(index, scene->block, (uint32_t)scene->day, (uint32_t)conduct, o->key, &many);
        for (size_t i = 0; i < some; i++) {
            if (many.w[0][i] >= o->files[conduct]) continue;
            cs_words w = {{many.w[0][i], many.w[1][i], many.w[2][i], many.w[3][i]}};
            file_act(o, scene, conduct, &act[first + i], w, out);
        }
    }
}
