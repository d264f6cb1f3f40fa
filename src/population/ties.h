/* Acquaintances outside the household: an implicit random graph. Nothing is stored per tie; the
   contacts of a person are computed from the person's number, and the graph is symmetric.

   Random form: every person has loose ends, as many as a Poisson distribution says; who has how many is
   a step function of a keyed rank, and a keyed permutation of all loose ends joins them two by two (the
   configuration model). So contacts are found in time proportional to their number.
   Source: Newman, Strogatz, Watts, Phys. Rev. E 64, 026118 (2001), doi 10.1103/PhysRevE.64.026118;
   ring: Watts and Strogatz, Nature 393 (1998), doi 10.1038/30918; docs/model.md, assumption P8. */
#ifndef CS_POPULATION_TIES_H
#define CS_POPULATION_TIES_H

#include "population/population.h"

#define CS_TIES_MOST 512 /* contacts of one person */

typedef enum cs_ties_form { CS_TIES_RANDOM, CS_TIES_RING } cs_ties_form;

typedef struct cs_ties_config {
    int form;              /* cs_ties_form */
    double mean_degree;    /* contacts of a person, on average */
    double within_region;  /* random: share of ties inside the region, the others go anywhere */
    int32_t alike;         /* random: attribute in which people seek their like, -1: none */
    double homophily;      /* random: a tie between people alike is so many times as likely as another */
    double rewired;        /* ring: share of ties that lead anywhere instead (small world) */
} cs_ties_config;

extern const cs_spec cs_ties_spec;

/* A graph made ready; const from then on. It reads the population as long as it is used. */
typedef struct cs_ties cs_ties;

/* Errors: CS_NOMEM, CS_RANGE (a mean degree that the population or CS_TIES_MOST cannot hold). */
cs_status cs_ties_init(cs_ties **ties, const cs_ties_config *config, const cs_population *pop,
                       uint64_t seed, cs_error *err);
void cs_ties_free(cs_ties *ties);
/* The contacts of a person, each once, in an order of the graph's own; how many. q is among p's contacts
   exactly when p is among q's. Shapes: contact [CS_TIES_MOST]. */
int cs_ties_of(const cs_ties *ties, uint32_t person, uint32_t *contact);

#endif
