/* Is a scenario text plain UTF-8 text at all? Asked before the YAML parser sees it. */
#ifndef CS_SCENARIO_UTF8_H
#define CS_SCENARIO_UTF8_H

#include "scenario/log.h"

/* False, with a complaint at the place, for a byte order mark, zero bytes, carriage returns, other
   control characters, and bytes that are not UTF-8. */
bool cs_utf8_check(cs_log *log, const cs_origin *origin);
/* Whether a text out of a YAML escape could not stand in a file: control characters but newline and
   tab, line separators, a byte order mark, surrogates, or no UTF-8. */
bool cs_utf8_is_odd(const char *text, size_t length);

#endif
