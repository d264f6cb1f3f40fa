/* What the interface says, as JSON: functions of their arguments alone. web/src/explorer/api.ts is the same
   contract from the other side, docs/openapi.json the one that tests hold both to. */
#ifndef CS_SERVE_JSON_H
#define CS_SERVE_JSON_H

#include "results/results.h"

#include <jansson.h>

/* Model: what a scenario says, its parameters, safeguards, and the regime as parts and links.
   Errors: CS_NOMEM. */
cs_status cs_json_model(const cs_scenario *scenario, json_t **out, cs_error *err) CS_MUST_CHECK;
/* Complaint[]. */
cs_status cs_json_complaints(const cs_complaints *complaints, json_t **out, cs_error *err) CS_MUST_CHECK;
/* People: tracked persons of the base world, replicate 0. */
cs_status cs_json_people(cs_results *results, json_t **out, cs_error *err) CS_MUST_CHECK;
/* PersonFile: the same person in every world. Errors: CS_RANGE (not tracked). */
cs_status cs_json_person(cs_results *results, int64_t person, json_t **out, cs_error *err) CS_MUST_CHECK;
/* Differences: base world of one minus base world of the other, where they have the same people and luck.
   Errors: CS_NOMEM, CS_DATABASE. */
cs_status cs_json_minus(cs_results *one, cs_results *other, json_t **out, cs_error *err) CS_MUST_CHECK;

#endif
