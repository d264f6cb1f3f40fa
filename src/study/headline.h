/* The figures that a scenario is told in: what is drawn from, searched and compared where nobody says
   which figure is wanted. */
#ifndef CS_STUDY_HEADLINE_H
#define CS_STUDY_HEADLINE_H

#include "scenario/arena.h"
#include "scenario/asked.h"

/* The fixed set of a scenario, in this order, as far as the scenario has what they are about:
   persons, then firms: on any penal list on the last day wrongly (share of all), at all, by error, by
   association, for protected conduct; of those listed, the share wrongly; wrongful person-days;
   refusals of people wrongly listed; of each kind of protected conduct that people respond in, the share left undone;
   loans: granted, granted to those who repay, repaid, refused though good;
   what the scenario states under `reproduces` and one run can tell (no spreads over replicates).
   Counts are for as many persons as `scenario` has, whatever the size of the runs asked; so read the
   scenario without other persons. Names are those of the scenario: it must outlive *out.
   Shapes: *out [*count], in the arena. Errors: CS_NOMEM. */
cs_status cs_headline_figures(const cs_scenario *scenario, cs_arena *arena, cs_asked **out,
                              int *count, cs_error *err);
/* How many of them, from the first, are the fixed ones and not the scenario's own. */
int cs_headline_fixed(const cs_scenario *scenario);
/* A published figure as one asked for by names. Errors: CS_NOMEM. */
cs_status cs_headline_of(const cs_scenario *scenario, const cs_figure *figure, cs_arena *arena,
                         cs_asked *out, cs_error *err);

#endif
