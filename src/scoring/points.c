/* Points on file. */
#include "scoring/points.h"

#include "core/math.h"

#define CS_POINTS_MOST 32000

static void put(cs_points *file, int16_t *kept, int value)
{
    if (value > CS_POINTS_MOST || value < -CS_POINTS_MOST) {
        file->overflow = true;
        value = value > 0 ? CS_POINTS_MOST : -CS_POINTS_MOST;
    }
    *kept = (int16_t)value;
}

void cs_points_add(cs_points *file, uint16_t person, int lane, int points)
{
    int16_t *kept = file->points + (size_t)person * (size_t)file->lanes;
    for (int l = lane; l < cs_lane_end(lane); l++) put(file, &kept[l], kept[l] + points);
}

void cs_points_add_for_good(cs_points *file, uint16_t person, int lane, int points,
                            const cs_score_config *score)
{
    int16_t *kept = file->points + (size_t)person * (size_t)file->lanes;
    for (int l = lane; l < cs_lane_end(lane); l++) {
        int now = kept[l], next = now + points;
        if (points > 0 && next > score->ceiling) next = now > score->ceiling ? now : score->ceiling;
        if (points < 0 && next < score->floor) next = now < score->floor ? now : score->floor;
        put(file, &kept[l], next);
    }
}

int cs_points_correct(cs_points *file, uint16_t person)
{
    int16_t *kept = file->points + (size_t)person * (size_t)file->lanes;
    int wrong = kept[CS_LANE_RECORDED] - kept[CS_LANE_PROTECTED];
    for (int l = CS_LANE_RECORDED; l <= CS_LANE_APPLIED; l++) put(file, &kept[l], kept[l] - wrong);
    return wrong;
}

int cs_points_band(int score, const cs_bounds *bands)
{
    for (int b = 0; b < bands->count; b++)
        if (score >= bands->at_least[b]) return b;
    return bands->count - 1;
}

/* distance * keep / 2^32, the fraction rounded up with its own probability. Sixteen bits would not do:
   a half-life of ten years at daily settlement would be three per cent off. */
static int shrink(int distance, uint64_t keep, uint32_t chance)
{
    int sign = distance < 0 ? -1 : 1;
    uint64_t scaled = (uint64_t)(sign * distance) * keep + chance;
    return sign * (int)(scaled >> 32);
}

static int pull(int distance, int points)
{
    if (distance > 0) return distance > points ? distance - points : 0;
    return -distance > points ? distance + points : 0;
}

void cs_points_decay(cs_points *file, size_t persons, const cs_score_config *score, int from,
                     int to, cs_key key, uint32_t block)
{
    const cs_decay *decay = score->decay;
    uint64_t keep = 0;
    int fade = 0;
    if (decay->form == CS_DECAY_YEARLY_RESET && to / 365 == from / 365) return;
    if (decay->form == CS_DECAY_EXPONENTIAL)
        keep = (uint64_t)(4294967296.0 * cs_exp(-0.69314718055994530942 * (to - from) /
                                                decay->half_life_days) + 0.5);
    if (decay->form == CS_DECAY_LINEAR)
        fade = (int)((int64_t)decay->points_per_year * to / 365 -
                     (int64_t)decay->points_per_year * from / 365);
    cs_words chance = {{0}};
    for (size_t p = 0; p < persons; p++) {
        if (decay->form == CS_DECAY_EXPONENTIAL && p % 4 == 0)
            chance = cs_philox((uint32_t)(p / 4), block, (uint32_t)to, 0, key);
        int16_t *kept = file->points + p * (size_t)file->lanes;
        for (int l = 0; l < file->lanes; l++) {
            int distance = kept[l] - score->base;
            if (distance == 0) continue;
            if (decay->form == CS_DECAY_LINEAR) distance = pull(distance, fade);
            else distance = shrink(distance, keep, chance.w[p % 4]);
            kept[l] = (int16_t)(score->base + distance);
        }
    }
}

void cs_points_archive(cs_archive *a, cs_points *file, uint32_t persons)
{
    size_t lanes = (size_t)file->lanes;
    cs_archive_same(a, file->points ? lanes : 0, "the number of lanes of a score");
    if (file->points) cs_archive_numbers(a, file->points, persons * lanes, sizeof *file->points);
    cs_archive_bool(a, &file->overflow);
}
