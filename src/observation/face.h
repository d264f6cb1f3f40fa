/* Face recognition: its parameters, for the file that says what it does. */
#ifndef CS_OBSERVATION_FACE_H
#define CS_OBSERVATION_FACE_H

#include "observation/sensors.h"

extern const cs_field cs_face_fields[];
const char *cs_face_check(const void *config, const char **key, char room[200]);

#endif
