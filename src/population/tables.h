/* Inside the population: from aggregate shares to the weights people are drawn with. */
#ifndef CS_POPULATION_TABLES_H
#define CS_POPULATION_TABLES_H

#include "population/population.h"

/* Read the text of a profile (the format is written down in profile.c). `name` stands for the file in
   errors and must outlive the profile. Errors: CS_FORMAT, with the line. */
cs_status cs_profile_parse(const char *text, size_t length, const char *name, cs_profile *profile,
                           cs_error *err);

/* Do the scenario's age bands cut the profile's ages? NULL when they do, else a sentence in room.
   They must run from 0 to an open band without gap or overlap, and not cut the profile's own open band,
   whose years are not known. */
const char *cs_ages_check(const cs_ranges *bands, const cs_profile *profile, char room[200]);

/* share[band * sexes + sex] of all persons; sexes is 1 (both together) or 2 (male, female).
   Where a band's edge falls inside a five-year band, its years are taken as equally frequent.
   Source: docs/model.md, assumption P5. */
void cs_ages_cut(const cs_ranges *bands, const cs_profile *profile, int sexes, double *share);

/* share[size - 1] of households by size, from the scenario, else the profile (may be NULL), else all
   alone; *mean is the persons in a household on average. NULL, or a sentence in room. */
const char *cs_household_shares(const cs_shares *households, const cs_profile *profile,
                                double share[CS_HOUSEHOLD_MOST], double *mean, char room[200]);

/* Fill in the shape of the strata: pop->attributes, attribute_values, cell_first, strata,
   stratum_value. Errors: CS_NOMEM, CS_RANGE (too many combinations). */
cs_status cs_strata_init(cs_population *pop, const cs_population_config *config, cs_error *err);

/* weight[strata]: the share of persons in each combination of attribute values. The profile may be NULL
   when no attribute comes from it. Errors: CS_NOMEM. */
cs_status cs_strata_weigh(const cs_population *pop, const cs_population_config *config,
                          const cs_profile *profile, double *weight, cs_error *err);

/* Split weight into first persons of households (in: weight, out: head) and the others, so that
   h * head + (1 - h) * other == weight with h = 1 / mean_size. First persons are adults, or as nearly
   so as the weights allow.  Source: docs/model.md, assumption P3. */
void cs_strata_split(const cs_population *pop, const cs_population_config *config, double mean_size,
                     const double *weight, double *head, double *other);

#endif
