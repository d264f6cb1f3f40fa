/* Every kind of sensor there is: one line each. */
#include "observation/observe.h"

static const cs_field fields[] = {
    {.key = "where", .type = CS_FIELD_REFS, .offset = offsetof(cs_kinded, where),
     .space = CS_SPACE_REGION, .fallback = "",
     .help = "The regions whose residents it sees, and whom its records from nothing are about; "
             "without it, all.",
     .example = "[north]"},
    {0}};

const cs_spec cs_sensor_spec = {.name = "sensor",
                                .about = "What every kind of sensor may say beside its own.",
                                .size = sizeof(cs_kinded), .fields = fields};

const cs_kind *const cs_sensor_kinds[] = {
    &cs_registry_kind.kind,
    &cs_platform_kind.kind,
    &cs_face_recognition_kind.kind,
    &cs_false_record_kind.kind,
    &cs_inspection_kind.kind,
    NULL};
