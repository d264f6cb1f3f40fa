/* Parts that the texts of studies share. */
#ifndef CS_RESULTS_STUDY_TEXT_H
#define CS_RESULTS_STUDY_TEXT_H

#include "core/text.h"
#include "results/format.h"
#include "results/worklist.h"

/* A paragraph of 80 columns, at most 900 bytes. */
void cs_say_line(cs_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What a figure is counted per beyond its unit: "per 1,000 persons", "per 1,000 firms", or "". */
const char *cs_figure_per(const cs_asked *figure);
/* The unit of a figure as a head of a column says it: "%", "days", "per year", "per 1,000 persons", or "". */
const char *cs_figure_unit(const cs_asked *figure);
/* A value of the figure with all of its unit: "0.21 %", "423 per 1,000 persons"; NAN: "undefined". */
void cs_say_value(char room[CS_CELL], double value, const cs_asked *figure);
/* The shortest end of a parameter's path, of two parts or more, that no other parameter of the study has:
   "bank.misses" of sensors.bank.misses. */
const char *cs_factor_short(const cs_study_plan *plan, int factor);
/* The world of a point, as every text calls it: "base" for none, else the safeguard as it was asked for. */
const char *cs_world_name(const char *safeguard);
/* What was run, and that nobody in it exists; that runs are of fewer people than the scenario has. */
void cs_say_study(cs_text *text, const cs_study_plan *plan);
/* That rows are missing, where they are; and the study's hash. */
cs_status cs_say_study_state(cs_text *text, cs_worklist *list, cs_error *err);

#endif
