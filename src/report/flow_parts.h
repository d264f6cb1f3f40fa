/* How a flow is put together: parts first, stage by stage, then what links them. For the flow_*.c alone. */
#ifndef CS_REPORT_FLOW_PARTS_H
#define CS_REPORT_FLOW_PARTS_H

#include "report/flow.h"

/* One population's part of a scenario at a time. */
typedef struct cs_flow_builder {
    cs_flow *flow;
    const cs_scenario *whole, *of; /* of: the persons' part, which is the whole, or the firms' */
    bool failed;           /* there was no memory */
} cs_flow_builder;

/* The id of a part: "section.name", or of the firms "firms.section.name"; name NULL: the section's own. */
const char *cs_flow_id(cs_flow_builder *b, const char *section, const char *name);
/* The node with that id, -1: there is none. */
int cs_flow_at(cs_flow_builder *b, const char *section, const char *name);
/* The parts of one stage of b->of. */
void cs_flow_add_stage(cs_flow_builder *b, cs_flow_stage stage);
/* All links between the parts of b->of, and from the firms to the persons. */
void cs_flow_add_links(cs_flow_builder *b);

/* ---- flow_note.c: words about a part. All of them: NULL where there is no memory. ---- */

/* "late_payment" as "Late payment", and of a firm "Firms: late payment". */
const char *cs_flow_label(cs_arena *arena, const cs_scenario *of, const char *name);
/* How the part `id` is set: `lead` first ("" where there is none), then the numbers that the scenario gives
   it, two such things at most. Where there are none, `otherwise`. */
const char *cs_flow_note(cs_arena *arena, const cs_scenario *scenario, const char *id, const char *lead,
                         const char *otherwise);
/* A name for reading: "equal_opportunity" as "equal opportunity". */
const char *cs_flow_words(cs_arena *arena, const char *name);
const char *cs_flow_format(cs_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- flow_refs.c: what a part refers to, by its spec table ---- */

#define CS_FLOW_NAMES_MOST 256
/* Which names of a space a mechanism refers to. records: what it sees or makes. */
typedef struct cs_flow_refs {
    bool conduct[CS_FLOW_NAMES_MOST], records[CS_FLOW_NAMES_MOST], list[CS_FLOW_NAMES_MOST],
        crowd[CS_FLOW_NAMES_MOST], bands;
} cs_flow_refs;
/* Adds what a configuration refers to by its table. of: whose names they are. */
void cs_flow_refer(const cs_spec *spec, const void *config, const cs_scenario *of, cs_flow_refs *refs);


#endif
