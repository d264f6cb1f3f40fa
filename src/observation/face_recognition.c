/* Face recognition, as a pair of error rates. identify: each sighting is searched against an
   enrolled gallery. watch_list: a crowd is searched against a list.
   FPIR = 1 - (1 - FMR)^gallery; false alerts come with sightings, not with conduct, and with pictures
   of people who are not there.
   Source: NIST FRTE 1:N for the definitions; docs/model.md, section "Sensors". */
#include "observation/observe.h"

#include "core/many.h"
#include "core/math.h"
#include "core/mem.h"
#include "observation/face.h"
#include "observation/score_model.h"

typedef struct {
    cs_key key, crowd_key, review_key, picture_key;
    int number, mode, record, kinds_seen;
    int32_t seen[256];     /* kinds of conduct a false alert may be taken for */
    uint8_t lane[256];
    uint64_t files[256];   /* identify: coverage * finds, of the acts shown, by kind of conduct */
    uint64_t finds;        /* watch list */
    uint16_t delay_days;
    uint32_t gallery, persons;
    bool everybody;        /* the gallery holds the whole population */
    cs_permutation enrolled; /* else: the first `gallery` places of it are enrolled */
    uint32_t *reach;       /* [strata] else: so many places of it; NULL: equally. gallery: the most */
    cs_hazard sightings;   /* false alerts in the making, by the person sighted */
    double false_alert;    /* chance that one search returns somebody wrong */
    bool has_pictures, reviewed;
    cs_hazard pictures;    /* faces of people who are not there, by the person depicted */
    uint64_t passes_wrong, passes_right, passes_non_live; /* thresholds of the review */
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
    return f->coverage * cs_face_finds(f);
}

static int delay_of(const cs_face_recognition *f)
{
    return f->delay_days + (f->reviewer ? f->reviewer->delay_days : 0);
}

static int soonest(const void *config)
{
    const cs_face_recognition *f = config;
    return f->mode == CS_FACE_WATCH_LIST ? 0 : delay_of(f);
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (!r) return;
    cs_hazard_free(&r->sightings);
    cs_hazard_free(&r->pictures);
    cs_free(r->reach);
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
    CS_TRY(cs_face_false_match(f, pop, r->weight, err));
    for (int s = 0; s < pop->strata; s++) {
        double p = r->weight[s];
        r->weight[s] = p < 1.0 ? -cs_log1m(p) : 700.0;
        if (pop->stratum_persons[s] > 0 && r->weight[s] > most) most = r->weight[s];
        sum += (double)pop->stratum_persons[s] * r->weight[s];
    }
    r->take_outsider = most > 0.0 ? cs_threshold(sum / pop->persons / most) : 0;
    for (int s = 0; s < pop->strata; s++)
        r->take[s] = most > 0.0 ? cs_threshold(r->weight[s] / most) : 0;
    return CS_OK;
}

static double share_of(double odds)
{
    return odds / (1.0 + odds);
}

/* The factor of everybody's odds that fills the gallery: halving, on a logarithmic scale. */
static double odds_of_gallery(const cs_population *pop, const double *odds, double gallery)
{
    double low = -60.0, high = 60.0;
    for (int step = 0; step < 100; step++) {
        double middle = 0.5 * (low + high), factor = cs_exp(middle), sum = 0.0;
        for (int s = 0; s < pop->strata; s++)
            sum += (double)pop->stratum_persons[s] * share_of(factor * odds[s]);
        if (sum < gallery) low = middle;
        else high = middle;
    }
    return cs_exp(0.5 * (low + high));
}

static bool all_equal(const double *x, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (x[i] != x[0]) return false;
    return true;
}

/* Unequal enrolment. Everybody has a place in one line; those of a stratum with chance p are enrolled
   when theirs is among the first share p of it. Who is enrolled is counted, so that the chance of a
   false alert is that of this very gallery. */
static cs_status prepare_enrolment(cs_ready *r, const cs_face_recognition *f,
                                   const cs_population *pop, cs_error *err)
{
    size_t strata = (size_t)pop->strata;
    double *odds = cs_alloc(strata, sizeof *odds), sum = 0.0;
    r->reach = cs_alloc(strata, sizeof *r->reach);
    if (!odds || !r->reach) {
        cs_free(odds);
        return cs_fail_memory(err, "a gallery");
    }
    cs_by_table(&f->enrolled_by, pop, odds);
    if (all_equal(odds, strata)) { /* as if it were not there */
        cs_free(odds);
        cs_free(r->reach);
        r->reach = NULL;
        return CS_OK;
    }
    double factor = odds_of_gallery(pop, odds, (double)r->gallery);
    r->gallery = 0;
    for (size_t s = 0; s < strata; s++) {
        r->reach[s] = (uint32_t)(share_of(factor * odds[s]) * (double)pop->persons + 0.5);
        if (pop->stratum_persons[s] > 0 && r->reach[s] > r->gallery) r->gallery = r->reach[s];
    }
    cs_free(odds);
    for (uint32_t place = 0; place < r->gallery; place++) {
        int s = cs_population_stratum(pop, cs_permute(&r->enrolled, place));
        if (place < r->reach[s]) sum += r->weight[s];
    }
    r->false_alert = cs_1mexp(sum);
    return CS_OK;
}

static cs_status prepare_identify(cs_ready *r, const cs_face_recognition *f,
                                  const cs_setup *setup, double finds, cs_error *err)
{
    for (int i = 0; i < f->sees.count && i < 256; i++) r->seen[r->kinds_seen++] = f->sees.index[i];
    for (int k = 0; k < setup->kinds && k < 256; k++) {
        r->lane[k] = setup->lane[k];
        r->files[k] = cs_threshold(f->coverage * finds / setup->near[k]);
    }
    r->gallery = f->gallery > 0 ? (uint32_t)f->gallery : setup->pop->persons;
    r->everybody = r->gallery >= r->persons;
    r->enrolled = cs_permutation_of(cs_sensor_key(setup, "enrolled"), 0, r->persons);
    r->false_alert = false_positive_identification_rate(r, setup->pop);
    if (f->enrolled_by.count && !r->everybody)
        CS_TRY(prepare_enrolment(r, f, setup->pop, err));
    return cs_hazard_init(&r->sightings, setup->pop, cs_sensor_key(setup, "sightings"),
                          f->sightings * r->false_alert, NULL, 0.0, err);
}

static void prepare_review(cs_ready *r, const cs_reviewer *reviewer, const cs_setup *setup)
{
    r->review_key = cs_sensor_key(setup, "review");
    r->reviewed = reviewer != NULL;
    if (!reviewer) return;
    double non_live = reviewer->passes_non_live;
    r->passes_wrong = cs_threshold(reviewer->passes_wrong);
    r->passes_right = cs_threshold(reviewer->passes_right);
    r->passes_non_live = cs_threshold(non_live < 0.0 ? reviewer->passes_wrong : non_live);
}

static cs_status prepare_parts(cs_ready *r, const cs_face_recognition *f, const cs_setup *setup,
                               cs_error *err)
{
    double finds = cs_face_finds(f);
    r->finds = cs_threshold(finds);
    prepare_review(r, f->reviewer, setup);
    CS_TRY(prepare_weights(r, f, setup->pop, err));
    if (f->mode == CS_FACE_IDENTIFY) CS_TRY(prepare_identify(r, f, setup, finds, err));
    r->picture_key = cs_sensor_key(setup, "picture_matches");
    r->has_pictures = f->non_live != NULL;
    if (!f->non_live) return CS_OK;
    return cs_hazard_init(&r->pictures, setup->pop, cs_sensor_key(setup, "pictures"),
                          f->non_live->rate, &f->non_live->by, f->non_live->frailty, err);
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
    r->delay_days = (uint16_t)delay_of(f);
    cs_status status = prepare_parts(r, f, setup, err);
    if (status != CS_OK) {
        release(r);
        return status;
    }
    *ready = r;
    return CS_OK;
}

/* ---- what it files ---- */

static bool is_enrolled(const cs_ready *r, const cs_population *pop, uint32_t person)
{
    if (r->everybody) return true;
    uint32_t first = r->reach ? r->reach[cs_population_stratum(pop, person)] : r->gallery;
    return cs_permute_back(&r->enrolled, person) < first;
}

/* Whether the reviewer, if there is one, lets an alert through. The place is the alert's. */
static bool passes_review(const cs_ready *r, uint64_t share, uint32_t index, uint32_t block,
                          int day, uint32_t what)
{
    return !r->reviewed ||
           cs_philox(index, block, (uint32_t)day, what, r->review_key).w[0] < share;
}

/* Kinds of alert, to tell their reviews apart; acts have the number of their kind of conduct. */
enum { REVIEW_FALSE = 256, REVIEW_VISITOR, REVIEW_PICTURE };

/* One act that a camera recognised. */
static void file_act(const cs_ready *r, const cs_scene *scene, int conduct, const cs_act *act,
                     cs_filings *out)
{
    uint32_t person = scene->block * CS_BLOCK_PERSONS + act->person;
    if (!is_enrolled(r, scene->pop, person)) return;
    if (!passes_review(r, r->passes_right, act->index, scene->block, scene->day, (uint32_t)conduct))
        return;
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
static bool somebody_enrolled(const cs_ready *r, const cs_scene *scene, cs_key key, uint32_t index,
                              uint32_t *person)
{
    for (uint32_t draw = 0;; draw++) {
        cs_words w = cs_philox(index, scene->block, (uint32_t)scene->day, (draw + 1) << 8, key);
        uint32_t place = cs_below(r->gallery, w.w[0], w.w[1]);
        if (place >= r->persons) {
            if (w.w[2] < r->take_outsider || draw == 100000) return false;
            continue;
        }
        *person = r->everybody ? place : cs_permute(&r->enrolled, place);
        int stratum = cs_population_stratum(scene->pop, *person);
        bool enrolled = !r->reach || place < r->reach[stratum];
        if (draw == 100000) return enrolled;
        if (enrolled && w.w[2] < r->take[stratum]) return true;
    }
}

static cs_filing false_match(const cs_ready *r, uint32_t person, int kind, uint32_t luck)
{
    return (cs_filing){.person = person, .luck = luck, .delay_days = r->delay_days,
                       .kind = (uint8_t)kind, .sensor = (uint8_t)r->number,
                       .lane = CS_LANE_RECORDED, .tag = CS_TAG_FALSE_MATCH, .elsewhere = 1};
}

/* A search for a person of the block that came up with somebody else. */
static void file_false_alert(const cs_ready *r, const cs_scene *scene, cs_key key,
                             const cs_act *search, uint64_t passes, uint32_t review, cs_filings *out)
{
    uint32_t index = search->index, person;
    if (!somebody_enrolled(r, scene, key, index, &person)) return;
    if (person == scene->block * CS_BLOCK_PERSONS + search->person) return;
    if (!passes_review(r, passes, index, scene->block, scene->day, review)) return;
    cs_words w = cs_philox(index, scene->block, (uint32_t)scene->day, 0xFFFF, key);
    int32_t kind = r->seen[cs_below((uint32_t)r->kinds_seen, w.w[0], w.w[1])];
    cs_filings_add(out, false_match(r, person, kind, w.w[3]));
}

/* A picture of a person of the block: taken for the person, or for somebody else, or for nobody. */
static void file_picture(const cs_ready *r, const cs_scene *scene, const cs_act *picture,
                         cs_filings *out)
{
    uint32_t person = scene->block * CS_BLOCK_PERSONS + picture->person, index = picture->index;
    cs_words w = cs_philox(index, scene->block, (uint32_t)scene->day, 0, r->picture_key);
    if (w.w[0] >= r->finds || !is_enrolled(r, scene->pop, person)) {
        if (cs_uniform(w.w[1], w.w[2]) < r->false_alert)
            file_false_alert(r, scene, r->picture_key, picture, r->passes_non_live, REVIEW_PICTURE,
                             out);
        return;
    }
    if (!passes_review(r, r->passes_non_live, index, scene->block, scene->day, REVIEW_PICTURE))
        return;
    int32_t kind = r->seen[cs_below((uint32_t)r->kinds_seen, w.w[1], w.w[2])];
    cs_filing filing = false_match(r, person, kind, w.w[3]);
    filing.elsewhere = 0;
    cs_filings_add(out, filing);
}

static cs_status invent(const void *ready, const cs_scene *scene, cs_acts *room, cs_filings *out,
                        cs_error *err)
{
    const cs_ready *r = ready;
    if (r->mode != CS_FACE_IDENTIFY) return CS_OK;
    CS_TRY(cs_hazard_draw(&r->sightings, scene->pop, scene->block, scene->day, room, err));
    CS_TRY(cs_filings_reserve(out, room->count, err));
    for (size_t i = 0; i < room->count; i++)
        file_false_alert(r, scene, r->key, &room->act[i], r->passes_wrong, REVIEW_FALSE, out);
    if (!r->has_pictures) return CS_OK;
    CS_TRY(cs_hazard_draw(&r->pictures, scene->pop, scene->block, scene->day, room, err));
    CS_TRY(cs_filings_reserve(out, room->count, err));
    for (size_t i = 0; i < room->count; i++) file_picture(r, scene, &room->act[i], out);
    return CS_OK;
}

/* ---- crowds ---- */

/* Whether a face of the stratum is taken for somebody on a list: w[1] and w[2] against 1 - exp(-x). That is at
   most x, which settles it for nearly everybody. */
static bool alerts(const cs_ready *r, const cs_scene *scene, uint32_t person, const cs_watched *watched,
                   cs_words w)
{
    double x = (double)watched->on_list * r->weight[cs_population_stratum(scene->pop, person)];
    double u = cs_uniform(w.w[1], w.w[2]);
    return u < x && u < cs_1mexp(x);
}

/* What the cameras make of one visitor: a find, a false alert, or nothing. */
static void pass(const cs_ready *r, const cs_scene *scene, uint32_t person, int lane, int tag,
                 const cs_watched *watched, cs_filings *out)
{
    cs_words w = cs_philox(person, 0, (uint32_t)scene->day, 0, r->crowd_key);
    cs_filing filing = false_match(r, person, r->record, w.w[3]);
    if (lane >= 0) {
        if (w.w[0] >= r->finds) return;
        filing.lane = (uint8_t)lane;
        filing.tag = (uint8_t)tag;
    } else if (!alerts(r, scene, person, watched, w)) {
        return;
    }
    if (passes_review(r, lane >= 0 ? r->passes_right : r->passes_wrong, person, 0, scene->day,
                      REVIEW_VISITOR))
        cs_filings_add(out, filing);
}

/* Somebody on the list, at random; false when a million tries met nobody. */
static bool somebody_listed(const cs_ready *r, const cs_scene *scene, uint32_t index,
                            const cs_watched *watched, uint32_t *person)
{
    int tag;
    for (uint32_t draw = 0; draw < 1000000 && watched->on_list > 0; draw++) {
        cs_words w = cs_philox(index, scene->block, (uint32_t)scene->day, draw + 1, r->picture_key);
        *person = cs_below(r->persons, w.w[0], w.w[1]);
        if (watched->lane(watched->context, *person, &tag) >= 0) return true;
    }
    return false;
}

/* A picture in the crowd: of somebody on the list, or taken for somebody on it. */
static void pass_picture(const cs_ready *r, const cs_scene *scene, const cs_act *picture,
                         const cs_watched *watched, cs_filings *out)
{
    uint32_t person = scene->block * CS_BLOCK_PERSONS + picture->person, index = picture->index;
    cs_words w = cs_philox(index, scene->block, (uint32_t)scene->day, 0, r->picture_key);
    int tag;
    if (watched->lane(watched->context, person, &tag) >= 0) {
        if (w.w[0] >= r->finds) return;
    } else {
        if (!alerts(r, scene, person, watched, w)) return;
        if (!somebody_listed(r, scene, index, watched, &person)) return;
    }
    if (!passes_review(r, r->passes_non_live, index, scene->block, scene->day, REVIEW_PICTURE))
        return;
    cs_filing filing = false_match(r, person, r->record, w.w[3]);
    filing.picture = 1;
    cs_filings_add(out, filing);
}

static cs_status search_pictures(const cs_ready *r, const cs_scene *scene,
                                 const cs_watched *watched, cs_filings *out, cs_error *err)
{
    cs_acts room = {0};
    cs_scene here = *scene;
    cs_status status = CS_OK;
    for (uint32_t b = 0; b < scene->pop->blocks && status == CS_OK; b++) {
        here.block = b;
        status = cs_hazard_draw(&r->pictures, scene->pop, b, scene->day, &room, err);
        if (status == CS_OK) status = cs_filings_reserve(out, room.count, err);
        for (size_t i = 0; status == CS_OK && i < room.count; i++)
            pass_picture(r, &here, &room.act[i], watched, out);
    }
    cs_free(room.act);
    return status;
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
        pass(r, scene, person, lane, tag, watched, out);
    }
    return r->has_pictures ? search_pictures(r, scene, watched, out, err) : CS_OK;
}

const cs_sensor_kind cs_face_recognition_kind = {
    .kind = {"face_recognition",
             {.name = "sensor: face_recognition",
              .about = "Face recognition, as error rates alone. There is no image, template or "
                       "matcher in this program.",
              .size = sizeof(cs_face_recognition), .fields = cs_face_fields, .check = cs_face_check}},
    .draws = {"acts", "crowd", "enrolled", "sightings", "review", "pictures", "picture_matches"},
    .prepare = prepare, .release = release, .sees = sees,
    .most_filed = most_filed, .soonest = soonest, .observe = observe, .invent = invent,
    .search = search};
