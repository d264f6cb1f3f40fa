/* Points on file: one score per person and lane. Record side of the wall.
   The score kept is base + active points; it is read clamped to floor and ceiling. Points that last
   forever stop at floor and ceiling as they are added, in each lane for itself. */
#ifndef CS_SCORING_POINTS_H
#define CS_SCORING_POINTS_H

#include "core/archive.h"
#include "core/rng.h"
#include "model/record/lane.h"
#include "scoring/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cs_points {
    int lanes;             /* 4, or 5 with the lane as_written */
    int16_t *points;       /* [persons of the block][lanes] */
    bool overflow;         /* somebody's points left what 16 bits can hold */
} cs_points;

/* Lanes a record of `lane` counts in: [first, end). */
static inline int cs_lane_end(int lane)
{
    return lane == CS_LANE_AS_WRITTEN ? CS_LANE_AS_WRITTEN + 1 : CS_LANES;
}

/* Add points (or, negated, take them back) in a record's lanes. */
void cs_points_add(cs_points *file, uint16_t person, int lane, int points);
/* Add points that last forever. */
void cs_points_add_for_good(cs_points *file, uint16_t person, int lane, int points,
                            const cs_score_config *score);
/* Take every wrong record off a score: lane recorded becomes what lane protected is, and what lane
   applied has beyond it stays beyond it. Returns what the wrong records had added. */
int cs_points_correct(cs_points *file, uint16_t person);
static inline int cs_points_read(int16_t kept, const cs_score_config *score)
{
    return kept < score->floor ? score->floor : kept > score->ceiling ? score->ceiling : kept;
}
/* Band of a score: index into bands, the last for everybody below. -1 without bands. */
int cs_points_band(int score, const cs_bounds *bands);

/* Everyone's points drift towards the base from day `from` to day `to`. Fractions of a point are
   kept or dropped by chance, the same in every lane, so that the mean is right at any step.
   Source: docs/model.md, section "Decay". */
void cs_points_decay(cs_points *file, size_t persons, const cs_score_config *score, int from,
                     int to, cs_key key, uint32_t block);
/* Everybody's points; nothing where there is no score. */
void cs_points_archive(cs_archive *archive, cs_points *file, uint32_t persons);

#endif
