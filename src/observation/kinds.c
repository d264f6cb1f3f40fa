/* Every kind of sensor there is: one line each. */
#include "observation/sensors.h"

const cs_kind *const cs_sensor_kinds[] = {
    &cs_registry_kind,
    &cs_platform_kind,
    &cs_face_recognition_kind,
    &cs_false_record_kind,
    NULL};
