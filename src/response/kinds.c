/* Every kind of response there is: one line each, and the file of that name. */
#include "response/response.h"

#define CS_RESPONSE_LIST(X)                                                                        \
    X(cs_chilling_kind)                                                                            \
    X(cs_deterrence_kind)                                                                          \
    X(cs_avoidance_kind)                                                                           \
    X(cs_point_seeking_kind)                                                                       \
    X(cs_life_effect_kind)                                                                         \
    /* the end */

#define X(kind) extern const cs_response_kind kind;
CS_RESPONSE_LIST(X)
#undef X

const cs_kind *const cs_response_kinds[] = {
#define X(name) &name.kind,
    CS_RESPONSE_LIST(X)
#undef X
    NULL};
