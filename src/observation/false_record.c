/* False record: records from nothing, at a rate (data entry, mixed files, averaging). */
#include "observation/observe.h"

#include "core/mem.h"

static const cs_word as_words[] = {
    {"false_record", 0, "nothing happened"},
    {"duplicate", 1, "something happened once, long ago, and is filed again"},
    {0}};

static const cs_field fields[] = {
    {.key = "of", .type = CS_FIELD_REF, .offset = offsetof(cs_false_record, of),
     .space = CS_SPACE_RECORD, .help = "The kind of record it makes.", .example = "late_payment"},
    {.key = "rate", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_false_record, rate), .low = 0, .high = 3650,
     .help = "Records per person and year.", .example = "0.003 per year"},
    {.key = "by", .type = CS_FIELD_BY, .offset = offsetof(cs_false_record, by), .fallback = "",
     .low = 0, .high = 1e6, .help = "Multipliers of the rate by attribute.",
     .example = "{income: {low: 2}}"},
    {.key = "as", .type = CS_FIELD_WORD, .offset = offsetof(cs_false_record, duplicate),
     .words = as_words, .fallback = "false_record", .help = "What such a record really is.",
     .example = "false_record"},
    {0}};

typedef struct {
    cs_hazard hazard;
    cs_key key;
    int number, of, tag;
} cs_ready;

static int soonest(const void *config)
{
    (void)config;
    return CS_FOREVER;
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (r) cs_hazard_free(&r->hazard);
    cs_free(r);
}

static cs_status prepare(const void *config, const cs_setup *setup, void **ready, cs_error *err)
{
    const cs_false_record *f = config;
    cs_ready *r = cs_alloc(1, sizeof *r);
    if (!r) return cs_fail_memory(err, "a sensor");
    r->number = setup->number;
    r->of = f->of;
    r->tag = f->duplicate ? CS_TAG_DUPLICATE : CS_TAG_FALSE_RECORD;
    r->key = cs_sensor_key(setup, "luck");
    cs_status status = cs_hazard_init(&r->hazard, setup->pop, cs_sensor_key(setup, "rate"), f->rate,
                                      &f->by, 0.0, err);
    if (status != CS_OK) {
        release(r);
        return status;
    }
    *ready = r;
    return CS_OK;
}

static cs_status invent(const void *ready, const cs_scene *scene, cs_acts *room, cs_filings *out,
                        cs_error *err)
{
    const cs_ready *r = ready;
    CS_TRY(cs_hazard_draw(&r->hazard, scene->pop, scene->block, scene->day, room, err));
    CS_TRY(cs_filings_reserve(out, room->count, err));
    for (size_t i = 0; i < room->count; i++) {
        const cs_act *act = &room->act[i];
        cs_words w = cs_philox(act->index, scene->block, (uint32_t)scene->day, 0, r->key);
        cs_filings_add(out, (cs_filing){.person = scene->block * CS_BLOCK_PERSONS + act->person,
                                        .luck = w.w[0], .kind = (uint8_t)r->of,
                                        .sensor = (uint8_t)r->number, .lane = CS_LANE_RECORDED,
                                        .tag = (uint8_t)r->tag});
    }
    return CS_OK;
}

const cs_sensor_kind cs_false_record_kind = {
    .kind = {"false_record",
             {.name = "sensor: false_record",
              .about = "Records of things that did not happen.",
              .size = sizeof(cs_false_record), .fields = fields}},
    .draws = {"rate", "luck"},
    .prepare = prepare, .release = release, .soonest = soonest, .invent = invent};
