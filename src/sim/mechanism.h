/* What a mechanism beyond records, points and lists adds to the block engine: association, recourse,
   response and their kin. Each has its spec table and its arithmetic in a folder of its own stage and
   one file here that ties it to the days; cs_mechanisms lists them. A scenario without a mechanism
   runs as if there were none: nothing of it is prepared and no hook is called. */
#ifndef CS_SIM_MECHANISM_H
#define CS_SIM_MECHANISM_H

#include "sim/block.h"

typedef struct cs_mechanism {
    const char *name;
    /* Whether the scenario has it. */
    bool (*wanted)(const cs_scenario *scenario);

    /* ---- a plan's part: const while days run ---- */
    /* *ready is handed to every hook below; never NULL on success. Keys it draws with are told to
       cs_plan_claim. Errors: CS_NOMEM. */
    cs_status (*prepare)(cs_plan *plan, const cs_population *pop, uint64_t seed, void **ready,
                         cs_error *err);
    void (*release)(void *ready);
    /* Days that blocks may run ahead of each other, CS_FOREVER for any number. NULL: any number. */
    int (*lookahead)(const void *ready);
    /* Rows it counts in, from plan->mechanism_row[] on; the same for every safeguard. NULL: none. */
    size_t (*rows)(const cs_scenario *scenario);
    /* Rows to tables of the ledger, once, at the end. */
    void (*spread)(const void *ready, const cs_world_state *world, const cs_tally *all,
                   size_t first_row, cs_ledger *ledger);
    /* Whether what a safeguard that starts later brings along must be known from the first day on, so that
       a state kept without it is of no use. NULL: never. */
    bool (*from_start)(const cs_scenario *scenario);

    /* ---- state: in block->own[number] and world->shared[number] ---- */
    cs_status (*open)(const void *ready, cs_world_state *world, void **shared, cs_error *err);
    void (*close)(void *shared);
    cs_status (*open_block)(const void *ready, const cs_world_state *world, cs_block *block,
                            void **own, cs_error *err);
    void (*close_block)(void *own);
    /* The same state, kept or got back (core/archive.h): one function for both. Whoever opens must keep;
       what is worked out again when it is opened is left out. With no state of its own in the block,
       own is NULL. */
    void (*keep)(const void *ready, cs_world_state *world, void *shared, cs_archive *archive);
    void (*keep_block)(const void *ready, const cs_world_state *world, cs_block *block, void *own,
                       cs_archive *archive);
    /* Bytes of what it keeps in a block about the few people concerned. NULL: not worth counting. */
    size_t (*bytes)(const void *own);

    /* ---- the days of a block ---- */
    /* Acts of a kind, just drawn: may take some out of worker->acts. */
    cs_status (*acts)(const void *ready, cs_block *block, const cs_world_state *world,
                      cs_worker *worker, int kind, int day, cs_error *err);
    /* Acts of a kind are about to come before a sensor: it may move some to the end of worker->acts and
       lower the count, which is set back afterwards. */
    cs_status (*before)(const void *ready, cs_block *block, const cs_world_state *world,
                        cs_worker *worker, int kind, int sensor, int day, cs_error *err);
    /* Attempts to use a service: may take some out of worker->acts. */
    cs_status (*attempts)(const void *ready, cs_block *block, const cs_world_state *world,
                          cs_worker *worker, int service, int day, cs_error *err);
    /* Something of its own fell due: due->what is CS_DUE_OF(number, its own code 0 .. 15). */
    cs_status (*due)(const void *ready, cs_block *block, const cs_world_state *world,
                     cs_worker *worker, const cs_due *due, int day, cs_error *err);
    /* Whether what is due, of its own and read from a checkpoint, can be: its numbers are indices. NULL: it
       uses none. */
    bool (*fits)(const void *ready, const cs_world_state *world, const cs_due *due);
    /* An attempt was refused. */
    cs_status (*denied)(const void *ready, cs_block *block, const cs_world_state *world,
                        cs_worker *worker, uint16_t person, int service, cs_cause cause, int day,
                        cs_error *err);
    /* The end of a day. */
    cs_status (*day)(const void *ready, cs_block *block, const cs_world_state *world,
                     cs_worker *worker, int day, cs_error *err);
    /* At settlement, before anything follows from it: may take the person off lists in lanes recorded
       and up (cs_membership_let_off, and the bits of `after`). Shapes: before, after [lanes]. */
    cs_status (*review)(const void *ready, cs_block *block, const cs_world_state *world,
                        uint16_t person, const uint8_t *before, uint8_t *after, int day,
                        cs_error *err);
    /* At settlement, somebody's lists are not what they were. Shapes: before, after [lanes]. */
    cs_status (*moved)(const void *ready, cs_block *block, const cs_world_state *world,
                       uint16_t person, const uint8_t *before, const uint8_t *after, int day,
                       cs_error *err);
    /* An office took off file what held the person on the list from lane recorded on; all: from any
       lane of the person's own. Ends of these holds that are due must come to nothing. */
    cs_status (*cleared)(const void *ready, cs_block *block, const cs_world_state *world,
                         cs_worker *worker, uint16_t person, int list, bool all, cs_error *err);

    /* At settlement, somebody whose standing may have changed, once it is settled. kept: scores by lane
       as they are to be read (NULL without a score). */
    cs_status (*settled)(const void *ready, cs_block *block, const cs_world_state *world,
                         uint16_t person, const int16_t *kept, int day, cs_error *err);

    /* ---- when all blocks have run an interval and none has settled, on one thread. Whoever has it
       must keep lookahead within the interval ---- */
    cs_status (*gather)(const void *ready, cs_world_state *world, cs_error *err);
    /* At settlement, somebody who is or was on a list has been looked at, whether or not their lists
       changed: what holds them there may have. Before `moved`; the penalties are still those of before.
       Shapes: after [lanes]. */
    cs_status (*listed)(const void *ready, cs_block *block, const cs_world_state *world,
                         uint16_t person, const uint8_t *after, int day, cs_error *err);

    /* ---- between windows, on one thread: everything that takes all blocks ---- */
    /* Whether somebody who would have been in a crowd is not. */
    bool (*stays_away)(const void *ready, const cs_world_state *world, int crowd, uint32_t person,
                       int day);
    cs_status (*window)(const void *ready, cs_world_state *world, int from, int to, cs_error *err);
} cs_mechanism;

extern const cs_mechanism cs_association_mechanism, cs_contacts_mechanism;

/* NULL-terminated; at most CS_MECHANISMS_MOST. The order is that in which hooks are called, and part
   of the model. */
extern const cs_mechanism *const cs_mechanisms[];
extern const cs_mechanism cs_firms_mechanism;

extern const cs_mechanism cs_response_mechanism, cs_lending_mechanism, cs_foretelling_mechanism;
/* Place of a mechanism in cs_mechanisms. */
int cs_mechanism_number(const cs_mechanism *mechanism);
extern const cs_mechanism cs_movement_mechanism, cs_sharing_mechanism;

/* For each mechanism of the plan that has the hook: `ready` and `m` are set in the body. */
#define CS_EACH_MECHANISM(plan, hook)                                                              \
    for (int m = 0; m < (plan)->mechanisms; m++)                                                   \
        if ((plan)->ready[m] && cs_mechanisms[m]->hook)

cs_status cs_mechanisms_prepare(cs_plan *plan, const cs_population *pop, uint64_t seed,
                                cs_error *err);
void cs_mechanisms_release(cs_plan *plan);
cs_status cs_mechanisms_open(cs_world_state *world, cs_error *err);
void cs_mechanisms_close(cs_world_state *world);
cs_status cs_mechanisms_open_block(const cs_world_state *world, cs_block *block, cs_error *err);
void cs_mechanisms_close_block(cs_block *block);
/* See from_start. */
bool cs_mechanisms_from_start(const cs_scenario *scenario);
void cs_mechanisms_keep(cs_world_state *world, cs_archive *archive);
void cs_mechanisms_keep_block(cs_world_state *world, cs_block *block, cs_archive *archive);

#endif
