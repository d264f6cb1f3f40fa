/* Checks of the score that no table can say: what a scorecard stands in for, and what fits in a score. */
#include "scenario/reader.h"

#include <string.h>

static const cs_node *part(const cs_node *node, const char *key)
{
    const cs_node *found = cs_node_get(node, key);
    return found ? found : node;
}

/* Without a card, base and rules are wanted; with one, they are its own. */
static bool check_form(cs_reader *r, const cs_score_config *score, const cs_node *node)
{
    if (score->scorecard && cs_node_get(node, "base"))
        return cs_complain(r->log, part(node, "base"),
                           "a scorecard says itself where people start; leave out `base:`");
    if (!score->scorecard && !cs_node_get(node, "base"))
        return cs_complain(r->log, node,
                           "`base` is missing in score; write for example `base: 1000`");
    if (!score->scorecard && !cs_node_get(node, "rules"))
        return cs_complain(r->log, node,
                           "`rules` is missing in score; write for example `rules: [{on: "
                           "late_payment, points: -10, lasts: 1 year}]`");
    return true;
}

/* Every sum of the card, with nothing on file and by one record, must be points a score can hold. */
static bool check_points(cs_reader *r, const cs_score_config *score, const cs_node *node)
{
    const cs_scorecard *card = score->scorecard;
    const cs_rule *rules = score->rules.items;
    double low = card->intercept, high = card->intercept;
    for (int i = 0; i < card->attributes.count; i++) {
        const cs_by_term *term = &card->attributes.terms[i];
        double least = term->times[0], most = term->times[0];
        for (int v = 1; v < term->values; v++) {
            if (term->times[v] < least) least = term->times[v];
            if (term->times[v] > most) most = term->times[v];
        }
        low += least;
        high += most;
    }
    int worst = cs_scorecard_points(card, low), best = cs_scorecard_points(card, high);
    if (worst < -30000 || best > 30000)
        return cs_complain(r->log, part(node, "scorecard"),
                           "this scorecard starts people at %d to %d points; a score holds 30,000 "
                           "above or below zero: make `doubles_every` smaller", worst, best);
    if (worst < score->floor || best > score->ceiling)
        return cs_complain(r->log, part(node, worst < score->floor ? "floor" : "ceiling"),
                           "this scorecard starts people at %d to %d points, which lies outside "
                           "floor %d and ceiling %d", worst, best, score->floor, score->ceiling);
    for (int i = 0; i < score->rules.count; i++)
        if (rules[i].points < -30000 || rules[i].points > 30000)
            return cs_complain(r->log, part(node, "scorecard"),
                               "one record moves this scorecard by %d points, more than a score "
                               "holds: make `doubles_every` smaller", rules[i].points);
    return true;
}

bool cs_check_score(cs_reader *r, const cs_scenario *s, const cs_node *root)
{
    const cs_node *node = cs_node_get(root, "score");
    if (!s->score || !node) return true;
    bool fine = check_form(r, s->score, node);
    if (fine && s->score->scorecard) fine = check_points(r, s->score, node);
    const cs_foretelling *f = s->score->foretells;
    if (f && (int64_t)f->from_day + f->for_days > s->horizon_days)
        fine = cs_complain(r->log, part(node, "foretells"),
                           "people are watched until day %lld, but the run ends after %d days",
                           (long long)f->from_day + f->for_days, s->horizon_days);
    return fine;
}

static bool same_terms(const cs_by *a, const cs_by *b)
{
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++) {
        const cs_by_term *one = &a->terms[i], *other = &b->terms[i];
        same = one->attribute == other->attribute && one->values == other->values;
        for (int v = 0; same && v < one->values; v++) same = one->times[v] == other->times[v];
    }
    return same;
}

static bool same_foretelling(const cs_foretelling *a, const cs_foretelling *b)
{
    if (!a || !b) return a == b;
    return a->act == b->act && a->from_day == b->from_day && a->for_days == b->for_days;
}

bool cs_same_base(const cs_score_config *a, const cs_score_config *b)
{
    const cs_scorecard *one = a->scorecard, *other = b->scorecard;
    if (!same_foretelling(a->foretells, b->foretells)) return false;
    if (!one || !other) return !one == !other && a->base == b->base;
    return a->base == b->base && one->points == other->points && one->at_odds == other->at_odds &&
           one->doubles_every == other->doubles_every &&
           same_terms(&one->attributes, &other->attributes);
}
