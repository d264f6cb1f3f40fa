/* Every kind of sensor there is: one line each. */
#include "observation/observe.h"

const cs_kind *const cs_sensor_kinds[] = {
    &cs_registry_kind.kind,
    &cs_platform_kind.kind,
    &cs_face_recognition_kind.kind,
    &cs_false_record_kind.kind,
    &cs_inspection_kind.kind,
    NULL};
