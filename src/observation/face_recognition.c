/* Face recognition, as a pair of error rates. identify: each sighting is searched against an
   enrolled gallery. watch_list: a crowd is searched against a list.
   FPIR = 1 - (1 - FMR)^gallery; false alerts come with sightings, not with conduct.
   Source: NIST FRTE 1:N for the definitions; docs/model.md, section "Sensors". */
#include "observation/observe.h"

#include "core/many.h"
#include "core/math.h"
#include "core/mem.h"

static const cs_word modes[] = {
    {"identify", CS_FACE_IDENTIFY, "every sighting is searched against the enrolled gallery"},
    {"watch_list", CS_FACE_WATCH_LIST, "the visitors of a crowd are searched against a list"},
    {0}};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_face_recognition *f = config;
    (void)room;
    if (f->mode == CS_FACE_IDENTIFY) {
        if (f->sees.count == 0) {
            *key = "sees";
            return "a sensor that identifies needs `sees:`, the kinds of conduct it records";
        }
        if (f->list >= 0 || f->crowd >= 0 || f->files) {
            *key = f->list >= 0 ? "list" : f->crowd >= 0 ? "crowd" : "files";
            return "this key belongs to `mode: watch_list`";
        }
        return NULL;
    }
    if (f->list < 0) {
        *key = "list";
        return "a watch list needs `list:`, the list that is searched for";
    }
    if (f->crowd < 0) {
        *key = "crowd";
        return "a watch list needs `crowd:`, the people who pass the cameras";
    }
    if (!f->files) {
        *key = "files";
        return "a watch list needs `files:`, a name for the record that an alert leaves";
    }
    if (f->sees.count > 0) {
        *key = "sees";
        return "this key belongs to `mode: identify`; a watch list looks for people, not conduct";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "mode", .type = CS_FIELD_WORD, .offset = offsetof(cs_face_recognition, mode),
     .words = modes, .help = "How it is used.", .example = "identify"},
    {.key = "sees", .type = CS_FIELD_REFS, .offset = offsetof(cs_face_recognition, sees),
     .space = CS_SPACE_CONDUCT, .fallback = "",
     .help = "identify: the kinds of conduct it records; a false alert files one of them.",
     .example = "[jaywalking]"},
    {.key = "coverage", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_face_recognition, coverage), .low = 0, .high = 1, .fallback = "100 %",
     .help = "identify: share of acts that happen before a camera.", .example = "2 %"},
    {.key = "finds", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_face_recognition, finds), .low = 0, .high = 1,
     .help = "Share of persons looked for, and in view, who are recognised (true positive "
             "identification rate, 1 - FNIR).",
     .example = "89 %"},
    {.key = "sightings", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_face_recognition, sightings), .low = 0, .high = 365000,
     .fallback = "0 per day",
     .help = "identify: how often a camera of this sensor searches for a person, whatever the "
             "person does.",
     .example = "3 per day"},
    {.key = "false_match", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_PROBABILITY,
     .offset = offsetof(cs_face_recognition, false_match), .low = 0, .high = 1,
     .help = "False match rate of one comparison; a search against N faces returns somebody wrong "
             "with probability 1 - (1 - rate)^N.",
     .example = "1.7e-8"},
    {.key = "false_match_by", .type = CS_FIELD_BY,
     .offset = offsetof(cs_face_recognition, false_match_by), .fallback = "", .low = 0, .high = 1e6,
     .help = "Multipliers of that rate by attribute of the person wrongly recorded.",
     .example = "{group: {majority: 1, minority: 3}}"},
    {.key = "gallery", .type = CS_FIELD_COUNT, .offset = offsetof(cs_face_recognition, gallery),
     .low = 0, .high = 4294967295.0, .fallback = "0",
     .help = "identify: enrolled faces; 0 means everybody in the population.",
     .example = "1_000_000"},
    {.key = "list", .type = CS_FIELD_REF, .offset = offsetof(cs_face_recognition, list),
     .space = CS_SPACE_LIST, .fallback = "", .help = "watch_list: the list that is searched for.",
     .example = "wanted"},
    {.key = "crowd", .type = CS_FIELD_REF, .offset = offsetof(cs_face_recognition, crowd),
     .space = CS_SPACE_CROWD, .fallback = "", .help = "watch_list: the crowd that is searched.",
     .example = "final"},
    {.key = "files", .type = CS_FIELD_NEW, .offset = offsetof(cs_face_recognition, files),
     .space = CS_SPACE_RECORD, .fallback = "",
     .help = "watch_list: a name for the kind of record an alert leaves; rules and lists may use "
             "it.",
     .example = "alert"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_face_recognition, delay_days), .low = 0, .high = 36500,
     .fallback = "0 days", .help = "Time from the sighting to the record.", .example = "1 day"},
    {0}};

typedef struct {
    cs_key key, crowd_key;
    int number, mode, record, kinds_seen;
    int32_t seen[256];     /* kinds of conduct a false alert may be taken for */
    uint8_t lane[256];
    uint64_t files[256];   /* identify: coverage * finds, of the acts shown, by kind of conduct */
    uint64_t finds;        /* watch list */
    uint16_t delay_days;
    uint32_t gallery, persons;
    bool everybody;        /* the gallery holds the whole population */
    cs_permutation enrolled; /* else: the first `gallery` places of it are enrolled */
    cs_hazard sightings;   /* false alerts in the making, by the person sighted */
    double *weight;        /* [strata] -log(1 - rate of a comparison) */
    uint64_t *take;        /* [strata] weight over the largest */
    uint64_t take_outsider;/* the same for faces from outside the population, like it on average */
} cs_ready;

static bool sees(const void *config, int conduct)
{
    const cs_face_recognition *f = config;
    return f->mode == CS_FACE_IDENTIFY && cs_refs_have(&f->sees, conduct);
}

static double most_filed(const void *config)
{
    const cs_face_recognition *f = config;
    return f->coverage * f->finds;
}

static int soonest(const void *config)
{
    const cs_face_recognition *f = config;
    return f->mode == CS_FACE_WATCH_LIST ? 0 : f->delay_days;
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (!r) return;
    cs_hazard_free(&r->sightings);
    cs_free(r->weight);
    cs_free(r->take);
    cs_free(r);
}

/* Chance that a search of the whole gallery returns somebody wrong: the product over the faces in
   it, by stratum; where not everybody is enrolled, with the population's shares of the strata. */
static double false_positive_identification_rate(const cs_ready *r, const cs_population *pop)
{
    double sum = 0.0;
    for (int s = 0; s < pop->strata; s++) sum += (double)pop->stratum_persons[s] * r->weight[s];
    return cs_1mexp(sum * ((double)r->gallery / (double)pop->persons));
}

static cs_status prepare_weights(cs_ready *r, const cs_face_recognition *f,
                                 const cs_population *pop, cs_error *err)
{
    double most = 0.0, sum = 0.0;
    r->weight = cs_alloc((size_t)pop->strata, sizeof *r->weight);
    r->take = cs_alloc((size_t)pop->strata, sizeof *r->take);
    if (!r->weight || !r->take) return cs_fail_memory(err, "a sensor");
    cs_by_table(&f->false_match_by, pop, r->weight);
    for (int s = 0; s < pop->strata; s++) {
        double p = f->false_match * r->weight[s];
        r->weight[s] = p < 1.0 ? -cs_log1m(p) : 700.0;
        if (pop->stratum_persons[s] > 0 && r->weight[s] > most) most = r->weight[s];
        sum += (double)pop->stratum_persons[s] * r->weight[s];
    }
    r->take_outsider = most > 0.0 ? cs_threshold(sum / pop->persons / most) : 0;
    for (int s = 0; s < pop->strata; s++)
        r->take[s] = most > 0.0 ? cs_threshold(r->weight[s] / most) : 0;
    return CS_OK;
}

static void prepare_identify(cs_ready *r, const cs_face_recognition *f, const cs_setup *setup)
{
    for (int i = 0; i < f->sees.count && i < 256; i++) r->seen[r->kinds_seen++] = f->sees.index[i];
    for (int k = 0; k < setup->kinds && k < 256; k++) {
        r->lane[k] = setup->lane[k];
        r->files[k] = cs_threshold(f->coverage * f->finds / setup->near[k]);
    }
    r->gallery = f->gallery > 0 ? (uint32_t)f->gallery : setup->pop->persons;
    r->everybody = r->gallery >= r->persons;
    r->enrolled = cs_permutation_of(cs_sensor_key(setup, "enrolled"), 0, r->persons);
}

static cs_status prepare(const void *config, const cs_setup *setup, void **ready, cs_error *err)
{
    const cs_face_recognition *f = config;
    cs_ready *r = cs_alloc(1, sizeof *r);
    if (!r) return cs_fail_memory(err, "a sensor");
    r->number = setup->number;
    r->mode = f->mode;
    r->record = f->record;
    r->persons = setup->pop->persons;
    r->key = cs_sensor_key(setup, "acts");
    r->crowd_key = cs_sensor_key(setup, "crowd");
    r->finds = cs_threshold(f->finds);
    r->delay_days = (uint16_t)f->delay_days;
    cs_status status = prepare_weights(r, f, setup->pop, err);
    if (status == CS_OK && f->mode == CS_FACE_IDENTIFY) {
        prepare_identify(r, f, setup);
        double rate = f->sightings * false_positive_identification_rate(r, setup->pop);
        status = cs_hazard_init(&r->sightings, setup->pop, cs_sensor_key(setup, "sightings"), rate,
                                NULL, 0.0, err);
    }
    if (status != CS_OK) {
        release(r);
        return status;
    }
    *ready = r;
    return CS_OK;
}

/* One act that a camera recognised. */
static void file_act(const cs_ready *r, const cs_scene *scene, int conduct, const cs_act *act,
                     cs_filings *out)
{
    uint32_t person = scene->block * CS_BLOCK_PERSONS + act->person;
    if (!r->everybody && cs_permute_back(&r->enrolled, person) >= r->gallery) return;
    cs_filing filing = {.person = person, .luck = act->luck, .delay_days = r->delay_days,
                        .kind = (uint8_t)conduct, .sensor = (uint8_t)r->number,
                        .lane = r->lane[conduct], .tag = CS_TAG_CORRECT};
    if (act->excused) {
        filing.lane = CS_LANE_RECORDED;
        filing.tag = CS_TAG_FALSE_RECORD;
    }
    cs_filings_add(out, filing);
}

static cs_status observe(const void *ready, const cs_scene *scene, int conduct,
                         const cs_acts *acts, cs_filings *out, cs_error *err)
{
    const cs_ready *r = ready;
    uint32_t index[CS_MANY] = {0};
    cs_many many;
    CS_TRY(cs_filings_reserve(out, acts->count, err));
    for (size_t first = 0; first < acts->count; first += CS_MANY) {
        size_t some = acts->count - first < CS_MANY ? acts->count - first : CS_MANY;
        for (size_t i = 0; i < some; i++) index[i] = acts->act[first + i].index;
        cs_philox_many(index, scene->block, (uint32_t)scene->day, (uint32_t)conduct, r->key, &many);
        for (size_t i = 0; i < some; i++)
            if (many.w[0][i] < r->files[conduct])
                file_act(r, scene, conduct, &acts->act[first + i], out);
    }
    return CS_OK;
}

/* A random member of the gallery, by weight; false when it is a face from outside the population. */
static bool somebody_enrolled(const cs_ready *r, const cs_scene *scene, uint32_t index,
                              uint32_t *person)
{
    for (uint32_t draw = 0;; draw++) {
        cs_words w =
            cs_philox(index, scene->block, (uint32_t)scene->day, (draw + 1) << 8, r->key);
        uint32_t place = cs_below(r->gallery, w.w[0], w.w[1]);
        if (place >= r->persons) {
            if (w.w[2] < r->take_outsider || draw == 100000) return false;
            continue;
        }
        *person = r->everybody ? place : cs_permute(&r->enrolled, place);
        if (w.w[2] < r->take[cs_population_stratum(scene->pop, *person)] || draw == 100000)
            return true;
    }
}

static cs_status invent(const void *ready, const cs_scene *scene, cs_acts *room, cs_filings *out,
                        cs_error *err)
{
    const cs_ready *r = ready;
    if (r->mode != CS_FACE_IDENTIFY) return CS_OK;
    CS_TRY(cs_hazard_draw(&r->sightings, scene->pop, scene->block, scene->day, room, err));
    CS_TRY(cs_filings_reserve(out, room->count, err));
    for (size_t i = 0; i < room->count; i++) {
        uint32_t index = room->act[i].index, person;
        if (!somebody_enrolled(r, scene, index, &person)) continue;
        if (person == scene->block * CS_BLOCK_PERSONS + room->act[i].person) continue;
        cs_words w = cs_philox(index, scene->block, (uint32_t)scene->day, 0xFFFF, r->key);
        uint32_t seen = cs_below((uint32_t)r->kinds_seen, w.w[0], w.w[1]);
        cs_filings_add(out, (cs_filing){.person = person, .luck = w.w[3],
                                        .delay_days = r->delay_days,
                                        .kind = (uint8_t)r->seen[seen],
                                        .sensor = (uint8_t)r->number, .lane = CS_LANE_RECORDED,
                                        .tag = CS_TAG_FALSE_MATCH, .elsewhere = 1});
    }
    return CS_OK;
}

/* What the cameras make of one visitor: a find, a false alert, or nothing. */
static void pass(const cs_ready *r, const cs_scene *scene, uint32_t person, int lane, int tag,
                 double list_size, cs_filings *out)
{
    cs_words w = cs_philox(person, 0, (uint32_t)scene->day, 0, r->crowd_key);
    cs_filing filing = {.person = person, .luck = w.w[3], .delay_days = r->delay_days,
                        .kind = (uint8_t)r->record, .sensor = (uint8_t)r->number, .elsewhere = 1};
    if (lane >= 0) {
        if (w.w[0] >= r->finds) return;
        filing.lane = (uint8_t)lane;
        filing.tag = (uint8_t)tag;
    } else {
        double rate = cs_1mexp(list_size * r->weight[cs_population_stratum(scene->pop, person)]);
        if (cs_uniform(w.w[1], w.w[2]) >= rate) return;
        filing.lane = CS_LANE_RECORDED;
        filing.tag = CS_TAG_FALSE_MATCH;
    }
    cs_filings_add(out, filing);
}

static cs_status search(const void *ready, const cs_scene *scene, const cs_crowd_visit *visit,
                        const cs_watched *watched, cs_filings *out, cs_error *err)
{
    const cs_ready *r = ready;
    uint32_t listed = visit->listed < watched->on_list ? visit->listed : watched->on_list;
    uint32_t others = visit->visitors - visit->listed;
    cs_permutation line = cs_permutation_of(visit->key, (uint32_t)scene->day + 1, r->persons);
    for (uint32_t i = 0; i < r->persons && (listed || others); i++) {
        uint32_t person = cs_permute(&line, i);
        int tag = CS_TAG_CORRECT, lane = watched->lane(watched->context, person, &tag);
        uint32_t *left = lane >= 0 ? &listed : &others;
        if (*left == 0) continue;
        --*left;
        CS_TRY(cs_filings_reserve(out, 1, err));
        pass(r, scene, person, lane, tag, (double)watched->on_list, out);
    }
    return CS_OK;
}

const cs_sensor_kind cs_face_recognition_kind = {
    .kind = {"face_recognition",
             {.name = "sensor: face_recognition",
              .about = "Face recognition, as error rates alone. There is no image, template or "
                       "matcher in this program.",
              .size = sizeof(cs_face_recognition), .fields = fields, .check = check}},
    .draws = {"acts", "crowd", "enrolled", "sightings"},
    .prepare = prepare, .release = release, .sees = sees,
    .most_filed = most_filed, .soonest = soonest, .observe = observe, .invent = invent,
    .search = search};
