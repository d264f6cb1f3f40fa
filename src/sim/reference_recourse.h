/* Recourse in the reference engine: everybody's cases, every day, and queues gone through one by one. */
#ifndef CS_SIM_REFERENCE_RECOURSE_H
#define CS_SIM_REFERENCE_RECOURSE_H

#include "sim/reference.h"

/* ---- reference_office.c: an agency ---- */
typedef struct cs_reference_waiting {
    double moment;         /* of the dispute's coming in, in days */
    uint32_t person;
    int list, since, round;
} cs_reference_waiting;

typedef struct cs_reference_office {
    cs_reference_waiting *queue;
    size_t waits, room, servers, server_room;
    double *free_from;     /* [servers] */
} cs_reference_office;

cs_status cs_reference_office_add(cs_reference_office *office, const cs_reference_waiting *waiting,
                                  cs_error *err);
/* As many reviewers as the regime in force has. Errors: CS_NOMEM. */
cs_status cs_reference_office_open(cs_reference_office *office, const cs_reference_run *run,
                                   int agency, cs_error *err);
/* One dispute taken up, or given up to the deadline, before run->to; false: no more. */
bool cs_reference_office_serve(cs_reference_office *office, const cs_reference_run *run, int agency,
                               cs_reference_waiting *served, double *decided, bool *overdue);
/* After the last day: those who wait still. */
void cs_reference_office_close(const cs_reference_office *office, const cs_reference_run *run,
                               int agency);
void cs_reference_office_free(cs_reference_office *office);

/* ---- reference_recourse.c ---- */
cs_status cs_reference_recourse_init(cs_reference_run *run, cs_error *err);
void cs_reference_recourse_free(cs_reference_run *run);
/* Before the day's records: notices, decisions, records that come back. Errors: CS_NOMEM. */
cs_status cs_reference_recourse_begin(cs_reference_run *run, int day, cs_error *err);
/* Attempts that were refused. barring: lists that bar the service, a bit each. Errors: CS_NOMEM. */
cs_status cs_reference_recourse_refused(cs_reference_run *run, uint32_t person, unsigned barring, int times,
                               int day, cs_error *err);
/* At the end of the day: finding out, making good, buying. Errors: CS_NOMEM. */
cs_status cs_reference_recourse_end(cs_reference_run *run, int day, cs_error *err);
/* At settlement: which bits the bands look back on; which listings are lifted; whether a new one passes
   review; who came and went. Shapes: bits [lanes]. Errors: CS_NOMEM. */
void cs_reference_look_back(const cs_reference_run *run, uint32_t person, uint8_t *before);
void cs_reference_lift(cs_reference_run *run, uint32_t person, int list, uint8_t *on);
bool cs_reference_passes(cs_reference_run *run, uint32_t person, int list, cs_cause cause);
void cs_reference_new_record(cs_reference_run *run, uint32_t person, int list);
cs_status cs_reference_recourse_moved(cs_reference_run *run, uint32_t person, const uint8_t *before,
                             const uint8_t *on, cs_error *err);
/* After settlement: the agencies decide what they came to since run->from. Errors: CS_NOMEM. */
cs_status cs_reference_agencies(cs_reference_run *run, cs_error *err);
/* After the last day: those who wait still. */
void cs_reference_recourse_close(cs_reference_run *run);

#endif
