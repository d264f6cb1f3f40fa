/* What responses can see of the scenario they stand in. */
#ifndef CS_SCENARIO_RESPONSES_H
#define CS_SCENARIO_RESPONSES_H

#include "scenario/reader.h"

/* Facts for cs_response_kind; of a scenario that has been read. Errors: CS_NOMEM. */
cs_status cs_response_facts_of(const cs_scenario *scenario, cs_response_facts *facts,
                               cs_error *err);
void cs_response_facts_free(cs_response_facts *facts);
/* Sets full[k] where some response of the scenario that is not idle concerns its kind of conduct k; the
   others are left as they are. Errors: CS_NOMEM. */
cs_status cs_responded_to(const cs_scenario *scenario, bool *full, cs_error *err);
/* Responses that do not fit the rest of the scenario. */
bool cs_check_responses(cs_reader *r, const cs_node *root);

#endif
