/* Checks that span the sections of a scenario. */
#include "population/ties.h"
#include "scenario/reader.h"
#include "scenario/responses.h"

#include "observation/observe.h"

#include <stdio.h>
#include <string.h>

/* The node at root.a.b.c, or the deepest one there is on the way. */
static const cs_node *place(const cs_node *root, const char *a, const char *b, const char *c)
{
    const char *steps[3] = {a, b, c};
    for (int i = 0; i < 3 && steps[i]; i++) {
        const cs_node *next = cs_node_get(root, steps[i]);
        if (!next) break;
        root = next;
    }
    return root;
}

static bool check_crowds(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_crowd *crowds = s->crowds.items;
    bool fine = true;
    for (int i = 0; i < s->crowds.count; i++) {
        const cs_crowd *c = &crowds[i];
        if (c->visitors > s->population.persons)
            fine = cs_complain(
                r->log, place(root, "crowds", c->name, "visitors"),
                "the crowd `%s` has %lld visitors, but the population only %lld persons", c->name,
                (long long)c->visitors, (long long)s->population.persons);
        if (c->day > s->horizon_days)
            fine = cs_complain(
                r->log, place(root, "crowds", c->name, "day"),
                "the crowd `%s` first gathers on day %d, but the run ends after %d days", c->name,
                c->day, s->horizon_days);
    }
    return fine;
}

/* root: of the persons' sections, or of the firms'. */
static bool check_persons(cs_reader *r, const cs_scenario *s, const cs_node *root)
{
    const cs_list *lists = s->lists.items;
    const char *whom = s->of_firms ? "firms" : "persons";
    bool fine = true;
    for (int i = 0; i < s->lists.count; i++)
        if (lists[i].enter.initial > s->population.persons)
            fine = cs_complain(r->log, place(root, "lists", lists[i].name, "enter"),
                               "%lld %s are on the list `%s` at the start, but there are only "
                               "%lld %s",
                               (long long)lists[i].enter.initial, whom, lists[i].name,
                               (long long)s->population.persons, whom);
    if (s->population.regions.count > s->population.persons)
        fine = cs_complain(r->log, place(root, "population", "regions", NULL),
                           "there are %d regions but only %lld %s", s->population.regions.count,
                           (long long)s->population.persons, whom);
    return fine;
}

/* Somebody must be able to get onto a list. Where there are firms, a list of people may be for those who
   answer for one, and stay empty under a safeguard by which nobody does. */
static bool check_ways_in(cs_reader *r, const cs_scenario *s, const cs_node *root)
{
    const cs_list *lists = s->lists.items;
    bool fine = true;
    for (int l = 0; !s->firms && l < s->lists.count; l++) {
        const cs_list_enter *enter = &lists[l].enter;
        if (enter->record.count > 0 || enter->band >= 0 || enter->initial > 0 ||
            cs_association_enters(s, l) || enter->shared)
            continue;
        const cs_node *list = place(root, "lists", lists[l].name, NULL);
        int at = cs_node_find(list, "enter");
        fine = cs_complain(r->log, at < 0 ? list : list->keys[at],
                           "nobody can get onto this list: say `record:`, `band:`, `initial:` or "
                           "`shared:`");
    }
    return fine;
}

static bool check_sharing(cs_reader *r, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_arrow *arrows = s->sharing.items;
    const cs_list *lists = s->lists.items;
    const cs_node *sharing = cs_node_get(root, "sharing");
    bool fine = true, reached[CS_LISTS_MOST + 1] = {0};
    for (int i = 0; i < s->sharing.count; i++) {
        int to = arrows[i].to;
        if (to < 0 || to >= s->lists.count) continue; /* complained about already */
        if (to < CS_LISTS_MOST) reached[to] = true;
        if (lists[to].enter.band >= 0)
            fine = cs_complain(r->log, place(sharing->items[i], "to", NULL, NULL),
                               "listings cannot be copied to `%s`, which is entered by band and "
                               "follows the score",
                               lists[to].name);
        for (int k = 0; k < i; k++)
            if (arrows[k].from == arrows[i].from && arrows[k].to == to)
                fine = cs_complain(r->log, sharing->items[i],
                                   "there are two arrows from `%s` to `%s`", lists[arrows[i].from].name,
                                   lists[to].name);
    }
    for (int l = 0; l < s->lists.count && l < CS_LISTS_MOST; l++)
        if (lists[l].enter.shared && !reached[l])
            fine = cs_complain(r->log, place(root, "lists", lists[l].name, "enter"),
                               "people are to come onto `%s` from other lists, but no arrow of "
                               "`sharing` leads there",
                               lists[l].name);
    return fine;
}

/* No list is heard by two agencies. */
static bool check_agencies(cs_reader *r, const cs_node *node, const cs_array *agencies)
{
    const cs_list *lists = r->scenario->lists.items;
    bool fine = true, heard[CS_LISTS_MOST] = {false};
    for (int a = 0; a < agencies->count; a++) {
        const cs_agency *agency = CS_ITEMS(cs_agency, *agencies) + a;
        for (int i = 0; i < agency->lists.count; i++) {
            int list = agency->lists.index[i];
            if (list >= CS_LISTS_MOST) continue; /* complained of elsewhere */
            if (heard[list])
                fine = cs_complain(r->log, place(node, "agencies", agency->name, "lists"),
                                   "disputes about the list `%s` are heard by two agencies; say "
                                   "`corrects:` where one follows the other", lists[list].name);
            heard[list] = true;
        }
    }
    return fine;
}

static bool check_repairs(cs_reader *r, const cs_node *node, const cs_recourse *c)
{
    const cs_list *lists = r->scenario->lists.items;
    bool fine = true;
    for (int i = 0; i < c->repair.count; i++) {
        const cs_repair *repair = CS_ITEMS(cs_repair, c->repair) + i;
        if (repair->points > 0 && !r->scenario->score)
            fine = cs_complain(r->log, place(node, "repair", repair->name, "points"),
                               "`%s` brings points, but the scenario has no `score:`", repair->name);
        if (repair->points == 0 && repair->list >= 0 && lists[repair->list].enter.band >= 0)
            fine = cs_complain(r->log, place(node, "repair", repair->name, "list"),
                               "`%s` ends the matter, but the list `%s` is entered by band, where "
                               "there is none; give `points:`", repair->name,
                               lists[repair->list].name);
    }
    if (c->bought && !r->scenario->score)
        fine = cs_complain(r->log, place(node, "bought_points", NULL, NULL),
                           "points are bought, but the scenario has no `score:`");
    return fine;
}

static bool check_recourse(cs_reader *r, const cs_node *root)
{
    const cs_recourse *c = r->scenario->recourse;
    const cs_node *node = cs_node_get(root, "recourse");
    if (!c) return true;
    const cs_by_class *share = &c->dispute.share;
    bool fine = check_agencies(r, node, &c->agencies);
    fine &= check_repairs(r, node, c);
    if (c->agencies.count == 0 && (share->wrong > 0 || share->right > 0 ||
                                   share->protected_conduct > 0 || share->association > 0))
        fine = cs_complain(r->log, place(node, "dispute", NULL, NULL),
                           "people dispute, but there are no `agencies:` to hear them");
    return fine;
}

static bool check_figure(cs_reader *r, const cs_node *node, const cs_figure *f)
{
    static const char *const units[] = {[CS_UNIT_NONE] = "a plain number",
                                        [CS_UNIT_SHARE] = "a share in %",
                                        [CS_UNIT_PROBABILITY] = "a probability",
                                        [CS_UNIT_TIME] = "a time",
                                        [CS_UNIT_RATE] = "a rate",
                                        [CS_UNIT_POINTS] = "points"};
    cs_unit unit = cs_metric_unit((cs_metric)f->metric);
    const char *word = cs_node_get(node, "metric")->text;
    if (f->expect.unit != unit)
        return cs_complain(r->log, place(node, "expect", NULL, NULL),
                           "the metric `%s` is %s, and `expect` is %s", word, units[unit],
                           units[f->expect.unit]);
    if (f->of == CS_FIRMS && !r->scenario->firms)
        return cs_complain(r->log, place(node, "of", NULL, NULL),
                           "the figure is one of firms, but the scenario has none");
    if (f->metric == CS_METRIC_BAND_SHARE && f->band < 0)
        return cs_complain(r->log, node, "the metric `%s` needs `band:`", word);
    bool by_place = f->metric >= CS_METRIC_VISIT_SHARE && f->metric <= CS_METRIC_COUNT_SHARE_ABOVE;
    if (by_place && f->cell <= 0)
        return cs_complain(r->log, node, "the metric `%s` needs `cell:`, such as region.north", word);
    if (f->day != CS_FOREVER && f->day > r->scenario->horizon_days)
        return cs_complain(r->log, place(node, "day", NULL, NULL),
                           "the figure is about day %d, but the run ends after %d days", f->day,
                           r->scenario->horizon_days);
    return true;
}

/* The counts by group and region over time are the largest table; it has to fit. */
static bool check_ledger(cs_reader *r, const cs_scenario *s, const cs_node *root)
{
    double cells = 1.0 + s->population.regions.count, every = s->ledger.every_days;
    for (int i = 0; i < s->population.attributes.count; i++)
        cells += s->population.attributes.items[i].values;
    double bytes = (s->horizon_days / (every > 0 ? every : 1) + 1) * (s->lists.count + 1) * cells *
                   CS_CAUSES * 8.0;
    for (int i = 0; i < s->sensors.count; i++)
        if (cs_sensor_kind_of(CS_ITEMS(cs_kinded, s->sensors)[i].kind)->learn)
            bytes += (s->horizon_days / (every > 0 ? every : 1) + 1) * s->sensors.count * cells *
                     CS_LOOKS * 8.0;
    if (bytes <= 2e9) return true;
    const cs_node *ledger = cs_node_get(root, "ledger");
    return cs_complain(r->log, ledger ? ledger : root,
                       "the series by group and region would take %.0f GB; say `ledger: {every: "
                       "...}` with more time between its points",
                       bytes / 1e9);
}

static bool check_faces(cs_reader *r, const cs_scenario *firms, const cs_node *root)
{
    const cs_kinded *sensors = firms->sensors.items;
    bool fine = true;
    for (int i = 0; i < firms->sensors.count; i++)
        if (strcmp(sensors[i].kind->word, "face_recognition") == 0)
            fine = cs_complain(r->log, place(root, "sensors", sensors[i].name, "kind"),
                               "firms have no faces; another kind of sensor is wanted");
    return fine;
}

/* Whoever answers for a firm lives where the firm is. */
static bool check_firm_regions(cs_reader *r, const cs_node *root)
{
    const cs_shares *own = &r->scenario->firms->population.regions,
                    *theirs = &r->scenario->population.regions;
    bool fine = true;
    for (int i = 0; own->count > 1 && i < own->count; i++) {
        bool known = false;
        for (int k = 0; k < theirs->count; k++)
            known = known || strcmp(own->names[i], theirs->names[k]) == 0;
        if (!known)
            fine = cs_complain(r->log, place(root, "population", "regions", own->names[i]),
                               "the region `%s` of the firms is no region of the people; whoever "
                               "answers for a firm lives where it is, so the names must be the same",
                               own->names[i]);
    }
    return fine;
}

static bool check_responsible(cs_reader *r, const cs_responsible *answers, const cs_node *root)
{
    const cs_scenario *s = r->scenario;
    const cs_list *lists = s->lists.items;
    const cs_node *node = cs_node_get(root, "responsible");
    bool fine = check_firm_regions(r, root);
    if (answers->points != 0 && !s->score)
        fine = cs_complain(r->log, place(node, "points", NULL, NULL),
                           "a person who answers for a firm gets points, but people have no score");
    if (answers->points != 0 && s->score && s->score->decay &&
        answers->lasts_days != CS_FOREVER)
        fine = cs_complain(r->log, place(node, "points", NULL, NULL),
                           "points that fade cannot also be taken back: with `decay:` in the score "
                           "of people, `responsible` needs `lasts: forever`");
    for (int i = 0; i < answers->enters.count; i++) {
        const cs_list *list = &lists[answers->enters.index[i]];
        if (list->enter.band >= 0)
            fine = cs_complain(r->log, place(node, "enters", NULL, NULL),
                               "the list `%s` is entered by band, so nobody can be put on it; give "
                               "`points:` instead", list->name);
    }
    return fine;
}

static bool check_firms(cs_reader *r, const cs_node *root)
{
    const cs_scenario *firms = r->scenario->firms;
    if (!firms) return true;
    bool fine = check_ledger(r, firms, root);
    fine &= check_persons(r, firms, root);
    fine &= check_ways_in(r, firms, root);
    fine &= cs_check_score(r, firms, root);
    fine &= check_faces(r, firms, root);
    fine &= cs_check_places(r, firms, root);
    if (firms->responsible) fine &= check_responsible(r, firms->responsible, root);
    return fine;
}

bool cs_cross_check(cs_reader *r, const cs_node *root)
{
    const cs_node *figures = cs_node_get(root, "reproduces");
    const cs_figure *items = r->scenario->figures.items;
    bool fine = check_crowds(r, root);
    fine &= cs_check_places(r, r->scenario, root);
    fine &= check_sharing(r, root);
    fine &= check_ledger(r, r->scenario, root);
    fine &= check_persons(r, r->scenario, root);
    fine &= check_ways_in(r, r->scenario, root);
    fine &= check_firms(r, cs_node_get(root, "firms"));
    fine &= cs_check_responses(r, root);
    fine &= check_recourse(r, root);
    fine &= cs_check_score(r, r->scenario, root);
    fine &= cs_check_lending(r, root);
    fine &= cs_check_association(r, root);
    for (int i = 0; i < r->scenario->figures.count; i++)
        fine &= check_figure(r, figures->items[i], &items[i]);
    return fine;
}

/* Names of named items: every such struct begins with its name. */
static bool same_names(const cs_array *a, const cs_array *b, size_t size)
{
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++) {
        const char *one, *other;
        memcpy(&one, (const char *)a->items + (size_t)i * size, sizeof one);
        memcpy(&other, (const char *)b->items + (size_t)i * size, sizeof other);
        if (strcmp(one, other) != 0) return false;
    }
    return true;
}

static bool same_words(int a, const char **names, int b, const char **others)
{
    bool same = a == b;
    for (int i = 0; same && i < a; i++) same = strcmp(names[i], others[i]) == 0;
    return same;
}

static bool same_kinded(const cs_array *a, const cs_array *b)
{
    const cs_kinded *one = a->items, *other = b->items;
    bool same = same_names(a, b, sizeof(cs_kinded));
    for (int i = 0; same && i < a->count; i++) same = one[i].kind == other[i].kind;
    return same;
}

static bool same_score(const cs_score_config *a, const cs_score_config *b)
{
    if (!a || !b) return a == b;
    const cs_rule *one = a->rules.items, *other = b->rules.items;
    bool same = a->rules.count == b->rules.count &&
                same_words(a->bands.count, a->bands.names, b->bands.count, b->bands.names);
    for (int i = 0; same && i < a->rules.count; i++) same = one[i].on == other[i].on;
    return same && !a->contacts == !b->contacts &&
           (!a->contacts || (a->contacts->form == b->contacts->form &&
                             (a->contacts->weight > 0) == (b->contacts->weight > 0)));
}

static bool same_numbers(int count, const double *a, const double *b)
{
    for (int i = 0; i < count && a && b; i++)
        if (a[i] != b[i]) return false;
    return !a == !b || count == 0;
}

static bool same_shares(const cs_shares *a, const cs_shares *b)
{
    return same_words(a->count, a->names, b->count, b->names) &&
           same_numbers(a->count, a->share, b->share);
}

static bool same_ranges(const cs_ranges *a, const cs_ranges *b)
{
    bool same = same_words(a->count, a->names, b->count, b->names);
    for (int i = 0; same && i < a->count; i++)
        same = a->first[i] == b->first[i] && a->last[i] == b->last[i];
    return same;
}

static bool same_attribute(const cs_attribute *a, const cs_attribute *b)
{
    return strcmp(a->name, b->name) == 0 && a->given == b->given && a->rows == b->rows &&
           same_words(a->values, a->value_names, b->values, b->value_names) &&
           same_numbers(a->rows * a->values, a->share, b->share);
}

static bool same_ties(const cs_ties_config *a, const cs_ties_config *b)
{
    if (!a || !b) return a == b;
    return a->form == b->form && a->mean_degree == b->mean_degree &&
           a->within_region == b->within_region && a->alike == b->alike &&
           a->homophily == b->homophily && a->rewired == b->rewired;
}

static bool same_population(const cs_population_config *a, const cs_population_config *b)
{
    bool same = a->persons == b->persons && a->profile == b->profile && a->sex == b->sex &&
                same_ranges(&a->ages, &b->ages) && same_shares(&a->households, &b->households) &&
                same_shares(&a->regions, &b->regions) &&
                same_ties(a->ties, b->ties) && a->attributes.count == b->attributes.count;
    for (int i = 0; same && i < a->attributes.count; i++)
        same = same_attribute(&a->attributes.items[i], &b->attributes.items[i]);
    return same;
}

/* A list keeps its way in: what holds people there is kept in another place for each. */
static bool same_entries(const cs_array *a, const cs_array *b)
{
    const cs_list *one = a->items, *other = b->items;
    for (int i = 0; i < a->count && i < b->count; i++)
        if ((one[i].enter.band >= 0) != (other[i].enter.band >= 0) ||
            one[i].enter.initial != other[i].enter.initial)
            return false;
    return true;
}

static bool same_arrows(const cs_array *a, const cs_array *b)
{
    const cs_arrow *one = a->items, *other = b->items;
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = one[i].from == other[i].from && one[i].to == other[i].to;
    return same;
}

static bool same_refs(const cs_refs *a, const cs_refs *b)
{
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++) same = a->index[i] == b->index[i];
    return same;
}

/* Queues go on, so the agencies and what they hear stay. */
static bool same_recourse(const cs_recourse *a, const cs_recourse *b)
{
    if (!a || !b) return a == b;
    bool same = same_names(&a->agencies, &b->agencies, sizeof(cs_agency)) &&
                same_names(&a->repair, &b->repair, sizeof(cs_repair)) && !a->bought == !b->bought;
    for (int i = 0; same && i < a->agencies.count; i++)
        same = same_refs(&CS_ITEMS(cs_agency, a->agencies)[i].lists,
                         &CS_ITEMS(cs_agency, b->agencies)[i].lists);
    return same;
}

const char *cs_scenario_other_people(const cs_scenario *a, const cs_scenario *b)
{
    if (!same_population(&a->population, &b->population)) return "`population`";
    if (!a->firms != !b->firms) return "whether there are firms";
    if (a->firms && !same_population(&a->firms->population, &b->firms->population))
        return "`firms.population`";
    return NULL;
}

bool cs_check_same_world(cs_log *log, const cs_node *at, const cs_scenario *base,
                         const cs_scenario *patched)
{
    const char *what = cs_scenario_other_people(base, patched);
    if (!what && base->horizon_days != patched->horizon_days)
        what = "`horizon`";
    else if (!what && (base->seed != patched->seed || base->replicates != patched->replicates))
        what = "`seed` or `replicates`";
    if (!what) return true;
    return cs_complain(log, at,
                       "a safeguard cannot change %s; it is compared on the same people, days and "
                       "chance, and may change what is recorded, scored, listed, refused and disputed",
                       what);
}

/* What is not the same in two scenarios, or in the firms' parts of two. NULL: nothing. */
static const char *other_shape(const cs_scenario *now, const cs_scenario *later)
{
    const char *what = NULL;
    if (!same_names(&now->conduct, &later->conduct, sizeof(cs_conduct)) ||
        !same_words(now->record_kinds, now->record_names, later->record_kinds, later->record_names))
        what = "which kinds of conduct and record there are";
    else if (!same_kinded(&now->sensors, &later->sensors))
        what = "which sensors there are";
    else if (!cs_same_places(now, later))
        what = "which places an inspection visits";
    else if (!same_score(now->score, later->score))
        what = "which rules and bands there are, or whether contacts have a share in the score";
    else if (now->score && !cs_same_base(now->score, later->score))
        what = "the base of the score or what it foretells";
    else if (now->score && !now->score->decay != !later->score->decay)
        what = "whether points fade";
    else if (!same_names(&now->lists, &later->lists, sizeof(cs_list)))
        what = "which lists there are";
    else if (!same_entries(&now->lists, &later->lists))
        what = "whether a list is entered by record or by band, or who is on it at the start";
    else if (!same_names(&now->services, &later->services, sizeof(cs_service)))
        what = "which services there are";
    else if (!same_kinded(&now->responses, &later->responses))
        what = "which responses there are";
    else if (!cs_same_association(&now->association, &later->association))
        what = "which rules of association there are, who is reached, or whether an effect ends of itself";
    else if (!same_names(&now->crowds, &later->crowds, sizeof(cs_crowd)))
        what = "which crowds there are";
    else if (!same_arrows(&now->sharing, &later->sharing))
        what = "from where to where is shared";
    else if (!now->movement != !later->movement)
        what = "whether people move";
    else if (!same_recourse(now->recourse, later->recourse))
        what = "whether there is recourse, its agencies and what they hear, or the ways of making "
               "good there are";
    else if (!cs_same_lending(now->lending, later->lending))
        what = "the table of credit scores";
    else if (now->ledger.as_written != later->ledger.as_written ||
             now->ledger.every_days != later->ledger.every_days ||
             now->ledger.track != later->ledger.track)
        what = "`ledger`";
    else if (now->settle_days != later->settle_days)
        what = "the settlement interval";
    else if (!now->responsible != !later->responsible)
        what = "whether somebody answers for a firm";
    return what;
}

bool cs_check_same_shape(cs_log *log, const cs_node *at, const cs_scenario *now,
                         const cs_scenario *later)
{
    const char *what = other_shape(now, later);
    bool of_firms = !what && now->firms;
    if (of_firms) what = other_shape(now->firms, later->firms);
    if (!what) return true;
    return cs_complain(log, at,
                       "a safeguard that starts later (`from:`) cannot change %s%s; it may change "
                       "numbers: rates, points, bounds, delays and shares",
                       of_firms ? "in `firms` " : "", what);
}
