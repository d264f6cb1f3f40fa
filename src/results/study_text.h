/* Parts that the texts of studies share. */
#ifndef CS_RESULTS_STUDY_TEXT_H
#define CS_RESULTS_STUDY_TEXT_H

#include "core/text.h"
#include "results/worklist.h"

/* A paragraph of 80 columns, at most 900 bytes. */
void cs_say_line(cs_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was run, and that nobody in it exists; that runs are of fewer people than the scenario has. */
void cs_say_study(cs_text *text, const cs_study_plan *plan);
/* That rows are missing, where they are; and the study's hash. */
cs_status cs_say_study_state(cs_text *text, cs_worklist *list, cs_error *err);

#endif
