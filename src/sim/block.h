/* A block: 65,536 persons and everything on file about them, run alone for a whole settlement
   interval. */
#ifndef CS_SIM_BLOCK_H
#define CS_SIM_BLOCK_H

#include "core/calendar.h"
#include "ledger/count.h"
#include "scoring/points.h"
#include "sim/firms.h"
#include "sim/plan.h"

/* What a thing on the calendar is: a record, with the number of its sensor; the end of points or of a
   listing; or something of a mechanism's own. */
enum { CS_DUE_RECORD = 0, CS_DUE_POINTS = 64, CS_DUE_LISTING, CS_DUE_MECHANISMS = 80 };
#define CS_DUE_OF(mechanism, code) ((uint8_t)(CS_DUE_MECHANISMS + 16 * (mechanism) + (code)))

/* Something that falls due for a person of another household, or of another block: told at settlement. */
typedef struct cs_message {
    uint32_t person;
    int32_t day;           /* on which it falls due: after the settlement, and its delay */
    cs_due due;            /* person and day are filled in on delivery */
} cs_message;

typedef struct cs_block {
    uint32_t number, first, size;
    int region_low, region_high;  /* regions its persons live in */
    cs_points score;
    int32_t *shift;        /* what contacts' scores add to lane applied as it is read; NULL: nothing */
    cs_membership lists;
    cs_calendar calendar;
    cs_sparse accounts, penalties;
    cs_sparse homes;       /* uint16_t: regions of those who do not live where they did at the start */
    cs_sparse told;        /* of tracked persons: the scores last noted, applied and conduct */
    uint64_t *touched;     /* bitmap: persons whose standing may have changed */
    uint64_t *tracked;     /* bitmap, NULL: nobody here is tracked */
    uint16_t *touch;       /* the same persons, in order of touching */
    size_t touches, touch_room;
    cs_message *message;
    size_t messages, message_room;
    cs_move *move;
    size_t moves, moves_folded, move_room;
    cs_event *event;
    size_t events, event_room;
    void *own[CS_MECHANISMS_MOST]; /* state of mechanisms */
} cs_block;

/* Scratch and counts of one thread. */
typedef struct cs_worker {
    cs_acts acts, more;
    cs_acts local;         /* of the acts, those of the residents a sensor sees */
    cs_filings filings;
    cs_due *due;
    size_t dues, due_room;
    cs_tally tally;        /* rows: see the CS_ROW_ macros */
    uint64_t acts_done, records_filed;
    int64_t *noted;        /* [plan->notes] by sensors that learn, since the last window */
} cs_worker;

/* Rows of a tally: acts by kind, then records by sensor and tag, attempts, denials by cause. */
#define CS_ROW_ACTS(plan, kind) ((size_t)(kind))
#define CS_ROW_RECORDS(plan, sensor, tag)                                                          \
    ((size_t)(plan)->kinds + (size_t)(sensor) * CS_TAGS + (size_t)(tag))
#define CS_ROW_ATTEMPTS(plan, service)                                                             \
    ((size_t)(plan)->kinds + (size_t)(plan)->sensors * CS_TAGS + (size_t)(service))
#define CS_ROW_DENIALS(plan, service, cause)                                                       \
    (CS_ROW_ATTEMPTS(plan, (plan)->services) + (size_t)(service) * CS_CAUSES + (size_t)(cause))
/* ... then, on the last day: scores by lane and moment, bands by lane, confusion by list. */
#define CS_ROW_SCORE(plan, lane, moment)                                                           \
    (CS_ROW_DENIALS(plan, (plan)->services, 0) + (size_t)(lane) * CS_MOMENTS + (size_t)(moment))
#define CS_ROW_BAND(plan, lane, band)                                                              \
    (CS_ROW_SCORE(plan, (plan)->lanes, 0) + (size_t)(lane) * (plan)->bands + (size_t)(band))
#define CS_ROW_CONFUSION(plan, list, outcome)                                                      \
    (CS_ROW_BAND(plan, (plan)->lanes, 0) + (size_t)(list) * CS_OUTCOMES + (size_t)(outcome))
#define CS_ROW_MECHANISMS(plan) CS_ROW_CONFUSION(plan, (plan)->lists + 1, 0)

typedef struct cs_world_state {
    const cs_plan *plan;
    const cs_population *pop;
    int from, to;          /* the interval: days [from, to) */
    int horizon;
    uint64_t seed;         /* of the replicate */
    cs_block *blocks;
    cs_worker *workers;
    int threads;           /* workers there are */
    int64_t *learnt;       /* [plan->notes] the same, up to this window, over all blocks */
    void *shared[CS_MECHANISMS_MOST]; /* state of mechanisms that takes all blocks */
    cs_firm_spells *firms; /* what firms hand over: filled in their world, read in the persons' */
} cs_world_state;

cs_status cs_block_init(cs_block *block, const cs_world_state *world, uint32_t number,
                        cs_error *err);
void cs_block_free(cs_block *block);
/* Everything that happens in the block in the world's interval. */
cs_status cs_block_run(cs_block *block, const cs_world_state *world, cs_worker *worker,
                       cs_error *err);
/* Bands and lists brought up to date at the end of `day`; moves and events appended. */
cs_status cs_block_settle(cs_block *block, const cs_world_state *world, int day, cs_error *err);
/* Put something on the block's calendar, on a day after today; what falls after the horizon is dropped. */
cs_status cs_block_schedule(cs_block *block, const cs_world_state *world, const cs_due *due,
                            int64_t day, cs_error *err);
/* Have it fall due for anybody, of this block or another, on `day` or at the next settlement, whichever
   is later. */
cs_status cs_block_send(cs_block *block, const cs_world_state *world, uint32_t person, int64_t day,
                        const cs_due *due, cs_error *err);
/* A filed record as something due. */
cs_due cs_due_of(const cs_filing *filing);
/* One more in a row of the worker's tally, in the cells of the person at `place`. */
void cs_block_count(const cs_block *block, const cs_world_state *world, cs_worker *worker,
                    size_t row, uint16_t place);
/* The same for each of the worker's acts. */
void cs_block_count_acts(const cs_block *block, const cs_world_state *world, cs_worker *worker,
                         size_t row);
/* Points change hands: the score, and for a wrong record the account of its tag. due: person, lane and
   tag are read. */
cs_status cs_block_points(cs_block *block, const cs_plan *plan, const cs_due *due, int points,
                          bool for_good, cs_error *err);
/* Those points end on day `until`. stays: 1 when they then go on as stale, 0 when not. due: person,
   lane, tag and the number of the rule (CS_EVENT_NO_RULE: none) are read. */
cs_status cs_block_points_until(cs_block *block, const cs_world_state *world, const cs_due *due,
                                int points, uint32_t stays, int64_t until, cs_error *err);
/* Start a person on a list, from `lane` up, for `days` (CS_FOREVER: no end). */
cs_status cs_block_list(cs_block *block, const cs_world_state *world, uint16_t person, int list,
                        int lane, int tag, int day, int32_t days, bool overdue, cs_error *err);
static inline bool cs_block_tracks(const cs_block *block, uint32_t place)
{
    return block->tracked && (block->tracked[place >> 6] >> (place & 63) & 1);
}
cs_status cs_block_keep_event(cs_block *block, const cs_event *event, cs_error *err);
/* Keep an event of a tracked person; of anybody else, nothing. Errors: CS_NOMEM. */
static inline cs_status cs_block_note(cs_block *block, const cs_event *event, cs_error *err)
{
    return cs_block_tracks(block, event->person - block->first)
               ? cs_block_keep_event(block, event, err)
               : CS_OK;
}
cs_status cs_block_touch(cs_block *block, uint16_t person, cs_error *err);
/* The scores of a person, to be read: as kept, with the shift. NULL without a score.
   Shapes: room [lanes], the result too. */
const int16_t *cs_block_scores(const cs_block *block, uint32_t place, int16_t *room);
/* Look at everybody at the next settlement (the rules have changed, or points fade). */
cs_status cs_block_touch_all(cs_block *block, cs_error *err);
int cs_block_region(const cs_block *block, const cs_population *pop, uint32_t person);
/* The region where somebody lives now; they are counted in the one of the start. */
static inline int cs_block_home(const cs_block *block, const cs_population *pop, uint16_t place)
{
    const uint16_t *home = block->homes.count ? cs_sparse_find(&block->homes, place) : NULL;
    return home ? *home : cs_block_region(block, pop, block->first + place);
}
/* Lists that somebody can come onto where they live, a bit each. */
static inline uint8_t cs_block_open(const cs_block *block, const cs_world_state *world,
                                    uint16_t place)
{
    return world->plan->open ? world->plan->open[cs_block_home(block, world->pop, place)] : 0xff;
}
static inline bool cs_sensor_looks(const cs_plan_sensor *sensor, int region)
{
    return !sensor->where || sensor->where[region >> 6] >> (region & 63) & 1;
}
/* The last day, person by person: scores, bands and confusion, into a thread's tally. */
void cs_block_scan(const cs_block *block, const cs_world_state *world, cs_tally *tally);
/* The last day's penalties: contributing causes, and spells that still stand. */
void cs_block_close(const cs_block *block, const cs_world_state *world, cs_ledger *ledger);

#endif
