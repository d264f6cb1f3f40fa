/* Both error rates of face recognition from one threshold. Comparisons of two persons score N(0, 1),
   comparisons of a person with themselves N(d, s): straight lines in probit coordinates, laid through
   published operating points. There are scores of nobody in it; it is arithmetic on rates.
   Source: Green and Swets, Signal Detection Theory and Psychophysics, 1966 (binormal model);
   docs/model.md, section "Sensors". */
#ifndef CS_OBSERVATION_SCORE_MODEL_H
#define CS_OBSERVATION_SCORE_MODEL_H

#include "core/error.h"
#include "observation/sensors.h"
#include "population/population.h"

#define CS_OPERATING_POINTS_MOST 16

/* NULL, or what is wrong with how the rates are given, and the key it is about. */
const char *cs_face_check_rates(const cs_face_recognition *face, const char **key, char room[200]);

/* Share of persons looked for, and in view, who are recognised. */
double cs_face_finds(const cs_face_recognition *face);
/* False match rate of one comparison by the stratum of the person wrongly recorded. Without a
   threshold it may come out above 1, which counts as 1. Shapes: rate [strata]. Errors: CS_NOMEM. */
cs_status cs_face_false_match(const cs_face_recognition *face, const cs_population *pop,
                              double *rate, cs_error *err);

#endif
