/* What the office does to a file: wrong records taken off, matters ended. The record side knows the
   lanes; the account of what wrong records did goes with them here. */
#ifndef CS_SIM_AMEND_H
#define CS_SIM_AMEND_H

#include "sim/block.h"

/* What a correction took off. */
typedef struct cs_taken_off {
    uint8_t lists;         /* entered by record: a bit for each where somebody was held wrongly */
    int points;            /* that wrong records had added to the score */
} cs_taken_off;

/* Take every wrong record that bears on the lists (a bit each) off the person's file. Errors: CS_NOMEM,
   CS_RANGE. */
cs_status cs_block_correct(cs_block *block, const cs_world_state *world, cs_worker *worker,
                           uint16_t person, uint8_t lists, cs_taken_off *taken, cs_error *err);
/* Put it back, as stale, for `days`. lists: those of taken_off. Errors: CS_NOMEM, CS_RANGE. */
cs_status cs_block_put_back(cs_block *block, const cs_world_state *world, uint16_t person,
                            const cs_taken_off *taken, int day, int32_t days, cs_error *err);
/* End the matter: whatever of the person's own holds them on the list, in any lane. *ended: something
   did. Errors: CS_NOMEM, CS_RANGE. */
cs_status cs_block_end_matter(cs_block *block, const cs_world_state *world, cs_worker *worker,
                              uint16_t person, int list, bool *ended, cs_error *err);
/* Lift the listing from `lane` up; see cs_membership_let_off. Errors: CS_NOMEM. */
cs_status cs_block_let_off(cs_block *block, uint16_t person, int list, int lane, cs_error *err);
/* Points outside the rules, in `lane` and above, tagged, for `days`. Errors: CS_NOMEM. */
cs_status cs_block_extra_points(cs_block *block, const cs_world_state *world, uint16_t person,
                                int lane, int tag, int points, int day, int32_t days,
                                cs_error *err);

#endif
