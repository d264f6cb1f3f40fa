/* The lanes of the counterfactual ladder. A record arrives with the number of its lane and no
   reason for it; it counts in that lane and in every lane above. The same rules run in each.
   Source: docs/model.md, section "The ladder". */
#ifndef CS_MODEL_RECORD_LANE_H
#define CS_MODEL_RECORD_LANE_H

typedef enum cs_lane {
    CS_LANE_CONDUCT,   /* correct, current records of own unprotected conduct */
    CS_LANE_PROTECTED, /* and correct records of own protected conduct */
    CS_LANE_RECORDED,  /* and every wrong record */
    CS_LANE_APPLIED,   /* and what other people's records add */
    CS_LANES,
    CS_LANE_AS_WRITTEN = CS_LANES, /* optional fifth: all own conduct, seen perfectly and at once */
    CS_LANES_MOST
} cs_lane;

#endif
