/* Numbers and lines for texts of 80 columns. */
#ifndef CS_RESULTS_FORMAT_H
#define CS_RESULTS_FORMAT_H

#include "core/spec.h"
#include "core/text.h"

#include <stdint.h>

#define CS_LINE 80
#define CS_CELL 64 /* room for one formatted figure */

/* "1,234,567.8": thin grouping by commas. */
void cs_format_number(char room[CS_CELL], double value, int decimals);
/* "1 draw", "1,234 draws"; many NULL: one with an s. */
void cs_format_count(char room[CS_CELL], int64_t count, const char *one, const char *many);
/* As much of the words as `size` bytes hold; what is cut ends in an ellipsis. */
void cs_format_cut(char *room, size_t size, const char *words);
/* A figure in its unit: "0.21 %", "1.7e-08", "13.5 days", "20,470,000"; three significant digits,
   whole numbers above. */
void cs_format_figure(char room[CS_CELL], double value, cs_unit unit);
/* "35.2 (34.0-36.4)" of scale * estimate; without an interval "35.2"; "undefined" for none. */
void cs_format_estimate(char room[CS_CELL], const cs_estimate *estimate, double scale,
                        int decimals);
/* The paragraph, broken at spaces (but not before a %) to 80 columns, each line after `indent` spaces; ends the line. */
void cs_format_paragraph(cs_text *text, int indent, const char *paragraph);
/* "12 days", "3 years" where it is whole years. */
void cs_format_days(char room[CS_CELL], int days);
/* Digits after the point that show two significant ones of `size`, from `least` to `most`. */
int cs_format_decimals(double size, int least, int most);
/* Columns that a name takes: code points of UTF-8. */
int cs_format_columns(const char *name);
/* A name padded to `width` columns; one that does not fit has a line of its own, and the row goes on
   below it. Beyond a whole line it is cut, and ends in an ellipsis. */
void cs_format_name(cs_text *text, const char *name, int width);
/* As much of a name as stands in `width` columns, whole words where it can be, padded to them; what is left. */
const char *cs_format_part(cs_text *text, const char *name, int width);
/* "0.2 to 4 per year", the unit once. */
void cs_format_span(char room[CS_CELL], double low, double high, cs_unit unit);
/* A line of dashes. */
void cs_format_rule(cs_text *text);

#endif
