/* The figures a study keeps: its own, or those its scenario is held against. */
#include "scenario/asked.h"
#include "study/file_parts.h"

#include <stdio.h>
#include <string.h>

/* The place of a figure, and of one of its keys when the figure says it. */
static const cs_node *figure_at(const cs_study_reading *s, int i)
{
    return cs_node_get(s->root, "figures")->keys[i];
}

static bool check_figure(cs_study_reading *s, const cs_asked *asked, const cs_node *at)
{
    bool fine = true;
    if (cs_metric_over((cs_metric)asked->metric))
        return cs_complain(&s->log, at,
                           "`%s` is made of all replicates together and is no figure of one row; the "
                           "spread of `%s` over replicates is shown anyway",
                           cs_metric_words[asked->metric].word,
                           asked->metric == CS_METRIC_LISTED_SD ? "listed" : "count_share");
    for (int i = 0; i < s->scenarios; i++) {
        cs_query query;
        cs_error err = {0};
        if (cs_asked_query(asked, s->scenario[i].scenario, &query, &err) != CS_OK)
            fine = cs_complain(&s->log, at, "%s", err.message);
    }
    return fine;
}

static bool read_own(cs_study_reading *s)
{
    cs_asked *asked = s->text.figures.items;
    bool fine = true;
    for (int i = 0; i < s->text.figures.count; i++) {
        const cs_node *block = cs_node_get(s->root, "figures")->items[i];
        if (asked[i].day == CS_FOREVER) asked[i].day = -1;
        if (!cs_study_knows(block, "metric", cs_metric_words)) continue; /* which has been complained about */
        fine &= check_figure(s, &asked[i], figure_at(s, i));
    }
    s->plan->figures = s->text.figures.count;
    s->plan->figure = asked;
    return fine;
}

/* ---- the scenario's ---- */

static const char *keep(cs_study_reading *s, const char *text)
{
    const char *copy = cs_arena_text(s->yaml.arena, text, strlen(text));
    if (!copy) cs_log_no_memory(&s->log);
    return copy;
}

static const char *item_name(cs_study_reading *s, const cs_array *items, size_t size, int32_t i)
{
    const char *name;
    if (i < 0 || i >= items->count) return NULL;
    memcpy(&name, (const char *)items->items + (size_t)i * size, sizeof name);
    return keep(s, name);
}

static const char *cell_name(cs_study_reading *s, const cs_scenario *scenario, int32_t cell)
{
    const cs_population_config *p = &scenario->population;
    char name[200];
    int32_t first = 1;
    if (cell <= 0) return NULL;
    for (int a = 0; a <= p->attributes.count; a++) {
        bool region = a == p->attributes.count;
        int count = region ? p->regions.count : p->attributes.items[a].values;
        const char **names = region ? p->regions.names : p->attributes.items[a].value_names;
        if (cell < first + count) {
            snprintf(name, sizeof name, "%s.%s", region ? "region" : p->attributes.items[a].name,
                     names[cell - first]);
            return keep(s, name);
        }
        first += count;
    }
    return NULL;
}

static cs_asked of_figure(cs_study_reading *s, const cs_scenario *whole, const cs_figure *f)
{
    const cs_scenario *own = f->of == CS_FIRMS ? whole->firms : whole;
    const char *band = own->score && f->band >= 0 ? keep(s, own->score->bands.names[f->band]) : NULL;
    return (cs_asked){.name = keep(s, f->figure), .metric = f->metric, .of = f->of,
                      .list = item_name(s, &own->lists, sizeof(cs_list), f->list),
                      .service = item_name(s, &own->services, sizeof(cs_service), f->service),
                      .sensor = item_name(s, &own->sensors, sizeof(cs_kinded), f->sensor),
                      .band = band,
                      .conduct = item_name(s, &own->conduct, sizeof(cs_conduct), f->conduct),
                      .response = item_name(s, &own->responses, sizeof(cs_kinded), f->response),
                      .association = item_name(s, &own->association, sizeof(cs_association),
                                               f->association),
                      .cell = cell_name(s, own, f->cell),
                      .day = f->day == CS_FOREVER ? -1 : f->day,
                      .at_least = f->at_least, .at_most = f->at_most, .above = f->above,
                      .scale = f->scale};
}

/* Of several scenarios the figures of one are seldom figures of all. */
static bool is_of_all(cs_study_reading *s, const cs_asked *asked)
{
    for (int i = 0; i < s->scenarios; i++) {
        cs_query query;
        cs_error err = {0};
        if (cs_asked_query(asked, s->scenario[i].scenario, &query, &err) == CS_OK) continue;
        return cs_complain(&s->log, s->root,
                           "there is no `figures:`, and what %.60s is held against cannot be kept of all "
                           "scenarios: %.*s; say what to keep, such as `figures: {wrongly listed: {metric: "
                           "listed_wrongly}}`", s->scenario[0].name, (int)strcspn(err.message, ";"),
                           err.message);
    }
    return true;
}

/* Figures over all replicates are left out, and of two by one name the second. */
static bool read_published(cs_study_reading *s)
{
    const cs_scenario *first = s->scenario[0].scenario;
    const cs_figure *figures = CS_ITEMS(cs_figure, first->figures);
    cs_asked *asked = cs_study_room(s, (size_t)first->figures.count, sizeof *asked);
    if (!asked) return false;
    for (int i = 0; i < first->figures.count; i++) {
        bool known = cs_metric_over((cs_metric)figures[i].metric);
        for (int k = 0; k < s->plan->figures; k++)
            known = known || strcmp(asked[k].name, figures[i].figure) == 0;
        if (known) continue;
        cs_asked next = of_figure(s, first, &figures[i]);
        if (s->log.no_memory || !is_of_all(s, &next)) return false;
        asked[s->plan->figures++] = next;
    }
    s->plan->figure = asked;
    if (s->plan->figures > 0) return true;
    return cs_complain(&s->log, s->root,
                       "there is nothing to keep: the scenario %.100s states no figures; say what to keep, such "
                       "as `figures: {wrongly listed: {metric: listed_wrongly}}`",
                       s->scenario[0].name);
}

bool cs_study_read_figures(cs_study_reading *s)
{
    return s->text.figures.count > 0 ? read_own(s) : read_published(s);
}
