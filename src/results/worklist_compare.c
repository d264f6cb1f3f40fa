/* Whether two plans are the same study; if not, what differs, in a sentence. */
#include "results/worklist_store.h"

#include "core/text.h"
#include "results/names.h"

#include <math.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_figure(const cs_asked *a, const cs_asked *b)
{
    return same_text(a->name, b->name) && a->metric == b->metric && a->of == b->of &&
           same_text(a->list, b->list) && same_text(a->service, b->service) &&
           same_text(a->sensor, b->sensor) && same_text(a->band, b->band) &&
           same_text(a->conduct, b->conduct) && same_text(a->response, b->response) &&
           same_text(a->association, b->association) && same_text(a->cell, b->cell) &&
           a->day == b->day && a->at_least == b->at_least && a->at_most == b->at_most &&
           same_number(a->above, b->above) && same_number(a->scale, b->scale);
}

static bool same_point(const cs_point *a, const cs_point *b, int factors)
{
    if (!same_text(a->label, b->label) || !same_text(a->scenario, b->scenario) ||
        !same_text(a->safeguard, b->safeguard) || a->set_count != b->set_count)
        return false;
    for (int i = 0; i < a->set_count; i++)
        if (!same_text(a->sets[i], b->sets[i])) return false;
    for (int i = 0; i < factors; i++)
        if (!same_number(a->level ? a->level[i] : NAN, b->level ? b->level[i] : NAN)) return false;
    return true;
}

static cs_status differ(const cs_worklist *list, const char *name, const char *what, cs_error *err)
{
    return cs_fail(err, CS_FORMAT,
                   "%s holds another study than %s: %s; it was left as it is, choose another name "
                   "for the results", list->path, name, what);
}

/* What each kind is called, for people. */
static const char *const kind_words[CS_STUDY_KINDS] = {
    [CS_STUDY_SWEEP] = "the worlds of a study",        [CS_STUDY_MORRIS] = "a sensitivity analysis (morris)",
    [CS_STUDY_SOBOL] = "a sensitivity analysis (sobol)", [CS_STUDY_PRIOR] = "draws from the ranges",
    [CS_STUDY_CALIBRATION] = "a calibration",          [CS_STUDY_SAFEGUARDS] = "a search over safeguards"};

static cs_status compare_titles(const cs_worklist *list, const cs_study_plan *plan, const char *name,
                                cs_error *err)
{
    const cs_study_plan *own = &list->plan;
    char what[500];
    if (own->kind == plan->kind && same_text(own->title, plan->title)) return CS_OK;
    snprintf(what, sizeof what, "it has %s, `%.120s`, and %s, `%.120s`, is asked for",
             kind_words[own->kind], own->title, kind_words[plan->kind], plan->title);
    return differ(list, name, what, err);
}

static cs_status differ_in_number(const cs_worklist *list, const char *name, const char *what,
                                  int64_t there, int64_t here, cs_error *err)
{
    char text[200];
    snprintf(text, sizeof text, "it has %lld %s, and the call asks for %lld", (long long)there, what,
             (long long)here);
    return differ(list, name, text, err);
}

static int length_of(const char *entry)
{
    size_t length = strcspn(entry, "\n,}");
    return length < 100 ? (int)length : 100;
}

/* Around the first place where two texts part, with what leads up to it. */
static cs_status differ_in_text(const cs_worklist *list, const char *name, const char *there, const char *here,
                                cs_error *err)
{
    char what[300];
    size_t at = 0, from;
    if (!there) there = "";
    if (!here) here = "";
    while (there[at] && there[at] == here[at]) at++;
    for (from = at; from > 0 && at - from < 40 && !strchr("\n{,", there[from - 1]);) from--;
    while (there[from] == ' ') from++;
    snprintf(what, sizeof what, "it says `%.*s`, and the call `%.*s`", length_of(there + from), there + from,
             length_of(here + from), here + from);
    return differ(list, name, what, err);
}

static cs_status compare_figures(const cs_worklist *list, const cs_study_plan *plan,
                                 const char *name, cs_error *err)
{
    const cs_study_plan *own = &list->plan;
    char what[300];
    if (own->figures != plan->figures)
        return differ_in_number(list, name, "figures", own->figures, plan->figures, err);
    for (int i = 0; i < own->figures; i++) {
        if (same_figure(&own->figure[i], &plan->figure[i])) continue;
        snprintf(what, sizeof what, "figure %d is `%.80s` there (%s), and would be `%.80s` (%s)",
                 i + 1, own->figure[i].name, cs_metric_name(own->figure[i].metric),
                 plan->figure[i].name, cs_metric_name(plan->figure[i].metric));
        return differ(list, name, what, err);
    }
    return CS_OK;
}

/* What is not the same of a point. */
static void say_point(char *what, size_t size, int number, const cs_point *own, const cs_point *asked)
{
    int i = 0, fewer = own->set_count < asked->set_count ? own->set_count : asked->set_count;
    while (i < fewer && same_text(own->sets[i], asked->sets[i])) i++;
    const char *there = i < own->set_count ? own->sets[i] : "nothing";
    const char *here = i < asked->set_count ? asked->sets[i] : "nothing";
    if (!same_text(own->scenario, asked->scenario))
        snprintf(what, size, "its point %d is of the scenario %.80s, and %.80s is asked for", number, own->scenario,
                 asked->scenario);
    else if (!same_text(own->safeguard, asked->safeguard))
        snprintf(what, size, "its point %d has the safeguard `%.80s`, and `%.80s` is asked for", number,
                 own->safeguard, asked->safeguard);
    else if (i < own->set_count || i < asked->set_count)
        snprintf(what, size, "its point %d sets %.80s, and %.80s is asked for", number, there, here);
    else
        snprintf(what, size, "its point %d has another name or other levels", number);
}

static cs_status compare_points(const cs_worklist *list, const cs_study_plan *plan,
                                const char *name, cs_error *err)
{
    const cs_study_plan *own = &list->plan;
    char what[300];
    bool enough = own->grows ? own->points >= plan->points : own->points == plan->points;
    if (own->factors != plan->factors)
        return differ_in_number(list, name, "parameters that vary", own->factors, plan->factors, err);
    for (int i = 0; i < own->factors; i++)
        if (!same_text(own->factor[i].path, plan->factor[i].path)) {
            snprintf(what, sizeof what, "`%.60s` varies there, and `%.60s` would here",
                     own->factor[i].path, plan->factor[i].path);
            return differ(list, name, what, err);
        }
    if (!enough) return differ_in_number(list, name, "points", own->points, plan->points, err);
    for (int i = 0; i < plan->points; i++) {
        if (same_point(&own->point[i], &plan->point[i], own->factors)) continue;
        say_point(what, sizeof what, i + 1, &own->point[i], &plan->point[i]);
        return differ(list, name, what, err);
    }
    return CS_OK;
}

cs_status cs_plan_compare(const cs_worklist *list, const cs_study_plan *plan, const char *name,
                          cs_error *err)
{
    const cs_study_plan *own = &list->plan;
    CS_TRY(compare_titles(list, plan, name, err));
    if (own->seed != plan->seed)
        return differ_in_number(list, name, "as its seed (--seed)", own->seed, plan->seed, err);
    if (own->replicates != plan->replicates)
        return differ_in_number(list, name, "replicates (--replicates)", own->replicates, plan->replicates, err);
    if (own->own_luck != plan->own_luck)
        return differ(list, name, "its points share people and luck in another way", err);
    if (own->grows != plan->grows) return differ(list, name, "its points are found otherwise", err);
    CS_TRY(compare_figures(list, plan, name, err));
    if (!same_text(own->settings, plan->settings))
        return differ_in_text(list, name, own->settings, plan->settings, err);
    CS_TRY(compare_points(list, plan, name, err));
    if (!same_text(own->text, plan->text))
        return differ_in_text(list, name, own->text, plan->text, err);
    return CS_OK;
}
