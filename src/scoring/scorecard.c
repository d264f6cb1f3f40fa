/* A scorecard made into points: additive in log odds, so a base by attributes and points by record. */
#include "scoring/score.h"

#include "core/math.h"

#define LN_2 0.69314718055994530942
#define POINTS_MOST 1000000.0

static int32_t rounded(double points)
{
    if (points > POINTS_MOST) points = POINTS_MOST;
    if (points < -POINTS_MOST) points = -POINTS_MOST;
    return (int32_t)(points < 0.0 ? points - 0.5 : points + 0.5);
}

int32_t cs_scorecard_points(const cs_scorecard *card, double log_odds)
{
    double factor = card->doubles_every / LN_2;
    return rounded(card->points + factor * (log_odds - cs_log(card->at_odds)));
}

int32_t cs_scorecard_base(const cs_scorecard *card, const uint16_t *value)
{
    double log_odds = card->intercept;
    for (int i = 0; i < card->attributes.count; i++) {
        const cs_by_term *term = &card->attributes.terms[i];
        log_odds += term->times[value[term->attribute]];
    }
    return cs_scorecard_points(card, log_odds);
}

void cs_scorecard_rules(cs_score_config *score, cs_rule *rules)
{
    const cs_scorecard *card = score->scorecard;
    const cs_card_record *records = card->records.items;
    for (int i = 0; i < card->records.count; i++)
        rules[i] = (cs_rule){.on = records[i].on, .lasts_days = records[i].lasts_days,
                             .points = rounded(card->doubles_every / LN_2 * records[i].adds),
                             .overdue = records[i].overdue,
                             .overdue_days = records[i].overdue_days};
    score->base = cs_scorecard_points(card, card->intercept);
    score->rules = (cs_array){.count = card->records.count, .items = rules};
}

double cs_scorecard_bad(const cs_scorecard *card, int32_t score)
{
    double log_odds = cs_log(card->at_odds) + (score - card->points) * LN_2 / card->doubles_every;
    return 1.0 / (1.0 + cs_exp(log_odds));
}
