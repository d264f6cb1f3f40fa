/* Both error rates of face recognition from one threshold. */
#include "observation/score_model.h"

#include "core/math.h"
#include "core/mem.h"

#include <stdio.h>

/* y = at + slope * score */
typedef struct line { double at, slope; } line;

static const cs_operating_point *point_of(const cs_face_recognition *f, int i)
{
    return (const cs_operating_point *)f->operating_points.items + i;
}

/* Rate of one comparison, from that of a search: 1 - (1 - rate)^(1 / against). */
static double of_one(double rate, int64_t against)
{
    return against > 1 ? cs_1mexp(-cs_log1m(rate) / (double)against) : rate;
}

/* ---- checks ---- */

static double times_of(const cs_by *by, int32_t attribute, int value)
{
    for (int i = 0; i < by->count; i++)
        if (by->terms[i].attribute == attribute) return by->terms[i].times[value];
    return 1.0;
}

static bool has_term(const cs_by *by, int32_t attribute)
{
    for (int i = 0; i < by->count; i++)
        if (by->terms[i].attribute == attribute) return true;
    return false;
}

/* Largest ratio of the multipliers of two points in any group; either may be NULL. Attributes combine
   freely, so each may be taken at its worst. */
static double worst_ratio(const cs_by *upper, const cs_by *lower)
{
    static const cs_by none = {0};
    const cs_by *both[2] = {upper, lower ? lower : &none};
    double worst = 1.0;
    for (int b = 0; b < 2; b++)
        for (int i = 0; i < both[b]->count; i++) {
            const cs_by_term *term = &both[b]->terms[i];
            double most = 0.0;
            if (b == 1 && has_term(both[0], term->attribute)) continue; /* taken already */
            for (int v = 0; v < term->values; v++) {
                double ratio = times_of(both[0], term->attribute, v) /
                               times_of(both[1], term->attribute, v);
                if (ratio > most) most = ratio;
            }
            worst *= most;
        }
    return worst;
}

static const char *check_pair(const cs_operating_point *a, const cs_operating_point *b,
                              char room[200])
{
    double one = of_one(a->false_match, a->against), other = of_one(b->false_match, b->against);
    if (one > other) return check_pair(b, a, room);
    if (one == other) return "two operating points have the same false match rate";
    if (a->finds >= b->finds) {
        snprintf(room, 200,
                 "the operating points contradict each other: with more false matches (%g) fewer "
                 "are found (%g %%, not more than %g %%)",
                 other, b->finds * 100, a->finds * 100);
        return room;
    }
    if (one * worst_ratio(&a->false_match_by, &b->false_match_by) >= other)
        return "for some group the false match rate would not fall from one operating point to the "
               "stricter one; its multipliers are too far apart";
    return NULL;
}

static const char *check_points(const cs_face_recognition *f, const char **key, char room[200])
{
    int points = f->operating_points.count;
    *key = "operating_points";
    if (points == 0) return "a threshold needs `operating_points:`, published pairs of rates";
    if (points > CS_OPERATING_POINTS_MOST) return "more than 16 operating points";
    for (int i = 0; i < points; i++) {
        const cs_operating_point *p = point_of(f, i);
        if (of_one(p->false_match, p->against) * worst_ratio(&p->false_match_by, NULL) >= 1.0)
            return "the multipliers of an operating point raise its false match rate to 1 or more";
        for (int j = 0; j < i; j++) {
            const char *wrong = check_pair(point_of(f, j), p, room);
            if (wrong) return wrong;
        }
    }
    return NULL;
}

const char *cs_face_check_rates(const cs_face_recognition *f, const char **key, char room[200])
{
    const cs_face_threshold *t = f->threshold;
    if (!t) {
        *key = f->operating_points.count ? "operating_points" : NULL;
        if (f->operating_points.count)
            return "operating points need `threshold:`, where on the line between them it stands";
        if (f->finds < 0.0 || f->false_match < 0.0)
            return "`finds:` and `false_match:` are wanted, such as `finds: 89 %` and "
                   "`false_match: 1.7e-8`, or `operating_points:` with a `threshold:`";
        return NULL;
    }
    if (f->finds >= 0.0 || f->false_match >= 0.0) {
        *key = f->finds >= 0.0 ? "finds" : "false_match";
        return "both a rate and a threshold are given; the rates follow from the threshold";
    }
    if (f->false_match_by.count) {
        *key = "false_match_by";
        return "with a threshold, multipliers stand in the operating point they were measured at";
    }
    *key = "threshold";
    if ((t->score > 0.0) == (t->at_false_match > 0.0))
        return "a threshold is either a `score:` or `at_false_match:`";
    return check_points(f, key, room);
}

/* ---- the model ---- */

/* Least squares; through one point with the slope that is given. */
static line fit(int points, const double *x, const double *y, double slope)
{
    double mean_x = 0.0, mean_y = 0.0, product = 0.0, square = 0.0;
    for (int i = 0; i < points; i++) {
        mean_x += x[i] / points;
        mean_y += y[i] / points;
    }
    for (int i = 0; i < points; i++) {
        product += (x[i] - mean_x) * (y[i] - mean_y);
        square += (x[i] - mean_x) * (x[i] - mean_x);
    }
    if (points > 1) slope = product / square;
    return (line){mean_y - slope * mean_x, slope};
}

static double height(line l, double score)
{
    return l.at + l.slope * score;
}

/* The scores at which the operating points lie: impostors score N(0, 1). */
static int scores(const cs_face_recognition *f, double score[CS_OPERATING_POINTS_MOST])
{
    for (int i = 0; i < f->operating_points.count; i++) {
        const cs_operating_point *p = point_of(f, i);
        score[i] = cs_normal_above(of_one(p->false_match, p->against));
    }
    return f->operating_points.count;
}

static double threshold_of(const cs_face_recognition *f)
{
    const cs_face_threshold *t = f->threshold;
    return t->score > 0.0 ? t->score : cs_normal_above(of_one(t->at_false_match, t->against));
}

double cs_face_finds(const cs_face_recognition *f)
{
    double score[CS_OPERATING_POINTS_MOST], above[CS_OPERATING_POINTS_MOST];
    if (!f->threshold) return f->finds;
    int points = scores(f, score);
    for (int i = 0; i < points; i++) above[i] = cs_normal_above(point_of(f, i)->finds);
    return cs_normal_tail(height(fit(points, score, above, 1.0 / f->spread), threshold_of(f)));
}

/* With its multipliers a group has a line of its own: its impostors score N(shift, spread). */
static double rate_of(const cs_face_recognition *f, int points, const double *score,
                      const double *times)
{
    double above[CS_OPERATING_POINTS_MOST], threshold = threshold_of(f);
    bool alike = true;
    for (int i = 0; i < points; i++) alike &= times[i] == 1.0;
    if (alike) return cs_normal_tail(threshold);
    for (int i = 0; i < points; i++) {
        const cs_operating_point *p = point_of(f, i);
        above[i] = cs_normal_above(of_one(p->false_match, p->against) * times[i]);
    }
    return cs_normal_tail(height(fit(points, score, above, 1.0), threshold));
}

cs_status cs_face_false_match(const cs_face_recognition *f, const cs_population *pop,
                              double *rate, cs_error *err)
{
    if (!f->threshold) {
        cs_by_table(&f->false_match_by, pop, rate);
        for (int s = 0; s < pop->strata; s++) rate[s] *= f->false_match;
        return CS_OK;
    }
    double score[CS_OPERATING_POINTS_MOST], times[CS_OPERATING_POINTS_MOST];
    size_t strata = (size_t)pop->strata;
    int points = scores(f, score);
    double *table = cs_alloc((size_t)points * strata, sizeof *table);
    if (!table) return cs_fail_memory(err, "the operating points of a sensor");
    for (int i = 0; i < points; i++)
        cs_by_table(&point_of(f, i)->false_match_by, pop, table + (size_t)i * strata);
    for (size_t s = 0; s < strata; s++) {
        for (int i = 0; i < points; i++) times[i] = table[(size_t)i * strata + s];
        rate[s] = rate_of(f, points, score, times);
    }
    cs_free(table);
    return CS_OK;
}
