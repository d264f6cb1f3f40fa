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

#define CS_SENSOR_LIST(X)                                                                          \
    X(cs_registry_kind)                                                                            \
    X(cs_platform_kind)                                                                            \
    X(cs_face_recognition_kind)                                                                    \
    X(cs_false_record_kind)                                                                        \
    X(cs_inspection_kind)                                                                          \
    /* the end */

#define X(kind) extern const cs_sensor_kind kind;
CS_SENSOR_LIST(X)
#undef X

const cs_kind *const cs_sensor_kinds[] = {
#define X(name) &name.kind,
    CS_SENSOR_LIST(X)
#undef X
    NULL};
