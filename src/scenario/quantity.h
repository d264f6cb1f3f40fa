/* Numbers with units, as people write them: "5 %", "0.8 per year", "14 days", "1 in 6000". */
#ifndef CS_SCENARIO_QUANTITY_H
#define CS_SCENARIO_QUANTITY_H

#include "core/spec.h"

/* One way to write a unit. value = written * 10^power * factor, in the canonical unit. */
typedef struct cs_measure {
    const char *word; /* "per month", "%", "days" */
    cs_unit unit;
    int power;
    double factor;
    const char *also; /* another spelling ("day"), or NULL */
} cs_measure;

/* All measures; ends with {0}. */
extern const cs_measure cs_measures[];

/* The number `text` says. `assumed` (or NULL) is the measure of a bare number, and on return in
   *used is the measure that was written, NULL for a bare number. Times are whole days. `wanted`
   says what would have been right, for the sentence (cs_unit_wanted). Returns NULL, or what is
   wrong with the text in `room`, as the end of a sentence that begins with the key: "is 5 without a
   unit; ...". */
const char *cs_quantity_read(const char *text, cs_unit unit, const cs_measure *assumed,
                             const char *wanted, const cs_measure **used, double *value,
                             char room[300]);
/* A number in a unit as a person would write it, for messages: 0.05 -> "5 %". */
void cs_quantity_print(double value, cs_unit unit, char room[48]);
/* "a share such as 5 %": what a unit asks for. */
const char *cs_unit_wanted(cs_unit unit);
/* Regular expression (ECMA) of what may be written in a unit, for the JSON Schema. */
void cs_unit_pattern(cs_unit unit, bool forever, char room[300]);

#endif
