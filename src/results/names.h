/* Words for the numbers that results keep: lanes, tags, outcomes, units, engines. */
#ifndef CS_RESULTS_NAMES_H
#define CS_RESULTS_NAMES_H

#include "ledger/ledger.h"
#include "scenario/scenario.h"

extern const char *const cs_lane_names[CS_LANES_MOST];
extern const char *const cs_tag_names[CS_TAGS];    /* keys: false_match */
extern const char *const cs_tag_labels[CS_TAGS];   /* words: false match */
extern const char *const cs_outcome_names[CS_OUTCOMES];
extern const char *const cs_moment_names[CS_MOMENTS];
extern const char *const cs_look_names[CS_LOOKS];
extern const char *const cs_copy_names[CS_COPIES];
extern const char *const cs_stage_names[CS_STAGES];
extern const char *const cs_queued_names[CS_QUEUEDS];
extern const char *const cs_paid_names[CS_PAIDS];
extern const char *const cs_input_kind_names[]; /* by cs_input_kind */
extern const char *const cs_figure_as_names[];  /* by cs_figure_as */
extern const char *const cs_file_names[CS_FILES], *const cs_fate_names[CS_FATES];
extern const char *const cs_any_list;           /* the list after the last: any penal list */

const char *cs_unit_name(cs_unit unit);
const char *cs_engine_name(cs_engine engine);
const char *cs_metric_name(int metric);
/* Name of a list, cs_any_list for the index after the last; of a service, sensor, band, kind of
   conduct, kind of record, rule (the record it is on). "?" for an index that is out of range. */
const char *cs_list_name(const cs_scenario *scenario, int list);
const char *cs_service_name(const cs_scenario *scenario, int service);
const char *cs_sensor_name(const cs_scenario *scenario, int sensor);
const char *cs_conduct_name(const cs_scenario *scenario, int kind);
const char *cs_record_name(const cs_scenario *scenario, int record);
const char *cs_rule_name(const cs_scenario *scenario, int rule);
/* Name of an agency, and of a way of making good (the last: bought points); "-" for one there is not. */
const char *cs_agency_name(const cs_scenario *scenario, int agency);
const char *cs_repair_name(const cs_scenario *scenario, int repair);

#endif
