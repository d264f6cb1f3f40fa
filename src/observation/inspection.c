/* Inspection: looks where it is sent, and sees a share of what is there. What it finds may steer where
   it goes next (the runaway feedback of predictive inspection), or the file says how closely a person
   is looked at (the feedback of company grades).
   Source: Ensign et al. 2018, "Runaway Feedback Loops in Predictive Policing", PMLR 81; docs/model.md,
   section "Sensors". */
#include "observation/observe.h"

#include "core/math.h"
#include "core/mem.h"

#include <stdlib.h>

#define VISITS_MOST 10000 /* a day */

static const cs_word allocations[] = {
    {"uniform", CS_ALLOCATE_UNIFORM, "each visit to any place with the same chance"},
    {"proportional", CS_ALLOCATE_PROPORTIONAL,
     "each visit to a place with the chance that the place's count has in all counts"},
    {"greedy", CS_ALLOCATE_GREEDY,
     "the first visit of a day to the place with the highest count, the second to the next; ties by "
     "chance"},
    {0}};

static const cs_word counts_words[] = {
    {"found", CS_COUNTS_FOUND, "the acts that were found"},
    {"rate", CS_COUNTS_RATE,
     "for each visit, the number of finds it has on average (Ensign's deterministic form)"},
    {"one", CS_COUNTS_ONE, "one for each visit, whatever is found (the Polya urn)"},
    {0}};

static const cs_word improvements[] = {
    {"none", CS_IMPROVE_NONE, "everything found is counted"},
    {"other_place", CS_IMPROVE_OTHER_PLACE,
     "a find is counted when another draw by the same counts names another place (Ensign's correction, "
     "right for two places)"},
    {"weighted", CS_IMPROVE_WEIGHTED,
     "a find is counted with the chance of the least visited place over that of its own, right for "
     "any number of places"},
    {0}};

static const char *check_visits(const void *config, const char **key, char room[200])
{
    const cs_visits *v = config;
    (void)room;
    if (v->improvement != CS_IMPROVE_NONE && v->allocation != CS_ALLOCATE_PROPORTIONAL) {
        *key = "improvement";
        return "the improvement undoes visits in proportion to counts; it needs "
               "`allocation: proportional`";
    }
    return NULL;
}

static const cs_field visit_fields[] = {
    {.key = "budget", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_RATE,
     .offset = offsetof(cs_visits, budget), .low = 0, .high = VISITS_MOST * 365.0,
     .help = "Visits in all places together. Of a fraction: the whole part every day, and one more "
             "with the chance of the rest.",
     .example = "1 per day"},
    {.key = "places", .type = CS_FIELD_REF, .offset = offsetof(cs_visits, attribute),
     .space = CS_SPACE_ATTRIBUTE, .fallback = "",
     .help = "The attribute whose values are the places; without it, they are the regions.",
     .example = "district"},
    {.key = "allocation", .type = CS_FIELD_WORD, .offset = offsetof(cs_visits, allocation),
     .words = allocations, .fallback = "proportional", .help = "Where the visits go.",
     .example = "proportional"},
    {.key = "start", .type = CS_FIELD_PER, .offset = offsetof(cs_visits, start), .low = 0,
     .high = 1e12, .fallback = "",
     .help = "Counts before the first day, by place; places not named have none. Without it, 1 each.",
     .example = "{north: 609, south: 379}"},
    {.key = "counts", .type = CS_FIELD_WORD, .offset = offsetof(cs_visits, counts),
     .words = counts_words, .fallback = "found",
     .help = "What a visit adds to the count of its place, at settlement.", .example = "found"},
    {.key = "improvement", .type = CS_FIELD_WORD, .offset = offsetof(cs_visits, improvement),
     .words = improvements, .fallback = "none",
     .help = "Whether what is found where one goes most is counted less, so that counts follow what "
             "people do and not where one looked.",
     .example = "weighted"},
    {.key = "reported", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_visits, reported), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of acts that people report, wherever anybody visits: each adds one to the count "
             "of its place, and leaves no record.",
     .example = "10 %"},
    {0}};

static const cs_spec visits_spec = {
    .name = "visits",
    .about = "Visits to places, sent where something was found before.",
    .size = sizeof(cs_visits), .fields = visit_fields, .check = check_visits};

static const char *check(const void *config, const char **key, char room[200])
{
    const cs_inspection *c = config;
    bool by_file = c->rate_by_band.count > 0 || c->on_list.count > 0 || c->otherwise > 0;
    (void)room;
    if (c->visits && by_file) {
        *key = c->rate_by_band.count ? "rate_by_band" : c->on_list.count ? "on_list" : "otherwise";
        return "an inspection goes by visits to places or by what is on file, not by both; make two "
               "sensors";
    }
    if (!c->visits && c->rate_by_band.count == 0 && c->on_list.count == 0) {
        *key = "sees";
        return "where does it look? Say `visits:`, `rate_by_band:` or `on_list:`";
    }
    return NULL;
}

static const cs_field fields[] = {
    {.key = "sees", .type = CS_FIELD_REFS, .offset = offsetof(cs_inspection, sees),
     .space = CS_SPACE_CONDUCT, .help = "The kinds of conduct it looks for.",
     .example = "[burglary]"},
    {.key = "finds", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_inspection, finds), .low = 0, .high = 1, .fallback = "100 %",
     .help = "Share of the acts before it that it finds; of a place visited twice on a day, twice.",
     .example = "80 %"},
    {.key = "visits", .type = CS_FIELD_MAYBE, .offset = offsetof(cs_inspection, visits),
     .table = &visits_spec, .fallback = "none",
     .help = "Visits to places: on the day of a visit the acts done there are before it.",
     .example = "{budget: 1 per day}"},
    {.key = "on_list", .type = CS_FIELD_PER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_inspection, on_list), .space = CS_SPACE_LIST, .low = 0, .high = 1,
     .fallback = "",
     .help = "Share of the acts of people on a list that are before it; the first that holds counts.",
     .example = "{red: 0.5 %, black: 98 %}"},
    {.key = "rate_by_band", .type = CS_FIELD_PER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_inspection, rate_by_band), .space = CS_SPACE_BAND, .low = 0, .high = 1,
     .fallback = "",
     .help = "Share of the acts before it, by band of the score as it stands on the morning, for "
             "people on none of these lists.",
     .example = "{A: 0.5 %, D: 98 %}"},
    {.key = "otherwise", .type = CS_FIELD_NUMBER, .unit = CS_UNIT_SHARE,
     .offset = offsetof(cs_inspection, otherwise), .low = 0, .high = 1, .fallback = "0 %",
     .help = "Share of the acts before it, of everybody else.", .example = "5 %"},
    {.key = "delay", .type = CS_FIELD_DAYS, .unit = CS_UNIT_TIME,
     .offset = offsetof(cs_inspection, delay_days), .low = 0, .high = 36500, .fallback = "0 days",
     .help = "Time from the act to the record.", .example = "1 day"},
    {0}};

/* Numbers kept of every place: visits, those whose result is counted, finds, those that are counted,
   and reports. */
enum { VISITS, TAKEN, FOUND, KEPT, REPORTED, NUMBERS };

/* A place on the way to its visits: what it counts, and its place in the order. */
typedef struct { double count; uint32_t luck; int place; } cs_stop;

typedef struct {
    const cs_inspection *config;
    const cs_visits *visits;
    const cs_population *pop;
    cs_key key, visit_key;
    int number, places, most;  /* most: visits of a day */
    uint8_t lane[256];
    /* visits */
    double *start, *adds;      /* [places] count before the first day; what a visit adds */
    double *up_to;             /* [places] counts up to and with the place */
    uint64_t *counted;         /* [places] threshold: a find is counted */
    cs_stop *order;            /* [places] highest count first */
    uint64_t *seen;            /* [most + 1] threshold of an act's being found, by visits of the day */
    uint64_t more, reported;   /* thresholds: one more visit; an act is reported */
    int from;                  /* first day of the plan of visits */
    size_t plan_room;
    uint16_t *plan;            /* [days][places] visits */
    /* by the file */
    int lists;
    uint64_t list_seen[8], otherwise;
    uint64_t *band_seen;       /* [bands] */
    int floor, ceiling;
    const cs_bounds *bands;
} cs_ready;

static bool sees(const void *config, int conduct)
{
    return cs_refs_have(&((const cs_inspection *)config)->sees, conduct);
}

/* All of them: what is not found may still be reported, or be before somebody in another band. */
static double most_filed(const void *config)
{
    (void)config;
    return 1.0;
}

static int soonest(const void *config)
{
    (void)config;
    return CS_FOREVER;
}

static void release(void *ready)
{
    cs_ready *r = ready;
    if (!r) return;
    cs_free(r->start);
    cs_free(r->adds);
    cs_free(r->up_to);
    cs_free(r->counted);
    cs_free(r->order);
    cs_free(r->seen);
    cs_free(r->plan);
    cs_free(r->band_seen);
    cs_free(r);
}

static int place_of(const cs_ready *r, uint32_t person)
{
    const cs_population *pop = r->pop;
    if (r->visits->attribute < 0) return cs_population_region(pop, person);
    return pop->stratum_value[cs_population_stratum(pop, person) * pop->attributes +
                              r->visits->attribute];
}

/* What a visit finds on average: the acts of a day in the place, of a kind it looks for, that it
   finds. Frailty has mean 1 and is left out. */
static void weigh_places(cs_ready *r, const cs_setup *setup)
{
    for (uint32_t person = 0; person < r->pop->persons; person++) {
        double acts = 0.0;
        for (int i = 0; i < r->config->sees.count; i++) {
            const cs_hazard *h = setup->hazard[r->config->sees.index[i]];
            acts += h->factor ? h->daily * h->factor[cs_population_stratum(r->pop, person)] : h->daily;
        }
        r->adds[place_of(r, person)] += acts * r->config->finds;
    }
}

static void prepare_places(cs_ready *r, const cs_setup *setup)
{
    const cs_visits *v = r->visits;
    double miss = 1.0, daily = v->budget / 365.0;
    for (int p = 0; p < r->places; p++) r->start[p] = v->start.count ? 0.0 : 1.0;
    for (int i = 0; i < v->start.count; i++) r->start[v->start.index[i]] = v->start.value[i];
    if (v->counts == CS_COUNTS_RATE) weigh_places(r, setup);
    for (int p = 0; v->counts == CS_COUNTS_ONE && p < r->places; p++) r->adds[p] = 1.0;
    for (int visits = 0; visits <= r->most; visits++, miss *= 1.0 - r->config->finds)
        r->seen[visits] = cs_threshold(1.0 - miss);
    r->more = cs_threshold(daily - (r->most - 1));
    r->reported = cs_threshold(v->reported);
}

static cs_status prepare_visits(cs_ready *r, const cs_setup *setup, cs_error *err)
{
    int attribute = r->visits->attribute;
    r->places = attribute < 0 ? r->pop->regions : r->pop->attribute_values[attribute];
    r->most = 1 + (int)(r->visits->budget / 365.0);
    size_t places = (size_t)r->places;
    r->start = cs_alloc(places, sizeof *r->start);
    r->adds = cs_alloc(places, sizeof *r->adds);
    r->up_to = cs_alloc(places, sizeof *r->up_to);
    r->counted = cs_alloc(places, sizeof *r->counted);
    r->order = cs_alloc(places, sizeof *r->order);
    r->seen = cs_alloc((size_t)r->most + 1, sizeof *r->seen);
    if (!r->start || !r->adds || !r->up_to || !r->counted || !r->order || !r->seen)
        return cs_fail_memory(err, "an inspection");
    prepare_places(r, setup);
    return CS_OK;
}

static cs_status prepare_file(cs_ready *r, const cs_setup *setup, cs_error *err)
{
    const cs_inspection *c = r->config;
    int bands = setup->bands ? setup->bands->count : 0;
    r->bands = setup->bands;
    r->floor = setup->floor;
    r->ceiling = setup->ceiling;
    r->otherwise = cs_threshold(c->otherwise * c->finds);
    r->lists = c->on_list.count;
    for (int i = 0; i < r->lists && i < 8; i++)
        r->list_seen[i] = cs_threshold(c->on_list.value[i] * c->finds);
    r->band_seen = cs_alloc((size_t)bands, sizeof *r->band_seen);
    if (!r->band_seen) return cs_fail_memory(err, "an inspection");
    for (int b = 0; b < bands; b++) r->band_seen[b] = r->otherwise;
    for (int i = 0; i < c->rate_by_band.count; i++)
        r->band_seen[c->rate_by_band.index[i]] = cs_threshold(c->rate_by_band.value[i] * c->finds);
    return CS_OK;
}

static cs_status prepare(const void *config, const cs_setup *setup, void **ready, cs_error *err)
{
    cs_ready *r = cs_alloc(1, sizeof *r);
    if (!r) return cs_fail_memory(err, "an inspection");
    r->config = config;
    r->visits = r->config->visits;
    r->pop = setup->pop;
    r->number = setup->number;
    r->key = cs_sensor_key(setup, "acts");
    r->visit_key = cs_sensor_key(setup, "visits");
    for (int k = 0; k < setup->kinds && k < 256; k++) r->lane[k] = setup->lane[k];
    cs_status status = r->visits ? prepare_visits(r, setup, err) : prepare_file(r, setup, err);
    if (status != CS_OK) {
        release(r);
        return status;
    }
    *ready = r;
    return CS_OK;
}

/* ---- where to go ---- */

static size_t slots(const void *ready)
{
    const cs_ready *r = ready;
    return r->visits ? (size_t)r->places * NUMBERS : 0;
}

static double count_of(const cs_ready *r, const int64_t *learnt, int place)
{
    const int64_t *number = learnt + (size_t)place * NUMBERS;
    double visits = r->visits->counts == CS_COUNTS_FOUND ? (double)number[KEPT]
                                                         : (double)number[TAKEN] * r->adds[place];
    return r->start[place] + visits + (double)number[REPORTED];
}

static int compare_stops(const void *a, const void *b)
{
    const cs_stop *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    if (x->luck != y->luck) return x->luck < y->luck ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

/* Counts as they stand: running sums for visits by chance, the order for greedy ones. */
static void take_stock(cs_ready *r, const int64_t *learnt, int day)
{
    double sum = 0.0;
    bool even = r->visits->allocation == CS_ALLOCATE_UNIFORM;
    for (int p = 0; p < r->places; p++) {
        double count = count_of(r, learnt, p);
        cs_words w = cs_philox((uint32_t)p, (uint32_t)day, 0, 3, r->visit_key);
        r->order[p] = (cs_stop){count, w.w[0], p};
        r->up_to[p] = sum += even ? 1.0 : count;
    }
    /* nothing is known of any place: all alike */
    for (int p = 0; sum <= 0.0 && p < r->places; p++) r->up_to[p] = p + 1.0;
    if (r->visits->allocation == CS_ALLOCATE_GREEDY)
        qsort(r->order, (size_t)r->places, sizeof *r->order, compare_stops);
}

/* The chance that a find is counted, by place. */
static void correct(cs_ready *r)
{
    double all = r->up_to[r->places - 1], least = all;
    for (int p = 0; p < r->places; p++) {
        double count = r->up_to[p] - (p ? r->up_to[p - 1] : 0.0);
        if (count > 0.0 && count < least) least = count;
    }
    for (int p = 0; p < r->places; p++) {
        double count = r->up_to[p] - (p ? r->up_to[p - 1] : 0.0), chance = 1.0;
        if (r->visits->improvement == CS_IMPROVE_OTHER_PLACE) chance = 1.0 - count / all;
        if (r->visits->improvement == CS_IMPROVE_WEIGHTED && count > 0.0) chance = least / count;
        r->counted[p] = cs_threshold(chance);
    }
}

static int place_at(const cs_ready *r, double x)
{
    int low = 0, high = r->places - 1; /* first place with up_to > x */
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (r->up_to[middle] > x) high = middle;
        else low = middle + 1;
    }
    return low;
}

static void plan_day(cs_ready *r, int64_t *learnt, int day, uint16_t *plan)
{
    uint32_t at = (uint32_t)day;
    int visits = r->most - 1 + (cs_philox(0, at, 0, 0, r->visit_key).w[0] < r->more);
    for (int p = 0; p < r->places; p++) plan[p] = 0;
    for (int v = 0; v < visits; v++) {
        cs_words w = cs_philox((uint32_t)v, at, 0, 1, r->visit_key);
        int place = r->visits->allocation == CS_ALLOCATE_GREEDY
                        ? r->order[v % r->places].place
                        : place_at(r, cs_uniform(w.w[0], w.w[1]) * r->up_to[r->places - 1]);
        plan[place]++;
        learnt[(size_t)place * NUMBERS + VISITS]++;
        learnt[(size_t)place * NUMBERS + TAKEN] += w.w[2] < r->counted[place];
    }
}

static cs_status learn(void *ready, int64_t *learnt, int from, int to, cs_error *err)
{
    cs_ready *r = ready;
    size_t places = (size_t)r->places;
    CS_TRY(cs_reserve((void **)&r->plan, &r->plan_room, (size_t)(to - from) * places,
                      sizeof *r->plan, "the visits of an inspection", err));
    r->from = from;
    take_stock(r, learnt, from);
    correct(r);
    for (int day = from; day < to; day++)
        plan_day(r, learnt, day, r->plan + (size_t)(day - from) * places);
    return CS_OK;
}

static int places(const void *ready, int *cell)
{
    const cs_ready *r = ready;
    *cell = r->visits->attribute < 0 ? r->pop->region_first_cell
                                     : r->pop->cell_first[r->visits->attribute];
    return r->places;
}

static void tell(const void *ready, const int64_t *learnt, int place, int64_t *told)
{
    const int64_t *number = learnt + (size_t)place * NUMBERS;
    told[CS_LOOK_VISITS] = number[VISITS];
    told[CS_LOOK_FINDS] = number[FOUND];
    told[CS_LOOK_REPORTS] = number[REPORTED];
    told[CS_LOOK_COUNT] = (int64_t)(count_of(ready, learnt, place) * CS_LOOK_UNIT + 0.5);
}

/* ---- what it sees ---- */

static void file_act(const cs_ready *r, const cs_scene *scene, int conduct, const cs_act *act,
                     cs_filings *out)
{
    cs_filing filing = {.person = scene->block * CS_BLOCK_PERSONS + act->person, .luck = act->luck,
                        .delay_days = (uint16_t)r->config->delay_days, .kind = (uint8_t)conduct,
                        .sensor = (uint8_t)r->number, .lane = r->lane[conduct],
                        .tag = CS_TAG_CORRECT};
    if (act->excused) {
        filing.lane = CS_LANE_RECORDED;
        filing.tag = CS_TAG_FALSE_RECORD;
    }
    cs_filings_add(out, filing);
}

static void visit(const cs_ready *r, const cs_scene *scene, int conduct, const cs_acts *acts,
                  cs_filings *out)
{
    const uint16_t *today = r->plan + (size_t)(scene->day - r->from) * (size_t)r->places;
    for (size_t i = 0; i < acts->count; i++) {
        const cs_act *act = &acts->act[i];
        int place = place_of(r, scene->block * CS_BLOCK_PERSONS + act->person);
        int64_t *noted = scene->noted + (size_t)place * NUMBERS;
        if (!today[place] && !r->reported) continue;
        cs_words w = cs_philox(act->index, scene->block, (uint32_t)scene->day, (uint32_t)conduct,
                               r->key);
        noted[REPORTED] += w.w[2] < r->reported;
        if (w.w[0] >= r->seen[today[place]]) continue;
        noted[FOUND]++;
        noted[KEPT] += w.w[1] < r->counted[place];
        file_act(r, scene, conduct, act, out);
    }
}

/* How closely a person is looked at, by what is on file about them. */
static uint64_t closeness(const cs_ready *r, const cs_scene *scene, uint16_t person)
{
    size_t at = (size_t)person * (size_t)scene->lanes + CS_LANE_APPLIED;
    for (int i = 0; i < r->lists; i++)
        if (scene->lists[at] >> r->config->on_list.index[i] & 1) return r->list_seen[i];
    if (!scene->points || !r->bands || r->bands->count == 0) return r->otherwise;
    int score = scene->points[at] + (scene->shift ? scene->shift[person] : 0), band = 0;
    score = score < r->floor ? r->floor : score > r->ceiling ? r->ceiling : score;
    while (band + 1 < r->bands->count && score < r->bands->at_least[band]) band++;
    return r->band_seen[band];
}

static cs_status observe(const void *ready, const cs_scene *scene, int conduct,
                         const cs_acts *acts, cs_filings *out, cs_error *err)
{
    const cs_ready *r = ready;
    CS_TRY(cs_filings_reserve(out, acts->count, err));
    if (r->visits) {
        visit(r, scene, conduct, acts, out);
        return CS_OK;
    }
    for (size_t i = 0; i < acts->count; i++) {
        const cs_act *act = &acts->act[i];
        cs_words w = cs_philox(act->index, scene->block, (uint32_t)scene->day, (uint32_t)conduct,
                               r->key);
        if (w.w[0] < closeness(r, scene, act->person)) file_act(r, scene, conduct, act, out);
    }
    return CS_OK;
}

const cs_sensor_kind cs_inspection_kind = {
    .kind = {"inspection",
             {.name = "sensor: inspection",
              .about = "Inspectors, who see a share of what is there when they look: by visits to "
                       "places, sent where something was found before, or by how people are graded.",
              .size = sizeof(cs_inspection), .fields = fields, .check = check}},
    .draws = {"acts", "visits"},
    .prepare = prepare, .release = release, .sees = sees, .most_filed = most_filed,
    .soonest = soonest, .observe = observe, .slots = slots, .learn = learn, .places = places,
    .tell = tell};
