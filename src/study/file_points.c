/* What varies in a study, and the points that makes. */
#include "core/mem.h"
#include "core/rng.h"
#include "core/text.h"
#include "scenario/quantity.h"
#include "study/design.h"
#include "study/factors.h"
#include "study/file_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { VALUES_MOST = 10000 };

static bool is_drawn(int kind)
{
    static const bool drawn[CS_STUDY_DESIGNS] = {
#define X(name, word, drawn, help) drawn,
        CS_STUDY_DESIGN_LIST(X)
#undef X
    };
    return drawn[kind];
}

/* ---- parameters ---- */

/* One value in the unit of the parameter; *used says which measure stood there. */
static bool read_level(cs_study_reading *s, const cs_factor *f, const cs_node *node,
                       const cs_measure *assumed, const cs_measure **used, double *out)
{
    char room[300];
    *used = NULL;
    if (node->type != CS_NODE_SCALAR)
        return cs_complain(&s->log, node, "a value of `%.100s` is %s; %s is wanted", f->path,
                           cs_node_kind_text(node), cs_unit_wanted(f->unit));
    if (f->unit == CS_UNIT_TIME && cs_node_is(node, "forever")) {
        *out = CS_FOREVER;
        return true;
    }
    const char *wrong =
        cs_quantity_read(node->text, f->unit, assumed, cs_unit_wanted(f->unit), used, out, room);
    if (wrong) return cs_complain(&s->log, node, "a value of `%.100s` %s", f->path, wrong);
    if (f->whole && *out != floor(*out))
        return cs_complain(&s->log, node, "a value of `%.100s` is %.40s; a whole number is wanted", f->path,
                           node->text);
    return true;
}

/* A list of levels; the last says the unit of those that have none. */
static bool read_levels(cs_study_reading *s, const cs_factor *f, const cs_node *list, double *out)
{
    const cs_measure *used, *ignored;
    int last = list->count - 1;
    bool fine = read_level(s, f, list->items[last], NULL, &used, &out[last]);
    for (int i = 0; fine && i < last; i++)
        fine &= read_level(s, f, list->items[i], used, &ignored, &out[i]);
    return fine;
}

/* Whether the scenarios take a value: each is read with it. */
static bool try_level(cs_study_reading *s, const cs_factor *f, double level, const cs_node *at)
{
    cs_error err = {0};
    const char *set;
    bool fine = true;
    cs_status status = cs_factor_set(f, level, s->yaml.arena, &set, &err);
    if (status == CS_NOMEM) return cs_log_no_memory(&s->log);
    if (status != CS_OK) return cs_complain(&s->log, at, "%s", err.message);
    for (int i = 0; i < s->scenarios; i++) fine &= cs_study_try(s, i, set, at, NULL);
    return fine;
}

static bool read_values(cs_study_reading *s, cs_study_axis *axis, const cs_node *list)
{
    cs_factor *f = &axis->factor;
    if (list->type != CS_NODE_SEQUENCE || list->count < 1 || list->count > VALUES_MOST)
        return cs_complain(&s->log, list, "`values` must be a list of 1 to %d values", VALUES_MOST);
    axis->values = list->count;
    axis->value = cs_study_room(s, (size_t)list->count, sizeof(double));
    if (!axis->value || !read_levels(s, f, list, axis->value)) return false;
    int low = 0, high = 0;
    for (int i = 1; i < axis->values; i++) {
        if (axis->value[i] < axis->value[low]) low = i;
        if (axis->value[i] > axis->value[high]) high = i;
        for (int k = 0; k < i; k++)
            if (axis->value[i] == axis->value[k] && s->text.design.kind != CS_STUDY_DESIGN_LIST)
                return cs_complain(&s->log, list->items[i], "`%.60s` is in the list twice",
                                   list->items[i]->text);
    }
    f->low = axis->value[low];
    f->high = axis->value[high];
    bool fine = try_level(s, f, f->low, list->items[low]);
    return (low == high || try_level(s, f, f->high, list->items[high])) && fine;
}

static bool read_range(cs_study_reading *s, cs_study_axis *axis, const cs_node *range)
{
    cs_factor *f = &axis->factor;
    double ends[2];
    if (range->type != CS_NODE_SEQUENCE || range->count != 2)
        return cs_complain(&s->log, range, "`range` must be a list of two numbers, [low, high]");
    if (!read_levels(s, f, range, ends)) return false;
    if (ends[0] >= ends[1] || ends[1] >= CS_FOREVER)
        return cs_complain(&s->log, range, "the range of `%.100s` must run from a lower to a higher %s",
                           f->path, "number");
    f->low = ends[0];
    f->high = ends[1];
    bool fine = try_level(s, f, f->low, range->items[0]);
    return try_level(s, f, f->high, range->items[1]) && fine;
}

/* Of several scenarios the first says the unit and the range; the others must agree. */
static bool find_factor(cs_study_reading *s, const char *path, const cs_node *at, cs_factor *out)
{
    bool fine = true;
    for (int i = 0; i < s->scenarios; i++) {
        cs_error err = {0};
        cs_factor f;
        cs_status status = cs_factor_at(s->scenario[i].scenario, path, s->yaml.arena, &f, &err);
        if (status == CS_NOMEM) return cs_log_no_memory(&s->log);
        if (status != CS_OK)
            fine = cs_complain(&s->log, at, "%s", err.message);
        else if (i == 0)
            *out = f;
        else if (fine && (f.unit != out->unit || f.whole != out->whole))
            fine = cs_complain(&s->log, at, "`%.100s` is of another unit in the scenario %.100s", path,
                               s->scenario[i].name);
        else if (fine && (f.low != out->low || f.high != out->high))
            out->low = out->high = NAN; /* no range that all scenarios state */
    }
    return fine;
}

static bool read_axis(cs_study_reading *s, const cs_vary_text *text, cs_study_axis *axis)
{
    bool drawn = is_drawn(s->text.design.kind);
    if (!find_factor(s, text->path, axis->at, &axis->factor)) return false;
    if (text->values) return read_values(s, axis, text->values);
    if (!drawn)
        return cs_complain(&s->log, axis->at,
                           "`%.100s` has no `values`, which a grid or a list walks; to draw from its range, "
                           "say `design: {kind: latin, points: 64}`",
                           text->path);
    if (text->range) return read_range(s, axis, text->range);
    if (axis->factor.low < axis->factor.high && axis->factor.high < CS_FOREVER) return true;
    return cs_complain(&s->log, axis->at, "`%.100s` has no range in the %s; say `range: [low, high]`",
                       text->path, s->scenarios > 1 && isnan(axis->factor.low)
                                       ? "first scenario that the others share"
                                       : "scenario");
}

bool cs_study_read_axes(cs_study_reading *s)
{
    const cs_vary_text *text = s->text.vary.items;
    const cs_node *node = cs_node_get(s->root, "vary");
    bool fine = true;
    s->axes = s->text.vary.count;
    s->axis = cs_study_room(s, (size_t)s->axes, sizeof *s->axis);
    const cs_node *design = cs_node_get(s->root, "design");
    bool known = cs_node_find(design, "kind") < 0 || cs_study_knows(design, "kind", cs_study_design_words);
    if (!s->axis || !known) return false;
    for (int i = 0; i < s->axes; i++) {
        s->axis[i].at = node->keys[i];
        if (node->items[i]->type != CS_NODE_MAPPING) continue; /* which has been complained about */
        for (int k = 0; k < s->sets; k++)
            if (strcmp(s->set_at[k]->text, text[i].path) == 0)
                fine = cs_complain(&s->log, node->keys[i], "`%.100s` varies, so `set` must not set it",
                                   text[i].path);
        fine &= read_axis(s, &text[i], &s->axis[i]);
    }
    return fine;
}

/* ---- the design ---- */

static int values_of(const cs_vary_text *text)
{
    return text->values && text->values->type == CS_NODE_SEQUENCE ? text->values->count : 0;
}

static bool check_list(cs_study_reading *s)
{
    const cs_vary_text *text = s->text.vary.items;
    const cs_node *node = cs_node_get(s->root, "vary");
    for (int i = 1; i < s->text.vary.count; i++) {
        int first = values_of(&text[0]), own = values_of(&text[i]);
        if (first > 0 && own > 0 && own != first)
            return cs_complain(&s->log, node->keys[i],
                               "a list walks its values together, so all must have as many; `%.100s` has %d "
                               "and `%.100s` has %d", text[0].path, first, text[i].path, own);
    }
    return true;
}

bool cs_study_check_design(cs_study_reading *s)
{
    bool fine = true;
    int kind = s->text.design.kind;
    const cs_node *design = cs_node_get(s->root, "design"), *asked = cs_node_get(design, "points");
    const cs_node *at = asked ? asked : design ? design : s->root;
    if (cs_node_find(design, "kind") >= 0 && !cs_study_knows(design, "kind", cs_study_design_words))
        return false; /* which has been complained about */
    if (!is_drawn(kind)) {
        if (asked)
            fine = cs_complain(&s->log, asked,
                               "`points` is for designs that draw; here the values make the points");
        return (kind != CS_STUDY_DESIGN_LIST || check_list(s)) && fine;
    }
    if (!cs_node_get(s->root, "vary"))
        fine = cs_complain(&s->log, at, "the design draws points, but nothing varies; say `vary:`");
    if (!asked)
        fine = cs_complain(&s->log, at, "the design draws points; say how many, such as `points: 64`");
    return fine;
}

/* How many points it has of each world. */
static int64_t count_points(const cs_study_reading *s)
{
    int64_t points = 1;
    int kind = s->text.design.kind;
    if (is_drawn(kind)) return s->text.design.points;
    for (int i = 0; i < s->axes && kind == CS_STUDY_DESIGN_GRID && points <= CS_STUDY_POINTS_MOST; i++)
        points *= s->axis[i].values;
    return kind == CS_STUDY_DESIGN_LIST && s->axes ? s->axis[0].values : points;
}

static int64_t check_size(cs_study_reading *s, int64_t each)
{
    const cs_node *design = cs_node_get(s->root, "design");
    const cs_node *at = design ? design : s->root;
    if (each == 0) return 0;
    int64_t points = each * s->worlds;
    if (points > CS_STUDY_POINTS_MOST) {
        cs_complain(&s->log, at, "the study has more than %d points; a design that draws, such as `design: "
                                 "{kind: sobol, points: 1024}`, covers the same space with fewer",
                    CS_STUDY_POINTS_MOST);
        return 0;
    }
    if (points * s->plan->replicates > CS_STUDY_ROWS_MOST) {
        const cs_node *replicates = cs_node_get(s->root, "replicates");
        cs_complain(&s->log, replicates ? replicates : at,
                    "the study has %lld points with %lld replicates each; at most %d rows are possible",
                    (long long)points, (long long)s->plan->replicates, CS_STUDY_ROWS_MOST);
        return 0;
    }
    return points;
}

/* Shares of the ranges, for designs that draw. Shapes: *out [n][axes], to be freed. */
static cs_status draw(const cs_study_reading *s, int n, double **out, cs_error *err)
{
    cs_key key = cs_key_of((uint64_t)s->plan->seed, "study.design");
    int k = s->axes;
    *out = cs_alloc((size_t)n * (size_t)k, sizeof **out);
    if (!*out) return cs_fail_memory(err, "points");
    if (s->text.design.kind == CS_STUDY_DESIGN_LATIN) return cs_design_latin(key, n, k, *out, err);
    if (s->text.design.kind == CS_STUDY_DESIGN_SOBOL) return cs_design_sobol(&key, n, k, 0, *out, err);
    cs_design_random(key, n, k, *out);
    return CS_OK;
}

static double level_of(const cs_study_axis *axis, double u)
{
    if (axis->values == 0) return cs_factor_level(&axis->factor, u);
    int i = (int)(u * axis->values);
    return axis->value[i < axis->values ? i : axis->values - 1];
}

/* Levels of all points of one world. Shapes: level [n][axes]. */
static cs_status lay_out(const cs_study_reading *s, int n, double *level, cs_error *err)
{
    size_t k = (size_t)s->axes;
    if (is_drawn(s->text.design.kind)) {
        double *share = NULL;
        cs_status status = draw(s, n, &share, err);
        for (int i = 0; status == CS_OK && i < n; i++)
            for (size_t a = 0; a < k; a++)
                level[(size_t)i * k + a] = level_of(&s->axis[a], share[(size_t)i * k + a]);
        cs_free(share);
        return status;
    }
    for (int i = 0; i < n; i++) {
        int rest = i;
        for (size_t a = k; a-- > 0;) { /* the last one runs fastest */
            int values = s->axis[a].values;
            level[(size_t)i * k + a] =
                s->axis[a].value[s->text.design.kind == CS_STUDY_DESIGN_LIST ? i : rest % values];
            rest /= values;
        }
    }
    return CS_OK;
}

/* ---- points ---- */

/* A few words where there is more than one world. */
static const char *label_of(cs_study_reading *s, const cs_study_world *world)
{
    cs_text text = {0};
    if (s->scenarios > 1) cs_text_add(&text, s->scenario[world->scenario].scenario->name);
    if (s->worlds > s->scenarios || world->safeguard[0])
        cs_text_format(&text, "%s%s", text.length ? ", " : "",
                       world->safeguard[0] ? world->safeguard : "base");
    const char *label = text.failed ? NULL
                                    : cs_arena_text(s->yaml.arena, text.bytes ? text.bytes : "", text.length);
    cs_text_drop(&text);
    if (!label) cs_log_no_memory(&s->log);
    return label;
}

/* What `set` says, then the levels. */
static bool write_sets(cs_study_reading *s, const double *level, const char ***out)
{
    const char **sets = cs_study_room(s, (size_t)(s->sets + s->axes), sizeof *sets);
    cs_error err = {0};
    if (!sets) return false;
    for (int i = 0; i < s->sets; i++) sets[i] = s->set[i];
    for (int a = 0; a < s->axes; a++) {
        cs_status status = cs_factor_set(&s->axis[a].factor, level[a], s->yaml.arena, &sets[s->sets + a], &err);
        if (status == CS_NOMEM) return cs_log_no_memory(&s->log);
        if (status != CS_OK) return cs_complain(&s->log, s->axis[a].at, "%s", err.message);
    }
    *out = sets;
    return true;
}

static bool write_points(cs_study_reading *s, int each, const double *level, cs_point *point)
{
    for (int i = 0; i < each; i++) {
        const char **sets = NULL;
        if (!write_sets(s, level + (size_t)i * (size_t)s->axes, &sets)) return false;
        for (int w = 0; w < s->worlds; w++) /* world by world, the same settings in each */
            point[(size_t)w * (size_t)each + (size_t)i] =
                (cs_point){.scenario = s->scenario[s->world[w].scenario].path,
                           .safeguard = s->world[w].safeguard, .sets = sets,
                           .set_count = s->sets + s->axes, .level = level + (size_t)i * (size_t)s->axes};
    }
    for (int w = 0; w < s->worlds; w++) {
        const char *label = label_of(s, &s->world[w]);
        if (!label) return false;
        for (int i = 0; i < each; i++) point[(size_t)w * (size_t)each + (size_t)i].label = label;
    }
    return true;
}

static bool write_factors(cs_study_reading *s)
{
    cs_factor *factor = cs_study_room(s, (size_t)s->axes, sizeof *factor);
    if (!factor) return false;
    for (int a = 0; a < s->axes; a++) factor[a] = s->axis[a].factor;
    s->plan->factor = factor;
    s->plan->factors = s->axes;
    return true;
}

static bool write_settings(cs_study_reading *s, int64_t each)
{
    static const char *const words[CS_STUDY_DESIGNS] = {
#define X(name, word, drawn, help) word,
        CS_STUDY_DESIGN_LIST(X)
#undef X
    };
    char *text = cs_study_room(s, 80, 1);
    if (!text) return false;
    snprintf(text, 80, "{\"design\": \"%s\", \"points\": %lld}", words[s->text.design.kind], (long long)each);
    s->plan->settings = text;
    return true;
}

bool cs_study_make_points(cs_study_reading *s)
{
    int64_t each = count_points(s), points = check_size(s, each);
    cs_error err = {0};
    if (points == 0) return false;
    double *level = cs_study_room(s, (size_t)each * (size_t)s->axes, sizeof *level);
    cs_point *point = cs_study_room(s, (size_t)points, sizeof *point);
    if (!level || !point || !write_factors(s) || !write_settings(s, each)) return false;
    cs_status status = lay_out(s, (int)each, level, &err);
    if (status == CS_NOMEM) return cs_log_no_memory(&s->log);
    if (status != CS_OK) return cs_complain(&s->log, s->root, "%s", err.message);
    s->plan->points = (int)points;
    s->plan->point = point;
    return write_points(s, (int)each, level, point);
}
