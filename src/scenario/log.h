/* The complaints about a scenario while it is being read: collected, cut off at a hundred, put in
   the order of the file. */
#ifndef CS_SCENARIO_LOG_H
#define CS_SCENARIO_LOG_H

#include "core/error.h"
#include "scenario/node.h"

#define CS_COMPLAINTS_MOST 100

typedef struct cs_log {
    cs_complaints complaints;
    size_t room;
    int left_out;          /* complaints beyond the hundredth */
    bool no_memory;        /* the other reason for a reader's function to return false */
    const char *safeguard; /* named at the head of each complaint when not NULL */
} cs_log;

/* Note a complaint about the place of `at`. Always false, so that a parser can
   `return cs_complain(...)`. */
bool cs_complain(cs_log *log, const cs_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with a place given in numbers. */
bool cs_complain_at(cs_log *log, const cs_origin *origin, int line, int column, const char *format,
                    ...) __attribute__((format(printf, 5, 6)));
/* Note that memory ran out. Always false. */
bool cs_log_no_memory(cs_log *log);
/* Whether the reading so far found nothing wrong. */
bool cs_log_is_clean(const cs_log *log);
/* Move into `log` what `other` holds and `log` does not; `other` is freed. */
void cs_log_absorb(cs_log *log, cs_log *other);
/* Sort by place, those of `first` before those of other files, and say so when some were left
   out. */
void cs_log_finish(cs_log *log, const char *first);
void cs_log_free(cs_log *log);

#endif
