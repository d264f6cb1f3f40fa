/* Running scenario files as a user would, for tests: study, results file, verify, hash. */
#ifndef TEST_REPRODUCE_H
#define TEST_REPRODUCE_H

#include "counterscore.h"

/* Run the scenario into a results file of its own and open it; fails the test with the program's own
   sentences. `path` gets the results file's name; drop_results closes and removes it. */
cs_results *run_scenario(const cs_run_options *options, char path[256]);
void drop_results(cs_results *results, const char *path);

/* A cmocka group with one test for every .yaml file of a folder: each file's `reproduces` figures
   must all hold. Returns the number of failures. */
int verify_folder(const char *group, const char *folder);

/* Paths of the .yaml files of a folder, sorted; the caller frees each and the array. */
int list_scenarios(const char *folder, char ***paths);

#endif
