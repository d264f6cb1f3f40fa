/* What the firms' world hands to the persons': the stays of firms on the lists somebody answers for.
   The firms are run first, to the end; their stays are then known, and fall due among the persons day by
   day. Nothing goes the other way. */
#ifndef CS_SIM_FIRMS_H
#define CS_SIM_FIRMS_H

#include "core/archive.h"

#include <stddef.h>
#include <stdint.h>

#define CS_FIRM_STAYS UINT16_MAX /* beyond any horizon */

typedef struct cs_firm_spell {
    uint32_t firm;
    uint16_t region;       /* of the firms */
    uint16_t from, to;     /* days of the settlements at which it came and left; to: CS_FIRM_STAYS */
    uint8_t list, cause;   /* cs_cause at the coming */
} cs_firm_spell;

typedef struct cs_firm_spells {
    size_t count, room;
    cs_firm_spell *spell;
} cs_firm_spells;

struct cs_scenario;
struct cs_responsible;
/* Whether being on the list is passed on. */
int cs_firm_list_tells(const struct cs_responsible *answers, int list);
/* In which region of the persons somebody of the firms' region lives, -1: anywhere. */
int cs_firm_region(const struct cs_scenario *scenario, int region);
void cs_firm_spell_archive(cs_archive *archive, void *spell);

#endif
