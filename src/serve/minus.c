/* What one run's figures are more than another's, as JSON. */
#include "serve/json.h"

#include "results/paired.h"
#include "serve/put.h"
#include "study/headline.h"

#include <math.h>

/* As api.ts wants it: null where it is defined in no replicate. A mean has the t interval of itself, a figure
   the middle of its replicates. */
static json_t *estimate_json(const cs_estimate *e)
{
    if (!e->defined || !isfinite(e->mean)) return json_null();
    json_t *one = json_object();
    bool fine = cs_put_number(one, "mean", e->mean);
    fine &= cs_put_number(one, "low", e->has_interval ? e->low : e->mean);
    fine &= cs_put_number(one, "high", e->has_interval ? e->high : e->mean);
    fine &= cs_put_flag(one, "interval", e->has_interval);
    fine &= cs_put_whole(one, "replicates", e->replicates);
    return cs_made(one, fine);
}

static json_t *figure_json(const cs_asked *asked, const cs_minus *minus)
{
    const cs_estimate *d = &minus->difference;
    bool clear = d->defined && d->has_interval && (d->low > 0 || d->high < 0);
    cs_text name = {0};
    json_t *one = json_object();
    cs_asked_print(asked, &name);
    bool fine = !name.failed && cs_put_text(one, "figure", name.bytes);
    fine &= cs_put_text(one, "label", asked->name);
    fine &= cs_put_text(one, "unit", cs_unit_word(cs_metric_unit((cs_metric)asked->metric)));
    fine &= cs_put(one, "value", estimate_json(&minus->value));
    fine &= cs_put(one, "other", estimate_json(&minus->other));
    fine &= cs_put(one, "difference", estimate_json(d));
    fine &= cs_put_flag(one, "clear", clear);
    cs_text_drop(&name);
    return cs_made(one, fine);
}

typedef struct pair {
    cs_results *one, *other;
    const cs_scenario *scenario, *other_scenario;
} pair;

static cs_status add_figure(const pair *p, const cs_asked *asked, json_t *figures, cs_error *err)
{
    cs_query query, other;
    cs_minus minus;
    CS_TRY(cs_asked_query(asked, p->scenario, &query, err));
    CS_TRY(cs_asked_query(asked, p->other_scenario, &other, err));
    CS_TRY(cs_results_minus(p->one, &query, p->other, &other, &minus, err));
    return cs_put_item(figures, figure_json(asked, &minus), true) ? CS_OK : cs_fail_memory(err, "figures as JSON");
}

/* The figures that both scenarios are told in, in the order of the first. */
static cs_status add_figures(const pair *p, cs_arena *arena, json_t *figures, cs_error *err)
{
    cs_asked *asked, *others;
    int count, other_count;
    CS_TRY(cs_headline_figures(p->scenario, arena, &asked, &count, err));
    CS_TRY(cs_headline_figures(p->other_scenario, arena, &others, &other_count, err));
    for (int i = 0; i < count; i++) {
        bool both = false;
        for (int k = 0; k < other_count; k++) both |= cs_asked_same(&asked[i], &others[k]);
        if (both) CS_TRY(add_figure(p, &asked[i], figures, err));
    }
    return CS_OK;
}

cs_status cs_json_minus(cs_results *one, cs_results *other, json_t **out, cs_error *err)
{
    char room[CS_UNLIKE_BYTES];
    const char *why = cs_results_unlike(one, other, room);
    pair p = {one, other, cs_results_world(one, 0)->scenario, cs_results_world(other, 0)->scenario};
    json_t *all = json_object(), *figures = json_array();
    cs_arena *arena = cs_arena_new();
    cs_status status = CS_OK;
    *out = NULL;
    if (!all || !figures || !arena) status = cs_fail_memory(err, "figures as JSON");
    if (status == CS_OK && !why) status = add_figures(&p, arena, figures, err);
    cs_arena_free(arena);
    bool fine = cs_put_flag(all, "paired", !why);
    fine &= cs_put(all, "why", cs_json_text_or_null(why));
    fine &= cs_put(all, "figures", figures);
    if (status == CS_OK) return cs_put_end(all, fine, "figures as JSON", out, err);
    json_decref(all);
    return status;
}
